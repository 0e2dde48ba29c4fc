// SPDX-License-Identifier: MIT
// tests/report/samples.hpp
//
// Reports to show, put together by hand so that the tests of this room depend on no statistics.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <lastro/drift/report.hpp>

namespace samples {

using lastro::drift::answer;
using lastro::drift::column_kind;
using lastro::drift::column_report;

inline lastro::drift::verdict verdict_of(answer a, const std::string& statistic) {
    lastro::drift::verdict v;
    v.answer = a;
    v.statistic = statistic;
    v.effect = a == answer::drifted ? 0.436 : a == answer::same ? 0.02 : 0.151;
    v.low = a == answer::drifted ? 0.351 : a == answer::same ? 0.0 : 0.065;
    v.high = a == answer::drifted ? 0.522 : a == answer::same ? 0.0899 : 0.236;
    v.p_value = a == answer::drifted ? 8.1e-85 : a == answer::same ? 0.12 : 4e-10;
    v.log10_p = a == answer::drifted ? -84.0915 : a == answer::same ? -0.9208 : -9.39794;
    v.reference_count = 731;
    v.live_count = 1461;
    return v;
}

/// Two humps, the live one further right.
inline column_report numeric(const std::string& name, answer a = answer::drifted) {
    column_report c;
    c.column = name;
    c.result = verdict_of(a, "KS");
    c.adjusted_p = 2.4e-84;
    c.psi = 1.2104;
    c.psi_expected = 0.0184;
    c.wasserstein = 1.7251;
    c.reference_quantiles = {1.3, 2.2, 2.9, 4.0, 6.0};
    c.live_quantiles = {2.5, 3.6, 4.7, 6.0, 8.5};
    c.histogram_edges = {0.0, 2.0, 4.0, 6.0, 8.0, 10.0};
    c.reference_shares = {0.25, 0.5, 0.125, 0.125, 0.0};
    c.live_shares = {0.0, 0.125, 0.5, 0.25, 0.125};
    c.gap_at = 4.0;
    double reference = 0.0;
    double live = 0.0;
    for (std::size_t i = 0; i < c.reference_shares.size(); ++i) {
        reference += c.reference_shares[i];
        live += c.live_shares[i];
        c.cdf_x.push_back(c.histogram_edges[i + 1]);
        c.cdf_reference.push_back(reference);
        c.cdf_live.push_back(live);
    }
    return c;
}

inline column_report categorical(const std::string& name, std::vector<std::string> categories,
                                 answer a = answer::cannot_tell) {
    column_report c;
    c.column = name;
    c.kind = column_kind::categorical;
    c.result = verdict_of(a, "TV");
    c.psi = 0.31;
    const auto n = static_cast<double>(categories.size());
    for (std::size_t i = 0; i < categories.size(); ++i) {
        const double even = 1.0 / n;
        const double moved = categories.size() > 1 && i < 2 ? (i == 0 ? 0.5 : -0.5) / n : 0.0;
        c.reference_shares.push_back(even);
        c.live_shares.push_back(even + moved);
    }
    c.categories = std::move(categories);
    return c;
}

inline lastro::drift::report report(std::vector<column_report> columns) {
    lastro::drift::report r;
    r.reference_name = "Seattle 2012-13";
    r.live_name = "New York";
    r.reference_rows = 731;
    r.live_rows = 1461;
    r.columns = std::move(columns);
    return r;
}

/// One column of each kind and of each answer.
inline lastro::drift::report mixed() {
    auto r =
        report({numeric("wind"), categorical("weather", {"rain", "sun", "fog"}), numeric("temp_max", answer::same)});
    r.columns[1].result.reference_missing = 12;
    return r;
}

}  // namespace samples
