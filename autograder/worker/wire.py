"""The wire codec: what may cross the wall between the grader and a worker, and how.

A frame is ``magic, header length, payload length`` (little-endian), a JSON header that describes a tree,
and the raw buffers of its arrays, in order.  Nothing here can run code: there is no pickle, the dtypes
are a closed list, and every length is checked before it is used.
"""

import json
import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

MAGIC = b"AGW1"
PREFIX = struct.Struct("<4sIQ")
MAX_HEADER = 8 << 20
MAX_DEPTH = 32
MAX_DIMENSIONS = 32
DTYPES = frozenset(  # numbers and truth values, little-endian
    ["|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"]
)

Value = Any
"""A tree of None, numbers, str, bytes, NumPy arrays, `Made`, tuples, lists and dicts with str keys."""


class WireError(ValueError):
    """The bytes are no frame of ours."""


class Unsendable(TypeError):
    """A value of a kind that may not cross; its argument names the kind."""


class TooLarge(ValueError):
    """A value of more bytes than the limit."""


@dataclass(frozen=True)
class Made:
    """A value that the submission itself makes, by calling one of its functions, and that stays there.

    It stands among the inputs of a call; ``made[0]`` is the first item of a returned tuple.
    """

    function: str
    args: tuple[Value, ...] = ()
    options: Mapping[str, Value] = field(default_factory=dict)
    item: int | None = None

    def __getitem__(self, item: int) -> "Made":
        return replace(self, item=item)


def encode(value: Value, limit: int = 1 << 30) -> bytes:
    """The frame of ``value``; raises `Unsendable` or, above ``limit`` bytes of arrays, `TooLarge`."""
    arrays: list[np.ndarray[Any, Any]] = []
    tree = _pack(value, arrays, 0)
    size = sum(array.nbytes for array in arrays)
    header = json.dumps(tree, separators=(",", ":")).encode("ascii")
    if size > limit or len(header) > MAX_HEADER:
        raise TooLarge(f"{size + len(header)} bytes")
    return b"".join([PREFIX.pack(MAGIC, len(header), size), header, *(a.tobytes() for a in arrays)])


def lengths(prefix: bytes, limit: int) -> tuple[int, int]:
    """Header and payload length that a frame announces; raises `WireError` when either is too long."""
    if len(prefix) != PREFIX.size:
        raise WireError("a frame is cut off")
    magic, header, payload = PREFIX.unpack(prefix)
    if magic != MAGIC or header > MAX_HEADER or payload > limit:
        raise WireError("not a frame, or one above the limit")
    return header, payload


def decode(header: bytes, payload: bytes) -> Value:
    """The value in a frame; raises `WireError` for anything that `encode` would not write."""
    try:
        tree = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise WireError("the header is not JSON") from error
    reader = _Reader(payload)
    value = _unpack(tree, reader, 0)
    if reader.offset != len(payload):
        raise WireError("bytes are left over")
    return value


def loads(frame: bytes) -> Value:
    """The value in one whole frame of our own; raises `WireError`."""
    header, payload = lengths(frame[: PREFIX.size], len(frame))
    if len(frame) != PREFIX.size + header + payload:
        raise WireError("a frame is cut off")
    return decode(frame[PREFIX.size : PREFIX.size + header], frame[PREFIX.size + header :])


def read(receive: Callable[[int], bytes], limit: int = 1 << 30) -> Value:
    """The next value of a stream; ``receive(n)`` returns up to ``n`` bytes, none at the end (`EOFError`)."""
    header, payload = lengths(_exactly(receive, PREFIX.size), limit)
    return decode(_exactly(receive, header), _exactly(receive, payload))


def _exactly(receive: Callable[[int], bytes], count: int) -> bytes:
    chunks = bytearray()
    while len(chunks) < count:
        chunk = receive(min(count - len(chunks), 1 << 20))
        if not chunk:
            raise EOFError
        chunks += chunk
    return bytes(chunks)


def _pack(value: Value, arrays: list[np.ndarray[Any, Any]], depth: int) -> Any:
    """The JSON tree of ``value``; its arrays are appended to ``arrays``.

    Subclasses are read by their base class's own methods, so that none of theirs is called.
    """
    if depth > MAX_DEPTH:
        raise Unsendable("structure nested too deeply")

    def pack(item: Value) -> Any:
        return _pack(item, arrays, depth + 1)

    if value is None or type(value) in (bool, float):
        return value
    if isinstance(value, np.ndarray):
        return _pack_array(value, arrays)
    if isinstance(value, (np.bool_, np.integer, np.floating)):
        return _pack(_number(value), arrays, depth)
    if isinstance(value, np.generic):
        return _pack_array(np.asarray(value), arrays)
    if isinstance(value, int):
        return _pack_integer(int.__index__(value))
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, str):
        return str.encode(value, "utf-8", "replace").decode()
    if isinstance(value, tuple):
        return {"tuple": [pack(item) for item in tuple.__iter__(value)]}
    if isinstance(value, list):
        return {"list": [pack(item) for item in list.__iter__(value)]}
    if isinstance(value, dict):
        if not all(type(key) is str for key in dict.__iter__(value)):
            raise Unsendable("dict whose keys are not all str")
        return {"dict": [[key, pack(item)] for key, item in dict.items(value)]}
    if type(value) is bytes:
        return _pack_array(np.frombuffer(value, np.uint8), arrays, kind="bytes")
    if type(value) is Made:
        return {"made": [value.function, pack(value.args), pack(dict(value.options)), value.item]}
    raise Unsendable(type(value).__name__)


def _number(value: np.bool_ | np.integer[Any] | np.floating[Any]) -> bool | int | float:
    """The Python number that a NumPy scalar stands for: unlike a 0-d array it cannot be changed in place."""
    if isinstance(value, np.bool_):
        return bool(value)
    return int(value) if isinstance(value, np.integer) else float(value)


def _pack_integer(value: int) -> int:
    if not -(1 << 63) <= value < 1 << 64:
        raise Unsendable("integer of more than 64 bits")
    return value


def _pack_array(array: np.ndarray[Any, Any], arrays: list[np.ndarray[Any, Any]], kind: str = "array") -> Any:
    array = np.ndarray.view(array, np.ndarray)  # a subclass's own methods stay out of it
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        array = array.astype(np.float64)
    dtype = array.dtype.newbyteorder("<")
    if dtype.str not in DTYPES:
        raise Unsendable(f"array of dtype {array.dtype.kind!r}")
    arrays.append(array.astype(dtype, copy=False) if array.dtype != dtype else array)
    return {kind: [dtype.str, list(array.shape)]}


class _Reader:
    """Hands out the payload's buffers in order, never more than there is."""

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.offset = 0

    def array(self, node: Any) -> np.ndarray[Any, Any]:
        if not (isinstance(node, list) and len(node) == 2 and isinstance(node[0], str) and node[0] in DTYPES):
            raise WireError("an array of an unknown dtype")
        dtype, shape = np.dtype(node[0]), node[1]
        if not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS:
            raise WireError("an array of an unknown shape")
        if not all(type(length) is int and 0 <= length <= 1 << 40 for length in shape):
            raise WireError("an array of an impossible shape")
        count = math.prod(shape)
        if count * dtype.itemsize > len(self.payload) - self.offset:
            raise WireError("an array larger than its frame")
        stored = np.dtype("|u1") if dtype.kind == "b" else dtype  # any byte but 0 and 1 is no bool
        buffer = self.payload[self.offset : self.offset + count * dtype.itemsize]
        self.offset += len(buffer)
        try:
            return np.frombuffer(bytearray(buffer), stored).astype(dtype).reshape(shape)
        except ValueError as error:  # no elements, but axes that overflow NumPy's own arithmetic
            raise WireError("an array of an impossible shape") from error


def _unpack(tree: Any, reader: _Reader, depth: int) -> Value:
    if depth > MAX_DEPTH + 1:
        raise WireError("nested too deeply")
    if tree is None or type(tree) in (bool, float):
        return tree
    if type(tree) is int and -(1 << 63) <= tree < 1 << 64:
        return tree
    if type(tree) is str:
        return _printable(tree)
    if type(tree) is dict and len(tree) == 1:
        [(kind, node)] = tree.items()
        return _unpack_node(kind, node, reader, depth + 1)
    raise WireError("an unknown kind of value")


def _printable(text: str) -> str:
    """``text`` without lone surrogates, which no file or terminal takes."""
    return text.encode("utf-8", "replace").decode()


def _unpack_node(kind: str, node: Any, reader: _Reader, depth: int) -> Value:
    if not isinstance(node, list):
        raise WireError("a node without its parts")
    if kind == "array":
        return reader.array(node)
    if kind == "bytes":
        return reader.array(node).tobytes()
    if kind == "tuple":
        return tuple(_unpack(item, reader, depth) for item in node)
    if kind == "list":
        return [_unpack(item, reader, depth) for item in node]
    if kind == "dict" and all(type(p) is list and len(p) == 2 and type(p[0]) is str for p in node):
        return {_printable(key): _unpack(item, reader, depth) for key, item in node}
    if kind == "made" and len(node) == 4:
        function, item = node[0], node[3]
        args, options = (_unpack(part, reader, depth) for part in node[1:3])
        if type(function) is str and type(args) is tuple and type(options) is dict:
            return Made(function, args, options, item if type(item) is int else None)
    raise WireError("an unknown kind of node")
