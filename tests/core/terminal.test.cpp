// SPDX-License-Identifier: MIT
// tests/core/terminal.test.cpp
#include <lastro/core/terminal.hpp>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <map>
#include <string>

#include <doctest/doctest.h>

namespace core = lastro::core;

namespace {

// Sets environment variables for one test case; an empty optional would not be shorter than the word "unset".
class environment {
public:
    explicit environment(const std::map<std::string, std::string>& values) {
        for (const auto& [name, value] : values) {
            const char* const before = ::getenv(name.c_str());
            before_[name] = before == nullptr ? "unset" : before;
            put(name, value);
        }
    }
    environment(const environment&) = delete;
    environment& operator=(const environment&) = delete;
    ~environment() {
        for (const auto& [name, value] : before_) {
            put(name, value);
        }
    }

private:
    static void put(const std::string& name, const std::string& value) {
        if (value == "unset") {
            ::unsetenv(name.c_str());
        } else {
            ::setenv(name.c_str(), value.c_str(), 1);
        }
    }
    std::map<std::string, std::string> before_;
};

bool utf8(const std::string& all, const std::string& type, const std::string& language) {
    const environment set{{{"LC_ALL", all}, {"LC_CTYPE", type}, {"LANG", language}}};
    return core::utf8_locale();
}

}  // namespace

TEST_SUITE("core/terminal") {
    TEST_CASE("utf8_locale: the first variable that is set and not empty decides") {
        CHECK(utf8("unset", "unset", "en_GB.UTF-8"));
        CHECK(utf8("", "", "C.utf8"));
        CHECK(utf8("pt_PT.UTF8", "C", "C"));
        CHECK(utf8("unset", "de_DE.Utf-8", "C"));
        CHECK_FALSE(utf8("C", "en_GB.UTF-8", "en_GB.UTF-8"));
        CHECK_FALSE(utf8("unset", "POSIX", "en_GB.UTF-8"));
        CHECK_FALSE(utf8("unset", "unset", "unset"));
        CHECK_FALSE(utf8("unset", "unset", "de_DE.ISO-8859-1"));
    }

    TEST_CASE("is_terminal: a pipe, a file and a closed descriptor are none") {
        int ends[2];
        REQUIRE(::pipe(ends) == 0);
        CHECK_FALSE(core::is_terminal(ends[1]));
        CHECK_FALSE(core::colour_wanted(ends[1]));
        ::close(ends[0]);
        ::close(ends[1]);
        CHECK_FALSE(core::is_terminal(ends[1]));
        CHECK_FALSE(core::is_terminal(-1));
    }

    TEST_CASE("colour_wanted: at a terminal, unless it is declined") {
        const int leader = ::posix_openpt(O_RDWR | O_NOCTTY);
        if (leader < 0 || ::grantpt(leader) != 0 || ::unlockpt(leader) != 0) {
            MESSAGE("SKIPPED: this system grants no pseudo-terminal");
            return;
        }
        const int terminal = ::open(::ptsname(leader), O_RDWR | O_NOCTTY);
        REQUIRE(terminal >= 0);
        CHECK(core::is_terminal(terminal));
        const auto wanted = [&](const std::string& no_colour, const std::string& term) {
            const environment set{{{"NO_COLOR", no_colour}, {"TERM", term}}};
            return core::colour_wanted(terminal);
        };
        CHECK(wanted("unset", "xterm-256color"));
        CHECK(wanted("", "xterm-256color"));
        CHECK_FALSE(wanted("1", "xterm-256color"));
        CHECK_FALSE(wanted("unset", "dumb"));
        ::close(terminal);
        ::close(leader);
    }
}
