// SPDX-License-Identifier: MIT
// lastro/store/repository.hpp
//
// Which versions of this data have there been, and are they all still whole? A repository is an ordinary directory.
//
//   store::repository repository{"data.lastro"};                            // opened, or created
//   const store::commit v1 = repository.commit("seattle", table, {.message = "NOAA daily, 2012-2015"});
//   const data::table same = repository.checkout("seattle@1");              // or "seattle", the newest, or a commit id
//   repository.verify().throw_if_failed();                                  // every byte, against its digest
//
// Everything that is read is compared with its digest first: damaged or forged files are errors, never wrong data.
// A commit that has returned survives a power cut; one that has not leaves nothing that anybody reads. Processes and
// threads may share a repository: objects need no lock, and a dataset's history is extended under one.
// docs/formats/repository.md specifies the files.
#pragma once

#include <cstdint>       // int64_t, uint64_t
#include <filesystem>    // canonical
#include <optional>      // nullopt, optional
#include <set>           // set
#include <stdexcept>     // invalid_argument
#include <string>        // string
#include <string_view>   // string_view
#include <system_error>  // error_code
#include <utility>       // move
#include <vector>        // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/clock.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/directory_store.hpp>
#include <lastro/store/fsck.hpp>
#include <lastro/store/garbage.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/object_walk.hpp>
#include <lastro/store/pack.hpp>
#include <lastro/store/remote.hpp>
#include <lastro/store/snapshot.hpp>
#include <lastro/store/snapshot_diff.hpp>
#include <lastro/store/snapshot_directory.hpp>
#include <lastro/store/verify_report.hpp>

namespace lastro::inline v0::store {

/// What to write down with the data.
struct commit_settings {
    std::string message = {};
    std::string author = {};
    std::optional<std::int64_t> time = {};  ///< Milliseconds since 1970; the clock's where nothing is given.
};

/// Versioned tables in a directory. Copies refer to the same directory; there is no other state.
class repository {
public:
    /// Opens the repository in `directory`, or creates one where nothing is or an empty directory.
    ///
    /// @throws format_error if `directory` is a file, holds other things, or a repository of a newer version: nothing
    ///         is touched then; io_error if the system refuses.
    explicit repository(std::string directory)
        : directory_(std::move(directory)), history_(directory_), objects_(history_.objects()) {
        open();
    }

    [[nodiscard]] const std::string& directory() const noexcept { return directory_; }

    /// Makes `rows` the newest version of the dataset `name`. If the newest version already has the same content
    /// (`data::fingerprint`), that version is returned and nothing is added.
    ///
    /// @throws std::invalid_argument for a name that `is_dataset_name` refuses, or message and author that are not
    ///         UTF-8 of at most 64 KiB; integrity_error or format_error if the newest version is damaged; io_error.
    store::commit commit(std::string_view name, const data::table& rows, const commit_settings& settings = {}) const;

    /// The names that have a history, sorted.
    [[nodiscard]] std::vector<std::string> names() const { return history_.names(); }

    /// All versions of a dataset, the newest first.
    ///
    /// @throws schema_error if there is no such dataset; integrity_error or format_error if its history is damaged.
    [[nodiscard]] std::vector<store::commit> log(std::string_view name) const { return history_.log(name); }

    /// The commit that `spec` names: "seattle" (the newest), "seattle@2", or a commit id "blake3:...".
    ///
    /// @throws schema_error if there is none; integrity_error or format_error if what is there is damaged.
    [[nodiscard]] store::commit resolve(std::string_view spec) const { return history_.resolve(spec); }

    /// The table that was committed, equal to the last bit; its source() is the commit's label.
    ///
    /// @throws as resolve(); integrity_error or format_error if any of its objects is damaged.
    [[nodiscard]] data::table checkout(std::string_view spec) const { return checkout(resolve(spec)); }
    [[nodiscard]] data::table checkout(const store::commit& version) const;

    /// Keeps a directory's content and tells what it is; `commit` makes it a version. The repository itself, where it lies
    /// below that directory, is passed over, and a stat index is kept here unless `settings` names another.
    ///
    /// @throws as `keep_directory`
    [[nodiscard]] store::snapshot snapshot(const std::string& directory, snapshot_settings settings = {}) const;

    /// Makes a directory's snapshot the newest version of `name`, as for tables.
    store::commit commit(std::string_view name, const store::snapshot& content,
                         const commit_settings& settings = {}) const;

    /// The snapshot that was committed. @throws as resolve(); schema_error if it is a table
    [[nodiscard]] store::snapshot read_snapshot(std::string_view spec) const;

    /// Writes a version of a directory to `to`, where nothing may stand yet. @throws as `store::check_out`
    void check_out(std::string_view spec, const std::string& to,
                   const directory_checkout_settings& settings = {}) const;

    /// How a directory differs from a version of it; files that are known to be unchanged are not read.
    [[nodiscard]] std::vector<file_change> status(std::string_view spec, const std::string& directory,
                                                  snapshot_settings settings = {}) const;

    /// Sends versions to another place, gets them from there, or gets single objects: see remote.hpp.
    template <remote Remote>
    transfer_report push(const Remote& to, const transfer_settings& settings = {}) const {
        return store::push(history_, to, settings);
    }
    template <remote Remote>
    transfer_report pull(const Remote& from, const transfer_settings& settings = {}) const {
        return store::pull(history_, from, settings);
    }
    template <remote Remote>
    transfer_report fetch(const Remote& from, const std::vector<hash::digest>& names) const {
        return store::fetch(history_, from, names);
    }

    /// Finds damage, moves it away and repairs it: see fsck.hpp. Removes what nobody needs: see garbage.hpp.
    [[nodiscard]] fsck_report fsck(const fsck_settings& settings = {}) const { return store::fsck(history_, settings); }
    garbage_report collect_garbage(const garbage_settings& settings = {}) const {
        return store::collect_garbage(history_, settings);
    }

    /// Reads every object and every history and compares everything that can be compared. Damage is reported, not
    /// thrown. @throws io_error if the directory itself cannot be listed.
    [[nodiscard]] verify_report verify() const;

private:
    static constexpr std::string_view marker_name = "lastro-repository.json";
    static constexpr std::string_view marker_text = R"({"format":"lastro.repository","version":1})";

    void open() const;
    [[nodiscard]] static std::int64_t require_settings(std::string_view name, const commit_settings& settings);
    void find_defaults(const std::string& directory, snapshot_settings& settings) const;

    [[nodiscard]] manifest read_manifest(const store::commit& version) const;
    [[nodiscard]] data::table read_table(const manifest& from, const std::string& label) const;
    void verify_history(const std::string& name, std::set<hash::digest>& needed, std::set<hash::digest>& sound,
                        verify_report& report) const;

    std::string directory_;
    history history_;
    object_store objects_;
};

inline void repository::open() const {
    core::require<std::invalid_argument>(!directory_.empty(), "store::repository: directory", "a path", "none");
    core::require<format_error>(!core::file_exists(directory_), directory_, "a directory", "a file");
    const std::string marker = core::join_path(directory_, marker_name);
    if (core::directory_exists(directory_) && !core::file_exists(marker)) {
        for (const std::string& entry : core::list_directory(directory_)) {
            // A temporary name: another process creates the repository right now, or crashed while doing so. The marker
            // is the first file of a repository: where others stand and it still does not, they are not ours.
            core::require<format_error>(is_temporary_name(entry) || core::file_exists(marker), directory_,
                                        "a repository (with " + std::string{marker_name} + ") or an empty directory",
                                        core::quoted(entry));
        }
    }
    if (!core::file_exists(marker)) {
        core::create_directories(directory_);
        core::write_file(marker, core::as_bytes(marker_text));
    }
    const core::mapped_file content{marker};
    const std::string_view text = core::as_text(content.bytes());
    core::require<format_error>(text == marker_text, marker, std::string{marker_text} + ", a format this version reads",
                                core::quoted(text));
}

inline std::int64_t repository::require_settings(std::string_view name, const commit_settings& settings) {
    constexpr std::size_t longest = std::size_t{64} << 10U;
    core::require<std::invalid_argument>(is_dataset_name(name), "store::repository: name",
                                         "1 to 128 of A-Z a-z 0-9 . _ -, a letter or digit first", core::quoted(name));
    for (const std::string* text : {&settings.message, &settings.author}) {
        core::require<std::invalid_argument>(core::is_utf8(*text) && text->size() <= longest,
                                             "store::repository: message and author", "UTF-8 of at most 64 KiB",
                                             core::quoted(*text));
    }
    const std::int64_t time = settings.time.value_or(core::unix_milliseconds());
    static_cast<void>(core::iso8601(time));  // std::out_of_range for a time that could not be shown
    return time;
}

inline store::commit repository::commit(std::string_view name, const data::table& rows,
                                        const commit_settings& settings) const {
    const std::int64_t time = require_settings(name, settings);
    const auto here = history_.presence();

    manifest stored{.rows = rows.rows()};
    std::vector<hash::digest> digests;
    object_store::batch group = objects_.begin();
    for (std::size_t i = 0; i < rows.columns(); ++i) {
        const data::column& column = rows.column(i);
        const std::vector<std::byte> bytes = data::canonical_bytes(column);
        digests.push_back(group.put(bytes));
        stored.columns.push_back({.name = rows.names()[i],
                                  .type = column.type(),
                                  .nulls = column.null_count(),
                                  .bytes = bytes.size(),
                                  .digest = digests.back()});
    }
    stored.data = data::fingerprint(rows, digests);
    const std::string text = manifest_text(stored);
    core::require<std::invalid_argument>(text.size() <= largest_record, "store::repository: table",
                                         "fewer or shorter column names", std::to_string(rows.columns()) + " columns");

    const core::file_lock turn = history_.turn(name);
    const std::optional<store::commit> newest = history_.head(name);
    if (newest && newest->digest() == stored.data) {
        group.commit();  // nothing, unless an object was missing or damaged
        return *newest;
    }
    // Bottom up: whoever sees a name finds everything below it.
    const store::commit fresh{{.name = std::string{name},
                               .version = newest ? newest->version() + 1 : 1,
                               .data = stored.data,
                               .table = group.put(core::as_bytes(text)),
                               .rows = rows.rows(),
                               .columns = rows.columns(),
                               .parent = newest ? std::optional{newest->id()} : std::nullopt,
                               .message = settings.message,
                               .author = settings.author,
                               .time = time}};
    history_.append(fresh, std::move(group));
    return fresh;
}

inline void repository::find_defaults(const std::string& directory, snapshot_settings& settings) const {
    std::error_code failed;
    const std::filesystem::path root = std::filesystem::canonical(directory, failed);
    const std::filesystem::path own = std::filesystem::canonical(directory_, failed);
    if (const auto below = own.lexically_relative(root).generic_string();
        !failed && core::is_safe_relative_path(below)) {
        settings.except.push_back(below);
    }
    if (settings.index.empty()) {  // one for each directory and way of reading it
        const std::string place = root.generic_string() + (settings.links == link_policy::follow ? " f" : " k");
        settings.index = core::join_path(
            directory_, "index/" + hash::blake3::of(core::as_bytes(place)).hex().substr(0, 32) + ".idx");
    }
}

inline store::snapshot repository::snapshot(const std::string& directory, snapshot_settings settings) const {
    const auto here = history_.presence();
    find_defaults(directory, settings);
    return keep_directory(objects_, directory, settings);
}

inline store::commit repository::commit(std::string_view name, const store::snapshot& content,
                                        const commit_settings& settings) const {
    const std::int64_t time = require_settings(name, settings);
    const auto here = history_.presence();
    core::require<std::invalid_argument>(objects_.contains(content.digest()), "store::repository: snapshot",
                                         "one whose content repository.snapshot() has kept",
                                         content.digest().to_string());
    const core::file_lock turn = history_.turn(name);
    const std::optional<store::commit> newest = history_.head(name);
    if (newest && newest->digest() == content.digest()) {
        return *newest;
    }
    const store::commit fresh{{.name = std::string{name},
                               .version = newest ? newest->version() + 1 : 1,
                               .data = content.digest(),
                               .table = content.digest(),
                               .parent = newest ? std::optional{newest->id()} : std::nullopt,
                               .message = settings.message,
                               .author = settings.author,
                               .time = time,
                               .directory = true,
                               .files = content.files(),
                               .bytes = content.bytes()}};
    history_.append(fresh);
    return fresh;
}

inline store::snapshot repository::read_snapshot(std::string_view spec) const {
    const auto here = history_.presence();
    const store::commit version = resolve(spec);
    core::require<schema_error>(version.is_directory(), version.label(), "a directory", "a table");
    store::snapshot found = store::read_snapshot(objects_, version.digest());
    core::require<format_error>(found.files() == version.files() && found.bytes() == version.bytes(), version.label(),
                                core::grouped(version.files()) + " files", to_string(found));
    return found;
}

inline void repository::check_out(std::string_view spec, const std::string& to,
                                  const directory_checkout_settings& settings) const {
    const auto here = history_.presence();
    store::check_out(objects_, read_snapshot(spec), to, settings);
}

inline std::vector<file_change> repository::status(std::string_view spec, const std::string& directory,
                                                   snapshot_settings settings) const {
    const store::snapshot before = read_snapshot(spec);
    find_defaults(directory, settings);
    return diff(before, snapshot_directory(directory, settings));
}

inline manifest repository::read_manifest(const store::commit& version) const {
    core::require<schema_error>(!version.is_directory(), version.label(), "a table", "a directory");
    const hash::digest& name = version.record().table;
    const object content = objects_.get(name, largest_record);
    manifest found = parse_manifest(core::as_text(content.bytes()), content.place());
    core::require<format_error>(
        found.data == version.digest() && found.rows == version.rows() && found.columns.size() == version.columns(),
        content.place(), "the table that " + version.label() + " describes", "another one");
    return found;
}

inline data::table repository::read_table(const manifest& from, const std::string& label) const {
    std::vector<std::string> names;
    std::vector<data::column> columns;
    std::vector<hash::digest> digests;
    for (const stored_column& c : from.columns) {
        const object content = objects_.get_sized(c.digest, c.bytes);
        const std::string path = content.place();
        columns.push_back(data::column_from_canonical_bytes(c.type, from.rows, c.nulls > 0, content.bytes(), path));
        core::require<format_error>(columns.back().null_count() == c.nulls, path,
                                    std::to_string(c.nulls) + " missing rows", columns.back().null_count());
        names.push_back(c.name);
        digests.push_back(c.digest);
    }
    data::table result{std::move(names), std::move(columns), label};
    const hash::digest found = data::fingerprint(result, digests);
    core::require<integrity_error>(found == from.data, label, "data with fingerprint " + from.data.to_string(),
                                   found.to_string());
    return result;
}

inline data::table repository::checkout(const store::commit& version) const {
    const auto here = history_.presence();
    return read_table(read_manifest(version), version.label());
}

inline void repository::verify_history(const std::string& name, std::set<hash::digest>& needed,
                                       std::set<hash::digest>& sound, verify_report& report) const {
    for (std::optional<store::commit> at = resolve(name); at;
         at = at->parent() ? std::optional{history_.parent(*at)} : std::nullopt) {
        ++report.commits;
        needed.insert(at->id());
        needed.insert(at->record().table);
        if (at->is_directory()) {
            object_walk walk{[this](const hash::digest& wanted) { return objects_.find(wanted); }};
            walk.visit_tree(at->digest(), at->label());
            report.problems.insert(report.problems.end(), walk.problems().begin(), walk.problems().end());
            for (const hash::digest& wanted : walk.needed()) {
                if (needed.insert(wanted).second && !objects_.contains(wanted)) {
                    report.problems.push_back(core::contract_message(at->label() + ": " + wanted.to_string(),
                                                                     "an object of that name", "none"));
                }
            }
            continue;
        }
        try {
            const manifest table = read_manifest(*at);
            for (const stored_column& c : table.columns) {
                needed.insert(c.digest);
            }
            if (sound.insert(at->record().table).second) {
                static_cast<void>(read_table(table, at->label()));
            }
        } catch (const error& e) {  // the history goes on behind a damaged version
            report.problems.push_back(at->label() + ": " + e.what());
        }
    }
}

inline verify_report repository::verify() const {
    verify_report report;
    const object_store::inventory found = objects_.list();
    std::set<hash::digest> whole;
    const auto look_at = [&](const hash::digest& name, core::byte_span bytes, const std::string& place) {
        const hash::digest digest = hash::blake3::of(bytes);
        if (digest != name) {
            report.problems.push_back(
                core::contract_message(place, "content with digest " + name.to_string(), digest.to_string()));
        } else if (whole.insert(name).second) {
            report.bytes += bytes.size();
        }
    };
    for (const hash::digest& name : found.files) {
        const std::string path = objects_.path(name);
        look_at(name, core::mapped_file{path}.bytes(), path);
    }
    for (const std::string& path : found.packs) {
        try {
            const pack one{path};
            for (std::size_t i = 0; i < one.size(); ++i) {
                look_at(one.name(i), one.bytes(i), path + ": " + one.name(i).to_string());
            }
            for (std::string& problem : one.layout_problems()) {
                report.problems.push_back(std::move(problem));
            }
        } catch (const error& e) {
            report.problems.emplace_back(e.what());
        }
    }
    report.objects = found.objects.size();
    for (const std::string& path : found.foreign) {
        report.problems.push_back(core::contract_message(path, "only objects here", "something else"));
    }
    report.unfinished = found.unfinished.size();
    std::set<hash::digest> needed;
    std::set<hash::digest> read;
    for (const std::string& name : names()) {
        ++report.datasets;
        try {
            verify_history(name, needed, read, report);
        } catch (const error& e) {
            report.problems.push_back(name + ": " + e.what());
        }
    }
    for (const hash::digest& name : whole) {
        report.unreferenced += needed.contains(name) ? 0U : 1U;
    }
    return report;
}

}  // namespace lastro::inline v0::store
