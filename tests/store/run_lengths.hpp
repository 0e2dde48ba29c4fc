// SPDX-License-Identifier: MIT
// tests/store/run_lengths.hpp
//
// A codec small enough to be seen through: pairs of a count and a byte.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <lastro/store/codec.hpp>

namespace lastro_test {

[[nodiscard]] inline lastro::store::codec run_lengths() {
    return {.name = "run-lengths",
            .level = 255,
            .compress =
                [](lastro::core::byte_span content, int longest) {
                    std::vector<std::byte> frame;
                    for (std::size_t i = 0; i < content.size();) {
                        std::size_t end = i + 1;
                        while (end < content.size() && content[end] == content[i] &&
                               end - i < static_cast<std::size_t>(longest)) {
                            ++end;
                        }
                        frame.push_back(static_cast<std::byte>(end - i));
                        frame.push_back(content[i]);
                        i = end;
                    }
                    return frame;
                },
            .decompress =
                [](lastro::core::byte_span frame, std::span<std::byte> content) {
                    std::size_t at = 0;
                    for (std::size_t i = 0; i + 1 < frame.size(); i += 2) {
                        for (auto left = std::to_integer<std::size_t>(frame[i]); left > 0; --left) {
                            if (at == content.size()) {
                                return false;
                            }
                            content[at++] = frame[i + 1];
                        }
                    }
                    return at == content.size() && frame.size() % 2 == 0;
                }};
}

}  // namespace lastro_test
