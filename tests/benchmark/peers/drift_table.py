#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What Evidently takes to compare two tables of a million rows: drift_table.py RESULTS.json [COLUMNS], after drift_table.cpp.

Both sides begin with columns of normal numbers in memory and end with a report of all columns; Evidently with its default test for such
columns and with Kolmogorov and Smirnov's, which is ours. Processor time, in turns of processes of their own; the most memory beside what
the two tables take.
"""
import json
import subprocess
import sys

ROWS = 10 ** 6
ROUNDS = 3
THEIRS = """
import resource, sys, time, warnings
warnings.simplefilter("ignore")
import numpy, pandas
from evidently.report import Report
from evidently.metrics import DataDriftTable
columns, test = int(sys.argv[1]), sys.argv[2]
def table(seed):
    return pandas.DataFrame(numpy.random.default_rng(seed).normal(size=(%d, columns)), columns=[f"column {k}" for k in range(columns)])
past, now = table(1), table(2)
start = time.process_time()
report = Report([DataDriftTable(num_stattest=None if test == "default" else test)])
report.run(reference_data=past, current_data=now)
report.as_dict()
print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
""" % ROWS


def median(values):
    return sorted(values)[len(values) // 2]


def main(path, columns):
    with open(path, encoding="utf-8") as file:
        results = json.load(file)
    tables = 2 * ROWS * columns * 8 / 2 ** 20
    for test in ("default", "ks"):
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(subprocess.check_output(["build/benchmark/drift_table", "--once", str(ROWS), str(columns), "2"], text=True))
            theirs.append(subprocess.check_output([sys.executable, "-c", THEIRS, str(columns), test], text=True))
        mine = [tuple(map(float, line.split())) for line in ours]
        yours = [tuple(map(float, line.split())) for line in theirs]
        ratio = median([y[0] / m[0] for m, y in zip(mine, yours)])
        entry = {"name": f"two tables of 10^6 x {columns}, all columns", "ours": median([m[0] for m in mine]),
                 "peer": f"evidently 0.4.40, {test}", "peer_value": median([y[0] for y in yours]), "unit": "s",
                 "ratio": round(ratio, 2), "memory": round(median([m[2] for m in mine]) / tables, 2),
                 "peer_memory": round(median([y[1] for y in yours]) / tables, 2)}
        results.append(entry)
        print(f"{entry['name']:40} {entry['ours']:8.2f} {entry['peer_value']:8.2f} s  {entry['peer']}  {ratio:6.1f}   most memory, in "
              f"tables: {entry['memory']} {entry['peer_memory']}", flush=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(result) for result in results) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20)
