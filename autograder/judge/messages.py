"""The message of a failed check: what was returned, what that suggests, what to try.

At most six lines, and never a text from the submission: exception and type names are named only if they are
Python's or NumPy's own.  Inputs and numbers of hidden cases are never shown.
"""

import builtins
import re

from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Finding
from autograder.exercise.declare import Mistake
from autograder.judge.diagnosis.crash_rules import ARGUMENTS
from autograder.judge.diagnosis.structure import FILES
from autograder.records import Call, Outcome
from autograder.records.verdict import WAITS
from autograder.worker.inputs import Steps

NAMED = re.compile(r"^\['(\w+)'\]")  # the item of a dict under a name
KNOWN_NAMES = {name for name in dir(builtins) if not name.startswith("_")} | {
    "AxisError",
    "LinAlgError",
    "UFuncTypeError",
    "function",
    "generator",
    "module",
    "set",
}
UNSENDABLE = {f"array of dtype {kind!r}" for kind in "OSTUVMm"} | {
    "dict whose keys are not all str",
    "integer of more than 64 bits",
    "structure nested too deeply",
}
TRY = {
    "not_implemented": "",
    "missing": "Give the function the name and arguments that the stub has.",
    "import_failed": "Fix that line; it costs only what it defines. Run the module by itself to see the whole error.",
    "raised": "Read the traceback from its end: the last line says what failed, those above it say where.",
    "timeout": "Look for a loop that does not end; the time is for all its calls together.",
    "memory": "Look for an array that is much larger than the inputs.",
    "crashed": "Look for a call that ends Python, such as exit or os._exit, or for very deep recursion.",
    "output_limit": "Print and return less, and write no large files.",
    "unreadable": "Return NumPy arrays and numbers, in a tuple where several are asked.",
    "structure": "Compare what you return with the first line of the statement.",
    "shape": "Compare the shapes of what you return with those that the statement gives.",
    "dtype": "Look where whole numbers become floating ones, or the reverse.",
}
"""What to try if there is no result to judge; the check's own hint is about results."""
TRY_FILE = "Read the file back with np.load, without allow_pickle, to see what it finds."
TRY_OTHERS = "Call the function with other inputs that its statement allows, and read the traceback."

OUTSIDE = {
    "EOFError": "input() is not available here: nobody is there to type.",
    "NotImplementedError": "Put what tries functions out under `if __name__ == '__main__':`.",
    "FileNotFoundError": "Only your module is handed in: make small data in the code, and read no files.",
    "SystemExit": "Take out what ends Python, such as exit() or quit().",
    "NameError": "A name is used before it is defined: look at the line, and at the imports.",
}
"""What to try where a statement outside functions has raised, and something is not defined for it."""

ENDED = {
    "timeout": "took longer than the ALLOWED allowed",
    "memory": "needed more memory than the ALLOWED allowed",
    "crashed": "ended the whole process",
    "output_limit": "wrote more than the ALLOWED allowed",
    "unreadable": "sent something unreadable",
}
WRITES = {"result": "returns", "reply": "returns", "scratch": "writes to files"}
SHARED = {
    "submission": "is not run any more, because the whole submission took longer than the ALLOWED allowed",
    "import": "is not run any more, because the module ended Python repeatedly and took ALLOWED to import",
}
"""Why no more calls of a submission are run."""
EVERYWHERE = ("import_failed", "missing", "not_implemented")
RETURNS = {
    "convergence": "does not train far enough",
    "unreadable": "returns something unreadable",
    "structure": "returns another structure than expected",
    "shape": "returns an array of the wrong shape",
    "dtype": "returns numbers of the wrong kind (whole, floating or complex)",
    "not_finite": "returns NaN or infinite values where finite ones are right",
    "value": "returns wrong values",
}


def message(exercise: AssignedExercise, finding: Finding, mistake: str | None, *, silent: bool = False) -> str:
    """The lines for one finding, joined by newlines; ``silent`` ones have no hint of their check."""
    call = finding.evidence.call
    where = "On a hidden case it" if call.hidden else f"On the case {call.case!r} it"
    if _concerns_every_case(exercise, finding):
        where = "On every case it"
    lines = [f"{where} {_what_happened(exercise, finding)}."]
    if not call.hidden:
        lines += [f"{said}." for said in _numbers(finding) if said]
    if difference_of_kind_only(exercise, finding):
        lines.append("The numbers are right otherwise: this costs no other check.")
    if mistake:
        lines.append(f"It looks as if the code {mistake}.")
    if finding.adds:
        lines.append(finding.adds)
    if _waits(exercise, finding):
        lines.append(WAITS)
    hint = _hint(exercise, finding, mistake, silent=silent)
    return "\n".join([*lines, f"Hint: {hint}"] if hint else lines)


def difference_of_kind_only(exercise: AssignedExercise, finding: Finding) -> bool:
    """Whether all numbers are known to be right but for their kind."""
    return finding.difference.reason == "dtype" and finding.evidence.call.check not in exercise.loose


def _concerns_every_case(exercise: AssignedExercise, finding: Finding) -> bool:
    """Whether the cause is independent of the case; a class may have some methods and lack others."""
    if finding.difference.reason == "not_implemented" and exercise.is_class:
        return False
    return finding.difference.reason in EVERYWHERE or not finding.evidence.outcome.function


def _hint(exercise: AssignedExercise, finding: Finding, mistake: str | None, *, silent: bool) -> str:
    """The mistake's own hint, or its check's last one; else what to try for the reason; else the check's first hint.

    A named mistake has said the idea, so that what helps is the direction. There is no hint if the finding's added
    sentence already says what to try.
    """
    if finding.adds:
        return ""
    if known := _known(exercise, finding.evidence.call.check, str(mistake)):
        return known.hint or exercise.checks[exercise.owner(known)].hints[-1]
    if advice := _about_the_outcome(exercise, finding):
        return advice
    if mistake:
        return ""  # the check's own hint may ask for what the code does already
    reason, call = finding.difference.reason, finding.evidence.call
    if reason == "raised" and call.hidden:
        return TRY_OTHERS
    if reason in TRY:
        return TRY[reason]
    return "" if silent or _waits(exercise, finding) else exercise.checks[call.check].hints[0]


def _about_the_outcome(exercise: AssignedExercise, finding: Finding) -> str:
    """What to try where no result is to blame but how a call ended; empty for any other end."""
    reason, outcome = finding.difference.reason, finding.evidence.outcome
    if reason == "timeout" and not outcome.function:
        return (
            "Functions are called after all code outside them has run: put what trains or waits there under "
            "`if __name__ == '__main__':`."
        )
    if outcome.what == "ModuleNotFoundError":
        return "Import nothing but the standard library, NumPy, and what else the course allows."
    if reason == "import_failed" and outcome.what in OUTSIDE:
        return OUTSIDE[outcome.what]
    if reason == "import_failed" and outcome.cell:
        return "Restart the kernel, run all cells in their order, and fix the first one that fails."
    if reason == "raised" and outcome.what == "NotImplementedError":
        return "Write the function that it calls first."
    if reason == "raised" and outcome.line is None and exercise.is_class:
        return "Give the class the attributes and methods that the statement names, with their arguments."
    if reason == "raised" and outcome.line is None and re.search(ARGUMENTS, outcome.crash.text):
        return "Give the function the arguments that the stub's signature has."
    if _stops_its_case(exercise, finding):
        return TRY["structure"]
    if reason == "unreadable" and outcome.what in FILES:
        return TRY_FILE
    return ""


def _known(exercise: AssignedExercise, check: str, mistake: str) -> Mistake | None:
    """The named mistake that a sentence tells; of two the one that the check names, or else the first."""
    alone = [known for known in exercise.mistakes if known.says == mistake]
    first = [known for known in exercise.mistakes if mistake.startswith(f"{known.says}, and ")]
    other = [known for known in exercise.mistakes if mistake.endswith(f", and {known.says}")]
    told = alone or [*first, *other]
    return next((known for known in told if exercise.owner(known) == check), next(iter(told), None))


def _waits(exercise: AssignedExercise, finding: Finding) -> bool:
    """Whether a check fails for wrong values alone, and not for what it asks."""
    judged = finding.difference.reason in ("property", *EVERYWHERE)
    return exercise.checks[finding.evidence.call.check].waits_for_values and not judged


def _what_happened(exercise: AssignedExercise, finding: Finding) -> str:
    difference, outcome = finding.difference, finding.evidence.outcome
    if difference.reason == "property":
        return f"breaks a rule: {difference.amount}"
    if _stops_its_case(exercise, finding):
        return f"returns something with which the case cannot go on: {_kind(outcome.what)}"
    if outcome.reason:
        return _failed(outcome, finding.evidence.call)
    where = finding.place or ("" if finding.evidence.call.hidden else _item(exercise, finding))
    return RETURNS[difference.reason] + (where and f", {where}")


def _item(exercise: AssignedExercise, finding: Finding) -> str:
    """The item of a result; what steps give has a name that the case's author chose, and the student's code has not."""
    call = finding.evidence.call
    where = exercise.checks[call.check].place_in_result(finding)
    if not where:
        return ""
    if call.args and isinstance(call.args[0], Steps):
        return "in " + NAMED.sub(r"\1", where) + " of what the case collects"
    return f"in item {where} of the result"


def _numbers(finding: Finding) -> tuple[str, ...]:
    """How many values are wrong and what they were, for public cases only."""
    difference = finding.difference
    amount = "" if difference.reason == "property" else difference.amount
    return amount[:1].upper() + amount[1:], difference.values


def _failed(outcome: Outcome, call: Call) -> str:
    """Why there is no result: the exception's type and the line, but not its text."""
    if outcome.reason == "timeout" and outcome.what in SHARED:
        return SHARED[outcome.what].replace("ALLOWED", outcome.allowed)
    if outcome.unasked and outcome.function:
        ended = ENDED[str(outcome.reason)].replace("ALLOWED", outcome.allowed)
        return f"is not run any more, because an earlier call {ended}"
    line = _place(outcome)
    name = outcome.function if outcome.function in call.functions else call.function
    during = _during(outcome, call, name)
    return {
        "missing": f"finds no function {name}",
        "not_implemented": f"finds {name} not written yet (NotImplementedError{line})",
        "import_failed": f"{_lost(outcome, name)}: {_kind(outcome.what)}{line}",
        "raised": f"raises {_kind(outcome.what)}{line}, {during}",
        "timeout": f"takes longer than the {outcome.allowed} allowed, {during}",
        "memory": f"needs more memory than the {outcome.allowed} allowed{line}, {during}",
        "crashed": f"ends the whole process, {during}",
        "output_limit": f"{WRITES.get(outcome.what, 'prints')} more than the {outcome.allowed} allowed, {during}",
        "structure": f"needs a tuple from {name}, which returns something else",
        "unreadable": _unreadable(outcome),
    }[str(outcome.reason)]


def _stops_its_case(exercise: AssignedExercise, finding: Finding) -> bool:
    """Whether an exception is one of a case's own steps, which compute with what a function has returned."""
    outcome, args = finding.evidence.outcome, finding.evidence.call.args
    own_step = outcome.reason == "raised" and outcome.line is None and args and isinstance(args[0], Steps)
    return bool(own_step) and not exercise.is_class and not re.search(ARGUMENTS, outcome.crash.text)


def _unreadable(outcome: Outcome) -> str:
    if outcome.what in FILES:
        return "leaves a file that cannot be read"  # by the grader: the function has returned
    return f"returns {_thing(outcome.what)}, which is not a number, an array, or a tuple of these"


def _during(outcome: Outcome, call: Call, name: str) -> str:
    """What was at work: the function itself, or others that it calls."""
    if not outcome.function or outcome.what == "import":
        return "while the module is imported"
    steps = call.args and isinstance(call.args[0], Steps)  # whose calls are of methods, too
    elsewhere = outcome.crash.inside not in ("", name) and not steps
    return f"while {name} runs" if elsewhere else f"in {name}"


def _lost(outcome: Outcome, name: str) -> str:
    return f"finds no {name}, since {'its cell' if outcome.cell else 'part of the module'} fails"


def _place(outcome: Outcome) -> str:
    """The line of a failure, in the module or in a notebook's cell, if it is known."""
    line = f" at line {outcome.line}" if outcome.line else ""
    cell = f"{' of' if line else ' in'} code cell {outcome.cell}" if outcome.cell else ""
    return line + cell


def _kind(name: str) -> str:
    return name if name in KNOWN_NAMES else "an exception of its own"


def _thing(name: str) -> str:
    if name in KNOWN_NAMES:
        return f"a {name}"
    article = "an" if name[:1] in "ai" else "a"
    return f"{article} {name}" if name in UNSENDABLE else "an object of its own"
