// SPDX-License-Identifier: MIT
// lastro/artifact/tensor_info.hpp
//
// What does a file say of a tensor, and which of many tensors has this name?
//
//   const artifact::tensor_index index{tensors};                    // O(n), whatever the names are
//   const artifact::tensor_info* w = index.find(tensors, "w");      // nullptr where there is none
//
// Names come from files of somebody else's making: no choice of names makes the index slower than sorting them would be.
#pragma once

#include <algorithm>    // lower_bound, sort
#include <bit>          // bit_ceil
#include <cstddef>      // size_t
#include <cstdint>      // uint32_t, uint64_t
#include <cstring>      // memcpy
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/tensor_shape.hpp>

namespace lastro::inline v0::artifact {

/// What the header says of a tensor: row-major, little-endian, at [begin, end) of the data section.
struct tensor_info {
    std::string name;
    dtype type = dtype::f64;
    tensor_shape shape;  ///< No dimension: one element.
    std::uint64_t begin = 0;
    std::uint64_t end = 0;

    friend bool operator==(const tensor_info&, const tensor_info&) = default;
};

/// Where the tensor of a name is. Holds numbers only: the tensors are handed to every call, the same and in the same
/// order as at construction.
class tensor_index {
public:
    tensor_index() = default;

    /// Precondition: fewer than 2^32 tensors. Cost: O(n) for names that a hash tells apart, O(n log n) for any others.
    explicit tensor_index(std::span<const tensor_info> tensors) : tensor_index(tensors, hashes_of(tensors)) {}

    /// The same, where `hashes` are those of the names: who has just read a name has it at hand.
    tensor_index(std::span<const tensor_info> tensors, std::span<const std::uint64_t> hashes)
        : begins_(std::bit_ceil(tensors.size()) + 1), order_(tensors.size()) {
        // Sorted by bucket in one pass; within a bucket, which holds one name on average, by tag and name.
        for (const std::uint64_t hash : hashes) {
            ++begins_[bucket_of(hash)];
        }
        std::uint32_t before = 0;
        for (std::uint32_t& begin : begins_) {  // the end of each bucket: filling goes downwards
            before += begin;
            begin = before;
        }
        for (std::size_t i = tensors.size(); i-- > 0;) {
            order_[--begins_[bucket_of(hashes[i])]] = {tag_of(hashes[i]), static_cast<std::uint32_t>(i)};
        }
        for (std::size_t bucket = 0; bucket + 1 < begins_.size(); ++bucket) {
            if (begins_[bucket + 1] - begins_[bucket] > 1) {
                std::sort(order_.begin() + begins_[bucket], order_.begin() + begins_[bucket + 1],
                          [&](const place& a, const place& b) {
                              return a.tag != b.tag ? a.tag < b.tag : tensors[a.at].name < tensors[b.at].name;
                          });
            }
        }
    }

    /// Multiply and fold, eight bytes at a time: spreads names well enough, and nothing but speed depends on how well.
    [[nodiscard]] static std::uint64_t hash_of(std::string_view name) noexcept {
        constexpr std::uint64_t odd = 0x9E37'79B9'7F4A'7C15;  // 2^64 over the golden ratio
        std::uint64_t hash = name.size() * odd;
        const auto mix = [&](std::uint64_t word) {
            hash = (hash ^ word) * odd;
            hash ^= hash >> 32U;
        };
        std::uint64_t word = 0;
        for (; name.size() >= sizeof word; name.remove_prefix(sizeof word)) {
            std::memcpy(&word, name.data(), sizeof word);
            mix(word);
        }
        word = 0;
        for (const char c : name) {
            word = word << 8U | static_cast<unsigned char>(c);
        }
        mix(word);
        return hash;
    }

    /// The tensor of that name, or nullptr.
    [[nodiscard]] const tensor_info* find(std::span<const tensor_info> tensors, std::string_view name) const noexcept {
        if (order_.empty()) {
            return nullptr;
        }
        const std::uint64_t hash = hash_of(name);
        const std::size_t bucket = bucket_of(hash);
        const auto end = order_.begin() + begins_[bucket + 1];
        const auto found =
            std::lower_bound(order_.begin() + begins_[bucket], end, name, [&](const place& a, std::string_view key) {
                return a.tag != tag_of(hash) ? a.tag < tag_of(hash) : tensors[a.at].name < key;
            });
        return found != end && tensors[found->at].name == name ? &tensors[found->at] : nullptr;
    }

    /// A tensor that has the name of another one, or nullptr.
    [[nodiscard]] const tensor_info* repeated(std::span<const tensor_info> tensors) const noexcept {
        for (std::size_t i = 1; i < order_.size(); ++i) {  // equal names are in one bucket, side by side
            if (order_[i].tag == order_[i - 1].tag && tensors[order_[i].at].name == tensors[order_[i - 1].at].name) {
                return &tensors[order_[i].at];
            }
        }
        return nullptr;
    }

private:
    struct place {
        std::uint32_t tag;  // half of the hash: names of different tags need not be looked at
        std::uint32_t at;
    };

    [[nodiscard]] static std::uint32_t tag_of(std::uint64_t hash) noexcept {
        return static_cast<std::uint32_t>(hash >> 32U);
    }
    [[nodiscard]] std::size_t bucket_of(std::uint64_t hash) const noexcept {
        return static_cast<std::size_t>(hash) & (begins_.size() - 2);
    }

    [[nodiscard]] static std::vector<std::uint64_t> hashes_of(std::span<const tensor_info> tensors) {
        std::vector<std::uint64_t> hashes;
        hashes.reserve(tensors.size());
        for (const tensor_info& t : tensors) {
            hashes.push_back(hash_of(t.name));
        }
        return hashes;
    }

    std::vector<std::uint32_t> begins_;  // of each bucket in order_, and the end; 2^k + 1 of them
    std::vector<place> order_;           // tensors by bucket, tag and name
};

}  // namespace lastro::inline v0::artifact
