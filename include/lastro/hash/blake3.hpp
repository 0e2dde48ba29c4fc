// SPDX-License-Identifier: MIT
// lastro/hash/blake3.hpp
//
// What is the digest of these bytes, quickly? BLAKE3, in one call or as the bytes arrive.
//
//   const hash::digest d = hash::blake3::of(bytes);                        // what b3sum prints
//   const hash::digest e = hash::blake3::of(bytes, 4);                     // the same, by four threads
//   hash::blake3 hasher; hasher.update(header).update(body);               // any split gives the same digest
//   hasher.update_part(hasher.part_of(0, bytes));                          // 256 KiB of it that were hashed apart
//   hash::blake3::derive_key("example.org 2026 session").update(secret).finalize(key);   // any length of output
//   const auto kept = hasher.save(); hasher = hash::blake3::resume(kept);  // go on tomorrow, on another machine
//
// Standard library and POSIX threads only. Every processor, level and number of threads gives the same bytes. Objects
// are plain values without heap and locks; threads live only during the call that names them.
//
// Reference
//   [1] J. O'Connor, J.-P. Aumasson, S. Neves, Z. Wilcox-O'Hearn, BLAKE3: one function, fast everywhere, 2021.
#pragma once

#include <array>        // array
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint8_t, uint32_t, uint64_t
#include <span>         // span
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/hash/detail/blake3_state.hpp>
#include <lastro/hash/detail/blake3_tree.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/hash/level.hpp>

namespace lastro::inline v0::hash {

/// A BLAKE3 computation in progress; copies go their own ways.
class blake3 {
public:
    /// Plain hashing.
    blake3() noexcept : blake3(detected_level()) {}

    /// Plain hashing with the kernels of `use`. Precondition: this machine has them.
    explicit blake3(level use) noexcept : tree_(detail::blake3_core::initial_value, 0, use) {}

    /// A keyed hash (a message authentication code): only who has the key can make or check it.
    [[nodiscard]] static blake3 keyed(std::span<const std::byte, digest::size> key,
                                      level use = detected_level()) noexcept {
        return blake3{{key_words(key), detail::blake3_core::flag::keyed_hash, use}};
    }

    /// Derives keys from the material that is fed: independent ones for every `context`, which should be fixed text
    /// of the application that is used for nothing else.
    [[nodiscard]] static blake3 derive_key(std::string_view context, level use = detected_level()) noexcept {
        blake3 names{{detail::blake3_core::initial_value, detail::blake3_core::flag::derive_key_context, use}};
        std::array<std::byte, digest::size> key;
        names.update(core::as_bytes(context)).finalize(key);
        return blake3{{key_words(key), detail::blake3_core::flag::derive_key_material, use}};
    }

    /// The digest of `bytes`.
    [[nodiscard]] static digest of(core::byte_span bytes) noexcept { return blake3{}.update(bytes).finalize(); }

    /// The same, by up to `threads` threads.
    [[nodiscard]] static digest of(core::byte_span bytes, std::size_t threads) {
        return blake3{}.update(bytes, threads).finalize();
    }

    /// Feeds more bytes. Cost: fastest in pieces of 128 KiB or more, or the whole at once.
    blake3& update(core::byte_span bytes) noexcept {
        tree_.update(bytes);
        return *this;
    }

    /// Feeds more bytes, which up to `threads` threads hash in parts of 256 KiB: worth its threads from 1 MiB on.
    /// Cost: 64 bytes of memory for each part.
    blake3& update(core::byte_span bytes, std::size_t threads) {
        if (threads <= 1) {
            return update(bytes);
        }
        tree_.update(bytes,
                     [threads](std::size_t tasks, const auto& task) { core::parallel_for(tasks, threads, task); });
        return *this;
    }

    /// A part of an input, which may be hashed before and apart from what stands in front of it, by any thread.
    struct part {
        std::array<std::byte, 2 * digest::size> values{};  ///< Of its halves.
    };
    static constexpr std::size_t part_size = detail::blake3_core::task_chunks * detail::blake3_core::chunk_size;

    /// Part `number` of the input, counted from 0, for `update_part`; what was fed so far is not looked at.
    ///
    /// Precondition: `bytes` are `part_size` many.
    [[nodiscard]] part part_of(std::uint64_t number, core::byte_span bytes) const noexcept {
        part result;
        tree_.part_values(bytes.data(), number * detail::blake3_core::task_chunks, result.values.data());
        return result;
    }

    /// Feeds a part in place of its bytes. Precondition: exactly what stands in front of it was fed.
    blake3& update_part(const part& next) noexcept {
        tree_.push_part(next.values.data());
        return *this;
    }

    /// The digest of what was fed so far; feeding may go on.
    [[nodiscard]] digest finalize() const noexcept {
        std::array<std::byte, digest::size> bytes;
        tree_.finalize(bytes, 0);
        return {algorithm::blake3, bytes};
    }

    /// Fills `out` from byte `offset` of the output, which is 2^64 bytes long and begins with the digest.
    void finalize(std::span<std::byte> out, std::uint64_t offset = 0) const noexcept { tree_.finalize(out, offset); }

    /// How many bytes were fed so far.
    [[nodiscard]] std::uint64_t size() const noexcept {
        return tree_.state().chunks * detail::blake3_core::chunk_size + tree_.state().filled;
    }

    /// The computation as at most 3 KB, from which `resume` goes on, anywhere (docs/formats/blake3_state.md). They hold
    /// the key of a keyed hash: keep them as secret as it.
    [[nodiscard]] std::vector<std::byte> save() const { return detail::blake3_core::encode(tree_.state()); }

    /// The computation that `save` wrote.
    ///
    /// @throws format_error if the bytes are no such state; integrity_error if they were changed.
    [[nodiscard]] static blake3 resume(core::byte_span saved, level use = detected_level()) {
        return blake3{{detail::blake3_core::decode(saved), use}};
    }

    /// The state of the tree: for what is built on top of it.
    [[nodiscard]] const detail::blake3_core::tree& tree() const noexcept { return tree_; }

private:
    explicit blake3(const detail::blake3_core::tree& start) noexcept : tree_(start) {}

    [[nodiscard]] static detail::blake3_core::words key_words(std::span<const std::byte, digest::size> key) noexcept {
        detail::blake3_core::words result{};
        for (std::size_t i = 0; i < result.size(); ++i) {
            result[i] = core::load_le<std::uint32_t>(key.data() + 4 * i);
        }
        return result;
    }

    detail::blake3_core::tree tree_;
};

}  // namespace lastro::inline v0::hash
