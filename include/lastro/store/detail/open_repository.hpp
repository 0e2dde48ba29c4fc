// SPDX-License-Identifier: MIT
// lastro/store/detail/open_repository.hpp
//
// Is this directory a repository, and of a version that is read here? A file at its top says so.
#pragma once

#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/object_inventory.hpp>

namespace lastro::inline v0::store::detail {

inline constexpr std::string_view marker_name = "lastro-repository.json";
inline constexpr std::string_view marker_text = R"({"format":"lastro.repository","version":1})";

/// Makes sure that `directory` is a repository: one that is read here, or a new one where nothing is or an empty directory.
///
/// @throws as the constructor of `repository`
inline void open_repository(const std::string& directory) {
    core::require<std::invalid_argument>(!directory.empty(), "store::repository: directory", "a path", "none");
    core::require<format_error>(!core::file_exists(directory), directory, "a directory", "a file");
    const std::string marker = core::join_path(directory, marker_name);
    if (core::directory_exists(directory) && !core::file_exists(marker)) {
        for (const std::string& entry : core::list_directory(directory)) {
            // A temporary name: another process creates the repository right now, or crashed while doing so. The marker
            // is the first file of a repository: where others stand and it still does not, they are not ours.
            core::require<format_error>(is_temporary_name(entry) || core::file_exists(marker), directory,
                                        "a repository (with " + std::string{marker_name} + ") or an empty directory",
                                        core::quoted(entry));
        }
    }
    if (!core::file_exists(marker)) {
        core::create_directories(directory);
        core::write_file(marker, core::as_bytes(marker_text));
    }
    const core::mapped_file content{marker};
    const std::string_view text = core::as_text(content.bytes());
    core::require<format_error>(text == marker_text, marker, std::string{marker_text} + ", a format this version reads",
                                core::quoted(text));
}

}  // namespace lastro::inline v0::store::detail
