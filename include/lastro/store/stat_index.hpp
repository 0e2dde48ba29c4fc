// SPDX-License-Identifier: MIT
// lastro/store/stat_index.hpp
//
// Which files need not be read again, because they are still the ones whose digests are known?
//
//   const store::stat_index known = store::stat_index::read("images.idx");  // damaged or missing: nothing is known
//   if (const auto digest = known.find("train/cat.jpg", stamp)) {}          // size, times, inode and device agree
//   store::write_stat_index("images.idx", entries, begun);
//
// A file that is written within the clock's granularity after it was read may keep its times: what had been touched
// less than two seconds before the reading began is not written down, and is read again next time. An index is a cache:
// losing it costs time. docs/formats/stat_index.md specifies the file.
#pragma once

#include <sys/stat.h>  // stat (POSIX)
#include <time.h>      // clock_gettime (POSIX)

#include <array>        // array
#include <cstddef>      // byte, size_t
#include <cstdint>      // int64_t, uint32_t, uint64_t
#include <optional>     // nullopt, optional
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/snapshot.hpp>

namespace lastro::inline v0::store {

/// What a file system says about a file without reading it. Times in nanoseconds since 1970.
struct file_stamp {
    std::uint64_t bytes = 0;
    std::int64_t modified = 0;
    std::int64_t changed = 0;  ///< Of the inode: also for permissions, names and set times.
    std::uint64_t inode = 0;
    std::uint64_t device = 0;

    friend bool operator==(const file_stamp&, const file_stamp&) = default;
};

/// The stamp in what stat(2) has filled in.
[[nodiscard]] inline file_stamp stamp_of(const struct ::stat& status) noexcept {
    const auto nanoseconds = [](const ::timespec& t) {
        return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + static_cast<std::int64_t>(t.tv_nsec);
    };
#ifdef __APPLE__
    const ::timespec& modified = status.st_mtimespec;
    const ::timespec& changed = status.st_ctimespec;
#else
    const ::timespec& modified = status.st_mtim;
    const ::timespec& changed = status.st_ctim;
#endif
    return {.bytes = static_cast<std::uint64_t>(status.st_size),
            .modified = nanoseconds(modified),
            .changed = nanoseconds(changed),
            .inode = static_cast<std::uint64_t>(status.st_ino),
            .device = static_cast<std::uint64_t>(status.st_dev)};
}

/// Nanoseconds since 1970, by the machine's clock: the moment at which reading begins.
[[nodiscard]] inline std::int64_t unix_nanoseconds() noexcept {
    ::timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + static_cast<std::int64_t>(now.tv_nsec);
}

/// A file whose content is known.
struct known_file {
    std::string path = {};  ///< Relative to the directory.
    file_stamp stamp = {};
    hash::digest digest = {};  ///< BLAKE3 of its content.
};

namespace detail {

inline constexpr std::string_view stat_index_magic = "LASTROSI";
inline constexpr std::uint32_t stat_index_version = 1;
inline constexpr std::size_t stat_index_header = 32;
inline constexpr std::size_t stat_index_record = 80;
inline constexpr std::int64_t racy_window = 2'000'000'000;  // FAT counts in steps of two seconds, the coarsest in use

}  // namespace detail

/// The files that an earlier reading found, in memory as they are on disk.
class stat_index {
public:
    /// Knows nothing.
    stat_index() noexcept = default;

    /// What `write_stat_index` wrote; an index that knows nothing where the file is missing, damaged or of another
    /// version. Never throws for what is in the file.
    [[nodiscard]] static stat_index read(const std::string& path) {
        stat_index result;
        if (core::file_exists(path)) {
            const core::mapped_file file{path};
            result.content_.assign(file.bytes().begin(), file.bytes().end());
            if (!result.is_sound()) {
                result.content_.clear();
                result.size_ = 0;
            }
        }
        return result;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The digest of the file, if it is known and nothing about it has changed.
    ///
    /// Cost: O(log n); constant where `hint`, which is moved along, stands at the path: ask in the order of paths.
    [[nodiscard]] std::optional<hash::digest> find(std::string_view path, const file_stamp& stamp,
                                                   std::size_t& hint) const noexcept {
        const std::size_t at = hint < size_ && name(hint) == path ? hint : lower_bound(path);
        hint = at + 1;
        if (at == size_ || name(at) != path || this->stamp(at) != stamp) {
            return std::nullopt;
        }
        std::array<std::byte, hash::digest::size> bytes{};
        const std::byte* const from = record(at) + 40;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes[i] = from[i];
        }
        return hash::digest{hash::algorithm::blake3, bytes};
    }

    [[nodiscard]] std::optional<hash::digest> find(std::string_view path, const file_stamp& stamp) const noexcept {
        std::size_t hint = size_;
        return find(path, stamp, hint);
    }

private:
    [[nodiscard]] const std::byte* record(std::size_t i) const noexcept {
        return content_.data() + detail::stat_index_header + i * detail::stat_index_record;
    }

    [[nodiscard]] std::uint64_t name_end(std::size_t i) const noexcept {
        return core::load_le<std::uint64_t>(record(i) + 72);
    }

    [[nodiscard]] std::string_view name(std::size_t i) const noexcept {
        const std::size_t begin = i == 0 ? 0 : static_cast<std::size_t>(name_end(i - 1));
        const auto end = static_cast<std::size_t>(name_end(i));
        return {reinterpret_cast<const char*>(record(size_)) + begin, end - begin};
    }

    [[nodiscard]] file_stamp stamp(std::size_t i) const noexcept {
        const std::byte* const at = record(i);
        return {.bytes = core::load_le<std::uint64_t>(at),
                .modified = core::load_le<std::int64_t>(at + 8),
                .changed = core::load_le<std::int64_t>(at + 16),
                .inode = core::load_le<std::uint64_t>(at + 24),
                .device = core::load_le<std::uint64_t>(at + 32)};
    }

    [[nodiscard]] std::size_t lower_bound(std::string_view path) const noexcept {
        std::size_t first = 0;
        for (std::size_t count = size_; count > 0;) {
            const std::size_t half = count / 2;
            const bool right = path_before(name(first + half), path);
            first += right ? half + 1 : 0;
            count = right ? count - half - 1 : half;
        }
        return first;
    }

    /// Takes the number of records over, and tells whether everything about the file is right.
    [[nodiscard]] bool is_sound() noexcept {
        const core::byte_span all{content_};
        constexpr std::size_t seal = hash::digest::size;
        if (all.size() < detail::stat_index_header + seal || core::as_text(all.first(8)) != detail::stat_index_magic ||
            core::load_le<std::uint32_t>(all.data() + 8) != detail::stat_index_version ||
            core::load_le<std::uint32_t>(all.data() + 12) != 0) {
            return false;
        }
        const auto count = core::load_le<std::uint64_t>(all.data() + 16);
        const auto names = core::load_le<std::uint64_t>(all.data() + 24);
        const std::size_t body = all.size() - detail::stat_index_header - seal;
        if (count > body / detail::stat_index_record || names != body - count * detail::stat_index_record ||
            hash::blake3::of(all.first(all.size() - seal)).bytes() !=
                hash::digest{hash::algorithm::blake3, seal_of(all)}.bytes()) {
            return false;
        }
        size_ = static_cast<std::size_t>(count);
        std::uint64_t before = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            if (name_end(i) < before || name_end(i) > names) {
                return false;
            }
            before = name_end(i);
        }
        return before == names;
    }

    [[nodiscard]] static std::array<std::byte, hash::digest::size> seal_of(core::byte_span all) noexcept {
        std::array<std::byte, hash::digest::size> seal{};
        for (std::size_t i = 0; i < seal.size(); ++i) {
            seal[i] = all[all.size() - seal.size() + i];
        }
        return seal;
    }

    std::vector<std::byte> content_;
    std::size_t size_ = 0;
};

/// Writes down what is known of `files`, which ascend by `path_before` and were read after the moment `begun`
/// (`unix_nanoseconds`). Files that were touched less than two seconds before it, or after it, are left out.
///
/// @throws io_error if the system refuses.
inline void write_stat_index(const std::string& path, const std::vector<known_file>& files, std::int64_t begun) {
    std::vector<std::byte> out;
    std::string names;
    std::uint64_t count = 0;
    const auto settled = [begun](const known_file& f) {
        const std::int64_t newest = f.stamp.modified < f.stamp.changed ? f.stamp.changed : f.stamp.modified;
        return newest < begun - detail::racy_window;
    };
    for (const known_file& file : files) {
        count += settled(file) ? 1U : 0U;
    }
    out.reserve(detail::stat_index_header + static_cast<std::size_t>(count) * (detail::stat_index_record + 40));
    const core::byte_span magic = core::as_bytes(detail::stat_index_magic);
    out.insert(out.end(), magic.begin(), magic.end());
    core::append_le(out, detail::stat_index_version);
    core::append_le(out, std::uint32_t{0});
    core::append_le(out, count);
    core::append_le(out, std::uint64_t{0});  // the length of the names, below
    for (const known_file& file : files) {
        if (!settled(file)) {
            continue;
        }
        names += file.path;
        core::append_le(out, file.stamp.bytes);
        core::append_le(out, file.stamp.modified);
        core::append_le(out, file.stamp.changed);
        core::append_le(out, file.stamp.inode);
        core::append_le(out, file.stamp.device);
        out.insert(out.end(), file.digest.bytes().begin(), file.digest.bytes().end());
        core::append_le(out, std::uint64_t{names.size()});
    }
    core::store_le(std::uint64_t{names.size()}, out.data() + 24);
    const core::byte_span text = core::as_bytes(names);
    out.insert(out.end(), text.begin(), text.end());
    const hash::digest seal = hash::blake3::of(out);
    out.insert(out.end(), seal.bytes().begin(), seal.bytes().end());
    core::write_file(path, out);
}

}  // namespace lastro::inline v0::store
