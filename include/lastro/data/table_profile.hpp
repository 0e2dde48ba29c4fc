// SPDX-License-Identifier: MIT
// lastro/data/table_profile.hpp
//
// What is in a table of any size, in one pass by several threads, and what was in all tables of this week?
//
//   data::table_profile week{monday, {.threads = 2}};
//   week.merge(data::table_profile{tuesday});
//   week.column("wind").quantiles().quantile(0.5);
//   core::write_file("week.profile", week.bytes());
//   const auto same = data::table_profile::of_bytes(core::read_file("week.profile"), "week.profile");
//
// Rows are taken in blocks of 262,144, which are merged in their order: the result is the same for any number of threads.
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // uint32_t, uint64_t
#include <optional>     // optional
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/byte_stream.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/core/thread_team.hpp>
#include <lastro/data/column_profile.hpp>
#include <lastro/data/table.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::data {

struct table_profile_settings {
    column_profile_settings columns = {};
    std::size_t threads = 1;  ///< At most so many share the work.
};

/// What a profile that is read may ask for.
struct table_profile_limits {
    /// Bytes of memory for its sketches, which have room for more than they hold; nothing: 16 MiB, and 256 for each byte
    /// of the file. Needed for profiles of few rows with very many counters.
    std::optional<std::uint64_t> memory = {};
};

/// A profile of each column, by name.
class table_profile {
public:
    explicit table_profile(const table& rows, const table_profile_settings& settings = {}) : names_(rows.names()) {
        for (std::size_t i = 0; i < rows.columns(); ++i) {
            columns_.push_back(empty(rows.column(i).type(), settings.columns, i, 0));
        }
        add_blocks(rows, settings);
    }

    /// Takes in more rows, a batch of a long file. @throws std::invalid_argument for other columns or types.
    void add(const table& rows, const table_profile_settings& settings = {}) {
        core::require<std::invalid_argument>(rows.names() == names_, "data::table_profile: add", "the same columns",
                                             "others");
        add_blocks(rows, settings);
    }

    /// Takes in all that `other` has seen. @throws std::invalid_argument for other columns, types or settings.
    void merge(const table_profile& other) {
        core::require<std::invalid_argument>(names_ == other.names_, "data::table_profile: merge", "the same columns",
                                             "others");
        std::vector<column_profile> merged = columns_;  // a refusal leaves everything as it was
        for (std::size_t i = 0; i < merged.size(); ++i) {
            merged[i].merge(other.columns_[i]);
        }
        columns_ = std::move(merged);
    }

    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
    [[nodiscard]] std::uint64_t rows() const noexcept { return columns_.empty() ? 0 : columns_.front().rows(); }

    /// The profile of a column. @throws schema_error if there is none of that name.
    [[nodiscard]] const column_profile& column(std::string_view name) const {
        for (std::size_t i = 0; i < names_.size(); ++i) {
            if (names_[i] == name) {
                return columns_[i];
            }
        }
        core::fail<schema_error>("data::table_profile", "a column of the table", core::quoted(name));
    }

    friend bool operator==(const table_profile&, const table_profile&) = default;

    /// The profile as docs/formats/profile.md says.
    [[nodiscard]] std::vector<std::byte> bytes() const {
        core::byte_writer out;
        out.put_raw(core::as_bytes(magic));
        out.put(version);
        out.put(static_cast<std::uint64_t>(columns_.size()));
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            out.put(names_[i]);
            columns_[i].save(out);
        }
        return out.take();
    }

    /// Reads what `bytes` wrote; `source` begins every message.
    ///
    /// @throws format_error for anything else, and for what asks for more memory than `limits` allow.
    [[nodiscard]] static table_profile of_bytes(core::byte_span bytes, std::string source,
                                                const table_profile_limits& limits = {}) {
        constexpr std::uint64_t always = std::uint64_t{16} << 20U;
        constexpr std::uint64_t per_byte = 256;
        core::byte_reader in{bytes, source};
        in.limit_memory(limits.memory.value_or(always + per_byte * bytes.size()));
        const std::string_view begin = core::as_text(in.raw(magic.size()));
        core::require<format_error>(begin == magic, source, "a profile", core::quoted(begin));
        const auto number = in.get<std::uint32_t>();
        core::require<format_error>(number == version, source, "version 2 of the profile format", number);
        table_profile result;
        constexpr std::size_t least = 100;  // bytes of a column
        const std::size_t count = in.count(least);
        for (std::size_t i = 0; i < count; ++i) {
            result.names_.push_back(in.text());
            result.columns_.push_back(column_profile::load(in));
        }
        in.finish();
        return result;
    }

private:
    static constexpr std::string_view magic = "LASTPROF";
    static constexpr std::uint32_t version = 2;
    static constexpr std::size_t block = std::size_t{1} << 18U;

    table_profile() = default;

    // Coins of its own for each block of each column, or errors would add up instead of cancelling.
    [[nodiscard]] static column_profile empty(type t, column_profile_settings settings, std::size_t column,
                                              std::uint64_t number, std::uint64_t offset = 0) {
        settings.coins = settings.coins[column][number];
        if (offset != 0) {  // rows before that fill no block
            settings.coins = settings.coins[offset];
        }
        return column_profile{t, settings};
    }

    void add_blocks(const table& rows, const table_profile_settings& settings) {
        const std::size_t group =
            columns_.size() > 256 ? 1 : 16;  // blocks at a time: bounds the memory of their profiles
        core::thread_team team{rows.rows() > block ? settings.threads : 1};
        std::vector<std::vector<column_profile>> parts(columns_.size());
        const std::size_t blocks = (rows.rows() + block - 1) / block;
        const std::uint64_t before = this->rows() / block + 1;
        const std::uint64_t offset = this->rows() % block;
        for (std::size_t first = 0; first < blocks; first += group) {
            const std::size_t many = blocks - first < group ? blocks - first : group;
            for (std::size_t i = 0; i < columns_.size(); ++i) {
                parts[i].clear();
                for (std::size_t b = 0; b < many; ++b) {
                    parts[i].push_back(empty(rows.column(i).type(), settings.columns, i, before + first + b, offset));
                }
            }
            team.parallel_for(many * columns_.size(), [&](std::size_t task) {
                const std::size_t at = (first + task / columns_.size()) * block;
                const std::size_t i = task % columns_.size();
                const std::size_t count = rows.rows() - at < block ? rows.rows() - at : block;
                parts[i][task / columns_.size()].add(rows.column(i), at, count);
            });
            team.parallel_for(columns_.size(), [&](std::size_t i) {
                for (std::size_t b = 0; b < many; ++b) {
                    columns_[i].merge(parts[i][b]);
                }
            });
        }
    }

    std::vector<std::string> names_;
    std::vector<column_profile> columns_;
};

}  // namespace lastro::inline v0::data
