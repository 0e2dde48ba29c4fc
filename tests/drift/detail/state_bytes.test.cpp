// SPDX-License-Identifier: MIT
// tests/drift/detail/state_bytes.test.cpp
#include <lastro/drift/detail/state_bytes.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using drift::detail::state_bytes;

namespace {

struct watcher_settings {
    double delta = 0.5;
    bool both = true;

    friend bool operator==(const watcher_settings&, const watcher_settings&) = default;
};

/// Holds one number of every sort.
class watcher {
public:
    static constexpr const char* kind = "watcher";

    explicit watcher(const watcher_settings& settings = {}) : settings_{settings} {
        core::require<std::invalid_argument>(settings.delta > 0.0, "watcher: delta", "above 0", settings.delta);
    }
    void take(double x) {
        sum_ += x;
        held_[count_++ % 2] = 7;
    }
    const watcher_settings& settings() const { return settings_; }
    std::uint64_t count() const { return count_; }

    friend bool operator==(const watcher&, const watcher&) = default;

private:
    friend struct drift::detail::state_bytes;
    static void each_setting(auto& settings, auto&& each) {
        each("delta", settings.delta), each("both", settings.both);
    }
    static void each_number(auto& self, auto&& each) {
        each.bounded(self.count_, 100);
        each(self.sum_, self.held_[0], self.held_[1]);
    }
    bool consistent() const noexcept { return count_ > 0 || sum_ == 0.0; }

    watcher_settings settings_;
    std::uint64_t count_ = 0;
    double sum_ = 0.0;
    std::array<std::uint8_t, 2> held_{};
};

template <class Value>
std::vector<std::byte> with(std::vector<std::byte> bytes, std::size_t at,
                            Value value) {  // and a checksum that is right
    core::store_le(value, bytes.data() + at);
    const core::byte_span body{bytes.data(), bytes.size() - 8};
    core::store_le(random::detail::fnv1a(core::as_text(body)), bytes.data() + body.size());
    return bytes;
}

std::string refusal(core::byte_span bytes) {
    try {
        static_cast<void>(state_bytes::read<watcher>(bytes));
    } catch (const format_error& e) {
        return e.what();
    }
    return "";
}

// 8 magic, 4 version, 15 kind; then delta (8), both (1), count (8), sum (8), held (2), checksum (8)
constexpr std::size_t settings_at = 27;
constexpr std::size_t count_at = settings_at + 9;

}  // namespace

TEST_SUITE("drift/detail/state_bytes") {
    TEST_CASE("layout: written down, and read back equal") {
        watcher watch{{.delta = 0.25, .both = false}};
        watch.take(1.5);
        const std::vector<std::byte> bytes = state_bytes::of(watch);
        CHECK(core::to_hex(core::byte_span{bytes}.first(bytes.size() - 8)) ==
              "4c41535444524654"                // LASTDRFT
              "01000000"                        // version 1
              "070000000000000077617463686572"  // watcher
              "000000000000d03f"
              "00"  // 0.25, false
              "0100000000000000"
              "000000000000f83f"  // 1, 1.5
              "0700");
        CHECK(state_bytes::read<watcher>(bytes) == watch);
        CHECK(state_bytes::kind_of(bytes, "here") == "watcher");
    }

    TEST_CASE("refusals: cut at any byte, any bit altered, anything behind") {
        watcher watch;
        watch.take(1.5);
        std::vector<std::byte> bytes = state_bytes::of(watch);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            REQUIRE_FALSE(refusal(core::byte_span{bytes}.first(size)).empty());
        }
        for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
            std::vector<std::byte> altered = bytes;
            altered[bit / 8] ^= std::byte{1} << (bit % 8);
            REQUIRE_FALSE(refusal(altered).empty());
        }
        bytes.push_back(std::byte{0});
        CHECK(refusal(bytes) ==
              "drift::watcher: saved state: expected the bytes of its checksum, found bytes that are cut or altered");
    }

    TEST_CASE("refusals: say what they expected, also where the checksum is right") {
        watcher watch;
        watch.take(1.5);
        const std::vector<std::byte> bytes = state_bytes::of(watch);
        const std::string where = "drift::watcher: saved state: ";
        CHECK(refusal(with(bytes, 0, std::uint8_t{0})) ==
              where + "expected bytes that begin with LASTDRFT, found others");
        CHECK(refusal(with(bytes, 8, std::uint32_t{2})) == where + "expected version 1, found 2");
        CHECK(refusal(with(bytes, 20, std::uint8_t{'m'})) ==
              where + "expected a detector of that kind, found \"matcher\"");
        CHECK(refusal(with(bytes, settings_at, -1.0)) == where + "watcher: delta: expected above 0, found -1");
        CHECK(refusal(with(bytes, settings_at + 8, std::uint8_t{2})) ==
              where + "expected a count in its range, found 2");
        CHECK(refusal(with(bytes, count_at, std::uint64_t{101})) ==
              where + "expected a count of at most 100, found 101");
        CHECK(refusal(with(bytes, count_at, std::uint64_t{0})) ==
              where + "expected numbers that a stream leads to, found others");
        CHECK(refusal(with(bytes, count_at + 8, std::uint64_t{0x7FF8'0000'0000'0000})) ==
              where + "expected numbers, found nan");
    }
}
