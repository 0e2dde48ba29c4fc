// SPDX-License-Identifier: MIT
// lastro/drift.hpp
//
// Is the world still the one that it was trained on? Everything of lastro::drift; the standard library is all it needs.
//
//   const drift::verdict v = drift::compare(reference, live, {.tolerate = 0.05});
//   std::cout << v << '\n';          // drifted  KS 0.284 [0.158, 0.410]  p 1e-13  n 365/366  exact
#pragma once

#include <lastro/drift/adwin.hpp>
#include <lastro/drift/all_of.hpp>
#include <lastro/drift/alternative.hpp>
#include <lastro/drift/anderson_darling.hpp>
#include <lastro/drift/any_detector.hpp>
#include <lastro/drift/baumgartner_weiss_schindler.hpp>
#include <lastro/drift/bocpd.hpp>
#include <lastro/drift/calibrate.hpp>
#include <lastro/drift/chi_squared.hpp>
#include <lastro/drift/combine.hpp>
#include <lastro/drift/compare.hpp>
#include <lastro/drift/cramer_von_mises.hpp>
#include <lastro/drift/cramers_v.hpp>
#include <lastro/drift/cusum.hpp>
#include <lastro/drift/ddm.hpp>
#include <lastro/drift/deal.hpp>
#include <lastro/drift/divergence.hpp>
#include <lastro/drift/e_detector.hpp>
#include <lastro/drift/ecdd.hpp>
#include <lastro/drift/eddm.hpp>
#include <lastro/drift/effect_interval.hpp>
#include <lastro/drift/energy_distance.hpp>
#include <lastro/drift/epps_singleton.hpp>
#include <lastro/drift/evaluate.hpp>
#include <lastro/drift/ewma.hpp>
#include <lastro/drift/expectation.hpp>
#include <lastro/drift/fhddm.hpp>
#include <lastro/drift/fisher_exact.hpp>
#include <lastro/drift/fisher_table.hpp>
#include <lastro/drift/gap_search.hpp>
#include <lastro/drift/gma.hpp>
#include <lastro/drift/goodness_of_fit.hpp>
#include <lastro/drift/hddm_a.hpp>
#include <lastro/drift/hddm_w.hpp>
#include <lastro/drift/hierarchical.hpp>
#include <lastro/drift/histogram.hpp>
#include <lastro/drift/homogeneity.hpp>
#include <lastro/drift/incremental_ks.hpp>
#include <lastro/drift/independence.hpp>
#include <lastro/drift/kolmogorov_smirnov.hpp>
#include <lastro/drift/ks_distribution.hpp>
#include <lastro/drift/kswin.hpp>
#include <lastro/drift/kuiper.hpp>
#include <lastro/drift/mann_whitney.hpp>
#include <lastro/drift/maximum_mean_discrepancy.hpp>
#include <lastro/drift/mean_confidence_sequence.hpp>
#include <lastro/drift/merge.hpp>
#include <lastro/drift/multiplicity.hpp>
#include <lastro/drift/online_discovery.hpp>
#include <lastro/drift/page_hinkley.hpp>
#include <lastro/drift/permutation_test.hpp>
#include <lastro/drift/picture.hpp>
#include <lastro/drift/population_stability_index.hpp>
#include <lastro/drift/power_divergence.hpp>
#include <lastro/drift/prepared_column.hpp>
#include <lastro/drift/quiet_stream.hpp>
#include <lastro/drift/rddm.hpp>
#include <lastro/drift/reference.hpp>
#include <lastro/drift/report.hpp>
#include <lastro/drift/risk_monitor.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/drift/sorted_sample.hpp>
#include <lastro/drift/stepd.hpp>
#include <lastro/drift/t_test.hpp>
#include <lastro/drift/tail_weighted_sum.hpp>
#include <lastro/drift/two_proportions.hpp>
#include <lastro/drift/verdict.hpp>
#include <lastro/drift/wasserstein.hpp>
#include <lastro/drift/weighted_sample.hpp>
