"""Every attack, at every isolation level: nothing is gained by it, and nobody else loses by it.

An attack is a submission below attacks/ that answers right, or leaves a trace, if it succeeds.  All of a level are
graded in one run of `grade all`, with honest students among them; what has to come of it stands in expected.py.
"""

import sys
from typing import Any

import pytest

from autograder.sandbox import LEVELS
from tests.hostile.classroom import ATTACKS, HONEST, place
from tests.hostile.conftest import Graded
from tests.hostile.expected import FATES, POINTS, TRAPPED, Fate, reason_to_skip
from tests.hostile.folders import NAMES, TRAPS

ALL = sum(POINTS.values())
levels = pytest.mark.parametrize("level", LEVELS)
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the attacks, like the walls, are Linux's")


def test_every_attack_has_a_fate() -> None:
    assert set(FATES) == set(ATTACKS) and set(TRAPPED) == set(TRAPS)


def test_every_attack_says_what_it_tries() -> None:
    for name, source in ATTACKS.items():
        assert '"""' in "".join(source.splitlines()[:2]), name


def test_the_course_is_sound() -> None:
    with place() as here:
        assert here.grade("verify").code == 0


def judged(result: dict[str, Any], fate: Fate) -> None:
    """The result is what the fate says."""
    assert result["status"] == "graded"
    exercises = {exercise["name"]: exercise for exercise in result["exercises"]}
    attacked = exercises.pop(fate.attacked)
    reasons = {check["reason"] for check in attacked["checks"] if check["status"] != "passed"}
    assert attacked["points"] == fate.earns and reasons <= fate.reasons
    if fate.spares is not None:
        assert {name: found["points"] for name, found in exercises.items()} == {
            name: POINTS[name] if fate.spares else 0.0 for name in exercises
        }


@pytest.mark.parametrize("attack", FATES)
@levels
def test_an_attack_gains_nothing(level: str, attack: str, graded: Graded) -> None:
    not_stopped = reason_to_skip(level, attack)
    if not_stopped:
        pytest.skip(f"level process does not stop it: {not_stopped}")
    judged(graded(level).of(attack), FATES[attack])


@pytest.mark.parametrize("trap", TRAPS)
@levels
def test_a_trap_in_the_folder_catches_nobody(level: str, trap: str, graded: Graded) -> None:
    judged(graded(level).of(f"folder-{trap}"), TRAPPED[trap])


@levels
def test_strange_names_are_names(level: str, graded: Graded) -> None:
    assert {name: graded(level).of(name)["points"] for name in NAMES.values()} == dict.fromkeys(NAMES.values(), ALL)


@levels
def test_everybody_is_judged(level: str, graded: Graded) -> None:
    """`read_results` has compared the file with the schema."""
    found = graded(level)
    assert (found.code, {result["isolation"] for result in found.results}) == (0, {level})
    assert "Traceback" not in found.err and " 0 could not be judged" in found.err


@levels
def test_honest_students_get_the_same_results_byte_for_byte(level: str, graded: Graded) -> None:
    found = graded(level)
    among_attackers = [result for result in found.results if result["student"] in HONEST]
    assert among_attackers == found.undisturbed
    assert {r["student"]: r["points"] for r in found.undisturbed} == {
        "bea": ALL, "emil": ALL - 4, "ines": ALL, "otto": ALL - 1, "rosa": 0.0, "tess": ALL,
        "zoe": ALL,
    }  # fmt: skip


@levels
def test_nothing_is_changed_outside(level: str, graded: Graded) -> None:
    assert graded(level).changed == []


@levels
def test_nothing_is_left_running(level: str, graded: Graded) -> None:
    assert graded(level).left == []


@levels
def test_nobody_is_called_or_ended(level: str, graded: Graded) -> None:
    found = graded(level)
    assert (found.visited, found.decoy_lives) == ([], True)


@levels
def test_the_gradebook_is_sound_and_small(level: str, graded: Graded) -> None:
    found = graded(level)
    assert found.gradebook == "ok" and found.longest_text <= 8192


@levels
def test_messages_hold_nothing_of_the_submissions(level: str, graded: Graded) -> None:
    found = graded(level)
    assert found.results
    for result in found.results:
        for exercise in result["exercises"]:
            for check in exercise["checks"]:
                assert found.mark not in check["message"] + (check["mistake"] or ""), result["student"]
                assert all(character.isprintable() or character == "\n" for character in check["message"])


@levels
def test_nothing_in_a_terminal_is_more_than_text(level: str, graded: Graded) -> None:
    found = graded(level)
    assert found.mark in found.shown, "what was printed and raised is there, for the instructor"
    assert all("[red]markup[bold]" in text for text in (found.out, found.err)), "names are no markup"
    for text in (found.out, found.err, found.shown):
        assert {c for c in text if not c.isprintable()} <= {"\n"}
