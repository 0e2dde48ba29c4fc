// SPDX-License-Identifier: MIT
// lastro/core/atomic_file.hpp
//
// How do bytes get to the disk so that nobody ever sees half of them, not even after a power cut?
//
//   core::write_file("card.json", core::as_bytes(text));    // the old content or the new one, never a mixture
//   core::atomic_file out{"model.safetensors"};             // the same in pieces ...
//   out.write(header); out.write(tensors); out.commit();    // ... and without commit() nothing has happened
//
// A temporary file in the same directory is written, synced and renamed over the target, then the directory is synced. POSIX.
#pragma once

#include <fcntl.h>     // O_* (POSIX)
#include <stdio.h>     // rename (POSIX: replaces atomically)
#include <sys/stat.h>  // fchmod, stat (POSIX)
#include <sys/uio.h>   // iovec, writev (POSIX)
#include <unistd.h>    // fsync, getpid, pwrite, unlink, write (POSIX)

#include <cerrno>     // EEXIST, errno
#include <cstddef>    // byte, size_t
#include <cstdint>    // uint64_t
#include <span>       // span
#include <stdexcept>  // invalid_argument, logic_error
#include <string>     // string, to_string
#include <utility>    // exchange, move

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/directory.hpp>
#include <lastro/core/path.hpp>

namespace lastro::inline v0::core {

namespace detail {

/// Puts a file's content on the medium. Where the system has a stronger way than fsync (macOS), that one is tried
/// first.
[[nodiscard]] inline int sync_file(int number) noexcept {
#ifdef F_FULLFSYNC
    if (::fcntl(number, F_FULLFSYNC) == 0) {
        return 0;
    }
#endif
    return uninterrupted([&] { return ::fsync(number); });
}

}  // namespace detail

/// A file that comes into being all at once, by `commit()`, or not at all; movable, not copyable.
///
/// What stood under the name before stays readable, unchanged, for those who have it open. A symbolic link is replaced,
/// not followed. The permissions of a file that is replaced are kept.
class atomic_file {
public:
    /// Begins a temporary file beside `path`; `path` is not touched.
    ///
    /// @throws io_error if the directory does not exist or cannot be written.
    explicit atomic_file(std::string path) : path_(std::move(path)) {
        require<io_error>(!path_.empty() && !path_.ends_with('/'), "core::atomic_file: path", "the name of a file",
                          core::quoted(path_));  // qualified: <iomanip> has a quoted, too
        const std::string stem = join_path(directory_of(path_), ".lastro-" + std::to_string(::getpid()) + '-');
        for (std::size_t attempt = 0; !file_.valid(); ++attempt) {  // the name of a crashed process may be in the way
            temporary_ = stem + std::to_string(attempt) + ".tmp";
            file_ = detail::descriptor::open(temporary_, O_WRONLY | O_CREAT | O_EXCL, 0666);
            if (!file_.valid() && errno != EEXIST) {
                const int code = errno;
                temporary_.clear();
                detail::refuse(path_, "open for writing", code);
            }
        }
    }

    atomic_file(atomic_file&& other) noexcept
        : path_(std::move(other.path_)),
          temporary_(std::exchange(other.temporary_, {})),
          file_(std::move(other.file_)),
          end_(other.end_),
          begun_(other.begun_) {}
    atomic_file& operator=(atomic_file&& other) noexcept {
        path_.swap(other.path_);
        temporary_.swap(other.temporary_);
        file_ = std::move(other.file_);
        end_ = other.end_;
        begun_ = other.begun_;
        return *this;
    }

    /// Without `commit()`, the temporary file disappears.
    ~atomic_file() {
        if (!temporary_.empty()) {
            ::unlink(temporary_.c_str());
        }
    }

    /// Appends. @throws io_error if the disk is full or fails.
    void write(byte_span bytes) {
        constexpr std::size_t piece = std::size_t{8} << 20U;
        while (bytes.size() > piece) {  // the disk works on one piece while the next one is copied
            write_piece(bytes.first(piece));
            bytes = bytes.subspan(piece);
        }
        write_piece(bytes);
    }

    /// Appends one after the other, many in one system call. @throws as `write`.
    void write_pieces(std::span<const byte_span> pieces) {
        require_open();
        constexpr std::size_t most = 256;  // pieces at once; every system takes 16, and Linux, the BSDs and macOS 1024
        std::size_t all = 0;
        for (std::size_t done = 0; !pieces.empty();) {  // of the first piece
            ::iovec parts[most];
            const std::size_t count = pieces.size() < most ? pieces.size() : most;
            for (std::size_t i = 0; i < count; ++i) {
                const byte_span rest = pieces[i].subspan(i == 0 ? done : 0);
                parts[i] = {const_cast<std::byte*>(rest.data()), rest.size()};  // iovec is for readers, too
            }
            const auto written =
                detail::uninterrupted([&] { return ::writev(file_.number(), parts, static_cast<int>(count)); });
            if (written < 0) {
                detail::refuse(path_, "write", errno);
            }
            all += static_cast<std::size_t>(written);
            done += static_cast<std::size_t>(written);
            while (!pieces.empty() && done >= pieces.front().size()) {
                done -= pieces.front().size();
                pieces = pieces.subspan(1);
            }
        }
        begin_to_sync(all);
    }

    /// Writes at a place of the file, before or behind what is there; `write` goes on where it was. @throws as `write`.
    void write_at(std::uint64_t offset, byte_span bytes) {
        const std::size_t size = bytes.size();
        put(bytes, [&] {
            return ::pwrite(file_.number(), bytes.data(), bytes.size(),
                            static_cast<::off_t>(offset + (size - bytes.size())));
        });
    }

    /// Makes the content appear under the name, durably. To be called once; afterwards the object is spent.
    ///
    /// @throws io_error if the system refuses; unless only the last step failed (the sync of the directory), what
    /// stood there before still does.
    void commit() {
        require_open();
        struct ::stat before {};
        if (::stat(path_.c_str(), &before) == 0 && S_ISREG(before.st_mode)) {
            static_cast<void>(::fchmod(file_.number(), before.st_mode & 0777));
        }
        if (detail::sync_file(file_.number()) != 0 || file_.close() != 0) {
            detail::refuse(path_, "write", errno);
        }
        if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
            detail::refuse(path_, "replace", errno);
        }
        temporary_.clear();
        sync_directory(directory_of(path_));
    }

    /// The same under another name in the same directory: for names that follow from the content.
    void commit_as(std::string path) {
        require<std::invalid_argument>(directory_of(path) == directory_of(path_), path_ + ": core::atomic_file",
                                       "a name in the same directory", core::quoted(path));
        path_ = std::move(path);
        commit();
    }

private:
    void write_piece(byte_span bytes) {
        const std::size_t size = bytes.size();
        put(bytes, [&] { return ::write(file_.number(), bytes.data(), bytes.size()); });
        begin_to_sync(size);
    }

    /// Linux: has the disk begin with what was appended, without waiting; commit() is who makes sure.
    void begin_to_sync([[maybe_unused]] std::size_t size) noexcept {
#ifdef SYNC_FILE_RANGE_WRITE
        end_ += size;
        constexpr std::uint64_t least = std::uint64_t{1} << 20U;
        if (end_ - begun_ >= least) {
            const std::uint64_t whole = end_ / 4096 * 4096;  // a page that is not full would be written again
            static_cast<void>(::sync_file_range(file_.number(), static_cast<::off_t>(begun_),
                                                static_cast<::off_t>(whole - begun_), SYNC_FILE_RANGE_WRITE));
            begun_ = whole;
        }
#endif
    }

    /// Calls `some()` until nothing is left of `bytes`, which it looks at.
    template <class Some>
    void put(byte_span& bytes, Some&& some) {
        require_open();
        while (!bytes.empty()) {
            const auto count = detail::uninterrupted(some);
            if (count < 0) {
                detail::refuse(path_, "write", errno);
            }
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
    }

    void require_open() const {
        require<std::logic_error>(file_.valid(), path_ + ": core::atomic_file", "an object that is not spent",
                                  "one that was committed or moved from");
    }

    std::string path_;
    std::string temporary_;  // empty: nothing to remove
    detail::descriptor file_;
    std::uint64_t end_ = 0;    // of what `write` has written
    std::uint64_t begun_ = 0;  // where the disk has not been told to begin yet
};

/// Replaces the content of a file (or creates it), atomically and durably. @throws io_error
inline void write_file(const std::string& path, byte_span bytes) {
    atomic_file file{path};
    file.write(bytes);
    file.commit();
}

}  // namespace lastro::inline v0::core
