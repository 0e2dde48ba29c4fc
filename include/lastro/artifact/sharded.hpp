// SPDX-License-Identifier: MIT
// lastro/artifact/sharded.hpp
//
// How are tensors read that are spread over many safetensors files, and written so?
//
//   artifact::write_sharded("model.safetensors.index.json", tensors);     // model-00001-of-00002.safetensors, ...
//   const artifact::sharded_file model{"model.safetensors.index.json"};   // all headers; tensors are not read
//   const auto w = model.file_of("w").matrix<float>("w");                 // in place
//
// The index is JSON: `weight_map` says in which file beside it each tensor is. Index and files must agree about every
// tensor. The index is written last: without it there is no model.
//
// References
//   [1] Hugging Face, Accelerate and Transformers: sharded checkpoints.
#pragma once

#include <algorithm>    // sort
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <functional>   // less
#include <map>          // map
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/artifact/safetensors.hpp>
#include <lastro/artifact/safetensors_writer.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/json_cursor.hpp>
#include <lastro/core/path.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/canonical_json.hpp>

namespace lastro::inline v0::artifact {

/// In which file each tensor is, by name.
using weight_map = std::map<std::string, std::string, std::less<>>;

/// Reads an index. What else it holds (`metadata` with a `total_size`, which writers count differently) is checked to be
/// JSON and passed over.
///
/// @throws format_error unless it is UTF-8 and JSON with one `weight_map` that names every tensor once and only files
///         beside the index, or for more than `limits` allow.
[[nodiscard]] inline weight_map parse_shard_index(std::string_view text, const std::string& where,
                                                  const safetensors_limits& limits = {}) {
    core::require<format_error>(text.size() <= limits.header_bytes, where,
                                "an index of at most " + std::to_string(limits.header_bytes) + " bytes", text.size());
    core::require<format_error>(core::is_utf8(text), where, "UTF-8", "other bytes");
    weight_map files;
    bool seen = false;
    core::json_cursor at{text, where};
    at.object([&](std::string_view key) {
        if (key != "weight_map") {
            return at.skip_value();
        }
        if (seen) {
            at.fail("weight_map once");
        }
        seen = true;
        at.object([&](std::string_view name) {
            if (files.size() == limits.tensors) {
                at.fail("at most " + std::to_string(limits.tensors) + " tensors");
            }
            const auto [place, fresh] = files.emplace(name, std::string{});
            if (!fresh) {
                at.fail("every tensor name once, not " + core::quoted(name) + " again");
            }
            place->second = at.string();
            if (!core::is_safe_relative_path(place->second) || place->second.find('/') != std::string::npos) {
                at.fail("after " + core::quoted(place->second) + " the name of a file beside the index");
            }
        });
    });
    at.finish();
    core::require<format_error>(seen, where, "a weight_map", "none");
    return files;
}

/// Tensors in several mapped files; movable, not copyable. Const objects may be shared between threads.
class sharded_file {
public:
    /// @throws io_error if the index or a file cannot be read; format_error as parse_shard_index and parse_safetensors,
    ///         and where a file lacks a tensor that the index says it has, or has one that the index does not know.
    explicit sharded_file(std::string path, const safetensors_limits& limits = {}) : path_(std::move(path)) {
        const core::mapped_file index{path_};
        weight_map names = parse_shard_index(core::as_text(index.bytes()), path_, limits);
        std::map<std::string, std::size_t, std::less<>> opened;
        for (const auto& [name, file] : names) {
            const auto [place, fresh] = opened.emplace(file, files_.size());
            if (fresh) {
                files_.emplace_back(core::join_path(core::directory_of(path_), file), limits);
            }
            if (!files_[place->second].has(name)) {
                core::fail<format_error>(path_, "tensor " + core::quoted(name) + " in " + core::quoted(file), "none");
            }
            where_.emplace_hint(where_.end(), name, place->second);
        }
        std::size_t count = 0;
        for (const safetensors_file& file : files_) {
            count += file.tensors().size();
        }
        core::require<format_error>(count == where_.size(), path_,
                                    std::to_string(where_.size()) + " tensors in its files", count);
    }

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// The files, in the order of their first tensor's name.
    [[nodiscard]] const std::vector<safetensors_file>& files() const noexcept { return files_; }

    [[nodiscard]] std::size_t size() const noexcept { return where_.size(); }  ///< How many tensors.
    [[nodiscard]] bool has(std::string_view name) const noexcept { return where_.contains(name); }

    /// The file that holds a tensor. @throws schema_error ("TensorNotFound") if none does.
    [[nodiscard]] const safetensors_file& file_of(std::string_view name) const {
        const auto found = where_.find(name);
        if (found == where_.end()) {
            core::fail<schema_error>(path_ + ": TensorNotFound", "a tensor " + core::quoted(name),
                                     std::to_string(where_.size()) + " others");
        }
        return files_[found->second];
    }

private:
    std::string path_;
    std::vector<safetensors_file> files_;
    std::map<std::string, std::size_t, std::less<>> where_;
};

/// How tensors are spread.
struct shard_settings {
    std::uint64_t bytes = std::uint64_t{5} << 30U;  ///< Of data per file, at most; a larger tensor has one of its own.
    std::size_t alignment = 64;                     ///< As safetensors_settings.
};

/// Writes `tensors` into as many files as they need, and then the index, `path`: "<stem>.safetensors.index.json". The files
/// are "<stem>-00001-of-00002.safetensors" beside it, in the order of `layout_before`; equal tensors give equal bytes.
///
/// @throws std::invalid_argument as write_safetensors, for another name, and where the index exists: several files cannot be
///         replaced at once, so a new version needs a new name; io_error. Then there is no index.
inline void write_sharded(const std::string& path, std::vector<tensor_data> tensors, const text_map& metadata = {},
                          const shard_settings& settings = {}) {
    constexpr std::string_view ending = ".safetensors.index.json";
    core::require<std::invalid_argument>(path.ends_with(ending), "artifact::write_sharded: path",
                                         "a name that ends with " + std::string{ending}, core::quoted(path));
    core::require<std::invalid_argument>(!core::file_exists(path), "artifact::write_sharded: " + core::quoted(path),
                                         "no such file", "one");
    std::sort(tensors.begin(), tensors.end(), [](const tensor_data& a, const tensor_data& b) {
        return a.type != b.type ? a.type > b.type : a.name < b.name;
    });
    std::vector<std::vector<tensor_data>> shards(1);
    std::uint64_t size = 0;
    std::uint64_t total = 0;
    for (tensor_data& t : tensors) {
        if (!shards.back().empty() && t.bytes.size() > settings.bytes - core::smaller(size, settings.bytes)) {
            shards.emplace_back();
            size = 0;
        }
        size += t.bytes.size();
        total += t.bytes.size();
        shards.back().push_back(std::move(t));
    }
    const auto five_digits = [](std::size_t number) {
        const std::string digits = std::to_string(number);
        return std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
    };
    const std::string stem = path.substr(0, path.size() - ending.size());
    weight_map names;
    for (std::size_t i = 0; i < shards.size(); ++i) {
        const std::string file = stem + '-' + five_digits(i + 1) + "-of-" + five_digits(shards.size()) + ".safetensors";
        for (const tensor_data& t : shards[i]) {
            core::require<std::invalid_argument>(names.emplace(t.name, file.substr(file.rfind('/') + 1)).second,
                                                 "artifact::write_sharded", "every tensor name once", "one twice");
        }
        write_safetensors(file, std::move(shards[i]), metadata, {.alignment = settings.alignment});
    }
    const store::json index{{"metadata", {{"total_size", total}}}, {"weight_map", names}};
    core::write_file(path, core::as_bytes(store::canonical_json(index)));
}

}  // namespace lastro::inline v0::artifact
