// SPDX-License-Identifier: MIT
// lastro/store/dvc_file.hpp
//
// Which data does this `.dvc` file track? The small file that DVC commits in place of the data.
//
//   const store::dvc_file f = store::parse_dvc_file(core::read_text("images.dvc"), "images.dvc");
//   f.outputs.at(0).path, f.outputs.at(0).oid;                            // "images", "5ea4...17d1.dir"
//   core::write_file("images.dvc", core::as_bytes(store::dvc_file_text(f)));      // what `dvc add images` writes
//
// DVC 3, data that `dvc add` tracks. Imports, pipelines' outputs and data of DVC 2 (other digests, another layout) are
// refused, with the field that tells them.
//
// Reference
//   [1] dvc, dvc/schema.py and dvc/output.py (Output.dumpd: the order of the fields).
#pragma once

#include <cstdint>      // uint64_t
#include <optional>     // optional
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/dvc_directory.hpp>
#include <lastro/store/json_fields.hpp>
#include <lastro/store/yaml.hpp>

namespace lastro::inline v0::store {

/// A file or a directory that DVC tracks.
struct dvc_output {
    std::string path = {};                    ///< Where it stands, as the file says: relative to it, or not.
    std::string oid = {};                     ///< MD5, and ".dir" for a directory.
    std::optional<std::uint64_t> size = {};   ///< Bytes, of all files together.
    std::optional<std::uint64_t> files = {};  ///< How many files a directory holds.
    bool executable = false;                  ///< Only of a file.
    std::string description = {};
    std::string type = {};    ///< What kind of artifact it is, in the words of its owner.
    bool cache = true;        ///< False: DVC keeps the digest and no copy.
    bool persist = false;     ///< True: DVC does not delete it before it is made again.
    std::string remote = {};  ///< Name of the remote that it is pushed to; empty for the default.
    bool push = true;         ///< False: it is not pushed.

    [[nodiscard]] bool is_directory() const noexcept { return is_dvc_directory_oid(oid); }

    friend bool operator==(const dvc_output&, const dvc_output&) = default;
};

/// A `.dvc` file.
struct dvc_file {
    std::vector<dvc_output> outputs = {};
    std::string working_directory = ".";  ///< What the paths are relative to, itself relative to the file.
    std::string description = {};

    friend bool operator==(const dvc_file&, const dvc_file&) = default;
};

/// The text of a `.dvc` file as DVC writes it, except that long paths stay on one line.
///
/// @throws std::invalid_argument for no outputs, an empty path, an `oid` that is none, or text that is not UTF-8.
[[nodiscard]] inline std::string dvc_file_text(const dvc_file& file) {
    constexpr std::string_view where = "store::dvc_file_text";
    core::require<std::invalid_argument>(!file.outputs.empty(), where, "at least one output", "none");
    std::string text;
    const auto field = [&text](std::string_view name, const std::string& value) {
        text.append(name).append(": ").append(value).append("\n");
    };
    if (file.working_directory != ".") {
        field("wdir", yaml_scalar(file.working_directory));
    }
    if (!file.description.empty()) {
        field("desc", yaml_scalar(file.description));
    }
    text += "outs:\n";
    for (const dvc_output& out : file.outputs) {
        core::require<std::invalid_argument>(is_dvc_md5(out.oid) || out.is_directory(), where,
                                             "32 lower-case hexadecimal digits, and \".dir\" for a directory",
                                             core::quoted(out.oid));
        core::require<std::invalid_argument>(!out.path.empty(), where, "a path", "none");
        field("- md5", yaml_scalar(out.oid));
        if (out.size) {
            field("  size", std::to_string(*out.size));
        }
        if (out.files) {
            field("  nfiles", std::to_string(*out.files));
        }
        if (out.executable) {
            field("  isexec", "true");
        }
        field("  hash", "md5");
        field("  path", yaml_scalar(out.path));
        if (!out.description.empty()) {
            field("  desc", yaml_scalar(out.description));
        }
        if (!out.type.empty()) {
            field("  type", yaml_scalar(out.type));
        }
        if (!out.cache) {
            field("  cache", "false");
        }
        if (out.persist) {
            field("  persist", "true");
        }
        if (!out.remote.empty()) {
            field("  remote", yaml_scalar(out.remote));
        }
        if (!out.push) {
            field("  push", "false");
        }
    }
    return text;
}

/// The `.dvc` file that `text` spells; `where` begins every message.
///
/// @throws format_error for anything that is no such file, and for what this reader does not know: another field, an
///         output without a digest, a digest of DVC 2.
[[nodiscard]] inline dvc_file parse_dvc_file(std::string_view text, const std::string& where) {
    const json value = parse_yaml(text, where);
    json_fields fields{value, where};
    const auto optional_text = [](json_fields& from, std::string_view name, std::string otherwise) {
        return from.find(name) == nullptr ? std::move(otherwise) : from.text(name);
    };
    const auto optional_count = [](json_fields& from, std::string_view name) {
        return from.find(name) == nullptr ? std::optional<std::uint64_t>{} : from.count(name);
    };
    const auto optional_boolean = [](json_fields& from, std::string_view name, bool otherwise) {
        return from.find(name) == nullptr ? otherwise : from.boolean(name);
    };
    dvc_file file;
    file.working_directory = optional_text(fields, "wdir", ".");
    file.description = optional_text(fields, "desc", "");
    for (const json& element : fields.array("outs")) {
        json_fields out{element, where + ": output " + std::to_string(file.outputs.size() + 1)};
        dvc_output output;
        output.path = out.text("path");
        core::require<format_error>(!output.path.empty(), out.place("path"), "a path", "an empty text");
        const std::string algorithm = optional_text(out, "hash", "none");
        core::require<format_error>(algorithm == "md5", out.place("hash"), "\"md5\", as DVC 3 writes",
                                    algorithm == "none" ? algorithm : core::quoted(algorithm));
        output.oid = out.text("md5");
        core::require<format_error>(is_dvc_md5(output.oid) || output.is_directory(), out.place("md5"),
                                    "32 lower-case hexadecimal digits, and \".dir\" for a directory",
                                    core::quoted(output.oid));
        output.size = optional_count(out, "size");
        output.files = optional_count(out, "nfiles");
        output.executable = optional_boolean(out, "isexec", false);
        output.description = optional_text(out, "desc", "");
        output.type = optional_text(out, "type", "");
        output.cache = optional_boolean(out, "cache", true);
        output.persist = optional_boolean(out, "persist", false);
        output.remote = optional_text(out, "remote", "");
        output.push = optional_boolean(out, "push", true);
        out.finish();
        file.outputs.push_back(std::move(output));
    }
    fields.finish();
    core::require<format_error>(!file.outputs.empty(), fields.place("outs"), "at least one output", "none");
    return file;
}

}  // namespace lastro::inline v0::store
