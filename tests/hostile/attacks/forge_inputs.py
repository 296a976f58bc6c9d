"""Answers right, and replies with rubbish where its inputs are asked back."""

import numpy as np

from autograder.worker import run, wire

RUBBISH = ["rubbish", {"args": "x", "options": 3}, {"args": (None, None), "options": {}}, {"args": ()}, [], {"args": ({},)}]
honest = run.answer


def answer(module, request, *args, **options):
    if request["function"] != "scale":
        return honest(module, request, *args, **options)
    inputs = RUBBISH.pop() if request["observes"] else None
    return wire.encode({"returned": np.multiply(2, request["args"][0]), "inputs": inputs})


run.answer = answer


def scale(x):
    return x
