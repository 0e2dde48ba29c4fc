// SPDX-License-Identifier: MIT
// tests/data/time_bound.test.cpp
#include <lastro/data/time_bound.hpp>

#include <string_view>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::time_bound;

namespace {

constexpr time_bound bound(std::string_view text) { return *time_bound::parse(text); }
constexpr data::timestamp at(std::string_view text) { return *data::timestamp::parse(text); }

// A day bounds moments by the whole of it.
static_assert(bound("2014-12-31").order(at("2014-12-31T23:59:59.999999Z")) == 0);
static_assert(bound("2014-12-31").order(at("2015-01-01T00:00Z")) == 1);
static_assert(bound("2014-12-31").order(at("2014-12-30T23:59:59.999999Z")) == -1);
static_assert(bound("2014-12-31T12:00Z").order(at("2014-12-31T12:00:00.000001Z")) == 1);
static_assert(bound("2014-12-31T12:00Z").order(at("2014-12-31T11:59:59Z")) == -1);
static_assert(bound("2014-12-31T12:00Z").order(*data::date::parse("2015-01-01")) == 1);
static_assert(bound("2014-12-31").order(bound("2014-12-31T12:00Z")) == 0);
static_assert(bound("2014-12-31T12:00Z").order(bound("2014-12-30")) == -1);
static_assert(bound("2014-12-31").starts_before(bound("2014-12-31T00:00:00.000001Z")));
static_assert(!bound("2014-12-31").starts_before(bound("2014-12-31T00:00Z")));
static_assert(!bound("2014-12-31T00:00Z").starts_before(bound("2014-12-31")));
static_assert(bound("1969-12-31T23:59Z").starts_before(bound("1970-01-01")));
static_assert(bound("1969-12-31").ends_after(bound("1969-12-31T23:59:59.999998Z")));
static_assert(!bound("1969-12-31").ends_after(bound("1969-12-31T23:59:59.999999Z")));
static_assert(!bound("1969-12-31T23:59:59.999999Z").ends_after(bound("1969-12-31")));
static_assert(!bound("2014-12-31T08:00Z").ends_after(bound("2014-12-31")));
static_assert(bound("2014-12-31T08:00Z").ends_after(bound("2014-12-30")));
static_assert(!time_bound::parse("2014-12-32") && !time_bound::parse("noon"));
static_assert(bound("2014-12-31") == time_bound{*data::date::parse("2014-12-31")});
static_assert(!(bound("2014-12-31") == bound("2014-12-31T00:00Z")));

}  // namespace

TEST_SUITE("data/time_bound") {
    TEST_CASE("to_string: reads back as the same") {
        for (const char* text : {"2014-12-31", "2014-12-31T12:00:00Z", "1969-12-31T23:59:59.500000Z"}) {
            CHECK(bound(text).to_string() == text);
        }
    }

}  // TEST_SUITE
