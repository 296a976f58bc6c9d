"""Regularization."""

import numpy as np


def symmetry_broken(params):
    """Return True if no hidden layer has two units that are the same, else False.

    ``params`` is a list of ``(w, b)``, one for each layer, ``w`` of shape ``(D, M)`` and ``b`` of shape ``(M,)``;
    all layers but the last are hidden. Unit j of a hidden layer has the incoming weights ``w[:, j]``, the bias
    ``b[j]`` and, in the next layer's ``w``, the outgoing weights ``w[j, :]``. Two units of one layer are the
    same if all three are exactly equal: then they get the same gradients, too, and gradient descent never parts
    them. A network without hidden layers has no such pair: True.

    >>> w1, b1, w2, b2 = np.array([[1.0, 1.0], [2.0, 2.0]]), np.zeros(2), np.array([[3.0], [3.0]]), np.zeros(1)
    >>> symmetry_broken([(w1, b1), (w2, b2)])
    False
    >>> symmetry_broken([(w1, b1), (np.array([[3.0], [4.0]]), b2)])
    True
    """
    raise NotImplementedError


def fit_standardizer(x):
    """Return ``(mean, std)`` of each column of the training data ``x``; both are ``(D,)``.

    ``x`` is ``(N, D)``. The standard deviation is the population's: the mean square deviation is divided by
    ``N``. A column whose values are all equal gets the standard deviation 1, exactly, so that dividing by it is
    safe; mind that its computed one need not be exactly 0.

    >>> mean, std = fit_standardizer(np.array([[1.0, 5.0], [3.0, 5.0]]))
    >>> print(mean, std)
    [2. 5.] [1. 1.]
    """
    raise NotImplementedError


def standardize(x, mean, std):
    """Return ``x`` with ``mean`` taken off each column and the rest divided by ``std``.

    ``x`` is ``(N, D)``, ``mean`` and ``std`` are ``(D,)`` and come from the training data (`fit_standardizer`);
    no number of ``std`` is 0. New data are standardised by the same numbers, never by their own, so a batch of
    one is no special case.

    >>> standardize(np.array([[1.0, 10.0], [3.0, 40.0]]), np.array([2.0, 20.0]), np.array([1.0, 10.0]))
    array([[-1., -1.],
           [ 1.,  2.]])
    """
    raise NotImplementedError


def min_max_scale(x, low, high):
    """Return ``x`` with each column stretched so that its smallest value is ``low`` and its largest ``high``.

    ``x`` is ``(N, D)``, of floats or of whole numbers; ``low < high`` are numbers. Values between are moved
    linearly. A column whose values are all equal becomes ``low``.

    >>> min_max_scale(np.array([[1.0, 10.0, 7.0], [2.0, 30.0, 7.0], [5.0, 20.0, 7.0]]), 0.0, 1.0)
    array([[0.  , 0.  , 0.  ],
           [0.25, 1.  , 0.  ],
           [1.  , 0.5 , 0.  ]])
    """
    raise NotImplementedError


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """Return ``(out, running_mean, running_var)``, as torch's BatchNorm1d does.

    ``x`` is ``(N, D)``, all others ``(D,)``. The output is ``gamma * (x - mean) / sqrt(var + eps) + beta``.

    In training, ``mean`` and ``var`` are those of the batch's columns; ``var`` divides by ``N``. The new running
    statistics are ``(1 - momentum) * running + momentum * batch``: for ``running_mean`` with the batch's mean,
    for ``running_var`` with the batch's unbiased variance, which divides by ``N - 1``. A training batch has two
    rows or more.

    Otherwise ``mean`` and ``var`` are the running statistics, which come back as they were.

    >>> x, one, zero = np.array([[1.0, 10.0], [3.0, 50.0]]), np.ones(2), np.zeros(2)
    >>> out, mean, var = batchnorm_forward(x, one, zero, zero, one, eps=0.0)
    >>> print(out.tolist(), mean.round(4), var.round(4))
    [[-1.0, -1.0], [1.0, 1.0]] [0.2 3. ] [ 1.1 80.9]
    """
    raise NotImplementedError


def batchnorm_backward(dout, x, gamma, eps=1e-5):
    """Return ``(dx, dgamma, dbeta)``: the gradients of a loss with respect to x, gamma and beta.

    `batchnorm_forward`, in training, returned ``gamma * (x - mean) / sqrt(var + eps) + beta``, with the mean and
    the variance (divided by ``N``) of each column of ``x``, ``(N, D)``. ``dout``, ``(N, D)``, is the gradient of
    the loss with respect to that. ``dx`` is ``(N, D)`` and goes through the mean and the variance, too;
    ``dgamma`` and ``dbeta`` are ``(D,)`` and sum over the batch, whose mean is in ``dout`` already.

    >>> x, dout = np.array([[0.0], [2.0], [4.0]]), np.array([[1.0], [0.0], [0.0]])
    >>> dx, dgamma, dbeta = batchnorm_backward(dout, x, np.array([6.0]), eps=0.0)
    >>> print(dx.T.round(4), dgamma.round(4), dbeta)
    [[ 0.6124 -1.2247  0.6124]] [-1.2247] [1.]
    """
    raise NotImplementedError


def layernorm_forward(x, gamma, beta, eps=1e-5):
    """Return ``gamma * (x - mean) / sqrt(var + eps) + beta``, with each row's own mean and variance.

    ``x`` is ``(N, D)``; ``mean`` and ``var`` are taken over the D features of a row, and ``var`` divides by
    ``D``. ``gamma`` and ``beta`` are ``(D,)``. Rows do not know of each other, so that training and testing are
    the same. ``eps`` is added to the variance, under the root.

    >>> x = np.array([[1.0, 3.0], [0.0, 40.0]])
    >>> print(layernorm_forward(x, np.array([1.0, 2.0]), np.array([0.0, 10.0]), eps=0.0))
    [[-1. 12.]
     [-1. 12.]]
    """
    raise NotImplementedError


def layernorm_backward(dout, x, gamma, eps=1e-5):
    """Return ``(dx, dgamma, dbeta)``: the gradients of a loss with respect to x, gamma and beta.

    `layernorm_forward` returned ``gamma * (x - mean) / sqrt(var + eps) + beta``, with the mean and the variance
    (divided by ``D``) of each row of ``x``, ``(N, D)``. ``dout``, ``(N, D)``, is the gradient of the loss with
    respect to that. ``dx`` is ``(N, D)`` and goes through the mean and the variance, too; ``dgamma`` and
    ``dbeta`` are ``(D,)`` and sum over the batch, whose mean is in ``dout`` already.

    >>> x, dout = np.array([[0.0, 2.0, 4.0]]), np.array([[1.0, 0.0, 0.0]])
    >>> dx, dgamma, dbeta = layernorm_backward(dout, x, np.array([6.0, 1.0, 1.0]), eps=0.0)
    >>> print(dx.round(4), dgamma.round(4), dbeta)
    [[ 0.6124 -1.2247  0.6124]] [-1.2247  0.      0.    ] [1. 0. 0.]
    """
    raise NotImplementedError


def dropout_backward(dout, mask, p):
    """Return ``dx``, the gradient of a loss with respect to the input of inverted dropout in training.

    Each unit was dropped with probability ``p``, ``0 <= p < 1``. The forward returned
    ``x * mask / (1 - p)``: ``mask`` is a boolean array, True where a unit was kept, and ``1 - p`` is the
    probability of keeping, whatever share was kept this time. ``dout`` is the gradient of the loss with respect
    to that; all have the same shape, ``(N, D)``.

    >>> dropout_backward(np.array([[1.0, 2.0, 3.0]]), np.array([[True, False, True]]), 0.75)
    array([[ 4.,  0., 12.]])
    """
    raise NotImplementedError


def l2_penalty(params, strength):
    """Return ``strength / 2`` times the sum of the squares of all weights, one number.

    ``params`` is a list of ``(w, b)``, one for each layer; ``w`` has any shape, ``b`` is ``(M,)``. Biases are
    not punished. It is a sum over all layers, not a mean.

    >>> first, second = (np.array([[1.0, -2.0]]), np.array([5.0, 5.0])), (np.array([[3.0], [0.0]]), np.ones(1))
    >>> print(l2_penalty([first, second], 0.5))
    3.5
    """
    raise NotImplementedError


def l2_penalty_gradient(params, strength):
    """Return the gradients of `l2_penalty` with respect to the parameters, ``[(dw, db), ...]``.

    ``params`` is a list of ``(w, b)``, one for each layer; ``w`` has any shape, ``b`` is ``(M,)``. The penalty is
    ``strength / 2`` times the sum of the squares of all weights; biases are not punished, so each ``db`` is an
    array of zeros. ``dw`` and ``db`` have the shapes of ``w`` and ``b``.

    >>> [(dw, db)] = l2_penalty_gradient([(np.array([[1.0, -2.0]]), np.array([5.0, 5.0]))], 0.5)
    >>> print(dw, db)
    [[ 0.5 -1. ]] [0. 0.]
    """
    raise NotImplementedError


def early_stopping(losses, patience, min_delta):
    """Return ``(stop_epoch, best_epoch)``: when training stops, and whose weights are kept; two ints.

    ``losses`` is a float array ``(E,)``, the validation loss after each epoch; epochs count from 0. An epoch is
    an improvement if its loss is lower than the best one so far by more than ``min_delta`` (exactly
    ``min_delta`` is not enough); the first epoch always is. The best one so far is the loss of the last
    improvement: lower losses that are no improvement do not count. Training stops after ``patience`` (1 or more)
    epochs in a row without an improvement, or else after the last epoch. ``best_epoch`` is the last improvement
    until then.

    >>> early_stopping(np.array([5.0, 4.0, 4.5, 3.0, 3.5, 3.25, 1.0]), 2, 0.0)
    (5, 3)
    >>> early_stopping(np.array([5.0, 4.0, 3.5, 3.0, 2.5]), 3, 1.0)
    (4, 2)
    """
    raise NotImplementedError


def horizontal_flip(x):
    """Return the images ``x``, ``(N, C, H, W)``, mirrored left to right, as a new array.

    The first column of pixels becomes the last. Rows, channels and the order of the batch stay.

    >>> horizontal_flip(np.array([[[[1, 2, 3], [4, 5, 6]]]]))
    array([[[[3, 2, 1],
             [6, 5, 4]]]])
    """
    raise NotImplementedError


def rotate90(x, times=1):
    """Return the images ``x``, ``(N, C, H, W)``, turned counterclockwise by ``times`` quarter turns, as a new array.

    ``times`` is any int: 4 or 0 give the images as they were, -1 turns clockwise, 5 is the same as 1. An odd
    number of quarter turns swaps height and width. The right column of pixels becomes the top row.

    >>> rotate90(np.array([[[[1, 2, 3], [4, 5, 6]]]]))
    array([[[[3, 6],
             [2, 5],
             [1, 4]]]])
    """
    raise NotImplementedError


def to_grayscale(x):
    """Return the brightness of the images ``x``, ``(N, 3, H, W)``, as floats of shape ``(N, 1, H, W)``.

    The channels are red, green and blue; the brightness is ``0.299 * red + 0.587 * green + 0.114 * blue``,
    neither rounded nor clipped. ``x`` holds floats, or bytes from 0 to 255.

    >>> print(to_grayscale(np.array([[[[255, 0, 0, 255]], [[0, 255, 0, 255]], [[0, 0, 255, 255]]]])).round(3))
    [[[[ 76.245 149.685  29.07  255.   ]]]]
    """
    raise NotImplementedError
