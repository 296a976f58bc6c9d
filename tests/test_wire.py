"""What crosses the wall comes out as it went in, and what is no frame of ours is refused."""

from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.worker import wire
from autograder.worker.wire import Made

DTYPES = st.sampled_from(sorted(wire.DTYPES)).map(np.dtype)
ARRAYS = DTYPES.flatmap(lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, min_side=0, max_side=4)))
TEXTS = st.text(st.characters(codec="utf-8"), max_size=10)
LEAVES = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | TEXTS | ARRAYS | st.binary()
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(TEXTS, inner, max_size=4)
        | st.builds(
            Made, TEXTS, st.tuples(inner), st.dictionaries(TEXTS, inner, max_size=2), st.none() | st.integers(0, 9)
        )
    ),
    max_leaves=12,
)


def same(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return bool(a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc"))
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, Made):
        return same((a.function, a.args, dict(a.options), a.item), (b.function, b.args, dict(b.options), b.item))
    return bool(a == b or (a != a and b != b))


@given(VALUES)
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    assert same(wire.loads(wire.encode(value)), value)


@given(ARRAYS)
def test_an_array_comes_out_fresh_and_writable(array: np.ndarray[Any, Any]) -> None:
    copy = wire.loads(wire.encode(array))
    assert copy.flags.writeable and copy.flags.c_contiguous and not np.shares_memory(copy, array)


@pytest.mark.parametrize("scalar", [np.float64(2.5), np.float32(2.5), np.int8(2), np.uint64(2**63), np.bool_(True)])
def test_a_numpy_scalar_becomes_a_number_that_nobody_can_change_in_place(scalar: np.generic) -> None:
    number = wire.loads(wire.encode(scalar))
    assert type(number) in (bool, int, float) and number == scalar


@given(ARRAYS, st.sampled_from([np.matrix, np.ma.MaskedArray, np.recarray]))
def test_a_subclass_crosses_as_a_plain_array(array: np.ndarray[Any, Any], kind: type) -> None:
    if kind is np.matrix and array.ndim != 2:
        return
    assert type(wire.loads(wire.encode(array.view(kind)))) is np.ndarray


class Liar(np.ndarray):
    """An array that tells stories about itself."""

    def tobytes(self, order: Any = None) -> bytes:
        return b"forged"

    @property
    def nbytes(self) -> int:
        return 10**12


def test_a_subclass_is_read_by_its_base_class() -> None:
    liar = np.arange(3.0).view(Liar)
    assert wire.loads(wire.encode(liar)).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (object(), "object"),
        (np.array([None]), "array of dtype 'O'"),
        (np.array(["a"]), "array of dtype 'U'"),
        (np.array(["2020-01-01"], "M8[D]"), "array of dtype 'M'"),
        (np.zeros(2, [("a", "f8")]), "array of dtype 'V'"),
        ({1: 2}, "dict whose keys are not all str"),
        (2**70, "integer of more than 64 bits"),
        ({1, 2}, "set"),
        ((x for x in "ab"), "generator"),
    ],
)
def test_what_may_not_cross_is_named(value: Any, named: str) -> None:
    with pytest.raises(wire.Unsendable, match=named):
        wire.encode([value])


def test_a_structure_that_holds_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(wire.Unsendable, match="nested too deeply"):
        wire.encode(endless)


def test_a_large_array_is_refused_before_it_is_copied() -> None:
    with pytest.raises(wire.TooLarge):
        wire.encode(np.broadcast_to(1.0, (10**6, 10**6)), limit=1 << 20)


@settings(max_examples=500)
@given(VALUES, st.data())
def test_a_mutated_frame_is_a_value_or_refused(value: Any, data: st.DataObject) -> None:
    frame = bytearray(wire.encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(frame)))
    for broken in (bytes(frame), bytes(frame[:cut])):
        with suppress(wire.WireError):
            wire.loads(broken)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_refused(data: bytes) -> None:
    for header in (data, b'{"array":' + data + b"}"):
        with suppress(wire.WireError):
            wire.decode(header, data)


@pytest.mark.parametrize(
    "header",
    [
        b'{"array":["<f8",[-1]]}',
        b'{"array":["<f8",[1000000000000]]}',
        b'{"array":["<f8",[4611686018427387904,4]]}',
        b'{"array":["<f8",[0,1099511627776,1099511627776]]}',
        b'{"array":["|O",[1]]}',
        b'{"array":["<f8",[true]]}',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"list":' * 40 + b"[]" + b"}" * 40,
        b'{"dict":[["a"]]}',
        b"1" * 5000,
        b"1" * 30,
        b'{"made":["f",1,2,3]}',
        b"\xff\xfe",
    ],
    ids=lambda header: header[:30].decode("latin1"),
)
def test_forged_headers_are_refused(header: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(header, b"\0" * 8)


@pytest.mark.parametrize("field", [0, 1, 2], ids=["magic", "header length", "payload length"])
def test_a_prefix_is_believed_only_within_the_limits(field: int) -> None:
    parts: list[Any] = [wire.MAGIC, 10, 10]
    parts[field] = [b"EVIL", 1 << 31, 1 << 40][field]
    with pytest.raises(wire.WireError):
        wire.lengths(wire.PREFIX.pack(*parts), limit=1 << 20)


def test_truth_values_are_0_and_1_whatever_the_bytes() -> None:
    array = wire.decode(b'{"array":["|b1",[3]]}', b"\x00\x01\xfe")
    assert array.view(np.uint8).tolist() == [0, 1, 1]


def test_lone_surrogates_do_not_come_through() -> None:
    assert wire.decode(b'"\\ud800"', b"") == "?"
