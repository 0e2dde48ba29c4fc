// SPDX-License-Identifier: MIT
// tests/train/named_settings.test.cpp
#include <lastro/train/named_settings.hpp>

#include <sstream>
#include <string>

#include <doctest/doctest.h>

using namespace lastro;
using train::named_settings;

TEST_SUITE("train/named_settings") {
    TEST_CASE("to_string: the name, then every setting with its value") {
        const named_settings s{"adam", {{"learning_rate", 0.01}, {"amsgrad", false}, {"monitor", std::string{"loss"}}}};
        CHECK(to_string(s) == "adam(learning_rate 0.01, amsgrad false, monitor loss)");
        CHECK(to_string(named_settings{"none"}) == "none()");
        std::ostringstream out;
        out << s;
        CHECK(out.str() == to_string(s));
        CHECK(s == named_settings{s});
        CHECK(s != named_settings{"adam"});
    }

}  // TEST_SUITE
