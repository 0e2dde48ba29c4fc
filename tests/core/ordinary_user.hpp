// SPDX-License-Identifier: MIT
// tests/core/ordinary_user.hpp
#pragma once

#include <unistd.h>

// Runs a scope without the superuser's right to read and write everything.
class ordinary_user {
public:
    ordinary_user() : before_(::geteuid()) { static_cast<void>(before_ == 0 && ::seteuid(65534) == 0); }
    ordinary_user(const ordinary_user&) = delete;
    ordinary_user& operator=(const ordinary_user&) = delete;
    ~ordinary_user() { static_cast<void>(::geteuid() != before_ && ::seteuid(before_) == 0); }

    bool is_one() const { return ::geteuid() != 0; }

private:
    uid_t before_;
};
