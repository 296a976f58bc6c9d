"""prelu_alpha_gradient: how the parametric ReLU learns its leak (He et al. 2015, equations 2 and 3)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, gradients, keeps_inputs, vjp
from autograder.exercise.cases import leaking, several


def prelu_alpha_gradient(dout, z, alpha):
    """Return the gradient of a loss with respect to ``alpha``, of the shape of ``alpha``.

    ``z`` and ``alpha`` are the inputs of `prelu`: ``(..., C)``, and ``(C,)`` or ``(1,)``. ``dout``, of the shape of
    ``z``, is the gradient of the loss with respect to the output of `prelu`. A mean over the batch is already in
    ``dout``: sum over all elements that use the same slope, do not average again.

    >>> z = np.array([[-1.0, 2.0], [-3.0, -4.0]])
    >>> dout = np.array([[1.0, 1.0], [10.0, 0.5]])
    >>> print(prelu_alpha_gradient(dout, z, np.array([0.25, 0.25])))
    [-31.  -2.]
    >>> print(prelu_alpha_gradient(dout, z, np.array([0.25])))
    [-33.]
    """
    of_features = (dout * np.minimum(z, 0)).reshape(-1, z.shape[-1]).sum(axis=0)
    return of_features if alpha.shape == of_features.shape else of_features.sum(keepdims=True)


def element_by_element(dout, z, alpha):
    """Another right solution: loops."""
    gradient = np.zeros(alpha.shape)
    for place in np.ndindex(z.shape):
        if z[place] < 0:
            gradient[place[-1] % len(alpha)] += dout[place] * z[place]
    return gradient


def over_axes(dout, z, alpha):
    """Another right solution: a sum over all axes that alpha was broadcast along."""
    axes = tuple(range(z.ndim if len(alpha) == 1 else z.ndim - 1))
    return np.sum(dout * np.where(z < 0, z, 0.0), axis=axes).reshape(alpha.shape)


def first_axis_only(dout, z, alpha):
    """A mistake: right for two axes."""
    of_features = (dout * np.minimum(z, 0)).sum(axis=0)
    return of_features.reshape(alpha.shape) if of_features.shape == alpha.shape else of_features.sum(keepdims=True)


def upstream(*sources):
    """The cases of these sources with a random upstream gradient."""

    def cases(rng):
        for case in several(*sources)(rng):
            dout = rng.normal(size=case.inputs["z"].shape)
            yield Case(case.name, dict(dout=dout, **case.inputs))

    return cases


EXERCISE = Exercise(prelu_alpha_gradient, reference=vjp("prelu", wrt="alpha"),
                    accepts=[element_by_element, over_axes], harmless=[
    Harmless("NumPy takes any negative length as what is left", ("reshape(-1, z", "reshape(-2, z"))], checks={
    "features": gradients("gives the gradient of each feature's slope", points=3,
        on=upstream(leaking((6, 3), (4, 4), (16, 5), (9, 2))),
        hint=("Which elements of the output change when alpha[j] grows a little, and by how much each?",
              "Those of column j that are negative, each by its z; the chain rule multiplies with dout."),
        catches=[Mistake("averages over the batch, which dout has done already", ".sum(axis=0)", ".mean(axis=0)"),
                 Mistake("forgets the upstream gradient", "dout * np.minimum", "np.minimum"),
                 Mistake("counts the positive elements instead of the negative ones", "np.minimum(", "np.maximum("),
                 Mistake("sums dout over the negative elements, without z", "np.minimum(z, 0)", "(z < 0)"),
                 Mistake("multiplies with alpha, as the gradient with respect to z does",
                         "np.minimum(z, 0)", "np.where(z > 0, 1.0, alpha)"),
                 Mistake("has the wrong sign", "np.minimum(z, 0)", "np.maximum(-z, 0)")]),
    "shared": gradients("adds up what a shared slope does", points=2,
        on=upstream(leaking((6, 3), (4, 4), (1, 12), shared=True)),
        hint="A parameter that is used in many places gets the sum of its gradients.",
        catches=[Mistake("returns a gradient for each feature, although the slope is shared",
                         "of_features if alpha.shape == of_features.shape else of_features.sum(keepdims=True)",
                         "of_features"),
                 Mistake("averages over the features that share a slope",
                         "of_features.sum(keepdims=True)", "of_features.mean(keepdims=True)"),
                 Mistake("returns a number where alpha has one element",
                         "of_features.sum(keepdims=True)", "of_features.sum()")]),
    "axes": gradients("sums over all axes but the last", points=2,
        on=upstream(leaking((2, 3, 4), (2, 4, 5, 3), (1, 3, 3))),
        hint="An image has a z for each pixel, and all of them use the slope of their channel.",
        catches=[Mistake("sums over the first axis only", function=first_axis_only)]),
    "pure": keeps_inputs(on=upstream(leaking((4, 4), (6, 3))), points=1,
        hint="`dout *= ...` changes the caller's array.",
        catches=[Mistake("multiplies the caller's dout", "(dout * np.minimum(z, 0))",
                         "np.multiply(dout, np.minimum(z, 0), out=dout)"),
                 Mistake("cuts off the caller's z", "np.minimum(z, 0)", "np.minimum(z, 0, out=z)")]),
})
