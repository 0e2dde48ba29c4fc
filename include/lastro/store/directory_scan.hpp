// SPDX-License-Identifier: MIT
// lastro/store/directory_scan.hpp
//
// Which files are below this directory, and what does the file system say about them? No file is opened.
//
//   for (const store::scanned_entry& e : store::scan_directory("images", {.threads = 2})) {}   // e.path, e.kind, e.stamp
//
// Names that could not be created on another system are refused, and so are pipes, sockets and devices. POSIX.
#pragma once

#include <dirent.h>    // fdopendir, readdir (POSIX)
#include <fcntl.h>     // AT_SYMLINK_NOFOLLOW, F_DUPFD_CLOEXEC, O_DIRECTORY, O_NOFOLLOW (POSIX)
#include <sys/stat.h>  // fstat, fstatat (POSIX)

#include <cerrno>       // ELOOP, ENOENT, errno
#include <cstddef>      // size_t
#include <cstdint>      // SIZE_MAX, uint64_t
#include <span>         // span
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/core/path.hpp>
#include <lastro/core/text.hpp>
#include <lastro/store/snapshot.hpp>
#include <lastro/store/stat_index.hpp>
#include <lastro/store/tree.hpp>

namespace lastro::inline v0::store {

/// What a symbolic link is taken for.
enum class link_policy {
    keep,    ///< For itself: its target is kept as text and never looked at.
    follow,  ///< For what it leads to; a loop is an error.
    refuse,  ///< For an error.
};

/// What to look at.
struct scan_settings {
    link_policy links = link_policy::keep;
    bool portable_names = true;  ///< Refuse what `is_portable_name` refuses, and names that differ by case alone.
    std::vector<std::string> except = {};  ///< Paths below the directory that are passed over, with all below them.
    std::size_t threads = 1;
};

/// Something below the directory.
struct scanned_entry {
    std::string path = {};
    entry_kind kind = entry_kind::file;  ///< A directory only where it is empty.
    file_stamp stamp = {};
};

namespace detail {

/// One directory of a scan, and what was found in it.
struct scanned_directory {
    std::string path = {};         // relative, empty for the one where the scan began
    std::size_t above = SIZE_MAX;  // where the directory above stands
    std::size_t depth = 0;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    bool empty = true;
    std::vector<scanned_entry> entries = {};  // files and links
    std::vector<scanned_entry> directories = {};
};

class directory_scan {
public:
    directory_scan(std::string root, const scan_settings& settings) : root_(std::move(root)), settings_(&settings) {}

    [[nodiscard]] std::vector<scanned_entry> run() {
        found_.emplace_back();
        for (std::size_t begin = 0; begin < found_.size();) {  // level by level
            const std::size_t end = found_.size();
            core::parallel_for(end - begin, settings_->threads, [&](std::size_t i) { list(found_[begin + i]); });
            for (std::size_t i = begin; i < end; ++i) {
                for (scanned_entry& below : found_[i].directories) {
                    enter(i, below);
                }
                found_[i].directories.clear();
            }
            begin = end;
        }
        std::size_t count = 0;
        for (const scanned_directory& directory : found_) {
            count += directory.entries.size() + 1;
        }
        std::vector<scanned_entry> all;
        all.reserve(count);
        for (scanned_directory& directory : found_) {
            for (scanned_entry& entry : directory.entries) {
                all.push_back(std::move(entry));
            }
            if (directory.empty && directory.above != SIZE_MAX) {
                all.push_back({.path = std::move(directory.path), .kind = entry_kind::directory});
            }
        }
        found_.clear();
        core::stable_sort(std::span{all}, [](const auto& a, const auto& b) { return path_before(a.path, b.path); });
        return all;
    }

private:
    [[nodiscard]] std::string place(const std::string& path) const {
        return path.empty() ? root_ : core::join_path(root_, path);
    }

    void enter(std::size_t above, scanned_entry& entry) {
        scanned_directory next{.path = std::move(entry.path),
                               .above = above,
                               .depth = found_[above].depth + 1,
                               .device = entry.stamp.device,
                               .inode = entry.stamp.inode};
        core::require<format_error>(next.depth <= deepest_tree, place(next.path),
                                    "at most " + std::to_string(deepest_tree) + " directories one in another", "more");
        if (settings_->links == link_policy::follow) {
            for (std::size_t i = above; i != SIZE_MAX; i = found_[i].above) {
                core::require<io_error>(found_[i].device != next.device || found_[i].inode != next.inode,
                                        place(next.path), "links without a loop",
                                        "one that leads back to " + core::quoted(place(found_[i].path)));
            }
        }
        constexpr std::size_t most = 1'000'000;  // links can name few directories in very many ways
        core::require<format_error>(settings_->links != link_policy::follow || found_.size() < most, root_,
                                    "at most a million directories by way of links", "more");
        found_.push_back(std::move(next));
    }

    void list(scanned_directory& directory) const {
        const std::string where = place(directory.path);
        const bool follow = settings_->links == link_policy::follow || directory.path.empty();
        auto file = core::detail::descriptor::open(where, O_RDONLY | O_DIRECTORY | (follow ? 0 : O_NOFOLLOW));
        struct ::stat status {};
        if (!file.valid() || ::fstat(file.number(), &status) != 0) {
            core::detail::refuse(where, "open directory", errno);
        }
        directory.device = static_cast<std::uint64_t>(status.st_dev);
        directory.inode = static_cast<std::uint64_t>(status.st_ino);
        struct stream {
            ::DIR* it;
            ~stream() {
                if (it != nullptr) {
                    ::closedir(it);
                }
            }
        };
        const stream entries{::fdopendir(::fcntl(file.number(), F_DUPFD_CLOEXEC, 0))};
        if (entries.it == nullptr) {
            core::detail::refuse(where, "list directory", errno);
        }
        std::vector<std::string> folded;
        for (;;) {
            errno = 0;
            const ::dirent* const next = ::readdir(entries.it);
            if (next == nullptr) {
                break;
            }
            const std::string_view name{next->d_name};
            if (name != "." && name != "..") {
                look_at(directory, file.number(), name, folded);
            }
        }
        if (errno != 0) {
            core::detail::refuse(where, "list directory", errno);
        }
        require_distinct(where, folded);
    }

    void look_at(scanned_directory& directory, int number, std::string_view name,
                 std::vector<std::string>& folded) const {
        scanned_entry entry;
        entry.path.reserve(directory.path.size() + 1 + name.size());
        entry.path.append(directory.path).append(directory.path.empty() ? "" : "/").append(name);
        for (const std::string& passed_over : settings_->except) {
            if (passed_over == entry.path) {
                return;
            }
        }
        struct ::stat status {};
        const auto look = [&](int flags) { return ::fstatat(number, name.data(), &status, flags) == 0; };
        bool seen = look(AT_SYMLINK_NOFOLLOW);
        if (seen && S_ISLNK(status.st_mode) && settings_->links != link_policy::keep) {
            if (settings_->links != link_policy::follow) {
                core::fail<io_error>(place(entry.path), "a file or a directory", "a symbolic link");
            }
            seen = look(0);
            if (!seen) {
                core::detail::refuse(place(entry.path), "follow", errno);
            }
        }
        if (!seen) {
            if (errno == ENOENT) {
                return;  // it was there when the directory was listed, and is not any more
            }
            core::detail::refuse(place(entry.path), "read", errno);
        }
        require_name(entry.path, name, folded);
        directory.empty = false;
        entry.stamp = stamp_of(status);
        if (S_ISDIR(status.st_mode)) {
            directory.directories.push_back(std::move(entry));
            return;
        }
        if (!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode)) {  // no message is built for what is right
            core::fail<io_error>(place(entry.path), "a file, a directory or a link", "something else");
        }
        entry.kind = S_ISLNK(status.st_mode)           ? entry_kind::link
                     : (status.st_mode & S_IXUSR) != 0 ? entry_kind::executable
                                                       : entry_kind::file;
        directory.entries.push_back(std::move(entry));
    }

    void require_name(const std::string& path, std::string_view name, std::vector<std::string>& folded) const {
        const bool portable = is_portable_name(name);  // which every tree can hold
        if (!portable && !is_tree_name(name)) {
            core::fail<format_error>(place(path), "a name in UTF-8 without control characters and backslashes",
                                     core::quoted(name));
        }
        if (settings_->portable_names) {
            if (!portable) {
                core::fail<format_error>(place(path), "a name that every system can create (or portable_names = false)",
                                         core::quoted(name));
            }
            std::string lower{name};
            for (char& c : lower) {
                c = ascii_lower(c);
            }
            folded.push_back(std::move(lower));
        }
    }

    static void require_distinct(const std::string& where, std::vector<std::string>& folded) {
        core::stable_sort(std::span{folded}, [](const auto& a, const auto& b) { return a < b; });
        for (std::size_t i = 1; i < folded.size(); ++i) {
            if (folded[i] == folded[i - 1]) {
                core::fail<format_error>(where, "names that differ by more than case (or portable_names = false)",
                                         core::quoted(folded[i]) + " twice");
            }
        }
    }

    std::string root_;
    const scan_settings* settings_;
    std::vector<scanned_directory> found_;
};

}  // namespace detail

/// Everything below `directory`, in the order of `path_before`.
///
/// @throws io_error if something cannot be read or is neither file, directory nor link; format_error for a name that is
/// not safe or, unless told otherwise, not portable.
[[nodiscard]] inline std::vector<scanned_entry> scan_directory(const std::string& directory,
                                                               const scan_settings& settings = {}) {
    return detail::directory_scan{directory, settings}.run();
}

}  // namespace lastro::inline v0::store
