"""linear_regression_gradient: the slope of the squared error of a linear unit."""

import numpy as np

from autograder.exercise import Case, Exercise, Laid, Mistake, agrees, keeps_inputs, vectorized
from autograder.exercise.cases import line_data, line_fits, several


def linear_regression_gradient(x, t, w, b):
    """Return ``(dw, db)``, the gradient of the cost of a linear unit with respect to its weights and bias.

    The unit's outputs are ``a = x @ w + b`` and the cost is ``sum((a - t)**2) / (2 * N)``: half the mean of
    the squared errors. ``x`` is a float array ``(N, D)``, the targets ``t`` are ``(N,)``, ``w`` is ``(D,)`` and
    ``b`` a number; ``dw`` is ``(D,)`` and ``db`` a number. Part of the points is for an answer without a
    loop over the samples.

    >>> x = np.arange(1.0, 9.0).reshape(8, 1)
    >>> dw, db = linear_regression_gradient(x, 2 * x[:, 0] + 4, np.array([3.0]), 2.0)
    >>> print(dw, db)
    [16.5] 2.5
    """
    e = x @ w + b - t
    return x.T @ e / len(x), e.mean()


def reference(x, t, w, b):
    import torch

    w, b = w.clone().requires_grad_(), torch.as_tensor(b, dtype=torch.float64).clone().requires_grad_()
    cost = 0.5 * torch.nn.functional.mse_loss(x @ w + b, t)
    return torch.autograd.grad(cost, (w, b))


def with_a_constant_input(x, t, w, b):
    """Another right solution: the bias as the weight of an input that is always 1."""
    x = np.column_stack([x, np.ones(len(x))])
    slope = np.einsum("nd,n->d", x, x @ np.append(w, b) - t) / x.shape[0]
    return slope[:-1], float(slope[-1])


def feature_by_feature(x, t, w, b):
    """Another right solution: a loop over the weights, with the mean of products."""
    e = t - (np.dot(x, w) + b)
    dw = np.zeros(x.shape[1])
    for d in range(x.shape[1]):
        dw[d] = -np.mean(e * x[:, d])
    return dw, -np.mean(e)


def not_averaged(x, t, w, b):
    """A mistake: both gradients are sums."""
    e = x @ w + b - t
    return x.T @ e, e.sum()


def twice(x, t, w, b):
    """A mistake: the gradient of the mean square, without its half."""
    e = x @ w + b - t
    return 2 * x.T @ e / len(x), 2 * e.mean()


def to_a_table(x, t, w, b):
    """A mistake: a column less a row is a table of all pairs."""
    e = (x @ w + b)[:, None] - t
    return x.T @ e / len(x), e.mean()


def halved(x, t, w, b):
    """A mistake: the 2 of the cost stays in the gradient."""
    e = x @ w + b - t
    return x.T @ e / (2 * len(x)), e.mean() / 2


def sample_by_sample(x, t, w, b):
    """Right, but slow: a loop over the samples."""
    dw, db = np.zeros(len(w)), 0.0
    for sample, target in zip(x, t):
        e = sample @ w + b - target
        dw += e * sample / len(x)
        db += e / len(x)
    return dw, db


def one_sample(rng):
    """Batches of one, where no average is taken, and the worked example."""
    x = np.arange(1.0, 9.0).reshape(8, 1)
    yield Case("worked", dict(x=x, t=2 * x[:, 0] + 4, w=np.array([3.0]), b=2.0))
    yield from line_fits((1, 1), (1, 5))(rng)


def other_layouts(rng):
    """float32 numbers, and arrays that lie in memory in another way."""
    x, t = line_data(rng, 12, 3)
    single = [array.astype(np.float32) for array in (x, t, rng.normal(scale=2, size=3))]
    yield Case("float32", dict(x=single[0], t=single[1], w=single[2], b=float(t.mean() + 50)))
    for layout in ("fortran", "strided", "read-only"):
        x, t = line_data(rng, 9, 4)
        yield Case(layout, dict(x=Laid(x, layout), t=t, w=rng.normal(size=4), b=float(rng.normal())))


def whole_numbers(rng):
    """Batches of growing size, in whole numbers, so that every order of summation gives the same."""
    for n in (4, 64):
        x, w, b = rng.integers(-4, 5, size=(n, 3)), rng.integers(-4, 5, size=3), float(rng.integers(10, 20))
        t = rng.integers(-9, 10, size=n)
        yield Case(f"N={n}", dict(x=x.astype(float), t=t.astype(float), w=w.astype(float), b=b), known={"batch": n})


EXERCISE = Exercise(linear_regression_gradient, reference, accepts=[with_a_constant_input, feature_by_feature], checks={
    "sample": agrees("differentiates the cost of a sample", on=one_sample, points=2,
        hint=("By the chain rule, the cost's slope in the output is one factor, the output's slope in w the other.",
              "For one sample dw is (a - t) * x, and db is a - t."),
        catches=[Mistake("climbs: takes t - a for a - t", "x @ w + b - t", "t - x @ w - b"),
                 Mistake("leaves the half out of the cost, so that the gradient is twice as large", function=twice),
                 Mistake("halves the gradient too, although the square brings a 2", function=halved),
                 Mistake("forgets the bias in the outputs", "x @ w + b - t", "x @ w - t")]),
    "batch": agrees("averages over the batch", points=3,
        on=several(line_fits((5, 2), (4, 4), (64, 3), (10, 1)), other_layouts),
        hint="The cost is a mean over N samples, and so are both gradients.",
        catches=[Mistake("adds the gradients of all samples up instead of averaging", function=not_averaged),
                 Mistake("adds dw up instead of averaging", "x.T @ e / len(x)", "x.T @ e"),
                 Mistake("adds db up instead of averaging", "e.mean()", "e.sum()"),
                 Mistake("divides dw by the number of weights, not of samples", "/ len(x)", "/ len(w)"),
                 Mistake("multiplies the mean error by the mean input, instead of averaging their products",
                         "x.T @ e / len(x)", "x.mean(axis=0) * e.mean()"),
                 Mistake("subtracts a row from a column, which gives a table of all pairs", function=to_a_table)]),
    "fast": vectorized(on=whole_numbers, points=1,
        hint="The sum over the samples of error times input is one matrix product.",
        catches=[Mistake("loops over the samples", function=sample_by_sample)]),
    "pure": keeps_inputs(on=line_fits((6, 2), (3, 3)), points=1,
        hint="`t -= ...` changes the caller's array.",
        catches=[Mistake("subtracts from the caller's targets", "e = x @ w + b - t", "t -= x @ w + b; e = -t")]),
})
