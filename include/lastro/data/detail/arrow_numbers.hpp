// SPDX-License-Identifier: MIT
// lastro/data/detail/arrow_numbers.hpp
//
// Which numbers, truth values, days and moments are in an array? Those of 8 bytes, and days, where they are; others copied.
#pragma once

#include <cstddef>      // byte, size_t
#include <cstdint>      // int8_t ... uint64_t
#include <limits>       // numeric_limits
#include <string>       // to_string
#include <string_view>  // string_view
#include <utility>      // in_range, move
#include <vector>       // vector

#include <lastro/data/detail/arrow_array.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>

namespace lastro::inline v0::data::detail {

/// Reads an array of fixed width into `to`, whose `present` is known.
class arrow_numbers {
public:
    arrow_numbers(const arrow_array& array, arrow_column& to) noexcept : array_(array), to_(to) {}

    /// False if `format` is not one of these. @throws format_error for a value that no type of column holds.
    [[nodiscard]] bool read(std::string_view format) const {
        if (format.size() == 1) {
            return read_letter(format.front());
        }
        if (format == "tdD") {
            in_place<date>(type::date);
        } else if (format == "tdm") {
            convert<std::int64_t>(type::date, [this](std::int64_t x, std::size_t i) {
                constexpr std::int64_t day = 86'400'000;
                if (x % day != 0 || !std::in_range<std::int32_t>(x / day)) {
                    array_.demand(false, "whole days", std::to_string(x) + " ms" + arrow_array::row(i));
                }
                return date{static_cast<std::int32_t>(x / day)};
            });
        } else {
            return format.size() >= 4 && format.starts_with("ts") && format[3] == ':' && read_moments(format[2]);
        }
        return true;
    }

private:
    [[nodiscard]] bool read_letter(char format) const {
        switch (format) {
            case 'b':
                read_bits();
                return true;
            case 'l':
                in_place<std::int64_t>(type::int64);
                return true;
            case 'g':
                in_place<double>(type::float64);
                return true;
            case 'f':
                convert<float>(type::float64, [](float x, std::size_t) { return static_cast<double>(x); });
                return true;
            case 'L':
                convert<std::uint64_t>(type::int64, [this](std::uint64_t x, std::size_t i) {
                    if (!std::in_range<std::int64_t>(x)) {  // here and below the message is made where it is needed
                        array_.demand(false, "an int64", std::to_string(x) + arrow_array::row(i));
                    }
                    return static_cast<std::int64_t>(x);
                });
                return true;
            case 'c':
                return widen<std::int8_t>();
            case 'C':
                return widen<std::uint8_t>();
            case 's':
                return widen<std::int16_t>();
            case 'S':
                return widen<std::uint16_t>();
            case 'i':
                return widen<std::int32_t>();
            case 'I':
                return widen<std::uint32_t>();
            default:
                return false;
        }
    }

    // A zone only says how a moment is shown: all of them are counted in UTC, and those without one taken as UTC.
    [[nodiscard]] bool read_moments(char unit) const {
        const std::int64_t factor = unit == 's' ? 1'000'000 : 1000;
        switch (unit) {
            case 's':
            case 'm':
                convert<std::int64_t>(type::timestamp, [this, factor](std::int64_t x, std::size_t i) {
                    return timestamp{product(x, factor, i)};
                });
                return true;
            case 'u':
                in_place<timestamp>(type::timestamp);
                return true;
            case 'n':
                convert<std::int64_t>(type::timestamp, [this](std::int64_t x, std::size_t i) {
                    if (x % 1000 != 0) {
                        array_.demand(false, "whole microseconds", std::to_string(x) + " ns" + arrow_array::row(i));
                    }
                    return timestamp{x / 1000};
                });
                return true;
            default:
                return false;
        }
    }

    [[nodiscard]] std::int64_t product(std::int64_t x, std::int64_t factor, std::size_t i) const {
        const std::int64_t most = (std::numeric_limits<std::int64_t>::max)() / factor;
        if (x < -most || x > most) {
            array_.demand(false, "a moment within 292,000 years of 1970", std::to_string(x) + arrow_array::row(i));
        }
        return x * factor;
    }

    template <class From>
    [[nodiscard]] bool widen() const {
        convert<From>(type::int64, [](From x, std::size_t) { return std::int64_t{x}; });
        return true;
    }

    template <class From, class Convert>
    void convert(type t, const Convert& to) const {
        array_.require_buffers(2);
        const std::byte* const from = array_.buffer(1);
        std::vector<decltype(to(From{}, 0))> values(array_.rows());
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (to_.present[i]) {
                values[i] = to(array_.load<From>(from, i), i);
            }
        }
        to_.keep(t, std::move(values));
    }

    template <class T>
    void in_place(type t) const {
        array_.require_buffers(2);
        if (const T* const values = array_.in_place<T>(array_.buffer(1))) {
            to_.type = t;
            to_.values = values;
        } else {
            convert<T>(t, [](T x, std::size_t) { return x; });
        }
    }

    void read_bits() const {
        array_.require_buffers(2);
        const std::byte* const bits = array_.buffer(1);
        std::vector<std::uint8_t> values(array_.rows());
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = to_.present[i] && array_.bit(bits, i) ? 1 : 0;
        }
        to_.keep(type::boolean, std::move(values));
    }

    const arrow_array& array_;
    arrow_column& to_;
};

}  // namespace lastro::inline v0::data::detail
