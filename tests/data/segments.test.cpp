// SPDX-License-Identifier: MIT
// tests/data/segments.test.cpp
#include <lastro/data/segments.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <lastro/data/dictionary.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::column;
using data::segment;

TEST_SUITE("data/segments") {
    TEST_CASE("segments: every row is in one, in the order of the values; those without come last") {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const data::table t{{"city", "x"},
                            {column{std::vector<std::optional<std::string>>{"b", {}, "a", "b", ""}},
                             column{std::vector<double>{10.0, 9.0, nan, 9.0, nan}}}};
        const std::vector<segment> wanted{{.value = "", .rows = {4}},
                                          {.value = "a", .rows = {2}},
                                          {.value = "b", .rows = {0, 3}},
                                          {.missing = true, .rows = {1}}};
        CHECK(data::segments(t, "city") == wanted);
        CHECK(data::segments(data::with_dictionary(t), "city") == wanted);
        const std::vector<segment> numbers{
            {.value = "9", .rows = {1, 3}}, {.value = "10", .rows = {0}}, {.missing = true, .rows = {2, 4}}};
        CHECK(data::segments(t, "x") == numbers);
        CHECK(t.gather(data::segments(t, "x")[0].rows).rows() == 2);
        CHECK(data::segments(t.slice(0, 0), "city").empty());
        CHECK_THROWS_AS((void)data::segments(t, "y"), lastro::schema_error);
    }
}
