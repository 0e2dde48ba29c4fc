// SPDX-License-Identifier: MIT
// lastro/version.hpp
//
// Which Lastro is this?
//
//   static_assert(LASTRO_VERSION_MAJOR == 0);
//   std::cout << lastro::version;                      // "0.1.0"
//
// The only place where the version is written: CMake and pkg-config read it from here.
#pragma once

#define LASTRO_VERSION_MAJOR 0
#define LASTRO_VERSION_MINOR 1
#define LASTRO_VERSION_PATCH 0

#define LASTRO_DETAIL_TEXT_OF(x) #x
#define LASTRO_DETAIL_TEXT(x) LASTRO_DETAIL_TEXT_OF(x)

namespace lastro::inline v0 {

/// The library's version, "major.minor.patch".
inline constexpr const char* version = LASTRO_DETAIL_TEXT(LASTRO_VERSION_MAJOR) "." LASTRO_DETAIL_TEXT(
    LASTRO_VERSION_MINOR) "." LASTRO_DETAIL_TEXT(LASTRO_VERSION_PATCH);

}  // namespace lastro::inline v0

#undef LASTRO_DETAIL_TEXT
#undef LASTRO_DETAIL_TEXT_OF
