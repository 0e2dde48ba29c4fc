// SPDX-License-Identifier: MIT
// lastro/store/pack.hpp
//
// How are many small objects read from one file? A pack: objects, then a sorted index of their names.
//
//   const store::pack one{"data.lastro/objects/packs/ab12...pack"};   // the index is compared with the file's name
//   std::vector<std::byte> memory;
//   if (const auto i = one.find(name)) use(one.bytes(*i, memory));    // not yet compared with `name`
//   one.layout_problems();                                            // what no name covers: the gaps between objects
//
// A pack is mapped, not read: the index is searched where it lies, by a table of 256 first bytes and bisection. A pack of
// version 2 was written with a codec; an object that the codec has not made smaller is mapped, too.
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
#include <lastro/store/codec.hpp>

namespace lastro::inline v0::store {

namespace detail {

/// The parts of a pack that do not depend on its objects.
struct pack_layout {
    static constexpr std::string_view magic = "lastroPK";
    static constexpr std::uint32_t version = 1;        ///< Objects as they are.
    static constexpr std::uint32_t coded_version = 2;  ///< Some of them as frames of a codec.
    static constexpr std::size_t header_size = 64;     ///< Magic, version, the codec's name, zeros.
    static constexpr std::size_t codec_name_size = 16;
    static constexpr std::size_t alignment = 64;
    static constexpr std::size_t fan_out = 256;
    static constexpr std::size_t trailer_size = 16 + hash::digest::size + 8;

    /// The longest content that is kept as a frame: what one claims to hold is believed up to here.
    static constexpr std::uint64_t largest_coded = std::uint64_t{64} << 20U;

    /// Bytes of an object's place in the index: offset and size, and with a codec also the size of the content.
    [[nodiscard]] static constexpr std::size_t range_size(bool coded) noexcept { return coded ? 24 : 16; }

    /// Precondition: `codec_name` has at most 16 bytes.
    [[nodiscard]] static std::array<std::byte, header_size> header(std::string_view codec_name = {}) noexcept {
        std::array<std::byte, header_size> bytes{};
        for (std::size_t i = 0; i < magic.size(); ++i) {
            bytes[i] = static_cast<std::byte>(magic[i]);
        }
        core::store_le(codec_name.empty() ? version : coded_version, bytes.data() + magic.size());
        for (std::size_t i = 0; i < codec_name.size(); ++i) {
            bytes[magic.size() + 4 + i] = static_cast<std::byte>(codec_name[i]);
        }
        return bytes;
    }
};

/// True for what may be the name of a codec.
[[nodiscard]] inline bool is_codec_name(std::string_view name) noexcept {
    for (const char c : name) {
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
            return false;
        }
    }
    return !name.empty() && name.size() <= pack_layout::codec_name_size;
}

}  // namespace detail

/// True for the name of a pack's file: 64 hexadecimal digits and ".pack".
[[nodiscard]] inline bool is_pack_name(std::string_view name) {
    constexpr std::size_t digits = 2 * hash::digest::size;
    return name.size() == digits + 5 && name.ends_with(".pack") && core::from_hex(name.substr(0, digits)).has_value();
}

/// A pack that has been opened: its index is whole, its objects have not been looked at. Movable, not copyable.
class pack {
public:
    /// `known` is needed to read what was written with a codec, and for nothing else.
    ///
    /// @throws io_error if the file cannot be read; format_error or integrity_error if it is no pack, or another one
    ///         than its name says.
    explicit pack(std::string path, codec known = {}) : path_(std::move(path)), file_(path_), known_(std::move(known)) {
        open();
    }

    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// How many objects there are.
    [[nodiscard]] std::size_t size() const noexcept { return count_; }

    /// The name of the codec that it was written with; empty: none.
    [[nodiscard]] std::string_view codec_name() const noexcept { return codec_; }

    /// The name of object `i`, ascending. Precondition: i < size().
    [[nodiscard]] hash::digest name(std::size_t i) const noexcept {
        std::array<std::byte, hash::digest::size> bytes;
        for (std::size_t k = 0; k < bytes.size(); ++k) {
            bytes[k] = names()[i * bytes.size() + k];
        }
        return {hash::algorithm::blake3, bytes};
    }

    /// The whole file.
    [[nodiscard]] core::byte_span file() const noexcept { return file_.bytes(); }

    /// What lies in the file for object `i`: its content, or a frame of it. Precondition: i < size().
    [[nodiscard]] core::byte_span stored(std::size_t i) const noexcept {
        return file_.bytes().subspan(static_cast<std::size_t>(offset(i)), static_cast<std::size_t>(length(i)));
    }

    /// How many bytes object `i` should have, and whether it is a frame. Precondition: i < size().
    [[nodiscard]] std::uint64_t content_size(std::size_t i) const noexcept {
        return codec_.empty() ? length(i) : core::load_le<std::uint64_t>(range(i) + 16);
    }
    [[nodiscard]] bool is_frame(std::size_t i) const noexcept { return content_size(i) != length(i); }

    /// Whether `bytes(i)` can be told: a frame needs the codec that wrote it.
    [[nodiscard]] bool is_readable(std::size_t i) const noexcept {
        return !is_frame(i) || (known_.name == codec_ && known_.decompress != nullptr);
    }

    /// What object `i` should be, not compared with its name: in the file, or in `memory` if it is a frame there. A damaged
    /// frame gives nothing. Precondition: i < size().
    ///
    /// @throws format_error if it is a frame of a codec that is not known here.
    [[nodiscard]] core::byte_span bytes(std::size_t i, std::vector<std::byte>& memory) const {
        if (!is_frame(i)) {
            return stored(i);
        }
        core::require<format_error>(is_readable(i), path_,
                                    "a repository that is opened with the codec that wrote this pack, " + codec_,
                                    known_.name.empty() ? std::string{"none"} : known_.name);
        memory.resize(static_cast<std::size_t>(content_size(i)));
        if (!known_.decompress(stored(i), memory)) {
            memory.clear();
        }
        return memory;
    }

    /// Which object has that name; nothing if none has.
    [[nodiscard]] std::optional<std::size_t> find(const hash::digest& wanted) const noexcept {
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
                return middle;
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
        return names() + count_ * hash::digest::size + detail::pack_layout::range_size(!codec_.empty()) * i;
    }
    [[nodiscard]] std::uint64_t offset(std::size_t i) const noexcept { return core::load_le<std::uint64_t>(range(i)); }
    [[nodiscard]] std::uint64_t length(std::size_t i) const noexcept {
        return core::load_le<std::uint64_t>(range(i) + 8);
    }

    std::string path_;
    core::mapped_file file_;
    codec known_;
    std::string codec_;      // the name of the one that wrote it
    std::size_t index_ = 0;  // where it begins
    std::size_t count_ = 0;
};

inline void pack::open() {
    using layout = detail::pack_layout;
    const core::byte_span all = file_.bytes();
    constexpr std::size_t fixed = 4 * layout::fan_out + layout::trailer_size;
    core::require<format_error>(all.size() >= layout::header_size + fixed, path_, "a pack", "a file too short for one");
    const std::size_t codec_at = layout::magic.size() + 4;
    if (core::load_le<std::uint32_t>(all.data() + layout::magic.size()) == layout::coded_version) {
        codec_ = core::as_text(all.subspan(codec_at, layout::codec_name_size));
        codec_.resize(core::smaller(codec_.size(), codec_.find('\0')));
        core::require<format_error>(detail::is_codec_name(codec_), path_, "the name of a codec", core::quoted(codec_));
    }
    const std::array<std::byte, layout::header_size> header = layout::header(codec_);
    for (std::size_t i = 0; i < header.size(); ++i) {
        core::require<format_error>(all[i] == header[i], path_, "the header of a pack, version 1 or 2",
                                    "another byte at offset " + std::to_string(i));
    }
    const core::byte_span trailer = all.last(layout::trailer_size);
    core::require<format_error>(core::as_text(trailer.last(layout::magic.size())) == layout::magic, path_,
                                "the end of a pack", "another");
    const auto begin = core::load_le<std::uint64_t>(trailer.data());
    const auto count = core::load_le<std::uint64_t>(trailer.data() + 8);
    const std::size_t room = all.size() - layout::header_size - fixed;
    const std::size_t entry_size = hash::digest::size + layout::range_size(!codec_.empty());
    core::require<format_error>(
        count <= room / entry_size && count <= UINT32_MAX && begin == layout::header_size + room - count * entry_size,
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
    std::uint64_t used = layout::header_size;
    for (std::size_t first = 0; first < layout::fan_out; ++first) {
        for (; at < count_ && std::to_integer<std::size_t>(names()[at * hash::digest::size]) == first; ++at) {
            core::require<format_error>((at == 0 || name(at - 1) < name(at)) && offset(at) >= layout::header_size &&
                                            offset(at) <= begin && length(at) <= begin - offset(at) &&
                                            length(at) <= begin - used,
                                        path_, "ascending names, each of bytes of its own before the index",
                                        "others at object " + std::to_string(at));
            core::require<format_error>(!is_frame(at) || content_size(at) <= layout::largest_coded, path_,
                                        "frames of at most 64 MiB", std::to_string(content_size(at)) + " bytes");
            used += length(at);
        }
        core::require<format_error>(up_to(first) == at, path_, "an index that counts first bytes",
                                    "another count at " + std::to_string(first));
    }
    core::require<format_error>(at == count_, path_, "ascending names", "others at object " + std::to_string(at));
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
