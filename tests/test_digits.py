"""The handwritten digits are the committed ones, and those that are to be unseen are."""

from pathlib import Path

import numpy as np
import pytest

from autograder.errors import ExerciseError
from autograder.exercise.cases import digits


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
