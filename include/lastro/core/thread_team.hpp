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

#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <exception>    // current_exception, exception_ptr, rethrow_exception
#include <type_traits>  // remove_reference_t
#include <utility>      // exchange
#include <vector>       // vector

#include <lastro/core/parallel.hpp>

namespace lastro::inline v0::core {

namespace detail {

/// A number that threads share, sequentially consistent: std::atomic without the 7,000 preprocessed lines of <atomic>.
template <class T>
class shared_number {
public:
    explicit shared_number(T value) noexcept : value_(value) {}
    shared_number(const shared_number&) = delete;
    shared_number& operator=(const shared_number&) = delete;

    [[nodiscard]] T load() const noexcept { return __atomic_load_n(&value_, __ATOMIC_SEQ_CST); }
    void store(T value) noexcept { __atomic_store_n(&value_, value, __ATOMIC_SEQ_CST); }
    [[nodiscard]] T exchange(T value) noexcept { return __atomic_exchange_n(&value_, value, __ATOMIC_SEQ_CST); }

    /// The value before.
    T add(T amount) noexcept { return __atomic_fetch_add(&value_, amount, __ATOMIC_SEQ_CST); }
    void clear(T bits) noexcept { __atomic_fetch_and(&value_, static_cast<T>(~bits), __ATOMIC_SEQ_CST); }

    /// Puts `wanted` where `expected` is; else tells what is there.
    [[nodiscard]] bool replace(T& expected, T wanted) noexcept {
        return __atomic_compare_exchange_n(&value_, &expected, wanted, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    }

private:
    T value_;
};

}  // namespace detail

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
        stop_.store(true);
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
        next_.store(0);
        failed_.store(false);
        open();
        work();
        close();
        const std::exception_ptr failure = std::exchange(failure_, nullptr);
        busy_.store(false);
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
            std::uint64_t state = state_.load();
            while (can_join(state, last)) {
                if (state_.replace(state, state + one_helper)) {
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
            if (stop_.load() || can_join(state_.load(), last)) {
                return !stop_.load();
            }
            pause();
        }
        ::pthread_mutex_lock(&mutex_);
        sleepers_.add(1);  // before the question, as open() asks after its announcement: one of the two sees the other
        while (!stop_.load() && !can_join(state_.load(), last)) {
            ::pthread_cond_wait(&work_came_, &mutex_);
        }
        sleepers_.add(static_cast<std::size_t>(-1));
        ::pthread_mutex_unlock(&mutex_);
        return !stop_.load();
    }

    void open() noexcept {
        state_.store((state_.load() / one_list + 1) * one_list + opened);
        if (sleepers_.load() != 0) {
            ::pthread_mutex_lock(&mutex_);
            ::pthread_cond_broadcast(&work_came_);
            ::pthread_mutex_unlock(&mutex_);
        }
    }

    // Lets no further helper join and waits until the last one has left.
    void close() noexcept {
        state_.clear(opened);
        for (int spin = 0; spin < spins_; ++spin) {
            if ((state_.load() & working) == 0) {
                return;
            }
            pause();
        }
        ::pthread_mutex_lock(&mutex_);
        caller_sleeps_.store(true);
        while ((state_.load() & working) != 0) {
            ::pthread_cond_wait(&all_left_, &mutex_);
        }
        caller_sleeps_.store(false);
        ::pthread_mutex_unlock(&mutex_);
    }

    void leave() noexcept {
        const std::uint64_t before = state_.add(0 - one_helper);
        if ((before & (working | opened)) == one_helper && caller_sleeps_.load()) {
            ::pthread_mutex_lock(&mutex_);
            ::pthread_cond_signal(&all_left_);
            ::pthread_mutex_unlock(&mutex_);
        }
    }

    // Runs tasks until none is left or one has failed.
    void work() noexcept {
        while (!failed_.load()) {
            const std::size_t i = next_.add(1);
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
        failed_.store(true);
        ::pthread_mutex_unlock(&mutex_);
    }

    // The list of tasks: written while no helper is at work, read by those that joined.
    void (*call_)(void*, std::size_t) = nullptr;
    void* task_ = nullptr;
    std::size_t tasks_ = 0;
    std::exception_ptr failure_;
    std::size_t failed_index_ = 0;

    alignas(64) detail::shared_number<std::size_t> next_{0};
    detail::shared_number<bool> failed_{false};
    alignas(64) detail::shared_number<std::uint64_t> state_{0};
    detail::shared_number<std::size_t> sleepers_{0};
    detail::shared_number<bool> busy_{false};
    detail::shared_number<bool> caller_sleeps_{false};
    detail::shared_number<bool> stop_{false};

    pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t work_came_ = PTHREAD_COND_INITIALIZER;
    pthread_cond_t all_left_ = PTHREAD_COND_INITIALIZER;
    int spins_;
    std::vector<pthread_t> helpers_;
};

}  // namespace lastro::inline v0::core
