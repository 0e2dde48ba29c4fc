// SPDX-License-Identifier: MIT
// lastro/hash/detail/blake3_rounds.hpp
//
// How do the seven rounds of BLAKE3 run over 4, 8 or 16 lanes without losing registers to the compiler?
//
// Sixteen words of state are as many vectors as SSE and AVX2 have registers. Compilers then move them to memory and
// back, each in its own way: the same C++ gave between 55 and 85 % of what the processor can do. On x86-64 the rounds
// are therefore written down once as instructions, in the order in which they run: four quarter rounds side by side,
// two of them some steps ahead, the message as operands in memory, and word 8 in memory too, so that its register is
// free for rotations by 12 and 7 (AVX-512 rotates by itself). Everything around them is C++, and every level is tested
// against portable code.
//
// Reference
//   [1] J. O'Connor, J.-P. Aumasson, S. Neves, Z. Wilcox-O'Hearn, BLAKE3: one function, fast everywhere, 2021, 2.2.
#pragma once

#include <cstddef>  // byte, size_t
#include <cstdint>  // uint8_t

#include <lastro/hash/detail/blake3_compress.hpp>
#include <lastro/hash/detail/blake3_vector.hpp>

namespace lastro::inline v0::hash::detail::blake3_core {

#if defined(__x86_64__)
/// Bytes 2 3 0 1 of every word, a rotation by 16, and bytes 1 2 3 0, one by 8.
alignas(32) inline constexpr std::uint8_t byte_orders[2][32] = {
    {2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13},
    {1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12}};
// clang-format off
// A register and a vector in memory, as AT&T and as Intel write them: LASTRO_R is the register's name without its
// number, LASTRO_W the size of a vector.
#define LASTRO_A(n) "%%" LASTRO_R #n
#define LASTRO_I(n) LASTRO_R #n
#define LASTRO_A_AT(base, i) LASTRO_W "*" #i "(%[" #base "])"
#define LASTRO_I_AT(base, i) "[%[" #base "]+" LASTRO_W "*" #i "]"

// Instructions in both dialects. THREE has two sources and a destination, TWO one source; FROM takes the last source
// from memory; PICK has a number besides.
#define LASTRO_THREE(op, d, x, y) \
    op " {" LASTRO_A(y) ", " LASTRO_A(x) ", " LASTRO_A(d) "|" LASTRO_I(d) ", " LASTRO_I(x) ", " LASTRO_I(y) "}\n"
#define LASTRO_THREE_FROM(op, d, x, base, i) \
    op " {" LASTRO_A_AT(base, i) ", " LASTRO_A(x) ", " LASTRO_A(d) "|" \
    LASTRO_I(d) ", " LASTRO_I(x) ", " LASTRO_I_AT(base, i) "}\n"
#define LASTRO_PICK(op, d, x, y, n) \
    op " {$" #n ", " LASTRO_A(y) ", " LASTRO_A(x) ", " LASTRO_A(d) "|" \
    LASTRO_I(d) ", " LASTRO_I(x) ", " LASTRO_I(y) ", " #n "}\n"
#define LASTRO_TWO(op, d, x) op " {" LASTRO_A(x) ", " LASTRO_A(d) "|" LASTRO_I(d) ", " LASTRO_I(x) "}\n"
#define LASTRO_TWO_FROM(op, d, base, i) \
    op " {" LASTRO_A_AT(base, i) ", " LASTRO_A(d) "|" LASTRO_I(d) ", " LASTRO_I_AT(base, i) "}\n"
#define LASTRO_STORE(d, base, i) \
    LASTRO_MOVE " {" LASTRO_A(d) ", " LASTRO_A_AT(base, i) "|" LASTRO_I_AT(base, i) ", " LASTRO_I(d) "}\n"
#define LASTRO_SHIFT(op, d, x, bits) \
    op " {$" #bits ", " LASTRO_A(x) ", " LASTRO_A(d) "|" LASTRO_I(d) ", " LASTRO_I(x) ", " #bits "}\n"
#define LASTRO_SHIFT_TWO(op, d, bits) op " {$" #bits ", " LASTRO_A(d) "|" LASTRO_I(d) ", " #bits "}\n"
// A part of a lane's block, at byte `offset`, to a register of any name, and as a part of it.
#define LASTRO_ROW(lane) "mov {8*" #lane "(%[rows]), %[row]|%[row], [%[rows]+8*" #lane "]}\n"
#define LASTRO_PART(op, r, offset) op " {" offset "(%[row],%[at]), %%" r "|" r ", [%[row]+%[at]+" offset "]}\n"
#define LASTRO_INSERT(op, r, offset, n) \
    op " {$" #n ", " offset "(%[row],%[at]), %%" r ", %%" r "|" r ", " r ", [%[row]+%[at]+" offset "], " #n "}\n"

// The 4 x 4 words in each quarter of a, b, c, d, transposed; e, f, g, h are scratch.
#define LASTRO_SQUARE(a, b, c, d, e, f, g, h) \
    LASTRO_UNPACK("punpckldq", e, a, b) LASTRO_UNPACK("punpckhdq", f, a, b) \
    LASTRO_UNPACK("punpckldq", g, c, d) LASTRO_UNPACK("punpckhdq", h, c, d) \
    LASTRO_UNPACK("punpcklqdq", a, e, g) LASTRO_UNPACK("punpckhqdq", b, e, g) \
    LASTRO_UNPACK("punpcklqdq", c, f, h) LASTRO_UNPACK("punpckhqdq", d, f, h)

// The message, where a row's part fills more than a quarter: 32 bytes of each lane at a time. After the squares, the
// quarters of words w and w + 4 stand in turns, and EVEN and ODD sort them to vectors `m0` to `m7`.
#define LASTRO_HALF_MESSAGE(offset, m0, m1, m2, m3, m4, m5, m6, m7) \
    LASTRO_EIGHT_ROWS(offset) \
    LASTRO_SQUARE(0, 1, 2, 3, 8, 9, 10, 11) LASTRO_SQUARE(4, 5, 6, 7, 12, 13, 14, 15) \
    LASTRO_EVEN(m0, 0, 4) LASTRO_EVEN(m1, 1, 5) LASTRO_EVEN(m2, 2, 6) LASTRO_EVEN(m3, 3, 7) \
    LASTRO_ODD(m4, 0, 4) LASTRO_ODD(m5, 1, 5) LASTRO_ODD(m6, 2, 6) LASTRO_ODD(m7, 3, 7)

// Half of four quarter rounds side by side, of which the first two are ahead: they have added their message word, and
// `meanwhile` begins the next half. The first quarter round has word 8 as its c.
#define LASTRO_HALF(r, s, m2, m3, a0, b0, d0, a1, b1, c1, d1, a2, b2, c2, d2, a3, b3, c3, d3, meanwhile) \
    LASTRO_ADD(a0, b0) LASTRO_ADD(a1, b1) LASTRO_XOR(d0, a0) LASTRO_XOR(d1, a1) \
    LASTRO_ADD_MESSAGE(a2, m2) LASTRO_ADD_MESSAGE(a3, m3) \
    LASTRO_ROTATE(r, d0) LASTRO_ROTATE(r, d1) LASTRO_ADD(a2, b2) LASTRO_ADD(a3, b3) \
    LASTRO_ADD_TO_8(d0) LASTRO_ADD(c1, d1) LASTRO_XOR(d2, a2) LASTRO_XOR(d3, a3) \
    LASTRO_XOR(b0, 8) LASTRO_XOR(b1, c1) LASTRO_ROTATE(r, d2) LASTRO_ROTATE(r, d3) \
    LASTRO_ROTATE(s, b0) LASTRO_ROTATE(s, b1) LASTRO_ADD(c2, d2) LASTRO_ADD(c3, d3) \
    LASTRO_XOR(b2, c2) LASTRO_XOR(b3, c3) meanwhile LASTRO_ROTATE(s, b2) LASTRO_ROTATE(s, b3)
#define LASTRO_BEGIN(a0, m0, a1, m1) LASTRO_ADD_MESSAGE(a0, m0) LASTRO_ADD_MESSAGE(a1, m1)

// A round: the columns, then the diagonals, which begin with the third; i to p are the words of the diagonals.
#define LASTRO_ROUND(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, next) \
    LASTRO_HALF(16, 12, e, g, 0, 4, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15, LASTRO_BEGIN(0, b, 1, d)) \
    LASTRO_HALF(8, 7, f, h, 0, 4, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15, LASTRO_BEGIN(2, m, 3, o)) \
    LASTRO_HALF(16, 12, i, k, 2, 7, 13, 3, 4, 9, 14, 0, 5, 10, 15, 1, 6, 11, 12, LASTRO_BEGIN(2, n, 3, p)) \
    LASTRO_HALF(8, 7, j, l, 2, 7, 13, 3, 4, 9, 14, 0, 5, 10, 15, 1, 6, 11, 12, next)

// The message words of every round [1, table 2], as vectors 16 to 31.
#define LASTRO_SEVEN_ROUNDS \
    LASTRO_BEGIN(0, 16, 1, 18) \
    LASTRO_ROUND(16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, LASTRO_BEGIN(0, 18, 1, 19)) \
    LASTRO_ROUND(18, 22, 19, 26, 23, 16, 20, 29, 17, 27, 28, 21, 25, 30, 31, 24, LASTRO_BEGIN(0, 19, 1, 26)) \
    LASTRO_ROUND(19, 20, 26, 28, 29, 18, 23, 30, 22, 21, 25, 16, 27, 31, 24, 17, LASTRO_BEGIN(0, 26, 1, 28)) \
    LASTRO_ROUND(26, 23, 28, 25, 30, 19, 29, 31, 20, 16, 27, 18, 21, 24, 17, 22, LASTRO_BEGIN(0, 28, 1, 25)) \
    LASTRO_ROUND(28, 29, 25, 27, 31, 26, 30, 24, 23, 18, 21, 19, 16, 17, 22, 20, LASTRO_BEGIN(0, 25, 1, 27)) \
    LASTRO_ROUND(25, 30, 27, 21, 24, 28, 31, 17, 29, 19, 16, 26, 18, 22, 20, 23, LASTRO_BEGIN(0, 27, 1, 21)) \
    LASTRO_ROUND(27, 31, 21, 16, 17, 25, 24, 22, 30, 26, 18, 28, 19, 20, 23, 29, )

// The state, of which word 8 is loaded in its own way; word i of the new value is v[i] ^ v[i + 8].
#define LASTRO_LOAD(i) LASTRO_TWO_FROM(LASTRO_MOVE, i, v, i)
#define LASTRO_LOAD_4(a, b, c, d) LASTRO_LOAD(a) LASTRO_LOAD(b) LASTRO_LOAD(c) LASTRO_LOAD(d)
#define LASTRO_STATE \
    LASTRO_LOAD_4(0, 1, 2, 3) LASTRO_LOAD_4(4, 5, 6, 7) LASTRO_LOAD_8 LASTRO_LOAD(9) LASTRO_LOAD(10) \
    LASTRO_LOAD(11) LASTRO_LOAD_4(12, 13, 14, 15)
#define LASTRO_VALUE \
    LASTRO_XOR_8(0) LASTRO_XOR(1, 9) LASTRO_XOR(2, 10) LASTRO_XOR(3, 11) \
    LASTRO_XOR(4, 12) LASTRO_XOR(5, 13) LASTRO_XOR(6, 14) LASTRO_XOR(7, 15) \
    LASTRO_STORE(0, v, 0) LASTRO_STORE(1, v, 1) LASTRO_STORE(2, v, 2) LASTRO_STORE(3, v, 3) \
    LASTRO_STORE(4, v, 4) LASTRO_STORE(5, v, 5) LASTRO_STORE(6, v, 6) LASTRO_STORE(7, v, 7)

// A function that compresses the next `blocks` blocks of every lane, from byte `at` of the rows on.
#define LASTRO_MIX(instructions, name, words) \
    [[gnu::target(instructions)]] inline void name(lanes<words>& l, const std::byte* const* rows, std::size_t at, \
                                             std::size_t blocks) noexcept { \
        for (; blocks > 0; --blocks, at += block_size) { \
            look_ahead<lane_count<words>>(rows, at); \
            const std::byte* row; \
            __asm__ volatile(LASTRO_MESSAGE LASTRO_STATE LASTRO_SEVEN_ROUNDS LASTRO_VALUE \
                             : [row] "=&r"(row) \
                             : [v] "r"(l.v), [orders] "r"(byte_orders[0]), [rows] "r"(rows), [at] "r"(at) \
                             : "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", \
                               "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15" LASTRO_SAVED); \
        } \
    }

#define LASTRO_SAVED
// What SSE4.1 and AVX2 share: rotations by 16 and 8 order bytes, others shift and join; word 8 waits in memory.
#define LASTRO_ROTATE(n, x) LASTRO_ROTATE_##n(x)
#define LASTRO_ROTATE_16(x) LASTRO_ORDER(x, 0)
#define LASTRO_ROTATE_12(x) LASTRO_SHIFTS(x, 12, 20)
#define LASTRO_ROTATE_8(x) LASTRO_ORDER(x, 1)
#define LASTRO_ROTATE_7(x) LASTRO_SHIFTS(x, 7, 25)
#define LASTRO_LOAD_8 LASTRO_LOAD(8) LASTRO_STORE(8, v, 32)

// SSE4.1: instructions with two operands; a row's part is a quarter, and there are no others.
#define LASTRO_MOVE "movdqa"
#define LASTRO_R "xmm"
#define LASTRO_W "16"
#define LASTRO_ADD(d, x) LASTRO_TWO("paddd", d, x)
#define LASTRO_XOR(d, x) LASTRO_TWO("pxor", d, x)
#define LASTRO_ADD_MESSAGE(d, i) LASTRO_TWO_FROM("paddd", d, v, i)
#define LASTRO_ADD_TO_8(x) LASTRO_TWO_FROM(LASTRO_MOVE, 8, v, 32) LASTRO_ADD(8, x) LASTRO_STORE(8, v, 32)
#define LASTRO_XOR_8(d) LASTRO_TWO_FROM("pxor", d, v, 32)
#define LASTRO_ORDER(x, which) LASTRO_TWO_FROM("pshufb", x, orders, 2 * which)
#define LASTRO_SHIFTS(x, n, m) \
    LASTRO_TWO(LASTRO_MOVE, 8, x) LASTRO_SHIFT_TWO("psrld", x, n) \
    LASTRO_SHIFT_TWO("pslld", 8, m) LASTRO_TWO("por", x, 8)
#define LASTRO_UNPACK(op, d, x, y) LASTRO_TWO(LASTRO_MOVE, d, x) LASTRO_TWO(op, d, y)
#define LASTRO_FOUR(offset, m0, m1, m2, m3) \
    LASTRO_ROW(0) LASTRO_PART("movdqu", "xmm0", offset) LASTRO_ROW(1) LASTRO_PART("movdqu", "xmm1", offset) \
    LASTRO_ROW(2) LASTRO_PART("movdqu", "xmm2", offset) LASTRO_ROW(3) LASTRO_PART("movdqu", "xmm3", offset) \
    LASTRO_SQUARE(0, 1, 2, 3, 4, 5, 6, 7) \
    LASTRO_STORE(0, v, m0) LASTRO_STORE(1, v, m1) LASTRO_STORE(2, v, m2) LASTRO_STORE(3, v, m3)
#define LASTRO_MESSAGE \
    LASTRO_FOUR("0", 16, 17, 18, 19) LASTRO_FOUR("16", 20, 21, 22, 23) \
    LASTRO_FOUR("32", 24, 25, 26, 27) LASTRO_FOUR("48", 28, 29, 30, 31)
LASTRO_MIX("sse4.1", mix_sse41, words4)
#undef LASTRO_MOVE
#undef LASTRO_R
#undef LASTRO_W
#undef LASTRO_ADD
#undef LASTRO_XOR
#undef LASTRO_ADD_MESSAGE
#undef LASTRO_ADD_TO_8
#undef LASTRO_XOR_8
#undef LASTRO_ORDER
#undef LASTRO_SHIFTS
#undef LASTRO_UNPACK
#undef LASTRO_FOUR
#undef LASTRO_MESSAGE

// AVX2: instructions with three operands.
#define LASTRO_MOVE "vmovdqa"
#define LASTRO_R "ymm"
#define LASTRO_W "32"
#define LASTRO_ADD(d, x) LASTRO_THREE("vpaddd", d, d, x)
#define LASTRO_XOR(d, x) LASTRO_THREE("vpxor", d, d, x)
#define LASTRO_ADD_MESSAGE(d, i) LASTRO_THREE_FROM("vpaddd", d, d, v, i)
#define LASTRO_ADD_TO_8(x) LASTRO_THREE_FROM("vpaddd", 8, x, v, 32) LASTRO_STORE(8, v, 32)
#define LASTRO_XOR_8(d) LASTRO_THREE_FROM("vpxor", d, d, v, 32)
#define LASTRO_ORDER(x, which) LASTRO_THREE_FROM("vpshufb", x, x, orders, which)
#define LASTRO_SHIFTS(x, n, m) \
    LASTRO_SHIFT("vpsrld", 8, x, n) LASTRO_SHIFT("vpslld", x, x, m) LASTRO_THREE("vpor", x, x, 8)
#define LASTRO_UNPACK(op, d, x, y) LASTRO_THREE("v" op, d, x, y)
#define LASTRO_GATHER(offset, x) LASTRO_ROW(x) LASTRO_PART("vmovdqu", "ymm" #x, offset)
#define LASTRO_EIGHT_ROWS(offset) \
    LASTRO_GATHER(offset, 0) LASTRO_GATHER(offset, 1) LASTRO_GATHER(offset, 2) LASTRO_GATHER(offset, 3) \
    LASTRO_GATHER(offset, 4) LASTRO_GATHER(offset, 5) LASTRO_GATHER(offset, 6) LASTRO_GATHER(offset, 7)
#define LASTRO_EVEN(m, x, y) LASTRO_PICK("vperm2i128", 8, x, y, 0x20) LASTRO_STORE(8, v, m)
#define LASTRO_ODD(m, x, y) LASTRO_PICK("vperm2i128", 8, x, y, 0x31) LASTRO_STORE(8, v, m)
#define LASTRO_MESSAGE \
    LASTRO_HALF_MESSAGE("0", 16, 17, 18, 19, 20, 21, 22, 23) LASTRO_HALF_MESSAGE("32", 24, 25, 26, 27, 28, 29, 30, 31)
LASTRO_MIX("avx2", mix_avx2, words8)
#undef LASTRO_MOVE
#undef LASTRO_XOR
#undef LASTRO_ADD_MESSAGE
#undef LASTRO_EVEN
#undef LASTRO_ODD
#undef LASTRO_SAVED
#undef LASTRO_ADD_TO_8
#undef LASTRO_XOR_8
#undef LASTRO_ORDER
#undef LASTRO_SHIFTS
#undef LASTRO_ROTATE
#undef LASTRO_ROTATE_16
#undef LASTRO_ROTATE_12
#undef LASTRO_ROTATE_8
#undef LASTRO_ROTATE_7
#undef LASTRO_LOAD_8

// AVX-512: rotations by any count, and 32 registers: vectors 16 to 31, the message, stay where they are made.
#define LASTRO_MOVE "vmovdqa32"
#define LASTRO_XOR(d, x) LASTRO_THREE("vpxord", d, d, x)
#define LASTRO_ADD_MESSAGE(d, i) LASTRO_ADD(d, i)
#define LASTRO_ROTATE(n, x) LASTRO_SHIFT("vprord", x, x, n)
#define LASTRO_LOAD_8 LASTRO_LOAD(8)
#define LASTRO_ADD_TO_8(x) LASTRO_ADD(8, x)
#define LASTRO_XOR_8(d) LASTRO_XOR(d, 8)
#define LASTRO_EVEN(m, x, y) LASTRO_PICK("vshufi32x4", m, x, y, 0)
#define LASTRO_ODD(m, x, y) LASTRO_PICK("vshufi32x4", m, x, y, 3)
#define LASTRO_SAVED \
    , "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25", "xmm26", "xmm27", \
        "xmm28", "xmm29", "xmm30", "xmm31"
LASTRO_MIX("avx512f,avx512vl", mix_avx512_8, words8)
#undef LASTRO_R
#undef LASTRO_W
#undef LASTRO_GATHER
#undef LASTRO_EIGHT_ROWS
#undef LASTRO_EVEN
#undef LASTRO_ODD
#define LASTRO_R "zmm"
#define LASTRO_W "64"
#define LASTRO_GATHER(offset, x, lane, other) \
    LASTRO_ROW(lane) LASTRO_PART("vmovdqu", "ymm" #x, offset) \
    LASTRO_ROW(other) LASTRO_INSERT("vinserti64x4", "zmm" #x, offset, 1)
#define LASTRO_EIGHT_ROWS(offset) \
    LASTRO_GATHER(offset, 0, 0, 4) LASTRO_GATHER(offset, 1, 1, 5) LASTRO_GATHER(offset, 2, 2, 6) \
    LASTRO_GATHER(offset, 3, 3, 7) LASTRO_GATHER(offset, 4, 8, 12) LASTRO_GATHER(offset, 5, 9, 13) \
    LASTRO_GATHER(offset, 6, 10, 14) LASTRO_GATHER(offset, 7, 11, 15)
#define LASTRO_EVEN(d, x, y) LASTRO_PICK("vshufi32x4", d, x, y, 0x88)
#define LASTRO_ODD(d, x, y) LASTRO_PICK("vshufi32x4", d, x, y, 0xDD)
LASTRO_MIX("avx512f,avx512vl", mix_avx512_16, words16)
#undef LASTRO_MOVE
#undef LASTRO_R
#undef LASTRO_W
#undef LASTRO_ADD
#undef LASTRO_XOR
#undef LASTRO_ADD_MESSAGE
#undef LASTRO_LOAD_8
#undef LASTRO_ADD_TO_8
#undef LASTRO_XOR_8
#undef LASTRO_ROTATE
#undef LASTRO_UNPACK
#undef LASTRO_GATHER
#undef LASTRO_EIGHT_ROWS
#undef LASTRO_EVEN
#undef LASTRO_ODD
#undef LASTRO_MESSAGE
#undef LASTRO_SAVED

#undef LASTRO_A
#undef LASTRO_I
#undef LASTRO_A_AT
#undef LASTRO_I_AT
#undef LASTRO_THREE
#undef LASTRO_THREE_FROM
#undef LASTRO_TWO
#undef LASTRO_TWO_FROM
#undef LASTRO_STORE
#undef LASTRO_SHIFT
#undef LASTRO_SHIFT_TWO
#undef LASTRO_PICK
#undef LASTRO_ROW
#undef LASTRO_PART
#undef LASTRO_INSERT
#undef LASTRO_SQUARE
#undef LASTRO_HALF_MESSAGE
#undef LASTRO_WIDE_MESSAGE
#undef LASTRO_HALF
#undef LASTRO_BEGIN
#undef LASTRO_ROUND
#undef LASTRO_SEVEN_ROUNDS
#undef LASTRO_LOAD
#undef LASTRO_LOAD_4
#undef LASTRO_STATE
#undef LASTRO_VALUE
#undef LASTRO_MIX
// clang-format on
#endif

}  // namespace lastro::inline v0::hash::detail::blake3_core
