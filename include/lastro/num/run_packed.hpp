// SPDX-License-Identifier: MIT
// lastro/num/run_packed.hpp
//
// Who calls a text that is written over packs (num/pack.hpp), and with which pack? The one place that knows.
//
//   struct doubled {
//       template <class Pack, class Single, class T>         // Single: one number of the same instruction set
//       [[gnu::always_inline]] static void run(T* x, std::size_t n) { ... }
//   };
//   detail::run_packed<doubled, double>(x.data(), x.size());
//
// Nothing of a text is inlined into the caller: a product that leaves a text is a finished number, which no compiler
// fuses with the caller's additions.
#pragma once

#include <lastro/num/dispatch.hpp>
#include <lastro/num/pack.hpp>
#include <lastro/num/pack_neon.hpp>

namespace lastro::inline v0::num::detail {

template <class Text, class T, class... Arguments>
[[gnu::noinline]] auto run_portable(Arguments... arguments) {
    return Text::template run<scalar_pack<T>, scalar_pack<T>>(arguments...);
}

#if defined(__x86_64__)

template <class Text, class T, class... Arguments>
[[gnu::noinline, gnu::target("avx2,fma")]] auto run_avx2(Arguments... arguments) {
    return Text::template run<avx2_pack<T>, fused_pack<T>>(arguments...);
}

template <class Text, class T, class... Arguments>
[[gnu::noinline, gnu::target("avx512f,avx512dq,avx2,fma")]] auto run_avx512(Arguments... arguments) {
    return Text::template run<avx512_pack<T>, fused_pack<T>>(arguments...);
}

#elif defined(__aarch64__)

template <class Text, class T, class... Arguments>
[[gnu::noinline]] auto run_neon(Arguments... arguments) {
    return Text::template run<neon_pack<T>, scalar_pack<T>>(arguments...);
}

#endif

/// `Text::run<Pack, Single>(arguments...)`, compiled for the active level. Arguments are pointers and numbers.
template <class Text, class T, class... Arguments>
auto run_packed(Arguments... arguments) {
#if defined(__x86_64__)
    switch (active_level()) {
        case level::avx512:
            return run_avx512<Text, T>(arguments...);
        case level::avx2:
            return run_avx2<Text, T>(arguments...);
        case level::portable:
        case level::neon:
            break;
    }
#elif defined(__aarch64__)
    if (active_level() == level::neon) {
        return run_neon<Text, T>(arguments...);
    }
#endif
    return run_portable<Text, T>(arguments...);
}

}  // namespace lastro::inline v0::num::detail
