"""What a save touches: the function that changed, and those that call it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.student.fingerprints import Code, fingerprints
from autograder.worker.cells import joined

MODULE = "import numpy as np\n\n\ndef f(x):\n    return g(x) + 1\n\n\ndef g(x):\n    return 2 * x\n\n\ndef h(x):\n    return C\n\n\nC = 3\n"
NAMES = ["f", "g", "h", "absent"]


def changed(old: str, new: str) -> set[str]:
    before, after = fingerprints(MODULE.encode(), NAMES), fingerprints(MODULE.replace(old, new).encode(), NAMES)
    return {name for name in NAMES if before[name] != after[name]}


def test_a_change_touches_the_function_and_what_calls_it() -> None:
    assert changed("g(x) + 1", "g(x) + 2") == {"f"}
    assert changed("2 * x", "3 * x") == {"f", "g"}
    assert changed("C = 3", "C = 4") == set(NAMES)
    assert changed("return C", "return C  # the same\n") == set()


HELPER = "def helper(x):\n    return 2 * x\n\n\n"
USES = "def f(x):\n    return helper(x)\n\n\ndef g(x):\n    return f(x)\n\n\ndef h(x):\n    return x\n"


@pytest.mark.parametrize(
    ("source", "touched"),
    [
        (HELPER + USES, {"f", "g"}),
        (HELPER + USES.replace("helper(x)", "globals()['helper'](x)"), {"f", "g"}),
        (HELPER + USES.replace("helper(x)", "twice(x)") + "twice = helper\n", set(NAMES)),
        ("@register\n" + HELPER + USES, set(NAMES)),
        (HELPER + "def helper(x):\n    return x\n" + USES, set(NAMES)),
        (HELPER.replace("def", "class").replace("(x)", "").replace("return", "a =") + USES, {"f", "g"}),
    ],
    ids=["by name", "by a text", "by other code", "decorated", "defined twice", "a class"],
)
def test_a_helper_touches_what_uses_it(source: str, touched: set[str]) -> None:
    before, after = (fingerprints(text.encode(), NAMES) for text in (source, source.replace("2 * x", "3 * x")))
    assert {name for name in NAMES if before[name] != after[name]} == touched


def test_a_forward_touches_the_backward_that_is_handed_its_cache() -> None:
    source = "def forward(x):\n    return half(x), x\n\n\ndef half(x):\n    return x / 2\n\n\n"
    source += "def backward(dout, cache):\n    return dout / 2\n"
    names, forwards = ["forward", "backward"], {"backward": "forward"}
    for old, new in (("x / 2", "x / 3"), ("half(x), x", "half(x), 2 * x")):
        before, after = (fingerprints(text.encode(), names, forwards) for text in (source, source.replace(old, new)))
        assert all(before[name] != after[name] for name in names)


def test_what_uses_nothing_else_that_changed_comes_first() -> None:
    code = Code.read((HELPER + USES).encode(), NAMES)
    assert code.first(("f", "g", "h")) == ("f", "h")
    assert code.first(("g", "h")) == ("g", "h")
    assert Code.read((HELPER + USES + "x = f(1)\n").encode(), NAMES).first(("f", "g", "h")) == ("f",)


@pytest.mark.parametrize("broken", ["def half(:\n", "x = '"])
def test_a_notebooks_broken_cell_is_other_code(broken: str) -> None:
    """It costs the other cells nothing when they run, either."""

    def of(*cells: str) -> dict[str, str]:
        return fingerprints(joined(enumerate(cells, start=1)), NAMES)

    first, second = of(MODULE, broken), of(MODULE.replace("2 * x", "3 * x"), broken)
    assert {name for name in NAMES if first[name] != second[name]} == {"f", "g"}
    assert of(MODULE, broken) != of(MODULE, broken + " ")


@given(st.text())
def test_whatever_is_saved_is_read_or_refused(text: str) -> None:
    source = text.encode("utf-8", "surrogatepass")
    try:
        assert fingerprints(source, NAMES).keys() == set(NAMES)
    except (SyntaxError, ValueError):
        assert source != MODULE.encode()
