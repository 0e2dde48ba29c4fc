// SPDX-License-Identifier: MIT
// lastro/data/dictionary.hpp
//
// How is a column of few different texts kept small and quick? Each text once, in ascending order, and a number per row.
//
//   data::column city = data::with_dictionary(rows.column("location"));   // 4 bytes a row
//   data::has_dictionary(city);
//   city.as<std::string_view>().codes();                                  // ordered as the texts are
//
// A dictionary is how a column of type `string` is kept, not what it is: with and without one it is equal, has the same
// fingerprint, and every function takes it. Comparing, sorting and grouping go by the numbers where there are some.
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // uint32_t
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <type_traits>  // is_same_v, remove_cvref_t
#include <vector>       // vector

#include <lastro/core/order.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>
#include <lastro/stats/detail/sketch_hash.hpp>

namespace lastro::inline v0::data {

namespace detail {

/// Numbers texts in the order in which they first come.
class text_numbers {
public:
    explicit text_numbers(std::size_t most) : most_(most), slots_(64, 0) {}

    /// The number of `text`; `most` if that would be one too many, or if texts were chosen so that they meet in the table.
    [[nodiscard]] std::uint32_t operator()(std::string_view text) {
        if (2 * texts_.entries() >= slots_.size()) {
            grow();
        }
        std::uint32_t& slot = slot_of(text);
        ++calls_;
        const bool crowded = steps_ > 4096 + 64 * calls_;  // texts chosen to meet: chance takes fewer than two steps
        if (slot == 0 || crowded) {
            if (texts_.entries() == most_ || crowded) {
                return static_cast<std::uint32_t>(most_);
            }
            texts_.push_back(text);
            slot = static_cast<std::uint32_t>(texts_.entries());
        }
        return slot - 1;
    }
    [[nodiscard]] const text_values& texts() const noexcept { return texts_; }

private:
    // Where `text` is, or an empty slot for it. There is always one: at most half are taken.
    [[nodiscard]] std::uint32_t& slot_of(std::string_view text) noexcept {
        const std::size_t mask = slots_.size() - 1;
        auto at = static_cast<std::size_t>(stats::detail::sketch_hash(text)) & mask;
        while (slots_[at] != 0 && texts_.entry(slots_[at] - 1) != text) {
            at = (at + 1) & mask;
            ++steps_;
        }
        return slots_[at];
    }

    void grow() {
        slots_.assign(4 * slots_.size(), 0);
        for (std::uint32_t k = 0; k < texts_.entries(); ++k) {
            slot_of(texts_.entry(k)) = k + 1;
        }
    }

    std::size_t most_;
    std::vector<std::uint32_t> slots_;  // 0: empty; else one more than a number
    text_values texts_;
    std::uint64_t steps_ = 0;
    std::uint64_t calls_ = 0;
};

/// The same rows with a dictionary in ascending order; without one if there are more than `most` different texts.
[[nodiscard]] inline text_values coded(const text_values& rows, std::size_t most) {
    text_numbers numbers{most};
    text_values result;
    std::vector<std::uint32_t>& codes = result.codes;
    codes.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        codes.push_back(numbers(rows[i]));
        if (codes.back() == most) {
            return rows;
        }
    }
    std::vector<std::uint32_t> order(numbers.texts().entries());
    for (std::uint32_t k = 0; k < order.size(); ++k) {
        order[k] = k;
    }
    core::stable_sort(std::span<std::uint32_t>{order}, [&](std::uint32_t a, std::uint32_t b) {
        return numbers.texts().entry(a) < numbers.texts().entry(b);
    });
    std::vector<std::uint32_t> rank(order.size());
    for (std::uint32_t k = 0; k < order.size(); ++k) {
        rank[order[k]] = k;
        result.push_back(numbers.texts().entry(order[k]));
    }
    for (std::uint32_t& code : codes) {
        code = rank[code];
    }
    return result;
}

/// The rows one after the other.
[[nodiscard]] inline text_values spelled_out(const text_values& rows) {
    text_values result;
    result.offsets.reserve(rows.size() + 1);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        result.push_back(rows[i]);
    }
    return result;
}

template <class Change>
[[nodiscard]] column changed_texts(const column& values, const Change& change) {
    return values.visit([&](const auto& v) -> column {
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(v)>, text_values>) {
            column result{change(v), values.present()};
            result.why_not_numeric(values.why_not_numeric());
            return result;
        } else {
            return values;
        }
    });
}

}  // namespace detail

/// True for a column of strings that is kept as numbers of the entries of a dictionary.
[[nodiscard]] inline bool has_dictionary(const column& values) noexcept {
    return values.type() == type::string && !values.as<std::string_view>().codes().empty();
}

/// The same column, with a dictionary of its texts in ascending order and nothing else in it. Columns of other types, and
/// those with more than `most` different texts, come back as they are. Cost: O(n).
[[nodiscard]] inline column with_dictionary(const column& values, std::size_t most = 65'536) {
    return detail::changed_texts(values, [most](const detail::text_values& v) { return detail::coded(v, most); });
}

/// The same for each column of a table.
[[nodiscard]] inline table with_dictionary(const table& rows, std::size_t most = 65'536) {
    table result{rows.source()};
    for (std::size_t i = 0; i < rows.columns(); ++i) {
        result.add(rows.names()[i], with_dictionary(rows.column(i), most));
    }
    return result;
}

/// The same column with its texts one after the other.
[[nodiscard]] inline column without_dictionary(const column& values) {
    return has_dictionary(values) ? detail::changed_texts(values, detail::spelled_out) : values;
}

}  // namespace lastro::inline v0::data
