"""Named drawings for a check's ``draws``: what of a result can be seen, as a curve of training or as a divided plane.

Each gets a call's inputs, its result (of the reference's structure, shapes and dtypes) and known facts, and is called
for public cases alone.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.records import Boundary
from autograder.records.picture import MOST
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.inputs import Array
from autograder.worker.wire import Value

SIDE = 32  # rows and columns of a plane
MARGIN = 0.25  # around the points, as a share of their spread
ON_LINE = 1e-6  # so near to 0 a unit's sum says nothing about its side
CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = np.array([0, 1, 1, 0])
Classes = Callable[[Array], Array]
"""Points (N, 2) -> booleans (N,)."""


@dataclass(frozen=True)
class Run:
    """The numbers of a training run, one a step, and what they are."""

    name: str
    numbers: Sequence[Any]


Drawing = Callable[[Mapping[str, Value], Value, Mapping[str, Value]], Run | Boundary]


def losses(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> Run:
    """The losses of training: the last item returned, a list, or a dict that has one as ``'loss'``."""
    last = returned[-1]
    return Run("loss", last["loss"] if isinstance(last, dict) else last)


def validation_losses(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> Run:
    """The losses on the validation data: the list ``'validation_loss'`` of the last item returned, a dict."""
    return Run("validation loss", returned[-1]["validation_loss"])


def mistakes(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> Run:
    """How many samples were wrong in each epoch: the last item returned, a list."""
    return Run("mistakes in an epoch", returned[-1])


def unit_on_plane(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> Boundary:
    """Where a hardlim unit fires, whose ``w, b`` are the first items returned; with the samples ``x``, ``t``."""
    w, b = np.asarray(returned[0]), np.asarray(returned[1])
    return plane(lambda x: x @ w + b >= 0, np.asarray(inputs["x"]), np.asarray(inputs["t"]))


def line_on_plane(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> Boundary:
    """Which side of the line through the returned places ``x2`` a unit ``w, b`` takes for 1; with points as it does.

    The line is the straight one nearest to the points (``x1``, ``x2``), two or more.
    """
    w, b, x1 = np.asarray(inputs["w"]), inputs["b"], np.ravel(inputs["x1"])
    slope, start = np.polyfit(x1, np.ravel(returned), 1)
    true = -(w[0] * x1 + b) / w[1]
    across, up = (np.linspace(places.min() - 1, places.max() + 1, 5) for places in (x1, true))
    points = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    points = points[np.abs(points @ w + b) > ON_LINE]
    return plane(lambda x: np.sign(w[1]) * (x[:, 1] - slope * x[:, 0] - start) >= 0, points, points @ w + b >= 0)


def network_on_plane(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> Boundary:
    """Where a network of sigmoid units gives 1/2 or more, whose ``[(w, b), ...]`` are the first item returned.

    Its last layer is linear. The samples are ``x``, ``t``.
    """

    def fires(a: Array) -> Array:
        for place, (w, b) in enumerate(returned[0]):
            a = (1 / (1 + np.exp(-a)) if place else a) @ np.asarray(w) + np.asarray(b)
        return np.ravel(a) >= 0.5

    return plane(fires, np.asarray(inputs["x"]), np.ravel(inputs["t"]))


def xor_network(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> Boundary:
    """Where a network ``w1, b1, w2, b2`` of hardlim units fires, which is to compute XOR."""
    w1, b1, w2, b2 = (np.asarray(item) for item in returned)
    return plane(lambda x: (x @ w1 + b1 >= 0) @ w2 + b2 >= 0, CORNERS, XOR)


def unit_on_hidden_xor(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> Boundary:
    """Where a hardlim unit ``v, c`` fires, on what the hidden units of `xor_hidden` say of the four inputs."""
    v, c = (np.asarray(item) for item in returned)
    hidden = 1 / (1 + np.exp(4 - CORNERS @ np.array([[-1.0, 1.0], [1.0, -1.0]])))
    return plane(lambda h: h @ v + c >= 0, hidden, XOR, axes=("h1", "h2"))


def plane(fires: Classes, points: Array, asked: Array, axes: tuple[str, str] = ("x1", "x2")) -> Boundary:
    """The part of the plane around the ``points`` (N, 2), whose classes should be those ``asked`` (N,), 0 or 1."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = MARGIN * np.where(high > low, high - low, 1.0)
    (left, bottom), (right, top) = low - room, high + room
    across, down = (np.linspace(*ends, 2 * SIDE + 1)[1::2] for ends in ((left, right), (top, bottom)))
    places = np.stack(np.meshgrid(across, down), axis=-1).reshape(-1, 2)
    rows = np.asarray(fires(places)).reshape(SIDE, SIDE).astype(int)
    marked = zip(points[:MOST].tolist(), asked[:MOST].tolist(), fires(points[:MOST]).tolist(), strict=True)
    return Boundary(
        axes=axes,
        left=float(left),
        right=float(right),
        bottom=float(bottom),
        top=float(top),
        classes=tuple("".join(map(str, row)) for row in rows),
        points=tuple((x, y, int(wanted), int(given)) for (x, y), wanted, given in marked),
    )


DRAWINGS: dict[str, Drawing] = {
    "line_on_plane": line_on_plane,
    "losses": losses,
    "mistakes": mistakes,
    "network_on_plane": network_on_plane,
    "unit_on_hidden_xor": unit_on_hidden_xor,
    "unit_on_plane": unit_on_plane,
    "validation_losses": validation_losses,
    "xor_network": xor_network,
}
