// SPDX-License-Identifier: MIT
// tests/train/progress_bar.test.cpp
#include <lastro/train/progress_bar.hpp>

#if __has_include(<pty.h>)
#include <pty.h>  // openpty (Linux)
#else
#include <util.h>  // openpty (macOS)
#endif
#include <poll.h>    // poll (POSIX)
#include <unistd.h>  // close, read (POSIX)

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace lastro;
using namespace lastro::train::detail;

namespace {

static_assert(train::callback_like<train::progress_bar>);

std::string written(std::FILE* file) {
    std::string text;
    std::rewind(file);
    for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) {
        text += static_cast<char>(c);
    }
    return text;
}

/// What has come through a pseudo-terminal up to `end`, which was written last: it arrives in pieces. Gives up after 10 s.
std::string received(int master, const std::string& end) {
    std::string text;
    for (pollfd ready{.fd = master, .events = POLLIN, .revents = 0}; !text.ends_with(end);) {
        char piece[512];
        const auto count = ::poll(&ready, 1, 10'000) == 1 ? ::read(master, piece, sizeof piece) : 0;
        if (count <= 0) {
            break;
        }
        text.append(piece, static_cast<std::size_t>(count));
    }
    return text;
}

void run(std::FILE* out, bool stopped) {
    auto bar = train::callback{train::progress_bar{.out = out}}.begin(
        {.epochs = 10, .steps_per_epoch = 2, .rows = 100, .metrics = {"loss"}});
    train::fit_control control;
    const std::vector<train::metric_value> metrics{{"loss", 0.43121}, {"validation/loss", 0.44054}};
    for (std::uint64_t epoch = 1; epoch <= 2; ++epoch) {
        bar.step_end({.epoch = epoch, .step = 1, .loss = 0.5});
        bar.epoch_end({.epoch = epoch, .metrics = metrics}, control);
    }
    train::run_result result{.history = {{1, metrics}, {2, metrics}}, .kept_epoch = 1};
    result.stopped = stopped ? "loss has not improved for 1 epoch" : "";
    bar.end(result);
}

}  // namespace

TEST_SUITE("train/progress_bar") {
    TEST_CASE("texts: rates, times and metrics as a person reads them") {
        CHECK(rate_text(0.0) == "0 rows/s");
        CHECK(rate_text(950.9) == "950 rows/s");
        CHECK(rate_text(18'444.0) == "18.4k rows/s");
        CHECK(rate_text(2'150'000.0) == "2.1M rows/s");
        CHECK(time_text(0.4) == "0:00:00");
        CHECK(time_text(61.0) == "0:01:01");
        CHECK(time_text(36'000.0 + 59.9) == "10:00:59");
        CHECK(metrics_text({{"loss", 0.43121}, {"validation/loss", 0.44054}}) == "loss 0.4312  validation/loss 0.4405");
    }

    TEST_CASE("bar: as full as the work is done") {
        CHECK(bar_text(0.0, 4, false, false) == "....");
        CHECK(bar_text(0.5, 4, false, false) == "##..");
        CHECK(bar_text(1.0, 4, false, false) == "####");
        CHECK(bar_text(2.0, 4, false, false) == "####");
        CHECK(bar_text(0.375, 4, true, false) == "━╸━━");
        CHECK(bar_text(0.5, 4, true, true).find("\x1b[36m━━") == 0);
        CHECK(bar_text(0.5, 4, true, true).ends_with("\x1b[0m"));
    }

    TEST_CASE("in a pipe or a file: one plain line per epoch") {
        std::FILE* file = std::tmpfile();
        REQUIRE(file != nullptr);
        run(file, true);
        const std::string text = written(file);
        std::fclose(file);
        CHECK(text.starts_with("epoch  1/10 loss 0.4312  validation/loss 0.4405  "));
        CHECK(text.find("\nepoch  2/10 loss 0.4312  validation/loss 0.4405  ") != std::string::npos);
        CHECK(text.ends_with(
            "  0:00:00\nstopped early after epoch 2: loss has not improved for 1 epoch; kept epoch 1\n"));
        CHECK(text.find('\r') == std::string::npos);
        CHECK(text.find('\x1b') == std::string::npos);
    }

    TEST_CASE("on a terminal: one line that is redrawn and never wider than the window") {
        for (const unsigned columns : {120U, 60U, 20U}) {
            int master = -1, slave = -1;
            winsize size{};
            size.ws_col = static_cast<unsigned short>(columns);
            size.ws_row = 24;
            if (::openpty(&master, &slave, nullptr, nullptr, &size) != 0) {
                MESSAGE("SKIPPED: no pseudo-terminal here");
                return;
            }
            std::FILE* out = ::fdopen(slave, "w");
            REQUIRE(out != nullptr);
            run(out, false);
            std::fputs("end", out);
            std::fflush(out);
            std::string text = received(master, "end");
            std::fclose(out);
            ::close(master);
            CAPTURE(columns);
            REQUIRE(text.ends_with("end"));
            text.resize(text.size() - 3);
            CHECK(text.starts_with("\repoch  1/10 "));
            CHECK(text.ends_with("\x1b[K\r\n"));
            CHECK(text.find('\n') == text.size() - 1);
            std::size_t width = 0;  // of the line, without escapes; a letter of several bytes counts once
            for (std::size_t i = 0; i < text.size(); ++i) {
                if (text[i] == '\x1b') {
                    while (text[i] != 'm' && text[i] != 'K') {
                        ++i;
                    }
                } else if (text[i] == '\r' || text[i] == '\n') {
                    CHECK(width < columns);
                    width = 0;
                } else {
                    width += (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U ? 0U : 1U;
                }
            }
        }
    }

}  // TEST_SUITE
