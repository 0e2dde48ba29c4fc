// SPDX-License-Identifier: MIT
// lastro/artifact/statement.hpp
//
// What exactly does a signature of a model say? An in-toto statement: the manifest as JSON, and one digest of all of it.
//
//   const std::string payload = artifact::statement_text(artifact::manifest_of("rain"));
//   artifact::parse_statement(payload, "model.sig");                 // the manifest again
//
// References
//   [1] OpenSSF Model Signing Specification 1.0 (2025), https://github.com/ossf/model-signing-spec.
//   [2] in-toto Attestation Framework, Statement layer, version 1.
#pragma once

#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move

#include <lastro/artifact/model_manifest.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/path.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_fields.hpp>
#include <lastro/store/snapshot.hpp>

namespace lastro::inline v0::artifact {

inline constexpr std::string_view in_toto_statement_type = "https://in-toto.io/Statement/v1";
inline constexpr std::string_view signature_predicate_type = "https://model_signing/signature/v1.0";

/// The statement of a manifest: canonical JSON, so equal manifests give equal bytes.
[[nodiscard]] inline std::string statement_text(const model_manifest& manifest) {
    store::json resources = store::json::array();
    for (const manifest_file& file : manifest.files) {
        resources.push_back(
            {{"name", file.path}, {"algorithm", hash::name(file.digest.algorithm())}, {"digest", file.digest.hex()}});
    }
    const store::json serialization{{"method", "files"},
                                    {"hash_type", hash::name(manifest.settings.algorithm)},
                                    {"allow_symlinks", manifest.settings.follow_links},
                                    {"ignore_paths", manifest.settings.ignore}};
    const store::json digest{{"sha256", root_digest(manifest).hex()}};
    return store::canonical_json({{"_type", in_toto_statement_type},
                                  {"predicateType", signature_predicate_type},
                                  {"subject", store::json::array({{{"name", manifest.name}, {"digest", digest}}})},
                                  {"predicate", {{"serialization", serialization}, {"resources", resources}}}});
}

namespace detail {

[[nodiscard]] inline hash::digest read_digest(store::json_fields& from, std::string_view field, std::string_view with) {
    const std::string& hex = from.text(field);
    try {
        return hash::digest::parse(std::string{with} + ':' + hex);
    } catch (const format_error&) {
        core::fail<format_error>(from.place(field), "64 lower-case hexadecimal digits", core::quoted(hex));
    }
}

[[nodiscard]] inline manifest_settings read_serialization(const store::json& value, const std::string& where) {
    store::json_fields fields{value, where};
    const auto one_of = [&](std::string_view name, bool known, std::string_view expected) {
        core::require<format_error>(known, fields.place(name), expected, core::quoted(fields.text(name)));
    };
    const std::string& type = fields.text("hash_type");
    one_of("method", fields.text("method") == "files", "\"files\"");
    one_of("hash_type", type == "sha256" || type == "blake3", "\"sha256\" or \"blake3\"");
    manifest_settings settings{.algorithm = type == "sha256" ? hash::algorithm::sha256 : hash::algorithm::blake3,
                               .follow_links = fields.boolean("allow_symlinks"),
                               .ignore = {}};
    if (fields.find("ignore_paths") != nullptr) {
        for (const store::json& path : fields.array("ignore_paths")) {
            core::require<format_error>(
                path.is_string() && core::is_safe_relative_path(path.get_ref<const std::string&>()),
                fields.place("ignore_paths"), "paths below the model", core::quoted(path.dump(-1, ' ', true)));
            settings.ignore.push_back(path.get<std::string>());
        }
    }
    return settings;
}

}  // namespace detail

/// The manifest that a statement holds, in any spelling of the JSON; fields that it does not know are passed over, as [1]
/// asks for.
///
/// @throws format_error ("<where>: statement: ...") for another type of statement or predicate, not one subject, another
/// method than whole files, another hash than SHA-256 or BLAKE3, paths that lead out of the model or stand there twice;
/// integrity_error ("<where>: root: ...") if the digests are not those of the subject.
[[nodiscard]] inline model_manifest parse_statement(std::string_view text, std::string_view where) {
    const std::string step = std::string{where} + ": statement";
    const store::json value = store::parse_json(text, step);
    store::json_fields statement{value, step};
    for (const auto& [field, type] :
         {std::pair{"_type", in_toto_statement_type}, std::pair{"predicateType", signature_predicate_type}}) {
        const std::string& found = statement.text(field);
        core::require<format_error>(found == type, statement.place(field), core::quoted(type), core::quoted(found));
    }
    const store::json& subjects = statement.array("subject");
    core::require<format_error>(subjects.size() == 1, statement.place("subject"), "exactly one", subjects.size());
    store::json_fields subject{subjects[0], statement.place("subject")};
    store::json_fields digests{subject.object("digest"), subject.place("digest")};
    const hash::digest root = detail::read_digest(digests, "sha256", "sha256");

    store::json_fields predicate{statement.object("predicate"), statement.place("predicate")};
    model_manifest manifest{
        .name = subject.text("name"),
        .settings = detail::read_serialization(predicate.object("serialization"), predicate.place("serialization"))};
    const std::string_view with = hash::name(manifest.settings.algorithm);
    const store::json& resources = predicate.array("resources");
    const std::string place = predicate.place("resources");
    for (const store::json& resource : resources) {
        store::json_fields file{resource, place};
        const std::string& path = file.text("name");
        core::require<format_error>(core::is_safe_relative_path(path) || (path == "." && resources.size() == 1), place,
                                    "paths below the model", core::quoted(path));
        core::require<format_error>(file.text("algorithm") == with, place, with, core::quoted(file.text("algorithm")));
        manifest.files.push_back({.path = path, .digest = detail::read_digest(file, "digest", with)});
    }
    core::require<integrity_error>(root_digest(manifest) == root, std::string{where} + ": root", root.hex(),
                                   root_digest(manifest).hex());
    core::stable_sort(std::span{manifest.files}, [](const manifest_file& a, const manifest_file& b) {
        return store::path_before(a.path, b.path);
    });
    for (std::size_t i = 1; i < manifest.files.size(); ++i) {
        core::require<format_error>(manifest.files[i].path != manifest.files[i - 1].path, place, "every path once",
                                    core::quoted(manifest.files[i].path) + " twice");
    }
    return manifest;
}

}  // namespace lastro::inline v0::artifact
