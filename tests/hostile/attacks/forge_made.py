"""Replies with what only the grader sends where a result belongs: descriptions of inputs that a worker makes."""

import itertools
import json

from autograder.worker import run, wire

NODES = itertools.cycle(
    [
        {"made": ["scale", {"tuple": [1, 2]}, {"dict": [["x", {"list": []}]]}, 3]},
        {"function": ["bowl", {"dict": []}]},
        {"generator": [-1]},
        {"laid": [{"array": ["|u1", [0]]}, "strided"]},
        {"laid": [{"generator": [1]}, "evil"]},
        {"made": ["scale", {"tuple": [{"made": ["scale", {"tuple": []}, {"dict": []}, None]}]}, {"dict": []}, None]},
    ]
)


def answer(*args, **options):
    node = next(NODES)
    inputs = {"dict": [["args", {"tuple": [node]}], ["options", {"dict": []}]]}
    header = json.dumps({"dict": [["returned", node], ["inputs", inputs]]}).encode()
    return wire.PREFIX.pack(wire.MAGIC, len(header), 0) + header


run.answer = answer


def scale(x):
    return x
