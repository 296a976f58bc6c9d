"""step_bump: two sigmoids make a tower (Nielsen 2015, chapter 4)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def step_bump(x, left, right, height, steepness):
    """Return ``height * (sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right)))``.

    It is about ``height`` between ``left`` and ``right`` and about 0 elsewhere: two sigmoid units that step up and
    down again. Towers of this sort, side by side, approximate any continuous function. ``x`` is a float array of any
    shape, and so is the result; the other arguments are numbers, ``left < right``, ``steepness > 0``. The result is
    finite even where ``steepness * x`` is 1e6.

    >>> print(step_bump(np.array([0.0, 0.4, 0.5]), 0.4, 0.6, 2.0, 50.0).round(4))
    [0.     0.9999 1.9732]
    """
    up, down = np.tanh(steepness / 2 * (x - left)), np.tanh(steepness / 2 * (x - right))
    return height / 2 * (up - down)  # sigmoid(z) = (1 + tanh(z / 2)) / 2, which never overflows


def reference(x, left, right, height, steepness):
    import torch

    return height * (torch.sigmoid(steepness * (x - left)) - torch.sigmoid(steepness * (x - right)))


def with_sigmoids(x, left, right, height, steepness):
    """Another right solution: a sigmoid by the sign of its argument."""
    total = np.zeros(x.shape)
    for place, sign in ((left, 1), (right, -1)):
        z = steepness * (x - place)
        small = np.exp(-np.abs(z))
        total += sign * height * np.where(z >= 0, 1 / (1 + small), small / (1 + small))
    return total


def overflowing(x, left, right, height, steepness):
    """A mistake: exp(z) / (1 + exp(z)) is infinity over infinity far to the right."""
    up, down = np.exp(steepness * (x - left)), np.exp(steepness * (x - right))
    return height * (up / (1 + up) - down / (1 + down))


def bumps(*shapes, steepness=5.0, spread=1.0):
    """Random bumps about 0."""

    def cases(rng):
        for shape in shapes:
            left = float(rng.uniform(-1, 0.3))
            right, x = left + float(rng.uniform(0.3, 1)), spread * rng.normal(size=shape)
            x.flat[0] = (left + right) / 2  # so that one number is not tiny
            inputs = dict(x=x, left=left, right=right,
                          height=float(rng.uniform(1, 3) * rng.choice([-1, 1])),
                          steepness=steepness * float(rng.uniform(0.5, 2)))
            yield Case(f"shape {shape}, steepness about {steepness:g}", inputs)

    return cases


EXERCISE = Exercise(step_bump, reference, accepts=[with_sigmoids], checks={
    "bump": agrees("steps up at left and down at right", on=bumps((9,), (4, 4), (2, 1, 5)), points=3,
        hint=("Where does a sigmoid of k * (x - left) have the value 1/2?",
              "Take the step down off the step up, and then multiply by the height."),
        catches=[Mistake("takes the place off after it multiplies: k * x - left",
                         "steepness / 2 * (x - left)), np.tanh(steepness / 2 * (x - right))",
                         "(steepness * x - left) / 2), np.tanh((steepness * x - right) / 2)",
                         hint="steepness multiplies the whole distance x - left."),
                 Mistake("adds the two steps", "up - down", "up + down"),
                 Mistake("steps down first, so that the bump is a pit", "up - down", "down - up"),
                 Mistake("forgets the height", "height / 2", "0.5"),
                 Mistake("makes a bump of half or of double the height", "height / 2", "height"),
                 Mistake("is half as steep, or twice", "steepness / 2 * (x - left)), np.tanh(steepness / 2 *",
                         "steepness * (x - left)), np.tanh(steepness *",
                         hint="At left the bump rises with the slope height * steepness / 4.")]),
    "steep": agrees("stays finite where the steps are sharp", points=1,
        on=several(bumps((12,), (3, 5), steepness=3e3), bumps((6,), steepness=1e5, spread=3.0)),
        hint="exp(1000) is infinite, and infinity over infinity is no number; exp(-1000) is 0.",
        catches=[Mistake("divides an overflowing exponential by another one", function=overflowing)]),
    "pure": keeps_inputs(on=bumps((5, 3)), points=1,
        hint="`x -= left` changes the caller's array.",
        catches=[Mistake("moves the caller's x", "np.tanh(steepness / 2 * (x - right))",
                         "np.tanh(steepness / 2 * x.__isub__(right))")]),
})
