// SPDX-License-Identifier: MIT
// tests/house/one_definition/everything.hpp
//
// Includes the whole library as a Windows program would see it: with `min` and `max` defined as macros. The standard
// library and the dependencies come first, since their headers are not ours to protect.
#pragma once

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

#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))

#include <lastro/lastro.hpp>
