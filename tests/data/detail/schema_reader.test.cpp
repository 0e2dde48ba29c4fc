// SPDX-License-Identifier: MIT
// tests/data/detail/schema_reader.test.cpp
#include <lastro/data/detail/schema_reader.hpp>

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;

TEST_SUITE("data/detail/schema_reader") {
    TEST_CASE("schema_reader: says where a key is missing, repeated or unknown") {
        const auto message = [](const std::string& field) {
            const std::string text = R"({"format":"lastro.schema","version":1,"fields":[)" + field + "]}";
            try {
                (void)data::detail::schema_reader{text, "s"}.read();
            } catch (const lastro::format_error& e) {
                return std::string{e.what()};
            }
            return std::string{"read"};
        };
        CHECK(message(R"({"name":"a","nullable":true,"type":"date"})") == "read");
        CHECK(message(R"({"name":"a","nullable":true})") ==
              R"(s: byte 76: expected before this the key "type", found "]}")");
        CHECK(message(R"({"name":"a","name":"a"})") ==
              R"(s: byte 67: expected before this every key once, not "name" again, found "\"a\"}]}")");
        CHECK(message(R"({"colour":"a"})") ==
              R"(s: byte 58: expected before this a key that a schema has, not "colour", found "\"a\"}]}")");
    }

    TEST_CASE("sorted_texts: in order, each once") {
        CHECK(data::detail::sorted_texts({"b", "a", "b", ""}) == std::vector<std::string>{"", "a", "b"});
    }
}
