// SPDX-License-Identifier: MIT
// lastro/store/oci_layout.hpp
//
// How does a version of a directory travel through registries of container images? As an OCI image layout.
//
//   store::export_oci(objects, images, "images.oci", {.tag = "v3"});        // blobs/sha256/..., what `oras` takes
//   const store::snapshot same = store::import_oci(objects, "images.oci", "v3");
//
// Every file is a layer whose annotation `org.opencontainers.image.title` is its path. Sizes are compared before digests,
// and digests before anything is believed.
//
// Reference
//   [1] OCI image-spec 1.1: image-layout.md, manifest.md, descriptor.md.
#pragma once

#include <cstdint>    // uint64_t
#include <set>        // set
#include <stdexcept>  // invalid_argument
#include <string>     // string, to_string
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/hash/sha256.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/detail/scratch_directory.hpp>
#include <lastro/store/detail/unsynced_file.hpp>
#include <lastro/store/json_fields.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/snapshot.hpp>
#include <lastro/store/tree.hpp>

namespace lastro::inline v0::store {

/// How a layout is written.
struct oci_settings {
    std::string tag = "latest";                           ///< org.opencontainers.image.ref.name
    hash::algorithm algorithm = hash::algorithm::sha256;  ///< sha256 is what every reader knows; blake3 is registered.
};

namespace detail {

inline constexpr std::string_view oci_manifest_type = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view oci_index_type = "application/vnd.oci.image.index.v1+json";
inline constexpr std::string_view oci_empty_type = "application/vnd.oci.empty.v1+json";
inline constexpr std::string_view oci_snapshot_type = "application/vnd.lastro.snapshot.v1";
inline constexpr std::string_view oci_title = "org.opencontainers.image.title";
inline constexpr std::string_view oci_tag = "org.opencontainers.image.ref.name";
inline constexpr std::string_view oci_kind = "io.lastro.kind";

/// A tag as [1] allows it, and a name that a file system could hold.
[[nodiscard]] inline bool is_oci_tag(std::string_view tag) noexcept {
    return !tag.empty() && tag.size() <= 128 &&
           tag.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
               std::string_view::npos &&
           tag.front() != '.' && tag.front() != '-';
}

[[nodiscard]] inline std::string oci_media_type(entry_kind kind) {
    return kind == entry_kind::directory ? "application/vnd.lastro.directory.v1"
           : kind == entry_kind::link    ? "application/vnd.lastro.link.v1"
                                         : "application/octet-stream";
}

[[nodiscard]] inline hash::digest oci_digest(hash::algorithm algorithm, core::byte_span bytes) {
    return algorithm == hash::algorithm::sha256 ? hash::sha256::of(bytes) : hash::blake3::of(bytes);
}

[[nodiscard]] inline std::string oci_blob(const std::string& layout, const hash::digest& digest) {
    return core::join_path(layout, "blobs/" + std::string{hash::name(digest.algorithm())} + '/' + digest.hex());
}

/// Keeps a blob once and describes it.
[[nodiscard]] inline json put_oci_blob(const std::string& layout, hash::algorithm algorithm, core::byte_span bytes,
                                       std::string_view media_type) {
    const hash::digest digest = oci_digest(algorithm, bytes);
    const std::string path = oci_blob(layout, digest);
    if (!core::file_exists(path)) {
        unsynced_file file{path};
        file.write(bytes);
        file.keep();
    }
    return {{"mediaType", media_type}, {"digest", digest.to_string()}, {"size", bytes.size()}};
}

/// The bytes that a descriptor describes, of that type. Fields that are not asked for are others' business.
[[nodiscard]] inline core::mapped_file get_oci_blob(const std::string& layout, json_fields& descriptor,
                                                    const std::string& where) {
    const hash::digest digest = descriptor.digest("digest");
    const std::uint64_t size = descriptor.count("size");
    const std::string path = oci_blob(layout, digest);
    core::require<integrity_error>(core::file_exists(path), where, "the blob " + digest.to_string(), "none");
    core::mapped_file content{path};
    core::require<integrity_error>(content.bytes().size() == size, path, std::to_string(size) + " bytes",
                                   content.bytes().size());
    const hash::digest found = oci_digest(digest.algorithm(), content.bytes());
    core::require<integrity_error>(found == digest, path, "content with digest " + digest.to_string(),
                                   found.to_string());
    return content;
}

[[nodiscard]] inline json parse_oci(const std::string& path, core::byte_span bytes) {
    core::require<format_error>(bytes.size() <= largest_tree, path, "at most 256 MiB", bytes.size());
    return parse_json(core::as_text(bytes), path);
}

}  // namespace detail

/// Writes `content` as an OCI image layout to `to`, where nothing may stand yet; it appears when it is complete.
///
/// @throws std::invalid_argument for a tag that OCI does not allow; io_error; integrity_error for a damaged object.
inline void export_oci(const object_store& objects, const snapshot& content, const std::string& to,
                       const oci_settings& settings = {}) {
    core::require<std::invalid_argument>(detail::is_oci_tag(settings.tag), "store::export_oci: tag",
                                         "1 to 128 of A-Z a-z 0-9 . _ -, and no . or - first",
                                         core::quoted(settings.tag));
    core::require<io_error>(!detail::is_taken(to), to, "nothing of that name yet", "something");
    const detail::scratch_directory unfinished{to};
    const std::string& layout = unfinished.path();
    detail::make_directories_unsynced(core::join_path(layout, "blobs/" + std::string{hash::name(settings.algorithm)}));
    const auto put = [&](core::byte_span bytes, std::string_view type) {
        return detail::put_oci_blob(layout, settings.algorithm, bytes, type);
    };
    const auto write = [&](const std::string& name, const std::string& text) {
        detail::unsynced_file file{core::join_path(layout, name)};
        file.write(core::as_bytes(text));
        file.keep();
    };
    json layers = json::array();
    for (const tree_entry& entry : content.entries()) {
        const bool directory = entry.kind == entry_kind::directory;
        json layer =
            directory ? put({}, detail::oci_media_type(entry.kind))
                      : put(objects.get_sized(entry.digest, entry.bytes).bytes(), detail::oci_media_type(entry.kind));
        layer["annotations"] = {{detail::oci_title, entry.name},
                                {detail::oci_kind, std::string(1, static_cast<char>(entry.kind))}};
        layers.push_back(std::move(layer));
    }
    const std::string manifest = canonical_json({{"schemaVersion", 2},
                                                 {"mediaType", detail::oci_manifest_type},
                                                 {"artifactType", detail::oci_snapshot_type},
                                                 {"config", put(core::as_bytes("{}"), detail::oci_empty_type)},
                                                 {"layers", std::move(layers)},
                                                 {"annotations", {{"io.lastro.tree", content.digest().to_string()}}}});
    json entry = put(core::as_bytes(manifest), detail::oci_manifest_type);
    entry["artifactType"] = detail::oci_snapshot_type;
    entry["annotations"] = {{detail::oci_tag, settings.tag}};
    write("index.json", canonical_json({{"schemaVersion", 2},
                                        {"mediaType", detail::oci_index_type},
                                        {"manifests", json::array({std::move(entry)})}}));
    write("oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
    detail::sync_all(layout);
    if (::rename(layout.c_str(), to.c_str()) != 0) {
        core::detail::refuse(to, "create", errno);
    }
    core::sync_directory(core::directory_of(to));
}

/// Keeps the directory that the layout `from` has under `tag`. Layers of others, whose files have titles, are files.
///
/// @throws format_error or integrity_error if the layout is none, or damaged; schema_error if the tag is not there or
///         not a directory of files with titles.
inline snapshot import_oci(const object_store& objects, const std::string& from, const std::string& tag = "latest") {
    const std::string marker = core::join_path(from, "oci-layout");
    const json layout = detail::parse_oci(marker, core::mapped_file{marker}.bytes());
    const std::string version = json_fields{layout, marker}.text("imageLayoutVersion");
    core::require<format_error>(version == "1.0.0", marker, "version 1.0.0", core::quoted(version));
    const std::string place = core::join_path(from, "index.json");
    const json index = detail::parse_oci(place, core::mapped_file{place}.bytes());
    json_fields fields{index, place};
    json manifest;
    for (const json& candidate : fields.array("manifests")) {
        json_fields descriptor{candidate, place};
        if (descriptor.find("annotations") == nullptr) {
            continue;
        }
        json_fields annotations{descriptor.object("annotations"), place};
        if (annotations.find(detail::oci_tag) == nullptr || annotations.text(detail::oci_tag) != tag) {
            continue;
        }
        const core::mapped_file text = detail::get_oci_blob(from, descriptor, place);
        manifest = detail::parse_oci(place + ": " + tag, text.bytes());
        break;
    }
    core::require<schema_error>(!manifest.is_null(), place, "a manifest with the tag " + core::quoted(tag), "none");
    const std::string where = place + ": " + tag;
    object_store::batch group = objects.begin();
    std::vector<tree_entry> entries;
    json_fields described{manifest, where};
    for (const json& layer : described.array("layers")) {
        json_fields descriptor{layer, where};
        json_fields annotations{descriptor.object("annotations"), where};
        const core::mapped_file content = detail::get_oci_blob(from, descriptor, where);
        const std::string kind =
            annotations.find(detail::oci_kind) == nullptr ? "f" : annotations.text(detail::oci_kind);
        const std::string& title = annotations.text(detail::oci_title);
        core::require<format_error>(kind == "f" || kind == "x" || kind == "l" || kind == "d", where, "f, x, l or d",
                                    core::quoted(kind));
        core::require<format_error>(core::is_safe_relative_path(title), where, "a path that stays below the directory",
                                    core::quoted(title));
        entries.push_back({.name = title,
                           .kind = static_cast<entry_kind>(kind[0]),
                           .bytes = content.bytes().size(),
                           .digest = kind == "d" ? hash::digest{} : group.put(content.bytes())});
    }
    try {
        snapshot found{std::move(entries), [&](const hash::digest& name, const std::string& text) {
                           group.put_as(name, core::as_bytes(text));
                       }};
        group.commit();
        return found;
    } catch (const std::invalid_argument& e) {  // the layout's mistake, not the caller's
        throw format_error{where + ": " + e.what()};
    }
}

}  // namespace lastro::inline v0::store
