// SPDX-License-Identifier: MIT
// lastro/data/schema_json.hpp
//
// How is a schema kept beside the code, reviewed and read back? As JSON with a version, one spelling for each schema.
//
//   core::write_file("weather.schema.json", data::to_json(schema));
//   const data::schema agreed = data::parse_schema(core::read_text("weather.schema.json"), "weather.schema.json");
//
// docs/formats/schema.md is the format. Written is canonical JSON [1]: equal schemas, equal bytes. Read is any JSON of
// that content, so that people may edit it; a key that is not known is an error, and so is a newer version.
//
// References
//   [1] RFC 8785, JSON Canonicalization Scheme (JCS).
#pragma once

#include <optional>     // optional
#include <string>       // string, to_string
#include <string_view>  // string_view

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/json_text.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/detail/schema_reader.hpp>
#include <lastro/data/field.hpp>
#include <lastro/data/schema.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data {

namespace detail {

/// Writes one object whose keys come in order.
class json_object_writer {
public:
    explicit json_object_writer(std::string& out) : out_(out) { out_ += '{'; }
    void text(std::string_view name, std::string_view value) {
        key(name);
        core::append_json_string(out_, value);
    }
    void raw(std::string_view name, std::string_view value) {
        key(name);
        out_ += value;
    }
    void boolean(std::string_view name, bool value) { raw(name, value ? "true" : "false"); }
    void number(std::string_view name, const std::optional<double>& value) {
        if (value) {
            raw(name, core::jcs_number(*value));
        }
    }
    void finish() { out_ += '}'; }

private:
    void key(std::string_view name) {
        out_ += first_ ? "\"" : ",\"";
        first_ = false;
        out_ += name;
        out_ += "\":";
    }
    std::string& out_;
    bool first_ = true;
};

/// What differs from the defaults, and always name, nullable and type.
inline void append_json(std::string& out, const field& f) {
    const field usual;
    json_object_writer object{out};
    if (!f.allowed.empty()) {
        std::string list = "[";
        for (const std::string& text : sorted_texts(f.allowed)) {
            list += list.size() > 1 ? "," : "";
            core::append_json_string(list, text);
        }
        object.raw("allowed", list + "]");
    }
    if (f.earliest) {
        object.text("earliest", f.earliest->to_string());
    }
    if (f.latest) {
        object.text("latest", f.latest->to_string());
    }
    object.number("maximum", f.maximum);
    object.number("minimum", f.minimum);
    if (f.monotonicity != usual.monotonicity) {
        object.text("monotonicity", name_of(f.monotonicity));
    }
    object.number("most_missing", f.most_missing);
    object.text("name", f.name);
    object.boolean("nullable", f.nullable);
    if (f.out_of_range != usual.out_of_range) {
        object.text("out_of_range", name_of(f.out_of_range));
    }
    if (!f.pattern.empty()) {
        object.text("pattern", f.pattern);
    }
    if (f.role != usual.role) {
        object.text("role", name_of(f.role));
    }
    object.text("type", name_of(f.type));
    if (f.unique) {
        object.boolean("unique", true);
    }
    if (!f.unit.empty()) {
        object.text("unit", f.unit);
    }
    if (f.unseen != usual.unseen) {
        object.text("unseen", name_of(f.unseen));
    }
    object.finish();
}

}  // namespace detail

/// The one text of a schema, without a line end.
///
/// @throws schema_error or format_error if it contradicts itself (`require_sound`).
[[nodiscard]] inline std::string to_json(const schema& s) {
    require_sound(s);
    std::string fields = "[";
    for (const field& f : s.fields) {
        fields += fields.size() > 1 ? "," : "";
        detail::append_json(fields, f);
    }
    std::string relations = "[";
    for (const relation& r : s.relations) {
        relations += relations.size() > 1 ? "," : "";
        detail::json_object_writer object{relations};
        object.text("is", name_of(r.is));
        object.text("left", r.left);
        object.text("right", r.right);
        object.finish();
    }
    std::string out;
    detail::json_object_writer object{out};
    object.raw("fields", fields + "]");
    object.text("format", detail::schema_format);
    if (!s.relations.empty()) {
        object.raw("relations", relations + "]");
    }
    object.raw("version", std::to_string(schema_version));
    object.finish();
    return out;
}

/// The schema that `text` spells; `where` begins every message.
///
/// @throws format_error for what is no schema in JSON, or one of a newer version, which the message names beside the
///         newest that is read; schema_error if it contradicts itself.
[[nodiscard]] inline schema parse_schema(std::string_view text, std::string_view where) {
    core::require<format_error>(core::is_utf8(text), where, "UTF-8 text", "other bytes");
    return detail::schema_reader{text, where}.read();
}

}  // namespace lastro::inline v0::data
