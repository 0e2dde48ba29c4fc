#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Model files beside Python's `safetensors` (the reference, in Rust) and `joblib`, in turns: artifact.py RESULTS.json.

Both are called from Python, ours through ctypes. Adds {name, ours, peer, peer_value, unit, ratio} to the results: medians
of 25 rounds of processor time, and the median of their ratios. Exit code 1 where a promised ratio was missed.
"""
import ctypes
import json
import pathlib
import struct
import sys
import tempfile
import time

import joblib
import numpy
import safetensors
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

TENSORS = 100_000


def write_many(path):
    """A file with many small tensors, as the reference itself writes it."""
    save_file({f"model.layers.{i}.weight": numpy.zeros((4, 4), numpy.float32) for i in range(TENSORS)}, path)


def main(path):
    results = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    library = ctypes.CDLL(str(pathlib.Path(path).resolve().parents[1] / "peers" / "lastro_artifact.so"))
    for function in (library.lastro_open, library.lastro_read, library.lastro_load):
        function.restype = ctypes.c_size_t
    library.lastro_save.restype = library.lastro_write.restype = None
    missed = []

    with tempfile.TemporaryDirectory(dir="/dev/shm" if pathlib.Path("/dev/shm").is_dir() else None) as work:
        many, ours, whole, theirs, safe = (f"{work}/{name}" for name in ("many", "ours", "whole", "theirs", "safe"))
        write_many(many)
        with open(many, "rb") as file:
            header = struct.unpack("<Q", file.read(8))[0]
        model = {f"layers.{i}": numpy.arange(640, dtype=numpy.float64).reshape(32, 20) / (i + 3) for i in range(20)}
        if library.lastro_open(many.encode()) != TENSORS:
            sys.exit("not as many tensors as there are")

        def open_theirs():
            with safe_open(many, framework="numpy"):
                pass

        rows = [
            (f"open {TENSORS} tensors ({header} B header)", f"safetensors {safetensors.__version__}", 5.0, 1,
             lambda: library.lastro_open(many.encode()), open_theirs),
            ("20 tensors, 100 KB, save", f"joblib {joblib.__version__}", 20.0, 20,
             lambda: library.lastro_write(ours.encode()), lambda: joblib.dump(model, theirs)),
            ("20 tensors, 100 KB, load", f"joblib {joblib.__version__}", 20.0, 20,
             lambda: library.lastro_read(ours.encode()), lambda: joblib.load(theirs)),
            ("20 tensors, 100 KB, save", f"safetensors {safetensors.__version__}", 0.0, 20,
             lambda: library.lastro_write(ours.encode()), lambda: save_file(model, safe)),
            ("20 tensors, 100 KB, load", f"safetensors {safetensors.__version__}", 0.0, 20,
             lambda: library.lastro_read(ours.encode()), lambda: load_file(safe)),
            ("the same as a model file, save", f"joblib {joblib.__version__}", 0.0, 20,
             lambda: library.lastro_save(whole.encode()), lambda: joblib.dump(model, theirs)),
            ("the same as a model file, load", f"joblib {joblib.__version__}", 0.0, 20,
             lambda: library.lastro_load(whole.encode()), lambda: joblib.load(theirs)),
        ]
        for name, peer, promised, repeat, mine, other in rows:
            def nanoseconds(work, repeat=repeat):
                start = time.process_time_ns()
                for _ in range(repeat):
                    work()
                return (time.process_time_ns() - start) / repeat

            rounds = []
            for _ in range(25):
                a, b = nanoseconds(mine), nanoseconds(other)
                rounds.append((a, b, b / a))
            a, b, ratio = (sorted(column)[len(rounds) // 2] for column in zip(*rounds))
            results.append({"name": f"{name}, from Python", "ours": round(a, 1), "peer": peer, "peer_value": round(b, 1),
                            "unit": "ns", "ratio": round(ratio, 4)})
            print(f"{name:44} {a / 1e3:10.1f} us {b / 1e3:10.1f} us {peer:18} {ratio:8.2f}"
                  f"{'' if ratio >= promised else f'  MISSED ({promised})'}")
            if ratio < promised:
                missed.append(name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(result) for result in results) + "\n]\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
