// SPDX-License-Identifier: MIT
// tests/main.cpp: doctest's main, compiled once for all test programs.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
