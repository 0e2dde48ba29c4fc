// SPDX-License-Identifier: MIT
// tests/artifact/detail/row_major.test.cpp
#include <lastro/artifact/detail/row_major.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

namespace core = lastro::core;
using lastro::artifact::detail::dense;

namespace {
std::size_t released = 0;
}

TEST_SUITE("artifact/detail/row_major") {
    TEST_CASE("bytes: row by row whatever the order in memory, and back, for narrow, wide and huge rows") {
        constexpr std::size_t shapes[][2] = {{0, 0},       {0, 5},       {5, 0},      {1, 1},
                                             {3, 2},       {65, 130},    {2000, 100}, {1, 300'000},
                                             {300'000, 1}, {2, 300'000}, {300'000, 2}};
        for (const auto& shape : shapes) {
            for (const bool by_columns : {false, true}) {
                const std::size_t rows = shape[0];
                const std::size_t columns = shape[1];
                CAPTURE(rows);
                CAPTURE(columns);
                CAPTURE(by_columns);
                std::vector<std::uint32_t> numbers(rows * columns);
                for (std::size_t i = 0; i < rows; ++i) {
                    for (std::size_t j = 0; j < columns; ++j) {
                        numbers[by_columns ? j * rows + i : i * columns + j] =
                            static_cast<std::uint32_t>(i * columns + j);
                    }
                }
                std::vector<std::byte> bytes;
                lastro::artifact::detail::put_row_major(
                    dense<const std::uint32_t>{numbers.data(), rows, columns, by_columns},
                    [&](core::byte_span piece) { bytes.insert(bytes.end(), piece.begin(), piece.end()); });
                REQUIRE(bytes.size() == numbers.size() * 4);
                std::size_t wrong = 0;
                for (std::size_t i = 0; i < numbers.size(); ++i) {
                    wrong += core::load_le<std::uint32_t>(bytes.data() + 4 * i) != i ? 1U : 0U;
                }
                CHECK(wrong == 0);
                std::vector<std::uint32_t> again(numbers.size(), 7);
                released = 0;
                lastro::artifact::detail::take_row_major(core::byte_span{bytes},
                                                         dense<std::uint32_t>{again.data(), rows, columns, by_columns},
                                                         [](core::byte_span part) { released += part.size(); });
                CHECK(again == numbers);
                CHECK(released == (bytes.size() > std::size_t{1} << 20U ? bytes.size() : 0));
            }
        }
    }
}
