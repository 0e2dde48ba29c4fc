// SPDX-License-Identifier: MIT
// lastro/store/snapshot_directory.hpp
//
// What is in this directory now? Every file is read once, in parallel, and not at all where it is known to be unchanged.
//
//   const store::snapshot now = store::snapshot_directory("images", {.threads = 2, .index = "images.idx"});
//   const store::snapshot kept = store::keep_directory(objects, "images", {.threads = 2});   // and its content is kept
//
// Short files are hashed many at a time. A file that changes while it is read is read again, and is an error if it does
// not come to rest. The result does not depend on threads, index or the order of the file system.
#pragma once

#include <cstddef>  // size_t
#include <cstdint>  // int64_t, uint64_t
#include <span>     // span
#include <string>   // string, to_string
#include <utility>  // move
#include <vector>   // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/directory.hpp>
#include <lastro/core/path.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/detail/copy_file.hpp>
#include <lastro/store/detail/file_at_rest.hpp>
#include <lastro/store/detail/file_group.hpp>
#include <lastro/store/detail/ordered_work.hpp>
#include <lastro/store/directory_scan.hpp>
#include <lastro/store/progress.hpp>
#include <lastro/store/snapshot.hpp>
#include <lastro/store/stat_index.hpp>
#include <lastro/store/tree.hpp>

namespace lastro::inline v0::store {

/// How a directory is read.
struct snapshot_settings {
    link_policy links = link_policy::keep;
    bool portable_names = true;            ///< See `scan_settings`.
    std::vector<std::string> except = {};  ///< See `scan_settings`.
    std::size_t threads = 1;
    std::string index = {};  ///< A stat index, used and renewed where a path is given; see stat_index.hpp.
    progress_callback progress = {};
};

/// What reading a directory gives.
struct directory_reading {
    store::snapshot snapshot = {};
    std::uint64_t files_read = 0;  ///< How many files were opened; the index knew the others.
    std::uint64_t bytes_read = 0;
};

namespace detail {

/// Takes no content.
struct content_ignored {
    [[nodiscard]] static bool has(const hash::digest&) noexcept { return true; }
    static void put(const hash::digest&, core::byte_span) noexcept {}
    template <class Advance>
    [[nodiscard]] static copied_file put_file(int from, std::uint64_t size, std::size_t threads,
                                              const std::string& path, const Advance& advance) {
        hash::blake3 hasher;
        const std::uint64_t bytes = hash_descriptor(hasher, from, size, threads, path, advance);
        return {.digest = hasher.finalize(), .bytes = bytes};
    }
};

template <class Content>
class directory_reader {
public:
    directory_reader(const std::string& root, const snapshot_settings& settings, Content& content)
        : root_(root), settings_(settings), content_(content) {}

    [[nodiscard]] std::vector<tree_entry> run() {
        begun_ = unix_nanoseconds();
        const stat_index known = settings_.index.empty() ? stat_index{} : stat_index::read(settings_.index);
        scanned_ = scan_directory(root_, {.links = settings_.links,
                                          .portable_names = settings_.portable_names,
                                          .except = settings_.except,
                                          .threads = settings_.threads});
        sort_out(known);
        report(0, 0);
        read_short();
        for (const std::size_t i : long_) {
            read_long(i);
        }
        const bool same = files_read == 0 && known.size() == static_cast<std::size_t>(indexable_);
        if (!settings_.index.empty() && !same) {
            note();
        }
        return std::move(entries_);
    }

    /// Renews the index, if one was asked for and something is new.
    void write_index() const {
        if (renew_) {
            core::create_directories(core::directory_of(settings_.index));
            write_stat_index(settings_.index, known_, begun_);
        }
    }

    std::uint64_t files_read = 0;
    std::uint64_t bytes_read = 0;

private:
    void sort_out(const stat_index& known) {
        const hash::digest nothing = hash::blake3::of(core::as_bytes(tree_heading));
        std::size_t hint = 0;
        entries_.resize(scanned_.size());
        for (std::size_t i = 0; i < scanned_.size(); ++i) {
            const scanned_entry& found = scanned_[i];
            tree_entry& entry = entries_[i];
            entry.name = found.path;
            entry.kind = found.kind;
            if (found.kind == entry_kind::directory) {
                entry.digest = nothing;
                continue;
            }
            if (found.kind != entry_kind::link) {
                ++indexable_;
                const auto digest = known.find(found.path, found.stamp, hint);
                if (digest && content_.has(*digest)) {
                    entry.digest = *digest;
                    entry.bytes = found.stamp.bytes;
                    continue;
                }
            }
            ++progress_.all_files;
            progress_.all_bytes += found.stamp.bytes;
            (found.stamp.bytes < large_file ? short_ : long_).push_back(i);
        }
    }

    void read_short() {
        const std::vector<std::size_t> ends = cut();
        const auto first = [&](std::size_t group) { return group == 0 ? 0 : ends[group - 1]; };
        std::vector<file_group> places(2 * settings_.threads + 2);
        ordered_work(
            ends.size(), places.size(), settings_.threads,
            [&](std::size_t group, std::size_t place) {
                const std::span<const std::size_t> all{short_};
                read_group(places[place], all.subspan(first(group), ends[group] - first(group)));
            },
            [&](std::size_t group, std::size_t place) {
                const file_group& read = places[place];
                for (std::size_t k = 0; k < read.digests.size(); ++k) {
                    const std::size_t i = short_[first(group) + k];
                    entries_[i].digest = read.digests[k];
                    entries_[i].bytes = read.contents[k].size();
                    content_.put(read.digests[k], read.contents[k]);
                }
                report(read.digests.size(), read.used);
            });
    }

    /// Where among the short files each group ends.
    [[nodiscard]] std::vector<std::size_t> cut() const {
        std::vector<std::size_t> ends;
        std::uint64_t bytes = 0;
        std::size_t files = 0;
        for (std::size_t k = 0; k < short_.size(); ++k) {
            bytes += scanned_[short_[k]].stamp.bytes;
            if (++files == file_group::most_files || bytes >= file_group::most_bytes || k + 1 == short_.size()) {
                ends.push_back(k + 1);
                bytes = files = 0;
            }
        }
        return ends;
    }

    void read_group(file_group& group, std::span<const std::size_t> items) {
        group.clear();
        for (const std::size_t i : items) {
            const std::string path = core::join_path(root_, scanned_[i].path);
            if (scanned_[i].kind == entry_kind::link) {
                group.read_link(path);
            } else {
                group.read_file(path, settings_.links, scanned_[i].stamp, entries_[i].kind);
            }
        }
        group.digest_each();
    }

    void read_long(std::size_t i) {
        const std::string path = core::join_path(root_, scanned_[i].path);
        const progress begin = progress_;
        const auto read = [&](int number, const file_stamp& expected) {
            progress_ = begin;
            const copied_file copy = content_.put_file(number, expected.bytes, settings_.threads, path,
                                                       [this](std::uint64_t bytes) { report(0, bytes); });
            entries_[i].digest = copy.digest;
            return copy.bytes;
        };
        entries_[i].bytes = read_at_rest(path, settings_.links, scanned_[i].stamp, entries_[i].kind, read);
        report(1, 0);
    }

    void report(std::uint64_t files, std::uint64_t bytes) {
        progress_.files += files;
        progress_.bytes += bytes;
        files_read += files;
        bytes_read += bytes;
        if (settings_.progress && !settings_.progress(progress_)) {
            throw cancelled{root_ + ": stopped after " + std::to_string(progress_.files) + " of " +
                            std::to_string(progress_.all_files) + " files"};
        }
    }

    void note() {
        known_.reserve(scanned_.size());
        for (std::size_t i = 0; i < scanned_.size(); ++i) {
            if (scanned_[i].kind != entry_kind::link && scanned_[i].kind != entry_kind::directory) {
                known_.push_back({.path = scanned_[i].path, .stamp = scanned_[i].stamp, .digest = entries_[i].digest});
            }
        }
        renew_ = true;
    }

    const std::string& root_;
    const snapshot_settings& settings_;
    Content& content_;
    std::vector<scanned_entry> scanned_;
    std::vector<tree_entry> entries_;
    std::vector<std::size_t> short_;
    std::vector<std::size_t> long_;
    std::uint64_t indexable_ = 0;
    progress progress_;
    std::int64_t begun_ = 0;
    std::vector<known_file> known_;  // for the index
    bool renew_ = false;
};

}  // namespace detail

/// Reads `directory` and keeps nothing of it.
///
/// @throws as `scan_directory`, and integrity_error for a file that keeps changing; cancelled.
[[nodiscard]] inline directory_reading read_directory(const std::string& directory,
                                                      const snapshot_settings& settings = {}) {
    detail::content_ignored nothing;
    detail::directory_reader reader{directory, settings, nothing};
    snapshot found{reader.run()};
    reader.write_index();
    return {.snapshot = std::move(found), .files_read = reader.files_read, .bytes_read = reader.bytes_read};
}

/// The snapshot alone.
[[nodiscard]] inline snapshot snapshot_directory(const std::string& directory, const snapshot_settings& settings = {}) {
    return read_directory(directory, settings).snapshot;
}

}  // namespace lastro::inline v0::store
