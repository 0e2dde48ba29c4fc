// SPDX-License-Identifier: MIT
// tests/train/digest_chain.test.cpp
#include <lastro/train/digest_chain.hpp>

#include <cstddef>
#include <optional>
#include <string>

#include <doctest/doctest.h>

using namespace lastro;
using train::chain_difference;
using train::digest_chain;
using train::digest_mark;
using train::first_difference;

namespace {

digest_mark mark(int number) {
    digest_mark m{};
    m[0] = static_cast<std::byte>(number);
    return m;
}

// Two tensors; before the first step, and two steps.
digest_chain example() {
    digest_chain c{.level = train::chaining::steps, .tensors = {"w", "b"}};
    c.links = {{0, 0, 0.0, mark(0)}, {1, 1, 0.5, mark(1)}, {1, 2, 0.25, mark(2)}};
    for (int i = 0; i < 6; ++i) {
        c.gradients.push_back(mark(10 + i));
        c.parameters.push_back(mark(20 + i));
    }
    return c;
}

std::string difference_after(void (*change)(digest_chain&)) {
    digest_chain other = example();
    change(other);
    CHECK(other.digest() != example().digest());
    const std::optional<chain_difference> d = first_difference(example(), other);
    return d ? to_string(*d) : "none";
}

}  // namespace

TEST_SUITE("train/digest_chain") {
    TEST_CASE("first_difference: nothing between equal chains, and equal digests") {
        CHECK_FALSE(first_difference(example(), example()));
        CHECK_FALSE(first_difference(digest_chain{}, digest_chain{}));
        CHECK(example().digest() == example().digest());
        CHECK(digest_chain{}.empty());
    }

    TEST_CASE("first_difference: names step and tensor, in the order in which a step computes") {
        CHECK(difference_after([](digest_chain& c) { c.parameters[1] = mark(99); }) ==
              "before the first step: parameters of \"b\": expected 15000000000000000000000000000000, found "
              "63000000000000000000000000000000");
        CHECK(difference_after([](digest_chain& c) {
                  c.links[1].rows = mark(9);
                  c.links[1].loss = 7.0;
              }).starts_with("epoch 1, step 1: rows: expected 01"));
        CHECK(difference_after([](digest_chain& c) {
                  c.links[2].loss = 7.0;
                  c.gradients[4] = mark(99);
              }) == "epoch 1, step 2: loss: expected 0.25, found 7");
        CHECK(difference_after([](digest_chain& c) {
                  c.gradients[5] = mark(99);
                  c.parameters[4] = mark(99);
              }).starts_with("epoch 1, step 2: gradient of \"b\": expected 0f"));
        CHECK(difference_after([](digest_chain& c) {
                  c.parameters[4] = mark(99);
              }).starts_with("epoch 1, step 2: parameters of \"w\": expected 18"));
    }

    TEST_CASE("first_difference: other steps, other tensors, other lengths") {
        CHECK(difference_after([](digest_chain& c) { c.links[2].step = 3; }) ==
              "epoch 1, step 2: steps: expected epoch 1, step 2, found epoch 1, step 3");
        CHECK(difference_after([](digest_chain& c) { c.tensors[1] = "bias"; }) ==
              "before the first step: tensors: expected \"b\", found \"bias\"");
        CHECK(difference_after([](digest_chain& c) { c.tensors.pop_back(); }) ==
              "before the first step: tensors: expected \"b\", found none");
        CHECK(difference_after([](digest_chain& c) { c.links.pop_back(); }) ==
              "epoch 1, step 2: steps: expected 3 links, found 2");
        const auto more = first_difference(digest_chain{.tensors = {"w", "b"}}, example());
        REQUIRE(more);
        CHECK(to_string(*more) == "before the first step: steps: expected 0 links, found 3");
    }

    TEST_CASE("digest: the feed of docs/formats/checkpoint.md") {
        // "lastro.chain/1", the level, the names, the number of links; of each epoch, step, loss and marks.
        const digest_chain small{.level = train::chaining::epochs,
                                 .tensors = {"w"},
                                 .links = {{1, 2, 0.5, mark(3)}},
                                 .gradients = {mark(4)},
                                 .parameters = {mark(5)}};
        hash::blake3 hasher;
        hash::append(hasher, std::string_view{"lastro.chain/1"});
        hash::append(hasher, std::string_view{"epochs"});
        hash::append(hasher, std::vector<std::string>{"w"});
        hash::append(hasher, 1);
        hash::append(hasher, 1);
        hash::append(hasher, 2);
        hash::append(hasher, 0.5);
        hasher.update(mark(3)).update(mark(4)).update(mark(5));
        CHECK(small.digest() == hasher.finalize());
    }
}  // TEST_SUITE
