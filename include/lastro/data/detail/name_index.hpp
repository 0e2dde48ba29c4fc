// SPDX-License-Identifier: MIT
// lastro/data/detail/name_index.hpp
//
// Which column has this name, when there may be a million of them? Positions, kept in the order of their names.
#pragma once

#include <cstddef>      // size_t
#include <optional>     // nullopt, optional
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/order.hpp>

namespace lastro::inline v0::data::detail {

/// The order of a list of different names; names compare byte by byte.
class name_index {
public:
    name_index() = default;

    /// Orders `names`. Cost: O(n log n).
    explicit name_index(const std::vector<std::string>& names) : order_(names.size()) {
        for (std::size_t i = 0; i < order_.size(); ++i) {
            order_[i] = i;
        }
        core::stable_sort(std::span<std::size_t>{order_},
                          [&names](std::size_t a, std::size_t b) { return names[a] < names[b]; });
    }

    /// The position of `name`, or names.size() if it is not there. Cost: O(log n).
    [[nodiscard]] std::size_t find(const std::vector<std::string>& names, std::string_view name) const noexcept {
        const auto at = place(names, name);
        return at != order_.end() && names[*at] == name ? *at : names.size();
    }

    /// Takes in the last of `names`, which is new and not in the order yet.
    void add_last(const std::vector<std::string>& names) {
        order_.insert(place(names, names.back()), names.size() - 1);
    }

    /// The later position of a name that occurs twice; nothing if all differ.
    [[nodiscard]] std::optional<std::size_t> repeated(const std::vector<std::string>& names) const noexcept {
        std::optional<std::size_t> first;
        for (std::size_t i = 1; i < order_.size(); ++i) {
            if (names[order_[i - 1]] == names[order_[i]] && (!first || order_[i] < *first)) {
                first = order_[i];
            }
        }
        return first;
    }

    /// Positions in the order of their names.
    [[nodiscard]] std::span<const std::size_t> order() const noexcept { return order_; }

private:
    [[nodiscard]] std::vector<std::size_t>::const_iterator place(const std::vector<std::string>& names,
                                                                 std::string_view name) const noexcept {
        auto low = order_.begin();
        auto length = order_.end() - low;
        while (length > 0) {  // the first name that is not below the wanted one is among `length`, or behind them
            const auto half = length / 2;
            const bool below = names[*(low + half)] < name;
            low += below ? half + 1 : 0;
            length = below ? length - half - 1 : half;
        }
        return low;
    }

    std::vector<std::size_t> order_;
};

}  // namespace lastro::inline v0::data::detail
