// SPDX-License-Identifier: MIT
// lastro/store/detail/viewed_column.hpp
//
// Where do the rows of a stored column lie, and which of them have been compared with their digests?
//
//   viewed_column wind{objects, stored, rows, {0, 1'000'000}};
//   wind.part(0);                             // the bytes of the first block's rows, compared the first time
//   wind.whole<double>();                     // all of them in one piece: mapped, or copied together once
#pragma once

#include <bit>       // endian
#include <cstddef>   // size_t
#include <cstdint>   // uint64_t, uintptr_t
#include <memory>    // make_shared, shared_ptr
#include <optional>  // optional
#include <span>      // span
#include <utility>   // move
#include <vector>    // vector

#include <lastro/core/bytes.hpp>
#include <lastro/data/detail/canonical_feed.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/column_blocks.hpp>
#include <lastro/store/column_reader.hpp>
#include <lastro/store/detail/mutex.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/object_store.hpp>

namespace lastro::inline v0::store::detail {

/// A column of a view: what of it has been found and compared so far.
class viewed_column {
public:
    viewed_column(object_store objects, stored_column stored, std::uint64_t rows, row_range range)
        : objects_(std::move(objects)), stored_(std::move(stored)), list_(read_blocks(objects_, stored_, rows)) {
        std::uint64_t at = 0;
        for (const block& b : list_.blocks) {
            const std::uint64_t begin = range.first > at ? range.first - at : 0;
            const std::uint64_t end = range.last <= at ? 0 : range.last - at < b.rows ? range.last - at : b.rows;
            if (begin < end) {
                parts_.push_back({.of = b, .first = begin, .count = end - begin});
            }
            at += b.rows;
        }
    }

    [[nodiscard]] const stored_column& stored() const noexcept { return stored_; }
    [[nodiscard]] const column_blocks& list() const noexcept { return list_; }
    [[nodiscard]] std::size_t parts() const noexcept { return parts_.size(); }
    [[nodiscard]] std::uint64_t part_rows(std::size_t i) const noexcept { return parts_[i].count; }

    /// The bytes of the rows of part `i`, compared with their digest the first time.
    [[nodiscard]] core::byte_span part(std::size_t i) {
        const turn mine{mutex_};
        return touched(i);
    }

    /// All rows in one piece, of values that `T` stands for; copied together once if they do not lie so.
    template <class T>
    [[nodiscard]] std::span<const T> whole() {
        const turn mine{mutex_};
        std::size_t count = 0;
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            count += touched(i).size() / sizeof(T);
        }
        if (adjacent(alignof(T))) {
            return {count == 0 ? nullptr : reinterpret_cast<const T*>(bytes_of(0).data()), count};
        }
        if (!copy_) {
            auto values = std::make_shared<std::vector<T>>();
            values->reserve(count);
            for (std::size_t i = 0; i < parts_.size(); ++i) {
                const core::byte_span from = bytes_of(i);
                for (std::size_t at = 0; at < from.size(); at += sizeof(T)) {
                    using number = decltype(data::detail::number_in(T{}));
                    values->push_back(T{core::load_le<number>(from.data() + at)});
                }
            }
            copy_ = std::move(values);
        }
        return *static_cast<const std::vector<T>*>(copy_.get());
    }

    /// True if `whole()` gives the mapped file. Reads nothing but the first block that is compressed.
    [[nodiscard]] bool is_adjacent() {
        const turn mine{mutex_};
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            find(i);
            if (!parts_[i].content->is_in_place()) {
                return false;
            }
        }
        return adjacent(static_cast<std::size_t>(values_size(list_.type, 1)));
    }

private:
    struct part_state {
        block of;
        std::uint64_t first;  // rows before ours
        std::uint64_t count;
        std::optional<object> content = {};
        bool verified = false;
    };

    void find(std::size_t i) {
        part_state& p = parts_[i];
        if (!p.content) {
            p.content = objects_.find(p.of.values);
        }
        if (!p.content || p.content->bytes().size() != values_size(list_.type, p.of.rows)) {
            p.content = objects_.get_sized(p.of.values, values_size(list_.type, p.of.rows));
        }
    }

    [[nodiscard]] core::byte_span touched(std::size_t i) {
        find(i);
        part_state& p = parts_[i];
        if (!p.verified) {
            if (hash::blake3::of(p.content->bytes()) != p.of.values) {  // perhaps there is another copy
                p.content = objects_.get_sized(p.of.values, values_size(list_.type, p.of.rows));
            }
            p.verified = true;
        }
        return bytes_of(i);
    }

    [[nodiscard]] core::byte_span bytes_of(std::size_t i) const {
        const part_state& p = parts_[i];
        const std::uint64_t width = values_size(list_.type, 1);  // not of texts
        return p.content->bytes().subspan(static_cast<std::size_t>(p.first * width),
                                          static_cast<std::size_t>(p.count * width));
    }

    [[nodiscard]] bool adjacent(std::size_t alignment) const {
        for (std::size_t i = 1; i < parts_.size(); ++i) {
            if (!parts_[i - 1].content->is_in_place() || !parts_[i].content->is_in_place() ||
                bytes_of(i - 1).data() + bytes_of(i - 1).size() != bytes_of(i).data()) {
                return false;
            }
        }
        return std::endian::native == std::endian::little &&
               (parts_.empty() || reinterpret_cast<std::uintptr_t>(bytes_of(0).data()) % alignment == 0);
    }

    object_store objects_;
    stored_column stored_;
    column_blocks list_;
    std::vector<part_state> parts_;
    std::shared_ptr<const void> copy_;
    mutex mutex_;
};

}  // namespace lastro::inline v0::store::detail
