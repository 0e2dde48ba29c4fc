// SPDX-License-Identifier: MIT
// lastro/report/delay_svg.hpp
//
// How soon do detectors find a change? The share of changes that were found, against the values it took, as inline SVG.
//
//   const drift::evaluation both[] = {drift::evaluate(ours, what), drift::evaluate(theirs, what)};
//   report::delay_svg(both, std::vector<std::string>{"adwin", "cusum"}, "A step of one standard deviation");
//
// The first detector is drawn as the live side is, the others as references, each with its name where its curve ends. As all
// figures (svg.hpp): one <svg> element, colours from the page, same inputs, same bytes.
#pragma once

#include <cstddef>      // size_t
#include <span>         // span
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view

#include <lastro/core/contract.hpp>
#include <lastro/drift/evaluate.hpp>
#include <lastro/report/axis.hpp>
#include <lastro/report/escape.hpp>
#include <lastro/report/svg.hpp>

namespace lastro::inline v0::report {

/// @throws std::invalid_argument unless there is a detector, each with a name and at least one stream.
[[nodiscard]] inline std::string delay_svg(std::span<const drift::evaluation> detectors,
                                           std::span<const std::string> names, std::string_view label) {
    constexpr double top = 14.0;
    constexpr double bottom = 172.0;
    core::require<std::invalid_argument>(!detectors.empty(), "report::delay_svg: detectors", "at least 1", 0);
    core::require<std::invalid_argument>(names.size() == detectors.size(), "report::delay_svg: names",
                                         "one for each detector", names.size());
    double longest = 1.0;
    for (const drift::evaluation& e : detectors) {
        core::require<std::invalid_argument>(e.streams > 0, "report::delay_svg: streams", "at least 1", e.streams);
        longest = !e.delays.empty() && e.delays.back() > longest ? e.delays.back() : longest;
    }
    const axis x{0.0, longest, detail::plot_left, detail::plot_right};
    const axis y{0.0, 1.0, bottom, top};
    std::string svg = detail::opening(detail::paper_width, 200, label) + detail::share_grid(y, 4);
    for (std::size_t i = detectors.size(); i-- > 0;) {  // the first on top
        const drift::evaluation& e = detectors[i];
        detail::step_path curve{detail::plot_left, bottom};
        double found = 0.0;
        for (const double delay : e.delays) {
            found += 1.0;
            curve.horizontal_to(x.at(delay));
            curve.vertical_to(y.at(found / static_cast<double>(e.streams)));
        }
        const double end = y.at(found / static_cast<double>(e.streams));
        curve.horizontal_to(detail::plot_right);
        svg += detail::path(curve.finish(), i == 0 ? "live" : "refline");
        const double last = e.delays.empty() ? detail::plot_right : x.at(e.delays.back());
        svg += detail::words(last, end + 14.0, "end", html_text(names[i]));
    }
    return svg + detail::value_axis(x, bottom) + "</svg>";
}

}  // namespace lastro::inline v0::report
