#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""CSV and profiles beside pyarrow, polars, duckdb and pandas, in turns: data_csv.py RESULTS.json.

The flights, 3,000,000 rows, read as typed columns (the date as text by the peers, for which that is less work; as timestamps by
ours). Adds {name, ours, peer, peer_value, unit, ratio} to the results: medians of 9 rounds of processor time, of elapsed time
where two threads share the work, and the median of their ratios; peak memory is of ours. Ours is a new process in every round,
which has no memory yet; the peers use theirs again.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "1"  # before polars is imported

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.csv


def seconds(work, clock):
    start = clock()
    result = work()
    spent = clock() - start
    del result
    return spent


def main(path):
    here = pathlib.Path(path).resolve().parents[1]
    program, flights = str(here / "data_csv"), str(here / "peers" / "flights.csv")
    results = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))

    def ours(what, threads):
        out = subprocess.run([program, what, flights, str(threads)], check=True, capture_output=True, text=True).stdout.split()
        return [float(x) for x in out]

    text = pyarrow.csv.ConvertOptions(column_types={"date": pyarrow.string()})
    duckdb.sql("set threads=1")
    pyarrow.set_cpu_count(2)
    frame = pandas.read_csv(flights)
    peers = {
        ("read", "pyarrow"): lambda: pyarrow.csv.read_csv(
            flights, read_options=pyarrow.csv.ReadOptions(use_threads=False), convert_options=text),
        ("read on two threads", "pyarrow"): lambda: pyarrow.csv.read_csv(flights, convert_options=text),
        ("read", "polars"): lambda: polars.read_csv(flights),
        ("read", "duckdb"): lambda: duckdb.sql(
            f"select * from read_csv('{flights}', types={{'date': 'VARCHAR'}})").to_arrow_table(),
        ("read", "pandas"): lambda: pandas.read_csv(flights),
        ("profile", "pandas describe + nunique"): lambda: (frame.describe(), frame.nunique()),
        ("profile", "the same of all columns"): lambda: (frame.describe(include="all"), frame.nunique()),
    }
    for (what, peer), work in peers.items():
        rounds = []
        memory = []
        two = what.endswith("two threads")
        for _ in range(9):
            mine = ours(what.split()[0], 2 if two else 1)
            theirs = seconds(work, time.perf_counter if two else time.process_time)
            spent = mine[0 if two else 1]
            rounds.append((spent, theirs, theirs / spent))
            memory.append(mine[2:])
        a, b, ratio = (sorted(column)[len(rounds) // 2] for column in zip(*rounds))
        results.append({"name": f"{what} flights", "ours": round(a, 4), "peer": peer, "peer_value": round(b, 4), "unit": "s",
                        "ratio": round(ratio, 4)})
        peak, columns = memory[0]
        print(f"{what + ' flights':28} {a:12.3f} {b:12.3f} {peer:26} {ratio:8.2f}   peak {peak:.0f} MiB"
              + (f" for {columns:.0f} MiB of columns" if what.startswith("read") else ""))
    batches = ours("batches", 1)
    print(f"{'batches of 8 MiB':28} {batches[1]:12.3f} {'':39}   peak {batches[2]:.0f} MiB")
    with open(path, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(result) for result in results) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1])
