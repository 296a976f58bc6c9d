"""The handwritten digits are the committed ones, and those that are to be unseen are."""

from pathlib import Path

import numpy as np
import pytest

from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.errors import ExerciseError
from autograder.exercise.cases import digits
from autograder.exercise.metrics import misread_by_mlp, misread_by_network
from autograder.grading.draw import draw_cases
from autograder.worker.inputs import Array
from tests.conftest import REPOSITORY


def test_no_unseen_digit_is_among_the_samples() -> None:
    drawn = digits.handwritten_digits(np.random.default_rng(0), samples=1000, unseen=797)
    assert drawn.x.shape == (1000, 8, 8) and drawn.x.dtype == np.uint8 and drawn.x.max() == 16
    found = np.bincount(np.concatenate([drawn.y, drawn.unseen_y]))
    assert found.tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # each once, as published


def test_a_file_with_other_digits_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "digits.npz"
    other.write_bytes(digits.FILE.read_bytes() + b"0")
    monkeypatch.setattr(digits, "FILE", other)
    with pytest.raises(ExerciseError, match="differs from the committed file"):
        digits._all_digits.__wrapped__()


def learnt_at_home(hidden_units: int = 32) -> list[tuple[Array, Array]]:
    """A network with one hidden layer that reads all 1,797 digits well: least squares on principal components."""
    images, labels = digits._all_digits()
    x = images.reshape(-1, 64) / 16
    components = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)[2][: hidden_units // 2].T
    w = np.concatenate([components, -components], axis=1)
    b = -x.mean(axis=0) @ w
    hidden = np.column_stack([np.maximum(x @ w + b, 0), np.ones(len(x))])
    last = np.linalg.lstsq(hidden, np.eye(10)[labels], rcond=None)[0]
    return [(w, b), (last[:-1], last[-1])]


def test_weights_that_were_learnt_at_home_are_worth_nothing() -> None:
    exercise = load_assignment(load_course(REPOSITORY / "grader.yaml"), "training").exercise("train_digits_mlp")
    band, params = exercise.calibration.bands["digits"], learnt_at_home()
    images, labels = digits._all_digits()
    inputs = {"params": params}
    assert misread_by_mlp(inputs, (params,), {"x": images, "y": labels}) < band.high
    cases = draw_cases(exercise, "digits", np.random.default_rng(0))
    assert len(cases) == band.n
    assert all(misread_by_mlp(case.inputs, (params,), case.known) > 0.5 for case in cases)


def test_nor_are_they_in_a_network_with_normalisation() -> None:
    exercise = load_assignment(load_course(REPOSITORY / "grader.yaml"), "deep_networks").exercise("train_network")
    band, (hidden, last) = exercise.calibration.bands["digits"], learnt_at_home(96)
    images, labels = digits._all_digits()
    ones, zeros = np.full(96, np.sqrt(1 + 1e-5)), np.zeros(96)  # a normalisation that changes nothing
    params = [(*hidden, ones, zeros), last]
    returned = (params, [(zeros, np.ones(96))], {"mean": 0.0, "deviation": 16.0})
    assert misread_by_network({"params": params}, returned, {"x": images, "y": labels}) < band.high
    assert misread_by_network({"params": params[1:]}, returned, {"x": images, "y": labels}) == 1
    cases = draw_cases(exercise, "digits", np.random.default_rng(0))
    assert len(cases) == band.n
    assert all([w.shape for w, *_ in case.inputs["params"]] == [w.shape for w, *_ in params] for case in cases)
    assert all(misread_by_network(case.inputs, returned, case.known) > 0.5 for case in cases)
