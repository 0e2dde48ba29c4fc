// SPDX-License-Identifier: MIT
// tests/data/arrow_stream.test.cpp
#include <lastro/data/arrow_stream.hpp>

#include <cerrno>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::arrow_batches;
using data::column;
using data::table;

namespace {

table batch(std::int64_t first) {
    table t;
    t.add("n", column{std::vector<std::int64_t>{first, first + 1}});
    t.add("city", data::with_dictionary(column{std::vector<std::optional<std::string>>{"Seattle", std::nullopt}}));
    return t;
}

}  // namespace

TEST_SUITE("data/arrow_stream") {
    TEST_CASE("stream: batches come out as they went in, each once") {
        ArrowArrayStream raw;
        data::export_arrow(std::vector{batch(0), batch(2), batch(4)}, &raw);
        arrow_batches stream{&raw};
        CHECK((raw.release == nullptr));
        for (const std::int64_t first : {0, 2, 4}) {
            const auto next = stream.next();
            REQUIRE(next);
            CHECK(next->table() == batch(first));
        }
        CHECK_FALSE(stream.next());
        CHECK_FALSE(stream.next());
    }

    TEST_CASE("rest: all that is left as one table; batches in their producer's memory outlive the stream") {
        ArrowArrayStream raw;
        data::export_arrow(std::vector{batch(0), batch(2), batch(4)}, &raw);
        std::optional<data::arrow_columns> first;
        {
            arrow_batches stream{&raw};
            first = stream.next();
            CHECK(stream.rest() == data::concatenate(std::vector{batch(2), batch(4)}));
            CHECK_THROWS_WITH_AS((void)stream.rest(), "Arrow stream: expected a batch, found none",
                                 lastro::format_error);
        }
        CHECK(first->column<std::int64_t>("n")[1] == 1);
    }

    TEST_CASE("refusals: other columns, failing producers, released streams") {
        ArrowArrayStream raw;
        CHECK_THROWS_WITH_AS(data::export_arrow(std::vector{batch(0), batch(0).select({"n"})}, &raw),
                             "export_arrow: expected batches with the columns of the first, found others",
                             lastro::schema_error);
        CHECK((raw.release == nullptr));
        CHECK_THROWS_WITH_AS(arrow_batches{&raw},
                             "Arrow stream: expected a stream that was not released, found a released one",
                             lastro::format_error);
        const auto failing = [](ArrowArrayStream& stream, const char* (*why)(ArrowArrayStream*)) {
            data::export_arrow(std::vector{batch(0)}, &stream);
            stream.get_next = [](ArrowArrayStream*, ArrowArray*) { return EIO; };
            stream.get_last_error = why;
        };
        failing(raw, [](ArrowArrayStream*) -> const char* { return "the line is down"; });
        CHECK_THROWS_WITH_AS((void)arrow_batches(&raw, "feed").next(),
                             "feed: expected a batch, found \"the line is down\"", lastro::format_error);
        failing(raw, [](ArrowArrayStream*) -> const char* { return nullptr; });
        CHECK_THROWS_WITH_AS((void)arrow_batches(&raw, "feed").next(), "feed: expected a batch, found error 5",
                             lastro::format_error);
    }

    TEST_CASE("stream: without batches there are no columns") {
        ArrowArrayStream raw;
        data::export_arrow(std::vector<table>{}, &raw);
        arrow_batches stream{&raw};
        CHECK_FALSE(stream.next());
    }
}
