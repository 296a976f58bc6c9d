"""The course's numbers and scripts that its own checks do not prove: against others' counts, and on files."""

import gzip
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.properties import draws_polygon
from autograder.worker.functions import FUNCTIONS
from tests.conftest import REPOSITORY

VGG = {
    11: [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"],
    16: [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"],
    19: [64, 64, "M", 128, 128, "M", *[256] * 4, "M", *[512] * 4, "M", *[512] * 4, "M"],
}
RESNET = {
    18: ([2, 2, 2, 2], False),
    34: ([3, 4, 6, 3], False),
    50: ([3, 4, 6, 3], True),
    101: ([3, 4, 23, 3], True),
    152: ([3, 8, 36, 3], True),
}
# "num_params" of the weights in torchvision/models/vgg.py and resnet.py (torchvision itself has no build for the CPU
# beside ours); that of AlexNet is the size of BVLC's model in Caffe, since torchvision's has other layers.
PUBLISHED = {
    "alexnet": 60965224,
    "vgg11": 132863336,
    "vgg16": 138357544,
    "vgg19": 143667240,
    "resnet18": 11689512,
    "resnet34": 21797672,
    "resnet50": 25557032,
    "resnet101": 44549160,
    "resnet152": 60192808,
}


@cache
def assignment(name: str) -> SolvedAssignment:
    return load_assignment(load_course(REPOSITORY / "grader.yaml"), name)


def module(name: str) -> str:
    return assignment(name).module({exercise.name: exercise.source.text for exercise in assignment(name).exercises})


def test_parameters_are_as_many_as_published() -> None:
    answers = {exercise.name: exercise.declaration.function for exercise in assignment("convnets").exercises}
    found = {"alexnet": sum(answers["alexnet_parameters"]())}
    found |= {f"vgg{depth}": sum(answers["vgg_parameters"](config)) for depth, config in VGG.items()}
    found |= {f"resnet{depth}": sum(answers["resnet_parameters"](*asked)) for depth, asked in RESNET.items()}
    assert found == PUBLISHED
    assert answers["vgg_shapes"](VGG[16])[-4] == (512, 7, 7) and answers["resnet_shapes"](*RESNET[152])[-2] == (2048,)


def test_a_polygon_is_told_from_a_curve_that_only_meets_the_knots() -> None:
    known = {"x": np.array([0.0, 1.0, 2.0, 0.5]), "y": np.array([0.0, 1.0, 0.0, 0.5])}
    right = np.ones((1, 2)), np.array([0.0, -1.0]), np.array([[1.0], [-2.0]]), np.zeros(1)
    bent = np.ones((1, 3)), np.array([0.0, -0.5, -1.0]), np.array([[0.5], [1.0], [-2.5]]), np.zeros(1)
    assert draws_polygon({}, right, known) is None
    assert draws_polygon({}, bent, known)


def test_a_wave_is_a_sine_for_arrays_and_tensors() -> None:
    torch = pytest.importorskip("torch")
    wave, x = FUNCTIONS["wave"](frequency=2.0, phase=0.5, offset=3.0), np.linspace(-1, 2, 7)
    assert np.allclose(wave(x), np.sin(2 * x + 0.5) + 3)
    assert np.allclose(wave(torch.from_numpy(x)).numpy(), wave(x))


def test_the_script_for_mnist_trains_on_the_files_of_a_folder(tmp_path: Path) -> None:
    """On small files of the real format: what the sheet prints is run as a student would run it."""
    sheet = (REPOSITORY / "solutions/deep_networks/handout.md").read_text()
    [script] = [block for block in re.findall(r"```python\n(.*?)```", sheet, flags=re.DOTALL) if "read_idx" in block]
    (tmp_path / "mnist.py").write_text(script)
    for name in ("deep_networks", "training"):
        (tmp_path / f"{name}.py").write_text(module(name))
    rng = np.random.default_rng(0)
    for part, count in (("train", 80), ("t10k", 20)):
        labels = rng.integers(10, size=count).astype(np.uint8)
        images = np.zeros((count, 28, 28), dtype=np.uint8)
        images[np.arange(count), 2 * labels + 3] = 200
        for kind, array in (("images-idx3", images), ("labels-idx1", labels)):
            head = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
            (tmp_path / f"{part}-{kind}-ubyte.gz").write_bytes(gzip.compress(head + array.tobytes()))
    done = subprocess.run([sys.executable, "mnist.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and re.fullmatch(r"wrong: \d+\.\d\d%\n", done.stdout), done.stderr
