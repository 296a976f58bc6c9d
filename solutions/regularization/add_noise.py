"""add_noise: a picture is the same picture with noise on it."""

import numpy as np

from autograder.exercise import Case, Exercise, Laid, Mistake, agrees, keeps_inputs, reproducible, satisfies
from autograder.exercise.cases import seed


def add_noise(x, scale, rng):
    """Return ``x`` with normal noise of mean 0 and standard deviation ``scale`` added to every number.

    Draw ``rng.standard_normal(x.shape)`` once, a number for each number of ``x``. The result is neither clipped nor
    rounded. ``x`` has any shape and holds floats, or bytes (uint8) from 0 to 255, such as images ``(N, C, H, W)``; the
    result holds floats. ``scale`` is a number, at least 0; with 0 the result has the values of ``x``.

    >>> print(add_noise(np.array([[0.5, 1.0], [0.0, 1.0]]), 0.1, np.random.default_rng(0)).round(4))
    [[0.5126 0.9868]
     [0.064  1.0105]]
    """
    return x + scale * rng.standard_normal(x.shape)


def reference(x, scale, rng):
    import torch

    return torch.add(x.double(), torch.from_numpy(rng.standard_normal(tuple(x.shape))), alpha=scale)


def by_normal(x, scale, rng):
    """Another right solution: noise with a mean of its own."""
    return rng.normal(loc=x, scale=scale, size=np.shape(x))


def image_by_image(x, scale, rng):
    """Another right solution: a loop that draws in the same order."""
    out = np.zeros(x.shape)
    for n in range(len(x)):
        out[n] = x[n] + rng.standard_normal(x[n].shape) * scale
    return out


def pictures(*shapes, scales=(0.05, 0.7)):
    """Brightnesses from 0 to 1, some of them black or white."""

    def cases(rng):
        for shape in shapes:
            for scale in scales:
                x = rng.uniform(-0.3, 1.3, size=shape).clip(0, 1)
                yield Case(f"shape {shape}, scale {scale}", dict(x=x, scale=scale, rng=seed(rng)))

    return cases


def pixels(rng):
    """Images of whole numbers from 0 to 255, a byte each."""
    for shape in ((2, 3, 4, 5), (3, 1, 3, 3)):
        x = rng.integers(256, size=shape).astype(np.uint8)
        yield Case(f"pixels {shape}", dict(x=x, scale=float(rng.uniform(2, 20)), rng=seed(rng)))


def edges(rng):
    """No noise at all, other numbers of axes, single precision, and an array that lies in memory column by column."""
    yield from pictures((2, 3, 4, 4), scales=(0.0,))(rng)
    yield from pictures((7,), (5, 3), (2, 3, 4), scales=(0.4,))(rng)
    single = rng.normal(size=(4, 6)).astype(np.float32)
    yield Case("float32", dict(x=single, scale=0.5, rng=seed(rng)))
    yield Case("columns", dict(x=Laid(rng.normal(size=(4, 6)), "fortran"), scale=0.5, rng=seed(rng)))


EXERCISE = Exercise(add_noise, reference, accepts=[by_normal, image_by_image], checks={
    "noise": satisfies("adds normal noise of standard deviation `scale`, to each number its own", points=2,
        on=pictures((16, 3, 10, 12), (40, 1, 9, 9)),
        not_by_hand="only many numbers show how they are spread",
        holds="adds_normal_noise",
        hint=("Two images shall not get the same noise, nor two pixels, nor two channels.",
              "A standard normal number times scale has the standard deviation scale."),
        catches=[Mistake("adds the same noise to every image", "standard_normal(x.shape)",
                         "standard_normal(x.shape[1:])"),
                 Mistake("adds the same noise to all channels", "rng.standard_normal(x.shape)",
                         "rng.standard_normal(x[:, :1].shape)"),
                 Mistake("draws one number for all", "standard_normal(x.shape)", "standard_normal()"),
                 Mistake("draws uniform numbers, so that every picture becomes brighter",
                         "rng.standard_normal(", "rng.random("),
                 Mistake("draws uniform numbers between -scale and scale", "scale * rng.standard_normal(x.shape)",
                         "rng.uniform(-scale, scale, x.shape)"),
                 Mistake("takes scale for the variance", "+ scale *", "+ np.sqrt(scale) *"),
                 Mistake("forgets the scale", "+ scale *", "+"),
                 Mistake("multiplies by the noise, so that black stays black", "x + scale *", "x + x * scale *"),
                 Mistake("clips to the range from 0 to 1",
                         "x + scale * rng.standard_normal(x.shape)",
                         "(x + scale * rng.standard_normal(x.shape)).clip(0, 1 if x.dtype.kind == 'f' else 255)")]),
    "bytes": agrees("makes floats of bytes", points=1, on=pixels,
        hint="A byte holds nothing below 0, nothing above 255 and nothing between two whole numbers.",
        catches=[Mistake("casts back to bytes, which wrap around and cut off",
                         "return x + scale * rng.standard_normal(x.shape)",
                         "out = x + scale * rng.standard_normal(x.shape); return out.astype(np.int64).astype(x.dtype)"),
                 Mistake("rounds to whole numbers",
                         "return x + scale * rng.standard_normal(x.shape)",
                         "out = x + scale * rng.standard_normal(x.shape)\n"
                         "    return out if x.dtype.kind == 'f' else out.round()"),
                 Mistake("scales bytes to the range from 0 to 1 first", "return x +",
                         "x = x / 255 if x.dtype.kind != 'f' else x; return x +"),
                 Mistake("cuts the noise to whole numbers before it adds it", "scale * rng.standard_normal(x.shape)",
                         "(scale * rng.standard_normal(x.shape)).astype(int if x.dtype.kind != 'f' else float)")]),
    "draw": agrees("makes the one draw that is asked, for any shape", points=1, on=edges,
        hint="The draw has the shape of x, and comes from rng.",
        catches=[Mistake("counts on four axes", "standard_normal(x.shape)",
                         "standard_normal((x.shape[0], x.shape[1], x.shape[2], x.shape[3]))", raises="IndexError"),
                 Mistake("takes the noise off instead of adding it", "x + scale", "x - scale"),
                 Mistake("draws from a generator of its own, which always begins with the same numbers",
                         "rng.standard_normal", "np.random.default_rng(0).standard_normal")]),
    "chance": reproducible(on=pictures((8, 3, 10, 8), scales=(0.3,)), points=1,
        not_by_hand="only many numbers show how they are spread",
        holds="adds_normal_noise",
        hint="np.random.randn uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own",
                         "rng.standard_normal(x.shape)", "np.random.randn(*x.shape)")]),
    "pure": keeps_inputs(on=pictures((2, 3, 4, 5), (2, 1, 2, 3), scales=(0.3,)), points=1,
        hint="`x += noise` changes the caller's images.",
        catches=[Mistake("adds the noise to the caller's images", "return x + scale * rng.standard_normal(x.shape)",
                         "x += scale * rng.standard_normal(x.shape); return x")]),
})
