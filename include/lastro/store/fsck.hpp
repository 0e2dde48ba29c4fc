// SPDX-License-Identifier: MIT
// lastro/store/fsck.hpp
//
// Is every byte still what it was, and can what is not be put right?
//
//   const store::fsck_report health = repository.fsck({.threads = 2, .repair_from = [&](const hash::digest& name) {
//       return remote.find(name); }});
//   std::cout << health;                                    // 50,123 objects, 291,091,599 bytes: sound
//
// Damaged objects are moved to quarantine/, never deleted, and come back from where the caller says. What histories need
// and is nowhere is named.
#pragma once

#include <fcntl.h>     // O_RDONLY (POSIX)
#include <stdio.h>     // rename (POSIX)
#include <sys/stat.h>  // fstat, lstat (POSIX)
#include <unistd.h>    // link, unlink (POSIX)

#include <cerrno>    // errno
#include <cstddef>   // size_t
#include <cstdint>   // uint64_t
#include <optional>  // optional
#include <set>       // set
#include <string>    // string
#include <utility>   // move, pair
#include <vector>    // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/detail/hash_mapped.hpp>
#include <lastro/store/detail/pack_digests.hpp>
#include <lastro/store/fsck_report.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/object_walk.hpp>
#include <lastro/store/pack.hpp>
#include <lastro/store/pack_writer.hpp>
#include <lastro/store/progress.hpp>
#include <lastro/store/tags.hpp>

namespace lastro::inline v0::store {

/// How to look, and where to get what is missing.
struct fsck_settings {
    std::size_t threads = 1;
    bool quarantine = true;          ///< False: nothing is moved.
    object_source repair_from = {};  ///< Asked for what is missing; what it gives is compared with its name.
    progress_callback progress = {};
};

namespace detail {

class repository_check {
public:
    repository_check(const history& past, const fsck_settings& settings) : past_(past), settings_(settings) {}

    [[nodiscard]] fsck_report run() {
        const object_store::inventory found = past_.objects().list();
        at_.all_files = found.objects.size();
        for (const hash::digest& name : found.files) {
            check_file(name);
        }
        for (const std::string& path : found.packs) {
            check_pack(path);
        }
        check_histories();
        return std::move(report_);
    }

private:
    void watch(std::uint64_t objects, std::uint64_t bytes) {
        report_.objects += objects;
        report_.bytes += bytes;
        at_.files += objects;
        at_.bytes += bytes;
        if (settings_.progress && !settings_.progress(at_)) {
            throw cancelled{past_.directory() + ": stopped after " + std::to_string(at_.files) + " objects"};
        }
    }

    /// Which file has that name now; nothing if none has.
    [[nodiscard]] static std::optional<std::pair<::dev_t, ::ino_t>> file_at(const std::string& path) {
        struct ::stat status {};
        return ::lstat(path.c_str(), &status) == 0 ? std::optional{std::pair{status.st_dev, status.st_ino}}
                                                   : std::nullopt;
    }

    /// A name in quarantine/ that is not taken.
    [[nodiscard]] std::string quarantine_path(const std::string& name) const {
        const std::string stem = core::join_path(past_.directory(), "quarantine/" + name);
        core::create_directories(core::directory_of(stem));
        std::string path = stem;
        for (int i = 1; core::file_exists(path); ++i) {
            path = stem + '.' + std::to_string(i);
        }
        return path;
    }

    /// Moves the file `damaged` away, and no other that writers have put in its place since it was looked at.
    template <class File>
    void move_away(const std::string& path, const std::string& name, const File& damaged) {
        if (!settings_.quarantine) {
            ++report_.left;
            return;
        }
        if (file_at(path) != damaged) {
            return;
        }
        const std::string kept = quarantine_path(name);
        if (::rename(path.c_str(), kept.c_str()) != 0) {
            core::detail::refuse(path, "move to quarantine", errno);
        }
        if (file_at(kept) != damaged && ::rename(kept.c_str(), path.c_str()) == 0) {
            return;  // in this very moment
        }
        core::sync_directory(core::directory_of(kept));
        core::sync_directory(core::directory_of(path));
        ++report_.quarantined;
    }

    void check_file(const hash::digest& name) {
        const std::string path = past_.objects().path(name);
        const auto looked_at = file_at(path);
        if (!looked_at) {
            return;  // somebody else has moved it away
        }
        std::string why;
        try {
            const auto file = core::detail::descriptor::open(path, O_RDONLY | O_NONBLOCK);
            struct ::stat status {};
            if (!file.valid() || ::fstat(file.number(), &status) != 0) {
                core::detail::refuse(path, "open for reading", errno);
            }
            hash::blake3 hasher;
            const auto bytes = static_cast<std::uint64_t>(status.st_size);
            hash_mapped(hasher, file.number(), bytes, settings_.threads, path,
                        [this](std::uint64_t piece) { watch(0, piece); });
            if (hasher.finalize() != name) {
                why = core::contract_message(path, "content with digest " + name.to_string(),
                                             hasher.finalize().to_string());
            }
        } catch (const io_error& e) {
            why = e.what();
        }
        watch(1, 0);
        if (!why.empty()) {
            ++report_.damaged;
            report_.problems.push_back(why);
            move_away(path, name.hex(), looked_at);
        }
    }

    void check_pack(const std::string& path) {
        const std::string file = path.substr(path.rfind('/') + 1);
        const auto looked_at = file_at(path);
        std::optional<pack> opened;
        try {
            opened.emplace(path, past_.objects().codec());
        } catch (const error& e) {
            if (file_at(path)) {  // else somebody else has moved it away
                ++report_.damaged;
                report_.problems.emplace_back(e.what());
                move_away(path, file, looked_at);
            }
            return;
        }
        const pack& one = *opened;
        const std::vector<hash::digest> digests = pack_digests(
            one, settings_.threads, [this](std::uint64_t objects, std::uint64_t bytes) { watch(objects, bytes); });
        std::size_t bad = 0;
        for (std::size_t i = 0; i < one.size(); ++i) {
            if (digests[i] != one.name(i)) {
                ++bad;
                ++report_.damaged;
                report_.problems.push_back(core::contract_message(path + ": " + one.name(i).to_string(),
                                                                  "content with that digest", digests[i].to_string()));
            }
        }
        std::vector<std::string> layout = one.layout_problems();
        if (!settings_.quarantine) {
            report_.left += bad;
        } else if ((bad > 0 || !layout.empty()) && file_at(path) == looked_at) {
            rewrite(one, digests);
        }
        report_.left += settings_.quarantine ? 0 : layout.size();
        for (std::string& problem : layout) {
            report_.problems.push_back(std::move(problem));
        }
    }

    /// The sound objects of a pack go into a new one, and the old one goes to quarantine.
    void rewrite(const pack& one, const std::vector<hash::digest>& digests) {
        pack_writer writer{core::directory_of(one.path()), {.name = std::string{one.codec_name()}}};
        for (std::size_t i = 0; i < one.size(); ++i) {
            if (digests[i] == one.name(i)) {
                writer.add_from(one, i);
            }
        }
        // The old file is in quarantine before the new one appears, which may have its name: only gaps were wrong then.
        const std::string kept = quarantine_path(one.path().substr(one.path().rfind('/') + 1));
        if (::link(one.path().c_str(), kept.c_str()) != 0) {
            core::write_file(kept, one.file());  // a file system without links
        }
        core::sync_directory(core::directory_of(kept));
        if (writer.commit() != one.path() && ::unlink(one.path().c_str()) != 0) {
            core::detail::refuse(one.path(), "move to quarantine", errno);
        }
        core::sync_directory(core::directory_of(one.path()));
        ++report_.quarantined;
    }

    /// What histories and tags need must be there, or come from where the settings say.
    void check_histories() {
        const object_store fresh = past_.objects().opened_again();  // what was moved is not to be seen any more
        object_store::batch group = fresh.begin();
        std::set<hash::digest> came;
        const auto bring = [&](const hash::digest& name) -> std::optional<object> {
            std::optional<object> found = settings_.repair_from ? settings_.repair_from(name) : std::nullopt;
            if (!found || hash::blake3::of(found->bytes()) != name) {
                return std::nullopt;
            }
            if (came.insert(name).second) {
                group.put_as(name, found->bytes());
            }
            return found;
        };
        std::vector<std::string> problems;
        const std::set<hash::digest> needed = needed_objects(
            [&](const hash::digest& name) {
                std::optional<object> found = fresh.find(name);
                return found ? std::move(found) : bring(name);
            },
            problems);
        for (const hash::digest& name : needed) {
            if (!came.contains(name) && !fresh.contains(name) && !bring(name)) {
                ++report_.missing;
                problems.push_back(core::contract_message(name.to_string(), "an object that a history needs", "none"));
            }
        }
        group.commit();
        report_.repaired = came.size();
        report_.left += report_.missing > 0 ? report_.missing : problems.size();
        report_.problems.insert(report_.problems.end(), problems.begin(), problems.end());
    }

    [[nodiscard]] std::set<hash::digest> needed_objects(const object_source& source,
                                                        std::vector<std::string>& problems) const {
        object_walk walk{source};
        std::set<hash::digest> needed;
        const auto visit = [&](const std::string& name, const auto& newest) {
            try {
                std::optional<hash::digest> id = newest();
                while (id && needed.insert(*id).second) {
                    const object text = require_object(source, *id, largest_record);
                    const commit version{parse_commit(core::as_text(text.bytes()), text.place())};
                    walk.visit(version);
                    id = version.parent();
                }
            } catch (const error& e) {
                problems.push_back(name + ": " + e.what());
            }
        };
        for (const std::string& name : past_.names()) {
            visit(name, [&] { return past_.reference_of(name); });
        }
        const tags named{past_.directory()};
        for (const std::string& name : named.names()) {
            visit(name, [&] { return named.find(name); });
        }
        needed.insert(walk.needed().begin(), walk.needed().end());
        problems.insert(problems.end(), walk.problems().begin(), walk.problems().end());
        return needed;
    }

    const history& past_;
    const fsck_settings& settings_;
    fsck_report report_;
    progress at_;
};

}  // namespace detail

/// Reads every object of the repository and every record of its histories, moves what is damaged to `quarantine/`, and
/// gets what is missing from where the settings say.
///
/// @throws io_error if the directory cannot be listed or written; cancelled; format_error, and nothing of it is moved, for a
///         pack whose codec is not known here.
[[nodiscard]] inline fsck_report fsck(const history& past, const fsck_settings& settings = {}) {
    const auto here = past.presence();
    return detail::repository_check{past, settings}.run();
}

}  // namespace lastro::inline v0::store
