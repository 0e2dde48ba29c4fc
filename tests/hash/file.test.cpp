// SPDX-License-Identifier: MIT
// tests/hash/file.test.cpp
#include <lastro/hash/file.hpp>

#include <cstddef>
#include <fstream>
#include <string>

#include <lastro/core/error.hpp>
#include <lastro/hash/md5.hpp>

#include "../core/temporary_directory.hpp"

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace hash = lastro::hash;

TEST_SUITE("hash/file") {
    TEST_CASE("digests: those of the content, below, at and above the size of a piece") {
        const temporary_directory here;
        std::string content;
        for (std::size_t i = 0; i < 600'000; ++i) {
            content += static_cast<char>(i * i >> 3U);
        }
        for (const std::size_t size : {0U, 1U, 262'143U, 262'144U, 262'145U, 600'000U}) {
            CAPTURE(size);
            const std::string part = content.substr(0, size);
            std::ofstream{here / "file", std::ios::binary} << part;
            CHECK(hash::blake3_file(here / "file") == hash::blake3::of(core::as_bytes(part)));
            CHECK(hash::sha256_file(here / "file") == hash::sha256::of(core::as_bytes(part)));
            hash::md5 sum;
            hash::feed_file(sum, here / "file");
            CHECK(sum.finalize() == hash::md5::of(core::as_bytes(part)));
        }
    }

    TEST_CASE("digests: a committed file has the digest that b3sum and sha256sum print") {
        const std::string weather = LASTRO_SOURCE_DIR "/examples/data/weather.csv";
        CHECK(hash::blake3_file(weather).hex() == "7bcdf76bc24dceb62767fb573623e384b5fa471728d6cd534c0de6f8dce8cb2f");
        CHECK(hash::sha256_file(weather).hex() == "27219f1ca8dbd94c9b6f4b9f4f52ab2f1eb33dfdcf719cd9fc6481ed50b74549");
    }

    TEST_CASE("digests: a file that cannot be read is an error, never the digest of nothing") {
        const temporary_directory here;
        CHECK_THROWS_WITH_AS(static_cast<void>(hash::blake3_file(here / "nothing")),
                             ((here / "nothing") + ": cannot open for reading: No such file or directory").c_str(),
                             lastro::io_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(hash::sha256_file(here.path())),
                             (here.path() + ": cannot read: Is a directory").c_str(), lastro::io_error);
    }
}
