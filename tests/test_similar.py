"""`grade similar`: code that is alike, and rare wrong numbers in common, of a class that was really graded."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.records import Result, Verdict
from autograder.similar.wrong_values import rare_in_common
from tests.conftest import answer, copy_course, read_yaml, run_grade, submit, write_yaml

RARE = ("(1 - beta1) * dw", "(1 - beta1) * 1.0137 * dw")
COMMON = ("m / (1 - beta1**t)", "m")
HOSTILE = "</pre><script>alert(1)</script> \u202e"


def notebook(source: str) -> bytes:
    cells = [{"cell_type": "code", "source": part, "metadata": {}, "outputs": []} for part in (source, "print(1)")]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()


def renamed(source: str) -> str:
    """The same code by other names, with comments and another layout."""
    return (
        source.replace("m_hat", "first")
        .replace("v_hat", "second")
        .replace("    return w", "    # done\n\n    return w")
    )


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """One has a rare mistake, two others the same code in another form; a common mistake; a group; hostile texts."""
    root = copy_course(tmp_path / "course")
    data = read_yaml(root / "grader.yaml")
    write_yaml(root / "grader.yaml", {**data, "variants": 2})
    right = answer(root, "optimizers")
    rare = right.replace(*RARE)
    class_ = root / "submissions"
    submit(class_, "ada", "optimizers", rare)
    submit(class_, "bob", "optimizers", renamed(rare))
    submit(class_, "kim", "optimizers", notebook(rare), "optimizers.ipynb")
    for name in ("cleo", "dan", "eve", "flo"):
        submit(class_, name, "optimizers", right.replace(*COMMON))
    for name in ("ian", "jo"):
        submit(class_, name, "optimizers", right.replace("dw**2", "1.25 * dw**2"))
    (class_ / "groups.csv").write_text("group,student\nteam,ian\nteam,jo\n")
    submit(class_, "<b>mal", "optimizers", f"# {HOSTILE}\n" + right)
    return root


def test_a_class_is_compared(course: Path, postgresql: str, tmp_path: Path) -> None:
    book = ("--gradebook", postgresql)
    assert run_grade("all", "--assignment", "optimizers", *book, cwd=course).code == 0
    pages = tmp_path / "pages"
    ran = run_grade("similar", "optimizers", "--html", pages, "--json", tmp_path / "found.json", *book, cwd=course)
    assert ran.code == 0 and "Alike is not copied" in ran.err, ran.err
    lines = [line.split("\t") for line in ran.out.splitlines()]
    assert {tuple(line[1:3]) for line in lines if line[5]} == {("ada", "bob"), ("ada", "kim"), ("bob", "kim")}
    assert all(line[0] == "optimizers" and line[5] == "adam_step" for line in lines[:3])
    assert all(int(line[3].removesuffix(" %")) > 80 for line in lines[:3]), lines
    assert not [line for line in lines if "ian" in line or "jo" in line] and [line for line in lines if "team" in line]
    document = json.loads((tmp_path / "found.json").read_text())
    [found] = document["assignments"]
    assert (document["schema"], found["works"]) == ("autograder/similar/1", 9)
    [shared] = found["pairs"][0]["rare_wrong_results"]
    assert (shared["holders"], shared["wrong"]) == (3, 8) and found["pairs"][0]["students"] == ["ada", "bob"]
    index = (pages / "index.html").read_text()
    assert "&lt;b&gt;mal" in index and pages.stat().st_mode & 0o077 == 0
    for text in (page.read_text() for page in pages.iterdir()):
        assert "<script" not in text and "<b>mal" not in text and "default-src 'none'" in text and "http://" not in text
    [odd] = [text for page in pages.glob("optimizers-*.html") if "alert(1)" in (text := page.read_text())][:1]
    assert "&lt;script&gt;" in odd and "\u202e" not in odd
    first = (pages / "optimizers-001.html").read_text()
    assert "1.0137" in first and "<mark>" in first and "It does not say why" in first
    others = run_grade("similar", "losses", *book, cwd=course)
    assert others.code == 0 and others.out == ""


def test_one_student_is_alike_to_nobody_and_a_class_of_nobody_is_said(tmp_path: Path) -> None:
    root = copy_course(tmp_path / "course")
    submit(root / "submissions", "ada", "optimizers", answer(root, "optimizers").replace(*RARE))
    assert "There is no gradebook" in run_grade("similar", cwd=root).err
    assert run_grade("all", "--assignment", "optimizers", cwd=root).code == 0
    ran = run_grade("similar", "--html", "pages", cwd=root)
    assert ran.code == 0 and ran.out == "" and "No two pieces of work" in (root / "pages/index.html").read_text()
    (root / "nobody").mkdir()
    assert run_grade("similar", "--submissions", "nobody", cwd=root).code == 2


def test_what_was_given_is_not_alike_and_short_texts_are_no_error() -> None:
    from autograder.similar.code import Texts

    given_ = "def g(x):\n    return np.sqrt(np.sum(x * x, axis=1, keepdims=True)) + np.maximum(x, 0)\n"
    own = "def f(x):\n    total = np.exp(x - np.max(x)) / np.sum(np.exp(x - np.max(x)))\n    return total\n"
    other = "def h(a, b):\n    for row in a:\n        b += row.sum() ** 3\n    return [b, len(a)]\n"
    texts = Texts({"a": given_ + own, "b": given_ + other, "c": own, "d": "", "e": "x"}, [given_])
    alike = {(one, other): texts.alike[i, j] for i, one in enumerate("abcde") for j, other in enumerate("abcde")}
    assert alike["a", "b"] < 0.2 and alike["a", "c"] > 0.6 and alike["d", "e"] == 0
    assert texts.same("d", "e") == ([], []) and texts.same("a", "c")[1]


@given(st.lists(st.text(max_size=60), max_size=4).map(dict.fromkeys))
def test_any_text_can_be_compared_and_shown(texts: dict[str, None]) -> None:
    from autograder.pages.alike import parts
    from autograder.similar.code import Texts, plain

    written = {name: plain(name.encode("utf-8", "surrogatepass")) for name in texts}
    found = Texts(written)
    assert np.all((found.alike >= 0) & (found.alike <= 1))
    for one, other in pairwise(found.names):
        for name, spans in zip((one, other), found.same(one, other), strict=True):
            shown = "".join(text for text, _ in parts(written[name], spans))
            assert len(shown) >= len(written[name])


def result(student: str, **digests: str) -> Result:
    verdicts = tuple(
        Verdict(name, "values", "", "failed", 0.0, 1.0, "public", "value", wrong_values=digest)
        for name, digest in digests.items()
    )
    return Result(student, "a", verdicts, 2.0, "graded", 0.0, 0.0, 0, "namespaces")


def test_only_rare_numbers_count_and_what_builds_on_a_shared_fault_is_no_new_evidence() -> None:
    few = [result(name, f="1 -", g="2 9") for name in ("a", "b")]
    others = [result(name, f="1 -", g=f"3{n} -") for n, name in enumerate("cde")]
    assert [[s.exercise for s in shared] for shared in rare_in_common(few, {}).values()] == [["f", "g"]]
    assert [s.exercise for s in rare_in_common(few, {"g": ["f"]})["a", "b"]] == ["f"]
    hidden = [result(name, f=f"- {draw}") for name, draw in (("a", 1), ("b", 1), ("c", 2), ("d", 2))]
    assert [*rare_in_common(hidden, {})] == [("a", "b"), ("c", "d")]
    named = [replace(one, verdicts=(replace(one.verdicts[0], mistake="forgets the mean"),)) for one in hidden]
    assert rare_in_common(named, {}) == {}, "another draw has other numbers, and the same mistake"
    [shared] = rare_in_common([*few, *others], {})["a", "b"]
    assert (shared.exercise, shared.holders, shared.wrong, shared.hidden) == ("g", 2, 5, True)
    assert rare_in_common(few, {}, {"a": "team", "b": "team"}) == {} and rare_in_common([], {}) == {}
