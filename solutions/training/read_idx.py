"""read_idx: the file format of MNIST (LeCun, Cortes & Burges)."""

import math

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, raises


def read_idx(data):
    """Return the array that the contents of an IDX file hold; ``data`` is a ``bytes`` object.

    The format of MNIST. The file begins with four single bytes: 0, 0, the type of the elements and the number
    ``d`` of axes, 1 or more. Then come the lengths of the ``d`` axes, unsigned whole numbers of four bytes each.
    Then come the elements, to the end of the file, the last axis running fastest (row after row). All numbers of
    more than one byte are big-endian: the most significant byte comes first.

    | type | element | dtype |
    | --- | --- | --- |
    | 0x08 | unsigned byte | uint8 |
    | 0x09 | signed byte | int8 |
    | 0x0B | two bytes, signed | int16 |
    | 0x0C | four bytes, signed | int32 |
    | 0x0D | four bytes, floating point | float32 |
    | 0x0E | eight bytes, floating point | float64 |

    The result has the file's shape and that dtype, in the machine's own byte order. Raise ValueError if ``data`` is
    no such file: if it does not begin with two zeros and a type from the table, or is shorter or longer than its
    header says.

    >>> read_idx(bytes([0, 0, 0x08, 2, 0, 0, 0, 2, 0, 0, 0, 3, 10, 20, 30, 40, 50, 250]))
    array([[ 10,  20,  30],
           [ 40,  50, 250]], dtype=uint8)
    >>> print(read_idx(bytes([0, 0, 0x0B, 1, 0, 0, 0, 2, 1, 0, 0xFF, 0xFF])))
    [256  -1]
    """
    types = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
    if len(data) < 4 or data[:2] != b"\0\0" or data[2] not in types:
        raise ValueError("this is no IDX file")
    dtype, start = np.dtype(types[data[2]]), 4 + 4 * data[3]
    shape = [int.from_bytes(data[at:at + 4], "big") for at in range(4, start, 4)]
    if len(data) != start + math.prod(shape) * dtype.itemsize:
        raise ValueError("the file is not as long as its header says")
    return np.frombuffer(data[start:], dtype).reshape(shape).astype(dtype.newbyteorder("="))


def reference(data):
    """torch's dtypes, on bytes put into the order of this machine."""
    import sys

    import torch

    types = {0x08: torch.uint8, 0x09: torch.int8, 0x0B: torch.int16, 0x0C: torch.int32,
             0x0D: torch.float32, 0x0E: torch.float64}
    if data[:2] != bytes(2) or len(data) < 4 or data[2] not in types:
        raise ValueError("wrong magic number")
    dtype, body = types[data[2]], data[4 + 4 * data[3]:]
    sizes = data[4:4 + 4 * data[3]]
    shape = [int(sizes[at:at + 4].hex() or "0", 16) for at in range(0, len(sizes), 4)]
    if len(sizes) < 4 * data[3] or len(body) != torch.Size(shape).numel() * dtype.itemsize:
        raise ValueError("wrong length")
    elements = torch.tensor(list(body), dtype=torch.uint8).reshape(-1, dtype.itemsize)
    ordered = elements.flip(1) if sys.byteorder == "little" else elements
    return ordered.contiguous().view(dtype).reshape(shape)


def with_struct(data):
    """Another right solution: the header and the elements by struct."""
    import struct

    if len(data) < 4:
        raise ValueError("cut off")
    zeros, code, axes = struct.unpack_from(">HBB", data)
    if zeros or code not in (8, 9, 11, 12, 13, 14):
        raise ValueError("wrong magic number")
    letter = {8: "B", 9: "b", 11: "h", 12: "i", 13: "f", 14: "d"}[code]  # of struct and of NumPy
    try:
        shape = struct.unpack_from(f">{axes}I", data, 4)
        values = struct.unpack(f">{math.prod(shape)}{letter}", data[4 + 4 * axes:])
    except struct.error:
        raise ValueError("wrong length") from None
    return np.array(values, dtype=letter).reshape(shape)


CODES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}


def idx(array):
    """An array as an IDX file."""
    big = array.dtype.newbyteorder(">")
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, CODES[big.str[1:]], array.ndim]) + sizes + array.astype(big).tobytes()


def drawn(rng, kind, shape):
    """A random array of elements of this kind."""
    if kind[0] == "f":
        return rng.normal(scale=100, size=shape).astype(kind)
    limits = np.iinfo(kind)
    return rng.integers(limits.min, limits.max, size=shape, endpoint=True, dtype=kind)


def files(*contents):
    """Files of ``(kind, shape)``."""

    def cases(rng):
        for kind, shape in contents:
            yield Case(f"{np.dtype(kind)} {shape}", dict(data=idx(drawn(rng, kind, shape))))

    return cases


def damaged(rng):
    """Good files, and what a download or a wrong path makes of them."""
    good = idx(drawn(rng, "u1", (3, 4, 5)))
    words = idx(drawn(rng, "i2", (7,)))
    yield Case("a good file", dict(data=good))
    yield Case("another good one", dict(data=words))
    yield Case("nothing", dict(data=b""))
    yield Case("two bytes", dict(data=good[:2]))
    yield Case("three bytes", dict(data=good[:3]))
    yield Case("a header cut off", dict(data=good[:14]))
    yield Case("a header without its data", dict(data=good[:16]))
    yield Case("the last byte is missing", dict(data=good[:-1]))
    yield Case("half of an element is missing", dict(data=words[:-1]))
    yield Case("one byte too many", dict(data=good + bytes([int(rng.integers(256))])))
    yield Case("two bytes too many", dict(data=words + bytes(2)))
    yield Case("a gzip file", dict(data=b"\x1f\x8b" + good[2:]))
    yield Case("not 0 at the second place", dict(data=b"\0\1" + good[2:]))
    yield Case("an unknown type", dict(data=bytes([0, 0, 0x0A]) + good[3:]))


EXERCISE = Exercise(read_idx, reference, accepts=[with_struct], harmless=[
    Harmless("a file of four bytes has no lengths, and is refused later", ("< 4", "<= 4"), ("< 4", "< 5"))], checks={
    "images": agrees("reads MNIST's images and labels", points=3,
        on=files(("u1", (5, 28, 28)), ("u1", (40,)), ("u1", (3, 8, 6)), ("u1", (1, 4, 4))),
        hint=("How many bytes come before the first element?",
              "Four, and four more for each axis: 16 for images, 8 for labels."),
        catches=[Mistake("takes a header of 16 bytes, which labels do not have", "data[start:]", "data[16:]",
                         raises="ValueError"),
                 Mistake("begins to read too early: the header's last length is taken for elements",
                         "data[start:], dtype", "data[start - 4:-4], dtype"),
                 Mistake("takes pixels for signed bytes, so that bright ones turn negative", '">u1"', '">i1"'),
                 Mistake("returns one long row", ".reshape(shape)", ""),
                 Mistake("takes the first axis for the one that runs fastest",
                         ".reshape(shape)", '.reshape(shape, order="F")'),
                 Mistake("reads the lengths little-endian", '"big")', '"little")', raises="ValueError")]),
    "types": agrees("reads all types of element", points=3,
        on=files(("i1", (30,)), ("i2", (4, 5)), ("i4", (3, 3)), ("f4", (4, 2)), ("f8", (2, 3, 4))),
        hint=("In which order does your machine keep the bytes of a number, and in which does the file?",
              "NumPy's dtype '>i4' is a big-endian int32."),
        catches=[Mistake("reads the elements little-endian, as most machines keep them",
                         "dtype).reshape", 'dtype.newbyteorder("<")).reshape'),
                 Mistake("reads single bytes, whatever the type", "np.dtype(types[data[2]])",
                         "np.dtype(types[data[2]] and 'u1')"),
                 Mistake("takes two bytes for an unsigned number", '">i2"', '">u2"'),
                 Mistake("takes four bytes of floating point for a whole number", '">f4"', '">i4"'),
                 Mistake("takes the numbers of four bytes for unsigned ones", '">i4"', '">u4"')]),
    "axes": agrees("reads any number of axes, of any length", points=2,
        on=files(("u1", (300, 2)), ("u1", (2, 3, 4, 5)), ("i2", (1, 1, 1, 2, 3)), ("u1", (1, 70_000))),
        hint="A length above 255 takes more than one of its four bytes; above 65535, more than two.",
        catches=[Mistake("looks at the last byte of each length only", "data[at:at + 4]", "data[at + 3:at + 4]",
                         raises="ValueError"),
                 Mistake("looks at the last two bytes of each length only", "data[at:at + 4]", "data[at + 2:at + 4]",
                         raises="ValueError"),
                 Mistake("reads three axes at most", "range(4, start, 4)", "range(4, min(start, 16), 4)",
                         raises="ValueError")]),
    "refuses": raises("refuses what is no IDX file", on=damaged, points=2,
        hint="Before you read the elements: how long must the file be, if its header is right?",
        catches=[Mistake("accepts files with bytes left over at the end",
                         "if len(data) != start + math.prod(shape) * dtype.itemsize:",
                         "data = data[:start + math.prod(shape) * dtype.itemsize]\n"
                         "    if len(data) != start + math.prod(shape) * dtype.itemsize:"),
                 Mistake("fills files up that are cut off",
                         "if len(data) != start + math.prod(shape) * dtype.itemsize:",
                         "data = data.ljust(start + math.prod(shape) * dtype.itemsize, bytes(1))\n"
                         "    if len(data) != start + math.prod(shape) * dtype.itemsize:"),
                 Mistake("never looks at the first two bytes", 'data[:2] != b"\\0\\0"', "False"),
                 Mistake("looks at the first byte only", 'data[:2] != b"\\0\\0"', "data[0] != 0"),
                 Mistake("reads what it does not know as bytes", " or data[2] not in types:",
                         ":\n        raise ValueError\n    types = {**dict.fromkeys(range(256), 'u1'), **types}\n"
                         "    if False:"),
                 Mistake("lets a file that is too short for a type raise IndexError", "len(data) < 4 or ", "")]),
})
