// SPDX-License-Identifier: MIT
// tests/artifact/zip.test.cpp
#include <lastro/artifact/zip.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/artifact/detail/crc32.hpp>
#include <lastro/artifact/zip_writer.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace artifact = lastro::artifact;
namespace core = lastro::core;
using artifact::parse_zip;
using artifact::zip_writer;

namespace {

std::vector<std::byte> two_files() {
    const temporary_directory here;
    zip_writer out{here / "z"};
    out.add("a", {core::as_bytes("con"), core::as_bytes("tent")});
    out.add("d/b", {});
    out.commit();
    return core::read_file(here / "z");
}

}  // namespace

TEST_SUITE("artifact/zip") {
    TEST_CASE("round trip: names, bytes and checksums; data at multiples of 64; equal content, equal bytes") {
        const std::vector<std::byte> bytes = two_files();
        const auto entries = parse_zip(bytes, "z");
        REQUIRE(entries.size() == 2);
        CHECK(entries[0].name == "a");
        CHECK(core::as_text(entries[0].stored) == "content");
        CHECK(entries[0].crc == artifact::detail::crc32(core::as_bytes("content")));
        CHECK(entries[0].size == 7);
        CHECK((entries[0].stored.data() - bytes.data()) % 64 == 0);
        CHECK(entries[1].name == "d/b");
        CHECK(entries[1].stored.empty());
        CHECK(two_files() == bytes);
        const temporary_directory here;
        zip_writer{here / "e"}.commit();
        CHECK(parse_zip(core::read_file(here / "e"), "z").empty());
    }

    TEST_CASE("reading: an archive of the old, small form, as Python's zipfile writes it") {
        const auto bytes = *core::from_hex(
            "504b030414000000000000002100b7efdc830100000001000000010000006131504b0102140314000000000000"
            "002100b7efdc83010000000100000001000000000000000000000080010000000061504b050600000000010001"
            "002f000000200000000000");
        const auto entries = parse_zip(bytes, "z");
        REQUIRE(entries.size() == 1);
        CHECK(entries[0].name == "a");
        CHECK(core::as_text(entries[0].stored) == "1");
        CHECK(entries[0].crc == artifact::detail::crc32(core::as_bytes("1")));
    }

    TEST_CASE("refusals: repeated names, too many files, what a caller may not") {
        const temporary_directory here;
        zip_writer out{here / "z"};
        out.add("a", {});
        CHECK_THROWS_AS(out.add("a", {}), std::invalid_argument);
        CHECK_THROWS_AS(out.add("\xFF", {}), std::invalid_argument);
        CHECK_THROWS_AS(out.add(std::string(65'535, 'x'), {}), std::invalid_argument);
        std::vector<std::byte> bytes = two_files();
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_zip(bytes, "z", 1)), "z: expected at most 1 files, found 2",
                             lastro::format_error);
        CHECK_THROWS_AS(static_cast<void>(parse_zip({}, "z")), lastro::format_error);
    }

    TEST_CASE("damage: every cut is an error; every flipped bit is one, or changes what a checksum or a name tells") {
        const std::vector<std::byte> good = two_files();
        for (std::size_t length = 0; length < good.size(); ++length) {
            REQUIRE_THROWS_AS(static_cast<void>(parse_zip({good.data(), length}, "z")), lastro::format_error);
        }
        std::size_t accepted = 0;
        for (std::size_t i = 0; i < good.size() * 8; ++i) {
            std::vector<std::byte> bad = good;
            bad[i / 8] ^= static_cast<std::byte>(1U << (i % 8));
            try {
                for (const auto& entry : parse_zip(bad, "z")) {
                    const bool inside = entry.stored.data() >= bad.data() &&
                                        entry.stored.data() + entry.stored.size() <= bad.data() + bad.size();
                    REQUIRE(inside);
                    accepted += entry.size;
                }
            } catch (const lastro::format_error&) {
            }
        }
        CHECK(accepted > 0);  // flips in the content are the checksum's business
    }
}
