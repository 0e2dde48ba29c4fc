// SPDX-License-Identifier: MIT
// tests/data/hand_made_arrow.hpp
//
// Arrays of Arrow's C data interface as a producer would have them, right or wrong.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <lastro/data/arrow_import.hpp>

inline int released = 0;  // how often a hand-made structure was

/// A single array by hand, as a producer would have it: everything may be changed before it is taken.
struct hand_made {
    std::array<const void*, 3> buffers{};
    ArrowArray array{};
    ArrowSchema schema{};

    hand_made(const char* format, std::int64_t length, const void* values, const void* characters = nullptr,
              const void* validity = nullptr)
        : buffers{validity, values, characters} {
        array.length = length;
        array.null_count = validity == nullptr ? 0 : -1;
        array.n_buffers = characters == nullptr ? 2 : 3;
        array.buffers = buffers.data();
        array.release = [](ArrowArray* a) {
            ++released;
            a->release = nullptr;
        };
        schema.format = format;
        schema.name = "x";
        schema.release = [](ArrowSchema* s) {
            ++released;
            s->release = nullptr;
        };
    }
    hand_made(const hand_made&) = delete;
    hand_made& operator=(const hand_made&) = delete;

    [[nodiscard]] lastro::data::column taken() {
        return lastro::data::arrow_columns{&array, &schema, "a"}.table().column("x");
    }

    /// What the refusal says; both structures must have been released by then.
    [[nodiscard]] std::string refusal() {
        const int before = released;
        const int whole = (array.release != nullptr ? 1 : 0) + (schema.release != nullptr ? 1 : 0);
        try {
            (void)lastro::data::arrow_columns{&array, &schema, "a"};
        } catch (const lastro::format_error& e) {
            return released - before == whole ? e.what() : "not released";
        }
        return "accepted";
    }
};
