// SPDX-License-Identifier: MIT
// lastro/store/remote.hpp
//
// How do versions get to another place, and back?
//
//   repository.push(store::directory_remote{"/mnt/backup/data.lastro"});   // sends what is missing there, and no more
//   repository.pull(remote, {.content = false});            // histories and records; content when somebody wants it
//   repository.fetch(remote, {column.digest});              // these objects
//
// A remote is anything that keeps objects by name and one commit id for each dataset: a directory (directory_remote), or a
// server behind a type of one's own. Objects go before what names them and a history's end last, in groups of 64 MiB: who
// stops in between loses nothing and goes on there. Everything is compared with its name on the way.
#pragma once

#include <concepts>  // convertible_to, same_as
#include <cstddef>   // size_t
#include <cstdint>   // uint64_t
#include <optional>  // nullopt, optional
#include <span>      // span
#include <string>    // string
#include <vector>    // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/history_end.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/object_walk.hpp>
#include <lastro/store/snapshot_directory.hpp>

namespace lastro::inline v0::store {

/// A place that keeps versions. `find` need not compare an object with its name; `advance` makes `id` the newest commit
/// of a name if `expected` (nothing: none) still is, and says whether it was; what `begin` gives takes objects with
/// `put_as(name, bytes)`, which are there, durably, when its `commit()` returns.
template <class Remote>
concept remote = requires(const Remote& r, const hash::digest& digest, const std::string& name,
                          const std::optional<hash::digest>& expected, core::byte_span bytes) {
    { r.contains(digest) } -> std::same_as<bool>;
    { r.find(digest) } -> std::same_as<std::optional<object>>;
    { r.names() } -> std::same_as<std::vector<std::string>>;
    { r.head(name) } -> std::same_as<std::optional<hash::digest>>;
    { r.advance(name, expected, digest) } -> std::same_as<bool>;
    r.begin().put_as(digest, bytes);
    r.begin().commit();
};

/// A remote that keeps tags, too: `tag` gives the commit that has one, `set_tag` gives a commit one that it keeps.
template <class Remote>
concept keeps_tags = requires(const Remote& r, const hash::digest& id, const std::string& name) {
    { r.tags() } -> std::same_as<std::vector<std::string>>;
    { r.tag(name) } -> std::same_as<std::optional<hash::digest>>;
    r.set_tag(name, id);
};

/// What to send or to get.
struct transfer_settings {
    std::vector<std::string> names = {};  ///< Datasets; all where none is given.
    bool content = true;                  ///< False: commits, trees and manifests only.
    progress_callback progress = {};      ///< Counts objects, not files.
};

/// What was done.
struct transfer_report {
    std::uint64_t datasets = 0;  ///< Names whose newest commit is another now.
    std::uint64_t commits = 0;
    std::uint64_t objects = 0;  ///< Sent; those that were there already are not counted.
    std::uint64_t bytes = 0;
    std::uint64_t tags = 0;  ///< That were not there.

    friend bool operator==(const transfer_report&, const transfer_report&) = default;
};

namespace detail {

template <remote From, remote To>
class transfer {
public:
    transfer(const From& from, const To& to, const transfer_settings& settings)
        : from_(from), to_(to), settings_(settings) {}

    [[nodiscard]] transfer_report run() {
        [[maybe_unused]] const auto here = held(from_);
        [[maybe_unused]] const auto beyond = held(to_);
        for (const std::string& name : settings_.names.empty() ? from_.names() : settings_.names) {
            const std::optional<hash::digest> head = from_.head(name);
            core::require<schema_error>(head.has_value(), "store::transfer", "a dataset that has commits",
                                        core::quoted(name));
            const bool is_known = to_.head(name).has_value();
            one(name, *head);
            if constexpr (std::same_as<To, history_end>) {  // a repository here, which costs little to ask
                if (is_known && settings_.content) {
                    fill(name, *head);
                }
            }
        }
        if constexpr (keeps_tags<From> && keeps_tags<To>) {
            send_tags();
        }
        return report_;
    }

    /// Objects by name. Those that are there are passed over.
    void send(std::span<const hash::digest> names) {
        auto group = to_.begin();
        std::uint64_t waiting = 0;
        for (const hash::digest& name : names) {
            if (!to_.contains(name)) {
                const object content = require_object(source(), name);
                group.put_as(name, content.bytes());
                waiting += content.bytes().size();
                ++report_.objects;
                report_.bytes += content.bytes().size();
            }
            ++at_.files;
            at_.bytes = report_.bytes;
            if (waiting >= group_bytes) {
                group.commit();
                waiting = 0;
            }
            if (settings_.progress && !settings_.progress(at_)) {
                group.commit();  // what has come so far need not come again
                throw cancelled{"store::transfer: stopped after " + std::to_string(at_.files) + " of " +
                                std::to_string(at_.all_files) + " objects"};
            }
        }
        group.commit();
    }

    [[nodiscard]] const transfer_report& report() const noexcept { return report_; }

private:
    // While what it gives lives, nobody there clears away what no history needs.
    template <class End>
    [[nodiscard]] static auto held(const End& end) {
        if constexpr (requires { end.presence(); }) {
            return end.presence();
        } else {
            return 0;
        }
    }

    static constexpr std::uint64_t group_bytes = std::uint64_t{64} << 20U;

    [[nodiscard]] object_source source() const {
        return [this](const hash::digest& name) { return from_.find(name); };
    }

    [[nodiscard]] static commit read(const object_source& from, const hash::digest& id, const std::string& name) {
        const object text = require_object(from, id, largest_record);
        commit found{parse_commit(core::as_text(text.bytes()), text.place())};
        core::require<format_error>(found.name() == name, text.place(), "a commit of " + core::quoted(name),
                                    "one of " + core::quoted(found.name()));
        return found;
    }

    /// The commit that `later` follows. Precondition: it has a parent.
    [[nodiscard]] static commit before(const commit& later, const object_source& from) {
        commit found = read(from, *later.parent(), later.name());
        core::require<format_error>(found.version() + 1 == later.version(), later.id().to_string(),
                                    "a commit that follows version " + std::to_string(found.version()),
                                    later.version());
        return found;
    }

    void one(const std::string& name, const hash::digest& head) {
        core::require<format_error>(is_dataset_name(name), "store::transfer", "the name of a dataset",
                                    core::quoted(name));
        if constexpr (keeps_tags<To>) {
            core::require<schema_error>(!to_.tag(name), "store::transfer", "a dataset whose name is no tag there",
                                        core::quoted(name));
        }
        const std::optional<hash::digest> there = to_.head(name);
        if (there == head) {
            return;
        }
        std::vector<commit> fresh{read(source(), head, name)};
        while (fresh.back().parent() && fresh.back().parent() != there) {
            fresh.push_back(before(fresh.back(), source()));
        }
        core::require<schema_error>(!there || fresh.back().parent() == there, name,
                                    "a history that goes on from " + (there ? there->to_string() : std::string{"none"}),
                                    "one that has parted from it");
        if (there) {
            static_cast<void>(before(fresh.back(), [this](const hash::digest& id) { return to_.find(id); }));
        }
        object_walk walk{source()};
        for (const commit& version : fresh) {
            walk.visit(version);
        }
        if (!walk.problems().empty()) {
            throw integrity_error{walk.problems().front()};
        }
        at_.all_files += walk.records().size() + (settings_.content ? walk.content().size() : 0);
        if (settings_.content) {
            send(walk.content());
        }
        send(walk.records());
        core::require<schema_error>(to_.advance(name, there, head), name, "a history that nobody extends meanwhile",
                                    "one that somebody has extended");
        report_.commits += fresh.size();
        ++report_.datasets;
    }

    /// Content that was left out when the records came.
    void fill(const std::string& name, const hash::digest& head) {
        const object_source there = [this](const hash::digest& id) { return to_.find(id); };
        object_walk walk{there};
        for (std::optional<commit> at = read(there, head, name); at;
             at = at->parent() ? std::optional{before(*at, there)} : std::nullopt) {
            walk.visit(*at);
        }
        at_.all_files += walk.content().size();
        send(walk.content());
    }

    // Those of commits that are there now; one that names another commit there stays, and is an error.
    void send_tags() {
        for (const std::string& name : from_.tags()) {
            core::require<format_error>(is_dataset_name(name), "store::transfer", "the name of a tag",
                                        core::quoted(name));
            const std::optional<hash::digest> id = from_.tag(name);
            if (id && to_.contains(*id) && to_.tag(name) != id) {
                core::require<schema_error>(!to_.head(name), "store::transfer", "a tag whose name no dataset has there",
                                            core::quoted(name));
                const object text =
                    require_object([this](const hash::digest& d) { return to_.find(d); }, *id, largest_record);
                static_cast<void>(parse_commit(core::as_text(text.bytes()), text.place()));
                to_.set_tag(name, *id);
                ++report_.tags;
            }
        }
    }

    const From& from_;
    const To& to_;
    const transfer_settings& settings_;
    transfer_report report_;
    progress at_;
};

}  // namespace detail

/// Sends what `to` lacks of the histories of `past`.
///
/// Tags of commits that are there afterwards are sent, too, if both ends keep tags; a tag and a dataset never share a name.
///
/// @throws schema_error if a history has parted from the one there, or does not exist; integrity_error if something of it
///         is missing or damaged: the histories there are untouched then. schema_error if a tag names another commit
///         there: histories have been sent then.
template <remote Remote>
transfer_report push(const history& past, const Remote& to, const transfer_settings& settings = {}) {
    const auto here = past.presence();
    const history_end from{past};
    return detail::transfer{from, to, settings}.run();
}

/// Gets what `past` lacks of the histories of `from`, content that an earlier pull has left out included. @throws as `push`
template <remote Remote>
transfer_report pull(const history& past, const Remote& from, const transfer_settings& settings = {}) {
    const auto here = past.presence();
    const history_end to{past};
    return detail::transfer{from, to, settings}.run();
}

/// Gets these objects, unless they are here. @throws integrity_error if one is missing there, or damaged
template <remote Remote>
transfer_report fetch(const history& past, const Remote& from, std::span<const hash::digest> names,
                      const progress_callback& watch = {}) {
    const auto here = past.presence();
    const history_end to{past};
    const transfer_settings settings{.progress = watch};
    detail::transfer<Remote, history_end> work{from, to, settings};
    work.send(names);
    return work.report();
}

}  // namespace lastro::inline v0::store
