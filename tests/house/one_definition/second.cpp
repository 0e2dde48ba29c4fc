// SPDX-License-Identifier: MIT
// tests/house/one_definition/second.cpp
#include "everything.hpp"

const void* address_in_second() { return reinterpret_cast<const void*>(&lastro::data::infer_schema); }
