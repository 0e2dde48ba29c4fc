// SPDX-License-Identifier: MIT
// lastro/num/gemm_neon.hpp
//
// Which tiles does a matrix product have on AArch64? Those of num/gemm_tile.hpp, over pairs of NEON registers.
//
//   num::detail::multiply<num::detail::neon_gemm<double>>(product);
//
// 2 pairs by 6 columns are 24 accumulators; with 4 registers of A and one of B they fill 29 of 32.
#pragma once

#if defined(__aarch64__)

#include <cstddef>  // size_t

#include <lastro/num/gemm_tile.hpp>
#include <lastro/num/interleave.hpp>
#include <lastro/num/pack_neon.hpp>

namespace lastro::inline v0::num::detail {

/// The kernels in their NEON form.
template <class T>
struct neon_gemm {
    static constexpr std::size_t vector = neon_pair<T>::size;
    static constexpr std::size_t columns = 6;
    static constexpr std::size_t strip_width = 4;

    template <std::size_t Vectors, std::size_t Columns>
    static void tile(const tile_operands<T>& with) noexcept {
        multiply_tile<neon_pair<T>, Vectors, Columns>(with);
    }
    template <std::size_t Packs>
    static void copy_groups(T* to, const T* from, std::size_t from_step, std::size_t count) noexcept {
        copy_group_text<neon_pair<T>, Packs>(to, from, from_step, count);
    }
    static void interleave(const strip<T, strip_width>& from, std::size_t count, T* to, std::size_t group) noexcept {
        interleave_portable(from, 0, count, to, group);
    }
};

}  // namespace lastro::inline v0::num::detail

#endif
