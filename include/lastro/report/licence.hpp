// SPDX-License-Identifier: MIT
// lastro/report/licence.hpp
//
// By which name do others know this licence? SPDX's identifier, and the Hugging Face hub's, which has fewer.
//
//   report::hub_licence("BSD-3-Clause");          // "bsd-3-clause"
//   report::spdx_licence("bsd-3-clause");         // "BSD-3-Clause"; empty where the licence is not in the list
//
// References
//   [1] SPDX License List 3.25, https://spdx.org/licenses
//   [2] Hugging Face hub documentation, "Licenses".
#pragma once

#include <cstddef>      // size_t
#include <string_view>  // string_view

namespace lastro::inline v0::report {

namespace detail {

struct licence_names {
    std::string_view spdx;
    std::string_view hub;
};

/// Those of software, data and models that both lists have.
inline constexpr licence_names licences[] = {{"AFL-3.0", "afl-3.0"},
                                             {"AGPL-3.0-only", "agpl-3.0"},
                                             {"AGPL-3.0-or-later", "agpl-3.0"},
                                             {"Apache-2.0", "apache-2.0"},
                                             {"Artistic-2.0", "artistic-2.0"},
                                             {"BSD-2-Clause", "bsd-2-clause"},
                                             {"BSD-3-Clause", "bsd-3-clause"},
                                             {"BSD-3-Clause-Clear", "bsd-3-clause-clear"},
                                             {"BSL-1.0", "bsl-1.0"},
                                             {"CC-BY-3.0", "cc-by-3.0"},
                                             {"CC-BY-4.0", "cc-by-4.0"},
                                             {"CC-BY-NC-4.0", "cc-by-nc-4.0"},
                                             {"CC-BY-NC-SA-4.0", "cc-by-nc-sa-4.0"},
                                             {"CC-BY-SA-4.0", "cc-by-sa-4.0"},
                                             {"CC0-1.0", "cc0-1.0"},
                                             {"CDLA-Permissive-2.0", "cdla-permissive-2.0"},
                                             {"EPL-2.0", "epl-2.0"},
                                             {"EUPL-1.2", "eupl-1.2"},
                                             {"GPL-2.0-only", "gpl-2.0"},
                                             {"GPL-3.0-only", "gpl-3.0"},
                                             {"GPL-3.0-or-later", "gpl-3.0"},
                                             {"ISC", "isc"},
                                             {"LGPL-2.1-only", "lgpl-2.1"},
                                             {"LGPL-3.0-only", "lgpl-3.0"},
                                             {"MIT", "mit"},
                                             {"MPL-2.0", "mpl-2.0"},
                                             {"Unlicense", "unlicense"},
                                             {"Zlib", "zlib"}};

/// Whether two texts are the same but for the case of ASCII letters.
[[nodiscard]] constexpr bool same_letters(std::string_view a, std::string_view b) noexcept {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    bool same = a.size() == b.size();
    for (std::size_t i = 0; same && i < a.size(); ++i) {
        same = lower(a[i]) == lower(b[i]);
    }
    return same;
}

}  // namespace detail

/// SPDX's identifier of `licence`, whatever the case of its letters; empty if it is not among the common ones.
[[nodiscard]] constexpr std::string_view spdx_licence(std::string_view licence) noexcept {
    for (const detail::licence_names& known : detail::licences) {
        if (detail::same_letters(licence, known.spdx)) {
            return known.spdx;
        }
    }
    return {};
}

/// The hub's identifier of `licence`; empty if it is not among the common ones.
[[nodiscard]] constexpr std::string_view hub_licence(std::string_view licence) noexcept {
    for (const detail::licence_names& known : detail::licences) {
        if (detail::same_letters(licence, known.spdx) || detail::same_letters(licence, known.hub)) {
            return known.hub;
        }
    }
    return {};
}

}  // namespace lastro::inline v0::report
