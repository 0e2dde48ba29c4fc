// SPDX-License-Identifier: MIT
// tests/artifact/archive_writer.test.cpp
#include <lastro/artifact/archive_writer.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/artifact/dtype.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/store/canonical_json.hpp>

#include <doctest/doctest.h>

#include "reflected.hpp"

using lastro::artifact::archive;
using lastro::artifact::dtype;
using lastro::artifact::owned_tensor;
using lastro::artifact::to_archive;

namespace {

const owned_tensor& tensor(const archive& a, const std::string& name) {
    for (const owned_tensor& t : a.tensors) {
        if (t.name == name) {
            return t;
        }
    }
    throw std::runtime_error{"no tensor " + name};
}

struct twice {
    static constexpr lastro::artifact::schema schema{"test.twice", 1};
    double x = 0.0;
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("x", self.x);
        visit("x", self.x);
    }
};

}  // namespace

TEST_SUITE("artifact/archive_writer") {
    TEST_CASE("structure: every field by name, bulk numbers as references to tensors") {
        const archive a = to_archive(reflected::example());
        CHECK(lastro::store::canonical_json(a.structure) ==
              R"({"fields":{"counts":{"tensor":"counts"},"fixed":{"tensor":"fixed"},"flag":true,)"
              R"("flags":{"tensor":"flags"},"integers":{"tensor":"integers"},"large":"18446744073709551615",)"
              R"("list":[{"fields":{"side":1},"type":"test.square","version":1},)"
              R"({"fields":{"side":2},"type":"test.square","version":1}],)"
              R"("matrices":[{"tensor":"matrices.0"},{"tensor":"matrices.1"},{"tensor":"matrices.2"}],)"
              R"("matrix":{"tensor":"matrix"},"nested":{"fields":{"side":0.5},"type":"test.square","version":1},)"
              R"("real":"-0","reals":{"tensor":"reals"},"row_major":{"tensor":"row_major"},)"
              R"("shape":{"fields":{"corners":{"tensor":"shape.corners"}},"type":"test.polygon","version":1},)"
              R"("single":0.10000000149011612,"singles":{"tensor":"singles"},"small":"-9223372036854775808",)"
              "\"text\":\"S\xC3\xA3o \\\"Paulo\\\"\\n\","
              R"("texts":["a","","b"],"vector":{"tensor":"vector"}},"type":"test.everything","version":1})");
        CHECK(a.tensors.size() == 13);
    }

    TEST_CASE("structure: enumerations are numbers, maps are lists of pairs in order, nothing is null") {
        const archive a = to_archive(reflected::assorted());
        CHECK(
            lastro::store::canonical_json(a.structure.at("fields")) ==
            R"({"around":{"fields":{"inner":3,"outer":4},"type":"test.ring","version":2},"bits":{"tensor":"bits"},)"
            R"("limit":0.5,"lists":[["",{"tensor":"lists."}],["a.0",{"tensor":"lists.a.0"}],["b",{"tensor":"lists.b"}]],)"
            R"("names":["x","y"],"number":8,"paint":2,"paints":[1,0],)"
            R"("pairs":[{"tensor":"pairs.0"},{"tensor":"pairs.1"}],)"
            R"("rings":[["small",{"fields":{"inner":1,"outer":2},"type":"test.ring","version":2}]],)"
            R"("triple":{"tensor":"triple"},"weights":{"tensor":"weights"}})");
        CHECK(to_archive(reflected::assortment{}).structure.at("fields").at("limit").is_null());
    }

    TEST_CASE("visit: numbers that lie as a file has them are handed over in place, others a mebibyte at a time") {
        reflected::polygon large;
        large.corners.setZero(3, 100'000);
        for (Eigen::Index i = 0; i < large.corners.size(); ++i) {
            large.corners.data()[i] = static_cast<double>(i);
        }
        std::vector<double> found;
        std::size_t most = 0;
        static_cast<void>(lastro::artifact::visit_archive(large, [&](const auto& t) {
            t.pieces([&](lastro::core::byte_span piece) {
                most = piece.size() > most ? piece.size() : most;
                for (std::size_t i = 0; i < piece.size(); i += 8) {
                    found.push_back(lastro::core::load_le<double>(piece.data() + i));
                }
            });
        }));
        CHECK(most <= std::size_t{1} << 20U);
        REQUIRE(found.size() == 300'000);
        bool same = true;
        for (std::size_t i = 0; i < found.size(); ++i) {
            const auto row = static_cast<Eigen::Index>(i / 100'000);
            same = same && found[i] == large.corners(row, static_cast<Eigen::Index>(i % 100'000));
        }
        CHECK(same);
        reflected::everything rows;
        rows.reals.assign(1'000, 1.0);
        static_cast<void>(lastro::artifact::visit_archive(rows, [&](const auto& t) {
            if (t.name == "reals" && std::endian::native == std::endian::little) {
                t.pieces([&](lastro::core::byte_span piece) {
                    CHECK(static_cast<const void*>(piece.data()) == rows.reals.data());
                });
            }
        }));
    }

    TEST_CASE("tensors: row-major and little-endian, whatever the matrix is") {
        const archive a = to_archive(reflected::example());
        const owned_tensor& matrix = tensor(a, "matrix");
        CHECK(matrix.type == dtype::f64);
        CHECK(matrix.shape == std::vector<std::uint64_t>{2, 3});
        for (std::size_t i = 0; i < 6; ++i) {  // 1 2 3 / 4 5 6, though Eigen keeps columns together
            CHECK(lastro::core::load_le<double>(matrix.bytes.data() + 8 * i) == static_cast<double>(i + 1));
        }
        CHECK(tensor(a, "row_major").type == dtype::f32);
        CHECK(tensor(a, "vector").shape == std::vector<std::uint64_t>{2});
        CHECK(tensor(a, "flags").type == dtype::boolean);
        CHECK(lastro::core::to_hex(tensor(a, "flags").bytes) == "010001");
        CHECK(tensor(a, "counts").type == dtype::u64);
        CHECK(lastro::core::to_hex(tensor(a, "counts").bytes) == "ffffffffffffffff");
        CHECK(tensor(a, "integers").type == dtype::i64);
        CHECK(tensor(a, "matrices.1").shape == std::vector<std::uint64_t>{0, 3});
        CHECK(tensor(a, "matrices.1").bytes.empty());
    }

    TEST_CASE("a type that names a field twice is refused") {
        CHECK_THROWS_WITH_AS(static_cast<void>(to_archive(twice{})),
                             R"(artifact: test.twice: expected every field's name once, found "x" twice)",
                             std::invalid_argument);
    }
}
