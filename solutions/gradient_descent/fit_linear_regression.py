"""fit_linear_regression: least squares by gradient descent."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, satisfies
from autograder.exercise.cases import line_data, many


def fit_linear_regression(x, t, lr, epochs):
    """Return ``(w, b)`` of a linear unit after ``epochs`` steps of gradient descent from ``w = 0``, ``b = 0``.

    The unit's outputs are ``a = x @ w + b`` and the cost is ``sum((a - t)**2) / (2 * N)``. Each epoch is one step
    of ``lr`` times the gradient over all samples, at the ``w`` and ``b`` of that moment; both change at once.
    With a small enough ``lr`` and enough epochs, this is the line (or, for more inputs, the plane) of least squares.

    ``x`` is a float array ``(N, D)``, the targets ``t`` are ``(N,)``; ``w`` is a float array ``(D,)``, ``b`` a number.
    ``epochs`` may be 0.

    >>> x = np.arange(1.0, 9.0).reshape(8, 1)
    >>> w, b = fit_linear_regression(x, 2 * x[:, 0] + 4, 0.05, 2000)
    >>> print(w.round(3), round(b, 3))
    [2.] 4.0
    """
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(epochs):
        e = x @ w + b - t
        w = w - lr * x.T @ e / len(x)
        b = b - lr * e.mean()
    return w, b


def reference(x, t, lr, epochs):
    """torch.optim.SGD."""
    import torch

    w, b = torch.zeros(x.shape[1], dtype=torch.float64), torch.zeros((), dtype=torch.float64)
    optimizer = torch.optim.SGD([w.requires_grad_(), b.requires_grad_()], lr=lr)
    for _ in range(epochs):
        optimizer.zero_grad()
        (0.5 * torch.nn.functional.mse_loss(x @ w + b, t)).backward()
        optimizer.step()
    return w, b


def with_a_constant_input(x, t, lr, epochs):
    """Another right solution: the bias as one more weight, and the sums over the samples taken once."""
    x = np.column_stack([x, np.ones(len(x))])
    squares, products = x.T @ x / len(x), x.T @ t / len(x)
    v = np.zeros(x.shape[1])
    for _ in range(epochs):
        v += lr * (products - squares @ v)
    return v[:-1], float(v[-1])


def in_loops(x, t, lr, epochs):
    """Another right solution: in place, with a loop over the weights."""
    features = x.shape[1]
    w, b, epoch = np.zeros(features), 0.0, 0
    while epoch < epochs:
        e = t - (np.dot(x, w) + b)
        for d in range(features):
            w[d] += lr * np.mean(e * x[:, d])
        b += lr * np.mean(e)
        epoch += 1
    return w, b


def not_averaged(x, t, lr, epochs):
    """A mistake: steps grow with the training set."""
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(epochs):
        e = x @ w + b - t
        w, b = w - lr * x.T @ e, b - lr * e.sum()
    return w, b


def climbing(x, t, lr, epochs):
    """A mistake: both parameters go up the slope."""
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(epochs):
        e = x @ w + b - t
        w, b = w + lr * x.T @ e / len(x), b + lr * e.mean()
    return w, b


def twice(x, t, lr, epochs):
    """A mistake: the cost without its half."""
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(epochs):
        e = x @ w + b - t
        w, b = w - 2 * lr * x.T @ e / len(x), b - 2 * lr * e.mean()
    return w, b


def online(x, t, lr, epochs):
    """A mistake: a step for each sample."""
    w, b = np.zeros(x.shape[1]), 0.0
    for _ in range(epochs):
        for sample, target in zip(x, t):
            e = sample @ w + b - target
            w, b = w - lr * e * sample, b - lr * e
    return w, b


def few_epochs(rng):
    """The first steps, on training sets of several sizes."""
    for (samples, features), epochs in (((8, 1), 2), ((5, 2), 3), ((4, 4), 5), ((64, 3), 10), ((1, 2), 2)):
        x, t = line_data(rng, samples, features)
        inputs = dict(x=x, t=t, lr=float(rng.uniform(0.05, 0.15)), epochs=epochs)
        yield Case(f"N={samples}, D={features}, {many(epochs, 'epoch')}", inputs)


def counted(rng):
    """No epoch, one, and some."""
    for epochs in (0, 1, 7):
        x, t = line_data(rng, 6, 2)
        yield Case(f"{many(epochs, 'epoch')}", dict(x=x, t=t, lr=float(rng.uniform(0.05, 0.15)), epochs=epochs))


def long_training(rng):
    """Enough epochs for least squares: a noiseless line, y = 2 x + 4, and noisy ones."""
    x = rng.uniform(-1, 1, size=(12, 1)) * np.linspace(1, 2, 12)[:, None]
    yield Case("y = 2 x + 4", dict(x=x, t=2 * x[:, 0] + 4, lr=0.3, epochs=600), known={"within": 1e-4})
    for features in (1, 2):
        x = rng.normal(size=(40, features))
        t = x @ rng.normal(scale=2, size=features) + rng.uniform(2, 5) + 0.3 * rng.normal(size=40)
        yield Case(f"N=40, D={features}", dict(x=x, t=t, lr=0.3, epochs=600), known={"within": 1e-4})


EXERCISE = Exercise(fit_linear_regression, reference, accepts=[with_a_constant_input, in_loops], checks={
    "steps": agrees("descends the slope of the mean cost", on=few_epochs, points=4,
        hint=("Each epoch needs the errors under the weights of that moment: where are they computed?",
              "dw is x.T @ e / N and db the mean of e; both come from the same e."),
        catches=[Mistake("adds the gradients of all samples up instead of averaging", function=not_averaged),
                 Mistake("climbs instead of descending", function=climbing),
                 Mistake("leaves the half out of the cost, so that steps are twice as large", function=twice),
                 Mistake("moves w first, and takes the error for b under the new w", "e.mean()",
                         "(x @ w + b - t).mean()"),
                 Mistake("takes a step for each sample, not for each epoch", function=online),
                 Mistake("forgets the bias in the outputs", "e = x @ w + b - t", "e = x @ w - t")]),
    "count": agrees("starts at 0 and takes as many steps as there are epochs", on=counted, points=1,
        hint="After 0 epochs w and b are still where they started.",
        catches=[Mistake("takes one step too few", "range(epochs)", "range(epochs - 1)"),
                 Mistake("takes one step too many", "range(epochs)", "range(epochs + 1)"),
                 Mistake("starts with weights of 1", "np.zeros(x.shape[1])", "np.ones(x.shape[1])")]),
    "squares": satisfies("ends at least squares", on=long_training, points=2, holds="is_least_squares",
        hint="At least squares the mean error is 0, and so is the mean of error times input.",
        catches=[Mistake("never changes the bias", "b = b - lr * e.mean()", "b = b"),
                 Mistake("divides the weights' gradient by N twice, and hardly moves them",
                         "/ len(x)", "/ len(x) ** 2")]),
    "pure": keeps_inputs(on=few_epochs, points=1,
        hint="`t -= ...` changes the caller's array.",
        catches=[Mistake("subtracts from the caller's targets, and adds again", "e = x @ w + b - t",
                         "t -= x @ w + b; e = -t; t += x @ w + b; t += 1e-12")]),
})
