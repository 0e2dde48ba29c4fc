// SPDX-License-Identifier: MIT
// lastro/store/lfs_objects.hpp
//
// Where does Git LFS keep the content that a pointer stands for, and is it still that?
//
//   const store::lfs_objects objects{".git/lfs"};
//   const store::lfs_pointer p = objects.put(bytes);            // objects/ab/cd/abcd...: the SHA-256 of the bytes
//   const core::mapped_file same = objects.get(p);              // read, and verified to be those bytes
//
// Reference
//   [1] Git LFS Specification, docs/spec.md of git-lfs.
#pragma once

#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <utility>    // move

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/hash/sha256.hpp>
#include <lastro/store/lfs_pointer.hpp>

namespace lastro::inline v0::store {

/// The objects of a Git LFS directory (`.git/lfs`), named by the SHA-256 of their content.
class lfs_objects {
public:
    explicit lfs_objects(std::string directory) : directory_(std::move(directory)) {}

    /// Where the object of that name lies [1]: `objects/ab/cd/abcd...`.
    [[nodiscard]] std::string path(const hash::digest& oid) const {
        const std::string digits = oid.hex();
        return core::join_path(directory_, "objects/" + digits.substr(0, 2) + '/' + digits.substr(2, 2) + '/' + digits);
    }

    /// Keeps `content` and returns its pointer. What is there under the name is replaced if it has been damaged.
    ///
    /// @throws io_error if the system refuses.
    lfs_pointer put(core::byte_span content) const {
        lfs_pointer pointer = lfs_pointer_of(content);
        const std::string file = path(pointer.oid);
        if (pointer.size > 0 && (!core::file_exists(file) || lfs_pointer_of_file(file) != pointer)) {
            core::create_directories(core::directory_of(file));
            core::write_file(file, content);
        }
        return pointer;
    }

    /// The content that `pointer` stands for, compared with its size and digest.
    ///
    /// @throws integrity_error if it is missing or not that; std::invalid_argument for a pointer of size 0, whose
    ///         content is no object.
    [[nodiscard]] core::mapped_file get(const lfs_pointer& pointer) const {
        core::require<std::invalid_argument>(pointer.size > 0, "store::lfs_objects::get", "a pointer of size above 0",
                                             pointer.size);
        const std::string file = path(pointer.oid);
        core::require<integrity_error>(core::file_exists(file), file, "an object of that name", "none");
        core::mapped_file content{file};
        core::require<integrity_error>(content.bytes().size() == pointer.size, file,
                                       std::to_string(pointer.size) + " bytes", content.bytes().size());
        const hash::digest found = hash::sha256::of(content.bytes());
        core::require<integrity_error>(found == pointer.oid, file, "content with digest " + pointer.oid.to_string(),
                                       found.to_string());
        return content;
    }

private:
    std::string directory_;
};

}  // namespace lastro::inline v0::store
