"""Losses: cross_entropy, softmax_cross_entropy."""

import numpy as np


def cross_entropy(p, t):
    """Return the cross-entropy of predicted probabilities ``p`` under targets ``t``, the mean over the batch.

    ``p`` and ``t`` are float arrays ``(N, K)``, each row a distribution over ``K`` classes; usually ``t`` is
    one-hot. The loss of one row is ``-sum(t * log(p))``, with the natural logarithm. A class with ``t = 0``
    adds exactly 0, even where ``p`` is 0 too; ``p`` is positive wherever ``t`` is, but it may be tiny, and
    then the loss is large. Returns one number.

    >>> p = np.array([[0.228, 0.619, 0.153]])
    >>> print(round(cross_entropy(p, np.array([[0.0, 1.0, 0.0]])), 4))
    0.4797
    """
    raise NotImplementedError


def softmax_cross_entropy(z, y):
    """Return ``(loss, dz)``: the softmax cross-entropy of scores ``z``, and its gradient with respect to ``z``.

    ``z`` is a float array ``(N, K)`` of scores (logits), ``y`` an int array ``(N,)`` with the right class of
    each row. With ``p = softmax(z)`` over each row, the loss is the mean over the batch of ``-log(p[i, y[i]])``.
    ``dz`` has the shape of ``z`` and is the gradient of that mean. Scores may be large: both stay exact.

    >>> loss, dz = softmax_cross_entropy(np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]]), np.array([2, 0]))
    >>> print(round(loss, 6))
    0.753109
    >>> print(dz.round(4))
    [[ 0.045   0.1224 -0.1674]
     [-0.3333  0.1667  0.1667]]
    """
    raise NotImplementedError
