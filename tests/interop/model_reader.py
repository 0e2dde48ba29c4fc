# SPDX-License-Identifier: MIT
"""Reads a model file as docs/formats/model_file.md describes it, and believes nothing that it has not checked."""
import json
import math

import numpy
from blake3 import blake3

TYPES = {"U64": "<u8", "I64": "<i8", "F64": "<f8", "F32": "<f4", "U32": "<u4", "I32": "<i4", "U16": "<u2", "I16": "<i2",
         "I8": "i1", "U8": "u1", "BOOL": "?"}  # in the order of the data


def need(holds, what):
    if not holds:
        raise ValueError(what)


def once(pairs):
    need(len(dict(pairs)) == len(pairs), "a repeated key")
    return dict(pairs)


def parsed(text):
    return json.loads(text, object_pairs_hook=once)


def digest(*texts):
    """BLAKE3 over texts, each fed as its tag, its length and itself (docs/formats/canonical.md)."""
    raw = (text.encode() for text in texts)
    return "blake3:" + blake3(b"".join(b"t" + len(r).to_bytes(8, "little") + r for r in raw)).hexdigest()


def value(of, tensors):
    if isinstance(of, dict):
        if set(of) == {"tensor"}:
            return tensors.pop(of["tensor"])  # each is referred to once
        return of | {"fields": {name: value(field, tensors) for name, field in of["fields"].items()}}
    return [value(element, tensors) for element in of] if isinstance(of, list) else of


def read_model(raw):
    """The model's value, its tensors as arrays, and the card."""
    data = 8 + int.from_bytes(raw[:8], "little")
    need(data <= min(len(raw), 100_000_008), "a header within the file")
    header = parsed(raw[8:data])
    names = sorted(set(header) - {"__metadata__"}, key=lambda n: (list(TYPES).index(header[n]["dtype"]), n.encode()))
    texts, at = header["__metadata__"], data
    spelled, sizes = {"__metadata__": dict(sorted(texts.items()))}, parsed(texts["lastro.model"])["tensors"]
    need(set(sizes) == set(names), "every tensor in the structure, and no other")
    tensors = {}
    for name in names:
        kind, shape = header[name]["dtype"], header[name]["shape"]
        end = at + numpy.dtype(TYPES[kind]).itemsize * math.prod(shape)
        spelled[name] = {"dtype": kind, "shape": shape, "data_offsets": [at - data, end - data]}
        content = raw[at:end]
        need(sizes[name] == {"digest": "blake3:" + blake3(content).hexdigest(), "dtype": kind, "shape": shape}, name)
        tensors[name], at = numpy.frombuffer(content, TYPES[kind]).reshape(shape), end
    need(at == len(raw), "no byte that belongs to no tensor")
    text = json.dumps(spelled, ensure_ascii=False, separators=(",", ":")).encode()
    need(raw[8:data] == text + b" " * (-(8 + len(text)) % 64), "the one spelling of the header")
    seal = [part for key in sorted(texts) if key != "lastro.seal" for part in (key, texts[key])]
    need(texts["format"] == "lastro" and texts["lastro.seal"] == digest("lastro.seal/1", *seal), "the seal")
    need(texts["lastro.digest"] == digest("lastro.model/1", texts["lastro.card"], texts["lastro.model"]), "the digest")
    model = value(parsed(texts["lastro.model"])["model"], tensors)
    need(not tensors, "every tensor in the model")
    return model, parsed(texts["lastro.card"])
