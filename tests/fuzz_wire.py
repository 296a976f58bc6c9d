"""Mutated frames, through the very path that the grader takes: ``python -m tests.fuzz_wire --frames 100000``.

Each frame is a value or `WireError` (or it is cut off, which the grader sees as the end of its worker); any
other exception is a failure, and so is a process that grows by more than `GROWTH`.
"""

import argparse
import copy
import io
import json
import math
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np

from autograder.engine.local import in_parallel, process_pool
from autograder.records import Limits, Outcome
from autograder.system.cores import cores
from autograder.worker import run, wire
from autograder.worker.inputs import Made

LIMIT = Limits().result
GROWTH = 96 << 20  # bytes, whatever the frames: what the largest header can become, and the fuzzer's own
REPORTED = 10
SMALL = 1 << 16  # bytes of a frame whose value is also written again
AMPLIFIED_EVERY = 5000

Place = tuple[Any, Any]  # a list or dict of the header, and an index or key of it

SOURCE = """
import numpy as np
def same(*values, **options): return values if len(values) != 1 else values[0]
def raises(*values): raise KeyError("\\u03c0")
def changes(x): x += 1; return {"x": x, "loss": [0.5, float("nan"), -0.0], "text": "a\\U0001f600"}
def unsendable(x): return {1: object()}
"""
AMPLIFIERS: dict[str, tuple[bytes, int]] = {  # what a header is filled with, and the payload that each one needs
    "lists": (b'{"list":[]}', 0),
    "tuples": (b'{"tuple":[0]}', 0),
    "dicts": (b'{"dict":[["",0]]}', 0),
    "arrays": (b'{"array":["|b1",[1]]}', 1),
    "arrays of nothing": (b'{"array":["|b1",[0]]}', 0),
    "bytes": (b'{"bytes":["|u1",[1]]}', 1),
    "made": (b'{"made":["f",{"tuple":[]},{"dict":[]},0]}', 0),
    "texts": (b'"\\u0100"', 0),
    "floats": (b"1e9", 0),
    "long integers": (b"9" * 4300, 0),
    "nested": (b'{"list":[' * 30 + b'{"list":[]}' + b"]}" * 30, 0),
    "bare lists": (b"[" * 900 + b"]" * 900, 0),
    "bare objects": (b'{"list":[{"":0}]}', 0),
}
ATOMS: list[Any] = [
    *(None, True, False, 0, 1, -1, 255, 1 << 31, 1 << 40, (1 << 63) - 1, 1 << 63, 1 << 64, -(1 << 63) - 1, 10**400),
    *(0.0, -0.0, 1.5, 1e308, math.inf, math.nan, "", "raised", "shape", "timeout", "\ud800", "a" * 5000, "\x00"),
    *([], {}, [0], ["|b1", [1]], ["<f8", []], ["|O", [1]], {"": 0}, {"list": []}, {"tuple": []}, {"dict": []}),
    *({"array": ["<f8", [2]]}, {"array": ["|b1", [3]]}, {"array": ["<f8", []]}, {"array": ["<c16", [0, 1 << 40]]}),
    *({"array": ["<i8", [-1]]}, {"array": ["<i8", [1 << 62, 1 << 62, 0]]}, {"bytes": ["|u1", [3]]}),
    *({"dict": [["a", 1], ["a", 2]]}, {"made": ["f", {"tuple": []}, {"dict": []}, None]}, {"list": [], "tuple": []}),
]


def seeds() -> list[bytes]:
    """Frames as an honest worker sends them: results of every dtype and kind, and reasons why there are none."""
    module, loaded = run.load(SOURCE.encode(), "fuzzed")
    arrays = [np.arange(6).reshape(2, 3).astype(dtype) for dtype in sorted(wire.DTYPES)]
    made = Made("same", (np.ones(2), "x"), {"y": 1}, 0)
    nested = {"a": (1, [2.5, None, (True, "t")]), "b": arrays[0], "c": b"bytes", "d": np.float32(1), "e": made}
    values = [[np.array(1.5), np.empty((0, 3))], arrays, [nested], [2**63, "\u03c0"], *([array] for array in arrays)]
    calls: list[tuple[str, Any]] = [*(("same", value) for value in values)]
    calls += [("raises", ()), ("changes", (np.ones(3),)), ("unsendable", (1,)), ("nothing", ()), ("same", (made,))]
    return [wire.encode(loaded), *(answered(module, function, *args) for function, args in calls)]


def answered(module: Any, function: str, *args: Any) -> bytes:
    """The frame of a worker's reply to one call."""
    request = {"function": function, "args": args, "options": {}, "keeps": (), "observes": True}
    return run.answer(module, request, LIMIT, lambda: "printed \u03c0\n")


def framed(header: bytes, payload: bytes) -> bytes:
    """A frame whose lengths are true."""
    return wire.PREFIX.pack(wire.MAGIC, len(header), len(payload)) + header + payload


def amplified(name: str) -> bytes:
    """The longest frame of one kind of thing, again and again."""
    unit, needs = AMPLIFIERS[name]
    count = (wire.MAX_HEADER - 12) // (len(unit) + 1)
    return framed(b'{"list":[' + b",".join([unit] * count) + b"]}", b"\1" * needs * count)


def parts(frame: bytes) -> tuple[bytes, bytes]:
    """Header and payload of an honest frame."""
    _, header, _ = wire.PREFIX.unpack(frame[: wire.PREFIX.size])
    return frame[wire.PREFIX.size : wire.PREFIX.size + header], frame[wire.PREFIX.size + header :]


def flipped(rng: Random, data: bytes, _: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]


def replaced(rng: Random, data: bytes, _: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + bytes([rng.choice(b'\x00\xff"{}[],:-0189aeEN\\ ')]) + data[at + 1 :]


def cut_off(rng: Random, data: bytes, _: bytes) -> bytes:
    return data[: rng.randrange(len(data))]


def inserted(rng: Random, data: bytes, _: bytes) -> bytes:
    at = rng.randrange(len(data))
    return data[:at] + rng.randbytes(rng.randint(1, 8)) + data[at:]


def doubled(rng: Random, data: bytes, _: bytes) -> bytes:
    start, end = sorted(rng.choices(range(len(data) + 1), k=2))
    return data[:end] + data[start:end] * rng.randint(1, 3) + data[end:]


def spliced(rng: Random, data: bytes, other: bytes) -> bytes:
    return data[: rng.randrange(len(data))] + other[rng.randrange(len(other)) :]


BYTES: list[Callable[[Random, bytes, bytes], bytes]] = [flipped, replaced, cut_off, inserted, doubled, spliced]


def changed_bytes(rng: Random, data: bytes, other: bytes) -> bytes:
    """One to four changes."""
    for _ in range(rng.randint(1, 4)):
        data = rng.choice(BYTES)(rng, data, other) or b"\0"
    return data


def places(tree: Any) -> Iterator[Place]:
    """Every item of every container."""
    todo = [tree]
    while todo:
        container = todo.pop()
        for key in container if isinstance(container, dict) else range(len(container)):
            yield container, key
            if isinstance(container[key], (dict, list)):
                todo.append(container[key])


def holds_value(place: Place) -> bool:
    """Whether another value is as good there: a node, or the second part of a dict's pair."""
    container, key = place
    pair = isinstance(container, list) and key == 1 and isinstance(container[0], str)
    return isinstance(container[key], dict) or (pair and container[0] not in wire.DTYPES)


def changed_tree(rng: Random, tree: list[Any], other: list[Any]) -> None:
    """Change one place of ``tree``, which is the only item of a list, maybe to a part of another one."""
    found, elsewhere = (list(places(each)) for each in (tree, other))
    if rng.random() < 0.7:
        found, elsewhere = (list(filter(holds_value, each)) or each for each in (found, elsewhere))
    (container, key), (away, there) = rng.choice(found), rng.choice(elsewhere)
    old = container[key]
    new = rng.choice([rng.choice(ATOMS), away[there], away[there], nested(rng, old), stepped(rng, old)])
    container[key] = copy.deepcopy(new)  # else a part of itself, in time
    if isinstance(container, list) and rng.random() < 0.1:
        container.insert(key, rng.choice([old, container[key]]))
    elif isinstance(container, dict) and rng.random() < 0.2:
        container[rng.choice([*sorted(wire.KINDS), "set"])] = container.pop(key)
    elif len(container) > 1 and rng.random() < 0.1:
        del container[key]


def nested(rng: Random, old: Any) -> Any:
    """``old`` within lists, more or fewer than are allowed."""
    for _ in range(rng.choice([1, 2, wire.MAX_DEPTH - 1, wire.MAX_DEPTH, wire.MAX_DEPTH + 1, 120])):
        old = {"list": [old]} if rng.random() < 0.99 else [old]
    return old


def stepped(rng: Random, old: Any) -> Any:
    """A number or dtype near ``old``."""
    if isinstance(old, str):
        return rng.choice([*sorted(wire.DTYPES), ">f8", "<f16", "|V8", "O", old.upper(), old + "\u0100"])
    return old + rng.choice([-1, 1, 2]) if isinstance(old, (int, float)) else old


def announced(tree: Any) -> int:
    """Bytes of all that looks like an array, as far as they are few."""
    size = 0
    for container, key in places([tree]):
        node = container[key]
        if isinstance(container, dict) and key in ("array", "bytes") and isinstance(node, list) and len(node) == 2:
            shape = node[1] if isinstance(node[1], list) else []
            known = isinstance(node[0], str) and node[0] in wire.DTYPES and all(type(n) is int for n in shape)
            size += math.prod(shape) * np.dtype(node[0]).itemsize if known else 0
    return min(max(size, 0), 1 << 12)


def changed_header(rng: Random, frame: bytes, other: bytes) -> bytes:
    """Another tree in the header, mostly with a payload of the length that it asks for."""
    (header, payload), strange = parts(frame), [json.loads(parts(other)[0])]
    tree = [json.loads(header)]
    for _ in range(rng.randint(1, 2)):
        changed_tree(rng, tree, strange)
    if rng.random() < 0.8:
        payload = rng.randbytes(announced(tree[0]))
    return framed(json.dumps(tree[0], separators=(",", ":")).encode("ascii"), payload)


def changed_text(rng: Random, frame: bytes, other: bytes) -> bytes:
    """Other text in the header, under true lengths."""
    header, payload = parts(frame)
    return framed(changed_bytes(rng, header, parts(other)[0]), payload)


def changed_lengths(rng: Random, frame: bytes, _: bytes) -> bytes:
    """Lengths that lie."""
    magic, header, payload = wire.PREFIX.unpack(frame[: wire.PREFIX.size])
    lies = [0, 1, header + payload, wire.MAX_HEADER, LIMIT, LIMIT + 1, (1 << 32) - 1]
    near = rng.choice([-1, 1, 8])
    header = rng.choice([max(0, header + near), *lies])
    payload = rng.choice([max(0, payload + near), payload, *lies, (1 << 63) - 1, (1 << 64) - 1])
    return wire.PREFIX.pack(magic, header, payload) + frame[wire.PREFIX.size :]


FRAMES = [changed_bytes, changed_header, changed_header, changed_header, changed_text, changed_lengths]


@dataclass
class Tally:
    """What became of the frames; ``failures`` are those that were neither accepted nor refused."""

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[tuple[bytes, str]] = field(default_factory=list)
    grown: int = 0
    seconds: float = 0.0


def fuzz(frames: int, seed: int, first: int = 0) -> Tally:
    """Mutate and read this many frames from number ``first`` on; memory is that of the whole process, in bytes."""
    rng, honest, tally = Random(seed + first), seeds(), Tally()  # noqa: S311  (nothing is secret here)
    before, started = peak(), time.perf_counter()
    for number in range(first, first + frames):
        if number % AMPLIFIED_EVERY == 0:
            frame = amplified(list(AMPLIFIERS)[number // AMPLIFIED_EVERY % len(AMPLIFIERS)])
        else:
            frame = rng.choice(FRAMES)(rng, rng.choice(honest), rng.choice(honest))
        tally.counts[fate(frame, tally.failures)] += 1
    tally.grown, tally.seconds = peak() - before, time.perf_counter() - started
    return tally


def fate(frame: bytes, failures: list[tuple[bytes, str]]) -> str:
    """``accepted``, ``refused``, ``cut off`` or, with an entry in ``failures``, ``failed``."""
    try:
        value = wire.read(io.BytesIO(frame).read, LIMIT)
        Outcome.of_reply(value)
        if len(frame) < SMALL:
            wire.encode(value)
        return "accepted"
    except wire.WireError:
        return "refused"
    except EOFError:
        return "cut off"
    except Exception:
        failures.append((frame, traceback.format_exc()))
        return "failed"


def peak() -> int:
    """The most memory that this process has had, in bytes; 0 where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def fuzz_in_parallel(frames: int, seed: int, jobs: int) -> Tally:
    """`fuzz` in so many processes, each with an equal share of the frames; memory is that of the largest."""
    share = math.ceil(frames / jobs)
    parts = [(min(share, frames - first), seed, first) for first in range(0, frames, share)]
    tally = Tally()
    for part in in_parallel(_fuzz_part, parts, jobs, process_pool):
        tally.counts += part.counts
        tally.failures += part.failures
        tally.grown, tally.seconds = max(tally.grown, part.grown), max(tally.seconds, part.seconds)
    return tally


def _fuzz_part(part: tuple[int, int, int]) -> Tally:
    return fuzz(*part)


def main() -> int:
    """Exit code 1 for a failure, or for too much memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    tally = fuzz_in_parallel(asked.frames, asked.seed, cores())
    for frame, trace in tally.failures[:REPORTED]:
        print(f"{frame[:SMALL].hex()}\n{trace}", file=sys.stderr)
    counts = ", ".join(f"{tally.counts[name]} {name}" for name in ("accepted", "refused", "cut off", "failed"))
    memory = f"memory grew by {tally.grown / 2**20:.0f} MiB of {GROWTH / 2**20:.0f} allowed"
    print(f"{asked.frames} frames (seed {asked.seed}): {counts}; {memory}; {tally.seconds:.0f} s")
    return 1 if tally.failures or tally.grown > GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
