// SPDX-License-Identifier: MIT
// tests/benchmark/num.cpp
//
// What do reproducible products cost, compared with Eigen and OpenBLAS? One program, everything in turns, processor time.
//
//   tests/benchmark/run.sh num        # prints the tables, writes build/benchmark/num.json
//
// Our side has the flags of this file (plain -O2); Eigen is there under several sets of flags, each a library of its own
// (peers/num.sh). Every row is the median of nine rounds; in a round, everybody has one turn. "peak" is a loop of fused
// multiply-adds in registers, in the same rounds.
#include <dlfcn.h>
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <lastro/num.hpp>
#include <lastro/random.hpp>

namespace {

namespace num = lastro::num;
using lastro::random::stream;

double seconds(clockid_t clock) {
    timespec t{};
    clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

struct contestant {
    std::string name;
    std::function<void()> run;
};

/// Seconds per run of each, in the order given: `rounds` rounds, everybody in turn.
std::vector<double> race(const std::vector<contestant>& all, double flops, clockid_t clock, bool best) {
    constexpr int rounds = 9;
    const auto repeats = static_cast<int>(std::clamp(1e8 / flops, 1.0, 1e5));
    std::vector<std::vector<double>> times(all.size());
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i].run();  // warm
            const double begin = seconds(clock);
            for (int r = 0; r < repeats; ++r) {
                all[i].run();
            }
            times[i].push_back((seconds(clock) - begin) / repeats);
        }
    }
    std::vector<double> result;
    for (auto& t : times) {
        std::sort(t.begin(), t.end());
        result.push_back(best ? t.front() : t[rounds / 2]);
    }
    return result;
}

#if defined(__x86_64__)
template <class T>
[[gnu::target("avx2,fma"), gnu::noinline]] double spin() {
    using pack = num::detail::avx2_pack<T>;
    const pack x = pack::all(T(0.5));
    const auto start = [](int n)
                           [[gnu::target("avx2,fma")]] { return pack::all(T(n)); };  // unlike, or a compiler merges
    pack a = start(1), b = start(2), c = start(3), d = start(4), e = start(5);
    pack f = start(6), g = start(7), h = start(8), i = start(9), j = start(10);
    constexpr int count = 20'000;
    for (int n = 0; n < count; ++n) {
        a = fma(a, x, x), b = fma(b, x, x), c = fma(c, x, x), d = fma(d, x, x), e = fma(e, x, x);
        f = fma(f, x, x), g = fma(g, x, x), h = fma(h, x, x), i = fma(i, x, x), j = fma(j, x, x);
    }
    T sink[pack::size];
    (a + b + c + d + e + f + g + h + i + j).store(sink);
    asm volatile("" : : "r"(sink) : "memory");
    return 2.0 * 10 * pack::size * count;
}
#endif

struct result {
    std::string name;
    double ours;
    std::string peer;
    double peer_value;
    std::string unit;
    double ratio;
};

template <class T>
std::string type_name() {
    return std::is_same_v<T, float> ? "float" : "double";
}

template <class T>
using peer_function = void (*)(T*, const T*, const T*, long, long, long);

struct libraries {
    std::vector<std::pair<std::string, void*>> eigen;  // by the flags
    void* openblas = nullptr;

    libraries() {
        for (const auto* flags : {"plain", "native", "haswell", "clang_haswell"}) {
            const std::string path = std::string{"build/benchmark/peers/eigen_"} + flags + ".so";
            if (void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
                eigen.emplace_back(flags, library);
            }
        }
        openblas = dlopen("build/benchmark/peers/openblas.so", RTLD_NOW | RTLD_LOCAL);
        if (openblas == nullptr) {
            std::printf("without OpenBLAS: %s\n", dlerror());
        }
    }
};

template <class T>
std::vector<T> numbers(std::size_t n, std::uint64_t seed) {
    std::vector<T> x(n);
    lastro::random::fill_uniform(stream{seed}["benchmark"], 0, std::span<T>{x});
    return x;
}

class bench {
public:
    template <class T>
    void gemm(const char* kind, std::size_t m, std::size_t n, std::size_t k) {
        const std::vector<T> a = numbers<T>(m * k, 1);
        const std::vector<T> b = numbers<T>(k * n, 2);
        std::vector<T> c(m * n);
        const auto ours = [&] {
            num::gemm(num::row_major(c.data(), m, n), num::row_major(a.data(), m, k), num::row_major(b.data(), k, n));
        };
        std::vector<contestant> all = with_levels(ours);
        const std::size_t levels = all.size();
        add_eigen<T>(all, "gemm_", c.data(), a.data(), b.data(), m, n, k);
        add_openblas(all, c.data(), a.data(), b.data(), m, n, k);
        add_peak<T>(all);
        compare<T>(kind, m, n, k, all, levels);
    }

    template <class T>
    void gemv(const char* which, std::size_t m, std::size_t k) {
        const bool rows = std::string{which} == "gemv";
        const std::vector<T> a = numbers<T>(m * k, 1);
        const std::vector<T> x = numbers<T>(k, 2);
        std::vector<T> y(m);
        const auto view = rows ? num::row_major(a.data(), m, k) : num::column_major(a.data(), m, k);
        std::vector<contestant> all = with_levels([&] { num::gemv<T>(y, view, x); });
        const std::size_t levels = all.size();
        add_eigen<T>(all, std::string{which} + "_", y.data(), a.data(), x.data(), m, 1, k);
        compare<T>(which, m, 1, k, all, levels);
    }

    /// Wall time, the best of nine: on a machine that others use, the median would tell of them. Where they take even
    /// that, processor time says what two threads cost together, and so what they would gain with a core each.
    template <class T>
    void threads(std::size_t n) {
        const std::vector<T> a = numbers<T>(n * n, 1);
        const std::vector<T> b = numbers<T>(n * n, 2);
        std::vector<T> c(n * n);
        std::vector<contestant> all;
        for (const std::size_t threads : {1U, 2U}) {
            all.push_back({std::to_string(threads), [&, threads] {
                               num::gemm(num::row_major(c.data(), n, n), num::row_major(a.data(), n, n),
                                         num::row_major(b.data(), n, n), {.threads = threads});
                           }});
        }
        const auto size = static_cast<double>(n);
        const auto times = race(all, 2.0 * size * size * size, CLOCK_MONOTONIC, true);
        const auto spent = race(all, 2.0 * size * size * size, CLOCK_PROCESS_CPUTIME_ID, false);
        std::printf("gemm  %-6s %zu square, 2 threads: %.2f times as fast as 1, for %.2f times its processor time\n",
                    type_name<T>().c_str(), n, times[0] / times[1], spent[1] / spent[0]);
        add({"gemm " + type_name<T>() + " " + std::to_string(n) + " square, 2 threads, processor time", spent[1] * 1e3,
             "1 thread", spent[0] * 1e3, "ms", spent[0] / spent[1]});
        add({"gemm " + type_name<T>() + " " + std::to_string(n) + " square, 2 threads", times[1] * 1e3, "1 thread",
             times[0] * 1e3, "ms", times[0] / times[1]});
    }

    /// Geometric means; true if what is promised was kept.
    bool finish(const char* path) {
        bool kept = true;
        std::printf("\n%-44s %8s %9s\n", "geometric means", "ratio", "promised");
        const std::map<std::string, double> promises{
            {"gemm float, over the fastest Eigen", 1.05}, {"gemm double, over the fastest Eigen", 1.05},
            {"gemm float, over Eigen -O3", 2.5},          {"gemm double, over Eigen -O3", 2.5},
            {"gemm float, over OpenBLAS", 0.95},          {"gemm double, over OpenBLAS", 0.95}};
        for (const auto& [name, logs] : logs_) {
            double sum = 0;
            for (const double x : logs) {
                sum += x;
            }
            const double mean = std::exp(sum / static_cast<double>(logs.size()));
            const auto promise = promises.find(name);
            const bool missed = promise != promises.end() && mean < promise->second;
            std::printf("%-44s %8.2f", name.c_str(), mean);
            if (promise != promises.end()) {
                std::printf(" %9.2f%s", promise->second, missed ? "  MISSED" : "");
            }
            std::puts("");
            kept = kept && !missed;
            const std::size_t comma = name.find(", over ");
            add({name.substr(0, comma) + ", geometric mean of ratios", mean, name.substr(comma + 7), 1.0, "ratio",
                 mean});
        }
        std::FILE* file = std::fopen(path, "w");
        if (file == nullptr) {
            std::perror(path);
            return false;
        }
        std::fputs("[", file);
        for (const result& r : results_) {
            std::fprintf(file,
                         "%s\n{\"name\": \"%s\", \"ours\": %.4g, \"peer\": \"%s\", \"peer_value\": %.4g, "
                         "\"unit\": \"%s\", \"ratio\": %.4g}",
                         &r == results_.data() ? "" : ",", r.name.c_str(), r.ours, r.peer.c_str(), r.peer_value,
                         r.unit.c_str(), r.ratio);
        }
        std::fputs("\n]\n", file);
        return std::fclose(file) == 0 && kept;
    }

private:
    template <class Run>
    static std::vector<contestant> with_levels(const Run& ours) {
        std::vector<contestant> all{{"ours", [ours] {
                                         num::force_level(num::detected_level());
                                         ours();
                                     }}};
        if (num::detected_level() == num::level::avx512) {
            all.push_back({"ours, AVX2", [ours] {
                               num::force_level(num::level::avx2);
                               ours();
                           }});
        }
        return all;
    }

    template <class T>
    void add_eigen(std::vector<contestant>& all, const std::string& function, T* c, const T* a, const T* b,
                   std::size_t m, std::size_t n, std::size_t k) const {
        for (const auto& [flags, library] : libraries_.eigen) {
            const auto run = reinterpret_cast<peer_function<T>>(dlsym(library, (function + type_name<T>()).c_str()));
            all.push_back({"eigen " + flags,
                           [=] { run(c, a, b, static_cast<long>(m), static_cast<long>(n), static_cast<long>(k)); }});
        }
    }

    template <class T>
    void add_openblas(std::vector<contestant>& all, T* c, const T* a, const T* b, std::size_t m, std::size_t n,
                      std::size_t k) const {
        if (libraries_.openblas == nullptr) {
            return;
        }
        using function = void (*)(int, int, int, long, long, long, T, const T*, long, const T*, long, T, T*, long);
        const auto run = reinterpret_cast<function>(
            dlsym(libraries_.openblas, std::is_same_v<T, float> ? "cblas_sgemm64_" : "cblas_dgemm64_"));
        all.push_back({"openblas", [=, m = static_cast<long>(m), n = static_cast<long>(n), k = static_cast<long>(k)] {
                           run(101, 111, 111, m, n, k, T{1}, a, k, b, n, T{0}, c, n);  // row major, nothing transposed
                       }});
    }

    template <class T>
    static void add_peak(std::vector<contestant>& all) {
#if defined(__x86_64__)
        if (num::is_available(num::level::avx2)) {
            all.push_back({"peak", [] { spin<T>(); }});
        }
#else
        static_cast<void>(all);
#endif
    }

    template <class T>
    void compare(const std::string& kind, std::size_t m, std::size_t n, std::size_t k,
                 const std::vector<contestant>& all, std::size_t levels) {
        const double flops = 2.0 * static_cast<double>(m) * static_cast<double>(n) * static_cast<double>(k);
        const std::vector<double> times = race(all, flops, CLOCK_THREAD_CPUTIME_ID, false);
        std::map<std::string, double> speed;
        std::string fastest;
        for (std::size_t i = 0; i < all.size(); ++i) {
            double work = flops;
#if defined(__x86_64__)
            work = all[i].name == "peak" ? spin<T>() : flops;
#endif
            speed[all[i].name] = work / times[i] * 1e-9;
            if (all[i].name.starts_with("eigen") && (fastest.empty() || speed[all[i].name] > speed[fastest])) {
                fastest = all[i].name;
            }
        }
        const std::string shape = std::to_string(m) + "x" + std::to_string(n) + "x" + std::to_string(k);
        std::printf("%-6s %-6s %-14s", kind.c_str(), type_name<T>().c_str(), shape.c_str());
        for (std::size_t i = 0; i < levels; ++i) {
            const std::string& name = all[i].name;
            std::printf("  %s %5.1f", name.c_str(), speed[name]);
            const auto against = [&](const std::string& peer, const std::string& label, const char* shown) {
                if (speed.count(peer) == 0) {
                    return;
                }
                const double ratio = speed[name] / speed[peer];
                std::printf(" %s %.2f", shown, ratio);
                const std::string suffix = i == 0 ? "" : ", AVX2";
                add({kind + " " + type_name<T>() + " " + shape + suffix, speed[name], label, speed[peer], "GFLOP/s",
                     ratio});
                logs_[kind + " " + type_name<T>() + suffix + ", over " + label].push_back(std::log(ratio));
            };
            against(fastest, "the fastest Eigen", "/eigen");
            against("eigen plain", "Eigen -O3", "/plain");
            against("openblas", "OpenBLAS", "/blas");
            against("peak", "the peak of registers", "/peak");
        }
        std::printf("  (%s)\n", fastest.c_str());
        std::fflush(stdout);
    }

    void add(result r) { results_.push_back(std::move(r)); }

    libraries libraries_;
    std::vector<result> results_;
    std::map<std::string, std::vector<double>> logs_;
};

template <class T>
void all_shapes(bench& b) {
    constexpr std::size_t shapes[][3] = {{32, 32, 32},    {64, 64, 64},       {128, 128, 128}, {256, 256, 256},
                                         {512, 512, 512}, {1024, 1024, 1024}, {1000, 10, 300}, {32, 128, 64},
                                         {32, 128, 784},  {128, 256, 784}};
    for (const auto& s : shapes) {
        b.gemm<T>("gemm", s[0], s[1], s[2]);
    }
    b.gemm<T>("shard", 4, 64, 100);  // an eighth of a batch of 32, as trainings ask for it
    for (const char* which : {"gemv", "gemvt"}) {
        for (const auto& [m, k] : {std::pair{64U, 16U}, {256U, 256U}, {1000U, 300U}, {1024U, 1024U}}) {
            b.gemv<T>(which, m, k);
        }
    }
    b.threads<T>(512);
    b.threads<T>(1024);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: num RESULTS.json\n");
        return 2;
    }
    std::printf(
        "GFLOP/s of one thread, and ratios: over the fastest of the Eigen builds, over Eigen -O3, over OpenBLAS, of "
        "the peak\n");
    bench b;
    all_shapes<float>(b);
    all_shapes<double>(b);
    return b.finish(argv[1]) ? 0 : 1;
}
