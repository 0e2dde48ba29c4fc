#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Are the laboratory's peers what they are said to be? drift_laboratory.py RESULTS.json

Each of river's and frouros' detectors and what stands for it in tests/benchmark/drift_laboratory.cpp see the same 60,000 values, whose mean moves
every 1,000; they must alarm at the same ones. river's ADWIN passes over the last bucket of each row (its issues 1539 and 1614): ours must find each of the
changes no later. KSWIN draws at random, and so can only be alike. Exit code 1 where one does not.
"""
import pathlib
import subprocess
import sys

import numpy
import frouros.detectors.concept_drift as frouros
from river.drift import ADWIN, PageHinkley


def river_alarms(watch, values):
    result = []
    for i, x in enumerate(values):
        watch.update(x)
        if watch.drift_detected:
            result.append(i)
    return result


def frouros_alarms(watch, values):
    result = []
    for i, x in enumerate(values):
        watch.update(value=x)
        if watch.drift:
            result.append(i)
            watch.reset()
    return result


def firsts(alarms):
    """The first alarm in each thousand, after its change."""
    return [min((i for i in alarms if i // 1000 == k), default=10**6) for k in range(60)]


def main(path):
    here = pathlib.Path(path).resolve().parents[1]
    draws = numpy.random.default_rng(3)
    values = draws.normal(0.0, 1.0, 60_000) + numpy.repeat(draws.normal(0.0, 1.0, 60), 1000)
    file = here / "parts" / "drift_laboratory.values"
    values.tofile(file)
    cusum = frouros.CUSUM(config=frouros.CUSUMConfig(delta=0.5, lambda_=6.0))
    gma = frouros.GeometricMovingAverage(config=frouros.GeometricMovingAverageConfig(alpha=0.95, lambda_=0.5))
    rows = [("river_both", river_alarms(PageHinkley(delta=0.5, threshold=8.0), values)),
            ("river_up", river_alarms(PageHinkley(mode="up"), values)),
            ("adwin", river_alarms(ADWIN(), values)), ("cusum", frouros_alarms(cusum, values)), ("gma", frouros_alarms(gma, values))]
    failures = 0
    for kind, theirs in rows:
        answer = subprocess.run([here / "drift_laboratory", "alarms", kind, file], check=True, capture_output=True, text=True)
        ours = [int(line) for line in answer.stdout.split()]
        if kind == "adwin":
            mine, other = firsts(ours), firsts(theirs)
            kept = all(a <= b for a, b in zip(mine, other)) and mine != other
            what = f"sooner {sum(a < b for a, b in zip(mine, other))} times, later {sum(a > b for a, b in zip(mine, other))}"
        else:
            kept = ours == theirs and len(ours) > 0
            what = "the same values"
        print(f"{kind:12} {len(ours)} alarms, {len(theirs)} of the peer's: {what}{'' if kept else '  MISSED'}")
        failures += not kept
    file.unlink()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
