// SPDX-License-Identifier: MIT
// lastro/store/verify_report.hpp
//
// Is everything in the repository still what it was when it was written?
//
//   const store::verify_report health = repository.verify();
//   std::cout << health;                                    // 1 dataset, 2 commits, 13 objects, 98,304 bytes: sound
//   health.throw_if_failed();                               // an integrity_error that lists what is wrong
#pragma once

#include <cstdint>  // uint64_t
#include <iosfwd>   // basic_ostream
#include <string>   // string
#include <vector>   // vector

#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::store {

/// What was looked at, and what was wrong with it.
struct verify_report {
    std::uint64_t datasets = 0;      ///< Names that have a history.
    std::uint64_t commits = 0;       ///< Commits in these histories.
    std::uint64_t objects = 0;       ///< Objects read and compared with their names.
    std::uint64_t bytes = 0;         ///< What they hold.
    std::uint64_t unreferenced = 0;  ///< Sound objects that no history needs, as an interrupted commit leaves them.
    std::uint64_t unfinished = 0;    ///< Temporary files that a crash has left; they are never read.
    std::vector<std::string> problems = {};  ///< One sentence each, beginning with the path.

    [[nodiscard]] bool ok() const noexcept { return problems.empty(); }

    /// @throws integrity_error listing every problem, unless ok().
    void throw_if_failed() const;

    friend bool operator==(const verify_report&, const verify_report&) = default;
};

/// One line of counts, and one for each problem.
[[nodiscard]] inline std::string to_string(const verify_report& r) {
    const auto counted = [](std::uint64_t count, const std::string& what) {
        return core::grouped(count) + ' ' + what + (count == 1 ? "" : "s");
    };
    std::string text = counted(r.datasets, "dataset") + ", " + counted(r.commits, "commit") + ", " +
                       counted(r.objects, "object") + ", " + counted(r.bytes, "byte") + ": " +
                       (r.ok() ? "sound" : counted(r.problems.size(), "problem"));
    if (r.unreferenced > 0) {
        text += "; " + counted(r.unreferenced, "object") + " not in any history";
    }
    if (r.unfinished > 0) {
        text += "; " + counted(r.unfinished, "file") + " left by an interrupted write";
    }
    for (const std::string& problem : r.problems) {
        text += "\n  " + problem;
    }
    return text;
}

inline void verify_report::throw_if_failed() const {
    if (!ok()) {
        throw integrity_error{to_string(*this)};
    }
}

/// Writes `to_string(r)` and a line end.
template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const verify_report& r) {
    return out << to_string(r).c_str() << '\n';
}

}  // namespace lastro::inline v0::store
