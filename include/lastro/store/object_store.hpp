// SPDX-License-Identifier: MIT
// lastro/store/object_store.hpp
//
// How is content kept under its own name, so that it can be neither confused nor changed unnoticed?
//
//   const store::object_store objects{"data.lastro/objects"};
//   const hash::digest name = objects.put(bytes);           // objects/ab/cdef...: the BLAKE3 digest of the bytes
//   const core::mapped_file same = objects.get(name);       // read, and verified to be those bytes
//
// An object is written once, durably, and never rewritten; equal content is kept once. Any number of processes may put
// and get at the same time without a lock: whoever writes a name writes the same bytes.
#pragma once

#include <cstdint>      // uint64_t, UINT64_MAX
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::store {

/// True for the names that `core::atomic_file` gives to what is not finished; a crash may leave such a file behind.
[[nodiscard]] inline bool is_temporary_name(std::string_view name) noexcept {
    return name.starts_with(".lastro-") && name.ends_with(".tmp");
}

/// A directory of immutable objects named by the BLAKE3 digest of their bytes.
class object_store {
public:
    /// The directory need not exist yet.
    explicit object_store(std::string directory) : directory_(std::move(directory)) {}

    /// Where the object of that name lies: two digits of the digest, a slash, the other 62.
    [[nodiscard]] std::string path(const hash::digest& name) const {
        const std::string digits = name.hex();
        return core::join_path(directory_, digits.substr(0, 2) + '/' + digits.substr(2));
    }

    /// Keeps `bytes`. What is already there is read and compared first; if it has been damaged, it is replaced.
    ///
    /// @throws io_error if the system refuses.
    hash::digest put(core::byte_span bytes) const {
        const hash::digest name = hash::blake3::of(bytes);
        const std::string file = path(name);
        if (!holds(file, name, bytes.size())) {
            core::create_directories(core::directory_of(file));
            core::write_file(file, bytes);
        }
        return name;
    }

    /// The object's bytes, all of which have been compared with its name.
    ///
    /// @throws integrity_error if the object is missing, longer than `at_most` bytes, or not what its name says.
    [[nodiscard]] core::mapped_file get(const hash::digest& name, std::uint64_t at_most = UINT64_MAX) const {
        const std::string file = path(name);
        core::require<integrity_error>(name.algorithm() == hash::algorithm::blake3, directory_, "a blake3 digest",
                                       name.to_string());
        core::require<integrity_error>(core::file_exists(file), file, "an object of that name", "none");
        core::mapped_file content{file};
        core::require<integrity_error>(content.bytes().size() <= at_most, file,
                                       "at most " + std::to_string(at_most) + " bytes", content.bytes().size());
        const hash::digest found = hash::blake3::of(content.bytes());
        core::require<integrity_error>(found == name, file, "content with digest " + name.to_string(),
                                       found.to_string());
        return content;
    }

    /// As `get`, for an object that must have exactly `size` bytes; a wrong size is found before anything is read.
    [[nodiscard]] core::mapped_file get_sized(const hash::digest& name, std::uint64_t size) const {
        core::mapped_file content = get(name, size);
        core::require<integrity_error>(content.bytes().size() == size, path(name), std::to_string(size) + " bytes",
                                       content.bytes().size());
        return content;
    }

    /// What stands in the directory.
    struct inventory {
        std::vector<hash::digest> objects;    ///< Names of objects, ascending; their content has not been looked at.
        std::vector<std::string> unfinished;  ///< Paths of temporary files that a crash has left; never read.
        std::vector<std::string> foreign;     ///< Paths of everything else.
    };

    /// Lists the directory. @throws io_error if it cannot be read.
    [[nodiscard]] inventory list() const {
        inventory found;
        if (!core::directory_exists(directory_)) {
            return found;
        }
        for (const std::string& first : core::list_directory(directory_)) {
            const std::string below = core::join_path(directory_, first);
            if (first.size() != 2 || !core::from_hex(first) || !core::directory_exists(below)) {
                (is_temporary_name(first) ? found.unfinished : found.foreign).push_back(below);
                continue;
            }
            for (const std::string& rest : core::list_directory(below)) {
                if (rest.size() == 2 * hash::digest::size - 2 && core::from_hex(rest)) {
                    found.objects.push_back(hash::digest::parse("blake3:" + first + rest));
                } else {
                    (is_temporary_name(rest) ? found.unfinished : found.foreign)
                        .push_back(core::join_path(below, rest));
                }
            }
        }
        return found;
    }

private:
    [[nodiscard]] static bool holds(const std::string& file, const hash::digest& name, std::uint64_t size) {
        if (!core::file_exists(file)) {
            return false;
        }
        const core::mapped_file content{file};
        return content.bytes().size() == size && hash::blake3::of(content.bytes()) == name;
    }

    std::string directory_;
};

}  // namespace lastro::inline v0::store
