// SPDX-License-Identifier: MIT
// tests/num/profile.test.cpp
#include <lastro/num/profile.hpp>

#include <cfenv>
#include <cstdint>
#include <string>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include <doctest/doctest.h>

#include <lastro/core/error.hpp>
#include <lastro/num/dispatch.hpp>

namespace num = lastro::num;
using num::level;
using num::profile;

namespace {

/// Sets the rounding mode for a scope.
class rounding {
public:
    explicit rounding(int mode) { std::fesetround(mode); }
    rounding(const rounding&) = delete;
    rounding& operator=(const rounding&) = delete;
    ~rounding() { std::fesetround(FE_TONEAREST); }
};

}  // namespace

TEST_SUITE("num/profile") {
    TEST_CASE("profile: this process is strict, on every level, and says the same twice") {
        CHECK_NOTHROW(num::require_strict());
        const profile first = num::measure_profile();
        CHECK(num::is_strict(first));
        CHECK(num::measure_profile() == first);
        for (const level l : {level::portable, level::neon, level::avx2, level::avx512}) {
            if (num::is_available(l)) {
                num::force_level(l);
                const profile found = num::measure_profile();
                CHECK(found.instructions == l);
                CHECK(num::is_strict(found));
                CHECK(found.elementary_hash == first.elementary_hash);
                CHECK(found.product_hash == first.product_hash);
            }
        }
        num::force_level(num::detected_level());
    }

    TEST_CASE("profile: another rounding mode is seen and named") {
        for (const int mode : {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
            profile found;
            {
                const rounding changed{mode};
                found = num::measure_profile();
            }
            CHECK(!found.rounds_to_nearest);
            CHECK(num::strictness_problem(found) ==
                  "num::profile: rounding mode: expected to nearest, found another one (see fesetround)");
        }
    }

#if defined(__x86_64__)
    TEST_CASE("profile: flush-to-zero and denormals-are-zero are seen, told apart and named") {
        const unsigned before = _mm_getcsr();
        _mm_setcsr(before | 0x8000U);
        const profile flushing = num::measure_profile();
        _mm_setcsr(before | 0x0040U);
        const profile ignoring = num::measure_profile();
        std::string message;
        try {
            num::require_strict();
        } catch (const lastro::error& e) {
            message = e.what();
        }
        _mm_setcsr(before);
        CHECK(!flushing.keeps_subnormal_results);
        CHECK(flushing.keeps_subnormal_operands);
        CHECK(num::strictness_problem(flushing) ==
              "num::profile: subnormal results: expected to be kept, found flush-to-zero switched on (MXCSR bit 15 or "
              "FPCR "
              "bit 24; a program or library linked with -ffast-math does that)");
        CHECK(!ignoring.keeps_subnormal_operands);
        CHECK(message ==
              "num::profile: subnormal operands: expected to be kept, found denormals-are-zero switched on (MXCSR bit "
              "6; a "
              "program or library linked with -ffast-math does that)");
    }
#elif defined(__aarch64__)
    TEST_CASE("profile: flush-to-zero is seen and named") {
        std::uint64_t before = 0;
        __asm__ volatile("mrs %0, fpcr" : "=r"(before));
        __asm__ volatile("msr fpcr, %0" : : "r"(before | (std::uint64_t{1} << 24U)));
        const profile flushing = num::measure_profile();
        std::string message;
        try {
            num::require_strict();
        } catch (const lastro::error& e) {
            message = e.what();
        }
        __asm__ volatile("msr fpcr, %0" : : "r"(before));
        CHECK(!flushing.keeps_subnormal_results);
        CHECK(!flushing.keeps_subnormal_operands);
        CHECK(message ==
              "num::profile: subnormal results: expected to be kept, found flush-to-zero switched on (MXCSR bit 15 or "
              "FPCR bit 24; a program or library linked with -ffast-math does that)");
        CHECK(num::is_strict(num::measure_profile()));
    }
#endif

    TEST_CASE("profile: lost signs of zeros are named") {
        profile found = num::measure_profile();
        found.keeps_signed_zeros = false;
        CHECK(num::strictness_problem(found) ==
              "num::profile: zeros: expected to keep their signs, found a program compiled with -fno-signed-zeros");
    }

    TEST_CASE("profile: changed bits of functions or sums are named") {
        profile found = num::measure_profile();
        found.elementary_hash ^= 1U;
        CHECK(num::strictness_problem(found) ==
              "num::profile: exp, log, tanh: expected the documented bits, found others (a compiler flag that changes "
              "floating-point results?)");
        found = num::measure_profile();
        found.product_hash ^= 1U;
        CHECK(
            num::strictness_problem(found) ==
            "num::profile: sums and products: expected the documented bits, found others (a compiler flag that changes "
            "floating-point results?)");
    }

    TEST_CASE("profile: excess precision is named") {
        profile found = num::measure_profile();
        CHECK(found.rounds_to_double);
        found.rounds_to_double = false;
        CHECK(!num::is_strict(found));
        CHECK(num::strictness_problem(found) ==
              "num::profile: precision: expected results rounded to double, found a wider format (x87 arithmetic; see "
              "-mfpmath=sse)");
    }

#if defined(__x86_64__)
    TEST_CASE("profile: says whether the compiler fuses") {
#if !defined(__FMA__)
        CHECK(!num::measure_profile().compiler_fuses);  // there is nothing to fuse with
#elif defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__) && !defined(__STRICT_ANSI__)
        CHECK(num::measure_profile().compiler_fuses);  // g++'s default
#endif
        CHECK(num::to_string(num::measure_profile()).find("compiler") != std::string::npos);
    }
#endif

    TEST_CASE("difference: names every part that differs, and nothing where none does") {
        const profile here = num::measure_profile();
        CHECK(num::difference(here, here).empty());
        profile there = here;
        there.rounds_to_nearest = false;
        CHECK(there != here);
        CHECK(num::difference(here, there) == "rounding: expected to nearest, found not to nearest");
        there = here;
        there.keeps_subnormal_results = false;
        CHECK(num::difference(here, there) ==
              "subnormal results: expected subnormal results kept, found flush-to-zero");
        there = here;
        there.keeps_subnormal_operands = false;
        CHECK(num::difference(here, there) ==
              "subnormal operands: expected subnormal operands kept, found denormals-are-zero");
        there = here;
        there.keeps_signed_zeros = false;
        CHECK(num::difference(here, there) == "zeros: expected signed zeros kept, found signed zeros lost");
        there = here;
        there.rounds_to_double = false;
        CHECK(num::difference(here, there) == "precision: expected rounded to double, found excess precision");
        there = here;
        there.compiler_fuses = !here.compiler_fuses;
        CHECK(num::difference(here, there).starts_with("contraction: expected compiler"));
        profile a;
        profile b;
        b.elementary_hash = 0x12U;
        b.product_hash = 0x34U;
        b.instructions = level::avx2;
        CHECK(num::difference(a, b) ==
              "functions: expected elementary 0000000000000000, found elementary 0000000000000012; "
              "sums and products: expected products 0000000000000000, found products 0000000000000034; "
              "instructions: expected portable, found avx2");
    }

    TEST_CASE("profile: prints as one line") {
        profile found;
        found.rounds_to_nearest = true;
        found.keeps_subnormal_results = true;
        found.keeps_signed_zeros = true;
        found.rounds_to_double = true;
        found.elementary_hash = 0xABCU;
        found.product_hash = 0x123456789ABCDEF0U;
        found.compiler_fuses = true;
        CHECK(to_string(found) ==
              "to nearest, subnormal results kept, denormals-are-zero, signed zeros kept, rounded to double, "
              "elementary 0000000000000abc, "
              "products 123456789abcdef0, compiler fuses, portable");
    }

}  // TEST_SUITE
