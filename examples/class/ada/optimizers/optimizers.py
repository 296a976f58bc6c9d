# Right, and close to the reference: the released module, filled in.
"""Optimizers: adam_step."""

import numpy as np


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Return ``(w, m, v)`` after update number ``t``; the first update is ``t=1``.

    ``w``, its gradient ``dw`` and the running averages ``m`` (of the gradient) and ``v`` (of its square) are
    float arrays of one shape; ``m`` and ``v`` start at 0. Both averages are updated first,
    ``m = beta1 * m + (1 - beta1) * dw`` and likewise ``v`` with ``dw**2``, then corrected for their start
    at 0 by dividing by ``1 - beta**t``. ``eps`` is added to the root, not under it. The returned ``m`` and
    ``v`` are the uncorrected ones.

    >>> w, m, v = adam_step(np.array([1.0]), np.array([0.5]), np.zeros(1), np.zeros(1), t=1)
    >>> print(w.round(6), m, v.round(6))
    [0.999] [0.05] [0.00025]
    """
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
