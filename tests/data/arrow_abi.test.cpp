// SPDX-License-Identifier: MIT
// tests/data/arrow_abi.test.cpp
#include <lastro/data/arrow_abi.hpp>

#include <cstddef>
#include <utility>

#include <doctest/doctest.h>

namespace {

// The layout that https://arrow.apache.org/docs/format/CDataInterface.html fixes, on machines with pointers of 8 bytes.
static_assert(sizeof(void*) != 8 || sizeof(ArrowSchema) == 72);
static_assert(sizeof(void*) != 8 || sizeof(ArrowArray) == 80);
static_assert(sizeof(void*) != 8 || sizeof(ArrowArrayStream) == 40);
static_assert(sizeof(void*) != 8 || offsetof(ArrowArray, release) == 64);
static_assert(sizeof(void*) != 8 || offsetof(ArrowSchema, release) == 56);

using owner = lastro::data::detail::arrow_owner<ArrowArray>;

ArrowArray counted(int& releases) {
    ArrowArray array{};
    array.private_data = &releases;
    array.release = [](ArrowArray* a) {
        ++*static_cast<int*>(a->private_data);
        a->release = nullptr;
    };
    return array;
}

}  // namespace

TEST_SUITE("data/arrow_abi") {
    TEST_CASE("arrow_owner: releases once, wherever it is moved") {
        int releases = 0;
        ArrowArray array = counted(releases);
        {
            owner first{&array};
            CHECK((array.release == nullptr));
            owner second{std::move(first)};
            CHECK_FALSE(second.empty());
            owner third;
            CHECK(third.empty());
            third = std::move(second);
            CHECK(releases == 0);
        }
        CHECK(releases == 1);
    }

    TEST_CASE("arrow_owner: what is given away is not released, what is overwritten is") {
        int releases = 0;
        ArrowArray array = counted(releases);
        ArrowArray given{};
        {
            owner first{&array};
            given = first.give();
        }
        CHECK(releases == 0);
        ArrowArray other = counted(releases);
        owner kept{&given};
        kept = owner{&other};
        CHECK(releases == 1);
    }
}
