// SPDX-License-Identifier: MIT
// lastro/store/commit.hpp
//
// Which version of which data, written by whom, when, and after what?
//
//   const store::commit v1 = repository.commit("seattle", table, {.message = "NOAA daily, 2012-2015"});
//   v1.digest() == data::fingerprint(table);                // what the data is, wherever it lives
//   std::cout << v1 << '\n';                                 // blake3:9f1c4e7d  seattle@1  1,461 rows x 8 columns
//
// A commit is a value: a checked copy of a record in a repository. docs/formats/repository.md specifies the record.
#pragma once

#include <cstdint>      // int64_t, uint64_t
#include <iosfwd>       // basic_ostream
#include <optional>     // optional
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/clock.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_fields.hpp>

namespace lastro::inline v0::store {

/// The most that a record (a commit, a table's manifest) may take; a longer one is not read.
inline constexpr std::uint64_t largest_record = std::uint64_t{16} << 20U;

/// True for the name of a dataset: 1 to 128 of A-Z a-z 0-9 . _ - and a letter or digit first. Safe as a file name.
[[nodiscard]] inline bool is_dataset_name(std::string_view name) noexcept {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    if (name.empty() || name.size() > 128 || !plain(name.front())) {
        return false;
    }
    for (const char c : name) {
        if (!plain(c) && c != '.' && c != '_' && c != '-') {
            return false;
        }
    }
    return true;
}

/// What a commit says; everything in it is covered by the commit's id.
struct commit_record {
    std::string name = {};      ///< The dataset's name, see `is_dataset_name`.
    std::uint64_t version = 1;  ///< 1 for the first commit of that name, one more for each that follows.
    hash::digest data = {};     ///< `data::fingerprint` of the table.
    hash::digest table = {};    ///< The object that lists the table's columns.
    std::uint64_t rows = 0;
    std::uint64_t columns = 0;
    std::optional<hash::digest> parent = {};  ///< The id of the commit before; none for version 1.
    std::vector<hash::digest> derived_from =
        {};                            ///< Ids of other commits that it was made from, as a merge or a branch.
    json provenance = json::object();  ///< Whatever else led to it: code, seed, parameters.
    std::string message = {};
    std::string author = {};
    std::int64_t time = 0;   ///< Milliseconds since 1970-01-01T00:00:00Z.
    bool directory = false;  ///< Of a directory: `data` and `table` both name its tree, and rows and columns are 0.
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;

    friend bool operator==(const commit_record&, const commit_record&) = default;
};

/// The bytes of a record: canonical JSON. @throws std::invalid_argument for text that is not UTF-8.
[[nodiscard]] inline std::string commit_text(const commit_record& record) {
    json derived = json::array();
    for (const hash::digest& source : record.derived_from) {
        derived.push_back(source.to_string());
    }
    json value = {{"format", "lastro.commit/1"},
                  {"name", record.name},
                  {"version", record.version},
                  {"parent", record.parent ? json(record.parent->to_string()) : json(nullptr)},
                  {"derived_from", std::move(derived)},
                  {"provenance", record.provenance},
                  {"message", record.message},
                  {"author", record.author},
                  {"time", record.time}};
    if (record.directory) {
        value.update({{"tree", record.data.to_string()}, {"files", record.files}, {"bytes", record.bytes}});
    } else {
        value.update({{"data", record.data.to_string()},
                      {"table", record.table.to_string()},
                      {"rows", record.rows},
                      {"columns", record.columns}});
    }
    return canonical_json(value);
}

/// The record that `text` spells. @throws format_error for anything that `commit_text` would not have written.
[[nodiscard]] inline commit_record parse_commit(std::string_view text, const std::string& where) {
    const json value = parse_canonical_json(text, where);
    json_fields fields{value, where};
    const std::string& format = fields.text("format");
    core::require<format_error>(format == "lastro.commit/1", where, "a commit (\"lastro.commit/1\")",
                                core::quoted(format));
    commit_record record;
    record.name = fields.text("name");
    record.version = fields.count("version");
    record.directory = fields.find("tree") != nullptr;
    if (record.directory) {
        record.data = record.table = fields.digest("tree");
        record.files = fields.count("files");
        record.bytes = fields.count("bytes");
    } else {
        record.data = fields.digest("data");
        record.table = fields.digest("table");
        record.rows = fields.count("rows");
        record.columns = fields.count("columns");
    }
    if (!fields.at("parent").is_null()) {
        record.parent = fields.digest("parent");
    }
    for (const json& source : fields.array("derived_from")) {
        core::require<format_error>(source.is_string(), fields.place("derived_from"), "commit ids", source.type_name());
        record.derived_from.push_back(hash::digest::parse(source.get_ref<const std::string&>()));
    }
    record.provenance = fields.object("provenance");
    record.message = fields.text("message");
    record.author = fields.text("author");
    record.time = fields.integer("time");
    fields.finish();
    core::require<format_error>(is_dataset_name(record.name), fields.place("name"), "the name of a dataset",
                                core::quoted(record.name));
    core::require<format_error>(record.version >= 1 && record.parent.has_value() == (record.version > 1),
                                fields.place("version"), "1 without a parent, or more with one", record.version);
    try {
        static_cast<void>(core::iso8601(record.time));
    } catch (const std::out_of_range&) {
        core::fail<format_error>(fields.place("time"), "a time in the years 0 to 9999", record.time);
    }
    return record;
}

/// One version of a dataset.
class commit {
public:
    explicit commit(commit_record record)
        : record_(std::move(record)), id_(hash::blake3::of(core::as_bytes(commit_text(record_)))) {}

    /// What the data is: equals `data::fingerprint` of the table, or `snapshot::digest` of the directory, and depends on
    /// nothing but its content.
    [[nodiscard]] const hash::digest& digest() const noexcept { return record_.data; }

    /// The name of the commit itself: covers data, history, message, author and time.
    [[nodiscard]] const hash::digest& id() const noexcept { return id_; }

    [[nodiscard]] const std::string& name() const noexcept { return record_.name; }
    [[nodiscard]] std::uint64_t version() const noexcept { return record_.version; }
    [[nodiscard]] std::uint64_t rows() const noexcept { return record_.rows; }
    [[nodiscard]] std::uint64_t columns() const noexcept { return record_.columns; }
    [[nodiscard]] bool is_directory() const noexcept { return record_.directory; }
    [[nodiscard]] std::uint64_t files() const noexcept { return record_.files; }
    [[nodiscard]] std::uint64_t bytes() const noexcept { return record_.bytes; }
    [[nodiscard]] const std::string& message() const noexcept { return record_.message; }
    [[nodiscard]] const std::string& author() const noexcept { return record_.author; }
    [[nodiscard]] std::int64_t time() const noexcept { return record_.time; }
    [[nodiscard]] const std::optional<hash::digest>& parent() const noexcept { return record_.parent; }
    [[nodiscard]] const std::vector<hash::digest>& derived_from() const noexcept { return record_.derived_from; }
    [[nodiscard]] const json& provenance() const noexcept { return record_.provenance; }
    [[nodiscard]] const commit_record& record() const noexcept { return record_; }

    /// "seattle@1": what `repository::checkout` takes.
    [[nodiscard]] std::string label() const { return record_.name + '@' + std::to_string(record_.version); }

    friend bool operator==(const commit&, const commit&) = default;

private:
    commit_record record_;
    hash::digest id_;
};

/// What it is, in one line without time and message: "blake3:9f1c4e7d  seattle@1  1,461 rows x 8 columns".
[[nodiscard]] inline std::string to_string(const commit& c) {
    if (c.is_directory()) {
        return c.digest().short_form() + "  " + c.label() + "  " + core::grouped(c.files()) +
               (c.files() == 1 ? " file, " : " files, ") + core::grouped(c.bytes()) + " bytes";
    }
    return c.digest().short_form() + "  " + c.label() + "  " + core::grouped(c.rows()) + " rows x " +
           core::grouped(c.columns()) + " columns";
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const commit& c) {
    return out << to_string(c).c_str();
}

}  // namespace lastro::inline v0::store
