// SPDX-License-Identifier: MIT
// lastro/data/detail/csv_spelling.hpp
//
// What does a cell say, as a number, a date, a timestamp or a truth value, by the settings of its file?
//
//   const csv_spelling spelling{settings};
//   std::int64_t whole;
//   if (spelling.read("1.234", whole)) ...
//   spelling.kind("1,5");                       // what it could be: the evidence that types are found by
#pragma once

#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint8_t
#include <optional>     // optional
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/detail/short_number.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/csv_settings.hpp>
#include <lastro/data/detail/clock_format.hpp>
#include <lastro/data/detail/iso_moment.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data::detail {

/// What a text can be read as. Sets of kinds are combined with |.
enum kind : unsigned {
    boolean_kind = 1,
    whole_kind = 2,     ///< A whole number within int64.
    huge_kind = 4,      ///< A whole number beyond it.
    fraction_kind = 8,  ///< A number with a point or an exponent.
    date_kind = 16,
    text_kind = 32,    ///< None of these, or a number that would lose a leading zero.
    zoned_kind = 64,   ///< A timestamp that says how far its clock is from UTC.
    local_kind = 128,  ///< A timestamp that does not.
};

/// "007" is a name, not a number: as a number it would not read back as it was.
[[nodiscard]] inline bool has_leading_zero(std::string_view text) noexcept {
    const auto first = static_cast<std::size_t>(text.starts_with('-'));
    return text.size() > first + 1 && text[first] == '0' && text[first + 1] >= '0' && text[first + 1] <= '9';
}

/// The one type that can hold all kinds of a set; string where there is none, and for the empty set. Whole numbers
/// beyond int64 are identifiers, which must not lose digits, unless fractions stand beside them. Timestamps of which only
/// some tell their offset cannot be compared with each other.
[[nodiscard]] constexpr type type_for(unsigned kinds) noexcept {
    switch (kinds) {
        case boolean_kind:
            return type::boolean;
        case whole_kind:
            return type::int64;
        case date_kind:
            return type::date;
        case zoned_kind:
        case local_kind:
            return type::timestamp;
        default:
            break;
    }
    const bool numbers = (kinds & ~unsigned{whole_kind | huge_kind | fraction_kind}) == 0;
    return numbers && (kinds & fraction_kind) != 0 ? type::float64 : type::string;
}

/// True if further evidence cannot change the type: text among the kinds, or two that no type but string can hold.
[[nodiscard]] constexpr bool is_settled(unsigned kinds) noexcept {
    constexpr unsigned numbers = whole_kind | huge_kind | fraction_kind;
    unsigned families = (kinds & numbers) != 0 ? 1 : 0;
    for (const unsigned alone :
         {unsigned{date_kind}, unsigned{boolean_kind}, unsigned{zoned_kind}, unsigned{local_kind}}) {
        families += (kinds & alone) != 0 ? 1 : 0;
    }
    return (kinds & text_kind) != 0 || families > 1;
}

/// The settings that say how values are written, ready for use.
class csv_spelling {
public:
    /// Keeps a reference. @throws std::invalid_argument for settings that contradict themselves.
    explicit csv_spelling(const csv_settings& settings)
        : settings_(&settings),
          plain_numbers_(settings.decimal == '.' && !settings.thousands),
          plain_dates_(settings.date_formats == std::vector<std::string>{"%Y-%m-%d"}),
          plain_clocks_(settings.timestamp_formats.empty()) {
        for (const std::string& token : settings.null_tokens) {
            longest_null_ = token.size() > longest_null_ ? token.size() : longest_null_;
        }
        const auto digit_like = [](char c) {
            return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == 'e' || c == 'E';
        };
        core::require<std::invalid_argument>(!digit_like(settings.decimal), "csv: decimal", "no part of a number",
                                             core::quoted({&settings.decimal, 1}));
        const char thousands = settings.thousands.value_or(' ');
        core::require<std::invalid_argument>(!digit_like(thousands) && thousands != settings.decimal, "csv: thousands",
                                             "another character than a digit, a sign and the decimal one",
                                             core::quoted({&thousands, 1}));
        for (const std::string& format : settings.date_formats) {
            require_date_format(format);
        }
        for (const std::string& format : settings.timestamp_formats) {
            require_timestamp_format(format);
        }
    }

    /// True if the text is a null token.
    [[nodiscard]] bool is_null(std::string_view text) const noexcept {
        return text.size() <= longest_null_ && among(text, settings_->null_tokens);
    }

    /// A text of so many bytes or more is no null token, and a number by the rules of core::parse_int64; -1: texts never are.
    [[nodiscard]] std::size_t shortest_plain() const noexcept {
        return plain_numbers_ ? longest_null_ + 1 : static_cast<std::size_t>(-1);
    }

    /// Reads a value; false if the text is none.
    [[nodiscard]] bool read(std::string_view text, std::int64_t& to) const {
        if (!plain_numbers_) {
            char buffer[longest_number];
            return read_plain(respelled(text, static_cast<char*>(buffer)), to);
        }
        return read_plain(text, to);
    }
    [[nodiscard]] bool read(std::string_view text, double& to) const {
        if (!plain_numbers_) {
            char buffer[longest_number];
            return read_plain(respelled(text, static_cast<char*>(buffer)), to);
        }
        return read_plain(text, to);
    }
    [[nodiscard]] bool read(std::string_view text, date& to) const noexcept {
        if (plain_dates_) {
            return taken(date::parse(text), to);
        }
        for (const std::string& format : settings_->date_formats) {
            if (taken(parse_date(text, format), to)) {
                return true;
            }
        }
        return false;
    }
    /// `day`: that of the timestamp before, and then of this one.
    [[nodiscard, gnu::always_inline]] bool read(std::string_view text, timestamp& to, iso_day& day) const noexcept {
        return (plain_clocks_ && text.size() == iso_moment_size && read_iso_moment(text.data(), to, day)) ||
               read(text, to);
    }
    [[nodiscard]] bool read(std::string_view text, timestamp& to) const noexcept {
        const auto reading = clock(text);
        to = reading ? reading->moment() : timestamp{};
        return reading.has_value();
    }
    [[nodiscard]] bool read(std::string_view text, std::uint8_t& to) const noexcept {
        const bool yes = among(text, settings_->true_tokens);
        to = yes ? 1 : 0;
        return yes || among(text, settings_->false_tokens);
    }

    /// True if the text is a moment of local_kind in its usual spelling; false for others, too. `day`: as above.
    [[nodiscard]] bool is_moment(std::string_view text, iso_day& day) const noexcept {
        timestamp moment;
        return plain_clocks_ && plain_dates_ && text.size() == iso_moment_size &&
               read_iso_moment(text.data(), moment, day);
    }

    /// What the text can be read as. Where settings make a text two things, numbers come first, then dates, then timestamps.
    [[nodiscard]] kind kind_of(std::string_view text) const {
        char buffer[longest_number];
        const std::string_view number = plain_numbers_ ? text : respelled(text, static_cast<char*>(buffer));
        std::int64_t whole = 0;
        double real = 0.0;
        date day;
        std::uint8_t truth = 0;
        const bool dashed = plain_numbers_ && text.size() >= 10 && text[4] == '-' && text[7] == '-';  // then no number
        if (!dashed && read_plain(number, whole)) {
            return has_leading_zero(number) ? text_kind : whole_kind;
        }
        if (!dashed && read_plain(number, real)) {
            return has_leading_zero(number)                                ? text_kind
                   : number.find_first_of(".eE") == std::string_view::npos ? huge_kind
                                                                           : fraction_kind;
        }
        if (read(text, day)) {
            return date_kind;
        }
        if (const auto moment = clock(text)) {
            return moment->zoned ? zoned_kind : local_kind;
        }
        return read(text, truth) ? boolean_kind : text_kind;
    }

private:
    [[nodiscard]] std::optional<clock_reading> clock(std::string_view text) const noexcept {
        std::optional<clock_reading> reading;
        if (settings_->timestamp_formats.empty()) {
            reading = read_clock(text);
        }
        for (std::size_t i = 0; !reading && i < settings_->timestamp_formats.size(); ++i) {
            reading = read_clock(text, settings_->timestamp_formats[i]);
        }
        return reading;
    }

    static constexpr std::size_t longest_number = 400;  // characters of one with other separators than a point

    [[nodiscard]] static bool among(std::string_view text, const std::vector<std::string>& tokens) noexcept {
        for (const std::string& token : tokens) {
            if (text == token) {
                return true;
            }
        }
        return false;
    }

    template <class T>
    [[nodiscard]] static bool taken(const std::optional<T>& value, T& to) noexcept {
        to = value.value_or(T{});
        return value.has_value();
    }

    [[nodiscard]] static bool read_plain(std::string_view text, std::int64_t& to) {
        return core::detail::short_int64(text, to) || taken(core::parse_int64(text), to);
    }
    [[nodiscard, gnu::always_inline]] static bool read_plain(std::string_view text, double& to) {
        return core::detail::short_double(text, to) || taken(core::parse_double(text), to);
    }

    // "1.234,5" as "1234.5", written to `to`; no number (an empty text) where groups or separators are out of place.
    [[nodiscard]] std::string_view respelled(std::string_view text, char* to) const noexcept {
        if (text.size() > longest_number) {
            return {};
        }
        const char thousands = settings_->thousands.value_or('\0');
        std::size_t size = 0;
        std::size_t group = 0;  // digits since the last separator
        bool grouped = false;
        bool whole = true;
        for (const char c : text) {
            const bool digit = c >= '0' && c <= '9';
            if (whole && settings_->thousands && c == thousands) {
                if (group == 0 || group > 3 || (grouped && group != 3)) {
                    return {};
                }
                grouped = true;
                group = 0;
                continue;
            }
            if (whole && !digit && c != '-') {
                if (grouped && group != 3) {
                    return {};
                }
                whole = false;
            }
            if (c != settings_->decimal && c == '.') {
                return {};
            }
            group += digit ? 1 : 0;
            to[size++] = c == settings_->decimal ? '.' : c;
        }
        const bool leading_zero = grouped && has_leading_zero({to, size});  // "0.123" is no group of thousands
        return (whole && grouped && group != 3) || leading_zero ? std::string_view{} : std::string_view{to, size};
    }

    const csv_settings* settings_;
    std::size_t longest_null_ = 0;
    bool plain_numbers_;
    bool plain_dates_;
    bool plain_clocks_;
};

}  // namespace lastro::inline v0::data::detail
