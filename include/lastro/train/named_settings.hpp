// SPDX-License-Identifier: MIT
// lastro/train/named_settings.hpp
//
// With which settings was it trained? A name and its values, in a form that a record can keep and a person can read.
//
//   train::named_settings{"adam", {{"learning_rate", 0.01}, {"beta1", 0.9}}};
//   std::cout << settings;                                 // adam(learning_rate 0.01, beta1 0.9)
#pragma once

#include <iosfwd>   // basic_ostream
#include <string>   // string
#include <utility>  // pair
#include <variant>  // variant
#include <vector>   // vector

#include <lastro/core/text.hpp>

namespace lastro::inline v0::train {

/// What a setting can be.
using setting_value = std::variant<double, bool, std::string>;

/// The name of an optimizer or a callback and the value of each of its settings, in the order of declaration.
struct named_settings {
    std::string name;
    std::vector<std::pair<std::string, setting_value>> values = {};

    friend bool operator==(const named_settings&, const named_settings&) = default;
};

/// "0.01", "true", or the text itself.
[[nodiscard]] inline std::string to_string(const setting_value& value) {
    if (const auto* number = std::get_if<double>(&value)) {
        return core::to_text(*number);
    }
    if (const auto* flag = std::get_if<bool>(&value)) {
        return *flag ? "true" : "false";
    }
    return std::get<std::string>(value);
}

/// "adam(learning_rate 0.01, beta1 0.9)".
[[nodiscard]] inline std::string to_string(const named_settings& settings) {
    std::string text = settings.name + '(';
    const char* separator = "";
    for (const auto& [name, value] : settings.values) {
        text += separator + name + ' ' + to_string(value);
        separator = ", ";
    }
    return text + ')';
}

template <class Char, class Traits>
std::basic_ostream<Char, Traits>& operator<<(std::basic_ostream<Char, Traits>& out, const named_settings& settings) {
    return out << to_string(settings);
}

}  // namespace lastro::inline v0::train
