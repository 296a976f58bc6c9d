"""perceptron_update: Rosenblatt's rule for one sample (Rosenblatt 1958)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def perceptron_update(w, b, p, t):
    """Return ``(w, b)`` after the perceptron has seen sample ``p`` with target ``t``.

    The unit fires, ``a = 1``, where ``n = w @ p + b`` is at least 0 (0 included); else ``a = 0``.
    With the error ``e = t - a`` the new weights are ``w + e * p`` and the new bias is ``b + e``:
    a sample that is classified correctly changes nothing.

    ``w`` and ``p`` are float arrays ``(D,)``, ``b`` is a number, ``t`` is 0 or 1. (The sample is called ``p`` as in
    Hagan's book.)

    >>> w, b = perceptron_update(np.array([1.0, -0.8]), 0.0, np.array([1.0, 2.0]), 1)
    >>> print(w, b)
    [2.  1.2] 1.0
    >>> w, b = perceptron_update(w, b, np.array([-1.0, 2.0]), 0)
    >>> print(w, b)
    [ 3.  -0.8] 0.0
    >>> w, b = perceptron_update(w, b, np.array([0.0, -1.0]), 0)
    >>> print(w, b)
    [3.  0.2] -1.0
    """
    n = w @ p + b
    a = 1 if n >= 0 else 0
    e = t - a
    return w + e * p, b + e


def reference(w, b, p, t):
    import torch

    fires = torch.dot(w, p) + b >= 0
    e = t - int(fires)
    return w + e * p, b + e


def in_one_line(w, b, p, t):
    """Another right solution: 0 and 1 from a comparison."""
    e = t - float(np.dot(p, w) >= -b)
    return w + p * e, float(b) + e


def samples(*pairs):
    """Random units of several sizes, with targets and outputs ``(t, a)`` as asked."""

    def cases(rng):
        for t, a in pairs:
            for size in (1, 2, 5):
                w, p = rng.normal(size=(2, size))
                n = rng.uniform(0.1, 2.0) * (1 if a else -1)
                yield Case(f"t={t} a={a} D={size}", dict(w=w, b=n - w @ p, p=p, t=t))

    return cases


def worked(rng):
    """The published example, step by step."""
    w, b = [(1.0, -0.8), (2.0, 1.2), (3.0, -0.8)], [0.0, 1.0, 0.0]
    p, t = [(1.0, 2.0), (-1.0, 2.0), (0.0, -1.0)], [1, 0, 0]
    for step in range(3):
        inputs = dict(w=np.array(w[step]), b=b[step], p=np.array(p[step]), t=t[step])
        yield Case(f"step {step + 1}", inputs)
    yield from samples((1, 0))(rng)


def on_the_boundary(rng):
    """Units whose pre-activation is exactly 0."""
    for t in (0, 1):
        p = rng.integers(1, 5, size=3).astype(float)
        yield Case(f"n=0 t={t}", dict(w=np.zeros(3), b=0.0, p=p, t=t))


EXERCISE = Exercise(perceptron_update, reference, accepts=[in_one_line], checks={
    "worked": agrees("follows the worked example", on=worked, points=2,
        hint="e is t - a: positive when the unit should have fired and did not.",
        catches=[Mistake("moves away from the sample instead of towards it", "t - a", "a - t"),
                 Mistake("learns from the pre-activation n, not from the step's output a (the delta rule)",
                         "t - a", "t - n")]),
    "errors": agrees("moves weights and bias when the prediction is wrong", on=samples((1, 0), (0, 1)), points=3,
        hint="Both mistakes teach: e is +1 for one and -1 for the other.",
        catches=[Mistake("learns only when the unit should have fired", "e = t - a", "e = max(t - a, 0)"),
                 Mistake("predicts -1 and +1 where the targets are 0 and 1", "else 0", "else -1"),
                 Mistake("leaves the bias out of the prediction", "w @ p + b", "w @ p"),
                 Mistake("never changes the bias", "b + e", "b")]),
    "right": agrees("changes nothing when the prediction is right", on=samples((1, 1), (0, 0), (1, 0)), points=2,
        hint="What is t - a when the prediction is right?",
        catches=[Mistake("moves towards or away from every sample, also one classified correctly",
                         "t - a", "2 * t - 1")]),
    "boundary": agrees("fires when the pre-activation is exactly 0", on=on_the_boundary, points=2,
        hint="hardlim(0) is 1.",
        catches=[Mistake("does not fire when the pre-activation is exactly 0", "n >= 0", "n > 0")]),
    "pure": keeps_inputs(on=samples((1, 0), (0, 1)), points=1,
        hint="`w += ...` changes the caller's array.",
        catches=[Mistake("updates w in place", "return w + e * p", "w += e * p; return w")]),
})
