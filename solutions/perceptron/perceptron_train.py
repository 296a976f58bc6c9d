"""perceptron_train: online training until an epoch passes without a mistake (Rosenblatt 1958)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, converges, keeps_inputs, satisfies
from autograder.exercise.cases import drawn_until, separable


def perceptron_train(x, t, w, b, max_epochs):
    """Return ``(w, b, mistakes)`` after training online, sample by sample, in the order given.

    Each sample ``x[i]`` with target ``t[i]`` is classified with the current weights: ``a = 1`` where
    ``w @ x[i] + b`` is at least 0, else 0. A wrong one changes them at once, by ``e = t[i] - a``: ``w`` becomes
    ``w + e * x[i]`` and ``b`` becomes ``b + e``. ``mistakes`` is a list with, for each epoch, the number of samples
    that were wrong when they were seen. Training stops after the first epoch without any, whose 0 is the last number
    of the list, or after ``max_epochs``, which is at least 1.

    ``x`` is a float array ``(N, D)``, ``t`` an int array ``(N,)`` of 0 and 1, ``w`` is ``(D,)``, ``b`` is a number.
    Started from ``w = 0``, ``b = 0`` on samples that a plane separates, it ends with such a plane, after no more
    mistakes than Novikoff's bound, ``(R / gamma)**2``, allows.

    >>> x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> w, b, mistakes = perceptron_train(x, np.array([0, 0, 0, 1]), np.zeros(2), 0.0, max_epochs=20)
    >>> print(w, b, mistakes)
    [2. 1.] -3.0 [2, 3, 3, 2, 1, 0]
    """
    mistakes = []
    for _ in range(max_epochs):
        wrong = 0
        for sample, target in zip(x, t):
            a = 1 if w @ sample + b >= 0 else 0
            e = target - a
            w = w + e * sample
            b = b + e
            wrong += abs(e)
        mistakes.append(int(wrong))
        if wrong == 0:
            break
    return w, b, mistakes


def reference(x, t, w, b, max_epochs):
    import torch

    mistakes = []
    for _ in range(max_epochs):
        wrong = 0
        for sample, target in zip(x, t, strict=True):
            e = int(target) - int(torch.dot(w, sample) + b >= 0)
            w, b, wrong = w + e * sample, b + e, wrong + abs(e)
        mistakes.append(wrong)
        if not wrong:
            break
    return w, b, mistakes


def augmented(x, t, w, b, max_epochs):
    """Another right solution: the bias as one more weight, and updates only where they are needed."""
    x = np.hstack([x, np.ones((len(x), 1))])
    w = np.append(w, b)
    mistakes = []
    while len(mistakes) < max_epochs and (not mistakes or mistakes[-1]):
        mistakes.append(0)
        for i in range(len(x)):
            fires = np.sum(w * x[i]) >= 0
            if fires != t[i]:
                w = w + x[i] if t[i] == 1 else w - x[i]
                mistakes[-1] += 1
    return w[:-1], w[-1], mistakes


def once_an_epoch(x, t, w, b, max_epochs):
    """A mistake: the batch rule."""
    mistakes = []
    for _ in range(max_epochs):
        e = t - (x @ w + b >= 0)
        w, b = w + e @ x, b + e.sum()
        mistakes.append(int(np.abs(e).sum()))
        if mistakes[-1] == 0:
            break
    return w, b, mistakes


CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
GATES = {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "NAND": [1, 1, 1, 0]}


def wrong_start(t, draw):
    """``(w1, w2, b)`` that gets at least two corners wrong; a unit that is constant gets three wrong."""
    constant = np.array([0.0, 0.0, -1.0 if t.sum() > 2 else 1.0])
    return drawn_until(lambda start: np.sum((CORNERS @ start[:2] + start[2] >= 0) != t) >= 2, draw, lambda: constant)


def gates(rng):
    """Each separable gate, from a start that gets at least two corners wrong: in whole numbers, so that
    pre-activations of exactly 0 turn up, and in others."""
    starts = {"whole start": lambda: rng.integers(-3, 4, size=3).astype(float), "start": lambda: rng.normal(size=3)}
    for name, outputs in GATES.items():
        for kind, draw in starts.items():
            t = np.array(outputs)
            w1, w2, b = wrong_start(t, draw)
            yield Case(f"{name}, {kind}", dict(x=CORNERS, t=t, w=np.array([w1, w2]), b=float(b), max_epochs=50))


def xor(rng):
    """A gate that no single unit learns."""
    for epochs in (1, 7):
        w = rng.normal(size=2)
        yield Case(f"XOR, max_epochs={epochs}",
                   dict(x=CORNERS, t=np.array([0, 1, 1, 0]), w=w, b=rng.normal(), max_epochs=epochs))


def classes(rng):
    """Separable data with unseen data from the same plane, trained from zero."""
    data = separable(rng, samples=60, features=3, margin=0.3, unseen=400)
    yield Case("separable", dict(x=data.x, t=data.t, w=np.zeros(3), b=0.0, max_epochs=400),
               known=dict(separator=data.separator, x=data.unseen_x, t=data.unseen_t))


EXERCISE = Exercise(perceptron_train, reference, accepts=[augmented],
                    harmless=[Harmless("a NumPy integer is an integer", ("int(wrong)", "wrong"))], checks={
    "gates": agrees("learns AND, OR and NAND", on=gates, points=3, draws="unit_on_plane",
        hint="Use the new weights for the very next sample.",
        catches=[Mistake("updates once an epoch, not after each sample", function=once_an_epoch),
                 Mistake("leaves the bias out of the prediction", "w @ sample + b", "w @ sample"),
                 Mistake("does not fire when the pre-activation is exactly 0", ">= 0 else 0", "> 0 else 0"),
                 Mistake("never changes the weights, only the bias", "w = w + e * sample", "w = w")]),
    "stop": agrees("stops after the first epoch without a mistake", on=gates, points=2,
        hint="The last number in `mistakes` is 0, and there is only one.",
        catches=[Mistake("returns a number for each of max_epochs, also after the last mistake",
                         "wrong == 0", "wrong < 0"),
                 Mistake("counts the signed errors, which cancel", "abs(e)", "e")]),
    "xor": agrees("gives up on XOR after max_epochs", on=xor, points=2,
        hint="`mistakes` has one number for each epoch, max_epochs at the most.",
        catches=[Mistake("trains one epoch too many", "range(max_epochs)", "range(max_epochs + 1)"),
                 Mistake("trains one epoch too few", "range(max_epochs)", "range(max_epochs - 1)")]),
    "bound": satisfies("separates the samples, with no more mistakes than Novikoff's bound", on=classes, points=1,
        not_by_hand="a bound on mistakes takes many samples",
        holds="separates_within_novikoff_bound",
        hint="The bias learns like a weight whose input is always 1.",
        catches=[Mistake("subtracts the error from the bias", "b = b + e", "b = b - e")]),
    "unseen": converges("classifies unseen samples as well as the reference", metric="misclassified",
        on=classes, points=2, draws="mistakes",
        hint="Wrong samples pull weights and bias towards them when they should fire, and push when not.",
        catches=[Mistake("moves away from the samples instead of towards them", "target - a", "a - target"),
                 Mistake("never changes the bias", "b = b + e", "b = b")]),
    "pure": keeps_inputs(on=gates, points=1,
        hint="`w += ...` changes the caller's array.",
        catches=[Mistake("updates w in place", "w = w + e * sample", "w += e * sample")]),
})
