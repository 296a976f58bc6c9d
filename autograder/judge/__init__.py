"""Evidence -> [Verdict]: a pure function, which needs no student code and can be repeated."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Check, Finding, Half
from autograder.exercise.verbs.values import WRONG_KIND, gravest
from autograder.judge.drawn import drawn
from autograder.judge.example import example, smallest
from autograder.judge.heat_map import heat_map
from autograder.judge.messages import message
from autograder.judge.own_words import own_words
from autograder.judge.wrong_values import wrong_values
from autograder.records import Evidence, Outcome, Problem, Verdict, Visibility

WRONG_VALUES = ("value", "not_finite")


@np.errstate(all="ignore")  # odd results are judged, and not warned of
def judge(exercise: AssignedExercise, evidence: Sequence[Evidence], *, because: str = "") -> list[Verdict]:
    """One verdict for each check: passed only if its public and its hidden half pass.

    Where it is known what every failure comes from, ``because`` says it, and no mistake is looked for.
    """
    findings, causes = decide(exercise, evidence, because=because)
    asked: Visibility = "hidden" if any(e.call.hidden for e in evidence) else "public"
    silent = _behind(findings, causes)
    verdicts = [
        _verdict(exercise, name, finding, causes.get(name), asked, silent=name in silent)
        for name, finding in findings.items()
    ]
    return [_completed(exercise, verdict, findings[verdict.check], evidence) for verdict in verdicts]


@np.errstate(all="ignore")
def decide(
    exercise: AssignedExercise, evidence: Sequence[Evidence], *, because: str = ""
) -> tuple[dict[str, Finding | None], dict[str, str]]:
    """Why each check fails, None where it passes, and what explains it: all of a verdict but how it is told."""
    findings = {name: first_finding(exercise, name, evidence) for name in exercise.checks}
    failed = {name: smallest(exercise, found, evidence) for name, found in findings.items() if found}
    findings |= failed
    if because:
        findings |= {name: replace(found, adds=found.adds or because) for name, found in failed.items()}
    causes = _causes(exercise, evidence, failed) if failed and not because else {}
    findings |= dict.fromkeys(_charged_elsewhere(exercise, failed, causes))
    return findings, causes


def _causes(exercise: AssignedExercise, evidence: Sequence[Evidence], failed: Mapping[str, Finding]) -> dict[str, str]:
    from autograder.judge.diagnosis.explain import explanations  # most submissions are right, and need none of it

    return explanations(exercise, evidence, failed)


@np.errstate(all="ignore")
def first_finding(exercise: AssignedExercise, name: str, evidence: Sequence[Evidence]) -> Finding | None:
    """Why the check ``name`` fails, or None if it passes: in the public half, unless that is a mere kind of number."""
    halves = ([e for e in evidence if e.call.check == name and e.call.hidden == hidden] for hidden in (False, True))
    return gravest(exercise.checks[name].finding(Half(exercise, name, half)) for half in halves if half)


def _charged_elsewhere(
    exercise: AssignedExercise, failed: Mapping[str, Finding], causes: Mapping[str, str]
) -> set[str]:
    """The checks whose numbers are all right but for their kind, except for the one that this fault costs.

    It is the check that names the mistake, or else the one with the fewest points.
    """
    only_kind = [name for name, found in failed.items() if found.difference.reason == WRONG_KIND]
    alike = [name for name in only_kind if name not in exercise.loose]

    def cost(name: str) -> tuple[bool, float]:
        check = exercise.checks[name]
        return all(mistake.says != causes.get(name) for mistake in check.catches), check.points

    return {*alike} - {min(alike, key=cost)} if alike else set()


def _behind(findings: Mapping[str, Finding | None], causes: Mapping[str, str]) -> set[str]:
    """The checks that fail, behind the first, for an unknown reason that may be the same, or by breaking the same rule.

    Their hints would ask for what the code does already.
    """
    failed = {name: found.difference for name, found in findings.items() if found}
    wrong = [name for name, differ in failed.items() if differ.reason in WRONG_VALUES and name not in causes]
    rules = [(name, differ.amount) for name, differ in failed.items() if differ.reason == "property"]
    again = {name for place, (name, rule) in enumerate(rules) if any(rule == other for _, other in rules[:place])}
    return {*wrong[1:], *again}


def _verdict(
    exercise: AssignedExercise, name: str, finding: Finding | None, mistake: str | None, asked: Visibility, silent: bool
) -> Verdict:
    """``asked`` is how far the check went when all of it passed; ``silent`` ones get no hint of their own."""
    check = exercise.checks[name]
    passed = Verdict(exercise.name, name, check.says, "passed", check.points, check.points, asked)
    if finding is None:
        return passed
    return replace(
        passed,
        status="failed",
        points=0.0,
        visibility="hidden" if finding.evidence.call.hidden else "public",
        reason=finding.difference.reason,
        mistake=mistake,
        message=message(exercise, finding, mistake, silent=silent),
        detail=_detail(finding.evidence.outcome),
        example="" if finding.evidence.call.hidden else example(exercise, finding),
    )


def _completed(
    exercise: AssignedExercise, verdict: Verdict, finding: Finding | None, evidence: Sequence[Evidence]
) -> Verdict:
    """The verdict with its picture, its map, and the digests of what is wrong."""
    name = verdict.check
    picture = drawn(exercise, name, finding, evidence)
    if finding is None:
        return replace(verdict, picture=picture)
    half = Half(exercise, name, [one for one in evidence if one.call.check == name and not one.call.hidden])
    digests, differs = wrong_values(exercise, name, evidence), heat_map(half, finding)
    return replace(verdict, picture=picture, wrong_values=digests, differs=differs)


def _detail(outcome: Outcome) -> str:
    """What the submission said itself: the traceback and what was met there, or what was printed."""
    met = own_words(outcome)
    return f"{outcome.detail.rstrip()}\n{met}\n" if met else outcome.detail or outcome.printed


def unjudged(exercise: AssignedExercise, problem: Problem) -> list[Verdict]:
    """The verdicts on a submission that could not be run: 0 points, or `could_not_judge` if that is our fault."""
    return [_unjudged(exercise, name, check, problem) for name, check in exercise.checks.items()]


def _unjudged(exercise: AssignedExercise, name: str, check: Check, problem: Problem) -> Verdict:
    return Verdict(
        exercise=exercise.name,
        check=name,
        says=check.says,
        status="could_not_judge" if problem.ours else "failed",
        points=0.0,
        max_points=check.points,
        visibility="public",
        reason=problem.reason,
        message=problem.message,
    )
