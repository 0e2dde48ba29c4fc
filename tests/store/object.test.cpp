// SPDX-License-Identifier: MIT
// tests/store/object.test.cpp
#include <lastro/store/object.hpp>

#include <memory>
#include <string>
#include <utility>

#include <lastro/core/bytes.hpp>

#include <doctest/doctest.h>

using lastro::store::object;

TEST_SUITE("store/object") {
    TEST_CASE("object: keeps alive what its bytes lie in, and says where they are from") {
        auto owner = std::make_shared<const std::string>("content");
        const std::weak_ptr<const std::string> watched = owner;
        const auto bytes = lastro::core::as_bytes(*owner);
        object first{std::move(owner), bytes, "file"};
        const object second = first;
        CHECK(first.place() == "file");
        first = object{nullptr, {}, "a.pack", "blake3:00"};
        CHECK(first.file() == "a.pack");
        CHECK(first.place() == "a.pack: blake3:00");
        CHECK_FALSE(watched.expired());
        CHECK(lastro::core::as_text(second.bytes()) == "content");
    }
}
