// SPDX-License-Identifier: MIT
// lastro/core/detail/descriptor.hpp
//
// Who closes the file? An owner of one POSIX file descriptor, and the wording of what the system answers.
#pragma once

#include <fcntl.h>     // open, O_* (POSIX)
#include <sys/stat.h>  // mode_t (POSIX)
#include <unistd.h>    // close (POSIX)

#include <cerrno>       // EINTR, errno
#include <cstring>      // strerror_r
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // exchange

#include <lastro/core/error.hpp>

namespace lastro::inline v0::core::detail {

/// What strerror_r gives: the text itself (GNU), or whether it is in `buffer` now (POSIX).
[[nodiscard]] inline std::string error_text(const char* text, const char*) { return text; }
[[nodiscard]] inline std::string error_text(int, const char* buffer) { return buffer; }

/// Throws "<path>: cannot <action>: <what the system says about `code`>".
[[noreturn]] inline void refuse(std::string_view path, std::string_view action, int code) {
    std::string text{path.empty() ? "\"\"" : path};
    text += ": cannot ";
    text += action;
    text += ": ";
    char buffer[128] = "error";  // std::generic_category() says the same in 500 more lines of headers
    throw io_error{text + error_text(::strerror_r(code, buffer, sizeof buffer), buffer)};
}

/// Repeats a system call that a signal has interrupted.
template <class Call>
auto uninterrupted(Call&& call) {
    auto result = call();
    while (result < 0 && errno == EINTR) {
        result = call();
    }
    return result;
}

/// Owns an open file; -1 owns nothing.
class descriptor {
public:
    descriptor() noexcept = default;
    explicit descriptor(int number) noexcept : number_(number) {}
    descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }

    /// open(2) that survives signals and is not inherited by child processes; not valid() where it fails (see errno).
    [[nodiscard]] static descriptor open(const std::string& path, int flags, ::mode_t mode = 0) noexcept {
        return descriptor{uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, mode); })};
    }

    [[nodiscard]] int number() const noexcept { return number_; }
    [[nodiscard]] bool valid() const noexcept { return number_ >= 0; }

    /// Closes now; what close(2) returns is the last chance to hear of a failed write.
    [[nodiscard]] int close() noexcept { return ::close(std::exchange(number_, -1)); }

private:
    int number_ = -1;
};

}  // namespace lastro::inline v0::core::detail
