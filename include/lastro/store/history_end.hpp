// SPDX-License-Identifier: MIT
// lastro/store/history_end.hpp
//
// What does a repository look like to whoever brings versions, or fetches them?
//
//   const store::history_end here{past};                    // one end of a transfer, see remote.hpp
//   here.contains(name), here.head("images"), here.advance("images", head, fresh);
//
// Used through `repository::push` and `pull`, and as the base of `directory_remote`.
#pragma once

#include <optional>  // nullopt, optional
#include <string>    // string
#include <vector>    // vector

#include <lastro/core/file_lock.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/tags.hpp>

namespace lastro::inline v0::store {

/// A repository as one end of a transfer.
class history_end {
public:
    explicit history_end(const history& past) : past_(past), tags_(past.directory()) {}

    [[nodiscard]] bool contains(const hash::digest& name) const { return past_.objects().contains(name); }
    [[nodiscard]] std::optional<object> find(const hash::digest& name) const { return past_.objects().find(name); }
    [[nodiscard]] std::vector<std::string> names() const { return past_.names(); }
    [[nodiscard]] std::optional<hash::digest> head(const std::string& name) const {
        const std::optional<commit> newest = past_.head(name);
        return newest ? std::optional{newest->id()} : std::nullopt;
    }
    [[nodiscard]] bool advance(const std::string& name, const std::optional<hash::digest>& expected,
                               const hash::digest& id) const {
        return past_.advance(name, expected, id);
    }
    [[nodiscard]] object_store::batch begin() const { return past_.objects().begin(); }

    /// While what it gives lives, nobody here clears away what no history needs.
    [[nodiscard]] std::optional<core::file_lock> presence() const { return past_.presence(); }

    [[nodiscard]] std::vector<std::string> tags() const { return tags_.names(); }
    [[nodiscard]] std::optional<hash::digest> tag(const std::string& name) const { return tags_.find(name); }
    void set_tag(const std::string& name, const hash::digest& commit) const { tags_.set(name, commit); }

private:
    history past_;
    store::tags tags_;
};

}  // namespace lastro::inline v0::store
