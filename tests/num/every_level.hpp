// SPDX-License-Identifier: MIT
// tests/num/every_level.hpp
#pragma once

#include <lastro/num/dispatch.hpp>

namespace lastro_test {

/// Runs `body` once per level that this machine has, and goes back to the best one.
template <class Body>
void on_every_level(Body body) {
    using lastro::num::level;
    for (const level l : {level::portable, level::neon, level::avx2, level::avx512}) {
        if (lastro::num::is_available(l)) {
            lastro::num::force_level(l);
            body();
        }
    }
    lastro::num::force_level(lastro::num::detected_level());
}

}  // namespace lastro_test
