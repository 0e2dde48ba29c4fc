// SPDX-License-Identifier: MIT
// tests/house/one_definition/first.cpp
#include "everything.hpp"

// An inline function has one address in the whole program, and a variable one object.
const void* address_in_second();

int main() {
    const void* here = reinterpret_cast<const void*>(&lastro::data::infer_schema);
    return here == address_in_second() ? 0 : 1;
}
