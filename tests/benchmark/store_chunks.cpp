// SPDX-License-Identifier: MIT
// tests/benchmark/store_chunks.cpp
//
// How fast is content cut into chunks? Prints the table of docs/store.md.
//
//   c++ -std=c++20 -O2 -Iinclude tests/benchmark/store_chunks.cpp -o store_chunks && ./store_chunks
//
// 64 MiB of fixed noise, everybody in turns, medians of processor time. The peer is the Gear loop as it is published: one
// byte after the other.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <random>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/store/chunker.hpp>
#include <lastro/store/detail/gear_tables.hpp>
#include <lastro/store/fastcdc.hpp>
#include <lastro/store/xet.hpp>

using namespace lastro;

namespace {

double processor_time() {
    std::timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Xet's rule, one byte after the other.
struct byte_by_byte {
    std::size_t maximum() const noexcept { return store::xet_chunker::largest; }
    std::size_t cut(core::byte_span data) const noexcept {
        std::uint64_t hash = 0;
        const std::size_t end = std::min<std::size_t>(data.size(), maximum());
        for (std::size_t i = store::xet_chunker::smallest - 65; i < end; ++i) {
            hash = 2 * hash + store::detail::xet_gear[std::to_integer<std::size_t>(data[i])];
            if (i + 1 >= store::xet_chunker::smallest && hash >> 48U == 0) {
                return i + 1;
            }
        }
        return end;
    }
};

template <class Chunker>
std::size_t count_chunks(const Chunker& rule, core::byte_span data) {
    std::size_t count = 0;
    store::for_each_chunk(rule, data, [&](core::byte_span) { ++count; });
    return count;
}

}  // namespace

int main() {
    std::vector<std::byte> data(std::size_t{64} << 20U);
    std::mt19937_64 engine{1};
    for (std::byte& b : data) {
        b = static_cast<std::byte>(engine() & 0xFFU);
    }
    struct contestant {
        const char* name;
        std::function<std::size_t()> run;
        std::vector<double> seconds = {};
        std::size_t chunks = 0;
    };
    std::vector<contestant> all{
        {"fastcdc", [&] { return count_chunks(store::fastcdc{}, data); }},
        {"fastcdc, 1/4/16 KiB",
         [&] { return count_chunks(store::fastcdc{{.minimum = 1024, .average = 4096, .maximum = 16'384}}, data); }},
        {"xet", [&] { return count_chunks(store::xet_chunker{}, data); }},
        {"xet, stream of 1 MiB pieces",
         [&] {
             std::size_t count = 0;
             const auto keep = [&](core::byte_span) { ++count; };
             store::chunk_stream stream{store::xet_chunker{}};
             for (std::size_t begin = 0; begin < data.size(); begin += 1U << 20U) {
                 stream.update(core::byte_span{data}.subspan(begin, 1U << 20U), keep);
             }
             stream.finish(keep);
             return count;
         }},
        {"xet, byte by byte", [&] { return count_chunks(byte_by_byte{}, data); }},
        {"BLAKE3 of the whole", [&] { return std::size_t{hash::blake3::of(data) != hash::digest{}}; }}};
    for (int round = 0; round < 9; ++round) {
        for (contestant& one : all) {
            const double begin = processor_time();
            one.chunks = one.run();
            one.seconds.push_back(processor_time() - begin);
        }
    }
    for (contestant& one : all) {
        std::sort(one.seconds.begin(), one.seconds.end());
        std::printf("%-28s %7zu chunks %6.2f GB/s\n", one.name, one.chunks,
                    1e-9 * static_cast<double>(data.size()) / one.seconds[one.seconds.size() / 2]);
    }
}
