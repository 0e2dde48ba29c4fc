// SPDX-License-Identifier: MIT
// tests/data/detail/csv_cut.test.cpp
#include <lastro/data/detail/csv_cut.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/error.hpp>
#include <lastro/data/csv_records.hpp>
#include <lastro/num/dispatch.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
namespace num = lastro::num;
using data::detail::csv_cut;

namespace {

using rows = std::vector<std::vector<std::string>>;

rows cells_of(const csv_cut& cut) {
    rows result;
    for (std::size_t row = 0; row < cut.rows(); ++row) {
        result.emplace_back();
        for (std::size_t i = 0; i < cut.width(); ++i) {
            const auto& cell = cut.cell(row, i);
            std::string text;
            data::csv_field{.raw = cut.raw(cell), .quoted = cell.quoted != 0, .doubled = cell.doubled != 0}.append_to(
                text, '"');
            result.back().push_back((cell.quoted != 0 ? "q" : "") + text);
        }
    }
    return result;
}

}  // namespace

TEST_SUITE("data/detail/csv_cut") {
    TEST_CASE("cells: those of csv_records on 60,000 troublesome texts, and faulty exactly where that refuses") {
        std::mt19937_64 engine{2027};
        constexpr std::string_view alphabet = ",,\"\"\n\rab";
        std::size_t faulty = 0;
        csv_cut cut;
        for (int round = 0; round < 60'000; ++round) {
            std::string text;
            for (std::size_t length = engine() % (round % 10 == 0 ? 300 : 24); text.size() < length;) {
                text += round % 10 == 0 && engine() % 4 != 0 ? 'x' : alphabet[engine() % alphabet.size()];
            }
            const data::csv_dialect dialect{.skip_blank_lines = round % 2 == 0};
            const std::size_t width = 1 + engine() % 3;
            data::csv_records records{text, "t", dialect, {.line = 1, .first_line = 1, .width = width}};
            rows wanted;
            bool refused = false;
            std::size_t end = text.size();
            try {
                while (records.next()) {
                    wanted.emplace_back();
                    for (std::size_t i = 0; i < width; ++i) {
                        wanted.back().push_back((records.fields()[i].quoted ? "q" : "") + records.text(i));
                    }
                }
            } catch (const lastro::format_error&) {
                refused = true;
                end = records.offset();
            }
            for (const num::level level : {num::level::portable, num::level::avx2, num::level::avx512}) {
                if (num::is_available(level)) {
                    num::force_level(level);
                    cut.piece(text, dialect, width);
                    CAPTURE(text);
                    REQUIRE(cut.faulty() == refused);
                    REQUIRE(cells_of(cut) == wanted);
                    if (refused) {  // blank lines may stand before the record
                        REQUIRE(text.substr(cut.end(), end - cut.end()).find_first_not_of("\r\n") == std::string::npos);
                    }
                }
            }
            num::force_level(num::detected_level());
            faulty += refused ? 1 : 0;

            data::csv_records again{text, "t", dialect, {.line = 1, .first_line = 1, .width = width}};
            csv_cut by_records;
            std::size_t told = 0;
            by_records.records(again, text, text.size() + 1, [&](const lastro::format_error&) { ++told; });
            REQUIRE((told > 0) == refused);
            if (!refused) {
                REQUIRE(cells_of(by_records) == wanted);
            }
        }
        CHECK(faulty > 10'000);
        CHECK(faulty < 55'000);
    }

    TEST_CASE("remove_rows: the others stay") {
        csv_cut cut;
        cut.piece("1,2\n3,4\n5,6\n", {}, 2);
        cut.remove_rows([](std::size_t row) { return row == 1; });
        CHECK(cells_of(cut) == rows{{"1", "2"}, {"5", "6"}});
    }
}
