// SPDX-License-Identifier: MIT
// lastro/artifact/model_manifest.hpp
//
// Of which files does a model consist, and what is in each of them?
//
//   const artifact::model_manifest m = artifact::manifest_of("rain", {}, 2);   // every file below the directory, two threads
//   artifact::root_digest(m);                                                 // one digest of them all
//   artifact::require_manifest("copy", m, "copy");                            // an integrity_error unless the files are these
//
// A model is a directory or one file. What a signature says of a model is its manifest (artifact/signature.hpp). POSIX.
//
// References
//   [1] OpenSSF Model Signing Specification 1.0 (2025), https://github.com/ossf/model-signing-spec.
#pragma once

#include <stdlib.h>    // realpath (POSIX)
#include <sys/stat.h>  // lstat, stat (POSIX)

#include <cerrno>       // errno
#include <cstddef>      // size_t
#include <cstdlib>      // free
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/core/path.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/hash/file.hpp>
#include <lastro/hash/sha256.hpp>
#include <lastro/store/directory_scan.hpp>
#include <lastro/store/snapshot.hpp>

namespace lastro::inline v0::artifact {

/// What belongs to a model, and how it is named.
struct manifest_settings {
    hash::algorithm algorithm = hash::algorithm::sha256;
    bool follow_links = false;  ///< Take symbolic links for what they lead to; else they are an error.
    /// Paths below the directory that are passed over, with all below them.
    std::vector<std::string> ignore = {".git", ".gitattributes", ".github", ".gitignore"};

    friend bool operator==(const manifest_settings&, const manifest_settings&) = default;
};

/// A file of a model: its path below the directory, "." where the model is the file.
struct manifest_file {
    std::string path;
    hash::digest digest;

    friend bool operator==(const manifest_file&, const manifest_file&) = default;
};

/// All files of a model, in the order of `store::path_before`.
struct model_manifest {
    std::string name = {};  ///< Of the directory or file: for people, it is not compared with anything.
    manifest_settings settings = {};
    std::vector<manifest_file> files = {};

    friend bool operator==(const model_manifest&, const model_manifest&) = default;
};

/// The SHA-256 of all digests, one after the other [1].
[[nodiscard]] inline hash::digest root_digest(std::span<const manifest_file> files) noexcept {
    hash::sha256 all;
    for (const manifest_file& file : files) {
        all.update(file.digest.bytes());
    }
    return all.finalize();
}
[[nodiscard]] inline hash::digest root_digest(const model_manifest& manifest) noexcept {
    return root_digest(manifest.files);
}

namespace detail {

/// The path from the root, without links. @throws io_error if there is nothing.
[[nodiscard]] inline std::string real_path(const std::string& path) {
    struct text {
        char* it;
        ~text() { std::free(it); }
    };
    const text real{::realpath(path.c_str(), nullptr)};
    if (real.it == nullptr) {
        core::detail::refuse(path, "find", errno);
    }
    return real.it;
}

/// The paths of a model's files, in order.
[[nodiscard]] inline std::vector<std::string> model_paths(const std::string& model, const manifest_settings& settings) {
    for (const std::string& path : settings.ignore) {
        core::require<std::invalid_argument>(core::is_safe_relative_path(path), "artifact::manifest_settings: ignore",
                                             "paths below the model", core::quoted(path));
    }
    struct ::stat status {};
    if (::lstat(model.c_str(), &status) != 0 ||
        (S_ISLNK(status.st_mode) && settings.follow_links && ::stat(model.c_str(), &status) != 0)) {
        core::detail::refuse(model, "read", errno);
    }
    if (S_ISREG(status.st_mode)) {
        return {"."};
    }
    core::require<io_error>(S_ISDIR(status.st_mode), model, "a file or a directory",
                            S_ISLNK(status.st_mode) ? "a symbolic link" : "something else");
    std::vector<std::string> paths;
    const auto links = settings.follow_links ? store::link_policy::follow : store::link_policy::refuse;
    for (store::scanned_entry& entry :
         store::scan_directory(model, {.links = links, .portable_names = false, .except = settings.ignore})) {
        if (entry.kind != store::entry_kind::directory) {
            paths.push_back(std::move(entry.path));
        }
    }
    return paths;
}

[[nodiscard]] inline std::string model_file_path(const std::string& model, const std::string& path) {
    return path == "." ? model : core::join_path(model, path);
}

[[nodiscard]] inline std::vector<manifest_file> hash_model_files(const std::string& model,
                                                                 std::vector<std::string> paths, hash::algorithm with,
                                                                 std::size_t threads) {
    std::vector<manifest_file> files(paths.size());
    core::parallel_for(paths.size(), threads, [&](std::size_t i) {
        const std::string from = model_file_path(model, paths[i]);
        files[i] = {.path = std::move(paths[i]),
                    .digest = with == hash::algorithm::sha256 ? hash::sha256_file(from) : hash::blake3_file(from)};
    });
    return files;
}

}  // namespace detail

/// Reads every file of the model at `path`, on up to `threads` threads.
///
/// @throws io_error if something cannot be read or is neither file nor directory, a symbolic link included; format_error
/// for names that are not UTF-8 or hold control characters or backslashes; std::invalid_argument if `ignore` leads out.
[[nodiscard]] inline model_manifest manifest_of(const std::string& path, manifest_settings settings = {},
                                                std::size_t threads = 1) {
    std::vector<std::string> paths = detail::model_paths(path, settings);
    const std::string real = detail::real_path(path);
    core::require<format_error>(core::is_utf8(real.substr(real.rfind('/') + 1)), path, "a name in UTF-8",
                                core::quoted(real));
    const hash::algorithm with = settings.algorithm;
    return {.name = real.substr(real.rfind('/') + 1),
            .settings = std::move(settings),
            .files = detail::hash_model_files(path, std::move(paths), with, threads)};
}

/// Compares the files of the model at `path` with a manifest: first which there are, then what is in each.
///
/// @throws integrity_error ("<where>: files: ...") naming the first that is missing, left over or changed; else as
/// manifest_of.
inline void require_manifest(const std::string& path, const model_manifest& manifest, std::string_view where,
                             std::size_t threads = 1) {
    const std::string step = std::string{where} + ": files";
    std::vector<std::string> paths = detail::model_paths(path, manifest.settings);
    const std::span<const manifest_file> files = manifest.files;
    for (std::size_t i = 0; i < core::larger(paths.size(), files.size()); ++i) {
        const bool present = i < paths.size();
        if (present && i < files.size() && paths[i] == files[i].path) {
            continue;
        }
        if (i < files.size() && (!present || store::path_before(files[i].path, paths[i]))) {
            core::fail<integrity_error>(step, "the file " + core::quoted(files[i].path), "none");
        }
        core::fail<integrity_error>(step, "no other files", core::quoted(paths[i]));
    }
    const std::vector<manifest_file> found =
        detail::hash_model_files(path, std::move(paths), manifest.settings.algorithm, threads);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i].digest != files[i].digest) {
            core::fail<integrity_error>(step, core::quoted(files[i].path) + " of " + files[i].digest.to_string(),
                                        found[i].digest.to_string());
        }
    }
}

}  // namespace lastro::inline v0::artifact
