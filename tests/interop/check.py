# SPDX-License-Identifier: MIT
"""Checks what the quickstart wrote with Python's own tools: tests/interop/check.py DIRECTORY."""
import json
import pathlib
import sys

import numpy
from blake3 import blake3
from safetensors import safe_open
from safetensors.numpy import load_file

from checks import check, report

directory = pathlib.Path(sys.argv[1])

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


def objects_of(pack):
    """Names and bytes of a pack's objects, as docs/formats/repository.md describes the file."""
    raw = pack.read_bytes()
    begin, count = (int.from_bytes(raw[at:at + 8], "little") for at in (len(raw) - 56, len(raw) - 48))
    sealed, seal = raw[begin:-40], raw[-40:-8]
    if raw[:8] != b"lastroPK" or raw[-8:] != b"lastroPK" or blake3(sealed).digest() != seal or pack.stem != seal.hex():
        check(False, f"{pack}: a sealed index, and the seal is the file's name")
    names = begin + 4 * 256
    for i in range(count):
        at = names + 32 * count + 16 * i
        offset, size = (int.from_bytes(raw[k:k + 8], "little") for k in (at, at + 8))
        yield raw[names + 32 * i:names + 32 * (i + 1)].hex(), raw[offset:offset + size]


store = directory / "quickstart.lastro" / "objects"
objects = [o for pack in (store / "packs").glob("*.pack") for o in objects_of(pack)]
objects += [(p.parent.name + p.name, p.read_bytes()) for p in store.rglob("*") if p.is_file() and p.parent.name != "packs"]
check(len(objects) > 5, f"the repository holds {len(objects)} objects")
for name, content in objects:
    if blake3(content).hexdigest() != name:
        check(False, f"{name}: BLAKE3 of the bytes is the name")
check(True, "BLAKE3 of every object's bytes is its name")
report()
