"""What an exception met, in the submission's own words: names, shapes and the nearest name, for display only."""

from autograder.records import Crash, Operand, Outcome

STUB = "NotImplementedError"
TELLING = 4  # operands that are named


def own_words(outcome: Outcome) -> str:
    """Lines to stand below a traceback; hostile text like that, empty where nothing helps."""
    crash = outcome.crash
    if outcome.reason != "raised":
        return ""
    if outcome.what == STUB and crash.inside:
        return f"{crash.inside} is still a stub."
    return "\n".join(filter(None, (_here(crash), f"Is {crash.near} meant?" if crash.near else "")))


def _here(crash: Crash) -> str:
    said = dict.fromkeys(text for operand in crash.operands if (text := _said(operand)))
    return f"Here {', and '.join([*said][:TELLING])}." if said else ""


def _said(operand: Operand) -> str:
    if operand.kind == "NoneType":
        return f"{operand.text} is None"
    if operand.shape:
        return f"{operand.text} has shape {operand.shape}"
    if operand.shape is None and operand.kind in ("list", "tuple", "dict", "str"):
        return f"{operand.text} is a {operand.kind}"
    number = operand.kind in ("int", "float", "complex", "bool") or operand.shape == ()
    return f"{operand.text} is a single number" if number else ""
