#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What scipy takes for a two-sample test: drift.py RESULTS.json, after drift.cpp wrote that file.

Both sides begin with samples in any order and end with a p-value, or with the distance where there is no test; processor time, in
turns, the median of the ratios. `build/benchmark/drift --serve` answers for ours: "task n", tasks as in drift.cpp.
"""
import json
import subprocess
import sys
import time
import warnings

import numpy
import scipy
from scipy import stats

ROUNDS = 7


def counts(n):
    return (500 + numpy.arange(2 * n) * 7919 % 101).reshape(2, n)


def two_samples(n):
    return numpy.random.default_rng(1).normal(size=n), numpy.random.default_rng(2).normal(size=n)


def labels_of(a, b):
    """Twenty labels as numbers on both sides, in one array, beside which side each is of."""
    both = numpy.concatenate([a, b])
    return numpy.repeat([0, 1], [len(a), len(b)]), (numpy.abs(both) * 1e6).astype(numpy.int64) % 20


def chi_squared_of_labels(side, label):
    return stats.chi2_contingency(stats.contingency.crosstab(side, label)[1], correction=False)


TASKS = [  # name, number of the task, size, peer
    ("Kolmogorov-Smirnov, 10^6", 0, 10 ** 6, lambda a, b: stats.ks_2samp(a, b, method="asymp")),
    ("Kolmogorov-Smirnov, 10^6, reference sorted before", 1, 10 ** 6, lambda a, b: stats.ks_2samp(a, b, method="asymp")),
    ("Mann-Whitney, 10^5", 2, 10 ** 5, stats.mannwhitneyu),
    ("Mann-Whitney, 10^6", 2, 10 ** 6, stats.mannwhitneyu),
    ("Anderson-Darling, 10^5", 3, 10 ** 5, lambda a, b: stats.anderson_ksamp([a, b])),
    ("Anderson-Darling, 10^6", 3, 10 ** 6, lambda a, b: stats.anderson_ksamp([a, b])),
    ("energy distance, 10^5", 4, 10 ** 5, stats.energy_distance),
    ("energy distance, 10^6", 4, 10 ** 6, stats.energy_distance),
    ("Wasserstein distance, 10^5", 5, 10 ** 5, stats.wasserstein_distance),
    ("Wasserstein distance, 10^6", 5, 10 ** 6, stats.wasserstein_distance),
    ("chi-squared, 10^5 categories", 6, 10 ** 5, None),
    ("chi-squared, 10^5 rows of 20 labels", 7, 10 ** 5, chi_squared_of_labels),
    ("chi-squared, 10^6 rows of 20 labels", 7, 10 ** 6, chi_squared_of_labels),
]


def main(path):
    warnings.simplefilter("ignore")
    with open(path, encoding="utf-8") as file:
        results = json.load(file)
    server = subprocess.Popen(["build/benchmark/drift", "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True)
    for name, task, n, peer in TASKS:
        a, b = two_samples(n)
        if peer is chi_squared_of_labels:
            a, b = labels_of(a, b)
        table = counts(n) if peer is None else None
        times = []
        for _ in range(ROUNDS + 1):
            server.stdin.write(f"{task} {n}\n")
            server.stdin.flush()
            ours = float(server.stdout.readline())
            start = time.process_time_ns()
            stats.chi2_contingency(table, correction=False) if peer is None else peer(a, b)
            times.append((ours, time.process_time_ns() - start))
        ours, theirs, ratio = (float(numpy.median(values)) for values in zip(*((x, y, y / x) for x, y in times[1:])))
        results.append({"name": name, "ours": ours, "peer": f"scipy {scipy.__version__}", "peer_value": theirs,
                        "unit": "ns", "ratio": round(ratio, 2)})
        print(f"{name:52} {ours / 1e6:10.2f} {theirs / 1e6:10.2f} ms  scipy {scipy.__version__}  {ratio:8.1f}", flush=True)
    server.stdin.close()
    with open(path, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(result) for result in results) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1])
