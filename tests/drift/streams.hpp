// SPDX-License-Identifier: MIT
// tests/drift/streams.hpp
//
// What the tests of detectors share: streams to watch, what was signalled, and what holds for every detector.
#pragma once

#include <lastro/core/error.hpp>
#include <lastro/drift/signal.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace streams {

using lastro::drift::signal;
using column = std::vector<double>;

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// The values where `watch` signalled drift.
template <class Detector>
std::vector<std::size_t> drifts(Detector watch, const column& values) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (watch.update(values[i]) == signal::drift) {
            result.push_back(i);
        }
    }
    return result;
}

/// Bits that are 1 with probability p, appended.
inline void append_bits(column& values, std::mt19937_64& engine, std::size_t n, double p) {
    for (std::size_t i = 0; i < n; ++i) {
        values.push_back(static_cast<double>(engine() >> 11U) * 0x1p-53 < p ? 1.0 : 0.0);
    }
}

/// Rather normal values: the sum of twelve uniform ones less 6, appended.
inline void append_bells(column& values, std::mt19937_64& engine, std::size_t n, double mean) {
    for (std::size_t i = 0; i < n; ++i) {
        double sum = mean - 6.0;
        for (int k = 0; k < 12; ++k) {
            sum += static_cast<double>(engine() >> 11U) * 0x1p-53;
        }
        values.push_back(sum);
    }
}

/// What `read` says of bytes that it refuses; nothing if it takes them.
template <class Read>
std::string refusal(Read&& read) {
    try {
        static_cast<void>(read());
    } catch (const lastro::format_error& e) {
        return e.what();
    }
    return "";
}

/// Every detector: saved at any step it goes on as if nothing had happened; bytes that are cut, altered, of another version
/// or of another detector are refused.
template <class Detector>
void is_saved(const Detector& fresh, const column& values) {
    Detector plain = fresh;
    Detector resumed = fresh;
    std::size_t step = 0;
    for (const double x : values) {
        resumed = Detector::from_state(resumed.state());
        const signal s = plain.update(x);
        REQUIRE(resumed.update(x) == s);
        REQUIRE(resumed == plain);
        if (step++ % 50 != 0) {
            continue;
        }
        std::vector<std::byte> bytes = plain.state();
        REQUIRE(bytes.size() < 16 * 1024);
        for (std::size_t size = 0; step == 1 && size < bytes.size(); ++size) {
            REQUIRE_FALSE(refusal([&] { return Detector::from_state({bytes.data(), size}); }).empty());
        }
        const std::size_t at = step * 7919 % bytes.size();
        bytes[at] ^= std::byte{4};
        REQUIRE_FALSE(refusal([&] { return Detector::from_state(bytes); }).empty());
    }
    const std::string where = std::string{"drift::"} + Detector::kind + ": saved state: expected ";
    std::vector<std::byte> bytes = plain.state();
    lastro::core::store_le(std::uint32_t{2}, bytes.data() + 8);
    CHECK(refusal([&] { return Detector::from_state(bytes); }) == where + "version 1, found 2");
    bytes = plain.state();
    bytes[20] = std::byte{'X'};
    CHECK(refusal([&] { return Detector::from_state(bytes); }).substr(0, where.size() + 23) ==
          where + "a detector of that kind");
}

/// Every detector: what is no value changes nothing but a counter; after a drift it is as new; equal histories compare
/// equal; reset forgets. `values` must make it drift, and its last values must not.
template <class Detector>
void keeps_its_promises(const Detector& fresh, const column& values) {
    Detector plain = fresh;
    Detector disturbed = fresh;
    Detector since_drift = fresh;
    std::size_t alarms = 0;
    std::uint64_t taken = 0;
    REQUIRE_FALSE(plain.change_point().has_value());
    for (const double x : values) {
        ++taken;
        for (const double bad : {not_a_number, infinity, -infinity}) {
            REQUIRE(disturbed.update(bad) == signal::none);
        }
        const signal s = plain.update(x);
        REQUIRE(disturbed.update(x) == s);
        REQUIRE(since_drift.update(x) == s);
        if (s == signal::drift) {
            ++alarms;
            REQUIRE(plain.count() == 0);
            REQUIRE(plain.change_point() == taken - plain.since_change());
            since_drift = fresh;
        }
        REQUIRE(plain.count() == since_drift.count());
    }
    CHECK(alarms > 0);
    CHECK(plain.count() > 0);
    CHECK(plain.ignored() == 0);
    CHECK(disturbed.ignored() == 3 * values.size());
    CHECK_FALSE(plain == disturbed);

    Detector again = fresh;
    for (const double x : values) {
        again.update(x);
    }
    CHECK(again == plain);
    again.reset();
    CHECK(again == fresh);
    CHECK_FALSE(plain == fresh);
    is_saved(fresh, values);
}

/// A detector with two sides says what the first of two with one says, of which one sees the values mirrored.
template <class Detector, class Settings>
void has_two_sides(Settings settings) {
    std::mt19937_64 engine{11};
    std::size_t falls = 0;
    settings.two_sided = false;
    const Detector one{settings};
    settings.two_sided = true;
    const Detector two{settings};
    const auto first = [](Detector watch, const column& of) {
        std::size_t i = 0;
        while (i < of.size() && watch.update(of[i]) != signal::drift) {
            ++i;
        }
        return std::pair{i, watch.since_change()};
    };
    for (int round = 0; round < 20; ++round) {
        column values, mirrored;
        append_bells(values, engine, 200, 0.0);
        append_bells(values, engine, 100, round % 2 == 0 ? 1.5 : -1.5);
        for (const double x : values) {
            mirrored.push_back(-x);
        }
        const auto rise = first(one, values), fall = first(one, mirrored), both = first(two, values);
        CHECK(both == (rise.first < fall.first ? rise : fall));
        falls += fall.first < rise.first ? 1U : 0U;
    }
    CHECK(falls > 5);
    column values;
    append_bells(values, engine, 200, 0.0);
    append_bells(values, engine, 180, -4.0);
    keeps_its_promises(two, values);
}

}  // namespace streams
