"""The wire codec: what can be sent between the grader and a worker, and how.

A frame is ``magic, header length, payload length`` (little-endian), a JSON header that describes a tree,
and the raw buffers of its arrays, in order.  Nothing here can run code: there is no pickle, the dtypes
are a closed list, and every length is checked before anything is allocated.  The payload is read straight
into the arrays, so that a frame takes no more memory than its payload and what its header can become.
"""

import json
import math
import struct
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.worker.inputs import DESCRIBED, Array

MAGIC = b"AGW1"
PREFIX = struct.Struct("<4sIQ")
MAX_HEADER = 1 << 20  # bytes; the Python objects made of them may take 45 times as many (tests/test_wire.py)
MAX_BYTES = 4 << 20  # of one `bytes` value, which is a copy of what is read; a submission has 1 MiB at most
MAX_DEPTH, MAX_DIMENSIONS = 32, 64  # the latter is NumPy's own limit
CHUNK = 64 << 10  # bytes that are read at once
NAMES = "|b1 |i1 <i2 <i4 <i8 |u1 <u2 <u4 <u8 <f2 <f4 <f8 <c8 <c16"  # numbers and truth values, little-endian
DTYPES = {name: np.dtype(name) for name in NAMES.split()}

Value = Any
"""A tree of None, numbers, str, bytes, NumPy arrays, tuples, lists, dicts with str keys, and descriptions of inputs."""

LEAVES = ("array", "bytes")
KINDS = frozenset([*LEAVES, "tuple", "list", "dict", *DESCRIBED])
DESCRIPTIONS: dict[type, str] = {described: kind for kind, described in DESCRIBED.items()}
Leaf = Callable[[str], Value]  # the kind of the next leaf -> its value
WRITTEN = json.JSONEncoder(separators=(",", ":")).encode  # `json.dumps` would make an encoder for each frame


class WireError(ValueError):
    """The bytes are not a valid frame."""


class Unsendable(TypeError):
    """A value of a kind that may not cross; its argument names the kind."""


class TooLarge(ValueError):
    """A value of more bytes than the limit."""


def encode(value: Value, limit: int = 1 << 30) -> bytes:
    """The frame of ``value``; raises `Unsendable` or, above ``limit`` bytes of arrays or `MAX_HEADER`, `TooLarge`."""
    arrays: list[Array] = []
    header = WRITTEN(_pack(value, arrays, 0)).encode("ascii")
    size = sum(array.size * _stored(array).itemsize for array in arrays)
    if size > limit or len(header) > MAX_HEADER:
        raise TooLarge(f"{size + len(header)} bytes")
    laid_out = (np.asarray(array, _stored(array), order="C") for array in arrays)  # a broadcast one grows, but only now
    return b"".join([PREFIX.pack(MAGIC, len(header), size), header, *(array.data for array in laid_out)])


def lengths(prefix: bytes, limit: int) -> tuple[int, int]:
    """Header and payload length that a frame announces; raises `WireError` when either is too long."""
    if len(prefix) != PREFIX.size:
        raise WireError("a frame is cut off")
    magic, header, payload = PREFIX.unpack(prefix)
    if magic != MAGIC or header > MAX_HEADER or payload > limit:
        raise WireError("not a frame, or one above the limit")
    return header, payload


class Incoming:
    """A frame on its way in: the header is read and the arrays are there, but for their bytes.

    ``header`` is the whole header, ``payload`` the bytes that follow it.  Raises `WireError` for a header
    of other nodes than ours, or whose arrays do not take exactly ``payload`` bytes.
    """

    def __init__(self, header: bytes, payload: int) -> None:
        self._left, self._announced = payload, list[tuple[str, list[int]]]()
        try:
            self._tree = json.loads(header.decode("ascii"), object_pairs_hook=self._node)
            if self._left:
                raise WireError("arrays of more or fewer bytes than the frame has")
            self._arrays = deque(np.empty(shape, dtype) for dtype, shape in self._announced)  # touches no memory yet
        except (ValueError, RecursionError, MemoryError) as error:
            raise WireError(str(error)) from error

    def _node(self, pairs: list[tuple[str, Any]]) -> tuple[str, list[Any]]:
        """A JSON object as a tuple, which JSON itself never makes: a kind and its parts."""
        kind, parts = pairs[0] if len(pairs) == 1 else ("", None)
        if kind not in KINDS or type(parts) is not list:
            raise WireError("an unknown kind of node")
        if kind in LEAVES:
            self._announce(kind, parts)
        return kind, parts

    def _announce(self, kind: str, parts: list[Any]) -> None:
        dtype, shape = _described(parts)
        size = math.prod(shape) * DTYPES[dtype].itemsize
        if kind == "bytes" and (dtype != "|u1" or len(shape) != 1 or size > MAX_BYTES):
            raise WireError("bytes of an impossible shape")
        self._left -= size
        self._announced.append((dtype, shape))

    def hollow(self) -> None:
        """Keep the arrays' shapes and dtypes only, for a payload that is passed over: every element reads as 0."""
        self._arrays = deque(np.broadcast_to(np.zeros((), dtype), shape) for dtype, shape in self._announced)

    @property
    def buffers(self) -> Iterator[memoryview]:
        """The memory of each array that has any, in the order of the payload, to be filled by the caller."""
        for array in self._arrays:
            if array.size:
                yield array.reshape(-1).view(np.uint8).data

    def value(self) -> Value:
        """The value, to be taken once, when all `buffers` are filled: they are the memory of its arrays.

        Raises `WireError` for nodes that are put together as `encode` would not.
        """
        try:
            return _unpack(self._tree, self._arrived, 0)
        except MemoryError as error:
            raise WireError(str(error)) from error

    def _arrived(self, kind: str) -> Value:
        array = self._arrays.popleft()
        if not array.flags.writeable:
            return b"" if kind == "bytes" else array  # hollow
        if array.dtype.kind == "b":  # any byte but 0 and 1 is no bool
            raw = array.view(np.uint8)
            np.minimum(raw, 1, out=raw)
        return array.tobytes() if kind == "bytes" else array


def loads(frame: bytes) -> Value:
    """The value in one whole frame of our own; raises `WireError`."""
    header, payload = lengths(frame[: PREFIX.size], len(frame))
    start = PREFIX.size + header
    if len(frame) != start + payload:
        raise WireError("a frame is cut off")
    incoming, content = Incoming(frame[PREFIX.size : start], payload), memoryview(frame)
    for buffer in incoming.buffers:
        buffer[:], start = content[start : start + len(buffer)], start + len(buffer)
    return incoming.value()


def read(receive: Callable[[int], bytes], limit: int = 1 << 30) -> Value:
    """The next value of a stream; ``receive(n)`` returns up to ``n`` bytes, none at the end (`EOFError`)."""
    header, payload = lengths(_exactly(receive, PREFIX.size), limit)
    incoming = Incoming(_exactly(receive, header), payload)
    for buffer in incoming.buffers:
        _fill(buffer, receive)
    return incoming.value()


def _exactly(receive: Callable[[int], bytes], count: int) -> bytes:
    data = bytearray(count)
    _fill(memoryview(data), receive)
    return bytes(data)


def _fill(buffer: memoryview, receive: Callable[[int], bytes]) -> None:
    while buffer:
        chunk = receive(min(len(buffer), CHUNK))
        if not chunk:
            raise EOFError
        buffer[: len(chunk)] = chunk
        buffer = buffer[len(chunk) :]


def _pack(value: Value, arrays: list[Array], depth: int) -> Any:
    """The JSON tree of ``value``, whose arrays are appended; of a subclass no method of its own is called."""
    if depth > MAX_DEPTH:
        raise Unsendable("structure nested too deeply")
    kind = type(value)
    if value is None or kind is bool or kind is float:
        return value
    if kind is np.ndarray:  # most values are
        return _pack_array(value, arrays)
    if isinstance(value, str) and not isinstance(value, np.generic):
        return _printable(value)
    if isinstance(value, tuple):
        return {"tuple": [_pack(item, arrays, depth + 1) for item in tuple.__iter__(value)]}
    if isinstance(value, list):
        return {"list": [_pack(item, arrays, depth + 1) for item in list.__iter__(value)]}
    if isinstance(value, dict):
        items = zip(_keys(value), dict.values(value), strict=True)
        return {"dict": [[key, _pack(item, arrays, depth + 1)] for key, item in items]}
    if isinstance(value, (np.bool_, np.integer, np.floating)):
        return _pack(_number(value), arrays, depth)
    if isinstance(value, (np.ndarray, np.generic)):
        return _pack_array(np.asarray(value), arrays)  # a plain one, without a subclass's own methods
    if isinstance(value, int):
        return _pack_integer(int.__index__(value))
    if isinstance(value, float):
        return float.__float__(value)
    if kind is bytes:
        return _pack_array(np.frombuffer(value, np.uint8), arrays, kind="bytes")
    if kind in DESCRIPTIONS:
        return {DESCRIPTIONS[kind]: [_pack(part, arrays, depth + 1) for part in vars(value).values()]}
    raise Unsendable(kind.__name__)


def _number(value: np.bool_ | np.integer[Any] | np.floating[Any]) -> Value:
    """The Python number that a NumPy scalar stands for: unlike a 0-d array it cannot be changed in place."""
    return float(value) if isinstance(value, np.floating) else np.generic.item(value)  # a longdouble's is no float


def _pack_integer(value: int) -> int:
    if not -(1 << 63) <= value < 1 << 64:
        raise Unsendable("integer of more than 64 bits")
    return value


def _keys(value: dict[Any, Any]) -> list[str]:
    keys = [_printable(key) for key in dict.__iter__(value) if type(key) is str]
    if len(set(keys)) < dict.__len__(value):  # others than str, or some that differ in lone surrogates
        raise Unsendable("dict whose keys are not all str")
    return keys


def _printable(text: str) -> str:
    """``text`` without lone surrogates, which no file or terminal takes."""
    return text if type(text) is str and text.isascii() else str.encode(text, "utf-8", "replace").decode()


def _pack_array(array: Array, arrays: list[Array], kind: str = "array") -> Any:
    if (stored := _stored(array).str) not in DTYPES:
        raise Unsendable(f"array of dtype {array.dtype.kind!r}")
    if kind == "bytes" and array.size > MAX_BYTES:
        raise TooLarge(f"{array.size} bytes")
    arrays.append(array)
    return {kind: [stored, list(array.shape)]}


def _stored(array: Array) -> np.dtype[Any]:
    """The dtype in which an array crosses."""
    if array.dtype.str in DTYPES:  # as of most
        return np.dtype(array.dtype)
    wide = array.dtype.kind == "f" and array.dtype.itemsize > 8
    return np.dtype(np.float64 if wide else array.dtype).newbyteorder("<")


def _described(parts: list[Any]) -> tuple[str, list[int]]:
    if len(parts) != 2 or type(parts[0]) is not str or parts[0] not in DTYPES:
        raise WireError("an array of an unknown dtype")
    dtype, shape = parts
    if type(shape) is not list or len(shape) > MAX_DIMENSIONS:
        raise WireError("an array of an unknown shape")
    for length in shape:
        if type(length) is not int or not 0 <= length < 1 << 63:
            raise WireError("an array of an impossible shape")
    return dtype, shape


def _unpack(tree: Any, leaf: Leaf, depth: int) -> Value:
    if depth > MAX_DEPTH:
        raise WireError("nested too deeply")
    kind = type(tree)
    if kind is tuple:  # most are nodes
        return _unpack_node(tree, leaf, depth)
    if tree is None or kind is bool or kind is float:
        return tree
    if kind is int and -(1 << 63) <= tree < 1 << 64:
        return tree
    if kind is str:
        return _printable(tree)
    raise WireError("an unknown kind of value")


def _unpack_node(node: tuple[str, list[Any]], leaf: Leaf, depth: int) -> Value:
    kind, parts = node
    if kind in LEAVES:
        return leaf(kind)
    if kind == "dict":
        return _unpack_dict(parts, leaf, depth)
    items = [_unpack(part, leaf, depth + 1) for part in parts]
    if kind == "tuple":
        return tuple(items)
    return items if kind == "list" else _description(DESCRIBED[kind], items)


def _unpack_dict(parts: list[Any], leaf: Leaf, depth: int) -> dict[str, Value]:
    if not all(type(part) is list and len(part) == 2 and type(part[0]) is str for part in parts):
        raise WireError("a dict without keys and values")
    found = {_printable(key): _unpack(item, leaf, depth + 1) for key, item in parts}
    if len(found) < len(parts):
        raise WireError("the same key twice")
    return found


def _description(described: type[Any], parts: list[Value]) -> Value:
    if len(parts) != len(described.types):
        raise WireError("a description without its parts")
    for part, types in zip(parts, described.types, strict=True):
        if type(part) not in types:
            raise WireError("a description with other parts")
    return described(*parts)
