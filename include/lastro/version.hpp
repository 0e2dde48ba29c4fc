// SPDX-License-Identifier: MIT
// lastro/version.hpp
//
// Which Lastro is this? The only place where the version is written; CMake and pkg-config read it from here.
#pragma once

#define LASTRO_VERSION_MAJOR 0
#define LASTRO_VERSION_MINOR 1
#define LASTRO_VERSION_PATCH 0
#define LASTRO_VERSION "0.1.0"
