"""sigmoid_neuron_gradients: the chain rule through one neuron."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs


def sigmoid_neuron_gradients(w, x):
    """Return ``(dw, dx)``: the derivatives of a sigmoid neuron's output with respect to its weights and inputs.

    The output is ``1 / (1 + exp(-z))`` with ``z = w[0] * x[0] + ... + w[D - 1] * x[D - 1] + w[D]``: ``x`` is a float
    array ``(D,)``, ``w`` is ``(D + 1,)`` with the bias last. ``dw`` has the shape of ``w`` and ``dx`` that of ``x``.
    ``abs(z)`` is below 20, so that nothing overflows or cancels.

    >>> dw, dx = sigmoid_neuron_gradients(np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0]))
    >>> print(dw.round(4), dx.round(4))
    [-0.1966 -0.3932  0.1966] [ 0.3932 -0.5898]
    """
    out = 1 / (1 + np.exp(-(w[:-1] @ x + w[-1])))
    dz = out * (1 - out)
    return dz * np.append(x, 1.0), dz * w[:-1]


def reference(w, x):
    import torch

    w, x = w.clone().requires_grad_(), x.clone().requires_grad_()
    out = torch.sigmoid(torch.dot(w[:-1], x) + w[-1])
    return torch.autograd.grad(out, (w, x))


def gate_by_gate(w, x):
    """Another right solution: every gate of the circuit by itself, from the output back."""
    z = w[-1]
    for i in range(len(x)):
        z = z + w[i] * x[i]
    e = np.exp(-z)
    d_inverse = -1 / (1 + e) ** 2  # of 1 / q
    dz = d_inverse * e * -1
    dw, dx = np.ones(len(w)), np.zeros(len(x))
    for i in range(len(x)):
        dw[i], dx[i] = x[i], w[i]
    return dz * dw, dz * dx


def neurons(*inputs):
    """Random neurons with these numbers of inputs and a moderate z."""

    def cases(rng):
        for d in inputs:
            w, x = rng.normal(size=d + 1) / np.sqrt(d), rng.normal(scale=1.5, size=d)
            yield Case(f"{d} input{'s' if d > 1 else ''}", dict(w=w, x=x))

    return cases


def special(rng):
    """Inputs of 0, weights of 0, and neurons that are nearly sure."""
    w, x = rng.normal(size=(2, 4))
    yield Case("x = 0", dict(w=w, x=np.zeros(3)))
    yield Case("w = 0", dict(w=np.zeros(5), x=x))
    for sign in (-1, 1):
        w, x = rng.normal(size=5), rng.uniform(0.5, 1, size=4)
        w[-1] = sign * rng.uniform(5, 7) - w[:-1] @ x
        yield Case("nearly sure", dict(w=w, x=x))


EXERCISE = Exercise(sigmoid_neuron_gradients, reference, accepts=[gate_by_gate], harmless=[
    Harmless("the sigmoid of -z is 1 - out, and the slope is the same", ("np.exp(-(w", "np.exp((w"))], checks={
    "weights": agrees("differentiates with respect to the weights", item=0, points=3,
        on=neurons(1, 2, 3, 10),
        hint="The slope of the sigmoid, times what each weight is multiplied by.",
        catches=[Mistake("forgets the slope of the sigmoid", "dz = out * (1 - out)", "dz = 1.0 + 0 * out"),
                 Mistake("takes the output itself for the slope", "dz = out * (1 - out)", "dz = out"),
                 Mistake("takes the slope at the output instead of at z", "    dz = out",
                         "    out = 1 / (1 + np.exp(-out)); dz = out"),
                 Mistake("takes 0 for the input of the bias", "np.append(x, 1.0)", "np.append(x, 0.0)"),
                 Mistake("forgets the slope for the bias: its gradient is 1",
                         "dz * np.append(x, 1.0)", "np.append(dz * x, 1.0)"),
                 Mistake("puts the bias first", "np.append(x, 1.0)", "np.append(1.0, x)"),
                 Mistake("forgets the bias's gradient", "np.append(x, 1.0)", "x"),
                 Mistake("forgets the bias in z", "w[:-1] @ x + w[-1]", "w[:-1] @ x")]),
    "inputs": agrees("differentiates with respect to the inputs", on=neurons(1, 2, 3, 10), item=1, points=2,
        hint="The inputs' gradients are the weights, times the same slope.",
        catches=[Mistake("gives the inputs the gradient of the weights", "dz * w[:-1]", "dz * x"),
                 Mistake("gives the bias an input", "dz * w[:-1]", "dz * w"),
                 Mistake("forgets the slope on the way to the inputs", "dz * w[:-1]", "1.0 * w[:-1]")]),
    "special": agrees("holds at 0 and where the neuron is nearly sure", on=special, points=1,
        hint="At w = 0 the slope is a quarter; far out it is nearly 0.",
        catches=[Mistake("takes a quarter for the slope everywhere", "dz = out * (1 - out)", "dz = 0.25 + 0 * out"),
                 Mistake("uses the slope of tanh", "dz = out * (1 - out)", "dz = 1 - out**2")]),
    "pure": keeps_inputs(on=neurons(2, 5), points=1,
        hint="`x *= dz` changes the caller's array.",
        catches=[Mistake("scales the inputs in place", "return dz * np.append(x, 1.0), dz * w[:-1]",
                         "x *= dz; return np.append(x, dz), dz * w[:-1]")]),
})
