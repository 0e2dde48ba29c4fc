// SPDX-License-Identifier: MIT
// lastro/artifact/npy_header.hpp
//
// What does a NumPy file say of its array, and may it be believed? A dictionary, spelled as Python spells it.
//
//   const auto header = artifact::parse_npy(bytes, "x.npy");            // a format_error unless valid, and sizes fit
//   const auto first = artifact::npy_header_bytes(artifact::dtype::f64, {{2, 3}});   // as numpy.save writes them
//
// Versions 1.0, 2.0 and 3.0 [1]. Arrays of plain numbers: records, objects, texts and long doubles are refused. Nothing of
// the header is evaluated.
//
// References
//   [1] NumPy, numpy/lib/format.py, "A simple format for saving numpy arrays to disk".
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // uint16_t, uint32_t, uint64_t
#include <optional>     // optional
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/tensor_layout.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

/// What a NumPy file says of its array.
struct npy_header {
    dtype type = dtype::f64;
    std::vector<std::uint64_t> shape = {};
    bool by_columns = false;  ///< `fortran_order`: the first index changes fastest.
    bool big_endian = false;
    std::uint64_t data_begin = 0;
    std::uint64_t data_size = 0;  ///< As type and shape say; the file has as much.
};

namespace detail {

/// NumPy's letters for the element types that both sides have.
struct numpy_type {
    std::string_view name;  // behind the byte order
    dtype type;
};
inline constexpr numpy_type numpy_types[] = {
    {"b1", dtype::boolean}, {"i1", dtype::i8},  {"u1", dtype::u8},  {"i2", dtype::i16}, {"u2", dtype::u16},
    {"f2", dtype::f16},     {"i4", dtype::i32}, {"u4", dtype::u32}, {"f4", dtype::f32}, {"c8", dtype::c64},
    {"i8", dtype::i64},     {"u8", dtype::u64}, {"f8", dtype::f64}};

inline constexpr std::string_view npy_magic = "\x93NUMPY";

/// Reads the dictionary: the three keys that there must be, once each, and no others.
class npy_dictionary {
public:
    npy_dictionary(std::string_view text, const std::string& where) : rest_(text), where_(where) {}

    void read(npy_header& header) {
        bool type = false;
        bool order = false;
        bool shape = false;
        const auto once = [&](bool& seen) {
            if (seen) {
                fail("every key once");
            }
            seen = true;
        };
        take('{');
        while (!skip('}')) {
            const std::string_view key = string();
            take(':');
            if (key == "descr") {
                once(type);
                descr(header);
            } else if (key == "fortran_order") {
                once(order);
                header.by_columns = word("True");
                if (!header.by_columns && !word("False")) {
                    fail("True or False");
                }
            } else if (key == "shape") {
                once(shape);
                numbers(header.shape);
            } else {
                fail("descr, fortran_order and shape only");
            }
            if (!skip(',') && next() != '}') {
                fail("',' or '}'");
            }
        }
        if (!type || !order || !shape) {
            fail("descr, fortran_order and shape before this");
        }
        if (next() != '\0' || !rest_.empty()) {
            fail("nothing more");
        }
    }

private:
    [[noreturn]] void fail(std::string_view expected) const {
        core::fail<format_error>(where_ + ": header", expected,
                                 rest_.empty() ? "the end" : core::quoted(rest_.substr(0, 16)));
    }

    [[nodiscard]] char next() noexcept {
        while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n' || rest_[0] == '\t' || rest_[0] == '\r')) {
            rest_.remove_prefix(1);
        }
        return rest_.empty() ? '\0' : rest_[0];
    }
    [[nodiscard]] bool skip(char c) noexcept {
        const bool found = next() == c && !rest_.empty();
        rest_.remove_prefix(found ? 1 : 0);
        return found;
    }
    void take(char c) {
        if (!skip(c)) {
            fail(std::string{'\'', c, '\''});
        }
    }
    [[nodiscard]] bool word(std::string_view text) noexcept {
        static_cast<void>(next());
        const bool found = rest_.starts_with(text);
        rest_.remove_prefix(found ? text.size() : 0);
        return found;
    }
    [[nodiscard]] std::string_view string() {
        const char quote = next();
        const std::size_t end = quote == '\'' || quote == '"' ? rest_.find(quote, 1) : std::string_view::npos;
        if (end == std::string_view::npos || rest_.substr(0, end).find('\\') != std::string_view::npos) {
            fail("a text in quotes");
        }
        const std::string_view text = rest_.substr(1, end - 1);
        rest_.remove_prefix(end + 1);
        return text;
    }

    void descr(npy_header& header) {
        if (next() == '[') {
            fail("an array of plain numbers");
        }
        const std::string_view text = string();
        for (const numpy_type& known : numpy_types) {
            const bool one_byte = bits(known.type) == 8;
            if (text.size() == 3 && text.substr(1) == known.name &&
                (text[0] == '<' || text[0] == '>' || (text[0] == '|' && one_byte))) {
                header.type = known.type;
                header.big_endian = text[0] == '>' && !one_byte;
                return;
            }
        }
        core::fail<format_error>(where_ + ": header", "an array of plain numbers of at most 8 bytes",
                                 core::quoted(text));
    }

    void numbers(std::vector<std::uint64_t>& shape) {
        constexpr std::size_t most = 64;  // NumPy's own bound
        take('(');
        while (!skip(')')) {
            std::uint64_t value = 0;
            static_cast<void>(next());
            const bool leading_zero = rest_.starts_with('0');
            std::size_t digits = 0;
            for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits) {
                const auto digit = static_cast<std::uint64_t>(rest_[digits] - '0');
                if (value > (UINT64_MAX - digit) / 10) {
                    fail("a size below 2^64");
                }
                value = value * 10 + digit;
            }
            if (digits == 0 || (leading_zero && digits > 1) || shape.size() == most) {
                fail("at most 64 whole numbers");
            }
            rest_.remove_prefix(digits);
            shape.push_back(value);
            if (!skip(',') && (shape.size() == 1 || next() != ')')) {  // Python's (3) is no tuple
                fail("','");
            }
        }
    }

    std::string_view rest_;
    const std::string& where_;
};

}  // namespace detail

/// Reads and checks the header of `file`, the bytes of a whole NumPy file; no data is touched.
///
/// @throws format_error "<where>: ..." unless it is one, its array is of plain numbers, and the file ends with its data.
[[nodiscard]] inline npy_header parse_npy(core::byte_span file, const std::string& where) {
    constexpr std::uint64_t longest = 65'536;  // far beyond 64 dimensions
    const std::string_view text = core::as_text(file);
    core::require<format_error>(text.starts_with(detail::npy_magic) && text.size() >= 10, where, "a NumPy file",
                                core::quoted(text.substr(0, 8)));
    const auto major = std::to_integer<unsigned>(file[6]);
    const auto minor = std::to_integer<unsigned>(file[7]);
    core::require<format_error>(major >= 1 && major <= 3 && minor == 0, where, "version 1.0, 2.0 or 3.0",
                                std::to_string(major) + "." + std::to_string(minor));
    const std::size_t begin = major == 1 ? 10 : 12;
    core::require<format_error>(file.size() >= begin, where, "a header", "the end");
    const std::uint64_t length =
        major == 1 ? core::load_le<std::uint16_t>(file.data() + 8) : core::load_le<std::uint32_t>(file.data() + 8);
    core::require<format_error>(length <= file.size() - begin && length <= longest, where,
                                "a header within the file, of at most 65536 bytes", length);
    npy_header header;
    detail::npy_dictionary{text.substr(begin, static_cast<std::size_t>(length)), where}.read(header);
    header.data_begin = begin + length;
    const auto size = bits_of(header.type, header.shape);
    core::require<format_error>(size.has_value(), where, "a size below 2^64 bits", "more");
    header.data_size = *size / 8;
    core::require<format_error>(header.data_size == file.size() - header.data_begin, where,
                                std::to_string(header.data_size) + " bytes of data, as the shape says",
                                file.size() - header.data_begin);
    return header;
}

/// The first bytes of a file with such an array, byte for byte as numpy.save writes them: the data begins at a multiple of
/// 64, row-major and little-endian.
///
/// @throws std::invalid_argument for more than 64 dimensions and for an element type that NumPy has not (BF16, F8, ...).
[[nodiscard]] inline std::vector<std::byte> npy_header_bytes(dtype type, std::span<const std::uint64_t> shape) {
    std::string text = "{'descr': '";
    const std::size_t before = text.size();
    for (const detail::numpy_type& known : detail::numpy_types) {
        if (known.type == type) {
            text += bits(type) == 8 ? '|' : '<';
            text += known.name;
        }
    }
    core::require<std::invalid_argument>(text.size() > before, "artifact::npy_header_bytes",
                                         "an element type that NumPy has", to_string(type));
    core::require<std::invalid_argument>(shape.size() <= 64, "artifact::npy_header_bytes", "at most 64 dimensions",
                                         shape.size());
    text += "', 'fortran_order': False, 'shape': (";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    }
    text += shape.size() == 1 ? ",), }" : "), }";
    if (!shape.empty()) {  // NumPy leaves room for a first dimension of 21 digits
        text.append(21 - std::to_string(shape[0]).size(), ' ');
    }
    const std::size_t begin = 10;  // 64 dimensions of 20 digits do not fill the 65,535 bytes of version 1.0
    text.append(64 - (begin + text.size() + 1) % 64, ' ');  // 64 where nothing is missing, as NumPy does
    text += '\n';
    std::vector<std::byte> bytes;
    const auto put = [&](std::string_view part) {
        const core::byte_span raw = core::as_bytes(part);
        bytes.insert(bytes.end(), raw.begin(), raw.end());
    };
    put(detail::npy_magic);
    put(std::string_view{"\x01\x00", 2});
    core::append_le(bytes, static_cast<std::uint16_t>(text.size()));
    put(text);
    return bytes;
}

}  // namespace lastro::inline v0::artifact
