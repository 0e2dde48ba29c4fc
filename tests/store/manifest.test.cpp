// SPDX-License-Identifier: MIT
// tests/store/manifest.test.cpp
#include <lastro/store/manifest.hpp>

#include <string>

#include <lastro/core/error.hpp>
#include <lastro/data/types.hpp>
#include <lastro/hash/digest.hpp>

#include <doctest/doctest.h>

using lastro::format_error;
using lastro::store::manifest;
using lastro::store::manifest_text;
using lastro::store::parse_manifest;

namespace {

lastro::hash::digest of(char digit) { return lastro::hash::digest::parse("blake3:" + std::string(64, digit)); }

manifest example() {
    return {.rows = 3,
            .data = of('d'),
            .columns = {{.name = "wind",
                         .type = lastro::data::type::float64,
                         .nulls = 1,
                         .bytes = 25,
                         .digest = of('1'),
                         .blocks = of('a'),
                         .summary = of('e')},
                        {.name = "day \"x\"",
                         .type = lastro::data::type::date,
                         .nulls = 0,
                         .bytes = 12,
                         .digest = of('2'),
                         .blocks = of('b'),
                         .summary = of('f')}}};
}

}  // namespace

TEST_SUITE("store/manifest") {
    TEST_CASE("record: written as canonical JSON and read back, columns in order") {
        const std::string text = manifest_text(example());
        CHECK(text == R"({"columns":[{"blocks":"blake3:)" + std::string(64, 'a') + R"(","bytes":25,"digest":"blake3:)" +
                          std::string(64, '1') + R"(","name":"wind","nulls":1,"summary":"blake3:)" +
                          std::string(64, 'e') + R"(","type":"float64"},{"blocks":"blake3:)" + std::string(64, 'b') +
                          R"(","bytes":12,"digest":"blake3:)" + std::string(64, '2') +
                          R"(","name":"day \"x\"","nulls":0,"summary":"blake3:)" + std::string(64, 'f') +
                          R"(","type":"date"}],"data":"blake3:)" + std::string(64, 'd') +
                          R"(","format":"lastro.table/1","rows":3})");
        CHECK(parse_manifest(text, "m") == example());
        const manifest empty{.rows = 0, .data = of('0')};
        CHECK(parse_manifest(manifest_text(empty), "m") == empty);
    }

    TEST_CASE("refusals: what manifest_text would not have written for a table") {
        const auto refused = [](auto change, const char* message) {
            manifest m = example();
            change(m);
            CHECK_THROWS_WITH_AS(static_cast<void>(parse_manifest(manifest_text(m), "m")), message, format_error);
        };
        refused([](manifest& m) { m.columns[0].nulls = 4; },
                R"(m: column 1: "nulls": expected at most 3, the number of rows, found 4)");
        refused([](manifest& m) { m.columns[1].name = "wind"; },
                R"(m: column 2: "name": expected a name that no other column has, found "wind")");
        refused([](manifest& m) { m.columns.clear(); },
                R"(m: "rows": expected 0 rows where there are no columns, found 3)");
        std::string text = manifest_text(example());
        text.replace(text.find("float64"), 7, "float32");
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_manifest(text, "m")),
                             R"(m: column 1: "type": expected a type of column, found "float32")", format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_manifest(R"({"format":"lastro.commit/1"})", "m")),
                             R"(m: expected a table ("lastro.table/1"), found "lastro.commit/1")", format_error);
    }
}
