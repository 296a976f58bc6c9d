"""softmax_cross_entropy: the loss of a classifier's scores, and its gradient, in one go."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, vectorized
from autograder.exercise.cases import batched


def softmax_cross_entropy(z, y):
    """Return ``(loss, dz)``: the softmax cross-entropy of scores ``z``, and its gradient with respect to ``z``.

    ``z`` is a float array ``(N, K)`` of scores (logits), ``y`` an int array ``(N,)`` with the right class of
    each row. With ``p = softmax(z)`` over each row, the loss is the mean over the batch of ``-log(p[i, y[i]])``.
    ``dz`` has the shape of ``z`` and is the gradient of that mean. Scores may be large, and rows far apart: both
    stay finite and right, also where some ``p`` rounds to 0. For a prediction that is sure and right, both may
    come out as 0. Part of the points is for an answer without a loop over the rows.

    >>> loss, dz = softmax_cross_entropy(np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]]), np.array([2, 0]))
    >>> print(round(loss, 6))
    0.753109
    >>> print(dz.round(4))
    [[ 0.045   0.1224 -0.1674]
     [-0.3333  0.1667  0.1667]]
    """
    rows = np.arange(len(z))
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[rows, y].mean()
    dz = np.exp(log_p)
    dz[rows, y] -= 1
    return loss, dz / len(z)


def reference(z, y):
    import torch

    z = z.clone().requires_grad_()
    loss = torch.nn.functional.cross_entropy(z, y)
    return loss, torch.autograd.grad(loss, z)[0]


def with_one_hot(z, y):
    """Another right solution: one-hot targets and a log-sum-exp."""
    t = np.zeros_like(z)
    t[np.arange(z.shape[0]), y] = 1
    top = z.max(axis=1)
    log_sum = top + np.log(np.sum(np.exp(z - top[:, None]), axis=1))
    loss = np.mean(log_sum - np.sum(t * z, axis=1))
    return float(loss), (np.exp(z - log_sum[:, None]) - t) / z.shape[0]


def class_by_class(z, y):
    """Another right solution: a loop over the classes, of which there are few."""
    shifted = z - np.max(z, axis=1)[:, None]
    total = sum(np.exp(shifted[:, k]) for k in range(z.shape[1]))
    loss, dz = 0.0, np.zeros(z.shape)
    for k in range(z.shape[1]):
        loss += np.sum((np.log(total) - shifted[:, k]) * (y == k)) / len(z)
        dz[:, k] = (np.exp(shifted[:, k]) / total - (y == k)) / len(z)
    return loss, dz


def row_by_row(z, y):
    """A mistake where speed is asked, else right: loops."""
    loss, dz = 0.0, np.empty_like(z)
    for i, scores in enumerate(z):
        e = np.exp(scores - max(scores))
        loss += np.log(sum(e)) - (scores[y[i]] - max(scores))
        for k in range(len(scores)):
            dz[i, k] = (e[k] / sum(e) - (k == y[i])) / len(z)
    return loss / len(z), dz


def whole_batch(z, y):
    """A mistake: one softmax over the whole batch, right for a batch of one."""
    rows = np.arange(len(z))
    e = np.exp(z - z.max())
    p = e / e.sum()
    loss = -np.log(p[rows, y]).mean()
    p[rows, y] -= 1
    return loss, p / len(z)


def softened_log(z, y):
    """A mistake: a small number inside the logarithm hides how wrong a prediction is."""
    rows = np.arange(len(z))
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y] + 1e-12).mean()
    p[rows, y] -= 1
    return loss, p / len(z)


def scores(*shapes):
    """Random scores of moderate size."""

    def cases(rng):
        for rows, classes in shapes:
            z, y = rng.normal(scale=2, size=(rows, classes)), rng.integers(classes, size=rows)
            yield Case(f"{rows} x {classes}", dict(z=z, y=y))

    return cases


def large(rng):
    """Scores of which exp overflows, rows far apart, and a class in every column that is hopeless or certain."""
    z, y = rng.normal(size=(6, 4)), rng.permutation([0, 1, 2, 3, 0, 3])
    yield Case("far from 0", dict(z=z + np.array([[900.0], [-900.0], [0.0], [5000.0], [-5000.0], [50.0]]), y=y))
    hopeless = z.copy()
    hopeless[np.arange(6), y] -= 2000.0
    yield Case("hopeless", dict(z=hopeless, y=y))
    certain = z.copy()
    certain[np.arange(6), (y + rng.integers(4, size=6)) % 4] += 5000.0
    yield Case("certain", dict(z=certain, y=y))


EXERCISE = Exercise(softmax_cross_entropy, reference, accepts=[with_one_hot, class_by_class], checks={
    "loss": agrees("gives the mean loss of the batch", on=scores((1, 3), (4, 4), (16, 3), (3, 10)), points=3, item=0,
        hint="The loss of one row is minus the log of the probability of its right class.",
        catches=[Mistake("sums the loss over the batch instead of averaging", "[rows, y].mean()", "[rows, y].sum()"),
                 Mistake("normalises over the whole batch instead of each row", function=whole_batch),
                 Mistake("normalises over the columns instead of the rows",
                         "np.exp(shifted).sum(axis=1, keepdims=True)", "np.exp(shifted).sum(axis=0, keepdims=True)"),
                 Mistake("averages over all classes instead of picking the right one",
                         "-log_p[rows, y].mean()", "-log_p.mean()"),
                 Mistake("takes the logarithm to base 10", "-log_p[rows, y].mean()",
                         "-log_p[rows, y].mean() / np.log(10)"),
                 Mistake("takes the logarithm to base 2", "-log_p[rows, y].mean()",
                         "-log_p[rows, y].mean() / np.log(2)"),
                 Mistake("forgets the minus sign of the loss", "-log_p[rows, y]", "log_p[rows, y]")]),
    "gradient": agrees("gives the gradient of that mean", on=scores((1, 3), (5, 5), (16, 3), (3, 10)), points=4, item=1,
        hint=("How does the loss change when one score grows a little?",
              "For each row it is the softmax, less 1 at the right class; the mean brings a 1 / N."),
        catches=[Mistake("forgets to divide the gradient by N", "dz / len(z)", "dz"),
                 Mistake("returns the softmax, without taking 1 off at the right class",
                         "dz[rows, y] -= 1", "dz[rows, y] -= 0"),
                 Mistake("takes 2 off at the right class, not 1", "dz[rows, y] -= 1", "dz[rows, y] -= 2"),
                 Mistake("takes 1 off at the right class after the division by N, not before",
                         "dz[rows, y] -= 1\n    return loss, dz / len(z)",
                         "dz = dz / len(z)\n    dz[rows, y] -= 1\n    return loss, dz"),
                 Mistake("takes 1 off at row y, as if the labels were row numbers",
                         "dz[rows, y] -= 1", "dz[y % len(z)] -= 1"),
                 Mistake("climbs: the gradient has the wrong sign", "dz / len(z)", "-dz / len(z)")]),
    "stable": agrees("stays exact when scores are large", on=large, points=2,
        hint=("Which exp overflows, and does the softmax change when all scores of a row shift by one number?",
              "log(p) is the shifted score less the log of a sum; and each row is shifted by its own maximum."),
        catches=[Mistake("takes the logarithm of a softmax that has become 0",
                         "shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))",
                         "np.log(np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True))"),
                 Mistake("does not shift the scores before exp, which overflows",
                         "z - z.max(axis=1, keepdims=True)", "z - 0"),
                 Mistake("shifts all rows by one global maximum", "z.max(axis=1, keepdims=True)", "z.max()"),
                 Mistake("shifts each row by its mean, which does not keep exp in range",
                         "z.max(axis=1, keepdims=True)", "z.mean(axis=1, keepdims=True)"),
                 Mistake("shifts each row by its first score, which does not keep exp in range",
                         "z.max(axis=1, keepdims=True)", "z[:, :1]"),
                 Mistake("keeps the logarithm off 0 by a small number of its own, which caps the loss",
                         function=softened_log)]),
    "fast": vectorized("does not loop over the rows", on=batched("z", scores((2, 5), (64, 5))), points=2,
        hint="`log_p[rows, y]` with two int arrays picks one element of each row, in one go.",
        catches=[Mistake("loops over the rows", function=row_by_row)]),
    "pure": keeps_inputs(on=scores((4, 4), (16, 3)), points=1,
        hint="`z -= ...` changes the caller's array.",
        catches=[Mistake("shifts the caller's scores in place",
                         "shifted = z - z.max(axis=1, keepdims=True)",
                         "z -= z.max(axis=1, keepdims=True); shifted = z")]),
})
