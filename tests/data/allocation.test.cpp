// SPDX-License-Identifier: MIT
// tests/data/allocation.test.cpp
//
// Counts memory taken where none may be: checking a row at serving time.
#include <lastro/data/row_check.hpp>

#include <array>
#include <cstdint>
#include <optional>

#include <doctest/doctest.h>

#include "../allocation_counter.hpp"

namespace data = lastro::data;
using lastro_test::allocations;

TEST_SUITE("data/allocation") {
    TEST_CASE("row_check: takes no memory, whatever the row holds") {
        const data::row_check check{data::schema{
            {{.name = "low", .type = data::type::float64, .nullable = false, .minimum = 0.0, .maximum = 9.0},
             {.name = "high", .type = data::type::float64},
             {.name = "sky", .allowed = {"sun", "rain"}, .pattern = "[a-z]+"},
             {.name = "a long name that no small string holds", .pattern = ".*(a|b){9}\\d+", .unit = "m"}},
            {{"low", data::comparison::less_equal, "high"}}}};
        const char* const text = "a text that is longer than what a std::string keeps in itself, ababababa123";
        const std::array<std::array<data::row_value, 4>, 4> rows{{{1.0, 2.0, "sun", text},
                                                                  {-1.0, -2.0, "fog", "x"},
                                                                  {std::nullopt, "no number", text, std::nullopt},
                                                                  {3, 2, "\xFF", data::date{1}}}};
        const std::uint64_t before = allocations;
        std::uint32_t errors = 0;
        for (const auto& row : rows) {
            errors += check(row).errors;
        }
        CHECK(allocations == before);
        CHECK(errors == 11);
        CHECK_FALSE(check.report(rows[1]).findings.empty());
        CHECK(allocations > before);  // the counter counts
    }
}
