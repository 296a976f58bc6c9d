"""gelu_derivative: the slope of gelu."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import any_shape, exactly, scattered, several, single


def gelu_derivative(z):
    """Return the derivative of ``gelu(z) = z * Phi(z)`` with respect to ``z``, element by element.

    ``Phi(z) = (1 + erf(z / sqrt(2))) / 2`` is the distribution function of the standard normal law; its own derivative
    is the density ``exp(-z**2 / 2) / sqrt(2 * pi)``. The exact form is asked, not the slope of the approximation by
    tanh. ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4.

    >>> print(gelu_derivative(np.array([-1.0, 0.0, 1.0])).round(4))
    [-0.0833  0.5     1.0833]
    """
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return (1 + erf(z / np.sqrt(2))) / 2 + z * density


def reference(z):
    """torch autograd."""
    import torch

    z = torch.as_tensor(z, dtype=torch.float64).requires_grad_()
    return torch.autograd.grad(torch.nn.functional.gelu(z).sum(), z)[0]


def by_erfc(z):
    """Another right solution: by the complementary error function of each number."""
    z = np.asarray(z, dtype=float)
    phi = np.array([math.erfc(-one / math.sqrt(2)) / 2 for one in z.ravel()]).reshape(z.shape)
    return phi + z / np.sqrt(2 * np.pi) * np.exp(-0.5 * z * z)


def of_tanh(z):
    """A mistake: the slope of the approximation."""
    z = np.asarray(z, dtype=float)
    root = np.sqrt(2 / np.pi)
    t = np.tanh(root * (z + 0.044715 * z**3))
    return (1 + t) / 2 + z / 2 * (1 - t**2) * root * (1 + 3 * 0.044715 * z**2)


def for_numbers_only(z):
    """A mistake: math.erf of an array."""
    return (1 + math.erf(z / math.sqrt(2))) / 2 + z * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)


EXERCISE = Exercise(gelu_derivative, reference, accepts=[by_erfc], checks={
    "values": agrees("follows the product rule", points=3,
        on=several(exactly("worked", -1.0, 0.0, 1.0), scattered(2.0), single(),
                   exactly("far out", -1e4, -40.0, 40.0, 1e4)),
        hint="A product of z and Phi(z): the product rule gives two terms.",
        catches=[Mistake("forgets the second term of the product rule", " + z * density", ""),
                 Mistake("forgets the first term of the product rule", "(1 + erf(z / np.sqrt(2))) / 2 + z * density",
                         "z * density"),
                 Mistake("forgets z in the second term", " + z * density", " + density",
                         hint="One term has the slope of z, the other one the slope of Phi: the factor that is left "
                              "stays."),
                 Mistake("forgets the density's 1 / sqrt(2 pi)", " / np.sqrt(2 * np.pi)", "",
                         hint="Compare your density with the statement's, factor by factor."),
                 Mistake("forgets the 2 in the density's exponent", "(z**2) / 2)", "(z**2))",
                         hint="Compare your density with the statement's, factor by factor."),
                 Mistake("takes the slope of the approximation by tanh", function=of_tanh,
                         hint="The exact form is asked, with erf."),
                 Mistake("returns gelu itself, not its slope", "return (1", "return z * (1"),
                 Mistake("returns the slope of swish", "(1 + erf(z / np.sqrt(2))) / 2 + z * density",
                         "(s := 1 / (1 + np.exp(-np.clip(z, -500, None)))) + z * s * (1 - s)",
                         hint="Phi is no sigmoid: it is made of erf.")]),
    "shapes": agrees("takes any shape, and whole numbers too", on=any_shape(1.0), points=1,  # far left 1 + erf cancels
        hint="math.erf takes one number; the erf of the stub takes arrays.",
        catches=[Mistake("calls math.erf with an array", function=for_numbers_only, raises="TypeError"),
                 Mistake("flattens the slopes", "return (1 + erf(z / np.sqrt(2))) / 2 + z * density",
                         "return np.ravel((1 + erf(z / np.sqrt(2))) / 2 + z * density)",
                         hint="The result has the shape of z.")]),
    "pure": keeps_inputs(on=scattered(), points=1,
        hint="`z *= ...` changes the caller's array.",
        catches=[Mistake("multiplies the caller's array by the density",
                         "return (1 + erf(z / np.sqrt(2))) / 2 + z * density",
                         "phi = (1 + erf(z / np.sqrt(2))) / 2; z *= density; return phi + z")]),
})
