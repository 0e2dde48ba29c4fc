// SPDX-License-Identifier: MIT
// lastro/artifact/zip_writer.hpp
//
// How do several files become one ZIP archive? Stored, not compressed, and all at once.
//
//   artifact::zip_writer out{"x.npz"};
//   out.add("a.npy", {header, data});
//   out.commit();                                                       // now it is there, durably
//
// ZIP64 [1]. Files are written without times: equal content gives equal bytes. Data begins at a multiple of 64.
//
// References
//   [1] PKWARE, .ZIP File Format Specification 6.3.10.
#pragma once

#include <cstddef>           // byte, size_t
#include <cstdint>           // uint16_t, uint32_t, uint64_t
#include <functional>        // less
#include <initializer_list>  // initializer_list
#include <set>               // set
#include <stdexcept>         // invalid_argument, logic_error
#include <string>            // string
#include <utility>           // move
#include <vector>            // vector

#include <lastro/artifact/detail/crc32.hpp>
#include <lastro/artifact/zip.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

/// An archive that comes into being all at once, by `commit()`.
class zip_writer {
public:
    /// @throws io_error
    explicit zip_writer(std::string path) : file_(std::move(path)) {}

    /// Appends a file that consists of these parts, stored. @throws std::invalid_argument for a name that is repeated, too
    /// long or not UTF-8; io_error.
    void add(const std::string& name, std::initializer_list<core::byte_span> parts) {
        core::require<std::invalid_argument>(name.size() < 0xFFFF && core::is_utf8(name), "artifact::zip_writer",
                                             "a name in UTF-8", core::quoted(name));
        core::require<std::invalid_argument>(names_.insert(name).second, "artifact::zip_writer", "every name once",
                                             core::quoted(name) + " twice");
        std::uint32_t crc = 0;
        std::uint64_t size = 0;
        for (const core::byte_span part : parts) {
            crc = detail::crc32(part, crc);
            size += part.size();
        }
        std::vector<std::byte> local;
        core::append_le(local, detail::zip_local);
        common(local, name, crc, detail::zip_escape, detail::zip_escape);
        const std::size_t begin =
            30 + name.size() + 20 + 4;  // up to the end of both extra fields, the second one empty
        const std::size_t padding = (64 - (position_ + begin) % 64) % 64;
        core::append_le(local, static_cast<std::uint16_t>(24 + padding));
        append(local, core::as_bytes(name));
        zip64(local, {size, size});
        core::append_le(local, std::uint16_t{0xD935});  // the id that Android's zipalign pads with
        core::append_le(local, static_cast<std::uint16_t>(padding));
        local.resize(local.size() + padding);
        whole_ = false;
        file_.write(local);
        for (const core::byte_span part : parts) {
            file_.write(part);
        }

        core::append_le(directory_, detail::zip_central);
        core::append_le(directory_, std::uint16_t{45});
        common(directory_, name, crc, detail::zip_escape, detail::zip_escape);
        core::append_le(directory_, std::uint16_t{28});
        directory_.resize(directory_.size() + 2 + 2 + 2 + 4);  // no comment, disk 0, no attributes
        core::append_le(directory_, static_cast<std::uint32_t>(detail::zip_escape));
        append(directory_, core::as_bytes(name));
        zip64(directory_, {size, size, position_});
        position_ += local.size() + size;
        whole_ = true;
    }

    /// Makes the archive appear, durably. To be called once. @throws io_error; std::logic_error after an `add` that failed
    void commit() {
        core::require<std::logic_error>(whole_, "artifact::zip_writer: commit", "files that were all written",
                                        "one that was not");
        std::vector<std::byte> end;
        core::append_le(end, detail::zip64_end);
        core::append_le(end, std::uint64_t{44});
        core::append_le(end, std::uint16_t{45});
        core::append_le(end, std::uint16_t{45});
        core::append_le(end, std::uint64_t{0});
        const std::uint64_t count = names_.size();
        for (const std::uint64_t number : {count, count, std::uint64_t{directory_.size()}, position_}) {
            core::append_le(end, number);
        }
        core::append_le(end, detail::zip64_locator);
        core::append_le(end, std::uint32_t{0});
        core::append_le(end, position_ + directory_.size());
        core::append_le(end, std::uint32_t{1});
        core::append_le(end, detail::zip_end);
        core::append_le(end, std::uint32_t{0});
        core::append_le(end, std::uint16_t{0xFFFF});
        core::append_le(end, std::uint16_t{0xFFFF});
        core::append_le(end, static_cast<std::uint32_t>(detail::zip_escape));
        core::append_le(end, static_cast<std::uint32_t>(detail::zip_escape));
        core::append_le(end, std::uint16_t{0});
        file_.write(directory_);
        file_.write(end);
        file_.commit();
    }

private:
    static void append(std::vector<std::byte>& to, core::byte_span bytes) {
        to.insert(to.end(), bytes.begin(), bytes.end());
    }
    /// What a file's own header and its directory entry share.
    static void common(std::vector<std::byte>& to, const std::string& name, std::uint32_t crc, std::uint64_t stored,
                       std::uint64_t size) {
        core::append_le(to, std::uint16_t{45});      // needs ZIP64
        core::append_le(to, std::uint16_t{0x0800});  // the name is UTF-8
        core::append_le(to, std::uint16_t{0});
        core::append_le(to, std::uint16_t{0});
        core::append_le(to, std::uint16_t{0x0021});  // 1 January 1980, the first day that there is
        core::append_le(to, crc);
        core::append_le(to, static_cast<std::uint32_t>(stored));
        core::append_le(to, static_cast<std::uint32_t>(size));
        core::append_le(to, static_cast<std::uint16_t>(name.size()));
    }
    static void zip64(std::vector<std::byte>& to, std::initializer_list<std::uint64_t> numbers) {
        core::append_le(to, std::uint16_t{1});
        core::append_le(to, static_cast<std::uint16_t>(8 * numbers.size()));
        for (const std::uint64_t number : numbers) {
            core::append_le(to, number);
        }
    }

    core::atomic_file file_;
    std::set<std::string, std::less<>> names_;
    std::vector<std::byte> directory_;
    std::uint64_t position_ = 0;
    bool whole_ = true;
};

}  // namespace lastro::inline v0::artifact
