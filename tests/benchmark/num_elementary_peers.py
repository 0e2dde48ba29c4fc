#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What NumPy's elementary functions take, in nanoseconds of processor time per element, as JSON on standard output.

The ranges and the count are those of num_elementary.cpp, so that its "ours" can stand beside these: a list of
{name, peer, peer_value, unit}. Median of 25 rounds.
"""
import json
import time

import numpy

COUNT = 1 << 12
RANGES = {  # name: (low, high)
    "exp": (-10, 10), "log": (0.001, 100), "tanh": (-5, 5), "exp2": (-10, 10), "expm1": (-10, 10),
    "log2": (0.001, 100), "log1p": (-0.9, 10), "sin": (-100, 100), "cos": (-100, 100),
}


def nanoseconds(function, x):
    y = numpy.empty_like(x)
    rounds = []
    for _ in range(25):
        start = time.process_time_ns()
        for _ in range(400):
            function(x, out=y)
        rounds.append((time.process_time_ns() - start) / 400 / COUNT)
    return sorted(rounds)[len(rounds) // 2]


def main():
    uniform = numpy.random.default_rng(1).random(COUNT)
    results = []
    for name, (low, high) in RANGES.items():
        for kind, number in (("double", numpy.float64), ("float", numpy.float32)):
            x = (low + (high - low) * uniform).astype(number)
            results.append({"name": f"{name}, {kind}", "peer": f"NumPy {numpy.__version__}",
                            "peer_value": round(nanoseconds(getattr(numpy, name), x), 4), "unit": "ns"})
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
