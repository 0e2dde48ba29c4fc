#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What NumPy's elementary functions take, in nanoseconds of processor time per element: num_elementary.py RESULTS.json.

Ranges and count are those of num_elementary.cpp, whose results the file holds; each function that NumPy has too is added
to it, with the ratio. Median of 25 rounds.
"""
import json
import sys
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


def main(path):
    with open(path, encoding="utf-8") as file:
        results = json.load(file)
    ours = {result["name"]: result["ours"] for result in results}
    uniform = numpy.random.default_rng(1).random(COUNT)
    for name, (low, high) in RANGES.items():
        for kind, number in (("double", numpy.float64), ("float", numpy.float32)):
            x = (low + (high - low) * uniform).astype(number)
            full = f"{name}, {kind}"
            theirs = nanoseconds(getattr(numpy, name), x)
            results.append({"name": full, "ours": ours[full], "peer": f"NumPy {numpy.__version__}",
                            "peer_value": round(theirs, 4), "unit": "ns", "ratio": round(theirs / ours[full], 4)})
            print(f"{full:22} {ours[full]:12.3f} {theirs:12.3f} {theirs / ours[full]:8.2f}  NumPy")
    with open(path, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(result) for result in results) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1])
