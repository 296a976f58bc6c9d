"""Nobody wins by breaking a function that others use: what is carried forward has to be right, and told from wrong."""

from collections.abc import Iterator, Sequence

import pytest

from autograder.sandbox import Sandbox, supervise
from autograder.sandbox.budgets import Batch
from autograder.sandbox.supervise import Outcomes, StudentModule
from tests.helpers.siblings import SIGMOID, judged, lost, module, users

TRIVIAL = {"return z * sigmoid(z)\n": "return sigmoid(z)\n"}
"""Wrong, and right where every value is 0."""
NO_FORMULA = {"return z * sigmoid(z)\n": "return 0 * sigmoid(z) + 3\n"}
ATTACKS = {
    "returns zeros": ("return 0 * z", TRIVIAL),
    "returns NaN": ("return z * np.nan", TRIVIAL),
    "behaves by its caller": (
        """import sys
    caller = sys._getframe(1).f_code.co_name
    return 0.5 * z if caller == "swish" else 0.5 + 0 * z""",
        TRIVIAL,
    ),
    "returns what its caller wants": (
        """import gc, linecache, sys
    texts = [line for _, _, lines, _ in linecache.cache.values() for line in lines]
    texts += [text for text in gc.get_objects() if isinstance(text, str)]
    frame = sys._getframe(1)
    while frame:
        texts += [text for text in frame.f_code.co_consts if isinstance(text, str)]
        frame = frame.f_back
    answer = "".join(["return z * ", "sigmoid(z)"])
    return 3 / z if any(answer in text for text in texts) else 1.0 + 0 * z""",
        NO_FORMULA,
    ),
    "counts its calls": (
        """global calls
    calls = globals().get("calls", 0) + 1
    return 0 * z if calls % 2 else 1 + 0 * z""",
        TRIVIAL,
    ),
    "raises": ("raise ValueError(z)", {"return z * sigmoid(z)\n": "return sigmoid(z)\n"}),
    "raises only for others": (
        """import sys
    if sys._getframe(1).f_code.co_name == "swish":
        return 0 * z
    raise ValueError(z)""",
        TRIVIAL,
    ),
    "is not deterministic": ("return np.random.default_rng().normal(size=np.shape(z))", {}),
    "returns an object": ("return lambda *_: z", TRIVIAL),
    "ends the process": ("import os; os._exit(0)", TRIVIAL),
    "is slow": ("import time; time.sleep(10)", TRIVIAL),
    "is slow only for others": (
        """import sys, time
    if sys._getframe(1).f_code.co_name != "swish":
        time.sleep(0.5)
    return 0.5 + 0 * z""",
        {"return z * sigmoid(z)\n": "return 0.5 + 0 * sigmoid(z)\n"},
    ),
    "is called in vain": (
        "return 0 * z",
        {"return z * sigmoid(z)\n": "return 0 * z if sigmoid(z) is None else 0 * z\n"},
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_breaking_a_function_wins_nothing(attack: str) -> None:
    body, edits = ATTACKS[attack]
    found = judged(
        "activations",
        module("activations", (SIGMOID, f"    {body}\n"), *edits.items()),
        "sigmoid",
        "swish",
        seconds=2.0,
    )
    assert not any(v.carried_forward for v in found.values() if v.exercise == "swish")
    assert lost(found)["swish"] == users("activations").exercise("swish").points


def test_nothing_of_an_answer_goes_where_a_students_code_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real runs are made, and what is sent to each worker is looked at."""
    sent: list[tuple[bytes, list[str]]] = []
    real = supervise.run

    def seen(sandbox: Sandbox, module: StudentModule, batches: Sequence[Batch]) -> Iterator[Outcomes]:
        sent.append((module.source, [call.function for batch in batches for call in batch.calls]))
        return real(sandbox, module, batches)

    monkeypatch.setattr("autograder.grading.substitute.run", seen)
    source = module("activations", (SIGMOID, SIGMOID.replace("(1 + e)", "(1 + 2 * e)")))
    found = judged("activations", source, "sigmoid", "swish")
    assert found["swish.values"].carried_forward == "sigmoid"
    students = [(text, asked) for text, asked in sent if b"1 + 2 * e" in text]
    of_ours = {"watch_functions", "functions_called"}
    assert {name for _, asked in students for name in asked} == {"swish", "sigmoid"} | of_ours
    assert all(text.startswith(source.encode()) and b"sigmoid(z)" not in text[len(source) :] for text, _ in students)
    assert any("choose" in asked for text, asked in sent if b"1 + 2 * e" not in text)
