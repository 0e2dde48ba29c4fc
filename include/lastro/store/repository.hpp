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

#include <optional>     // optional
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/table.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/codec.hpp>
#include <lastro/store/column_summary.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/commit_settings.hpp>
#include <lastro/store/detail/open_repository.hpp>
#include <lastro/store/diff.hpp>
#include <lastro/store/directory_checkout.hpp>
#include <lastro/store/directory_store.hpp>
#include <lastro/store/directory_versions.hpp>
#include <lastro/store/fsck.hpp>
#include <lastro/store/garbage.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/key_diff.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/overlap.hpp>
#include <lastro/store/progress.hpp>
#include <lastro/store/remote.hpp>
#include <lastro/store/selected_objects.hpp>
#include <lastro/store/snapshot.hpp>
#include <lastro/store/snapshot_diff.hpp>
#include <lastro/store/snapshot_directory.hpp>
#include <lastro/store/stored_table.hpp>
#include <lastro/store/table_versions.hpp>
#include <lastro/store/tags.hpp>
#include <lastro/store/verify.hpp>
#include <lastro/store/verify_report.hpp>
#include <lastro/store/version_drift.hpp>
#include <lastro/store/view.hpp>

namespace lastro::inline v0::store {

/// Versioned tables in a directory. Copies refer to the same directory; there is no other state.
class repository {
public:
    /// Opens the repository in `directory`, or creates one where nothing is or an empty directory. With a codec, such as
    /// `with::zstd()`, what is written from now on is compressed; the digests are the same.
    ///
    /// @throws format_error if `directory` is a file, holds other things, or a repository of a newer version: nothing
    ///         is touched then; io_error if the system refuses.
    explicit repository(std::string directory, codec packed = {})
        : directory_(std::move(directory)),
          history_(directory_, std::move(packed)),
          tags_(directory_),
          objects_(history_.objects()) {
        detail::open_repository(directory_);
    }

    [[nodiscard]] const std::string& directory() const noexcept { return directory_; }

    /// Where the bytes are: what `export_oci` and `import_oci` take.
    [[nodiscard]] const object_store& objects() const noexcept { return objects_; }

    /// Makes `rows` the newest version of the dataset `name`. If the newest version already has the same content
    /// (`data::fingerprint`), that version is returned and nothing is added.
    ///
    /// @throws std::invalid_argument for a name that `is_dataset_name` refuses, or message and author that are not
    ///         UTF-8 of at most 64 KiB; integrity_error or format_error if the newest version is damaged; io_error, also if
    ///         another process extends the history for longer than `settings.patience`: it is named; cancelled.
    store::commit commit(std::string_view name, const data::table& rows, const commit_settings& settings = {}) const {
        return commit_table(history_, checked(name, settings), rows, settings);
    }

    /// Makes the newest version of `name`, followed by `more` rows, the newest version: the commit that `commit` would make
    /// of all rows. Reads and writes what is new, the last block of each column, and of texts the characters.
    ///
    /// @throws as commit() and resolve(); schema_error if there is no such dataset, or its columns are others.
    store::commit append(std::string_view name, const data::table& more, const commit_settings& settings = {}) const {
        return commit_more(history_, checked(name, settings), more, settings);
    }

    /// Begins a dataset called `name` with the content of `from`, which it is derived from.
    ///
    /// @throws schema_error if there is a dataset of that name; as resolve().
    store::commit branch(std::string_view name, std::string_view from, const commit_settings& settings = {}) const;

    /// Gives a version a name of its own, for good; resolve() takes it.
    ///
    /// @throws schema_error if another version or a dataset has it; std::invalid_argument for a name that
    ///         `is_dataset_name` refuses.
    void tag(std::string_view name, const store::commit& version) const;
    [[nodiscard]] std::vector<std::string> tags() const { return tags_.names(); }

    /// The names that have a history, sorted.
    [[nodiscard]] std::vector<std::string> names() const { return history_.names(); }

    /// All versions of a dataset, the newest first.
    ///
    /// @throws schema_error if there is no such dataset; integrity_error or format_error if its history is damaged.
    [[nodiscard]] std::vector<store::commit> log(std::string_view name) const { return history_.log(name); }

    /// The commit that `spec` names: "seattle" (the newest), "seattle@2", a tag, or a commit id "blake3:...".
    ///
    /// @throws schema_error if there is none; integrity_error or format_error if what is there is damaged.
    [[nodiscard]] store::commit resolve(std::string_view spec) const {
        const std::optional<hash::digest> tagged = tags_.find(spec);
        return tagged ? history_.resolve(tagged->to_string()) : history_.resolve(spec);
    }

    /// The table that was committed, equal to the last bit; its source() is the commit's label.
    ///
    /// @throws as resolve(); integrity_error or format_error if any of its objects is damaged.
    [[nodiscard]] data::table checkout(std::string_view spec) const { return checkout(resolve(spec)); }
    [[nodiscard]] data::table checkout(const store::commit& version) const {
        const auto here = history_.presence();
        return read_table(objects_, read_manifest(objects_, version), version.label());
    }

    /// Columns and rows of a version without loading it: memory-mapped, verified where they are touched.
    ///
    /// @throws as resolve() and view's constructor.
    [[nodiscard]] view checkout(std::string_view spec, const selection& what) const {
        return checkout(resolve(spec), what);
    }
    [[nodiscard]] view checkout(const store::commit& version, const selection& what) const {
        const auto here = history_.presence();
        return view{objects_, read_manifest(objects_, version), what, version.label()};
    }

    /// What changed from one version to another, of whatever names; see diff.hpp and key_diff.hpp.
    [[nodiscard]] std::vector<change> diff(const store::commit& older, const store::commit& newer,
                                           const diff_settings& settings = {}) const {
        const auto here = history_.presence();
        const manifest a = read_manifest(objects_, older);
        const manifest b = read_manifest(objects_, newer);
        return settings.key.empty() ? store::diff(objects_, a, b, settings.exact)
                                    : key_diff(objects_, a, b, settings.key);
    }

    /// How the values of a column are distributed, from what the commit holds. @throws schema_error if it has none such.
    [[nodiscard]] column_summary summary(const store::commit& version, std::string_view column) const {
        return version_summary(history_, version, column);
    }

    /// How far apart the values of two versions are, column by column, for those that both have with one type.
    [[nodiscard]] std::vector<column_drift> drift(const store::commit& older, const store::commit& newer) const {
        return version_drift(history_, older, newer);
    }

    /// Which rows two versions share: what a training and a test set must not. Reads both.
    [[nodiscard]] row_overlap overlap(const store::commit& first, const store::commit& second) const {
        return store::overlap(checkout(first), checkout(second));
    }

    /// Keeps a directory's content and tells what it is; `commit` makes it a version. The repository itself, where it lies
    /// below that directory, is passed over, and a stat index is kept here unless `settings` names another.
    ///
    /// @throws as `keep_directory`
    [[nodiscard]] store::snapshot snapshot(const std::string& directory, const snapshot_settings& settings = {}) const {
        const auto here = history_.presence();
        return keep_directory(objects_, directory, repository_settings(directory_, directory, settings));
    }

    /// Makes a directory's snapshot the newest version of `name`, as for tables.
    store::commit commit(std::string_view name, const store::snapshot& content,
                         const commit_settings& settings = {}) const {
        return commit_directory(history_, checked(name, settings), content, settings.patience);
    }

    /// The snapshot that was committed. @throws as resolve(); schema_error if it is a table
    [[nodiscard]] store::snapshot read_snapshot(std::string_view spec) const {
        return version_snapshot(history_, resolve(spec));
    }

    /// Writes a version of a directory to `to`, where nothing may stand yet. @throws as `store::check_out`
    void check_out(std::string_view spec, const std::string& to,
                   const directory_checkout_settings& settings = {}) const {
        const auto here = history_.presence();
        store::check_out(objects_, read_snapshot(spec), to, settings);
    }

    /// How a directory differs from a version of it; files that are known to be unchanged are not read.
    [[nodiscard]] std::vector<file_change> status(std::string_view spec, const std::string& directory,
                                                  const snapshot_settings& settings = {}) const {
        return store::diff(read_snapshot(spec),
                           snapshot_directory(directory, repository_settings(directory_, directory, settings)));
    }

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
    transfer_report fetch(const Remote& from, const std::vector<hash::digest>& names,
                          const progress_callback& progress = {}) const {
        return store::fetch(history_, from, names, progress);
    }

    /// Gets the blocks that hold these columns and rows of a table whose history is here.
    template <remote Remote>
    transfer_report fetch(const Remote& from, std::string_view spec, const selection& what,
                          const progress_callback& progress = {}) const {
        const auto here = history_.presence();
        return fetch(from, selected_objects(objects_, read_manifest(objects_, resolve(spec)), what), progress);
    }

    /// Finds damage, moves it away and repairs it: see fsck.hpp. Removes what nobody needs: see garbage.hpp.
    [[nodiscard]] fsck_report fsck(const fsck_settings& settings = {}) const { return store::fsck(history_, settings); }
    garbage_report collect_garbage(const garbage_settings& settings = {}) const {
        return store::collect_garbage(history_, settings);
    }

    /// Reads every object and every history and compares everything that can be compared. Damage is reported, not
    /// thrown. @throws io_error if the directory itself cannot be listed.
    [[nodiscard]] verify_report verify(const verify_settings& how = {}) const {
        return store::verify(history_, tags_, how);
    }

private:
    [[nodiscard]] commit_record checked(std::string_view name, const commit_settings& settings) const;
    std::string directory_;
    history history_;
    store::tags tags_;
    object_store objects_;
};

// What the caller says, checked before anything is written.
inline commit_record repository::checked(std::string_view name, const commit_settings& settings) const {
    require_committable(name, settings);
    core::require<schema_error>(!tags_.find(name), directory_, "a name that is no tag", core::quoted(name));
    commit_record record = begin_record(name, settings);
    for (const std::string& source : settings.derived_from) {
        record.derived_from.push_back(resolve(source).id());
    }
    return record;
}

inline store::commit repository::branch(std::string_view name, std::string_view from,
                                        const commit_settings& settings) const {
    const auto here = history_.presence();
    commit_record fresh = checked(name, settings);
    const store::commit source = resolve(from);
    fresh.derived_from.insert(fresh.derived_from.begin(), source.id());
    return source.is_directory() ? branch_directory(history_, std::move(fresh), source, settings.patience)
                                 : commit_branch(history_, std::move(fresh), source, settings.patience);
}

inline void repository::tag(std::string_view name, const store::commit& version) const {
    core::require<std::invalid_argument>(is_dataset_name(name), "store::repository: tag",
                                         "1 to 128 of A-Z a-z 0-9 . _ -, a letter or digit first", core::quoted(name));
    const store::commit known = history_.resolve(version.id().to_string());
    tags_.set(name, known.id());
}

}  // namespace lastro::inline v0::store
