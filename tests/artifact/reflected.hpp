// SPDX-License-Identifier: MIT
// tests/artifact/reflected.hpp
//
// A value with a field of every kind that can be saved, for the tests of this room.
#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include <Eigen/Core>

#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/fields.hpp>
#include <lastro/artifact/reflection.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/model/concepts.hpp>

namespace reflected {

struct square {
    static constexpr lastro::artifact::schema schema{"test.square", 1};
    double side = 1.0;
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("side", self.side);
    }
    friend bool operator==(const square&, const square&) = default;
};

struct grown {
    static constexpr lastro::artifact::schema schema{"test.grown", 1};
    double side = 2.0;
    double margin = 0.5;
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("side", self.side);
        lastro::model::defaulted margin{self.margin, 0.5};
        visit("margin", margin);
    }
    friend bool operator==(const grown&, const grown&) = default;
};

struct polygon {
    static constexpr lastro::artifact::schema schema{"test.polygon", 1};
    Eigen::MatrixXd corners;
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("corners", self.corners);
    }
    friend bool operator==(const polygon& a, const polygon& b) {
        return a.corners.rows() == b.corners.rows() && a.corners.cols() == b.corners.cols() && a.corners == b.corners;
    }
};

struct everything {
    static constexpr lastro::artifact::schema schema{"test.everything", 1};

    bool flag = false;
    std::int64_t small = 0;
    std::uint64_t large = 0;
    double real = 0.0;
    float single = 0.0F;
    std::string text;
    std::vector<double> reals;
    std::vector<float> singles;
    std::vector<std::int64_t> integers;
    std::vector<std::uint64_t> counts;
    std::vector<bool> flags;
    std::vector<std::string> texts;
    Eigen::MatrixXd matrix;
    Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> row_major;
    Eigen::VectorXd vector;
    Eigen::Matrix<double, 2, 2> fixed = Eigen::Matrix<double, 2, 2>::Zero();
    std::vector<Eigen::MatrixXd> matrices;
    square nested;
    std::vector<square> list;
    std::variant<square, polygon> shape;

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("flag", self.flag);
        visit("small", self.small);
        visit("large", self.large);
        visit("real", self.real);
        visit("single", self.single);
        visit("text", self.text);
        visit("reals", self.reals);
        visit("singles", self.singles);
        visit("integers", self.integers);
        visit("counts", self.counts);
        visit("flags", self.flags);
        visit("texts", self.texts);
        visit("matrix", self.matrix);
        visit("row_major", self.row_major);
        visit("vector", self.vector);
        visit("fixed", self.fixed);
        visit("matrices", self.matrices);
        visit("nested", self.nested);
        visit("list", self.list);
        visit("shape", self.shape);
    }
};

inline everything example() {
    everything e;
    e.flag = true;
    e.small = std::numeric_limits<std::int64_t>::min();
    e.large = std::numeric_limits<std::uint64_t>::max();
    e.real = -0.0;
    e.single = 0.1F;
    e.text = "S\xC3\xA3o \"Paulo\"\n";
    e.reals = {0.1, -0.0, 5e-324, std::numeric_limits<double>::infinity()};
    e.singles = {1.5F};
    e.integers = {-1, 0, std::numeric_limits<std::int64_t>::max()};
    e.counts = {std::numeric_limits<std::uint64_t>::max()};
    e.flags = {true, false, true};
    e.texts = {"a", "", "b"};
    e.matrix = Eigen::MatrixXd{{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}};
    e.row_major = Eigen::Matrix<float, 2, 1>{7.0F, 8.0F};
    e.vector = Eigen::VectorXd{{9.0, 10.0}};
    e.fixed << 1.0, 2.0, 3.0, 4.0;
    e.matrices = {Eigen::MatrixXd::Ones(1, 2), Eigen::MatrixXd(0, 3), Eigen::MatrixXd::Zero(2, 1)};
    e.nested.side = 0.5;
    e.list = {square{1.0}, square{2.0}};
    e.shape = polygon{Eigen::MatrixXd{{0.0, 1.0}}};
    return e;
}

// A struct that nobody may change: described beside it.
struct ring {
    double inner = 1.0;
    double outer = 2.0;
    friend bool operator==(const ring&, const ring&) = default;
};
constexpr lastro::artifact::schema schema_of(const ring*) { return {"test.ring", 2}; }
template <class Ring, class Visitor>
requires std::same_as<std::remove_const_t<Ring>, ring>
void reflect(Ring& self, Visitor&& visit) {
    visit("inner", self.inner);
    visit("outer", self.outer);
}
inline void migrate(lastro::artifact::fields& file, int from, const ring*) {
    if (from < 2) {
        file.rename("radius", "outer");
        file.set_default("inner", 0.0);
    }
}

// A value that is saved as another one.
class even {
public:
    even() = default;
    explicit even(int twice) : half_(twice / 2) {}
    [[nodiscard]] int value() const { return 2 * half_; }
    friend bool operator==(const even&, const even&) = default;

private:
    int half_ = 0;
};

enum class colour : std::uint8_t { red, green, blue };

struct assortment {
    static constexpr lastro::artifact::schema schema{"test.assortment", 1};
    colour paint = colour::red;
    std::optional<double> limit;
    std::optional<Eigen::VectorXd> weights;
    std::map<std::string, std::vector<double>> lists;
    std::map<std::string, ring> rings;
    std::array<float, 3> triple{};
    std::array<bool, 2> bits{};
    std::array<std::string, 2> names;
    std::vector<std::array<std::int32_t, 2>> pairs;
    std::vector<colour> paints;
    ring around;
    even number;

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("paint", self.paint);
        visit("limit", self.limit);
        visit("weights", self.weights);
        visit("lists", self.lists);
        visit("rings", self.rings);
        visit("triple", self.triple);
        visit("bits", self.bits);
        visit("names", self.names);
        visit("pairs", self.pairs);
        visit("paints", self.paints);
        visit("around", self.around);
        visit("number", self.number);
    }
    friend bool operator==(const assortment&, const assortment&) = default;
};

inline assortment assorted() {
    return {.paint = colour::blue,
            .limit = 0.5,
            .weights = Eigen::VectorXd{{1.0, 2.0}},
            .lists = {{"a.0", {1.0}}, {"b", {}}, {"", {2.0, 3.0}}},
            .rings = {{"small", {}}},
            .triple = {1.0F, 2.0F, 3.0F},
            .bits = {true, false},
            .names = {"x", "y"},
            .pairs = {{1, 2}, {3, 4}},
            .paints = {colour::green, colour::red},
            .around = {.inner = 3.0, .outer = 4.0},
            .number = even{8}};
}

// A model that predicts from a row of numbers, and one of which the library says that it does so to the last bit.
struct line {
    double slope = 2.0;
    [[nodiscard]] double predict(const Eigen::VectorXd& x) const { return slope * x(0); }
};
struct exact_line : line {};

/// Equal to the last bit.
inline bool same(const everything& a, const everything& b) {
    const auto bits = [](const std::vector<double>& values) {
        std::vector<std::uint64_t> result;
        for (const double x : values) {
            result.push_back(std::bit_cast<std::uint64_t>(x));
        }
        return result;
    };
    bool equal = a.matrices.size() == b.matrices.size();
    for (std::size_t i = 0; equal && i < a.matrices.size(); ++i) {
        equal = polygon{a.matrices[i]} == polygon{b.matrices[i]};
    }
    return equal && a.flag == b.flag && a.small == b.small && a.large == b.large && bits({a.real}) == bits({b.real}) &&
           a.single == b.single && a.text == b.text && bits(a.reals) == bits(b.reals) && a.singles == b.singles &&
           a.integers == b.integers && a.counts == b.counts && a.flags == b.flags && a.texts == b.texts &&
           polygon{a.matrix} == polygon{b.matrix} && a.row_major.size() == b.row_major.size() &&
           a.row_major == b.row_major && a.vector.size() == b.vector.size() && a.vector == b.vector &&
           a.fixed == b.fixed && a.nested == b.nested && a.list == b.list && a.shape == b.shape;
}

}  // namespace reflected

template <>
struct lastro::artifact::saved_as<reflected::even> {
    static int to(const reflected::even& number) { return number.value(); }
    static reflected::even from(int value) {
        lastro::core::require<lastro::format_error>(value % 2 == 0, "test.even", "an even number", value);
        return reflected::even{value};
    }
};

template <>
inline constexpr bool lastro::model::bit_exact<reflected::exact_line> = true;
