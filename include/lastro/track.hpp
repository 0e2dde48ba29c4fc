// SPDX-License-Identifier: MIT
// lastro/track.hpp
//
// Under which circumstances was it made? Includes every header of the room track.
#pragma once

#include <lastro/track/environment.hpp>
#include <lastro/track/training_record.hpp>
