// SPDX-License-Identifier: MIT
// tests/num/elementary.test.cpp
#include <lastro/num/elementary.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

#include <lastro/random/stream.hpp>

#include "elementary_golden.hpp"

namespace num = lastro::num;
using num::level;

namespace {

static_assert(std::is_same_v<decltype(num::exp(1.0)), double> && std::is_same_v<decltype(num::exp(1.0F)), float>);
static_assert(noexcept(num::exp(1.0)));

template <class T>
using bits_of = num::detail::bits_of<T>;

template <class T>
bool same_bits(T a, T b) {
    return std::bit_cast<bits_of<T>>(a) == std::bit_cast<bits_of<T>>(b);
}

template <class T>
constexpr T infinity = std::numeric_limits<T>::infinity();
template <class T>
constexpr T quiet = std::numeric_limits<T>::quiet_NaN();

/// One function in its four forms.
template <class T>
struct function {
    const char* name;
    T (*one)(T);
    void (*many)(std::span<const T>, std::span<T>);
};

template <class T>
const std::vector<function<T>>& functions() {
    static const std::vector<function<T>> all{
        {"exp", [](T x) { return num::exp(x); }, [](std::span<const T> x, std::span<T> y) { num::exp(x, y); }},
        {"expm1", [](T x) { return num::expm1(x); }, [](std::span<const T> x, std::span<T> y) { num::expm1(x, y); }},
        {"log", [](T x) { return num::log(x); }, [](std::span<const T> x, std::span<T> y) { num::log(x, y); }},
        {"log1p", [](T x) { return num::log1p(x); }, [](std::span<const T> x, std::span<T> y) { num::log1p(x, y); }},
        {"tanh", [](T x) { return num::tanh(x); }, [](std::span<const T> x, std::span<T> y) { num::tanh(x, y); }},
        {"sigmoid", [](T x) { return num::sigmoid(x); },
         [](std::span<const T> x, std::span<T> y) { num::sigmoid(x, y); }},
        {"softplus", [](T x) { return num::softplus(x); },
         [](std::span<const T> x, std::span<T> y) { num::softplus(x, y); }},
    };
    return all;
}

/// Both signs, magnitudes from 2^-31 to 2^10, and the special values first.
template <class T>
std::vector<T> fixed_inputs(std::size_t n) {
    using limits = std::numeric_limits<T>;
    const auto draws = lastro::random::stream{2026}["inputs"];
    std::vector<T> x{T{0},
                     -T{0},
                     limits::infinity(),
                     -limits::infinity(),
                     limits::quiet_NaN(),
                     limits::denorm_min(),
                     -limits::denorm_min(),
                     limits::min(),
                     limits::max(),
                     limits::lowest(),
                     T{1},
                     T{-1},
                     limits::min() / 3};
    for (std::size_t i = x.size(); i < n; ++i) {
        const std::uint64_t bits = draws.bits(i);
        const double magnitude =
            std::ldexp(1.0 + static_cast<double>(bits >> 24U) * 0x1p-40, static_cast<int>((bits >> 40U) % 42) - 31);
        x.push_back(static_cast<T>((bits & 1U) != 0 ? magnitude : -magnitude));
    }
    return x;
}

template <class T>
std::uint64_t fnv1a(const std::vector<T>& values) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const T value : values) {
        const auto bits = std::bit_cast<bits_of<T>>(value);
        for (std::size_t shift = 0; shift < 8 * sizeof(T); shift += 8) {
            hash = (hash ^ ((bits >> shift) & 0xFFU)) * 0x100000001B3U;
        }
    }
    return hash;
}

/// |y - true value| in units of the last place of the true value, for normal and subnormal results.
template <class T>
double ulps(T y, const golden& g) {
    const int exponent = std::ilogb(g.high) - std::numeric_limits<T>::digits + 1;
    const int least = std::numeric_limits<T>::min_exponent - std::numeric_limits<T>::digits;
    return std::abs(std::ldexp((static_cast<double>(y) - g.high) - g.low, -std::max(exponent, least)));
}

template <class T, std::size_t Count>
double worst(T (*one)(T), const golden (&table)[Count]) {
    double most = 0.0;
    for (const golden& g : table) {
        CAPTURE(g.x);
        const double error = ulps(one(static_cast<T>(g.x)), g);
        CHECK(error <= 2.0);
        most = std::max(most, error);
    }
    return most;
}

/// Runs `body` once per level that this machine has, and goes back to the best one.
template <class Body>
void on_every_level(Body body) {
    for (const level l : {level::portable, level::neon, level::avx2, level::avx512}) {
        if (num::is_available(l)) {
            num::force_level(l);
            body();
        }
    }
    num::force_level(num::detected_level());
}

}  // namespace

TEST_SUITE("num/elementary") {
    TEST_CASE("accuracy: within 2 ulp of the true value, most within 1") {
        CHECK(worst<double>([](double x) { return num::exp(x); }, exp_double) < 1.0);
        CHECK(worst<double>([](double x) { return num::expm1(x); }, expm1_double) < 1.1);
        CHECK(worst<double>([](double x) { return num::log(x); }, log_double) < 1.0);
        CHECK(worst<double>([](double x) { return num::log1p(x); }, log1p_double) < 1.0);
        CHECK(worst<double>([](double x) { return num::tanh(x); }, tanh_double) < 1.0);
        CHECK(worst<double>([](double x) { return num::sigmoid(x); }, sigmoid_double) < 1.5);
        CHECK(worst<double>([](double x) { return num::softplus(x); }, softplus_double) < 1.5);
        CHECK(worst<float>([](float x) { return num::exp(x); }, exp_float) < 1.0);
        CHECK(worst<float>([](float x) { return num::expm1(x); }, expm1_float) < 1.1);
        CHECK(worst<float>([](float x) { return num::log(x); }, log_float) < 1.0);
        CHECK(worst<float>([](float x) { return num::log1p(x); }, log1p_float) < 1.0);
        CHECK(worst<float>([](float x) { return num::tanh(x); }, tanh_float) < 1.0);
        CHECK(worst<float>([](float x) { return num::sigmoid(x); }, sigmoid_float) < 1.5);
        CHECK(worst<float>([](float x) { return num::softplus(x); }, softplus_float) < 1.5);
    }

    TEST_CASE("accuracy: float agrees with the double function to 1.5 ulp at 100,000 points") {
        const std::vector<float> x = fixed_inputs<float>(100'000);
        for (std::size_t f = 0; f < functions<float>().size(); ++f) {
            CAPTURE(std::string{functions<float>()[f].name});
            double most = 0.0;
            for (const float value : x) {
                const float y = functions<float>()[f].one(value);
                const double exact = functions<double>()[f].one(static_cast<double>(value));
                if (std::isfinite(y) && std::abs(exact) >= 0x1p-149) {
                    most = std::max(most, ulps(y, {0.0, exact, 0.0}));
                }
            }
            CHECK(most < 1.5);
        }
    }

    TEST_CASE_TEMPLATE("special values: as in C's Annex F", T, float, double) {
        on_every_level([] {
            const T zero = 0;
            const T big = std::numeric_limits<T>::max();
            const T tiny = std::numeric_limits<T>::denorm_min();
            struct {
                const char* what;
                T found, expected;
            } const cases[] = {
                {"exp(0)", num::exp(zero), 1},
                {"exp(-0)", num::exp(-zero), 1},
                {"exp(inf)", num::exp(infinity<T>), infinity<T>},
                {"exp(-inf)", num::exp(-infinity<T>), 0},
                {"exp(max)", num::exp(big), infinity<T>},
                {"exp(-max)", num::exp(-big), 0},
                {"exp(tiny)", num::exp(tiny), 1},
                {"expm1(0)", num::expm1(zero), 0},
                {"expm1(-0)", num::expm1(-zero), -zero},
                {"expm1(tiny)", num::expm1(tiny), tiny},
                {"expm1(-tiny)", num::expm1(-tiny), -tiny},
                {"expm1(inf)", num::expm1(infinity<T>), infinity<T>},
                {"expm1(-inf)", num::expm1(-infinity<T>), -1},
                {"expm1(max)", num::expm1(big), infinity<T>},
                {"log(1)", num::log(T{1}), 0},
                {"log(0)", num::log(zero), -infinity<T>},
                {"log(-0)", num::log(-zero), -infinity<T>},
                {"log(inf)", num::log(infinity<T>), infinity<T>},
                {"log(-1)", num::log(T{-1}), quiet<T>},
                {"log(-tiny)", num::log(-tiny), quiet<T>},
                {"log(-inf)", num::log(-infinity<T>), quiet<T>},
                {"log1p(0)", num::log1p(zero), 0},
                {"log1p(-0)", num::log1p(-zero), -zero},
                {"log1p(tiny)", num::log1p(tiny), tiny},
                {"log1p(-1)", num::log1p(T{-1}), -infinity<T>},
                {"log1p(-2)", num::log1p(T{-2}), quiet<T>},
                {"log1p(inf)", num::log1p(infinity<T>), infinity<T>},
                {"log1p(-inf)", num::log1p(-infinity<T>), quiet<T>},
                {"tanh(0)", num::tanh(zero), 0},
                {"tanh(-0)", num::tanh(-zero), -zero},
                {"tanh(tiny)", num::tanh(tiny), tiny},
                {"tanh(inf)", num::tanh(infinity<T>), 1},
                {"tanh(-max)", num::tanh(-big), -1},
                {"sigmoid(0)", num::sigmoid(zero), T{0.5}},
                {"sigmoid(inf)", num::sigmoid(infinity<T>), 1},
                {"sigmoid(-inf)", num::sigmoid(-infinity<T>), 0},
                {"sigmoid(-max)", num::sigmoid(-big), 0},
                {"softplus(inf)", num::softplus(infinity<T>), infinity<T>},
                {"softplus(-inf)", num::softplus(-infinity<T>), 0},
                {"softplus(max)", num::softplus(big), big},
            };
            for (const auto& c : cases) {
                CAPTURE(std::string{c.what});
                CAPTURE(c.found);
                CHECK(same_bits(c.found, c.expected));
            }
        });
    }

    TEST_CASE_TEMPLATE("special values: every NaN result is the one quiet NaN, whatever came in", T, float, double) {
        const T strange = std::bit_cast<T>(static_cast<bits_of<T>>(std::bit_cast<bits_of<T>>(-quiet<T>) | 12345U));
        REQUIRE(std::isnan(strange));
        on_every_level([&] {
            for (const auto& f : functions<T>()) {
                CAPTURE(std::string{f.name});
                CHECK(same_bits(f.one(strange), quiet<T>));
                std::vector<T> values(9, strange);
                f.many(values, values);
                for (const T y : values) {
                    CHECK(same_bits(y, quiet<T>));
                }
            }
        });
    }

    TEST_CASE_TEMPLATE("shape: functions rise where they should, around every breakpoint of their reduction", T, float,
                       double) {
        const T half_log2 = static_cast<T>(0.34657359027997264);
        for (const auto& f : functions<T>()) {
            CAPTURE(std::string{f.name});
            const bool positive_only = std::string{f.name} == "log" || std::string{f.name} == "log1p";
            std::size_t falls = 0;
            for (int k = -70; k <= 70; ++k) {
                for (const T at : {static_cast<T>(k) * half_log2, std::sqrt(T{2}) * std::ldexp(T{1}, k % 30),
                                   std::ldexp(T{1}, -k / 2), -std::ldexp(T{1}, -k / 2), T{40}, T{20}}) {
                    if (positive_only && at <= 0) {
                        continue;
                    }
                    T x = at;
                    for (int i = 0; i < 40; ++i) {
                        x = std::nextafter(x, -infinity<T>);
                    }
                    T before = f.one(x);
                    for (int i = 0; i < 80; ++i) {
                        x = std::nextafter(x, infinity<T>);
                        const T y = f.one(x);
                        falls += y < before;
                        before = y;
                    }
                }
            }
            CHECK(falls == 0);
        }
    }

    TEST_CASE("tanh: is odd to the bit") {
        for (const double x : fixed_inputs<double>(2000)) {
            if (!std::isnan(x)) {
                REQUIRE(same_bits(num::tanh(-x), -num::tanh(x)));
            }
        }
    }

    TEST_CASE_TEMPLATE("spans: the same bits as one by one, for every length, offset and level, also in place", T,
                       float, double) {
        const std::vector<T> x = fixed_inputs<T>(64);
        on_every_level([&] {
            for (const auto& f : functions<T>()) {
                CAPTURE(std::string{f.name});
                for (std::size_t offset = 0; offset < 3; ++offset) {
                    for (std::size_t n = 0; n + offset <= 40; ++n) {
                        std::vector<T> y(n + 1, T{-7});
                        f.many(std::span{x}.subspan(offset, n), std::span{y}.first(n));
                        std::vector<T> in_place(x.begin(), x.end());
                        f.many(std::span<const T>{in_place}.subspan(offset, n), std::span{in_place}.subspan(offset, n));
                        bool equal = y[n] == T{-7};  // nothing behind the end is touched
                        for (std::size_t i = 0; i < n; ++i) {
                            equal =
                                equal && same_bits(y[i], f.one(x[offset + i])) && same_bits(in_place[offset + i], y[i]);
                        }
                        REQUIRE(equal);
                    }
                }
            }
        });
    }

    TEST_CASE("bits: frozen, over 65,536 inputs per function, on every level") {
        struct {
            const char* name;
            std::uint64_t of_double, of_float;
        } const frozen[] = {
            {"exp", 0x964200EB9F61E1E8U, 0x1896A3ED4B24C0AFU},
            {"expm1", 0xD0238D7B4C3953D0U, 0x941939C300444B11U},
            {"log", 0x94D9C0C77B42EABCU, 0x4BEEC4F20EF78CE0U},
            {"log1p", 0x4EE27BCBCA47EF7FU, 0x37194295D3C88D02U},
            {"tanh", 0xA51D44AE98411FC0U, 0xA5EBEDF202B509EEU},
            {"sigmoid", 0x56E86288D97C381FU, 0xB9356725ACF5500FU},
            {"softplus", 0xC21ABA51147B7CE6U, 0x2204B3BCEBD5B262U},
        };
        const std::vector<double> wide = fixed_inputs<double>(65'536);
        const std::vector<float> narrow = fixed_inputs<float>(65'536);
        on_every_level([&] {
            for (std::size_t f = 0; f < std::size(frozen); ++f) {
                CAPTURE(std::string{frozen[f].name});
                CAPTURE(std::string{num::to_string(num::active_level())});
                REQUIRE(std::string{functions<double>()[f].name} == frozen[f].name);
                std::vector<double> y(wide.size());
                functions<double>()[f].many(wide, y);
                CHECK(fnv1a(y) == frozen[f].of_double);
                std::vector<float> z(narrow.size());
                functions<float>()[f].many(narrow, z);
                CHECK(fnv1a(z) == frozen[f].of_float);
            }
        });
    }

    TEST_CASE("spans: lengths that differ are refused, and the message says which") {
        std::vector<double> x(3);
        std::vector<double> y(4);
        CHECK_THROWS_WITH_AS(num::tanh(x, y), "num::tanh: expected as many outputs as inputs (3), found 4",
                             std::invalid_argument);
    }

}  // TEST_SUITE
