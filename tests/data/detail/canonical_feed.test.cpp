// SPDX-License-Identifier: MIT
// tests/data/detail/canonical_feed.test.cpp
#include <lastro/data/detail/canonical_feed.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/data/dictionary.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace data = lastro::data;
using data::column;

namespace {

std::string fed(const column& values) {
    std::vector<std::byte> bytes;
    data::detail::feed_canonical(
        values, [&bytes](core::byte_span piece) { bytes.insert(bytes.end(), piece.begin(), piece.end()); });
    return core::to_hex(bytes);
}

}  // namespace

TEST_SUITE("data/detail/canonical_feed") {
    TEST_CASE("feed_canonical: the example of the format page, with a dictionary too") {
        const column page{std::vector<std::optional<std::string>>{"a", std::nullopt, "\u00e9"}};
        const std::string wanted =
            "0161"
            "00"
            "02c3a9"
            "05";
        CHECK(fed(page) == wanted);
        CHECK(fed(data::with_dictionary(page)) == wanted);
        CHECK(fed(column{std::vector<data::timestamp>{{-2}}}) == "feffffffffffffff");
    }

    TEST_CASE("feed_canonical: texts with a dictionary in many pieces") {
        std::vector<std::string> texts;
        std::vector<std::byte> wanted;
        for (std::size_t i = 0; i < 9000; ++i) {
            texts.push_back(std::string(i % 700 == 5 ? 5000 + i : i % 19, static_cast<char>('a' + i % 26)));
            if (texts.back().size() >= 128) {  // two bytes: seven bits each
                wanted.push_back(static_cast<std::byte>(texts.back().size() % 128 + 128));
            }
            wanted.push_back(
                static_cast<std::byte>(texts.back().size() >= 128 ? texts.back().size() / 128 : texts.back().size()));
            const core::byte_span bytes = core::as_bytes(texts.back());
            wanted.insert(wanted.end(), bytes.begin(), bytes.end());
        }
        const column plain{texts};
        CHECK(fed(plain) == core::to_hex(wanted));
        CHECK(fed(data::with_dictionary(plain)) == fed(plain));
    }

    TEST_CASE("feed_rows: rows that come later are fed later; pieces are of 64 KiB") {
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < 60'000; ++i) {
            texts.push_back(std::to_string(i * i));
        }
        const column plain{texts};
        for (const column& values : {plain, data::with_dictionary(plain)}) {
            std::string bytes;
            std::size_t pieces = 0;
            const auto sink = [&](core::byte_span piece) {
                bytes += core::to_hex(piece);
                pieces += piece.size() == 65'536 ? 1U : 0U;
            };
            values.visit([&](const auto& v) {
                data::detail::feed_rows(v, 0, 50'000, sink);
                data::detail::feed_rows(v, 50'000, 60'000, sink);
            });
            CHECK(bytes == fed(plain));
            CHECK(pieces == bytes.size() / 2 / 65'536 - 1);  // the first half ends in one that is shorter
        }
    }

    TEST_CASE("text_length: seven bits a byte, and as many bytes as that takes") {
        std::array<std::byte, data::detail::text_length::longest> bytes{};
        const auto spelled = [&](std::uint64_t length) {
            const auto size =
                static_cast<std::size_t>(data::detail::text_length::put(length, bytes.data()) - bytes.data());
            return core::to_hex(core::byte_span{bytes}.first(size));
        };
        CHECK(spelled(0) == "00");
        CHECK(spelled(127) == "7f");
        CHECK(spelled(128) == "8001");
        CHECK(spelled(16'383) == "ff7f");
        CHECK(spelled(16'384) == "808001");
        CHECK(spelled(UINT64_MAX) == "ffffffffffffffffff01");
    }
}
