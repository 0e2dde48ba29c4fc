// SPDX-License-Identifier: MIT
// tests/report/summary.test.cpp
#include <lastro/report/summary.hpp>

#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "samples.hpp"

using namespace lastro::report;
using lastro::drift::answer;
using lastro::drift::p_method;

TEST_SUITE("report/summary") {
    TEST_CASE("marked: a sign and a word for every answer") {
        CHECK(marked(answer::drifted) == "\xE2\x96\xB2 drifted");
        CHECK(marked(answer::same) == "\xE2\x97\x8F same");
        CHECK(marked(answer::cannot_tell) == "? cannot tell yet");
    }

    TEST_CASE("headline_of: says what moved and what cannot be told") {
        auto said = headline_of(samples::mixed());
        CHECK(said.bold == "1 of 3 columns moved");
        CHECK(said.rest ==
              " further than tolerated (an effect of 0.10); 1 cannot be told yet. False discoveries held at 5\xC2\xA0% "
              "by "
              "Benjamini\xE2\x80\x93Hochberg.");
        said = headline_of(samples::report({samples::numeric("wind")}));
        CHECK(said.bold == "1 of 1 column moved");
        CHECK(said.rest.starts_with(
            " further than tolerated (a gap of 0.10 between the distribution curves). False discoveries"));
    }

    TEST_CASE("headline_of: nothing drifted is not the same as nothing known") {
        const auto same = samples::numeric("a", answer::same);
        const auto open = samples::categorical("b", {"x", "y"}, answer::cannot_tell);
        CHECK(headline_of(samples::report({same, same})).bold == "No column moved");
        const auto said = headline_of(samples::report({same, open}));
        CHECK(said.bold == "No column is known to have moved");
        CHECK(said.rest.starts_with(" further than tolerated (an effect of 0.10); 1 of 2 cannot be told yet."));
        CHECK(headline_of(samples::report({open}))
                  .rest.starts_with(
                      " further than tolerated (0.10 of the rows at another value); 1 of 1 cannot be told yet."));
        CHECK(headline_of(samples::report({})).bold == "No column was compared.");
        CHECK(headline_of(samples::report({})).rest.empty());
    }

    TEST_CASE("method_text: names the tests that were used") {
        const std::string ks_interval = "; interval by Dvoretzky\xE2\x80\x93Kiefer\xE2\x80\x93Wolfowitz";
        auto r = samples::report({samples::numeric("a"), samples::numeric("b")});
        CHECK(method_text(r) == "Kolmogorov\xE2\x80\x93Smirnov, asymptotic" + ks_interval);
        r.columns[1].result.method = p_method::exact;
        CHECK(method_text(r) == "Kolmogorov\xE2\x80\x93Smirnov, exact or asymptotic" + ks_interval);
        CHECK(method_text(samples::report({samples::categorical("c", {"x", "y"})})) ==
              "counts by chi-squared; interval by Hoeffding and McDiarmid");
        auto both = samples::mixed();
        both.columns[1].result.method = p_method::exact;
        CHECK(method_text(both) == "Kolmogorov\xE2\x80\x93Smirnov, asymptotic" + ks_interval +
                                       "; counts by Fisher's exact test; interval by Hoeffding and McDiarmid");
        CHECK(method_text(samples::report({})) == "none");
    }

    TEST_CASE("effect_explained: one sentence that fits the columns") {
        CHECK(effect_explained(samples::report({samples::numeric("a")})) ==
              "The effect is the Kolmogorov\xE2\x80\x93Smirnov distance: 0, the same; 1, nothing in common.");
        CHECK(effect_explained(samples::report({samples::categorical("a", {"x"})})) ==
              "The effect is the total variation distance: 0, the same; 1, nothing in common.");
        CHECK(
            effect_explained(samples::mixed()) ==
            "The effect is the Kolmogorov\xE2\x80\x93Smirnov distance for numbers and the total variation distance for "
            "values that are no numbers: 0, the same; 1, nothing in common.");
    }

    TEST_CASE("quantiles_of: five rows, as many decimals as the data has") {
        const auto rows = quantiles_of(samples::numeric("wind"));
        REQUIRE(rows.size() == 5);
        CHECK(rows[0] == shift_row{"5 %", "1.3", "2.5", "+1.2"});
        CHECK(rows[2] == shift_row{"median", "2.9", "4.7", "+1.8"});
        CHECK(rows[4] == shift_row{"95 %", "6.0", "8.5", "+2.5"});
    }

    TEST_CASE("quantiles_of: infinite and missing quantiles are no numbers") {
        auto c = samples::numeric("wind");
        c.reference_quantiles[0] = -std::numeric_limits<double>::infinity();
        c.live_quantiles[0] = c.reference_quantiles[0];
        c.live_quantiles[4] = std::numeric_limits<double>::quiet_NaN();
        const auto rows = quantiles_of(c);
        CHECK(rows[0] == shift_row{"5 %", "-\xE2\x88\x9E", "-\xE2\x88\x9E", "\xE2\x80\x93"});
        CHECK(rows[4] == shift_row{"95 %", "6.0", "\xE2\x80\x93", "\xE2\x80\x93"});
    }

    TEST_CASE("shares_of: per cent and points; names as they are") {
        auto c = samples::categorical("weather", {"<rain>", "sun", "fog"});
        c.reference_shares = {0.5, 0.25, 0.25};
        c.live_shares = {0.125, 0.625, 0.25};
        const auto rows = shares_of(c);
        CHECK(rows[0] == shift_row{"<rain>", "50.0", "12.5", "-37.5"});
        CHECK(rows[1] == shift_row{"sun", "25.0", "62.5", "+37.5"});
        CHECK(rows[2] == shift_row{"fog", "25.0", "25.0", "0.0"});
        CHECK(most_changed(c) == 0);  // the first of equals
        c.live_shares = c.reference_shares;
        CHECK(most_changed(c) == 3);  // none
    }

    TEST_CASE("shares_of: refuses shares that do not fit the categories") {
        auto c = samples::categorical("weather", {"rain", "sun"});
        c.live_shares.pop_back();
        CHECK_THROWS_WITH_AS((void)shares_of(c), "report: shares of categories: expected one for each of 2, found 1",
                             std::invalid_argument);
    }
}
