// SPDX-License-Identifier: MIT
// tests/data/comparison.test.cpp
#include <lastro/data/comparison.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;

namespace {

// A row per letter: t true, f false, - missing.
column truths(std::string_view letters) {
    std::vector<std::optional<bool>> values;
    for (const char c : letters) {
        values.push_back(c == '-' ? std::nullopt : std::optional{c == 't'});
    }
    return column{values};
}

}  // namespace

TEST_SUITE("data/comparison") {
    TEST_CASE("comparison: row by row, missing stays missing, NaN is never above, below or equal") {
        const column c{
            std::vector<std::optional<double>>{1.0, std::nullopt, 2.0, std::numeric_limits<double>::quiet_NaN(), 3.0}};
        const auto view = c.as<double>();
        CHECK((view < 2.0) == truths("t-fff"));
        CHECK((view <= 2.0) == truths("t-tff"));
        CHECK((view > 2.0) == truths("f-fft"));
        CHECK((view >= 2.0) == truths("f-tft"));
        CHECK((view == 2.0) == truths("f-tff"));
        CHECK((view != 2.0) == truths("t-ftt"));
        CHECK((view > 2) == truths("f-fft"));  // an int is a number too
    }

    TEST_CASE("comparison: every type in its own order") {
        const column texts{std::vector<std::string>{"a", "B", "b"}};
        CHECK((texts.as<std::string_view>() < "b") == truths("ttf"));
        const column whole{std::vector<std::int64_t>{-1, 0, std::numeric_limits<std::int64_t>::max()}};
        CHECK((whole.as<std::int64_t>() >= 0) == truths("ftt"));
        const column days{std::vector<data::date>{{10}, {20}}};
        CHECK((days.as<data::date>() == data::date{20}) == truths("ft"));
        const column moments{std::vector<data::timestamp>{{10}, {20}}};
        CHECK((moments.as<data::timestamp>() < data::timestamp{20}) == truths("tf"));
        const column flags = truths("tf-");
        CHECK((flags.as<bool>() == true) == flags);
    }

    TEST_CASE("and, or, not: Kleene's tables") {
        const column a = truths("tttfff---");
        const column b = truths("tf-tf-tf-");
        CHECK((a & b) == truths("tf-fff-f-"));
        CHECK((a | b) == truths("ttttf-t--"));
        CHECK(!truths("tf-") == truths("ft-"));
    }

    TEST_CASE("and, or, not: refuse what has no truth, or another length") {
        CHECK_THROWS_WITH_AS((void)(truths("tf") & truths("t")),
                             "column: combination of two columns: expected 2 rows on both sides, found 1",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS((void)(truths("t") | column{std::vector<double>{1.0}}),
                             "column \"\": expected type boolean, found float64", lastro::schema_error);
        CHECK_THROWS_AS((void)!column{std::vector<double>{1.0}}, lastro::schema_error);
    }
}
