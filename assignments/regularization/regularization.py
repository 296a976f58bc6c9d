"""Regularization."""

import numpy as np


def symmetry_broken(params):
    """Return True if no hidden layer has two units that are the same, else False.

    ``params`` is a list of ``(w, b)``, one for each layer, ``w`` of shape (inputs, units) and ``b`` of shape (units,);
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


def normal_init(rng, n_in, n_out, scale=0.01):
    """Return random weights of a dense layer, ``(n_in, n_out)``: normal with mean 0 and standard deviation ``scale``.

    Draw ``rng.standard_normal((n_in, n_out))`` once. ``n_in`` and ``n_out`` are the numbers of inputs and of units,
    at least 1; ``scale`` is a positive number.

    >>> print(normal_init(np.random.default_rng(0), 2, 3, scale=0.1).round(4))
    [[ 0.0126 -0.0132  0.064 ]
     [ 0.0105 -0.0536  0.0362]]
    """
    raise NotImplementedError


def uniform_init(rng, n_in, n_out, limit=0.5):
    """Return random weights of a dense layer, ``(n_in, n_out)``: uniform between ``-limit`` and ``limit``.

    Draw ``rng.uniform(-limit, limit, size=(n_in, n_out))`` once. ``n_in`` and ``n_out`` are the numbers of inputs and
    of units, at least 1; ``limit`` is positive.

    >>> print(uniform_init(np.random.default_rng(0), 2, 2).round(4))
    [[ 0.137  -0.2302]
     [-0.459  -0.4835]]
    """
    raise NotImplementedError


def xavier_init(rng, n_in, n_out):
    """Return random weights of a dense layer, ``(n_in, n_out)``: normal with mean 0 and variance ``1 / n_in``.

    A unit adds up ``n_in`` products; with inputs of variance 1 its sum has variance 1 again. Draw
    ``rng.standard_normal((n_in, n_out))`` once. ``n_in`` and ``n_out`` are the numbers of inputs and of units, at
    least 1; the bias is not counted.

    The literature knows several: Glorot and Bengio's compromise with the way back has the variance
    ``2 / (n_in + n_out)``, and they draw uniform numbers. Here it is ``1 / n_in``, and normal ones.

    >>> print(xavier_init(np.random.default_rng(0), 4, 2).round(4))
    [[ 0.0629 -0.0661]
     [ 0.3202  0.0525]
     [-0.2678  0.1808]
     [ 0.652   0.4735]]
    """
    raise NotImplementedError


def he_init(rng, n_in, n_out):
    """Return random weights of a dense layer, ``(n_in, n_out)``: normal with mean 0 and variance ``2 / n_in``.

    Behind a ReLU half of the mean square is lost, hence the 2: the signal keeps its size from layer to layer. Draw
    ``rng.standard_normal((n_in, n_out))`` once. ``n_in`` and ``n_out`` are the numbers of inputs and of units, at
    least 1; the bias is not counted.

    >>> print(he_init(np.random.default_rng(0), 2, 3).round(4))
    [[ 0.1257 -0.1321  0.6404]
     [ 0.1049 -0.5357  0.3616]]
    """
    raise NotImplementedError


def fit_standardizer(x):
    """Return ``(mean, std)`` of each column of the training data ``x``; both are ``(D,)``.

    ``x`` is a float array ``(N, D)`` of one row or more. The standard deviation is the population's: the sum of the
    squared deviations is divided by ``N``. A column whose values are all equal gets the standard deviation 1,
    exactly, so that dividing by it is safe; mind that its computed one need not be exactly 0. A column whose values
    differ by ever so little keeps its own. Columns may lie far from 0, at 1e7 with a spread of 1: about five digits
    of the standard deviation are right even there.

    >>> mean, std = fit_standardizer(np.array([[1.0, 5.0], [3.0, 5.0]]))
    >>> print(mean, std)
    [2. 5.] [1. 1.]
    """
    raise NotImplementedError


def standardize(x, mean, std):
    """Return ``x`` with ``mean`` taken off each column and the rest divided by ``std``.

    ``x`` is ``(N, D)``, of floats or of whole numbers; the result holds floats. ``mean`` and ``std`` are ``(D,)``
    and come from the training data (`fit_standardizer`); no number of ``std`` is 0. New data are standardised by
    the same numbers, never by their own, so a batch of one is no special case.

    >>> standardize(np.array([[1.0, 10.0], [3.0, 40.0]]), np.array([2.0, 20.0]), np.array([1.0, 10.0]))
    array([[-1., -1.],
           [ 1.,  2.]])
    """
    raise NotImplementedError


def min_max_scale(x, low, high):
    """Return ``x`` with each column stretched so that its smallest value is ``low`` and its largest ``high``.

    ``x`` is ``(N, D)``, of floats or of whole numbers; ``low < high`` are numbers. Values between are moved
    linearly; the result holds floats, right up to rounding. A column whose values are all equal becomes ``low``.

    >>> min_max_scale(np.array([[1.0, 10.0, 7.0], [2.0, 30.0, 7.0], [5.0, 20.0, 7.0]]), 0.0, 1.0)
    array([[0.  , 0.  , 0.  ],
           [0.25, 1.  , 0.  ],
           [1.  , 0.5 , 0.  ]])
    """
    raise NotImplementedError


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """Return ``(out, running_mean, running_var)``, as torch's BatchNorm1d does.

    ``x`` is ``(N, D)``; ``gamma``, ``beta`` and the two running statistics are ``(D,)``. The output is
    ``gamma * (x - mean) / sqrt(var + eps) + beta``.

    In training, ``mean`` and ``var`` are those of the batch's columns; ``var`` divides by ``N``. The new running
    statistics are ``(1 - momentum) * running + momentum * batch``: for ``running_mean`` with the batch's mean,
    for ``running_var`` with the batch's unbiased variance, which divides by ``N - 1``. So ``momentum`` is the weight
    of the new value here, where the ``beta`` of optimizers is that of the old one. A training batch has two rows or
    more. Its columns may lie far from 0, at 1e7 with a spread of 1, and are normalised well even there.

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
    ``dgamma`` and ``dbeta`` are ``(D,)``. A mean over the batch is already in ``dout``: sum over the rows for
    these two, do not average again.

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
    the same. ``eps`` is added to the variance, under the root. Rows may lie far from 0, at 1e7 with a spread of 1, and
    are normalised well even there.

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
    ``dbeta`` are ``(D,)``. A mean over the batch is already in ``dout``: sum over the rows for these two, do not
    average again.

    >>> x, dout = np.array([[0.0, 2.0, 4.0]]), np.array([[1.0, 0.0, 0.0]])
    >>> dx, dgamma, dbeta = layernorm_backward(dout, x, np.array([6.0, 1.0, 1.0]), eps=0.0)
    >>> print(dx.round(4), dgamma.round(4), dbeta)
    [[ 0.6124 -1.2247  0.6124]] [-1.2247  0.      0.    ] [1. 0. 0.]
    """
    raise NotImplementedError


def dropout_forward(x, p, rng, training=True):
    """Return ``(out, mask)`` of inverted dropout, which drops each number with probability ``p``, ``0 <= p < 1``.

    In training, draw ``rng.random(x.shape)`` once, a number for each number of ``x``. ``mask`` is a boolean array,
    True where that number is at least ``p``: these are kept. ``out`` is ``x / (1 - p)`` where the mask is True,
    so that its expectation is ``x``, and 0 elsewhere. ``1 - p`` is the probability of keeping, whatever share is
    kept this time.

    Otherwise nothing is drawn, dropped or scaled: ``out`` equals ``x``, and ``mask`` is True everywhere.

    ``x`` is a float array of any shape, such as ``(N, D)`` or ``(N, C, H, W)``; ``out`` and ``mask`` have the same.

    >>> out, mask = dropout_forward(np.array([[1.0, 2.0, 3.0, 4.0]]), 0.25, np.random.default_rng(0))
    >>> print(out.round(4), mask)
    [[1.3333 2.6667 0.     0.    ]] [[ True  True False False]]
    >>> out, mask = dropout_forward(np.array([[1.0, 2.0]]), 0.25, np.random.default_rng(0), training=False)
    >>> print(out, mask)
    [[1. 2.]] [[ True  True]]
    """
    raise NotImplementedError


def dropout_backward(dout, mask, p):
    """Return ``dx``, the gradient of a loss with respect to the input of inverted dropout in training.

    Each number was dropped with probability ``p``, ``0 <= p < 1``. The forward (`dropout_forward`) returned
    ``x * mask / (1 - p)``: ``mask`` is a boolean array, True where a number was kept, and ``1 - p`` is the
    probability of keeping, whatever share was kept this time: it may be all, or nothing. ``dout`` is the gradient of
    the loss with respect to that. ``dout``, ``mask`` and the result have the same shape, any one, such as ``(N, D)`` or
    ``(N, C, H, W)``.

    >>> dropout_backward(np.array([[1.0, 2.0, 3.0]]), np.array([[True, False, True]]), 0.75)
    array([[ 4.,  0., 12.]])
    """
    raise NotImplementedError


def standard_dropout(x, p, rng, training=True):
    """Return ``(out, mask)`` of dropout, which drops each number with probability ``p``, ``0 <= p < 1``.

    In training, draw ``rng.random(x.shape)`` once, a number for each number of ``x``. ``mask`` is a boolean array,
    True where that number is at least ``p``: these are kept. ``out`` is ``x`` where the mask is True and 0 elsewhere:
    nothing is scaled, as inverted dropout (`dropout_forward`) would.

    With ``training=False``, in use, nothing is drawn or dropped. ``out`` is ``(1 - p) * x`` then, the expectation of
    what training gave, and ``mask`` is True everywhere.

    ``x`` is a float array of any shape; ``out`` and ``mask`` have the same.

    >>> out, mask = standard_dropout(np.array([[1.0, 2.0, 3.0, 4.0]]), 0.25, np.random.default_rng(0))
    >>> print(out, mask)
    [[1. 2. 0. 0.]] [[ True  True False False]]
    >>> out, mask = standard_dropout(np.array([[1.0, 2.0, 3.0, 4.0]]), 0.25, np.random.default_rng(0), training=False)
    >>> print(out, mask)
    [[0.75 1.5  2.25 3.  ]] [[ True  True  True  True]]
    """
    raise NotImplementedError


def l2_penalty(params, strength):
    """Return ``strength / 2`` times the sum of the squares of all weights, one number.

    ``params`` is a list of ``(w, b)``, one for each layer; ``w`` has any shape, ``b`` is ``(M,)``. Biases are
    not penalised. It is a sum over all layers, not a mean.

    >>> first, second = (np.array([[1.0, -2.0]]), np.array([5.0, 5.0])), (np.array([[3.0], [0.0]]), np.ones(1))
    >>> print(l2_penalty([first, second], 0.5))
    3.5
    """
    raise NotImplementedError


def l2_penalty_gradient(params, strength):
    """Return the gradients of `l2_penalty` with respect to the parameters, ``[(dw, db), ...]``.

    ``params`` is a list of ``(w, b)``, one for each layer; ``w`` has any shape, ``b`` is ``(M,)``. The penalty is
    ``strength / 2`` times the sum of the squares of all weights; biases are not penalised, so each ``db`` is an
    array of zeros. ``dw`` and ``db`` have the shapes of ``w`` and ``b``.

    >>> [(dw, db)] = l2_penalty_gradient([(np.array([[1.0, -2.0]]), np.array([5.0, 5.0]))], 0.5)
    >>> print(dw, db)
    [[ 0.5 -1. ]] [0. 0.]
    """
    raise NotImplementedError


def l1_penalty(params, strength):
    """Return ``strength`` times the sum of the absolute values of all weights, one number. Nothing is halved.

    ``params`` is a list of ``(w, b)``, one for each layer; ``w`` has any shape, ``b`` is ``(M,)``. Biases are not
    penalised. It is a sum over all layers, not a mean.

    >>> first, second = (np.array([[1.0], [-2.0]]), np.array([5.0])), (np.array([[3.0, 0.0]]), np.ones(2))
    >>> print(l1_penalty([first, second], 0.5))
    3.0
    """
    raise NotImplementedError


def l1_penalty_gradient(params, strength):
    """Return the gradients of `l1_penalty` with respect to the parameters, ``[(dw, db), ...]``.

    ``params`` is a list of ``(w, b)``, one for each layer; ``w`` has any shape, ``b`` is ``(M,)``. The penalty is
    ``strength * sum(|w|)`` over all weights; biases are not penalised, so each ``db`` is an array of zeros. At 0, where
    ``|w|`` has a kink, the slope is 0. ``dw`` and ``db`` have the shapes of ``w`` and ``b``.

    >>> [(dw, db)] = l1_penalty_gradient([(np.array([[1.0, -2.0, 0.0]]), np.array([5.0, 5.0, 5.0]))], 0.5)
    >>> print(dw, db)
    [[ 0.5 -0.5  0. ]] [0. 0. 0.]
    """
    raise NotImplementedError


def max_norm(w, limit):
    """Return the weights ``w``, ``(D, M)``, with every column that is longer than ``limit`` scaled to that length.

    A column holds the incoming weights of one unit; its length is the root of the sum of its squares. Columns that are
    not longer stay as they are, columns of zeros, too. ``limit`` is positive.

    >>> print(max_norm(np.array([[3.0, 0.3], [4.0, 0.4]]), 2.0))
    [[1.2 0.3]
     [1.6 0.4]]
    """
    raise NotImplementedError


def early_stopping(losses, patience, min_delta):
    """Return ``(stop_epoch, best_epoch)``: when training stops, and whose weights are kept; two ints.

    ``losses`` is a float array ``(E,)`` of one number or more, all finite: the validation loss after each epoch.
    Epochs count from 0; ``min_delta`` is at least 0. The first epoch is an improvement, and so is each one with
    ``best - loss > min_delta``, where ``best`` is the loss of the last improvement: a fall by exactly ``min_delta`` is
    not enough, and lower losses that are no improvement do not count. (Losses and ``min_delta`` are such that rounding
    decides nothing.) Training stops after ``patience`` (1 or more) epochs in a row without an improvement, or else
    after the last epoch. ``best_epoch`` is the last improvement until then.

    >>> early_stopping(np.array([5.0, 4.0, 4.5, 3.0, 3.5, 3.25, 1.0]), 2, 0.0)
    (5, 3)
    >>> early_stopping(np.array([5.0, 4.0, 3.5, 3.0, 2.5]), 3, 1.0)
    (4, 2)
    """
    raise NotImplementedError


def horizontal_flip(x):
    """Return the images ``x``, ``(N, C, H, W)``, mirrored left to right, as a new array.

    The first column of pixels becomes the last. Rows, channels, the order of the batch and the dtype stay.

    >>> horizontal_flip(np.array([[[[1, 2, 3], [4, 5, 6]]]]))
    array([[[[3, 2, 1],
             [6, 5, 4]]]])
    """
    raise NotImplementedError


def rotate90(x, times=1):
    """Return the images ``x``, ``(N, C, H, W)``, turned counterclockwise by ``times`` quarter turns, as a new array.

    With one turn the right column of pixels, read from top to bottom, becomes the top row, read from left to right.
    ``times`` is any int: 4 or 0 give the images as they were, -1 turns clockwise, 5 is the same as 1. An odd number of
    quarter turns swaps height and width. The pixels keep their dtype.

    >>> rotate90(np.array([[[[1, 2, 3], [4, 5, 6]]]]))
    array([[[[3, 6],
             [2, 5],
             [1, 4]]]])
    """
    raise NotImplementedError


def random_flip(x, p, rng):
    """Return the images ``x``, ``(N, C, H, W)``, each mirrored left to right with probability ``p``, as a new array.

    Draw ``rng.random(N)`` once: image ``n`` is mirrored where its number is below ``p``, with all its channels.

    >>> x = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]).reshape(4, 1, 1, 2)
    >>> print(random_flip(x, 0.5, np.random.default_rng(0)).reshape(4, 2))
    [[1. 2.]
     [4. 3.]
     [6. 5.]
     [8. 7.]]
    """
    raise NotImplementedError


def translate(x, rows, columns):
    """Return the images ``x``, ``(N, C, H, W)``, moved down by ``rows`` and right by ``columns`` pixels.

    Both are whole numbers of any sign: negative ones move up and left. What leaves the picture is lost, and zeros move
    in on the other side; a move by more than the picture's size leaves zeros only. The result is a new array.

    >>> x = np.array([[[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]]])
    >>> print(translate(x, 1, -1)[0, 0])
    [[0. 0. 0.]
     [2. 3. 0.]]
    """
    raise NotImplementedError


def random_shift(x, limit, rng):
    """Return the images ``x``, ``(N, C, H, W)``, each moved by chance by up to ``limit`` pixels, as a new array.

    Draw ``rng.integers(-limit, limit + 1, size=(N, 2))`` once: how far each image moves down and right, as `translate`
    does it, with zeros that move in. ``limit`` is a whole number, 0 or more, and smaller than ``H`` and ``W``.

    >>> x = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]).reshape(2, 1, 2, 2)
    >>> print(random_shift(x, 1, np.random.default_rng(0)).reshape(2, 4))
    [[0. 0. 1. 2.]
     [6. 0. 8. 0.]]
    """
    raise NotImplementedError


def rotate(x, degrees):
    """Return the square images ``x``, ``(N, C, S, S)``, all turned counterclockwise by ``degrees``, as a new array.

    They turn about the middle of the picture, row and column ``(S - 1) / 2``, which is between pixels where ``S`` is
    even; rows count downwards. Each pixel of the result takes the value that ``x`` has at the place it comes from, by
    bilinear interpolation: the weighted mean of the four pixels around that place, each with the weight
    ``(1 - dr) * (1 - dc)`` for its distances ``dr`` in rows and ``dc`` in columns. Outside the picture ``x`` is 0.

    >>> x = np.zeros((1, 1, 3, 3))
    >>> x[0, 0, 1, 2] = 1
    >>> print(rotate(x, 45)[0, 0].round(4))
    [[0.     0.2071 0.5858]
     [0.     0.     0.2071]
     [0.     0.     0.    ]]
    """
    raise NotImplementedError


def to_grayscale(x):
    """Return the brightness of the images ``x``, ``(N, 3, H, W)``, as floats of shape ``(N, 1, H, W)``.

    The channels are red, green and blue; the brightness is ``0.299 * red + 0.587 * green + 0.114 * blue``,
    neither rounded nor clipped. ``x`` holds floats, or bytes (uint8) from 0 to 255.

    >>> print(to_grayscale(np.array([[[[255, 0, 0, 255]], [[0, 255, 0, 255]], [[0, 0, 255, 255]]]])).round(3))
    [[[[ 76.245 149.685  29.07  255.   ]]]]
    """
    raise NotImplementedError


def random_crop(x, size, rng):
    """Return a random square of ``size`` x ``size`` pixels from each of the images ``x``, ``(N, C, H, W)``.

    Draw the upper left corners, those of all images at once: first their rows,
    ``rng.integers(0, H - size + 1, size=N)``, then their columns, ``rng.integers(0, W - size + 1, size=N)``. So
    every square that lies inside the image is equally likely. All channels of an image are cut at the same place.
    The result is a new array, ``(N, C, size, size)``, of the dtype of ``x``; ``1 <= size <= min(H, W)``.

    >>> x = np.arange(24).reshape(2, 1, 3, 4)
    >>> random_crop(x, 2, np.random.default_rng(0)).tolist()
    [[[[5, 6], [9, 10]]], [[[16, 17], [20, 21]]]]
    """
    raise NotImplementedError


def color_jitter(x, strength, rng):
    """Return the images ``x``, ``(N, C, H, W)``, with every channel of every image a little brighter or darker.

    Draw ``rng.uniform(1 - strength, 1 + strength, size=(N, C))`` once: a factor for each image and channel. All
    pixels of that channel are multiplied by it; then what is above 1 becomes 1. ``x`` holds floats from 0 to 1,
    ``strength`` is a number from 0 to 1; with 0 the result has the values of ``x``.

    Libraries mean several things by the name. Here the channels have factors of their own, so that colours change;
    contrast, saturation and hue are left alone.

    >>> x = np.array([[[[0.2, 0.4]], [[0.5, 1.0]], [[0.6, 1.0]]]])
    >>> print(color_jitter(x, 0.5, np.random.default_rng(0)).round(4))
    [[[[0.2274 0.4548]]
    <BLANKLINE>
      [[0.3849 0.7698]]
    <BLANKLINE>
      [[0.3246 0.541 ]]]]
    """
    raise NotImplementedError


def add_noise(x, scale, rng):
    """Return ``x`` with normal noise of mean 0 and standard deviation ``scale`` added to every number.

    Draw ``rng.standard_normal(x.shape)`` once, a number for each number of ``x``. The result is neither clipped nor
    rounded. ``x`` has any shape and holds floats, or bytes (uint8) from 0 to 255, such as images ``(N, C, H, W)``; the
    result holds floats. ``scale`` is a number, at least 0; with 0 the result has the values of ``x``.

    >>> print(add_noise(np.array([[0.5, 1.0], [0.0, 1.0]]), 0.1, np.random.default_rng(0)).round(4))
    [[0.5126 0.9868]
     [0.064  1.0105]]
    """
    raise NotImplementedError


def prune(params, fraction):
    """Return boolean masks of the weights that stay when the smallest ones of the whole network go.

    ``params`` is a list of ``(w, b)``, and ``n`` is the number of all weights of all layers together; biases stay out
    of it. The ``int(fraction * n)`` weights of the smallest absolute value go, whichever layers they are in. The result
    is a list with an array for each layer, of the shape of its ``w``: True where a weight stays. ``fraction`` is
    between 0 and 1, and no two absolute values are equal.

    >>> masks = prune([(np.array([[0.1, -3.0]]), np.zeros(2)), (np.array([[2.0], [-0.2]]), np.zeros(1))], 0.5)
    >>> print([mask.tolist() for mask in masks])
    [[[False, True]], [[True], [False]]]
    """
    raise NotImplementedError


def frozen_step(params, grads, lr, trainable):
    """Return the parameters after one step of gradient descent by the layers that may learn.

    ``params`` is a list of ``(w, b)``, ``grads`` one of ``(dw, db)`` of the same shapes, and ``trainable`` a list with
    a bool for each layer. Where it is True, the layer becomes ``(w - lr * dw, b - lr * db)``; where it is False,
    weights and biases come back as they were. The result is a new list of ``(w, b)``.

    >>> one, two = np.ones((1, 1)), 2 * np.ones((1, 1))
    >>> params = frozen_step([(one, one[0]), (one, one[0])], [(two, two[0]), (two, two[0])], 0.1, [False, True])
    >>> print([(w.tolist(), b.tolist()) for w, b in params])
    [([[1.0]], [1.0]), ([[0.8]], [0.8])]
    """
    raise NotImplementedError
