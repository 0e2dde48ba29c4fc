// SPDX-License-Identifier: MIT
// lastro/model/cyclic.hpp
//
// How is December beside January? A day, a moment or an angle becomes a point on a circle: its sine and its cosine.
//
//   model::cyclic when{{.cycles = {model::cycle::year, model::cycle::week}}};    // for dates and timestamps
//   std::array<double, 4> row{};
//   when.encode(*data::date::parse("2014-07-02"), row);
//   model::cyclic wind{{.period = 360.0}};                                       // for numbers
//
// A moment is where it is to the microsecond, a day where it begins, in UTC; years and months are as long as they are.
// Nothing is learned.
#pragma once

#include <array>        // array
#include <cmath>        // isfinite
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint8_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/num/trigonometric.hpp>

namespace lastro::inline v0::model {

/// What comes around: a year from the first of January, a month from its first, a week from Monday, a day from midnight.
enum class cycle : std::uint8_t { year, month, week, day };

/// "year", "month", "week", "day".
[[nodiscard]] constexpr std::string_view name_of(cycle c) noexcept {
    constexpr std::array<std::string_view, 4> names{"year", "month", "week", "day"};
    return names[static_cast<std::size_t>(c)];
}

/// Which part of the cycle has passed on that day, `of_day` microseconds after midnight, in [0, 1]: one quotient of whole
/// numbers, rounded once.
[[nodiscard]] constexpr double phase(data::date day, std::int64_t of_day, cycle c) noexcept {
    namespace d = data::detail;
    const std::int64_t days = day.days;
    std::int64_t passed = 0;
    std::int64_t length = 1;
    if (c == cycle::week) {
        passed = ((days + 3) % 7 + 7) % 7;  // 1970-01-01 was a Thursday
        length = 7;
    } else if (c != cycle::day) {
        const d::civil_day today = d::civil_from_days(days);
        const bool year = c == cycle::year;
        passed = year ? days - d::days_from_civil({today.year, 1, 1}) : today.day - 1;
        length = !year ? d::days_in_month(today.year, today.month) : d::is_leap(today.year) ? 366 : 365;
    }
    return static_cast<double>(passed * d::microseconds_per_day + of_day) /
           static_cast<double>(length * d::microseconds_per_day);
}
[[nodiscard]] constexpr double phase(data::date day, cycle c) noexcept { return phase(day, 0, c); }
[[nodiscard]] constexpr double phase(data::timestamp t, cycle c) noexcept {
    const std::int64_t rest = t.microseconds % data::detail::microseconds_per_day;
    return phase(data::day_of(t), rest < 0 ? rest + data::detail::microseconds_per_day : rest, c);
}

struct cyclic_settings {
    std::vector<cycle> cycles = {cycle::year};  ///< Of dates and timestamps; `day` of timestamps only.
    double period = 0.0;                        ///< Above 0: of numbers, how many go around once.

    friend bool operator==(const cyclic_settings&, const cyclic_settings&) = default;
};

/// Points on circles.
class cyclic {
public:
    static constexpr schema_id schema{"lastro.cyclic", 1};

    cyclic() = default;

    /// @throws std::invalid_argument if there is no cycle, or one twice, or the period is negative or not finite.
    explicit cyclic(cyclic_settings settings) : settings_(std::move(settings)) {
        require_sound<std::invalid_argument>("model::cyclic");
    }

    [[nodiscard]] const cyclic_settings& settings() const noexcept { return settings_; }

    /// Whether numbers are told, and no days or moments.
    [[nodiscard]] bool numeric() const noexcept { return settings_.period > 0.0; }

    /// Whether a day without a time of day is enough.
    [[nodiscard]] bool takes_days() const noexcept {
        for (const cycle c : settings_.cycles) {
            if (c == cycle::day) {
                return false;
            }
        }
        return !numeric();
    }

    [[nodiscard]] std::size_t width() const noexcept { return numeric() ? 2 : 2 * settings_.cycles.size(); }

    /// Sine and cosine of every cycle; refuses none. Precondition: row.size() == width(), and !numeric().
    bool encode(data::timestamp t, std::span<double> row) const noexcept { return encode_each(t, row); }
    bool encode(data::date d, std::span<double> row) const noexcept { return encode_each(d, row); }

    /// Sine and cosine of x / period turns. Precondition: row.size() == 2, and numeric().
    bool encode(double x, std::span<double> row) const noexcept {
        put(x / settings_.period, row);
        return true;
    }

    /// The middle of every circle.
    void encode_missing(std::span<double> row) const noexcept {
        for (double& x : row) {
            x = 0.0;
        }
    }

    /// "date_year_sin", "date_year_cos"; of numbers "wind_sin", "wind_cos".
    void append_names(const std::string& column, std::vector<std::string>& names) const {
        const auto both = [&](const std::string& stem) {
            names.push_back(stem + "_sin");
            names.push_back(stem + "_cos");
        };
        if (numeric()) {
            both(column);
            return;
        }
        for (const cycle c : settings_.cycles) {
            both(column + '_' + std::string{name_of(c)});
        }
    }

    /// @throws format_error for settings that the constructor refuses.
    void check() const { require_sound<format_error>("lastro.cyclic"); }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("cycles", self.settings_.cycles);
        visit("period", self.settings_.period);
    }

    friend bool operator==(const cyclic&, const cyclic&) = default;

private:
    template <class Moment>
    bool encode_each(Moment t, std::span<double> row) const noexcept {
        for (std::size_t i = 0; i < settings_.cycles.size(); ++i) {
            put(phase(t, settings_.cycles[i]), row.subspan(2 * i, 2));
        }
        return true;
    }

    static void put(double turns, std::span<double> row) noexcept {
        row[0] = num::sin_2pi(turns);
        row[1] = num::cos_2pi(turns);
    }

    template <class Error>
    void require_sound(const std::string& where) const {
        core::require<Error>(std::isfinite(settings_.period) && settings_.period >= 0.0, where + ": period",
                             "a finite number of at least 0", settings_.period);
        core::require<Error>(!settings_.cycles.empty(), where + ": cycles", "at least one", "none");
        std::array<bool, 4> seen{};
        for (const cycle c : settings_.cycles) {
            core::require<Error>(c <= cycle::day, where + ": cycles", "0 to 3", static_cast<int>(c));
            core::require<Error>(!seen[static_cast<std::size_t>(c)], where + ": cycles", "every cycle once",
                                 std::string{name_of(c)} + " a second time");
            seen[static_cast<std::size_t>(c)] = true;
        }
    }

    cyclic_settings settings_;
};

static_assert(reflectable<cyclic>);

}  // namespace lastro::inline v0::model
