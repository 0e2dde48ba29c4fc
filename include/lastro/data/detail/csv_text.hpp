// SPDX-License-Identifier: MIT
// lastro/data/detail/csv_text.hpp
//
// How is a text read that lies in memory, or in a file of which only a part is in memory at a time?
//
//   csv_text text = csv_text::of_file("flights.csv");
//   for (std::size_t at = 0; at < text.size(); at += used) used = some_of(text.window(at, 1 << 22, run));
//
// The buffer is used again for the next window: memory that is touched the first time costs more than reading does, and
// what was just read is still in the cache. A file has the size that it had when it was opened; one that is cut since then is an
// error. What is no ordinary file, such as a pipe, is read to its end at once.
#pragma once

#include <fcntl.h>     // O_RDONLY (POSIX)
#include <sys/stat.h>  // fstat (POSIX)
#include <unistd.h>    // pread, read (POSIX)

#include <cerrno>       // ENODATA, errno
#include <cstddef>      // size_t
#include <cstring>      // memmove
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move

#include <lastro/core/detail/descriptor.hpp>

namespace lastro::inline v0::data::detail {

/// A text of which one window can be seen at a time; movable, not copyable.
class csv_text {
public:
    /// A text in memory, which must outlive this object.
    csv_text(std::string_view text) noexcept : memory_(text), size_(text.size()) {}

    /// The text in a file. @throws io_error if it cannot be read.
    [[nodiscard]] static csv_text of_file(const std::string& path) {
        csv_text text{{}};
        text.path_ = path;
        text.file_ = core::detail::descriptor::open(path, O_RDONLY);
        struct ::stat status {};
        if (!text.file_.valid() || ::fstat(text.file_.number(), &status) != 0) {
            core::detail::refuse(path, "open for reading", errno);
        }
        if (S_ISREG(status.st_mode) && status.st_size > 0) {
            text.size_ = static_cast<std::size_t>(status.st_size);
        } else {
            text.read_to_the_end();
        }
        return text;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// The bytes from `from` on, `wanted` of them or up to the end; until the next call. `run(n, task)`: tasks 0 ... n - 1.
    ///
    /// @throws io_error if the file cannot be read, or is shorter than it was.
    template <class Run>
    [[nodiscard]] std::string_view window(std::size_t from, std::size_t wanted, const Run& run) {
        const std::size_t size = wanted < size_ - from ? wanted : size_ - from;
        if (!file_.valid()) {
            return memory_.substr(from, size);
        }
        if (from < begin_ || from + size > begin_ + used_) {
            load(from, size, run);
        }
        return {buffer_.data() + (from - begin_), size};
    }
    [[nodiscard]] std::string_view window(std::size_t from, std::size_t wanted) {
        return window(from, wanted, [](std::size_t n, const auto& task) {
            for (std::size_t i = 0; i < n; ++i) {
                task(i);
            }
        });
    }

private:
    // Moves what is there already to the beginning of the buffer, and reads the rest behind it.
    template <class Run>
    void load(std::size_t from, std::size_t size, const Run& run) {
        constexpr std::size_t piece = std::size_t{1} << 18U;
        const std::size_t kept = from >= begin_ && from < begin_ + used_ ? begin_ + used_ - from : 0;
        buffer_.resize(buffer_.size() < size ? size : buffer_.size());
        std::memmove(buffer_.data(), buffer_.data() + (used_ - kept), kept);
        begin_ = from;
        used_ = kept;  // should reading fail
        run((size - kept + piece - 1) / piece, [&](std::size_t i) {
            const std::size_t at = kept + i * piece;
            read_at(at, piece < size - at ? piece : size - at);
        });
        used_ = size;
    }

    // Fills a part of the buffer.
    void read_at(std::size_t at, std::size_t size) {
        while (size > 0) {
            const auto count = core::detail::uninterrupted(
                [&] { return ::pread(file_.number(), &buffer_[at], size, static_cast<::off_t>(begin_ + at)); });
            if (count <= 0) {
                core::detail::refuse(path_, count < 0 ? "read" : "read to the end that it had",
                                     count < 0 ? errno : ENODATA);
            }
            at += static_cast<std::size_t>(count);
            size -= static_cast<std::size_t>(count);
        }
    }

    void read_to_the_end() {
        for (::ssize_t count = 1; count > 0; used_ += static_cast<std::size_t>(count)) {
            if (used_ == buffer_.size()) {
                buffer_.resize(2 * used_ + 65'536);
            }
            count = core::detail::uninterrupted(
                [&] { return ::read(file_.number(), &buffer_[used_], buffer_.size() - used_); });
            if (count < 0) {
                core::detail::refuse(path_, "read", errno);
            }
        }
        size_ = used_;
    }

    std::string_view memory_;
    std::string path_;
    core::detail::descriptor file_;
    std::string buffer_;
    std::size_t begin_ = 0;  // where in the file the buffer's first byte lies
    std::size_t used_ = 0;   // bytes in the buffer
    std::size_t size_;       // of the whole text
};

}  // namespace lastro::inline v0::data::detail
