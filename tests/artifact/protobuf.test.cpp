// SPDX-License-Identifier: MIT
// tests/artifact/protobuf.test.cpp
#include <lastro/artifact/protobuf.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

using lastro::artifact::protobuf_reader;
using lastro::artifact::protobuf_writer;
namespace core = lastro::core;

namespace {

std::vector<std::byte> hex(const char* digits) { return core::from_hex(digits).value(); }

void refused(const char* digits, const char* message) {
    const std::vector<std::byte> bytes = hex(digits);
    CAPTURE(digits);
    protobuf_reader reader{bytes, "m"};
    CHECK_THROWS_WITH_AS(while (reader.next()){}, message, lastro::format_error);
}

}  // namespace

TEST_SUITE("artifact/protobuf") {
    TEST_CASE("writer: the bytes of the documentation's examples") {
        protobuf_writer inner;
        inner.integer(1, 150);
        CHECK(core::to_hex(inner.bytes()) == "089601");
        protobuf_writer m;
        m.text(2, "testing");
        m.message(3, inner);
        m.integer(1, -2);  // ten bytes
        m.real(4, 1.0F);
        CHECK(core::to_hex(m.bytes()) ==
              "120774657374696e67"
              "1a03089601"
              "08feffffffffffffffff01"
              "250000803f");
    }

    TEST_CASE("reader: every kind of field comes back, packed integers too") {
        protobuf_writer m;
        m.integer(1, std::numeric_limits<std::int64_t>::min());
        m.text(2, "a\xC3\xA9");
        m.real(536'870'911, -0.5F);
        m.content(3, hex("009601"));
        protobuf_reader reader{m.bytes(), "m"};
        REQUIRE(reader.next());
        CHECK(reader.number() == 1);
        CHECK(reader.integer() == std::numeric_limits<std::int64_t>::min());
        CHECK_THROWS_WITH_AS(static_cast<void>(reader.text()),
                             "m: field 1: expected a length-delimited field, found wire type 0", lastro::format_error);
        REQUIRE(reader.next());
        CHECK(reader.text() == "a\xC3\xA9");
        REQUIRE(reader.next());
        CHECK(reader.number() == 536'870'911);
        CHECK(reader.real() == -0.5F);
        REQUIRE(reader.next());
        std::vector<std::int64_t> values;
        reader.integers([&](std::int64_t value) { values.push_back(value); });
        CHECK(values == std::vector<std::int64_t>{0, 150});
        CHECK_FALSE(reader.next());
    }

    TEST_CASE("reader: what is no message is refused, and no length is believed") {
        refused("08", "m: expected the end of a varint, found the end of the message");
        refused("0880", "m: expected the end of a varint, found the end of the message");
        refused("08ffffffffffffffffff02", "m: expected numbers of at most 64 bits, found a larger one");
        refused("0880808080808080808080", "m: expected numbers of at most 64 bits, found a larger one");
        refused("1205616263", "m: field 2: expected 5 bytes, found 3");
        refused("12ffffffffffffffffff01", "m: field 2: expected 18446744073709551615 bytes, found 0");
        refused("0d000000", "m: field 1: expected 4 bytes, found 3");
        refused("0b", "m: field 1: expected wire type 0, 1, 2 or 5, found 3");
        refused("00", "m: expected field numbers from 1 to 2^29 - 1, found 0");
        const std::vector<std::byte> bytes = hex("1202c328");
        protobuf_reader reader{bytes, "m"};
        REQUIRE(reader.next());
        CHECK_THROWS_WITH_AS(static_cast<void>(reader.text()), R"(m: field 2: expected UTF-8, found "\xc3(")",
                             lastro::format_error);
    }
}
