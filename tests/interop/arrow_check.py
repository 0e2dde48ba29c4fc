# SPDX-License-Identifier: MIT
"""Tables go from Lastro to pyarrow and from pyarrow to Lastro, where they are: arrow_check.py LIBRARY WEATHER.CSV DIRECTORY."""
import ctypes
import datetime
import decimal
import gc
import pathlib
import random
import sys

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from pyarrow.cffi import ffi

from checks import check, report

library = ctypes.CDLL(sys.argv[1])
weather = sys.argv[2]
directory = pathlib.Path(sys.argv[3])


class Pair:
    """An ArrowArray and an ArrowSchema."""

    def __init__(self, batch=None):
        self.array = ffi.new("struct ArrowArray*")
        self.schema = ffi.new("struct ArrowSchema*")
        self.pointers = [int(ffi.cast("uintptr_t", p)) for p in (self.array, self.schema)]
        if batch is not None:
            batch._export_to_c(*self.pointers)

    def arguments(self):
        return [ctypes.c_void_p(p) for p in self.pointers]

    def batch(self):
        return pa.RecordBatch._import_from_c(*self.pointers)


def call(function, *arguments):
    """What the library says, or None."""
    message = ctypes.create_string_buffer(1000)
    return message.value.decode() if getattr(library, function)(*arguments, message) else None


def read_csv(path, categories=0):
    pair = Pair()
    said = call("lastro_read_csv", str(path).encode(), categories, *pair.arguments())
    assert said is None, said
    return pair.batch()


def echo(batch):
    pair = Pair(batch)
    said = call("lastro_echo", *pair.arguments())
    return pair.batch() if said is None else said


def look(batch):
    pair = Pair(batch)
    digest, in_place = ctypes.create_string_buffer(100), ctypes.create_string_buffer(100)
    said = call("lastro_look", *pair.arguments(), digest, in_place)
    assert said is None, said
    assert not pair.array.release and not pair.schema.release
    return digest.value.decode(), in_place.value.decode()


def as_lastro(table):
    """The types that Lastro gives back."""
    fields = []
    for f in table.schema:
        t = f.type
        fields.append(pa.large_string() if pa.types.is_dictionary(t) or pa.types.is_string(t) or pa.types.is_null(t) else
                      pa.int64() if pa.types.is_integer(t) else
                      pa.float64() if pa.types.is_floating(t) else
                      pa.date32() if pa.types.is_date(t) else
                      pa.timestamp("us", "UTC") if pa.types.is_timestamp(t) else t)
    return [column.cast(t) for column, t in zip(table.columns, fields)]


def same(batch, other):
    return all(a.cast(pa.large_string()).equals(b) if pa.types.is_dictionary(a.type) else a.equals(b)
               for a, b in zip(batch.columns, as_lastro(other)))


before = pa.total_allocated_bytes()

# 1. Lastro to pyarrow.
theirs = pa.csv.read_csv(weather).combine_chunks().to_batches()[0]
ours = read_csv(weather)
ours.validate(full=True)
check(ours.schema.names == theirs.schema.names and same(ours, theirs), f"weather.csv: {ours.num_rows} rows as pyarrow reads them")
coded = read_csv(weather, 100)
coded.validate(full=True)
check(coded.column("weather").type == pa.dictionary(pa.int32(), pa.large_string()) and same(coded, theirs),
      "weather.csv with dictionaries")
counts = {c["values"]: c["counts"] for c in pc.value_counts(coded.column("weather")).to_pylist()}
check(counts == {c["values"]: c["counts"] for c in pc.value_counts(theirs.column("weather")).to_pylist()},
      "pyarrow counts the codes as it counts the texts")

(directory / "moments.csv").write_text("at,note\n2014-01-01T12:30:00.25Z,a\n1969-12-31T23:59:59.999999Z,\n,b\n2014-01-01T12:30:00+01:00,c\n")
moments = read_csv(directory / "moments.csv")
moments.validate(full=True)
utc = datetime.timezone.utc
check(moments.column("at").to_pylist() == [datetime.datetime(2014, 1, 1, 12, 30, 0, 250000, utc),
                                           datetime.datetime(1969, 12, 31, 23, 59, 59, 999999, utc), None,
                                           datetime.datetime(2014, 1, 1, 11, 30, 0, 0, utc)], "timestamps are Python's")
part = ours.column("wind")
del ours
check(pc.sum(part).as_py() == pc.sum(theirs.column("wind")).as_py(), "a column outlives its table")
del part

# 2. pyarrow to Lastro and back: every type, any part, missing rows.
random.seed(5)
TYPES = [pa.bool_(), pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64(),
         pa.float32(), pa.float64(), pa.date32(), pa.date64(), pa.timestamp("s"), pa.timestamp("ms", "UTC"),
         pa.timestamp("us"), pa.timestamp("us", "Europe/Berlin"), pa.timestamp("ns"), pa.string(), pa.large_string(),
         pa.null()] + [pa.dictionary(i, v) for i in (pa.int8(), pa.uint16(), pa.int32(), pa.uint64())
                       for v in (pa.string(), pa.large_string())]


def value(t):
    if random.random() < 0.2 or pa.types.is_null(t):
        return None
    if pa.types.is_boolean(t):
        return random.random() < 0.5
    if pa.types.is_integer(t):
        return random.randrange(0, 128)
    if pa.types.is_floating(t):
        return random.randrange(-1000, 1000) / 8
    if pa.types.is_date(t):
        return datetime.date(1970, 1, 1) + datetime.timedelta(days=random.randrange(-9999, 9999))
    if pa.types.is_timestamp(t):
        return datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=random.randrange(-10**9, 10**9))
    return random.choice(["", "a", "\u00e9", "Seattle", "\U0001F600"])


for rows in (0, 1, 7, 8, 9, 100):
    arrays = []
    for t in TYPES:
        values = [value(t) for _ in range(rows + 5)]
        arrays.append(pa.array(values, pa.string()).cast(t.value_type).dictionary_encode().cast(t)
                      if pa.types.is_dictionary(t) else pa.array(values, t))
    batch = pa.RecordBatch.from_arrays(arrays, [f"{i}: {t}" for i, t in enumerate(TYPES)])
    for first in range(6):
        piece = batch.slice(first, rows)
        back = echo(piece)
        assert not isinstance(back, str), back
        back.validate(full=True)
        assert back.schema.names == batch.schema.names
        assert same(back, piece), (rows, first)
    check(True, f"{len(TYPES)} types, {rows} rows from each of 6 offsets: equal")

# 3. Where pyarrow has them.
numbers = pa.RecordBatch.from_pydict({
    "x": pa.array([0.5, None, 2.0, 4.0]), "n": pa.array([1, 2, 3, None]), "d": pa.array([1, 2, 3, 4], pa.date32()),
    "t": pa.array([1, 2, 3, 4], pa.timestamp("us", "UTC")), "s": pa.array(["a", "b", None, "c"], pa.large_string()),
    "c": pa.array(["a", "b", "a", "a"], pa.large_string()).dictionary_encode(), "b": pa.array([True, False, None, True]),
    "u": pa.array(["a", "b", None, "c"], pa.string())})
check(look(numbers)[1] == "11111100", "numbers, days, moments, texts and codes are read in place, bits and short offsets copied")
for first in (0, 1):
    piece = numbers.slice(first)
    pair, total, address = Pair(piece), ctypes.c_double(), ctypes.c_uint64()
    assert call("lastro_sum", *pair.arguments(), b"x", ctypes.byref(total), ctypes.byref(address)) is None
    check(address.value == numbers.column("x").buffers()[1].address + 8 * first and
          total.value == pc.sum(piece.column("x")).as_py(), f"the sum is taken at pyarrow's address, from row {first}")
check(look(theirs)[0] == "62b097874fba41fa6eda85c10d50d235be2a4dcf2b861b9ed52178bb17ddc118",
      "weather.csv as pyarrow reads it has the fingerprint of docs/formats/table.md")
check(look(coded)[0] == look(theirs)[0], "and with dictionaries")

# 4. Streams.
stream = ffi.new("struct ArrowArrayStream*")
pointer = int(ffi.cast("uintptr_t", stream))
pieces = [numbers.slice(0, 1), numbers.slice(1, 0), numbers.slice(1)]
pa.RecordBatchReader.from_batches(numbers.schema, pieces)._export_to_c(pointer)
said = call("lastro_echo_stream", ctypes.c_void_p(pointer))
assert said is None, said
whole = pa.RecordBatchReader._import_from_c(pointer).read_all()
whole.validate(full=True)
check(whole.num_rows == 4 and same(whole.combine_chunks().to_batches()[0], numbers), "a stream of three batches, and one of two back")


def failing():
    yield numbers
    raise OSError("the line is down")


pa.RecordBatchReader.from_batches(numbers.schema, failing())._export_to_c(pointer)
said = call("lastro_echo_stream", ctypes.c_void_p(pointer))
check("the line is down" in said, said)
del whole, pieces

# 5. What no type of column holds is refused.
for what, array, words in [
        ("a list", pa.array([[1], [2]]), 'column "x": expected a column without columns in it'),
        ("a structure", pa.array([{"a": 1}]), 'column "x": expected a column without columns in it'),
        ("a decimal", pa.array([decimal.Decimal("1.25")], pa.decimal128(20, 2)), 'found "d:20,2"'),
        ("bytes", pa.array([b"a"]), 'found "z"'),
        ("a time of day", pa.array([1], pa.time64("us")), 'found "ttu"'),
        ("half floats", pa.array([None], pa.float16()), 'found "e"'),
        ("nanoseconds", pa.array([1], pa.timestamp("ns")), "expected whole microseconds, found 1 ns in row 0"),
        ("a large integer", pa.array([2**64 - 1], pa.uint64()), "expected an int64, found 18446744073709551615 in row 0"),
        ("a dictionary of numbers", pa.array([1, 1]).dictionary_encode(), "expected a dictionary of texts")]:
    said = echo(pa.RecordBatch.from_arrays([array], ["x"]))
    check(isinstance(said, str) and words in said, f"{what}: {said}")
said = echo(pa.RecordBatch.from_arrays([pa.array([1]), pa.array([2])], ["x", "x"]))
check(said == 'batch: expected column names that differ, found "x" again', said)

del theirs, coded, moments, batch, arrays, piece, back, numbers, pair, array, failing
gc.collect()
check(pa.total_allocated_bytes() == before, "everything was released")
report()
