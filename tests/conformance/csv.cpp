// SPDX-License-Identifier: MIT
// tests/conformance/csv.cpp
//
// Cases of kind `csv_parse` against data::csv_records: equal fields, or an error on the stated line.
#include <lastro/core/error.hpp>
#include <lastro/data/csv_records.hpp>

#include <cstddef>
#include <string>
#include <vector>

#include "case_file.hpp"

namespace {

using conformance::json;

std::string check_csv(const json& the_case) {
    const json& input = the_case.at("input");
    const json& wanted = input.at("dialect");
    const json& expected = the_case.at("expected");
    const std::string text = conformance::from_base64(input.at("base64"));

    lastro::data::csv_dialect dialect;
    dialect.delimiter = wanted.at("delimiter").get<std::string>().at(0);
    dialect.skip_blank_lines = wanted.at("skip_blank_lines").get<bool>();
    if (wanted.at("quote").is_null()) {
        dialect.quote.reset();
    } else {
        dialect.quote = wanted.at("quote").get<std::string>().at(0);
    }

    std::vector<std::vector<std::string>> records;
    try {
        lastro::data::csv_records reader{text, "case.csv", dialect};
        while (reader.next()) {
            records.emplace_back();
            for (std::size_t i = 0; i < reader.fields().size(); ++i) {
                records.back().push_back(reader.text(i));
            }
        }
    } catch (const lastro::format_error& e) {
        const std::string message = e.what();
        if (!expected.contains("error")) {
            return "refused: " + message;
        }
        const json& line = expected.at("line");
        const std::string start = "case.csv:" + (line.is_null() ? "" : std::to_string(line.get<int>()) + ":");
        return message.starts_with(start) ? "" : "expected an error at " + start + ", got " + message;
    }
    if (expected.contains("error")) {
        return "expected an error, got " + json(records).dump();
    }
    json header;
    if (wanted.at("header").get<bool>() && !records.empty()) {
        header = records.front();
        records.erase(records.begin());
    }
    if (header != expected.at("header") || json(records) != expected.at("rows")) {
        return "expected " + expected.dump() + ", got header " + header.dump() + " and rows " + json(records).dump();
    }
    return {};
}

}  // namespace

int main(int argc, char** argv) { return conformance::run(argc, argv, {{"csv_parse", check_csv}}); }
