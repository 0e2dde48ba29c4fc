// SPDX-License-Identifier: MIT
// lastro/store/detail/pack_digests.hpp
//
// What do the objects of a pack hold in truth? Many are hashed at a time, by several threads.
#pragma once

#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t
#include <span>     // span
#include <vector>   // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/blake3_many.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/pack.hpp>

namespace lastro::inline v0::store::detail {

/// The digests of the content of all objects of a pack, in its order. After each round of work, `watch(objects, bytes)` is
/// told, in the thread that called, how much that was; what it throws ends the work.
template <class Watch>
[[nodiscard]] std::vector<hash::digest> pack_digests(const pack& one, std::size_t threads, const Watch& watch) {
    constexpr std::size_t portion = 256;
    std::vector<hash::digest> digests(one.size());
    const std::size_t tasks = (one.size() + portion - 1) / portion;
    const std::size_t round = threads * 8 + 1;
    for (std::size_t begin = 0; begin < tasks; begin += round) {
        const std::size_t end = tasks - begin < round ? tasks : begin + round;
        core::parallel_for(end - begin, threads, [&](std::size_t task) {
            const std::size_t first = (begin + task) * portion;
            const std::size_t last = one.size() - first < portion ? one.size() : first + portion;
            std::vector<std::byte> memory;
            std::vector<core::byte_span> contents;
            for (std::size_t i = first; i < last; ++i) {
                if (one.is_frame(i)) {  // one in memory at a time
                    digests[i] = hash::blake3::of(one.bytes(i, memory));
                    contents.emplace_back();
                } else {
                    contents.push_back(one.stored(i));
                }
            }
            std::vector<hash::digest> found(contents.size());
            hash::blake3_many(contents, found);
            for (std::size_t i = first; i < last; ++i) {
                digests[i] = one.is_frame(i) ? digests[i] : found[i - first];
            }
        });
        std::uint64_t bytes = 0;
        const std::size_t last = end * portion < one.size() ? end * portion : one.size();
        for (std::size_t i = begin * portion; i < last; ++i) {
            bytes += one.content_size(i);
        }
        watch(last - begin * portion, bytes);
    }
    return digests;
}

}  // namespace lastro::inline v0::store::detail
