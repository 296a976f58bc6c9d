"""Verbs and inputs beyond plain arrays: a small course declares one exercise for each, and has to prove sound."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran, read_results, run_grade

EXERCISES = {
    "row_sums": '''
import numpy as np

from autograder.exercise import Case, Exercise, Laid, Mistake, agrees, keeps_inputs, vectorized


def row_sums(x):
    """Return the sum of each row of ``x`` (N, D), as (N,).

    >>> row_sums(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([3., 7.])
    """
    return x.sum(axis=1)


def reference(x):
    return x.sum(dim=1)


def looped(x):
    return np.array([row[0] + (row[1] + row[2]) for row in x])  # rounded otherwise than the reference


def in_place(x):
    x *= 1.0
    x[:, 0] += 1.0
    x[:, 0] -= x[:, 1]
    return x.sum(axis=1) - 1.0 + x[:, 1]


def batches(rng):
    for n in (2, 64):
        yield Case(f"N={n}", dict(x=rng.normal(size=(n, 3))), known={"batch": n})


def layouts(rng):
    for layout in ("fortran", "strided", "reversed", "read-only"):
        yield Case(layout, dict(x=Laid(rng.normal(size=(4, 3)), layout)))


EXERCISE = Exercise(row_sums, reference, checks={
    "values": agrees("sums rows, however they lie in memory", on=layouts, points=1, hint="Which axis?",
        catches=[Mistake("sums columns", "axis=1", "axis=0")]),
    "fast": vectorized(on=batches, points=1, hint="NumPy loops for you.",
        catches=[Mistake("loops over the rows", function=looped)]),
    "pure": keeps_inputs(on=batches, points=1, hint="Leave x alone.",
        catches=[Mistake("changes x", function=in_place)]),
})
''',
    "shuffled": '''
import numpy as np

from autograder.exercise import Case, Exercise, Generator, Mistake, agrees, reproducible


def shuffled(x, rng):
    """Return the rows of ``x`` in the order of ``rng.permutation(len(x))``, drawn once.

    >>> shuffled(np.arange(4.0), np.random.default_rng(0))
    array([2., 0., 1., 3.])
    """
    return x[rng.permutation(len(x))]


def reference(x, rng):
    import torch

    return x[torch.from_numpy(rng.permutation(len(x)))]


def drawn(rng):
    for n in (5, 9):
        yield Case(f"N={n}", dict(x=rng.normal(size=n), rng=Generator(int(rng.integers(1 << 32)))))


EXERCISE = Exercise(shuffled, reference, checks={
    "order": agrees("draws one permutation", on=drawn, points=1, hint="Draw once.",
        catches=[Mistake("draws twice", "rng.permutation(len(x))", "rng.permutation(rng.permutation(len(x)))")]),
    "chance": reproducible(on=drawn, points=1, hint="Use the generator that you are given.",
        catches=[Mistake("draws from the global generator", "rng.permutation", "np.random.permutation")]),
})
''',
    "slope": '''
import numpy as np

from autograder.exercise import Case, Exercise, Function, Mistake, agrees


def slope(f, x, h=1e-5):
    """Return ``(f(x + h) - f(x - h)) / (2 h)`` for a number ``x``.

    >>> print(round(slope(lambda x: x**2, 3.0), 6))
    6.0
    """
    return (f(x + h) - f(x - h)) / (2 * h)


def reference(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


def cubics(rng):
    for options in ({}, {"h": 1e-2}):
        x = np.array([rng.normal(), 1.0])[:1]
        yield Case(f"{options}", dict(f=Function("cubic", {"scale": rng.normal(size=1)}), x=x, **options))


EXERCISE = Exercise(slope, reference, checks={
    "values": agrees("is central", on=cubics, points=1, hint="To both sides.",
        catches=[Mistake("goes to one side only", "f(x - h)) / (2 * h)", "f(x)) / h"),
                 Mistake("forgets the 2", "(2 * h)", "h")]),
})
''',
    "root": '''
import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, raises


def root(x):
    """Return the square roots of ``x`` (N,); raise ValueError if any number is negative.

    >>> root(np.array([4.0, 9.0]))
    array([2., 3.])
    """
    if np.any(x < 0):
        raise ValueError("negative")
    return np.sqrt(x)


def reference(x):
    if (x < 0).any():
        raise ValueError("negative")
    return x.sqrt()


def good(rng):
    yield Case("positive", dict(x=rng.uniform(1, 2, size=3)))


def both(rng):
    yield from good(rng)
    yield Case("one is negative", dict(x=np.array([1.0, -1.0, rng.uniform(1, 2)])))


EXERCISE = Exercise(root, reference, checks={
    "values": agrees("takes roots", on=good, points=1, hint="Of each.",
        catches=[Mistake("halves", "np.sqrt(x)", "x / 2")]),
    "bad": raises("refuses negative numbers", on=both, points=1, hint="Look before you compute.",
        catches=[Mistake("accepts negative numbers", "x < 0", "x < -9"),
                 Mistake("raises another exception", "ValueError", "TypeError")]),
})
''',
    "Counter": '''
from autograder.exercise import Case, Exercise, Mistake, Script, agrees, keeps_inputs


class Counter:
    """A total that grows: ``Counter(start)``, ``c.add(x)`` for an array, ``c + n`` and ``n - c`` give new counters.

    ``c.total`` is the total, a float.

    >>> counter = Counter(1.0)
    >>> counter.add([2.0, 3.0])
    >>> counter.total
    6.0
    """

    def __init__(self, start=0.0):
        self.total = start

    def add(self, x):
        """Add every number of ``x``."""
        self.total += float(sum(x))

    def __add__(self, n):
        return Counter(self.total + n)

    def __rsub__(self, n):
        return self._like(n - self.total)

    def _like(self, total):
        return Counter(total)


class reference:
    def __init__(self, start=0.0):
        self.total = start

    def add(self, x):
        self.total = self.total + x.sum()

    def __add__(self, n):
        return reference(self.total + n)

    def __rsub__(self, n):
        return reference(n - self.total)


def sums(rng):
    for options in ({}, {"start": 2.5}):
        script = Script()
        counter = script.call("Counter", **options)
        for x in rng.normal(size=(3, 4)):
            counter.call("add", x)
        yield Case(f"{options}", script.returning(totals=[counter.read("total"), (10 - (counter + 2)).read("total")]))


EXERCISE = Exercise(Counter, reference, checks={
    "totals": agrees("adds up", on=sums, points=1, hint="Everything.",
        catches=[Mistake("forgets the start", "self.total = start", "self.total = 0.0"),
                 Mistake("takes n - c for c - n", "n - self.total", "self.total - n")]),
    "pure": keeps_inputs(on=sums, points=1, hint="Leave x alone.",
        catches=[Mistake("sorts x", "self.total += float(sum(x))", "x.sort(); self.total += float(sum(x))")]),
})
''',
    "store": '''
import numpy as np

from autograder.exercise import Case, Exercise, Mistake, NewFile, agrees


def store(file, x):
    """Write ``x`` to the binary ``file`` as an npz file with one array ``x``.

    >>> import io
    >>> file = io.BytesIO()
    >>> store(file, np.arange(3))
    >>> print(np.load(io.BytesIO(file.getvalue()))["x"])
    [0 1 2]
    """
    np.savez(file, x=x)


def reference(file, x):
    np.savez(file, x=x.numpy())


def arrays(rng):
    yield Case("numbers", dict(file=NewFile(), x=rng.normal(size=3)))


EXERCISE = Exercise(store, reference, checks={
    "npz": agrees("writes the array", on=arrays, points=1, hint="np.savez takes names.",
        catches=[Mistake("gives it no name", "x=x", "x"), Mistake("writes npy", "np.savez(file, x=x)", "np.save(file, x)")]),
})
''',
    "restore": '''
import io

import numpy as np

from autograder.exercise import Case, Exercise, File, Mistake, agrees


def restore(file):
    """Return the array ``x`` in the npz ``file``, which is open for reading.

    >>> file = io.BytesIO()
    >>> np.savez(file, x=np.arange(3))
    >>> print(restore(io.BytesIO(file.getvalue())))
    [0 1 2]
    """
    return np.load(file)["x"]


def reference(file):
    return np.load(file)["x"]


def files(rng):
    file = io.BytesIO()
    np.savez(file, x=rng.normal(size=4), y=np.ones(4))
    yield Case("two arrays", dict(file=File(file.getvalue())))


EXERCISE = Exercise(restore, reference, checks={
    "npz": agrees("reads the array", on=files, points=1, hint="By its name.",
        catches=[Mistake("reads another one", '["x"]', '["y"]')]),
})
''',
}
GRADER = "course: Verbs\nassignments:\n  - name: verbs\n"


@pytest.fixture(scope="module")
def proved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course, calibrated, proved and built."""
    root = tmp_path_factory.mktemp("verbs")
    (root / "solutions/verbs").mkdir(parents=True)
    (root / "grader.yaml").write_text(GRADER)
    for name, text in EXERCISES.items():
        (root / f"solutions/verbs/{name}.py").write_text(text)
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


def test_who_takes_the_trace_function_away_is_not_believed(check: Check) -> None:
    said = check("import sys\ndef row_sums(x):\n    sys.settrace(None)\n    return x.sum(axis=1)\n")["row_sums"]
    assert "leave sys.settrace alone" in said["fast"] and said["pure"] == "Passed."


def test_a_loop_pays_where_only_values_are_asked_and_speed_pays_only_with_values(check: Check) -> None:
    said = check("def row_sums(x):\n    return x.sum(axis=0)[:1].repeat(len(x))\n")["row_sums"]
    assert "once the values are right" in said["fast"]


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
    assert "returns an object of its own, which is no number" in said


@pytest.mark.parametrize(
    "body", ["file.write(b'x' * 1000)", "pass", "np.savez(file, x=np.array([{}]))", "file.truncate()"]
)
def test_a_file_that_is_no_npz_file_is_said_to_be_none(check: Check, body: str) -> None:
    said = check(f"def store(file, x):\n    {body}\n")["store"]["npz"]
    assert "another structure" in said


def test_a_file_may_be_closed_and_written_in_parts(check: Check) -> None:
    body = "    import io\n    whole = io.BytesIO()\n    np.savez(whole, x=x)\n    data = whole.getvalue()\n"
    body += "    file.write(data[:50])\n    file.write(data[50:])\n    file.close()\n"
    assert check("def store(file, x):\n" + body)["store"]["npz"] == "Passed."
