// SPDX-License-Identifier: MIT
// lastro/model/ordinal.hpp
//
// How do words that have an order become numbers? The place of each in the list: 0, 1, 2, ...
//
//   model::ordinal size{{.categories = {"S", "M", "L"}}};      // the order is yours ...
//   model::ordinal grade{};                                    // ... or that of what is learned from
//   size.fit(past_sizes);
//   size.code("L");                                            // 2
#pragma once

#include <algorithm>    // sort, unique
#include <cmath>        // isfinite
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint32_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // is_const_v
#include <utility>      // move, pair
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/one_hot.hpp>

namespace lastro::inline v0::model {

struct ordinal_settings {
    std::vector<std::string> categories = {};     ///< In their order; none: those that occur, by their bytes, or by
                                                  ///< size where all are whole numbers.
    model::unseen unseen = model::unseen::error;  ///< What becomes of a text that is none of them.
    double none = -1.0;                           ///< The number of a text that is none of them, and of a missing one.

    friend bool operator==(const ordinal_settings&, const ordinal_settings&) = default;
};

/// Texts in an order, and the place of each.
class ordinal {
public:
    static constexpr schema_id schema{"lastro.ordinal", 1};

    static constexpr std::size_t most_categories = one_hot::most_categories;

    ordinal() = default;

    /// @throws std::invalid_argument if a category occurs twice, there are more than 1,000, or `none` is not finite.
    explicit ordinal(ordinal_settings settings) : settings_(std::move(settings)) {
        core::require<std::invalid_argument>(std::isfinite(settings_.none), "model::ordinal: none", "a finite number",
                                             settings_.none);
        require_distinct<std::invalid_argument>("model::ordinal: categories", settings_.categories);
    }

    [[nodiscard]] const ordinal_settings& settings() const noexcept { return settings_; }

    /// In their order; none before `fit`.
    [[nodiscard]] const std::vector<std::string>& categories() const noexcept { return categories_; }

    /// Learns the distinct texts of `values`, unless the settings name them.
    ///
    /// @throws std::invalid_argument if there is no value, more than 1,000 distinct ones, or one that is refused.
    void fit(const std::vector<std::string_view>& values) {
        const one_hot distinct{values};
        const std::vector<std::string>& found = distinct.categories();
        const bool named = !settings_.categories.empty();
        categories_ = named ? settings_.categories : by_size(found);
        sort_places();
        for (const std::string& text : found) {
            core::require<std::invalid_argument>(settings_.unseen == unseen::none || place(text) < categories_.size(),
                                                 "model::ordinal", "one of the categories of the settings",
                                                 core::quoted(text));
        }
    }

    /// The place of `value` in categories(), or their count if it is none of them. Cost: O(log categories).
    [[nodiscard]] std::size_t place(std::string_view value) const noexcept {
        std::size_t low = 0;
        std::size_t high = by_text_.size();
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            const bool below = std::string_view{categories_[by_text_[middle]]} < value;
            low = below ? middle + 1 : low;
            high = below ? high : middle;
        }
        return low < by_text_.size() && categories_[by_text_[low]] == value ? by_text_[low] : categories_.size();
    }

    /// The number of `value`.
    [[nodiscard]] double code(std::string_view value) const noexcept {
        const std::size_t at = place(value);
        return at < categories_.size() ? static_cast<double>(at) : settings_.none;
    }

    [[nodiscard]] static constexpr std::size_t width() noexcept { return 1; }

    /// Writes the code; false where `value` is refused. Precondition: row.size() == 1.
    bool encode(std::string_view value, std::span<double> row) const noexcept {
        row[0] = code(value);
        return settings_.unseen == unseen::none || place(value) < categories_.size();
    }

    void encode_missing(std::span<double> row) const noexcept { row[0] = settings_.none; }

    void append_names(const std::string& column, std::vector<std::string>& names) const { names.push_back(column); }

    /// @throws format_error unless the categories differ and are those of the settings, where these name some.
    void check() const {
        core::require<format_error>(settings_.unseen <= unseen::error && std::isfinite(settings_.none),
                                    "lastro.ordinal: unseen, none", "0 or 1, and a finite number", settings_.none);
        require_distinct<format_error>("lastro.ordinal: named", settings_.categories);
        require_distinct<format_error>("lastro.ordinal: categories", categories_);
        core::require<format_error>(
            settings_.categories.empty() || categories_.empty() || settings_.categories == categories_,
            "lastro.ordinal: categories", "those that are named", "others");
    }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit_later_field<Self>(visit, "named", self.settings_.categories, {});
        visit("unseen", self.settings_.unseen);
        visit("none", self.settings_.none);
        visit("categories", self.categories_);
        if constexpr (!std::is_const_v<Self>) {
            self.sort_places();
        }
    }

    friend bool operator==(const ordinal&, const ordinal&) = default;

private:
    template <class Error>
    static void require_distinct(const char* where, const std::vector<std::string>& texts) {
        core::require<Error>(texts.size() <= most_categories, where, "at most 1000", texts.size());
        std::vector<std::string_view> sorted(texts.begin(), texts.end());
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t i = 1; i < sorted.size(); ++i) {
            core::require<Error>(sorted[i - 1] != sorted[i], where, "every category once",
                                 core::quoted(sorted[i]) + " a second time");
        }
    }

    /// Whole numbers by size; anything else as it is.
    static std::vector<std::string> by_size(const std::vector<std::string>& texts) {
        std::vector<std::pair<std::int64_t, std::string>> numbers;
        for (const std::string& text : texts) {
            const auto number = core::parse_int64(text);
            if (!number) {
                return texts;
            }
            numbers.emplace_back(*number, text);
        }
        std::sort(numbers.begin(), numbers.end());
        std::vector<std::string> sorted;
        for (const auto& [number, text] : numbers) {
            sorted.push_back(text);
        }
        return sorted;
    }

    void sort_places() {
        by_text_.clear();
        for (std::uint32_t i = 0; i < categories_.size(); ++i) {
            by_text_.push_back(i);
        }
        std::sort(by_text_.begin(), by_text_.end(),
                  [this](std::uint32_t a, std::uint32_t b) { return categories_[a] < categories_[b]; });
    }

    ordinal_settings settings_;
    std::vector<std::string> categories_;
    std::vector<std::uint32_t> by_text_;  // places, in the order of their texts' bytes
};

static_assert(reflectable<ordinal>);

}  // namespace lastro::inline v0::model
