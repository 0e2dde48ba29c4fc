// SPDX-License-Identifier: MIT
// tests/reproducibility/digests.hpp
//
// What run.sh compares between builds: groups of numbers, one digest each.
//
//   int main() { return report({{"num.sum", [](record& r) { r.add(num::sum(x)); }}}); }
//
// prints one line "group digest" each, then "total digest"; on stderr, the instruction sets it ran on. Every group runs on
// each instruction set that the machine has, and with 1, 2, 3 and 5 threads where it uses them. Where these differ among
// themselves, the program names group, instruction set and thread count, and ends with 1.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/num/dispatch.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/stats/tail.hpp>

namespace reproducibility {

namespace core = lastro::core;
namespace hash = lastro::hash;
namespace num = lastro::num;
namespace random = lastro::random;
namespace stats = lastro::stats;

/// Where all inputs come from.
inline const random::stream inputs = random::stream{20260101}["reproducibility"];

/// Numbers in [-1, 1), exact in T.
template <class T>
std::vector<T> small_numbers(const char* name, std::size_t n) {
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = static_cast<T>(random::uniform_float(inputs[name], i) * 2.0F - 1.0F);
    }
    return x;
}

/// What a group has computed. Numbers enter with their bits (every NaN as the same one), integers with 8 bytes.
class record {
public:
    explicit record(std::size_t threads) : threads_{threads} {}

    /// How many threads the group may use; who asks is run with several counts.
    [[nodiscard]] std::size_t threads() {
        threaded_ = true;
        return threads_;
    }
    [[nodiscard]] bool threaded() const { return threaded_; }

    void add(double x) { add_word(hash::detail::canonical_bits(x)); }
    void add(std::uint64_t x) { add_word(x); }
    void add(const hash::digest& d) { hasher_.update(d.bytes()); }
    void add(const stats::tail& t) {
        add(t.probability);
        add(t.log10);
    }
    template <class T>
    void add(std::span<const T> values) {
        std::vector<std::byte> bytes(8 * values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            if constexpr (std::is_floating_point_v<T>) {
                core::store_le(hash::detail::canonical_bits(static_cast<double>(values[i])), bytes.data() + 8 * i);
            } else {
                core::store_le(std::uint64_t{values[i]}, bytes.data() + 8 * i);
            }
        }
        hasher_.update(bytes);
    }
    template <class T>
    void add(const std::vector<T>& values) {
        add(std::span<const T>{values});
    }

    [[nodiscard]] std::string digest() const { return hasher_.finalize().hex().substr(0, 32); }

private:
    void add_word(std::uint64_t x) {
        std::array<std::byte, 8> bytes;
        core::store_le(x, bytes.data());
        hasher_.update(bytes);
    }

    std::size_t threads_;
    bool threaded_ = false;
    hash::blake3 hasher_;
};

/// Some numbers that belong together.
struct group {
    std::string name;
    std::function<void(record&)> run;
};

/// Runs every group on every instruction set, and prints. Returns 1 where one differs in itself.
[[nodiscard]] inline int report(const std::vector<group>& groups) {
    constexpr std::array levels{num::level::portable, num::level::neon, num::level::avx2, num::level::avx512};
    constexpr std::array<std::size_t, 4> thread_counts{1, 2, 3, 5};
    bool same = true;
    hash::blake3 total;
    for (const group& g : groups) {
        std::string first;
        for (const num::level level : levels) {
            if (!num::is_available(level)) {
                continue;
            }
            num::force_level(level);
            for (const std::size_t threads : thread_counts) {
                record r{threads};
                g.run(r);
                const std::string digest = r.digest();
                if (first.empty()) {
                    first = digest;
                    std::printf("%s %s\n", g.name.c_str(), first.c_str());
                }
                if (digest != first) {
                    same = false;
                    std::printf("DIFFERS %s with %s and %zu threads: %s\n", g.name.c_str(),
                                std::string{num::to_string(level)}.c_str(), threads, digest.c_str());
                }
                if (!r.threaded()) {
                    break;
                }
            }
        }
        hash::append(total, g.name);
        hash::append(total, first);
    }
    std::printf("total %s\n", total.finalize().hex().substr(0, 32).c_str());
    for (const num::level level : levels) {
        if (num::is_available(level)) {
            std::fprintf(stderr, "%s ", std::string{num::to_string(level)}.c_str());
        }
    }
    return same ? 0 : 1;
}

}  // namespace reproducibility
