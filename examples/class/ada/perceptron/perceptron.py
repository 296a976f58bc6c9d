# Right, and close to the reference: the released module, filled in.
"""Perceptron: perceptron_update, perceptron_train."""

import numpy as np


def perceptron_update(w, b, p, t):
    """Return ``(w, b)`` after the perceptron has seen sample ``p`` with target ``t``.

    The unit fires, ``a = 1``, where ``n = w @ p + b`` is at least 0 (0 included); else ``a = 0``.
    With the error ``e = t - a`` the new weights are ``w + e * p`` and the new bias is ``b + e``:
    a sample that is classified correctly changes nothing.

    ``w`` and ``p`` are float arrays ``(D,)``, ``b`` is a number, ``t`` is 0 or 1.

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
    a = 1 if n >= 0 else 0  # hardlim
    e = t - a
    return w + e * p, b + e


def perceptron_train(x, t, w, b, max_epochs):
    """Return ``(w, b, mistakes)`` after training online, sample by sample, in the order given.

    Each sample ``x[i]`` with target ``t[i]`` is classified with the current weights: ``a = 1`` where
    ``w @ x[i] + b`` is at least 0, else 0. A wrong one changes them at once, by ``e = t[i] - a``:
    ``w + e * x[i]`` and ``b + e``. ``mistakes`` is a list with the number of wrong samples in each
    epoch. Training stops after the first epoch without any, or after ``max_epochs``.

    ``x`` is ``(N, D)``, ``t`` is ``(N,)`` of 0 and 1, ``w`` is ``(D,)``, ``b`` is a number.

    >>> x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> w, b, mistakes = perceptron_train(x, np.array([0, 0, 0, 1]), np.zeros(2), 0.0, max_epochs=20)
    >>> print(w, b, mistakes)
    [2. 1.] -3.0 [2, 3, 3, 2, 1, 0]
    """
    mistakes = []
    for epoch in range(max_epochs):
        wrong = 0
        for xi, ti in zip(x, t):
            a = 1 if w @ xi + b >= 0 else 0
            e = ti - a
            if e != 0:
                w, b = w + e * xi, b + e
                wrong += 1
        mistakes.append(wrong)
        if wrong == 0:
            break
    return w, b, mistakes
