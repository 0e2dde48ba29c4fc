// SPDX-License-Identifier: MIT
// lastro/drift/detail/state_bytes.hpp
//
// How is a detector kept while its process sleeps, and taken up again as if nothing had happened?
//
//   class watcher {                                         // what a detector must say about itself:
//       static constexpr const char* kind = "watcher";
//       std::vector<std::byte> state() const { return detail::state_bytes::of(*this); }
//       static watcher from_state(core::byte_span bytes) { return detail::state_bytes::read<watcher>(bytes); }
//   private:
//       friend struct detail::state_bytes;
//       static void each_setting(auto& settings, auto&& each) { each("delta", settings.delta); }
//       static void each_number(auto& self, auto&& each) { each(self.count_, self.sum_); }
//       bool consistent() const noexcept { return count_ > 0 || sum_ == 0.0; }   // could these numbers be those of any stream?
//       watcher_settings settings_;
//   };
//
// The bytes are specified in docs/formats/detector_state.md. Nothing that is read is trusted: format_error for what is cut,
// altered, of another kind or version, and for what no stream leads to.
#pragma once

#include <concepts>     // unsigned_integral
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint8_t, uint32_t, uint64_t
#include <limits>       // numeric_limits
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <type_traits>  // conditional_t, remove_cvref_t
#include <utility>      // declval
#include <vector>       // vector

#include <lastro/core/byte_stream.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/random/stream.hpp>

namespace lastro::inline v0::drift::detail {

/// Takes the numbers of a detector, to write them: reals and counts with 8 bytes, truths and bytes with 1.
class state_writer {
public:
    void operator()(const auto&... numbers) { (put(numbers), ...); }

    /// A count that a loop is about to trust.
    template <std::unsigned_integral Count>
    void bounded(const Count& count, std::uint64_t) {
        put(count);
    }

    /// A number below 65536, with 2 bytes.
    void small(const std::uint16_t& number, std::uint64_t) { out.put(number); }

    core::byte_writer out;

private:
    void put(double x) { out.put(x); }
    template <std::unsigned_integral Count>
    void put(Count x) {
        if constexpr (sizeof(Count) == 1) {
            out.put(static_cast<std::uint8_t>(x));
        } else {
            out.put(static_cast<std::uint64_t>(x));
        }
    }
};

/// Reads what a `state_writer` wrote into the numbers.
class state_reader {
public:
    state_reader(core::byte_span bytes, const std::string& where) : in{bytes, where}, where_{where} {}

    void operator()(auto&... numbers) { (get(numbers), ...); }

    /// @throws format_error if the count is above `most`.
    template <std::unsigned_integral Count>
    void bounded(Count& count, std::uint64_t most) {
        get(count);
        core::require<format_error>(count <= most, where_, "a count of at most " + std::to_string(most),
                                    static_cast<std::uint64_t>(count));
    }

    /// @throws format_error if the number is above `most`.
    void small(std::uint16_t& number, std::uint64_t most) {
        number = in.get<std::uint16_t>();
        core::require<format_error>(number <= most, where_, "a number of at most " + std::to_string(most), number);
    }

    core::byte_reader in;

private:
    void get(double& x) {
        x = in.get<double>();
        core::require<format_error>(!num::is_nan(x), where_, "numbers", x);
    }
    template <std::unsigned_integral Count>
    void get(Count& x) {
        using wide = std::conditional_t<sizeof(Count) == 1, std::uint8_t, std::uint64_t>;
        const auto value = static_cast<std::uint64_t>(in.get<wide>());
        core::require<format_error>(value <= std::uint64_t{(std::numeric_limits<Count>::max)()}, where_,
                                    "a count in its range", value);
        x = static_cast<Count>(value);
    }

    std::string where_;
};

/// What may look into a detector.
struct state_bytes {
    static constexpr std::string_view magic = "LASTDRFT";
    static constexpr std::uint32_t version = 1;
    static constexpr std::uint64_t longest = std::uint64_t{1} << 62U;  ///< Values: a stream of centuries.

    /// The kind that `bytes` begin with; begins every message with `where`.
    [[nodiscard]] static std::string kind_of(core::byte_span bytes, const std::string& where) {
        core::byte_reader in{bytes, where};
        core::require<format_error>(bytes.size() >= magic.size() && core::as_text(in.raw(magic.size())) == magic, where,
                                    "bytes that begin with LASTDRFT", "others");
        const auto found = in.get<std::uint32_t>();
        core::require<format_error>(found == version, where, "version 1", found);
        return in.text();
    }

    template <class Watcher>
    [[nodiscard]] static std::vector<std::byte> of(const Watcher& watch) {
        state_writer write;
        write.out.put_raw(core::as_bytes(magic));
        write.out.put(version);
        write.out.put(Watcher::kind);
        Watcher::each_setting(watch.settings_, [&](const char*, const auto& x) { write(x); });
        Watcher::each_number(watch, write);
        write.out.put(checksum(write.out.bytes()));
        return write.out.take();
    }

    template <class Watcher>
    [[nodiscard]] static Watcher read(core::byte_span bytes) {
        const std::string where = std::string{"drift::"} + Watcher::kind + ": saved state";
        state_reader read = opened(bytes, Watcher::kind, where);
        auto settings = settings_of<Watcher>(read);
        try {
            Watcher watch{settings};
            Watcher::each_number(watch, read);
            read.in.finish();
            bool possible = watch.consistent();
            if constexpr (requires { watch.count(); }) {
                possible = possible && watch.count() <= longest;
            }
            core::require<format_error>(possible, where, "numbers that a stream leads to", "others");
            return watch;
        } catch (const std::invalid_argument& refused) {
            throw format_error{where + ": " + refused.what()};
        }
    }

    /// The numbers of a detector inside another.
    static void numbers_of(auto& inner, auto&& each) { std::remove_cvref_t<decltype(inner)>::each_number(inner, each); }
    [[nodiscard]] static bool consistent(const auto& inner) noexcept { return inner.consistent(); }

    /// The settings by name: each(name, value).
    template <class Watcher>
    static void settings(auto& settings, auto&& each) {
        Watcher::each_setting(settings, each);
    }

private:
    // Any change of one byte changes it: each step of FNV-1a is one-to-one.
    [[nodiscard]] static std::uint64_t checksum(core::byte_span bytes) noexcept {
        return random::detail::fnv1a(core::as_text(bytes));
    }

    [[nodiscard]] static state_reader opened(core::byte_span bytes, std::string_view kind, const std::string& where) {
        const std::string found = kind_of(bytes, where);
        core::require<format_error>(found == kind, where, "a detector of that kind", core::quoted(found));
        const std::size_t head = magic.size() + sizeof version + sizeof(std::uint64_t) + kind.size();
        const std::size_t tail = sizeof(std::uint64_t);
        core::require<format_error>(bytes.size() >= head + tail, where, "a checksum", "the end");
        const core::byte_span body = bytes.first(bytes.size() - tail);
        core::require<format_error>(checksum(body) == core::load_le<std::uint64_t>(bytes.last(tail).data()), where,
                                    "the bytes of its checksum", "bytes that are cut or altered");
        return state_reader{body.subspan(head), where};
    }

    template <class Watcher>
    [[nodiscard]] static auto settings_of(state_reader& read) {
        std::remove_cvref_t<decltype(std::declval<const Watcher&>().settings())> settings{};
        Watcher::each_setting(settings, [&](const char*, auto& x) { read(x); });
        return settings;
    }
};

}  // namespace lastro::inline v0::drift::detail
