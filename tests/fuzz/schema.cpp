// SPDX-License-Identifier: MIT
// tests/fuzz/schema.cpp: any bytes as a schema in JSON, or as a pattern and a text. The first byte chooses which.
#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/text.hpp>
#include <lastro/data/row_check.hpp>
#include <lastro/data/schema_diff.hpp>
#include <lastro/data/schema_json.hpp>

#include "check.hpp"

namespace {

namespace data = lastro::data;

void schema_of(std::string_view text) {
    const data::schema schema = data::parse_schema(text, "fuzz");
    const std::string canonical = data::to_json(schema);
    fuzz::require(data::parse_schema(canonical, "fuzz") == schema, "another schema");
    fuzz::require(data::to_json(data::parse_schema(canonical, "fuzz")) == canonical, "a second spelling");
    fuzz::require(data::diff(schema, schema).empty(), "a change from a schema to itself");
    // A row of nothing, and rows of one value of each type: the count and the words agree.
    const data::row_check check{schema};
    for (const data::row_value& value : {data::row_value{}, data::row_value{true}, data::row_value{1},
                                         data::row_value{0.5}, data::row_value{data::date{1}}, data::row_value{text}}) {
        const std::vector<data::row_value> row(check.size(), value);
        const data::row_verdict verdict = check(row);
        const data::validation_report report = check.report(row);
        fuzz::require(verdict.errors == report.errors(), "other errors in the report");
        fuzz::require(verdict.errors + verdict.warnings == report.findings.size(), "other findings in the report");
    }
}

void pattern_of(std::string_view input) {
    const std::size_t end = input.find('\n');
    const std::string expression{input.substr(0, end)};
    const std::string_view text = end == std::string_view::npos ? "" : input.substr(end + 1);
    const data::pattern once{expression};
    const bool fits = once.matches(text);
    fuzz::require(!fits || lastro::core::is_utf8(text), "a match of what is no text");
    // (e) is e, and e|e is e; what matches e matches e?, e* and e+.
    const std::string group = "(" + expression + ")";
    try {
        fuzz::require(data::pattern{group}.matches(text) == fits, "another match in a group");
        fuzz::require(data::pattern{expression + "|" + expression}.matches(text) == fits,
                      "another match of one of two");
        fuzz::require(!fits || data::pattern{group + "?"}.matches(text), "no match of none or one");
        fuzz::require(!fits || data::pattern{group + "+"}.matches(text), "no match of some");
        fuzz::require(data::pattern{group + "*"}.matches(""), "no match of nothing");
        fuzz::require(!fits || data::pattern{group + "{2}"}.matches(std::string{text} + std::string{text}),
                      "no match of two");
    } catch (const lastro::format_error&) {
        // one place or one group more than there may be
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](lastro::core::byte_span input) {
        if (!input.empty()) {
            const std::string_view text = lastro::core::as_text(input.subspan(1));
            (static_cast<unsigned char>(input[0]) % 2 == 0 ? schema_of : pattern_of)(text);
        }
    });
}
