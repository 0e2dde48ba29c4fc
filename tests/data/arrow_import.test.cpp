// SPDX-License-Identifier: MIT
// tests/data/arrow_import.test.cpp
#include <lastro/data/arrow_import.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <lastro/data/arrow_export.hpp>

#include <doctest/doctest.h>

namespace data = lastro::data;
using data::arrow_columns;
using data::column;

namespace {

int released = 0;  // how often a hand-made structure was

/// A single array by hand, as a producer would have it: everything may be changed before it is taken.
struct hand_made {
    std::array<const void*, 3> buffers{};
    ArrowArray array{};
    ArrowSchema schema{};

    hand_made(const char* format, std::int64_t length, const void* values, const void* characters = nullptr,
              const void* validity = nullptr)
        : buffers{validity, values, characters} {
        array.length = length;
        array.null_count = validity == nullptr ? 0 : -1;
        array.n_buffers = characters == nullptr ? 2 : 3;
        array.buffers = buffers.data();
        array.release = [](ArrowArray* a) {
            ++released;
            a->release = nullptr;
        };
        schema.format = format;
        schema.name = "x";
        schema.release = [](ArrowSchema* s) {
            ++released;
            s->release = nullptr;
        };
    }
    hand_made(const hand_made&) = delete;
    hand_made& operator=(const hand_made&) = delete;

    [[nodiscard]] column taken() { return arrow_columns{&array, &schema, "a"}.table().column("x"); }

    /// What the refusal says; both structures must have been released by then.
    [[nodiscard]] std::string refusal() {
        const int before = released;
        const int whole = (array.release != nullptr ? 1 : 0) + (schema.release != nullptr ? 1 : 0);
        try {
            (void)arrow_columns{&array, &schema, "a"};
        } catch (const lastro::format_error& e) {
            return released - before == whole ? e.what() : "not released";
        }
        return "accepted";
    }
};

data::table random_table(std::mt19937_64& engine, std::size_t rows) {
    const auto gap = [&engine] { return engine() % 4 == 0; };
    std::vector<std::optional<bool>> flags(rows);
    std::vector<std::optional<double>> reals(rows);
    std::vector<std::optional<std::string>> texts(rows);
    std::vector<std::optional<data::timestamp>> moments(rows);
    std::vector<data::date> days(rows);
    std::vector<std::int64_t> counts(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        flags[i] = gap() ? std::nullopt : std::optional{engine() % 2 == 0};
        reals[i] = gap() ? std::nullopt : std::optional{static_cast<double>(engine() % 1000) / 8.0};
        texts[i] = gap() ? std::nullopt : std::optional{std::string(engine() % 3, 'q') + (gap() ? "\u00e9" : "")};
        moments[i] = gap() ? std::nullopt : std::optional{data::timestamp{static_cast<std::int64_t>(engine())}};
        days[i] = {static_cast<std::int32_t>(engine())};
        counts[i] = static_cast<std::int64_t>(engine());
    }
    data::table t;
    t.add("flag", column{flags});
    t.add("real", column{reals});
    t.add("text", column{texts});
    t.add("coded", data::with_dictionary(column{texts}));
    t.add("moment", column{moments});
    t.add("day", column{days});
    t.add("count", column{counts});
    return t;
}

}  // namespace

TEST_SUITE("data/arrow_import") {
    TEST_CASE("round trip: 100 random tables come back to the last bit, and so does every part of them") {
        std::mt19937_64 engine{3};
        for (int round = 0; round < 100; ++round) {
            const std::size_t rows = engine() % 40;
            const data::table t = random_table(engine, rows);
            ArrowArray array;
            ArrowSchema schema;
            data::export_arrow(t, &array, &schema);
            const std::size_t first = rows == 0 ? 0 : engine() % rows;
            const std::size_t count = rows == 0 ? 0 : engine() % (rows - first + 1);
            array.offset = static_cast<std::int64_t>(first);  // as a producer cuts a batch
            array.length = static_cast<std::int64_t>(count);
            const arrow_columns back{&array, &schema};
            CHECK((array.release == nullptr));
            REQUIRE(back.rows() == count);
            REQUIRE(back.table() == t.slice(first, count));
            REQUIRE(data::has_dictionary(back.table().column("coded")) == (count > 0));
        }
    }

    TEST_CASE("column: where the producer has it, if the layouts agree") {
        std::mt19937_64 engine{4};
        data::table t = random_table(engine, 30);
        const double* const real = t.column<double>("real").values().data();
        const char* const text = t.column<std::string_view>("text").entry(0).data();
        ArrowArray array;
        ArrowSchema schema;
        const data::table same = t;
        data::export_arrow(std::move(t), &array, &schema);
        const arrow_columns back{&array, &schema, "here"};
        CHECK(back.column<double>("real").values().data() == real);
        CHECK(back.column<double>("real").null_count() == same.column("real").null_count());
        CHECK(back.column<std::string_view>("text").entry(0).data() == text);
        for (const std::string& name : back.names()) {
            CAPTURE(name);
            CHECK(back.type(name) == same.column(name).type());
            // Bits become bytes; codes of missing rows may name no entry.
            CHECK(back.is_zero_copy(name) == (name != "flag" && name != "coded"));
        }
        CHECK_THROWS_WITH_AS((void)back.column<double>("count"),
                             "here: column \"count\": expected type float64, found int64", lastro::schema_error);
        CHECK_THROWS_WITH_AS((void)back.column<double>("rain"),
                             "here: column \"rain\": expected a column of the array, found none of that name",
                             lastro::schema_error);
    }

    TEST_CASE("numbers of other widths: converted where nothing is lost") {
        const std::int8_t bytes[] = {-1, 2};
        CHECK(hand_made{"c", 2, bytes}.taken() == column{std::vector<std::int64_t>{-1, 2}});
        CHECK(hand_made{"C", 2, bytes}.taken() == column{std::vector<std::int64_t>{255, 2}});
        const std::int16_t shorts[] = {-1, 2};
        CHECK(hand_made{"s", 2, shorts}.taken() == column{std::vector<std::int64_t>{-1, 2}});
        CHECK(hand_made{"S", 2, shorts}.taken() == column{std::vector<std::int64_t>{65'535, 2}});
        const std::int32_t ints[] = {-1, 2};
        CHECK(hand_made{"i", 2, ints}.taken() == column{std::vector<std::int64_t>{-1, 2}});
        CHECK(hand_made{"I", 2, ints}.taken() == column{std::vector<std::int64_t>{4'294'967'295, 2}});
        const std::uint64_t large[] = {5, std::uint64_t{1} << 63U};
        CHECK(hand_made{"L", 1, large}.taken() == column{std::vector<std::int64_t>{5}});
        CHECK(hand_made{"L", 2, large}.refusal() ==
              "a: column \"x\": expected an int64, found 9223372036854775808 in row 1");
        const float reals[] = {0.5F, -2.0F};
        CHECK(hand_made{"f", 2, reals}.taken() == column{std::vector<double>{0.5, -2.0}});
    }

    TEST_CASE("moments: every unit, in microseconds, and no unit that would be cut off") {
        const auto of = [](std::vector<data::timestamp> moments) { return column{std::move(moments)}; };
        const std::int64_t at[] = {-3000, 5000};
        CHECK(hand_made{"tss:", 2, at}.taken() == of({{-3'000'000'000}, {5'000'000'000}}));
        CHECK(hand_made{"tsm:UTC", 2, at}.taken() == of({{-3'000'000}, {5'000'000}}));
        CHECK(hand_made{"tsu:Europe/Berlin", 2, at}.taken() == of({{-3000}, {5000}}));
        CHECK(hand_made{"tsn:", 2, at}.taken() == of({{-3}, {5}}));
        const std::int64_t odd[] = {1, std::numeric_limits<std::int64_t>::max()};
        CHECK(hand_made{"tsn:", 2, odd}.refusal() ==
              "a: column \"x\": expected whole microseconds, found 1 ns in row 0");
        CHECK(hand_made{"tss:", 2, odd}.refusal() ==
              "a: column \"x\": expected a moment within 292,000 years of 1970, found 9223372036854775807 in row 1");
        const std::int64_t days[] = {-86'400'000, 86'400'000 * 2};
        CHECK(hand_made{"tdm", 2, days}.taken() == column{std::vector<data::date>{{-1}, {2}}});
        CHECK(hand_made{"tdm", 2, odd}.refusal() == "a: column \"x\": expected whole days, found 1 ms in row 0");
        CHECK(hand_made{"tsx:", 2, at}.refusal().starts_with("a: column \"x\": expected a format of"));
    }

    TEST_CASE("texts: offsets of 4 and of 8 bytes, from anywhere in the characters") {
        const std::int32_t small[] = {2, 3, 3, 6};
        CHECK(hand_made{"u", 3, small, "zza\u00e9b"}.taken() == column{std::vector<std::string>{"a", "", "\u00e9b"}});
        const std::int64_t large[] = {2, 3, 3, 6};
        CHECK(hand_made{"U", 3, large, "zza\u00e9b"}.taken() == column{std::vector<std::string>{"a", "", "\u00e9b"}});
        const std::uint8_t bits = 0b101;
        const std::int64_t hidden[] = {0, 1, 2, 3};
        CHECK(hand_made{"U", 3, hidden, "a\xFF"
                                        "b",
                        &bits}
                  .taken() == column{std::vector<std::optional<std::string>>{"a", {}, "b"}});
    }

    TEST_CASE("dictionaries: codes of every width; what a missing row has for a code does not matter") {
        const std::int64_t offsets[] = {0, 2, 3};
        const auto with_words = [&](hand_made& codes, hand_made& words) {
            codes.array.dictionary = &words.array;
            codes.schema.dictionary = &words.schema;
        };
        const column wanted{std::vector<std::optional<std::string>>{"c", "ab", {}, "ab"}};
        const std::uint8_t bits = 0b1011;
        const auto check = [&](const char* format, const auto& codes) {
            hand_made words{"U", 2, offsets, "abc"};
            hand_made array{format, 4, codes, "", &bits};
            array.array.n_buffers = 2;
            with_words(array, words);
            const column found = array.taken();
            CHECK(found == wanted);
            CHECK(data::has_dictionary(found));
        };
        const std::int8_t bytes[] = {1, 0, 77, 0};
        const std::int16_t shorts[] = {1, 0, -7, 0};
        const std::int32_t ints[] = {1, 0, 1000, 0};
        const std::int64_t longs[] = {1, 0, -1, 0};
        check("c", bytes), check("C", bytes), check("s", shorts), check("S", shorts);
        check("i", ints), check("I", ints), check("l", longs), check("L", longs);

        const auto refusal = [&](const std::int32_t* codes, std::int64_t rows, hand_made& words, const char* format) {
            hand_made array{format, rows, codes};
            with_words(array, words);
            return array.refusal();
        };
        const std::int32_t negative[] = {0, -1};
        hand_made words{"U", 2, offsets, "abc"};
        CHECK(refusal(ints, 4, words, "i") == "a: column \"x\": expected codes below 2, found 1000 in row 2");
        CHECK(refusal(negative, 2, words, "i") == "a: column \"x\": expected codes below 2, found 4294967295 in row 1");
        CHECK(refusal(ints, 2, words, "g") == "a: column \"x\": expected integers as codes of a dictionary, found \"g\"");
        hand_made numbers{"l", 2, offsets};
        CHECK(refusal(ints, 2, numbers, "i") ==
              "a: column \"x\": expected a dictionary of texts, none of them missing, found int64");
        words.array.length = -1;
        CHECK(refusal(ints, 2, words, "i").starts_with("a: column \"x\": dictionary: expected a length"));
        words.array.length = 0;
        CHECK(refusal(ints, 2, words, "i") == "a: column \"x\": expected codes below 0, found 1 in row 0");
        words.array.release = nullptr;
        CHECK(refusal(ints, 2, words, "i") ==
              "a: column \"x\": expected a dictionary that was not released, found another one");
        hand_made lonely{"i", 2, ints};
        lonely.schema.dictionary = &numbers.schema;
        CHECK(lonely.refusal() ==
              "a: column \"x\": expected a dictionary in array and schema, or in neither, found one");
    }

    TEST_CASE("missing rows: bits from any offset, and a count that agrees with them") {
        const std::int64_t values[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        const std::uint8_t bits[] = {0b0110'0000, 0b01};
        hand_made part{"l", 4, values, nullptr, bits};
        part.array.offset = 5;
        CHECK(part.taken() == column{std::vector<std::optional<std::int64_t>>{6, 7, {}, 9}});
        hand_made counted{"l", 8, values, nullptr, bits};
        counted.array.null_count = 5;
        CHECK(counted.refusal() == "a: column \"x\": expected 5 missing rows as the array says, found 6");
        hand_made lost{"l", 8, values};
        lost.array.null_count = 1;
        CHECK(lost.refusal() ==
              "a: column \"x\": expected a buffer of validity bits, where rows are missing, found a null pointer");
        hand_made nothing{"n", 3, nullptr};
        nothing.array.n_buffers = 0;
        CHECK(nothing.taken() == column{std::vector<std::optional<std::string>>{{}, {}, {}}});
    }

    TEST_CASE("values at odd addresses are copied") {
        std::array<std::byte, 3 * sizeof(double) + 1> bytes{};
        const double values[] = {0.5, 1.5, 2.5};
        std::memcpy(bytes.data() + 1, values, sizeof values);
        hand_made odd{"g", 3, bytes.data() + 1};
        CHECK(odd.taken() == column{std::vector<double>{0.5, 1.5, 2.5}});
    }

    TEST_CASE("refusals: what contradicts itself, and what no column holds") {
        const std::int64_t values[] = {0, 3, 1};
        const auto refused = [&](auto change, const char* format = "l", const void* characters = nullptr) {
            hand_made bad{format, 2, values, characters};
            change(bad);
            return bad.refusal();
        };
        const std::string at = "a: column \"x\": ";
        CHECK(refused([](auto& b) { b.array.release = nullptr; }) ==
              "a: expected an array and a schema that were not released, found a released one");
        CHECK(refused([](auto& b) { b.schema.release = nullptr; }).starts_with("a: expected an array and a schema"));
        CHECK(refused([](auto& b) { b.array.length = -1; }) ==
              "a: expected a length, an offset and a count of missing rows that can be, found -1, 0 and 0");
        CHECK(refused([](auto& b) { b.array.offset = INT64_MAX; }).starts_with("a: expected a length"));
        CHECK(refused([](auto& b) { b.array.null_count = 3; }).starts_with("a: expected a length"));
        CHECK(refused([](auto& b) { b.array.buffers = nullptr; }) == at + "expected buffers, found none");
        CHECK(refused([](auto& b) { b.array.n_buffers = 3; }) == at + "expected 2 buffers, found 3");
        CHECK(refused([](auto& b) { b.buffers[1] = nullptr; }) == at + "expected buffer 1, found a null pointer");
        CHECK(refused([](auto& b) { b.array.n_children = 1; }) ==
              at + "expected a column without columns in it, found format \"l\"");
        for (const char* const format : {"+l", "d:10,2", "e", "ttu", "tDs", "z", "vu", "w:4", "", "lx", "ts", "tsu"}) {
            CAPTURE(format);
            CHECK(refused([](auto&) {}, format) ==
                  at + "expected a format of booleans, integers, reals, dates, timestamps or texts, found \"" + format +
                      '"');
        }
        CHECK(refused([](auto& b) { b.schema.format = nullptr; }).ends_with("found \"\""));
        CHECK(refused([](auto&) {}, "U", "abc") ==
              at + "expected offsets that do not fall, found 1 after 3 in row 1");
        const std::int64_t negative[] = {-1, 0, 0};
        CHECK(refused([&](auto& b) { b.buffers[1] = negative; }, "U", "abc") ==
              at + "expected an offset of at least 0, found -1");
        const std::int64_t good[] = {0, 1, 2};
        CHECK(refused([&](auto& b) { b.buffers[1] = good; }, "U", "a\xFF") ==
              at + "expected UTF-8, found \"\\xff\" in row 1");
        CHECK(refused([&](auto& b) { b.buffers[1] = good; }, "U", "\xC3\xA9").find("expected UTF-8") !=
              std::string::npos);  // a character across two texts
        CHECK(refused([&](auto& b) { b.buffers[1] = good, b.buffers[2] = nullptr; }, "U", "ab") ==
              at + "expected buffer 2, found a null pointer");
    }

    TEST_CASE("tables: columns that are there, long enough, and of different names") {
        const auto refused = [](auto change) -> std::string {
            std::mt19937_64 engine{5};
            ArrowArray array;
            ArrowSchema schema;
            data::export_arrow(random_table(engine, 10), &array, &schema);
            ArrowArray kept_array = array;  // to be released as it was
            ArrowSchema kept_schema = schema;
            array.release = [](ArrowArray* a) { a->release = nullptr; };
            schema.release = [](ArrowSchema* s) { s->release = nullptr; };
            change(array, schema);
            std::string said = "accepted";
            try {
                (void)arrow_columns{&array, &schema, "a"};
            } catch (const lastro::format_error& e) {
                said = e.what();
            }
            kept_array.release(&kept_array);
            kept_schema.release(&kept_schema);
            return said;
        };
        CHECK(refused([](auto&, auto&) {}) == "accepted");
        CHECK(refused([](auto& a, auto&) { a.n_children = 6; }) ==
              "a: expected as many columns in array and schema, found 6 and 7");
        CHECK(refused([](auto& a, auto&) { a.children = nullptr; }) == "a: expected columns, found a null pointer");
        CHECK(refused([](auto& a, auto&) { a.length = 11; }) ==
              "a: column \"flag\": expected at least 0 + 11 rows, found 10");
        CHECK(refused([](auto& a, auto&) { a.offset = 1; }) ==
              "a: column \"flag\": expected at least 1 + 10 rows, found 10");
        CHECK(refused([](auto& a, auto&) { a.null_count = 1; }) ==
              "a: expected a buffer of validity bits, where rows are missing, found a null pointer");
        CHECK(refused([](auto&, auto& s) { s.children[1]->name = "flag"; }) ==
              "a: expected column names that differ, found \"flag\" again");
        CHECK(refused([](auto&, auto& s) { s.children[1]->name = "\xFF"; }) ==
              "a: expected a name in UTF-8, found \"\\xff\"");
        CHECK(refused([](auto&, auto& s) { s.children[2]->format = "+s"; }).starts_with("a: column \"text\": expected"));
    }
}
