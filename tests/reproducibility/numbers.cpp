// SPDX-License-Identifier: MIT
// tests/reproducibility/numbers.cpp
//
// The numbers of the lower floors as one digest per group: what run.sh builds with every compiler and for every machine.
// To add a group, add a line to `groups`.
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/parallel.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/drift.hpp>
#include <lastro/hash.hpp>
#include <lastro/linalg.hpp>
#include <lastro/num.hpp>
#include <lastro/random.hpp>
#include <lastro/stats.hpp>

#include "digests.hpp"

namespace reproducibility {

namespace data = lastro::data;
namespace drift = lastro::drift;
namespace linalg = lastro::linalg;

namespace {

/// Special values, then arbitrary bit patterns, then numbers between -24 and 24.
template <class T>
std::vector<T> arguments() {
    using limits = std::numeric_limits<T>;
    std::vector<T> x{T{0},
                     -T{0},
                     T{1},
                     -T{1},
                     limits::infinity(),
                     -limits::infinity(),
                     limits::quiet_NaN(),
                     limits::denorm_min(),
                     -limits::denorm_min(),
                     (limits::min)(),
                     -(limits::min)(),
                     (limits::max)(),
                     limits::lowest(),
                     limits::epsilon()};
    for (std::uint64_t i = 0; i < 1'500; ++i) {
        const std::uint64_t bits = inputs["patterns"].bits(i);
        x.push_back(std::bit_cast<T>(static_cast<num::detail::bits_of<T>>(bits)));
    }
    for (const T u : small_numbers<T>("moderate", 1'503)) {
        x.push_back(u * T{24});
    }
    return x;
}

/// A function of one number: as a span of doubles and of floats, and one by one.
template <class Function>
group elementary(const char* name, Function f) {
    const auto of_type = [f](record& r, auto zero) {
        using T = decltype(zero);
        const std::vector<T> x = arguments<T>();
        std::vector<T> y(x.size());
        f(std::span<const T>{x}, std::span<T>{y});
        r.add(y);
        for (std::size_t i = 0; i < x.size(); i += 11) {
            r.add(static_cast<double>(f(x[i])));
        }
    };
    return {std::string{"num."} + name, [of_type](record& r) {
                of_type(r, 0.0);
                of_type(r, 0.0F);
            }};
}

/// Weights out of numbers of both signs.
template <class T>
std::vector<T> squares(std::span<const T> x) {
    std::vector<T> y(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        y[i] = x[i] * x[i];
    }
    return y;
}

/// A function of one sequence, or of two, in both types and at sizes around lanes and blocks.
template <class Function>
group reduction(const char* name, Function f) {
    const auto of_type = [f](record& r, auto zero) {
        using T = decltype(zero);
        const std::vector<T> x = small_numbers<T>("x", 12'300);
        const std::vector<T> y = small_numbers<T>("y", 12'300);
        for (const std::size_t n : {1U, 2U, 15U, 16U, 17U, 33U, 1000U, 4095U, 4096U, 4097U, 8193U, 12'289U}) {
            for (const std::size_t from : {0U, 1U, 3U}) {
                r.add(static_cast<double>(f(std::span{x}.subspan(from, n), std::span{y}.subspan(from, n))));
            }
        }
    };
    return {std::string{"num."} + name, [of_type](record& r) {
                of_type(r, 0.0);
                of_type(r, 0.0F);
            }};
}

/// Products of odd shapes, every combination of storage orders, replacing and accumulating.
template <class T>
void products(record& r) {
    constexpr std::array<std::array<std::size_t, 3>, 9> shapes{{{1, 1, 1},
                                                                {1, 7, 5},
                                                                {7, 5, 1},
                                                                {3, 2, 0},
                                                                {8, 6, 17},
                                                                {17, 13, 11},
                                                                {33, 31, 29},
                                                                {70, 9, 300},
                                                                {5, 97, 64}}};
    for (const auto& [m, n, k] : shapes) {
        const std::vector<T> a = small_numbers<T>("a", m * k);
        const std::vector<T> b = small_numbers<T>("b", k * n);
        for (unsigned order = 0; order < 8; ++order) {
            std::vector<T> c = small_numbers<T>("c", m * n);
            const auto view = [order](unsigned bit, auto* values, std::size_t rows, std::size_t cols) {
                return (order & bit) != 0 ? num::column_major(values, rows, cols) : num::row_major(values, rows, cols);
            };
            for (const bool accumulate : {true, false}) {
                num::gemm<T>(view(1, c.data(), m, n), view(2, a.data(), m, k), view(4, b.data(), k, n),
                             {.accumulate = accumulate});
                r.add(c);
            }
        }
    }
}

/// Layers with every activation and back, matrix times vector in every storage order, and the update by one product.
template <class T>
void layers_and_vectors(record& r) {
    for (const auto& [m, n, k] :
         std::array<std::array<std::size_t, 3>, 4>{{{1, 1, 1}, {5, 17, 3}, {33, 9, 70}, {20, 40, 33}}}) {
        const std::vector<T> a = small_numbers<T>("a", m * k);
        const std::vector<T> b = small_numbers<T>("b", k * n);
        const std::vector<T> bias = small_numbers<T>("bias", n);
        for (const num::activation kind :
             {num::activation::identity, num::activation::relu, num::activation::tanh, num::activation::sigmoid}) {
            std::vector<T> y(m * n);
            num::affine<T>(num::row_major(y.data(), m, n), num::row_major(a.data(), m, k),
                           num::column_major(b.data(), k, n), bias, {.activation = kind});
            r.add(y);
            std::vector<T> delta = small_numbers<T>("delta", m * n);
            num::activation_backward<T>(kind, y, delta);
            r.add(delta);
        }
        for (const auto& view : {num::row_major(a.data(), m, k), num::column_major(a.data(), m, k)}) {
            std::vector<T> y = small_numbers<T>("y", m);
            num::gemv<T>(y, view, std::span{b}.first(k), {.accumulate = true});
            r.add(y);
        }
        std::vector<T> c = small_numbers<T>("c", m * n);
        num::ger<T>(num::row_major(c.data(), m, n), std::span{a}.first(m), std::span{b}.first(n));
        r.add(c);
    }
}

/// Sums and products that are large enough to be shared among threads.
void shared_work(record& r) {
    static const std::vector<double> x = [] {
        std::vector<double> values((std::size_t{1} << 21U) + 4'097);
        random::fill_uniform(inputs["shared"], 0, values);
        return values;
    }();
    const num::reduce_settings how{.threads = r.threads()};
    for (const double value : {num::sum(x, how), num::dot(x, x, how), num::norm(x, how), num::variance(x, 1, how)}) {
        r.add(value);
    }
    constexpr std::size_t m = 150;
    constexpr std::size_t n = 130;
    constexpr std::size_t k = 160;
    std::vector<double> c(m * n);
    num::gemm(num::row_major(c.data(), m, n), num::row_major(x.data(), m, k), num::column_major(x.data() + m * k, k, n),
              {.threads = r.threads()});
    r.add(c);
}

/// Vectors combined number by number, softmax and its logarithm, and the sum that no order can change.
template <class T>
void vectors(record& r) {
    for (const std::size_t n : {1U, 7U, 16U, 33U, 301U}) {
        const std::vector<T> x = small_numbers<T>("x", n);
        std::vector<T> y = small_numbers<T>("y", n);
        num::axpy(T(0.3), std::span<const T>{x}, std::span<T>{y});
        num::add(std::span<const T>{x}, std::span<T>{y});
        num::scale(T(1.7), std::span<T>{y});
        r.add(y);
        num::softmax(std::span<const T>{x}, std::span<T>{y});
        r.add(y);
        num::log_softmax(std::span<const T>{x}, std::span<T>{y});
        r.add(y);
        r.add(static_cast<double>(num::log_sum_exp(std::span<const T>{x})));
        num::exact_sum sum;
        for (const T value : x) {
            sum.add(static_cast<double>(value));
            sum.add_product(static_cast<double>(value), 1e200);
        }
        r.add(sum.value());
    }
}

/// Symmetric and overdetermined systems, and a polynomial that is hard to fit.
template <class T>
void systems(record& r) {
    for (const std::size_t n : {1U, 5U, 37U}) {
        const std::size_t m = 2 * n + 3;
        const std::vector<T> a = small_numbers<T>("a", m * n);
        const std::vector<T> b = small_numbers<T>("b", m);
        std::vector<T> square(n * n);
        const auto rows = num::row_major(a.data(), m, n);
        num::gemm<T>(num::row_major(square.data(), n, n), num::transposed(rows), rows);
        const linalg::cholesky<T> factor{num::row_major<const T>(square.data(), n, n)};
        r.add(factor.solve(std::span{b}.first(n)));
        r.add(static_cast<double>(factor.log_determinant()));
        r.add(linalg::qr<T>{rows, {.pivoting = true}}.solve(b));
        r.add(linalg::least_squares(rows, std::span<const T>{b}).coefficients);
    }
    const std::vector<T> x = small_numbers<T>("x", 40);
    const std::vector<T> y = small_numbers<T>("y", 40);
    r.add(linalg::polynomial_fit(std::span<const T>{x}, std::span<const T>{y}, 9).coefficients);
}

/// Rows of one product, cut by size and shared among threads.
void shared_product(record& r) {
    constexpr std::size_t m = 61;
    constexpr std::size_t n = 23;
    constexpr std::size_t k = 37;
    const std::vector<double> a = small_numbers<double>("a", m * k);
    const std::vector<double> b = small_numbers<double>("b", k * n);
    std::vector<double> c(m * n);
    core::parallel_for((m + 7) / 8, r.threads(), [&](std::size_t piece) {
        const std::size_t rows = core::smaller(m - 8 * piece, std::size_t{8});
        num::gemm(num::row_major(c.data() + 8 * piece * n, rows, n), num::row_major(a.data() + 8 * piece * k, rows, k),
                  num::row_major(b.data(), k, n));
    });
    r.add(c);
}

/// One array, filled in pieces of 1,000 by several threads.
void shared_fill(record& r) {
    std::vector<double> x(9'999);
    core::parallel_for(10, r.threads(), [&](std::size_t piece) {
        const std::size_t from = 1000 * piece;
        random::fill_normal(inputs["shared"], from,
                            std::span{x}.subspan(from, core::smaller(x.size() - from, std::size_t{1000})));
    });
    r.add(x);
}

/// Each distribution draw by draw, and, where it gives numbers, as a fill from an odd address.
template <class... Distributions>
group draws(const char* name, const Distributions&... distributions) {
    return {std::string{"random."} + name, [=](record& r) {
                const auto one = [&r](const auto& distribution) {
                    using T = typename std::remove_cvref_t<decltype(distribution)>::value_type;
                    for (std::uint64_t i = 0; i < 400; ++i) {
                        r.add(distribution(inputs["draws"], i));
                    }
                    if constexpr (std::is_arithmetic_v<T>) {
                        std::vector<T> x(301);
                        random::fill(distribution, inputs["fill"], 7, std::span<T>{x});
                        r.add(x);
                    }
                };
                (one(distributions), ...);
            }};
}

/// The filling functions, at odd addresses and lengths.
void fills(record& r) {
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{3}, (std::uint64_t{1} << 33U) - 5}) {
        for (const std::size_t n : {1U, 2U, 31U, 777U}) {
            std::vector<std::uint64_t> bits(n);
            random::fill_bits(inputs, first, bits);
            r.add(bits);
            random::fill_bounded(inputs, first, 1'000'003, bits);
            r.add(bits);
            std::vector<float> narrow(n);
            random::fill_uniform(inputs, first, narrow);
            r.add(narrow);
            std::vector<double> x(n);
            random::fill_uniform(inputs, first, x);
            r.add(x);
            random::fill_uniform_open(inputs, first, x);
            r.add(x);
            random::fill_normal(inputs, first, x);
            r.add(x);
        }
    }
}

/// Draw by draw: words, both uniform numbers, normal numbers, bounded integers, a generator.
void addressed_draws(record& r) {
    const random::stream s = inputs["draws"]["by name"][7];
    random::generator next{s, 3};
    random::draw_source source{s, 11};
    for (std::uint64_t i = 0; i < 300; ++i) {
        const std::uint64_t at = i * i * i * 12'345;
        r.add(s.bits(at));
        r.add(std::uint64_t{s.bits32(at)});
        r.add(random::uniform(s, at));
        r.add(static_cast<double>(random::uniform_float(s, at)));
        r.add(random::normal(s, at));
        r.add(random::bounded(s, at, (std::uint64_t{3} << 61U) + i));  // a quarter of the attempts is rejected
        r.add(random::bounded(next, i + 1));
        r.add(source());
    }
}

void permutations(record& r) {
    for (const std::uint64_t n : {1U, 2U, 3U, 127U, 128U, 129U, 2'000U}) {
        r.add(random::permutation(inputs["order"], n));
        const random::feistel_permutation order{inputs["order"], n};
        for (std::uint64_t i = 0; i < n; i += 1 + n / 50) {
            r.add(order[i]);
            r.add(order.place_of(i));
        }
    }
}

void samples(record& r) {
    r.add(random::sample_with_replacement(inputs["rows"], 1'000'000'007, 301));
    r.add(random::sample_without_replacement(inputs["rows"], 1'000'000'007, 301));
    r.add(random::sample_without_replacement(inputs["rows"], 303, 301));
    r.add(random::bootstrap_indices(inputs["rows"], 301));
    random::weighted_reservoir kept{inputs["rows"], 31};
    for (std::uint64_t i = 0; i < 1'000; ++i) {
        kept.add(i, static_cast<double>(1 + i % 7));
    }
    r.add(kept.items());
}

/// Every digest, at lengths around blocks and chunks; BLAKE3 at every level that the machine has.
void digests(record& r) {
    std::vector<std::byte> bytes(40'961);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::byte>(i % 251);
    }
    namespace blake3 = hash::detail::blake3_core;
    for (const std::size_t n : {0U, 1U, 63U, 64U, 65U, 1023U, 1024U, 1025U, 5'000U, 17'409U, 40'961U}) {
        const core::byte_span part = core::byte_span{bytes}.first(n);
        const hash::digest whole = hash::blake3::of(part);
        r.add(whole);
        r.add(hash::sha256::of(part));
        r.add(hash::blake3::derive_key("lastro reproducibility").update(part).finalize());
        for (const hash::level lanes : hash::all_levels) {
            if (hash::is_available(lanes)) {
                blake3::tree tree{blake3::initial_value, 0, lanes};
                tree.update(part);
                std::array<std::byte, hash::digest::size> out;
                tree.finalize(out, 0);
                if (const hash::digest in_lanes{hash::algorithm::blake3, out}; in_lanes != whole) {
                    r.add(in_lanes);  // one digest too many
                }
            }
        }
    }
}

/// Keyed, long output, many inputs in lanes, computations that were saved, trees beside the data: at every level.
void digest_modes(record& r) {
    std::vector<std::byte> bytes(200'000);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::byte>(i % 251);
    }
    const core::byte_span all{bytes};
    const auto key = all.first<hash::digest::size>();
    std::vector<core::byte_span> inputs;
    for (std::size_t i = 0; i < 300; ++i) {
        inputs.push_back(all.subspan(7 * i, i % 50 == 0 ? 20'000 : i * 37 % 5'000));
    }
    std::vector<hash::digest> many(inputs.size());
    const auto run = [&](hash::level lanes) {
        record here{1};
        hash::blake3_many(inputs, many, hash::blake3::keyed(key, lanes));
        for (const hash::digest& d : many) {
            here.add(d);
        }
        hash::blake3 hasher = hash::blake3::derive_key("lastro reproducibility", lanes);
        hasher.update(all.first(77'777));
        hasher = hash::blake3::resume(hasher.save(), lanes);
        hasher.update(all.subspan(77'777));
        std::array<std::byte, 131> output;
        hasher.finalize(output, 1'000);
        for (const std::byte b : output) {
            here.add(std::uint64_t{std::to_integer<unsigned>(b)});
        }
        return here.digest();
    };
    const std::string expected = run(hash::level::portable);
    r.add(hash::blake3::of(core::as_bytes(expected)));
    for (const hash::level lanes : hash::all_levels) {
        if (hash::is_available(lanes) && run(lanes) != expected) {
            r.add(std::uint64_t{1});  // one number too many
        }
    }
    const hash::outboard tree = hash::outboard::of(all);
    r.add(tree.root());
    r.add(hash::blake3::of(tree.bytes()));
}

void canonical_values(record& r) {
    hash::blake3 hasher;
    hash::append(hasher, "lastro");
    hash::append(hasher, -7);
    hash::append(hasher, std::uint64_t{1} << 63U);
    hash::append(hasher, true);
    hash::append(hasher, 0.1F);
    hash::append(hasher, arguments<double>());
    hash::append(hasher, std::vector<std::string>{"wind", "", "temp_max"});
    r.add(hasher.finalize());
}

/// Numbers to text and back.
void number_texts(record& r) {
    hash::blake3 hasher;
    for (const double x : arguments<double>()) {
        const std::string text = core::to_text(x);
        hash::append(hasher, text);
        hash::append(hasher, core::parse_double(text));
    }
    r.add(hasher.finalize());
}

void table_fingerprints(record& r) {
    std::string text = "day,wind,count,place,open\n";
    for (std::uint64_t i = 0; i < 97; ++i) {
        text += "2026-0" + std::to_string(1 + i % 9) + "-1" + std::to_string(i % 10) + ",";
        text += i % 13 == 0 ? "," : core::to_text(random::uniform(inputs["wind"], i) * 30.0) + ",";
        text += std::to_string(i * i) + ",place " + std::to_string(i % 5) + "," + (i % 3 == 0 ? "true\n" : "false\n");
    }
    const data::table rows = data::parse_csv(text, "memory");
    std::vector<hash::digest> columns(rows.columns());
    core::parallel_for(columns.size(), r.threads(),
                       [&](std::size_t i) { columns[i] = data::fingerprint(rows.column(i)); });
    for (const hash::digest& d : columns) {
        r.add(d);
    }
    r.add(data::fingerprint(rows));
}

void tails(record& r) {
    for (int i = -40; i <= 40; ++i) {
        const double z = i / 8.0;
        const double positive = (i + 41) / 4.0;
        r.add(stats::normal_tail(z));
        r.add(stats::kolmogorov_tail(positive / 4.0));
        r.add(stats::gamma_tail(positive + 0.25, positive * positive / 8.0));
        r.add(stats::chi_squared_tail(positive * 3.0, positive + 0.75));
        r.add(stats::hypergeometric{20, 30, 61}.upper_tail((i + 40) / 4));
    }
}

void running_moments(record& r) {
    stats::moments all;
    stats::moments part;
    for (const double x : small_numbers<double>("moments", 1'001)) {
        all.add(x);
        part.add(x * 3.0);
    }
    all.merge(part);
    for (const double x : {all.mean(), all.variance(), all.standard_deviation(), all.minimum(), all.maximum()}) {
        r.add(x);
    }
}

/// The tails of every distribution that a test needs.
void more_tails(record& r) {
    for (int i = 1; i <= 40; ++i) {
        const double x = i / 8.0;
        const auto n = static_cast<std::uint64_t>(i);
        r.add(stats::student_t_tail(x, 0.5 * i));
        r.add(stats::f_tail(x, 3.0, 0.75 * i));
        r.add(stats::beta_tail(x, 2.5, i / 41.0));
        r.add(stats::binomial_tail(n / 2, n, 0.3));
        r.add(stats::kuiper_tail(x));
        r.add(stats::cramer_von_mises_tail(x / 2.0));
        r.add(stats::anderson_darling_tail(x, 1 + n % 5));
        r.add(stats::ks_one_sample_tail(n * 10, 1.0 / (i + 1)));
    }
}

/// Two-sample tests with and without ties, over both exact and approximate p-values.
void two_samples(record& r) {
    for (const std::size_t n : {6U, 40U, 700U}) {
        for (const double grid : {0.0, 8.0}) {
            std::vector<double> x = small_numbers<double>("reference", n);
            std::vector<double> y = small_numbers<double>("live", n + 5);
            for (std::vector<double>* values : {&x, &y}) {
                for (double& value : *values) {
                    value = grid > 0.0 ? num::floor(value * grid) : value;
                }
            }
            const drift::sorted_sample before{x};
            const drift::sorted_sample after{y};
            const drift::all_results all = drift::all_of(before, after);
            for (const double value :
                 {all.kolmogorov_smirnov.p_value, all.kuiper.p_value, all.cramer_von_mises.p_value,
                  all.anderson_darling.p_value, all.mann_whitney.p_value, all.baumgartner_weiss_schindler.p_value,
                  all.wasserstein_distance, all.energy_distance, drift::epps_singleton(before, after).p_value}) {
                r.add(value);
            }
        }
    }
}

/// The tests of rows of three columns, and what other tools would have said of one.
void rows_of_numbers(record& r) {
    const std::vector<double> x = small_numbers<double>("reference", 180);
    const std::vector<double> y = small_numbers<double>("live", 240);
    const drift::points before{x, 3};
    const drift::points after{y, 3};
    for (const auto& kernel : drift::mmd_aggregated(before, after, {.permutations = 49}).kernels) {
        r.add(kernel.mmd2);
        r.add(kernel.adjusted_p);
    }
    const drift::mmd_block_result blocks = drift::mmd_block_test(before, after);
    drift::random_feature_mmd past{3};
    drift::random_feature_mmd now{3};
    past.update(before);
    now.update(after);
    const drift::random_feature_result features = drift::mmd_between(past, now);
    const drift::energy_result energy = drift::energy_test(before, after, {.permutations = 49});
    const drift::pca_reconstruction plane{before};
    const drift::sorted_sample a{x};
    const drift::sorted_sample b{y};
    for (const double value :
         {blocks.mmd2, blocks.p_value, features.mmd2, features.distance, features.expected, features.log10_p_bound,
          energy.distance, energy.coefficient, energy.p_value, plane.error(after.row(0)), plane.compare(after).p_value,
          drift::compat::evidently::psi(a, b), drift::compat::evidently::kl_div(a, b),
          drift::compat::evidently::wasserstein_norm(a, b), drift::compat::nannyml::jensen_shannon(a, b),
          drift::compat::frouros::psi(a, b)}) {
        r.add(value);
    }
    for (const bool ranks : {true, false}) {
        const auto change = drift::correlation_change(before, after, {.ranks = ranks, .permutations = 49});
        r.add(change.statistic);
        r.add(change.p_value);
    }
}

/// What every detector says, and where it stands, on a stream that changes twice.
void detectors(record& r) {
    std::vector<double> values = small_numbers<double>("stream", 3'000);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] =
            num::fma(values[i], 0.5, i / 1'000 == 1 ? 0.9 : 0.5);  // in [0, 1] before and after the middle third
    }
    const auto watch = [&](auto detector, double least, bool bits, const auto& where) {
        for (const double x : values) {
            const double bit = x < least ? 0.0 : 1.0;
            r.add(static_cast<std::uint64_t>(detector.update(bits ? bit : x)));
            r.add(where(detector));
        }
        r.add(detector.ignored());
    };
    watch(drift::ddm{}, 0.7, true, [](const drift::ddm& d) { return d.error_rate(); });
    watch(drift::fhddm{}, 0.3, true, [](const drift::fhddm& d) { return d.count(); });
    watch(drift::hddm_a{{.two_sided = true}}, 0.0, false, [](const drift::hddm_a& d) { return d.mean(); });
    watch(drift::hddm_w{}, 0.0, false, [](const drift::hddm_w& d) { return d.mean(); });
    watch(drift::adwin{}, 0.0, false, [](const drift::adwin& d) { return d.variance_sum(); });
    watch(drift::page_hinkley{{.threshold = 5.0}}, 0.0, false,
          [](const drift::page_hinkley& d) { return d.statistic(); });
    watch(drift::cusum{{.threshold = 5.0}}, 0.0, false, [](const drift::cusum& d) { return d.statistic(); });
    watch(drift::gma{{.threshold = 0.2}}, 0.0, false, [](const drift::gma& d) { return d.statistic(); });
}

/// What may be looked at all the time, saved and taken up again half way, and the distances between sketches.
void sequential_tests(record& r) {
    const std::vector<double> past = small_numbers<double>("past", 3'000);
    const std::vector<double> values = small_numbers<double>("stream", 3'000);
    drift::conformal_martingale ranks{drift::sorted_sample{past}, {.seed = 3}};
    drift::sequential_mean_test means{{.low = -1.0}};
    drift::sequential_ks_test distributions;
    drift::mean_confidence_sequence mean{{.low = -1.0}};
    drift::quantile_confidence_sequence quantile{{.quantile = 0.9}};
    drift::risk_monitor risk{past, {.low = -1.0}};
    stats::quantile_sketch before{{.k = 50}};
    stats::quantile_sketch after{{.k = 50, .coins = inputs["coins"]}};
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double x = i < 1'000 ? values[i] : num::fma(values[i], 0.5, 0.25);
        before.add(past[i]);
        after.add(x);
        for (const drift::signal s :
             {ranks.update(x), means.update(past[i], x), distributions.update(past[i], x), risk.update(x)}) {
            r.add(static_cast<std::uint64_t>(s));
        }
        mean.update(x);
        quantile.update(x);
        for (const double number : {ranks.e_value(), means.e_value(), distributions.e_value(), mean.interval().low,
                                    quantile.interval().low, quantile.interval().high, risk.live_at_least()}) {
            r.add(number);
        }
        if (i == 1'500) {
            ranks = drift::conformal_martingale::from_state(ranks.state());
            distributions = drift::sequential_ks_test::from_state(distributions.state());
            quantile = drift::quantile_confidence_sequence::from_state(quantile.state());
        }
    }
    const drift::sketch_distances_result d = drift::sketch_distances(before, after);
    for (const drift::sketch_interval& i : {d.kolmogorov_smirnov, d.ks_p_value, d.wasserstein, d.stability_index}) {
        r.add(i.low);
        r.add(i.estimate);
        r.add(i.high);
    }
}

void sketches(record& r) {
    stats::tdigest digest, other_digest;
    stats::quantile_sketch sketch{{.k = 50}}, other_sketch{{.k = 50, .coins = inputs["coins"]}};
    stats::rolling_mean recent{7};
    for (const double x : small_numbers<double>("sketch", 5'000)) {
        digest.add(x);
        other_digest.add(x * x);
        sketch.add(x);
        other_sketch.add(x * x);
        recent.add(x);
        r.add(recent.mean());
    }
    digest.merge(other_digest);
    sketch.merge(other_sketch);
    for (int i = 0; i <= 100; ++i) {
        r.add(digest.quantile(i / 100.0));
        r.add(digest.rank(i / 50.0 - 1.0));
        r.add(sketch.quantile(i / 100.0));
        r.add(sketch.rank(i / 50.0 - 1.0));
    }
}

std::vector<group> groups() {
    const std::vector<double> weights{5.0, 0.0, 3.0, 0.25, 2.0};
    return {
        elementary("exp", [](auto... x) { return num::exp(x...); }),
        elementary("expm1", [](auto... x) { return num::expm1(x...); }),
        elementary("log", [](auto... x) { return num::log(x...); }),
        elementary("log1p", [](auto... x) { return num::log1p(x...); }),
        elementary("tanh", [](auto... x) { return num::tanh(x...); }),
        elementary("sigmoid", [](auto... x) { return num::sigmoid(x...); }),
        elementary("softplus", [](auto... x) { return num::softplus(x...); }),
        elementary("logistic_loss",
                   [](auto x, auto... y) {
                       if constexpr (sizeof...(y) == 0) {
                           const decltype(x) target = 1;
                           decltype(x) slope;
                           return num::logistic_loss<decltype(x)>({&x, 1}, {&target, 1}, std::span{&slope, 1});
                       } else {
                           const std::vector<typename decltype(x)::value_type> targets(x.size());
                           static_cast<void>(num::logistic_loss(x, targets, y...));
                       }
                   }),
        elementary("exp2", [](auto... x) { return num::exp2(x...); }),
        elementary("log2", [](auto... x) { return num::log2(x...); }),
        elementary("pow",
                   [](auto x, auto... y) {
                       if constexpr (sizeof...(y) == 0) {
                           return num::pow(x, decltype(x){0.75F});
                       } else {
                           num::pow(x, 0.75F, y...);
                       }
                   }),
        elementary("sin", [](auto... x) { return num::sin(x...); }),
        elementary("cos", [](auto... x) { return num::cos(x...); }),
        elementary("sin_2pi", [](auto... x) { return num::sin_2pi(x...); }),
        elementary("cos_2pi", [](auto... x) { return num::cos_2pi(x...); }),
        elementary("erf", [](auto... x) { return num::erf(x...); }),
        elementary("erfc", [](auto... x) { return num::erfc(x...); }),
        elementary("lgamma", [](auto... x) { return num::lgamma(x...); }),
        elementary("gelu", [](auto... x) { return num::gelu(x...); }),
        elementary("gelu_derivative", [](auto... x) { return num::gelu_derivative(x...); }),
        reduction("sum", [](auto x, auto) { return num::sum(x); }),
        reduction("dot", [](auto x, auto y) { return num::dot(x, y); }),
        reduction("squared_norm", [](auto x, auto) { return num::squared_norm(x); }),
        reduction("mean", [](auto x, auto) { return num::mean(x); }),
        reduction("variance", [](auto x, auto) { return num::variance(x); }),
        reduction("norm", [](auto x, auto) { return num::norm(x); }),
        reduction("weighted_variance",
                  [](auto x, auto y) { return num::weighted_mean_variance(x, squares(y)).variance; }),
        reduction("min", [](auto x, auto) { return (num::min)(x); }),
        reduction("max", [](auto x, auto) { return (num::max)(x); }),
        reduction("argmin", [](auto x, auto) { return num::argmin(x); }),
        reduction("argmax", [](auto, auto y) { return num::argmax(y); }),
        {"num.vectors.double", vectors<double>},
        {"num.vectors.float", vectors<float>},
        {"num.layers.double", layers_and_vectors<double>},
        {"num.layers.float", layers_and_vectors<float>},
        {"num.shared", shared_work},
        {"linalg.double", systems<double>},
        {"linalg.float", systems<float>},
        {"num.gemm.double", products<double>},
        {"num.gemm.float", products<float>},
        {"num.gemm.shared", shared_product},
        {"random.draws", addressed_draws},
        {"random.fill", fills},
        {"random.fill.shared", shared_fill},
        {"random.permutation", permutations},
        {"random.sampling", samples},
        draws("beta", random::beta{3.0, 7.5}, random::beta{0.2, 0.1}),
        draws("binomial", random::binomial{20, 0.3}, random::binomial{100'000, 0.7}),
        draws("categorical", random::categorical::of_weights(weights)),
        draws("dirichlet", random::dirichlet{std::vector{2.0, 0.1, 5.0}}),
        draws("exponential", random::exponential{0.3}),
        draws("gamma", random::gamma{2.5}, random::gamma{0.3, 2.0}),
        draws("geometric", random::geometric{0.1}),
        draws("poisson", random::poisson{3.0}, random::poisson{1'000.5}),
        draws("student_t", random::student_t{4.0}, random::student_t{0.7}),
        draws("truncated_normal", random::truncated_normal{{.low = -1.0, .high = 2.0}},
              random::truncated_normal{{.mean = 1.0, .low = 5.0}}, random::truncated_normal{{.low = 2.0, .high = 2.1}}),
        {"hash.digests", digests},
        {"hash.modes", digest_modes},
        {"hash.canonical", canonical_values},
        {"core.text", number_texts},
        {"data.fingerprint", table_fingerprints},
        {"stats.tails", tails},
        {"stats.more_tails", more_tails},
        {"stats.moments", running_moments},
        {"drift.two_samples", two_samples},
        {"drift.detectors", detectors},
        {"drift.sequential_tests", sequential_tests},
        {"drift.rows", rows_of_numbers},
        {"stats.sketches", sketches},
    };
}

}  // namespace

}  // namespace reproducibility

int main() { return reproducibility::report(reproducibility::groups()); }
