// SPDX-License-Identifier: MIT
// lastro/store/dvc_cache.hpp
//
// How does data get into DVC's cache and out of it, without DVC?
//
//   const store::dvc_cache cache{".dvc/cache"};                              // or the root of a remote directory
//   const store::dvc_file f{.outputs = {cache.add("images")}};               // a file, or a directory with all in it
//   core::write_file("images.dvc", core::as_bytes(store::dvc_file_text(f)));
//   cache.check_out(f.outputs[0], "copy-of-images");                         // every byte compared with its digest
//
// What is written here, `dvc checkout` and `dvc status` accept, and the other way round. Unlike DVC, nothing is trusted
// for being read-only: objects are compared with their names whenever they are read. MD5 detects damage, not intent.
//
// Reference
//   [1] dvc-data, src/dvc_data/hashfile (build.py, db/local.py, tree.py).
#pragma once

#include <stdio.h>     // rename (POSIX)
#include <sys/stat.h>  // chmod, lstat, stat (POSIX)

#include <cerrno>       // errno
#include <cstddef>      // byte, size_t
#include <cstdint>      // uint64_t
#include <set>          // set
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/detail/read_pieces.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/file.hpp>
#include <lastro/hash/md5.hpp>
#include <lastro/store/detail/scratch_directory.hpp>
#include <lastro/store/detail/unsynced_file.hpp>
#include <lastro/store/dvc_directory.hpp>
#include <lastro/store/dvc_file.hpp>

namespace lastro::inline v0::store {

/// A directory of objects named by MD5, laid out as DVC 3 lays out its cache and its remotes.
class dvc_cache {
public:
    /// The directory need not exist yet.
    explicit dvc_cache(std::string directory) : directory_(std::move(directory)) {}

    /// Where the object of that name lies.
    [[nodiscard]] std::string path(std::string_view oid) const {
        return core::join_path(directory_, dvc_object_path(oid));
    }

    /// Keeps `content`, read-only, and returns its name. What is there is replaced if it has been damaged.
    ///
    /// @throws io_error if the system refuses.
    std::string put(core::byte_span content) const { return put_as(hash::md5::of(content), content); }

    /// Keeps a file, or all files of a directory, and returns what a `.dvc` file beside it says.
    ///
    /// Empty directories are not recorded, nor are permissions inside a directory.
    /// @throws io_error if something cannot be read or is neither a file nor a directory (a symbolic link, a pipe);
    ///         format_error for a name that cannot be taken to another system (not UTF-8, control characters,
    ///         backslashes) or that DVC leaves out or refuses inside a directory (.dvc, .dvcignore, .git, .hg);
    ///         integrity_error if a file changes while it is read.
    [[nodiscard]] dvc_output add(std::string path) const {
        while (path.size() > 1 && path.ends_with('/')) {
            path.pop_back();
        }
        const std::string name = path.substr(path.rfind('/') + 1);
        require_safe(path, name);
        dvc_output output{.path = name, .size = 0};
        detail::make_directories_unsynced(directory_);
        batch fresh{detail::scratch_directory{core::join_path(directory_, "files")}, {}};
        if (kind_of(path) == kind::file) {
            output.oid = put_file(path, *output.size, fresh);
            settle(fresh);
            struct ::stat status {};
            output.executable = ::stat(path.c_str(), &status) == 0 && (status.st_mode & S_IXUSR) != 0;
            return output;
        }
        std::vector<dvc_entry> entries;
        add_below(path, "", entries, *output.size, fresh);
        settle(fresh);
        output.files = entries.size();
        const std::string text = dvc_directory_text(std::move(entries));
        output.oid = put_as(dvc_directory_oid(text), core::as_bytes(text));  // last: whoever sees it finds the files
        return output;
    }

    /// The object's bytes, all of which have been compared with its name.
    ///
    /// @throws integrity_error if the object is missing or not what its name says.
    [[nodiscard]] core::mapped_file get(std::string_view oid) const {
        const std::string file = path(oid);
        core::require<integrity_error>(core::file_exists(file), file, "an object of that name", "none");
        core::mapped_file content{file};
        const std::string found = hash::md5::of(content.bytes());
        core::require<integrity_error>(found == oid.substr(0, 32), file,
                                       "content with MD5 " + std::string{oid.substr(0, 32)}, found);
        return content;
    }

    /// The entries of a directory. @throws as `get`, and format_error for an object that lists no directory.
    [[nodiscard]] std::vector<dvc_entry> directory(std::string_view oid) const {
        return parse_dvc_directory(core::as_text(get(oid).bytes()), path(oid));
    }

    /// Writes what `output` says to `to`, where nothing may stand yet; a directory appears when it is complete.
    ///
    /// @throws io_error if there is something or the system refuses; integrity_error for a missing or damaged object or
    ///         a wrong size; format_error for a directory with names that are not safe, or a file in place of a
    ///         directory.
    void check_out(const dvc_output& output, const std::string& to) const {
        core::require<io_error>(!detail::is_taken(to), to, "nothing of that name yet",
                                core::directory_exists(to) ? "a directory" : "a file");
        if (!output.is_directory()) {
            const core::mapped_file content = get(output.oid);
            require_size(output, content.bytes().size());
            core::write_file(to, content.bytes());
            if (output.executable) {
                detail::make_executable(to);
            }
            return;
        }
        const std::vector<dvc_entry> entries = directory(output.oid);
        require_tree(entries, path(output.oid));
        const detail::scratch_directory unfinished{to};
        std::uint64_t size = 0;
        for (const dvc_entry& entry : entries) {
            const core::mapped_file content = get(entry.md5);
            const std::string file = core::join_path(unfinished.path(), entry.path);
            detail::make_directories_unsynced(core::directory_of(file));
            detail::unsynced_file copy{file};
            copy.write(content.bytes());
            copy.keep();
            size += content.bytes().size();
        }
        require_size(output, size);
        detail::sync_all(unfinished.path());
        if (::rename(unfinished.path().c_str(), to.c_str()) != 0) {
            core::detail::refuse(to, "create", errno);
        }
        core::sync_directory(core::directory_of(to));
    }

private:
    enum class kind { file, directory };

    /// Objects that have been written and not been synced.
    struct batch {
        detail::scratch_directory scratch;
        std::vector<std::string> objects;
    };

    [[nodiscard]] static kind kind_of(const std::string& path) {
        struct ::stat status {};
        if (::lstat(path.c_str(), &status) != 0) {
            core::detail::refuse(path, "read", errno);
        }
        core::require<io_error>(S_ISREG(status.st_mode) || S_ISDIR(status.st_mode), path, "a file or a directory",
                                S_ISLNK(status.st_mode) ? "a symbolic link" : "something else");
        return S_ISREG(status.st_mode) ? kind::file : kind::directory;
    }

    static void require_safe(const std::string& where, std::string_view name) {
        core::require<format_error>(core::is_safe_relative_path(name), where,
                                    "a name in UTF-8 without control characters and backslashes", core::quoted(name));
    }

    static void require_size(const dvc_output& output, std::uint64_t found) {
        core::require<integrity_error>(!output.size || *output.size == found, output.path,
                                       std::to_string(output.size.value_or(0)) + " bytes", found);
    }

    /// Names that are safe to create, and no file where another entry needs a directory.
    static void require_tree(const std::vector<dvc_entry>& entries, const std::string& where) {
        std::set<std::string_view> files;
        for (const dvc_entry& entry : entries) {
            require_safe(where, entry.path);
            files.insert(entry.path);
        }
        for (const dvc_entry& entry : entries) {
            for (std::size_t slash = entry.path.find('/'); slash != std::string::npos;
                 slash = entry.path.find('/', slash + 1)) {
                const std::string_view above = std::string_view{entry.path}.substr(0, slash);
                core::require<format_error>(!files.contains(above), where, "a file or a directory of that name",
                                            core::quoted(above) + " as both");
            }
        }
    }

    void add_below(const std::string& directory, const std::string& prefix, std::vector<dvc_entry>& entries,
                   std::uint64_t& size, batch& fresh) const {
        for (const std::string& name : core::list_directory(directory)) {
            const std::string file = core::join_path(directory, name);
            require_safe(file, name);
            core::require<format_error>(name != ".dvc" && name != ".dvcignore" && name != ".git" && name != ".hg", file,
                                        "no name that DVC leaves out or refuses", core::quoted(name));
            if (kind_of(file) == kind::directory) {
                add_below(file, prefix + name + '/', entries, size, fresh);
            } else {
                std::uint64_t bytes = 0;
                std::string md5 = put_file(file, bytes, fresh);
                entries.push_back({.path = prefix + name, .md5 = std::move(md5)});
                size += bytes;
            }
        }
    }

    [[nodiscard]] static bool holds(const std::string& file, std::string_view md5) {
        if (!core::file_exists(file)) {
            return false;
        }
        hash::md5 sum;
        hash::feed_file(sum, file);
        return sum.finalize() == md5;
    }

    std::string put_as(std::string oid, core::byte_span content) const {
        const std::string file = path(oid);
        if (!holds(file, std::string_view{oid}.substr(0, 32))) {
            core::create_directories(core::directory_of(file));
            core::write_file(file, content);
            make_read_only(file);
        }
        return oid;
    }

    /// Keeps a file of any size; the bytes that are kept are the bytes that were hashed. Not durable before `settle`,
    /// nor read-only, which DVC takes for whole.
    std::string put_file(const std::string& from, std::uint64_t& size, batch& fresh) const {
        std::vector<std::byte> buffer(piece_size);
        const auto read = [&](auto&& sink) {
            hash::md5 sum;
            size = 0;
            core::detail::read_pieces(from, buffer, [&](core::byte_span piece) {
                sum.update(piece);
                size += piece.size();
                sink(piece);
            });
            return sum.finalize();
        };
        std::string oid = read([](core::byte_span) {});
        const std::string file = path(oid);
        if (!holds(file, oid)) {
            detail::make_directories_unsynced(core::directory_of(file));
            detail::unsynced_file copy{core::join_path(fresh.scratch.path(), "object")};
            const std::string again = read([&](core::byte_span piece) { copy.write(piece); });
            core::require<integrity_error>(again == oid, from, "a file that does not change while it is read",
                                           "MD5 " + oid + ", then " + again);
            copy.rename_to(file);
            fresh.objects.push_back(file);
        }
        return oid;
    }

    /// Makes what was kept survive a power cut, and then read-only.
    void settle(const batch& fresh) const {
        if (!fresh.objects.empty()) {
            detail::sync_all(directory_);
        }
        for (const std::string& file : fresh.objects) {
            make_read_only(file);
        }
    }

    static void make_read_only(const std::string& file) {
        if (::chmod(file.c_str(), 0444) != 0) {
            core::detail::refuse(file, "make read-only", errno);
        }
    }

    static constexpr std::size_t piece_size = 262'144;
    std::string directory_;
};

}  // namespace lastro::inline v0::store
