// SPDX-License-Identifier: MIT
// tests/interop/numbers.cpp
//
// Are numbers of CSV files read to the same bits as by the C library? Ten million texts of every form; run by hand or in CI.
//
//   c++ -std=c++20 -O2 -Iinclude tests/interop/numbers.cpp -o numbers && ./numbers
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

#include <lastro/core/text.hpp>
#include <lastro/data/csv_settings.hpp>
#include <lastro/data/detail/csv_spelling.hpp>

namespace {

std::string digits(std::mt19937_64& engine, std::size_t count) {
    std::string text;
    for (; count > 0; --count) {
        text += static_cast<char>('0' + engine() % 10);
    }
    return text;
}

std::string number(std::mt19937_64& engine) {
    std::string text = engine() % 3 == 0 ? "-" : "";
    switch (engine() % 6) {
        case 0:  // a price, a count
            return text + digits(engine, 1 + engine() % 5) + '.' + digits(engine, engine() % 4);
        case 1:  // the shortest text of a double
            for (;;) {
                const double x = std::bit_cast<double>(engine());
                if (x - x == 0.0) {
                    return lastro::core::to_text(x);
                }
            }
        case 2:  // many digits
            return text + digits(engine, 1 + engine() % 25) + '.' + digits(engine, engine() % 25);
        case 3:  // an exponent
            return text + digits(engine, 1 + engine() % 19) + 'e' +
                   std::to_string(static_cast<int>(engine() % 700) - 350);
        case 4: {  // half way between two doubles, nearly
            const double x = static_cast<double>(engine() >> 11U);
            return text + std::to_string(static_cast<std::uint64_t>(x)) + ".5" + digits(engine, engine() % 3);
        }
        default:
            return text + '.' + digits(engine, 1 + engine() % 17);
    }
}

}  // namespace

int main() {
    constexpr int count = 10'000'000;
    std::mt19937_64 engine{2026};
    const lastro::data::csv_settings settings;
    const lastro::data::detail::csv_spelling spelling{settings};
    int wrong = 0;
    int shown = 0;
    for (int i = 0; i < count; ++i) {
        const std::string text = number(engine);
        const double wanted = std::strtod(text.c_str(), nullptr);  // in the locale "C", in which a program begins
        double found = 0.0;
        const bool read = spelling.read(text, found);
        const bool finite = wanted - wanted == 0.0;
        if (read != finite || (read && std::bit_cast<std::uint64_t>(found) != std::bit_cast<std::uint64_t>(wanted))) {
            ++wrong;
            if (++shown <= 10) {
                std::printf("%s: expected %a, found %a\n", text.c_str(), wanted, found);
            }
        }
    }
    std::printf("%d numbers, %d other than those of strtod\n", count, wrong);
    return wrong == 0 ? 0 : 1;
}
