"""temporal_softmax_loss: cross-entropy over the steps of sequences of different lengths."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several


def temporal_softmax_loss(z, y, mask):
    """Return ``(loss, dz)``: the mean cross-entropy of all steps that count, and its gradient with respect to ``z``.

    ``z`` is ``(N, T, K)``, the scores of ``K`` classes at each step of ``N`` sequences; ``y`` is an int array
    ``(N, T)`` of the right classes; ``mask`` is a bool array ``(N, T)`` that says which steps count. Sequences of
    different lengths are filled up to ``T`` steps, and there the mask is False: such steps add nothing to the loss,
    their gradient is 0, and their ``y`` means nothing: it is -1. At least one step counts.

    ``loss`` is the sum of ``-log softmax(z)[y]`` over the steps that count, divided by their number (not by ``N``, as
    in other courses), and ``dz``, ``(N, T, K)``, is its gradient. Scores as large as 1e4 make no trouble.

    >>> z, y = np.array([[[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [5.0, 0.0, 0.0]]]), np.array([[2, 0, -1]])
    >>> loss, dz = temporal_softmax_loss(z, y, np.array([[True, True, False]]))
    >>> print(round(float(loss), 4), dz[0, 1].round(4))
    0.7531 [-0.3333  0.1667  0.1667]
    """
    shifted = z - z.max(axis=2, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=2, keepdims=True))
    weights = mask[:, :, None] / mask.sum()
    right = np.eye(z.shape[2])[y]
    return -np.sum(weights * right * log_p), weights * (np.exp(log_p) - right)


def reference(z, y, mask):
    """torch's cross-entropy, which ignores what is marked, and its autograd."""
    import torch

    z, y = z.requires_grad_(), torch.where(mask, y, -100)
    loss = torch.nn.functional.cross_entropy(z.flatten(0, 1), y.flatten(), ignore_index=-100)
    return loss, torch.autograd.grad(loss, z)[0]


def only_what_counts(z, y, mask):
    """Another right solution: picks the steps that count, and puts the gradient back in their places."""
    scores, labels, rows = z[mask], y[mask], np.arange(np.count_nonzero(mask))
    e = np.exp(scores - scores.max(axis=1)[:, None])
    total = e.sum(axis=1)
    loss = np.mean(np.log(total) - (scores - scores.max(axis=1)[:, None])[rows, labels])
    p = e / total[:, None]
    p[rows, labels] -= 1
    dz = np.zeros_like(z)
    dz[mask] = p / len(rows)
    return loss, dz


def sequences(*sizes, scale=1.0, full=False):
    """Random scores of sequences of different lengths, from 1 to T: ``(N, T, K)``; all count if they are ``full``."""

    def cases(rng):
        for n, t, k in sizes:
            lengths = np.full(n, t) if full else rng.permutation(np.append(rng.integers(1, t + 1, size=n - 1), 1))
            mask = np.arange(t) < lengths[:, None]
            y = np.where(mask, rng.integers(k, size=(n, t)), -1)
            name = f"{n} x {t} steps, {k} classes{', all count' if full else ''}, scores of {scale:g}"
            yield Case(name, dict(z=scale * rng.normal(size=(n, t, k)), y=y, mask=mask))

    return cases


USUAL = sequences((1, 2, 2), (3, 4, 5), (4, 4, 4), (5, 3, 2))
FULL = sequences((1, 2, 3), (3, 4, 5), (3, 3, 3), full=True)

EXERCISE = Exercise(temporal_softmax_loss, reference, accepts=[only_what_counts], checks={
    "full": agrees("averages over all steps where all of them count", on=FULL, points=2, item=0,
        hint="Without a mask it is the usual loss of N * T samples.",
        catches=[Mistake("turns the sign of the loss around", "-np.sum(weights", "np.sum(weights",
                         hint="A cross-entropy is never below 0."),
                 Mistake("divides the loss by N only", "-np.sum(weights * right * log_p)",
                         "-np.sum(mask[:, :, None] * right * log_p) / len(z)"),
                 Mistake("sums the loss instead of averaging", "-np.sum(weights * right * log_p)",
                         "-np.sum(mask[:, :, None] * right * log_p)"),
                 Mistake("normalises over the steps, not over the classes",
                         "np.exp(shifted).sum(axis=2, keepdims=True)", "np.exp(shifted).sum(axis=1, keepdims=True)",
                         hint="The softmax runs over the classes, which are the last axis."),
                 Mistake("averages over the classes, too", "-np.sum(weights * right * log_p)",
                         "-np.sum(weights * right * log_p) / z.shape[2]")]),
    "masked": agrees("leaves out what does not count", on=USUAL, points=3, item=0,
        hint="Two places know the mask: the sum, and the number that it is divided by.",
        catches=[Mistake("divides by N * T, although not all of these steps count",
                         "mask[:, :, None] / mask.sum()", "mask[:, :, None] / mask.size"),
                 Mistake("counts the steps outside the mask, too", "mask[:, :, None] / mask.sum()",
                         "np.ones((*mask.shape, 1)) / mask.sum()"),
                 Mistake("counts the steps outside the mask only", "mask[:, :, None] / mask.sum()",
                         "~mask[:, :, None] / mask.sum()"),
                 Mistake("averages over each sequence first", "mask[:, :, None] / mask.sum()",
                         "(mask / mask.sum(axis=1, keepdims=True))[:, :, None] / len(z)",
                         hint="All steps that count have the same weight, whichever sequence they are of."),
                 Mistake("sets the scores outside the mask to 0, which are counted nevertheless",
                         "shifted = z - z.max(axis=2, keepdims=True)",
                         "z = z * mask[:, :, None]; shifted = z - z.max(axis=2, keepdims=True)"
                         "; mask = mask | True")]),
    "gradient": agrees("gives the gradient", on=several(USUAL, FULL), points=3, item=1,
        hint=("(p - one-hot) at each step, as for one sample. What is it divided by?",
              "By what the loss is divided by; and where the mask is False it is 0."),
        catches=[Mistake("gives steps outside the mask a gradient", "weights * (np.exp(log_p) - right)",
                         "(np.exp(log_p) - right) / mask.sum()"),
                 Mistake("does not divide the gradient by the number of steps", "weights * (np.exp(log_p) - right)",
                         "mask[:, :, None] * (np.exp(log_p) - right)"),
                 Mistake("divides the gradient by N only", "weights * (np.exp(log_p) - right)",
                         "mask[:, :, None] * (np.exp(log_p) - right) / len(z)"),
                 Mistake("turns the sign of the gradient around", "(np.exp(log_p) - right)",
                         "(right - np.exp(log_p))",
                         hint="To raise the right class's score lowers the loss: its gradient is below 0."),
                 Mistake("returns the probabilities as the gradient", "weights * (np.exp(log_p) - right)",
                         "np.exp(log_p)",
                         hint="From the probabilities the one-hot rows are taken off.")]),
    "stable": agrees("stays finite for large scores", on=sequences((2, 3, 4), (3, 2, 3), scale=3000.0), points=1,
        hint="Subtract the largest score of each step before exp, and never take the log of a probability.",
        catches=[Mistake("does not subtract the largest score", "z - z.max(axis=2, keepdims=True)", "z - 0.0"),
                 Mistake("takes the logarithm of probabilities, which may be 0",
                         "log_p = shifted - np.log(np.exp(shifted).sum(axis=2, keepdims=True))",
                         "log_p = np.log(np.exp(shifted) / np.exp(shifted).sum(axis=2, keepdims=True))")]),
    "pure": keeps_inputs(on=sequences((3, 4, 5), (2, 2, 2)), points=1,
        hint="`z -= ...` changes the caller's array.",
        catches=[Mistake("shifts the caller's scores in place", "shifted = z - z.max(axis=2, keepdims=True)",
                         "z -= z.max(axis=2, keepdims=True); shifted = z")]),
})
