// SPDX-License-Identifier: MIT
// tests/artifact/npz.test.cpp
#include <lastro/artifact/npz.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

namespace artifact = lastro::artifact;
namespace core = lastro::core;
using artifact::npz_file;

namespace {

std::vector<std::byte> sixteen() {
    std::vector<std::byte> bytes;
    core::append_le(bytes, 1.5);
    core::append_le(bytes, -2.5);
    return bytes;
}

}  // namespace

TEST_SUITE("artifact/npz") {
    TEST_CASE("round trip: arrays by name, in place or copied") {
        const temporary_directory here;
        const std::vector<std::byte> bytes = sixteen();
        artifact::write_npz(here / "z",
                            {{"b", artifact::dtype::f64, {2}, bytes}, {"a", artifact::dtype::u8, {4, 4}, bytes}});
        const npz_file file{here / "z"};
        CHECK(file.names() == std::vector<std::string>{"a", "b"});
        CHECK(file.has("a"));
        CHECK_FALSE(file.has("a.npy"));
        auto moved = file.array("b");
        const auto array = std::move(moved);
        CHECK(array.copy<double>() == std::vector<double>{1.5, -2.5});
        CHECK(file.array("a").shape() == std::vector<std::uint64_t>{4, 4});
        const auto whole = file.array("a");
        CHECK(whole.values<std::uint8_t>().size() == 16);
        CHECK_THROWS_WITH_AS(static_cast<void>(file.array("c")),
                             (here / R"(z: array "c": expected such an array, found none)").c_str(),
                             lastro::schema_error);
    }

    TEST_CASE("refusals: wrong sizes, damage, compressed arrays without a way to read them") {
        const temporary_directory here;
        std::vector<std::byte> bytes = sixteen();
        CHECK_THROWS_AS(artifact::write_npz(here / "z", {{"a", artifact::dtype::f64, {3}, bytes}}),
                        std::invalid_argument);
        CHECK_FALSE(core::file_exists(here / "z"));
        artifact::write_npz(here / "z", {{"a", artifact::dtype::f64, {2}, bytes}});
        std::vector<std::byte> archive = core::read_file(here / "z");
        const std::size_t begin = core::as_text(archive).find("NUMPY") - 1;
        archive[begin + 130] ^= std::byte{1};  // behind a header of 128 bytes
        core::write_file(here / "d", archive);
        const npz_file damaged{here / "d"};
        CHECK_THROWS_AS(static_cast<void>(damaged.array("a")), lastro::integrity_error);
        archive[begin + 130] ^= std::byte{1};
        for (const std::size_t at :
             {core::as_text(archive).find("PK\x03\x04") + 8, core::as_text(archive).find("PK\x01\x02") + 10}) {
            archive[at] = std::byte{8};  // the method
        }
        core::write_file(here / "c", archive);
        const npz_file compressed{here / "c"};
        CHECK_THROWS_AS(static_cast<void>(compressed.array("a")), lastro::format_error);
        std::uint64_t asked = 0;
        const npz_file unpacked{here / "c", [&](core::byte_span stream, std::uint64_t size) {
                                    asked =
                                        size;  // whoever unpacks is told the size, and is compared with the checksum
                                    return std::vector<std::byte>(stream.begin(), stream.end());
                                }};
        CHECK(unpacked.array("a").copy<double>() == std::vector<double>{1.5, -2.5});
        CHECK(asked == 144);
    }
}
