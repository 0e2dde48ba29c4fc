// SPDX-License-Identifier: MIT
// tests/conformance/case_file.hpp
//
// Reads a file of independent cases and runs a function per kind; see the SCHEMA pages for what the fields mean.
//
//   int main(int argc, char** argv) {
//       return conformance::run(argc, argv, {{"blake3", [](const conformance::json& c) { ... return std::string{}; }}});
//   }
//
// A kind's function returns an empty text when the case passes, `conformance::skip(why)` when the library does not
// offer what the case asks for, and otherwise what differs. An exception is a failure. An unknown kind is a failure.
#pragma once

#include <cmath>
#include <cstdint>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace conformance {

using json = nlohmann::json;
using check = std::function<std::string(const json&)>;

inline const std::string skip_prefix = "SKIP: ";

/// The answer of a check whose case needs what the library does not offer.
inline std::string skip(const std::string& why) { return skip_prefix + why; }

/// The bytes that RFC 4648 base64 with padding stands for.
inline std::string from_base64(const std::string& text) {
    const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        if (c == '=') {
            break;
        }
        const auto value = alphabet.find(c);
        if (value == std::string::npos) {
            throw std::runtime_error{"case file: not base64"};
        }
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes.push_back(static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU));
        }
    }
    return bytes;
}

/// A number, or one of "nan", "inf", "-inf".
inline double number(const json& value) {
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (text == "nan") {
            return std::numeric_limits<double>::quiet_NaN();
        }
        if (text == "inf" || text == "-inf") {
            return text == "inf" ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
        }
        throw std::runtime_error{"case file: not a number: " + text};
    }
    return value.get<double>();
}

/// A list of numbers: explicit, {"generate": ...} or {"digits": ...}.
inline std::vector<double> numbers(const json& value) {
    std::vector<double> result;
    if (value.is_array()) {
        for (const auto& element : value) {
            result.push_back(number(element));
        }
        return result;
    }
    if (value.contains("digits")) {
        for (const char c : value.at("digits").get_ref<const std::string&>()) {
            result.push_back(c - '0');
        }
        return result;
    }
    const json& rule = value.at("generate");
    const auto count = rule.at("num").get<std::size_t>();
    const double start = number(rule.at("start"));
    if (rule.at("op") == "arange") {
        for (std::size_t i = 0; i < count; ++i) {
            result.push_back(start + static_cast<double>(i));
        }
        return result;
    }
    if (rule.at("op") != "linspace") {
        throw std::runtime_error{"case file: unknown generator"};
    }
    const double stop = number(rule.at("stop"));
    const double add = rule.contains("add") && !rule.at("add").is_null() ? number(rule.at("add")) : 0.0;
    const double step = count > 1 ? (stop - start) / static_cast<double>(count - 1) : 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        const double at = i + 1 == count && count > 1 ? stop : start + static_cast<double>(i) * step;
        result.push_back(at + add);
    }
    return result;
}

/// Empty if |got - expected| <= abs + rel * |expected| with the case's tolerance (that of `field` where it has one).
inline std::string compare(double got, double expected, const json& the_case, const std::string& field) {
    if (std::isnan(expected) ? std::isnan(got) : got == expected) {
        return {};
    }
    json tolerance = the_case.value("tolerance", json::object());
    if (tolerance.contains("fields") && tolerance.at("fields").contains(field)) {
        tolerance = tolerance.at("fields").at(field);
    }
    const double relative = tolerance.contains("rel") ? number(tolerance.at("rel")) : 0.0;
    const double absolute = tolerance.contains("abs") ? number(tolerance.at("abs")) : 0.0;
    if (std::isfinite(got) && std::isfinite(expected) &&
        std::abs(got - expected) <= absolute + relative * std::abs(expected)) {
        return {};
    }
    std::ostringstream text;
    text.precision(17);
    text << field << ": expected " << expected << ", got " << got << "; ";
    return text.str();
}

/// `compare` for every element; sizes must agree.
inline std::string compare(const std::vector<double>& got, const std::vector<double>& expected, const json& the_case,
                           const std::string& field) {
    if (got.size() != expected.size()) {
        return field + ": expected " + std::to_string(expected.size()) + " values, got " + std::to_string(got.size()) +
               "; ";
    }
    for (std::size_t i = 0; i < got.size(); ++i) {
        if (const std::string difference = compare(got[i], expected[i], the_case, field); !difference.empty()) {
            return field + "[" + std::to_string(i) + "]: " + difference;
        }
    }
    return {};
}

/// Runs every case of the files on the command line. Kinds in `not_offered` count as skipped, other unknown ones fail.
/// Prints each case that fails, each kind that is skipped, and `N passed, N failed, N skipped` last.
inline int run(int argc, char** argv, const std::map<std::string, check>& kinds,
               const std::set<std::string>& not_offered = {}) {
    std::size_t passed = 0;
    std::size_t failed = 0;
    std::size_t skipped = 0;
    std::map<std::string, std::size_t> reasons;
    for (int i = 1; i < argc; ++i) {
        json file;
        try {
            std::ifstream stream{argv[i], std::ios::binary};
            if (!stream) {
                throw std::runtime_error{"cannot open"};
            }
            file = json::parse(stream);
        } catch (const std::exception& e) {
            std::cout << "FAILED " << argv[i] << ": " << e.what() << '\n';
            ++failed;
            continue;
        }
        for (const json& the_case : file.at("cases")) {
            const auto kind = the_case.at("kind").get<std::string>();
            std::string difference;
            if (const auto found = kinds.find(kind); found != kinds.end()) {
                try {
                    difference = found->second(the_case);
                } catch (const std::exception& e) {
                    difference = std::string{"threw: "} + e.what();
                }
            } else if (not_offered.contains(kind)) {
                difference = skip("kind " + kind + " is not offered yet");
            } else {
                difference = "unknown kind " + kind;
            }
            if (difference.empty()) {
                ++passed;
            } else if (difference.starts_with(skip_prefix)) {
                ++skipped;
                ++reasons[difference.substr(skip_prefix.size())];
            } else {
                ++failed;
                std::cout << "FAILED " << the_case.at("id").get<std::string>() << " (" << kind << "): " << difference
                          << '\n';
            }
        }
    }
    for (const auto& [why, count] : reasons) {
        std::cout << "SKIPPED " << count << ": " << why << '\n';
    }
    if (passed + failed + skipped == 0) {
        std::cout << "FAILED: no case was run\n";
        failed = 1;
    }
    std::cout << passed << " passed, " << failed << " failed, " << skipped << " skipped\n";
    return failed == 0 ? 0 : 1;
}

}  // namespace conformance
