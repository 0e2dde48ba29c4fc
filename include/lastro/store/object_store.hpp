// SPDX-License-Identifier: MIT
// lastro/store/object_store.hpp
//
// How is content kept under its own name, so that it can be neither confused nor changed unnoticed?
//
//   const store::object_store objects{"data.lastro/objects"};
//   const hash::digest name = objects.put(bytes);           // objects/ab/cdef...: the BLAKE3 digest of the bytes
//   const store::object same = objects.get(name);           // read, and verified to be those bytes
//   store::object_store::batch group = objects.begin();     // many at once: small ones into a pack, one sync for all
//   for (...) group.put(piece);
//   group.commit();
//
// An object is written once, durably, and never rewritten; equal content is kept once. Any number of processes may put
// and get at the same time without a lock: whoever writes a name writes the same bytes. Copies of a store share the packs
// that they have opened, and see what other processes add; they may be used by several threads.
#pragma once

#include <cstddef>   // size_t
#include <cstdint>   // uint64_t, UINT64_MAX
#include <memory>    // make_shared, shared_ptr
#include <optional>  // nullopt, optional
#include <string>    // string
#include <utility>   // move
#include <vector>    // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/codec.hpp>
#include <lastro/store/detail/loose_files.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/object_inventory.hpp>
#include <lastro/store/pack.hpp>
#include <lastro/store/pack_set.hpp>
#include <lastro/store/pack_writer.hpp>

namespace lastro::inline v0::store {

struct object_batch_settings {
    std::uint64_t pack_below = 65'536;  ///< Objects of fewer bytes go into a pack, others become files.
};

/// A directory of immutable objects named by the BLAKE3 digest of their bytes.
class object_store {
public:
    /// The directory need not exist yet. With a codec, new packs are written with it.
    ///
    /// @throws std::invalid_argument for a codec whose name packs cannot hold, or that lacks a function.
    explicit object_store(std::string directory, store::codec packed = {})
        : directory_(std::move(directory)),
          packs_(std::make_shared<pack_set>(core::join_path(directory_, "packs"), std::move(packed))) {}

    [[nodiscard]] const std::string& directory() const noexcept { return directory_; }
    [[nodiscard]] const store::codec& codec() const noexcept { return packs_->codec(); }

    /// The same directory, of which nothing is known yet: what others have removed is gone from it.
    [[nodiscard]] object_store opened_again() const { return object_store{directory_, codec()}; }

    /// Where the object of that name lies if it is a file: two digits of the digest, a slash, the other 62.
    [[nodiscard]] std::string path(const hash::digest& name) const {
        const std::string digits = name.hex();
        return core::join_path(directory_, digits.substr(0, 2) + '/' + digits.substr(2));
    }

    /// Keeps `bytes` as a file. What is already there is read and compared first; if it is damaged, it is replaced.
    ///
    /// @throws io_error if the system refuses.
    hash::digest put(core::byte_span bytes) const {
        const hash::digest name = hash::blake3::of(bytes);
        if (!holds(name, bytes, true)) {
            const std::string file = path(name);
            core::create_directories(core::directory_of(file));
            core::write_file(file, bytes);
        }
        return name;
    }

    class batch;

    /// A group of objects that is written together.
    [[nodiscard]] batch begin(const object_batch_settings& settings = {}) const;

    /// True if there is an object of that name; its bytes are not looked at.
    [[nodiscard]] bool contains(const hash::digest& name) const {
        if (name.algorithm() != hash::algorithm::blake3) {
            return false;
        }
        if (!packs_->find(name).empty() || core::file_exists(path(name))) {
            return true;
        }
        packs_->refresh();
        return !packs_->find(name).empty();
    }

    /// What the object of that name should be, not yet compared with it; nothing where there is none.
    ///
    /// @throws format_error if it is there only as a frame of a codec that is not known here.
    [[nodiscard]] std::optional<object> find(const hash::digest& name) const {
        if (name.algorithm() != hash::algorithm::blake3) {
            return std::nullopt;
        }
        const std::optional<packed_object> packed = packs_->find_first(name);
        if (packed && packed->is_readable()) {
            return packed->read();
        }
        if (std::optional<object> file = loose(name)) {
            return file;
        }
        packs_->refresh();
        const std::optional<packed_object> fresh = packs_->find_first(name);
        return fresh ? std::optional{fresh->read()} : std::nullopt;
    }

    /// How many bytes the object of that name should have; nothing where there is none. Content of packs is not read.
    [[nodiscard]] std::optional<std::uint64_t> size_of(const hash::digest& name) const {
        if (const std::optional<packed_object> packed = packs_->find_first(name)) {
            return packed->size();
        }
        const std::optional<object> found = find(name);
        return found ? std::optional<std::uint64_t>{found->bytes().size()} : std::nullopt;
    }

    /// The object's bytes, all of which have been compared with its name. Where one copy is damaged, another is taken.
    ///
    /// @throws integrity_error if the object is missing, longer than `at_most` bytes, or not what its name says; format_error
    ///         if it is there only as a frame of a codec that is not known here.
    [[nodiscard]] object get(const hash::digest& name, std::uint64_t at_most = UINT64_MAX) const;

    /// As `get`, for an object that must have exactly `size` bytes; a wrong size is found before anything is read.
    [[nodiscard]] object get_sized(const hash::digest& name, std::uint64_t size) const {
        object content = get(name, size);
        core::require<integrity_error>(content.bytes().size() == size, content.place(), std::to_string(size) + " bytes",
                                       content.bytes().size());
        return content;
    }

    using inventory = object_inventory;

    /// Lists the directory. @throws io_error if it cannot be read.
    [[nodiscard]] inventory list() const { return list_objects(directory_, *packs_); }

private:
    [[nodiscard]] std::optional<object> loose(const hash::digest& name) const {
        std::string file = path(name);
        if (!core::file_exists(file)) {
            return std::nullopt;
        }
        auto content = std::make_shared<const core::mapped_file>(file);
        const core::byte_span bytes = content->bytes();
        return object{std::move(content), bytes, std::move(file)};
    }

    /// True if a copy with exactly these bytes is there, in the packs known or, if `as_file`, as a file. It is made to look
    /// new, so that nobody who clears away what is old and unused takes it from under the writer.
    [[nodiscard]] bool holds(const hash::digest& name, core::byte_span bytes, bool as_file) const {
        const auto same = [bytes](const object& copy) { return core::as_text(copy.bytes()) == core::as_text(bytes); };
        for (const packed_object& copy : packs_->find(name)) {
            if (copy.size() == bytes.size() && copy.is_readable() && same(copy.read()) &&
                detail::touch(copy.in->path())) {
                return true;
            }
        }
        const std::optional<object> file = as_file ? loose(name) : std::nullopt;
        return file && same(*file) && detail::touch(file->file());
    }

    std::string directory_;
    std::shared_ptr<pack_set> packs_;
};

inline object object_store::get(const hash::digest& name, std::uint64_t at_most) const {
    core::require<integrity_error>(name.algorithm() == hash::algorithm::blake3, directory_, "a blake3 digest",
                                   name.to_string());
    std::string why;  // the first copy that was looked at is not it
    std::optional<packed_object> unreadable;
    const auto fits = [&](std::uint64_t size, const std::string& place) {
        if (size > at_most && why.empty()) {
            why = core::contract_message(place, "at most " + std::to_string(at_most) + " bytes", size);
        }
        return size <= at_most;
    };
    const auto sound = [&](const object& copy) {
        if (!fits(copy.bytes().size(), copy.place())) {
            return false;
        }
        const hash::digest found = hash::blake3::of(copy.bytes());
        if (found != name && why.empty()) {
            why = core::contract_message(copy.place(), "content with digest " + name.to_string(), found.to_string());
        }
        return found == name;
    };
    for (const bool again : {false, true}) {
        if (again) {
            packs_->refresh();
        }
        for (const packed_object& packed : packs_->find(name)) {
            if (!packed.is_readable()) {
                unreadable = packed;
            } else if (fits(packed.size(), packed.in->path() + ": " + name.to_string())) {
                if (object copy = packed.read(); sound(copy)) {
                    return copy;
                }
            }
        }
        if (const std::optional<object> file = again ? std::nullopt : loose(name); file && sound(*file)) {
            return *file;
        }
    }
    if (!why.empty()) {
        throw integrity_error{why};
    }
    if (unreadable) {
        return unreadable->read();  // says which codec it needs
    }
    std::string found = "none";
    for (const std::string& problem : packs_->problems()) {
        found += "; " + problem;
    }
    core::fail<integrity_error>(path(name), "an object of that name", found);
}

/// Objects that are written together; movable, not copyable. Small ones are in one pack, which appears when `commit()`
/// returns; large ones are files, which appear just before. Without `commit()`, nothing remains.
class object_store::batch {
public:
    batch(object_store objects, const object_batch_settings& settings)
        : objects_(std::move(objects)),
          settings_(settings),
          pack_(objects_.packs_->directory(), objects_.codec()),
          files_(objects_.directory_) {
        objects_.packs_->refresh();  // others may have added what need not be written again, or removed what must be
    }

    /// Keeps `bytes`, unless they are there and whole. @throws io_error if the system refuses.
    hash::digest put(core::byte_span bytes, placement where = placement::aligned) {
        const hash::digest name = hash::blake3::of(bytes);
        put_as(name, bytes, where);
        return name;
    }

    /// The same for bytes whose digest is known. Precondition: `name` is the BLAKE3 digest of `bytes`.
    void put_as(const hash::digest& name, core::byte_span bytes, placement where = placement::aligned) {
        const bool small = bytes.size() < settings_.pack_below;
        if (pack_.contains(name) || files_.contains(name) || objects_.holds(name, bytes, !small)) {
            return;
        }
        if (small) {
            pack_.add_new(name, bytes, where);
        } else {
            files_.add(name, bytes);
        }
        bytes_ += bytes.size();
        ++count_;
    }

    /// Keeps a file of its own whose content `write(descriptor, path)` puts into the descriptor (open for reading and
    /// writing), and whose BLAKE3 it returns: content of any size, which is never in memory as a whole. What is there
    /// under that name is replaced.
    template <class Write>
    hash::digest put_written(const Write& write) {
        ++count_;
        return files_.add_written(write);
    }

    /// How many objects were new so far, and how many bytes they have.
    [[nodiscard]] std::uint64_t objects() const noexcept { return count_; }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

    /// Makes the objects appear, durably. Afterwards the batch is as new.
    ///
    /// @throws io_error if the system refuses.
    void commit() {
        files_.commit([this](const hash::digest& name) { return objects_.path(name); });
        pack_.commit();
        bytes_ = 0;
        count_ = 0;
    }

private:
    object_store objects_;
    object_batch_settings settings_;
    pack_writer pack_;
    detail::loose_files files_;
    std::uint64_t bytes_ = 0;
    std::uint64_t count_ = 0;
};

inline object_store::batch object_store::begin(const object_batch_settings& settings) const {
    return batch{*this, settings};
}

}  // namespace lastro::inline v0::store
