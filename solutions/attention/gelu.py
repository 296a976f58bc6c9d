"""gelu: z, weighted by how likely a normal number is below it (Hendrycks & Gimpel 2016)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, scattered, several, single


def gelu(z):
    """Return ``z * Phi(z)``, element by element, with ``Phi(z) = (1 + erf(z / sqrt(2))) / 2``.

    ``Phi`` is the distribution function of the standard normal law. The exact form is asked, with `erf`, which stands
    ready in the stub, and not the approximation by tanh that some models use; the two differ from the fourth digit on.
    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape. It is
    finite for every ``abs(z)`` up to 1e4.

    >>> print(gelu(np.array([-1.0, 0.0, 1.0])).round(4))
    [-0.1587  0.      0.8413]
    """
    return z * (1 + erf(z / np.sqrt(2))) / 2


def reference(z):
    import torch

    return torch.nn.functional.gelu(torch.as_tensor(z, dtype=torch.float64))


def by_erfc(z):
    """Another right solution: by the complementary error function of each number."""
    z = np.asarray(z, dtype=float)
    phi = np.array([math.erfc(-one / math.sqrt(2)) / 2 for one in z.ravel()]).reshape(z.shape)
    return z * phi


def by_tanh(z):
    """A mistake: the approximation."""
    return z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * np.asarray(z, dtype=float) ** 3))) / 2


def for_numbers_only(z):
    """A mistake: math.erf of an array."""
    return z * (1 + math.erf(z / math.sqrt(2))) / 2


EXERCISE = Exercise(gelu, reference, accepts=[by_erfc], checks={
    "values": agrees("gives z times Phi(z)", points=3,
        on=several(exactly("worked", -1.0, 0.0, 1.0), scattered(), single(1.0),
                   exactly("far out", -1e4, -40.0, 40.0, 1e4)),
        hint="It dips to about -0.17 on the left of 0, and follows z on the right.",
        catches=[Mistake("uses the approximation by tanh", function=by_tanh,
                         hint="The exact form is asked, with erf."),
                 Mistake("uses the approximation by a sigmoid of 1.702 z", "z * (1 + erf(z / np.sqrt(2))) / 2",
                         "swish(1.702 * z) / 1.702",
                         hint="The exact form is asked, with erf."),
                 Mistake("returns Phi(z) alone, without z", "z * (1 + erf", "(1 + erf"),
                 Mistake("forgets the root of 2 inside erf", "z / np.sqrt(2)", "z"),
                 Mistake("divides z by 2 inside erf, not by its root", "z / np.sqrt(2)", "z / 2"),
                 Mistake("forgets to halve", "np.sqrt(2))) / 2", "np.sqrt(2)))"),
                 Mistake("takes erf itself for Phi", "z * (1 + erf(z / np.sqrt(2))) / 2", "z * erf(z / np.sqrt(2))"),
                 Mistake("takes the normal law's density for its distribution function",
                         "z * (1 + erf(z / np.sqrt(2))) / 2", "z * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)"),
                 Mistake("computes swish", "z * (1 + erf(z / np.sqrt(2))) / 2", "swish(z)",
                         hint="Phi is no sigmoid: it is made of erf.")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(1.0), points=1,  # far left 1 + erf cancels
        hint="math.erf takes one number; the erf of the stub takes arrays.",
        catches=[Mistake("calls math.erf with an array", function=for_numbers_only, raises="TypeError"),
                 Mistake("flattens the result", "return z * (1 + erf(z / np.sqrt(2))) / 2",
                         "return np.ravel(z * (1 + erf(z / np.sqrt(2))) / 2)",
                         hint="The result has the shape of z.")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`z *= ...` changes the caller's array.",
        catches=[Mistake("multiplies the caller's array", "return z * (1 + erf(z / np.sqrt(2))) / 2",
                         "z *= (1 + erf(z / np.sqrt(2))) / 2; return z")]),
})
