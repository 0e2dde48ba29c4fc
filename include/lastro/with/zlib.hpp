// SPDX-License-Identifier: MIT
// lastro/with/zlib.hpp
//
// How are compressed files read without unpacking them first?
//
//   const data::table flights = with::read_csv_gz("flights.csv.gz");                   // the whole table
//   data::csv_batches batches{with::gzip_source{"flights.csv.gz"}, {.threads = 2}};   // or some megabytes at a time
//   const artifact::npz_file arrays{"x.npz", with::inflate};                           // numpy.savez_compressed
//
// Needs zlib.h and libz (https://zlib.net, 1.2.9 or later): link lastro::with_zlib, or add -lz. A file that is not compressed
// is read as it is. Nothing else of the library needs this header.
#pragma once

#include <zlib.h>

#include <cerrno>     // errno, ENOENT
#include <cstddef>    // byte, size_t
#include <cstdint>    // uint64_t
#include <stdexcept>  // runtime_error
#include <string>     // string, to_string
#include <utility>    // exchange, move
#include <vector>     // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/data/csv_batches.hpp>

namespace lastro::inline v0::with {

/// The content of a gzip file, from its start to its end; movable, not copyable.
class gzip_source {
public:
    /// @throws io_error if the file cannot be opened.
    explicit gzip_source(std::string path) : path_(std::move(path)), file_(::gzopen(path_.c_str(), "rbe")) {
        if (file_ == nullptr) {
            core::detail::refuse(path_, "open for reading", errno);
        }
        static_cast<void>(::gzbuffer(file_, 1U << 17U));
    }
    gzip_source(gzip_source&& other) noexcept
        : path_(std::move(other.path_)), file_(std::exchange(other.file_, nullptr)) {}
    gzip_source& operator=(gzip_source&& other) noexcept {
        path_.swap(other.path_);
        std::swap(file_, other.file_);
        return *this;
    }
    ~gzip_source() {
        if (file_ != nullptr) {
            static_cast<void>(::gzclose_r(file_));
        }
    }

    /// Up to `size` bytes; 0 at the end. @throws format_error for damaged or cut content; io_error.
    [[nodiscard]] std::size_t read(char* to, std::size_t size) {
        constexpr std::size_t most = std::size_t{1} << 30U;  // gzread counts in int
        const int count = ::gzread(file_, to, static_cast<unsigned>(size < most ? size : most));
        int code = Z_OK;
        const char* const text = ::gzerror(file_, &code);
        if (code == Z_ERRNO) {
            core::detail::refuse(path_, "read", errno);
        }
        core::require<format_error>(count >= 0 && code != Z_BUF_ERROR, path_, "gzip content to its end",
                                    std::string{text == nullptr ? "" : text});
        return static_cast<std::size_t>(count);
    }

    /// @throws io_error for what has no beginning, such as a pipe.
    void rewind() {
        if (::gzrewind(file_) != 0) {
            core::detail::refuse(path_, "read a second time", errno);
        }
    }
    [[nodiscard]] const std::string& name() const noexcept { return path_; }

private:
    std::string path_;
    ::gzFile file_;
};

/// The unpacked content; at most `limit` bytes. @throws as gzip_source; format_error where it is more.
[[nodiscard]] inline std::string read_gzip(const std::string& path, std::size_t limit = std::size_t{1} << 34U) {
    gzip_source source{path};
    std::string text;
    std::size_t size = 0;
    for (;;) {
        if (size == text.size()) {
            text.resize(size < limit / 2 ? size * 2 + 65'536 : limit + 1);
        }
        const std::size_t count = source.read(text.data() + size, text.size() - size);
        size += count;
        core::require<format_error>(size <= limit, path, "at most " + std::to_string(limit) + " bytes when unpacked",
                                    "more");
        if (count == 0) {
            text.resize(size);
            return text;
        }
    }
}

/// The bytes that a DEFLATE stream holds (RFC 1951, without a header), of which there must be `size`.
///
/// @throws format_error if the stream is damaged, cut, followed by anything, or holds another number of bytes.
[[nodiscard]] inline std::vector<std::byte> inflate(core::byte_span stream, std::uint64_t size) {
    constexpr std::uint64_t most_per_byte = 1032;  // what DEFLATE can make of one: no memory for what cannot be there
    core::require<format_error>(size / most_per_byte <= stream.size(), "with::inflate",
                                "no more than DEFLATE can hold in " + std::to_string(stream.size()) + " bytes", size);
    constexpr std::size_t piece = std::size_t{1} << 30U;  // zlib counts in unsigned
    std::vector<std::byte> content(static_cast<std::size_t>(size));
    ::z_stream state{};
    core::require<std::runtime_error>(::inflateInit2(&state, -15) == Z_OK, "with::inflate", "zlib to begin", "not");
    std::byte nothing{};
    std::size_t from = 0;
    std::size_t to = 0;
    int code = Z_OK;
    while (code == Z_OK) {
        const std::size_t in = core::smaller(stream.size() - from, piece);
        const std::size_t out = core::smaller(content.size() - to, piece);
        state.next_in = reinterpret_cast<::Bytef*>(const_cast<std::byte*>(stream.data() + from));
        state.avail_in = static_cast<unsigned>(in);
        state.next_out = reinterpret_cast<::Bytef*>(content.empty() ? &nothing : content.data() + to);
        state.avail_out = static_cast<unsigned>(out);
        code = ::inflate(&state, Z_NO_FLUSH);
        from += in - state.avail_in;
        to += out - state.avail_out;
    }
    ::inflateEnd(&state);
    core::require<format_error>(code == Z_STREAM_END && from == stream.size() && to == content.size(), "with::inflate",
                                "a DEFLATE stream of " + std::to_string(size) + " bytes", "another");
    return content;
}

/// The table in a compressed file. @throws as data::read_csv and read_gzip.
[[nodiscard]] inline data::table read_csv_gz(const std::string& path, const data::csv_settings& settings = {}) {
    const std::string text = read_gzip(path);
    return data::parse_csv(text, path, settings);
}

}  // namespace lastro::inline v0::with
