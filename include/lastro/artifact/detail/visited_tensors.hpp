// SPDX-License-Identifier: MIT
// lastro/artifact/detail/visited_tensors.hpp
//
// Which digest has each tensor of a model that is visited, and which bytes? Bytes are kept while they are few.
#pragma once

#include <cstddef>  // byte, size_t
#include <span>     // span
#include <utility>  // move
#include <vector>   // vector

#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/tensor_info.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/blake3_many.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::artifact::detail {

/// Takes note of every tensor that is visited. Short ones are copied and hashed together: alone, they do not fill the
/// lanes of a processor. A model that has no more than `most` bytes is copied as a whole, and need not be visited again.
class visited_tensors {
public:
    static constexpr std::size_t longest = std::size_t{16} << 10U;  // beyond, a tensor fills the lanes alone
    static constexpr std::size_t most = std::size_t{256} << 10U;    // bytes that are copied

    void add(const visited_tensor& t) {
        const std::size_t number = infos_.size();
        infos_.push_back({.name = t.name, .type = t.type, .shape = t.shape, .begin = 0, .end = t.bytes});
        digests_.emplace_back();
        const bool fits = t.bytes <= most && size_ + t.bytes <= most;
        kept_ = kept_ && fits;
        if (!kept_ && t.bytes > longest) {
            hash::blake3 hasher;
            t.pieces([&](core::byte_span piece) { hasher.update(piece); });
            digests_[number] = hasher.finalize();
            return;
        }
        if (!fits) {
            hash_copies();
            copies_.clear();
            size_ = 0;
        }
        std::vector<std::byte> copy;
        copy.reserve(static_cast<std::size_t>(t.bytes));
        t.pieces([&](core::byte_span piece) { copy.insert(copy.end(), piece.begin(), piece.end()); });
        size_ += copy.size();
        copies_.push_back({number, std::move(copy)});
    }

    /// To be called once, after the last one.
    void finish() { hash_copies(); }

    /// In the order of the visits: what they are, with their sizes as `end`; their digests; and, if all were kept, their
    /// bytes, valid as long as this object.
    [[nodiscard]] const std::vector<tensor_info>& infos() const noexcept { return infos_; }
    [[nodiscard]] const std::vector<hash::digest>& digests() const noexcept { return digests_; }
    [[nodiscard]] bool kept() const noexcept { return kept_; }
    [[nodiscard]] std::span<const core::byte_span> bytes() const noexcept { return bytes_; }

private:
    struct numbered_copy {
        std::size_t number;  // of the tensor
        std::vector<std::byte> bytes;
    };

    void hash_copies() {
        std::vector<core::byte_span> inputs;
        inputs.reserve(copies_.size());
        for (const numbered_copy& c : copies_) {
            inputs.push_back(c.bytes);
        }
        std::vector<hash::digest> found(inputs.size());
        hash::blake3_many(inputs, found);
        for (std::size_t i = 0; i < found.size(); ++i) {
            digests_[copies_[i].number] = found[i];
        }
        if (kept_) {
            bytes_ = std::move(inputs);
        }
    }

    std::vector<tensor_info> infos_;
    std::vector<hash::digest> digests_;
    std::vector<numbered_copy> copies_;  // not hashed yet; while all are kept, of all tensors
    std::size_t size_ = 0;               // of the copies
    std::vector<core::byte_span> bytes_;
    bool kept_ = true;
};

}  // namespace lastro::inline v0::artifact::detail
