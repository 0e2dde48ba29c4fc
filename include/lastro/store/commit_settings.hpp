// SPDX-License-Identifier: MIT
// lastro/store/commit_settings.hpp
//
// What is written down with a version besides its data: why, by whom, when, and from what?
//
//   repository.commit("seattle", table, {.message = "NOAA daily", .author = "Ana", .derived_from = {"raw@3"}});
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t
#include <optional>     // optional
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/clock.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/progress.hpp>

namespace lastro::inline v0::store {

/// What to write down with the data.
struct commit_settings {
    std::string message = {};
    std::string author = {};
    std::optional<std::int64_t> time = {};  ///< Milliseconds since 1970; the clock's where nothing is given.
    std::vector<std::string> derived_from =
        {};                            ///< Other versions that this one was made from, as resolve() takes them.
    json provenance = json::object();  ///< Anything else to remember: {{"code", "9f1c4e7"}, {"seed", 7}}.
    std::string key =
        {};  ///< A column without repetitions, by which rows are ordered: then their order of arrival does
             ///< not matter, and the same rows are the same version.
    double patience = 60.0;  ///< Seconds to wait for others who extend the history, before an error names them.
    progress_callback progress =
        {};  ///< Counts the columns of a table, not files; a directory's `snapshot` has its own.
};

/// Refuses what no record could hold.
///
/// @throws std::invalid_argument for a name that `is_dataset_name` refuses, message and author that are not UTF-8 of at
///         most 64 KiB, or provenance that is no object of at most 64 KiB.
inline void require_committable(std::string_view name, const commit_settings& settings) {
    constexpr std::size_t longest = std::size_t{64} << 10U;
    core::require<std::invalid_argument>(is_dataset_name(name), "store::repository: name",
                                         "1 to 128 of A-Z a-z 0-9 . _ -, a letter or digit first", core::quoted(name));
    for (const std::string* text : {&settings.message, &settings.author}) {
        core::require<std::invalid_argument>(core::is_utf8(*text) && text->size() <= longest,
                                             "store::repository: message and author", "UTF-8 of at most 64 KiB",
                                             core::quoted(*text));
    }
    core::require<std::invalid_argument>(settings.provenance.is_object(), "store::repository: provenance", "an object",
                                         settings.provenance.type_name());
    const std::string text = canonical_json(settings.provenance);
    core::require<std::invalid_argument>(text.size() <= longest, "store::repository: provenance", "at most 64 KiB",
                                         text.size());
    constexpr std::size_t level = 2;  // in the record
    core::require<std::invalid_argument>(detail::canonical_scan{text, level}.length() == text.size(),
                                         "store::repository: provenance", "at most 126 levels, as readers take",
                                         "more");
}

/// The record of a version so far: without its data, its place in the history, and what it is derived from.
///
/// @throws std::out_of_range for a time that could not be shown.
[[nodiscard]] inline commit_record begin_record(std::string_view name, const commit_settings& settings) {
    commit_record record{.name = std::string{name},
                         .provenance = settings.provenance,
                         .message = settings.message,
                         .author = settings.author,
                         .time = settings.time.value_or(core::unix_milliseconds())};
    static_cast<void>(core::iso8601(record.time));
    return record;
}

}  // namespace lastro::inline v0::store
