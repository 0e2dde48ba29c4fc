// SPDX-License-Identifier: MIT
// lastro/num/reduce_kernels.hpp
//
// In which order are many terms added? The order behind num/reduce.hpp: lanes, fold and tree, for any kind of term.
//
//   reduce<plain_term>(x, x, n, 0.0, 1);     // the sum of n numbers, on one thread
//   pair_tree<double> tree;                  // or block by block
//   tree.add(sum_of_block);
//
// A block is 4,096 terms (the last one fewer). A block has 256 bytes of lanes, 64 of float or 32 of double, and term i
// goes to lane i mod their number: enough for four chains of additions in the widest registers, which hide one another's
// waiting times. A thread takes whole subtrees, so nothing shows it.
#pragma once

#include <cstddef>  // size_t

#include <lastro/core/parallel.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::num::detail {

template <class T>
inline constexpr std::size_t reduce_lanes = 256 / sizeof(T);
inline constexpr std::size_t reduce_block = 4096;

/// acc + x.
struct plain_term {
    template <class Pack, class T>
    [[gnu::always_inline]] static Pack add(const Pack& acc, const T* x, const T*, T) {
        return acc + Pack::load(x);
    }
};

/// acc + x y, rounded once.
struct product_term {
    template <class Pack, class T>
    [[gnu::always_inline]] static Pack add(const Pack& acc, const T* x, const T* y, T) {
        return fma(Pack::load(x), Pack::load(y), acc);
    }
};

/// acc + x^2, rounded once: product_term with one load.
struct square_term {
    template <class Pack, class T>
    [[gnu::always_inline]] static Pack add(const Pack& acc, const T* x, const T*, T) {
        const Pack value = Pack::load(x);
        return fma(value, value, acc);
    }
};

/// acc + (x - center)^2, rounded once after the difference.
struct squared_deviation_term {
    template <class Pack, class T>
    [[gnu::always_inline]] static Pack add(const Pack& acc, const T* x, const T*, T center) {
        const Pack d = Pack::load(x) - Pack::all(center);
        return fma(d, d, acc);
    }
};

/// acc + (w d) d with d = x - center and w d rounded.
struct weighted_squared_deviation_term {
    template <class Pack, class T>
    [[gnu::always_inline]] static Pack add(const Pack& acc, const T* x, const T* w, T center) {
        const Pack d = Pack::load(x) - Pack::all(center);
        return fma(Pack::load(w) * d, d, acc);
    }
};

/// acc + (scale x)^2, rounded once after the product.
struct scaled_square_term {
    template <class Pack, class T>
    [[gnu::always_inline]] static Pack add(const Pack& acc, const T* x, const T*, T scale) {
        const Pack s = Pack::load(x) * Pack::all(scale);
        return fma(s, s, acc);
    }
};

/// Folds `Width` lanes in halves, the upper one onto the lower one, until one lane is left.
template <std::size_t Width, class T>
[[gnu::always_inline]] inline T fold(T* lane) {
    if constexpr (Width > 1) {
        for (std::size_t l = 0; l < Width / 2; ++l) {
            lane[l] += lane[l + Width / 2];
        }
        return fold<Width / 2>(lane);
    } else {
        return lane[0];
    }
}

/// Adds blocks in neighbouring pairs, pairs of pairs, and so on, a last odd one waiting: `waiting_[l]` holds the sum of
/// 2^l blocks, as the bits of `blocks_` tell.
template <class T>
class pair_tree {
public:
    [[gnu::always_inline]] void add(T sum) noexcept {
        std::size_t l = 0;
        for (; (blocks_ >> l) % 2 == 1; ++l) {
            sum = waiting_[l] + sum;
        }
        waiting_[l] = sum;
        ++blocks_;
    }

    /// 0 if nothing was added.
    [[nodiscard, gnu::always_inline]] T total() const noexcept {
        T sum = 0;
        bool first = true;
        for (std::size_t l = 0; blocks_ >> l != 0; ++l) {
            if ((blocks_ >> l) % 2 == 1) {
                sum = first ? waiting_[l] : waiting_[l] + sum;
                first = false;
            }
        }
        return sum;
    }

private:
    T waiting_[sizeof(std::size_t) * 8] = {};
    std::size_t blocks_ = 0;
};

/// The sum of one block, for one level. Recursions instead of loops over registers, so that they stay registers.
template <class Term, class Pack, class Single, class T>
struct block_of {
    static constexpr std::size_t lanes = reduce_lanes<T>;
    static constexpr std::size_t registers = lanes / Pack::size;

    template <std::size_t At = 0>
    [[gnu::always_inline]] static void clear(Pack (&acc)[registers]) {
        if constexpr (At < registers) {
            acc[At] = Pack::all(0);
            clear<At + 1>(acc);
        }
    }

    template <std::size_t At = 0>
    [[gnu::always_inline]] static void add(Pack (&acc)[registers], const T* x, const T* y, T center) {
        if constexpr (At < registers) {
            acc[At] = Term::add(acc[At], x + At * Pack::size, y + At * Pack::size, center);
            add<At + 1>(acc, x, y, center);
        }
    }

    /// Adds n < lanes more terms. A last register that they do not fill goes through memory.
    template <std::size_t At = 0>
    [[gnu::always_inline]] static void add_few(Pack (&acc)[registers], const T* x, const T* y, std::size_t n,
                                               T center) {
        if constexpr (At < registers) {
            if (n >= Pack::size) {
                acc[At] = Term::add(acc[At], x, y, center);
                add_few<At + 1>(acc, x + Pack::size, y + Pack::size, n - Pack::size, center);
            } else if (n > 0) {
                T lane[Pack::size];
                acc[At].store(lane);
                for (std::size_t l = 0; l < n; ++l) {
                    lane[l] = Term::add(Single{lane[l]}, x + l, y + l, center).v;
                }
                acc[At] = Pack::load(lane);
            }
        }
    }

    /// Folds `Width` registers in halves, which are the wider halves of the lanes, and then the lanes of the one left.
    template <std::size_t Width = registers, std::size_t At = 0>
    [[gnu::always_inline]] static T fold_registers(Pack (&acc)[registers]) {
        if constexpr (Width == 1) {
            T lane[Pack::size];
            acc[0].store(lane);
            return fold<Pack::size>(static_cast<T*>(lane));
        } else if constexpr (At < Width / 2) {
            acc[At] = acc[At] + acc[At + Width / 2];
            return fold_registers<Width, At + 1>(acc);
        } else {
            return fold_registers<Width / 2>(acc);
        }
    }

    /// A block of n terms, n <= 4,096.
    [[gnu::always_inline]] static T sum(const T* x, const T* y, std::size_t n, T center) {
        if constexpr (Pack::size == 1) {
            T lane[lanes] = {};
            for (std::size_t i = 0; i < n; ++i) {
                lane[i % lanes] = Term::add(Single{lane[i % lanes]}, x + i, y + i, center).v;
            }
            return fold<lanes>(static_cast<T*>(lane));
        } else {
            Pack acc[registers];
            clear(acc);
            std::size_t i = 0;
            for (; n - i >= lanes; i += lanes) {
                add(acc, x + i, y + i, center);
            }
            add_few(acc, x + i, y + i, n - i, center);
            return fold_registers(acc);
        }
    }
};

template <class Term>
struct reduce_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static T run(const T* x, const T* y, std::size_t n, T center) {
        using block = block_of<Term, Pack, Single, T>;
        if (n <= reduce_block) {
            return block::sum(x, y, n, center);
        }
        pair_tree<T> tree;
        for (std::size_t i = 0; i < n; i += reduce_block) {
            tree.add(block::sum(x + i, y + i, n - i < reduce_block ? n - i : reduce_block, center));
        }
        return tree.total();
    }
};

/// Below so many terms a second thread costs more than it brings.
inline constexpr std::size_t least_shared_terms = std::size_t{1} << 21U;

/// The sum of the terms of x and y (where a term has only one operand, y is x) on up to `threads` threads. The tree is
/// cut into at most 64 subtrees of 2^k blocks each, as the number of terms alone tells.
template <class Term, class T>
[[nodiscard]] T reduce(const T* x, const T* y, std::size_t n, T center, std::size_t threads) {
    if (threads <= 1 || n < least_shared_terms) {
        return run_packed<reduce_text<Term>, T>(x, y, n, center);
    }
    constexpr std::size_t most_parts = 64;
    std::size_t size = least_shared_terms / 8;
    while ((n - 1) / size >= most_parts) {
        size *= 2;
    }
    const std::size_t parts = (n - 1) / size + 1;
    T sums[most_parts];
    core::parallel_for(parts, threads, [&](std::size_t p) {
        const std::size_t first = p * size;
        const std::size_t count = n - first < size ? n - first : size;
        sums[p] = run_packed<reduce_text<Term>, T>(x + first, y + first, count, center);
    });
    pair_tree<T> tree;
    for (std::size_t p = 0; p < parts; ++p) {
        tree.add(sums[p]);
    }
    return tree.total();
}

}  // namespace lastro::inline v0::num::detail
