// SPDX-License-Identifier: MIT
// lastro/store/verify.hpp
//
// Is every object what its name says, and every version what its commit says?
//
//   store::verify_report report;
//   const std::set<hash::digest> whole = store::verify_objects(objects, report);
//   store::verify_history(past, "weather", report, needed);         // used through `repository::verify`
#pragma once

#include <cstddef>   // byte, size_t
#include <cstdint>   // uint64_t
#include <optional>  // nullopt, optional
#include <set>       // set
#include <string>    // string
#include <utility>   // move, pair
#include <vector>    // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/mapped_file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/column_reader.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/history.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object_store.hpp>
#include <lastro/store/object_walk.hpp>
#include <lastro/store/pack.hpp>
#include <lastro/store/stored_table.hpp>
#include <lastro/store/tags.hpp>
#include <lastro/store/verify_report.hpp>

namespace lastro::inline v0::store {

/// Reads every object, in packs and as files, and returns the names of those of which there is a sound copy.
inline std::set<hash::digest> verify_objects(const object_store& objects, verify_report& report) {
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
    const object_store::inventory found = objects.list();
    for (const hash::digest& name : found.files) {
        const std::string path = objects.path(name);
        try {
            look_at(name, core::mapped_file{path}.bytes(), path);
        } catch (const io_error& e) {
            report.problems.emplace_back(e.what());
        }
    }
    for (const std::string& path : found.packs) {
        try {
            const pack one{path, objects.codec()};
            std::vector<std::byte> memory;
            for (std::size_t i = 0; i < one.size(); ++i) {
                look_at(one.name(i), one.bytes(i, memory), path + ": " + one.name(i).to_string());
            }
            for (std::string& problem : one.layout_problems()) {
                report.problems.push_back(std::move(problem));
            }
        } catch (const error& e) {
            report.problems.emplace_back(e.what());
        }
    }
    for (const std::string& path : found.foreign) {
        report.problems.push_back(core::contract_message(path, "only objects here", "something else"));
    }
    report.objects += found.objects.size();
    report.unfinished += found.unfinished.size();
    return whole;
}

/// What a history needs, and what of it was read and found right: shared by several histories.
struct verified_objects {
    std::set<hash::digest> needed = {};
    std::set<hash::digest> manifests = {};                         ///< Those that need not be looked at again.
    std::set<std::pair<hash::digest, hash::digest>> columns = {};  ///< By their lists, and their own digests.
};

namespace detail {

inline void verify_table(const object_store& objects, const hash::digest& name, const std::string& label,
                         verified_objects& seen) {
    const manifest table = read_manifest(objects, name);
    for (const stored_column& c : table.columns) {
        seen.needed.insert(c.blocks);
        seen.needed.insert(c.summary);
        const column_blocks list = read_blocks(objects, c, table.rows);
        static_cast<void>(read_summary(objects, c, list.blocks.size()));
        for (const block& b : list.blocks) {
            seen.needed.insert(b.values);
            seen.needed.insert(b.texts);
            seen.needed.insert(b.present);
        }
    }
    for (const stored_column& c : table.columns) {
        if (!seen.columns.contains({c.blocks, c.digest})) {
            static_cast<void>(read_column(objects, c, table.rows, data::column_place(label, c.name)));
            seen.columns.emplace(c.blocks, c.digest);
        }
    }
}

/// Trees are read, and everything must be there; content has been read with all objects.
inline void verify_directory(const object_store& objects, const commit& version, verified_objects& seen,
                             verify_report& report) {
    object_walk walk{[&objects](const hash::digest& name) { return objects.find(name); }};
    walk.visit_tree(version.digest(), version.label());
    report.problems.insert(report.problems.end(), walk.problems().begin(), walk.problems().end());
    for (const hash::digest& name : walk.content()) {
        if (seen.needed.insert(name).second && !objects.contains(name)) {
            report.problems.push_back(
                core::contract_message(version.label() + ": " + name.to_string(), "an object of that name", "none"));
        }
    }
    seen.needed.insert(walk.records().begin(), walk.records().end());
}

}  // namespace detail

/// Reads every version of a dataset. Damage is reported; the history goes on behind a damaged version.
///
/// @throws integrity_error or format_error where a commit itself is damaged: what was before it cannot be found.
inline void verify_history(const history& past, const std::string& name, verify_report& report,
                           verified_objects& seen) {
    for (std::optional<commit> at = past.head(name); at;
         at = at->parent() ? std::optional{past.parent(*at)} : std::nullopt) {
        ++report.commits;
        seen.needed.insert(at->id());
        seen.needed.insert(at->record().table);
        try {
            if (at->is_directory()) {
                detail::verify_directory(past.objects(), *at, seen, report);
                continue;
            }
            if (seen.manifests.insert(at->record().table).second) {
                detail::verify_table(past.objects(), at->record().table, at->label(), seen);
            }
            static_cast<void>(read_manifest(past.objects(), *at));
        } catch (const error& e) {
            report.problems.push_back(at->label() + ": " + e.what());
        }
    }
}

namespace detail {

/// What tags name is there.
inline void verify_tags(const history& past, const tags& named, verify_report& report) {
    for (const std::string& name : named.names()) {
        try {
            const std::optional<hash::digest> id = named.find(name);
            static_cast<void>(past.resolve(id ? id->to_string() : name));
        } catch (const error& e) {
            report.problems.push_back(name + ": " + e.what());
        }
    }
}

/// Everything but the content of values and files: that must be there, and as long as the records say.
inline verify_report verify_records(const history& past, const tags& named) {
    verify_report report;
    const object_store& objects = past.objects();
    const object_store::inventory found = objects.list();
    report.objects = found.objects.size();
    report.unfinished = found.unfinished.size();
    report.problems = found.unreadable;
    for (const std::string& path : found.foreign) {
        report.problems.push_back(core::contract_message(path, "only objects here", "something else"));
    }
    object_walk walk{[&objects](const hash::digest& name) { return objects.find(name); }};
    for (const std::string& name : past.names()) {
        ++report.datasets;
        try {
            for (std::optional<commit> at = past.head(name); at;
                 at = at->parent() ? std::optional{past.parent(*at)} : std::nullopt) {
                ++report.commits;
                walk.visit(*at);
            }
        } catch (const error& e) {
            report.problems.push_back(name + ": " + e.what());
        }
    }
    report.problems.insert(report.problems.end(), walk.problems().begin(), walk.problems().end());
    for (const hash::digest& name : walk.records()) {  // summaries have not been read yet
        try {
            static_cast<void>(objects.get(name));
        } catch (const error& e) {
            report.problems.emplace_back(e.what());
        }
    }
    for (std::size_t i = 0; i < walk.content().size(); ++i) {
        const hash::digest& name = walk.content()[i];
        try {
            const std::optional<std::uint64_t> size = objects.size_of(name);
            if (size != walk.content_sizes()[i]) {
                const std::optional<object> copy = objects.find(name);
                report.problems.push_back(core::contract_message(copy ? copy->place() : name.to_string(),
                                                                 std::to_string(walk.content_sizes()[i]) + " bytes",
                                                                 size ? std::to_string(*size) : std::string{"none"}));
            } else {
                report.bytes += *size;
            }
        } catch (const error& e) {
            report.problems.emplace_back(e.what());
        }
    }
    verify_tags(past, named, report);
    for (const hash::digest& name : found.objects) {
        report.unreferenced += walk.needed().contains(name) ? 0U : 1U;
    }
    return report;
}

}  // namespace detail

/// How much is read.
struct verify_settings {
    bool content = true;  ///< False: records only; values and files must be there and as long as the records say.
};

/// Reads every object, every history and every tag, and compares everything that can be compared. Damage is reported, not
/// thrown. @throws io_error if the directory itself cannot be listed.
[[nodiscard]] inline verify_report verify(const history& past, const tags& named, const verify_settings& how = {}) {
    const auto here = past.presence();
    if (!how.content) {
        return detail::verify_records(past, named);
    }
    verify_report report;
    const std::set<hash::digest> whole = verify_objects(past.objects(), report);
    verified_objects seen;
    for (const std::string& name : past.names()) {
        ++report.datasets;
        try {
            verify_history(past, name, report, seen);
        } catch (const error& e) {
            report.problems.push_back(name + ": " + e.what());
        }
    }
    detail::verify_tags(past, named, report);
    for (const hash::digest& name : whole) {
        report.unreferenced += seen.needed.contains(name) ? 0U : 1U;
    }
    return report;
}

}  // namespace lastro::inline v0::store
