// SPDX-License-Identifier: MIT
// lastro/data/detail/value_rules.hpp
//
// Which rules of a field does this one value break? The same answer for a row of a table and for a row on its own.
#pragma once

#include <array>        // array
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint8_t
#include <limits>       // numeric_limits
#include <optional>     // optional
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/order.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/field.hpp>
#include <lastro/data/pattern.hpp>
#include <lastro/data/schema.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

/// The rules about one value, in the order in which they are told.
enum class rule : std::uint8_t { type, missing, minimum, maximum, earliest, latest, allowed, pattern, relation };

namespace detail {

inline constexpr std::size_t rules = 9;

/// Whether `a` stands to `b` as `is` says. NaN is unequal to everything.
template <class T>
[[nodiscard]] constexpr bool holds(comparison is, const T& a, const T& b) noexcept {
    switch (is) {
        case comparison::equal:
            return a == b;
        case comparison::not_equal:
            return a != b;
        case comparison::less:
            return a < b;
        case comparison::less_equal:
            return a <= b;
        case comparison::greater:
            return a > b;
        case comparison::greater_equal:
            break;
    }
    return a >= b;
}

/// A field whose list is in order and whose pattern is read.
class value_rules {
public:
    explicit value_rules(const field& f) : field_(f) {
        core::stable_sort(std::span<std::string>{field_.allowed},
                          [](const std::string& a, const std::string& b) { return a < b; });
        if (!f.pattern.empty()) {
            pattern_.emplace(f.pattern);
        }
    }

    [[nodiscard]] const field& of() const noexcept { return field_; }

    /// Calls `broken(rule)` for each that `x` does not keep. Takes no memory.
    template <class Value, class Broken>
    void check(const Value&, const Broken&) const noexcept {}  // of a type about whose values there are no rules
    template <class Broken>
    void check(std::int64_t x, const Broken& broken) const {
        check(static_cast<double>(x), broken);
    }
    template <class Broken>
    void check(double x, const Broken& broken) const {
        if (field_.minimum && x < *field_.minimum) {
            broken(rule::minimum);
        }
        if (field_.maximum && x > *field_.maximum) {
            broken(rule::maximum);
        }
    }
    template <class Broken>
    void check(date x, const Broken& broken) const {
        check_time(x, broken);
    }
    template <class Broken>
    void check(timestamp x, const Broken& broken) const {
        check_time(x, broken);
    }
    template <class Broken>
    void check(std::string_view text, const Broken& broken) const {
        if (!field_.allowed.empty() && !allows(text)) {
            broken(rule::allowed);
        }
        if (pattern_ && !pattern_->matches(text)) {
            broken(rule::pattern);
        }
    }

    /// Whether values of type `t` can be checked: the field's type, or whole numbers where fractions are expected.
    [[nodiscard]] bool takes(type t) const noexcept { return t == field_.type || widens(t); }
    [[nodiscard]] bool widens(type t) const noexcept { return t == type::int64 && field_.type == type::float64; }

    [[nodiscard]] severity how_bad(rule r, type found) const noexcept {
        switch (r) {
            case rule::type:
                return widens(found) ? severity::warning : severity::error;
            case rule::minimum:
            case rule::maximum:
            case rule::earliest:
            case rule::latest:
                return field_.out_of_range;
            case rule::allowed:
                return field_.unseen;
            default:
                return severity::error;
        }
    }

    /// The "expected" half of a message.
    [[nodiscard]] std::string expected(rule r) const {
        switch (r) {
            case rule::type:
                return "type " + std::string{name_of(field_.type)};
            case rule::missing:
                return "a value in every row";
            case rule::minimum:
                return "at least " + core::to_text(*field_.minimum);
            case rule::maximum:
                return "at most " + core::to_text(*field_.maximum);
            case rule::earliest:
                return (field_.type == type::date ? "no day before " : "no moment before ") +
                       field_.earliest->to_string();
            case rule::latest:
                return (field_.type == type::date ? "no day after " : "no moment after ") + field_.latest->to_string();
            case rule::allowed:
                return listed();
            default:
                return "a text of the form " + core::quoted(field_.pattern);
        }
    }

private:
    template <class Time, class Broken>
    void check_time(Time x, const Broken& broken) const {
        if (field_.earliest && field_.earliest->order(x) < 0) {
            broken(rule::earliest);
        }
        if (field_.latest && field_.latest->order(x) > 0) {
            broken(rule::latest);
        }
    }

    [[nodiscard]] bool allows(std::string_view text) const noexcept {
        const std::vector<std::string>& list = field_.allowed;
        std::size_t low = 0;
        for (std::size_t high = list.size(); low < high;) {
            const std::size_t middle = low + (high - low) / 2;
            const bool below = std::string_view{list[middle]} < text;
            low = below ? middle + 1 : low;
            high = below ? high : middle;
        }
        return low < list.size() && list[low] == text;
    }

    [[nodiscard]] std::string listed() const {
        constexpr std::size_t most = 10;
        std::string text = field_.allowed.size() > 1 ? "one of " : "";
        for (std::size_t i = 0; i < field_.allowed.size() && i < most; ++i) {
            text += (i > 0 ? ", " : "") + core::quoted(field_.allowed[i]);
        }
        return text + (field_.allowed.size() > most ? ", ..." : "");
    }

    field field_;
    std::optional<data::pattern> pattern_;
};

/// The "expected" half of a message about a relation.
[[nodiscard]] inline std::string expected(const relation& r) {
    return "a value " + std::string{name_of(r.is)} + " that of column " + core::quoted(r.right);
}

}  // namespace detail

}  // namespace lastro::inline v0::data
