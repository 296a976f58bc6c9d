"""Replies with reasons that are none, of every kind."""

from autograder.worker import run, wire

REASONS = [["value"], {"a": 1}, "passed", 1.5, b"raised", "", ("raised",), True]
run.answer = lambda *args, **options: wire.encode({"reason": REASONS.pop(0), "returned": 1.0})


def scale(x):
    return x
