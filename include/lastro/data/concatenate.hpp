// SPDX-License-Identifier: MIT
// lastro/data/concatenate.hpp
//
// How do tables of the same columns become one? End to end.
//
//   const data::table year = data::concatenate(std::vector{january, february, march});
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint64_t
#include <span>         // span
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // conditional_t, is_same_v
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/dictionary.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validity.hpp>

namespace lastro::inline v0::data {

namespace detail {

/// Adds rows of texts, at once where they lie at once.
inline void append(text_values& all, const column_view<std::string_view>& part) {
    if (!part.codes().empty()) {
        for (std::size_t i = 0; i < part.size(); ++i) {
            all.push_back(part[i]);
        }
    } else if (!part.empty()) {
        const char* const begin = part[0].data();
        const char* const end = part[part.size() - 1].data() + part[part.size() - 1].size();
        const std::uint64_t before = all.characters.size();
        all.characters.append(begin, end);
        for (std::size_t i = 0; i < part.size(); ++i) {
            all.offsets.push_back(before + static_cast<std::uint64_t>(part[i].data() + part[i].size() - begin));
        }
    }
}

/// The columns of that name, end to end. Precondition: they can all be read as T.
template <class T>
[[nodiscard]] column end_to_end(std::span<const table> pieces, const std::string& name) {
    std::conditional_t<std::is_same_v<T, std::string_view>, text_values, std::vector<stored<T>>> all;
    validity present;
    for (const table& piece : pieces) {
        const column_view<T> part = piece.column<T>(name);
        if constexpr (std::is_same_v<T, std::string_view>) {
            append(all, part);
        } else {
            all.insert(all.end(), part.values().begin(), part.values().end());
        }
        for (std::size_t i = 0; i < part.size() && part.null_count() > 0; ++i) {
            present.push_back(!part.is_null(i));
        }
        present.append(part.null_count() > 0 ? 0 : part.size());
    }
    column result{std::move(all), std::move(present)};
    return has_dictionary(pieces.front().column(name)) ? with_dictionary(result) : result;
}

[[nodiscard]] inline column end_to_end(std::span<const table> pieces, const std::string& name) {
    switch (pieces.front().column(name).type()) {
        case type::boolean:
            return end_to_end<bool>(pieces, name);
        case type::int64:
            return end_to_end<std::int64_t>(pieces, name);
        case type::float64:
            return end_to_end<double>(pieces, name);
        case type::date:
            return end_to_end<date>(pieces, name);
        case type::timestamp:
            return end_to_end<timestamp>(pieces, name);
        case type::string:
            break;
    }
    return end_to_end<std::string_view>(pieces, name);
}

}  // namespace detail

/// The rows of all pieces in their order, with the columns and the source of the first. The others may have their columns in
/// another order. No pieces give a table without columns.
///
/// @throws schema_error if a piece has other names or types than the first.
[[nodiscard]] inline table concatenate(std::span<const table> pieces) {
    if (pieces.empty()) {
        return {};
    }
    const table& front = pieces.front();
    for (const table& piece : pieces) {
        core::require<schema_error>(
            piece.columns() == front.columns(), piece.source().empty() ? "data::concatenate" : piece.source(),
            std::to_string(front.columns()) + " columns, as in the first table", piece.columns());
        for (const std::string& name : front.names()) {
            const type wanted = front.column(name).type();
            core::require<schema_error>(piece.column(name).type() == wanted, piece.place(name),
                                        std::string{name_of(wanted)} + ", as in the first table",
                                        name_of(piece.column(name).type()));
        }
    }
    table result{front.source()};
    for (const std::string& name : front.names()) {
        result.add(name, detail::end_to_end(pieces, name));
    }
    return result;
}
[[nodiscard]] inline table concatenate(const std::vector<table>& pieces) {
    return concatenate(std::span<const table>{pieces});
}

}  // namespace lastro::inline v0::data
