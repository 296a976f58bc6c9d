"""Scores and totals follow from evidence, people's decisions, the course and the time: rules that hold always."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograder.course.config import AssignmentPlan, Course, CourseFile, load_course
from autograder.course.rules import AssignmentGroup, Extension, LatePolicy, extended
from autograder.errors import CourseError
from autograder.gradebook.lateness import Lateness, latenesses
from autograder.gradebook.policy import evaluate
from autograder.gradebook.totals import Total, total
from autograder.records import Decision, Result, Verdict

DUE = datetime(2026, 10, 5, 23, 59, tzinfo=UTC)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = ("a", "b", "c", "d")


def verdicts(*points: float) -> tuple[Verdict, ...]:
    return tuple(
        Verdict("f", f"c{n}", "is right", "passed" if p else "failed", p, 1.0, "public") for n, p in enumerate(points)
    )


def graded(
    *points: float, late: LatePolicy | None = None, plan: AssignmentPlan | None = None, **options: object
) -> Result:
    values = {"missing": False, "lateness": Lateness(DUE, passed=True), **options}
    return evaluate(
        plan or AssignmentPlan(name="a"),
        late or LatePolicy(),
        student="ada",
        verdicts=verdicts(*points),
        max_points=float(len(points)),
        isolation="process",
        **values,  # type: ignore[arg-type]
    )


def course_of(*plans: AssignmentPlan, **options: object) -> Course:
    return Course(Path(), CourseFile(course="c", assignments=list(plans), **options))  # type: ignore[arg-type]  # of many types


def scored(name: str, score: float | None, **options: object) -> Result:
    found = replace(graded(1.0), assignment=name, score=score)
    return replace(found, **options)  # type: ignore[arg-type]


# -- lateness -----------------------------------------------------------------------------------------------


def late_by(
    late: LatePolicy, delay: timedelta, *, due: datetime = DUE, zone: str = "UTC", **options: object
) -> Lateness:
    course = course_of(AssignmentPlan(name="a", due=due), timezone=zone, late=late, **options)
    return latenesses(course, "ada", {"a": due.astimezone(UTC) + delay}, (), NOW)["a"]


@pytest.mark.parametrize(
    ("late", "delay", "kept"),
    [
        (LatePolicy(penalty_per_hour=0.01), HOUR, 0.99),
        (LatePolicy(penalty_per_hour=0.01), HOUR + timedelta(seconds=1), 0.98),
        (LatePolicy(penalty_per_hour=0.01, grace_minutes=90), HOUR, 1.0),
        (LatePolicy(penalty_per_hour=0.01, grace_minutes=30), HOUR, 0.99),
        (LatePolicy(penalty_per_day=0.1, grace_minutes=5), timedelta(minutes=5), 1.0),
        (LatePolicy(penalty_per_day=0.1, grace_minutes=5), timedelta(minutes=6), 0.9),
        (LatePolicy(penalty_per_day=0.3, floor=0.5), 3 * DAY, 0.5),
        (LatePolicy(penalty_per_day=0.3, floor=0.5, max_days=2), 3 * DAY, 0.0),
        (LatePolicy(penalty_per_day=0.1, tokens=2), 2 * DAY, 1.0),
        (LatePolicy(penalty_per_day=0.1, tokens=2), 3 * DAY, 0.9),
        (LatePolicy(penalty_per_day=0.1, tokens=2, max_days=1), 3 * DAY, 0.9),
        (LatePolicy(penalty_per_day=0.1, tokens=1, max_days=1), 9 * DAY, 0.0),
        (LatePolicy(penalty_per_hour=0.01, tokens=1), 25 * HOUR, 0.99),
        (LatePolicy(tokens=3), 9 * DAY, 1.0),
    ],
)
def test_what_lateness_costs(late: LatePolicy, delay: timedelta, kept: float) -> None:
    found = late_by(late, delay)
    assert found.kept(late) == pytest.approx(kept)
    assert found.tokens <= late.tokens and (found.tokens == 0 or kept > 0)


@given(
    st.builds(
        LatePolicy,
        penalty_per_day=st.floats(0, 1),
        max_days=st.none() | st.integers(0, 9),
        grace_minutes=st.floats(0, 600),
        floor=st.floats(0, 1),
        tokens=st.integers(0, 4),
    ),
    st.timedeltas(timedelta(0), 12 * DAY),
    st.timedeltas(timedelta(0), 3 * DAY),
)
def test_later_never_costs_less_and_tokens_never_cost(late: LatePolicy, delay: timedelta, more: timedelta) -> None:
    now, later = late_by(late, delay).kept(late), late_by(late, delay + more).kept(late)
    assert 0 <= later <= now <= 1
    without = replace(late, tokens=0)
    assert late_by(without, delay).kept(without) <= now


@pytest.mark.parametrize("due", ["2026-03-28 12:00", "2026-10-24 12:00"])  # clocks change the night after
def test_a_day_is_the_same_clock_time_and_an_hour_is_an_hour_when_clocks_change(due: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    local = datetime.fromisoformat(due).replace(tzinfo=zone)
    tomorrow = extended(local, "+1d", zone)
    assert tomorrow.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None) + DAY
    hours = tomorrow.astimezone(UTC) - local.astimezone(UTC)
    assert hours == (23 if "03-28" in due else 25) * HOUR
    assert extended(local, "+24h", zone).astimezone(UTC) - local.astimezone(UTC) == 24 * HOUR
    by_day, by_hour = LatePolicy(penalty_per_day=0.1), LatePolicy(penalty_per_hour=0.01)
    assert late_by(by_day, hours, due=local, zone="Europe/Berlin").days == 1
    assert late_by(by_day, hours + timedelta(seconds=1), due=local, zone="Europe/Berlin").days == 2
    assert late_by(by_hour, hours, due=local, zone="Europe/Berlin").hours == hours // HOUR


def test_tokens_are_spent_on_the_earliest_deadlines() -> None:
    plans = [AssignmentPlan(name=name, due=DUE + number * 7 * DAY) for number, name in enumerate("cab")]
    course = course_of(*plans, late=LatePolicy(penalty_per_day=0.1, tokens=3))
    handed_in = {plan.name: plan.due + 2 * DAY for plan in plans if plan.due}
    found = latenesses(course, "ada", handed_in, (), NOW)
    assert [found[name].tokens for name in "cab"] == [2, 1, 0]
    assert found["a"].says == ("1 of 3 late tokens spent, 0 left",)
    excused = latenesses(course, "ada", handed_in, [Decision("excuse", "ada", "c")], NOW)
    assert [excused[name].tokens for name in "cab"] == [0, 2, 1]


def test_an_extension_moves_the_deadline_of_one_student() -> None:
    listed = [Extension(student="ada", assignment="a", until="+2d", comment="ill")]
    course = course_of(AssignmentPlan(name="a", due=DUE), extensions=listed, late=LatePolicy(penalty_per_day=0.1))
    work = {"a": DUE + 3 * DAY}
    assert latenesses(course, "bob", work, (), NOW)["a"].days == 3
    ada = latenesses(course, "ada", work, (), NOW)["a"]
    assert ada.days == 1 and "extended by grader.yaml: ill" in ada.says[0]
    decided = [Decision("extend", "ada", "a", value="2026-10-09", who="prof")]
    assert latenesses(course, "ada", work, decided, NOW)["a"].days == 0
    assert not latenesses(course, "ada", {}, decided, DUE + DAY)["a"].passed
    assert latenesses(course, "ada", {}, (), NOW)["a"].passed


# -- decisions ----------------------------------------------------------------------------------------------


def decided(kind: str, value: float | str = "", exercise: str = "", check: str = "") -> Decision:
    return Decision(kind, "ada", "a", exercise, check, f"{value}", "because", "prof")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("decisions", "score"),
    [
        ([decided("points", 1, "f", "c1")], 100.0),
        ([decided("points", 0.5, "f", "c1")], 75.0),
        ([decided("points", 0.5, "f", "c1"), decided("points", 0, "f", "c1")], 50.0),
        ([decided("add", 0.5, "f"), decided("add", 0.25, "f")], 87.5),
        ([decided("add", -3)], 0.0),
        ([decided("add", 1), decided("points", 2)], 150.0),
        ([decided("excuse", "", "f", "c1")], 100.0),
        ([decided("excuse", "", "f", "c0")], 0.0),
        ([decided("excuse")], None),
        ([decided("excuse", "", "f")], None),
        ([decided("points", 1, "f", "c1"), decided("points", 0.5, "f"), decided("points", 2)], 100.0),
        ([decided("points", 1, "gone")], 50.0),
    ],
)
def test_people_decide_about_checks_exercises_and_assignments(decisions: list[Decision], score: float | None) -> None:
    found = graded(1.0, 0.0, decisions=decisions)
    assert found.score == score and found.points == 1.0 and found.max_points == 2.0
    assert found.excused == (score is None) and found.counts != found.excused
    assert "prof" in " ".join(found.explanation) and "because" in " ".join(found.explanation)


def test_a_person_can_decide_what_could_not_be_judged_and_what_is_missing() -> None:
    broken = tuple(replace(v, status="could_not_judge", points=0.0, reason="crashed") for v in verdicts(1.0, 1.0))
    options = {"student": "ada", "max_points": 2.0, "isolation": "process", "missing": False}
    plan, lateness = AssignmentPlan(name="a"), Lateness(DUE, passed=True)

    def judged(*made: Decision) -> Result:
        return evaluate(plan, LatePolicy(), verdicts=broken, lateness=lateness, decisions=made, **options)  # type: ignore[arg-type]

    assert judged().score is None
    assert judged(decided("points", 1, "f", "c0")).score is None
    assert judged(decided("points", 1, "f")).score == 50.0
    assert (judged(decided("points", 2)).score, judged(decided("points", 2)).points) == (100.0, None)
    absent = graded(missing=True, decisions=[decided("points", 1, "f")])
    assert absent.status == "missing" and absent.score == 0.0  # of an assignment that is worth nothing


@given(st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=6), st.floats(0, 1), st.floats(0, 1))
def test_more_points_for_a_check_never_cost_anything(points: list[float], given: float, more: float) -> None:
    low, high = sorted((given, more))
    less, best = (graded(*points, decisions=[decided("points", value, "f", "c0")]).score for value in (low, high))
    assert less is not None and best is not None and less <= best <= 100


def test_missing_work_has_no_score_before_its_deadline() -> None:
    waiting = graded(missing=True, lateness=Lateness(DUE))
    assert (waiting.score, waiting.counts) == (None, False) and "no score until 2026-10-05" in waiting.explanation[-1]
    due = graded(missing=True)
    assert (due.score, due.counts) == (0.0, True)
    early = graded(1.0, lateness=Lateness(DUE))
    assert (early.score, early.counts) == (100.0, False)
    assert graded(missing=True, lateness=Lateness()).score is None
    assert graded(1.0, lateness=Lateness()).counts


# -- totals -------------------------------------------------------------------------------------------------


def totalled(course: Course, *results: Result, now: datetime = NOW) -> Total:
    return total(results, course, now)


def test_a_total_counts_what_is_due_and_says_so() -> None:
    plans = [AssignmentPlan(name=name, due=DUE, weight=weight) for name, weight in (("a", 3), ("b", 1), ("z", 0))]
    later = AssignmentPlan(name="later", due=NOW + DAY)
    course = course_of(*plans, later)
    found = totalled(course, scored("a", 80.0))
    assert found.percent == pytest.approx(60.0) and found.says == "of 2 assignments due so far"
    assert found.waiting == ("later",)
    assert totalled(course, scored("a", 80.0), now=NOW + 2 * DAY).says == "of 3 assignments due so far"
    early = totalled(course, scored("a", 80.0), now=DUE - DAY)
    assert early.percent is not None and early.says == "of 1 assignment due so far"  # `a` says of itself that it counts
    assert totalled(course).percent == 0.0 and totalled(course, now=DUE - DAY).percent is None
    excused = totalled(course, scored("a", None, excused=True, counts=False), scored("b", 50.0))
    assert excused.percent == 50.0 and excused.says == "of 1 assignment due so far; excused: a"
    broken = totalled(course, scored("a", None), scored("b", 50.0))
    assert broken.percent is None and broken.unjudged == ("a",)


def test_groups_weigh_drop_and_add() -> None:
    groups = [AssignmentGroup(name="homework", weight=60, drop_lowest=1), AssignmentGroup(name="project", weight=40)]
    plans = [AssignmentPlan(name=name, due=DUE, group="homework") for name in "abc"]
    project = AssignmentPlan(name="p", due=DUE, group="project", points=50)
    bonus = AssignmentPlan(name="x", due=DUE, group="homework", bonus=True, weight=0.3)
    course = course_of(*plans, project, bonus, groups=groups)
    own = [scored("a", 100.0), scored("b", 0.0), scored("c", 50.0), scored("p", 25.0)]
    found = totalled(course, *own)
    assert found.percent == pytest.approx(0.6 * 75 + 0.4 * 50) and found.dropped == ("b",)
    assert "homework 75.0 %, weight 60; project 50.0 %, weight 40" in found.says
    assert totalled(course, *own, scored("x", 100.0)).percent == pytest.approx(0.6 * 85 + 0.4 * 50)
    assert totalled(course, scored("b", 40.0), scored("a", None, excused=True), scored("c", None, excused=True)).percent
    only_project = replace(course, file=replace(course.file, assignments=[project]))
    assert totalled(only_project, scored("p", 50.0)).percent == 100.0


SHARES = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 9)), min_size=1, max_size=5)


@given(SHARES, st.integers(0, 3), st.data())
def test_a_better_score_never_lowers_a_total_whatever_is_dropped(
    shares: list[tuple[int, int]], drop: int, data: st.DataObject
) -> None:
    names = [f"a{number}" for number in range(len(shares))]
    plans = [
        AssignmentPlan(name=n, due=DUE, group="g", weight=w, bonus=data.draw(st.booleans()) if i else False)
        for i, (n, (_, w)) in enumerate(zip(names, shares, strict=True))
    ]
    course = course_of(*plans, groups=[AssignmentGroup(name="g", weight=1, drop_lowest=drop)])
    scores = [float(score) for score, _ in shares]
    place, better = data.draw(st.integers(0, len(shares) - 1)), data.draw(st.floats(0, 100))
    assume(better >= scores[place])

    def percent(values: list[float]) -> float:
        found = totalled(course, *map(scored, names, values)).percent
        assert found is not None
        return found

    before = percent(scores)
    assert before <= percent([*scores[:place], better, *scores[place + 1 :]]) + 1e-9
    if drop:
        without = replace(course, file=replace(course.file, groups=[AssignmentGroup(name="g", weight=1)]))
        undropped = totalled(without, *map(scored, names, scores)).percent
        assert undropped is not None and undropped <= before + 1e-9


# -- grader.yaml --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("late: {penalty_per_day: 0.1, penalty_per_hour: 0.1}", "penalty_per_day or penalty_per_hour, not both"),
        ("late: {tokens: -1}", "line 4: late.tokens"),
        ("groups: [{name: g, weight: 1}]", "'a': group: expected one of: g, not None"),
        ("groups: [{name: g, weight: 1, drop_lowst: 1}]", "Did you mean 'drop_lowest'?"),
        ("extensions: [{student: ada, assignment: b, until: +2d}]", "there is no assignment 'b'"),
        ("extensions: [{student: ada, assignment: a, until: soon}]", "expected a time"),
        ("extensions: [{student: ada, assignment: a, until: +2d}]", "no deadline that +2d could extend"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "grader.yaml").write_text(f"course: C\nassignments:\n  - name: a\n{text}\n")
    with pytest.raises(CourseError) as error:
        load_course(tmp_path / "grader.yaml")
    assert said in error.value.message


def test_a_whole_policy_is_read(tmp_path: Path) -> None:
    (tmp_path / "grader.yaml").write_text(
        "course: C\ntimezone: Europe/Berlin\nassignments:\n  - {name: a, group: g, due: 2026-10-05 12:00}\n"
        "  - {name: b, group: g, bonus: true}\nlate: {penalty_per_hour: 0.01, grace_minutes: 15, tokens: 3, floor: 0.5}\n"
        "groups: [{name: g, weight: 60, drop_lowest: 1}]\n"
        "extensions:\n  - {student: ada, assignment: a, until: 2026-10-07 18:00, comment: ill}\n"
    )
    course = load_course(tmp_path / "grader.yaml")
    found = latenesses(course, "ada", {"a": datetime(2026, 10, 7, 17, 0, tzinfo=UTC)}, (), NOW)["a"]
    assert found.due is not None and found.due.isoformat() == "2026-10-07T18:00:00+02:00"  # the course's own zone
    assert (found.hours, found.tokens, found.kept(course.file.late)) == (1, 1, 1.0)
