# SPDX-License-Identifier: MIT
"""Model files read by a reader of 60 lines that knows their format page only: tests/interop/model_file.py FILE..."""
import pathlib
import sys

import numpy

from checks import check, report
from model_reader import read_model

here = pathlib.Path(__file__).parent
lines = sum(line != "" for line in (here / "model_reader.py").read_text().splitlines())
check(lines <= 60, f"the reader has {lines} lines")
golden = here.parent / "golden" / "model_file" / "v1"
for path in [*sorted(golden.glob("*.safetensors")), *map(pathlib.Path, sys.argv[1:])]:
    raw = path.read_bytes()
    model, card = read_model(raw)
    check(card["name"] != "", f"{path.name}: a {model['type']}, version {model['version']}, called {card['name']}")
    refused = flipped = 0
    for bit in range(0, 8 * len(raw), 7 if len(raw) < 10_000 else 101):
        other = bytearray(raw)
        other[bit // 8] ^= 1 << bit % 8
        flipped += 1
        try:
            read_model(bytes(other))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError):
            refused += 1
    check(refused == flipped, f"  {flipped} flipped bits, each refused")

model, _ = read_model((golden / "everything.safetensors").read_bytes())
fields = model["fields"]
check(model["type"] == "test.everything" and numpy.array_equal(fields["matrix"], [[1, 2, 3], [4, 5, 6]]) and
      fields["matrix"].dtype == numpy.float64 and numpy.array_equal(fields["row_major"], numpy.float32([[7], [8]])) and
      fields["reals"].tobytes() == numpy.array([0.1, -0.0, 5e-324, numpy.inf]).tobytes() and
      list(fields["flags"]) == [True, False, True] and fields["texts"] == ["a", "", "b"] and fields["real"] == "-0" and
      fields["small"] == str(-2**63) and fields["large"] == str(2**64 - 1) and fields["text"] == "São \"Paulo\"\n" and
      [m.shape for m in fields["matrices"]] == [(1, 2), (0, 3), (2, 1)] and fields["nested"]["fields"] == {"side": 0.5} and
      numpy.array_equal(fields["shape"]["fields"]["corners"], [[0, 1]]), "every kind of field is what was saved")
report()
