// SPDX-License-Identifier: MIT
// lastro/train/search_space.hpp
//
// Which settings could be tried? Named ranges and choices, and trial t of them, whoever runs it and when.
//
//   const train::search_space space{{"learning_rate", train::log_uniform{1e-4, 1e-1}},
//                                   {"hidden", train::integers{4, 64}},
//                                   {"activation", train::choices{"tanh", "relu"}}};
//   const train::trial t = space.drawn(random::stream{42}["search"], 7);     // no trial need come before
//   t["learning_rate"], t.integer("hidden"), t.text("activation");
//
// The value of a setting in trial t is a function of the stream, the setting's name and t: adding a setting, or trials,
// changes no other value.
#pragma once

#include <cstddef>           // size_t
#include <cstdint>           // int64_t, uint64_t
#include <initializer_list>  // initializer_list
#include <stdexcept>         // invalid_argument, out_of_range
#include <string>            // string, to_string
#include <string_view>       // string_view
#include <type_traits>       // is_same_v
#include <utility>           // move, pair
#include <variant>           // get_if, variant, visit
#include <vector>            // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/train/named_settings.hpp>

namespace lastro::inline v0::train {

/// Any number from low to high.
struct uniform {
    double low = 0.0;
    double high = 1.0;
};

/// Any number from low to high, every factor equally likely.
struct log_uniform {
    double low = 0.0;
    double high = 1.0;
};

/// A whole number from low to high, both included; at most 2^53 in size.
struct integers {
    std::int64_t low = 0;
    std::int64_t high = 1;
};

/// One of some numbers, texts or truth values.
class choices {
public:
    /// One of them, of whichever type.
    struct choice {
        setting_value value;
        choice(double number) : value(number) {}                    // NOLINT: so that a list is just written down
        choice(int number) : value(static_cast<double>(number)) {}  // NOLINT
        choice(bool flag) : value(flag) {}                          // NOLINT
        choice(const char* text) : value(std::string{text}) {}      // NOLINT
        choice(std::string text) : value(std::move(text)) {}        // NOLINT
    };

    choices(std::initializer_list<choice> list) {
        for (const choice& c : list) {
            values_.push_back(c.value);
        }
    }

    [[nodiscard]] const std::vector<setting_value>& values() const noexcept { return values_; }

private:
    std::vector<setting_value> values_;
};

/// What a setting can be.
using dimension = std::variant<uniform, log_uniform, integers, choices>;

/// One choice of all settings.
struct trial {
    std::uint64_t number = 0;  ///< From 0, in the order of the search.
    std::uint64_t epochs = 0;  ///< How long to train: the search's budget for this trial.
    std::vector<std::pair<std::string, setting_value>> values = {};

    /// The number called `name`. @throws std::out_of_range if there is none of that name and type; so do those below.
    [[nodiscard]] double operator[](std::string_view name) const { return value<double>(name, "a number"); }
    [[nodiscard]] std::int64_t integer(std::string_view name) const {
        return static_cast<std::int64_t>(value<double>(name, "a number"));
    }
    [[nodiscard]] const std::string& text(std::string_view name) const { return value<std::string>(name, "a text"); }
    [[nodiscard]] bool flag(std::string_view name) const { return value<bool>(name, "a truth value"); }

    friend bool operator==(const trial&, const trial&) = default;

private:
    template <class T>
    [[nodiscard]] const T& value(std::string_view name, std::string_view wanted) const {
        for (const auto& [known, held] : values) {
            if (known == name) {
                const T* found = std::get_if<T>(&held);
                core::require<std::out_of_range>(found != nullptr, "train::trial: " + core::quoted(name), wanted,
                                                 "a value of another type");
                return *found;
            }
        }
        core::fail<std::out_of_range>("train::trial: " + core::quoted(name), "a setting of that name", "none");
    }
};

/// Settings and what each can be.
class search_space {
public:
    /// @throws std::invalid_argument for no settings, a name twice, or a range or list that holds nothing.
    search_space(std::initializer_list<std::pair<std::string, dimension>> dimensions) : dimensions_(dimensions) {
        core::require<std::invalid_argument>(!dimensions_.empty(), "train::search_space", "at least one setting",
                                             "none");
        for (std::size_t d = 0; d < dimensions_.size(); ++d) {
            const std::string where = "train::search_space: " + core::quoted(dimensions_[d].first);
            for (std::size_t before = 0; before < d; ++before) {
                core::require<std::invalid_argument>(dimensions_[before].first != dimensions_[d].first, where,
                                                     "a name that no other setting has", "it twice");
            }
            std::visit([&](const auto& range) { check(where, range); }, dimensions_[d].second);
        }
    }

    /// Trial `number` by chance.
    [[nodiscard]] trial drawn(const random::stream& draws, std::uint64_t number) const {
        trial result{.number = number};
        for (const auto& [name, range] : dimensions_) {
            const random::stream own = draws[name];
            result.values.emplace_back(name, std::visit([&](const auto& r) { return draw(r, own, number); }, range));
        }
        return result;
    }

    /// How many combinations there are of choices and integers.
    /// @throws std::invalid_argument if a setting is a range of real numbers, or there are more than a million.
    [[nodiscard]] std::uint64_t grid_size() const {
        constexpr std::uint64_t most = 1'000'000;
        std::uint64_t size = 1;
        for (const auto& [name, range] : dimensions_) {
            const std::uint64_t count = grid_count(name, range);
            core::require<std::invalid_argument>(count <= most / size, "train::search_space: grid",
                                                 "at most " + std::to_string(most) + " combinations", "more");
            size *= count;
        }
        return size;
    }

    /// Combination `number` of them; the last setting changes fastest. Precondition: number < grid_size().
    [[nodiscard]] trial on_grid(std::uint64_t number) const {
        trial result{.number = number};
        std::uint64_t rest = number;
        for (std::size_t d = dimensions_.size(); d-- > 0;) {
            const auto& [name, range] = dimensions_[d];
            const std::uint64_t count = grid_count(name, range);
            const std::uint64_t place = rest % count;
            rest /= count;
            const auto* list = std::get_if<choices>(&range);
            const auto* whole = std::get_if<integers>(&range);
            result.values.insert(
                result.values.begin(),
                {name, list != nullptr
                           ? list->values()[place]
                           : setting_value{static_cast<double>(whole->low + static_cast<std::int64_t>(place))}});
        }
        return result;
    }

private:
    template <class Range>
    static void check(const std::string& where, const Range& range) {
        if constexpr (std::is_same_v<Range, choices>) {
            core::require<std::invalid_argument>(!range.values().empty(), where, "at least one choice", "none");
        } else if constexpr (std::is_same_v<Range, integers>) {
            constexpr std::int64_t most = std::int64_t{1} << 53U;
            core::require<std::invalid_argument>(range.low <= range.high && range.low >= -most && range.high <= most,
                                                 where, "whole numbers from low to high, of at most 2^53",
                                                 std::to_string(range.low) + " to " + std::to_string(range.high));
        } else {
            const bool positive = !std::is_same_v<Range, log_uniform> || range.low > 0.0;
            core::require<std::invalid_argument>(
                range.low < range.high && positive && !num::is_infinite(range.high - range.low), where,
                std::is_same_v<Range, log_uniform> ? "finite numbers, 0 < low < high" : "finite numbers, low < high",
                core::to_text(range.low) + " to " + core::to_text(range.high));
        }
    }

    static setting_value draw(const uniform& r, const random::stream& draws, std::uint64_t t) {
        return clamped(num::fma(random::uniform(draws, t), r.high - r.low, r.low), r.low, r.high);
    }
    static setting_value draw(const log_uniform& r, const random::stream& draws, std::uint64_t t) {
        const double low = num::log(r.low);
        return clamped(num::exp(num::fma(random::uniform(draws, t), num::log(r.high) - low, low)), r.low, r.high);
    }
    static setting_value draw(const integers& r, const random::stream& draws, std::uint64_t t) {
        const auto count = static_cast<std::uint64_t>(r.high - r.low) + 1;
        return static_cast<double>(r.low + static_cast<std::int64_t>(random::bounded(draws, t, count)));
    }
    static setting_value draw(const choices& r, const random::stream& draws, std::uint64_t t) {
        return r.values()[random::bounded(draws, t, r.values().size())];
    }

    static double clamped(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

    static std::uint64_t grid_count(const std::string& name, const dimension& range) {
        if (const auto* list = std::get_if<choices>(&range)) {
            return list->values().size();
        }
        const auto* whole = std::get_if<integers>(&range);
        core::require<std::invalid_argument>(whole != nullptr, "train::search_space: " + core::quoted(name),
                                             "choices or integers, to make a grid", "a range of real numbers");
        return static_cast<std::uint64_t>(whole->high - whole->low) + 1;
    }

    std::vector<std::pair<std::string, dimension>> dimensions_;
};

}  // namespace lastro::inline v0::train
