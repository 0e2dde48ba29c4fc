// SPDX-License-Identifier: MIT
// tests/conformance/drift_streams.hpp
//
// Cases of streams: at which values does a detector warn and alarm?
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "drift_cases.hpp"

namespace conformance {

/// Settings by name; every parameter of the case must be asked for, or the case fails.
class parameters {
public:
    explicit parameters(const json& c) : given_{c.at("input").at("parameters")}, left_{given_.size()} {}

    double real(const char* name) { return number(take(name)); }
    std::uint64_t whole(const char* name) { return counts(json::array({take(name)})).front(); }
    bool flag(const char* name) { return take(name).get<bool>(); }
    bool has(const char* name) const { return given_.contains(name); }
    std::string unread() const { return left_ == 0 ? "" : std::to_string(left_) + " parameters are not known; "; }

private:
    const json& take(const char* name) {
        --left_;
        return given_.at(name);
    }

    const json& given_;
    std::size_t left_;
};

template <drift::detector Detector>
std::string signals(const json& c, Detector watch, const parameters& given) {
    std::vector<double> drifts, first_warnings;
    bool warned = false;  // since the last drift
    const std::vector<double> values = numbers(c.at("input").at("values"));
    for (std::size_t i = 0; i < values.size(); ++i) {
        const drift::signal s = watch.update(values[i]);
        if (s == drift::signal::drift) {
            drifts.push_back(static_cast<double>(i));
            warned = false;
        } else if (s == drift::signal::warning && !warned) {
            first_warnings.push_back(static_cast<double>(i));
            warned = true;
        }
    }
    std::string differences = given.unread() + compare(drifts, numbers(c.at("expected").at("drift")), c, "drift");
    if (watch.ignored() != 0) {
        differences += std::to_string(watch.ignored()) + " values were ignored; ";
    }
    if (c.at("expected").contains("first_warning")) {
        differences += compare(first_warnings, numbers(c.at("expected").at("first_warning")), c, "first_warning");
    }
    return differences;
}

inline std::string ddm_stream(const json& c) {
    parameters p{c};
    const drift::ddm watch{{.warm_start = p.whole("warm_start"),
                            .warning_threshold = p.real("warning_threshold"),
                            .drift_threshold = p.real("drift_threshold")}};
    return signals(c, watch, p);
}

inline std::string hddm_a_stream(const json& c) {
    parameters p{c};
    const drift::hddm_a watch{{.drift_confidence = p.real("drift_confidence"),
                               .warning_confidence = p.real("warning_confidence"),
                               .two_sided = p.has("two_sided") && p.flag("two_sided")}};
    return signals(c, watch, p);
}

inline std::string hddm_w_stream(const json& c) {
    parameters p{c};
    const drift::hddm_w watch{{.drift_confidence = p.real("drift_confidence"),
                               .warning_confidence = p.real("warning_confidence"),
                               .lambda = p.real("lambda")}};
    return signals(c, watch, p);
}

inline std::string fhddm_stream(const json& c) {
    parameters p{c};
    const drift::fhddm watch{{.window = static_cast<std::size_t>(p.whole("window")), .delta = p.real("delta")}};
    return signals(c, watch, p);
}

inline drift::adwin_settings adwin_parameters(parameters& p) {
    return {.delta = p.real("delta"),
            .clock = p.whole("clock"),
            .max_buckets = static_cast<std::size_t>(p.whole("max_buckets")),
            .min_window_length = p.whole("min_window_length"),
            .grace_period = p.whole("grace_period")};
}

inline std::string adwin_stream(const json& c) {
    parameters p{c};
    const drift::adwin watch{adwin_parameters(p)};
    return signals(c, watch, p);
}

inline std::string adwin_window_statistics(const json& c) {
    parameters p{c};
    drift::adwin watch{adwin_parameters(p)};
    for (const double x : numbers(c.at("input").at("values"))) {
        watch.update(x);
    }
    return p.unread() + compare_fields(c, {{"width", static_cast<double>(watch.width())},
                                           {"total", watch.total()},
                                           {"variance_sum", watch.variance_sum()}});
}

inline std::string page_hinkley_stream(const json& c, bool clamped) {
    parameters p{c};
    const drift::page_hinkley watch{{.min_instances = p.whole("min_instances"),
                                     .delta = p.real("delta"),
                                     .threshold = p.real("threshold"),
                                     .alpha = p.real("alpha"),
                                     .clamped = clamped}};
    return signals(c, watch, p);
}

inline std::string cusum_stream(const json& c) {
    parameters p{c};
    const drift::cusum watch{
        {.min_instances = p.whole("min_instances"), .delta = p.real("delta"), .threshold = p.real("threshold")}};
    return signals(c, watch, p);
}

inline std::string gma_stream(const json& c) {
    parameters p{c};
    const drift::gma watch{
        {.min_instances = p.whole("min_instances"), .alpha = p.real("alpha"), .threshold = p.real("threshold")}};
    return signals(c, watch, p);
}

}  // namespace conformance
