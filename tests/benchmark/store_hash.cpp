// SPDX-License-Identifier: MIT
// tests/benchmark/store_hash.cpp
//
// How fast are bytes named? BLAKE3 beside the official C and assembly, SHA-256 beside OpenSSL: the same work in turns.
//
//   tests/benchmark/run.sh store     # prints the table, writes build/benchmark/store.json
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include <dlfcn.h>

#include <benchmark/benchmark.h>

#include <lastro/hash.hpp>

#include "pairs.hpp"

// The official library as peers/store_hash.sh found it.
namespace peer {
bool available();
bool use(int level);  // 0: what the processor has, 1: SSE4.1, 2: AVX2
void blake3(const unsigned char* bytes, std::size_t size, unsigned char* out);
}  // namespace peer

namespace {

namespace core = lastro::core;
namespace hash = lastro::hash;
using benchmarks::pair;

constexpr std::size_t kib = 1024;
constexpr std::size_t mib = 1024 * kib;

using sha256_function = unsigned char* (*)(const unsigned char*, std::size_t, unsigned char*);

sha256_function openssl_sha256() {
    void* library = ::dlopen("libcrypto.so.3", RTLD_NOW);
    return library == nullptr ? nullptr : reinterpret_cast<sha256_function>(::dlsym(library, "SHA256"));
}

std::string size_text(std::size_t size) {
    return size >= 1024 * mib ? std::to_string(size / mib / 1024) + " GiB"
           : size >= mib      ? std::to_string(size / mib) + " MiB"
           : size >= kib      ? std::to_string(size / kib) + " KiB"
                              : std::to_string(size) + " B";
}

const unsigned char* raw(core::byte_span bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

std::vector<pair> pairs() {
    static std::vector<std::byte> data(1024 * mib);
    std::uint64_t x = 1;
    for (std::size_t i = 0; i + 8 <= data.size(); i += 8) {
        x = x * 6364136223846793005U + 1442695040888963407U;
        core::store_le(x, data.data() + i);
    }
    static std::array<unsigned char, 32> out;
    std::vector<pair> list;
    const auto first = [](std::size_t size) { return core::byte_span{data}.first(size); };
    const auto keep = [](const hash::digest& d) { benchmark::DoNotOptimize(d.bytes().data()); };

    if (peer::available()) {
        // Small repetitions of small inputs: a run takes at least some microseconds.
        for (const std::size_t size : {64 * kib, mib, 16 * mib, 256 * mib, 1024 * mib}) {
            list.push_back({.name = "BLAKE3, " + size_text(size),
                            .peer = "official",
                            .bytes = static_cast<double>(size),
                            .least_ratio = size > mib ? 1.0 : 0.95,
                            .ours = [=] { keep(hash::blake3::of(first(size))); },
                            .theirs =
                                [=] {
                                    peer::use(0);
                                    peer::blake3(raw(data), size, out.data());
                                }});
        }
#if defined(__x86_64__)
        for (const std::size_t size : {64 * kib, mib, 16 * mib}) {
            list.push_back({.name = "AVX2 only, " + size_text(size),
                            .peer = "official",
                            .bytes = static_cast<double>(size),
                            .least_ratio = size > mib ? 1.0 : 0.95,
                            .ours = [=] { keep(hash::blake3{hash::level::avx2}.update(first(size)).finalize()); },
                            .theirs =
                                [=] {
                                    peer::use(2);
                                    peer::blake3(raw(data), size, out.data());
                                }});
        }
#endif
        for (const std::size_t size : {std::size_t{64}, std::size_t{256}, kib, 4 * kib}) {
            constexpr std::size_t count = 4096;
            static std::vector<hash::digest> digests(count);
            list.push_back({.name = "4096 records of " + size_text(size),
                            .peer = "one by one",
                            .items = count,
                            .bytes = static_cast<double>(count * size),
                            .least_ratio = size <= kib ? 3.0 : 2.0,
                            .ours = [=] { hash::blake3_records(first(count * size), size, digests); },
                            .theirs =
                                [=] {
                                    peer::use(0);
                                    for (std::size_t i = 0; i < count; ++i) {
                                        peer::blake3(raw(data) + i * size, size, out.data());
                                    }
                                }});
        }
    } else {
        std::puts("without the official BLAKE3");
    }
    if (std::thread::hardware_concurrency() > 1) {
        list.push_back({.name = "BLAKE3, 256 MiB, 2 threads",
                        .peer = "ours, 1",
                        .bytes = 256.0 * mib,
                        .least_ratio = 1.8,
                        .wall = true,
                        .ours = [=] { keep(hash::blake3::of(first(256 * mib), 2)); },
                        .theirs = [=] { keep(hash::blake3::of(first(256 * mib))); }});
    }
    if (static const sha256_function openssl = openssl_sha256(); openssl != nullptr) {
        for (const std::size_t size : {std::size_t{64}, 64 * kib, 16 * mib}) {
            list.push_back({.name = "SHA-256, " + size_text(size),
                            .peer = "OpenSSL",
                            .bytes = static_cast<double>(size),
                            .least_ratio = 0.95,
                            .ours = [=] { keep(hash::sha256::of(first(size))); },
                            .theirs = [=] { openssl(raw(data), size, out.data()); }});
        }
    } else {
        std::puts("without OpenSSL");
    }
    return list;
}

}  // namespace

int main(int argc, char** argv) { return benchmarks::run(argc, argv, pairs()); }
