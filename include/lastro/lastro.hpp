// SPDX-License-Identifier: MIT
// lastro/lastro.hpp
//
// The whole library: every room of every floor. Needs Eigen and nlohmann/json; include a room's own umbrella
// (lastro/drift.hpp, lastro/train.hpp ...) where less will do.
#pragma once

#include <lastro/version.hpp>

// floor 0 and 1: ground
#include <lastro/core.hpp>
#include <lastro/hash.hpp>
#include <lastro/linalg.hpp>
#include <lastro/num.hpp>
#include <lastro/random.hpp>
#include <lastro/stats.hpp>

// floor 2: know the data, learn
#include <lastro/data.hpp>
#include <lastro/drift.hpp>
#include <lastro/model.hpp>
#include <lastro/train.hpp>

// floor 3: keep
#include <lastro/artifact.hpp>
#include <lastro/store.hpp>
#include <lastro/track.hpp>

// floor 4: observe
#include <lastro/report.hpp>
