"""Points and scores: what holds whatever the verdicts are."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.config import AssignmentPlan, Course, CourseFile
from autograder.course.rounding import exact, to_cents
from autograder.course.rules import LatePolicy
from autograder.gradebook.lateness import Lateness
from autograder.gradebook.policy import evaluate
from autograder.gradebook.totals import Total, total
from autograder.records import Result, Verdict

WORTH = st.floats(0.1, 20).map(lambda points: round(points, 2))


@st.composite
def check(draw: st.DrawFn) -> Verdict:
    worth, passed = draw(WORTH), draw(st.booleans())
    return Verdict("f", "c", "is right", "passed" if passed else "failed", worth if passed else 0.0, worth, "public")


CHECKS = st.lists(check(), min_size=1, max_size=12)
PLANS = st.builds(AssignmentPlan, name=st.just("a"), points=st.floats(1, 1000), weight=st.floats(0.1, 10))
LATE = st.builds(LatePolicy, penalty_per_day=st.floats(0, 1), max_days=st.none() | st.integers(0, 9))
DAYS = st.none() | st.integers(0, 20)


def result(plan: AssignmentPlan, late: LatePolicy, days: int | None, verdicts: list[Verdict]) -> Result:
    return evaluate(
        plan,
        late,
        student="ada",
        verdicts=tuple(verdicts),
        max_points=sum(verdict.max_points for verdict in verdicts),
        missing=False,
        lateness=Lateness(days=days, hours=None if days is None else 24 * days),
        isolation="process",
    )


def totalled(plan: AssignmentPlan, *results: Result) -> Total:
    file = CourseFile(course="c", assignments=[plan])
    return total(results, Course(Path(), file), datetime(2026, 11, 29, tzinfo=UTC))


@given(st.floats(0, 1), CHECKS)
def test_what_is_carried_forward_keeps_the_share_that_policy_says(share: float, verdicts: list[Verdict]) -> None:
    carried = [replace(v, carried_forward="f") for v in verdicts if v.status == "failed"]
    own = [v for v in verdicts if v.status == "passed"]
    plan, worth = AssignmentPlan(name="a"), sum(v.max_points for v in verdicts)
    got = evaluate(
        plan, LatePolicy(), student="ada", verdicts=(*own, *carried), max_points=worth, missing=False,
        isolation="process", carried_forward=share,
    )  # fmt: skip
    assert got.points == pytest.approx(sum(v.points for v in own) + share * sum(v.max_points for v in carried))


@given(PLANS, LATE, DAYS, CHECKS)
def test_no_points_below_nothing_or_above_everything(
    plan: AssignmentPlan, late: LatePolicy, days: int | None, verdicts: list[Verdict]
) -> None:
    got = result(plan, late, days, verdicts)
    assert got.points is not None and 0 <= got.points <= got.max_points + 1e-9
    assert got.score is not None and 0 <= got.score <= plan.points + 0.005
    share = totalled(plan, got).percent
    assert share is not None and 0 <= share <= 100 * (1 + 0.005 / plan.points) + 1e-9


@given(PLANS, LATE, DAYS, CHECKS, st.data())
def test_one_more_passed_check_never_costs_anything(
    plan: AssignmentPlan, late: LatePolicy, days: int | None, verdicts: list[Verdict], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(verdicts) - 1))
    mended = [*verdicts]
    mended[place] = replace(verdicts[place], status="passed", points=verdicts[place].max_points)
    before, after = result(plan, late, days, verdicts), result(plan, late, days, mended)
    assert before.points is not None and after.points is not None and before.points <= after.points
    assert before.score is not None and after.score is not None and before.score <= after.score
    assert (totalled(plan, before).percent or 0) <= (totalled(plan, after).percent or 0)


@given(PLANS, LATE, DAYS, CHECKS, st.randoms(use_true_random=False))
def test_the_order_of_checks_changes_nothing(
    plan: AssignmentPlan, late: LatePolicy, days: int | None, verdicts: list[Verdict], random: Random
) -> None:
    shuffled = [*verdicts]
    random.shuffle(shuffled)
    one, other = result(plan, late, days, verdicts), result(plan, late, days, shuffled)
    assert (one.points, one.score) == (other.points, other.score)


@given(PLANS, LATE, CHECKS, st.integers(0, 20))
def test_a_day_later_is_never_worth_more(
    plan: AssignmentPlan, late: LatePolicy, verdicts: list[Verdict], days: int
) -> None:
    sooner, later = (result(plan, late, day, verdicts).score for day in (days, days + 1))
    assert sooner is not None and later is not None and later <= sooner


@given(PLANS, LATE, DAYS, CHECKS)
def test_what_could_not_be_judged_has_no_points_rather_than_none_of_them(
    plan: AssignmentPlan, late: LatePolicy, days: int | None, verdicts: list[Verdict]
) -> None:
    unjudged = replace(verdicts[0], status="could_not_judge", points=0.0, reason="crashed")
    got = result(plan, late, days, [*verdicts, unjudged])
    assert (got.status, got.points, got.score, totalled(plan, got).percent) == ("could_not_judge", None, None, None)


@pytest.mark.parametrize("verdicts", [[], [Verdict("f", "c", "is right", "failed", 0.0, 0.0, "public")]])
def test_an_assignment_that_is_worth_nothing_divides_by_nothing(verdicts: list[Verdict]) -> None:
    assert result(AssignmentPlan(name="a"), LatePolicy(), 0, verdicts).score == 0


@pytest.mark.parametrize(
    ("value", "cents"), [(0.125, 0.13), (1.005, 1.01), (2.675, 2.68), (-0.125, -0.13), (0.1 + 0.2, 0.3), (1e300, 1e300)]
)
def test_scores_are_rounded_as_money_is(value: float, cents: float) -> None:
    assert to_cents(exact(value)) == cents


def test_half_a_cent_of_a_score_is_rounded_up_whatever_binary_makes_of_it() -> None:
    plan, late = AssignmentPlan(name="a", points=10), LatePolicy(penalty_per_day=0.1)
    found = result(plan, late, 3, [Verdict("f", "c", "is right", "failed", 0.335, 1.0, "public")])
    assert found.score == 2.35  # of 2.345, which is 2.3449999999999998 in binary
