"""The course's numbers and scripts that its own checks do not prove: against others' counts, and on files."""

import gzip
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.properties import draws_polygon
from autograder.worker.functions import FUNCTIONS
from tests.conftest import REPOSITORY

BLOCKS = {
    "resnet18": ([2, 2, 2, 2], False),
    "resnet34": ([3, 4, 6, 3], False),
    "resnet50": ([3, 4, 6, 3], True),
    "resnet101": ([3, 4, 23, 3], True),
    "resnet152": ([3, 8, 36, 3], True),
}
LAYERS_OF_SHEETS = {"Conv2d", "MaxPool2d", "Linear"}
GROUPED_ALEXNET = 60965224  # the size of BVLC's model in Caffe: the network of 2012


@cache
def assignment(name: str) -> SolvedAssignment:
    return load_assignment(load_course(REPOSITORY / "grader.yaml"), name)


def module(name: str) -> str:
    return assignment(name).module({exercise.name: exercise.source.text for exercise in assignment(name).exercises})


def answer(name: str, *args: Any) -> Any:
    """What the course's own answer in `convnets` returns."""
    return assignment("convnets").exercise(name).declaration.function(*args)


@pytest.fixture(scope="module")
def models() -> Iterator[Any]:
    """torchvision's models. Their tensors have shapes and no numbers, so that the largest costs nothing.

    A wheel for another device than torch's own cannot load its operators, and is imported only where they are declared.
    No model uses them.
    """
    torch = pytest.importorskip("torch")
    declared = torch.library.Library("torchvision", "FRAGMENT")
    try:
        torchvision = pytest.importorskip("torchvision")
    except RuntimeError:
        for name in ("nms", "qnms"):
            declared.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        torchvision = pytest.importorskip("torchvision")
    with torch.device("meta"):
        yield torchvision.models


def sizes(layers: Iterable[Any]) -> list[int]:
    """How many numbers each layer learns, of those that learn."""
    counted = (sum(array.numel() for array in layer.parameters()) for layer in layers)
    return [count for count in counted if count]


def shapes(model: Any, layers: Iterable[Any], side: int = 224) -> list[tuple[int, ...]]:
    """What the layers put out for one image."""
    import torch

    seen: list[tuple[int, ...]] = []
    for layer in layers:
        layer.register_forward_hook(lambda _layer, _inputs, out: seen.append(tuple(out.shape[1:])))
    model.eval()(torch.empty(1, 3, side, side))
    return seen


@pytest.mark.parametrize(("name", "letter"), [("vgg11", "A"), ("vgg13", "B"), ("vgg16", "D"), ("vgg19", "E")])
def test_the_layers_of_vgg_are_those_of_torchvision(models: Any, name: str, letter: str) -> None:
    config, model = models.vgg.cfgs[letter], models.get_model(name, init_weights=False)
    assert answer("vgg_parameters", config) == sizes([*model.features, *model.classifier])
    named = [layer for layer in (*model.features, *model.classifier) if type(layer).__name__ in LAYERS_OF_SHEETS]
    assert answer("vgg_shapes", config) == shapes(model, named)


@pytest.mark.parametrize("name", BLOCKS)
def test_the_parts_of_resnet_are_those_of_torchvision(models: Any, name: str) -> None:
    model = models.get_model(name)
    stages = [model.layer1, model.layer2, model.layer3, model.layer4]
    stem, *counts = sizes([model.conv1, model.bn1, *stages, model.fc])
    assert answer("resnet_parameters", *BLOCKS[name]) == [stem + counts[0], *counts[1:]]
    found = shapes(model, [model.conv1, model.maxpool, *stages, model.avgpool, model.fc])
    assert answer("resnet_shapes", *BLOCKS[name]) == [*found[:-2], found[-2][:1], found[-1]]


def test_alexnet_is_torchvisions_but_for_its_groups_and_widths(models: Any) -> None:
    """torchvision has the network of 2014 (one graphics card): other widths, no groups, a first padding of 2.

    Widened as in 2012 and cut into groups, layer by layer, it is ours; its dense layers are ours as they are.
    """
    import torch

    model = models.get_model("alexnet")
    plain = [layer for layer in model.features if isinstance(layer, torch.nn.Conv2d)]
    assert answer("alexnet_parameters")[5:] == sizes(model.classifier)
    assert [layer.out_channels for layer in plain] == [64, 192, 384, 256, 256]
    channels, widths, groups = 3, [96, 256, 384, 384, 256], [1, 2, 1, 2, 2]
    for place, layer in enumerate(model.features):
        if layer in plain:
            filters, cut = widths.pop(0), groups.pop(0)
            padding = layer.padding if place else 0
            model.features[place] = torch.nn.Conv2d(
                channels, filters, layer.kernel_size, layer.stride, padding, groups=cut
            )
            channels = filters
    assert answer("alexnet_parameters") == sizes([*model.features, *model.classifier])
    assert sum(answer("alexnet_parameters")) == GROUPED_ALEXNET
    named = [layer for layer in (*model.features, *model.classifier) if type(layer).__name__ in LAYERS_OF_SHEETS]
    assert answer("alexnet_shapes") == shapes(model, named, 227)


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


def student_of_mnist(root: Path) -> Path:
    """A student's folder: the script that the sheet prints, beside the functions that it imports."""
    sheet = (REPOSITORY / "solutions/deep_networks/handout.md").read_text()
    [script] = [block for block in re.findall(r"```python\n(.*?)```", sheet, flags=re.DOTALL) if "read_idx" in block]
    root.mkdir()
    (root / "mnist.py").write_text(script)
    for name in ("deep_networks", "training"):
        (root / f"{name}.py").write_text(module(name))
    return root


def run_mnist(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "mnist.py", *args]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_the_script_for_mnist_trains_on_the_files_where_they_are(tmp_path: Path) -> None:
    """On small files of the real format: what the sheet prints is run as a student would run it."""
    student, files, rng = student_of_mnist(tmp_path / "student"), tmp_path / "files", np.random.default_rng(0)
    files.mkdir()
    for part, count in (("train", 400), ("t10k", 50)):
        labels = rng.integers(10, size=count).astype(np.uint8)
        images = np.zeros((count, 28, 28), dtype=np.uint8)
        images[np.arange(count), 2 * labels + 3] = 200
        for kind, array in (("images-idx3", images), ("labels-idx1", labels)):
            head = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
            (files / f"{part}-{kind}-ubyte.gz").write_bytes(gzip.compress(head + array.tobytes()))
    done = run_mnist(student, str(files))
    found = re.fullmatch(r"wrong: (\d+\.\d\d)%\n", done.stdout)
    assert done.returncode == 0 and found and float(found[1]) < 50, done.stderr


def test_the_script_for_mnist_says_which_files_are_missing_and_what_to_do(tmp_path: Path) -> None:
    student = student_of_mnist(tmp_path / "student")
    (student / "train-images-idx3-ubyte.gz").write_bytes(b"")
    done = run_mnist(student)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    missing = "train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz"
    assert done.stderr.startswith(f"{student} does not have {missing}. Put the files of MNIST there")
    assert "python mnist.py FOLDER" in done.stderr
