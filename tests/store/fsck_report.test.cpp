// SPDX-License-Identifier: MIT
// tests/store/fsck_report.test.cpp
#include <lastro/store/fsck_report.hpp>

#include <sstream>
#include <string>

#include <doctest/doctest.h>

using lastro::store::fsck_report;

TEST_SUITE("store/fsck_report") {
    TEST_CASE("printing: one line of counts, one for each problem; ok is what is well now") {
        fsck_report r{.objects = 50'123, .bytes = 291'091'599};
        std::ostringstream text;
        text << r;
        CHECK(text.str() == "50,123 objects, 291,091,599 bytes: sound\n");
        CHECK(r.ok());
        r = {.objects = 1, .bytes = 5, .damaged = 1, .quarantined = 1, .repaired = 1, .problems = {"a: bad"}};
        CHECK(to_string(r) == "1 object, 5 bytes: sound now, 1 damaged, 1 in quarantine, 1 repaired\n  a: bad");
        CHECK(r.ok());
        r.repaired = 0;
        r.missing = 1;
        r.left = 1;
        CHECK(to_string(r) == "1 object, 5 bytes: not sound, 1 damaged, 1 in quarantine, 1 missing\n  a: bad");
        CHECK_FALSE(r.ok());
    }
}
