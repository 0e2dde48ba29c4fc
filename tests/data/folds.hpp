// SPDX-License-Identifier: MIT
// tests/data/folds.hpp: what must hold for any folds.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <lastro/data/fold.hpp>

/// Every row is checked on once and learned from in all other folds; all lists ascend.
inline bool every_row_once(const std::vector<lastro::data::fold>& folds, std::uint64_t rows) {
    std::vector<std::uint64_t> tested;
    for (const lastro::data::fold& f : folds) {
        f.check(rows);
        if (f.train.size() + f.test.size() != rows || !std::is_sorted(f.train.begin(), f.train.end()) ||
            !std::is_sorted(f.test.begin(), f.test.end())) {
            return false;
        }
        tested.insert(tested.end(), f.test.begin(), f.test.end());
    }
    std::sort(tested.begin(), tested.end());
    return tested.size() == rows && std::adjacent_find(tested.begin(), tested.end()) == tested.end();
}
