// SPDX-License-Identifier: MIT
// tests/model/matrix_table.test.cpp
#include <lastro/model/matrix_table.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace data = lastro::data;
namespace model = lastro::model;
using data::column;

TEST_SUITE("model/matrix_table") {
    TEST_CASE("to_matrix, to_table: columns of numbers, there and back") {
        const data::table t{{"a", "b", "c"},
                            {column{std::vector<double>{0.5, -0.0, 2.0}}, column{std::vector<std::int64_t>{1, 2, 3}},
                             column{std::vector<std::optional<double>>{1.0, {}, 3.0}}}};
        const Eigen::MatrixXd x = model::to_matrix(t, {"b", "c", "a"});
        CHECK(x.rows() == 3);
        CHECK(x(2, 0) == 3.0);
        CHECK(std::isnan(x(1, 1)));
        CHECK(model::to_table(x, {"b", "c", "a"}).select({"a"}) == t.select({"a"}));
        CHECK(model::to_table(x, {"b", "c", "a"}).column("c").null_count() == 0);
        const Eigen::Vector2i whole{7, 8};
        const Eigen::Vector2f halves{0.5F, 1.5F};
        CHECK(model::to_table(halves, {"n"}).column("n") == column{std::vector<double>{0.5, 1.5}});
        CHECK(model::to_table(whole, {"n"}).column("n") == column{std::vector<std::int64_t>{7, 8}});
        CHECK_THROWS_WITH_AS((void)model::to_table(x, {"a"}),
                             "to_table: expected 3 names, one for each column, found 1", std::invalid_argument);
        CHECK(model::to_matrix(t.slice(0, 0), {"a"}).rows() == 0);
    }

    TEST_CASE("vector_map: the column's own memory") {
        const column wind{std::vector<double>{1.0, 2.0}};
        const auto map = model::vector_map(wind.as<double>());
        CHECK(map.data() == wind.as<double>().values().data());
        CHECK(map.size() == 2);
        CHECK(map[1] == 2.0);
    }
}
