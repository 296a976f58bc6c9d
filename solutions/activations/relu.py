"""relu: the rectified linear unit (Nair & Hinton 2010)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, scattered, several, single


def relu(z):
    """Return ``z`` where it is positive, else 0, element by element.

    ``z`` is a number or a float array of any shape; the result has its shape.

    >>> print(relu(np.array([[-1.5, 0.0], [2.0, -3.0]])))
    [[0. 0.]
     [2. 0.]]
    """
    return np.maximum(z, 0)


def reference(z):
    import torch

    return torch.relu(torch.as_tensor(z))


def by_mask(z):
    """Another right solution: times 1 where positive, times 0 elsewhere."""
    return z * (np.asarray(z) > 0)


def for_numbers_only(z):
    """A mistake: `if` on an array."""
    return z if z > 0 else 0 * z


def in_place(z):
    """A mistake: h is z, not a copy of it."""
    h = z
    h[h < 0] = 0
    return h


EXERCISE = Exercise(relu, reference, accepts=[by_mask], checks={
    "values": agrees("keeps what is positive and cuts the rest off", points=2,
        on=several(exactly("whole", -3.0, -1.0, 0.0, 2.0), scattered(), scattered(1e4), single()),
        hint="Which of z and 0 is larger?",
        catches=[Mistake("keeps the negative part instead", "np.maximum(z, 0)", "np.minimum(z, 0)"),
                 Mistake("returns the absolute value", "np.maximum(z, 0)", "np.abs(z)"),
                 Mistake("returns 1 where z is positive, which is the slope", "np.maximum(z, 0)",
                         "np.where(np.asarray(z) > 0, 1.0, 0.0)"),
                 Mistake("cuts off above 1 as well", "np.maximum(z, 0)", "np.clip(z, 0, 1)"),
                 Mistake("lets a hundredth of negative values through",
                         "np.maximum(z, 0)", "np.maximum(z, 0.01 * z)")]),
    "shapes": agrees("takes any shape", on=any_shape(whole=False), points=1,
        hint="np.max looks for the largest element along an axis; np.maximum compares element by element.",
        catches=[Mistake("takes np.max along axis 0 for np.maximum", "np.maximum(z, 0)", "np.max(z, 0)"),
                 Mistake("branches on an array as if it were one number", function=for_numbers_only,
                         raises="ValueError")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`h = z` is no copy: both names are the same array.",
        catches=[Mistake("sets the negative elements of the caller's array to 0", function=in_place)]),
})
