// SPDX-License-Identifier: MIT
// tests/fuzz/profile.cpp: any bytes as a saved profile, or a real profile of which some bytes are others. The first byte
// chooses which.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/order.hpp>
#include <lastro/data/table_profile.hpp>

#include "check.hpp"

namespace {

namespace core = lastro::core;
namespace data = lastro::data;

/// A column of few values, of one of four types, in sketches that are as small as they can be.
std::vector<std::byte> real_profile(unsigned type, core::byte_span values) {
    std::vector<double> numbers;
    std::vector<std::int64_t> wholes;
    std::vector<std::string> texts;
    std::vector<bool> truths;
    for (const std::byte b : values) {
        const auto x = std::to_integer<int>(b);
        numbers.push_back(x == 255 ? 1e300 * 1e300 : x * 0.5 - 20.0);
        wholes.push_back(x);
        texts.push_back(std::string(static_cast<std::size_t>(x % 60), static_cast<char>('a' + x % 20)));
        truths.push_back(x % 2 == 0);
    }
    data::table rows;
    rows.add("x", type == 0   ? data::column{numbers}
                  : type == 1 ? data::column{wholes}
                  : type == 2 ? data::column{texts}
                              : data::column{truths});
    return data::table_profile{rows, {.columns = {.k = 8, .precision = 4, .counters = 16}}}.bytes();
}

void read(core::byte_span bytes) {
    data::table_profile profile = data::table_profile::of_bytes(bytes, "fuzz");
    const std::vector<std::byte> saved = profile.bytes();
    fuzz::require(data::table_profile::of_bytes(saved, "fuzz").bytes() == saved, "another profile");
    // What was read can be asked, and goes on.
    double sum = 0.0;
    for (const std::string& name : profile.names()) {
        const data::column_profile& c = profile.column(name);
        sum += c.minimum() + c.maximum() + c.moments().mean() + c.distinct().count();
        if (c.quantiles().count() > 0) {
            sum += c.quantiles().quantile(0.5) + c.quantiles().quantile(1.0);
        }
        sum += static_cast<double>(c.frequent_numbers().uncertainty() + c.frequent_texts().uncertainty());
    }
    static volatile double answers = 0.0;  // or nobody would ask
    answers = sum;
    const data::table_profile before = profile;
    profile.merge(before);
    static_cast<void>(profile.bytes());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](core::byte_span input) {
        if (input.empty()) {
            return;
        }
        const unsigned choice = std::to_integer<unsigned>(input[0]) % 5;
        if (choice == 4) {
            return read(input.subspan(1));
        }
        // How many values, they, and then three bytes for each change: where, and to what.
        if (input.size() < 2) {
            return;
        }
        const std::size_t count = core::smaller<std::size_t>(std::to_integer<std::size_t>(input[1]), input.size() - 2);
        std::vector<std::byte> saved = real_profile(choice, input.subspan(2, count));
        core::byte_span rest = input.subspan(2 + count);
        for (; rest.size() >= 3; rest = rest.subspan(3)) {
            saved[core::load_le<std::uint16_t>(rest.data()) % saved.size()] = rest[2];
        }
        saved.resize(saved.size() - rest.size());  // and perhaps an end too early
        read(saved);
    });
}
