"""Real handwritten digits: 8 x 8 pixels, from `digits.npz` (`digits.md` has source, licence and hash)."""

import hashlib
import io
from functools import cache
from pathlib import Path

import numpy as np

from autograder.errors import ExerciseError
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.inputs import Array

FILE = Path(__file__).with_name("digits.npz")
SHA256 = "b2dab7b501728c22e9119ad76740b2e17c77a231e42d1e592380d90886f1a05e"


@dataclass(frozen=True)
class Digits:
    """Images ``x`` (N, 8, 8) of uint8 from 0 to 16 with their labels ``y`` (N,), and unseen ones."""

    x: Array
    y: Array
    unseen_x: Array
    unseen_y: Array


def handwritten_digits(rng: np.random.Generator, *, samples: int, unseen: int = 0) -> Digits:
    """Some of the 1,797 digits, drawn without replacement: no unseen one is among the samples."""
    images, labels = _all_digits()
    drawn = rng.permutation(len(labels))[: samples + unseen]
    x, y = images[drawn], labels[drawn].astype(np.int64)
    return Digits(x[:samples], y[:samples], x[samples:], y[samples:])


@cache
def _all_digits() -> tuple[Array, Array]:
    """Images (1797, 8, 8) and labels (1797,); raises `ExerciseError` unless the file is the committed one."""
    try:
        content = FILE.read_bytes()
    except OSError as error:
        raise ExerciseError(f"{FILE} cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise ExerciseError(
            f"{FILE} differs from the committed file", "Restore it: git checkout autograder/exercise/cases/digits.npz"
        )
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return arrays["images"], arrays["labels"]
