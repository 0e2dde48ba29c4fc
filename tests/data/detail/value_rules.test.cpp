// SPDX-License-Identifier: MIT
// tests/data/detail/value_rules.test.cpp
#include <lastro/data/detail/value_rules.hpp>

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::comparison;
using data::rule;

namespace {

template <class T>
std::vector<rule> broken(const data::field& f, T value) {
    std::vector<rule> found;
    data::detail::value_rules{f}.check(value, [&](rule r) { found.push_back(r); });
    return found;
}

using list = std::vector<rule>;

}  // namespace

TEST_SUITE("data/detail/value_rules") {
    TEST_CASE("check: the rules that a value does not keep") {
        const data::field number{.type = data::type::float64, .minimum = 1.0, .maximum = 2.0};
        CHECK(broken(number, 0.5) == list{rule::minimum});
        CHECK(broken(number, 1.0).empty());
        CHECK(broken(number, std::int64_t{3}) == list{rule::maximum});
        CHECK(broken(number, std::numeric_limits<double>::quiet_NaN()).empty());
        const data::field text{.allowed = {"b", "aa"}, .pattern = "[a-z]"};
        CHECK(broken(text, std::string_view{"b"}).empty());
        CHECK(broken(text, std::string_view{"aa"}) == list{rule::pattern});
        CHECK(broken(text, std::string_view{"c"}) == list{rule::allowed});
        CHECK(broken(text, std::string_view{""}) == list{rule::allowed, rule::pattern});
        const data::field day{.type = data::type::date, .earliest = data::date{5}};
        CHECK(broken(day, data::date{4}) == list{rule::earliest});
        CHECK(broken(day, data::date{5}).empty());
        const data::field moment{
            .type = data::type::timestamp, .earliest = data::timestamp{5}, .latest = data::date{0}};
        CHECK(broken(moment, data::timestamp{4}) == list{rule::earliest});
        CHECK(broken(moment, data::timestamp{5}).empty());
        CHECK(broken(moment, data::timestamp{86'399'999'999}).empty());
        CHECK(broken(moment, data::timestamp{86'400'000'000}) == list{rule::latest});
        const data::detail::value_rules rules{moment};
        CHECK(rules.expected(rule::earliest) == "no moment before 1970-01-01T00:00:00.000005Z");
        CHECK(rules.expected(rule::latest) == "no moment after 1970-01-01");
    }

    TEST_CASE("holds: the six comparisons, and NaN") {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        struct {
            comparison is;
            bool below, same, above, unordered;
        } const cases[] = {
            {comparison::equal, false, true, false, false},   {comparison::not_equal, true, false, true, true},
            {comparison::less, true, false, false, false},    {comparison::less_equal, true, true, false, false},
            {comparison::greater, false, false, true, false}, {comparison::greater_equal, false, true, true, false},
        };
        for (const auto& c : cases) {
            CHECK(data::detail::holds(c.is, 1.0, 2.0) == c.below);
            CHECK(data::detail::holds(c.is, 2.0, 2.0) == c.same);
            CHECK(data::detail::holds(c.is, 3.0, 2.0) == c.above);
            CHECK(data::detail::holds(c.is, nan, nan) == c.unordered);
        }
    }
}
