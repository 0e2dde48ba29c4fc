// SPDX-License-Identifier: MIT
// lastro/report/svg.hpp
//
// How do two samples look beside each other? Small figures as inline SVG, drawn with classes and without colours.
//
//   report::histogram_svg(edges, reference_shares, live_shares, "Wind speed: share of rows");
//   report::cumulative_svg(axis_range, x, reference, live, gap_at, "Wind speed: cumulative share");
//   report::interval_svg(0.436, 0.351, 0.522, 0.10, "drifted");
//
// Each function returns one <svg> element that takes its colours from the page (report/style.hpp), carries its label
// for people who do not see it, holds no script and refers to nothing. Same inputs, same bytes. Labels are escaped
// here.
#pragma once

#include <algorithm>    // max
#include <cmath>        // isfinite
#include <cstddef>      // size_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/report/axis.hpp>
#include <lastro/report/escape.hpp>
#include <lastro/report/number.hpp>

namespace lastro::inline v0::report {

namespace detail {

// One paper for all figures: 640 units wide, the plot from 56 to 628, so that figures above each other share their
// axis.
inline constexpr int paper_width = 640;
inline constexpr double plot_left = 56.0;
inline constexpr double plot_right = 628.0;

/// A coordinate: a tenth of a unit is less than a pixel, and whole numbers need no point.
[[nodiscard]] inline std::string place(double x) { return without_trailing_zeros(fixed(x, 1)); }

/// A path of horizontal and vertical strokes; strokes that would not be seen are not written.
class step_path {
public:
    step_path(double x, double y) : x_(place(x)), y_(place(y)) { text_ = "M" + x_ + " " + y_; }

    void horizontal_to(double x) { wanted_ = place(x); }

    void vertical_to(double y) {
        const std::string text = place(y);
        if (text != y_) {
            flush();
            text_ += "V" + text;
            y_ = text;
        }
    }

    [[nodiscard]] std::string finish(std::string_view tail = "") {
        flush();
        return text_ += tail;
    }

private:
    void flush() {
        if (!wanted_.empty() && wanted_ != x_) {
            text_ += "H" + wanted_;
            x_ = wanted_;
        }
        wanted_.clear();
    }

    std::string text_;
    std::string x_;
    std::string y_;
    std::string wanted_;
};

[[nodiscard]] inline std::string line(double x1, double y1, double x2, double y2, std::string_view style) {
    return "<line x1=\"" + place(x1) + "\" y1=\"" + place(y1) + "\" x2=\"" + place(x2) + "\" y2=\"" + place(y2) +
           "\" class=\"" + std::string{style} + "\"/>";
}

[[nodiscard]] inline std::string path(const std::string& strokes, std::string_view style) {
    return "<path d=\"" + strokes + "\" class=\"" + std::string{style} + "\"/>";
}

/// `escaped` at (x, y); `anchor` is start, middle or end.
[[nodiscard]] inline std::string words(double x, double y, std::string_view anchor, std::string_view escaped) {
    return "<text x=\"" + place(x) + "\" y=\"" + place(y) + "\" class=\"tick\" text-anchor=\"" + std::string{anchor} +
           "\">" + std::string{escaped} + "</text>";
}

/// The opening tag and the label, which is read out and shown on hovering.
[[nodiscard]] inline std::string opening(int width, int height, std::string_view label) {
    const std::string text = html_text(label);
    return "<svg viewBox=\"0 0 " + std::to_string(width) + " " + std::to_string(height) +
           "\" role=\"img\" aria-label=\"" + text + "\"><title>" + text + "</title>\n";
}

/// The value axis below a plot. Long numbers get fewer ticks, so that they do not run into each other.
[[nodiscard]] inline std::string value_axis(const axis& x, double y) {
    constexpr double letter = 11.0;  // the widest a digit gets: on a phone
    std::vector<tick> ticks;
    for (const int most : {6, 4, 2, 1}) {
        ticks = x.ticks(most);
        std::size_t longest = 0;
        for (const tick& t : ticks) {
            longest = (std::max)(longest, t.text.size());
        }
        if (static_cast<double>(ticks.size()) * (static_cast<double>(longest) + 1.0) * letter <=
            plot_right - plot_left) {
            break;
        }
    }
    std::string svg = line(plot_left, y, plot_right, y, "axis");
    for (const tick& t : ticks) {
        svg += line(t.at, y, t.at, y + 4.0, "axis") + words(t.at, y + 20.0, "middle", t.text);
    }
    return svg;
}

/// Horizontal lines at round shares, and the shares beside them.
[[nodiscard]] inline std::string share_grid(const axis& y, int most) {
    std::string svg;
    for (const tick& t : y.ticks(most)) {
        if (t.value > 0.0) {
            svg += line(plot_left, t.at, plot_right, t.at, "grid");
        }
        svg += words(plot_left - 6.0, t.at + 4.0, "end", plain(percent(t.value)) + "\xE2\x80\xAF%");
    }
    return svg;
}

[[nodiscard]] inline double largest_share(std::span<const double> a, std::span<const double> b) noexcept {
    double largest = 0.0;
    for (const auto& side : {a, b}) {
        for (const double share : side) {
            largest = std::isfinite(share) ? (std::max)(largest, share) : largest;
        }
    }
    return largest > 0.0 ? largest : 1.0;
}

inline void require_sizes(std::string_view where, std::size_t expected, std::span<const double> a,
                          std::span<const double> b) {
    const std::string text = std::to_string(expected) + " numbers on each side";
    core::require<std::invalid_argument>(a.size() == expected, where, text, a.size());
    core::require<std::invalid_argument>(b.size() == expected, where, text, b.size());
}

}  // namespace detail

/// Shares per bin: the reference filled, the live side as a line. `edges` ascend; one more than there are bins.
///
/// @throws std::invalid_argument unless there is a bin and both sides have a share for each.
[[nodiscard]] inline std::string histogram_svg(std::span<const double> edges, std::span<const double> reference,
                                               std::span<const double> live, std::string_view label) {
    constexpr double top = 14.0;
    constexpr double bottom = 172.0;
    core::require<std::invalid_argument>(edges.size() >= 2, "report::histogram_svg: edges", "at least 2", edges.size());
    detail::require_sizes("report::histogram_svg: shares", edges.size() - 1, reference, live);
    const axis x{edges.front(), edges.back(), detail::plot_left, detail::plot_right};
    const axis y{0.0, detail::largest_share(reference, live), bottom, top};
    const auto outline = [&](std::span<const double> shares, std::string_view tail) {
        detail::step_path path{x.at(edges.front()), bottom};
        for (std::size_t i = 0; i < shares.size(); ++i) {
            path.vertical_to(y.at(shares[i]));
            path.horizontal_to(x.at(edges[i + 1]));
        }
        path.vertical_to(bottom);
        return path.finish(tail);
    };
    return detail::opening(detail::paper_width, 200, label) + detail::share_grid(y, 3) +
           detail::path(outline(reference, "Z"), "ref") + detail::path(outline(live, ""), "live") +
           detail::value_axis(x, bottom) + "</svg>";
}

/// Both empirical distribution functions, and the gap between them at `gap_at`, on the axis of the histogram above.
///
/// `x` ascends; `reference` and `live` are the shares of values up to each place. Between two places a function keeps
/// the value of the left one. @throws std::invalid_argument unless there is a place and both sides have a share for
/// each.
[[nodiscard]] inline std::string cumulative_svg(const axis& range, std::span<const double> x,
                                                std::span<const double> reference, std::span<const double> live,
                                                double gap_at, std::string_view label) {
    constexpr double top = 14.0;
    constexpr double bottom = 104.0;
    core::require<std::invalid_argument>(!x.empty(), "report::cumulative_svg: x", "at least 1", x.size());
    detail::require_sizes("report::cumulative_svg: shares", x.size(), reference, live);
    const axis across{range.low(), range.high(), detail::plot_left, detail::plot_right};
    const axis y{0.0, 1.0, bottom, top};
    const auto curve = [&](std::span<const double> shares) {
        detail::step_path path{detail::plot_left, bottom};
        for (std::size_t i = 0; i < x.size(); ++i) {
            path.horizontal_to(across.at(x[i]));
            path.vertical_to(y.at(shares[i]));
        }
        path.horizontal_to(detail::plot_right);
        return path.finish();
    };
    double reference_there = 0.0;  // the shares up to gap_at
    double live_there = 0.0;
    for (std::size_t i = 0; i < x.size() && x[i] <= gap_at; ++i) {
        reference_there = reference[i];
        live_there = live[i];
    }
    std::string svg = detail::opening(detail::paper_width, 112, label) + detail::share_grid(y, 2) +
                      detail::path(curve(reference), "refline") + detail::path(curve(live), "live");
    if (reference_there != live_there) {
        const double at = across.at(gap_at);
        svg += detail::line(at, y.at(reference_there), at, y.at(live_there), "gap");
    }
    return svg + detail::line(detail::plot_left, bottom, detail::plot_right, bottom, "axis") + "</svg>";
}

/// Shares per category: the reference as a filled bar, the live side as an outline, the largest change marked.
///
/// @throws std::invalid_argument unless there is a category and both sides have a share for each.
[[nodiscard]] inline std::string bars_svg(std::span<const std::string> categories, std::span<const double> reference,
                                          std::span<const double> live, std::string_view label) {
    constexpr double left = 1.0;
    constexpr double row = 44.0;  // a line of words, then the bar
    constexpr double bar = 14.0;
    constexpr std::size_t longest_name = 48;
    core::require<std::invalid_argument>(!categories.empty(), "report::bars_svg: categories", "at least 1",
                                         categories.size());
    detail::require_sizes("report::bars_svg: shares", categories.size(), reference, live);
    const axis x{0.0, detail::largest_share(reference, live), left, detail::plot_right};
    const auto change = [&](std::size_t i) {
        const double difference = live[i] - reference[i];
        return difference < 0.0 ? -difference : difference;
    };
    std::size_t most_changed = 0;
    for (std::size_t i = 1; i < categories.size(); ++i) {
        most_changed = change(i) > change(most_changed) ? i : most_changed;
    }
    std::string svg =
        detail::opening(detail::paper_width, static_cast<int>(row) * static_cast<int>(categories.size()) + 4, label);
    double y = 0.0;
    for (std::size_t i = 0; i < categories.size(); ++i, y += row) {
        const double upper = y + 23.0;
        const double lower = upper + bar;
        const double reference_end = x.at(reference[i]);
        const double live_end = x.at(live[i]);
        const auto box = [&](double end, std::string_view tail) {
            detail::step_path path{left, upper};
            path.horizontal_to(end);
            path.vertical_to(lower);
            path.horizontal_to(left);
            return path.finish(tail);
        };
        svg += detail::words(left, y + 16.0, "start", html_text(shortened(categories[i], longest_name)));
        svg += detail::words(
            detail::plot_right, y + 16.0, "end",
            plain(fixed(reference[i] * 100.0, 1)) + " \xE2\x86\x92 " + plain(fixed(live[i] * 100.0, 1)) + " %");
        svg += detail::path(box(reference_end, "Z"), "ref") + detail::path(box(live_end, "Z"), "live");
        if (i == most_changed && change(i) > 0.0) {
            svg += detail::line(reference_end, upper + bar / 2.0, live_end, upper + bar / 2.0, "gap");
        }
        svg += detail::line(left, upper - 3.0, left, lower + 3.0, "axis") + "\n";
    }
    return svg + "</svg>";
}

/// An effect with its interval on a line from 0 to 1, and what is tolerated as a dashed mark. `style` is the class of
/// the answer: drifted, same or cannot.
[[nodiscard]] inline std::string interval_svg(double effect, double low, double high, double tolerated,
                                              std::string_view style) {
    const axis x{0.0, 1.0, 6.0, 154.0};
    const std::string label = "effect " + plain(fixed(effect, 2)) + ", interval " + plain(fixed(low, 2)) + " to " +
                              plain(fixed(high, 2)) + ", tolerated " + plain(threshold(tolerated));
    const std::string answer{style};
    return "<svg class=\"ci\" viewBox=\"0 0 160 18\" role=\"img\" aria-label=\"" + label + "\">" +
           detail::line(6.0, 9.0, 154.0, 9.0, "axis") +
           detail::line(x.at(tolerated), 2.0, x.at(tolerated), 16.0, "tol") +
           detail::line(x.at(low), 9.0, x.at(high), 9.0, "span " + answer) + "<circle cx=\"" +
           detail::place(x.at(effect)) + "\" cy=\"9\" r=\"3.6\" class=\"dot " + answer + "\"/></svg>";
}

}  // namespace lastro::inline v0::report
