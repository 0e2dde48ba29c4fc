// SPDX-License-Identifier: MIT
// tests/artifact/safetensors.test.cpp
#include <lastro/artifact/safetensors.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <lastro/artifact/dtype.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/directory.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"

using lastro::artifact::dtype;
using lastro::artifact::safetensors_file;
using lastro::artifact::write_safetensors;

namespace {

static_assert(!std::is_copy_constructible_v<safetensors_file> &&
              std::is_nothrow_move_constructible_v<safetensors_file>);

template <class T>
std::vector<std::byte> bytes_of(const std::vector<T>& values) {
    std::vector<std::byte> bytes;
    for (const T x : values) {
        lastro::core::append_le(bytes, x);
    }
    return bytes;
}

void write_example(const std::string& path) {
    const auto w = bytes_of<double>({1, 2, 3, 4, 5, 6});
    const auto b = bytes_of<float>({0.5F});
    const auto odd = bytes_of<std::uint8_t>({7});
    const auto n = bytes_of<std::uint16_t>({300});
    write_safetensors(path, {{.name = "w", .type = dtype::f64, .shape = {2, 3}, .bytes = w},
                             {.name = "b", .type = dtype::f32, .shape = {1}, .bytes = b},
                             {.name = "odd", .type = dtype::u8, .shape = {}, .bytes = odd},
                             {.name = "n", .type = dtype::u16, .shape = {1}, .bytes = n},
                             {.name = "wide", .type = dtype::u8, .shape = {0, UINT64_MAX}, .bytes = {}}});
}

}  // namespace

TEST_SUITE("artifact/safetensors") {
    TEST_CASE("views: the numbers in place, row-major, aligned") {
        const temporary_directory directory;
        write_example(directory / "m");
        safetensors_file opened{directory / "m"};
        const safetensors_file file = std::move(opened);
        CHECK(file.path() == directory / "m");
        CHECK(file.tensors().size() == 5);
        CHECK_FALSE(file.metadata());
        CHECK(file.header_bytes().size() % 64 == 0);
        CHECK(file.has("w"));
        CHECK_FALSE(file.has("v"));
        CHECK(file.tensor("w").shape == std::vector<std::uint64_t>{2, 3});
        CHECK(file.copy<double>("w") == std::vector<double>{1, 2, 3, 4, 5, 6});
        CHECK(file.copy<std::uint16_t>("n") == std::vector<std::uint16_t>{300});
        if constexpr (std::endian::native == std::endian::little) {
            const auto w = file.matrix<double>("w");
            CHECK(w.rows() == 2);
            CHECK(w.cols() == 3);
            CHECK(w(0, 2) == 3.0);
            CHECK(w(1, 0) == 4.0);
            CHECK(file.values<float>("b")[0] == 0.5F);
            CHECK(file.values<double>("w").size() == 6);
        }
    }

    TEST_CASE("refusals: another name, type, rank or alignment") {
        const temporary_directory directory;
        const std::string path = directory / "m";
        write_example(path);
        const safetensors_file file{path};
        const auto refused = [&path](auto use, const std::string& message) {
            const std::string whole = path + message;
            CHECK_THROWS_WITH_AS(use(), whole.c_str(), lastro::schema_error);
        };
        refused([&] { static_cast<void>(file.tensor("v")); },
                R"(: TensorNotFound: expected a tensor "v", found 5 others)");
        refused([&] { static_cast<void>(file.copy<float>("w")); }, R"(: tensor "w": expected F32, found F64)");
        refused([&] { static_cast<void>(file.matrix<float>("b")); }, R"(: tensor "b": expected 2 dimensions, found 1)");
        refused([&] { static_cast<void>(file.matrix<std::uint8_t>("wide")); },
                R"(: tensor "wide": expected dimensions below 2^63, found larger ones)");
    }

    TEST_CASE("saving over a file that is mapped: who reads goes on reading the old numbers") {
        const temporary_directory directory;
        const auto write = [&](double number) {
            const auto numbers = bytes_of(std::vector<double>(100'000, number));
            write_safetensors(directory / "m",
                              {{.name = "w", .type = dtype::f64, .shape = {100'000}, .bytes = numbers}});
        };
        write(1.0);
        const safetensors_file old{directory / "m"};
        write(2.0);
        CHECK(old.copy<double>("w") == std::vector<double>(100'000, 1.0));
        CHECK(safetensors_file{directory / "m"}.copy<double>("w") == std::vector<double>(100'000, 2.0));
    }

    TEST_CASE("names: any text is one, and none is ever a path") {
        const temporary_directory directory;
        const auto one = bytes_of<std::uint8_t>({7});
        std::vector<lastro::artifact::tensor_data> tensors;
        for (const std::string& name : {std::string{"../../etc/passwd"}, std::string{"a/b\\c"}, std::string{"\0x", 2},
                                        std::string{}, std::string{"\xE2\x80\xAE"}, std::string{".."}}) {
            tensors.push_back({.name = name, .type = dtype::u8, .shape = {1}, .bytes = one});
        }
        write_safetensors(directory / "m", tensors);
        const safetensors_file file{directory / "m"};
        for (const auto& t : tensors) {
            CHECK(file.copy<std::uint8_t>(t.name) == std::vector<std::uint8_t>{7});
        }
        CHECK_FALSE(file.has(std::string_view{"\0y", 2}));
        CHECK(lastro::core::list_directory(directory.path()).size() == 1);
    }

    TEST_CASE("alignment: misaligned data is copied, never viewed") {
        const temporary_directory directory;
        const std::string header = R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                                   R"("f":{"dtype":"F64","shape":[1],"data_offsets":[1,9]}})";
        std::vector<std::byte> bytes;
        lastro::core::append_le(bytes, static_cast<std::uint64_t>(header.size()));
        const auto text = lastro::core::as_bytes(header);
        bytes.insert(bytes.end(), text.begin(), text.end());
        const bool odd = (bytes.size() + 1) % 8 != 0;
        REQUIRE(odd);
        bytes.push_back(std::byte{1});
        lastro::core::append_le(bytes, 2.5);
        lastro::core::write_file(directory / "m", bytes);
        const safetensors_file file{directory / "m"};
        CHECK(file.copy<double>("f") == std::vector<double>{2.5});
        if constexpr (std::endian::native == std::endian::little) {
            const std::string message =
                directory / ("m: tensor \"f\": expected data aligned to " + std::to_string(alignof(double)) +
                             " bytes to view it in place, found other data; use copy");
            CHECK_THROWS_WITH_AS(static_cast<void>(file.values<double>("f")), message.c_str(), lastro::schema_error);
        }
    }

    TEST_CASE("replacing: a file that is mapped may be saved over, the open one keeps its content") {
        const temporary_directory directory;
        write_example(directory / "m");
        const safetensors_file file{directory / "m"};
        const auto other = bytes_of<double>({9});
        write_safetensors(directory / "m", {{.name = "w", .type = dtype::f64, .shape = {1}, .bytes = other}});
        CHECK(file.copy<double>("w") == std::vector<double>{1, 2, 3, 4, 5, 6});
        CHECK(safetensors_file{directory / "m"}.copy<double>("w") == std::vector<double>{9});
    }

    TEST_CASE("opening: a missing file and a directory are io_errors") {
        const temporary_directory directory;
        const std::string missing = directory / "none: cannot open for reading: No such file or directory";
        CHECK_THROWS_WITH_AS(safetensors_file{directory / "none"}, missing.c_str(), lastro::io_error);
        CHECK_THROWS_AS(safetensors_file{directory.path()}, lastro::io_error);
    }
}
