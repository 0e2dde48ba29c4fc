// SPDX-License-Identifier: MIT
// tests/with/zlib.test.cpp
#include <lastro/with/zlib.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

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

    TEST_CASE("inflate: a stream of the size that was said, and no other") {
        std::string text;
        for (int i = 0; i < 5'000; ++i) {
            text += std::to_string(i) + ',';
        }
        const auto deflated = [](const std::string& content) {
            std::vector<std::byte> stream(content.size() + 100);
            z_stream state{};
            REQUIRE(deflateInit2(&state, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
            state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
            state.avail_in = static_cast<unsigned>(content.size());
            state.next_out = reinterpret_cast<Bytef*>(stream.data());
            state.avail_out = static_cast<unsigned>(stream.size());
            REQUIRE(deflate(&state, Z_FINISH) == Z_STREAM_END);
            deflateEnd(&state);
            return std::vector<std::byte>(stream.begin(),
                                          stream.begin() + static_cast<std::ptrdiff_t>(state.total_out));
        };
        const std::vector<std::byte> stream = deflated(text);
        CHECK(lastro::core::as_text(with::inflate(stream, text.size())) == text);
        CHECK(with::inflate(deflated(""), 0).empty());
        for (const std::uint64_t size : {std::uint64_t{0}, text.size() - 1, text.size() + 1, std::uint64_t{1} << 62U}) {
            CHECK_THROWS_AS((void)with::inflate(stream, size), lastro::format_error);
        }
        for (std::size_t length = 0; length < stream.size(); length += 97) {
            CHECK_THROWS_AS((void)with::inflate({stream.data(), length}, text.size()), lastro::format_error);
        }
        std::vector<std::byte> longer = stream;
        longer.push_back(std::byte{0});
        CHECK_THROWS_AS((void)with::inflate(longer, text.size()), lastro::format_error);
    }
}
