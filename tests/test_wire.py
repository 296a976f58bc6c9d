"""What crosses the wall comes out as it went in, and what is no frame of ours is refused."""

import io
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.worker import wire
from autograder.worker.inputs import File, Handle, Made, Step, Steps
from tests import fuzz_wire

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
        | st.builds(File, st.binary())
        | st.builds(Step, TEXTS, st.tuples(inner), st.dictionaries(TEXTS, inner, max_size=2))
        | st.builds(
            Steps,
            st.tuples(inner),
            st.dictionaries(TEXTS, st.builds(Handle, st.integers(0, 9), st.none() | st.integers(0, 9)), max_size=2),
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
    if isinstance(a, (File, Made, Step, Steps)):
        return same(vars(a), vars(b))
    return bool(a == b or (a != a and b != b))


def decoded(header: bytes, payload: bytes) -> Any:
    return wire.loads(fuzz_wire.framed(header, payload))


@given(VALUES)
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    assert same(wire.loads(wire.encode(value)), value)


@given(ARRAYS)
def test_an_array_comes_out_fresh_and_writable(array: np.ndarray[Any, Any]) -> None:
    copy = wire.loads(wire.encode(array))
    assert copy.flags.writeable and copy.flags.c_contiguous and copy.flags.aligned and copy.flags.owndata
    assert not np.shares_memory(copy, array)


STRANGE = {
    "transposed": np.arange(12.0).reshape(3, 4).T,
    "broadcast": np.broadcast_to(np.float32(2), (3, 3)),
    "big-endian": np.arange(3, dtype=">i4"),
    "longdouble": np.array(1.5, np.longdouble),
    "nothing": np.empty((0, 1 << 41)),
    "64 dimensions": np.ones((2,) * 6 + (1,) * 58),
}


@pytest.mark.parametrize("array", STRANGE.values(), ids=STRANGE)
def test_an_array_of_any_layout_comes_out_with_its_numbers(array: np.ndarray[Any, Any]) -> None:
    copy = wire.loads(wire.encode(array))
    assert copy.shape == array.shape and np.array_equal(copy, array, equal_nan=True) and copy.flags.owndata


@pytest.mark.parametrize("scalar", [np.float64(2.5), np.float32(2.5), np.int8(2), np.uint64(2**63), np.bool_(True)])
def test_a_numpy_scalar_becomes_a_number_that_nobody_can_change_in_place(scalar: np.generic) -> None:
    number = wire.loads(wire.encode(scalar))
    assert type(number) in (bool, int, float) and number == scalar


@given(ARRAYS, st.sampled_from([np.matrix, np.ma.MaskedArray, np.recarray]))
def test_a_subclass_crosses_as_a_plain_array(array: np.ndarray[Any, Any], kind: type) -> None:
    assume(kind is not np.matrix or array.ndim == 2)
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
        (dict.fromkeys(["\ud800", "\ud801"]), "dict whose keys are not all str"),
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


@pytest.mark.parametrize("inner", [[], (), {}, 1])
def test_what_is_nested_as_deeply_as_is_sent_is_also_received(inner: Any) -> None:
    value = inner
    for _ in range(wire.MAX_DEPTH):
        value = [value]
    assert same(wire.loads(wire.encode(value)), value)
    with pytest.raises(wire.Unsendable, match="nested too deeply"):
        wire.encode([value])
    with pytest.raises(wire.WireError, match="nested too deeply"):
        decoded(b'{"list":[' + fuzz_wire.parts(wire.encode(value))[0] + b"]}", b"")


@pytest.mark.parametrize("dtype", ["<f8", ">f8", np.longdouble], ids=str)
def test_a_large_array_is_refused_before_it_is_copied(dtype: Any) -> None:
    with pytest.raises(wire.TooLarge):
        wire.encode(np.broadcast_to(np.array(1, dtype), (10**6, 10**6)), limit=1 << 20)


def test_more_than_a_frame_holds_is_too_large() -> None:
    for value in ("x" * wire.MAX_HEADER, bytes(wire.MAX_BYTES + 1)):
        with pytest.raises(wire.TooLarge):
            wire.encode(value)
    with pytest.raises(wire.WireError, match="bytes of an impossible shape"):
        decoded(b'{"bytes":["|u1",[%d]]}' % (wire.MAX_BYTES + 1), bytes(wire.MAX_BYTES + 1))


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
            decoded(header, data)


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
        b'{"made":["f",{"tuple":[]},{"dict":[]},true]}',
        b'{"dict":[["a",1],["a",2]]}',
        b'{"dict":[["\\ud800",1],["\\ud801",2]]}',
        b'{"list":[],"list":[]}',
        b'{"set":[]}',
        b"[]",
        b'{"bytes":["<f8",[1]]}',
        b'{"bytes":["|u1",[2,4]]}',
        b'{"array":["<f8",[1],0]}',
        b'{"array":["<f8",[' + b",".join([b"1"] * 65) + b"]]}",
        b'{"array":["<f4",[1]]}',
        b'{"list":[{"array":["<f8",[1]]},{"array":["|b1",[1]]}]}',
        '{"list":["\u03c0",{"array":["<f8",[1]]}]}'.encode(),
        '{"list":[0,{"array":["<f8",[1]]}]}'.encode("utf-16"),
        b"\xff\xfe",
    ],
    ids=lambda header: header[:30].decode("latin1"),
)
def test_forged_headers_are_refused(header: bytes) -> None:
    for payload in (b"", b"\0" * 8):
        with pytest.raises(wire.WireError):
            decoded(header, payload)


@pytest.mark.parametrize("field", [0, 1, 2], ids=["magic", "header length", "payload length"])
def test_a_prefix_is_believed_only_within_the_limits(field: int) -> None:
    parts: list[Any] = [wire.MAGIC, 10, 10]
    parts[field] = [b"EVIL", 1 << 31, 1 << 40][field]
    with pytest.raises(wire.WireError):
        wire.lengths(wire.PREFIX.pack(*parts), limit=1 << 20)


@pytest.mark.parametrize(("more", "cut"), [(b"\0", 0), (b"", 1)], ids=["left over", "cut off"])
def test_a_frame_has_exactly_the_length_that_it_announces(more: bytes, cut: int) -> None:
    frame = wire.encode(np.ones(3)) + more
    with pytest.raises(wire.WireError):
        wire.loads(frame[: len(frame) - cut])


def test_a_stream_is_read_frame_by_frame_to_its_end() -> None:
    stream = io.BytesIO(b"".join(wire.encode(value) for value in ([1], np.ones(3), "last"))[:-1])
    assert wire.read(stream.read) == [1] and wire.read(lambda count: stream.read(min(count, 5))).tolist() == [1, 1, 1]
    with pytest.raises(EOFError):
        wire.read(stream.read)


def test_a_frame_on_its_way_in_is_filled_in_place() -> None:
    value = [np.arange(3.0), np.empty((0, 4)), np.array(True), b"abc", np.full((2, 2), 1j), b""]
    header, payload = fuzz_wire.parts(wire.encode(value))
    incoming = wire.Incoming(header, len(payload))
    assert [len(buffer) for buffer in incoming.buffers] == [24, 1, 3, 64]
    for buffer in incoming.buffers:
        buffer[:], payload = payload[: len(buffer)], payload[len(buffer) :]
    assert not payload and same(incoming.value(), value)


def test_truth_values_are_0_and_1_whatever_the_bytes() -> None:
    array = decoded(b'{"array":["|b1",[3]]}', b"\x00\x01\xfe")
    assert array.view(np.uint8).tolist() == [0, 1, 1]


def test_lone_surrogates_do_not_come_through() -> None:
    assert decoded(b'"\\ud800"', b"") == "?"


def peak(action: Callable[..., Any], *args: Any) -> int:
    """The most bytes in use at once while ``action`` runs."""
    tracemalloc.start()
    with suppress(wire.WireError):
        action(*args)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


@pytest.mark.parametrize("name", ["bare lists", "nested", "dicts", "arrays", "texts"])  # the others need less
def test_no_header_becomes_more_than_its_bound(name: str) -> None:
    assert peak(wire.loads, fuzz_wire.amplified(name)) < 64 << 20


@pytest.mark.parametrize("length", [fuzz_wire.LIMIT, 1 << 62, 1 << 70])
def test_nothing_is_allocated_for_an_array_that_is_not_there(length: int) -> None:
    header = b'{"list":[{"array":["|u1",[%d]]},{"array":["|u1",[1]]}]}' % length
    assert peak(wire.Incoming, header, fuzz_wire.LIMIT) < 1 << 20


@pytest.mark.parametrize("dtype", ["|b1", "<f8"])
def test_a_payload_is_in_memory_once(dtype: str) -> None:
    frame = wire.encode([np.ones(4 << 20, "|u1").view(dtype) for _ in range(2)])
    assert peak(wire.read, io.BytesIO(frame).read) < len(frame) + (1 << 20)


def test_a_result_is_copied_once_to_be_sent() -> None:
    assert peak(wire.encode, [np.ones(1 << 20)] * 2) < (16 << 20) + (1 << 20)


def test_mutated_replies_are_outcomes_or_refused() -> None:
    tally = fuzz_wire.fuzz(frames=5000, seed=8)
    assert not tally.failures, f"{tally.failures[0][0].hex()}\n{tally.failures[0][1]}"
    assert tally.grown <= fuzz_wire.GROWTH and min(tally.counts["accepted"], tally.counts["refused"]) > 1000
