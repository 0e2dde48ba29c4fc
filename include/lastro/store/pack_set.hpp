// SPDX-License-Identifier: MIT
// lastro/store/pack_set.hpp
//
// In which of these packs is the object? The packs of a directory, opened once, and looked for again when one is missing.
//
//   store::pack_set packs{"data.lastro/objects/packs"};
//   for (const store::packed_object& copy : packs.find(name)) {}   // none: packs.refresh() sees what others have added
//
// May be shared between threads.
#pragma once

#include <sys/stat.h>  // stat (POSIX)

#include <cstddef>    // byte, size_t
#include <cstdint>    // int64_t, uint64_t
#include <map>        // map
#include <memory>     // make_shared, shared_ptr
#include <optional>   // nullopt, optional
#include <stdexcept>  // invalid_argument
#include <string>     // string
#include <utility>    // move
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/clock.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/directory.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/path.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/codec.hpp>
#include <lastro/store/detail/mutex.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/pack.hpp>

namespace lastro::inline v0::store {

/// One of the objects of a pack.
struct packed_object {
    std::shared_ptr<const pack> in;
    std::size_t number = 0;

    [[nodiscard]] std::uint64_t size() const noexcept { return in->content_size(number); }
    [[nodiscard]] bool is_readable() const noexcept { return in->is_readable(number); }

    /// Its bytes, not compared with its name. @throws format_error unless it is readable
    [[nodiscard]] object read() const {
        std::string name = in->name(number).to_string();
        if (!in->is_frame(number)) {
            return {in, in->stored(number), in->path(), std::move(name)};
        }
        auto content = std::make_shared<std::vector<std::byte>>();
        const core::byte_span bytes = in->bytes(number, *content);
        return {std::move(content), bytes, in->path(), std::move(name), false};
    }
};

/// The packs in a directory.
class pack_set {
public:
    /// The directory need not exist; nothing is read before `refresh()`.
    ///
    /// @throws std::invalid_argument for a codec whose name packs cannot hold, or that lacks a function.
    explicit pack_set(std::string directory, store::codec known = {})
        : directory_(std::move(directory)), codec_(std::move(known)) {
        core::require<std::invalid_argument>(
            codec_.name.empty()
                ? codec_.compress == nullptr
                : detail::is_codec_name(codec_.name) && codec_.compress != nullptr && codec_.decompress != nullptr,
            "store::codec", "two functions and a name of at most 16 of a-z 0-9 -", core::quoted(codec_.name));
    }

    [[nodiscard]] const std::string& directory() const noexcept { return directory_; }

    /// What packs are read with, and new ones written.
    [[nodiscard]] const store::codec& codec() const noexcept { return codec_; }

    /// Every copy of the object in the packs that are open, none of them read.
    [[nodiscard]] std::vector<packed_object> find(const hash::digest& name) const {
        const detail::turn mine{mutex_};
        std::vector<packed_object> copies;
        for (const auto& [file, one] : packs_) {
            if (const auto i = one->find(name)) {
                copies.push_back({one, *i});
            }
        }
        return copies;
    }

    /// One of them, which can be read if any can; nothing where there is none.
    [[nodiscard]] std::optional<packed_object> find_first(const hash::digest& name) const {
        const std::vector<packed_object> copies = find(name);
        for (const packed_object& copy : copies) {
            if (copy.is_readable()) {
                return copy;
            }
        }
        return copies.empty() ? std::nullopt : std::optional{copies.front()};
    }

    /// Opens the packs that have appeared, and forgets those that are gone: who still holds an object of theirs may go on
    /// reading it. A pack that cannot be opened is passed over, and named in `problems()`.
    ///
    /// @throws io_error if the directory cannot be listed.
    void refresh() {
        const detail::turn mine{mutex_};
        constexpr int attempts = 16;  // a pack that goes may have been written again, after the others were listed
        std::vector<std::string> files;
        for (int i = 0; i < attempts && !list(files); ++i) {
        }
    }

    /// Why packs could not be opened, one sentence each.
    [[nodiscard]] std::vector<std::string> problems() const {
        const detail::turn mine{mutex_};
        return problems_;
    }

    /// The packs that are open.
    [[nodiscard]] std::vector<std::shared_ptr<const pack>> packs() const {
        const detail::turn mine{mutex_};
        std::vector<std::shared_ptr<const pack>> all;
        for (const auto& [file, one] : packs_) {
            all.push_back(one);
        }
        return all;
    }

private:
    /// False if a pack has gone: before it was opened, or since the last time; or if one may have been passed over, for a
    /// directory that is being written may show neither what goes nor what comes. `files`: what it showed before, and now.
    bool list(std::vector<std::string>& files) {
        std::map<std::string, std::shared_ptr<const pack>> now;
        std::size_t kept = 0;
        bool settled = true;
        bool whole = true;
        problems_.clear();
        if (core::directory_exists(directory_)) {
            std::vector<std::string> found = core::list_directory(directory_);
            settled = found == files || is_quiet();
            files = std::move(found);
            for (const std::string& file : files) {
                if (const auto known = packs_.find(file); known != packs_.end()) {
                    now.insert(*known);
                    ++kept;
                } else if (is_pack_name(file)) {
                    try {
                        now.emplace(file, std::make_shared<const pack>(core::join_path(directory_, file), codec_));
                    } catch (const error& e) {
                        const bool is_there = core::file_exists(core::join_path(directory_, file));
                        whole = whole && is_there;
                        if (is_there) {
                            problems_.emplace_back(e.what());
                        }
                    }
                }
            }
        }
        whole = whole && kept == packs_.size();
        packs_.swap(now);
        if (!settled) {
            packs_.merge(now);  // what has gone, or was passed over, stays until that is sure
        }
        return settled && whole;
    }

    /// True if nothing was added or removed in the last seconds, or there is no directory.
    [[nodiscard]] bool is_quiet() const {
        struct ::stat status {};
        constexpr std::int64_t seconds = 2;  // no file system's times are coarser
        return ::stat(directory_.c_str(), &status) != 0 ||
               core::unix_milliseconds() / 1000 - static_cast<std::int64_t>(status.st_mtime) > seconds;
    }

    std::string directory_;
    store::codec codec_;
    mutable detail::mutex mutex_;
    std::map<std::string, std::shared_ptr<const pack>> packs_;
    std::vector<std::string> problems_;
};

}  // namespace lastro::inline v0::store
