// SPDX-License-Identifier: MIT
// tests/benchmark/peers/official_blake3.cpp
//
// The official BLAKE3 behind three plain functions; without blake3.h, as something that is not there.
#include <cstddef>
#if defined(LASTRO_PEER_BLAKE3)
#include <blake3.h>
#endif

#if defined(LASTRO_PEER_BLAKE3) && defined(BLAKE3_TESTING)
extern "C" int
    g_cpu_features;  // what it found, a bit for each instruction set: SSE2 1, SSSE3 2, SSE4.1 4, AVX 8, AVX2 16
#endif

namespace peer {

bool available() {
#if defined(LASTRO_PEER_BLAKE3)
    return true;
#else
    return false;
#endif
}

bool use([[maybe_unused]] int level) {
#if defined(LASTRO_PEER_BLAKE3) && defined(BLAKE3_TESTING)
    static int now = 0;
    if (level != now) {  // finding out takes microseconds in a virtual machine
        g_cpu_features = level == 0 ? 1 << 30 : level == 1 ? 7 : 31;  // 1 << 30: to be found out
        now = level;
    }
    return true;
#else
    return level == 0;
#endif
}

void blake3([[maybe_unused]] const unsigned char* bytes, [[maybe_unused]] std::size_t size,
            [[maybe_unused]] unsigned char* out) {
#if defined(LASTRO_PEER_BLAKE3)
    blake3_hasher hasher;
    blake3_hasher_init(&hasher);
    blake3_hasher_update(&hasher, bytes, size);
    blake3_hasher_finalize(&hasher, out, BLAKE3_OUT_LEN);
#endif
}

}  // namespace peer
