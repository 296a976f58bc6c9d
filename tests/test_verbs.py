"""Verbs and inputs beyond plain arrays: a small course declares one exercise for each, and has to prove sound."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran, read_results, run_grade, trusted

COURSE = Path(__file__).parent / "verbs"


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course, calibrated, proved and built."""
    root = trusted(shutil.copytree(COURSE, tmp_path_factory.mktemp("verbs") / "course"))
    ran = run_grade("verify", "--calibrate", cwd=root)
    assert ran.code == 0, ran.out + ran.err
    assert run_grade("build", cwd=root).code == 0
    return root


Check = Callable[[str], dict[str, dict[str, str]]]


@pytest.fixture
def check(proved: Path, tmp_path: Path) -> Check:
    """What `grade check` says of a module, by exercise and check."""

    def checked(source: str) -> dict[str, dict[str, str]]:
        (tmp_path / "verbs.py").write_text("import numpy as np\n" + source)
        ran = run_grade("check", tmp_path / "verbs.py", "--json", tmp_path / "r.json", cwd=proved)
        assert ran.code in (0, 1), ran.err
        [result] = read_results(tmp_path / "r.json")
        return {e["name"]: {c["name"]: c["message"] for c in e["checks"]} for e in result["exercises"]}

    return checked


def test_the_course_is_sound_and_no_case_is_too_many(proved: Path) -> None:
    ran: Ran = run_grade("verify", cwd=proved)
    assert ran.code == 0 and "7 exercises, 12 checks, 16 mistakes: all sound" in ran.out, ran.out


@pytest.mark.parametrize(
    "body",
    [
        "return np.array([sum(row) for row in x])",
        "out = []\n    for row in x: out.append(row.sum())\n    return np.array(out)",
        "return np.apply_along_axis(np.sum, 1, x)",
        "return np.vectorize(np.sum, signature='(n)->()')(x)",
        "return np.fromiter((row.sum() for row in x), float)",
    ],
    ids=["comprehension", "loop", "apply_along_axis", "np.vectorize", "generator"],
)
def test_every_kind_of_loop_is_seen(check: Check, body: str) -> None:
    said = check(f"def row_sums(x):\n    {body}\n")["row_sums"]
    assert said["values"] == "Passed." and "more lines of Python for a larger batch" in said["fast"]


@pytest.mark.parametrize("body", ["x @ np.ones(x.shape[1])", "np.einsum('nd->n', x)", "np.add.reduce(x.T)"])
def test_every_kind_of_vectorization_passes(check: Check, body: str) -> None:
    assert check(f"def row_sums(x):\n    return {body}\n")["row_sums"]["fast"] == "Passed."


PRINTS = [
    "print(x)",
    "print(x[0], x.T, sep='\\n')",
    "print(*x, sep='\\n')",
    "print('\\n'.join(map(str, x)))",
    "print(x.repeat(30).reshape(len(x), 3, 5, 6))",
    "print(np.tile(x, (1, 200)))",
    "repr(x), str(x), f'{x!r:>10}'",
    "'%s and %r' % (x, x)",
    "np.array2string(x, precision=2, threshold=10**6)",
    "print(np.round(x, 2))",
    "logging.warning('x = %s', x)",
    "logging.getLogger('mine').debug('x = %r', x)",
    "warnings.warn(str(x))",
    "pprint.pprint(x.tolist())",
    "assert np.isfinite(x).all(), f'not finite: {x}'",
    "np.testing.assert_allclose(x, x)",
    "[print(line) for line in ('a', x)]",
]


@pytest.mark.parametrize("statement", PRINTS)
def test_printing_is_not_looping(check: Check, statement: str) -> None:
    said = check(f"import logging, pprint, warnings\ndef row_sums(x):\n    {statement}\n    return x.sum(axis=1)\n")
    assert said["row_sums"]["fast"] == "Passed."


@pytest.mark.parametrize(
    "statement",
    [
        "np.array2string(x, threshold=10**6, formatter={'all': lambda value: total.append(value) or 'x'})",
        "'%s' % Row(x)",
        "print(*(row.sum() for row in x))",
        "for row in x: print(row)",
    ],
)
def test_what_computes_while_it_prints_is_a_loop(check: Check, statement: str) -> None:
    row = "class Row:\n    def __init__(self, x): self.x = x\n    def __str__(self): return str([sum(r) for r in self.x])\n"
    said = check(f"{row}total = []\ndef row_sums(x):\n    {statement}\n    return x.sum(axis=1)\n")["row_sums"]
    assert "more lines of Python for a larger batch" in said["fast"]


UNTRACED = {
    "takes it away": "sys.settrace(None)\n    out = loop(x)",
    "takes it away for a while": "kept = sys.gettrace()\n    sys.settrace(None)\n    out = loop(x)\n    sys.settrace(kept)",
    "hides the lines": "sys._getframe().f_trace_lines = False\n    out = np.array([row @ one for row in x])",
    "hides the lines by a text": "setattr(sys._getframe(), 'f_trace_' 'lines', False)\n    out = loop(x)",
    "hides the lines for a while": "f = sys._getframe()\n    f.f_trace_lines = False\n    out = loop(x)\n    f.f_trace_lines = True",
    "takes the frame's own away": "sys._getframe().f_trace = None\n    out = loop(x)",
    "sets the count back": "out = loop(x)\n    for c in getattr(sys.gettrace(), '__closure__', ()):\n"
    "        if type(c.cell_contents) is int: c.cell_contents = 9",
    "lets a thread work": "out = []\n    t = threading.Thread(target=lambda: out.extend(loop(x)))\n    t.start()\n"
    "    t.join()\n    out = np.array(out)",
    "has let a thread wait": "out = POOL.submit(loop, x).result()",
}


@pytest.mark.parametrize("body", UNTRACED.values(), ids=UNTRACED)
def test_who_ends_the_tracing_is_not_believed(check: Check, body: str) -> None:
    helpers = "import sys, threading\nfrom concurrent.futures import ThreadPoolExecutor\none = np.ones(3)\n"
    helpers += "def loop(x):\n    return np.array([row.sum() for row in x])\n"
    helpers += "POOL = ThreadPoolExecutor(1)\nPOOL.submit(int).result()\n" if "POOL" in body else ""
    said = check(f"{helpers}def row_sums(x):\n    {body}\n    return out\n")["row_sums"]
    assert "leave sys.settrace alone" in said["fast"] and said["pure"] == "Passed."


def test_a_loop_pays_where_only_values_are_asked_and_speed_pays_only_with_values(check: Check) -> None:
    said = check("def row_sums(x):\n    return x.sum(axis=0)[:1].repeat(len(x))\n")["row_sums"]
    assert "This point waits until the values are right" in said["fast"]


def test_an_input_that_may_not_be_written_says_so_to_who_writes_it(check: Check) -> None:
    said = check("def row_sums(x):\n    x += 0\n    return x.sum(axis=1)\n")["row_sums"]
    assert "raises ValueError" in said["values"]


@pytest.mark.parametrize("draw", ["np.random.permutation(len(x))", "np.random.default_rng().permutation(len(x))"])
def test_chance_of_ones_own_is_not_reproducible(check: Check, draw: str) -> None:
    said = check(f"def shuffled(x, rng):\n    return x[{draw}]\n")["shuffled"]
    assert said["order"] != "Passed." and said["chance"] != "Passed."


def test_an_error_is_asked_by_its_kind(check: Check) -> None:
    body = "    if (x < 0).any(): raise {}\n    return np.sqrt(x)\n"
    assert check("def root(x):\n" + body.format("UnicodeError"))["root"]["bad"] == "Passed."
    assert "raises another exception" in check("def root(x):\n" + body.format("KeyError"))["root"]["bad"]
    assert "accepts bad input" in check("def root(x):\n    return np.sqrt(np.abs(x))\n")["root"]["bad"]


COUNTER = """class Counter:
    def __init__(self, start=0.0):
        self.total = start
    def add(self, x):
        self.total += sum(x)
    def __add__(self, n):
        return Counter(self.total + n)
    def __rsub__(self, n):
        return Counter(n - self.total)
"""


def test_a_class_is_judged_by_what_its_objects_do(check: Check) -> None:
    assert set(check(COUNTER)["Counter"].values()) == {"Passed."}
    said = check(COUNTER.replace("n - self.total", "self.total - n"))["Counter"]
    assert "takes n - c for c - n" in said["totals"]


def test_what_a_class_lacks_is_named_by_the_line_that_needs_it(check: Check) -> None:
    assert "raises TypeError" in check(COUNTER.replace("__rsub__", "minus"))["Counter"]["totals"]
    assert "raises AttributeError" in check(COUNTER.replace("self.total", "self.sum"))["Counter"]["totals"]
    assert "finds no function Counter" in check("Counter = 3\n")["Counter"]["totals"]


def test_an_object_that_changes_the_arrays_it_is_given_is_seen(check: Check) -> None:
    said = check(COUNTER.replace("sum(x)", "sum(x); x[:] = 0"))["Counter"]
    assert said["totals"] == "Passed." and "changes an array that it is given" in said["pure"]


def test_an_object_is_no_result(check: Check) -> None:
    said = check(COUNTER.replace("n - self.total", "type('Odd', (), {})()"))["Counter"]["totals"]
    assert "returns an object of its own, which is not a number" in said


@pytest.mark.parametrize(
    "body", ["file.write(b'x' * 1000)", "pass", "np.savez(file, x=np.array([{}]))", "file.truncate()"]
)
def test_a_file_that_is_no_npz_file_is_said_to_be_none(check: Check, body: str) -> None:
    said = check(f"def store(file, x):\n    {body}\n")["store"]["npz"]
    assert "it leaves a file that cannot be read." in said and "raises" not in said


def test_a_file_may_be_closed_and_written_in_parts(check: Check) -> None:
    body = "    import io\n    whole = io.BytesIO()\n    np.savez(whole, x=x)\n    data = whole.getvalue()\n"
    body += "    file.write(data[:50])\n    file.write(data[50:])\n    file.close()\n"
    assert check("def store(file, x):\n" + body)["store"]["npz"] == "Passed."
