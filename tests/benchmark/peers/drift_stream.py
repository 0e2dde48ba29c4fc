#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Detectors beside river and frouros, in turns: drift_stream.py RESULTS.json.

river's ADWIN is compiled (Cython), and sees 10^7 values, as ours does; the others are Python, and see 10^5 of the 10^7 that ours
sees. river's own Page-Hinkley and DDM take some 450 ns a value, so that nothing can be 1,000 times as fast: told, not promised. Adds {name, ours, peer, peer_value, unit, ratio} to the results: medians of 5 rounds of processor time for a value, and the
median of their ratios. Exit code 1 where a promised ratio was missed.
"""
import json
import pathlib
import subprocess
import sys
import time

import numpy
import frouros.detectors.concept_drift as python
from river.drift import ADWIN, PageHinkley
from river.drift.binary import DDM

COUNT = 10_000_000


def river(make):
    def nanoseconds(values):
        watch = make()
        update = watch.update
        start = time.process_time_ns()
        for x in values:
            update(x)
            if watch.drift_detected:
                pass
        return (time.process_time_ns() - start) / len(values)
    return nanoseconds


def frouros(make):
    def nanoseconds(values):
        watch = make()
        start = time.process_time_ns()
        for x in values:
            watch.update(value=x)
            if watch.drift:
                watch.reset()
        return (time.process_time_ns() - start) / len(values)
    return nanoseconds


def main(path):
    results = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    here = pathlib.Path(path).resolve().parents[1]
    draws = numpy.random.default_rng(1)
    files = {"reals": draws.normal(0.0, 1.0, COUNT), "errors": (draws.random(COUNT) < 0.2).astype(numpy.float64)}
    for name, values in files.items():
        values.tofile(here / "parts" / f"drift_stream.{name}")
    # kind, peer, how many values the peer sees, promised ratio
    rows = [("adwin", "river ADWIN", "reals", COUNT, 50.0, 3, river(ADWIN)),
            ("page_hinkley", "frouros PageHinkley", "reals", 100_000, 500.0, 5, frouros(python.PageHinkley)),
            ("cusum", "frouros CUSUM", "reals", 100_000, 1000.0, 5, frouros(python.CUSUM)),
            ("ewma", "frouros ECDDWT", "errors", 100_000, 1000.0, 5, frouros(python.ECDDWT)),
            ("ddm", "frouros DDM", "errors", 100_000, 1000.0, 5, frouros(python.DDM)),
            ("page_hinkley", "river PageHinkley", "reals", 100_000, 0.0, 5, river(PageHinkley)),
            ("ddm", "river DDM", "errors", 100_000, 0.0, 5, river(DDM))]
    missed = []
    for kind, peer, stream, count, promised, times, theirs in rows:
        values = files[stream][:count].tolist()
        rounds = []
        for _ in range(times):
            answer = subprocess.run([here / "drift_stream", kind, here / "parts" / f"drift_stream.{stream}"], check=True,
                                    capture_output=True, text=True)
            ours = float(answer.stdout.split()[0])
            other = theirs(values)
            rounds.append((ours, other, other / ours))
        a, b, ratio = (float(numpy.median(column)) for column in zip(*rounds))
        results.append({"name": kind, "ours": round(a, 4), "peer": peer, "peer_value": round(b, 4), "unit": "ns",
                        "ratio": round(ratio, 2)})
        kept = ratio >= promised
        print(f"{kind:24} {a:12.3f} {b:12.3f} {peer:20} {ratio:8.1f}, promised {promised:.0f}{'' if kept else '  MISSED'}",
              flush=True)
        if not kept:
            missed.append(kind)
    for name in files:
        (here / "parts" / f"drift_stream.{name}").unlink()
    with open(path, "w", encoding="utf-8") as out:
        out.write("[\n" + ",\n".join(json.dumps(result) for result in results) + "\n]\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
