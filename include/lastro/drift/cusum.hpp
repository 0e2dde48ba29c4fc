// SPDX-License-Identifier: MIT
// lastro/drift/cusum.hpp
//
// Has the mean of a stream risen, or fallen? Cumulative sums: the evidence for it, begun anew whenever it is used up.
//
//   drift::cusum watch{{.delta = 0.5 * sigma, .threshold = 8.0 * sigma}};
//   if (watch.update(reading) == drift::signal::drift) learn_from_the_last(watch.since_change());
//
// s = max(0, s + x - mean - delta), drift where s > threshold: Page-Hinkley's test that forgets nothing. The mean is that
// since the restart, not a known one, so tables of run lengths for a known mean do not apply.
// Promises: signal.hpp.
//
// References
//   [1] E. S. Page, Continuous inspection schemes, Biometrika 41, 1954.
#pragma once

#include <cstddef>    // byte
#include <cstdint>    // uint64_t
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/page_hinkley.hpp>
#include <lastro/drift/signal.hpp>

namespace lastro::inline v0::drift {

struct cusum_settings {
    std::uint64_t min_instances = 30;  ///< Values after each restart before the first drift.
    double delta = 0.005;     ///< Rises of the mean up to this are tolerated; half of what must be found is usual.
    double threshold = 50.0;  ///< Of s; the larger, the later and the surer.
    bool two_sided = false;   ///< Falls are drift too: a second s, of the mean less x.

    friend bool operator==(const cusum_settings&, const cusum_settings&) = default;
};

/// Cumulative sums [1] against the mean since the restart.
class cusum {
public:
    static constexpr const char* kind = "cusum";

    /// @throws std::invalid_argument unless 0 <= delta <= 2^480 and 0 < threshold, finite.
    explicit cusum(const cusum_settings& settings = {})
        : settings_{checked(settings)}, test_{as_page_hinkley(settings)} {}

    signal update(double x) noexcept { return test_.update(x); }
    void reset() noexcept { test_.reset(); }

    /// The mean since the last drift; NaN before the first value.
    [[nodiscard]] double mean() const noexcept { return test_.mean(); }

    /// s, which is compared with the threshold.
    [[nodiscard]] double statistic() const noexcept { return test_.statistic(); }

    /// At the last drift: how many of the newest values came after s was last 0. 0 before any drift.
    [[nodiscard]] std::uint64_t since_change() const noexcept { return test_.since_change(); }

    /// The first value after the change, counted from 0 among the values taken since `reset()`; nothing before any drift.
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept { return test_.change_point(); }

    [[nodiscard]] std::uint64_t count() const noexcept { return test_.count(); }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return test_.ignored(); }
    [[nodiscard]] const cusum_settings& settings() const noexcept { return settings_; }

    /// The bytes that `from_state` continues from. @throws format_error for any others.
    [[nodiscard]] std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
    [[nodiscard]] static cusum from_state(core::byte_span bytes) { return detail::state_bytes::read<cusum>(bytes); }

    /// What `calibrate` sets: larger is surer.
    [[nodiscard]] static double threshold(const cusum_settings& s) noexcept { return s.threshold; }
    [[nodiscard]] static cusum_settings with_threshold(cusum_settings s, double value) noexcept {
        s.threshold = value;
        return s;
    }
    static constexpr bool larger_is_surer = true;
    static constexpr bool below_one = false;

    friend bool operator==(const cusum&, const cusum&) = default;

private:
    friend struct detail::state_bytes;

    static const cusum_settings& checked(const cusum_settings& settings) {
        detail::require_not_negative(settings.delta, "drift::cusum: delta");
        core::require<std::invalid_argument>(detail::measurable(settings.delta), "drift::cusum: delta", "at most 2^480",
                                             settings.delta);
        detail::require_positive(settings.threshold, "drift::cusum: threshold");
        return settings;
    }

    static page_hinkley_settings as_page_hinkley(const cusum_settings& settings) noexcept {
        return {.min_instances = settings.min_instances,
                .delta = settings.delta,
                .threshold = settings.threshold,
                .alpha = 1.0,
                .two_sided = settings.two_sided};
    }

    static void each_setting(auto& s, auto&& each) {
        each("min_instances", s.min_instances);
        each("delta", s.delta);
        each("threshold", s.threshold);
        each("two_sided", s.two_sided);
    }
    static void each_number(auto& self, auto&& each) { detail::state_bytes::numbers_of(self.test_, each); }
    [[nodiscard]] bool consistent() const noexcept { return detail::state_bytes::consistent(test_); }

    cusum_settings settings_;
    page_hinkley test_;
};

static_assert(detector<cusum>);

}  // namespace lastro::inline v0::drift
