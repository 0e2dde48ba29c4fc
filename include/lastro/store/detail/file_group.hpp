// SPDX-License-Identifier: MIT
// lastro/store/detail/file_group.hpp
//
// Short files that are read end to end and hashed together: opening, reading and hashing one costs little each.
#pragma once

#include <unistd.h>  // readlink (POSIX)

#include <cerrno>   // errno
#include <cstddef>  // byte, size_t
#include <cstdint>  // uint64_t
#include <span>     // span
#include <string>   // string
#include <vector>   // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/blake3_many.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/detail/file_at_rest.hpp>
#include <lastro/store/directory_scan.hpp>
#include <lastro/store/stat_index.hpp>
#include <lastro/store/tree.hpp>

namespace lastro::inline v0::store::detail {

/// One task: little enough for a core's cache to hold from reading to writing.
struct file_group {
    static constexpr std::size_t most_bytes = std::size_t{256} << 10U;
    static constexpr std::size_t most_files = 128;

    std::vector<std::byte> arena = {};  // their content, end to end; only grows
    std::size_t used = 0;
    std::vector<std::size_t> ends = {};  // of each content
    std::vector<core::byte_span> contents = {};
    std::vector<hash::digest> digests = {};

    void clear() noexcept {
        used = 0;
        ends.clear();
    }

    /// Appends the target of a link.
    void read_link(const std::string& path) {
        constexpr std::size_t longest = 65'536;
        const std::span<std::byte> target = room(longest);
        const auto count = ::readlink(path.c_str(), reinterpret_cast<char*>(target.data()), target.size());
        if (count < 0) {
            core::detail::refuse(path, "read link", errno);
        }
        used += static_cast<std::size_t>(count);
        ends.push_back(used);
    }

    /// Appends the content of a file at rest. @throws as `read_at_rest`
    void read_file(const std::string& path, link_policy links, file_stamp& stamp, entry_kind& kind) {
        constexpr std::uint64_t longest = std::uint64_t{64} << 20U;  // it was short when it was sorted out
        const std::uint64_t bytes = read_at_rest(path, links, stamp, kind, [&](int number, const file_stamp& expected) {
            core::require<integrity_error>(expected.bytes <= longest, path,
                                           "a file that does not change while it is read",
                                           "one of " + std::to_string(expected.bytes) + " bytes by now");
            const std::span<std::byte> content = room(static_cast<std::size_t>(expected.bytes) + 1);
            return static_cast<std::uint64_t>(read_content(number, content, expected.bytes, path));
        });
        used += static_cast<std::size_t>(bytes);
        ends.push_back(used);
    }

    /// Divides what was read into contents, and hashes each.
    void digest_each() {
        contents.clear();
        for (std::size_t k = 0; k < ends.size(); ++k) {
            const std::size_t begin = k == 0 ? 0 : ends[k - 1];
            contents.push_back(core::byte_span{arena}.subspan(begin, ends[k] - begin));
        }
        digests.resize(ends.size());
        hash::blake3_many(contents, digests);
    }

private:
    [[nodiscard]] std::span<std::byte> room(std::size_t size) {
        if (arena.size() < used + size) {
            arena.resize(used + size + most_bytes);
        }
        return std::span{arena}.subspan(used, size);
    }
};

}  // namespace lastro::inline v0::store::detail
