// SPDX-License-Identifier: MIT
// tests/fuzz/csv.cpp: any bytes as a CSV file. The first chooses the dialect.
#include <string>

#include <lastro/data/csv.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/schema.hpp>

#include "check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](lastro::core::byte_span input) {
        namespace data = lastro::data;
        if (input.empty()) {
            return;
        }
        const auto dialect = static_cast<unsigned char>(input[0]);
        data::csv_settings settings{.delimiter = dialect % 3 == 0   ? ','
                                                 : dialect % 3 == 1 ? ';'
                                                                    : '\t',
                                    .header = (dialect & 64U) == 0,
                                    .skip_blank_lines = (dialect & 128U) == 0};
        const std::string text{lastro::core::as_text(input.subspan(1))};
        const data::table table = data::parse_csv(text, "fuzz", settings);
        for (std::size_t c = 0; c < table.columns(); ++c) {
            fuzz::require(table.column(c).size() == table.rows(), "a column of another length than its table");
        }
        // The schema that was found reads the same file as the same table.
        settings.schema = data::infer_schema(table);
        const data::table again = data::parse_csv(text, "fuzz", settings);
        fuzz::require(data::fingerprint(again) == data::fingerprint(table), "another table by its own schema");
    });
}
