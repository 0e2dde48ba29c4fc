// SPDX-License-Identifier: MIT
// lastro/artifact/zip.hpp
//
// Which files does a ZIP archive hold, and where are their bytes? What two readers could read differently is refused.
//
//   const auto entries = artifact::parse_zip(bytes, "x.npz");           // names, places, sizes, checksums
//
// ZIP and ZIP64 [1], without encryption, comments and several disks.
//
// References
//   [1] PKWARE, .ZIP File Format Specification 6.3.10.
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // uint16_t, uint32_t, uint64_t
#include <map>          // map
#include <set>          // set
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

/// A file within an archive.
struct zip_entry {
    std::string name;
    std::uint16_t method = 0;     ///< 0: stored; 8: DEFLATE.
    std::uint32_t crc = 0;        ///< Of the content.
    std::uint64_t size = 0;       ///< Of the content.
    core::byte_span stored = {};  ///< As it is in the archive.
};

namespace detail {

/// Numbers one after another; what is not there is an error.
class zip_fields {
public:
    zip_fields(core::byte_span bytes, const std::string& where) : rest_(bytes), where_(where) {}

    template <class T>
    [[nodiscard]] T get() {
        return core::load_le<T>(take(sizeof(T)).data());
    }
    [[nodiscard]] core::byte_span take(std::uint64_t size) {
        core::require<format_error>(size <= rest_.size(), where_, "a whole ZIP archive", "one that was cut");
        const core::byte_span taken = rest_.first(static_cast<std::size_t>(size));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }
    void signature(std::uint32_t expected, std::string_view what) {
        core::require<format_error>(get<std::uint32_t>() == expected, where_, what, "other bytes");
    }
    [[nodiscard]] bool empty() const noexcept { return rest_.empty(); }

private:
    core::byte_span rest_;
    const std::string& where_;
};

inline constexpr std::uint32_t zip_local = 0x04034B50;
inline constexpr std::uint32_t zip_central = 0x02014B50;
inline constexpr std::uint32_t zip_end = 0x06054B50;
inline constexpr std::uint32_t zip64_end = 0x06064B50;
inline constexpr std::uint32_t zip64_locator = 0x07064B50;
inline constexpr std::uint64_t zip_escape = 0xFFFF'FFFF;  // "see the ZIP64 field"

/// Replaces the numbers that are escaped, in this order, by those of the ZIP64 field among `extra`.
inline void read_zip64(core::byte_span extra, std::initializer_list<std::uint64_t*> numbers, const std::string& where) {
    zip_fields fields{extra, where};
    while (!fields.empty()) {
        const auto id = fields.get<std::uint16_t>();
        zip_fields field{fields.take(fields.get<std::uint16_t>()), where};
        for (std::uint64_t* const number : numbers) {
            if (id == 1 && *number == zip_escape) {
                *number = field.get<std::uint64_t>();
            }
        }
    }
}

}  // namespace detail

/// The files of `archive`, the bytes of a whole ZIP file, in the order of its directory. Content is not looked at.
///
/// @throws format_error unless it is one that every reader reads alike: no comment, no encryption, one disk, no repeated
///         name, directory and files agree, nothing overlaps. At most `limit` files.
[[nodiscard]] inline std::vector<zip_entry> parse_zip(core::byte_span archive, const std::string& where,
                                                      std::size_t limit = 1'000'000) {
    constexpr std::size_t end_size = 22;
    const auto require = [&](bool holds, std::string_view expected) {
        core::require<format_error>(holds, where, expected, "another archive");
    };
    core::require<format_error>(archive.size() >= end_size, where, "a ZIP archive", "fewer bytes than one has");
    detail::zip_fields end{archive.last(end_size), where};
    end.signature(detail::zip_end, "a ZIP archive without a comment");
    require(end.get<std::uint32_t>() == 0, "an archive on one disk");
    std::uint64_t here = end.get<std::uint16_t>();
    std::uint64_t count = end.get<std::uint16_t>();
    std::uint64_t size = end.get<std::uint32_t>();
    std::uint64_t offset = end.get<std::uint32_t>();
    require(end.get<std::uint16_t>() == 0, "an archive without a comment");
    std::uint64_t directory_end = archive.size() - end_size;
    constexpr std::size_t locator_size = 20;
    constexpr std::size_t end64_size = 56;
    if (count == 0xFFFF || size == detail::zip_escape || offset == detail::zip_escape) {
        require(directory_end >= locator_size + end64_size, "a ZIP64 directory");
        directory_end -= locator_size + end64_size;
        detail::zip_fields locator{archive.subspan(static_cast<std::size_t>(directory_end) + end64_size), where};
        locator.signature(detail::zip64_locator, "a ZIP64 locator");
        require(locator.get<std::uint32_t>() == 0 && locator.get<std::uint64_t>() == directory_end,
                "a ZIP64 directory before its locator");
        detail::zip_fields end64{archive.subspan(static_cast<std::size_t>(directory_end)), where};
        end64.signature(detail::zip64_end, "a ZIP64 directory");
        static_cast<void>(end64.take(12));
        require(end64.get<std::uint64_t>() == 0, "an archive on one disk");
        here = end64.get<std::uint64_t>();
        count = end64.get<std::uint64_t>();
        size = end64.get<std::uint64_t>();
        offset = end64.get<std::uint64_t>();
    }
    require(here == count && size <= directory_end && offset == directory_end - size, "a directory at the end");
    core::require<format_error>(count <= limit, where, "at most " + std::to_string(limit) + " files", count);

    std::vector<zip_entry> entries;
    std::set<std::string_view> names;
    std::map<std::uint64_t, std::uint64_t> places;  // where files begin and end
    detail::zip_fields directory{archive.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(size)),
                                 where};
    for (std::uint64_t i = 0; i < count; ++i) {
        directory.signature(detail::zip_central, "a directory entry");
        static_cast<void>(directory.take(4));  // versions
        zip_entry entry;
        const auto flags = directory.get<std::uint16_t>();
        entry.method = directory.get<std::uint16_t>();
        static_cast<void>(directory.take(4));  // time
        entry.crc = directory.get<std::uint32_t>();
        std::uint64_t stored = directory.get<std::uint32_t>();
        entry.size = directory.get<std::uint32_t>();
        const auto name_size = directory.get<std::uint16_t>();
        const auto extra_size = directory.get<std::uint16_t>();
        const auto comment_size = directory.get<std::uint16_t>();
        static_cast<void>(directory.take(8));  // disk, attributes
        std::uint64_t begin = directory.get<std::uint32_t>();
        const core::byte_span name = directory.take(name_size);
        detail::read_zip64(directory.take(extra_size), {&entry.size, &stored, &begin}, where);
        static_cast<void>(directory.take(comment_size));
        require((flags & 0x2041U) == 0 && (entry.method == 0 || entry.method == 8),
                "files stored or deflated, in the clear");
        require(entry.method == 8 || stored == entry.size, "stored files of one size");

        require(begin <= offset, "files before the directory");
        detail::zip_fields local{
            archive.subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(offset - begin)), where};
        local.signature(detail::zip_local, "a file where the directory says");
        static_cast<void>(local.take(4));
        require(local.get<std::uint16_t>() == entry.method, "a file as the directory says");
        static_cast<void>(local.take(4));  // time
        const auto local_crc = local.get<std::uint32_t>();
        const std::uint64_t local_stored = local.get<std::uint32_t>();
        const std::uint64_t local_size = local.get<std::uint32_t>();
        require((flags & 8U) != 0 ||  // then they follow the data
                    (local_crc == entry.crc && (local_stored == detail::zip_escape || local_stored == stored) &&
                     (local_size == detail::zip_escape || local_size == entry.size)),
                "a file as the directory says");
        const auto local_name = local.get<std::uint16_t>();
        const auto local_extra = local.get<std::uint16_t>();
        require(core::as_text(local.take(local_name)) == core::as_text(name),
                "a file of the name that the directory says");
        static_cast<void>(local.take(local_extra));
        entry.stored = local.take(stored);
        entry.name = core::as_text(name);
        const std::uint64_t stop = begin + 30 + local_name + local_extra + stored;  // within the archive
        require(places.emplace(begin, stop).second, "files that do not overlap");
        entries.push_back(std::move(entry));
    }
    require(directory.empty(), "as many files as the archive says");
    for (std::uint64_t last = 0; const auto& [begin, stop] : places) {
        require(begin >= last, "files that do not overlap");
        last = stop;
    }
    for (const zip_entry& entry : entries) {
        if (!names.insert(entry.name).second) {
            core::fail<format_error>(where, "every name once", core::quoted(entry.name) + " twice");
        }
    }
    return entries;
}

}  // namespace lastro::inline v0::artifact
