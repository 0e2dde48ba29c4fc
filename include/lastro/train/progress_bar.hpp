// SPDX-License-Identifier: MIT
// lastro/train/progress_bar.hpp
//
// How far is the training? One line on standard error that redraws itself on a terminal; in a pipe, a line per epoch.
//
//   train::fit(rain, rows, {.epochs = 60, .callbacks = {train::progress_bar{}}});
//   // epoch 37/60 ━━━━━━━━━━━━━━━━━━━╸━━━━━━━━━━━━ loss 0.4312  validation/loss 0.4405  18.4k rows/s  0:00:01
//
// The one thing in the library that prints, and only where it is asked for. UTF-8 where the locale has it, else ASCII;
// colour only on a terminal, never where NO_COLOR is set. It cannot change a result.
#pragma once

#include <stdio.h>      // fileno (POSIX)
#include <sys/ioctl.h>  // ioctl, TIOCGWINSZ (POSIX)

#include <algorithm>  // min
#include <cstddef>    // size_t
#include <cstdint>    // uint64_t
#include <cstdio>     // FILE, fflush, fputs, stderr
#include <string>     // string, to_string
#include <vector>     // vector

#include <lastro/core/clock.hpp>
#include <lastro/core/terminal.hpp>
#include <lastro/core/text.hpp>
#include <lastro/train/callback.hpp>

namespace lastro::inline v0::train {

namespace detail {

/// "950 rows/s", "18.4k rows/s", "2.1M rows/s".
[[nodiscard]] inline std::string rate_text(double rows_per_second) {
    const double thousand = 1e3;
    if (!(rows_per_second >= thousand)) {
        return std::to_string(static_cast<std::uint64_t>(rows_per_second > 0.0 ? rows_per_second : 0.0)) + " rows/s";
    }
    const bool millions = rows_per_second >= thousand * thousand;
    const auto tenths = static_cast<std::uint64_t>(rows_per_second / (millions ? 1e5 : 1e2));
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + (millions ? "M" : "k") + " rows/s";
}

/// "0:00:01": hours, minutes, seconds.
[[nodiscard]] inline std::string time_text(double seconds) {
    const auto whole = static_cast<std::uint64_t>(seconds > 0.0 ? seconds : 0.0);
    const auto two = [](std::uint64_t n) { return std::string{n < 10 ? "0" : ""} + std::to_string(n); };
    return std::to_string(whole / 3600) + ':' + two(whole / 60 % 60) + ':' + two(whole % 60);
}

/// A bar of `width` places, filled up to `share`; to half a place where the letters allow it.
[[nodiscard]] inline std::string bar_text(double share, std::size_t width, bool utf8, bool colour) {
    const auto halves = static_cast<std::size_t>((std::min)(1.0, share) * static_cast<double>(2 * width));
    std::string text = colour ? "\x1b[36m" : "";
    for (std::size_t i = 0; i < width; ++i) {
        if (2 * i + 2 <= halves) {
            text += utf8 ? "━" : "#";
        } else if (2 * i + 1 == halves && utf8) {
            text += "╸";
        } else if (utf8) {
            text += colour && 2 * i <= halves + 1 ? "\x1b[90m━" : "━";
        } else {
            text += '.';
        }
    }
    return text + (colour ? "\x1b[0m" : "");
}

/// "loss 0.4312  validation/loss 0.4405".
[[nodiscard]] inline std::string metrics_text(const std::vector<metric_value>& metrics) {
    std::string text;
    for (const metric_value& m : metrics) {
        text += (text.empty() ? "" : "  ") + m.name + ' ' + core::significant(m.value);
    }
    return text;
}

/// Columns of the terminal behind `descriptor`; 80 where it does not say.
[[nodiscard]] inline std::size_t terminal_width(int descriptor) noexcept {
    winsize size{};
    return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace detail

class progress_bar_state;

/// Shows how far a run is.
struct progress_bar {
    std::FILE* out = nullptr;  ///< Where to write; standard error if null.

    [[nodiscard]] progress_bar_state begin(const fit_plan& plan) const;
};

/// A progress bar in the middle of a run.
class progress_bar_state {
public:
    progress_bar_state(std::FILE* out, fit_plan plan)
        : out_(out),
          plan_(std::move(plan)),
          terminal_(core::is_terminal(::fileno(out))),
          utf8_(core::utf8_locale()),
          colour_(core::colour_wanted(::fileno(out))),
          begin_(core::steady_seconds()) {}

    void step_end(const step_report& report) {
        constexpr double between = 0.1;  // seconds between two drawings of the line
        if (!terminal_) {
            return;
        }
        if (const double now = core::steady_seconds(); now >= next_) {
            next_ = now + between;
            const double done = static_cast<double>(report.epoch - 1) +
                                static_cast<double>(report.step) / static_cast<double>(plan_.steps_per_epoch);
            draw(report.epoch, done);
        }
    }

    void epoch_end(const epoch_report& report) {
        metrics_ = detail::metrics_text(report.metrics);
        if (terminal_) {
            draw(report.epoch, static_cast<double>(report.epoch));
        } else {
            write(head(report.epoch) + ' ' + tail(static_cast<double>(report.epoch)) + '\n');
        }
    }

    void end(const run_result& result) {
        std::string text = terminal_ ? "\n" : "";
        if (!result.stopped.empty()) {
            text += "stopped early after epoch " + std::to_string(result.epochs_run()) + ": " + result.stopped +
                    "; kept epoch " + std::to_string(result.kept_epoch) + '\n';
        }
        write(text);
    }

private:
    // "epoch 37/60"
    [[nodiscard]] std::string head(std::uint64_t epoch) const {
        const std::string last = std::to_string(plan_.epochs);
        const std::string number = std::to_string(epoch);
        return "epoch " + std::string(last.size() - number.size(), ' ') + number + '/' + last;
    }

    // "loss 0.4312  18.4k rows/s  0:00:01" after `done` epochs
    [[nodiscard]] std::string tail(double done) const {
        const double seconds = core::steady_seconds() - begin_;
        return metrics_ + (metrics_.empty() ? "" : "  ") +
               detail::rate_text((done - static_cast<double>(plan_.epochs_done)) * static_cast<double>(plan_.rows) /
                                 (seconds > 0.0 ? seconds : 1e-9)) +
               "  " + detail::time_text(seconds);
    }

    void draw(std::uint64_t epoch, double done) const {
        constexpr std::size_t widest = 32;
        const std::string left = head(epoch);
        std::string right = tail(done);
        const std::size_t columns = detail::terminal_width(::fileno(out_)) - 1;
        const std::size_t used = left.size() + right.size() + 2;
        const std::size_t width = used < columns ? (std::min)(widest, columns - used) : 0;
        if (left.size() + 1 + right.size() > columns) {  // a narrow window: what fits, so that the line stays one
            right.resize(columns > left.size() + 1 ? columns - left.size() - 1 : 0);
        }
        const double share = done / static_cast<double>(plan_.epochs);
        const std::string bar = width < 4 ? std::string{} : detail::bar_text(share, width, utf8_, colour_) + ' ';
        write("\r" + left + ' ' + bar + right + "\x1b[K");
    }

    void write(const std::string& text) const {
        std::fputs(text.c_str(), out_);
        std::fflush(out_);
    }

    std::FILE* out_;
    fit_plan plan_;
    bool terminal_, utf8_, colour_;
    double begin_;
    double next_ = 0.0;
    std::string metrics_;
};

inline progress_bar_state progress_bar::begin(const fit_plan& plan) const {
    return progress_bar_state{out == nullptr ? stderr : out, plan};
}

}  // namespace lastro::inline v0::train
