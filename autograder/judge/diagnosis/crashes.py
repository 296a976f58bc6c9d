"""What an exception says of the code that raised it: a sentence for each common kind.

The sentences are ours alone.  What a submission tells of its exception is matched, and never repeated here; a sentence
that it wins by false facts is false about its own code, and changes no verdict.  They complete "It looks as if the
code ...".
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from autograder.exercise.assigned import AssignedExercise
from autograder.judge.diagnosis.infinities import warning_sentence
from autograder.records import Crash, Outcome


class Rule(NamedTuple):
    """A sentence for exceptions of these types, whose message, and failing expression, hold these patterns."""

    kinds: str
    text: str
    says: str
    code: str = ""


ARRAYS = "shape|T|ndim|dtype|size|sum|mean|max|min|dot|astype|copy|reshape|item|flatten|ravel"
ARGUMENTS = r"positional argument|keyword argument|multiple values for argument"
SWITCHED = r"^(max|min|sorted)\("
NOTHING = "returns None, as a function without `return` does"
USES_NONE = "uses None as if it were a value; a function without `return` gives None"
MEETING_NONE = ("TypeError", "ValueError", "AttributeError")
RULES = (
    # Shapes that meet.
    Rule("ValueError", r"^non-broadcastable output operand", "changes an array in place by a larger one"),
    Rule("ValueError", r"^operands could not be broadcast", "combines arrays whose shapes do not broadcast"),
    Rule("ValueError", r"^could not broadcast input array", "writes an array into a place of another shape"),
    Rule("ValueError", r"mismatch in its core dimension|not aligned", "multiplies matrices whose inner lengths differ"),
    Rule("ValueError", r"does not have enough dimensions", "multiplies a single number by a matrix, as @ cannot"),
    Rule("ValueError", r"^cannot reshape array", "reshapes an array to a shape that has another number of elements"),
    Rule("ValueError", r"^all the input array", "joins arrays whose shapes do not fit"),
    Rule("ValueError", r"^axes don't match array", "transposes an array by more or fewer axes than it has"),
    Rule("ValueError", r"^zero-size array to reduction", "takes the maximum or minimum of an empty array"),
    Rule("ValueError", r"^setting an array element with a sequence", "puts a whole array where one number belongs"),
    Rule("ValueError", r"read-only", "writes into an array that it may not change: copy it first"),
    Rule("AxisError", r"", "names an axis that the array does not have"),
    Rule("LinAlgError", r"[Ss]ingular", "inverts a matrix that has no inverse"),
    Rule("LinAlgError", r"must be square", "inverts a matrix that is not square"),
    # Indices.
    Rule("IndexError", r"out of (bounds|range)", "uses an index outside the array or list"),
    Rule("IndexError", r"^too many indices", "uses more indices than the array has axes"),
    Rule("IndexError", r"^only integers|must be of integer", "uses an index that is not a whole number"),
    Rule("IndexError", r"^boolean index did not match", "selects by a mask of another shape"),
    Rule("IndexError", r"^invalid index to scalar", "indexes a single number as if it were an array"),
    Rule("IndexError", r"from an? empty", "takes an item out of an empty list"),
    Rule("TypeError", r"^(list|tuple) indices must be", "indexes a list or tuple as if it were an array"),
    Rule("TypeError", r"'(int|float|numpy\.\w+\d+)' object is not subscriptable", "indexes a single number"),
    Rule("KeyError", r"", "looks up a key that the dictionary does not have"),
    # One number, or many.
    Rule(
        "ValueError",
        r"^The truth value of an array",
        "calls Python's max or min, which compare single numbers",
        SWITCHED,
    ),
    Rule(
        "ValueError", r"^The truth value of an array", "asks whether a whole array is true, as only one number can be"
    ),
    Rule(
        "TypeError",
        r"^only .* arrays can be converted|must be real number, not numpy",
        "calls a function of math on a whole array, although it takes one number",
        r"^(math|cmath)\.",
    ),
    Rule(
        "TypeError",
        r"^only .* arrays can be converted|cannot be interpreted as an integer",
        "makes an array of a shape that is not made of whole numbers",
        r"\.(zeros|ones|empty|full)\(",
    ),
    Rule("TypeError", r"^only .* arrays can be converted", "turns a whole array into one number"),
    Rule("TypeError", r"'(int|float|numpy\.\w+\d+)' object is not iterable", "loops over, or unpacks, a single number"),
    Rule(
        "TypeError",
        r"^len\(\) of unsized|of type '(int|float|numpy\.\w+)' has no len",
        "asks for the length of a number",
    ),
    Rule(
        "AttributeError",
        r"^'(list|tuple)' object has no attribute '(" + ARRAYS + r")'",
        "uses a list or tuple as if it were an array",
    ),
    Rule(
        "AttributeError",
        r"^'(int|float)' object has no attribute '(" + ARRAYS + r")'",
        "uses a single number of Python as if it were an array",
    ),
    Rule(
        "TypeError",
        r"^can't multiply sequence|^unsupported operand .*'(list|tuple)'",
        "computes with a list or tuple as if it were an array",
    ),
    Rule("TypeError", r"^'(list|tuple)' object does not support item", "changes a tuple, which cannot be changed"),
    Rule(
        "TypeError",
        r"not supported between instances of '?(list|tuple)",
        "compares a list or tuple as if it were an array",
    ),
    Rule(
        "UFuncTypeError",
        r"^Cannot cast ufunc .*'(float|complex)\d+'\) to dtype\('u?int",
        "changes an array of integers in place by floating numbers",
    ),
    Rule(
        "UFuncTypeError",
        r"^Cannot cast ufunc .* to dtype\('bool'",
        "changes an array of truth values in place by numbers",
    ),
    # Names and calls.
    Rule("UnboundLocalError", r"", "uses a variable that has no value yet at that place"),
    Rule("NameError", r"", "uses a name that is not defined"),
    Rule("AttributeError", r"^module 'numpy", "calls a function that NumPy does not have"),
    Rule("ValueError", r"values to unpack", "unpacks more or fewer values than there are"),
    Rule(
        "TypeError",
        ARGUMENTS,
        "calls a function with other arguments than it takes",
    ),
    Rule(
        "TypeError",
        r"'numpy\.ndarray' object is not callable",
        "calls an array like a function: [ ] picks elements, * multiplies",
    ),
    Rule(
        "TypeError",
        r"'(int|float|numpy\.\w+\d+)' object is not callable",
        "calls a number like a function: * multiplies",
    ),
    Rule(
        "TypeError|AttributeError",
        r"'?NoneType'?",
        USES_NONE,
    ),
    # What Python's numbers cannot.
    Rule("ZeroDivisionError", r"", "divides by zero"),
    Rule("OverflowError", r"^math range error|^\(34,|too large", "computes a number that is too large for a float"),
    Rule(
        "ValueError",
        r"^math domain error|expected a (positive|nonnegative) input",
        "takes the logarithm of 0, or the logarithm or root of a negative number, by a function of math",
    ),
    Rule("AssertionError", r"", "assumes by `assert` what does not hold here"),
    Rule("RecursionError", r"", "calls itself without end, or too deeply"),
)
DUNDERS = {"+": "add", "-": "sub", "*": "mul", "/": "truediv", "** or pow()": "pow", "@": "matmul"}
UNARY = {"-": "neg", "+": "pos", "abs()": "abs"}
BINARY_TEXT = re.compile(r"^unsupported operand type\(s\) for (.{1,12}?)=?: '(\w{1,60})' and '(\w{1,60})'$")
UNARY_TEXT = re.compile(r"^bad operand type for (?:unary )?(.{1,6}): '(\w{1,60})'$")
NUMBER = re.compile(r"^'(?:int|float)' object has no attribute '(?!(" + ARRAYS + r")')\w{1,60}'$")


def crash_sentence(exercise: AssignedExercise, outcome: Outcome) -> str | None:
    """What an exception says of the code; None for kinds that say little."""
    return next(_sentences(exercise, outcome), None) if outcome.reason == "raised" else None


def _sentences(exercise: AssignedExercise, outcome: Outcome) -> Iterator[str]:
    crash = outcome.crash
    yield from _operators(exercise, crash)
    if outcome.what == "TypeError" and outcome.line is None and re.search(ARGUMENTS, crash.text):
        yield "has a method that takes other arguments" if exercise.is_class else "takes other arguments than the stub"
    if outcome.what == "NotImplementedError":
        yield f"calls {_named(exercise, crash)}, which is still a stub"
    if outcome.what in ("FloatingPointError", "RuntimeWarning") and (said := warning_sentence(crash.text)):
        yield said
    if crash.is_own:
        yield "refuses this input by a `raise` of its own"
        return
    if outcome.what in MEETING_NONE and any(operand.kind == "NoneType" for operand in crash.operands):
        yield USES_NONE
    for rule in RULES:
        if outcome.what in rule.kinds.split("|") and re.search(rule.text, crash.text) and _holds(rule.code, crash.code):
            yield rule.says


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
