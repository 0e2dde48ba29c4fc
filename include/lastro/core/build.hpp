// SPDX-License-Identifier: MIT
// lastro/core/build.hpp
//
// What was this program compiled with? As far as the compiler says, through its macros.
//
//   std::cout << core::to_string(core::this_build());       // lastro 0.1.0, gcc 12.2.0, libstdc++ 12, optimised, avx2
//
// Evidence beside a result and never part of what identifies it.
#pragma once

#include <bit>      // endian
#include <string>   // string, to_string
#include <version>  // _GLIBCXX_RELEASE, _LIBCPP_VERSION

#include <lastro/version.hpp>

namespace lastro::inline v0::core {

/// What a compiler says about itself and its options.
struct build {
    std::string library = {};           ///< Lastro's version, "0.1.0".
    std::string compiler = {};          ///< "gcc 12.2.0", "clang 14.0.6".
    std::string standard_library = {};  ///< "libstdc++ 12", "libc++ 14000".
    std::string byte_order = {};        ///< "little" or "big".
    std::string target = {};            ///< The instructions that the compiler may use: "avx2", "sse2", "neon", ...
    bool optimised = false;
    bool assertions = false;  ///< assert() is active.

    friend bool operator==(const build&, const build&) = default;
};

/// The build of the code that calls.
[[nodiscard]] inline build this_build() {
    const auto numbers = [](int major, int minor, int patch) {
        return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
    };
    build b{.library = version};
#if defined(__clang__)
    b.compiler = "clang " + numbers(__clang_major__, __clang_minor__, __clang_patchlevel__);
#elif defined(__GNUC__)
    b.compiler = "gcc " + numbers(__GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#else
    b.compiler = "unknown " + numbers(0, 0, 0);
#endif
#if defined(_LIBCPP_VERSION)
    b.standard_library = "libc++ " + std::to_string(_LIBCPP_VERSION);
#elif defined(_GLIBCXX_RELEASE)
    b.standard_library = "libstdc++ " + std::to_string(_GLIBCXX_RELEASE);
#else
    b.standard_library = "unknown";
#endif
#if defined(__AVX512F__)
    b.target = "avx512";
#elif defined(__AVX2__)
    b.target = "avx2";
#elif defined(__AVX__)
    b.target = "avx";
#elif defined(__SSE2__)
    b.target = "sse2";
#elif defined(__ARM_NEON)
    b.target = "neon";
#else
    b.target = "unknown";
#endif
    b.byte_order = std::endian::native == std::endian::little ? "little" : "big";
#if defined(__OPTIMIZE__)
    b.optimised = true;
#endif
#if !defined(NDEBUG)
    b.assertions = true;
#endif
    return b;
}

/// "lastro 0.1.0, gcc 12.2.0, libstdc++ 12, optimised, sse2".
[[nodiscard]] inline std::string to_string(const build& b) {
    return "lastro " + b.library + ", " + b.compiler + ", " + b.standard_library +
           (b.optimised ? ", optimised, " : ", not optimised, ") + b.target;
}

}  // namespace lastro::inline v0::core
