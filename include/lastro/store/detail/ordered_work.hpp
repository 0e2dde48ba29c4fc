// SPDX-License-Identifier: MIT
// lastro/store/detail/ordered_work.hpp
//
// How do several threads make things that one of them takes in order, when none is to wait for another?
//
//   std::vector<piece> places(8);                            // as many pieces as are under way at most
//   store::detail::ordered_work(pieces, places.size(), threads,
//       [&](std::size_t i, std::size_t place) { places[place].read(i); },         // any thread, any order
//       [&](std::size_t, std::size_t place) { hasher.update(places[place]); });   // the caller's thread, in order
#pragma once

#include <pthread.h>  // pthread_cond_t, pthread_equal, pthread_self (POSIX)

#include <cstddef>    // size_t
#include <cstdint>    // SIZE_MAX
#include <exception>  // current_exception, exception_ptr, rethrow_exception
#include <vector>     // vector

#include <lastro/core/parallel.hpp>

namespace lastro::inline v0::store::detail {

/// What the threads of one `ordered_work` share.
template <class Make, class Take>
class work_line {
public:
    work_line(std::size_t count, std::size_t places, Make& make, Take& take)
        : count_(count), made_(places), make_(make), take_(take) {}
    work_line(const work_line&) = delete;
    work_line& operator=(const work_line&) = delete;
    ~work_line() {
        ::pthread_cond_destroy(&changed_);
        ::pthread_mutex_destroy(&mutex_);
    }

    /// Works until nothing is left that this thread may do.
    void work() noexcept {
        const bool takes = ::pthread_equal(::pthread_self(), caller_) != 0;
        ::pthread_mutex_lock(&mutex_);
        for (;;) {
            if (takes && taken_ < next_ && taken_ < failed_ && made_[taken_ % made_.size()]) {
                const std::size_t i = taken_;
                run(i, take_);
                made_[i % made_.size()] = false;
                ++taken_;
            } else if (next_ < count_ && failed_ == SIZE_MAX && next_ - taken_ < made_.size()) {
                const std::size_t i = next_++;
                run(i, make_);
                made_[i % made_.size()] = true;
            } else if (takes ? taken_ == count_ || taken_ >= failed_ : next_ == count_ || failed_ != SIZE_MAX) {
                break;
            } else {
                ::pthread_cond_wait(&changed_, &mutex_);
                continue;
            }
            ::pthread_cond_broadcast(&changed_);
        }
        ::pthread_mutex_unlock(&mutex_);
    }

    /// To be called when every thread has ended.
    void rethrow() const {
        if (failure_) {
            std::rethrow_exception(failure_);
        }
    }

private:
    // Without the lock; keeps the failure with the lowest number, before which everything is still taken.
    template <class Work>
    void run(std::size_t i, Work& work) noexcept {
        ::pthread_mutex_unlock(&mutex_);
        std::exception_ptr failure;
        try {
            work(i, i % made_.size());
        } catch (...) {
            failure = std::current_exception();
        }
        ::pthread_mutex_lock(&mutex_);
        if (failure && i < failed_) {
            failed_ = i;
            failure_ = failure;
        }
    }

    std::size_t count_;
    std::vector<bool> made_;  // what stands at this place can be taken
    Make& make_;
    Take& take_;
    std::size_t next_ = 0;   // to be made
    std::size_t taken_ = 0;  // all before it were taken
    std::size_t failed_ = SIZE_MAX;
    std::exception_ptr failure_;
    ::pthread_t caller_ = ::pthread_self();
    ::pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
    ::pthread_cond_t changed_ = PTHREAD_COND_INITIALIZER;
};

/// Calls `make(i, place)` once for every i below `count`, on up to `threads` threads of which the caller is one, and
/// `take(i, place)` for each, in order, on the caller's. A place, i modulo `places`, belongs to i until it was taken.
///
/// Where calls throw, no more is made, and the exception of the lowest i comes out after everything before it was taken: the
/// same one for any number of threads. Precondition: `places` is not 0.
template <class Make, class Take>
void ordered_work(std::size_t count, std::size_t places, std::size_t threads, Make&& make, Take&& take) {
    work_line line{count, places, make, take};
    const std::size_t workers = threads < count ? threads : count;
    core::parallel_for(workers, workers, [&](std::size_t) { line.work(); });
    line.work();  // what is left where others have been faster than the caller
    line.rethrow();
}

}  // namespace lastro::inline v0::store::detail
