// SPDX-License-Identifier: MIT
// lastro/core/error.hpp
//
// What went wrong outside the program, and which kind of trouble is it?
//
//   try { train(); }
//   catch (const lastro::error& e) { complain(e.what()); return 1; }
//
// Everything that the outside world can cause (a file, a table, a model from elsewhere) is a `lastro::error`. What
// only the calling code can cause is `std::invalid_argument` or `std::out_of_range`, as in the standard library.
#pragma once

#include <stdexcept>  // runtime_error

namespace lastro::inline v0::core {

/// Something outside the program is not as it should be; `what()` says what, where, expected and found.
class error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The operating system refused: a file is missing, unreadable, or the disk is full.
class io_error : public error {
public:
    using error::error;
};

/// Bytes do not follow the format that they should be in (a ragged CSV row, a header that is not JSON).
class format_error : public error {
public:
    using error::error;
};

/// Bytes follow the format and are still not the ones that were written: a digest does not match.
class integrity_error : public error {
public:
    using error::error;
};

/// Data is well formed but not what was asked for: a missing column, another type, no rows, a NaN target.
class schema_error : public error {
public:
    using error::error;
};

}  // namespace lastro::inline v0::core

namespace lastro::inline v0 {
using core::error;
using core::format_error;
using core::integrity_error;
using core::io_error;
using core::schema_error;
}  // namespace lastro::inline v0
