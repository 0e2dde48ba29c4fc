// SPDX-License-Identifier: MIT
// tests/conformance/drift_sketches.hpp
//
// Cases of sketches and rolling summaries.
#pragma once

#include <lastro/stats.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "drift_cases.hpp"

namespace conformance {

/// One digest per part, merged in order.
inline stats::tdigest digest_of(const json& input) {
    const stats::tdigest_settings settings{
        .compression = input.contains("k") ? static_cast<std::size_t>(number(input.at("k"))) : 200};
    stats::tdigest all{settings};
    bool first = true;
    for (const json& values : input.at("parts")) {
        stats::tdigest part{settings};
        for (const double x : numbers(values)) {
            part.add(x);
        }
        if (first) {
            all = part;
        } else {
            all.merge(part);
        }
        first = false;
    }
    return all;
}

inline std::string tdigest_rank(const json& c) {
    const stats::tdigest digest = digest_of(c.at("input"));
    std::vector<double> got;
    for (const double x : numbers(c.at("input").at("query"))) {
        got.push_back(digest.rank(x));
    }
    return compare(got, numbers(c.at("expected").at("rank")), c, "rank");
}

inline std::string tdigest_accuracy(const json& c) {
    const stats::tdigest digest = digest_of(c.at("input"));
    const json& expected = c.at("expected");
    std::string differences;
    const auto compare_one = [&](double got, const json& e, const char* field, const char* tolerance) {
        const json own{{"tolerance", {{tolerance, e.at(tolerance)}}}};
        differences += compare(got, number(e.at(field)), own, field);
    };
    if (!expected.contains("rank") && !expected.contains("quantile")) {
        return "no expected field is offered";
    }
    for (const json& e : expected.value("rank", json::array())) {
        compare_one(digest.rank(number(e.at("value"))), e, "rank", "abs");
    }
    for (const json& e : expected.value("quantile", json::array())) {
        compare_one(digest.quantile(number(e.at("q"))), e, "value", "rel");
    }
    return differences;
}

inline std::string kll_rank_bound(const json& c) {
    const json& input = c.at("input");
    const auto k = static_cast<std::size_t>(number(input.at("k")));
    std::vector<double> all;
    stats::quantile_sketch sketch{{.k = k}};
    std::uint64_t number_of_part = 0;
    for (const json& values : input.at("parts")) {
        stats::quantile_sketch part{{.k = k, .coins = random::stream{1}["part"][number_of_part++]}};
        for (const double x : numbers(values)) {
            part.add(x);
            all.push_back(x);
        }
        sketch.merge(part);
    }
    std::sort(all.begin(), all.end());
    double worst = 0.0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i + 1 == all.size() || all[i] != all[i + 1]) {  // the last of equals: all up to it are <= all[i]
            const double truth = static_cast<double>(i + 1) / static_cast<double>(all.size());
            worst = std::max(worst, std::abs(sketch.rank(all[i]) - truth));
        }
    }
    const double most = number(c.at("expected").at("max_abs_rank_error"));
    return sketch.count() == all.size() && worst <= most
               ? ""
               : "largest rank error: expected at most " + std::to_string(most) + ", got " + std::to_string(worst);
}

inline std::string rolling_mean(const json& c) {
    stats::rolling_mean recent{static_cast<std::size_t>(number(c.at("input").at("window")))};
    std::vector<double> got;
    for (const double x : numbers(c.at("input").at("values"))) {
        recent.add(x);
        got.push_back(recent.mean());
    }
    return compare(got, numbers(c.at("expected").at("means")), c, "means");
}

}  // namespace conformance
