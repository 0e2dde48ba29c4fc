// SPDX-License-Identifier: MIT
// tests/num/elementary.test.cpp
#include <lastro/num/elementary.hpp>

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

#include "elementary_functions.hpp"

namespace {

static_assert(std::is_same_v<decltype(num::exp(1.0)), double> && std::is_same_v<decltype(num::exp(1.0F)), float>);
static_assert(std::is_same_v<decltype(num::erf(1.0)), double> && std::is_same_v<decltype(num::erf(1.0F)), float>);
static_assert(noexcept(num::exp(1.0)) && noexcept(num::lgamma(1.0F)) && noexcept(num::pow(1.0, 2.0)));

/// Inputs of a function's frozen hash: the circular functions also get large arguments.
template <class T>
std::vector<T> inputs_of(const std::string& name, const std::vector<T>& fixed) {
    std::vector<T> x = fixed;
    if (name == "sin" || name == "cos") {
        for (std::size_t i = 0; i < x.size(); i += 16) {
            x[i] *= static_cast<T>(0x1p96);
        }
    }
    return x;
}

/// FNV-1a of all results; NaN bits are results too. Every level and every way of calling must agree.
template <class T>
void check_frozen(const function<T>& f, const std::vector<T>& fixed, std::uint64_t expected) {
    CAPTURE(std::string{f.name});
    CAPTURE(sizeof(T));
    const std::vector<T> x = inputs_of(f.name, fixed);
    std::vector<T> y(x.size());
    f.many(x, y);
    const std::uint64_t found = fnv1a(y);
    CAPTURE(found);
    CHECK(found == expected);

    constexpr std::size_t stride = 16;  // the slow ways see every 16th input
    std::vector<T> few;
    for (std::size_t i = 0; i < x.size(); i += stride) {
        few.push_back(x[i]);
    }
    on_every_level([&] {
        CAPTURE(std::string{num::to_string(num::active_level())});
        const bool fast = num::active_level() != num::level::portable;
        const std::vector<T>& some = fast ? x : few;
        std::vector<T> z(some.size());
        f.many(some, z);
        std::size_t different = 0;
        for (std::size_t i = 0; i < some.size(); ++i) {
            different += !same_bits(z[i], y[fast ? i : stride * i]);
        }
        if (fast) {
            for (std::size_t i = 0; i < few.size(); ++i) {
                different += !same_bits(f.one(few[i]), y[stride * i]);
            }
        }
        CHECK(different == 0);
    });
}

}  // namespace

TEST_SUITE("num/elementary") {
    TEST_CASE("accuracy: float agrees with the double function to 1.5 ulp at 100,000 points") {
        const std::vector<float> x = fixed_inputs<float>(100'000);
        for (std::size_t f = 0; f < functions<float>().size(); ++f) {
            CAPTURE(std::string{functions<float>()[f].name});
            double most = 0.0;
            for (const float value : x) {
                const float y = functions<float>()[f].one(value);
                const double exact = functions<double>()[f].one(static_cast<double>(value));
                if (std::isfinite(y) && std::abs(exact) >= 0x1p-149) {
                    most = std::max(most, ulps(y, exact, 0.0));
                }
            }
            CHECK(most < 1.5);
        }
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

    TEST_CASE_TEMPLATE("spans: the same bits as one by one, for every length, offset and level, also in place", T,
                       float, double) {
        const std::vector<T> x = fixed_inputs<T>(150);
        on_every_level([&] {
            for (const auto& f : functions<T>()) {
                CAPTURE(std::string{f.name});
                std::vector<T> one_by_one;
                for (const T value : x) {
                    one_by_one.push_back(f.one(value));
                }
                for (std::size_t offset = 0; offset < 3; ++offset) {
                    for (std::size_t n = 0; n + offset <= x.size(); n += n < 40 ? 1 : 31) {
                        std::vector<T> y(n + 1, T{-7});
                        f.many(std::span{x}.subspan(offset, n), std::span{y}.first(n));
                        std::vector<T> in_place(x.begin(), x.end());
                        f.many(std::span<const T>{in_place}.subspan(offset, n), std::span{in_place}.subspan(offset, n));
                        bool equal = y[n] == T{-7};  // nothing behind the end is touched
                        for (std::size_t i = 0; i < n; ++i) {
                            equal = equal && same_bits(y[i], one_by_one[offset + i]) &&
                                    same_bits(in_place[offset + i], y[i]);
                        }
                        REQUIRE(equal);
                    }
                }
            }
        });
    }

    TEST_CASE("bits: frozen, over 2^20 inputs per function, on every level, one by one and in spans") {
        struct {
            const char* name;
            std::uint64_t of_double, of_float;
        } const frozen[] = {
            {"exp", 0xC14CDA0E755E626CU, 0x0D62CBB706A8FA09U},
            {"expm1", 0x0EC6531FBB9F807BU, 0x98D9B4AE31B2AC41U},
            {"log", 0xBB69423C927DC49CU, 0x5B0B225D7E2D4312U},
            {"log1p", 0x9FC20BBA7A52D626U, 0x1488F15D79A4516CU},
            {"tanh", 0x2EC37DC5F8821663U, 0xE421ED41C22F43AAU},
            {"sigmoid", 0x37B5B96A3E4D7E22U, 0xE519E9B30A3706B6U},
            {"softplus", 0x111697AB233BCAF7U, 0x623DC70C46EA90F5U},
            {"exp2", 0xBB25BB07956E7584U, 0x4BAB5C575E915052U},
            {"log2", 0xF44075BA81A5BED9U, 0x4F2AE8CC16F8C5BDU},
            {"pow 0.75", 0x7BF20393D16ABDB1U, 0xE8395F644D954376U},
            {"sin", 0x2C4916FE02478F73U, 0xD31923FDCE0936FEU},
            {"cos", 0xDF8D7B23CD9D3D8FU, 0x89756F0C4B411AD8U},
            {"sin_2pi", 0x0ADFEE0E41164D75U, 0xF89E990D38AF9ADCU},
            {"cos_2pi", 0xA0530CB77D0928E4U, 0x81436F35EB43010DU},
            {"erf", 0xBCDD1A6D34FB307BU, 0xA76DA67A9B333E40U},
            {"erfc", 0xB3D400D7B7F25504U, 0xC404D172EF2F1D08U},
            {"lgamma", 0x55947A26E849F2D3U, 0xB055A072A0D45296U},
            {"gelu", 0x00C02B99A034549DU, 0x106F2417922DB2C0U},
            {"gelu_derivative", 0x97013BDF331B424CU, 0xE2CBB80BA6D9A03BU},
        };
        const std::vector<double> wide = fixed_inputs<double>(std::size_t{1} << 20U);
        const std::vector<float> narrow = fixed_inputs<float>(std::size_t{1} << 20U);
        REQUIRE(std::size(frozen) == functions<double>().size());
        for (std::size_t f = 0; f < std::size(frozen); ++f) {
            REQUIRE(std::string{functions<double>()[f].name} == frozen[f].name);
            check_frozen(functions<double>()[f], wide, frozen[f].of_double);
            check_frozen(functions<float>()[f], narrow, frozen[f].of_float);
        }
    }

    TEST_CASE("spans: lengths that differ are refused, and the message says which") {
        std::vector<double> x(3);
        std::vector<double> y(4);
        CHECK_THROWS_WITH_AS(num::tanh(x, y), "num::tanh: expected as many outputs as inputs (3), found 4",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::erfc(x, y), "num::erfc: expected as many outputs as inputs (3), found 4",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::pow(x, 2.0, y), "num::pow: expected as many outputs as inputs (3), found 4",
                             std::invalid_argument);
        CHECK_THROWS_WITH_AS(num::pow(x, y, x), "num::pow: expected as many exponents as inputs (3), found 4",
                             std::invalid_argument);
    }

}  // TEST_SUITE
