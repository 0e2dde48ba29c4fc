// SPDX-License-Identifier: MIT
// tests/packaging/everything/second.cpp: another translation unit that includes everything. What is no inline function or
// variable is there twice, and the program does not link.
//
// It sees the library as a Windows program would: with `min` and `max` defined as macros. The standard library and the
// dependencies come first, since their headers are not ours to protect.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <functional>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include <Eigen/Dense>
#include <nlohmann/json.hpp>

#define min(a, b) (((a) < (b)) ? (a) : (b))  // NOLINT(readability-identifier-naming)
#define max(a, b) (((a) > (b)) ? (a) : (b))  // NOLINT(readability-identifier-naming)

#include <lastro/lastro.hpp>
