# SPDX-License-Identifier: MIT
"""Checks what the quickstart wrote with Python's own tools: tests/interop/check.py DIRECTORY."""
import json
import pathlib
import sys

import numpy
from blake3 import blake3
from safetensors import safe_open
from safetensors.numpy import load_file

directory = pathlib.Path(sys.argv[1])
passed = 0


def check(condition, what):
    global passed
    if not condition:
        print("FAILED", what)
        sys.exit(1)
    passed += 1
    print("ok:", what)


model = directory / "rain.safetensors"
tensors = load_file(model)
check(len(tensors) > 0 and all(numpy.isfinite(t).all() for t in tensors.values() if t.dtype.kind == "f"),
      f"safetensors reads {len(tensors)} tensors of finite numbers")
with safe_open(model, framework="numpy") as file:
    metadata = file.metadata()
check(metadata["format"] == "lastro", "the metadata names the format")
card = json.loads(metadata["lastro.card"])
check(card["name"] == "rain", "the card is JSON and names the model")
raw = model.read_bytes()
check((8 + int.from_bytes(raw[:8], "little")) % 64 == 0, "tensor data starts at a multiple of 64 bytes")

objects = [p for p in (directory / "quickstart.lastro" / "objects").rglob("*") if p.is_file()]
check(len(objects) > 0, f"the repository holds {len(objects)} objects")
for path in objects:
    name = path.parent.name + path.name
    if blake3(path.read_bytes()).hexdigest() != name:
        check(False, f"{path}: BLAKE3 of the bytes is the name")
check(True, "BLAKE3 of every object's bytes is its name")
print(f"{passed} passed, 0 failed")
