// SPDX-License-Identifier: MIT
// lastro/store/pack.hpp
//
// How are many small objects read from one file? A pack: objects, then a sorted index of their names.
//
//   const store::pack one{"data.lastro/objects/packs/ab12...pack"};   // the index is compared with the file's name
//   if (const auto bytes = one.find(name)) use(*bytes);               // not yet compared with `name`
//   one.layout_problems();                                            // what no name covers: the gaps between objects
//
// A pack is mapped, not read: the index is searched where it lies, by a table of 256 first bytes and bisection.
// docs/formats/repository.md specifies the file.
#pragma once

#include <array>        // array
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint32_t, uint64_t
#include <optional>     // nullopt, optional
#include <span>         // span
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/mapped_file.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/digest.hpp>

namespace lastro::inline v0::store {

namespace detail {

/// The parts of a pack that do not depend on its objects.
struct pack_layout {
    static constexpr std::string_view magic = "lastroPK";
    static constexpr std::uint32_t version = 1;
    static constexpr std::size_t header_size = 64;  ///< Magic, version, zeros.
    static constexpr std::size_t alignment = 64;
    static constexpr std::size_t fan_out = 256;
    static constexpr std::size_t entry_size = hash::digest::size + 16;  ///< A name, an offset and a size.
    static constexpr std::size_t trailer_size = 16 + hash::digest::size + 8;

    [[nodiscard]] static std::array<std::byte, header_size> header() noexcept {
        std::array<std::byte, header_size> bytes{};
        for (std::size_t i = 0; i < magic.size(); ++i) {
            bytes[i] = static_cast<std::byte>(magic[i]);
        }
        core::store_le(version, bytes.data() + magic.size());
        return bytes;
    }
};

}  // namespace detail

/// True for the name of a pack's file: 64 hexadecimal digits and ".pack".
[[nodiscard]] inline bool is_pack_name(std::string_view name) {
    constexpr std::size_t digits = 2 * hash::digest::size;
    return name.size() == digits + 5 && name.ends_with(".pack") && core::from_hex(name.substr(0, digits)).has_value();
}

/// A pack that has been opened: its index is whole, its objects have not been looked at. Movable, not copyable.
class pack {
public:
    /// @throws io_error if the file cannot be read; format_error or integrity_error if it is no pack, or another one
    ///         than its name says.
    explicit pack(std::string path) : path_(std::move(path)), file_(path_) { open(); }

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// How many objects there are.
    [[nodiscard]] std::size_t size() const noexcept { return count_; }

    /// The name of object `i`, ascending. Precondition: i < size().
    [[nodiscard]] hash::digest name(std::size_t i) const noexcept {
        std::array<std::byte, hash::digest::size> bytes;
        for (std::size_t k = 0; k < bytes.size(); ++k) {
            bytes[k] = names()[i * bytes.size() + k];
        }
        return {hash::algorithm::blake3, bytes};
    }

    /// What object `i` should be, not compared with its name. Precondition: i < size().
    [[nodiscard]] core::byte_span bytes(std::size_t i) const noexcept {
        return file_.bytes().subspan(static_cast<std::size_t>(offset(i)), static_cast<std::size_t>(length(i)));
    }

    /// What the object of that name should be, not compared with it; nothing if it is not here.
    [[nodiscard]] std::optional<core::byte_span> find(const hash::digest& wanted) const noexcept {
        if (wanted.algorithm() != hash::algorithm::blake3) {
            return std::nullopt;
        }
        const auto first_byte = std::to_integer<std::size_t>(wanted.bytes()[0]);
        std::size_t low = first_byte == 0 ? 0 : up_to(first_byte - 1);
        std::size_t high = up_to(first_byte);
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            const hash::digest here = name(middle);
            if (here == wanted) {
                return bytes(middle);
            }
            (here < wanted ? low : high) = here < wanted ? middle + 1 : middle;
        }
        return std::nullopt;
    }

    /// One sentence for each place between objects that is not zero, and where objects overlap.
    [[nodiscard]] std::vector<std::string> layout_problems() const;

private:
    void open();

    [[nodiscard]] const std::byte* index() const noexcept { return file_.bytes().data() + index_; }
    [[nodiscard]] std::size_t up_to(std::size_t first_byte) const noexcept {
        return core::load_le<std::uint32_t>(index() + 4 * first_byte);
    }
    [[nodiscard]] const std::byte* names() const noexcept { return index() + 4 * detail::pack_layout::fan_out; }
    [[nodiscard]] const std::byte* range(std::size_t i) const noexcept {
        return names() + count_ * hash::digest::size + 16 * i;
    }
    [[nodiscard]] std::uint64_t offset(std::size_t i) const noexcept { return core::load_le<std::uint64_t>(range(i)); }
    [[nodiscard]] std::uint64_t length(std::size_t i) const noexcept {
        return core::load_le<std::uint64_t>(range(i) + 8);
    }

    std::string path_;
    core::mapped_file file_;
    std::size_t index_ = 0;  // where it begins
    std::size_t count_ = 0;
};

inline void pack::open() {
    using layout = detail::pack_layout;
    const core::byte_span all = file_.bytes();
    constexpr std::size_t fixed = 4 * layout::fan_out + layout::trailer_size;
    core::require<format_error>(all.size() >= layout::header_size + fixed, path_, "a pack", "a file too short for one");
    const std::array<std::byte, layout::header_size> header = layout::header();
    for (std::size_t i = 0; i < header.size(); ++i) {
        core::require<format_error>(all[i] == header[i], path_, "the header of a pack, version 1",
                                    "another byte at offset " + std::to_string(i));
    }
    const core::byte_span trailer = all.last(layout::trailer_size);
    core::require<format_error>(core::as_text(trailer.last(layout::magic.size())) == layout::magic, path_,
                                "the end of a pack", "another");
    const auto begin = core::load_le<std::uint64_t>(trailer.data());
    const auto count = core::load_le<std::uint64_t>(trailer.data() + 8);
    const std::size_t room = all.size() - layout::header_size - fixed;
    core::require<format_error>(count <= room / layout::entry_size && count <= UINT32_MAX &&
                                    begin == layout::header_size + room - count * layout::entry_size,
                                path_, "an index as long as the file says", std::to_string(count) + " objects");
    index_ = static_cast<std::size_t>(begin);
    count_ = static_cast<std::size_t>(count);
    const core::byte_span sealed = all.subspan(index_, all.size() - index_ - hash::digest::size - 8);
    const hash::digest seal = hash::blake3::of(sealed);
    const core::byte_span written = trailer.subspan(16, hash::digest::size);
    core::require<integrity_error>(
        core::as_text(written) == core::as_text(seal.bytes()) && path_.ends_with('/' + seal.hex() + ".pack"), path_,
        "an index with that digest", seal.to_string());
    std::size_t at = 0;  // sealed, and still not believed: whoever writes a pack may be wrong
    for (std::size_t first = 0; first < layout::fan_out; ++first) {
        for (; at < count_ && std::to_integer<std::size_t>(names()[at * hash::digest::size]) == first; ++at) {
            core::require<format_error>((at == 0 || name(at - 1) < name(at)) && offset(at) >= layout::header_size &&
                                            offset(at) <= begin && length(at) <= begin - offset(at),
                                        path_, "ascending names, each of bytes before the index",
                                        "others at object " + std::to_string(at));
        }
        core::require<format_error>(up_to(first) == at, path_, "an index that counts first bytes",
                                    "another count at " + std::to_string(first));
    }
}

inline std::vector<std::string> pack::layout_problems() const {
    std::vector<std::string> found;
    std::vector<std::size_t> order(count_);
    for (std::size_t i = 0; i < count_; ++i) {
        order[i] = i;
    }
    core::stable_sort(std::span{order}, [this](std::size_t a, std::size_t b) {
        return offset(a) != offset(b) ? offset(a) < offset(b) : length(a) < length(b);  // one without bytes goes first
    });
    std::uint64_t end = detail::pack_layout::header_size;
    const auto check_gap = [&](std::uint64_t next) {
        bool zero = end <= next;
        for (std::uint64_t i = end; i < next; ++i) {
            zero = zero && file_.bytes()[static_cast<std::size_t>(i)] == std::byte{0};
        }
        if (!zero) {
            found.push_back(core::contract_message(path_, "objects side by side, and zeros between them",
                                                   "something else before offset " + std::to_string(next)));
        }
    };
    for (const std::size_t i : order) {
        check_gap(offset(i));
        end = offset(i) + length(i);
    }
    check_gap(index_);
    return found;
}

}  // namespace lastro::inline v0::store
