// SPDX-License-Identifier: MIT
// tests/store/verify_report.test.cpp
#include <lastro/store/verify_report.hpp>

#include <sstream>
#include <string>

#include <lastro/core/error.hpp>

#include <doctest/doctest.h>

using lastro::store::verify_report;

TEST_SUITE("store/verify_report") {
    TEST_CASE("printing: one line of counts, one for each problem") {
        verify_report r{.datasets = 1, .commits = 2, .objects = 1300, .bytes = 98304};
        std::ostringstream text;
        text << r;
        CHECK(text.str() == "1 dataset, 2 commits, 1,300 objects, 98,304 bytes: sound\n");
        CHECK(r.ok());
        r.throw_if_failed();
        r.unreferenced = 1;
        r.unfinished = 2;
        r.problems = {"a: bad", "b: worse"};
        const std::string expected =
            "1 dataset, 2 commits, 1,300 objects, 98,304 bytes: 2 problems; 1 object not in any history; 2 files left "
            "by "
            "an interrupted write\n  a: bad\n  b: worse";
        CHECK(to_string(r) == expected);
        CHECK_FALSE(r.ok());
        CHECK_THROWS_WITH_AS(static_cast<void>(r.throw_if_failed()), expected.c_str(), lastro::integrity_error);
    }
}
