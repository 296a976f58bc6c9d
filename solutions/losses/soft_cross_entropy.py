"""soft_cross_entropy: the loss of scores under soft targets, such as smoothed labels or a teacher's probabilities."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def soft_cross_entropy(z, t):
    """Return ``(loss, dz)``: the softmax cross-entropy of scores ``z`` under targets ``t``, and its gradient.

    ``z`` is a float array ``(N, K)`` of scores (logits), ``t`` a float array ``(N, K)``; each row of ``t`` is a
    distribution over the classes: nothing is negative, and it sums to 1. With ``p = softmax(z)`` over each row, the
    loss is the mean over the ``N`` rows of ``-sum(t[i] * log(p[i]))``, with the natural logarithm. ``dz`` has the
    shape of ``z`` and is the gradient of that mean with respect to ``z``. Scores may be large, and rows far apart:
    both stay finite and right, also where some ``p`` rounds to 0.

    >>> z, t = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]), np.array([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]])
    >>> loss, dz = soft_cross_entropy(z, t)
    >>> print(loss.round(4))
    1.1031
    >>> print(dz.round(4))
    [[-0.055  -0.0276  0.0826]
     [-0.3333  0.1667  0.1667]]
    """
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -np.sum(t * log_p) / len(z)
    return loss, (np.exp(log_p) - t) / len(z)


def reference(z, t):
    import torch

    z = z.clone().requires_grad_()
    loss = torch.nn.functional.cross_entropy(z, t)
    return loss, torch.autograd.grad(loss, z)[0]


def by_log_sum(z, t):
    """Another right solution: the log of each row's sum, less the mean score under t."""
    log_sum = np.logaddexp.reduce(z, axis=1)
    losses = log_sum - np.einsum("nk,nk->n", t, z)
    return float(losses.mean()), np.exp(z - log_sum[:, None]) / len(z) - t / len(z)


def row_by_row(z, t):
    """Another right solution: loops."""
    rows, classes = z.shape
    loss, dz = 0.0, np.zeros((rows, classes))
    for i in range(rows):
        e = np.exp(z[i] - max(z[i]))
        total = sum(e)
        for k in range(classes):
            loss -= t[i, k] * (z[i, k] - max(z[i]) - np.log(total)) / rows
            dz[i, k] = (e[k] / total - t[i, k]) / rows
    return loss, dz


def hardened(z, t):
    """A mistake: the most likely class counts as the right one."""
    t = np.eye(t.shape[1])[np.argmax(t, axis=1)]
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.sum(t * log_p) / len(z), (np.exp(log_p) - t) / len(z)


def log_of_softmax(z, t):
    """A mistake: shifted, but then the logarithm of a probability that is 0."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.sum(t * np.log(p)) / len(z), (p - t) / len(z)


def softened_log(z, t):
    """A mistake: a small number inside the logarithm."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.sum(t * np.log(p + 1e-12)) / len(z), (p - t) / len(z)


def distributions(rng, rows, classes):
    """Random soft targets."""
    t = rng.uniform(0.05, 1.0, size=(rows, classes))
    return t / t.sum(axis=1, keepdims=True)


def scores(*shapes):
    """Random scores of moderate size under soft targets, and under some that are one-hot."""

    def cases(rng):
        for rows, classes in shapes:
            z, t = rng.normal(scale=2, size=(rows, classes)), distributions(rng, rows, classes)
            yield Case(f"{rows} x {classes}", dict(z=z, t=t))

    return cases


def hard(rng):
    """One-hot targets, and smoothed ones."""
    for smoothing in (0.0, 0.1):
        t = (1 - smoothing) * np.eye(4)[rng.integers(4, size=5)] + smoothing / 4
        yield Case(f"smoothing {smoothing}", dict(z=rng.normal(size=(5, 4)), t=t))


def large(rng):
    """Scores of which exp overflows, rows far apart, and classes that are hopeless or certain."""
    z, t = rng.normal(size=(6, 3)), distributions(rng, 6, 3)
    yield Case("far from 0", dict(z=z + np.array([[900.0], [-900.0], [0.0], [5000.0], [-5000.0], [50.0]]), t=t))
    hopeless = z.copy()
    hopeless[np.arange(6), rng.permutation([0, 1, 2, 0, 1, 2])] -= 2000.0
    yield Case("hopeless", dict(z=hopeless, t=t))
    certain = z.copy()
    certain[np.arange(6), rng.permutation([0, 1, 2, 0, 1, 2])] += 5000.0
    yield Case("certain", dict(z=certain, t=np.eye(3)[rng.integers(3, size=6)]))


EXERCISE = Exercise(soft_cross_entropy, reference, accepts=[by_log_sum, row_by_row], checks={
    "loss": agrees("gives the mean loss of the batch", points=3, item=0, on=scores((1, 3), (4, 4), (6, 3), (3, 5)),
        hint="Every class counts, by its share of t.",
        catches=[Mistake("takes the most likely class of t for the right one", function=hardened),
                 Mistake("sums the loss over the batch instead of averaging", "np.sum(t * log_p) / len(z)",
                         "np.sum(t * log_p)"),
                 Mistake("takes the logarithm to base 2", "np.sum(t * log_p)", "np.sum(t * log_p) / np.log(2)"),
                 Mistake("takes the logarithm to base 10", "np.sum(t * log_p)", "np.sum(t * log_p) / np.log(10)"),
                 Mistake("averages over all N * K elements", "np.sum(t * log_p) / len(z)", "np.mean(t * log_p)"),
                 Mistake("forgets the minus sign of the loss", "-np.sum(", "np.sum("),
                 Mistake("normalises over the columns instead of the rows",
                         "np.exp(shifted).sum(axis=1, keepdims=True)", "np.exp(shifted).sum(axis=0, keepdims=True)"),
                 Mistake("swaps predictions and targets inside the sum", "t * log_p",
                         "np.exp(log_p) * np.log(np.where(t > 0, t, 1.0))"),
                 Mistake("leaves the targets out", "t * log_p", "log_p")]),
    "gradient": agrees("gives the gradient of that mean", points=3, item=1, on=scores((1, 3), (5, 5), (6, 3), (3, 5)),
        hint=("How does the loss change when one score grows a little?",
              "For each row it is the softmax less the targets; the mean brings a 1 / N."),
        catches=[Mistake("forgets to divide the gradient by N", "(np.exp(log_p) - t) / len(z)", "np.exp(log_p) - t"),
                 Mistake("climbs: the gradient has the wrong sign", "(np.exp(log_p) - t) / len(z)",
                         "(t - np.exp(log_p)) / len(z)"),
                 Mistake("returns the softmax, without the targets", "(np.exp(log_p) - t)", "np.exp(log_p)"),
                 Mistake("takes the gradient with respect to the probabilities: -t / p",
                         "(np.exp(log_p) - t)", "(-t / np.exp(log_p))"),
                 Mistake("multiplies by the targets, as if only right classes had a gradient",
                         "(np.exp(log_p) - t)", "t * (np.exp(log_p) - 1)")]),
    "hard": agrees("takes one-hot and smoothed targets", on=hard, points=1,
        hint="One-hot targets are soft ones with all of it in one place.",
        catches=[Mistake("counts classes with at least half of t only",
                         "-np.sum(t * log_p) / len(z)", "-np.sum(np.where(t >= 0.5, t, 0.0) * log_p) / len(z)")]),
    "stable": agrees("stays exact when scores are large", on=large, points=2,
        hint=("Which exp overflows, and does the softmax change when all scores of a row shift by one number?",
              "Shift by each row's own maximum, and never take the log of a probability."),
        catches=[Mistake("does not shift the scores before exp, which overflows",
                         "z - z.max(axis=1, keepdims=True)", "z - 0"),
                 Mistake("shifts all rows by one global maximum", "z.max(axis=1, keepdims=True)", "z.max()"),
                 Mistake("shifts each row by its mean, which does not keep exp in range",
                         "z.max(axis=1, keepdims=True)", "z.mean(axis=1, keepdims=True)"),
                 Mistake("takes the logarithm of a softmax that has become 0", function=log_of_softmax),
                 Mistake("keeps the logarithm off 0 by a small number of its own, which caps the loss",
                         function=softened_log)]),
    "pure": keeps_inputs(on=scores((4, 4), (6, 3)), points=1,
        hint="`z -= ...` changes the caller's array.",
        catches=[Mistake("shifts the caller's scores in place",
                         "shifted = z - z.max(axis=1, keepdims=True)",
                         "z -= z.max(axis=1, keepdims=True); shifted = z")]),
})
