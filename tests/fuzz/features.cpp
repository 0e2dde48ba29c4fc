// SPDX-License-Identifier: MIT
// tests/fuzz/features.cpp: any text as the structure of model::features. What is accepted is written as it was read, and makes
// numbers of rows, or refuses them, whatever it claims to have learned. Every tensor that it names holds five numbers.
#include <array>
#include <stdexcept>
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](lastro::core::byte_span input) {
        const auto structure = lastro::store::parse_json(lastro::core::as_text(input), "fuzz");
        const auto f = artifact::from_archive<model::features>(structure, quantiles, {}, "fuzz");
        const auto again =
            artifact::from_archive<model::features>(artifact::to_archive(f).structure, quantiles, {}, "fuzz");
        fuzz::require(again == f, "other features");
        if (!f.fitted() || f.width() > 100'000) {
            return;
        }
        fuzz::require(f.names().size() == f.width(), "as many names as numbers");
        const std::array<data::row_value, 9> values{
            std::nullopt, 0.5, -1e300, 7, "sun", "", false, data::date{-800'000'000}, data::timestamp{-1}};
        for (const data::row_value& x : values) {
            std::vector<data::row_value> row;
            for (const model::feature_encoder& encoder : f.encoders()) {
                row.push_back(x.is_missing() || encoder.takes(x.type()) ? x : data::row_value{});
            }
            try {
                fuzz::require(f.transform(row).size() == f.width(), "a number for each name");
            } catch (const lastro::schema_error&) {
                continue;  // missing, or unseen
            }
        }
    });
}
