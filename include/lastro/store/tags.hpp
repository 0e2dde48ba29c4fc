// SPDX-License-Identifier: MIT
// lastro/store/tags.hpp
//
// Which version was this model trained on? A name that is given to a commit once and stays there.
//
//   const store::tags tags{"data.lastro"};
//   tags.set("train-2026-01", commit.id());                 // again with another commit: schema_error
//   tags.find("train-2026-01");                             // the commit's id
#pragma once

#include <sys/stat.h>  // lstat (POSIX)

#include <cerrno>       // errno
#include <optional>     // nullopt, optional
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/commit.hpp>

namespace lastro::inline v0::store {

/// True if there is something of that name; false only where the system is sure that there is nothing: who took an unreadable
/// history for none would begin a new one in its place. @throws io_error if it cannot tell
[[nodiscard]] inline bool reference_exists(const std::string& path) {
    struct ::stat status {};
    const bool found = ::lstat(path.c_str(), &status) == 0;
    if (!found && errno != ENOENT) {
        core::detail::refuse(path, "look at", errno);
    }
    return found;
}

/// The commit id in a reference: a line. @throws format_error if the file holds something else; io_error.
[[nodiscard]] inline hash::digest read_reference(const std::string& path) {
    const core::mapped_file content{path};
    std::string_view text = core::as_text(content.bytes());
    core::require<format_error>(text.ends_with('\n'), path, "a commit id and a line end", core::quoted(text));
    text.remove_suffix(1);
    try {
        return hash::digest::parse(text);
    } catch (const format_error& e) {
        throw format_error{path + ": " + e.what()};
    }
}

/// The tags of the repository at `directory`; nothing is read before it is asked for.
class tags {
public:
    explicit tags(std::string directory) : directory_(std::move(directory)) {}

    /// The commit that has the tag, or nothing. @throws format_error if the file is damaged.
    [[nodiscard]] std::optional<hash::digest> find(std::string_view name) const {
        return is_dataset_name(name) && reference_exists(path(name)) ? std::optional{read_reference(path(name))}
                                                                     : std::nullopt;
    }

    /// Gives a commit a tag, durably. A tag does not move.
    ///
    /// @throws schema_error if another commit or a dataset has it; io_error. Precondition: is_dataset_name(name).
    void set(std::string_view name, const hash::digest& commit) const {
        core::create_directories(core::join_path(directory_, "locks"));
        const core::file_lock turn{core::join_path(directory_, "locks/" + std::string{name})};
        core::require<schema_error>(!reference_exists(core::join_path(directory_, "refs/" + std::string{name})),
                                    directory_, "a name that no dataset has", core::quoted(name));
        if (const std::optional<hash::digest> known = find(name)) {
            core::require<schema_error>(*known == commit, path(name),
                                        "a new tag, or the same commit " + commit.to_string(), known->to_string());
            return;
        }
        core::create_directories(core::join_path(directory_, "tags"));
        core::write_file(path(name), core::as_bytes(commit.to_string() + '\n'));
    }

    /// The tags, sorted.
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> result;
        const std::string all = core::join_path(directory_, "tags");
        if (reference_exists(all)) {
            for (std::string& entry : core::list_directory(all)) {
                if (is_dataset_name(entry)) {
                    result.push_back(std::move(entry));
                }
            }
        }
        return result;
    }

private:
    [[nodiscard]] std::string path(std::string_view name) const {
        return core::join_path(directory_, "tags/" + std::string{name});
    }

    std::string directory_;
};

}  // namespace lastro::inline v0::store
