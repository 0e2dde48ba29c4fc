// SPDX-License-Identifier: MIT
// tests/num/workspace.test.cpp
#include <lastro/num/workspace.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include <doctest/doctest.h>

namespace detail = lastro::num::detail;

TEST_SUITE("num/workspace") {
    TEST_CASE_TEMPLATE("data: is aligned to 64 bytes and all there, near or far", T, float, double) {
        constexpr std::size_t near = detail::workspace<T>::near;
        static_assert(near * sizeof(T) >= 32768);
        for (const std::size_t n : {std::size_t{1}, near, near + 1, std::size_t{100'000}}) {
            detail::workspace<T> memory{n};
            CHECK(reinterpret_cast<std::uintptr_t>(memory.data()) % 64 == 0);
            memory.data()[n - 1] = T{1};  // under AddressSanitizer: it is there
            const auto* self = reinterpret_cast<const char*>(&memory);
            const auto* data = reinterpret_cast<const char*>(memory.data());
            CHECK((data >= self && data < self + sizeof memory) == (n <= near));
        }
    }

    TEST_CASE("product_memory: grows to the largest, keeps it, and is no value to copy") {
        lastro::num::product_memory kept;
        void* const large = kept.at_least(100'000);
        CHECK(reinterpret_cast<std::uintptr_t>(large) % 64 == 0);
        CHECK(kept.at_least(10) == large);
        CHECK(kept.at_least(100'000) == large);
        lastro::num::product_memory other = kept;
        CHECK(other.at_least(10) != large);
        other = kept;
        CHECK(kept.at_least(50'000) == large);
    }

    TEST_CASE("data: far numbers lie in the memory that is given, near ones do not") {
        lastro::num::product_memory kept;
        detail::workspace<double> far{detail::workspace<double>::near + 1, &kept};
        CHECK(static_cast<void*>(far.data()) == kept.at_least(1));
        detail::workspace<double> near{10, &kept};
        CHECK(static_cast<void*>(near.data()) != kept.at_least(1));
    }
}  // TEST_SUITE
