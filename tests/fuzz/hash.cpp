// SPDX-License-Identifier: MIT
// tests/fuzz/hash.cpp: any bytes as a saved BLAKE3 state or an outboard. The first byte chooses which.
#include <cstddef>
#include <vector>

#include <lastro/hash/blake3.hpp>
#include <lastro/hash/outboard.hpp>

#include "check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](lastro::core::byte_span input) {
        namespace hash = lastro::hash;
        if (input.empty()) {
            return;
        }
        const lastro::core::byte_span rest = input.subspan(1);
        switch (static_cast<unsigned char>(input[0]) % 3) {
            case 0: {  // sealed anew: what the seal would hide is reached too
                std::vector<std::byte> state(rest.begin(), rest.end());
                if (state.size() >= 96) {
                    state.resize(state.size() - 32);
                    const auto seal = hash::detail::blake3_core::state_seal(state);
                    state.insert(state.end(), seal.begin(), seal.end());
                }
                hash::blake3 hasher = hash::blake3::resume(state);
                fuzz::require(hasher.save() == state, "another state");
                hasher.update(rest).update(std::vector<std::byte>(70'000));
                fuzz::require(hasher.finalize() == hash::blake3::resume(hasher.save()).finalize(), "another digest");
                break;
            }
            case 1: {  // any input: what is kept of it goes on as it would have
                const std::size_t cut = rest.size() / 2;
                hash::blake3 hasher;
                hasher.update(rest.first(cut));
                fuzz::require(
                    hash::blake3::resume(hasher.save()).update(rest.subspan(cut)).finalize() == hash::blake3::of(rest),
                    "a state that goes on otherwise");
                break;
            }
            default: {
                // An outboard of its own root: read without a root, written, and read with it.
                const hash::outboard of_rest = hash::outboard::of(rest);
                fuzz::require(hash::outboard::parse(of_rest.bytes(), of_rest.root()) == of_rest, "another outboard");
                const hash::outboard claimed = hash::outboard::parse(rest, hash::digest{});
                fuzz::require(claimed.root() == hash::digest{}, "a root that nobody gave");
            }
        }
    });
}
