// SPDX-License-Identifier: MIT
// lastro/core/file_lock.hpp
//
// How do two processes take turns?
//
//   const core::file_lock turn{"repository/lock"};          // waits; released at the end of the scope, or by a crash
//   const core::file_lock soon{"repository/lock", {.patience = 10.0}};      // an io_error that names who has it
//   const core::file_lock reading{"repository/lock", {.shared = true}};     // beside others that only share it
//
// An advisory lock (flock): it binds those who ask for it, threads of one process included. The file says who took it last.
#pragma once

#include <fcntl.h>     // O_CREAT, O_RDWR (POSIX)
#include <sys/file.h>  // flock
#include <time.h>      // nanosleep (POSIX)
#include <unistd.h>    // ftruncate, gethostname, getpid, pread, pwrite (POSIX)

#include <cerrno>       // errno, EWOULDBLOCK
#include <cstddef>      // size_t
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move

#include <lastro/core/clock.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::core {

/// How a lock is taken.
struct file_lock_settings {
    double patience = -1.0;  ///< Seconds to wait for those who have it; negative: as long as it takes.
    bool shared = false;     ///< With others that share it, against those who do not.
};

/// Holds a lock on a file for as long as the object lives; movable, not copyable.
class file_lock {
public:
    /// Creates the file if it is missing (it stays: removing a lock file would let two holders in) and waits for it.
    ///
    /// @throws io_error if the file cannot be opened or locked, or others have it and patience ends.
    explicit file_lock(const std::string& path, const file_lock_settings& settings = {})
        : file_(detail::descriptor::open(path, O_RDWR | O_CREAT, 0666)) {
        if (!file_.valid() && settings.shared && (errno == EACCES || errno == EROFS)) {
            file_ = detail::descriptor::open(path, O_RDONLY);  // another user's: may be shared, and is not signed
        }
        if (!file_.valid()) {
            detail::refuse(path, "open lock file", errno);
        }
        const int how = settings.shared ? LOCK_SH : LOCK_EX;
        if (settings.patience < 0.0) {
            if (detail::uninterrupted([&] { return ::flock(file_.number(), how); }) != 0) {
                detail::refuse(path, "lock", errno);
            }
        } else {
            const double begin = steady_seconds();
            while (::flock(file_.number(), how | LOCK_NB) != 0) {
                if (errno != EWOULDBLOCK && errno != EINTR) {
                    detail::refuse(path, "lock", errno);
                }
                if (steady_seconds() - begin >= settings.patience) {
                    fail<io_error>(path, "a lock that is free within " + to_text(settings.patience) + " seconds",
                                   "it held by " + holder());
                }
                constexpr ::timespec moment{.tv_sec = 0, .tv_nsec = 5'000'000};
                ::nanosleep(&moment, nullptr);
            }
        }
        sign();
    }

private:
    /// Says who has the lock, for the messages of others, in a file that holds nothing else; that it cannot be written is
    /// nobody's trouble.
    void sign() const noexcept {
        constexpr std::string_view begin = "process ";
        char there[8] = {};
        const auto count = ::pread(file_.number(), there, sizeof there, 0);
        if (count < 0 || (count > 0 && std::string_view{there, static_cast<std::size_t>(count)} != begin)) {
            return;
        }
        char host[256] = "an unknown host";
        if (::gethostname(host, sizeof host - 1) != 0) {
            host[0] = '?';
        }
        try {
            const std::string text = std::string{begin} + std::to_string(::getpid()) + " on " + host + " since " +
                                     iso8601(unix_milliseconds()) + '\n';
            if (::ftruncate(file_.number(), 0) == 0) {
                static_cast<void>(::pwrite(file_.number(), text.data(), text.size(), 0) == 0);
            }
        } catch (...) {  // no memory, or a clock beyond the year 9999
        }
    }

    [[nodiscard]] std::string holder() const {
        std::string text(512, '\0');
        const auto count = ::pread(file_.number(), text.data(), text.size(), 0);
        text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        while (text.ends_with('\n')) {
            text.pop_back();
        }
        std::string safe;
        for (const char c : text) {  // it may be anybody's file
            safe += c >= ' ' && c <= '~' ? c : '?';
        }
        return safe.empty() ? "a process that has not said its name" : safe;
    }

    detail::descriptor file_;
};

}  // namespace lastro::inline v0::core
