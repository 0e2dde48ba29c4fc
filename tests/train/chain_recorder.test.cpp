// SPDX-License-Identifier: MIT
// tests/train/chain_recorder.test.cpp
#include <lastro/train/chain_recorder.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using train::chaining;
using train::detail::chain_broken;
using train::detail::chain_recorder;
using train::detail::mark_of;

namespace {

const std::vector<std::uint64_t> ids{3, 1, 2};

void record(chain_recorder& recorder, std::uint64_t step, double gradient) {
    const std::vector<double> g{gradient, 1.0}, w{2.0, 3.0};
    recorder.open(1, step, 0.5, ids);
    recorder.tensor<double>(g, w);
    recorder.close();
}

}  // namespace

TEST_SUITE("train/chain_recorder") {
    TEST_CASE("mark_of: the first half of the BLAKE3 of little-endian bytes") {
        std::vector<std::byte> bytes;
        for (const std::uint64_t id : ids) {
            core::append_le(bytes, id);
        }
        CHECK(core::to_hex(mark_of<std::uint64_t>(ids)) == hash::blake3::of(bytes).hex().substr(0, 32));
        CHECK(core::to_hex(mark_of<double>({})) == "af1349b9f5f9a1a6a0404dea36dcc949");  // of no bytes
        const std::vector<float> one{1.0F};
        const std::vector<double> wide{1.0};
        CHECK(mark_of<float>(one) != mark_of<double>(wide));
    }

    TEST_CASE("recorder: one link after the other, in memory that was taken before") {
        chain_recorder recorder{chaining::steps, {"w"}};
        recorder.reserve(2);
        const auto room = [&] { return recorder.chain().links.data(); };
        record(recorder, 1, 4.0);
        const auto* const first = room();
        record(recorder, 2, 5.0);
        CHECK(room() == first);
        CHECK(recorder.level() == chaining::steps);
        const train::digest_chain& chain = recorder.chain();
        REQUIRE(chain.links.size() == 2);
        CHECK(chain.links[1].step == 2);
        CHECK(chain.links[1].loss == 0.5);
        CHECK(chain.links[1].rows == mark_of<std::uint64_t>(ids));
        CHECK(chain.gradients[0] != chain.gradients[1]);
        CHECK(chain.parameters[0] == chain.parameters[1]);
    }

    TEST_CASE("recorder: notices the first link that is not the expected one") {
        chain_recorder original{chaining::steps, {"w"}};
        record(original, 1, 4.0);
        record(original, 2, 5.0);
        chain_recorder same{chaining::steps, {"w"}, &original.chain()};
        record(same, 1, 4.0);
        record(same, 2, 5.0);
        CHECK(same.chain() == original.chain());
        CHECK_THROWS_WITH_AS(record(same, 3, 6.0), "epoch 1, step 3: steps: expected 2 links, found more",
                             chain_broken);

        chain_recorder other{chaining::steps, {"w"}, &original.chain()};
        record(other, 1, 4.0);
        bool broken = false;
        try {
            record(other, 2, 5.5);
        } catch (const chain_broken& e) {
            broken = true;
            CHECK(e.difference.step == 2);
            CHECK(e.difference.what == "gradient");
            CHECK(e.difference.tensor == "w");
        }
        CHECK(broken);
        CHECK_THROWS_AS((chain_recorder{chaining::steps, {"v"}, &original.chain()}), chain_broken);
    }

    TEST_CASE("recorder: goes on after a chain that was recorded before") {
        chain_recorder whole{chaining::steps, {"w"}}, rest{chaining::steps, {"w"}};
        record(whole, 1, 4.0);
        rest.resume(whole.chain());
        record(whole, 2, 5.0);
        record(rest, 2, 5.0);
        CHECK(rest.chain() == whole.chain());
    }
}  // TEST_SUITE
