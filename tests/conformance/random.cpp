// SPDX-License-Identifier: MIT
// tests/conformance/random.cpp
//
// Published vectors of Philox, NumPy's uniform numbers and Lemire's bounded integers.
#include "case_file.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/random/distribution.hpp>
#include <lastro/random/philox.hpp>

namespace {

namespace random = lastro::random;
using conformance::json;

std::uint64_t word(const json& value) { return std::stoull(value.get<std::string>(), nullptr, 16); }

template <class Word, std::size_t Count>
std::array<Word, Count> words(const json& value) {
    if (value.size() != Count) {
        throw std::runtime_error{"case file: expected " + std::to_string(Count) + " words"};
    }
    std::array<Word, Count> result{};
    for (std::size_t i = 0; i < Count; ++i) {
        result[i] = static_cast<Word>(word(value[i]));
    }
    return result;
}

template <class Found>
std::string equal(const Found& found, const json& expected, const std::string& field) {
    if (found.size() != expected.size()) {
        return field + ": expected " + std::to_string(expected.size()) + " values, got " + std::to_string(found.size());
    }
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (static_cast<std::uint64_t>(found[i]) != word(expected[i])) {
            return field + "[" + std::to_string(i) + "]: expected " + expected[i].get<std::string>() + ", got " +
                   std::to_string(found[i]);
        }
    }
    return {};
}

std::string philox32(const json& c) {
    const auto found = random::philox4x32_10(words<std::uint32_t, 4>(c.at("input").at("counter")),
                                             words<std::uint32_t, 2>(c.at("input").at("key")));
    return equal(found, c.at("expected").at("words"), "words");
}

std::string philox64(const json& c) {
    const auto found = random::philox4x64_10(words<std::uint64_t, 4>(c.at("input").at("counter")),
                                             words<std::uint64_t, 2>(c.at("input").at("key")));
    return equal(found, c.at("expected").at("words"), "words");
}

/// NumPy's order: the 256-bit counter is incremented before each block.
std::string philox64_stream(const json& c) {
    auto counter = words<std::uint64_t, 4>(c.at("input").at("counter"));
    const auto key = words<std::uint64_t, 2>(c.at("input").at("key"));
    const auto count = c.at("input").at("count").get<std::size_t>();
    std::vector<std::uint64_t> found;
    while (found.size() < count) {
        for (std::size_t i = 0; i < 4 && ++counter[i] == 0; ++i) {
        }
        for (const std::uint64_t w : random::philox4x64_10(counter, key)) {
            if (found.size() < count) {
                found.push_back(w);
            }
        }
    }
    return equal(found, c.at("expected").at("words"), "words");
}

template <class Word>
std::string uniform(const json& c) {
    std::vector<double> found;
    for (const json& w : c.at("input").at("words")) {
        found.push_back(static_cast<double>(random::detail::unit_interval(static_cast<Word>(word(w)))));
    }
    return conformance::compare(found, conformance::numbers(c.at("expected").at("values")), c, "values");
}

template <class Word>
std::string bounded(const json& c) {
    const json& in = c.at("input").at("words");
    const auto bound = static_cast<Word>(word(c.at("input").at("bound")));
    std::size_t at = 0;
    std::vector<std::uint64_t> values;
    std::vector<std::size_t> consumed;
    for (std::size_t i = 0; i < c.at("input").at("count").get<std::size_t>(); ++i) {
        const std::size_t before = at;
        values.push_back(
            random::detail::bounded_by([&](std::uint32_t) { return static_cast<Word>(word(in.at(at++))); }, bound));
        consumed.push_back(at - before);
    }
    std::string difference = equal(values, c.at("expected").at("values"), "values");
    if (difference.empty() && json(consumed) != c.at("expected").at("words_consumed")) {
        difference = "words_consumed: expected " + c.at("expected").at("words_consumed").dump() + ", got " +
                     json(consumed).dump();
    }
    return difference;
}

}  // namespace

int main(int argc, char** argv) {
    return conformance::run(argc, argv,
                            {{"philox4x32_10", philox32},
                             {"philox4x64_10", philox64},
                             {"philox4x64_10_stream", philox64_stream},
                             {"uniform_double_53", uniform<std::uint64_t>},
                             {"uniform_float_24", uniform<std::uint32_t>},
                             {"bounded_uint64_lemire", bounded<std::uint64_t>},
                             {"bounded_uint32_lemire", bounded<std::uint32_t>}});
}
