// SPDX-License-Identifier: MIT
// lastro/store/fsck_report.hpp
//
// What was damaged, what was put right, and what is wrong still?
//
//   std::cout << repository.fsck();                         // 50,123 objects, 291,091,599 bytes: sound
#pragma once

#include <cstdint>  // uint64_t
#include <iosfwd>   // basic_ostream
#include <string>   // string
#include <vector>   // vector

#include <lastro/core/text.hpp>

namespace lastro::inline v0::store {

/// What fsck() found and did.
struct fsck_report {
    std::uint64_t objects = 0;               ///< Read and compared with their names.
    std::uint64_t bytes = 0;                 ///< What they hold.
    std::uint64_t damaged = 0;               ///< Those among them that were something else.
    std::uint64_t quarantined = 0;           ///< Files with damaged objects that were moved out of the way.
    std::uint64_t repaired = 0;              ///< Objects that came from `repair_from`.
    std::uint64_t missing = 0;               ///< Needed by a history, and still nowhere.
    std::vector<std::string> problems = {};  ///< One sentence for each thing that was wrong, repaired or not.

    std::uint64_t left = 0;  ///< Things that are wrong still.

    /// True if all is well now.
    [[nodiscard]] bool ok() const noexcept { return left == 0; }

    friend bool operator==(const fsck_report&, const fsck_report&) = default;
};

/// One line of counts, and one for each problem.
[[nodiscard]] inline std::string to_string(const fsck_report& r) {
    const auto part = [](std::uint64_t count, const char* what) {
        return count == 0 ? std::string{} : ", " + core::grouped(count) + ' ' + what;
    };
    std::string text = core::grouped(r.objects) + (r.objects == 1 ? " object, " : " objects, ") +
                       core::grouped(r.bytes) +
                       " bytes: " + (r.ok() ? (r.problems.empty() ? "sound" : "sound now") : "not sound") +
                       part(r.damaged, "damaged") + part(r.quarantined, "in quarantine") +
                       part(r.repaired, "repaired") + part(r.missing, "missing");
    for (const std::string& problem : r.problems) {
        text += "\n  " + problem;
    }
    return text;
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const fsck_report& r) {
    return out << to_string(r).c_str() << '\n';
}

}  // namespace lastro::inline v0::store
