// SPDX-License-Identifier: MIT
// lastro/num/reduce_kernels.hpp
//
// In which order are many terms added? The order behind num/reduce.hpp: lanes, fold and tree, for any kind of term.
//
//   reduce<plain_term>(x, x, n, 0.0, 1);     // the sum of n numbers, on one thread
//   pair_tree<double> tree;                  // or block by block
//   tree.add(sum_of_block);
//
// A block is 4,096 terms (the last one fewer), of which term i goes to lane i mod 16. Two blocks of floats are worked on
// side by side, so that the additions of one fill the waiting times of the other; they do not meet before the tree, so
// nothing shows it. A thread takes whole subtrees, so nothing shows that either.
#pragma once

#include <cstddef>  // size_t

#include <lastro/core/parallel.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/run_packed.hpp>

namespace lastro::inline v0::num::detail {

inline constexpr std::size_t reduce_lanes = 16;
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

/// Folds `Width` lanes in halves: 16 lanes 8-4-2-1.
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

/// The sums of terms, for one level. Register r of the `Count` of a loop belongs to block r / per_block of those worked
/// on side by side; recursions instead of loops over r, so that they stay registers.
template <class Term, class Pack, class Single, class T>
struct blocks_of {
    static constexpr std::size_t per_block = reduce_lanes / Pack::size;

    /// Where the terms of register r begin, from the first block's.
    static constexpr std::size_t offset(std::size_t r) noexcept {
        return r / per_block * reduce_block + r % per_block * Pack::size;
    }

    template <std::size_t At, std::size_t Count>
    [[gnu::always_inline]] static void clear(Pack (&acc)[Count]) {
        if constexpr (At < Count) {
            acc[At] = Pack::all(0);
            clear<At + 1>(acc);
        }
    }

    template <std::size_t At, std::size_t Count>
    [[gnu::always_inline]] static void add(Pack (&acc)[Count], const T* x, const T* y, T center) {
        if constexpr (At < Count) {
            acc[At] = Term::add(acc[At], x + offset(At), y + offset(At), center);
            add<At + 1>(acc, x, y, center);
        }
    }

    template <std::size_t At, std::size_t Count>
    [[gnu::always_inline]] static void store(const Pack (&acc)[Count], T* lane) {
        if constexpr (At < Count) {
            acc[At].store(lane + At * Pack::size);
            store<At + 1>(acc, lane);
        }
    }

    /// Folds `Width` registers in halves, which are the wider halves of the lanes, and then the lanes of the one left.
    template <std::size_t Width, std::size_t At = 0, std::size_t First = 0, std::size_t Count>
    [[gnu::always_inline]] static T fold_registers(Pack (&acc)[Count]) {
        if constexpr (Width == 1) {
            T lane[Pack::size];
            acc[First].store(lane);
            return fold<Pack::size>(static_cast<T*>(lane));
        } else if constexpr (At < Width / 2) {
            acc[First + At] = acc[First + At] + acc[First + At + Width / 2];
            return fold_registers<Width, At + 1, First>(acc);
        } else {
            return fold_registers<Width / 2, 0, First>(acc);
        }
    }

    /// A block of n terms, n <= 4,096.
    [[gnu::always_inline]] static T one(const T* x, const T* y, std::size_t n, T center) {
        Pack acc[per_block];
        clear<0>(acc);
        const std::size_t full = n - n % reduce_lanes;
        for (std::size_t i = 0; i < full; i += reduce_lanes) {
            add<0>(acc, x + i, y + i, center);
        }
        if (full == n) {
            return fold_registers<per_block>(acc);
        }
        T lane[reduce_lanes];
        store<0>(acc, lane);
        for (std::size_t i = full; i < n; ++i) {
            lane[i - full] = Term::add(Single{lane[i - full]}, x + i, y + i, center).v;
        }
        return fold<reduce_lanes>(static_cast<T*>(lane));
    }

    /// Two whole blocks.
    [[gnu::always_inline]] static void two(const T* x, const T* y, T center, pair_tree<T>& tree) {
        Pack acc[2 * per_block];
        clear<0>(acc);
        for (std::size_t i = 0; i < reduce_block; i += reduce_lanes) {
            add<0>(acc, x + i, y + i, center);
        }
        tree.add(fold_registers<per_block>(acc));
        tree.add(fold_registers<per_block, 0, per_block>(acc));
    }
};

template <class Term>
struct reduce_text {
    template <class Pack, class Single, class T>
    [[gnu::always_inline]] static T run(const T* x, const T* y, std::size_t n, T center) {
        using blocks = blocks_of<Term, Pack, Single, T>;
        if (n <= reduce_block) {
            return blocks::one(x, y, n, center);
        }
        pair_tree<T> tree;
        std::size_t i = 0;
        if constexpr (sizeof(T) ==
                      sizeof(float)) {  // one block of them has too few registers to fill the waiting times
            for (; n - i >= 2 * reduce_block; i += 2 * reduce_block) {
                blocks::two(x + i, y + i, center, tree);
            }
        }
        for (; n - i >= reduce_block; i += reduce_block) {
            tree.add(blocks::one(x + i, y + i, reduce_block, center));
        }
        if (i < n) {
            tree.add(blocks::one(x + i, y + i, n - i, center));
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
