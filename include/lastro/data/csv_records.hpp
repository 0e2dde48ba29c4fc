// SPDX-License-Identifier: MIT
// lastro/data/csv_records.hpp
//
// How is a CSV text cut into records and fields, and where exactly does it break the rules?
//
//   data::csv_records records{text, "weather.csv"};
//   while (records.next())                                   // format_error: weather.csv:17:4: expected ..., found ...
//       for (std::size_t i = 0; i < records.fields().size(); ++i) use(records.text(i));
//
// The dialect is RFC 4180 [1] made exact (docs/data.md): LF, CRLF and a lone CR end a record; a field is quoted if it
// begins with the quote; every record has as many fields as the first; anything doubtful is an error, never a guess.
// One pass over the text, no allocation per field, nothing copied.
//
// References
//   [1] Y. Shafranovich, RFC 4180: Common format and MIME type for comma-separated values, 2005.
#pragma once

#include <bit>          // countr_zero, endian
#include <cstddef>      // size_t
#include <cstdint>      // uint64_t
#include <cstring>      // memchr, memcpy
#include <optional>     // nullopt, optional
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/csv_dialect.hpp>
#include <lastro/data/detail/check_utf8.hpp>

namespace lastro::inline v0::data {

/// Reads a text record by record.
class csv_records {
public:
    /// Reads `text`, which must outlive this object; `source` begins every message. A byte order mark is skipped.
    ///
    /// @throws std::invalid_argument if delimiter or quote is a line end, not ASCII, or both are the same;
    ///         format_error if `text` is not UTF-8.
    explicit csv_records(std::string_view text, std::string source, const csv_dialect& dialect = {});

    /// Begins at a record in the middle of a text that is known to be UTF-8: `rest` is the text from there on.
    csv_records(std::string_view rest, std::string source, const csv_dialect& dialect, const csv_position& position)
        : csv_records(unchecked{}, rest, std::move(source), dialect) {
        next_line_ = position.line;
        first_line_ = position.first_line;
        width_ = position.width;
    }

    /// Reads the next record; false at the end of the text.
    ///
    /// @throws format_error where a quote is out of place or never closes, or the number of fields changes.
    bool next();

    /// After `next()` has thrown: goes on behind the record if only its number of fields was wrong, else behind the line
    /// where it breaks the rules, for where its end should have been nobody knows.
    void recover() noexcept {
        if (at_ != record_ && is_line_end(at_[-1])) {
            return;
        }
        next_line_ = line_ + count_line_ends({record_, static_cast<std::size_t>(at_ - record_)});
        while (at_ != end_ && !is_line_end(*at_)) {
            ++at_;
        }
        if (at_ != end_) {
            step_over_line_end();
        }
    }

    /// The fields of the record that `next()` read; good until the next call.
    [[nodiscard]] std::span<const csv_field> fields() const noexcept { return fields_; }

    /// Field `i` of this record with quotes undone. Precondition: i < fields().size().
    [[nodiscard]] std::string text(std::size_t i) const {
        std::string result;
        fields_[i].append_to(result, quote_);
        return result;
    }

    /// The line on which this record begins, counted from 1 at every LF, CRLF and lone CR.
    [[nodiscard]] std::uint64_t line() const noexcept { return line_; }

    /// Where this record begins in the text, in bytes.
    [[nodiscard]] std::size_t offset() const noexcept { return static_cast<std::size_t>(record_ - text_.data()); }

    /// The line on which the first record began, and how many fields it had.
    [[nodiscard]] std::uint64_t first_line() const noexcept { return first_line_; }
    [[nodiscard]] std::size_t width() const noexcept { return width_; }

    /// The line on which the next record begins, or a blank one before it.
    [[nodiscard]] std::uint64_t next_line() const noexcept { return next_line_; }

    /// How many bytes of the text lie before the next record.
    [[nodiscard]] std::size_t consumed() const noexcept { return static_cast<std::size_t>(at_ - text_.data()); }

    /// `weather.csv:17:4`: source, line and column (in bytes, from 1) of field `i` of this record.
    /// Precondition: i < fields().size().
    [[nodiscard]] std::string place(std::size_t i) const {
        return place_of(fields_[i].raw.data() - (fields_[i].quoted ? 1 : 0));
    }

    [[nodiscard]] char quote() const noexcept { return quote_; }

private:
    struct unchecked {};
    csv_records(unchecked, std::string_view text, std::string source, const csv_dialect& dialect);
    [[nodiscard]] std::string place_of(const char* at) const;
    [[noreturn]] void refuse(const char* at, std::string_view expected, const std::string& found) const {
        core::fail<format_error>(place_of(at), expected, found);
    }
    [[nodiscard]] const char* find_special(const char* at) const noexcept;
    void quoted_field();

    [[nodiscard]] static bool is_line_end(char c) noexcept { return c == '\n' || c == '\r'; }

    // Steps over one LF, CRLF or CR. Precondition: one stands at `at_`.
    void step_over_line_end() noexcept {
        at_ += at_[0] == '\r' && at_ + 1 != end_ && at_[1] == '\n' ? 2 : 1;
        ++next_line_;
    }

    std::string_view text_;
    std::string source_;
    char delimiter_;
    char quote_;  // the delimiter where there is no quote: then it is never met as a quote
    bool skip_blank_lines_;
    std::optional<char> comment_;
    const char* at_;
    const char* end_;
    const char* record_ = nullptr;  // where this record begins
    std::uint64_t line_ = 0;
    std::uint64_t next_line_ = 1;
    std::uint64_t first_line_ = 0;  // where the first record began
    std::size_t width_ = 0;         // how many fields it had
    std::vector<csv_field> fields_;
};

inline csv_records::csv_records(std::string_view text, std::string source, const csv_dialect& dialect)
    : csv_records(unchecked{}, text, std::move(source), dialect) {
    at_ += text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    record_ = at_;
    detail::check_utf8(text_, source_);
}

inline csv_records::csv_records(unchecked, std::string_view text, std::string source, const csv_dialect& dialect)
    : text_(text),
      source_(std::move(source)),
      delimiter_(dialect.delimiter),
      quote_(dialect.quote.value_or(dialect.delimiter)),
      skip_blank_lines_(dialect.skip_blank_lines),
      comment_(dialect.comment),
      at_(text.data()),
      end_(text.data() + text.size()) {
    const auto usable = [](char c) { return !is_line_end(c) && static_cast<unsigned char>(c) < 0x80; };
    core::require<std::invalid_argument>(usable(delimiter_), "csv: delimiter", "an ASCII character that is no line end",
                                         core::quoted({&delimiter_, 1}));
    core::require<std::invalid_argument>(usable(quote_), "csv: quote", "an ASCII character that is no line end",
                                         core::quoted({&quote_, 1}));
    core::require<std::invalid_argument>(!dialect.quote || quote_ != delimiter_, "csv: quote",
                                         "another character than the delimiter", core::quoted({&quote_, 1}));
    core::require<std::invalid_argument>(!comment_ || usable(*comment_), "csv: comment",
                                         "an ASCII character that is no line end",
                                         core::quoted({comment_ ? &*comment_ : "", 1}));
    record_ = at_;
}

inline std::string csv_records::place_of(const char* at) const {
    std::uint64_t line = line_;
    const char* start = record_;  // of the line on which `at` lies
    for (const char* p = record_; p < at; ++p) {
        if (*p == '\n' || (*p == '\r' && (p + 1 == end_ || p[1] != '\n'))) {
            ++line;
            start = p + 1;
        }
    }
    return source_ + ':' + std::to_string(line) + ':' + std::to_string(at - start + 1);
}

/// The first delimiter, quote or line end from `at` on, or the end of the text.
inline const char* csv_records::find_special(const char* at) const noexcept {
    if constexpr (std::endian::native == std::endian::little) {
        constexpr std::uint64_t ones = 0x0101010101010101U;
        constexpr std::uint64_t tops = 0x8080808080808080U;
        // The lowest marked byte of `(x - ones) & ~x & tops` is the lowest zero byte of x; marks above it may be wrong.
        const auto zero_bytes = [](std::uint64_t x) { return (x - ones) & ~x & tops; };
        const auto everywhere = [](char c) { return ones * static_cast<unsigned char>(c); };
        for (; end_ - at >= 8; at += 8) {
            std::uint64_t eight;
            std::memcpy(&eight, at, sizeof eight);
            const std::uint64_t found = zero_bytes(eight ^ everywhere(delimiter_)) |
                                        zero_bytes(eight ^ everywhere('\n')) | zero_bytes(eight ^ everywhere('\r')) |
                                        zero_bytes(eight ^ everywhere(quote_));
            if (found != 0) {
                return at + std::countr_zero(found) / 8;
            }
        }
    }
    while (at != end_ && *at != delimiter_ && *at != quote_ && !is_line_end(*at)) {
        ++at;
    }
    return at;
}

inline void csv_records::quoted_field() {
    const char* const start = at_ + 1;
    bool doubled = false;
    for (const char* from = start;;) {
        const auto left = static_cast<std::size_t>(end_ - from);
        const auto* const close = left == 0 ? nullptr : static_cast<const char*>(std::memchr(from, quote_, left));
        if (close == nullptr) {
            refuse(at_, "a quote that closes this field", "the end of the text");
        }
        if (close + 1 != end_ && close[1] == quote_) {
            doubled = true;
            from = close + 2;
            continue;
        }
        if (close + 1 != end_ && close[1] != delimiter_ && !is_line_end(close[1])) {
            refuse(close + 1, "a delimiter or a line end after the closing quote", core::quoted({close + 1, 1}));
        }
        for (const char* p = start; p != close; ++p) {  // lines inside the field
            next_line_ += *p == '\n' || (*p == '\r' && p[1] != '\n') ? 1 : 0;
        }
        fields_.push_back(
            {.raw = {start, static_cast<std::size_t>(close - start)}, .quoted = true, .doubled = doubled});
        at_ = close + 1;
        return;
    }
}

inline bool csv_records::next() {
    fields_.clear();
    for (; at_ != end_ && ((skip_blank_lines_ && is_line_end(*at_)) || (comment_ && *at_ == *comment_));) {
        while (at_ != end_ && !is_line_end(*at_)) {
            ++at_;
        }
        if (at_ != end_) {
            step_over_line_end();
        }
    }
    record_ = at_;
    line_ = next_line_;
    if (at_ == end_) {
        return false;
    }
    for (;; ++at_) {  // past the delimiter after each field but the last
        if (at_ != end_ && *at_ == quote_ && quote_ != delimiter_) {
            quoted_field();
        } else {
            const char* const start = at_;
            at_ = find_special(at_);
            if (at_ != end_ && *at_ == quote_ && quote_ != delimiter_) {
                refuse(at_, "no quote inside a field that does not begin with one", core::quoted({at_, 1}));
            }
            fields_.push_back({.raw = {start, static_cast<std::size_t>(at_ - start)}});
        }
        if (at_ == end_) {
            break;
        }
        if (*at_ != delimiter_) {
            step_over_line_end();
            break;
        }
    }
    if (first_line_ == 0) {
        first_line_ = line_;
        width_ = fields_.size();
    }
    if (fields_.size() != width_) {
        refuse(record_,
               std::to_string(width_) + (width_ == 1 ? " field" : " fields") + " as in line " +
                   std::to_string(first_line_),
               std::to_string(fields_.size()));
    }
    return true;
}

}  // namespace lastro::inline v0::data
