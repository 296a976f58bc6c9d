"""saliency: which pixels a network looks at (Simonyan et al. 2014)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import away_from_kinks, dense_layers, drawn_until, lifted_off_kinks


def saliency(x, y, params):
    """Return ``(N, D)``: for each input, how fast the score of the class ``y`` of its sample changes with it.

    ``x`` is ``(N, D)``, ``y`` an int array ``(N,)`` of classes, and ``params`` a list of ``(w, b)``: each layer
    computes ``a @ w + b``, and all but the last apply a ReLU, whose slope at 0 is 0. The last layer gives the scores,
    before any softmax. What is returned is ``abs(d score[n, y[n]] / d x[n])``, each sample by itself: nothing is
    divided by N.

    >>> saliency(np.array([[5.0, 7.0]]), np.array([1]), [(np.array([[1.0, -2.0], [3.0, 4.0]]), np.zeros(2))])
    array([[2., 4.]])
    """
    hidden = [x]
    for w, b in params[:-1]:
        hidden.append(np.maximum(hidden[-1] @ w + b, 0))
    slope = params[-1][0].T[y]  # the weights of each sample's class
    for (w, _), a in zip(params[-2::-1], hidden[::-1]):
        slope = slope * (a > 0) @ w.T
    return np.abs(slope)


def reference(x, y, params):
    """torch's layers and autograd."""
    import torch
    from torch.nn import functional as F

    a = x.clone().requires_grad_()
    leaf = a
    for w, b in params[:-1]:
        a = F.relu(F.linear(a, w.T, b))
    scores = F.linear(a, params[-1][0].T, params[-1][1])
    return torch.autograd.grad(scores.gather(1, y[:, None]).sum(), leaf)[0].abs()


def by_matrices(x, y, params):
    """Another right solution: the linear map that the network is around each sample."""
    rows = []
    for sample, label in zip(x, y):
        jacobian, a = np.eye(len(sample)), sample
        for w, b in params[:-1]:
            z = a @ w + b
            jacobian, a = jacobian @ w @ np.diag((z > 0).astype(float)), np.maximum(z, 0)
        rows.append(np.abs((jacobian @ params[-1][0])[:, label]))
    return np.array(rows)


def of_the_loss(x, y, params):
    """A mistake: the slope of the cross-entropy, behind the softmax."""
    hidden = [x]
    for w, b in params[:-1]:
        hidden.append(np.maximum(hidden[-1] @ w + b, 0))
    dz = softmax_cross_entropy(hidden[-1] @ params[-1][0] + params[-1][1], y)[1] * len(x)
    slope = dz @ params[-1][0].T
    for (w, _), a in zip(params[-2::-1], hidden[:0:-1]):
        slope = slope * (a > 0) @ w.T
    return np.abs(slope)


def off_kinks(x, params, rng):
    """Inputs and parameters that keep every ReLU away from its kink."""
    return drawn_until(lambda drawn: away_from_kinks(*drawn), lambda: (rng.normal(size=x.shape), params),
                       lambda: (x, lifted_off_kinks(x, params)))


def networks(*sizes, rows=(1, 6)):
    """Random networks, with every ReLU away from its kink."""

    def cases(rng):
        for layers in sizes:
            for n in rows:
                params = dense_layers(rng, layers)
                x = rng.normal(size=(n, layers[0]))
                x, params = off_kinks(x, params, rng)
                y = rng.integers(layers[-1], size=n)
                yield Case(f"{'-'.join(map(str, layers))}, N={n}", dict(x=x, y=y, params=params))

    return cases


EXERCISE = Exercise(saliency, reference, accepts=[by_matrices], checks={
    "linear": agrees("reads the weights of one layer", on=networks((4, 3), (3, 3), (5, 2)), points=1,
        hint="Which weights does an input reach the score of class y through?",
        catches=[Mistake("takes the weights of a row instead of a column", ".T[y]", "[:, :len(params[-1][0])][y % len("
                         "params[-1][0])][:, :1] * np.ones(x.shape[1])"),
                 Mistake("keeps the sign", "np.abs(slope)", "slope",
                         hint="The absolute value of the slope is asked."),
                 Mistake("squares instead of taking the absolute value", "np.abs(slope)", "slope**2",
                         hint="The absolute value of the slope is asked."),
                 Mistake("divides by the number of samples", "np.abs(slope)", "np.abs(slope) / len(x)",
                         hint="Each sample stands for itself: nothing is divided."),
                 Mistake("sums over all classes", ".T[y]", ".sum(axis=1)[None].repeat(len(x), 0)")]),
    "deep": agrees("goes back through hidden layers", points=3,
        on=networks((4, 6, 3), (3, 5, 4, 2), (4, 4, 4, 4), (2, 3, 2)),
        hint=("How does the score change with the last hidden layer, and that with the one before?",
              "Back through each layer: times the ReLU's slope, then times w.T."),
        catches=[Mistake("forgets the slope of the ReLU", " * (a > 0)", ""),
                 Mistake("takes the slope of the loss, not of the score", function=of_the_loss,
                         hint="Start from the score of class y: its slope along itself is 1, and 0 along all "
                              "others."),
                 Mistake("takes absolute values in every layer", "slope = slope * (a > 0) @ w.T",
                         "slope = np.abs(slope * (a > 0) @ w.T)",
                         hint="Slopes of both signs add up in a layer: take the absolute value once, at the end."),
                 Mistake("multiplies by the inputs", "np.abs(slope)", "np.abs(slope * x)",
                         hint="The slope alone is asked.")]),
    "pure": keeps_inputs(on=networks((4, 6, 3), (2, 3, 2)), points=1,
        hint="np.abs(..., out=...) writes; a new array is safer.",
        catches=[Mistake("applies the ReLU to the caller's x", "np.abs(slope)",
                         "np.abs(slope) + 0 * np.maximum(x, 0, out=x)")]),
})
