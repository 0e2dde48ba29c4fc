// SPDX-License-Identifier: MIT
// lastro/store/detail/mutex.hpp
//
// How do threads take turns? POSIX's mutex; <mutex> brings the same and 1,800 lines more.
//
//   store::detail::mutex mutex;
//   const store::detail::turn mine{mutex};       // until the end of the scope
#pragma once

#include <pthread.h>  // pthread_mutex_t (POSIX)

namespace lastro::inline v0::store::detail {

/// One holder at a time.
class mutex {
public:
    mutex() noexcept = default;
    mutex(const mutex&) = delete;
    mutex& operator=(const mutex&) = delete;
    ~mutex() { ::pthread_mutex_destroy(&handle_); }

    void lock() noexcept { ::pthread_mutex_lock(&handle_); }
    void unlock() noexcept { ::pthread_mutex_unlock(&handle_); }

private:
    pthread_mutex_t handle_ = PTHREAD_MUTEX_INITIALIZER;
};

/// Holds a mutex for a scope.
class turn {
public:
    explicit turn(mutex& of) noexcept : mutex_(of) { mutex_.lock(); }
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;
    ~turn() { mutex_.unlock(); }

private:
    mutex& mutex_;
};

}  // namespace lastro::inline v0::store::detail
