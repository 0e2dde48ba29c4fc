// SPDX-License-Identifier: MIT
// lastro/train/chain_recorder.hpp
//
// How does a run write its chain of digests, and notice at once that it is no longer the run that it should repeat?
//
//   detail::chain_recorder recorder{chaining::steps, {"w", "b"}};
//   recorder.open(epoch, step, loss, ids);
//   for (each tensor) recorder.tensor(gradient, values);
//   recorder.close();                                       // throws detail::chain_broken if it should be another link
//
// Takes no memory between `reserve` and as many links.
#pragma once

#include <bit>       // endian
#include <concepts>  // floating_point
#include <cstddef>   // byte, size_t
#include <cstdint>   // uint64_t
#include <span>      // as_bytes, span
#include <string>    // string
#include <utility>   // move
#include <vector>    // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/error.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/train/digest_chain.hpp>

namespace lastro::inline v0::train::detail {

/// The first half of the BLAKE3 digest of numbers as little-endian bytes.
template <core::number T>
[[nodiscard]] digest_mark mark_of(std::span<const T> numbers) noexcept {
    hash::blake3 hasher;
    if constexpr (std::endian::native == std::endian::little || sizeof(T) == 1) {
        hasher.update(std::as_bytes(numbers));
    } else {
        std::byte one[sizeof(T)];
        for (const T x : numbers) {
            core::store_le(x, one);
            hasher.update(one);
        }
    }
    digest_mark mark;
    hasher.finalize(mark);
    return mark;
}

/// What is found where a chain should have ended.
inline constexpr const char* more_links = "more";

/// A run that repeats another has parted from it.
class chain_broken : public error {
public:
    explicit chain_broken(chain_difference where) : error(to_string(where)), difference(std::move(where)) {}

    chain_difference difference;
};

/// Writes a chain, link after link.
class chain_recorder {
public:
    /// With `expected`, every link must be the one that stands there; it must live as long.
    chain_recorder(chaining level, std::vector<std::string> tensors, const digest_chain* expected = nullptr)
        : expected_(expected) {
        chain_.level = level;
        chain_.tensors = std::move(tensors);
        if (expected_ != nullptr) {
            if (auto difference = tensor_difference(*expected_, chain_)) {
                throw chain_broken{std::move(*difference)};
            }
        }
    }

    [[nodiscard]] chaining level() const noexcept { return chain_.level; }
    [[nodiscard]] const digest_chain& chain() const noexcept { return chain_; }

    /// Goes on after what was recorded before.
    void resume(digest_chain before) { chain_ = std::move(before); }

    /// Takes memory for so many more links, doubling what there is if that is not enough.
    void reserve(std::size_t more) {
        const std::size_t needed = chain_.links.size() + more;
        if (needed > chain_.links.capacity()) {
            const std::size_t room = needed > 2 * chain_.links.size() ? needed : 2 * chain_.links.size();
            chain_.links.reserve(room);
            chain_.gradients.reserve(room * chain_.tensors.size());
            chain_.parameters.reserve(room * chain_.tensors.size());
        }
    }

    /// Begins a link.
    void open(std::uint64_t epoch, std::uint64_t step, double loss, std::span<const std::uint64_t> ids) {
        chain_.links.push_back({.epoch = epoch, .step = step, .loss = loss, .rows = mark_of(ids)});
    }

    /// One tensor after the other: its gradient, and its value now.
    template <core::number T>
    void tensor(std::span<const T> gradient, std::span<const T> values) {
        chain_.gradients.push_back(mark_of(gradient));
        chain_.parameters.push_back(mark_of(values));
    }

    /// All tensors.
    template <std::floating_point T>
    void tensors(const model::parameter_list<T>& gradients, const model::parameter_list<T>& values) {
        for (std::size_t t = 0; t < values.size(); ++t) {
            tensor<T>(gradients[t].values, values[t].values);
        }
    }

    /// Ends a link. @throws chain_broken if it is not the expected one.
    void close() const {
        if (expected_ == nullptr) {
            return;
        }
        const std::size_t index = chain_.links.size() - 1;
        const chain_link& now = chain_.links.back();
        if (index >= expected_->links.size()) {
            throw chain_broken{{.epoch = now.epoch,
                                .step = now.step,
                                .what = "steps",
                                .expected = std::to_string(expected_->links.size()) + " links",
                                .found = more_links}};
        }
        if (auto difference = link_difference(*expected_, chain_, index)) {
            throw chain_broken{std::move(*difference)};
        }
    }

private:
    const digest_chain* expected_;
    digest_chain chain_;
};

}  // namespace lastro::inline v0::train::detail
