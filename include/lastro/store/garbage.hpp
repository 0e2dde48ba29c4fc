// SPDX-License-Identifier: MIT
// lastro/store/garbage.hpp
//
// What does no history and no tag need any more, and can it go?
//
//   const store::garbage_report gone = repository.collect_garbage({.grace = 14 * 86'400.0});
//   std::cout << gone;                                      // removed 12 objects, 1,048,576 bytes; kept 50,123 objects
//
// Interrupted commits and snapshots that were never committed leave objects behind. They go when they are older than the
// grace period and nobody reads or writes: live processes are waited for, and named if that takes too long. Nothing is
// removed while a history cannot be read as a whole.
#pragma once

#include <sys/stat.h>  // stat (POSIX)
#include <unistd.h>    // unlink (POSIX)

#include <cerrno>     // errno
#include <cstddef>    // byte, size_t
#include <cstdint>    // int64_t, uint64_t
#include <iosfwd>     // basic_ostream
#include <optional>   // optional
#include <set>        // set
#include <stdexcept>  // invalid_argument
#include <string>     // string
#include <vector>     // vector

#include <lastro/core/clock.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/object_inventory.hpp>
#include <lastro/store/object_walk.hpp>
#include <lastro/store/pack.hpp>
#include <lastro/store/pack_writer.hpp>
#include <lastro/store/tags.hpp>

namespace lastro::inline v0::store {

/// What may go.
struct garbage_settings {
    double grace = 1'209'600.0;             ///< Seconds that something must be old: two weeks.
    double patience = 60.0;                 ///< Seconds to wait for those who read or write.
    bool dry_run = false;                   ///< True: count, and remove nothing.
    std::optional<std::int64_t> time = {};  ///< Now, in milliseconds since 1970; the clock's where nothing is given.
};

/// What went.
struct garbage_report {
    std::uint64_t kept = 0;   ///< Objects that histories need.
    std::uint64_t young = 0;  ///< Objects that no history needs and that are not old enough, or in a pack with others.
    std::uint64_t removed = 0;     ///< Objects.
    std::uint64_t bytes = 0;       ///< What they held.
    std::uint64_t unfinished = 0;  ///< Files of interrupted writes, removed.

    friend bool operator==(const garbage_report&, const garbage_report&) = default;
};

/// "removed 12 objects, 1,048,576 bytes; kept 50,123 objects".
[[nodiscard]] inline std::string to_string(const garbage_report& r) {
    return "removed " + core::grouped(r.removed) + " objects, " + core::grouped(r.bytes) + " bytes; kept " +
           core::grouped(r.kept + r.young) + " objects";
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const garbage_report& r) {
    return out << to_string(r).c_str() << '\n';
}

namespace detail {

class garbage_collection {
public:
    garbage_collection(const history& past, const garbage_settings& settings)
        : past_(past),
          settings_(settings),
          oldest_kept_(settings.time.value_or(core::unix_milliseconds()) -
                       static_cast<std::int64_t>(core::smaller(settings.grace, longest_grace) * 1000.0)) {}

    [[nodiscard]] garbage_report run() {
        const object_store objects = past_.objects().opened_again();
        mark(objects);
        const object_store::inventory found = objects.list();
        core::require<integrity_error>(found.unreadable.empty(), past_.directory(), "packs that can be read (see fsck)",
                                       std::to_string(found.unreadable.size()) + " that cannot");
        for (const hash::digest& name : found.files) {
            sweep_file(name, objects.path(name));
        }
        for (const std::string& path : found.packs) {
            sweep_pack(path);
        }
        for (const std::string& path : found.unfinished) {
            sweep_unfinished(path);
        }
        for (const char* below : {"", "index", "refs", "tags"}) {
            const std::string directory = core::join_path(past_.directory(), below);
            for (const std::string& name :
                 core::directory_exists(directory) ? core::list_directory(directory) : std::vector<std::string>{}) {
                if (is_temporary_name(name)) {
                    sweep_unfinished(core::join_path(directory, name));
                }
            }
        }
        return report_;
    }

private:
    static constexpr double longest_grace = 1e12;  // seconds: beyond all times that there are

    void mark(const object_store& objects) {
        object_walk walk{[&](const hash::digest& name) { return objects.find(name); }};
        std::set<hash::digest> known;
        const auto visit = [&](commit version) {  // and those before it
            while (known.insert(version.id()).second) {
                walk.visit(version);
                if (!version.parent()) {
                    return;
                }
                version = past_.parent(version);
            }
        };
        for (const std::string& name : past_.names()) {
            visit(past_.resolve(name));
        }
        const tags named{past_.directory()};
        for (const std::string& name : named.names()) {
            if (const std::optional<hash::digest> id = named.find(name)) {
                visit(past_.resolve(id->to_string()));
            }
        }
        if (!walk.problems().empty()) {
            core::fail<integrity_error>(past_.directory(), "histories that can be read as a whole (see fsck)",
                                        walk.problems().front());
        }
        needed_ = walk.needed();
    }

    /// False also for what has just gone, and for times in the future: the clock may have gone back.
    [[nodiscard]] bool is_old(const std::string& path) const noexcept {
        struct ::stat status {};
        if (::lstat(path.c_str(), &status) != 0) {
            return false;
        }
        return static_cast<std::int64_t>(status.st_mtime) * 1000 + 999 < oldest_kept_;
    }

    void remove(const std::string& path) const {
        if (!settings_.dry_run && ::unlink(path.c_str()) != 0 && errno != ENOENT) {
            core::detail::refuse(path, "remove", errno);
        }
    }

    void sweep_unfinished(const std::string& path) {
        if (is_old(path) && core::file_exists(path)) {
            ++report_.unfinished;
            remove(path);
        }
    }

    void sweep_file(const hash::digest& name, const std::string& path) {
        if (needed_.contains(name)) {
            ++report_.kept;
        } else if (is_old(path)) {
            struct ::stat status {};
            report_.bytes += ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0U;
            ++report_.removed;
            remove(path);
        } else {
            ++report_.young;
        }
    }

    /// A pack goes when nothing in it is needed, and is written again without the rest when less than half of it is. What is
    /// damaged is not written again: a sound pack of the same objects would have the same name.
    void sweep_pack(const std::string& path) {
        const pack one{path, past_.objects().codec()};
        std::uint64_t live = 0;
        std::uint64_t live_bytes = 0;
        std::uint64_t dead_bytes = 0;
        for (std::size_t i = 0; i < one.size(); ++i) {
            const bool wanted = needed_.contains(one.name(i));
            live += wanted ? 1U : 0U;
            (wanted ? live_bytes : dead_bytes) += one.stored(i).size();
        }
        report_.kept += live;
        const std::uint64_t dead = one.size() - live;
        if (dead == 0) {
            return;
        }
        if (!is_old(path) || (live > 0 && dead_bytes <= live_bytes)) {
            report_.young += dead;
            return;
        }
        if (live > 0 && !settings_.dry_run) {
            pack_writer writer{core::directory_of(path), {.name = std::string{one.codec_name()}}};
            std::vector<std::byte> memory;
            for (std::size_t i = 0; i < one.size(); ++i) {
                if (!needed_.contains(one.name(i))) {
                    continue;
                }
                if (!one.is_readable(i) || hash::blake3::of(one.bytes(i, memory)) != one.name(i)) {
                    report_.young += dead;  // stays: fsck's business
                    return;
                }
                writer.add_from(one, i);
            }
            writer.commit();  // is there before the old one goes
        }
        report_.removed += dead;
        report_.bytes += dead_bytes;
        remove(path);
    }

    const history& past_;
    const garbage_settings& settings_;
    std::int64_t oldest_kept_;
    std::set<hash::digest> needed_;
    garbage_report report_;
};

}  // namespace detail

/// Removes what no history needs and is older than the grace period.
///
/// @throws std::invalid_argument for a grace period that is none; io_error if others read or write for longer than `patience`, and the message names the last of them;
///         integrity_error or format_error if a history or a pack cannot be read: nothing is removed then.
inline garbage_report collect_garbage(const history& past, const garbage_settings& settings = {}) {
    core::require<std::invalid_argument>(settings.grace >= 0.0, "store::collect_garbage: grace", "0 seconds or more",
                                         settings.grace);
    core::create_directories(core::join_path(past.directory(), "locks"));
    const core::file_lock alone{core::join_path(past.directory(), "locks/.presence"), {.patience = settings.patience}};
    return detail::garbage_collection{past, settings}.run();
}

}  // namespace lastro::inline v0::store
