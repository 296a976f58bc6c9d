"""Losses."""

import numpy as np


def quadratic_cost(a, t):
    """Return ``1 / (2 N)`` times the sum of ``(a - t)**2`` over all elements of ``a`` and ``t``.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)``, or ``(N, M)`` with ``M``
    outputs for each sample. ``N`` is the number of samples, not the number of elements. Returns one number.

    >>> x = np.arange(1.0, 9.0)
    >>> print(quadratic_cost(3 * x + 2, 2 * x + 4))
    5.75
    >>> print(quadratic_cost(np.array([[1.0, 2.0]]), np.array([[2.0, 4.0]])))
    2.5
    """
    raise NotImplementedError


def sum_of_squares(a, t):
    """Return half the sum of ``(a - t)**2`` over all elements: nothing is averaged, not even over the batch.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``.
    Returns one number.

    >>> print(sum_of_squares(np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[2.0, 4.0], [0.0, 4.0]])))
    7.0
    """
    raise NotImplementedError


def mean_squared_error(a, t):
    """Return the mean of ``(a - t)**2`` over all elements: samples and outputs alike, without a 1/2.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``.
    Returns one number.

    >>> print(mean_squared_error(np.array([[1.0, 2.0]]), np.array([[1.0, 4.0]])))
    2.0
    """
    raise NotImplementedError


def mean_absolute_error(a, t):
    """Return the mean of ``abs(a - t)`` over all elements: samples and outputs alike.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``.
    Returns one number.

    >>> print(mean_absolute_error(np.array([1.0, 2.0, 6.0]), np.array([2.0, 4.0, 3.0])))
    2.0
    """
    raise NotImplementedError


def quadratic_cost_gradient(a, t):
    """Return the gradient with respect to ``a`` of the quadratic cost ``sum((a - t)**2) / (2 N)``.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``. ``N`` is the
    number of samples, not the number of elements. The result has the shape of ``a``.

    >>> print(quadratic_cost_gradient(np.array([[1.0, 2.0], [0.0, 3.0]]), np.array([[2.0, 4.0], [1.0, 0.0]])))
    [[-0.5 -1. ]
     [-0.5  1.5]]
    """
    raise NotImplementedError


def sum_of_squares_gradient(a, t):
    """Return the gradient with respect to ``a`` of ``0.5 * sum((a - t)**2)``, the sum over all elements.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``. The result
    has the shape of ``a``.

    >>> print(sum_of_squares_gradient(np.array([1.0, 2.0, 6.0]), np.array([2.0, 4.0, 3.0])))
    [-1. -2.  3.]
    """
    raise NotImplementedError


def mean_squared_error_gradient(a, t):
    """Return the gradient with respect to ``a`` of the mean of ``(a - t)**2`` over all elements.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``. The result
    has the shape of ``a``. The loss has no 1/2, and averages over samples and outputs alike.

    >>> print(mean_squared_error_gradient(np.array([[1.0, 2.0], [0.0, 3.0]]), np.array([[2.0, 4.0], [1.0, 0.0]])))
    [[-0.5 -1. ]
     [-0.5  1.5]]
    """
    raise NotImplementedError


def mean_absolute_error_gradient(a, t):
    """Return the gradient with respect to ``a`` of the mean of ``abs(a - t)`` over all elements.

    ``a`` are predictions and ``t`` targets, float arrays of the same shape: ``(N,)`` or ``(N, M)``. The result
    has the shape of ``a``. Where ``a`` equals ``t`` there is no derivative, and the result is 0.

    >>> print(mean_absolute_error_gradient(np.array([1.0, 2.0, 6.0, 5.0]), np.array([2.0, 4.0, 3.0, 1.0])))
    [-0.25 -0.25  0.25  0.25]
    """
    raise NotImplementedError


def binary_cross_entropy(p, t):
    """Return the mean over all elements of ``-(t * log(p) + (1 - t) * log(1 - p))``, with the natural logarithm.

    ``p`` are predicted probabilities and ``t`` targets between 0 and 1 (usually one of the two), float arrays of
    the same shape: ``(N,)`` or ``(N, M)``. Where ``t`` is 0 the first term is left out, and where ``t`` is 1 the
    second: its logarithm may be infinite there. ``p`` is 0 only where ``t`` is 0, and 1 only where ``t`` is 1.
    Nothing is clipped: a tiny ``p`` for ``t = 1`` makes the loss large. For ``t = 0`` and a tiny ``p`` an element's
    loss is nearly ``p``, exact to many digits, and not 0. Returns one number.

    >>> print(round(binary_cross_entropy(np.array([0.9, 0.2]), np.array([1.0, 0.0])), 6))
    0.164252
    >>> print(binary_cross_entropy(np.array([1e-20]), np.array([0.0])))
    1e-20
    """
    raise NotImplementedError


def binary_cross_entropy_gradient(p, t):
    """Return the gradient with respect to ``p`` of the mean of ``-(t * log(p) + (1 - t) * log(1 - p))``.

    ``p`` are predicted probabilities, above 0 and below 1, and ``t`` targets between 0 and 1 (usually one of the
    two), float arrays of the same shape: ``(N,)`` or ``(N, M)``. The loss is the mean over all elements. The
    result has the shape of ``p``. Nothing is clipped: for ``t = 1`` and ``p = 1e-30`` the slope is ``-1e30``, divided
    by the number of elements. Where ``t`` is 0 or 1 every element is exact to many digits.

    >>> print(binary_cross_entropy_gradient(np.array([0.8, 0.5]), np.array([1.0, 0.0])))
    [-0.625  1.   ]
    """
    raise NotImplementedError


def binary_cross_entropy_with_logits(z, t):
    """Return the mean over all elements of ``-(t * log(p) + (1 - t) * log(1 - p))`` with ``p = sigmoid(z)``.

    ``z`` are scores (logits) and ``t`` targets between 0 and 1 (usually one of the two), float arrays of the same
    shape: ``(N,)`` or ``(N, M)``. The logarithm is the natural one, and ``sigmoid(z) = 1 / (1 + exp(-z))``. The
    result is finite for every ``abs(z)`` up to 1e4; a prediction that is sure and wrong costs about ``abs(z)``, and
    one that is sure and right next to nothing, but exact to many digits. Returns one number.

    >>> print(round(binary_cross_entropy_with_logits(np.array([2.0, -1.0]), np.array([1.0, 0.0])), 6))
    0.220095
    >>> print(binary_cross_entropy_with_logits(np.array([-1000.0]), np.array([1.0])))
    1000.0
    >>> print(f"{binary_cross_entropy_with_logits(np.array([50.0]), np.array([1.0])):.4e}")
    1.9287e-22
    """
    raise NotImplementedError


def binary_cross_entropy_with_logits_gradient(z, t):
    """Return the gradient with respect to ``z`` of the mean of ``-(t * log(p) + (1 - t) * log(1 - p))``.

    ``p`` is ``sigmoid(z) = 1 / (1 + exp(-z))``. ``z`` are scores (logits) and ``t`` targets between 0 and 1
    (usually one of the two), float arrays of the same shape: ``(N,)`` or ``(N, M)``. The loss is the mean over
    all elements. The result has the shape of ``z`` and is finite for every ``abs(z)`` up to 1e4. The slope of a
    prediction that is sure and right is nearly 0, and may come out as 0.

    >>> print(binary_cross_entropy_with_logits_gradient(np.array([0.0, 2.0]), np.array([1.0, 0.0])).round(6))
    [-0.25      0.440399]
    """
    raise NotImplementedError


def cross_entropy(p, t):
    """Return the cross-entropy of predicted probabilities ``p`` under targets ``t``, the mean over the batch.

    ``p`` and ``t`` are float arrays ``(N, K)``, each row a distribution over ``K`` classes; usually ``t`` is
    one-hot. The loss of one row is ``-sum(t * log(p))``, with the natural logarithm. A class with ``t = 0``
    adds exactly 0, even where ``p`` is 0 too. ``p`` is positive wherever ``t`` is, but it may be tiny, and
    then the loss is large: nothing is clipped. Returns one number.

    >>> p = np.array([[0.228, 0.619, 0.153]])
    >>> print(round(cross_entropy(p, np.array([[0.0, 1.0, 0.0]])), 4))
    0.4797
    """
    raise NotImplementedError


def cross_entropy_reduced(p, t, reduction):
    """Return the cross-entropy of predicted probabilities ``p`` under one-hot targets ``t``, reduced as asked.

    ``p`` and ``t`` are float arrays ``(N, K)``. The loss of one row is ``-log(p[i, k])`` for its right class ``k``,
    where ``t[i, k]`` is 1; all other elements of ``t`` are 0, and such a class adds exactly 0, even where its ``p`` is
    0 too. The right class may be unlikely, and then the loss is large: nothing is clipped. With ``reduction``

    - ``"none"`` the result is an array ``(N,)``, the loss of each row;
    - ``"mean"`` it is one number, their mean over the ``N`` rows;
    - ``"sum"`` it is one number, their sum.

    Any other ``reduction`` raises ValueError.

    >>> p = np.array([[0.228, 0.619, 0.153], [0.5, 0.25, 0.25]])
    >>> t = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    >>> print(cross_entropy_reduced(p, t, "none").round(4))
    [0.4797 0.6931]
    >>> print(cross_entropy_reduced(p, t, "mean").round(4), cross_entropy_reduced(p, t, "sum").round(4))
    0.5864 1.1728
    """
    raise NotImplementedError


def log_softmax(z):
    """Return the natural logarithm of the softmax of ``z`` over its last axis.

    With ``p = exp(z) / sum(exp(z))``, the sum over the last axis, it is ``log(p)``. ``z`` is a float array of one
    axis or more, such as ``(N, K)`` with the scores (logits) of ``K`` classes; the result has the same shape.
    Scores may be large: every element stays finite, and is right also where ``p`` itself would round to 0. Where
    ``p`` is nearly 1, its logarithm may come out as 0.

    >>> print(log_softmax(np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]])).round(4))
    [[-2.4076 -1.4076 -0.4076]
     [-1.0986 -1.0986 -1.0986]]
    >>> print(log_softmax(np.array([0.0, 1000.0]))[0])
    -1000.0
    """
    raise NotImplementedError


def softmax_cross_entropy(z, y):
    """Return ``(loss, dz)``: the softmax cross-entropy of scores ``z``, and its gradient with respect to ``z``.

    ``z`` is a float array ``(N, K)`` of scores (logits), ``y`` an int array ``(N,)`` with the right class of
    each row. With ``p = softmax(z)`` over each row, the loss is the mean over the batch of ``-log(p[i, y[i]])``.
    ``dz`` has the shape of ``z`` and is the gradient of that mean. Scores may be large, and rows far apart: both
    stay finite and right, also where some ``p`` rounds to 0. For a prediction that is sure and right, both may
    come out as 0. Part of the points is for an answer without a loop over the rows.

    >>> loss, dz = softmax_cross_entropy(np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]]), np.array([2, 0]))
    >>> print(round(loss, 6))
    0.753109
    >>> print(dz.round(4))
    [[ 0.045   0.1224 -0.1674]
     [-0.3333  0.1667  0.1667]]
    """
    raise NotImplementedError


def soft_cross_entropy(z, t):
    """Return ``(loss, dz)``: the softmax cross-entropy of scores ``z`` under targets ``t``, and its gradient.

    ``z`` is a float array ``(N, K)`` of scores (logits), ``t`` a float array ``(N, K)``; each row of ``t`` is a
    distribution over the classes: nothing is negative, and it sums to 1. With ``p = softmax(z)`` over each row, the
    loss is the mean over the ``N`` rows of ``-sum(t[i] * log(p[i]))``, with the natural logarithm. ``dz`` has the
    shape of ``z`` and is the gradient of that mean with respect to ``z``. Scores may be large, and rows far apart:
    both stay finite and right, also where some ``p`` rounds to 0.

    >>> z, t = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]), np.array([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]])
    >>> loss, dz = soft_cross_entropy(z, t)
    >>> print(loss.round(4))
    1.1031
    >>> print(dz.round(4))
    [[-0.055  -0.0276  0.0826]
     [-0.3333  0.1667  0.1667]]
    """
    raise NotImplementedError


def hinge_loss(scores, y, margin=1.0):
    """Return ``(loss, dscores)``: the multiclass hinge loss, and its gradient with respect to ``scores``.

    ``scores`` is a float array ``(N, K)``, ``y`` an int array ``(N,)`` with the right class of each row. The loss
    of row ``i`` is the sum over all classes ``k`` other than ``y[i]`` of
    ``max(0, scores[i, k] - scores[i, y[i]] + margin)``, and ``loss`` is the mean over the rows. Unlike
    torch's ``multi_margin_loss`` it is not divided by ``K``. ``margin`` is 0 or more. ``dscores`` has the shape of
    ``scores`` and is the gradient of ``loss``. A class that keeps the margin exactly, so that its term is
    ``max(0, 0)``, adds nothing to the gradient. Part of the points is for an answer without a loop over the rows.

    >>> loss, dscores = hinge_loss(np.array([[3.0, 1.0, 2.5], [0.0, 2.0, 1.0]]), np.array([0, 2]))
    >>> print(loss)
    1.25
    >>> print(dscores)
    [[-0.5  0.   0.5]
     [ 0.   0.5 -0.5]]
    """
    raise NotImplementedError


def accuracy(scores, y):
    """Return the share of rows whose highest score is that of the right class, a number from 0 to 1.

    ``scores`` is a float array ``(N, K)``, ``y`` an int array ``(N,)`` with the right class of each row. Scores
    may be probabilities or not. Among equal scores the class with the smallest number counts as the highest.

    >>> print(accuracy(np.array([[0.1, 0.9], [2.0, -3.0], [0.4, 0.6], [5.0, 5.0]]), np.array([1, 0, 0, 0])))
    0.75
    """
    raise NotImplementedError


def top_k_error(scores, y, k):
    """Return the share of rows whose right class is not among the ``k`` classes with the highest scores.

    ``scores`` is a float array ``(N, K)``, ``y`` an int array ``(N,)`` with the right class of each row, ``k`` an
    int from 1 to ``K``. Among equal scores the class with the smaller number comes first, so that for ``k = 1``
    the result is 1 minus the accuracy. Returns a number from 0 to 1.

    >>> scores = np.array([[0.1, 0.7, 0.2], [0.5, 0.3, 0.2], [1.0, 1.0, 1.0], [3.0, 1.0, 2.0]])
    >>> print(top_k_error(scores, np.array([2, 2, 1, 1]), 2))
    0.5
    >>> print(top_k_error(scores, np.array([2, 2, 1, 1]), 1))
    1.0
    """
    raise NotImplementedError


def binary_accuracy(p, t, threshold=0.5):
    """Return the share of right answers, a number from 0 to 1; the answer is yes where ``p`` is above ``threshold``.

    ``p`` is a float array of any shape, the probabilities of yes; ``t`` has the same shape and says what is right, 1
    for yes and 0 for no. A probability of exactly ``threshold`` is a no.

    >>> p, t = np.array([0.5, 0.9, 0.2]), np.array([1, 1, 0])
    >>> print(round(binary_accuracy(p, t), 4))
    0.6667
    >>> print(binary_accuracy(p, t, threshold=0.4))
    1.0
    """
    raise NotImplementedError


def update_mean(mean, count, value, n):
    """Return ``(mean, count)`` after a batch of ``n`` samples whose mean is ``value``.

    Before it ``mean`` was the mean over ``count`` samples; after it, it is the mean over all ``count + n`` of them,
    and that is the new ``count``. All four are numbers, ``count`` and ``n`` whole ones with ``n >= 1``. ``count`` may
    be 0: then no sample has been seen, ``mean`` means nothing, and the result is ``(value, n)``. Batches may differ in
    size, as the last of an epoch does.

    >>> print(update_mean(0.5, 4, 1.0, 1))
    (0.6, 5)
    >>> print(update_mean(0.0, 0, 2.5, 32))
    (2.5, 32)
    """
    raise NotImplementedError
