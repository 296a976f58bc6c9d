"""Deep networks."""

import numpy as np


def he_init(rng, n_in, n_out):
    """Random weights (n_in, n_out) for a layer in front of a ReLU: normal, with variance 2 / n_in."""
    return np.sqrt(2 / n_in) * rng.standard_normal((n_in, n_out))


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """Batch normalisation of the columns of x (N, D); returns (out, running_mean, running_var)."""
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(x) / (len(x) - 1)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def batchnorm_backward(dout, x, gamma, eps=1e-5):
    """The gradients (dx, dgamma, dbeta) of batch normalisation in training."""
    root = np.sqrt(x.var(axis=0) + eps)
    x_hat, dx_hat = (x - x.mean(axis=0)) / root, dout * gamma
    dx = (dx_hat - dx_hat.mean(axis=0) - x_hat * (dx_hat * x_hat).mean(axis=0)) / root
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def dropout_forward(x, p, rng, training=True):
    """Inverted dropout; returns (out, mask). In training it draws rng.random(x.shape) once, else nothing."""
    if not training:
        return x.copy(), np.ones(x.shape, dtype=bool)
    mask = rng.random(x.shape) >= p
    return x * mask / (1 - p), mask


def dropout_backward(dout, mask, p):
    """The gradient of the input of inverted dropout in training."""
    return dout * mask / (1 - p)


def softmax_cross_entropy(z, y):
    """The mean cross-entropy of scores z (N, K) and labels y (N,), and its gradient with respect to z."""
    rows = np.arange(len(z))
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dz = np.exp(log_p)
    dz[rows, y] -= 1
    return -log_p[rows, y].mean(), dz / len(z)


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Update number t of Adam, from t=1 on; returns (w, m, v)."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def random_flip(x, p, rng):
    """Images (N, C, H, W), each mirrored left to right where its number of rng.random(N) is below p."""
    return np.where((rng.random(len(x)) < p)[:, None, None, None], x[..., ::-1], x)


def random_shift(x, limit, rng):
    """Images, each moved down and right by its row of rng.integers(-limit, limit + 1, size=(N, 2)); zeros move in."""
    padded = np.pad(x, [(0, 0), (0, 0), (limit, limit), (limit, limit)])
    down, right = rng.integers(-limit, limit + 1, size=(len(x), 2)).T
    windows = np.lib.stride_tricks.sliding_window_view(padded, x.shape[2:], axis=(2, 3))
    return windows[np.arange(len(x)), :, limit - down, limit - right]


def rotate(x, degrees):
    """Square images, all turned counterclockwise about their centre, by bilinear interpolation; zeros come in."""
    size = x.shape[2]
    centre, angle, index = (size - 1) / 2, np.deg2rad(degrees), np.arange(size)
    right, up = index - centre, centre - index[:, None]
    row = np.clip(centre - up * np.cos(angle) + right * np.sin(angle), -1, size)
    column = np.clip(centre + right * np.cos(angle) + up * np.sin(angle), -1, size)
    top, left = (np.minimum(np.floor(place), size - 1).astype(int) for place in (row, column))
    lower, further = row - top, column - left
    padded = np.pad(x, [(0, 0), (0, 0), (1, 1), (1, 1)])
    top, left = top + 1, left + 1
    return (padded[:, :, top, left] * (1 - lower) * (1 - further) + padded[:, :, top, left + 1] * (1 - lower) * further
            + padded[:, :, top + 1, left] * lower * (1 - further) + padded[:, :, top + 1, left + 1] * lower * further)


def step_bump(x, left, right, height, steepness):
    """Return ``height * (sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right)))``.

    It is about ``height`` between ``left`` and ``right`` and about 0 elsewhere: two sigmoid units that step up and
    down again. Towers of this sort, side by side, approximate any continuous function. ``x`` is a float array of any
    shape, and so is the result; the other arguments are numbers, ``left < right``, ``steepness > 0``. The result is
    finite even where ``steepness * x`` is 1e6.

    >>> print(step_bump(np.array([0.0, 0.4, 0.5]), 0.4, 0.6, 2.0, 50.0).round(4))
    [0.     0.9999 1.9732]
    """
    raise NotImplementedError


def approximate(f, low, high, n):
    """Return ``(w1, b1, w2, b2)`` of a network with ``n`` ReLU units that draws ``f`` between ``low`` and ``high``.

    The network is ``relu(x @ w1 + b1) @ w2 + b2`` for ``x`` of shape ``(N, 1)``; ``w1`` is ``(1, n)``, ``b1``
    ``(n,)``, ``w2`` ``(n, 1)`` and ``b2`` ``(1,)``, all floats. ``f`` takes a float array and returns one of the same
    shape. The network equals ``f`` at the ``n + 1`` knots ``low + i * (high - low) / n``, ``i`` from 0 to ``n``, and
    is a straight line between two neighbouring knots. There are many right answers: yours is judged by running it.

    With sin(2 pi x) on [0, 1] its largest error is 0.0489 for n = 10, 0.0122 for 20 and 0.0031 for 40: twice as many
    units, a quarter of the error. Steps, of sigmoids as steep as one likes, need many more: 0.3090, 0.1564, 0.0785.

    >>> w1, b1, w2, b2 = approximate(lambda x: np.sin(2 * np.pi * x), 0.0, 1.0, 20)
    >>> x = np.linspace(0, 1, 1001)[:, None]
    >>> error = np.maximum(x @ w1 + b1, 0) @ w2 + b2 - np.sin(2 * np.pi * x)
    >>> print(np.abs(error).max().round(4))
    0.0122
    """
    raise NotImplementedError


def hopfield_weights(p):
    """Return the weights ``(D, D)`` of a Hopfield network that stores the patterns ``p``.

    ``p`` is a float array ``(P, D)`` of -1 and 1, a pattern in each row. Units that agree in a pattern are tied
    together, others apart (Hebb's rule): the weights are ``p.T @ p / D``, divided by the number of units and not by
    that of the patterns, with zeros on the diagonal, since no unit is tied to itself.

    >>> print(hopfield_weights(np.array([[1.0, -1.0, 1.0, -1.0], [1.0, 1.0, 1.0, 1.0]])))
    [[0.  0.  0.5 0. ]
     [0.  0.  0.  0.5]
     [0.5 0.  0.  0. ]
     [0.  0.5 0.  0. ]]
    """
    raise NotImplementedError


def hopfield_update(s, w, order):
    """Return the state after the units of ``order`` have been updated, one by one, each from the newest state.

    ``s`` is a float array ``(D,)`` of -1 and 1, ``w`` a symmetric one ``(D, D)``, and ``order`` an int array of
    units, in which some may be missing and others come twice. A unit's input is its row of ``w`` times the state: it
    becomes 1 where that is above 0, -1 where it is below, and stays what it is at exactly 0. The diagonal of ``w`` is
    0. (With the weights that are asked here no sum is rounded: an input is 0 exactly, or at least 0.01 away from it.)

    >>> p = np.array([1.0, -1.0, 1.0, -1.0])
    >>> w = (np.outer(p, p) - np.eye(4)) / 4
    >>> hopfield_update(np.array([1.0, 1.0, 1.0, -1.0]), w, np.array([0, 1, 2, 3]))
    array([ 1., -1.,  1., -1.])
    """
    raise NotImplementedError


def hopfield_energy(s, w):
    """Return the energy ``-1/2 * sum over i and j of s[i] * w[i, j] * s[j]`` of a Hopfield network, one number.

    ``s`` is a float array ``(D,)`` and ``w`` a symmetric one ``(D, D)`` with zeros on its diagonal. No update of a
    single unit lets the energy rise; so the network comes to rest in a valley, and that is what it remembers.

    >>> p = np.array([1.0, -1.0, 1.0, -1.0])
    >>> w = (np.outer(p, p) - np.eye(4)) / 4
    >>> print(hopfield_energy(p, w), abs(hopfield_energy(np.array([1.0, 1.0, 1.0, -1.0]), w)))
    -1.5 0.0
    """
    raise NotImplementedError


def residual_block_forward(x, w1, b1, w2, b2):
    """Return ``x + relu(x @ w1 + b1) @ w2 + b2``.

    ``x`` is ``(N, D)``, ``w1`` is ``(D, M)``, ``b1`` is ``(M,)``, ``w2`` is ``(M, D)`` and ``b2`` is ``(D,)``; the
    result is ``(N, D)``. Nothing comes after the sum: the blocks of He et al. (2016, first paper) have a ReLU there,
    this one leaves the way through all blocks free (second paper).

    >>> eye = np.eye(2)
    >>> residual_block_forward(np.array([[1.0, -2.0]]), eye, np.zeros(2), 2 * eye, np.zeros(2))
    array([[ 3., -2.]])
    """
    raise NotImplementedError


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
    raise NotImplementedError


def saliency(x, y, params):
    """Return ``(N, D)``: for each input, how fast the score of the class ``y`` of its sample changes with it.

    ``x`` is ``(N, D)``, ``y`` an int array ``(N,)`` of classes, and ``params`` a list of ``(w, b)``: each layer
    computes ``a @ w + b``, and all but the last apply a ReLU, whose slope at 0 is 0. The last layer gives the scores,
    before any softmax. What is returned is ``abs(d score[n, y[n]] / d x[n])``, each sample by itself: nothing is
    divided by N.

    >>> saliency(np.array([[5.0, 7.0]]), np.array([1]), [(np.array([[1.0, -2.0], [3.0, 4.0]]), np.zeros(2))])
    array([[2., 4.]])
    """
    raise NotImplementedError


def maximise_activation(gradient, x, lr, steps, radius):
    """Return the input after ``steps`` steps of gradient ascent that starts at ``x`` and stays in a ball.

    ``gradient`` is a function: the slope of a unit's activation at an input, an array of the same shape. Each step
    adds ``lr * gradient(x)``. If the sum then lies outside the ball around 0, if the root of the sum of all its
    squares is above ``radius``, it is scaled down to the length ``radius``; if it lies inside, it stays as it is.
    Without such a bound the best input of a linear unit is infinite. ``x`` is a float array of any shape; it may lie
    outside the ball itself, and with ``steps = 0`` it is returned as it is.

    >>> maximise_activation(lambda x: np.array([3.0, 4.0]), np.zeros(2), 1.0, 1, 1.0)
    array([0.6, 0.8])
    """
    raise NotImplementedError


def augment(x, config, rng):
    """Return the images ``x``, ``(N, C, S, S)``, each shifted, mirrored and turned by chance.

    ``config`` is a dict that has ``'shift'``, ``'flip'`` and ``'angle'``, and may have other keys. The three steps
    come in this order, each on what the one before gave. A step whose number is 0 is left out, and draws nothing.

    - ``'shift'``, a whole number: `random_shift`, by up to so many pixels.
    - ``'flip'``, a probability: `random_flip`. (Mirrored cats are cats, mirrored digits are none: a network that
      reads is trained with 0.)
    - ``'angle'``, in degrees: draw ``rng.uniform(-angle, angle, N)`` once, and turn each image by its own number with
      `rotate`.

    >>> x = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> config = {'shift': 1, 'flip': 0.5, 'angle': 0}
    >>> print(augment(x, config, np.random.default_rng(0))[0, 0])
    [[0. 0.]
     [2. 1.]]
    """
    raise NotImplementedError


def init_network(sizes, rng):
    """Return ``(params, state)`` of a new network with layers between consecutive ``sizes``.

    ``sizes`` is a list of ints, the inputs first, the scores last, hidden layers between them; there may be none.
    ``params`` is a list, ``(w, b, gamma, beta)`` for each hidden layer, then ``(w, b)`` for the last one. Every ``w``
    is drawn by `he_init`, first layer first; each ``b`` and ``beta`` is an array of zeros, and each ``gamma`` one of
    ones, with a number for each unit of the layer. ``state`` is a list of the running statistics ``(mean, var)`` of
    the hidden layers: means of 0 and variances of 1.

    >>> params, state = init_network([64, 16, 8, 10], np.random.default_rng(0))
    >>> print([[array.shape for array in layer] for layer in params])
    [[(64, 16), (16,), (16,), (16,)], [(16, 8), (8,), (8,), (8,)], [(8, 10), (10,)]]
    >>> print(params[0][0][0, :2].round(4), state[1][1])
    [ 0.0222 -0.0234] [1. 1. 1. 1. 1. 1. 1. 1.]
    """
    raise NotImplementedError


def network_forward(x, params, state, p, rng, training):
    """Return ``(scores, state, cache)`` of a network with batch normalisation and dropout.

    ``x`` is ``(N, D)``. ``params`` is a list of ``(w, b, gamma, beta)`` for each hidden layer, then ``(w, b)`` for the
    last one; ``state`` is a list of the running statistics ``(mean, var)`` of the hidden layers. Each hidden layer is

    - dense, ``z = a @ w + b``, from what the layer before gave;
    - batch normalisation of ``z`` by `batchnorm_forward`, with its usual momentum and ``eps``: before the
      non-linearity, as Ioffe & Szegedy (2015) have it;
    - ReLU;
    - dropout by `dropout_forward`, with the probability ``p``; in training it draws, layer by layer, even if ``p`` is
      0.

    The last layer is dense only, and gives the scores ``(N, K)``. ``training`` is True or False, for batch
    normalisation and dropout alike: in training the batch's statistics normalise, and the returned ``state`` is the
    updated one; in use the running ones normalise, nothing is drawn or dropped, and ``state`` comes back as it was. A
    training batch has two rows or more. The cache is your own: any value, which only your `network_backward` reads.

    >>> x, layers = np.array([[1.0], [3.0]]), [(np.ones((1, 1)), np.array([5.0]), np.array([2.0]), np.array([1.0])),
    ...                                        (np.ones((1, 1)), np.zeros(1))]
    >>> state = [(np.zeros(1), np.ones(1))]
    >>> scores, state, _ = network_forward(x, layers, state, 0.0, np.random.default_rng(0), True)
    >>> print(scores.T.round(4), state[0][0].round(4), state[0][1].round(4))
    [[0. 3.]] [0.7] [1.1]
    >>> scores, state, _ = network_forward(x, layers, state, 0.0, np.random.default_rng(0), False)
    >>> print(scores.T.round(4))
    [[11.1067 14.9205]]
    """
    raise NotImplementedError


def network_backward(dout, cache):
    """Return the gradients of a loss with respect to the parameters of a network that is being trained.

    ``dout`` is the gradient of the loss with respect to the scores of `network_forward`, ``(N, K)``, and ``cache`` is
    the third item that your `network_forward` returned, with ``training`` True. A mean over the batch is already in
    ``dout``.
    The result has the structure of ``params``: ``(dw, db, dgamma, dbeta)`` for each hidden layer, ``(dw, db)`` for the
    last one, each gradient with the shape of its array. The slope of ReLU at 0 is 0.

    The gradient of a hidden ``b`` is 0 but for rounding: whatever is added to all rows, batch normalisation takes off.
    Return whatever your formulas give there.

    >>> x, layers = np.array([[1.0], [3.0]]), [(np.ones((1, 1)), np.array([5.0]), np.array([2.0]), np.array([1.0])),
    ...                                        (np.ones((1, 1)), np.zeros(1))]
    >>> _, _, cache = network_forward(x, layers, [(np.zeros(1), np.ones(1))], 0.0, np.random.default_rng(0), True)
    >>> (dw1, db1, dgamma, dbeta), (dw2, db2) = network_backward(np.array([[1.0], [10.0]]), cache)
    >>> print(np.abs(db1).round(4), dgamma.round(4), dbeta, dw2.round(4), db2)
    [0.] [10.] [10.] [[29.9999]] [11.]
    """
    raise NotImplementedError


def train_network(x, y, params, config, rng):
    """Train a network; return ``(params, state, history)``, the best ones, and how training went.

    ``x`` is a float array of square images ``(N, C, S, S)``, ``y`` an int array ``(N,)`` of labels, and ``params`` are
    the initial parameters, as `init_network` makes them; the running statistics start at means of 0 and variances of
    1. The network is that of `network_forward`; its inputs are flattened images, channel after channel, row by row.
    ``config`` is a dict with these keys:

    - ``'validation'``: a fraction. Draw ``rng.permutation(N)`` once; its first ``int(fraction * N)`` numbers are the
      validation rows, the others, in the order drawn, the ``M`` training rows. Neither part is empty.
    - ``'epochs'``: how many epochs at most, 1 or more. Each begins by drawing ``rng.permutation(M)``, the order in
      which it goes through the training rows.
    - ``'batch_size'``: the length of a mini-batch. The last one may be shorter; all have two rows or more.
    - ``'shift'``, ``'flip'``, ``'angle'``: each mini-batch of training images goes through `augment` first, with this
      ``config``. Validation images do not.
    - ``'p'``: the probability of `network_forward` that a unit is dropped.
    - ``'strength'``: to the gradient of each ``w`` is added ``strength * w``, that of the L2 penalty
      ``strength / 2 * sum(w**2)``; to other gradients nothing.
    - ``'lr'``, ``'decay'``: the learning rate of epoch ``e``, from 0 on, is ``lr / (1 + decay * e)``.
    - ``'patience'``: 1 or more. Training stops after so many epochs in a row whose validation loss is not below the
      lowest one before; an equal one is not below it.

    Pixels are standardised before they are flattened, after augmentation: less their mean, over their standard
    deviation, each one number over all pixels of all training images (of these alone, and before augmentation; the
    deviation is the population's). Every array of ``params`` is updated once for each mini-batch by `adam_step` with
    the learning rate of the epoch; its averages start at 0, and ``t`` is 1 for the first mini-batch of all. In a
    mini-batch, `augment` draws before dropout does.

    After each epoch the validation rows are read with ``training`` False. ``params`` and ``state`` are those after the
    epoch with the lowest validation loss. ``history`` is a dict: ``'mean'`` and ``'deviation'``, the two numbers that
    pixels are standardised by; and lists with a number for each epoch that was run: ``'lr'``; ``'loss'``, the mean
    over the training rows of the cross-entropy that each had when its mini-batch was used, without the penalty;
    ``'validation_loss'``, the mean cross-entropy over the validation rows; and ``'validation_accuracy'``, the fraction
    of these that are classified rightly.

    All calls together may take 60 seconds.

    >>> rng = np.random.default_rng(0)
    >>> x, y = rng.uniform(size=(12, 1, 2, 2)), np.arange(12) % 2
    >>> config = dict(validation=0.25, epochs=9, batch_size=3, shift=0, flip=0.0, angle=0.0, p=0.1, strength=0.01,
    ...               lr=0.1, decay=0.5, patience=2)
    >>> params, _ = init_network([4, 3, 2], rng)
    >>> params, state, history = train_network(x, y, params, config, rng)
    >>> for name, values in history.items():
    ...     print(name, np.round(values, 4))
    mean 0.4879
    deviation 0.291
    lr [0.1    0.0667 0.05  ]
    loss [0.9213 0.6092 0.6993]
    validation_loss [0.5584 0.6085 0.6801]
    validation_accuracy [1.     1.     0.6667]
    """
    raise NotImplementedError
