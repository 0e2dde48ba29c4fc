// SPDX-License-Identifier: MIT
// lastro/store/history.hpp
//
// Which commits follow each other under which name? The chains of commits in a repository's directory.
//
//   const store::history past{"data.lastro"};
//   past.head("seattle");                                   // the newest commit, or nothing
//   past.resolve("seattle@1");                              // or "seattle", or a commit id "blake3:..."
//
// A name is a file in refs/ that holds the id of its newest commit; every commit names the one before. Used through
// `store::repository`, which keeps the turns that `append` needs.
#pragma once

#include <unistd.h>  // access (POSIX)

#include <cstdint>      // uint64_t
#include <optional>     // nullopt, optional
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/codec.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/tags.hpp>

namespace lastro::inline v0::store {

/// The histories in the repository at `directory`; nothing is read before it is asked for.
class history {
public:
    explicit history(std::string directory, codec packed = {})
        : directory_(std::move(directory)), objects_(core::join_path(directory_, "objects"), std::move(packed)) {}

    /// The directory of the repository.
    [[nodiscard]] const std::string& directory() const noexcept { return directory_; }

    /// Held by whoever reads or writes: `collect_garbage` waits until nobody does. Nothing on a medium that cannot be
    /// written, where nobody can remove anything. @throws io_error if it can, and the lock cannot be had
    [[nodiscard]] std::optional<core::file_lock> presence() const {
        try {
            core::create_directories(core::join_path(directory_, "locks"));
            return core::file_lock{core::join_path(directory_, "locks/.presence"), {.shared = true}};
        } catch (const io_error&) {
            if (::access(directory_.c_str(), W_OK) == 0) {
                throw;
            }
            return std::nullopt;
        }
    }

    /// The turn to extend the history of a name: to be held from reading its head to the end of `append`.
    ///
    /// @throws io_error that names the holder if it takes more than `patience` seconds.
    [[nodiscard]] core::file_lock turn(std::string_view name, double patience = 60.0) const {
        core::create_directories(core::join_path(directory_, "locks"));
        return core::file_lock{core::join_path(directory_, "locks/" + std::string{name}), {.patience = patience}};
    }

    /// The objects of the repository.
    [[nodiscard]] const object_store& objects() const noexcept { return objects_; }

    /// The names that have a history, sorted.
    [[nodiscard]] std::vector<std::string> names() const;

    /// The newest commit of that name, or nothing. Precondition: is_dataset_name(name).
    ///
    /// @throws integrity_error or format_error if what is there is damaged.
    [[nodiscard]] std::optional<commit> head(std::string_view name) const;

    /// The id of the newest commit of that name, which is not looked at. @throws format_error
    [[nodiscard]] std::optional<hash::digest> reference_of(std::string_view name) const {
        const std::string path = reference(name);
        return reference_exists(path) ? std::optional{read_reference(path)} : std::nullopt;
    }

    /// The commit before `child`, which has one. @throws integrity_error or format_error if it is damaged.
    [[nodiscard]] commit parent(const commit& child) const;

    /// All commits of a name, the newest first. @throws as resolve()
    [[nodiscard]] std::vector<commit> log(std::string_view name) const;

    /// The commit that `spec` names. @throws schema_error if there is none; integrity_error or format_error if what is
    /// there is damaged.
    [[nodiscard]] commit resolve(std::string_view spec) const;

    /// Makes `fresh` the newest commit of its name, durably, after what `group` holds. Precondition: its parent is the
    /// head, and nobody else appends to this name at the same time.
    ///
    /// @throws std::invalid_argument for a record that is longer than readers take; io_error.
    void append(const commit& fresh) const { append(fresh, objects_.begin()); }
    void append(const commit& fresh, object_store::batch group) const {
        const std::string text = commit_text(fresh.record());
        core::require<std::invalid_argument>(text.size() <= largest_record, "store::repository: commit",
                                             "a record of at most 16 MiB", text.size());
        group.put(core::as_bytes(text));
        group.commit();
        refer(fresh.name(), fresh.id());
    }

    /// Makes `id`, which is here with all that it needs, the newest commit of `name`, if `expected` still is.
    [[nodiscard]] bool advance(const std::string& name, const std::optional<hash::digest>& expected,
                               const hash::digest& id) const {
        const core::file_lock mine = turn(name);
        const std::optional<commit> now = head(name);
        if ((now ? std::optional{now->id()} : std::nullopt) != expected) {
            return false;
        }
        refer(name, id);
        return true;
    }

private:
    [[nodiscard]] std::string reference(std::string_view name) const {
        return core::join_path(directory_, "refs/" + std::string{name});
    }

    /// Precondition: it is the writer's turn.
    void refer(const std::string& name, const hash::digest& id) const {
        core::require<schema_error>(!tags{directory_}.find(name), directory_, "a name that is no tag",
                                    core::quoted(name));
        core::create_directories(core::join_path(directory_, "refs"));
        core::write_file(reference(name), core::as_bytes(id.to_string() + '\n'));
    }

    [[nodiscard]] commit read(const hash::digest& id) const {
        const object content = objects_.get(id, largest_record);
        return commit{parse_commit(core::as_text(content.bytes()), content.place())};
    }

    std::string directory_;
    object_store objects_;
};

inline std::vector<std::string> history::names() const {
    const std::string references = core::join_path(directory_, "refs");
    std::vector<std::string> result;
    if (reference_exists(references)) {
        for (std::string& entry : core::list_directory(references)) {
            if (is_dataset_name(entry)) {
                result.push_back(std::move(entry));
            }
        }
    }
    return result;
}

inline std::optional<commit> history::head(std::string_view name) const {
    const std::string path = reference(name);
    if (!reference_exists(path)) {
        return std::nullopt;
    }
    commit found = read(read_reference(path));
    core::require<format_error>(found.name() == name, path, "a commit of " + core::quoted(name),
                                "one of " + core::quoted(found.name()));
    return found;
}

inline commit history::parent(const commit& child) const {
    commit found = read(child.parent().value());
    core::require<format_error>(
        found.name() == child.name() && found.version() + 1 == child.version(), objects_.path(child.id()),
        "a parent called " + child.name() + '@' + std::to_string(child.version() - 1), found.label());
    return found;
}

inline std::vector<commit> history::log(std::string_view name) const {
    std::vector<commit> commits{resolve(name)};
    while (commits.back().parent()) {
        commits.push_back(parent(commits.back()));
    }
    return commits;
}

inline commit history::resolve(std::string_view spec) const {
    if (spec.find(':') != std::string_view::npos) {
        const auto id = hash::digest::parse(spec);
        core::require<schema_error>(objects_.contains(id), directory_, "a commit " + id.to_string(), "none");
        return read(id);
    }
    const std::string_view name = spec.substr(0, spec.find('@'));
    const std::optional<commit> newest = is_dataset_name(name) ? head(name) : std::nullopt;
    if (!newest) {
        std::string known;
        for (const std::string& other : names()) {
            known += (known.empty() ? "" : ", ") + other;
        }
        core::fail<schema_error>(directory_, known.empty() ? "a dataset" : "one of " + known,
                                 core::quoted(name) + ", which has no commits");
    }
    if (name.size() == spec.size()) {
        return *newest;
    }
    const auto version = core::parse_int64(spec.substr(name.size() + 1));
    core::require<schema_error>(version && *version >= 1 && static_cast<std::uint64_t>(*version) <= newest->version(),
                                directory_ + ": " + std::string{name},
                                "a version from 1 to " + std::to_string(newest->version()),
                                core::quoted(spec.substr(name.size() + 1)));
    commit found = *newest;
    while (found.version() > static_cast<std::uint64_t>(*version)) {
        found = parent(found);
    }
    return found;
}

}  // namespace lastro::inline v0::store
