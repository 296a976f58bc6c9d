"""Gradient descent."""

import numpy as np


def gradient_descent(gradient, x, lr, steps):
    """Return all positions of gradient descent from ``x``, as an array ``(steps + 1, *x.shape)``.

    The first position is ``x`` itself; each of the ``steps`` that follow is ``x - lr * gradient(x)``, with the
    position before it for ``x``. ``gradient`` takes an array like ``x`` and returns the gradient, of the same shape.
    ``x`` is a float array with at least one axis, ``lr`` a number; ``steps`` may be 0.

    >>> print(gradient_descent(lambda x: 2 * x, np.array([1.0, -4.0]), 0.25, 3))
    [[ 1.    -4.   ]
     [ 0.5   -2.   ]
     [ 0.25  -1.   ]
     [ 0.125 -0.5  ]]
    """
    raise NotImplementedError


def learning_rate_sweep(gradient, loss, w, rates, steps):
    """Return ``(losses, best)``: the loss after gradient descent with each learning rate, and which one is best.

    For each number ``lr`` of ``rates``, in their order, start at ``w`` and take ``steps`` steps, each to
    ``w - lr * gradient(w)`` with the position of that moment for ``w``; the loss at the last position counts.
    ``losses`` is a float array ``(R,)``, and ``best`` the index of its smallest number, the first of equal ones.

    With a large rate the steps lead further and further away, until numbers overflow. A loss that is NaN counts as
    infinity, and stands in ``losses`` as infinity.

    ``gradient`` takes a float array like ``w`` and returns one, ``loss`` takes such an array and returns a number.
    ``w`` is a float array of any shape with at least one axis, ``rates`` is ``(R,)`` and ``steps`` at least 0.

    >>> rates = np.array([0.001, 0.1, 0.25])
    >>> losses, best = learning_rate_sweep(lambda w: 10 * w, lambda w: 5 * np.sum(w**2), np.ones(1), rates, 10)
    >>> print([f"{loss:.2f}" for loss in losses], best)
    ['4.09', '0.00', '16626.28'] 1
    """
    raise NotImplementedError


def directional_derivative(g, u):
    """Return the slope, in the direction of ``u``, of a function whose gradient is ``g``.

    ``g`` and ``u`` are float arrays ``(D,)``; ``u`` is not 0 and may have any length, on which the slope does not
    depend. It is how fast the function grows for each unit of length that one goes along ``u``, and it is negative
    where the function falls. The result is a number.

    >>> print(directional_derivative(np.array([2.0, -1.0]), np.array([3.0, 4.0])))
    0.4
    >>> print(directional_derivative(np.array([2.0, -1.0]), np.array([0.0, 10.0])))
    -1.0
    """
    raise NotImplementedError


def classify_critical_point(hessian):
    """Return what a critical point is: ``"minimum"``, ``"maximum"``, ``"saddle"`` or ``"undecided"``.

    ``hessian`` is the symmetric matrix of second derivatives there, a float array ``(D, D)``. The signs of its
    eigenvalues decide, where an eigenvalue counts as 0 if its absolute value is at most 1e-9:

    - some are positive and some negative: a saddle, whatever the others are;
    - all are positive: a minimum; all are negative: a maximum;
    - in all other cases (some are 0, and no two have opposite signs) second derivatives do not decide.

    >>> print(classify_critical_point(np.array([[1.0, 2.0], [2.0, 1.0]])))
    saddle
    >>> print(classify_critical_point(np.array([[2.0, 1.0], [1.0, 2.0]])))
    minimum
    >>> print(classify_critical_point(np.array([[-1.0, 0.0], [0.0, 0.0]])))
    undecided
    """
    raise NotImplementedError


def numerical_gradient(f, x, h=1e-5):
    """Return the gradient of ``f`` at ``x`` by central differences, element by element.

    ``f`` takes an array like ``x``, leaves it as it is, and returns one number. The gradient has the shape of
    ``x``; its element ``i`` is ``(f(x + h * e) - f(x - h * e)) / (2 * h)``, where ``e`` is 1 at element ``i`` and 0
    elsewhere.

    ``x`` is an array of any shape with at least one axis. It may hold float32 or whole numbers: compute in
    float64 all the same, give ``f`` float64 arrays, and return a float64 array.

    >>> print(numerical_gradient(lambda x: np.sum(x**2), np.array([3.0, -4.0])).round(6))
    [ 6. -8.]
    >>> print(numerical_gradient(lambda x: np.sum(x**3), np.array([2]), h=0.5))
    [12.25]
    """
    raise NotImplementedError


def linear_regression_gradient(x, t, w, b):
    """Return ``(dw, db)``, the gradient of the cost of a linear unit with respect to its weights and bias.

    The unit's outputs are ``a = x @ w + b`` and the cost is ``sum((a - t)**2) / (2 * N)``: half the mean of
    the squared errors. ``x`` is a float array ``(N, D)``, the targets ``t`` are ``(N,)``, ``w`` is ``(D,)`` and
    ``b`` a number; ``dw`` is ``(D,)`` and ``db`` a number. Part of the points is for an answer without a
    loop over the samples.

    >>> x = np.arange(1.0, 9.0).reshape(8, 1)
    >>> dw, db = linear_regression_gradient(x, 2 * x[:, 0] + 4, np.array([3.0]), 2.0)
    >>> print(dw, db)
    [16.5] 2.5
    """
    raise NotImplementedError


def fit_linear_regression(x, t, lr, epochs):
    """Return ``(w, b)`` of a linear unit after ``epochs`` steps of gradient descent from ``w = 0``, ``b = 0``.

    The unit's outputs are ``a = x @ w + b`` and the cost is ``sum((a - t)**2) / (2 * N)``. Each epoch is one step
    of ``lr`` times the gradient over all samples, at the ``w`` and ``b`` of that moment; both change at once.
    With a small enough ``lr`` and enough epochs, this is the line (or, for more inputs, the plane) of least squares.

    ``x`` is a float array ``(N, D)``, the targets ``t`` are ``(N,)``; ``w`` is a float array ``(D,)``, ``b`` a number.
    ``epochs`` may be 0.

    >>> x = np.arange(1.0, 9.0).reshape(8, 1)
    >>> w, b = fit_linear_regression(x, 2 * x[:, 0] + 4, 0.05, 2000)
    >>> print(w.round(3), round(b, 3))
    [2.] 4.0
    """
    raise NotImplementedError


def normal_equations(phi, t):
    """Return the weights ``w`` that make ``sum((phi @ w - t)**2)`` as small as possible: an array ``(M,)``.

    ``phi`` is a float array ``(N, M)`` with ``N >= M``, one row for each sample and one column for each weight; a
    constant, if there is one, is a column of ones among them. Its columns are independent, so that there is exactly
    one best ``w``. ``t`` is a float array ``(N,)``, the targets. Where the gradient of the sum is 0,

        phi.T @ phi @ w = phi.T @ t .

    >>> phi = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
    >>> print(normal_equations(phi, np.array([1.0, 2.0, 2.0])).round(4))
    [1.1667 0.5   ]
    """
    raise NotImplementedError


def polynomial_basis(x, degree):
    """Return the powers of ``x`` from 0 to ``degree`` as the columns of an array ``(N, degree + 1)``.

    ``x`` is a float array ``(N,)``, ``degree`` a whole number of at least 0. Column ``k`` is ``x**k``; so the first
    column is 1, also where ``x`` is 0.

    >>> print(polynomial_basis(np.array([0.0, 2.0, -3.0]), 2))
    [[ 1.  0.  0.]
     [ 1.  2.  4.]
     [ 1. -3.  9.]]
    """
    raise NotImplementedError


def gaussian_basis(x, centers, width):
    """Return the Gaussian bumps ``exp(-(x - c)**2 / (2 * width**2))`` around each center ``c``: an array ``(N, M)``.

    ``x`` is a float array ``(N,)``, ``centers`` is ``(M,)``, ``width`` a positive number. There is one row for each
    number of ``x`` and one column for each center; there is no constant column, and a bump is 1 at its center, however
    wide it is.

    >>> print(gaussian_basis(np.array([0.0, 1.0]), np.array([0.0, 2.0]), 1.0).round(4))
    [[1.     0.1353]
     [0.6065 0.6065]]
    """
    raise NotImplementedError


def minibatches(n, batch_size, rng):
    """Return the mini-batches of one epoch: a list of int arrays with the row numbers of each.

    Draw ``rng.permutation(n)`` once. Its first ``batch_size`` numbers are the first batch, the next
    ``batch_size`` the second, and so on; the last batch is shorter where ``batch_size`` does not divide ``n``.
    So every number from 0 to ``n - 1`` is in one batch, once, and no batch is empty. ``n`` and ``batch_size``
    are at least 1; ``batch_size`` may be larger than ``n``.

    >>> for batch in minibatches(8, 3, np.random.default_rng(0)):
    ...     print(batch)
    [2 4 3]
    [6 5 0]
    [1 7]
    """
    raise NotImplementedError


def shuffle_buffer(n, size, rng):
    """Return the order in which a shuffle buffer of ``size`` places emits the numbers 0 to ``n - 1``: an int array.

    The numbers come in order, as samples from a file that is too large to be shuffled. The buffer is a list that holds
    the first ``size`` of them at the start, or all if there are fewer. Then, as long as the buffer is not empty, draw
    ``j = rng.integers(len(buffer))`` and emit ``buffer[j]``. The next number that has not come in yet takes its place,
    ``buffer[j]``; if there is none left, remove the place with ``buffer.pop(j)``. Emit ``n`` numbers in this way, with
    one draw for each.

    ``n`` and ``size`` are at least 1. The result has the shape ``(n,)``.

    >>> print(shuffle_buffer(6, 2, np.random.default_rng(0)))
    [1 2 3 0 5 4]
    >>> print(shuffle_buffer(4, 1, np.random.default_rng(0)))
    [0 1 2 3]
    """
    raise NotImplementedError


def batch_epoch(x, t, w, b, lr):
    """Return ``(w, b)`` of a linear unit after one epoch of batch gradient descent: a single step.

    The unit's outputs are ``a = x @ w + b`` and the cost is ``sum((a - t)**2) / (2 * N)``. The step is ``lr``
    times the gradient of that cost over all ``N`` samples, at the given ``w`` and ``b``; both change at once.
    ``x`` is a float array ``(N, D)``, the targets ``t`` are ``(N,)``, ``w`` is ``(D,)``, ``b`` and ``lr`` are numbers.

    >>> x = np.arange(1.0, 9.0).reshape(8, 1)
    >>> w, b = batch_epoch(x, 2 * x[:, 0] + 4, np.array([3.0]), 2.0, 0.1)
    >>> print(w, b)
    [1.35] 1.75
    """
    raise NotImplementedError


def stochastic_epoch(x, t, w, b, lr, rng):
    """Return ``(w, b)`` of a linear unit after one epoch of stochastic gradient descent.

    Draw the order of the samples once, ``rng.permutation(len(x))``. Each sample in turn gives a step: with the
    error ``e = x[i] @ w + b - t[i]`` under the weights of that moment, ``w`` becomes ``w - lr * e * x[i]`` and
    ``b`` becomes ``b - lr * e``. (``e * x[i]`` and ``e`` are the gradient of ``e**2 / 2``, the sample's own cost.)

    ``x`` is a float array ``(N, D)``, the targets ``t`` are ``(N,)``, ``w`` is ``(D,)``, ``b`` and ``lr`` are numbers.

    >>> x, t = np.array([[1.0], [2.0]]), np.array([6.0, 8.0])
    >>> w, b = stochastic_epoch(x, t, np.array([3.0]), 2.0, 0.5, np.random.default_rng(3))
    >>> print(w, b)
    [3.5] 2.5
    """
    raise NotImplementedError


def sgd_epoch(x, t, w, b, lr, batch_size, rng):
    """Return ``(w, b)`` of a linear unit after one epoch of gradient descent with mini-batches.

    Draw the order of the samples once, ``rng.permutation(len(x))``. Its first ``batch_size`` samples are the first
    mini-batch, the next ``batch_size`` the second, and so on; the last one is shorter where ``batch_size`` does
    not divide ``N``. Each mini-batch in turn gives a step: ``lr`` times the gradient, at the ``w`` and ``b`` of
    that moment, of the cost ``sum((a - t)**2) / (2 * B)`` over its ``B`` samples, with outputs ``a = x @ w + b``.
    A short mini-batch is divided by its own ``B``. With ``batch_size=1`` this is ``stochastic_epoch``.

    ``x`` is a float array ``(N, D)``, the targets ``t`` are ``(N,)``, ``w`` is ``(D,)``, ``b`` and ``lr`` are
    numbers, ``batch_size`` is at least 1 and may be larger than ``N``.

    >>> x = np.arange(1.0, 9.0).reshape(8, 1)
    >>> w, b = sgd_epoch(x, 2 * x[:, 0] + 4, np.array([3.0]), 2.0, 0.1, 8, np.random.default_rng(0))
    >>> print(w, b)
    [1.35] 1.75
    >>> w, b = sgd_epoch(x, 2 * x[:, 0] + 4, np.array([3.0]), 2.0, 0.03125, 3, np.random.default_rng(0))
    >>> print(w.round(4), round(b, 4))
    [2.3053] 1.9025
    """
    raise NotImplementedError


def inverse_decay(lr0, decay, epoch):
    """Return the learning rate ``lr0 / (1 + decay * epoch)`` of an epoch.

    ``lr0`` is the learning rate of epoch 0 and ``decay`` a number of at least 0. ``epoch`` is one whole number,
    counted from 0, or an int array of them of any shape; the result is a number, or an array of that shape.

    >>> print(inverse_decay(0.2, 1.0, 1))
    0.1
    >>> print(inverse_decay(0.2, 1.0, np.arange(5)).round(3))
    [0.2   0.1   0.067 0.05  0.04 ]
    """
    raise NotImplementedError


def exponential_decay(lr0, epoch, base=0.95):
    """Return the learning rate ``lr0 * base**epoch`` of an epoch.

    ``lr0`` is the learning rate of epoch 0 and ``base``, between 0 and 1, the factor from one epoch to the
    next. ``epoch`` is one whole number, counted from 0, or an int array of them of any shape; the result is a
    number, or an array of that shape.

    >>> print(round(exponential_decay(0.2, 2), 6))
    0.1805
    >>> print(exponential_decay(0.8, np.arange(4), base=0.5))
    [0.8 0.4 0.2 0.1]
    """
    raise NotImplementedError


def sqrt_decay(lr0, k, epoch):
    """Return the learning rate ``k / sqrt(epoch) * lr0`` of an epoch.

    ``lr0`` and ``k`` are numbers. ``epoch`` is one whole number or an int array of them of any shape; the
    result is a number, or an array of that shape. Epochs count from 1 here: if any is below 1 raise ValueError.

    >>> print(sqrt_decay(0.2, 1.0, 4))
    0.1
    >>> print(sqrt_decay(0.8, 0.5, np.array([1, 4, 16])))
    [0.4 0.2 0.1]
    """
    raise NotImplementedError


def random_search_step(w, loss, scale, rng):
    """Return the weights after one step of random search: change one weight, keep the change if it does no harm.

    Draw twice, in this order: ``i = rng.integers(w.size)``, so that ``w.flat[i]`` is the weight to change, and
    ``rng.standard_normal()``. The candidate is ``w`` with ``scale`` times that number added to that weight. Return
    the candidate if its loss is at most that of ``w``, else weights equal to ``w``.

    ``w`` is a float array of any shape with at least one axis; ``loss`` takes such an array and returns a number.

    >>> w = np.array([3.0, -2.0])
    >>> print(random_search_step(w, lambda w: np.sum(w**2), 0.1, np.random.default_rng(7)).round(4))
    [ 3.     -1.9701]
    >>> print(random_search_step(w, lambda w: np.sum(w**2), 0.1, np.random.default_rng(0)).round(4))
    [ 3. -2.]
    """
    raise NotImplementedError


def logistic_regression_gradient(x, t, w, b):
    """Return ``(dw, db)``, the gradient of the cost of a sigmoid unit with respect to its weights and bias.

    The unit's outputs are ``a = 1 / (1 + exp(-z))`` with ``z = x @ w + b``, and the cost is the mean over the ``N``
    samples of the cross-entropy ``-(t * log(a) + (1 - t) * log(1 - a))``. ``x`` is a float array ``(N, D)``, the
    targets ``t`` are ``(N,)`` of 0 and 1, ints or floats, ``w`` is ``(D,)``, ``b`` a number; ``dw`` is ``(D,)`` and
    ``db`` a number. Both are finite and right also where ``abs(z)`` is as large as 1e4; a sample that is surely
    right may count as 0 there. Part of the points is for an answer without a loop over the samples.

    >>> x = np.array([[1.0, 2.0], [3.0, -1.0], [-2.0, 0.0], [0.0, 1.0]])
    >>> dw, db = logistic_regression_gradient(x, np.array([1, 0, 1, 1]), np.zeros(2), 0.0)
    >>> print(dw, db)
    [ 0.5 -0.5] -0.25
    """
    raise NotImplementedError


def fit_logistic_regression(x, t, lr, epochs):
    """Return ``(w, b, losses)`` after ``epochs`` steps of gradient descent from ``w = 0``, ``b = 0``.

    The unit's outputs are ``a = 1 / (1 + exp(-z))`` with ``z = x @ w + b``, and the loss is the mean over the ``N``
    samples of the cross-entropy ``-(t * log(a) + (1 - t) * log(1 - a))``. Each epoch is one step of ``lr`` times
    its gradient over all samples, at the ``w`` and ``b`` of that moment; both change at once. ``losses`` is a list
    with the loss before each step, ``epochs`` numbers. The losses are right also where the unit is very sure, and
    ``a`` is 0 or 1 in floating-point numbers: a sample on the wrong side costs about ``abs(z)``, and not infinitely
    much; one on the right side may cost 0.

    ``x`` is a float array ``(N, D)``, such as images, flattened and scaled to 0..1 (64 x 64 pixels of 3 colours
    are 12288 inputs); the targets ``t`` are an int array ``(N,)`` of 0 and 1. ``w`` is a float array ``(D,)``,
    ``b`` a number. Expect about a hundred images, and about as many epochs: use array operations.

    >>> x, t = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])
    >>> w, b, losses = fit_logistic_regression(x, t, 1.0, 3)
    >>> print(w.round(4), round(b, 4), np.round(losses, 4))
    [0.7093] -0.3314 [0.6931 0.5455 0.5056]
    """
    raise NotImplementedError
