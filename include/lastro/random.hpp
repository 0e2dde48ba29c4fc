// SPDX-License-Identifier: MIT
// lastro/random.hpp
//
// Everything of lastro::random: addressed streams, distributions, permutations.
#pragma once

#include <lastro/random/distribution.hpp>
#include <lastro/random/generator.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/philox.hpp>
#include <lastro/random/stream.hpp>
