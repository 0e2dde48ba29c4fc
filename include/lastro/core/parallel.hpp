// SPDX-License-Identifier: MIT
// lastro/core/parallel.hpp
//
// How do several threads share a list of tasks without the result showing it?
//
//   std::vector<double> sums(blocks.size());
//   core::parallel_for(blocks.size(), 4, [&](std::size_t i) { sums[i] = sum(blocks[i]); });
//
// Cut the work by the size of the data, never by the number of threads, and let task i write only what belongs to i:
// then one thread and seven give the same bytes. Threads live only during the call; needs POSIX threads.
#pragma once

#include <pthread.h>  // pthread_create, pthread_join, pthread_mutex_t (POSIX)

#include <cstddef>    // size_t
#include <exception>  // current_exception, exception_ptr, rethrow_exception

namespace lastro::inline v0::core {

namespace detail {

/// The tasks of one parallel_for: hands out indices in ascending order and keeps the failure with the lowest one.
template <class Task>
class task_list {
public:
    task_list(std::size_t tasks, Task& task) noexcept : tasks_(tasks), task_(&task) {}
    task_list(const task_list&) = delete;
    task_list& operator=(const task_list&) = delete;
    ~task_list() { ::pthread_mutex_destroy(&mutex_); }

    /// Runs tasks until none is left or one has failed.
    void work() noexcept {
        for (std::size_t i = 0; take(i);) {
            try {
                (*task_)(i);
            } catch (...) {
                failed(i, std::current_exception());
            }
        }
    }

    /// What a thread runs.
    static void* run(void* self) noexcept {
        static_cast<task_list*>(self)->work();
        return nullptr;
    }

    /// To be called when every thread has ended.
    void rethrow() const {
        if (failure_) {
            std::rethrow_exception(failure_);
        }
    }

private:
    bool take(std::size_t& index) noexcept {
        ::pthread_mutex_lock(&mutex_);
        const bool more = next_ < tasks_ && !failure_;
        if (more) {
            index = next_++;
        }
        ::pthread_mutex_unlock(&mutex_);
        return more;
    }

    void failed(std::size_t index, const std::exception_ptr& failure) noexcept {
        ::pthread_mutex_lock(&mutex_);
        if (!failure_ || index < failed_index_) {
            failure_ = failure;
            failed_index_ = index;
        }
        ::pthread_mutex_unlock(&mutex_);
    }

    pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
    std::size_t tasks_;
    std::size_t next_ = 0;
    std::size_t failed_index_ = 0;
    std::exception_ptr failure_;
    Task* task_;
};

}  // namespace detail

/// The most threads that one call uses.
inline constexpr std::size_t most_threads = 256;

/// Calls `task(i)` once for every i below `tasks`, on up to `threads` threads (256 at the most) of which the caller is
/// one.
///
/// Indices are handed out in ascending order, each to the thread that is free first. Where tasks throw, no further
/// ones begin, those begun are finished, and the exception of the lowest index is thrown: the same one for any number
/// of threads. With `threads` of 0 or 1, or where the system grants no thread, the caller does the work alone.
template <class Task>
void parallel_for(std::size_t tasks, std::size_t threads, Task&& task) {
    if (threads <= 1 || tasks <= 1) {
        for (std::size_t i = 0; i < tasks; ++i) {
            task(i);
        }
        return;
    }
    detail::task_list list{tasks, task};
    pthread_t helpers[most_threads];
    std::size_t helping = 0;
    const std::size_t wanted = (threads < tasks ? threads : tasks) - 1;
    while (helping < wanted && helping + 1 < most_threads &&
           ::pthread_create(&helpers[helping], nullptr, &decltype(list)::run, &list) == 0) {
        ++helping;
    }
    list.work();
    for (std::size_t h = 0; h < helping; ++h) {
        ::pthread_join(helpers[h], nullptr);
    }
    list.rethrow();
}

}  // namespace lastro::inline v0::core
