# SPDX-License-Identifier: MIT
"""Recomputes, from the format pages and with other people's BLAKE3, what digests.cpp wrote: digests.py DIRECTORY.

Shares no code with the library: docs/formats/table.md, canonical.md and outboard.md, the package `blake3`, hashlib, and
b3sum and sha256sum where they are installed.
"""
import hashlib
import json
import pathlib
import shutil
import struct
import subprocess
import sys

from blake3 import blake3

from checks import check, report

directory = pathlib.Path(sys.argv[1])


def integer(value):
    return b"i" + struct.pack("<q", value)


def text(value):
    return b"t" + struct.pack("<Q", len(value.encode())) + value.encode()


def real(value):
    return b"f" + (bytes.fromhex("000000000000f87f") if value != value else struct.pack("<d", value))


CELL = {"boolean": lambda v: b"b" + bytes([v]), "int64": integer, "float64": real, "date": integer, "string": text,
        "timestamp": integer}


def length(n):
    """Seven bits a byte, the lowest first; all bytes but the last have their highest bit set."""
    result = bytearray()
    while n >= 128:
        result.append(n % 128 + 128)
        n //= 128
    return bytes(result + bytearray([n]))


def column_bytes(kind, values):
    """docs/formats/table.md, canonical bytes of a column; None is a missing row."""
    if kind == "string":
        encoded = [(v or "").encode() for v in values]
        result = b"".join(length(len(e)) + e for e in encoded)
    else:
        width = {"boolean": 1, "int64": 8, "float64": 8, "date": 4, "timestamp": 8}[kind]
        result = b"".join(bytes(width) if v is None else CELL[kind](v)[1:1 + width] for v in values)
    if None in values:
        bits = bytearray((len(values) + 7) // 8)
        for i, v in enumerate(values):
            bits[i // 8] |= (v is not None) << (i % 8)
        result += bits
    return result


def table_digest(rows, columns):
    fed = text("lastro.table/1") + integer(rows) + integer(len(columns))
    for name in sorted(columns, key=str.encode):
        kind, values = columns[name]
        fed += text(name) + text(kind) + integer(values.count(None)) + b"d\0" + blake3(column_bytes(kind, values)).digest()
    return blake3(fed).hexdigest()


def rows_digest(rows, columns):
    names = sorted(columns, key=str.encode)
    fed = text("lastro.columns/1") + integer(len(columns)) + b"".join(text(n) + text(columns[n][0]) for n in names)
    total = 0
    for i in range(rows):
        row = b""
        for name in names:
            kind, values = columns[name]
            row += b"n" if values[i] is None else b"s" + CELL[kind](values[i])
        total += int.from_bytes(blake3(row).digest(), "little")
    total %= 2 ** 256
    return blake3(text("lastro.rows/1") + b"d\0" + blake3(fed).digest() + integer(rows) +
                  b"y" + struct.pack("<Q", 32) + total.to_bytes(32, "little")).hexdigest()


def hash_points(seed, rows, columns, key):
    """lastro/data/split_by_hash.hpp: where each row's key falls."""
    prefix = text("lastro.split/1") + integer(seed)
    return [int.from_bytes(blake3(prefix + b"".join(b"s" + CELL[columns[name][0]](columns[name][1][i])
                                                    for name in sorted(key, key=str.encode))).digest()[:8], "little")
            for i in range(rows)]


def array_digest(kind, shape, values):
    fed = text("lastro.array/1") + text(kind) + integer(len(shape)) + b"".join(integer(n) for n in shape)
    return blake3(fed + b"d\0" + blake3(column_bytes(kind, values)).digest()).hexdigest()


IV = [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19]
ORDER = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8]


def compress(value, block, counter, length, flags):
    """BLAKE3's compression, from the paper: 8 words."""
    v = value + IV[:4] + [counter & 0xFFFFFFFF, counter >> 32, length, flags]
    m = list(struct.unpack("<16I", block.ljust(64, b"\0")))
    for _ in range(7):
        for k, (a, b, c, d) in enumerate([(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
                                          (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]):
            for word, left, right in ((m[2 * k], 16, 12), (m[2 * k + 1], 8, 7)):
                v[a] = (v[a] + v[b] + word) & 0xFFFFFFFF
                x = v[d] ^ v[a]
                v[d] = (x >> left | x << (32 - left)) & 0xFFFFFFFF
                v[c] = (v[c] + v[d]) & 0xFFFFFFFF
                x = v[b] ^ v[c]
                v[b] = (x >> right | x << (32 - right)) & 0xFFFFFFFF
        m = [m[i] for i in ORDER]
    return [v[i] ^ v[i + 8] for i in range(8)]


def subtree(data, first):
    """The chaining value of chunks from `first` on, as no root."""
    if len(data) <= 1024:
        value = IV
        blocks = range(0, max(len(data), 1), 64)
        for at in blocks:
            flags = (1 if at == 0 else 0) | (2 if at == blocks[-1] else 0)
            value = compress(value, data[at:at + 64], first, len(data[at:at + 64]), flags)
        return struct.pack("<8I", *value)
    left = 1024
    while 2 * left < len(data):
        left *= 2
    return parent(subtree(data[:left], first), subtree(data[left:], first + left // 1024), 4)


def parent(left, right, flags):
    return struct.pack("<8I", *compress(IV, left + right, 0, 64, flags))


def outboard_bytes(data):
    """docs/formats/outboard.md, and the digest that its values lead to."""
    groups = [data[at:at + 65536] for at in range(0, len(data), 65536)] or [b""]
    if len(groups) == 1:
        values = [blake3(data).digest()]
    else:
        values = [subtree(group, 64 * i) for i, group in enumerate(groups)]
    level = values
    while len(level) > 1:
        flags = 4 | (8 if len(level) == 2 else 0)
        level = [parent(*level[i:i + 2], flags) if i + 1 < len(level) else level[i] for i in range(0, len(level), 2)]
    return struct.pack("<Q", len(data)) + b"".join(values), level[0]


record = json.loads((directory / "digests.json").read_text())

for size, found in record["bytes"].items():
    data = (directory / f"{size}.bin").read_bytes()
    expected = [blake3(data).hexdigest(), blake3(data, key=bytes(range(32))).hexdigest(),
                blake3(data, derive_key_context="lastro interop 2026").hexdigest(),
                blake3(data).digest(length=100, seek=1_000_000).hex(), hashlib.sha256(data).hexdigest(),
                hashlib.md5(data).hexdigest()]
    check(found == expected, f"{size} bytes: plain, keyed and derived BLAKE3, its output at 10^6, SHA-256, MD5")
    if len(data) < 100_000:  # a compression takes Python's time
        written, root = outboard_bytes(data)
        check(written == (directory / f"{size}.outboard").read_bytes(), f"{size} bytes: the outboard")
        check(root.hex() == found[0], f"{size} bytes: its values lead to the digest")
    for tool, at in (("b3sum", 0), ("sha256sum", 4), ("md5sum", 5)):
        if shutil.which(tool):
            printed = subprocess.run([tool, directory / f"{size}.bin"], capture_output=True, text=True, check=True)
            check(printed.stdout.split()[0] == found[at], f"{size} bytes: {tool} prints the same")

for name, (kind, values) in record["columns"].items():
    values = [float(v) if kind == "float64" and v is not None else v for v in values]  # "nan" is written as a text
    record["columns"][name] = (kind, values)
    written = (directory / f"{name}.column").read_bytes()
    check(written == column_bytes(kind, values), f"column {name}: the canonical bytes")
    check(record["column_digests"][name] == blake3(written).hexdigest(), f"column {name}: BLAKE3 of them is its digest")
rows = record["rows"]
check(record["table"] == table_digest(rows, record["columns"]), "the digest of the table")
check(record["row_multiset"] == rows_digest(rows, record["columns"]), "the digest of its rows without order")
check(record["hash_points"] == hash_points(42, rows, record["columns"], ["count", "alpha"]), "the side of a row by its key")
check(record["array"] == array_digest("float64", [2, 3], [1.0, 2.0, float("nan"), -0.0, 5.0, 6.5]),
      "the digest of a matrix")
report()
