// SPDX-License-Identifier: MIT
// tests/data/csv_batches.test.cpp
#include <lastro/data/csv_batches.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/data/schema.hpp>
#include <lastro/hash/digest.hpp>

#include "../core/temporary_directory.hpp"

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::csv_batches;
using data::file_source;

namespace {

std::string written(const temporary_directory& here, std::string_view text) {
    const std::string path = here / "t.csv";
    lastro::core::write_file(path, lastro::core::as_bytes(text));
    return path;
}

std::string some_text(int rows) {
    std::string text = "\xEF\xBB\xBFn,x,text\r\n";
    for (int i = 0; i < rows; ++i) {
        text += std::to_string(i) + ',' + std::to_string(i % 3) + (i + 1 == rows ? ".5" : "") + ",\"a\n\u00e9 " +
                std::string(static_cast<std::size_t>(i % 50), 'z') + "\"" + (i % 2 == 0 ? "\r\n" : "\r");
    }
    return text;
}

}  // namespace

TEST_SUITE("data/csv_batches") {
    TEST_CASE("batches: end to end they are the whole file, with types that all of it allows") {
        const temporary_directory here;
        for (const int rows : {0, 1, 3000}) {
            const std::string path = written(here, some_text(rows));
            const data::table whole = data::read_csv(path);
            csv_batches batches{file_source{path}, {}, {.bytes = 4096}};
            std::size_t at = 0;
            std::size_t count = 0;
            while (const auto batch = batches.next()) {
                REQUIRE(*batch == whole.slice(at, batch->rows()));
                at += batch->rows();
                ++count;
            }
            CHECK(at == static_cast<std::size_t>(rows));
            CHECK(count >= static_cast<std::size_t>(rows) / 100);
            CHECK(batches.schema().fields.size() == 3);
        }
    }

    TEST_CASE("batches: a schema with all types needs one pass only, and messages count lines of the file") {
        const temporary_directory here;
        const std::string path = written(here, some_text(1000));
        const data::schema given{{{.name = "text", .type = data::type::string},
                                  {.name = "x", .type = data::type::int64},
                                  {.name = "n", .type = data::type::int64}}};
        csv_batches batches{file_source{path}, {.schema = given}, {.bytes = 4096}};
        std::string message;
        try {
            while (batches.next()) {
            }
        } catch (const lastro::format_error& e) {
            message = e.what();
        }
        CHECK(message == path + ":2000:5: column \"x\": expected a whole number (int64), found \"0.5\"");
        csv_batches bare{file_source{written(here, "1,2\n3,4\n")}, {.header = false}};
        CHECK(bare.next()->names() == std::vector<std::string>{"column_1", "column_2"});
    }

    TEST_CASE("batches: what cannot be read is refused") {
        const temporary_directory here;
        const std::string long_record = "x\n" + std::string(100'000, 'a') + "\n";
        const std::string path = written(here, long_record);
        lastro::hash::digest name;
        CHECK_THROWS_WITH_AS(
            csv_batches(file_source{path}, {.fingerprint = &name}),
            "data::csv_batches: fingerprint: expected none: data::fingerprinter adds batches up, found one",
            std::invalid_argument);
        const auto all = [&](const data::csv_batch_settings& batch) -> std::string {
            try {
                csv_batches batches{file_source{path}, {}, batch};
                while (batches.next()) {
                }
            } catch (const lastro::error& e) {
                return e.what();
            }
            return "accepted";
        };
        CHECK(all({.bytes = 4096}) == "accepted");
        CHECK(all({.bytes = 4096, .longest_record = 50'000}) ==
              path + ":2: expected a record of less than 50000 bytes, found one that goes on");
        written(here, "x\n" + std::string(9000, '\n') + "1\n\xFF\n");
        CHECK(all({.bytes = 4096}) == path + ":9003:1: expected UTF-8 text, found the byte \\xff at offset 9004");
        written(here, "");
        CHECK(all({}) == path + ": expected a line of column names, found no record at all");
        CHECK_THROWS_AS((csv_batches{file_source{path}, {.comment = '#'}}), std::invalid_argument);
        CHECK_THROWS_AS(file_source{here / "missing.csv"}, lastro::io_error);
    }
}
