// SPDX-License-Identifier: MIT
// tests/data/detail/canonical_feed.test.cpp
#include <lastro/data/detail/canonical_feed.hpp>

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
            "0000000000000000010000000000000001000000000000000300000000000000"
            "61c3a9"
            "05";
        CHECK(fed(page) == wanted);
        CHECK(fed(data::with_dictionary(page)) == wanted);
        CHECK(fed(column{std::vector<data::timestamp>{{-2}}}) == "feffffffffffffff");
    }

    TEST_CASE("feed_canonical: texts with a dictionary in many pieces") {
        std::vector<std::string> texts;
        for (int i = 0; i < 9000; ++i) {
            texts.push_back(std::string(static_cast<std::size_t>(i % 11), 'x'));
        }
        const column plain{texts};
        CHECK(fed(data::with_dictionary(plain)) == fed(plain));
    }
}
