// SPDX-License-Identifier: MIT
// lastro/store/view.hpp
//
// How is a version read without loading it? Columns in mapped memory, compared with their digests where they are touched.
//
//   const store::view v = repository.checkout("sensors", {.columns = {"temperature"}, .rows = {0, 1'000'000}});
//   const auto t = v.map<double>("temperature");            // an Eigen::Map; v.span<double>(...) without Eigen
//   v.is_zero_copy("temperature");                          // false: the blocks lie apart and are copied together, once
//   for (std::size_t i = 0; i < v.blocks("temperature"); ++i) use(v.block<double>("temperature", i));   // never copied
//
// Nothing is read before it is asked for. The spans are valid as long as a copy of the view lives, whatever happens to the
// repository. A missing row is zero; `column()` says which are missing. May be shared between threads.
#pragma once

#include <bit>          // endian
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t, uintptr_t
#include <memory>       // make_shared, shared_ptr
#include <span>         // span
#include <stdexcept>    // out_of_range
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <Eigen/Core>

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/column_blocks.hpp>
#include <lastro/store/column_reader.hpp>
#include <lastro/store/detail/viewed_column.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object_store.hpp>

namespace lastro::inline v0::store {

/// Which part of a version.
struct selection {
    std::vector<std::string> columns = {};  ///< All of them, if none is named.
    row_range rows = {};                    ///< All of them, if nothing else is said.
};

/// Some columns and rows of a version. Copies share what has been read.
class view {
public:
    /// Of the table that `from` describes; `label` begins every message.
    ///
    /// @throws schema_error if there is no such column, std::out_of_range for rows that the table does not have;
    ///         integrity_error or format_error if a list of blocks is damaged.
    view(const object_store& objects, const manifest& from, const selection& what, std::string label)
        : objects_(objects), label_(std::move(label)), rows_(what.rows) {
        rows_.last = rows_.last == row_range{}.last ? from.rows : rows_.last;
        core::require<std::out_of_range>(rows_.first <= rows_.last && rows_.last <= from.rows, label_,
                                         "rows within 0 to " + std::to_string(from.rows),
                                         std::to_string(rows_.first) + " to " + std::to_string(rows_.last));
        const auto add = [&](const stored_column& c) {
            columns_.push_back(std::make_shared<detail::viewed_column>(objects, c, from.rows, rows_));
        };
        for (const std::string& name : what.columns) {
            const stored_column* found = nullptr;
            for (const stored_column& c : from.columns) {
                found = c.name == name ? &c : found;
            }
            core::require<schema_error>(found != nullptr, data::column_place(label_, name), "a column of the version",
                                        "none of that name");
            add(*found);
        }
        for (std::size_t i = 0; i < from.columns.size() && what.columns.empty(); ++i) {
            add(from.columns[i]);
        }
    }

    [[nodiscard]] std::uint64_t rows() const noexcept { return rows_.last - rows_.first; }
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> result;
        for (const auto& c : columns_) {
            result.push_back(c->stored().name);
        }
        return result;
    }

    /// The digest of the whole column in that version: `b3sum` of its canonical bytes.
    [[nodiscard]] const hash::digest& column_digest(std::string_view name) const { return at(name).stored().digest; }

    /// All rows of a column that holds `T` (bool as std::uint8_t, std::int64_t, double, data::date, data::timestamp).
    ///
    /// @throws schema_error if there is no such column or it holds another type; integrity_error if a block is damaged.
    template <data::column_value T>
    requires(!std::same_as<T, std::string_view>)
        [[nodiscard]] std::span<const data::detail::stored<T>> span(std::string_view name) const {
        return typed<T>(name).template whole<data::detail::stored<T>>();
    }

    /// The same as a vector of Eigen, for numbers.
    template <data::column_value T>
    requires(std::same_as<T, double> || std::same_as<T, std::int64_t>)
        [[nodiscard]] Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, 1>> map(std::string_view name) const {
        const std::span<const T> values = span<T>(name);
        return {values.data(), static_cast<Eigen::Index>(values.size())};
    }

    /// True if `span()` and `map()` give the mapped file itself. So it is for a column that was committed at once.
    [[nodiscard]] bool is_zero_copy(std::string_view name) const {
        detail::viewed_column& column = at(name);
        return column.stored().type != data::type::string && column.is_adjacent();
    }

    /// How many blocks hold the rows of a column, and the rows in one of them; never copied on little-endian machines.
    [[nodiscard]] std::size_t blocks(std::string_view name) const { return at(name).parts(); }
    template <data::column_value T>
    requires(!std::same_as<T, std::string_view>)
        [[nodiscard]] std::span<const data::detail::stored<T>> block(std::string_view name, std::size_t i) const {
        using stored = data::detail::stored<T>;
        detail::viewed_column& column = typed<T>(name);
        core::require<std::out_of_range>(i < column.parts(), data::column_place(label_, name),
                                         "a block below " + std::to_string(column.parts()), i);
        if constexpr (std::endian::native != std::endian::little) {
            std::uint64_t before = 0;
            for (std::size_t k = 0; k < i; ++k) {
                before += column.part_rows(k);
            }
            return column.template whole<stored>().subspan(static_cast<std::size_t>(before),
                                                           static_cast<std::size_t>(column.part_rows(i)));
        }
        const core::byte_span bytes = column.part(i);
        core::require<format_error>(reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(stored) == 0,
                                    data::column_place(label_, name), "values at multiples of their size", "others");
        return {reinterpret_cast<const stored*>(bytes.data()), bytes.size() / sizeof(stored)};
    }

    /// The rows of a column, copied, with what is missing. @throws as span()
    [[nodiscard]] data::column column(std::string_view name) const {
        return read_rows(objects_, at(name).list(), rows_.first, rows(), data::column_place(label_, name));
    }

    /// All of it, copied.
    [[nodiscard]] data::table table() const {
        data::table result{label_};
        for (const auto& c : columns_) {
            result.add(c->stored().name, column(c->stored().name));
        }
        return result;
    }

private:
    [[nodiscard]] detail::viewed_column& at(std::string_view name) const {
        for (const auto& c : columns_) {
            if (c->stored().name == name) {
                return *c;
            }
        }
        core::fail<schema_error>(data::column_place(label_, name), "a column of the view", "none of that name");
    }

    template <data::column_value T>
    [[nodiscard]] detail::viewed_column& typed(std::string_view name) const {
        detail::viewed_column& column = at(name);
        core::require<schema_error>(column.stored().type == data::type_of<T>, data::column_place(label_, name),
                                    "type " + std::string{data::name_of(data::type_of<T>)},
                                    data::name_of(column.stored().type));
        return column;
    }

    object_store objects_;
    std::string label_;
    row_range rows_;
    std::vector<std::shared_ptr<detail::viewed_column>> columns_;
};

}  // namespace lastro::inline v0::store
