// SPDX-License-Identifier: MIT
// lastro/store/object.hpp
//
// What does the store hand out? Bytes in mapped memory that stay readable as long as anybody holds them.
//
//   const store::object column = objects.get(name);
//   use(column.bytes());                                    // valid while `column`, or a copy of it, lives
#pragma once

#include <memory>   // shared_ptr
#include <string>   // string
#include <utility>  // move

#include <lastro/core/bytes.hpp>

namespace lastro::inline v0::store {

/// The bytes of an object; copies share them.
class object {
public:
    /// `bytes` within what `owner` keeps alive, from `file`; `part` says which of several objects in there.
    object(std::shared_ptr<const void> owner, core::byte_span bytes, std::string file, std::string part = {},
           bool in_place = true)
        : owner_(std::move(owner)),
          bytes_(bytes),
          file_(std::move(file)),
          part_(std::move(part)),
          in_place_(in_place) {}

    [[nodiscard]] core::byte_span bytes() const noexcept { return bytes_; }

    /// False for what had to be decompressed.
    [[nodiscard]] bool is_in_place() const noexcept { return in_place_; }

    /// The path of the file that holds them.
    [[nodiscard]] const std::string& file() const noexcept { return file_; }

    /// What messages begin with: the path, or `<pack>: blake3:...`.
    [[nodiscard]] std::string place() const { return part_.empty() ? file_ : file_ + ": " + part_; }

private:
    std::shared_ptr<const void> owner_;
    core::byte_span bytes_;
    std::string file_;
    std::string part_;
    bool in_place_;
};

}  // namespace lastro::inline v0::store
