// SPDX-License-Identifier: MIT
// lastro/random.hpp
//
// Everything of lastro::random: addressed streams, distributions, permutations, samples, bulk fills.
#pragma once

#include <lastro/random/beta.hpp>
#include <lastro/random/binomial.hpp>
#include <lastro/random/categorical.hpp>
#include <lastro/random/claims.hpp>
#include <lastro/random/dirichlet.hpp>
#include <lastro/random/distribution.hpp>
#include <lastro/random/draw_source.hpp>
#include <lastro/random/exponential.hpp>
#include <lastro/random/feistel_permutation.hpp>
#include <lastro/random/fill.hpp>
#include <lastro/random/fill_kernels.hpp>
#include <lastro/random/gamma.hpp>
#include <lastro/random/generator.hpp>
#include <lastro/random/geometric.hpp>
#include <lastro/random/normal_quantile.hpp>
#include <lastro/random/permutation.hpp>
#include <lastro/random/philox.hpp>
#include <lastro/random/poisson.hpp>
#include <lastro/random/sampling.hpp>
#include <lastro/random/stream.hpp>
#include <lastro/random/student_t.hpp>
#include <lastro/random/truncated_normal.hpp>
#include <lastro/random/weighted_reservoir.hpp>
