// SPDX-License-Identifier: MIT
// lastro/core/thread_team.hpp
//
// How do several threads share thousands of short lists of tasks, one after another? As a team that stays together.
//
//   core::thread_team team{4};                                            // the caller and three helpers
//   for (const step& s : steps) team.parallel_for(8, [&](std::size_t i) { sums[i] = work(s, i); });
//
// The same contract as core::parallel_for, which starts its threads anew in every call: cut the work by the size of the
// data, let task i write only what belongs to i, and one thread and seven give the same bytes. Helpers wait awake for
// some microseconds and then sleep; a helper that comes too late for a list is not waited for. Needs POSIX threads.
#pragma once

#include <pthread.h>  // pthread_cond_t, pthread_create, pthread_join, pthread_mutex_t (POSIX)

#include <atomic>       // atomic
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <exception>    // current_exception, exception_ptr, rethrow_exception
#include <type_traits>  // remove_reference_t
#include <utility>      // exchange
#include <vector>       // vector

#include <lastro/core/parallel.hpp>

namespace lastro::inline v0::core {

/// A fixed number of threads that work on one list of tasks at a time.
class thread_team {
public:
    /// Starts `threads` - 1 helpers, or as many as the system grants: with 0 or 1 the caller is alone. They keep the
    /// floating-point environment that the caller has now.
    explicit thread_team(std::size_t threads) : spins_(threads <= hardware_threads() ? patience : 0) {
        helpers_.reserve(threads > 1 ? threads - 1 : 0);
        while (helpers_.size() + 1 < threads && helpers_.size() < most_helpers) {
            pthread_t helper{};
            if (::pthread_create(&helper, nullptr, &thread_team::run, this) != 0) {
                break;
            }
            helpers_.push_back(helper);
        }
    }
    thread_team(const thread_team&) = delete;
    thread_team& operator=(const thread_team&) = delete;

    /// Precondition: no parallel_for is going on.
    ~thread_team() {
        ::pthread_mutex_lock(&mutex_);
        stop_ = true;
        ::pthread_cond_broadcast(&work_came_);
        ::pthread_mutex_unlock(&mutex_);
        for (const pthread_t helper : helpers_) {
            ::pthread_join(helper, nullptr);
        }
        ::pthread_cond_destroy(&all_left_);
        ::pthread_cond_destroy(&work_came_);
        ::pthread_mutex_destroy(&mutex_);
    }

    /// How many threads there are, the caller among them.
    [[nodiscard]] std::size_t size() const noexcept { return helpers_.size() + 1; }

    /// Calls `task(i)` once for every i below `tasks`; allocates nothing.
    ///
    /// Indices are handed out in ascending order, each to the thread that is free first. Where tasks throw, no further
    /// ones begin, those begun are finished, and the exception of the lowest index is thrown: the same one for any
    /// number of threads. A call while another goes on, from a task or from another thread, is done by its caller alone.
    template <class Task>
    void parallel_for(std::size_t tasks, Task&& task) {
        if (helpers_.empty() || tasks <= 1 || busy_.exchange(true)) {
            for (std::size_t i = 0; i < tasks; ++i) {
                task(i);
            }
            return;
        }
        call_ = [](void* it, std::size_t i) { (*static_cast<std::remove_reference_t<Task>*>(it))(i); };
        task_ = const_cast<void*>(static_cast<const void*>(&task));
        tasks_ = tasks;
        next_.store(0, std::memory_order_relaxed);
        failed_.store(false, std::memory_order_relaxed);
        open();
        work();
        close();
        const std::exception_ptr failure = std::exchange(failure_, nullptr);
        busy_ = false;
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

private:
    // `state_` tells which list it is, whether helpers may still join, and how many are at work: numbers of lists in
    // the upper bits, one bit, and 16 bits.
    static constexpr std::uint64_t one_helper = 1;
    static constexpr std::uint64_t working = 0xFFFF;
    static constexpr std::uint64_t opened = 0x1'0000;
    static constexpr std::uint64_t one_list = 0x2'0000;
    static constexpr std::size_t most_helpers = 0xFFFF;
    static constexpr int patience = 2000;  // pauses: 20 to 80 microseconds, more than a small model's step takes

    static void pause() noexcept {
#if defined(__x86_64__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        __asm__ volatile("yield");
#endif
    }

    static void* run(void* self) noexcept {
        static_cast<thread_team*>(self)->serve();
        return nullptr;
    }

    void serve() noexcept {
        std::uint64_t last = 0;  // the list this helper worked on
        while (await_list(last)) {
            std::uint64_t state = state_;
            while (can_join(state, last)) {
                if (state_.compare_exchange_weak(state, state + one_helper)) {
                    last = state / one_list;
                    work();
                    leave();
                    break;
                }
            }
        }
    }

    [[nodiscard]] static bool can_join(std::uint64_t state, std::uint64_t last) noexcept {
        return (state & opened) != 0 && state / one_list != last;
    }

    // Returns false when the team is to end.
    [[nodiscard]] bool await_list(std::uint64_t last) noexcept {
        for (int spin = 0; spin < spins_; ++spin) {
            if (stop_ || can_join(state_, last)) {
                return !stop_;
            }
            pause();
        }
        ::pthread_mutex_lock(&mutex_);
        ++sleepers_;  // before the question, as open() asks after its announcement: one of the two sees the other
        while (!stop_ && !can_join(state_, last)) {
            ::pthread_cond_wait(&work_came_, &mutex_);
        }
        --sleepers_;
        ::pthread_mutex_unlock(&mutex_);
        return !stop_;
    }

    void open() noexcept {
        state_ = (state_ / one_list + 1) * one_list + opened;
        if (sleepers_ != 0) {
            ::pthread_mutex_lock(&mutex_);
            ::pthread_cond_broadcast(&work_came_);
            ::pthread_mutex_unlock(&mutex_);
        }
    }

    // Lets no further helper join and waits until the last one has left.
    void close() noexcept {
        state_ &= ~opened;
        for (int spin = 0; spin < spins_; ++spin) {
            if ((state_ & working) == 0) {
                return;
            }
            pause();
        }
        ::pthread_mutex_lock(&mutex_);
        caller_sleeps_ = true;
        while ((state_ & working) != 0) {
            ::pthread_cond_wait(&all_left_, &mutex_);
        }
        caller_sleeps_ = false;
        ::pthread_mutex_unlock(&mutex_);
    }

    void leave() noexcept {
        const std::uint64_t before = state_.fetch_sub(one_helper);
        if ((before & (working | opened)) == one_helper && caller_sleeps_) {
            ::pthread_mutex_lock(&mutex_);
            ::pthread_cond_signal(&all_left_);
            ::pthread_mutex_unlock(&mutex_);
        }
    }

    // Runs tasks until none is left or one has failed.
    void work() noexcept {
        while (!failed_.load(std::memory_order_relaxed)) {
            const std::size_t i = next_.fetch_add(1, std::memory_order_relaxed);
            if (i >= tasks_) {
                return;
            }
            try {
                call_(task_, i);
            } catch (...) {
                fail(i, std::current_exception());
            }
        }
    }

    void fail(std::size_t index, const std::exception_ptr& failure) noexcept {
        ::pthread_mutex_lock(&mutex_);
        if (!failure_ || index < failed_index_) {
            failure_ = failure;
            failed_index_ = index;
        }
        failed_ = true;
        ::pthread_mutex_unlock(&mutex_);
    }

    // The list of tasks: written while no helper is at work, read by those that joined.
    void (*call_)(void*, std::size_t) = nullptr;
    void* task_ = nullptr;
    std::size_t tasks_ = 0;
    std::exception_ptr failure_;
    std::size_t failed_index_ = 0;

    alignas(64) std::atomic<std::size_t> next_{0};
    std::atomic<bool> failed_{false};
    alignas(64) std::atomic<std::uint64_t> state_{0};
    std::atomic<std::size_t> sleepers_{0};
    std::atomic<bool> busy_{false};
    std::atomic<bool> caller_sleeps_{false};
    std::atomic<bool> stop_{false};

    pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t work_came_ = PTHREAD_COND_INITIALIZER;
    pthread_cond_t all_left_ = PTHREAD_COND_INITIALIZER;
    int spins_;
    std::vector<pthread_t> helpers_;
};

}  // namespace lastro::inline v0::core
