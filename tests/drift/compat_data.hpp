// SPDX-License-Identifier: MIT
// tests/drift/compat_data.hpp
//
// The samples that other tools were asked about. In Python:
//   x = [(i*i*37 % 1009) / 1009.0 for i in range(200)]
//   y = [((i*i*53 % 997) / 997.0) * ((i*i*53 % 997) / 997.0) * 1.25 for i in range(150)]
//   few = [float(i*i % 7) for i in range(90)],  more = [float(i*i*i % 8) for i in range(64)]
#pragma once

#include <vector>

#include <lastro/drift/sorted_sample.hpp>

namespace compat_data {

template <class Value>
lastro::drift::sorted_sample sample(int n, Value&& value) {
    std::vector<double> values;
    for (int i = 0; i < n; ++i) {
        values.push_back(value(i));
    }
    return lastro::drift::sorted_sample{values};
}

inline const lastro::drift::sorted_sample x = sample(200, [](int i) { return (i * i * 37 % 1009) / 1009.0; });
inline const lastro::drift::sorted_sample y = sample(150, [](int i) {
    const double u = (i * i * 53 % 997) / 997.0;
    return u * u * 1.25;
});
inline const lastro::drift::sorted_sample few = sample(90, [](int i) { return static_cast<double>(i * i % 7); });
inline const lastro::drift::sorted_sample more = sample(64, [](int i) { return static_cast<double>(i * i * i % 8); });

inline bool close(double found, double expected) {
    const double apart = found - expected;
    return apart * apart <= 1e-24 * expected * expected;  // twelve digits
}

}  // namespace compat_data
