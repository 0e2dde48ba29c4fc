# SPDX-License-Identifier: MIT
"""Arrays to and from NumPy, and a model by the reference's reader: tests/interop/arrays.py PROGRAM DIRECTORY."""
import io
import pathlib
import subprocess
import sys

import numpy

from checks import check, report

program, directory = sys.argv[1], pathlib.Path(sys.argv[2])

ours = directory / "ours"
theirs = directory / "theirs"
for place in (ours, theirs):
    place.mkdir(parents=True, exist_ok=True)
    for old in place.iterdir():
        old.unlink()
subprocess.run([program, "write", ours], check=True)
files = sorted(ours.glob("*.npy"))
for file in files:
    array = numpy.load(file, allow_pickle=False)
    count = numpy.arange(array.size).astype(array.dtype).reshape(array.shape)
    again = io.BytesIO()
    numpy.save(again, count)
    if again.getvalue() != file.read_bytes():
        check(False, f"{file.name}: numpy.save writes the same bytes")
check(len(files) == 60, f"{len(files)} .npy files are byte for byte what numpy.save {numpy.__version__} writes")
with numpy.load(ours / "own.npz", allow_pickle=False) as archive:
    names = sorted(archive.files)
    same = all(numpy.array_equal(archive[name], numpy.load(ours / f"{name}.npy")) for name in names)
check(same and names == sorted(file.stem for file in files), f"numpy.load reads the {len(names)} arrays of an .npz file")

arrays = {}
for letter in ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8"):
    for shape in ((), (0,), (7,), (2, 3), (0, 5), (3, 4, 5), (2, 3, 2, 2)):
        for endian in "<>":
            for order in "CF":
                count = numpy.arange(numpy.prod(shape, dtype=int)).astype(endian + letter).reshape(shape)
                arrays[f"{letter}_{'_'.join(map(str, shape))}_{'big' if endian == '>' else 'little'}_{order}"] = \
                    numpy.asarray(count, order=order)
numpy.savez(theirs / "numpy.npz", **arrays)
numpy.savez_compressed(theirs / "packed.npz", **arrays)
for name, array in arrays.items():
    numpy.save(theirs / f"{name}.npy", array)
for version in ((2, 0), (3, 0)):
    with open(theirs / f"version_{version[0]}.npy", "wb") as file:
        numpy.lib.format.write_array(file, numpy.arange(6.0).reshape(2, 3), version=version)
checked = int(subprocess.run([program, "check", theirs], check=True, capture_output=True, text=True).stdout)
check(checked == 3 * len(arrays) + 2, f"{checked} arrays of NumPy are read: every order of bytes and of memory, packed or not")
numpy.save(theirs / "objects.npy", numpy.array([{}], dtype=object), allow_pickle=True)
refused = subprocess.run([program, "check", theirs], check=False, capture_output=True, text=True)
check(refused.returncode == 1 and "an array of plain numbers" in refused.stderr, "an array of objects is refused")
report()
