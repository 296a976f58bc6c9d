"""rotate: a picture is held a little askew."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def rotate(x, degrees):
    """Return the square images ``x``, ``(N, C, S, S)``, all turned counterclockwise by ``degrees``, as a new array.

    They turn about the middle of the picture, row and column ``(S - 1) / 2``, which is between pixels where ``S`` is
    even; rows count downwards. Each pixel of the result takes the value that ``x`` has at the place it comes from, by
    bilinear interpolation: the weighted mean of the four pixels around that place, each with the weight
    ``(1 - dr) * (1 - dc)`` for its distances ``dr`` in rows and ``dc`` in columns. Outside the picture ``x`` is 0.

    >>> x = np.zeros((1, 1, 3, 3))
    >>> x[0, 0, 1, 2] = 1
    >>> print(rotate(x, 45)[0, 0].round(4))
    [[0.     0.2071 0.5858]
     [0.     0.     0.2071]
     [0.     0.     0.    ]]
    """
    size = x.shape[2]
    centre, angle = (size - 1) / 2, np.deg2rad(degrees)
    down, right = np.indices((size, size)) - centre
    row = centre + down * np.cos(angle) + right * np.sin(angle)
    column = centre + right * np.cos(angle) - down * np.sin(angle)
    out = np.zeros(x.shape)
    for i, j in np.ndindex(size, size):
        weight = np.maximum(0, 1 - np.abs(row - i)) * np.maximum(0, 1 - np.abs(column - j))
        out += x[:, :, i, j, None, None] * weight
    return out


def reference(x, degrees):
    """torch's affine_grid and grid_sample, whose rows count downwards, too."""
    import math

    import torch
    from torch.nn import functional as F

    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    theta = torch.tensor([[[cos, -sin, 0.0], [sin, cos, 0.0]]], dtype=torch.float64).expand(len(x), 2, 3)
    grid = F.affine_grid(theta, list(x.shape), align_corners=True)
    return F.grid_sample(x.double(), grid, align_corners=True)


def with_four_neighbours(x, degrees):
    """Another right solution: the four neighbours by index, in a picture with a border."""
    size = x.shape[-1]
    angle, middle = degrees * np.pi / 180, (size - 1) / 2
    padded = np.pad(x, [(0, 0), (0, 0), (1, 1), (1, 1)]).astype(float)
    out = np.zeros(x.shape)
    for i in range(size):
        for j in range(size):
            over, up = j - middle, middle - i
            row = middle - (up * np.cos(angle) - over * np.sin(angle))
            column = middle + over * np.cos(angle) + up * np.sin(angle)
            top, left = int(np.floor(row)), int(np.floor(column))
            if -1 <= top < size and -1 <= left < size:
                y, z = row - top, column - left
                window = padded[:, :, top + 1:top + 3, left + 1:left + 3]
                out[:, :, i, j] = (window * np.outer([1 - y, y], [1 - z, z])).sum(axis=(2, 3))
    return out


def pushed(x, degrees):
    """A mistake: each pixel of x is put where it goes, so that holes stay."""
    size = x.shape[2]
    centre, angle = (size - 1) / 2, np.deg2rad(degrees)
    out = np.zeros(x.shape)
    for i, j in np.ndindex(size, size):
        down, right = i - centre, j - centre
        row = int(np.round(centre + down * np.cos(angle) - right * np.sin(angle)))
        column = int(np.round(centre + right * np.cos(angle) + down * np.sin(angle)))
        if 0 <= row < size and 0 <= column < size:
            out[:, :, row, column] = x[:, :, i, j]
    return out


def pictures(*shapes, angles=(20.0, -35.0)):
    """Random images."""

    def cases(rng):
        for shape in shapes:
            for degrees in angles:
                yield Case(f"{shape} by about {degrees}",
                           dict(x=rng.uniform(1, 2, size=shape), degrees=degrees + float(rng.uniform(-5, 5))))

    return cases


BLEND = "np.maximum(0, 1 - np.abs(row - i)) * np.maximum(0, 1 - np.abs(column - j))"

EXERCISE = Exercise(rotate, reference, accepts=[with_four_neighbours], harmless=[
    Harmless("the images are square", ("size = x.shape[2]", "size = x.shape[3]"))], checks={
    "turned": agrees("turns counterclockwise about the middle", points=3,
        on=several(pictures((2, 1, 3, 3), (1, 2, 5, 5)), pictures((2, 2, 4, 4), angles=(100.0, -160.0))),
        hint=("Where does the pixel at row r and column c of the result come from?",
              "From the place that a turn clockwise gives: take the centre off, turn, add the centre."),
        catches=[Mistake("turns clockwise", "np.deg2rad(degrees)", "-np.deg2rad(degrees)"),
                 Mistake("takes degrees for radians", "np.deg2rad(degrees)", "degrees"),
                 Mistake("turns about S / 2", "(size - 1) / 2", "size / 2"),
                 Mistake("turns about the corner", "(size - 1) / 2", "0"),
                 Mistake("puts each pixel where it goes, so that holes stay", function=pushed)]),
    "blend": agrees("blends the four pixels around a place", points=2,
        on=pictures((1, 1, 4, 4), (2, 1, 3, 3), angles=(10.0, -50.0, 75.0)),
        hint="The closer a neighbour is in rows and in columns, the more it weighs.",
        catches=[Mistake("takes the nearest pixel", BLEND,
                         "1.0 * (np.abs(row - i) <= 0.5) * (np.abs(column - j) <= 0.5)"),
                 Mistake("takes the pixel above and to the left", BLEND,
                         "1.0 * (np.floor(row) == i) * (np.floor(column) == j)")]),
    "outside": agrees("lets zeros in", points=1, on=pictures((1, 1, 2, 2), (1, 1, 5, 5), angles=(45.0, 135.0)),
        hint="The corners of a turned picture come from outside; a border pixel blends with 0.",
        catches=[Mistake("repeats the border", "    out = np.zeros(x.shape)\n",
                         "    row, column = np.clip(row, 0, size - 1), np.clip(column, 0, size - 1)\n"
                         "    out = np.zeros(x.shape)\n"),
                 Mistake("lets what leaves on one side come in on the other", "    out = np.zeros(x.shape)\n",
                         "    row, column = row % (size - 1), column % (size - 1)\n    out = np.zeros(x.shape)\n")]),
    "pure": keeps_inputs(on=pictures((1, 1, 3, 3)), points=1,
        hint="Turning in place mixes what is turned already with what is not.",
        catches=[Mistake("writes the result into the caller's images", "    return out",
                         "    x[...] = out; return out")]),
})
