// SPDX-License-Identifier: MIT
// lastro/store/pack_writer.hpp
//
// How do many objects get to the disk with one sync? They are appended to a pack, which appears when it is whole.
//
//   store::pack_writer writer{"data.lastro/objects/packs"};
//   writer.add(name, bytes);                                // once for each name
//   writer.commit();                                        // index, sync, rename: before, nothing has happened
//
// Memory: the index (about 100 bytes an object) and a buffer of 1 MiB; the objects go to the disk as they come. With a codec,
// an object is kept as a frame if that saves a sixteenth of it.
#pragma once

#include <array>     // array
#include <cstddef>   // byte, size_t
#include <cstdint>   // uint32_t, uint64_t
#include <optional>  // optional
#include <string>    // string
#include <utility>   // move
#include <vector>    // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/codec.hpp>
#include <lastro/store/detail/digest_table.hpp>
#include <lastro/store/pack.hpp>

namespace lastro::inline v0::store {

/// Where an object of a pack begins.
enum class placement {
    aligned,   ///< At the next multiple of 64 bytes.
    adjacent,  ///< Where the object before ended: objects that are read as one.
};

/// Writes a pack; movable, not copyable. Without `commit()`, nothing remains.
class pack_writer {
public:
    /// Touches nothing before the first object comes. Precondition: a codec has a name that packs can hold, or none.
    explicit pack_writer(std::string directory, codec packed = {})
        : directory_(std::move(directory)), codec_(std::move(packed)) {}

    [[nodiscard]] bool empty() const noexcept { return index_.empty(); }
    [[nodiscard]] bool contains(const hash::digest& name) const { return index_.contains(name); }

    /// How many bytes the objects have.
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

    /// Appends an object, unless it was added before. Precondition: `name` is the BLAKE3 digest of `bytes`.
    ///
    /// @throws io_error if the system refuses; the writer is then to be dropped.
    void add(const hash::digest& name, core::byte_span bytes, placement where = placement::aligned) {
        if (contains(name)) {
            return;
        }
        add_new(name, bytes, where);
    }

    /// The same for a name that was not added before.
    void add_new(const hash::digest& name, core::byte_span bytes, placement where = placement::aligned) {
        if (codec_.compress != nullptr && !bytes.empty() && bytes.size() <= detail::pack_layout::largest_coded) {
            const std::vector<std::byte> frame = codec_.compress(bytes, codec_.level);
            if (frame.size() < bytes.size() - bytes.size() / 16) {
                add_stored(name, frame, bytes.size(), placement::adjacent);
                return;
            }
        }
        add_stored(name, bytes, bytes.size(), where);
    }

    /// Appends object `i` of another pack as it lies there, unless its name was added before.
    /// Precondition: that pack was written with the codec of this one.
    void add_from(const pack& other, std::size_t i) {
        if (!contains(other.name(i))) {
            add_stored(other.name(i), other.stored(i), other.content_size(i), placement::aligned);
        }
    }

    /// Makes the pack appear, durably; does nothing where nothing was added. Afterwards the writer is as new.
    ///
    /// Returns its path, or nothing. @throws io_error if the system refuses.
    std::string commit() {
        std::string path;
        if (file_) {
            align();
            std::vector<std::byte> end = index();
            const hash::digest seal = hash::blake3::of(end);
            end.insert(end.end(), seal.bytes().begin(), seal.bytes().end());
            const core::byte_span magic = core::as_bytes(detail::pack_layout::magic);
            end.insert(end.end(), magic.begin(), magic.end());
            append(end);
            flush();
            path = core::join_path(directory_, seal.hex() + ".pack");
            file_->commit_as(path);
        }
        *this = pack_writer{std::move(directory_), std::move(codec_)};
        return path;
    }

private:
    struct extent {
        std::uint64_t offset;
        std::uint64_t size;
        std::uint64_t content;
    };

    void add_stored(const hash::digest& name, core::byte_span stored, std::uint64_t content, placement where) {
        if (!file_) {
            core::create_directories(directory_);
            file_.emplace(core::join_path(directory_, "new.pack"));
            append(detail::pack_layout::header(codec_.name));
        }
        const bool frame = stored.size() != content;
        if (where == placement::aligned || (after_frame_ && !frame)) {
            align();
        }
        after_frame_ = frame;
        index_.add(name, extent{.offset = end_, .size = stored.size(), .content = content});
        append(stored);
        bytes_ += content;
    }

    void append(core::byte_span bytes) {
        constexpr std::size_t most = std::size_t{1} << 20U;
        end_ += bytes.size();
        if (buffer_.size() + bytes.size() > most) {
            flush();
        }
        if (bytes.size() >= most) {
            file_->write(bytes);
        } else {
            buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
        }
    }

    void flush() {
        file_->write(buffer_);
        buffer_.clear();
    }

    void align() {
        constexpr std::array<std::byte, detail::pack_layout::alignment> zeros{};
        append(core::byte_span{zeros}.first((zeros.size() - end_ % zeros.size()) % zeros.size()));
    }

    /// Counts by first byte, names, offsets and sizes; then where all that begins, and how many objects there are.
    [[nodiscard]] std::vector<std::byte> index() const {
        std::vector<std::byte> bytes;
        bytes.reserve(4 * detail::pack_layout::fan_out +
                      index_.size() * (hash::digest::size + detail::pack_layout::range_size(true)) +
                      detail::pack_layout::trailer_size);
        const std::vector<std::uint32_t> order = index_.order();
        std::uint32_t count = 0;
        for (std::size_t first = 0; first < detail::pack_layout::fan_out; ++first) {
            while (count < order.size() &&
                   std::to_integer<std::size_t>(index_.name(order[count]).bytes()[0]) == first) {
                ++count;
            }
            core::append_le(bytes, count);
        }
        for (const std::uint32_t i : order) {
            bytes.insert(bytes.end(), index_.name(i).bytes().begin(), index_.name(i).bytes().end());
        }
        for (const std::uint32_t i : order) {
            const extent& place = index_.value(i);
            core::append_le(bytes, place.offset);
            core::append_le(bytes, place.size);
            if (!codec_.name.empty()) {
                core::append_le(bytes, place.content);
            }
        }
        core::append_le(bytes, end_);
        core::append_le(bytes, std::uint64_t{count});
        return bytes;
    }

    std::string directory_;
    codec codec_;
    std::optional<core::atomic_file> file_;
    std::vector<std::byte> buffer_;
    std::uint64_t end_ = 0;
    std::uint64_t bytes_ = 0;
    bool after_frame_ = false;  // what follows would be mapped at any address
    detail::digest_table<extent> index_;
};

}  // namespace lastro::inline v0::store
