// SPDX-License-Identifier: MIT
// tests/artifact/archive_reader.test.cpp
#include <lastro/artifact/archive_reader.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/fields.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/table.hpp>
#include <lastro/model/features.hpp>
#include <lastro/store/canonical_json.hpp>

#include <doctest/doctest.h>

#include "reflected.hpp"

using lastro::artifact::archive;
using lastro::artifact::archive_settings;
using lastro::artifact::dtype;
using lastro::artifact::from_archive;
using lastro::artifact::owned_tensor;
using lastro::artifact::tensor_view;
using lastro::artifact::to_archive;
using lastro::store::json;
namespace data = lastro::data;
namespace model = lastro::model;

namespace {

/// One type for all models, so that fields of one type are compiled once.
struct kept_tensors {
    std::map<std::string, const owned_tensor*> tensors;
    tensor_view operator()(const std::string& name) const {
        const auto found = tensors.find(name);
        if (found == tensors.end()) {
            throw lastro::format_error{"m: no tensor " + name};
        }
        return {.type = found->second->type, .shape = found->second->shape, .bytes = found->second->bytes};
    }
};

template <class Model>
Model read(const archive& a, const archive_settings& settings = {}) {
    kept_tensors source;
    std::vector<std::string> names;
    for (const owned_tensor& t : a.tensors) {
        source.tensors[t.name] = &t;
        names.push_back(t.name);
    }
    return from_archive<Model>(a.structure, source, names, "m", settings);
}

void refused(const std::function<void(archive&)>& change, const char* message) {
    archive a = to_archive(reflected::example());
    change(a);
    CHECK_THROWS_WITH_AS(static_cast<void>(read<reflected::everything>(a)), message, lastro::format_error);
}

owned_tensor& tensor(archive& a, const std::string& name) {
    for (owned_tensor& t : a.tensors) {
        if (t.name == name) {
            return t;
        }
    }
    throw std::runtime_error{"no tensor " + name};
}

// Three generations of one type, as a program's sources would have held them one after the other.
struct line_1 {
    static constexpr lastro::artifact::schema schema{"test.line", 1};
    std::vector<double> w{1.0, 2.0};
    std::vector<double> unused{3.0};
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("w", self.w);
        visit("unused", self.unused);
    }
};
struct line_3 {
    static constexpr lastro::artifact::schema schema{"test.line", 3};
    std::vector<double> weights;
    double margin = 0.0;
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("weights", self.weights);
        visit("margin", self.margin);
    }
    static void migrate(lastro::artifact::fields& file, int from) {
        if (from < 2) {
            file.rename("w", "weights");
            file.remove("unused");
        }
        if (from < 3) {
            file.set_default("margin", 0.05);
        }
    }
    void check() const {
        if (margin < 0.0) {
            throw lastro::format_error{"test.line: margin: expected 0 or more, found less"};
        }
    }
};
struct line_4 : line_3 {
    static constexpr lastro::artifact::schema schema{"test.line", 4};
    static void migrate(lastro::artifact::fields&, int) = delete;
};

/// A tree: every branch is a value, or is not there.
struct branch {
    static constexpr lastro::artifact::schema schema{"test.branch", 1};
    double split = 0.0;
    std::unique_ptr<branch> left, right;
    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("split", self.split);
        visit("left", self.left);
        visit("right", self.right);
    }
};

}  // namespace

TEST_SUITE("artifact/archive_reader") {
    TEST_CASE("round trip: every field of every kind comes back to the last bit") {
        CHECK(reflected::same(read<reflected::everything>(to_archive(reflected::example())), reflected::example()));
        CHECK(
            reflected::same(read<reflected::everything>(to_archive(reflected::everything{})), reflected::everything{}));
    }

    TEST_CASE("round trip: enumerations, optionals, maps, arrays, types described beside them and saved as others") {
        CHECK(read<reflected::assortment>(to_archive(reflected::assorted())) == reflected::assorted());
        CHECK(read<reflected::assortment>(to_archive(reflected::assortment{})) == reflected::assortment{});
        CHECK(read<reflected::ring>(to_archive(reflected::ring{.inner = 5.0})) == reflected::ring{.inner = 5.0});
    }

    TEST_CASE("round trip: what a unique_ptr points to is saved as a value, to any depth") {
        branch root{.split = 0.5, .left = std::make_unique<branch>(), .right = {}};
        root.left->right = std::make_unique<branch>(branch{.split = -2.0, .left = {}, .right = {}});
        const archive a = to_archive(root);
        CHECK(a.structure["fields"]["right"].is_null());
        CHECK(a.structure["fields"]["left"]["fields"]["right"]["fields"]["split"] == -2.0);
        const auto again = read<branch>(a);
        REQUIRE(again.left);
        CHECK(again.left->right->split == -2.0);
        CHECK_FALSE(again.left->left);
        CHECK_FALSE(again.right);
        CHECK(to_archive(again).structure == a.structure);
        archive hurt = a;
        hurt.structure["fields"]["right"] = 3;
        CHECK_THROWS_WITH_AS(static_cast<void>(read<branch>(hurt)),
                             R"(m: model.right: expected an object, found number)", lastro::format_error);
        struct base {
            virtual ~base() = default;
        };
        static_assert(!lastro::artifact::detail::pointer_type<std::unique_ptr<base>>);  // may be a derived class
        static_assert(!lastro::artifact::detail::pointer_type<std::unique_ptr<double[]>>);
    }

    TEST_CASE("refusals: of the same kinds") {
        const auto assorted = [](const std::function<void(archive&)>& change, const char* message) {
            archive a = to_archive(reflected::assorted());
            change(a);
            CHECK_THROWS_WITH_AS(static_cast<void>(read<reflected::assortment>(a)), message, lastro::format_error);
        };
        const auto field = [](archive& a, const char* name) -> json& { return a.structure["fields"][name]; };
        assorted([&](archive& a) { field(a, "paint") = 256; },
                 "m: model.paint: expected a whole number from 0 to 255, found 256");
        assorted([&](archive& a) { field(a, "limit") = "much"; },
                 R"(m: model.limit: expected a number, "nan", "inf", "-inf" or "-0", found "much")");
        assorted([&](archive& a) { field(a, "weights") = json{}; },
                 R"(m: expected only tensors that a field refers to, found "weights")");
        assorted([&](archive& a) { field(a, "lists")[1][0] = ""; },
                 R"(m: model.lists: expected keys that ascend, found "")");
        assorted([&](archive& a) { field(a, "lists")[1] = 1; },
                 "m: model.lists: expected a key and a value, found number");
        assorted([&](archive& a) { field(a, "lists") = json::object(); },
                 "m: model.lists: expected an array of keys and values, found object");
        assorted([&](archive& a) { field(a, "names") = {"x"}; }, "m: model.names: expected 2 elements, found 1");
        assorted([&](archive& a) { tensor(a, "triple").shape = {4}; }, "m: model.triple: expected 3 elements, found 4");
        assorted([&](archive& a) { field(a, "number") = 3; },
                 "m: model.number: test.even: expected an even number, found 3");
        assorted([&](archive& a) { field(a, "rings")[0][1]["fields"].erase("inner"); },
                 R"(m: model.rings["small"]: "inner": expected a value, found none)");
    }

    TEST_CASE("versions: of a type that is described beside it") {
        archive old = to_archive(reflected::ring{});
        old.structure["version"] = 1;
        old.structure["fields"] = {{"radius", 7.0}};
        CHECK(read<reflected::ring>(old) == reflected::ring{.inner = 0.0, .outer = 7.0});
    }

    TEST_CASE("settings: another precision and unknown fields are taken where one says so, and only then") {
        archive a = to_archive(reflected::example());
        owned_tensor& singles = tensor(a, "singles");
        singles.type = dtype::f64;
        singles.bytes.clear();
        lastro::core::append_le(singles.bytes, 0.1);
        owned_tensor& matrix = tensor(a, "matrix");
        matrix.type = dtype::f16;
        matrix.bytes.clear();
        for (const unsigned half : {0x3C00U, 0xC000U, 0x0001U, 0x7C00U, 0x3555U, 0x8000U}) {
            lastro::core::append_le(matrix.bytes, static_cast<std::uint16_t>(half));
        }
        a.structure["fields"]["single"] = 0.3;
        CHECK_THROWS_AS(static_cast<void>(read<reflected::everything>(a)), lastro::format_error);
        const auto converted = read<reflected::everything>(a, {.convert_precision = true});
        CHECK(converted.singles == std::vector<float>{0.1F});
        CHECK(converted.single == 0.3F);
        CHECK(converted.matrix(0, 1) == -2.0);
        CHECK(converted.matrix(1, 1) == 0.333251953125);  // 1365 / 4096
        tensor(a, "integers").type = dtype::f64;
        CHECK_THROWS_WITH_AS(static_cast<void>(read<reflected::everything>(a, {.convert_precision = true})),
                             "m: model.integers: expected I64, found F64", lastro::format_error);

        archive more = to_archive(reflected::example());
        more.structure["fields"]["later"] = {{"tensor", "later"}};
        more.tensors.push_back({.name = "later"});
        CHECK_THROWS_AS(static_cast<void>(read<reflected::everything>(more)), lastro::format_error);
        CHECK(reflected::same(read<reflected::everything>(more, {.ignore_unknown = true}), reflected::example()));
        more.structure["fields"].erase("flag");  // what is missing is not overlooked
        CHECK_THROWS_AS(static_cast<void>(read<reflected::everything>(more, {.ignore_unknown = true})),
                        lastro::format_error);
    }

    TEST_CASE("refusals: missing, unknown and mistyped fields") {
        refused([](archive& a) { a.structure["fields"].erase("flag"); },
                R"(m: model: "flag": expected a value, found none)");
        refused([](archive& a) { a.structure["fields"]["weird"] = 1; },
                R"(m: model: expected no other fields, found "weird")");
        refused([](archive& a) { a.structure["fields"]["flag"] = 1; },
                "m: model.flag: expected true or false, found number");
        refused(
            [](archive& a) { a.structure["fields"]["small"] = "1"; },
            R"(m: model.small: expected a whole number from -9223372036854775808 to 9223372036854775807, found "1")");
        refused([](archive& a) { a.structure["fields"]["real"] = "x"; },
                R"(m: model.real: expected a number, "nan", "inf", "-inf" or "-0", found "x")");
        refused([](archive& a) { a.structure["fields"]["single"] = 0.1; },
                "m: model.single: expected a number that this type holds exactly, found 0.1");
        refused([](archive& a) { a.structure["fields"]["text"] = 1; }, "m: model.text: expected a text, found number");
        refused([](archive& a) { a.structure["fields"]["texts"] = "a"; },
                "m: model.texts: expected an array, found string");
        refused([](archive& a) { a.structure["fields"]["list"][1]["fields"].erase("side"); },
                R"(m: model.list[1]: "side": expected a value, found none)");
        refused([](archive& a) { a.structure["fields"]["shape"]["type"] = "test.circle"; },
                R"(m: model.shape: "type": expected one of "test.square", "test.polygon", found "test.circle")");
        refused([](archive& a) { a.structure["type"] = "test.square"; },
                R"(m: model: "type": expected "test.everything", found "test.square")");
        refused([](archive& a) { a.structure = json::array(); }, "m: model: expected an object, found array");
    }

    TEST_CASE("refusals: tensors that are missing, left over, shared, of another type or shape") {
        refused([](archive& a) { a.structure["fields"]["reals"] = {{"tensor", "gone"}}; }, "m: no tensor gone");
        refused([](archive& a) { a.tensors.push_back({.name = "extra"}); },
                R"(m: expected only tensors that a field refers to, found "extra")");
        refused(
            [](archive& a) {
                a.structure["fields"]["reals"] = {{"tensor", "vector"}};
            },
            R"(m: model.vector: expected a tensor of its own, found "vector", which another field has)");
        refused(
            [](archive& a) {
                a.structure["fields"]["reals"] = {{"tensor", "reals"}, {"x", 1}};
            },
            R"(m: model.reals: expected no other fields, found "x")");
        refused([](archive& a) { tensor(a, "reals").type = dtype::i64; }, "m: model.reals: expected F64, found I64");
        refused(
            [](archive& a) {
                tensor(a, "reals").shape = {2, 2};
            },
            "m: model.reals: expected 1 dimensions, found 2");
        refused([](archive& a) { tensor(a, "matrix").shape = {6}; }, "m: model.matrix: expected 2 dimensions, found 1");
        refused(
            [](archive& a) {
                tensor(a, "fixed").shape = {1, 4};
            },
            "m: model.fixed: expected 2 x 2 elements, found 1 x 4");
        refused(
            [](archive& a) {
                tensor(a, "matrices.1").shape = {0, UINT64_MAX};
            },
            "m: model.matrices[1]: expected sizes below 2^63, found 18446744073709551615");
        refused([](archive& a) { tensor(a, "flags").bytes[1] = std::byte{2}; },
                "m: model.flags: expected bytes that are 0 or 1, found 2");
    }

    TEST_CASE("versions: older files are migrated, newer ones refused with both versions") {
        const auto migrated = read<line_3>(to_archive(line_1{}));
        CHECK(migrated.weights == std::vector<double>{1.0, 2.0});
        CHECK(migrated.margin == 0.05);
        CHECK_THROWS_WITH_AS(static_cast<void>(read<line_1>(to_archive(line_3{}))),
                             "m: model: test.line: expected version 1 or older, found version 3", lastro::format_error);
        CHECK_THROWS_WITH_AS(static_cast<void>(read<line_4>(to_archive(line_3{}))),
                             "m: model: test.line: expected version 4, as nothing migrates older ones, found version 3",
                             lastro::format_error);
        archive zero = to_archive(line_3{});
        zero.structure["version"] = 0;
        CHECK_THROWS_WITH_AS(static_cast<void>(read<line_3>(zero)),
                             "m: model: test.line: expected version 3 or older, found version 0", lastro::format_error);
    }

    TEST_CASE("defaulted: a field that came later is written where it is not the default, and may be missing") {
        const archive without = to_archive(reflected::grown{});
        CHECK(without.structure["fields"] == json{{"side", 2.0}});  // as before there was such a field
        CHECK(read<reflected::grown>(without) == reflected::grown{});
        const reflected::grown changed{.side = 3.0, .margin = 0.25};
        archive with = to_archive(changed);
        CHECK(with.structure["fields"] == json{{"side", 3.0}, {"margin", 0.25}});
        CHECK(read<reflected::grown>(with) == changed);
        with.structure["fields"]["margin"] = 0.5;
        CHECK_THROWS_WITH_AS(static_cast<void>(read<reflected::grown>(with)),
                             "m: model.margin: expected no field, as its value is the default, found one",
                             lastro::format_error);
        with.structure["fields"]["margin"] = "wide";
        CHECK_THROWS_AS(static_cast<void>(read<reflected::grown>(with)), lastro::format_error);
    }

    TEST_CASE("check: what a type says about its own invariants is asked after reading") {
        line_3 bad;
        bad.margin = -1.0;
        CHECK_THROWS_WITH_AS(static_cast<void>(read<line_3>(to_archive(bad))),
                             "m: test.line: margin: expected 0 or more, found less", lastro::format_error);
    }

    // Features as files hold them: what is written of them, read again, with the same numbers for the same rows.
    TEST_CASE("features: every encoding comes back with what it learned, and before it has learned") {
        data::table rows{"rows"};
        rows.add("x", data::column{std::vector<std::optional<double>>{1.0, 4.5, std::nullopt, 9.0}});
        rows.add("y", data::column{std::vector<double>{2.0, 3.0, 7.0, -1.0}});
        rows.add("z", data::column{std::vector<double>{1.0, 2.0, 3.0, 0.0}});
        rows.add("k", data::column{std::vector<std::int64_t>{10, 9, 9, 10}});
        rows.add("n", data::column{std::vector<std::int64_t>{1, 2, 3, 4}});
        rows.add("sky", data::column{std::vector<std::optional<std::string>>{"sun", "rain", std::nullopt, "sun"}});
        rows.add("street", data::column{std::vector<std::string>{"a", "b", "c", "d"}});
        rows.add("when", data::column{std::vector<data::timestamp>{{1}, {2}, {3}, {4}}});
        const model::imputation most{.missing = model::missing::most_frequent, .indicator = true, .text = "?"};
        model::features f{{"x", "y", "z", "k", "n", "sky", "street", "when"},
                          {.missing = model::missing::median,
                           .numbers = model::quantile_scaler{{.output = model::quantile_output::normal}},
                           .moments = model::cyclic{{.cycles = {model::cycle::week, model::cycle::day}}},
                           .columns = {{"y", model::robust_scaler{{.lower = 0.1}}, most},
                                       {"z", model::min_max_scaler{{.high = 5.0, .clip = true}}},
                                       {"k", model::ordinal{{.categories = {"10", "9"}}}},
                                       {"n", model::unscaled{}},
                                       {"sky", model::one_hot{{.unseen = model::unseen::error}}, most},
                                       {"street", model::hashing_encoder{{.width = 3, .alternate_sign = false}}}}}};
        CHECK(read<model::features>(to_archive(f)) == f);
        f.fit(rows);
        const archive saved = to_archive(f);
        const auto same = read<model::features>(saved);
        CHECK(same == f);
        CHECK(same.transform(rows) == f.transform(rows));
        CHECK(same.names() == f.names());
        CHECK(to_archive(same).structure == saved.structure);

        const auto refused_with = [&](const std::string& at, const json& value, const char* message) {
            archive a = saved;
            a.structure.at(json::json_pointer{at}) = value;
            CHECK_THROWS_WITH_AS(static_cast<void>(read<model::features>(a)), message, lastro::format_error);
        };
        const std::string rule = "/fields/encoders/1/fields/rule";
        refused_with(
            rule + "/type", "lastro.power_transformer",
            "m: model.encoders[1].rule: \"type\": expected one of \"lastro.scaler\", \"lastro.min_max_scaler\", "
            "\"lastro.robust_scaler\", \"lastro.quantile_scaler\", \"lastro.unscaled\", \"lastro.one_hot\", "
            "\"lastro.ordinal\", \"lastro.hashing_encoder\", \"lastro.cyclic\", found "
            "\"lastro.power_transformer\"");
        refused_with(rule + "/version", 2,
                     "m: model.encoders[1].rule: lastro.robust_scaler: expected version 1 or older, found version 2");
        refused_with(rule + "/fields/range", 0.0,
                     "m: lastro.robust_scaler: range: expected a finite number above 0, found 0");
        refused_with("/fields/settings/fields/missing", 9, "m: lastro.features: missing: expected 0 to 4, found 9");
        refused_with("/fields/missing_to_mean", true,
                     "m: lastro.features: settings: expected one rule for missing values, found two");
    }

    TEST_CASE("features: those of the first files are read, do what they did, and are written as they were") {
        const std::string first =
            R"({"fields":{"columns":["wind","sky","k"],"encoders":[{"fields":{"numeric":true,)"
            R"("one_hot":{"fields":{"categories":[]},"type":"lastro.one_hot","version":1},)"
            R"("scaler":{"fields":{"mean":2.5,"sd":1.0801234497346435},"type":"lastro.scaler",)"
            R"("version":1}},"type":"lastro.feature_encoder","version":1},{"fields":{"numeric":false,)"
            R"("one_hot":{"fields":{"categories":["fog","rain","sun"]},"type":"lastro.one_hot",)"
            R"("version":1},"scaler":{"fields":{"mean":0.0,"sd":1.0},"type":"lastro.scaler","version":1}},)"
            R"("type":"lastro.feature_encoder","version":1},{"fields":{"numeric":true,)"
            R"("one_hot":{"fields":{"categories":[]},"type":"lastro.one_hot","version":1},)"
            R"("scaler":{"fields":{"mean":4.0,"sd":1.0},"type":"lastro.scaler","version":1}},)"
            R"("type":"lastro.feature_encoder","version":1}],"missing_to_mean":true},)"
            R"("type":"lastro.features","version":1})";
        const auto f = read<model::features>({.structure = json::parse(first), .tensors = {}});
        data::table rows{"rows"};
        rows.add("wind", data::column{std::vector<std::optional<double>>{2.5, std::nullopt}});
        rows.add("sky", data::column{std::vector<std::string>{"rain", "hail"}});
        rows.add("k", data::column{std::vector<std::int64_t>{4, 5}});
        CHECK(f.transform(rows) == std::vector<double>{0, 0, 1, 0, 0, 0, 0, 0, 0, 1});
        CHECK(to_archive(f).structure.dump() == first);
    }
}
