"""hinge_loss: the loss of a multiclass support vector machine (Weston & Watkins 1999), and its gradient."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs, vectorized
from autograder.exercise.cases import batched, several


def hinge_loss(scores, y, margin=1.0):
    """Return ``(loss, dscores)``: the multiclass hinge loss, and its gradient with respect to ``scores``.

    ``scores`` is a float array ``(N, K)``, ``y`` an int array ``(N,)`` with the right class of each row. The loss
    of row ``i`` is the sum over all classes ``k`` other than ``y[i]`` of
    ``max(0, scores[i, k] - scores[i, y[i]] + margin)``, and ``loss`` is the mean over the rows. Unlike
    torch's ``multi_margin_loss`` it is not divided by ``K``. ``margin`` is 0 or more. ``dscores`` has the shape of
    ``scores`` and is the gradient of ``loss``. A class that keeps the margin exactly, so that its term is
    ``max(0, 0)``, adds nothing to the gradient. Part of the points is for an answer without a loop over the rows.

    >>> loss, dscores = hinge_loss(np.array([[3.0, 1.0, 2.5], [0.0, 2.0, 1.0]]), np.array([0, 2]))
    >>> print(loss)
    1.25
    >>> print(dscores)
    [[-0.5  0.   0.5]
     [ 0.   0.5 -0.5]]
    """
    rows = np.arange(len(scores))
    margins = scores - scores[rows, y][:, None] + margin
    margins[rows, y] = 0
    loss = np.maximum(margins, 0).sum() / len(scores)
    over = margins > 0
    dscores = over.astype(float)
    dscores[rows, y] = -over.sum(axis=1)
    return loss, dscores / len(scores)


def reference(scores, y, margin=1.0):
    """Torch divides by the number of classes too."""
    import torch

    scores = scores.clone().requires_grad_()
    loss = torch.nn.functional.multi_margin_loss(scores, y, margin=margin) * scores.shape[1]
    return loss, torch.autograd.grad(loss, scores)[0]


def row_by_row(scores, y, margin=1.0):
    """A mistake where speed is asked, else right: loops over rows and classes."""
    n, k = scores.shape
    loss, dscores = 0.0, np.zeros((n, k))
    for i in range(n):
        for j in range(k):
            term = scores[i, j] - scores[i, y[i]] + margin
            if j != y[i] and term > 0:
                loss += term / n
                dscores[i, j] += 1 / n
                dscores[i, y[i]] -= 1 / n
    return loss, dscores


def class_by_class(scores, y, margin=1.0):
    """Another right solution: a loop over the classes, all rows at once."""
    n, k = scores.shape
    rows, loss, dscores = np.arange(n), 0.0, np.zeros((n, k))
    right = scores[rows, y]
    for j in range(k):
        term = scores[:, j] - right + margin
        over = (y != j) & (term > 0)
        loss += term[over].sum() / n
        dscores[:, j] += over / n
        dscores[rows, y] -= over / n
    return loss, dscores


def with_one_hot(scores, y, margin=1.0):
    """Another right solution: one-hot targets."""
    t = np.eye(scores.shape[1])[y]
    right = np.einsum("nk,nk->n", scores, t)[:, np.newaxis]
    terms = np.maximum(0, scores - right + margin) * (1 - t)
    over = np.sign(terms)
    return np.mean(terms.sum(axis=1)), (over - t * over.sum(axis=1, keepdims=True)) / scores.shape[0]


def score_by_score(scores, y, margin=1.0):
    """A mistake: the hinge loss of two classes, for each score by itself."""
    t = 2.0 * np.eye(scores.shape[1])[y] - 1
    terms = margin - t * scores
    return np.maximum(terms, 0).sum() / len(scores), -t * (terms > 0) / len(scores)


def scored(*shapes, **options):
    """Random scores, of which some keep the margin and some do not."""

    def cases(rng):
        for rows, classes in shapes:
            scores, y = rng.normal(scale=2, size=(rows, classes)), rng.integers(classes, size=rows)
            yield Case(f"{rows} x {classes}", dict(scores=scores, y=y, **options))

    return cases


def kept(rng):
    """Whole scores, of which many keep the margin of 1 exactly, and rows that keep it everywhere."""
    for rows, classes in ((5, 4), (16, 3)):
        y = rng.integers(classes, size=rows)
        scores = rng.integers(0, 4, size=(rows, classes)).astype(float)
        scores[0] = scores[0, y[0]] - 1
        scores[0, y[0]] += 1
        scores[1] = scores[1, y[1]] - 1
        scores[1, y[1]] += 1
        yield Case(f"whole {rows} x {classes}", dict(scores=scores, y=y))
    y = rng.integers(3, size=4)
    yield Case("all far enough", dict(scores=10 * np.eye(3)[y] + rng.uniform(size=(4, 3)), y=y))


def margins(rng):
    """Other margins than 1, and no margin at all."""
    for margin in (0.0, 0.5, float(rng.uniform(2, 4))):
        yield from scored((6, 5), margin=margin)(rng)


EXERCISE = Exercise(hinge_loss, reference, accepts=[class_by_class, with_one_hot], checks={
    "loss": agrees("gives the mean loss of the batch", on=scored((1, 3), (4, 4), (16, 3), (3, 10)), points=3, item=0,
        hint=("By how much does each wrong class come too close to the right one, or pass it?",
              "Scores less the right score of the row, plus the margin, where that is positive; not the right class."),
        catches=[Mistake("counts the right class too, which adds the margin for every row",
                         "margins[rows, y] = 0", "margins[rows, y] += 0"),
                 Mistake("subtracts the other scores from the right one, which rewards mistakes",
                         "scores - scores[rows, y][:, None] + margin", "scores[rows, y][:, None] - scores + margin"),
                 Mistake("divides by the number of classes too, as torch does",
                         "np.maximum(margins, 0).sum() / len(scores)", "np.maximum(margins, 0).mean()"),
                 Mistake("sums over the batch instead of averaging",
                         "np.maximum(margins, 0).sum() / len(scores)", "np.maximum(margins, 0).sum()"),
                 Mistake("counts the worst class only, not every class that comes too close",
                         "np.maximum(margins, 0).sum()", "np.maximum(margins, 0).max(axis=1).sum()"),
                 Mistake("lets classes that keep the margin make up for others: forgets max(0, ...)",
                         "np.maximum(margins, 0)", "margins"),
                 Mistake("asks of each score alone to be on its side of 0, as for two classes: margin - t * score",
                         function=score_by_score),
                 Mistake("subtracts the margin instead of adding it", "[:, None] + margin", "[:, None] - margin")]),
    "gradient": agrees("gives the gradient of that mean", on=scored((1, 3), (5, 5), (16, 3), (3, 10)), points=4, item=1,
        hint=("Each class that comes too close has slope 1.",
              "The right class stands in every term: how many terms are there, and with which sign?"),
        catches=[Mistake("takes 1 off at the right class, however many classes come too close",
                         "= -over.sum(axis=1)", "= -1.0"),
                 Mistake("gives the right class no gradient", "= -over.sum(axis=1)", "= 0.0"),
                 Mistake("forgets to divide the gradient by N", "dscores / len(scores)", "dscores"),
                 Mistake("has the wrong sign", "dscores / len(scores)", "-dscores / len(scores)"),
                 Mistake("returns the margins themselves, as for a squared hinge",
                         "over.astype(float)", "np.maximum(margins, 0)")]),
    "kept": agrees("asks nothing of a class that keeps the margin", on=kept, points=1,
        hint="At exactly 0 the term has no slope.",
        catches=[Mistake("gives a class that keeps the margin exactly a gradient",
                         "over = margins > 0", "over = margins >= 0; over[rows, y] = False")]),
    "margin": agrees("keeps the margin that it is given", on=several(margins, scored((2, 3))), points=1,
        hint="margin is an argument: no number of its stands in the body.",
        catches=[Mistake("always keeps a margin of 1", "[:, None] + margin", "[:, None] + 1.0"),
                 Mistake("multiplies by the margin instead of adding it",
                         "scores - scores[rows, y][:, None] + margin",
                         "(scores - scores[rows, y][:, None] + 1) * margin")]),
    "fast": vectorized("does not loop over the rows", on=batched("scores", scored((2, 5), (64, 5))), points=2,
        hint="`scores[rows, y]` with two int arrays picks the right score of each row, in one go.",
        catches=[Mistake("loops over the rows", function=row_by_row)]),
    "pure": keeps_inputs(on=scored((4, 4), (16, 3)), points=1,
        hint="`margins = scores` is no copy.",
        catches=[Mistake("computes the margins in the caller's scores",
                         "margins = scores - scores[rows, y][:, None] + margin",
                         "margins = scores; margins -= scores[rows, y][:, None]; margins += margin")]),
})
