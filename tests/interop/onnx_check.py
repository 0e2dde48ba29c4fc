# SPDX-License-Identifier: MIT
"""Models to and from ONNX: tests/interop/onnx_check.py PROGRAM DIRECTORY WEATHER.

What Lastro writes passes onnx's full check, and ONNX Runtime tells what Lastro tells; what onnx writes, Lastro reads.
"""
import json
import pathlib
import subprocess
import sys

import numpy
import onnx
import onnxruntime

from checks import check, report
from onnx_models import write_models

program, directory, weather = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
ours = directory / "ours"
theirs = directory / "theirs"
for place in (ours, theirs):
    place.mkdir(parents=True, exist_ok=True)
    for old in place.iterdir():
        old.unlink()


def run(path, record):
    """What ONNX Runtime makes of the inputs, by output."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    feeds = {}
    for entry in session.get_inputs():
        column = numpy.array(record["matrix"]) if "matrix" in record else record["inputs"][entry.name]
        if entry.type == "tensor(string)":
            feeds[entry.name] = numpy.array(column, dtype=object).reshape(-1, 1)
        else:
            numbers = numpy.array([numpy.nan if x is None else x for x in column] if "inputs" in record else column)
            numbers = numbers.astype(numpy.float32 if entry.type == "tensor(float)" else numpy.float64)
            feeds[entry.name] = numbers if "matrix" in record else numbers.reshape(-1, 1)
    return dict(zip([entry.name for entry in session.get_outputs()], session.run(None, feeds)))


def gap(told, found):
    """The largest difference, relative to the number or to 1 where that is smaller."""
    told, found = numpy.array(told, dtype=float).ravel(), numpy.asarray(found, dtype=float).ravel()
    return float(numpy.max(numpy.abs(told - found) / numpy.maximum(1.0, numpy.abs(told))))


def spelled(labels):
    return [str(x).lower() if isinstance(x, (bool, numpy.bool_)) else str(x) for x in labels.tolist()]


def agree(path, record, told, tolerance):
    """Checks all outputs; a class may differ only where two probabilities are as near as the tolerance."""
    found = run(path, record)
    if "probabilities" in told:
        labels = spelled(found["prediction"] if "prediction" in found else found["told"])
        top = numpy.sort(numpy.array(told["probabilities"]), axis=1)
        sure = top[:, -1] - top[:, -2] > tolerance
        wrong = sum(a != b and s for a, b, s in zip(labels, told["prediction"], sure))
        distance = gap(told["probabilities"], found["probabilities"])
        check(wrong == 0 and distance <= tolerance,
              f"{path.name}: {len(labels)} rows, probabilities within {distance:.1e}, the same classes")
    else:
        name = "scores" if "scores" in told else "prediction"
        distance = gap(told[name], found[name])
        check(distance <= tolerance, f"{path.name}: {len(told[name])} rows, {name} within {distance:.1e}")


subprocess.run([program, "write", ours, weather], check=True)
files = sorted(ours.glob("*.onnx"))
check(len(files) == 20, f"Lastro wrote {len(files)} models, and read its own predictions back, bit for bit")
for file in files:
    model = onnx.load(file)
    onnx.checker.check_model(model, full_check=True)
    record = json.loads(file.with_suffix(".json").read_text())
    narrow = file.stem.endswith("_32") or file.stem == "bare_float"
    # gelu in doubles has erf in floats, as ONNX Runtime has no other
    tolerance = 2e-5 if narrow else 1e-6 if "gelu" in file.stem else 1e-13
    agree(file, record, record, tolerance)
example = onnx.load(ours / "wet_logistic_64.onnx")
properties = {entry.key: entry.value for entry in example.metadata_props}
check(properties["lastro.name"] == example.graph.name == "wet_logistic" and properties["lastro.version"] == "1"
      and properties["lastro.digest"].startswith("blake3:") and example.ir_version == 8
      and {s.domain: s.version for s in example.opset_import} == {"": 13, "ai.onnx.ml": 1},
      "name, version and digest of the card, IR version 8, operator sets 13 and ai.onnx.ml 1")

write_models(theirs)
subprocess.run([program, "read", theirs], check=True)
for file in sorted(theirs.glob("*.onnx")):
    told = json.loads(file.with_suffix(".told.json").read_text())
    if file.stem.startswith("refused"):
        check("error" in told, f"{file.name} is refused: {told['error'].split(': ', 1)[1]}")
    else:
        record = json.loads(file.with_suffix(".json").read_text())
        agree(file, record, told, 2e-5 if file.stem in ("network", "classifier_two") else 1e-13)
report()
