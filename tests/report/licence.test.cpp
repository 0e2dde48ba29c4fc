// SPDX-License-Identifier: MIT
// tests/report/licence.test.cpp
#include <lastro/report/licence.hpp>

#include <doctest/doctest.h>

using lastro::report::hub_licence;
using lastro::report::spdx_licence;

TEST_SUITE("report/licence") {
    TEST_CASE("names: by either list's spelling, whatever the case; unknown ones stay unknown") {
        CHECK(hub_licence("Apache-2.0") == "apache-2.0");
        CHECK(hub_licence("GPL-3.0-or-later") == "gpl-3.0");
        CHECK(hub_licence("gpl-3.0") == "gpl-3.0");
        CHECK(spdx_licence("mit") == "MIT");
        CHECK(spdx_licence("gpl-3.0") == "");  // SPDX has two of them
        for (const char* const unknown : {"", "proprietary", "MIT ", "M\xC9T"}) {
            CHECK(hub_licence(unknown) == "");
            CHECK(spdx_licence(unknown) == "");
        }
    }
}
