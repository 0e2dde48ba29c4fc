// SPDX-License-Identifier: MIT
// lastro/store/object_walk.hpp
//
// Which objects does a version need, down to the last file?
//
//   store::object_walk walk{[&](const hash::digest& name) { return objects.find(name); }};
//   walk.visit(commit);                                     // walk.needed(): the commit, its records, its content
//
// Records (commits, trees, manifests of tables, lists of blocks) are compared with their names before they are believed; content is
// named and not read. What cannot be read is a sentence in problems(), and the walk goes on behind it.
#pragma once

#include <cstddef>     // size_t
#include <functional>  // function
#include <optional>    // optional
#include <set>         // set
#include <string>      // string
#include <utility>     // move
#include <vector>      // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/column_blocks.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/manifest.hpp>
#include <lastro/store/object.hpp>
#include <lastro/store/snapshot.hpp>
#include <lastro/store/tree.hpp>

namespace lastro::inline v0::store {

/// Where objects come from: not compared with the name; nothing where there is none.
using object_source = std::function<std::optional<object>(const hash::digest&)>;

/// The object of that name from `source`, compared with it.
///
/// @throws integrity_error if it is missing, longer than `at_most`, or something else.
[[nodiscard]] inline object require_object(const object_source& source, const hash::digest& name,
                                           std::uint64_t at_most = UINT64_MAX) {
    std::optional<object> found = source(name);
    core::require<integrity_error>(found.has_value(), name.to_string(), "an object of that name", "none");
    core::require<integrity_error>(found->bytes().size() <= at_most, found->place(),
                                   "at most " + std::to_string(at_most) + " bytes", found->bytes().size());
    const hash::digest digest = hash::blake3::of(found->bytes());
    core::require<integrity_error>(digest == name, found->place(), "content with digest " + name.to_string(),
                                   digest.to_string());
    return std::move(*found);
}

/// Collects the objects of versions; each is visited once.
class object_walk {
public:
    explicit object_walk(object_source source) : source_(std::move(source)) {}

    /// Adds a commit and what it needs, not its parents.
    void visit(const commit& version) {
        if (!is_new_record(version.id())) {
            return;
        }
        const hash::digest& root = version.record().table;
        version.is_directory() ? tree(root, version.label(), 0) : table(root, version.label());
        records_.push_back(version.id());
    }

    /// Adds a directory's tree and what is below it.
    void visit_tree(const hash::digest& root, const std::string& label) { tree(root, label, 0); }

    /// Everything that was named.
    [[nodiscard]] const std::set<hash::digest>& needed() const noexcept { return seen_; }

    /// Content, and records, each after those that it names: the order in which they are to be written.
    [[nodiscard]] const std::vector<hash::digest>& content() const noexcept { return content_; }
    [[nodiscard]] const std::vector<hash::digest>& records() const noexcept { return records_; }

    /// How many bytes each of content() must have.
    [[nodiscard]] const std::vector<std::uint64_t>& content_sizes() const noexcept { return sizes_; }

    /// Why records could not be read.
    [[nodiscard]] const std::vector<std::string>& problems() const noexcept { return problems_; }

private:
    /// A file may have the bytes of a record: that it was named as content does not mean that it was read as a record.
    [[nodiscard]] bool is_new_record(const hash::digest& name) {
        seen_.insert(name);
        return read_.insert(name).second;
    }

    void tree(const hash::digest& name, const std::string& label, std::size_t depth) {
        if (!is_new_record(name)) {
            return;
        }
        try {
            const object text = require_object(source_, name, largest_tree);
            core::require<format_error>(depth <= deepest_tree, text.place(),
                                        "at most " + std::to_string(deepest_tree) + " directories one in another",
                                        "more");
            for (const tree_entry& entry : parse_tree(core::as_text(text.bytes()), text.place())) {
                if (entry.kind == entry_kind::directory) {
                    tree(entry.digest, label, depth + 1);
                } else {
                    leaf(entry.digest, entry.bytes);
                }
            }
            records_.push_back(name);
        } catch (const error& e) {
            problems_.push_back(label + ": " + e.what());
        }
    }

    void table(const hash::digest& name, const std::string& label) {
        if (!is_new_record(name)) {
            return;
        }
        try {
            const object text = require_object(source_, name, largest_record);
            for (const stored_column& column : parse_manifest(core::as_text(text.bytes()), text.place()).columns) {
                blocks(column.blocks);
                if (is_new_record(column.summary)) {
                    records_.push_back(column.summary);  // it names nothing, and is wanted where content is not
                }
            }
            records_.push_back(name);
        } catch (const error& e) {
            problems_.push_back(label + ": " + e.what());
        }
    }

    void blocks(const hash::digest& name) {
        if (!is_new_record(name)) {
            return;
        }
        const object list = require_object(source_, name);
        const column_blocks found = parse_column_blocks(list.bytes(), list.place());
        for (const block& part : found.blocks) {
            leaf(part.values, values_size(found.type, part.rows));
            if (found.type == data::type::string) {
                leaf(part.texts, part.characters);
            }
            if (part.nulls > 0) {
                leaf(part.present, bits_size(part.rows));
            }
        }
        records_.push_back(name);
    }

    void leaf(const hash::digest& name, std::uint64_t size) {
        if (seen_.insert(name).second) {
            content_.push_back(name);
            sizes_.push_back(size);
        }
    }

    object_source source_;
    std::set<hash::digest> seen_;
    std::set<hash::digest> read_;  // as records
    std::vector<hash::digest> content_;
    std::vector<std::uint64_t> sizes_;
    std::vector<hash::digest> records_;
    std::vector<std::string> problems_;
};

}  // namespace lastro::inline v0::store
