// SPDX-License-Identifier: MIT
// tests/model/one_hot.test.cpp
#include <lastro/model/one_hot.hpp>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using model::one_hot;

namespace {

using texts = std::vector<std::string_view>;

}  // namespace

TEST_SUITE("model/one_hot") {
    TEST_CASE("one_hot: categories are sorted, so that the order of rows does not matter") {
        const one_hot a{texts{"sun", "rain", "sun", "fog"}};
        CHECK(a.categories() == std::vector<std::string>{"fog", "rain", "sun"});
        CHECK(a == one_hot{texts{"fog", "sun", "rain"}});
        CHECK(a.index("rain") == 1);
        CHECK(a.index("hail") == 3);
        CHECK(one_hot{}.index("rain") == 0);
    }

    TEST_CASE("encode: one place is 1; a text never seen is none of them") {
        const one_hot sky{texts{"sun", "rain"}};
        std::array<double, 2> row{9.0, 9.0};
        sky.encode("sun", row);
        CHECK(row == std::array{0.0, 1.0});
        sky.encode("rain", row);
        CHECK(row == std::array{1.0, 0.0});
        sky.encode("hail", row);
        CHECK(row == std::array{0.0, 0.0});
        sky.encode("", row);
        CHECK(row == std::array{0.0, 0.0});
    }

    TEST_CASE("unseen: a text that was not there is refused where the settings say so") {
        one_hot strict{{.unseen = model::unseen::error}};
        strict.fit(texts{"sun", "rain"});
        std::array<double, 2> row{};
        CHECK(strict.encode("sun", row));
        CHECK_FALSE(strict.encode("hail", row));
        CHECK(strict.settings().unseen == model::unseen::error);
        CHECK(one_hot{texts{"sun"}}.encode("hail", {row.data(), 1}));
        std::vector<std::string> names;
        strict.append_names("sky", names);
        CHECK(names == std::vector<std::string>{"sky=rain", "sky=sun"});
    }

    TEST_CASE("one_hot: nothing, or a name in every row, is no category") {
        CHECK_THROWS_WITH_AS(one_hot{texts{}}, "model::one_hot: expected 1 to 1000 distinct texts, found 0",
                             std::invalid_argument);
        std::vector<std::string> names;
        for (int i = 0; i <= 1000; ++i) {
            names.push_back("passenger " + std::to_string(i));
        }
        const texts all(names.begin(), names.end());
        CHECK_THROWS_WITH_AS(one_hot{all}, "model::one_hot: expected 1 to 1000 distinct texts, found 1001",
                             std::invalid_argument);
        CHECK(one_hot{texts(all.begin(), all.end() - 1)}.categories().size() == 1000);
    }

    TEST_CASE("check: categories out of order, from a damaged file, are refused") {
        one_hot o;
        one_hot::reflect(o, [](std::string_view, auto& field) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(field)>, std::vector<std::string>>) {
                field = {"b", "a"};
            }
        });
        CHECK_THROWS_WITH_AS(
            o.check(), "lastro.one_hot: categories: expected ascending texts, found \"a\" out of order", format_error);
    }

}  // TEST_SUITE
