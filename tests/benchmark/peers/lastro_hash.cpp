// SPDX-License-Identifier: MIT
// tests/benchmark/peers/lastro_hash.cpp
//
// Lastro's side of store_hash.py: a function that ctypes can call.
#include <cstddef>
#include <cstring>

#include <lastro/hash/blake3.hpp>

extern "C" void lastro_blake3(const void* bytes, std::size_t size, void* out) {
    const auto d = lastro::hash::blake3::of({static_cast<const std::byte*>(bytes), size});
    std::memcpy(out, d.bytes().data(), d.bytes().size());
}
