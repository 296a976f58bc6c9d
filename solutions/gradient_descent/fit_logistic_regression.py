"""fit_logistic_regression: a sigmoid unit learns to tell two kinds of picture apart (Cox 1958)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, converges, keeps_inputs
from autograder.exercise.cases import drawn_shapes, many


def fit_logistic_regression(x, t, lr, epochs):
    """Return ``(w, b, losses)`` after ``epochs`` steps of gradient descent from ``w = 0``, ``b = 0``.

    The unit's outputs are ``a = 1 / (1 + exp(-z))`` with ``z = x @ w + b``, and the loss is the mean over the ``N``
    samples of the cross-entropy ``-(t * log(a) + (1 - t) * log(1 - a))``. Each epoch is one step of ``lr`` times
    its gradient over all samples, at the ``w`` and ``b`` of that moment; both change at once. ``losses`` is a list
    with the loss before each step, ``epochs`` numbers. The losses are right also where the unit is very sure, and
    ``a`` is 0 or 1 in floating-point numbers: a sample on the wrong side costs about ``abs(z)``, and not infinitely
    much; one on the right side may cost 0.

    ``x`` is a float array ``(N, D)``, such as images, flattened and scaled to 0..1 (64 x 64 pixels of 3 colours
    are 12288 inputs); the targets ``t`` are an int array ``(N,)`` of 0 and 1. ``w`` is a float array ``(D,)``,
    ``b`` a number. Expect about a hundred images, and about as many epochs: use array operations.

    >>> x, t = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    >>> w, b, losses = fit_logistic_regression(x, t, 1.0, 3)
    >>> print(w.round(4), round(b, 4), np.round(losses, 4))
    [0.7093] -0.3314 [0.6931 0.5455 0.5056]
    """
    w, b, losses = np.zeros(x.shape[1]), 0.0, []
    for _ in range(epochs):
        z = x @ w + b
        small = np.exp(-np.abs(z))
        losses.append(np.mean(np.maximum(z, 0) - t * z + np.log1p(small)))
        e = np.where(z >= 0, 1, small) / (1 + small) - t
        w = w - lr * x.T @ e / len(x)
        b = b - lr * e.mean()
    return w, b, losses


def reference(x, t, lr, epochs):
    """torch.optim.SGD on torch's own loss."""
    import torch

    w, b = torch.zeros(x.shape[1], dtype=torch.float64), torch.zeros((), dtype=torch.float64)
    optimizer = torch.optim.SGD([w.requires_grad_(), b.requires_grad_()], lr=lr)
    losses = []
    for _ in range(epochs):
        optimizer.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ w + b, t.double())
        losses.append(loss.item())
        loss.backward()
        optimizer.step()
    return w, b, losses


def with_a_constant_input(x, t, lr, epochs):
    """Another right solution: the bias as one more weight, and the loss as the log of 1 + exp."""
    x = np.hstack([x, np.ones((len(x), 1))])
    v, losses = np.zeros(x.shape[1]), []
    while len(losses) < epochs:
        z = x.dot(v)
        losses.append(float(np.logaddexp(0, np.where(t == 1, -z, z)).mean()))
        v = v + lr * np.mean((t - 0.5 - 0.5 * np.tanh(z / 2))[:, None] * x, axis=0)
    return v[:-1], v[-1], np.array(losses)


def climbing(x, t, lr, epochs):
    """A mistake: both parameters go up the slope."""
    w, b, losses = np.zeros(x.shape[1]), 0.0, []
    for _ in range(epochs):
        z = x @ w + b
        losses.append(np.mean(np.logaddexp(0, z) - t * z))
        e = 1 / (1 + np.exp(-z)) - t
        w, b = w + lr * x.T @ e / len(x), b + lr * e.mean()
    return w, b, losses


def not_averaged(x, t, lr, epochs):
    """A mistake: the loss is a mean, but the step a sum."""
    w, b, losses = np.zeros(x.shape[1]), 0.0, []
    for _ in range(epochs):
        z = x @ w + b
        losses.append(np.mean(np.logaddexp(0, z) - t * z))
        e = 1 / (1 + np.exp(-z)) - t
        w, b = w - lr * x.T @ e, b - lr * e.sum()
    return w, b, losses


def quadratic(x, t, lr, epochs):
    """A mistake: the steps follow the slope of the squared error."""
    w, b, losses = np.zeros(x.shape[1]), 0.0, []
    for _ in range(epochs):
        z = x @ w + b
        losses.append(np.mean(np.logaddexp(0, z) - t * z))
        a = 1 / (1 + np.exp(-z))
        e = (a - t) * a * (1 - a)
        w, b = w - lr * x.T @ e / len(x), b - lr * e.mean()
    return w, b, losses


def after_the_step(x, t, lr, epochs):
    """A mistake: the losses are one step late."""
    w, b, losses = np.zeros(x.shape[1]), 0.0, []
    for _ in range(epochs):
        e = 1 / (1 + np.exp(-(x @ w + b))) - t
        w, b = w - lr * x.T @ e / len(x), b - lr * e.mean()
        z = x @ w + b
        losses.append(np.mean(np.logaddexp(0, z) - t * z))
    return w, b, losses


def log_of_zero(x, t, lr, epochs):
    """A mistake: right on paper."""
    w, b, losses = np.zeros(x.shape[1]), 0.0, []
    for _ in range(epochs):
        a = 1 / (1 + np.exp(-(x @ w + b)))
        losses.append(-np.mean(t * np.log(a) + (1 - t) * np.log(1 - a)))
        e = a - t
        w, b = w - lr * x.T @ e / len(x), b - lr * e.mean()
    return w, b, losses


def softened_log(x, t, lr, epochs):
    """A mistake: a small number inside the logarithm caps the loss."""
    w, b, losses = np.zeros(x.shape[1]), 0.0, []
    for _ in range(epochs):
        a = 1 / (1 + np.exp(-(x @ w + b)))
        losses.append(-np.mean(t * np.log(a + 1e-12) + (1 - t) * np.log(1 - a + 1e-12)))
        e = a - t
        w, b = w - lr * x.T @ e / len(x), b - lr * e.mean()
    return w, b, losses


def few_epochs(rng):
    """The first steps on small random sets, overlapping classes."""
    for (samples, features), epochs in (((8, 1), 2), ((5, 2), 3), ((4, 4), 5), ((64, 3), 10), ((1, 2), 1)):
        x, t = rng.normal(size=(samples, features)) + 0.5, rng.integers(2, size=samples)
        inputs = dict(x=x, t=t, lr=float(rng.uniform(0.2, 1.0)), epochs=epochs)
        yield Case(f"N={samples}, D={features}, {many(epochs, 'epoch')}", inputs)


def giant_steps(rng):
    """Steps so large that the unit is very sure after one, and wrong about the half of each pair of equal samples."""
    for samples in (6, 10):
        x = np.repeat(rng.normal(size=(samples // 2, 2)) + 1, 2, axis=0)
        t = np.tile([0, 1], samples // 2)
        t[:2] = 1  # not in balance, or no step would be taken at all
        yield Case(f"N={samples}", dict(x=x, t=t, lr=float(rng.uniform(1e3, 5e3)), epochs=2))


def pictures(rng):
    """Discs and frames in colour, of which the unit has seen some."""
    data = drawn_shapes(rng, samples=80, size=10, unseen=100)
    yield Case("discs and frames", dict(x=data.x, t=data.t, lr=0.1, epochs=60),
               known=dict(x=data.unseen_x, t=data.unseen_t))


EXERCISE = Exercise(fit_logistic_regression, reference, accepts=[with_a_constant_input], harmless=[
    Harmless("both branches are 1/2 at 0", ("z >= 0", "z > 0"))], checks={
    "steps": agrees("descends the slope of the mean cross-entropy", on=few_epochs, points=4,
        hint=("What is the slope of the cross-entropy in z?",
              "a - t for each sample; dw averages its products with x, db averages it."),
        catches=[Mistake("climbs instead of descending", function=climbing),
                 Mistake("adds the gradients of all samples up instead of averaging", function=not_averaged),
                 Mistake("follows the slope of the squared error: a factor a * (1 - a) too much", function=quadratic),
                 Mistake("starts with weights of 1", "np.zeros(x.shape[1])", "np.ones(x.shape[1])"),
                 Mistake("takes one step too few", "range(epochs)", "range(epochs - 1)"),
                 Mistake("takes one step too many", "range(epochs)", "range(epochs + 1)")]),
    "losses": agrees("records the mean loss before each step", on=few_epochs, points=2, item=2,
        hint="The first loss is that of a unit that knows nothing, log 2 whatever the data.",
        catches=[Mistake("records each loss after the step", function=after_the_step),
                 Mistake("adds the losses of all samples up instead of averaging", "np.mean(np.max", "np.sum(np.max"),
                 Mistake("records the losses with the wrong sign", "np.mean(np.max", "-np.mean(np.max")]),
    "sure": agrees("keeps the loss exact when the unit is wrong and very sure", on=giant_steps, points=2, item=2,
        hint=("What is log(a) where a has become 0?",
              "Write the loss as a function of z, and of exp(-abs(z)), which never overflows."),
        catches=[Mistake("takes the logarithm of an output that has become 0", function=log_of_zero),
                 Mistake("keeps the logarithm off 0 by a small number of its own, which caps the loss",
                         function=softened_log)]),
    "pictures": converges("tells pictures apart that it has not seen", metric="misclassified", on=pictures, points=2,
        draws="losses",
        hint="The weights are a picture too: bright where a 1 is bright, dark where a 0 is.",
        catches=[Mistake("never changes the weights, only the bias", "w = w - lr * x.T @ e / len(x)", "w = w"),
                 Mistake("subtracts the targets the wrong way round for the weights",
                         "w = w - lr * x.T @ e / len(x)", "w = w + lr * x.T @ e / len(x)")]),
    "pure": keeps_inputs(on=few_epochs, points=1,
        hint="`x -= ...` and `t -= ...` change the caller's arrays.",
        catches=[Mistake("makes -1 and +1 of the caller's targets, and leaves them so",
                         "return w, b, losses", "t *= 2; t -= 1; return w, b, losses")]),
})
