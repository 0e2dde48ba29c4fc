// SPDX-License-Identifier: MIT
// lastro/train/digest_chain.hpp
//
// Where did two runs part that should have been the same? Each keeps a chain of digests of what it did.
//
//   run.chain.digest();                                     // one name for the whole course of a run
//   if (const auto d = train::first_difference(mine.chain, theirs.chain)) {
//       std::cout << to_string(*d);                         // epoch 2, step 5: gradient of "w1": expected ..., found ...
//   }
//
// A link covers the steps since the link before: which rows, their mean loss, and for every tensor its gradient in the
// last of these steps (as the optimizer saw it) and its value after it. The bytes are specified in
// docs/formats/checkpoint.md.
#pragma once

#include <array>        // array
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t, uint8_t
#include <optional>     // nullopt, optional
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/canonical.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::train {

/// How often a run adds a link.
enum class chaining : std::uint8_t { off, epochs, steps };

/// The name as it is written above.
[[nodiscard]] constexpr std::string_view to_string(chaining value) noexcept {
    return value == chaining::off ? "off" : value == chaining::epochs ? "epochs" : "steps";
}

/// The first half of a BLAKE3 digest.
using digest_mark = std::array<std::byte, 16>;

/// What happened since the link before; the marks of tensors are beside it in the chain.
struct chain_link {
    std::uint64_t epoch = 0;  ///< From 1; the first link is epoch 0, step 0: before any step.
    std::uint64_t step = 0;   ///< The last one that it covers, within the epoch, from 1.
    double loss = 0.0;        ///< Mean of the rows.
    digest_mark rows = {};    ///< Of their numbers, in order.

    friend bool operator==(const chain_link&, const chain_link&) = default;
};

/// All links of a run, from its first parameters on.
struct digest_chain {
    chaining level = chaining::off;
    std::vector<std::string> tensors = {};  ///< Their names.
    std::vector<chain_link> links = {};
    std::vector<digest_mark> gradients = {};   ///< links.size() * tensors.size(), link after link.
    std::vector<digest_mark> parameters = {};  ///< The same.

    [[nodiscard]] bool empty() const noexcept { return links.empty(); }

    /// One name for all of it: BLAKE3 over the canonical feed of docs/formats/checkpoint.md.
    [[nodiscard]] hash::digest digest() const {
        hash::blake3 hasher;
        hash::append(hasher, std::string_view{"lastro.chain/1"});
        hash::append(hasher, to_string(level));
        hash::append(hasher, tensors);
        hash::append(hasher, links.size());
        for (std::size_t i = 0; i < links.size(); ++i) {
            hash::append(hasher, links[i].epoch);
            hash::append(hasher, links[i].step);
            hash::append(hasher, links[i].loss);
            hasher.update(links[i].rows);
            for (std::size_t t = i * tensors.size(); t < (i + 1) * tensors.size(); ++t) {
                hasher.update(gradients[t]);
                hasher.update(parameters[t]);
            }
        }
        return hasher.finalize();
    }

    friend bool operator==(const digest_chain&, const digest_chain&) = default;
};

/// Where two runs part.
struct chain_difference {
    std::uint64_t epoch = 0;  ///< 0: before the first step.
    std::uint64_t step = 0;
    std::string what = {};    ///< "rows", "loss", "gradient", "parameters", "tensors", "steps"; or a setting's name.
    std::string tensor = {};  ///< Which one, if it is one.
    std::string expected = {};
    std::string found = {};

    friend bool operator==(const chain_difference&, const chain_difference&) = default;
};

/// "epoch 2, step 5: gradient of "w1": expected 1f3a..., found 77b2...".
[[nodiscard]] inline std::string to_string(const chain_difference& d) {
    std::string where = d.epoch == 0 ? std::string{"before the first step"}
                                     : "epoch " + std::to_string(d.epoch) + ", step " + std::to_string(d.step);
    where += ": " + d.what + (d.tensor.empty() ? "" : " of " + core::quoted(d.tensor));
    return core::contract_message(where, d.expected, std::string_view{d.found});
}

namespace detail {

/// How link number `index` differs, in the order in which a step computes. Precondition: both have it, and the same
/// tensors.
[[nodiscard]] inline std::optional<chain_difference> link_difference(const digest_chain& expected,
                                                                     const digest_chain& found, std::size_t index) {
    const chain_link& before = expected.links[index];
    const chain_link& now = found.links[index];
    const auto at = [&](const char* what, const std::string& tensor, std::string a, std::string b) {
        return chain_difference{before.epoch, before.step, what, tensor, std::move(a), std::move(b)};
    };
    const auto place = [](const chain_link& l) {
        return "epoch " + std::to_string(l.epoch) + ", step " + std::to_string(l.step);
    };
    if (before.epoch != now.epoch || before.step != now.step) {
        return at("steps", {}, place(before), place(now));
    }
    if (before.rows != now.rows) {
        return at("rows", {}, core::to_hex(before.rows), core::to_hex(now.rows));
    }
    if (!(before.loss == now.loss)) {
        return at("loss", {}, core::to_text(before.loss), core::to_text(now.loss));
    }
    const std::size_t first = index * expected.tensors.size();
    for (const bool gradient : {true, false}) {
        const auto& a = gradient ? expected.gradients : expected.parameters;
        const auto& b = gradient ? found.gradients : found.parameters;
        for (std::size_t t = 0; t < expected.tensors.size(); ++t) {
            if (a[first + t] != b[first + t]) {
                return at(gradient ? "gradient" : "parameters", expected.tensors[t], core::to_hex(a[first + t]),
                          core::to_hex(b[first + t]));
            }
        }
    }
    return std::nullopt;
}

/// How the tensors differ.
[[nodiscard]] inline std::optional<chain_difference> tensor_difference(const digest_chain& expected,
                                                                       const digest_chain& found) {
    for (std::size_t t = 0; t < expected.tensors.size() || t < found.tensors.size(); ++t) {
        const auto name = [t](const std::vector<std::string>& names) {
            return t < names.size() ? core::quoted(names[t]) : std::string{"none"};
        };
        if (name(expected.tensors) != name(found.tensors)) {
            return chain_difference{
                .what = "tensors", .expected = name(expected.tensors), .found = name(found.tensors)};
        }
    }
    return std::nullopt;
}

}  // namespace detail

/// The first step in which the two differ and what differs there first; nothing if they are the same.
[[nodiscard]] inline std::optional<chain_difference> first_difference(const digest_chain& expected,
                                                                      const digest_chain& found) {
    if (auto tensors = detail::tensor_difference(expected, found)) {
        return tensors;
    }
    for (std::size_t i = 0; i < expected.links.size() && i < found.links.size(); ++i) {
        if (auto difference = detail::link_difference(expected, found, i)) {
            return difference;
        }
    }
    if (expected.links.size() != found.links.size()) {
        const auto& longer = expected.links.size() > found.links.size() ? expected.links : found.links;
        const chain_link& next =
            longer[expected.links.size() < found.links.size() ? expected.links.size() : found.links.size()];
        return chain_difference{.epoch = next.epoch,
                                .step = next.step,
                                .what = "steps",
                                .expected = std::to_string(expected.links.size()) + " links",
                                .found = std::to_string(found.links.size())};
    }
    return std::nullopt;
}

}  // namespace lastro::inline v0::train
