// SPDX-License-Identifier: MIT
// tests/drift/verdict.test.cpp
#include <lastro/drift/verdict.hpp>

#include <concepts>
#include <limits>
#include <sstream>

#include <doctest/doctest.h>

using lastro::drift::answer;
using lastro::drift::p_method;
using lastro::drift::verdict;
using lastro::drift::detail::decide;
using lastro::drift::detail::p_text;

namespace {

static_assert(std::regular<verdict>);

const verdict casual{.answer = answer::drifted,
                     .statistic = "KS",
                     .effect = 0.28357,
                     .low = 0.15757,
                     .high = 0.40957,
                     .p_value = 2e-13,
                     .log10_p = -12.69897,
                     .method = p_method::exact,
                     .reference_count = 365,
                     .live_count = 366};

}  // namespace

TEST_SUITE("drift/verdict") {
    TEST_CASE("verdict: prints as one line") {
        std::ostringstream out;
        out << casual;
        CHECK(out.str() == "drifted  KS 0.284 [0.158, 0.410]  p 2e-13  n 365/366  exact");
    }

    TEST_CASE("verdict: missing values are shown, not passed over") {
        verdict v = casual;
        v.answer = answer::cannot_tell;
        v.method = p_method::asymptotic;
        v.live_missing = 12;
        CHECK(to_string(v) == "cannot tell yet  KS 0.284 [0.158, 0.410]  p 2e-13  n 365/366  asymptotic  missing 0/12");
    }

    TEST_CASE("decide: the interval decides, and only an unlikely one may say drifted") {
        static_assert(decide(0.0, 0.09, 0.1, true) == answer::same);
        static_assert(decide(0.0, 0.1, 0.1, true) == answer::cannot_tell, "touching is not below");
        static_assert(decide(0.11, 0.3, 0.1, true) == answer::drifted);
        static_assert(decide(0.11, 0.3, 0.1, false) == answer::cannot_tell);
        static_assert(decide(0.1, 0.3, 0.1, true) == answer::cannot_tell);
        static_assert(decide(0.05, 0.3, 0.1, true) == answer::cannot_tell);
        CHECK(to_string(answer::same) == "same");
        CHECK(to_string(p_method::permutation) == "permutation");
    }

    TEST_CASE("p text: two digits, an exponent below 0.001, and no underflow") {
        CHECK(p_text(0.1234, -0.9087, 2) == "0.12");
        CHECK(p_text(1.0, 0.0, 2) == "1.0");
        CHECK(p_text(0.001, -3.0, 2) == "0.0010");
        CHECK(p_text(0.0002, -3.69897, 2) == "2.0e-4");
        CHECK(p_text(9.97e-5, -4.001305, 2) == "1.0e-4");
        CHECK(p_text(0.0, -4021.3, 2) == "5.0e-4022");
        CHECK(p_text(0.0, -std::numeric_limits<double>::infinity(), 2) == "0");
    }
}
