// SPDX-License-Identifier: MIT
// tests/conformance/jcs.cpp: RFC 8785 canonical JSON
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/canonical_form.hpp>
#include <lastro/store/canonical_json.hpp>

#include <bit>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "case_file.hpp"

namespace {

using conformance::json;

template <class Error, class Make>
std::string judge(const json& expected, Make&& make) {
    const bool must_fail = expected.at("error").get<bool>();
    std::string output;
    try {
        output = make();
    } catch (const Error& e) {
        return must_fail ? "" : std::string{"refused: "} + e.what();
    }
    if (must_fail) {
        return "accepted as " + output;
    }
    const auto wanted = expected.at("output").get<std::string>();
    return output == wanted ? "" : "expected " + wanted + ", got " + output;
}

std::string check_text(const json& c) {
    const auto text = c.at("input").at("json").get<std::string>();
    return judge<lastro::format_error>(c.at("expected"), [&] {
        const bool canonical = lastro::store::is_canonical_json(text);
        std::string output;
        try {
            output = lastro::store::canonical_json(lastro::store::parse_json(text, "case"));
        } catch (const lastro::format_error&) {
            if (canonical) {
                throw std::runtime_error{"is_canonical_json accepts what parse_json refuses"};
            }
            throw;
        }
        if (canonical != (output == text) || !lastro::store::is_canonical_json(output)) {
            throw std::runtime_error{"is_canonical_json and canonical_json disagree"};
        }
        return output;
    });
}

std::string check_number(const json& c) {
    const auto bits = std::stoull(c.at("input").at("ieee754_hex").get<std::string>(), nullptr, 16);
    const auto value = std::bit_cast<double>(static_cast<std::uint64_t>(bits));
    return judge<std::invalid_argument>(c.at("expected"), [&] {
        std::string text = lastro::core::jcs_number(value);
        if (lastro::store::canonical_json(json(value)) != text) {
            throw std::runtime_error{"canonical_json and jcs_number disagree"};
        }
        return text;
    });
}

}  // namespace

int main(int argc, char** argv) {
    return conformance::run(argc, argv, {{"jcs_canonicalize", check_text}, {"jcs_number", check_number}});
}
