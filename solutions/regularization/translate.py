"""translate: the same thing, a little elsewhere."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def translate(x, rows, columns):
    """Return the images ``x``, ``(N, C, H, W)``, moved down by ``rows`` and right by ``columns`` pixels.

    Both are whole numbers of any sign: negative ones move up and left. What leaves the picture is lost, and zeros move
    in on the other side; a move by more than the picture's size leaves zeros only. The result is a new array.

    >>> x = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]])
    >>> print(translate(x, 1, -1)[0, 0])
    [[0. 0. 0.]
     [2. 3. 0.]]
    """
    out = np.zeros_like(x)
    height, width = x.shape[2:]
    for row in range(max(rows, 0), min(height, height + rows)):
        for column in range(max(columns, 0), min(width, width + columns)):
            out[:, :, row, column] = x[:, :, row - rows, column - columns]
    return out


def reference(x, rows, columns):
    """torch's padding, which crops where it is negative."""
    from torch.nn import functional as F

    height, width = x.shape[2:]
    rows, columns = (max(-size, min(size, by)) for size, by in ((height, rows), (width, columns)))
    return F.pad(F.pad(x, (max(columns, 0), max(-columns, 0), max(rows, 0), max(-rows, 0))),
                 (min(columns, 0), min(-columns, 0), min(rows, 0), min(-rows, 0)))


def by_slices(x, rows, columns):
    """Another right solution: one slice for each axis."""
    height, width = x.shape[2:]
    big = np.zeros((*x.shape[:2], 3 * height, 3 * width))
    rows, columns = int(np.clip(rows, -height, height)), int(np.clip(columns, -width, width))
    big[:, :, height + rows:2 * height + rows, width + columns:2 * width + columns] = x
    return big[:, :, height:2 * height, width:2 * width].copy()


def moved(*moves, shape=(2, 3, 4, 5)):
    """Random images, moved."""

    def cases(rng):
        for rows, columns in moves:
            yield Case(f"{shape} by {rows}, {columns}", dict(x=rng.uniform(1, 2, size=shape), rows=rows,
                                                             columns=columns))

    return cases


EXERCISE = Exercise(translate, reference, accepts=[by_slices], checks={
    "down": agrees("moves down and right", points=2,
        on=several(moved((1, 0), (0, 2), (2, 1)), moved((1, 1), (3, 2), shape=(1, 1, 4, 4))),
        hint="The pixel that comes to row r was in row r - rows.",
        catches=[Mistake("lets what leaves on one side come in on the other", "np.zeros_like(x)",
                         "np.roll(x, (rows, columns), axis=(2, 3))"),
                 Mistake("repeats the border instead of letting zeros in", "np.zeros_like(x)",
                         "np.pad(x, [(0, 0), (0, 0), (9, 9), (9, 9)], mode='edge')"
                         "[:, :, 9 - rows:9 - rows + x.shape[2], 9 - columns:9 - columns + x.shape[3]]"),
                 Mistake("swaps rows and columns", "    out = np.zeros_like(x)\n",
                         "    rows, columns = columns, rows\n    out = np.zeros_like(x)\n"),
                 Mistake("moves up and left", "    out = np.zeros_like(x)\n",
                         "    rows, columns = -rows, -columns\n    out = np.zeros_like(x)\n")]),
    "up": agrees("moves up and left for negative numbers", points=1,
        on=several(moved((-1, 0), (0, -2), (-2, 1), (1, -3), (0, 0)), moved((-2, -1), shape=(2, 1, 3, 3))),
        hint="A slice that begins at -1 begins at the end.",
        catches=[Mistake("moves down by negative numbers, too", "    out = np.zeros_like(x)\n",
                         "    rows, columns = abs(rows), abs(columns)\n    out = np.zeros_like(x)\n")]),
    "away": agrees("leaves zeros of a picture that has moved away", points=1,
        on=several(moved((4, 0), (0, -5), (7, 1), (1, 9)), moved((3, -3), (-4, 0), shape=(1, 2, 3, 3)), moved((1, 1))),
        hint="How far can a pixel move before it has left?",
        catches=[Mistake("counts moves round and round", "    out = np.zeros_like(x)\n",
                         "    rows, columns = np.fmod(rows, x.shape[2]), np.fmod(columns, x.shape[3])\n"
                         "    out = np.zeros_like(x)\n")]),
    "pure": keeps_inputs(on=several(moved((1, 1), (0, 2)), moved((1, 1), shape=(1, 2, 3, 4))), points=1,
        hint="Moving in place changes the training data for all later epochs.",
        catches=[Mistake("clears the caller's images", "    return out", "    x[...] = out; return out")]),
})
