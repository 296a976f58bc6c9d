"""random_crop: the same thing, seen a little from the left."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, reproducible
from autograder.exercise.cases import seed, several


def random_crop(x, size, rng):
    """Return a random square of ``size`` x ``size`` pixels from each of the images ``x``, ``(N, C, H, W)``.

    Draw the upper left corners, those of all images at once: first their rows,
    ``rng.integers(0, H - size + 1, size=N)``, then their columns, ``rng.integers(0, W - size + 1, size=N)``. So
    every square that lies inside the image is equally likely. All channels of an image are cut at the same place.
    The result is a new array, ``(N, C, size, size)``, of the dtype of ``x``; ``1 <= size <= min(H, W)``.

    >>> x = np.arange(24).reshape(2, 1, 3, 4)
    >>> random_crop(x, 2, np.random.default_rng(0)).tolist()
    [[[[5, 6], [9, 10]]], [[[16, 17], [20, 21]]]]
    """
    n, _, height, width = x.shape
    rows = rng.integers(0, height - size + 1, size=n)
    columns = rng.integers(0, width - size + 1, size=n)
    return np.stack([image[:, i : i + size, j : j + size] for image, i, j in zip(x, rows, columns)])


def reference(x, size, rng):
    """torch's unfold has all squares; one is picked for each image."""
    import torch

    n, _, height, width = x.shape
    rows = torch.from_numpy(rng.integers(0, height - size + 1, size=n))
    columns = torch.from_numpy(rng.integers(0, width - size + 1, size=n))
    squares = x.unfold(2, size, 1).unfold(3, size, 1)
    return squares[torch.arange(n), :, rows, columns]


def by_index(x, size, rng):
    """Another right solution: row and column numbers of all pixels."""
    n, channels, height, width = x.shape
    rows = rng.integers(height - size + 1, size=n)[:, None, None, None] + np.arange(size)[:, None]
    columns = rng.integers(width - size + 1, size=n)[:, None, None, None] + np.arange(size)
    return x[np.arange(n)[:, None, None, None], np.arange(channels)[:, None, None], rows, columns]


def pixel_by_pixel(x, size, rng):
    """Another right solution: loops that draw in the same order."""
    n, channels, height, width = x.shape
    out = np.empty((n, channels, size, size), dtype=x.dtype)
    tops = [rng.integers(0, height - size, endpoint=True) for _ in range(n)]
    lefts = [rng.integers(0, width - size, endpoint=True) for _ in range(n)]
    for k in range(n):
        for i in range(size):
            for j in range(size):
                out[k, :, i, j] = x[k, :, tops[k] + i, lefts[k] + j]
    return out


def pictures(*shapes, sizes, dtype=float):
    """Images in which no two pixels are the same."""

    def cases(rng):
        for shape in shapes:
            for size in sizes:
                x = rng.permutation(np.prod(shape)).reshape(shape).astype(dtype)
                yield Case(f"{np.dtype(dtype).name} {shape}, size={size}", dict(x=x, size=size, rng=seed(rng)))

    return cases


def several_draws(*shapes, size):
    """The same kind of image some times, so that chance does not hide a mistake."""
    return pictures(*shapes, sizes=(size,) * 4)


def edges(rng):
    """As large as the image, or one pixel smaller in one direction; a single pixel; bytes."""
    for shape, size in (((3, 3, 4, 4), 4), ((5, 1, 3, 6), 3), ((5, 2, 6, 3), 3), ((24, 1, 5, 5), 4), ((4, 3, 4, 5), 1),
                        ((4, 1, 2, 4), 2)):
        yield from pictures(shape, sizes=(size,))(rng)
    x = rng.integers(256, size=(4, 3, 6, 5)).astype(np.uint8)
    yield Case("bytes", dict(x=x, size=3, rng=seed(rng)))


def one_corner(x, size, rng):
    """A mistake: the whole batch is cut at one place."""
    row, column = rng.integers(0, x.shape[2] - size + 1), rng.integers(0, x.shape[3] - size + 1)
    return x[:, :, row : row + size, column : column + size].copy()


def centre(x, size, rng):
    """A mistake: no chance at all."""
    row, column = (x.shape[2] - size) // 2, (x.shape[3] - size) // 2
    return x[:, :, row : row + size, column : column + size].copy()


def image_by_image(x, size, rng):
    """A mistake: row and column of the first image, then those of the second, and so on."""
    corners = [(rng.integers(0, x.shape[2] - size + 1), rng.integers(0, x.shape[3] - size + 1)) for _ in x]
    return np.stack([image[:, i : i + size, j : j + size] for image, (i, j) in zip(x, corners)])


def columns_first(x, size, rng):
    """A mistake: draws in another order."""
    columns = rng.integers(0, x.shape[3] - size + 1, size=len(x))
    rows = rng.integers(0, x.shape[2] - size + 1, size=len(x))
    return np.stack([image[:, i : i + size, j : j + size] for image, i, j in zip(x, rows, columns)])


def in_place(x, size, rng):
    """A mistake: the squares overwrite what they are cut from."""
    rows = rng.integers(0, x.shape[2] - size + 1, size=len(x))
    columns = rng.integers(0, x.shape[3] - size + 1, size=len(x))
    for n in range(len(x)):
        x[n, :, :size, :size] = x[n, :, rows[n] : rows[n] + size, columns[n] : columns[n] + size].copy()
    return x[:, :, :size, :size].copy()


CUT = "image[:, i : i + size, j : j + size]"

EXERCISE = Exercise(random_crop, reference, accepts=[by_index, pixel_by_pixel], checks={
    "one": agrees("cuts a square out of one image", points=2,
        on=several(several_draws((1, 1, 6, 9), (1, 3, 9, 6), (1, 3, 7, 7), size=3),
                   several_draws((1, 1, 4, 5), size=2)),
        hint="Row and column have ranges of their own; all channels are cut alike.",
        catches=[Mistake("always cuts the centre", function=centre),
                 Mistake("always cuts the upper left corner", CUT, "image[:, :size, :size]"),
                 Mistake("takes the same number for row and column: corners lie on a diagonal",
                         "zip(x, rows, columns)", "zip(x, rows, np.minimum(rows, width - size))"),
                 Mistake("swaps rows and columns of the corners", CUT, "image[:, j : j + size, i : i + size]"),
                 Mistake("draws the columns before the rows", function=columns_first),
                 Mistake("takes size for the end of the square, not for its length", CUT, "image[:, i:size, j:size]")]),
    "batch": agrees("cuts every image at a place of its own", points=2,
        on=several(pictures((4, 3, 8, 11), (3, 3, 5, 5), (16, 1, 9, 6), sizes=(2, 4)),
                   pictures((3, 1, 3, 4), sizes=(2,))),
        hint="rows and columns hold a number for each image.",
        catches=[Mistake("cuts all images at one place", function=one_corner),
                 Mistake("draws the corners for all images, and uses the first", "zip(x, rows, columns)",
                         "zip(x, rows[:1].repeat(n), columns[:1].repeat(n))"),
                 Mistake("draws row and column image by image", function=image_by_image),
                 Mistake("draws rows for each image, but one column for all", "zip(x, rows, columns)",
                         "zip(x, rows, columns[:1].repeat(n))")]),
    "edge": agrees("reaches the last row and column, and cuts up to the whole image", points=2, on=edges,
        hint=("How many squares of 3 pixels are there in a row of 3, and in a row of 4?",
              "The upper end of rng.integers is not drawn; and an array that np.zeros makes holds floats."),
        catches=[Mistake("never reaches the last row and column, and fails for the whole image",
                         "    rows = rng.integers(0, height - size + 1, size=n)\n"
                         "    columns = rng.integers(0, width - size + 1, size=n)\n",
                         "    rows = rng.integers(0, height - size, size=n)\n"
                         "    columns = rng.integers(0, width - size, size=n)\n"),
                 Mistake("draws a corner too far, and cuts squares that are too small",
                         "    rows = rng.integers(0, height - size + 1, size=n)\n"
                         "    columns = rng.integers(0, width - size + 1, size=n)\n",
                         "    rows = rng.integers(0, height - size + 2, size=n)\n"
                         "    columns = rng.integers(0, width - size + 2, size=n)\n"),
                 Mistake("never reaches the last column", "0, width - size + 1", "0, max(width - size, 1)"),
                 Mistake("never reaches the last row", "0, height - size + 1", "0, max(height - size, 1)"),
                 Mistake("makes floats of bytes", "return np.stack(", "return 1.0 * np.stack(")]),
    "chance": reproducible(points=1,
        on=several(pictures((4, 3, 8, 11), (5, 1, 6, 6), sizes=(3,)), pictures((3, 1, 3, 4), sizes=(2,))),
        hint="np.random.randint uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own",
                         "    rows = rng.integers(0, height - size + 1, size=n)\n"
                         "    columns = rng.integers(0, width - size + 1, size=n)\n",
                         "    rows = np.random.randint(0, height - size + 1, size=n)\n"
                         "    columns = np.random.randint(0, width - size + 1, size=n)\n")]),
    "pure": keeps_inputs(on=several(pictures((4, 3, 8, 11), sizes=(3,)), pictures((3, 1, 3, 4), sizes=(2,))), points=1,
        hint="`x[n, :, :size, :size] = ...` writes into the caller's images.",
        catches=[Mistake("collects the squares in the caller's images", function=in_place)]),
})
