// SPDX-License-Identifier: MIT
// tests/data/csv_settings.test.cpp
#include <lastro/data/csv_settings.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;

TEST_SUITE("data/csv_settings") {
    TEST_CASE("defaults: RFC 4180, and nothing that could surprise") {
        const data::csv_settings settings;
        CHECK(settings.delimiter == ',');
        CHECK(settings.quote == '"');
        CHECK(settings.decimal == '.');
        CHECK_FALSE(settings.thousands);
        CHECK_FALSE(settings.comment);
        CHECK_FALSE(settings.number_names);
        CHECK(settings.threads == 1);
        CHECK(data::csv_problems{}.first.empty());
    }
}
