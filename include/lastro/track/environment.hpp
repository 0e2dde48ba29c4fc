// SPDX-License-Identifier: MIT
// lastro/track/environment.hpp
//
// Where did this run? Library, compiler, system and processor, as far as a program can tell without asking anybody.
//
//   const track::environment here = track::capture_environment();
//   std::cout << here << '\n';                              // lastro 0.1.0, gcc 12.2.0, Linux x86_64, avx2, ...
//   store::canonical_json(track::to_json(here));            // for a record
//
// Evidence beside a result and never part of what identifies it: nothing here enters a digest of data or models. No
// host name, no user, no path, no time.
#pragma once

#include <sys/utsname.h>  // uname (POSIX)

#include <cstdint>  // uint64_t
#include <iosfwd>   // basic_ostream
#include <string>   // string
#include <utility>  // move

#include <lastro/core/build.hpp>
#include <lastro/core/hardware_threads.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/core/text.hpp>
#include <lastro/num/dispatch.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/json_fields.hpp>

namespace lastro::inline v0::track {

/// What a program can say about where it runs.
struct environment {
    std::string library;           ///< Lastro's version, "0.1.0".
    std::string compiler;          ///< "gcc 12.2.0", "clang 14.0.6".
    std::string standard_library;  ///< "libstdc++ 12", "libc++ 14000".
    std::string operating_system;  ///< "Linux", "Darwin".
    std::string architecture;      ///< "x86_64", "aarch64".
    std::string instructions;      ///< The level that num's kernels run at: "avx2", "portable".
    std::string byte_order;        ///< "little" or "big".
    bool optimised = false;        ///< Compiled with optimisation, as far as the compiler says.
    bool assertions = false;       ///< Compiled with assert() active.
    std::uint64_t threads = 1;     ///< That the hardware offers.

    friend bool operator==(const environment&, const environment&) = default;
};

/// Asks the compiler (through its macros), the system and the processor.
[[nodiscard]] inline environment capture_environment() {
    const core::build build = core::this_build();
    environment here;
    here.library = build.library;
    here.compiler = build.compiler;
    here.standard_library = build.standard_library;
    ::utsname system{};
    if (::uname(&system) == 0) {
        here.operating_system = system.sysname;
        here.architecture = system.machine;
    }
    here.instructions = num::to_string(num::active_level());
    here.byte_order = build.byte_order;
    here.optimised = build.optimised;
    here.assertions = build.assertions;
    here.threads = core::hardware_threads();
    return here;
}

/// The record as an object with one field for each member.
[[nodiscard]] inline store::json to_json(const environment& e) {
    return {{"library", e.library},
            {"compiler", e.compiler},
            {"standard_library", e.standard_library},
            {"operating_system", e.operating_system},
            {"architecture", e.architecture},
            {"instructions", e.instructions},
            {"byte_order", e.byte_order},
            {"optimised", e.optimised},
            {"assertions", e.assertions},
            {"threads", e.threads}};
}

/// The record that `to_json` wrote. @throws format_error beginning with `where` for anything else.
[[nodiscard]] inline environment parse_environment(const store::json& value, const std::string& where) {
    store::json_fields fields{value, where};
    environment e;
    e.library = fields.text("library");
    e.compiler = fields.text("compiler");
    e.standard_library = fields.text("standard_library");
    e.operating_system = fields.text("operating_system");
    e.architecture = fields.text("architecture");
    e.instructions = fields.text("instructions");
    e.byte_order = fields.text("byte_order");
    e.optimised = fields.boolean("optimised");
    e.assertions = fields.boolean("assertions");
    e.threads = fields.count("threads");
    fields.finish();
    return e;
}

/// "lastro 0.1.0, gcc 12.2.0 (optimised), libstdc++ 12, Linux x86_64, avx2, 2 threads".
[[nodiscard]] inline std::string to_string(const environment& e) {
    return "lastro " + e.library + ", " + e.compiler + (e.optimised ? " (optimised), " : " (not optimised), ") +
           e.standard_library + ", " + e.operating_system + ' ' + e.architecture + ", " + e.instructions + ", " +
           core::grouped(e.threads) + (e.threads == 1 ? " thread" : " threads");
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const environment& e) {
    return out << to_string(e).c_str();
}

}  // namespace lastro::inline v0::track
