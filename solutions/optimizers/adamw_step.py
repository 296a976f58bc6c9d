"""adamw_step: Adam with decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2)."""

import numpy as np

from autograder.exercise import Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import optimizer_steps, several, trajectory


def adamw_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """Return ``(w, m, v)`` after update number ``t`` of AdamW; the first update is ``t=1``.

    ``w``, its gradient ``dw`` and the running averages ``m`` (of the gradient) and ``v`` (of its square) are float
    arrays of one shape; ``m`` and ``v`` start at 0. First the weights shrink by themselves, whatever the gradient:
    ``w = w - lr * weight_decay * w``. Then follows the step of `adam_step`: ``m = beta1 * m + (1 - beta1) * dw`` and
    ``v = beta2 * v + (1 - beta2) * dw**2``, corrected as ``m_hat = m / (1 - beta1**t)`` and
    ``v_hat = v / (1 - beta2**t)``, and ``w = w - lr * m_hat / (sqrt(v_hat) + eps)``. ``dw`` is the gradient of the loss
    alone: weight decay never enters ``m`` or ``v``. The returned ``m`` and ``v`` are the uncorrected ones.

    >>> w, m, v = adamw_step(np.array([1.0]), np.array([0.5]), np.zeros(1), np.zeros(1), 1, lr=0.1, weight_decay=0.5)
    >>> print(w.round(6), m, v.round(6))
    [0.85] [0.05] [0.00025]
    """
    w = w - lr * weight_decay * w
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def reference(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """torch.optim.AdamW, set to the state just before update ``t``."""
    import torch

    w = w.clone().requires_grad_()
    adamw = torch.optim.AdamW([w], lr=lr, betas=(beta1, beta2), eps=eps, weight_decay=weight_decay)
    adamw.state[w] = {"step": torch.tensor(t - 1.0), "exp_avg": m.clone(), "exp_avg_sq": v.clone()}
    w.grad = dw
    adamw.step()
    return w.detach(), adamw.state[w]["exp_avg"], adamw.state[w]["exp_avg_sq"]


def in_one_line(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """Another right solution: Adam's direction plus the decay, scaled by lr once."""
    m = m + (1 - beta1) * (dw - m)
    v = v + (1 - beta2) * (dw * dw - v)
    direction = m / (1 - beta1**t) / ((v / (1 - beta2**t)) ** 0.5 + eps)
    return w - lr * (direction + weight_decay * w), m, v


def on_copies(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """Another right solution: in place, on copies of its own."""
    m, v, w = m.copy(), v.copy(), w.copy()
    w *= 1 - lr * weight_decay
    m *= beta1
    m += dw * (1 - beta1)
    v *= beta2
    v += np.square(dw) * (1 - beta2)
    w -= lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return [w, m, v]


def as_l2_penalty(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """A mistake: Adam with an L2 penalty."""
    dw = dw + weight_decay * w
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def decayed_last(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """A mistake: Adam's step first, then the decay, of what that step added too."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    w = w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w - lr * weight_decay * w, m, v


def one_behind(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """A mistake: both corrections count from 0."""
    w = w - lr * weight_decay * w
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1 ** (t - 1)), v / (1 - beta2 ** (t - 1))
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def steps(*when, shape=(2, 3), **options):
    """Updates number ``when``; after 30,000 of them nothing is left to correct."""
    return several(*(optimizer_steps(shape=shape, averages=("m",), squares=("v",), fresh=t == 1, t=t, **options)
                     for t in when))


EXERCISE = Exercise(adamw_step, reference, accepts=[in_one_line, on_copies], checks={
    "adam": agrees("takes Adam's step where nothing decays", points=2,
        on=several(steps(30_000, 90_000, lr=0.1, weight_decay=0.0),
                   steps(30_000, shape=(7,), size=100.0, lr=0.1, weight_decay=0.0),
                   steps(30_000, shape=(6,), lr=0.1, weight_decay=0.0, dtype="float32")),
        hint="With weight_decay=0 this is adam_step.",
        catches=[Mistake("averages the gradient's absolute value in v, not its square", "dw**2", "abs(dw)"),
                 Mistake("climbs instead of descending", "w - lr * m_hat", "w + lr * m_hat"),
                 Mistake("divides by v instead of by its root", "np.sqrt(v_hat)", "v_hat"),
                 Mistake("swaps the weights of old and new in m",
                         "beta1 * m + (1 - beta1) * dw", "(1 - beta1) * m + beta1 * dw")]),
    "early": agrees("corrects the bias of the first steps", on=steps(1, 2, 3, lr=0.1, weight_decay=0.0), points=1,
        hint="m and v start at zero: divide each by 1 - beta**t.",
        catches=[Mistake("leaves m uncorrected", "m / (1 - beta1**t)", "m"),
                 Mistake("leaves v uncorrected", "v / (1 - beta2**t)", "v"),
                 Mistake("corrects m always as in the first step", "1 - beta1**t", "1 - beta1"),
                 Mistake("counts the updates from 0, so that the first one divides by 0", function=one_behind,
                         hint="t is 1 in the first update already: take it as it is.")]),
    "decay": agrees("shrinks the weights apart from the gradient", points=4,
        on=several(steps(30_000, lr=0.1, weight_decay=0.5), steps(1, 2, shape=(7,), lr=0.1, weight_decay=0.3),
                   steps(30_000, shape=(4, 4), size=100.0, lr=0.05, weight_decay=1.0)),
        hint=("An L2 penalty goes through m and v, so that weights with large gradients decay less. What if it "
              "does not?",
              "The decay is a factor 1 - lr * weight_decay on the old weights, before Adam's step."),
        catches=[Mistake("adds the decay to the gradient, as an L2 penalty", function=as_l2_penalty),
                 Mistake("forgets lr in the decay", "lr * weight_decay * w", "weight_decay * w"),
                 Mistake("does not decay at all", "w = w - lr * weight_decay * w", "w = w"),
                 Mistake("lets the weights grow instead of shrinking",
                         "w - lr * weight_decay", "w + lr * weight_decay"),
                 Mistake("decays the weights after Adam's step instead of before", function=decayed_last),
                 Mistake("takes the same amount off every weight, whatever its size",
                         "lr * weight_decay * w", "lr * weight_decay * np.sign(w)")]),
    "tiny": agrees("stays stable when gradients vanish", points=1,
        on=several(steps(30_000, size=1e-7, lr=0.1), steps(30_000, shape=(3,), size=0.0, lr=0.1)),
        hint="eps is added to the root, not under it; weights decay even where the gradient is 0.",
        catches=[Mistake("puts eps under the root", "sqrt(v_hat) + eps", "sqrt(v_hat + eps)"),
                 Mistake("forgets eps", "np.sqrt(v_hat) + eps", "np.sqrt(v_hat)")]),
    "options": agrees("uses the settings that it is given, or the usual ones", points=1,
        on=several(steps(30_000, shape=(6,)), steps(30_000, shape=(7,), beta1=0.5), steps(3, shape=(7,), beta2=0.9),
                   steps(3, shape=(7,), eps=0.3, lr=0.1), steps(30_000, shape=(5,), weight_decay=10.0)),
        hint="All settings are arguments: no number of theirs stands in the body.",
        catches=[Mistake("always averages with the usual beta1", "beta1 * m + (1 - beta1)", "0.9 * m + 0.1"),
                 Mistake("always averages with the usual beta2", "beta2 * v + (1 - beta2)", "0.999 * v + 0.001"),
                 Mistake("ignores the weight_decay that it is given", "lr * weight_decay", "lr * 0.01")]),
    "path": agrees("goes a hundred steps, each from where the last one ended", points=1,
        on=trajectory("adamw_step", state=2, lr=0.05, counts=True),
        hint="Each update starts from what the last one has returned: the weights, and all of the state.",
        catches=[Mistake("returns the corrected averages as the new state, and corrects them again at the next update",
                         "+ eps), m, v", "+ eps), m_hat, v_hat")]),
    "pure": keeps_inputs(on=steps(30_000, 40_000, lr=0.1), points=1,
        hint="`w -= ...` and `m *= beta1` change the caller's arrays.",
        catches=[Mistake("decays w in place", "w = w - lr * weight_decay * w", "w -= lr * weight_decay * w"),
                 Mistake("updates m in place", "m = beta1 * m +", "m *= beta1; m +=")]),
})
