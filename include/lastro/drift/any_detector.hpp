// SPDX-License-Identifier: MIT
// lastro/drift/any_detector.hpp
//
// Which detector? As a configuration file says: one type for all of them, made from a name and settings.
//
//   drift::any_detector watch{"page_hinkley", {{"delta", 0.5}, {"threshold", 12.0}}};
//   if (watch.update(reading) == drift::signal::drift) retrain();
//   auto same = drift::any_detector::from_state(watch.state());          // whatever it was
//   for (const std::string& kind : drift::any_detector::kinds()) offer(kind);
//
// Names of kinds and settings are those of the types. All settings are numbers here: truths are 0 and 1. One block of memory,
// taken at construction and at copies; an update goes through one pointer. Promises: signal.hpp.
#pragma once

#include <cstddef>           // byte, max_align_t, size_t
#include <cstdint>           // uint64_t
#include <cstring>           // memcpy
#include <initializer_list>  // initializer_list
#include <optional>          // optional
#include <span>              // span
#include <stdexcept>         // invalid_argument
#include <string>            // string
#include <string_view>       // string_view
#include <type_traits>       // is_trivially_copyable_v, remove_cvref_t
#include <utility>           // declval, move
#include <vector>            // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/drift/adwin.hpp>
#include <lastro/drift/bocpd.hpp>
#include <lastro/drift/cusum.hpp>
#include <lastro/drift/ddm.hpp>
#include <lastro/drift/detail/state_bytes.hpp>
#include <lastro/drift/e_detector.hpp>
#include <lastro/drift/ecdd.hpp>
#include <lastro/drift/eddm.hpp>
#include <lastro/drift/ewma.hpp>
#include <lastro/drift/fhddm.hpp>
#include <lastro/drift/gma.hpp>
#include <lastro/drift/hddm_a.hpp>
#include <lastro/drift/hddm_w.hpp>
#include <lastro/drift/incremental_ks.hpp>
#include <lastro/drift/kswin.hpp>
#include <lastro/drift/page_hinkley.hpp>
#include <lastro/drift/rddm.hpp>
#include <lastro/drift/signal.hpp>
#include <lastro/drift/stepd.hpp>
#include <lastro/num/ieee.hpp>

namespace lastro::inline v0::drift {

struct detector_setting {
    std::string name;
    double value = 0.0;

    friend bool operator==(const detector_setting&, const detector_setting&) = default;
};

namespace detail {

using detector_settings = std::vector<detector_setting>;

/// What can be done with a detector whose type is not known.
struct detector_functions {
    const char* kind;
    std::vector<std::byte> (*make)(std::span<const detector_setting>);
    std::vector<std::byte> (*read)(core::byte_span);
    signal (*update)(std::byte*, double) noexcept;
    void (*reset)(std::byte*) noexcept;
    std::uint64_t (*count)(const std::byte*) noexcept;
    std::uint64_t (*ignored)(const std::byte*) noexcept;
    std::uint64_t (*since_change)(const std::byte*) noexcept;
    std::optional<std::uint64_t> (*change_point)(const std::byte*) noexcept;
    std::vector<std::byte> (*state)(const std::byte*);
    detector_settings (*settings)(const std::byte*);
    bool (*equal)(const std::byte*, const std::byte*) noexcept;
};

inline void assign(double& to, double value, const std::string&) { to = value; }
inline void assign(bool& to, double value, const std::string& where) {
    core::require<std::invalid_argument>(value == 0.0 || value == 1.0, where, "0 or 1", value);
    to = value == 1.0;
}
inline void assign(std::uint64_t& to, double value, const std::string& where) {
    core::require<std::invalid_argument>(value >= 0.0 && value <= 0x1p53 && num::floor(value) == value, where,
                                         "a whole number from 0 to 2^53", value);
    to = static_cast<std::uint64_t>(value);
}

/// The functions for one type. Its objects are trivially copyable, so their bytes are all there is to them.
template <detector Detector>
struct functions_of {
    static_assert(std::is_trivially_copyable_v<Detector> && alignof(Detector) <= alignof(std::max_align_t));
    using settings_type = std::remove_cvref_t<decltype(std::declval<const Detector&>().settings())>;

    static const Detector& at(const std::byte* object) noexcept { return *reinterpret_cast<const Detector*>(object); }
    static Detector& at(std::byte* object) noexcept { return *reinterpret_cast<Detector*>(object); }

    static std::vector<std::byte> stored(const Detector& watch) {
        std::vector<std::byte> object(sizeof watch);
        std::memcpy(object.data(), &watch, sizeof watch);
        return object;
    }

    static std::vector<std::byte> make(std::span<const detector_setting> given) {
        settings_type settings{};
        std::string names;
        for (std::size_t i = 0; i < given.size(); ++i) {
            const std::string where = std::string{"drift::"} + Detector::kind + ": " + given[i].name;
            for (std::size_t j = 0; j < i; ++j) {
                core::require<std::invalid_argument>(given[j].name != given[i].name, where, "one value", "another");
            }
            bool known = false;
            names.clear();
            state_bytes::settings<Detector>(settings, [&](std::string_view name, auto& value) {
                names += names.empty() ? "" : ", ";
                names += name;
                if (name == given[i].name) {
                    assign(value, given[i].value, where);
                    known = true;
                }
            });
            core::require<std::invalid_argument>(known, std::string{"drift::"} + Detector::kind + ": setting", names,
                                                 core::quoted(given[i].name));
        }
        return stored(Detector{settings});
    }

    static detector_settings settings(const std::byte* object) {
        detector_settings list;
        state_bytes::settings<Detector>(at(object).settings(), [&](const char* name, const auto& value) {
            list.push_back({name, static_cast<double>(value)});
        });
        return list;
    }

    static constexpr detector_functions table{
        .kind = Detector::kind,
        .make = make,
        .read = [](core::byte_span bytes) { return stored(Detector::from_state(bytes)); },
        .update = [](std::byte* o, double x) noexcept { return at(o).update(x); },
        .reset = [](std::byte* o) noexcept { at(o).reset(); },
        .count = [](const std::byte* o) noexcept { return at(o).count(); },
        .ignored = [](const std::byte* o) noexcept { return at(o).ignored(); },
        .since_change = [](const std::byte* o) noexcept { return at(o).since_change(); },
        .change_point = [](const std::byte* o) noexcept { return at(o).change_point(); },
        .state = [](const std::byte* o) { return at(o).state(); },
        .settings = settings,
        .equal = [](const std::byte* a, const std::byte* b) noexcept { return at(a) == at(b); }};
};

template <class... Detectors>
struct detector_list {
    static constexpr const detector_functions* tables[] = {&functions_of<Detectors>::table...};
};

/// In alphabetical order.
using all_detectors = detector_list<adwin, bocpd, cusum, ddm, e_detector, ecdd, eddm, ewma, fhddm, gma, hddm_a, hddm_w,
                                    incremental_ks, kswin, page_hinkley, rddm, stepd>;

}  // namespace detail

/// A detector of any kind.
class any_detector {
public:
    static constexpr const char* kind = "any";  ///< What it really is: `name()`.

    /// @throws std::invalid_argument for a kind or a setting that is not known, a setting that is given twice or is no value of its
    ///         sort; and as the constructor of the kind.
    explicit any_detector(std::string_view name, std::span<const detector_setting> settings = {})
        : functions_{functions(name)}, object_{functions_->make(settings)} {}
    any_detector(std::string_view name, std::initializer_list<detector_setting> settings)
        : any_detector{name, std::span<const detector_setting>{settings.begin(), settings.size()}} {}

    signal update(double x) noexcept { return functions_->update(object_.data(), x); }
    void reset() noexcept { functions_->reset(object_.data()); }

    /// The kind, "adwin" for example.
    [[nodiscard]] const char* name() const noexcept { return functions_->kind; }
    /// All of the kind, in their order.
    [[nodiscard]] std::vector<detector_setting> settings() const { return functions_->settings(object_.data()); }

    [[nodiscard]] std::uint64_t count() const noexcept { return functions_->count(object_.data()); }
    [[nodiscard]] std::uint64_t ignored() const noexcept { return functions_->ignored(object_.data()); }
    [[nodiscard]] std::uint64_t since_change() const noexcept { return functions_->since_change(object_.data()); }
    [[nodiscard]] std::optional<std::uint64_t> change_point() const noexcept {
        return functions_->change_point(object_.data());
    }

    /// The bytes of the detector that it is. @throws format_error for those of no known kind, and as `from_state` of the kind.
    [[nodiscard]] std::vector<std::byte> state() const { return functions_->state(object_.data()); }
    [[nodiscard]] static any_detector from_state(core::byte_span bytes) {
        const std::string found = detail::state_bytes::kind_of(bytes, "drift::any_detector: saved state");
        const detail::detector_functions* const known = find(found);
        core::require<format_error>(known != nullptr, "drift::any_detector: saved state", "a kind that is known",
                                    core::quoted(found));
        return {known, known->read(bytes)};
    }

    /// The names of all kinds, in alphabetical order.
    [[nodiscard]] static std::vector<std::string> kinds() {
        std::vector<std::string> names;
        for (const detail::detector_functions* const one : detail::all_detectors::tables) {
            names.emplace_back(one->kind);
        }
        return names;
    }

    friend bool operator==(const any_detector& a, const any_detector& b) noexcept {
        return a.functions_ == b.functions_ && a.functions_->equal(a.object_.data(), b.object_.data());
    }

private:
    any_detector(const detail::detector_functions* functions, std::vector<std::byte> object) noexcept
        : functions_{functions}, object_{std::move(object)} {}

    static const detail::detector_functions* find(std::string_view name) noexcept {
        for (const detail::detector_functions* const one : detail::all_detectors::tables) {
            if (name == one->kind) {
                return one;
            }
        }
        return nullptr;
    }

    static const detail::detector_functions* functions(std::string_view name) {
        const detail::detector_functions* const known = find(name);
        if (known == nullptr) {
            std::string all;
            for (const std::string& one : kinds()) {
                all += all.empty() ? one : ", " + one;
            }
            core::fail<std::invalid_argument>("drift::any_detector: kind", all, core::quoted(name));
        }
        return known;
    }

    const detail::detector_functions* functions_;
    std::vector<std::byte> object_;  ///< The detector; aligned as all memory from the heap is.
};

static_assert(detector<any_detector>);

}  // namespace lastro::inline v0::drift
