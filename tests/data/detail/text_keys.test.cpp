// SPDX-License-Identifier: MIT
// tests/data/detail/text_keys.test.cpp
#include <lastro/data/detail/text_keys.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace detail = lastro::data::detail;

TEST_SUITE("data/detail/text_keys") {
    TEST_CASE("short texts: one key for each, wherever it stands, up to the last byte") {
        std::mt19937_64 engine{1};
        detail::text_values texts;
        std::vector<std::string> plain;
        for (int i = 0; i < 5000; ++i) {
            std::string text(engine() % 8, 'a');
            for (char& c : text) {
                c = static_cast<char>(engine() % 3);  // NUL among them
            }
            texts.push_back(text);
            plain.push_back(text);
        }
        const detail::text_keys keys{texts, 0};
        std::map<std::string, std::uint64_t> key_of;
        std::map<std::uint64_t, std::string> text_of;
        for (std::size_t i = 0; i < plain.size(); ++i) {
            REQUIRE(keys.is_short(i));
            const std::uint64_t key = keys.of_short(i);
            REQUIRE(key_of.emplace(plain[i], key).first->second == key);
            REQUIRE(text_of.emplace(key, plain[i]).first->second == plain[i]);
        }
    }

    TEST_CASE("runs: as counted one by one; like bytes of other lengths, and texts that repeat within, are none") {
        std::mt19937_64 engine{2};
        detail::text_values texts;
        std::vector<std::string> plain;
        const std::string some[] = {std::string(8, 'a'),  std::string(9, 'a'),   std::string(70, 'a'),
                                    "2001-01-01T00:01:0", "2001-01-01T00:01:00", "abababababababab"};
        while (plain.size() < 4000) {
            const std::string& text = some[engine() % 6];
            for (std::uint64_t times = engine() % 3 == 0 ? engine() % 100 : 1; times > 0; --times) {
                texts.push_back(text);
                plain.push_back(text);
            }
        }
        for (std::size_t first = 0; first < 2; ++first) {
            const detail::text_keys keys{texts, first};
            for (std::size_t i = 0; first + i < plain.size(); ++i) {
                std::size_t run = 1;
                while (first + i + run < plain.size() && plain[first + i + run] == plain[first + i]) {
                    ++run;
                }
                REQUIRE(keys.run_length(i, plain.size() - first - i) == run);
                REQUIRE(keys.run_length(i, 1) == 1);
            }
        }
    }
}
