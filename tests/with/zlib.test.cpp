// SPDX-License-Identifier: MIT
// tests/with/zlib.test.cpp
#include <lastro/with/zlib.hpp>

#include <cstddef>
#include <string>

#include <lastro/core/file.hpp>

#include "../core/temporary_directory.hpp"

#include <doctest/doctest.h>

namespace data = lastro::data;
namespace with = lastro::with;

TEST_SUITE("with/zlib") {
    TEST_CASE("gzip: a table, at once and in batches, from a packed and from a plain file") {
        const temporary_directory here;
        std::string text = "n,word\n";
        for (int i = 0; i < 20'000; ++i) {
            text += std::to_string(i) + ",w" + std::to_string(i % 9) + "\n";
        }
        const std::string path = here / "t.csv.gz";
        const gzFile file = gzopen(path.c_str(), "wb");
        REQUIRE(gzwrite(file, text.data(), static_cast<unsigned>(text.size())) == static_cast<int>(text.size()));
        REQUIRE(gzclose(file) == Z_OK);
        const data::table wanted = data::parse_csv(text, "t.csv");
        CHECK(with::read_csv_gz(path) == wanted);
        data::csv_batches batches{with::gzip_source{path}, {}, {.bytes = 65'536}};
        std::size_t at = 0;
        while (const auto batch = batches.next()) {
            REQUIRE(*batch == wanted.slice(at, batch->rows()));
            at += batch->rows();
        }
        CHECK(at == 20'000);
        lastro::core::write_file(here / "plain.csv", lastro::core::as_bytes(text));
        CHECK(with::read_csv_gz(here / "plain.csv") == wanted);
        CHECK_THROWS_AS((void)with::read_gzip(path, 1000), lastro::format_error);

        const std::string packed = lastro::core::read_text(path);
        lastro::core::write_file(path, lastro::core::as_bytes(packed.substr(0, packed.size() / 2)));
        CHECK_THROWS_AS((void)with::read_gzip(path), lastro::format_error);
        std::string damaged = packed;
        damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
        lastro::core::write_file(path, lastro::core::as_bytes(damaged));
        CHECK_THROWS_AS((void)with::read_gzip(path), lastro::format_error);
        CHECK_THROWS_AS(with::gzip_source{here / "missing.gz"}, lastro::io_error);
    }
}
