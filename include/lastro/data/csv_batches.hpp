// SPDX-License-Identifier: MIT
// lastro/data/csv_batches.hpp
//
// How is a CSV file read that does not fit into memory? As tables of some megabytes, one after another.
//
//   data::csv_batches batches{data::file_source{"flights.csv"}, {.threads = 2}};
//   while (const auto rows = batches.next()) profile.add(*rows);              // std::optional<data::table>
//
// All batches have the same columns and types: those of the schema in the settings, and for columns that it does not name
// those that fit all cells of the file, for which the file is read once before. Memory depends on the size of a batch and on
// the longest record, not on the file. Batches end to end are the table that read_csv gives.
#pragma once

#include <fcntl.h>   // O_RDONLY (POSIX)
#include <unistd.h>  // lseek, read (POSIX)

#include <cerrno>       // errno
#include <concepts>     // convertible_to, same_as
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <cstring>      // memmove
#include <optional>     // nullopt, optional
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/detail/descriptor.hpp>
#include <lastro/core/error.hpp>
#include <lastro/data/csv_settings.hpp>
#include <lastro/data/detail/check_utf8.hpp>
#include <lastro/data/detail/csv_reader.hpp>
#include <lastro/data/detail/utf16.hpp>
#include <lastro/data/table.hpp>

namespace lastro::inline v0::data {

/// Something that bytes come from, more than once: `read` gives up to `size` of them, 0 at the end.
template <class T>
concept text_source = requires(T& source, char* to, std::size_t size) {
    { source.read(to, size) } -> std::same_as<std::size_t>;
    source.rewind();
    { source.name() } -> std::convertible_to<std::string_view>;
};

/// A file, read from its start to its end.
class file_source {
public:
    /// @throws io_error if the file cannot be opened.
    explicit file_source(std::string path)
        : path_(std::move(path)), file_(core::detail::descriptor::open(path_, O_RDONLY)) {
        if (!file_.valid()) {
            core::detail::refuse(path_, "open for reading", errno);
        }
    }
    /// @throws io_error if the file cannot be read.
    [[nodiscard]] std::size_t read(char* to, std::size_t size) {
        const auto count = core::detail::uninterrupted([&] { return ::read(file_.number(), to, size); });
        if (count < 0) {
            core::detail::refuse(path_, "read", errno);
        }
        return static_cast<std::size_t>(count);
    }
    /// @throws io_error for what has no beginning, such as a pipe.
    void rewind() {
        if (::lseek(file_.number(), 0, SEEK_SET) != 0) {
            core::detail::refuse(path_, "read a second time", errno);
        }
    }
    [[nodiscard]] const std::string& name() const noexcept { return path_; }

private:
    std::string path_;
    core::detail::descriptor file_;
};

struct csv_batch_settings {
    std::size_t bytes = std::size_t{8} << 20U;             ///< Of text in a batch, about; at least 4096.
    std::size_t longest_record = std::size_t{256} << 20U;  ///< A longer one is refused before memory is taken for it.
};

/// Reads a text batch by batch.
template <text_source Source>
class csv_batches {
public:
    /// Reads the header, and the whole text once unless the schema has all types; a source that cannot be rewound, such as a
    /// pipe, needs such a schema.
    ///
    /// @throws as read_csv; std::invalid_argument for comments or a fingerprint in the settings.
    explicit csv_batches(Source source, csv_settings settings = {}, const csv_batch_settings& batch = {})
        : source_(std::move(source)), settings_(std::move(settings)), batch_(batch) {
        core::require<std::invalid_argument>(!settings_.comment, "data::csv_batches: comment", "none", "one");
        core::require<std::invalid_argument>(settings_.fingerprint == nullptr, "data::csv_batches: fingerprint",
                                             "none: data::fingerprinter adds batches up", "one");
        core::require<std::invalid_argument>(batch.bytes >= 4096, "data::csv_batches: bytes", "at least 4096",
                                             batch.bytes);
        begin();
        find_types();
    }

    /// The next rows; nothing at the end. @throws as read_csv.
    [[nodiscard]] std::optional<table> next() {
        while (fill()) {
            table result = reader().read_on();
            use();
            if (!result.empty()) {  // blank lines at the end are no batch
                return result;
            }
        }
        return std::nullopt;
    }

    /// The columns and their types.
    [[nodiscard]] const data::schema& schema() const noexcept { return *settings_.schema; }

private:
    [[nodiscard]] detail::csv_reader reader() const {
        return {window(), source_.name(), settings_, names_,
                csv_position{.line = line_, .first_line = first_line_, .width = names_.size()}};
    }
    [[nodiscard]] std::string_view window() const noexcept { return std::string_view{buffer_}.substr(0, ready_); }

    // The names, and what the settings say of the columns.
    void begin() {
        line_ = 1;
        fill_header();
        const std::string_view text = std::string_view{buffer_}.substr(0, used_);
        core::require<format_error>(!detail::is_utf16(text), source_.name(), "UTF-8 text", "UTF-16");
        const std::size_t mark = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
        csv_settings header = settings_;
        header.schema.reset();
        const std::size_t end = complete();
        csv_records records{text.substr(mark, end - mark),
                            std::string{source_.name()},
                            {settings_.delimiter, settings_.quote, settings_.skip_blank_lines}};
        // One record as a file of its own: the rules for names are those of read_csv.
        const bool any = records.next();
        const std::size_t stop = any ? records.consumed() : 0;
        names_ = detail::csv_reader{text.substr(0, mark + stop), source_.name(), header, nullptr}.read().names();
        first_line_ = records.line();
        if (settings_.header) {
            line_ = records.next_line();
            drop(mark + stop);
        } else {
            drop(mark);
        }
    }

    void find_types() {
        std::vector<unsigned> kinds(names_.size());
        data::schema found;
        const std::vector<field> given = settings_.schema ? settings_.schema->fields : std::vector<field>{};
        bool all = true;
        for (const field& f : given) {
            bool there = false;
            for (const std::string& name : names_) {
                there = there || name == f.name;
            }
            core::require<schema_error>(there, column_place(source_.name(), f.name), "the schema's column in the file",
                                        "none of that name");
        }
        const auto position = [&](const std::string& name) {
            std::size_t at = 0;
            while (at < given.size() && given[at].name != name) {
                ++at;
            }
            return at;
        };
        for (const std::string& name : names_) {
            all = all && position(name) < given.size();
        }
        if (!all) {
            while (fill()) {
                reader().collect_kinds(kinds);
                use();
            }
        }
        for (std::size_t i = 0; i < names_.size(); ++i) {
            const std::size_t at = position(names_[i]);
            found.fields.push_back(at < given.size() ? given[at]
                                                     : field{.name = names_[i], .type = detail::type_for(kinds[i])});
        }
        if (!all) {
            source_.rewind();
            buffer_.clear();
            used_ = 0;
            offset_ = 0;
            ended_ = false;
            begin();
        }
        settings_.schema = std::move(found);
    }

    // Reads until the buffer holds `size` bytes or the text ends.
    void read_up_to(std::size_t size) {
        buffer_.resize(buffer_.size() < size ? size : buffer_.size());
        while (used_ < size && !ended_) {
            const std::size_t count = source_.read(buffer_.data() + used_, size - used_);
            used_ += count;
            ended_ = count == 0;
        }
    }

    // Where the last record ends that is there as a whole; 0: there is none.
    [[nodiscard]] std::size_t complete() const noexcept {
        if (ended_) {
            return used_;
        }
        const std::string_view text = std::string_view{buffer_}.substr(0, used_);
        const char quote = settings_.quote.value_or(settings_.delimiter);
        const auto facts = detail::run_on_blocks<detail::csv_facts_loop>(
            text.data(), text.size(), detail::csv_characters{settings_.delimiter, quote});
        return detail::end_of_last_record(text, settings_.quote && facts.odd_quotes,
                                          {settings_.delimiter, settings_.quote});
    }

    void fill_header() {
        read_up_to(batch_.bytes);
        grow_until_complete();
    }

    void grow_until_complete() {
        while ((ready_ = complete()) == 0 && used_ > 0) {
            core::require<format_error>(
                used_ < batch_.longest_record, std::string{source_.name()} + ':' + std::to_string(line_),
                "a record of less than " + std::to_string(batch_.longest_record) + " bytes", "one that goes on");
            read_up_to(2 * used_ < batch_.longest_record ? 2 * used_ : batch_.longest_record);
        }
    }

    // Makes whole records ready; false at the end.
    [[nodiscard]] bool fill() {
        read_up_to(batch_.bytes);
        grow_until_complete();
        detail::check_utf8(window(), source_.name(), line_, offset_);
        return ready_ > 0;
    }

    void use() {
        line_ += detail::count_lines(window());
        drop(ready_);
    }

    void drop(std::size_t size) {
        std::memmove(buffer_.data(), buffer_.data() + size, used_ - size);
        used_ -= size;
        offset_ += size;
    }

    Source source_;
    csv_settings settings_;
    csv_batch_settings batch_;
    std::vector<std::string> names_;
    std::string buffer_;
    std::size_t used_ = 0;   // bytes in the buffer
    std::size_t ready_ = 0;  // those of whole records
    bool ended_ = false;
    std::uint64_t line_ = 1;    // of the buffer's first byte
    std::uint64_t offset_ = 0;  // of it
    std::uint64_t first_line_ = 1;
};

}  // namespace lastro::inline v0::data
