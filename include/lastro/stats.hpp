// SPDX-License-Identifier: MIT
// lastro/stats.hpp
//
// Tails, moments, distributions and sketches: everything in lastro/stats/. Standard library only.
#pragma once

#include <lastro/stats/autocorrelation.hpp>
#include <lastro/stats/beta.hpp>
#include <lastro/stats/central_moments.hpp>
#include <lastro/stats/cramer_von_mises.hpp>
#include <lastro/stats/distinct.hpp>
#include <lastro/stats/dyadic_histogram.hpp>
#include <lastro/stats/exact_moments.hpp>
#include <lastro/stats/frequent.hpp>
#include <lastro/stats/gamma.hpp>
#include <lastro/stats/hypergeometric.hpp>
#include <lastro/stats/kolmogorov.hpp>
#include <lastro/stats/kolmogorov_one_sample.hpp>
#include <lastro/stats/kuiper.hpp>
#include <lastro/stats/moments.hpp>
#include <lastro/stats/normal.hpp>
#include <lastro/stats/quantile_sketch.hpp>
#include <lastro/stats/rolling_mean.hpp>
#include <lastro/stats/sketch_bytes.hpp>
#include <lastro/stats/tail.hpp>
#include <lastro/stats/tdigest.hpp>
#include <lastro/stats/weighted_chi_squared.hpp>
