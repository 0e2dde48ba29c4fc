// SPDX-License-Identifier: MIT
// lastro/store/progress.hpp
//
// How far has something long come, and is it to go on?
//
//   const auto say = [](const store::progress& p) { show(p.files, p.all_files); return !stop_was_pressed; };
//   const store::snapshot now = store::snapshot_directory("images", {.progress = say});   // or throws cancelled
#pragma once

#include <cstdint>     // uint64_t
#include <functional>  // function
#include <stdexcept>   // runtime_error

namespace lastro::inline v0::store {

/// How far something long has come.
struct progress {
    std::uint64_t files = 0;  ///< Done, of `all_files`.
    std::uint64_t all_files = 0;
    std::uint64_t bytes = 0;  ///< Done, of `all_bytes`.
    std::uint64_t all_bytes = 0;
};

/// Is told how far something has come, in the thread that called; returns false to stop it.
using progress_callback = std::function<bool(const progress&)>;

/// Somebody's callback has said stop. Nothing that was begun is visible.
class cancelled : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace lastro::inline v0::store
