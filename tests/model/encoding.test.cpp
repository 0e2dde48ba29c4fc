// SPDX-License-Identifier: MIT
// tests/model/encoding.test.cpp
#include <lastro/model/encoding.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::encoding;
using model::encoding_input;
using model::input_of;

TEST_SUITE("model/encoding") {
    TEST_CASE("input_of: every rule is told one kind of value") {
        for (const encoding& rule : {encoding{model::scaler{}}, encoding{model::min_max_scaler{}},
                                     encoding{model::robust_scaler{}}, encoding{model::quantile_scaler{}},
                                     encoding{model::unscaled{}}, encoding{model::cyclic{{.period = 24.0}}}}) {
            CHECK(input_of(rule) == encoding_input::number);
        }
        for (const encoding& rule :
             {encoding{model::one_hot{}}, encoding{model::ordinal{}}, encoding{model::hashing_encoder{}}}) {
            CHECK(input_of(rule) == encoding_input::text);
        }
        CHECK(input_of(model::cyclic{}) == encoding_input::moment);
    }

    TEST_CASE("cells: those of a column are those of rows on their own") {
        const auto cells = [](const data::column& column) {
            std::vector<data::row_value> result;
            model::detail::for_each_cell(column, [&](std::size_t i, const data::row_value& x) {
                CHECK(i == result.size());
                result.push_back(x);
            });
            return result;
        };
        using rows = std::vector<data::row_value>;
        CHECK(cells(data::column{std::vector<bool>{true, false}}) == rows{true, false});
        CHECK(cells(data::column{std::vector<std::int64_t>{-3}}) == rows{-3});
        CHECK(cells(data::column{std::vector<std::optional<double>>{0.5, std::nullopt}}) == rows{0.5, std::nullopt});
        const data::column words{std::vector<std::string>{"a", ""}};
        CHECK(cells(words) == rows{"a", ""});
        CHECK(cells(data::column{std::vector<data::date>{{7}}}) == rows{data::date{7}});
        CHECK(cells(data::column{std::vector<data::timestamp>{{7}}}) == rows{data::timestamp{7}});
    }

    TEST_CASE("cells: as numbers and as texts") {
        std::string room;
        CHECK(model::detail::as_number(true) == 1.0);
        CHECK(model::detail::as_number(-3) == -3.0);
        CHECK(model::detail::as_number(0.25) == 0.25);
        CHECK(std::isnan(model::detail::as_number(std::nullopt)));
        CHECK(model::detail::as_text("x", room) == "x");
        CHECK(model::detail::as_text(false, room) == "false");
        CHECK(model::detail::as_text(-12, room) == "-12");
    }

}  // TEST_SUITE
