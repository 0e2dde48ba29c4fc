// SPDX-License-Identifier: MIT
// lastro/drift/merged_run.hpp
//
// The same pass as merge_blocks, 512 values at a time where all of them differ: what vectors and several cursors are for.
//
//   detail::merge_runs(a.values(), b.values(), [&](const auto& part) { sum.take(part); });   // a run or a block
//
// A statistic takes both, with the same bits: what it adds up in order, it adds up in that order. Cost: O(n + m), no
// allocation; a third of the time of merge_blocks.
#pragma once

#include <bit>      // bit_cast
#include <cstddef>  // size_t
#include <cstdint>  // uint64_t
#include <span>     // span

#include <lastro/drift/merge.hpp>
#include <lastro/num/dispatch.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/run_fused.hpp>
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::drift::detail {

/// Neighbours in the pooled sample that differ from each other, from the value before them and from the one after.
struct merged_run {
    static constexpr std::size_t size = 512;
    static constexpr std::uint64_t whole = 0x4330000000000000U;  ///< whole + i are the bits of the double 2^52 + i.

    double value[size + 2];    ///< The value before the run (0 if there is none), the run, the value after (NaN ...).
    double counted[size + 1];  ///< 2^52 + how many of the run's first k values are of the first sample.
    std::uint64_t first_before = 0;   ///< Values of the first sample before the run ...
    std::uint64_t second_before = 0;  ///< ... and of the second.

    // Sums over the run, in whole numbers: of how many of the run's values of the other sample are below a value.
    double tied = 0.0;  ///< Pairs of equal neighbours: 0, or it is no run.
    double first_ranks = 0.0;
    double first_squares = 0.0;
    double second_ranks = 0.0;
    double second_squares = 0.0;

    [[nodiscard]] std::uint64_t before() const noexcept { return first_before + second_before; }
    [[nodiscard]] std::uint64_t first() const noexcept { return std::bit_cast<std::uint64_t>(counted[size]) - whole; }
    [[nodiscard]] std::uint64_t second() const noexcept { return size - first(); }
};

/// Some of a run's values, one in each lane. Everything but `value` and `previous` is a whole number below 2^27.
template <class Pack>
struct run_places {
    Pack first;   ///< Values of the first sample below, in the run ...
    Pack second;  ///< ... and of the second.
    Pack mine;    ///< 1 where the value is of the first sample, else 0.
    Pack value;
    Pack previous;

    [[gnu::always_inline]] run_places(const merged_run& run, std::size_t k)
        : first(Pack::load(run.counted + k) - Pack::all(0x1p52)),
          second(Pack::load(ascending + k) - first),
          mine(Pack::load(run.counted + k + 1) - Pack::all(0x1p52) - first),
          value(Pack::load(run.value + k + 1)),
          previous(Pack::load(run.value + k)) {}

    /// One number where the value is of the first sample, another where it is of the second.
    [[nodiscard, gnu::always_inline]] Pack choose(const Pack& if_first, const Pack& if_second) const {
        return select(equal(mine, Pack::all(1.0)), if_first, if_second);
    }
    [[nodiscard, gnu::always_inline]] Pack choose(double if_first, double if_second) const {
        return choose(Pack::all(if_first), Pack::all(if_second));
    }

    struct numbers {
        double value[merged_run::size];
        constexpr numbers() noexcept : value() {
            for (std::size_t i = 0; i < merged_run::size; ++i) {
                value[i] = static_cast<double>(i);
            }
        }
        constexpr const double* operator+(std::size_t k) const noexcept { return value + k; }
    };
    static constexpr numbers ascending{};
};

/// a / d of whole numbers from 0 to 2^27 (d: 1 or more), with 1 / d given.
///
/// The first product is within two units in the last place of the quotient, so what is left is an exact number, and the
/// second fma rounds a number within 2^-52 units of the quotient. No quotient of such numbers is closer than 2^-28 units
/// to where rounding turns, so it is rounded like the quotient itself.
template <class Pack>
[[gnu::always_inline]] inline Pack whole_quotient(const Pack& a, const Pack& minus_d, const Pack& reciprocal) {
    const Pack q = a * reciprocal;
    return fma(fma(q, minus_d, a), reciprocal, q);
}

/// Fills in the sums of a run.
struct run_sums_text {
    template <class Pack, class Single>
    [[gnu::always_inline]] static void run(merged_run* run) {
        const Pack zero = Pack::all(0.0);
        const Pack one = Pack::all(1.0);
        Pack tied = select(equal(Pack::load(run->value + 2), Pack::load(run->value + 1)), zero, zero);
        Pack first = zero;
        Pack first_squares = zero;
        Pack second = zero;
        Pack second_squares = zero;
        for (std::size_t k = 0; k < merged_run::size; k += Pack::size) {
            const run_places<Pack> at{*run, k};
            tied = tied + select(equal(at.value, Pack::load(run->value + k + 2)), one, zero);
            const Pack below = at.choose(at.second, zero);
            const Pack other = at.choose(zero, at.first);
            first = first + below;
            second = second + other;
            first_squares = fma(below, at.second, first_squares);
            second_squares = fma(other, at.first, second_squares);
        }
        run->tied = total(tied);
        run->first_ranks = total(first);
        run->first_squares = total(first_squares);
        run->second_ranks = total(second);
        run->second_squares = total(second_squares);
    }

private:
    template <class Pack>
    [[gnu::always_inline]] static double total(const Pack& p) {
        double lanes[Pack::size];
        p.store(lanes);
        double sum = 0.0;
        for (const double lane : lanes) {
            sum += lane;
        }
        return sum;
    }
};

/// What some statistics add up over a run in the order of its values: `Sums::chains` sums each, of products of two terms
/// that are computed for many values at once.
template <class... Sums>
struct run_terms_text {
    template <class Pack, class Single>
    [[gnu::always_inline]] static void run(const merged_run* run, Sums*... sums) {
        loop<Pack, Single>(*run, sums..., *sums..., terms<Pack, Sums>{}...);
    }

private:
    template <class Pack, class Sum>
    struct terms {
        double left[Sum::chains][Pack::size];
        double right[Sum::chains][Pack::size];

        template <class Single>
        [[gnu::always_inline]] void add(std::size_t lane, Sum& sum) const {
            for (std::size_t c = 0; c < Sum::chains; ++c) {
                fma(Single::load(left[c] + lane), Single::load(right[c] + lane), Single::load(sum.sums + c))
                    .store(sum.sums + c);
            }
        }
    };

    template <class Pack, class Single>
    [[gnu::always_inline]] static void loop(const merged_run& run, Sums*... results, Sums... sums,
                                            terms<Pack, Sums>... terms) {
        for (std::size_t k = 0; k < merged_run::size; k += Pack::size) {
            const run_places<Pack> at{run, k};
            (sums.terms(run, at, terms.left, terms.right), ...);
            for (std::size_t lane = 0; lane < Pack::size; ++lane) {
                (terms.template add<Single>(lane, sums), ...);
            }
        }
        ((*results = sums), ...);
    }
};

/// Adds a run to several statistics together: their chains of additions overlap.
template <class... Sums>
void add_run(const merged_run& run, Sums&... sums) {
    num::detail::run_packed<run_terms_text<Sums...>, double>(&run, &sums...);
    (sums.took(run), ...);
}

/// How many of the first `count` pooled values are of `a`, if equal values of `a` come first.
[[nodiscard]] inline std::size_t merged_from_first(std::span<const double> a, std::span<const double> b,
                                                   std::size_t count) noexcept {
    std::size_t low = count > b.size() ? count - b.size() : 0;
    for (std::size_t length = (count < a.size() ? count : a.size()) - low; length > 0;) {
        const std::size_t half = length / 2;
        const bool taken = a[low + half] <= b[count - 1 - low - half];
        low += taken ? half + 1 : 0;
        length = taken ? length - half - 1 : half;
    }
    return low;
}

/// Merges the run from places i and j on; `previous` is the value before. Precondition: as many values are left.
inline void fill_run(merged_run& run, std::span<const double> a, std::span<const double> b, std::size_t i,
                     std::size_t j, double previous) {
    constexpr std::size_t part = merged_run::size / 4;
    run.value[0] = previous;
    run.first_before = i;
    run.second_before = j;
    const auto next = [](std::span<const double> values, std::size_t from) {
        return values.subspan(from, values.size() - from < merged_run::size ? values.size() - from : merged_run::size);
    };
    const std::span<const double> mine = next(a, i);
    const std::span<const double> theirs = next(b, j);
    const std::size_t first = merged_from_first(mine, theirs, merged_run::size);
    const std::size_t second = merged_run::size - first;
    run.counted[merged_run::size] = std::bit_cast<double>(merged_run::whole + first);
    struct cursor {
        const double* a;
        const double* b;
    };
    const auto step = [&run, start = mine.data()](cursor& at, std::size_t k) {
        // Which comes next cannot be guessed: computed, not branched on.
        const double x = *at.a;
        const double y = *at.b;
        const std::size_t taken = x <= y ? 1 : 0;
        run.value[k + 1] = y < x ? y : x;
        run.counted[k] = std::bit_cast<double>(merged_run::whole + static_cast<std::uint64_t>(at.a - start));
        at.a += taken;
        at.b += 1 - taken;
    };
    if (i + first < a.size() && j + second < b.size()) {  // no cursor can reach an end: four quarters side by side
        const auto start_of = [&](std::size_t k) {
            const std::size_t f = merged_from_first(mine.first(first), theirs.first(second), k);
            return cursor{mine.data() + f, theirs.data() + (k - f)};
        };
        cursor q0{mine.data(), theirs.data()};
        cursor q1 = start_of(part);
        cursor q2 = start_of(2 * part);
        cursor q3 = start_of(3 * part);
        for (std::size_t k = 0; k < part; ++k) {
            step(q0, k);
            step(q1, part + k);
            step(q2, 2 * part + k);
            step(q3, 3 * part + k);
        }
        run.value[merged_run::size + 1] = b[j + second] < a[i + first] ? b[j + second] : a[i + first];
        return;
    }
    for (std::size_t k = 0, f = 0; k < merged_run::size; ++k) {
        const std::size_t s = k - f;
        const bool taken = s == second || (f < first && mine[f] <= theirs[s]);
        run.value[k + 1] = taken ? mine[f] : theirs[s];
        run.counted[k] = std::bit_cast<double>(merged_run::whole + f);
        f += taken ? 1U : 0U;
    }
    const bool any = i + first < a.size() || j + second < b.size();
    run.value[merged_run::size + 1] = !any ? __builtin_nan("") : i + first < a.size() ? a[i + first] : b[j + second];
}

/// Calls `take` with runs where values differ and with blocks elsewhere, in order. Samples of more than 2^26 values
/// together are all blocks: sums over runs need some numbers to be exact.
template <class Take>
void merge_runs(std::span<const double> a, std::span<const double> b, Take&& take) {
    constexpr std::size_t most = std::size_t{1} << 26U;
    const std::size_t total = a.size() + b.size();
    merge_place at{};
    const auto blocks_until = [&](std::size_t until) {
        num::detail::run_fused([&] { merge_pass(a, b, at, until, take); });
    };
    if (total <= most && num::active_level() != num::level::portable) {
        constexpr std::size_t least = 4 * merged_run::size;
        std::size_t stretch = least;
        merged_run run;
        while (total - at.first - at.second >= merged_run::size) {
            const std::size_t before = at.first + at.second;
            fill_run(run, a, b, at.first, at.second, at.value);
            num::detail::run_packed<run_sums_text, double>(&run);
            if (run.tied == 0.0) {
                take(static_cast<const merged_run&>(run));
                at = {at.first + run.first(), at.second + run.second(), run.value[merged_run::size]};
                stretch = least;
            } else {  // the values after them are likely to tie, too
                blocks_until(before + stretch);
                stretch *= stretch < 64 * least ? 2 : 1;
            }
        }
    }
    blocks_until(total);
}

}  // namespace lastro::inline v0::drift::detail
