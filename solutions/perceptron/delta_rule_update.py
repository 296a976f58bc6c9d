"""delta_rule_update: a linear unit learns from one sample (Widrow & Hoff 1960)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def delta_rule_update(w, b, x, t, lr):
    """Return ``(w, b)`` after a linear unit has seen sample ``x`` with target ``t``.

    The unit has no step: its output is ``o = w @ x + b``. With the error ``t - o`` the new weights are
    ``w + lr * (t - o) * x`` and the new bias is ``b + lr * (t - o)``, both with the ``o`` of before the update.
    That is one step of gradient descent on ``0.5 * (t - o)**2``.

    ``w`` and ``x`` are float arrays ``(D,)``; ``b``, ``t`` and the learning rate ``lr`` are numbers.

    >>> w, b = delta_rule_update(np.array([1.0, -1.0]), 0.5, np.array([2.0, 1.0]), 3.5, lr=0.5)
    >>> print(w, b)
    [3. 0.] 1.5
    """
    error = t - (w @ x + b)
    return w + lr * error * x, b + lr * error


def reference(w, b, x, t, lr):
    """One step of torch.optim.SGD on half the squared error."""
    import torch

    w, b = w.clone().requires_grad_(), torch.tensor(b, dtype=torch.float64, requires_grad=True)
    sgd = torch.optim.SGD([w, b], lr=lr)
    (0.5 * (t - (torch.dot(w, x) + b)) ** 2).backward()
    sgd.step()
    return w.detach(), b.detach()


def by_gradient(w, b, x, t, lr):
    """Another right solution: gradient descent, written out."""
    o = np.sum(x * w) + b
    slope = o - t
    return w - lr * (slope * x), float(b) - lr * slope


def augmented(w, b, x, t, lr):
    """Another right solution: the bias as one more weight, whose input is always 1."""
    w, x = np.append(w, b), np.append(x, 1.0)
    w = w + lr * (t - w.dot(x)) * x
    return w[:-1], w[-1]


def step_by_step(w, b, x, t, lr):
    """A mistake: the bias learns from the weights of after the update."""
    w = w + lr * (t - (w @ x + b)) * x
    return w, b + lr * (t - (w @ x + b))


def samples(*sizes, lr=None):
    """Random units and samples, with targets above and below the output."""

    def cases(rng):
        for size in sizes:
            w, x = rng.normal(size=(2, size))
            b, t = rng.normal(scale=2, size=2)
            rate = float(rng.uniform(0.05, 0.5)) if lr is None else lr
            yield Case(f"D={size} lr={rate:.2g}", dict(w=w, b=float(b), x=x, t=float(t), lr=rate))

    return cases


def right(rng):
    """A unit that says exactly its target, one that is on the right side of 0 already, and a sample of zeros."""
    w, x = rng.integers(-3, 4, size=(2, 3)).astype(float)
    b = float(rng.integers(-3, 4))
    yield Case("exact", dict(w=w, b=b, x=x, t=float(w @ x + b), lr=0.5))
    w, x = rng.uniform(0.5, 1.5, size=(2, 3))
    yield Case("beyond the target", dict(w=w, b=1.0, x=x, t=1.0, lr=0.1))
    yield Case("zeros", dict(w=rng.normal(size=3), b=-float(rng.uniform(0.5, 2)), x=np.zeros(3), t=1.0, lr=0.25))


EXERCISE = Exercise(delta_rule_update, reference, accepts=[by_gradient, augmented], checks={
    "weights": agrees("moves the weights", on=samples(1, 2, 5, 4), points=2, item=0,
        hint="An output below the target has to grow: which way do weights of positive inputs move?",
        catches=[Mistake("moves away from the target", "t - (w @ x + b)", "(w @ x + b) - t"),
                 Mistake("ignores the learning rate for the weights", "w + lr * error * x", "w + error * x"),
                 Mistake("leaves the bias out of the output", "(w @ x + b)", "(w @ x)"),
                 Mistake("forgets the input: moves all weights alike", "error * x", "error"),
                 Mistake("keeps a factor 2 of the square's derivative, which the 1/2 cancels",
                         "error = t - (w @ x + b)", "error = 2 * (t - (w @ x + b))")]),
    "bias": agrees("moves the bias by the same error", on=samples(1, 3, 6), points=1, item=1,
        hint="The bias is a weight whose input is always 1.",
        catches=[Mistake("never changes the bias", "b + lr * error", "b"),
                 Mistake("ignores the learning rate for the bias", "b + lr * error", "b + error"),
                 Mistake("takes the output of after the weights' update for the bias", function=step_by_step,
                         hint="Both changes come from one output: keep it before you change anything."),
                 Mistake("moves the bias by an input too", "b + lr * error", "b + lr * error * x[0]")]),
    "linear": agrees("learns from the output itself, not from its sign", on=right, points=2,
        hint="A perceptron is content once it is on the right side. A linear unit aims at the number.",
        catches=[Mistake("learns from a step's output, as the perceptron does",
                         "t - (w @ x + b)", "t - (1.0 if w @ x + b >= 0 else 0.0)"),
                 Mistake("learns as a sigmoid unit does", "error = t - (w @ x + b)",
                         "o = 1 / (1 + np.exp(-(w @ x + b))); error = (t - o) * o * (1 - o)"),
                 Mistake("takes only the sign of the error", "t - (w @ x + b)", "np.sign(t - (w @ x + b))"),
                 Mistake("does not learn when the output is too high", "t - (w @ x + b)",
                         "max(t - (w @ x + b), 0)")]),
    "pure": keeps_inputs(on=samples(3, 5, lr=0.1), points=1,
        hint="`w += ...` changes the caller's array.",
        catches=[Mistake("updates w in place", "return w + lr * error * x,", "w += lr * error * x; return w,")]),
})
