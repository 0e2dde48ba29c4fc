// SPDX-License-Identifier: MIT
// lastro/store/pack_set.hpp
//
// In which of these packs is the object? The packs of a directory, opened once, and looked for again when one is missing.
//
//   store::pack_set packs{"data.lastro/objects/packs"};
//   for (const store::object& copy : packs.find(name)) {}   // none: packs.refresh() sees what others have added
//
// May be shared between threads.
#pragma once

#include <cstddef>  // byte
#include <map>      // map
#include <memory>   // make_shared, shared_ptr
#include <string>   // string
#include <utility>  // move
#include <vector>   // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/directory.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/path.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/codec.hpp>
#include <lastro/store/detail/mutex.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/pack.hpp>

namespace lastro::inline v0::store {

/// The packs in a directory.
class pack_set {
public:
    /// The directory need not exist; nothing is read before `refresh()`.
    explicit pack_set(std::string directory, store::codec known = {})
        : directory_(std::move(directory)), codec_(std::move(known)) {}

    [[nodiscard]] const std::string& directory() const noexcept { return directory_; }

    /// What packs are read with, and new ones written.
    [[nodiscard]] const store::codec& codec() const noexcept { return codec_; }

    /// True if an object of that name is in the packs that are open.
    [[nodiscard]] bool contains(const hash::digest& name) const {
        const detail::turn mine{mutex_};
        for (const auto& [file, one] : packs_) {
            if (one->find(name)) {
                return true;
            }
        }
        return false;
    }

    /// Every copy of the object in the packs that are open, not compared with its name.
    ///
    /// @throws format_error if one is a frame of a codec that is not known here.
    [[nodiscard]] std::vector<object> find(const hash::digest& name) const {
        std::vector<object> copies;
        for (const std::shared_ptr<const pack>& one : packs()) {
            const auto i = one->find(name);
            if (!i) {
                continue;
            }
            if (one->is_frame(*i)) {
                auto content = std::make_shared<std::vector<std::byte>>();
                const core::byte_span bytes = one->bytes(*i, *content);
                copies.emplace_back(std::move(content), bytes, one->path(), name.to_string());
            } else {
                copies.emplace_back(one, one->stored(*i), one->path(), name.to_string());
            }
        }
        return copies;
    }

    /// Opens the packs that have appeared, and forgets those that are gone: who still holds an object of theirs may go on
    /// reading it. A pack that cannot be opened is passed over, and named in `problems()`.
    ///
    /// @throws io_error if the directory cannot be listed.
    void refresh() {
        const detail::turn mine{mutex_};
        std::map<std::string, std::shared_ptr<const pack>> now;
        problems_.clear();
        if (core::directory_exists(directory_)) {
            for (const std::string& file : core::list_directory(directory_)) {
                if (const auto known = packs_.find(file); known != packs_.end()) {
                    now.insert(*known);
                } else if (is_pack_name(file)) {
                    try {
                        now.emplace(file, std::make_shared<const pack>(core::join_path(directory_, file), codec_));
                    } catch (const error& e) {
                        if (core::file_exists(core::join_path(directory_, file))) {  // else it has just been removed
                            problems_.emplace_back(e.what());
                        }
                    }
                }
            }
        }
        packs_.swap(now);
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
    std::string directory_;
    store::codec codec_;
    mutable detail::mutex mutex_;
    std::map<std::string, std::shared_ptr<const pack>> packs_;
    std::vector<std::string> problems_;
};

}  // namespace lastro::inline v0::store
