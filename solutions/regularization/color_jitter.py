"""color_jitter: a cat at sunset is a cat."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, reproducible
from autograder.exercise.cases import seed


def color_jitter(x, strength, rng):
    """Return the images ``x``, ``(N, C, H, W)``, with every channel of every image a little brighter or darker.

    Draw ``rng.uniform(1 - strength, 1 + strength, size=(N, C))`` once: a factor for each image and channel. All
    pixels of that channel are multiplied by it; then what is above 1 becomes 1. ``x`` holds floats from 0 to 1,
    ``strength`` is a number from 0 to 1; with 0 the result has the values of ``x``.

    Libraries mean several things by the name. Here the channels have factors of their own, so that colours change;
    contrast, saturation and hue are left alone.

    >>> x = np.array([[[[0.2, 0.4]], [[0.5, 1.0]], [[0.6, 1.0]]]])
    >>> print(color_jitter(x, 0.5, np.random.default_rng(0)).round(4))
    [[[[0.2274 0.4548]]
    <BLANKLINE>
      [[0.3849 0.7698]]
    <BLANKLINE>
      [[0.3246 0.541 ]]]]
    """
    factors = rng.uniform(1 - strength, 1 + strength, size=x.shape[:2])
    return np.minimum(x * factors[:, :, None, None], 1)


def reference(x, strength, rng):
    """A convolution of each channel with one pixel, the factor."""
    import torch

    n, channels, height, width = x.shape
    factors = torch.from_numpy(rng.uniform(1 - strength, 1 + strength, size=(n, channels)))
    flat = x.reshape(1, n * channels, height, width)
    out = torch.nn.functional.conv2d(flat, factors.reshape(-1, 1, 1, 1), groups=n * channels)
    return out.reshape(x.shape).clamp(0, 1)


def channel_by_channel(x, strength, rng):
    """Another right solution: a loop that draws in the same order."""
    out = x.copy()
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            out[n, c] *= 1 + strength * (2 * rng.random() - 1)
    return out.clip(0, 1)


def by_einsum(x, strength, rng):
    """Another right solution: einsum names the axes."""
    factors = 1 - strength + 2 * strength * rng.random(x.shape[:2])
    return np.clip(np.einsum("nc,nchw->nchw", factors, x), 0.0, 1.0)


def pictures(*shapes, strengths=(0.3, 0.9), brightest=1.0):
    """Brightnesses from 0 up to ``brightest``."""

    def cases(rng):
        for shape in shapes:
            for strength in strengths:
                x = rng.uniform(0, brightest, size=shape)
                yield Case(f"shape {shape}, strength {strength}, up to {brightest}",
                           dict(x=x, strength=strength, rng=seed(rng)))

    return cases


def edges(rng):
    """Nothing changes at strength 0, and at 1 a channel may go dark; single precision."""
    yield from pictures((2, 3, 4, 5), (3, 3, 3, 3), (2, 3, 2, 3), strengths=(0.0, 1.0))(rng)
    x = rng.uniform(size=(2, 3, 4, 4)).astype(np.float32)
    yield Case("float32", dict(x=x, strength=0.4, rng=seed(rng)))


DRAWN = "rng.uniform(1 - strength, 1 + strength, size=x.shape[:2])"
FACTORS = "factors[:, :, None, None]"

EXERCISE = Exercise(color_jitter, reference, accepts=[channel_by_channel, by_einsum], checks={
    "factor": agrees("multiplies an image's channels, each by its factor", points=2,
        on=pictures((1, 3, 4, 5), (1, 1, 3, 2), (1, 4, 4, 4), brightest=0.5),
        hint=("strength 0.3 means: between 70 % and 130 % of the brightness.",
              "The factors have two axes, the images four: give the factors two more, of length 1."),
        catches=[Mistake("draws one factor for all channels: brightness, not colour", DRAWN,
                         "np.repeat(rng.uniform(1 - strength, 1 + strength, size=(len(x), 1)), x.shape[1], axis=1)"),
                 Mistake("adds instead of multiplying", "x * factors[:, :, None, None]",
                         "x + factors[:, :, None, None] - 1"),
                 Mistake("only makes brighter", "rng.uniform(1 - strength, ", "rng.uniform(1, "),
                 Mistake("only makes darker", "1 + strength,", "1,"),
                 Mistake("takes strength for the largest factor", "rng.uniform(1 - strength, 1 + strength,",
                         "rng.uniform(0, strength,"),
                 Mistake("leaves out the 1: factors around 0, and negatives",
                         "1 - strength, 1 + strength", "-strength, strength"),
                 Mistake("draws normal factors", DRAWN, "1 + strength * rng.standard_normal(x.shape[:2])"),
                 Mistake("draws a factor for each pixel, which is noise", "size=x.shape[:2])\n",
                         "size=x.shape); return np.minimum(x * factors, 1)\n")]),
    "batch": agrees("gives every image factors of its own", points=2,
        on=pictures((4, 3, 3, 5), (3, 3, 3, 3), (2, 1, 4, 3), (16, 3, 2, 2), brightest=0.5),
        hint="The first axis of the draw is the batch's.",
        catches=[Mistake("draws a factor for each channel only, the same for all images", "size=x.shape[:2])",
                         "size=x.shape[1])[None].repeat(len(x), axis=0)"),
                 Mistake("draws channel by channel, not image by image", DRAWN,
                         "rng.uniform(1 - strength, 1 + strength, size=x.shape[1::-1]).T"),
                 Mistake("lays the factors along height and width, the last two axes", FACTORS, "factors")]),
    "clip": agrees("clips what becomes brighter than white", points=1, on=pictures((2, 3, 4, 5), (1, 3, 3, 3)),
        hint="What is twice as bright as white?",
        catches=[Mistake("lets numbers grow above 1", "np.minimum(x * factors[:, :, None, None], 1)",
                         "x * factors[:, :, None, None]"),
                 Mistake("clips the factors, not the pixels", "np.minimum(x * factors[:, :, None, None], 1)",
                         "x * np.minimum(factors, 1)[:, :, None, None]"),
                 Mistake("divides by the brightest pixel where that is above 1",
                         "np.minimum(x * factors[:, :, None, None], 1)",
                         "x * factors[:, :, None, None] / max(1, (x * factors[:, :, None, None]).max())"),
                 Mistake("wraps around at 1", "np.minimum(x * factors[:, :, None, None], 1)",
                         "x * factors[:, :, None, None] % 1")]),
    "edge": agrees("changes nothing at strength 0, and goes down to dark at 1", points=1, on=edges,
        hint="Put 0 and 1 for strength in the two ends of the range.",
        catches=[Mistake("never goes below a fifth of the brightness", "1 - strength,", "max(0.2, 1 - strength),"),
                 Mistake("draws factors between 1 / (1 + strength) and 1 + strength", "uniform(1 - strength,",
                         "uniform(1 / (1 + strength),")]),
    "chance": reproducible(on=pictures((2, 3, 4, 5), (2, 3, 1, 3), strengths=(0.3,)), points=1,
        hint="np.random.uniform uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own", "rng.uniform", "np.random.uniform")]),
    "pure": keeps_inputs(on=pictures((2, 3, 4, 5), (2, 3, 1, 3), strengths=(0.3,)), points=1,
        hint="`x *= factors` changes the caller's images.",
        catches=[Mistake("multiplies the caller's images in place", "x * factors[:, :, None, None]",
                         "x.__imul__(factors[:, :, None, None])")]),
})
