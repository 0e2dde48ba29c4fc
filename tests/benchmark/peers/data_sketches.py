#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""KLL and t-digest beside the Python package of DataSketches, whose update of an array is its C++: data_sketches.py RESULTS.json.

3,000,000 normal numbers, processor time, medians of 7 rounds in turns. Adds {name, ours, peer, peer_value, unit, ratio} to what
data_sketches.cpp wrote, and prints the largest rank error at 1,000 evenly spaced ranks of both.
"""
import json
import pathlib
import subprocess
import sys
import time

import datasketches
import numpy

COUNT = 3_000_000


def main(path):
    results = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    here = pathlib.Path(path).resolve().parents[1]
    values = numpy.random.default_rng(1).normal(10.0, 3.0, COUNT)
    file = here / "parts" / "data_sketches.f64"
    values.tofile(file)
    ordered = numpy.sort(values)
    at = ordered[numpy.arange(1, 1001) * COUNT // 1001]
    truth = numpy.searchsorted(ordered, at, side="right") / COUNT
    for name, what, setting, make in [("KLL, k = 200, an array", "k", 200, datasketches.kll_doubles_sketch),
                                      ("t-digest, 200", "c", 200, datasketches.tdigest_double)]:
        rounds = []
        for _ in range(7):
            answer = subprocess.run([here / "data_sketches", file, what, str(setting)], check=True, capture_output=True, text=True)
            ours, our_error = map(float, answer.stdout.split())
            sketch = make(setting)
            start = time.process_time_ns()
            sketch.update(values)
            theirs = (time.process_time_ns() - start) / COUNT
            error = max(abs(sketch.get_rank(float(x)) - t) for x, t in zip(at, truth))
            rounds.append((ours, theirs, theirs / ours, our_error, error))
        a, b, ratio, our_error, error = (float(numpy.median(column)) for column in zip(*rounds))
        results.append({"name": name, "ours": a, "peer": "DataSketches 5.2.0 for Python", "peer_value": b, "unit": "ns",
                        "ratio": round(ratio, 3)})
        print(f"{name:24} {a:12.3f} {b:12.3f} DataSketches 5.2.0 {ratio:8.2f}   largest rank error {our_error:.6f}, {error:.6f}")
    file.unlink()
    with open(path, "w", encoding="utf-8") as out:
        out.write("[\n" + ",\n".join(json.dumps(result) for result in results) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1])
