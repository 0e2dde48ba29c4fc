// SPDX-License-Identifier: MIT
// tests/drift/detail/betting.test.cpp
#include <lastro/drift/detail/betting.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

using lastro::drift::signal;
using lastro::drift::detail::betting;

TEST_SUITE("drift/detail/betting") {
    TEST_CASE("the capital: one on each bet of each beginning, by definition") {
        const std::vector<std::array<double, 2>> gains{
            {0.5, -0.5}, {-0.25, 0.25}, {0.75, -0.75}, {0.0, 1.0}, {-1.0, 0.5}};
        betting<2> player;
        double largest = 1.0;
        for (std::size_t n = 1; n <= gains.size(); ++n) {
            player.play(gains[n - 1], 1e9);
            double capital = std::pow(static_cast<double>(n) + 1.0, -0.25);  // not yet on any bet
            for (std::size_t begin = 1; begin <= n; ++begin) {
                const auto b = static_cast<double>(begin);
                for (std::size_t k = 0; k < 2; ++k) {
                    double money = (std::pow(b, -0.25) - std::pow(b + 1.0, -0.25)) / 2.0;
                    for (std::size_t t = begin; t <= n; ++t) {
                        money *= 1.0 + gains[t - 1][k];
                    }
                    capital += money;
                }
            }
            largest = capital > largest ? capital : largest;
            CHECK(player.capital() == doctest::Approx(capital).epsilon(1e-13));
            CHECK(player.largest() == doctest::Approx(largest).epsilon(1e-13));
        }
    }

    TEST_CASE("fair coins: over all of their ways the capital is on average what it was") {
        constexpr unsigned tosses = 12;
        double sum = 0.0;
        for (unsigned way = 0; way < 1U << tosses; ++way) {
            betting<8> player;
            for (unsigned t = 0; t < tosses; ++t) {
                betting<8>::gains gain{};
                player.stake(gain, 0, (way >> t & 1U) == 1 ? 1.0 : -1.0);
                player.play(gain, 1e9);
            }
            sum += player.capital();
        }
        CHECK(sum / (1U << tosses) == doctest::Approx(1.0).epsilon(1e-12));
    }

    TEST_CASE("stakes: rises, falls, what an error costs, and one that falls with time") {
        betting<16> player;
        betting<16>::gains gain{};
        for (int t = 0; t < 99; ++t) {
            player.play(gain, 1e9);
        }
        player.stake(gain, 8, 0.5, 0.25);
        CHECK(gain[0] == 0.0);
        const double stakes[] = {0.75, 0.1875, 0.046875, 0.075};
        for (std::size_t j = 0; j < 4; ++j) {
            CHECK(gain[8 + j] == doctest::Approx(stakes[j] * 0.25).epsilon(1e-14));
            CHECK(gain[12 + j] == doctest::Approx(stakes[j] * -0.75).epsilon(1e-14));
        }
    }

    TEST_CASE("power: even a small difference is found sooner or later") {
        betting<8> player;
        std::uint64_t t = 0;
        signal s = signal::none;
        for (; t < 1'000'000 && s != signal::drift; ++t) {
            betting<8>::gains gain{};
            player.stake(gain, 0, t % 200 < 101 ? 1.0 : -1.0);  // 1 in 100 more
            s = player.play(gain, 20.0);
        }
        CHECK(s == signal::drift);
        CHECK(t < 500'000);
    }

    TEST_CASE("signals: a warning half way, then drift for ever, with the place of the change") {
        betting<8> player;
        std::uint64_t warned = 0;
        std::uint64_t alarmed = 0;
        for (std::uint64_t t = 1; t <= 1200; ++t) {
            betting<8>::gains gain{};
            player.stake(gain, 0, t <= 500 ? (t % 2 == 0 ? 1.0 : -1.0) : t % 4 == 0 ? -1.0 : 1.0);
            const signal s = player.play(gain, 1000.0);
            warned = warned == 0 && s == signal::warning ? t : warned;
            alarmed = alarmed == 0 && s == signal::drift ? t : alarmed;
            CHECK((alarmed == 0) == (s != signal::drift));
            CHECK((alarmed == 0) == (player.since_change() == 0));
        }
        CHECK(warned > 500);
        CHECK(alarmed > warned);
        CHECK(alarmed < 700);
        CHECK(1200 - player.since_change() > 480);
        CHECK(1200 - player.since_change() < 510);
    }

    TEST_CASE("the capital stays finite, however much there is") {
        betting<8> player;
        for (int t = 0; t < 5000; ++t) {
            betting<8>::gains gain{};
            player.stake(gain, 0, 1.0);
            player.play(gain, 1e300);
        }
        CHECK(player.capital() == 0x1p1000);
    }

    TEST_CASE("a gain that is no number wins nothing") {
        betting<8> player;
        betting<8>::gains gain{};
        gain.fill(std::nan(""));
        for (int t = 0; t < 100; ++t) {
            CHECK(player.play(gain, 20.0) == signal::none);
        }
        CHECK(player.capital() < 1.0);
        CHECK_THROWS_WITH_AS(lastro::drift::detail::require_alpha(0x1p-901, "here"),
                             doctest::Contains("here: expected at least 2^-900, found 5"), std::invalid_argument);
        CHECK_NOTHROW(lastro::drift::detail::require_alpha(0x1p-900, "here"));
    }
}  // TEST_SUITE
