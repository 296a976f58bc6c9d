"""residual_block_backward: the gradient comes through, whatever the layers do (He et al. 2016)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, gradients, keeps_inputs, vjp
from autograder.exercise.cases import several


def residual_block_backward(dout, x, w1, b1, w2, b2):
    """Return ``(dx, dw1, db1, dw2, db2)``, the gradients of a loss with respect to the block's arguments.

    `residual_block_forward` returned ``x + relu(x @ w1 + b1) @ w2 + b2``; ``dout``, ``(N, D)``, is the gradient of
    the loss with respect to that. ``x`` is ``(N, D)``, ``w1`` is ``(D, M)``, ``b1`` is ``(M,)``, ``w2`` is ``(M, D)``,
    ``b2`` is ``(D,)``, and every gradient has the shape of its argument. A mean over the batch is already in
    ``dout``. The slope of the ReLU at 0 is 0. What reaches ``x`` comes on two ways.

    >>> eye, dout = np.eye(2), np.ones((1, 2))
    >>> grads = residual_block_backward(dout, np.array([[1.0, -2.0]]), eye, np.zeros(2), 2 * eye, np.zeros(2))
    >>> print(grads[0], grads[2], grads[4])
    [[3. 1.]] [2. 0.] [1. 1.]
    """
    z = x @ w1 + b1
    dz = dout @ w2.T * (z > 0)
    return dout + dz @ w1.T, x.T @ dz, dz.sum(axis=0), np.maximum(z, 0).T @ dout, dout.sum(axis=0)


def sample_by_sample(dout, x, w1, b1, w2, b2):
    """Another right solution: outer products, one sample after the other."""
    dx, dw1, db1, dw2, db2 = (np.zeros(array.shape) for array in (x, w1, b1, w2, b2))
    for n in range(len(x)):
        a = np.maximum(x[n] @ w1 + b1, 0)
        dz = np.where(a > 0, w2 @ dout[n], 0.0)
        dx[n] = dout[n] + w1 @ dz
        dw1, db1 = dw1 + np.outer(x[n], dz), db1 + dz
        dw2, db2 = dw2 + np.outer(a, dout[n]), db2 + dout[n]
    return dx, dw1, db1, dw2, db2


def blocks(*sizes, rows=(1, 6)):
    """Random blocks ``(D, M)``, whose ReLUs get inputs away from 0."""

    def cases(rng):
        for d, m in sizes:
            for n in rows:
                x, w1 = rng.normal(size=(n, d)), rng.normal(size=(d, m))
                b1 = rng.normal(size=m)
                close = np.ones(m, bool)
                for _ in range(20):
                    further = rng.uniform(2e-3, 0.1, size=m)  # drawn as often whether it is needed or not
                    if close.any():
                        close = np.abs(x @ w1 + b1).min(axis=0) < 1e-3
                        b1 = b1 + np.where(close, further, 0)
                yield Case(f"N={n}, D={d}, M={m}", dict(
                    dout=rng.normal(size=(n, d)), x=x, w1=w1, b1=b1, w2=rng.normal(size=(m, d)),
                    b2=rng.normal(size=d)))

    return cases


def silent_unit(rng):
    """A hidden unit whose ReLU gets exactly 0."""
    for case in blocks((3, 4))(rng):
        live = np.arange(4) > 0
        inputs = {**case.inputs, "w1": case.inputs["w1"] * live, "b1": case.inputs["b1"] * live}
        yield Case(f"{case.name}, a unit at 0", inputs)


EXERCISE = Exercise(residual_block_backward, accepts=[sample_by_sample],
    reference=vjp("residual_block_forward", wrt=("x", "w1", "b1", "w2", "b2")), checks={
    "all": gradients("differentiates the block", on=several(blocks((3, 5), (4, 4), (5, 2)), silent_unit), points=4,
        hint=("On which two ways does x reach the output?",
              "dx is dout itself, and what comes back through the two layers."),
        catches=[Mistake("forgets the way around the layers", "dout + dz @ w1.T", "dz @ w1.T"),
                 Mistake("adds 1 instead of dout: the slope without the upstream gradient", "dout + dz", "1 + dz"),
                 Mistake("lets the gradient pass through units that did not fire", " * (z > 0)", "",
                         hint="The slope of the ReLU is 0 where nothing came through."),
                 Mistake("takes the way around the layers only", "dout + dz @ w1.T", "dout + 0 * x"),
                 Mistake("averages the biases' gradients over the batch",
                         "dz.sum(axis=0), np.maximum(z, 0).T @ dout, dout.sum(axis=0)",
                         "dz.mean(axis=0), np.maximum(z, 0).T @ dout, dout.mean(axis=0)",
                         hint="A mean over the batch is in dout: sum over the rows."),
                 Mistake("multiplies by w1 instead of by its transpose", "dz @ w1.T", "dz @ w1",
                         hint="Back through a product with w1 goes a product with w1.T."),
                 Mistake("takes the hidden layer before its ReLU for dw2", "np.maximum(z, 0).T @ dout",
                         "z.T @ dout",
                         hint="What was multiplied by w2 on the way there?")]),
    "pure": keeps_inputs(on=blocks((3, 5), (2, 3)), points=1,
        hint="`dout += ...` changes the caller's array.",
        catches=[Mistake("adds to the caller's dout", "return dout + dz @ w1.T, x.T @ dz, dz.sum(axis=0), "
                         "np.maximum(z, 0).T @ dout, dout.sum(axis=0)",
                         "dw2, db2 = np.maximum(z, 0).T @ dout, dout.sum(axis=0); dout += dz @ w1.T\n"
                         "    return dout, x.T @ dz, dz.sum(axis=0), dw2, db2")]),
})
