// SPDX-License-Identifier: MIT
// tests/core/detail/descriptor.test.cpp
#include <lastro/core/detail/descriptor.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <type_traits>
#include <utility>

#include <doctest/doctest.h>

using lastro::core::detail::descriptor;

namespace {

static_assert(!std::is_copy_constructible_v<descriptor>);
static_assert(std::is_nothrow_move_constructible_v<descriptor> && std::is_nothrow_move_assignable_v<descriptor>);

bool is_open(int number) { return ::fcntl(number, F_GETFD) != -1; }

}  // namespace

TEST_SUITE("core/detail/descriptor") {
    TEST_CASE("descriptor: closes what it owns, once, and hands it over by moving") {
        int number = -1;
        {
            descriptor first = descriptor::open("/dev/null", O_RDONLY);
            REQUIRE(first.valid());
            number = first.number();
            descriptor second{std::move(first)};
            CHECK_FALSE(first.valid());
            CHECK(second.number() == number);
            descriptor third;
            third = std::move(second);
            CHECK(third.number() == number);
            CHECK(is_open(number));
        }
        CHECK_FALSE(is_open(number));
    }

    TEST_CASE("descriptor: is not inherited by programs that the process starts") {
        const descriptor file = descriptor::open("/dev/null", O_RDONLY);
        CHECK((::fcntl(file.number(), F_GETFD) & FD_CLOEXEC) != 0);
    }

    TEST_CASE("descriptor: an early close reports, and the end does not close again") {
        descriptor file = descriptor::open("/dev/null", O_RDONLY);
        CHECK(file.close() == 0);
        CHECK_FALSE(file.valid());
    }

    TEST_CASE("descriptor: not valid where the system refuses") {
        const descriptor file = descriptor::open("/no/such/file", O_RDONLY);
        CHECK(errno == ENOENT);
        CHECK_FALSE(file.valid());
    }

    TEST_CASE("refuse: says which file, what was tried and what the system answered") {
        CHECK_THROWS_WITH_AS(lastro::core::detail::refuse("a.csv", "read", EIO),
                             "a.csv: cannot read: Input/output error", lastro::io_error);
    }

    TEST_CASE("uninterrupted: tries again after a signal, and only then") {
        int calls = 0;
        CHECK(lastro::core::detail::uninterrupted([&] {
                  errno = EINTR;
                  return ++calls < 3 ? -1 : calls;
              }) == 3);
        calls = 0;
        CHECK(lastro::core::detail::uninterrupted([&] {
                  errno = EIO;
                  ++calls;
                  return -1;
              }) == -1);
        CHECK(calls == 1);
    }
}
