// SPDX-License-Identifier: MIT
// tests/data/detail/column_part.test.cpp
#include <lastro/data/detail/column_part.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <lastro/core/text.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
namespace detail = lastro::data::detail;
using data::type;
using detail::column_part;

namespace {

column_part part_of(std::string_view text, const detail::column_plan& plan) {
    const data::csv_settings settings;
    detail::csv_cut cut;
    cut.piece(text, {}, 1);
    column_part part;
    part.read(cut, 0, detail::csv_spelling{settings}, plan, '"');
    return part;
}

}  // namespace

TEST_SUITE("data/detail/column_part") {
    TEST_CASE("whole numbers: of any length, up to the end of the text, as core::parse_int64 reads them") {
        std::mt19937_64 engine{9};
        std::string text;
        std::vector<std::int64_t> wanted;
        for (int row = 0; row < 3000; ++row) {
            std::string digits = std::to_string(engine() >> (1 + engine() % 63));
            digits = (engine() % 2 == 0 ? "-" : "") + digits;
            wanted.push_back(lastro::core::parse_int64(digits).value());
            digits = row % 50 == 7 ? '"' + digits + '"' : digits;
            text += digits + (row == 2999 ? "" : "\n");
            if (row < 30 || row == 2999) {
                const column_part part = part_of(text, {.expected = type::int64});
                REQUIRE(part.complete);
                REQUIRE(std::get<std::vector<std::int64_t>>(part.values) == wanted);
            }
        }
        for (const char* const name : {"007", "-07", "00", "-00"}) {
            const column_part part = part_of(std::string{"1\n"} + name + "\n12345678\n", {.expected = type::int64});
            CHECK(part.kinds == detail::text_kind);
            CHECK(part_of(std::string{name} + "\n12345678\n", {.expected = type::int64, .known = true}).complete);
        }
        data::csv_settings settings{.null_tokens = {"-999"}};
        detail::csv_cut cut;
        cut.piece("1000\n-999\n9\n1,5\n", {.delimiter = ';'}, 1);
        column_part part;
        part.read(cut, 0, detail::csv_spelling{settings}, {.expected = type::int64}, '"');
        CHECK(part.missing == std::vector<std::uint32_t>{1});
        settings.thousands = ',';
        part.read(cut, 0, detail::csv_spelling{settings}, {.expected = type::int64, .known = true}, '"');
        CHECK(part.failed == std::vector<std::uint32_t>{3});
    }

    TEST_CASE("read: values of the expected type, and the missing rows") {
        const column_part whole = part_of("1\n\"\"\n-3\n", {.expected = type::int64});
        CHECK(whole.complete);
        CHECK(std::get<1>(whole.values) == std::vector<std::int64_t>{1, 0, -3});
        CHECK(whole.missing == std::vector<std::uint32_t>{1});
        const column_part text = part_of("a\n\"\"\n\"say \"\"so\"\"\"\n", {.expected = type::string});
        CHECK(text.complete);
        CHECK(text.missing.empty());
        CHECK(std::get<4>(text.values)[0] == "a");
        CHECK(std::get<4>(text.values)[1].empty());
        CHECK(std::get<4>(text.values)[2] == "say \"so\"");
        CHECK(std::get<4>(text.values).characters.size() == 9);
    }

    TEST_CASE("evidence: of what comes again and again, and of what comes then") {
        const auto check = [](const std::string& often, const std::string& last, unsigned kinds, std::size_t odd) {
            CAPTURE(last);
            std::string text;
            for (int i = 0; i < 20; ++i) {
                text += often + "\n";
            }
            const column_part part = part_of(text + last + "\n" + often, {.values = false});
            CHECK(part.kinds == kinds);
            CHECK(part.odd == odd);
        };
        check("-12", "7", detail::whole_kind, column_part::none);
        check("12", "0.5", detail::whole_kind | detail::fraction_kind, column_part::none);
        check("12", "99999999999999999999", detail::whole_kind | detail::huge_kind, 20);
        check("12", "012", detail::whole_kind | detail::text_kind, 20);
        const std::string moment = "2014-01-01T00:00:00";
        check(moment, "2014-01-02 23:59:59", detail::local_kind, 0);
        check(moment, moment + "Z", detail::local_kind | detail::zoned_kind, 0);
        check(moment, "2014-01-32T00:00:00", detail::local_kind | detail::text_kind, 0);
        check(moment, "2014-01-01", detail::local_kind | detail::date_kind, 0);
    }

    TEST_CASE("read: another cell is evidence, or a mistake where the type is known") {
        const column_part part = part_of("1\n2\n2.5\nx\n", {.expected = type::int64});
        CHECK_FALSE(part.complete);
        CHECK(part.kinds == (detail::fraction_kind | detail::text_kind));
        CHECK(part.odd == 3);
        CHECK(part_of("1\n007\n", {.expected = type::int64}).kinds == detail::text_kind);
        CHECK(part_of("1\n007\n", {.expected = type::int64, .known = true}).complete);
        CHECK(part_of("1\nx\ny\n", {.expected = type::int64, .known = true}).failed == std::vector<std::uint32_t>{1});
        CHECK(part_of("1\nx\ny\n", {.expected = type::int64, .known = true, .every_failure = true}).failed ==
              std::vector<std::uint32_t>{1, 2});
        CHECK(part_of("1\n\"\"\n", {.expected = type::int64, .known = true, .nullable = false}).failed ==
              std::vector<std::uint32_t>{1});
        CHECK(part_of("1\n2.5\n", {.values = false}).kinds == (detail::whole_kind | detail::fraction_kind));
    }

    TEST_CASE("read: texts of every length, next to each other and at the end of the piece") {
        for (std::size_t length = 1; length < 70; ++length) {
            const std::string one(length, 'x');
            const column_part part = part_of(one + "\n" + one + "y\n" + one, {.expected = type::string});
            REQUIRE(std::get<4>(part.values).characters == one + one + "y" + one);
        }
    }
}
