"""adam_step: one update of Adam (Kingma & Ba 2015, algorithm 1)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import several, trajectory


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Return ``(w, m, v)`` after update number ``t``; the first update is ``t=1``.

    ``w``, its gradient ``dw`` and the running averages ``m`` (of the gradient) and ``v`` (of its square) are
    float arrays of one shape; ``m`` and ``v`` start at 0. Both averages are updated first,
    ``m = beta1 * m + (1 - beta1) * dw`` and ``v = beta2 * v + (1 - beta2) * dw**2``. For the step they are corrected
    for their start at 0, ``m_hat = m / (1 - beta1**t)`` and ``v_hat = v / (1 - beta2**t)``, and
    ``w = w - lr * m_hat / (sqrt(v_hat) + eps)``: ``eps`` is added to the root, not under it. The returned ``m`` and
    ``v`` are the uncorrected ones.

    >>> w, m, v = adam_step(np.array([1.0]), np.array([0.5]), np.zeros(1), np.zeros(1), t=1)
    >>> print(w.round(6), m, v.round(6))
    [0.999] [0.05] [0.00025]
    """
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def reference(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """torch.optim.Adam, set to the state just before update ``t``."""
    import torch

    w = w.clone().requires_grad_()
    adam = torch.optim.Adam([w], lr=lr, betas=(beta1, beta2), eps=eps)
    adam.state[w] = {"step": torch.tensor(t - 1.0), "exp_avg": m.clone(), "exp_avg_sq": v.clone()}
    w.grad = dw
    adam.step()
    return w.detach(), adam.state[w]["exp_avg"], adam.state[w]["exp_avg_sq"]


def folded(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Another right solution: averages as corrections, and the bias corrections folded into the step."""
    m = m + (1 - beta1) * (dw - m)
    v = v + (1 - beta2) * (dw * dw - v)
    size, root = lr / (1 - beta1**t), np.sqrt(1 - beta2**t)
    return w - size * m / (v**0.5 / root + eps), m, v


def on_copies(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Another right solution: in place, on copies of its own."""
    m, v, w = m.copy(), v.copy(), w.copy()
    m *= beta1
    m += dw * (1 - beta1)
    v *= beta2
    v += np.square(dw) * (1 - beta2)
    w -= lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return [w, m, v]


def without_correction(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """A mistake: no bias correction at all."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    return w - lr * m / (np.sqrt(v) + eps), m, v


def always_the_first(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """A mistake: the corrections of the first step, at every step."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    return w - lr * m / (1 - beta1) / (np.sqrt(v / (1 - beta2)) + eps), m, v


def one_behind(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """A mistake: both corrections count from 0."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1 ** (t - 1)), v / (1 - beta2 ** (t - 1))
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def powers_of_the_difference(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """A mistake: (1 - beta)**t, which falls from step to step, where 1 - beta**t rises to 1."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1) ** t, v / (1 - beta2) ** t
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def one_ahead(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """A mistake: counts an update before it corrects, although t counts it already."""
    t = t + 1
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def uncorrected_with_eps_under_the_root(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Two mistakes that often come together: no bias correction, and eps in the wrong place."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    return w - lr * m / np.sqrt(v + eps), m, v


def steps(*when, size=1.0, shape=(2, 3), **options):
    """Updates number ``when``, whose gradients are about ``size``.

    After 30,000 of them the bias corrections are 1 to twelve digits, so that each check asks one thing.
    """

    def cases(rng):
        for t in when:
            w, dw, m = rng.normal(size=(3, *shape))
            v = size**2 * rng.uniform(0.5, 2.0, size=shape)
            started = float(t > 1)  # before the first update both averages are 0
            yield Case(f"t={t}", dict(w=w, dw=size * dw, m=started * size * m, v=started * v, t=t, **options))

    return cases


def options(rng):
    """Other settings than the usual ones, one at a time; eps early, where it matters which root it is added to."""
    for name, value, t in (("lr", 0.1, 30_000), ("beta1", 0.5, 30_000), ("beta2", 0.9, 30_000), ("eps", 2.0, 3)):
        for case in steps(t, shape=(7,), **{name: value})(rng):
            yield Case(f"{name}={value}", case.inputs)


EXERCISE = Exercise(adam_step, reference, accepts=[folded, on_copies], checks={
    "late": agrees("takes Adam's step late in training", points=3,
        on=several(steps(30_000, 90_000), steps(30_000, size=100.0)),
        hint="m averages the gradient, v averages its square.",
        catches=[Mistake("averages the gradient's absolute value in v, not its square", "dw**2", "abs(dw)"),
                 Mistake("climbs instead of descending", "w - lr", "w + lr",
                         hint="The gradient points uphill."),
                 Mistake("swaps the weights of old and new in m", "beta1 * m + (1 - beta1) * dw",
                         "(1 - beta1) * m + beta1 * dw"),
                 Mistake("adds the whole gradient to m, without (1 - beta1)", "(1 - beta1) * dw", "dw"),
                 Mistake("adds the whole gradient to m and its whole square to v, without (1 - beta1) and (1 - beta2)",
                         "(1 - beta1) * dw\n    v = beta2 * v + (1 - beta2) * dw**2",
                         "dw\n    v = beta2 * v + dw**2"),
                 Mistake("divides by v instead of by its root", "np.sqrt(v_hat)", "v_hat",
                         hint="v has the unit of a squared gradient; the step needs a size.")]),
    "early": agrees("corrects the bias of the first steps", on=steps(1, 2, 3, 2000), points=4,
        hint="m and v start at zero: divide each by 1 - beta**t.",
        catches=[Mistake("leaves m uncorrected", "m / (1 - beta1**t)", "m"),
                 Mistake("leaves v uncorrected", "v / (1 - beta2**t)", "v"),
                 Mistake("leaves both averages uncorrected", function=without_correction),
                 Mistake("uses bias corrections that never advance, 1 - beta", function=always_the_first,
                         hint="The weights of t gradients add up to 1 - beta**t: t counts on."),
                 Mistake("divides by (1 - beta)**t, where 1 - beta**t is meant", function=powers_of_the_difference,
                         hint="In 1 - beta**t the power comes first: with t it rises to 1."),
                 Mistake("corrects m always as in the first step", "1 - beta1**t", "1 - beta1",
                         hint="The weights of t gradients add up to 1 - beta**t: t counts on."),
                 Mistake("counts the updates from 0, so that the first one divides by 0", function=one_behind,
                         hint="t is 1 in the first update already: take it as it is."),
                 Mistake("corrects the first update as if it were the second", function=one_ahead,
                         hint="t is 1 in the first update already: take it as it is."),
                 Mistake("returns the corrected averages as the new state", "+ eps), m, v", "+ eps), m_hat, v_hat",
                         hint="The corrected averages are for this step alone; m and v go on as they are.")]),
    "tiny": agrees("stays stable when gradients vanish", on=steps(30_000, size=1e-7), points=2,
        hint="eps is added to the root, not under it.",
        catches=[Mistake("puts eps under the root", "sqrt(v_hat) + eps", "sqrt(v_hat + eps)"),
                 Mistake("forgets eps", "np.sqrt(v_hat) + eps", "np.sqrt(v_hat)")]),
    "options": agrees("uses the settings that it is given", on=options, points=1,
        hint="lr, beta1, beta2 and eps are arguments: no number of theirs stands in the body.",
        catches=[Mistake("always averages with the usual beta1", "beta1 * m + (1 - beta1)", "0.9 * m + 0.1"),
                 Mistake("adds eps to the root before that is corrected",
                         "np.sqrt(v_hat) + eps", "(np.sqrt(v) + eps) / np.sqrt(1 - beta2**t)",
                         hint="eps is added to the root of v_hat, after the correction."),
                 Mistake("leaves both averages uncorrected, and puts eps under the root",
                         function=uncorrected_with_eps_under_the_root,
                         hint="Divide m and v by 1 - beta**t; eps is added to the root."),
                 Mistake("uses a small eps of its own, whatever eps is",
                         "np.sqrt(v_hat) + eps", "np.sqrt(v_hat) + 1e-7"),
                 Mistake("ignores the learning rate that it is given", "w - lr *", "w - 1e-3 *")]),
    "path": agrees("goes a hundred steps, each from where the last one ended", points=1,
        on=trajectory("adam_step", state=2, lr=0.05, counts=True),
        hint="Each update starts from what the last one has returned: the weights, and all of the state.",
        catches=[Mistake("returns the average of the squares as it was given, so that it never grows",
                         "    v = beta2 * v + (1 - beta2) * dw**2\n    m_hat = m / (1 - beta1**t)\n    v_hat = v /",
                         "    m_hat = m / (1 - beta1**t)\n    v_hat = (beta2 * v + (1 - beta2) * dw**2) /")]),
    "pure": keeps_inputs(on=steps(30_000), points=1,
        hint="`m *= beta1` changes the caller's array.",
        catches=[Mistake("updates m in place", "m = beta1 * m +", "m *= beta1; m +=")]),
})
