// SPDX-License-Identifier: MIT
// tests/fuzz/features.cpp: any text as the structure of model::features. What is accepted is written as it was read, makes
// finite numbers of rows, or refuses them, whatever it claims to have learned, and learns again, whatever its settings. Every
// tensor that it names holds five numbers.
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <lastro/artifact/archive_reader.hpp>
#include <lastro/artifact/archive_writer.hpp>
#include <lastro/model/features.hpp>

#include "check.hpp"

namespace {

namespace artifact = lastro::artifact;
namespace data = lastro::data;
namespace model = lastro::model;

artifact::tensor_view quantiles(const std::string&) {
    static const std::array<double, 5> values{-3.0, 0.0, 0.5, 0.5, 1e6};
    return {.type = artifact::dtype::f64,
            .shape = {values.size()},
            .bytes = lastro::core::byte_span{std::as_bytes(std::span{values})}};
}

void require_finite_numbers(const model::features& f, const std::vector<double>& numbers, std::size_t rows) {
    fuzz::require(f.names().size() == f.width(), "as many names as numbers");
    fuzz::require(numbers.size() == rows * f.width(), "a number for each name");
    for (const double x : numbers) {
        fuzz::require(std::isfinite(x), "finite numbers");
    }
}

/// Three rows of what the settings want, some missing where they may be.
data::table rows_for(const model::features& f) {
    data::table rows{"fuzz"};
    const auto add = [&]<class T>(const std::string& name, std::array<T, 3> values) {
        const bool gap = model::imputation_of(f.settings(), name).missing != model::missing::error;
        rows.add(name, data::column{std::vector<std::optional<T>>{
                           values[0], gap ? std::nullopt : std::optional<T>{values[1]}, values[2]}});
    };
    std::set<std::string> seen;
    for (const std::string& name : f.columns()) {
        if (seen.insert(name).second) {
            const data::type kind = seen.size() % 2 == 0 ? data::type::string : data::type::float64;
            switch (model::input_of(
                model::rule_of(f.settings(), name, seen.size() % 3 == 0 ? data::type::timestamp : kind))) {
                case model::encoding_input::number:
                    add(name, std::array{0.5, 7.0, -1e300});
                    break;
                case model::encoding_input::text:
                    add(name, std::array<std::string, 3>{"sun", "10", ""});
                    break;
                case model::encoding_input::moment:
                    add(name, std::array{data::timestamp{-1}, data::timestamp{0}, data::timestamp{1}});
            }
        }
    }
    return rows;
}

constexpr std::size_t widest = 100'000;  // beyond that the fuzzer only waits

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](lastro::core::byte_span input) {
        const auto structure = lastro::store::parse_json(lastro::core::as_text(input), "fuzz");
        auto f = artifact::from_archive<model::features>(structure, quantiles, {}, "fuzz");
        const auto again =
            artifact::from_archive<model::features>(artifact::to_archive(f).structure, quantiles, {}, "fuzz");
        fuzz::require(again == f, "other features");
        const std::array<data::row_value, 9> values{
            std::nullopt, 0.5, -1e300, 7, "sun", "", false, data::date{-800'000'000}, data::timestamp{-1}};
        for (const data::row_value& x : values) {
            if (!f.fitted() || f.width() > widest) {
                break;
            }
            std::vector<data::row_value> row;
            for (const model::feature_encoder& encoder : f.encoders()) {
                row.push_back(x.is_missing() || encoder.takes(x.type()) ? x : data::row_value{});
            }
            try {
                require_finite_numbers(f, f.transform(row), 1);
            } catch (const lastro::schema_error&) {
                continue;  // missing, unseen, or beyond all numbers
            }
        }
        const data::table past = rows_for(f);
        f.fit(past);
        if (f.width() <= widest) {
            require_finite_numbers(f, f.transform(past), past.rows());
        }
    });
}
