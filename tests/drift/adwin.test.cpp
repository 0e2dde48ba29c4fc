// SPDX-License-Identifier: MIT
// tests/drift/adwin.test.cpp
#include <lastro/drift/adwin.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "streams.hpp"

using lastro::drift::adwin;
using lastro::drift::adwin_settings;
using streams::column;
using streams::signal;

namespace {

double sum_of(const column& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

double squares_of(const column& values) {
    const double mean = sum_of(values) / static_cast<double>(values.size());
    double sum = 0.0;
    for (const double x : values) {
        sum += (x - mean) * (x - mean);
    }
    return sum;
}

/// ADWIN as a plain list of buckets that keep all their values, oldest first; every sum is taken anew.
class bucket_list {
public:
    explicit bucket_list(const adwin_settings& settings) : settings_{settings} {}

    /// The size of the window after all cuts where there were any, otherwise 0.
    std::size_t update(double x) {
        ++count_;
        buckets_.push_back({x});
        for (std::size_t size = 1;; size *= 2) {
            std::vector<std::size_t> of_size;
            for (std::size_t i = 0; i < buckets_.size(); ++i) {
                if (buckets_[i].size() == size) {
                    of_size.push_back(i);
                }
            }
            if (of_size.size() <= settings_.max_buckets) {
                break;
            }
            column& first = buckets_[of_size[0]];
            const column& second = buckets_[of_size[1]];
            first.insert(first.end(), second.begin(), second.end());
            buckets_.erase(buckets_.begin() + static_cast<std::ptrdiff_t>(of_size[1]));
        }
        if (count_ % settings_.clock != 0 || window().size() <= settings_.grace_period) {
            return 0;
        }
        bool cut = false;
        while (has_cut()) {
            buckets_.erase(buckets_.begin());
            cut = true;
        }
        const std::size_t left = window().size();
        if (cut) {
            buckets_.clear();
            count_ = 0;
        }
        return cut ? left : 0;
    }

    [[nodiscard]] column window() const {
        column all;
        for (const column& b : buckets_) {
            all.insert(all.end(), b.begin(), b.end());
        }
        return all;
    }

private:
    [[nodiscard]] bool has_cut() const {
        const column all = window();
        const auto w = static_cast<double>(all.size());
        const double v = squares_of(all) / w;
        const double d = std::log(2.0 * std::log(w) / settings_.delta);
        std::size_t older = 0;
        for (const column& b : buckets_) {
            older += b.size();
            const std::size_t newer = all.size() - older;
            const std::uint64_t least = settings_.min_window_length;
            if (newer == 0 || older < least || newer < least) {
                continue;
            }
            const auto middle = all.begin() + static_cast<std::ptrdiff_t>(older);
            const double mean0 = sum_of({all.begin(), middle}) / static_cast<double>(older);
            const double mean1 = sum_of({middle, all.end()}) / static_cast<double>(newer);
            const double r =
                1.0 / static_cast<double>(older - least + 1) + 1.0 / static_cast<double>(newer - least + 1);
            if (std::abs(mean0 - mean1) > std::sqrt(2.0 * r * v * d) + 2.0 / 3.0 * d * r) {
                return true;
            }
        }
        return false;
    }

    adwin_settings settings_;
    std::vector<column> buckets_;
    std::size_t count_ = 0;
};

}  // namespace

TEST_SUITE("drift/adwin") {
    TEST_CASE("window: the sums of all values while nothing is cut") {
        adwin watch{{.clock = 1'000'000}};
        CHECK(std::isnan(watch.mean()));
        column values;
        for (int i = 0; i < 200; ++i) {
            values.push_back(i % 7);
            watch.update(values.back());
        }
        CHECK(watch.width() == 200);
        CHECK(watch.total() == 594.0);
        CHECK(watch.mean() == 2.97);
        CHECK(std::abs(watch.variance_sum() - 797.82) < 1e-10);
        CHECK(std::abs(watch.variance() - squares_of(values) / 200.0) < 1e-12);
    }

    TEST_CASE("drifts, and what is left of the window: those of a list of buckets that keep their values") {
        std::mt19937_64 engine{1};
        std::size_t alarms = 0;
        const adwin_settings all[] = {
            {},
            {.clock = 1},
            {.delta = 0.05, .clock = 8, .max_buckets = 3, .min_window_length = 1, .grace_period = 0},
            {.delta = 0.2, .clock = 5, .max_buckets = 1, .min_window_length = 10, .grace_period = 40},
            {.max_buckets = 31}};
        for (const adwin_settings& set : all) {
            CAPTURE(set.max_buckets);
            column values;
            streams::append_bits(values, engine, 150, 0.2);
            streams::append_bits(values, engine, 150, 0.8);
            streams::append_bells(values, engine, 150, 3.0);
            streams::append_bells(values, engine, 100, -1.0);
            adwin watch{set};
            bucket_list plain{set};
            for (std::size_t i = 0; i < values.size(); ++i) {
                CAPTURE(i);
                const std::size_t left = plain.update(values[i]);
                REQUIRE((watch.update(values[i]) == signal::drift) == (left != 0));
                if (left != 0) {
                    ++alarms;
                    REQUIRE(watch.since_change() == left);
                }
                REQUIRE(watch.width() == plain.window().size());
                if (watch.width() > 0) {
                    const double squares = squares_of(plain.window());
                    REQUIRE(std::abs(watch.variance_sum() - squares) < 1e-10 * (1.0 + squares));
                    REQUIRE(std::abs(watch.total() - sum_of(plain.window())) < 1e-10);
                }
            }
        }
        CHECK(alarms >= 15);
    }

    TEST_CASE("the paper's variant: a change is found sooner, by a cut of any size") {
        std::mt19937_64 engine{6};
        column values;
        streams::append_bells(values, engine, 1000, 0.0);
        streams::append_bells(values, engine, 100, 3.0);
        const auto paper = streams::drifts(adwin{lastro::drift::adwin_of_the_paper()}, values);
        const auto peers = streams::drifts(adwin{}, values);
        REQUIRE(paper.size() == 1);
        REQUIRE(peers.size() == 1);
        CHECK(paper[0] >= 1000);
        CHECK(paper[0] < peers[0]);
        CHECK(lastro::drift::adwin_of_the_paper(0.1).delta == 0.1);
    }

    TEST_CASE("capacity: beyond it the oldest bucket is forgotten") {
        // 31 buckets of 1, 2, ..., 128 values; the next merge would begin a ninth row
        adwin watch{{.clock = std::uint64_t{1} << 40U, .max_buckets = 31}};
        std::uint64_t widest = 0;
        column values;
        std::mt19937_64 engine{5};
        streams::append_bells(values, engine, 20'000, 1.0);
        for (const double x : values) {
            watch.update(x);
            widest = watch.width() > widest ? watch.width() : widest;
        }
        CHECK(widest == 31 * 255);
        CHECK(watch.count() == 20'000);
        const column kept(values.end() - static_cast<std::ptrdiff_t>(watch.width()), values.end());
        CHECK(std::abs(watch.total() - sum_of(kept)) < 1e-8);
        CHECK(std::abs(watch.variance_sum() - squares_of(kept)) < 1e-8 * squares_of(kept));
    }

    TEST_CASE("constant values: never a drift, and no negative variance") {
        adwin watch{{.clock = 1}};
        for (int i = 0; i < 3000; ++i) {
            REQUIRE(watch.update(0.1) == signal::none);
            REQUIRE(watch.variance_sum() >= 0.0);
        }
        CHECK(watch.variance_sum() < 1e-20);
    }

    TEST_CASE("promises of every detector") {
        std::mt19937_64 engine{3};
        column values;
        streams::append_bells(values, engine, 300, 0.0);
        streams::append_bells(values, engine, 300, 4.0);
        streams::keeps_its_promises(adwin{}, values);
    }

    TEST_CASE("refusals: say what they expected") {
        CHECK_THROWS_WITH_AS(adwin{{.delta = 0.0}}, "drift::adwin: delta: expected above 0 and below 1, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(adwin{{.clock = 0}}, "drift::adwin: clock: expected at least 1, found 0",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(adwin{{.max_buckets = 32}}, "drift::adwin: max_buckets: expected from 1 to 31, found 32",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(adwin{{.min_window_length = 0}},
                             "drift::adwin: min_window_length: expected at least 1, found 0", std::invalid_argument);
    }
}
