// SPDX-License-Identifier: MIT
// lastro/store/chunker.hpp
//
// Where may content be cut so that an insertion changes one piece, and not all that follow?
//
//   store::for_each_chunk(store::fastcdc{}, bytes, [&](core::byte_span chunk) { objects.put(chunk); });
//   store::chunk_stream stream{store::fastcdc{}};                    // the same cuts, as the bytes arrive
//   stream.update(piece, keep); stream.update(more, keep); stream.finish(keep);
//
// A chunker looks at content only: equal bytes after a cut are cut equally, wherever they stand. Pure functions of the
// bytes: no randomness, no threads, the same on every machine. docs/formats/chunking.md specifies the cuts.
#pragma once

#include <concepts>  // same_as
#include <cstddef>   // byte, size_t
#include <cstring>   // memcpy, memmove
#include <utility>   // move
#include <vector>    // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/order.hpp>

namespace lastro::inline v0::store {

/// A rule that says how long the first chunk of some bytes is.
///
/// `cut(data)` is 1 to `maximum()` bytes, 0 only for no data, and depends on the first `maximum()` bytes alone, or on
/// all where there are fewer: then they are taken for the end of the content.
template <class T>
concept chunker = requires(const T& rule, core::byte_span data) {
    { rule.cut(data) }
    noexcept->std::same_as<std::size_t>;
    { rule.maximum() }
    noexcept->std::same_as<std::size_t>;
};

/// Calls `sink(chunk)` for every chunk of `data`, in order. Their bytes are those of `data`; nothing is copied.
template <chunker Chunker, class Sink>
void for_each_chunk(const Chunker& rule, core::byte_span data, Sink&& sink) {
    while (!data.empty()) {
        const std::size_t length = rule.cut(data);
        sink(data.first(length));
        data = data.subspan(length);
    }
}

/// Cuts content that arrives in pieces; however it is split, the chunks are those of `for_each_chunk`.
///
/// Holds back less than `maximum()` bytes, in a buffer of that size that is taken once: no chunk costs an allocation.
template <chunker Chunker>
class chunk_stream {
public:
    explicit chunk_stream(Chunker rule) : rule_(std::move(rule)), held_(rule_.maximum()) {}

    /// Feeds more bytes; calls `sink(chunk)` for every chunk that is now certain. A chunk is valid until `sink` returns.
    ///
    /// If `sink` throws, the stream is spent.
    template <class Sink>
    void update(core::byte_span piece, Sink&& sink) {
        while (count_ > 0) {  // what is held begins the next chunk: complete it to as much as the rule may look at
            const std::size_t before = count_;
            const std::size_t added = core::smaller(piece.size(), held_.size() - count_);
            hold(piece.first(added));
            if (count_ < held_.size()) {
                return;
            }
            const std::size_t length = rule_.cut(held());
            sink(held().first(length));
            if (length >= before) {  // the rest stands in the piece, too: go on there
                count_ = 0;
                piece = piece.subspan(length - before);
            } else {
                count_ -= length;
                std::memmove(held_.data(), held_.data() + length, count_);
                piece = piece.subspan(added);
            }
        }
        while (piece.size() >= held_.size()) {
            const std::size_t length = rule_.cut(piece);
            sink(piece.first(length));
            piece = piece.subspan(length);
        }
        hold(piece);
    }

    /// Ends the content: calls `sink(chunk)` for what was held back. The stream is then as new.
    template <class Sink>
    void finish(Sink&& sink) {
        for_each_chunk(rule_, held(), sink);
        count_ = 0;
    }

private:
    [[nodiscard]] core::byte_span held() const noexcept { return core::byte_span{held_}.first(count_); }

    void hold(core::byte_span bytes) noexcept {
        if (!bytes.empty()) {  // memcpy from nullptr is undefined even for no bytes
            std::memcpy(held_.data() + count_, bytes.data(), bytes.size());
            count_ += bytes.size();
        }
    }

    Chunker rule_;
    std::vector<std::byte> held_;
    std::size_t count_ = 0;
};

}  // namespace lastro::inline v0::store
