// SPDX-License-Identifier: MIT
// lastro/hash/outboard.hpp
//
// Is this part of a large file the right one, without the rest of it? The BLAKE3 tree kept beside the data.
//
//   const auto tree = hash::outboard::of(bytes);            // 32 bytes for every 64 KiB; tree.root() is the digest
//   tree.verify(first, part);                               // integrity_error, and where, if it is another part
//   const auto where = tree.changed(newer);                 // which ranges differ, and no data is read
//   const auto again = hash::outboard::parse(tree.bytes(), root);   // never trusted: it must lead to the digest
//
// The values are those of BLAKE3's own subtrees of 64 chunks: the digest of the data stays what b3sum prints. Whoever
// knows the digest can check every value, and by it every group (docs/formats/outboard.md).
#pragma once

#include <array>        // array
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <cstring>      // memcmp, memcpy
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/detail/blake3_tree.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/hash/level.hpp>

namespace lastro::inline v0::hash {

/// A range of bytes.
struct byte_range {
    std::uint64_t first;
    std::uint64_t size;

    friend bool operator==(const byte_range&, const byte_range&) = default;
};

/// The values of the BLAKE3 tree of some bytes, one for each group of 64 KiB; a regular value.
class outboard {
public:
    static constexpr std::size_t group_size = 65'536;

    /// Of no bytes.
    outboard() : outboard(of({})) {}

    /// Of `bytes`, by up to `threads` threads.
    [[nodiscard]] static outboard of(core::byte_span bytes, std::size_t threads = 1) {
        const std::size_t groups = groups_of(bytes.size());
        std::vector<value> values(groups);
        core::parallel_for((groups - 1) / groups_per_task + 1, threads, [&](std::size_t task) {
            const std::size_t end = (task + 1) * groups_per_task < groups ? (task + 1) * groups_per_task : groups;
            for (std::size_t group = task * groups_per_task; group < end; ++group) {
                values[group] = value_of(group, part(bytes, group), groups == 1);
            }
        });
        return {bytes.size(), std::move(values)};
    }

    /// The outboard that `bytes()` wrote, if it leads to `root`.
    ///
    /// @throws format_error if it is no outboard, integrity_error if it is that of other bytes.
    [[nodiscard]] static outboard parse(core::byte_span written, const digest& root) {
        constexpr std::string_view place = "outboard";
        core::require<format_error>(written.size() >= 8 && (written.size() - 8) % value_size == 0, place,
                                    "8 bytes and a multiple of 32", written.size());
        const auto size = core::load_le<std::uint64_t>(written.data());
        const std::size_t groups = (written.size() - 8) / value_size;
        core::require<format_error>(groups > 0 &&
                                        (groups - 1) * std::uint64_t{group_size} < size + (size == 0 ? 1 : 0) &&
                                        size <= groups * std::uint64_t{group_size},
                                    place, "a value for every 64 KiB of " + std::to_string(size) + " bytes", groups);
        std::vector<value> values(groups);
        for (std::size_t i = 0; i < groups; ++i) {
            std::memcpy(values[i].data(), written.data() + 8 + i * value_size, value_size);
        }
        outboard result{size, std::move(values)};
        core::require<integrity_error>(result.root_ == root, place, root.to_string(), result.root_.to_string());
        return result;
    }

    /// 8 bytes for the size, little-endian, then the values.
    [[nodiscard]] std::vector<std::byte> bytes() const {
        std::vector<std::byte> result;
        result.reserve(8 + values_.size() * value_size);
        core::append_le(result, size_);
        for (const value& v : values_) {
            result.insert(result.end(), v.begin(), v.end());
        }
        return result;
    }

    /// The BLAKE3 of the data, and its size in bytes.
    [[nodiscard]] const digest& root() const noexcept { return root_; }
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

    /// What must be read to check bytes `first` to `first + size`: the whole groups that hold them.
    ///
    /// @throws std::out_of_range if the data ends before.
    [[nodiscard]] byte_range covering(std::uint64_t first, std::uint64_t size) const {
        core::require<std::out_of_range>(first <= size_ && size <= size_ - first, "outboard",
                                         "a range within " + std::to_string(size_) + " bytes",
                                         std::to_string(first) + " + " + std::to_string(size));
        const std::uint64_t begin = first / group_size * group_size;
        const std::uint64_t groups = size == 0 ? 0 : (first + size - 1) / group_size - first / group_size + 1;
        const std::uint64_t end = begin + groups * group_size;
        return {.first = begin, .size = (end < size_ ? end : size_) - begin};
    }

    /// Checks `bytes`, which are those from `first` on: whole groups, as `covering` gives them.
    ///
    /// @throws std::invalid_argument if they are not whole groups, integrity_error if they are not the right ones; the
    /// message begins with `place` and the byte where the first wrong group begins.
    void verify(std::uint64_t first, core::byte_span bytes, std::string_view place = "outboard") const {
        const bool whole = first % group_size == 0 && first <= size_ && bytes.size() <= size_ - first &&
                           (bytes.size() % group_size == 0 || bytes.size() == size_ - first);
        core::require<std::invalid_argument>(whole, place,
                                             "whole groups of 65536 bytes within " + std::to_string(size_),
                                             std::to_string(first) + " + " + std::to_string(bytes.size()));
        for (std::size_t at = 0; at < bytes.size(); at += group_size) {
            const auto group = static_cast<std::size_t>((first + at) / group_size);
            const value found = value_of(group, part(bytes.subspan(at), 0), values_.size() == 1);
            if (found != values_[group]) {
                core::fail<integrity_error>(std::string{place} + ": byte " + std::to_string(first + at),
                                            "a group with the value " + core::to_hex(values_[group]),
                                            core::to_hex(found));
            }
        }
    }

    /// The ranges of `newer` that this data does not have at the same place, neighbours joined: what grew is one of
    /// them, what was cut off is none.
    [[nodiscard]] std::vector<byte_range> changed(const outboard& newer) const {
        std::vector<byte_range> ranges;
        for (std::size_t group = 0; group < newer.values_.size(); ++group) {
            const byte_range here = newer.range_of(group);
            // A single group's value is a root, and two of unlike length are not to be compared.
            const bool same = group < values_.size() && values_[group] == newer.values_[group] &&
                              range_of(group) == here && (values_.size() == 1) == (newer.values_.size() == 1);
            if (same || here.size == 0) {
                continue;
            }
            if (!ranges.empty() && ranges.back().first + ranges.back().size == here.first) {
                ranges.back().size += here.size;
            } else {
                ranges.push_back(here);
            }
        }
        return ranges;
    }

    friend bool operator==(const outboard&, const outboard&) = default;

private:
    static constexpr std::size_t value_size = detail::blake3_core::value_size;
    static constexpr std::size_t groups_per_task = 4;
    using value = std::array<std::byte, value_size>;

    outboard(std::uint64_t size, std::vector<value> values)
        : size_(size), values_(std::move(values)), root_(algorithm::blake3, root_of(values_)) {}

    [[nodiscard]] static std::size_t groups_of(std::size_t size) noexcept {
        return size == 0 ? 1 : (size - 1) / group_size + 1;
    }

    [[nodiscard]] static core::byte_span part(core::byte_span bytes, std::size_t group) noexcept {
        const std::size_t at = group * group_size;
        return bytes.subspan(at, bytes.size() - at < group_size ? bytes.size() - at : group_size);
    }

    [[nodiscard]] byte_range range_of(std::size_t group) const noexcept {
        const std::uint64_t first = group * std::uint64_t{group_size};
        return {.first = first, .size = size_ - first < group_size ? size_ - first : group_size};
    }

    /// The value of a group: its digest if it is the only one.
    [[nodiscard]] static value value_of(std::size_t group, core::byte_span bytes, bool only) noexcept {
        if (only) {
            return blake3::of(bytes).bytes();
        }
        value result;
        detail::blake3_core::subtree_value(detected_level(), bytes, group * (group_size / 1024), result.data());
        return result;
    }

    [[nodiscard]] static value root_of(std::vector<value> values) {
        while (values.size() > 1) {
            const bool last = values.size() == 2;
            std::size_t kept = 0;
            for (std::size_t i = 0; i < values.size(); i += 2) {
                if (i + 1 < values.size()) {
                    detail::blake3_core::parent_value(values[i].data(), values[i + 1].data(), last,
                                                      values[kept].data());
                } else {
                    values[kept] = values[i];
                }
                ++kept;
            }
            values.resize(kept);
        }
        return values.front();
    }

    std::uint64_t size_;
    std::vector<value> values_;
    digest root_;
};

}  // namespace lastro::inline v0::hash
