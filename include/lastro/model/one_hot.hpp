// SPDX-License-Identifier: MIT
// lastro/model/one_hot.hpp
//
// How does a word become numbers? One column per word that was seen: 1 where it stands, 0 elsewhere.
//
//   const model::one_hot sky{{"sun", "rain", "sun"}};       // categories "rain", "sun"
//   std::array<double, 2> row{};
//   sky.encode("sun", row);                                 // {0, 1}
//   sky.encode("hail", row);                                // {0, 0}: a word never seen is none of them
//   model::one_hot{{.unseen = model::unseen::error}};       // learns later, for model::features; then it refuses "hail"
//
// Categories are sorted by their bytes, so that the order of rows does not matter.
#pragma once

#include <algorithm>    // fill, lower_bound, sort, unique
#include <cstddef>      // size_t
#include <cstdint>      // uint8_t
#include <functional>   // less
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/model/concepts.hpp>

namespace lastro::inline v0::model {

/// What becomes of a text that was not there to learn from.
enum class unseen : std::uint8_t {
    none,   ///< It is none of those that were.
    error,  ///< It is refused.
};

/// How texts become places.
struct one_hot_settings {
    model::unseen unseen = model::unseen::none;

    friend bool operator==(const one_hot_settings&, const one_hot_settings&) = default;
};

/// The distinct texts of a column, and the place of each.
class one_hot {
public:
    static constexpr schema_id schema{"lastro.one_hot", 1};

    /// More distinct texts than this are a name or an identifier, not a category.
    static constexpr std::size_t most_categories = 1000;

    /// No categories: encodes to nothing.
    one_hot() = default;

    /// No categories yet.
    explicit one_hot(const one_hot_settings& settings) : settings_(settings) {}

    /// Learns the distinct texts of `values`. @throws as `fit`.
    explicit one_hot(const std::vector<std::string_view>& values) { fit(values); }

    [[nodiscard]] const one_hot_settings& settings() const noexcept { return settings_; }

    /// Learns the distinct texts of `values`, forgetting what was learned before.
    ///
    /// @throws std::invalid_argument if there is none, or more than `most_categories`.
    void fit(const std::vector<std::string_view>& values) {
        std::vector<std::string_view> distinct = values;
        std::sort(distinct.begin(), distinct.end());
        distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
        core::require<std::invalid_argument>(!distinct.empty() && distinct.size() <= most_categories, "model::one_hot",
                                             "1 to 1000 distinct texts", distinct.size());
        categories_.assign(distinct.begin(), distinct.end());
    }

    /// In ascending order.
    [[nodiscard]] const std::vector<std::string>& categories() const noexcept { return categories_; }

    /// The place of `value` among categories(), or their count if it is none of them.
    [[nodiscard]] std::size_t index(std::string_view value) const noexcept {
        const auto at = std::lower_bound(categories_.begin(), categories_.end(), value, std::less<std::string_view>{});
        return at != categories_.end() && *at == value ? static_cast<std::size_t>(at - categories_.begin())
                                                       : categories_.size();
    }

    [[nodiscard]] std::size_t width() const noexcept { return categories_.size(); }

    /// 1 at the place of `value`, 0 elsewhere; false where it is refused. Precondition: row.size() == width().
    bool encode(std::string_view value, std::span<double> row) const noexcept {
        encode_missing(row);
        const std::size_t at = index(value);
        if (at < row.size()) {
            row[at] = 1.0;
        }
        return at < row.size() || settings_.unseen == unseen::none;
    }

    /// 0 everywhere.
    void encode_missing(std::span<double> row) const noexcept { std::fill(row.begin(), row.end(), 0.0); }

    /// "sky=rain", "sky=sun".
    void append_names(const std::string& column, std::vector<std::string>& names) const {
        for (const std::string& category : categories_) {
            names.push_back(column + '=' + category);
        }
    }

    /// @throws format_error unless the categories ascend and there are not too many.
    void check() const {
        core::require<format_error>(settings_.unseen <= unseen::error, "lastro.one_hot: unseen", "0 or 1",
                                    static_cast<int>(settings_.unseen));
        core::require<format_error>(categories_.size() <= most_categories, "lastro.one_hot: categories", "at most 1000",
                                    categories_.size());
        for (std::size_t i = 1; i < categories_.size(); ++i) {
            core::require<format_error>(categories_[i - 1] < categories_[i], "lastro.one_hot: categories",
                                        "ascending texts", core::quoted(categories_[i]) + " out of order");
        }
    }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("categories", self.categories_);
        visit_later_field<Self>(visit, "unseen", self.settings_.unseen, unseen::none);
    }

    friend bool operator==(const one_hot&, const one_hot&) = default;

private:
    one_hot_settings settings_;
    std::vector<std::string> categories_;
};

static_assert(reflectable<one_hot>);

}  // namespace lastro::inline v0::model
