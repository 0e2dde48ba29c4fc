// SPDX-License-Identifier: MIT
// lastro/model/ids.hpp
//
// Which number has this user? The distinct ids of a column, learned once, for tables of biases and factors.
//
//   const model::ids users{past, "userid"};
//   users.size();                                       // 610
//   users.numbers(later, "userid");                     // 0, 17, ...; size() for one that was never seen
//
// Ids are an int64 or string column without missing values, and compared as text: numbers follow its ascending order.
#pragma once

#include <algorithm>  // lower_bound, sort
#include <cstddef>    // size_t
#include <string>     // string, to_string
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/value_codes.hpp>
#include <lastro/model/concepts.hpp>

namespace lastro::inline v0::model {

/// The distinct ids of a column.
class ids {
public:
    static constexpr schema_id schema{"lastro.ids", 1};

    /// None.
    ids() = default;

    /// Learns the ids in `column` of `rows`.
    ///
    /// @throws schema_error if the column is unknown, neither int64 nor string, or holds a missing value.
    ids(const data::table& rows, const std::string& column) : texts_(codes(rows, column).texts) {
        std::sort(texts_.begin(), texts_.end());
    }

    [[nodiscard]] std::size_t size() const noexcept { return texts_.size(); }
    [[nodiscard]] bool empty() const noexcept { return texts_.empty(); }

    /// In ascending order; id number k is texts()[k].
    [[nodiscard]] const std::vector<std::string>& texts() const noexcept { return texts_; }

    /// The number of every row's id, or size() where it was never seen. @throws as the constructor.
    [[nodiscard]] std::vector<double> numbers(const data::table& rows, const std::string& column) const {
        const data::value_codes found = codes(rows, column);
        std::vector<double> number_of;
        number_of.reserve(found.texts.size());
        for (const std::string& text : found.texts) {
            const auto at = std::lower_bound(texts_.begin(), texts_.end(), text);
            const auto known = at != texts_.end() && *at == text ? at : texts_.end();
            number_of.push_back(static_cast<double>(known - texts_.begin()));
        }
        std::vector<double> result(rows.rows());
        for (std::size_t i = 0; i < result.size(); ++i) {
            result[i] = number_of[static_cast<std::size_t>(found.codes[i])];
        }
        return result;
    }

    /// @throws format_error beginning with `where` unless the ids ascend.
    void check(const std::string& where = "lastro.ids") const {
        for (std::size_t i = 1; i < texts_.size(); ++i) {
            core::require<format_error>(texts_[i - 1] < texts_[i], where, "ascending ids",
                                        core::quoted(texts_[i]) + " out of order");
        }
    }

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("texts", self.texts_);
    }

    friend bool operator==(const ids&, const ids&) = default;

private:
    [[nodiscard]] static data::value_codes codes(const data::table& rows, const std::string& column) {
        const data::column& values = rows.column(column);
        core::require<schema_error>(values.type() == data::type::int64 || values.type() == data::type::string,
                                    rows.place(column), "an int64 or string column of ids",
                                    data::name_of(values.type()));
        data::value_codes found = data::codes_of(values);
        for (std::size_t i = 0; i < found.codes.size(); ++i) {
            core::require<schema_error>(found.codes[i] >= 0, rows.place(column), "an id in every row",
                                        "a missing value in row " + std::to_string(i));
        }
        return found;
    }

    std::vector<std::string> texts_;
};

static_assert(reflectable<ids>);

}  // namespace lastro::inline v0::model
