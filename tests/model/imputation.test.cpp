// SPDX-License-Identifier: MIT
// tests/model/imputation.test.cpp
#include <lastro/model/imputation.hpp>

#include <cmath>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::imputation;
using model::missing;
using model::number_for_missing;
using model::text_for_missing;

namespace {

using values = std::vector<double>;
using texts = std::vector<std::string_view>;

}  // namespace

TEST_SUITE("model/imputation") {
    TEST_CASE("numbers: say what SimpleImputer of scikit-learn 1.9.1 says") {
        const values present{3, 1, 4, 1, 5, 9};
        CHECK(number_for_missing({.missing = missing::mean}, present) == 3.8333333333333335);
        CHECK(number_for_missing({.missing = missing::median}, present) == 3.5);
        CHECK(number_for_missing({.missing = missing::most_frequent}, present) == 1.0);
        CHECK(number_for_missing({.missing = missing::constant, .number = -9.0}, {}) == -9.0);
        CHECK_FALSE(number_for_missing({}, present).has_value());
        CHECK(number_for_missing({.missing = missing::mean}, values(1000, 0.1)) == 0.1);
        CHECK(number_for_missing({.missing = missing::most_frequent}, values{2, 7, 2, 7}) == 2.0);
    }

    TEST_CASE("texts: the most frequent, of equals the first by its bytes; no mean and no median") {
        const texts present{"b", "a", "b", "a", "c"};
        CHECK(text_for_missing({.missing = missing::most_frequent}, present) == "a");
        CHECK(text_for_missing({.missing = missing::most_frequent}, {"c", "c", "a"}) == "c");
        CHECK(text_for_missing({.missing = missing::constant, .text = "none"}, {}) == "none");
        for (const missing how : {missing::error, missing::mean, missing::median}) {
            CHECK_FALSE(text_for_missing({.missing = how}, present).has_value());
        }
    }

    TEST_CASE("imputation: nothing to learn from is an error") {
        CHECK_THROWS_WITH_AS(static_cast<void>(number_for_missing({.missing = missing::median}, {})),
                             "model::imputation: expected at least one value, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS(static_cast<void>(text_for_missing({.missing = missing::most_frequent}, {})),
                             "model::imputation: expected at least one text, found none", std::invalid_argument);
        CHECK_THROWS_WITH_AS(
            static_cast<void>(number_for_missing({.missing = missing::mean}, values{1.7e308, 1.6e308})),
            "model::imputation: expected a finite mean, found inf", std::invalid_argument);
        CHECK_THROWS_WITH_AS((imputation{.missing = missing{5}}.check()),
                             "lastro.imputation: missing: expected 0 to 4, found 5", format_error);
        CHECK_THROWS_WITH_AS((imputation{.number = std::nan("")}.check()),
                             "lastro.imputation: number: expected a finite number, found nan", format_error);
    }

}  // TEST_SUITE
