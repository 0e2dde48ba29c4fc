// SPDX-License-Identifier: MIT
// lastro/model/dropout.hpp
//
// Which units of a layer does a row go without in this epoch? A question of addresses, not of a generator's state.
//
//   model::dropout_mask(mask, 0.2, batch.ids, draws["dropout"][layer]);       // [n, units] of 0 and 1.25
//
// Unit u of the row with number id is dropped where the 32-bit draw u of draws[id] is below rate * 2^32: whichever
// batch, shard or thread the row is in. What stays counts 1 / (1 - rate), so that nothing changes on average [1].
//
// References
//   [1] N. Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting, JMLR 15, 2014.
#pragma once

#include <concepts>  // floating_point
#include <cstddef>   // size_t
#include <cstdint>   // uint64_t
#include <span>      // span

#include <lastro/num/matrix_view.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::model {

/// mask(i, u) = 0 where unit u of row ids[i] is dropped, else 1 / (1 - rate).
///
/// Precondition: 0 <= rate < 1, ids.size() == mask.rows.
template <std::floating_point T>
void dropout_mask(const num::matrix_view<T>& mask, double rate, std::span<const std::uint64_t> ids,
                  const random::stream& draws) noexcept {
    const auto kept = static_cast<T>(1.0 / (1.0 - rate));
    const auto threshold = static_cast<std::uint64_t>(rate * 0x1p32);
    for (std::size_t i = 0; i < mask.rows; ++i) {
        const random::stream row = draws[ids[i]];
        for (std::size_t first = 0; first < mask.cols; first += 4) {
            const auto bits = row.block(first / 4);
            for (std::size_t u = first; u < mask.cols && u < first + 4; ++u) {
                mask(i, u) = bits[u - first] < threshold ? T{0} : kept;
            }
        }
    }
}

}  // namespace lastro::inline v0::model
