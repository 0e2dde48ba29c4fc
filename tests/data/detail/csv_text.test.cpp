// SPDX-License-Identifier: MIT
// tests/data/detail/csv_text.test.cpp
#include <lastro/data/detail/csv_text.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstddef>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/parallel.hpp>

#include "../../core/temporary_directory.hpp"

#include <doctest/doctest.h>

namespace core = lastro::core;
using lastro::data::detail::csv_text;

namespace {

std::string characters(std::size_t size) {
    std::string text;
    for (std::mt19937_64 engine{1}; text.size() < size;) {
        text += static_cast<char>(engine() % 96 + 32);
    }
    return text;
}

constexpr auto two_threads = [](std::size_t n, const auto& task) { core::parallel_for(n, 2, task); };

}  // namespace

TEST_SUITE("data/detail/csv_text") {
    TEST_CASE(
        "window: what lies in the file and in memory, forwards, backwards, over one another, by any number of "
        "threads") {
        const temporary_directory here;
        const std::string text = characters(1'000'000);
        core::write_file(here / "t", core::as_bytes(text));
        csv_text file = csv_text::of_file(here / "t");
        csv_text memory{text};
        CHECK(file.size() == text.size());
        CHECK(memory.size() == text.size());
        std::mt19937_64 engine{2};
        std::size_t at = 0;
        for (int round = 0; round < 300; ++round) {
            const std::size_t size = engine() % 700'000;
            at = round % 7 == 0 ? engine() % text.size() : at + engine() % (text.size() - at);
            const std::string_view wanted = std::string_view{text}.substr(at, size);
            REQUIRE((round % 2 == 0 ? file.window(at, size) : file.window(at, size, two_threads)) == wanted);
            REQUIRE(memory.window(at, size) == wanted);
        }
        CHECK(file.window(text.size(), 5).empty());
        CHECK(csv_text{std::move(file)}.window(0, text.size() + 1) == text);
    }

    TEST_CASE("pipes: read to the end at once") {
        int ends[2] = {};
        REQUIRE(::pipe(static_cast<int*>(ends)) == 0);
        const std::string text = characters(60'000);
        REQUIRE(::write(ends[1], text.data(), text.size()) == static_cast<::ssize_t>(text.size()));
        ::close(ends[1]);
        csv_text pipe = csv_text::of_file("/dev/fd/" + std::to_string(ends[0]));
        ::close(ends[0]);
        CHECK(pipe.size() == text.size());
        CHECK(pipe.window(30'000, 60'000) == std::string_view{text}.substr(30'000));
        CHECK(pipe.window(0, 10) == std::string_view{text}.substr(0, 10));
        CHECK(csv_text::of_file("/dev/null").size() == 0);
    }

    TEST_CASE("refused: what is missing, a directory, a file that is shorter than it was") {
        const temporary_directory here;
        CHECK_THROWS_WITH_AS((void)csv_text::of_file(here / "no"),
                             (here / "no" + ": cannot open for reading: No such file or directory").c_str(),
                             lastro::io_error);
        CHECK_THROWS_WITH_AS((void)csv_text::of_file(here.path()),
                             (here.path() + ": cannot read: Is a directory").c_str(), lastro::io_error);
        core::write_file(here / "t", core::as_bytes(characters(600'000)));
        csv_text file = csv_text::of_file(here / "t");
        CHECK(file.window(0, 100'000).size() == 100'000);
        std::filesystem::resize_file(here / "t", 300'000);
        CHECK(file.window(200'000, 100'000).size() == 100'000);
        CHECK_THROWS_WITH_AS((void)file.window(200'000, 200'000, two_threads),
                             (here / "t" + ": cannot read to the end that it had: No data available").c_str(),
                             lastro::io_error);
    }
}
