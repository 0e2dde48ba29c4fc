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
#include <sys/stat.h>  // fstat (POSIX)
#include <unistd.h>    // link, unlink (POSIX)

#include <cerrno>    // errno
#include <cstddef>   // size_t
#include <cstdint>   // uint64_t
#include <optional>  // optional
#include <set>       // set
#include <string>    // string
#include <utility>   // move
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

    void move_away(const std::string& path, const std::string& name) {
        if (!settings_.quarantine) {
            ++report_.left;
            return;
        }
        if (::rename(path.c_str(), quarantine_path(name).c_str()) != 0) {
            core::detail::refuse(path, "move to quarantine", errno);
        }
        core::sync_directory(core::directory_of(path));
        ++report_.quarantined;
    }

    void check_file(const hash::digest& name) {
        const std::string path = past_.objects().path(name);
        std::string why;
        try {
            const auto file = core::detail::descriptor::open(path, O_RDONLY);
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
            move_away(path, name.hex());
        }
    }

    void check_pack(const std::string& path) {
        const std::string file = path.substr(path.rfind('/') + 1);
        std::optional<pack> opened;
        try {
            opened.emplace(path, past_.objects().codec());
        } catch (const error& e) {
            ++report_.damaged;
            report_.problems.emplace_back(e.what());
            move_away(path, file);
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
        } else if (bad > 0 || !layout.empty()) {
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

    void check_histories() {
        const object_store fresh = past_.objects().opened_again();  // what was moved is not to be seen any more
        std::set<hash::digest> before;
        for (int attempt = 0; attempt < 1000; ++attempt) {  // a record that comes back names others
            std::vector<std::string> problems;
            const std::set<hash::digest> needed = needed_objects(fresh, problems);
            std::vector<hash::digest> missing;
            for (const hash::digest& name : needed) {
                if (!fresh.contains(name)) {
                    missing.push_back(name);
                }
            }
            const std::size_t came = missing.empty() ? 0 : repair(fresh, missing, before);
            if (came == 0) {
                report_.missing = missing.size();
                for (const hash::digest& name : missing) {
                    report_.problems.push_back(
                        core::contract_message(name.to_string(), "an object that a history needs", "none"));
                }
                report_.left += missing.empty() ? problems.size() : missing.size();
                for (std::string& problem : problems) {
                    report_.problems.push_back(std::move(problem));
                }
                return;
            }
            report_.repaired += came;
        }
    }

    [[nodiscard]] std::set<hash::digest> needed_objects(const object_store& objects,
                                                        std::vector<std::string>& problems) const {
        object_walk walk{[&](const hash::digest& name) { return objects.find(name); }};
        std::set<hash::digest> needed;
        for (const std::string& name : past_.names()) {
            try {
                std::optional<hash::digest> id = past_.reference_of(name);
                while (id) {
                    needed.insert(*id);
                    const object text = require_object([&](const hash::digest& wanted) { return objects.find(wanted); },
                                                       *id, largest_record);
                    const commit version{parse_commit(core::as_text(text.bytes()), text.place())};
                    walk.visit(version);
                    id = version.parent();
                }
            } catch (const error& e) {
                problems.push_back(name + ": " + e.what());
            }
        }
        needed.insert(walk.needed().begin(), walk.needed().end());
        problems.insert(problems.end(), walk.problems().begin(), walk.problems().end());
        return needed;
    }

    [[nodiscard]] std::size_t repair(const object_store& objects, const std::vector<hash::digest>& missing,
                                     std::set<hash::digest>& asked) const {
        if (!settings_.repair_from) {
            return 0;
        }
        object_store::batch group = objects.begin();
        std::size_t came = 0;
        for (const hash::digest& name : missing) {
            if (!asked.insert(name).second) {
                continue;
            }
            const std::optional<object> found = settings_.repair_from(name);
            if (found && hash::blake3::of(found->bytes()) == name) {
                group.put_as(name, found->bytes());
                ++came;
            }
        }
        group.commit();
        return came;
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
