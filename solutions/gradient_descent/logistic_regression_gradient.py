"""logistic_regression_gradient: the slope of the cross-entropy of a sigmoid unit (Cox 1958)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs, vectorized


def logistic_regression_gradient(x, t, w, b):
    """Return ``(dw, db)``, the gradient of the cost of a sigmoid unit with respect to its weights and bias.

    The unit's outputs are ``a = 1 / (1 + exp(-z))`` with ``z = x @ w + b``, and the cost is the mean over the ``N``
    samples of the cross-entropy ``-(t * log(a) + (1 - t) * log(1 - a))``. ``x`` is a float array ``(N, D)``, the
    targets ``t`` are ``(N,)`` of 0 and 1, ints or floats, ``w`` is ``(D,)``, ``b`` a number; ``dw`` is ``(D,)`` and
    ``db`` a number. Both are finite and right also where ``abs(z)`` is as large as 1e4; a sample that is surely
    right may count as 0 there. Part of the points is for an answer without a loop over the samples.

    >>> x = np.array([[1.0, 2.0], [3.0, -1.0], [-2.0, 0.0], [0.0, 1.0]])
    >>> dw, db = logistic_regression_gradient(x, np.array([1, 0, 1, 1]), np.zeros(2), 0.0)
    >>> print(dw, db)
    [ 0.5 -0.5] -0.25
    """
    z = x @ w + b
    small = np.exp(-np.abs(z))
    a = np.where(z >= 0, 1, small) / (1 + small)
    e = a - t
    return x.T @ e / len(x), e.mean()


def reference(x, t, w, b):
    import torch

    w, b = w.clone().requires_grad_(), torch.as_tensor(b, dtype=torch.float64).clone().requires_grad_()
    cost = torch.nn.functional.binary_cross_entropy_with_logits(x @ w + b, t.double())
    return torch.autograd.grad(cost, (w, b))


def naive(x, t, w, b):
    """Another right solution: exp overflows to inf, and 1 / inf is the right 0."""
    e = 1 / (1 + np.exp(-(np.dot(x, w) + b))) - t
    return np.einsum("nd,n->d", x, e) / e.size, float(np.mean(e))


def by_tanh(x, t, w, b):
    """Another right solution: the sigmoid from tanh, and the bias as one more weight."""
    x = np.column_stack([x, np.ones(len(x))])
    a = 0.5 + 0.5 * np.tanh(0.5 * (x @ np.append(w, b)))
    slope = np.mean((a - t)[:, None] * x, axis=0)
    return slope[:-1], slope[-1]


def quadratic(x, t, w, b):
    """A mistake: the gradient of another cost."""
    a = 1 / (1 + np.exp(-(x @ w + b)))
    e = (a - t) * a * (1 - a)
    return x.T @ e / len(x), e.mean()


def not_averaged(x, t, w, b):
    """A mistake: both gradients are sums."""
    e = 1 / (1 + np.exp(-(x @ w + b))) - t
    return x.T @ e, e.sum()


def by_the_other_side(x, t, w, b):
    """A mistake: inf / inf for large z."""
    z = x @ w + b
    e = np.exp(z) / (1 + np.exp(z)) - t
    return x.T @ e / len(x), e.mean()


def factor_by_factor(x, t, w, b):
    """A mistake: the chain rule taken literally, whose factors are infinite and 0 where a is 0 or 1."""
    a = 1 / (1 + np.exp(-(x @ w + b)))
    e = ((1 - t) / (1 - a) - t / a) * a * (1 - a)
    return x.T @ e / len(x), e.mean()


def clipped(x, t, w, b):
    """A mistake: probabilities are kept so far from 0 and 1 that it shows."""
    e = np.clip(1 / (1 + np.exp(-(x @ w + b))), 1e-3, 1 - 1e-3) - t
    return x.T @ e / len(x), e.mean()


def sample_by_sample(x, t, w, b):
    """Right, but slow: a loop over the samples."""
    dw, db = np.zeros(len(w)), 0.0
    for sample, target in zip(x, t):
        e = 1 / (1 + np.exp(-(sample @ w + b))) - target
        dw += e * sample / len(x)
        db += e / len(x)
    return dw, db


def units(*shapes):
    """Random batches ``(N, D)`` and units, with labels that are ints or floats."""

    def cases(rng):
        for number, (samples, features) in enumerate(shapes):
            x, w = rng.normal(size=(samples, features)) + 0.5, rng.normal(size=features)
            t = rng.integers(2, size=samples).astype((int, float)[number % 2])
            yield Case(f"N={samples}, D={features}", dict(x=x, t=t, w=w, b=float(rng.normal())))

    return cases


def both_labels(rng):
    """One sample of each class."""
    for t in (0, 1):
        for case in units((1, 1), (1, 4))(rng):
            yield Case(f"t={t}, {case.name}", {**case.inputs, "t": np.array([t])})


def large(rng):
    """Units that are very sure, of what is right and of what is wrong."""
    for size in (50.0, 1e3, 1e4):
        x, w = rng.normal(size=(8, 3)), rng.normal(size=3)
        x[:4] *= np.sign(x[:4] @ w)[:, None]
        t, unit = (x @ w > 0).astype(int), size / np.abs(x @ w).max()
        t[:2] = 0  # wrong for sure, all on one side, so that db is not 0
        yield Case(f"abs(z) up to {size:g}", dict(x=x, t=t, w=unit * w, b=float(rng.normal())))


def whole_numbers(rng):
    """Batches of growing size in whole numbers and a unit that knows nothing, so that any order sums to the same."""
    for n in (4, 64):
        x, t = rng.integers(-4, 5, size=(n, 3)).astype(float), rng.integers(2, size=n)
        yield Case(f"N={n}", dict(x=x, t=t, w=np.zeros(3), b=0.0), known={"batch": n})


EXERCISE = Exercise(logistic_regression_gradient, reference, accepts=[naive, by_tanh], harmless=[
    Harmless("both branches are 1/2 at 0", ("z >= 0", "z > 0"))], checks={
    "sample": agrees("differentiates the cross-entropy of a sample", on=both_labels, points=3,
        hint=("The slope of the cross-entropy in a, times the slope of the sigmoid in z: what cancels?",
              "What is left is a - t, as for a linear unit with half the squared error."),
        catches=[Mistake("takes the gradient of the squared error: a factor a * (1 - a) too much", function=quadratic),
                 Mistake("climbs: takes t - a for a - t", "e = a - t", "e = t - a"),
                 Mistake("makes hard decisions, 0 or 1, as the perceptron does",
                         "e = a - t", "e = (z >= 0) - t * 1.0"),
                 Mistake("takes the labels for -1 and +1", "e = a - t", "e = a - (2 * t - 1)"),
                 Mistake("leaves out the sigmoid", "e = a - t", "e = z - t"),
                 Mistake("forgets the bias in z", "x @ w + b", "x @ w")]),
    "batch": agrees("averages over the batch", on=units((5, 2), (4, 4), (64, 3), (10, 1)), points=2,
        hint="The cost is a mean over N samples, and so are both gradients.",
        catches=[Mistake("adds the gradients of all samples up instead of averaging", function=not_averaged),
                 Mistake("adds dw up instead of averaging", "x.T @ e / len(x)", "x.T @ e"),
                 Mistake("adds db up instead of averaging", "e.mean()", "e.sum()"),
                 Mistake("multiplies the mean error by the mean input, instead of averaging their products",
                         "x.T @ e / len(x)", "x.mean(axis=0) * e.mean()")]),
    "large": agrees("stays right when the unit is very sure", on=large, points=2,
        hint=("Which of your factors becomes inf or 0 when a is exactly 0 or 1?",
              "Cancel on paper what can be cancelled, and let no division be inf / inf or 0 / 0."),
        catches=[Mistake("divides exp(z) by 1 + exp(z), which is inf / inf for large z", function=by_the_other_side),
                 Mistake("multiplies the slopes of cost and sigmoid, inf times 0 where a is 0 or 1",
                         function=factor_by_factor),
                 Mistake("clips the outputs away from 0 and 1, so far that it shows", function=clipped)]),
    "fast": vectorized(on=whole_numbers, points=1,
        hint="The sum over the samples of error times input is one matrix product.",
        catches=[Mistake("loops over the samples", function=sample_by_sample)]),
    "pure": keeps_inputs(on=units((6, 2), (3, 3)), points=1,
        hint="`z` and `a` are yours to change; `x`, `t` and `w` are the caller's.",
        catches=[Mistake("scales the caller's x by the errors in place", "return x.T @ e / len(x),",
                         "x *= e[:, None]; return x.sum(axis=0) / len(x),")]),
})
