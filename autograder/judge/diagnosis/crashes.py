"""What an exception says of the code that raised it.

The sentences are ours alone.  What a submission tells of its exception is matched, and never repeated here; a sentence
that it wins by false facts is false about its own code, and changes no verdict.  They complete "It looks as if the
code ...".
"""

import re
from collections.abc import Iterator

from autograder.exercise.assigned import AssignedExercise
from autograder.judge.diagnosis.crash_rules import ARGUMENTS, ARRAYS, MEETING_NONE, NOTHING, RULES, USES_NONE
from autograder.judge.diagnosis.infinities import warning_sentence
from autograder.records import Crash, Outcome

DUNDERS = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "** or pow()": "pow", "@": "matmul"}
UNARY = {"-": "neg", "+": "pos", "abs()": "abs"}
BINARY_TEXT = re.compile(r"^unsupported operand type\(s\) for (.{1,12}?)=?: '(\w{1,60})' and '(\w{1,60})'$")
UNARY_TEXT = re.compile(r"^bad operand type for (?:unary )?(.{1,6}): '(\w{1,60})'$")
MISSING = re.compile(r"^'(\w{1,60})' object has no attribute '")
NUMBER = re.compile(r"^'(?:int|float)' object has no attribute '(?!(" + ARRAYS + r")')\w{1,60}'$")


def crash_sentence(exercise: AssignedExercise, outcome: Outcome) -> str | None:
    """What an exception says of the code; None for kinds that say little."""
    return next(_sentences(exercise, outcome), None) if outcome.reason == "raised" else None


def _sentences(exercise: AssignedExercise, outcome: Outcome) -> Iterator[str]:
    crash = outcome.crash
    yield from _operators(exercise, crash)
    if outcome.what == "TypeError" and outcome.line is None and re.search(ARGUMENTS, crash.text):
        yield "has a method that takes other arguments" if exercise.is_class else "takes other arguments than the stub"
    if outcome.what == "AttributeError" and (missing := MISSING.match(crash.text)) and missing[1] == exercise.name:
        which = "is asked for" if outcome.line is None else "its own code uses"
        yield f"lacks an attribute or a method of a {exercise.name} that {which}"
    if outcome.what == "NotImplementedError":
        yield f"calls {_named(exercise, crash)}, which is still a stub"
    if outcome.what in ("FloatingPointError", "RuntimeWarning") and (said := warning_sentence(crash.text)):
        yield said
    if outcome.line is None:  # a case's own steps go on with what came back: nothing of the code has failed
        yield from _of_a_step(exercise, crash)
        return
    if crash.is_own:
        yield "refuses this input by a `raise` of its own"
        return
    if outcome.what in MEETING_NONE and any(operand.kind == "NoneType" for operand in crash.operands):
        yield USES_NONE
    for rule in RULES:
        if outcome.what in rule.kinds.split("|") and re.search(rule.text, crash.text) and _holds(rule.code, crash.code):
            yield rule.says


def _of_a_step(exercise: AssignedExercise, crash: Crash) -> Iterator[str]:
    """What a case's own step says of what came back to it."""
    if exercise.is_class and "'NoneType'" in crash.text:
        yield f"has a method that {NOTHING}"
    elif crash.text.startswith("'NoneType' object is not subscriptable"):
        yield NOTHING


def _named(exercise: AssignedExercise, crash: Crash) -> str:
    """The function that a submission says it was in, if it is another exercise of the assignment."""
    return crash.inside if crash.inside in exercise.others else "another function of the module"


def _holds(pattern: str, code: str) -> bool:
    return not pattern or re.search(pattern, code) is not None


def _operators(exercise: AssignedExercise, crash: Crash) -> Iterator[str]:
    """Operators that the class of the exercise lacks, and plain numbers that are taken for its objects."""
    own = exercise.name
    if not exercise.is_class:
        return
    if NUMBER.match(crash.text):
        yield f"takes a plain number for a {own}: wrap it first"
    unary, binary = UNARY_TEXT.match(crash.text), BINARY_TEXT.match(crash.text)
    if unary and unary[2] == own and unary[1] in UNARY:
        yield f"has no __{UNARY[unary[1]]}__, so that {unary[1]}a is not known for a {own}"
    if binary and binary[1] in DUNDERS:
        yield from _binary(own, DUNDERS[binary[1]], binary[2], binary[3])


def _binary(own: str, name: str, left: str, right: str) -> Iterator[str]:
    if left in ("int", "float") and right == own:
        yield f"has no __r{name}__, which a number on the left needs"
    elif left == own and right in ("int", "float"):
        yield f"has no __{name}__ that takes a plain number"
    elif left == right == own:
        yield f"has no __{name}__"
