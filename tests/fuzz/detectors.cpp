// SPDX-License-Identifier: MIT
// tests/fuzz/detectors.cpp: any bytes as a saved detector, or the state of a real one of which some bytes are others, with a
// checksum that is right. The first byte chooses which.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/order.hpp>
#include <lastro/drift/any_detector.hpp>
#include <lastro/random/stream.hpp>

#include "check.hpp"

namespace {

namespace core = lastro::core;
namespace drift = lastro::drift;

/// What is read is a detector as any other: it saves as the same bytes, and goes on.
void read(core::byte_span bytes, core::byte_span values) {
    drift::any_detector watch = drift::any_detector::from_state(bytes);
    const std::vector<std::byte> saved = watch.state();
    fuzz::require(drift::any_detector::from_state(saved).state() == saved, "another detector");
    std::uint64_t change_points = watch.change_point().value_or(0);
    for (std::size_t i = 0; i < 100; ++i) {
        const double x = values.empty() ? 1.0 : std::to_integer<int>(values[i % values.size()]) / 8.0 - 2.0;
        if (watch.update(x) == drift::signal::drift) {
            fuzz::require(watch.count() == 0 && watch.change_point().has_value(), "not as new");
            change_points += watch.since_change();
        }
        watch.update(static_cast<double>(i % 2));
    }
    static volatile std::uint64_t answers = 0;  // or nobody would ask
    answers = change_points + watch.count() + watch.ignored();
    static_cast<void>(drift::any_detector::from_state(watch.state()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](core::byte_span input) {
        if (input.size() < 2) {
            return;
        }
        const std::vector<std::string> kinds = drift::any_detector::kinds();
        const std::size_t choice = std::to_integer<std::size_t>(input[0]) % (kinds.size() + 1);
        if (choice == kinds.size()) {
            return read(input.subspan(1), input);
        }
        // How many values, they, and then three bytes for each change: where, and to what.
        const std::size_t count = core::smaller<std::size_t>(std::to_integer<std::size_t>(input[1]), input.size() - 2);
        const core::byte_span values = input.subspan(2, count);
        drift::any_detector real = kinds[choice] == "incremental_ks" || kinds[choice] == "kswin"
                                       ? drift::any_detector{kinds[choice], {{"window", 80.0}}}
                                       : drift::any_detector{kinds[choice]};
        for (const std::byte b : values) {
            const double x = std::to_integer<int>(b) / 8.0 - 2.0;
            real.update(x);
            real.update(std::to_integer<int>(b) % 2 == 0 ? 0.0 : 1.0);
        }
        std::vector<std::byte> saved = real.state();
        core::byte_span rest = input.subspan(2 + count);
        for (; rest.size() >= 3; rest = rest.subspan(3)) {
            saved[core::load_le<std::uint16_t>(rest.data()) % saved.size()] = rest[2];
        }
        const core::byte_span body{saved.data(), saved.size() - 8};
        core::store_le(lastro::random::detail::fnv1a(core::as_text(body)), saved.data() + body.size());
        read(saved, values);
    });
}
