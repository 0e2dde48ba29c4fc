#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""BLAKE3 beside Python's package `blake3` (the official Rust and assembly), in turns: store_hash.py RESULTS.json.

Both are called from Python, ours through ctypes. Adds {name, ours, peer, peer_value, unit, ratio} to the results: medians
of 15 rounds of processor time, and the median of their ratios.
"""
import ctypes
import json
import os
import pathlib
import sys
import time

try:
    import blake3
except ImportError:
    print("without Python's blake3")
    sys.exit(0)

SIZES = {"64 KiB": 1 << 16, "1 MiB": 1 << 20, "16 MiB": 1 << 24, "256 MiB": 1 << 28}


def main(path):
    results = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    library = ctypes.CDLL(str(pathlib.Path(path).resolve().parents[1] / "peers" / "lastro_hash.so"))
    library.lastro_blake3.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p]
    library.lastro_blake3.restype = None
    data = os.urandom(1 << 20) * 256
    out = ctypes.create_string_buffer(32)

    def nanoseconds(work, repeat):
        start = time.process_time_ns()
        for _ in range(repeat):
            work()
        return (time.process_time_ns() - start) / repeat

    for name, size in SIZES.items():
        part = data[:size]
        repeat = max(1, (1 << 25) // size)
        rounds = []
        for _ in range(15):
            ours = nanoseconds(lambda: library.lastro_blake3(part, size, out), repeat)
            theirs = nanoseconds(lambda: blake3.blake3(part, max_threads=1).digest(), repeat)
            rounds.append((ours, theirs, theirs / ours))
        if out.raw != blake3.blake3(part).digest():
            sys.exit(f"{name}: the digests differ")
        ours, theirs, ratio = (sorted(column)[len(rounds) // 2] for column in zip(*rounds))
        results.append({"name": f"BLAKE3 from Python, {name}", "ours": round(ours, 1), "peer": f"blake3 {blake3.__version__}",
                        "peer_value": round(theirs, 1), "unit": "ns", "ratio": round(ratio, 4)})
        print(f"{'from Python, ' + name:24} {ours:12.0f} {theirs:12.0f} {'blake3':10} {size / ours:8.2f} {ratio:8.2f}")
    with open(path, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(result) for result in results) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1])
