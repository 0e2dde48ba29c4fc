// SPDX-License-Identifier: MIT
// tests/fuzz/sequential_states.cpp: the saved state of something that looks all the time, some bytes of it others and the checksum
// right again, so that what is behind it is reached. The first byte chooses which, the second how many values it has seen.
#include <cstddef>
#include <cstdint>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/drift/conformal_martingale.hpp>
#include <lastro/drift/mean_confidence_sequence.hpp>
#include <lastro/drift/quantile_confidence_sequence.hpp>
#include <lastro/drift/random_feature_mmd.hpp>
#include <lastro/drift/risk_monitor.hpp>
#include <lastro/drift/sequential_ks_test.hpp>
#include <lastro/drift/sequential_mean_test.hpp>
#include <lastro/drift/stream_monitor.hpp>

#include "check.hpp"

namespace {

namespace core = lastro::core;
namespace data = lastro::data;
namespace drift = lastro::drift;

double value(std::size_t i) { return static_cast<double>(i * 7919 % 101) / 101.0; }

/// The input: how many values, then three bytes for each change: where, and to what.
template <class Watch, class Feed>
void read(Watch watch, core::byte_span input, Feed&& feed) {
    const std::size_t seen = 2 * std::to_integer<std::size_t>(input[0]);
    for (std::size_t i = 0; i < seen; ++i) {
        feed(watch, value(i), value(i + 3));
    }
    std::vector<std::byte> saved = watch.state();
    core::byte_span rest = input.subspan(1);
    for (; rest.size() >= 3; rest = rest.subspan(3)) {
        saved[core::load_le<std::uint16_t>(rest.data()) % saved.size()] = rest[2];
    }
    saved.resize(saved.size() - rest.size());  // and perhaps an end too early
    const core::byte_span body{saved.data(), saved.size() - sizeof(std::uint64_t)};
    core::store_le(lastro::random::detail::fnv1a(core::as_text(body)), saved.data() + body.size());
    Watch taken = Watch::from_state(saved);
    fuzz::require(taken.state() == saved, "other bytes");
    for (std::size_t i = 0; i < 300; ++i) {  // and it goes on
        feed(taken, 10.0 * value(i) - 4.0, value(i + 5));
    }
    const std::vector<std::byte> later = taken.state();
    bool again = true;
    try {
        again = Watch::from_state(later) == taken;
    } catch (const lastro::error&) {
        again = false;
    }
    fuzz::require(again, "what was taken up cannot be saved");
}

/// The same of a state that has no checksum, and whose rows are as long as it says.
void read_features(core::byte_span input) {
    drift::random_feature_mmd watch{2, {.features = 6, .sigma = 0.5}};
    const auto feed = [](drift::random_feature_mmd& to, std::size_t rows) {
        std::vector<double> row(to.columns());
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t k = 0; k < row.size(); ++k) {
                row[k] = value(i + k) * (i % 5 == 4 ? 1e308 : 3.0);
            }
            to.update(row);
        }
    };
    feed(watch, std::to_integer<std::size_t>(input[0]));
    std::vector<std::byte> saved = watch.state();
    core::byte_span rest = input.subspan(1);
    for (; rest.size() >= 3; rest = rest.subspan(3)) {
        saved[core::load_le<std::uint16_t>(rest.data()) % saved.size()] = rest[2];
    }
    saved.resize(saved.size() - rest.size());
    drift::random_feature_mmd taken = drift::random_feature_mmd::from_state(saved);
    fuzz::require(taken.state() == saved, "other bytes");
    feed(taken, 10);
    for (const double mean : taken.means()) {
        fuzz::require(mean >= -1.0 && mean <= 1.0, "a mean of cosines beyond 1");
    }
    if (taken.count() >= 2) {
        const drift::random_feature_result r = drift::mmd_between(taken, taken);
        fuzz::require(r.distance == 0.0 && r.mmd2 == r.mmd2 && r.p_bound == 1.0, "a distance from itself");
    }
    fuzz::require(drift::random_feature_mmd::from_state(taken.state()) == taken, "what was taken up cannot be saved");
}

data::table past() {
    data::table rows;
    rows.add("x", data::column{std::vector<double>{0.1, 0.4, 0.4, 0.9}});
    rows.add("y", data::column{std::vector<double>{0.3, 0.2, 0.6, 0.7}});
    return rows;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](core::byte_span input) {
        if (input.size() < 2) {
            return;
        }
        const std::vector<double> few{0.1, 0.25, 0.25, 0.5, 0.75, 0.8};
        const auto one = [](auto& watch, double x, double) { static_cast<void>(watch.update(x)); };
        const auto two = [](auto& watch, double x, double y) { static_cast<void>(watch.update(x, y)); };
        const core::byte_span rest = input.subspan(1);
        switch (std::to_integer<unsigned>(input[0]) % 8) {
            case 0:
                return read(drift::conformal_martingale{drift::sorted_sample{few}}, rest, one);
            case 1:
                return read(drift::sequential_mean_test{}, rest, two);
            case 2:
                return read(drift::sequential_ks_test{}, rest, two);
            case 3: {
                return read(drift::quantile_confidence_sequence{}, rest, [](auto& watch, double x, double) {
                    watch.update(x);
                    static_cast<void>(watch.interval());
                });
            }
            case 4:
                return read(drift::mean_confidence_sequence{}, rest,
                            [](auto& watch, double x, double) { watch.update(x); });
            case 5:
                return read(drift::risk_monitor{few}, rest, one);
            case 7:
                return read_features(rest);
            default: {
                static const data::table rows = past();
                return read(drift::stream_monitor{rows, {"x", "y"}}, rest, [](auto& watch, double x, double y) {
                    const double row[] = {x, y};
                    static_cast<void>(watch.update(row));
                    static_cast<void>(watch.moved());
                });
            }
        }
    });
}
