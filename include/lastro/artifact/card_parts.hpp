// SPDX-License-Identifier: MIT
// lastro/artifact/card_parts.hpp
//
// What goes in and comes out of a model, in which unit, and how sure is one of how good it is? Parts of a card.
//
//   card.inputs = artifact::signature(agreed, data::role::feature);      // names, types and units of a data::schema
//   card.preprocessing = {{"wind", "standard scaling"}};
//   card.measurements = {{.metric = "accuracy", .value = 0.83, .interval = artifact::confidence_interval{0.80, 0.86}},
//                        {.metric = "accuracy", .value = 0.79, .segment = {"location", "New York"}, .rows = 731}};
#pragma once

#include <cstdint>    // uint64_t
#include <optional>   // optional
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <vector>     // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/field.hpp>
#include <lastro/data/schema.hpp>
#include <lastro/data/types.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_fields.hpp>
#include <lastro/store/json_numbers.hpp>

namespace lastro::inline v0::artifact {

/// A column that a model reads, or a result that it gives.
struct signature_field {
    std::string name = {};
    data::type type = data::type::float64;
    std::string unit = {};  ///< "m/s"; empty where there is none.

    friend bool operator==(const signature_field&, const signature_field&) = default;
};

/// How one column becomes numbers, in words: "standard scaling", "one-hot".
struct preprocessing_step {
    std::string column = {};
    std::string method = {};

    friend bool operator==(const preprocessing_step&, const preprocessing_step&) = default;
};

/// The true value is between these two, lower <= upper, in about `confidence` of all samples, 0 < confidence < 1.
struct confidence_interval {
    double lower = 0.0;
    double upper = 0.0;
    double confidence = 0.95;

    friend bool operator==(const confidence_interval&, const confidence_interval&) = default;
};

/// The rows that have one value in a column.
struct segment_name {
    std::string column = {};  ///< Empty: all rows.
    std::string value = {};

    friend bool operator==(const segment_name&, const segment_name&) = default;
};

/// A metric, of all rows or of a segment of them.
struct measurement {
    std::string metric = {};
    double value = 0.0;
    std::optional<confidence_interval> interval = {};
    segment_name segment = {};
    std::uint64_t rows = 0;  ///< That it was measured on; 0 where that is not said.

    friend bool operator==(const measurement&, const measurement&) = default;
};

/// The fields of `agreed` that are there for `role`, with their units.
[[nodiscard]] inline std::vector<signature_field> signature(const data::schema& agreed, data::role role) {
    std::vector<signature_field> list;
    for (const data::field& f : agreed.fields) {
        if (f.role == role) {
            list.push_back({.name = f.name, .type = f.type, .unit = f.unit});
        }
    }
    return list;
}

[[nodiscard]] inline store::json to_json(const signature_field& f) {
    store::json record{{"name", f.name}, {"type", data::name_of(f.type)}};
    if (!f.unit.empty()) {
        record["unit"] = f.unit;
    }
    return record;
}

[[nodiscard]] inline store::json to_json(const preprocessing_step& s) {
    return {{"column", s.column}, {"method", s.method}};
}

namespace detail {

/// @throws Error unless the bounds are in order and the confidence is a share.
template <class Error>
void require_sound(const confidence_interval& i, const std::string& where) {
    core::require<Error>(i.lower <= i.upper, where, "a lower bound of at most the upper one",
                         core::to_text(i.lower) + " to " + core::to_text(i.upper));
    core::require<Error>(0.0 < i.confidence && i.confidence < 1.0, where, "a confidence between 0 and 1", i.confidence);
}

}  // namespace detail

/// @throws std::invalid_argument if there is an interval that is none, or of a confidence that is none.
[[nodiscard]] inline store::json to_json(const measurement& m) {
    store::json record{{"metric", m.metric}, {"value", store::exact_json(m.value)}};
    if (m.interval) {
        detail::require_sound<std::invalid_argument>(*m.interval, "artifact::measurement: " + core::quoted(m.metric));
        record["interval"] = {{"lower", store::exact_json(m.interval->lower)},
                              {"upper", store::exact_json(m.interval->upper)},
                              {"confidence", store::exact_json(m.interval->confidence)}};
    }
    if (!m.segment.column.empty()) {
        record["segment"] = {{"column", m.segment.column}, {"value", m.segment.value}};
    }
    if (m.rows > 0) {
        record["rows"] = store::exact_json(m.rows);
    }
    return record;
}

namespace detail {

inline void parse_part(store::json_fields& fields, signature_field& f) {
    f.name = fields.text("name");
    const auto type = data::type_named(fields.text("type"));
    core::require<format_error>(type.has_value(), fields.place("type"), "a column type",
                                core::quoted(fields.text("type")));
    f.type = *type;
    if (fields.find("unit") != nullptr) {
        f.unit = fields.text("unit");
        core::require<format_error>(!f.unit.empty(), fields.place("unit"), "a unit, or no field", "none");
    }
}

inline void parse_part(store::json_fields& fields, preprocessing_step& s) {
    s.column = fields.text("column");
    s.method = fields.text("method");
}

inline void parse_part(store::json_fields& fields, measurement& m) {
    m.metric = fields.text("metric");
    m.value = store::exact_double(fields.at("value"), fields.place("value"));
    if (fields.find("interval") != nullptr) {
        store::json_fields bounds{fields.object("interval"), fields.place("interval")};
        const auto number = [&](const char* name) { return store::exact_double(bounds.at(name), bounds.place(name)); };
        m.interval = confidence_interval{number("lower"), number("upper"), number("confidence")};
        bounds.finish();
        require_sound<format_error>(*m.interval, fields.place("interval"));
    }
    if (fields.find("segment") != nullptr) {
        store::json_fields segment{fields.object("segment"), fields.place("segment")};
        m.segment = {segment.text("column"), segment.text("value")};
        core::require<format_error>(!m.segment.column.empty(), segment.place("column"), "a column", "none");
        segment.finish();
    }
    if (const store::json* const rows = fields.find("rows")) {
        m.rows = store::exact_integer<std::uint64_t>(*rows, fields.place("rows"));
        core::require<format_error>(m.rows > 0, fields.place("rows"), "a number above 0, or no field", m.rows);
    }
}

}  // namespace detail

/// What `to_json` wrote of each element. @throws format_error beginning with `where` for anything else, an empty list too.
template <class Part>
[[nodiscard]] std::vector<Part> parse_parts(const store::json& list, const std::string& where) {
    core::require<format_error>(list.is_array() && !list.empty(), where, "elements, or no field", list.type_name());
    std::vector<Part> parts;
    for (const store::json& element : list) {
        store::json_fields fields{element, where + ": element " + std::to_string(parts.size() + 1)};
        detail::parse_part(fields, parts.emplace_back());
        fields.finish();
    }
    return parts;
}

}  // namespace lastro::inline v0::artifact
