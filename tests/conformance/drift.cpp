// SPDX-License-Identifier: MIT
// tests/conformance/drift.cpp
//
// Runs the independent drift cases: tests/conformance/run.sh drift FILE...
#include "case_file.hpp"
#include "drift_counts.hpp"
#include "drift_ranks.hpp"
#include "drift_sketches.hpp"
#include "drift_streams.hpp"

int main(int argc, char** argv) {
    using namespace conformance;
    return conformance::run(
        argc, argv,
        {
            {"ks_two_sample_exact", [](const json& c) { return ks_two_sample(c, drift::ks_method::exact); }},
            {"ks_two_sample_exact_ties", [](const json& c) { return ks_two_sample(c, drift::ks_method::exact); }},
            {"ks_two_sample_asymptotic", [](const json& c) { return ks_two_sample(c, drift::ks_method::asymptotic); }},
            {"ks_two_sample_critical_value", ks_two_sample_critical_value},
            {"kolmogorov_sf", kolmogorov_sf},
            {"ks_one_sample_cdf", ks_one_sample_cdf},
            {"ks_one_sample_exact", ks_one_sample_exact},
            {"cvm_two_sample", cvm_two_sample},
            {"cvm_two_sample_exact_p", cvm_two_sample_exact_p},
            {"cvm_one_sample_cdf", cvm_one_sample_cdf},
            {"cvm_one_sample", cvm_one_sample},
            {"mann_whitney", mann_whitney},
            {"mann_whitney_exact_cdf", mann_whitney_exact_cdf},
            {"anderson_darling_ksample", anderson_darling_ksample},
            {"epps_singleton", epps_singleton},
            {"bws_test", bws_test},
            {"t_test_student", [](const json& c) { return t_test(c, false); }},
            {"t_test_welch", [](const json& c) { return t_test(c, true); }},
            {"wasserstein1", between_samples(drift::wasserstein_distance, drift::wasserstein_distance)},
            {"wasserstein1_scaled", wasserstein1_scaled},
            {"energy_distance", between_samples(drift::energy_distance, drift::energy_distance)},
            {"mmd_unbiased", [](const json& c) { return mmd(c, false); }},
            {"mmd_biased", [](const json& c) { return mmd(c, true); }},
            {"rbf_kernel", rbf_kernel},
            {"moments_nist", moments_nist},
            {"chi2_contingency", chi2_contingency},
            {"chi2_contingency_nd", chi2_contingency_nd},
            {"power_divergence", power_divergence},
            {"cramers_v_corrected", cramers_v_corrected},
            {"fisher_exact", fisher_exact},
            {"psi", psi},
            {"total_variation", between_counts(drift::total_variation)},
            {"hellinger", between_counts(drift::hellinger)},
            {"bhattacharyya", between_counts(drift::bhattacharyya)},
            {"histogram_intersection_complement", between_counts(drift::total_variation)},  // 1 - sum min(p, q)
            {"js_distance", js_distance},
            {"kl_divergence", kl_divergence},
            {"linf_categorical", linf_categorical},
            {"histogram_equal_width_pooled", histogram_equal_width_pooled},
            {"p_adjust_bh", adjusted(drift::adjusted_benjamini_hochberg)},
            {"p_adjust_by", adjusted(drift::adjusted_benjamini_yekutieli)},
            {"p_adjust_holm", adjusted(drift::adjusted_holm)},
            {"p_adjust_bonferroni", adjusted(drift::adjusted_bonferroni)},
            {"combine_pvalues", combine_pvalues},
            {"ddm_stream", ddm_stream},
            {"hddm_a_stream", hddm_a_stream},
            {"hddm_w_stream", hddm_w_stream},
            {"fhddm_stream", fhddm_stream},
            {"adwin_stream", adwin_stream},
            {"adwin_window_statistics", adwin_window_statistics},
            {"page_hinkley_stream", [](const json& c) { return page_hinkley_stream(c, true); }},
            {"page_hinkley_unclamped_stream", [](const json& c) { return page_hinkley_stream(c, false); }},
            {"cusum_stream", cusum_stream},
            {"gma_stream", gma_stream},
            {"tdigest_rank", tdigest_rank},
            {"tdigest_accuracy", tdigest_accuracy},
            {"kll_rank_bound", kll_rank_bound},
            {"rolling_mean", rolling_mean},
        });
}
