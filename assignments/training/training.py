"""Training: the first challenge."""

import io
import json
import math

import numpy as np


def softmax_cross_entropy(z, y):
    """The mean cross-entropy of scores z (N, K) and labels y (N,), and its gradient with respect to z."""
    rows = np.arange(len(z))
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[rows, y].mean()
    dz = np.exp(log_p)
    dz[rows, y] -= 1
    return loss, dz / len(z)


def dense_forward(x, w, b):
    """The outputs (N, M) of a dense layer with weights w (D, M) and biases b (M,) for the inputs x (N, D)."""
    return x @ w + b


def dense_backward(dout, x, w):
    """The gradients (dx, dw, db) of a dense layer's arguments."""
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def mlp_forward(x, params, activation):
    """The scores of a multi-layer perceptron, 'relu' or 'tanh' after all layers but the last, and a cache."""
    function = {"relu": lambda z: np.maximum(z, 0), "tanh": np.tanh}[activation]
    inputs = []
    for w, b in params:
        inputs.append(x)
        z = x @ w + b
        x = function(z)
    return z, (inputs, params, activation)


def mlp_backward(dout, cache):
    """The gradients of the parameters, [(dw, db), ...], under the gradient dout of the scores."""
    inputs, params, activation = cache
    slope = {"relu": lambda a: a > 0, "tanh": lambda a: 1 - a**2}[activation]
    grads = []
    for i in reversed(range(len(params))):
        grads.append((inputs[i].T @ dout, dout.sum(axis=0)))
        if i > 0:
            dout = dout @ params[i][0].T * slope(inputs[i])
    return grads[::-1]


def conv2d_forward(x, w, b, stride=1, pad=0):
    """Feature maps (N, F, H', W') of images x (N, C, H, W) under filters w (F, C, K, L) and biases b (F,)."""
    windows = _windows(x, w, stride, pad)
    return np.moveaxis(np.tensordot(windows, w, axes=([1, 4, 5], [1, 2, 3])), -1, 1) + b[:, None, None]


def conv2d_backward(dout, x, w, b, stride=1, pad=0):
    """The gradients (dx, dw, db) of a convolution's arguments."""
    dw = np.tensordot(dout, _windows(x, w, stride, pad), axes=([0, 2, 3], [0, 2, 3]))
    n, c, height, width = x.shape
    dx = np.zeros((n, c, height + 2 * pad, width + 2 * pad))
    rows, columns = dout.shape[2:]
    sent = np.moveaxis(np.tensordot(w, dout, axes=(0, 1)), 3, 0)  # (N, C, K, L, H', W'): back through each weight
    for k in range(w.shape[2]):
        for j in range(w.shape[3]):
            dx[:, :, k:k + rows * stride:stride, j:j + columns * stride:stride] += sent[:, :, k, j]
    return dx[:, :, pad:pad + height, pad:pad + width], dw, dout.sum(axis=(0, 2, 3))


def _windows(x, w, stride, pad):
    """All windows of the size of w, (N, C, H', W', K, L)."""
    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    return np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]


def avg_pool_forward(x, size, stride):
    """The mean of each window of size by size."""
    rows, columns = ((length - size) // stride * stride + 1 for length in x.shape[2:])
    parts = (x[:, :, k:k + rows:stride, j:j + columns:stride] for k in range(size) for j in range(size))
    return sum(parts) / size**2


def avg_pool_backward(dout, x, size, stride):
    """The gradient of average pooling's input: each element of a window gets an equal part."""
    dx = np.zeros(x.shape)
    rows, columns = dout.shape[2:]
    for k in range(size):
        for j in range(size):
            dx[:, :, k:k + rows * stride:stride, j:j + columns * stride:stride] += dout / size**2
    return dx


def sgd_step(w, dw, lr):
    """One step of gradient descent."""
    return w - lr * dw


def momentum_step(w, dw, v, lr, beta=0.9):
    """One step along the running average v of the gradient; returns (w, v)."""
    v = beta * v + (1 - beta) * dw
    return w - lr * v, v


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Update number t of Adam, from t=1 on; returns (w, m, v)."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def read_idx(data):
    """Return the array that the contents of an IDX file hold; ``data`` is a ``bytes`` object.

    The format of MNIST. The file begins with four single bytes: 0, 0, the type of the elements and the number
    ``d`` of axes, 1 or more. Then come the lengths of the ``d`` axes, unsigned whole numbers of four bytes each.
    Then come the elements, to the end of the file, the last axis running fastest (row after row). All numbers of
    more than one byte are big-endian: the most significant byte comes first.

    | type | element | dtype |
    | --- | --- | --- |
    | 0x08 | unsigned byte | uint8 |
    | 0x09 | signed byte | int8 |
    | 0x0B | two bytes, signed | int16 |
    | 0x0C | four bytes, signed | int32 |
    | 0x0D | four bytes, floating point | float32 |
    | 0x0E | eight bytes, floating point | float64 |

    The result has the file's shape and that dtype, in the machine's own byte order. Raise ValueError if ``data`` is
    no such file: if it does not begin with two zeros and a type from the table, or is shorter or longer than its
    header says.

    >>> read_idx(bytes([0, 0, 0x08, 2, 0, 0, 0, 2, 0, 0, 0, 3, 10, 20, 30, 40, 50, 250]))
    array([[ 10,  20,  30],
           [ 40,  50, 250]], dtype=uint8)
    >>> print(read_idx(bytes([0, 0, 0x0B, 1, 0, 0, 0, 2, 1, 0, 0xFF, 0xFF])))
    [256  -1]
    """
    raise NotImplementedError


def one_hot(y, k):
    """Return the labels ``y`` as one-hot rows: a float array ``(N, k)`` of zeros, with a 1 at each row's label.

    ``y`` is an int array ``(N,)`` of labels from 0 to ``k - 1``; not every class need occur in it. If a label is
    below 0 or above ``k - 1`` raise ValueError.

    >>> one_hot(np.array([2, 0, 2]), 4)
    array([[0., 0., 1., 0.],
           [1., 0., 0., 0.],
           [0., 0., 1., 0.]])
    """
    raise NotImplementedError


def train_validation_split(n, fraction, rng):
    """Return ``(train, validation)``: the row numbers 0 to ``n - 1``, dealt out at random; two int arrays.

    Draw ``rng.permutation(n)`` once. Its first ``int(fraction * n)`` numbers, rounded down, are the validation
    rows, all others the training rows, both in the order in which they are drawn. So each row is in one of the
    two, and in one only. If ``fraction`` is below 0, or 1 or more, raise ValueError.

    >>> train, validation = train_validation_split(8, 0.3, np.random.default_rng(0))
    >>> print(train, validation)
    [3 6 5 0 1 7] [2 4]
    """
    raise NotImplementedError


def train_digits_mlp(x, y, params, lr, epochs, batch_size, noise, rng):
    """Return ``(params, losses)`` after training a multi-layer perceptron to read the digits ``x``.

    ``x`` is an int array ``(N, 8, 8)`` of pixels from 0 to 16, ``y`` an int array ``(N,)`` of labels from 0 to 9,
    and ``params`` the list of initial ``(w, b)``, each layer ``a @ w + b``. The network is that of `mlp_forward`
    with the activation 'relu': its last layer gives the scores of the ten digits. Each image becomes a row of 64
    inputs, pixel row after pixel row, divided by 16. The slope of relu at 0 is taken as 0.

    - **Shuffle.** Each of the ``epochs`` begins by drawing ``rng.permutation(N)``, the order of its samples.
    - **Batch.** The first ``batch_size`` samples in this order are the first mini-batch, and so on; the last one
      is shorter where ``batch_size`` does not divide ``N``.
    - **Augment.** Each mini-batch of ``n`` samples gets noise of its own, drawn just before it is used, even if
      ``noise`` is 0: its inputs are ``inputs + noise * rng.standard_normal((n, 64))``.
    - **Step.** The loss is the mean softmax cross-entropy of the mini-batch. Every ``w`` becomes ``w - lr * dw``,
      and every ``b`` likewise, with all gradients taken before the update.

    ``params`` is returned as a new list of ``(w, b)``. ``losses`` is a list with a number for each epoch: the mean
    over all ``N`` samples of the loss that each had when its mini-batch was used, before the step.

    >>> x, y = np.zeros((3, 8, 8), dtype=np.uint8), np.array([0, 1, 2])
    >>> x[0, 0, 0], x[1, 0, 1], x[2, 1, 0] = 16, 16, 8
    >>> params = [(np.zeros((64, 10)), np.zeros(10))]
    >>> params, losses = train_digits_mlp(x, y, params, 3.0, 2, 2, 0.0, np.random.default_rng(0))
    >>> w, b = params[0]
    >>> print(w[[0, 1, 8], :3].round(3))
    [[ 3.494 -0.889 -0.964]
     [-0.797  2.858 -0.797]
     [-0.13  -0.531  1.345]]
    >>> print(np.round(losses, 3))
    [2.479 1.172]
    """
    raise NotImplementedError


def confusion_matrix(y, predicted, k):
    """Return an int array ``(k, k)``: in row ``i``, column ``j``, how many samples of class ``i`` are taken for ``j``.

    ``y`` are the true labels and ``predicted`` the classifier's, both int ``(N,)`` from 0 to ``k - 1``. So row
    ``i`` adds up to the number of samples of class ``i``, and the diagonal counts those that are right. Classes
    that do not occur have their row and their column all the same. Part of the points is for an answer without a loop
    over the samples.

    >>> confusion_matrix(np.array([0, 0, 0, 1, 2]), np.array([0, 2, 2, 1, 2]), 4)
    array([[1, 0, 2, 0],
           [0, 1, 0, 0],
           [0, 0, 1, 0],
           [0, 0, 0, 0]])
    """
    raise NotImplementedError


def fit(x, y, params, config, rng):
    """Train a classifier; return ``(params, history)`` with its best parameters, and how training went.

    ``x`` is a float array ``(N, D)``, ``y`` an int array ``(N,)`` of labels from 0 to ``K - 1``, and ``params``
    the list of initial ``(w, b)``, each layer ``a @ w + b``. The network is that of `mlp_forward` with the
    activation 'relu': its last layer gives the scores. The loss is the mean softmax cross-entropy. ``config`` is
    a dict with exactly these keys:

    - ``'validation'``: a fraction. Draw ``rng.permutation(N)`` once; its first ``int(fraction * N)`` numbers are the
      validation rows, the others, in the order drawn, the ``M`` training rows. Neither part is ever empty.
    - ``'epochs'``: how many epochs at most, 1 or more. They count from 0. Each begins by drawing
      ``rng.permutation(M)``, the order in which it goes through the training data.
    - ``'batch_size'``: the length of a mini-batch; the last one of an epoch may be shorter.
    - ``'optimizer'``: ``'sgd'``, ``'momentum'`` or ``'adam'``; raise ValueError if it is anything else. Each
      mini-batch is one update by `sgd_step`, `momentum_step` or `adam_step`, with the learning rate of the epoch and
      their other defaults. Averages start
      at 0, Adam's ``t`` is 1 for the first mini-batch, and all of them go on through all epochs.
    - ``'lr'`` and ``'decay'``: the learning rate of the whole epoch ``e`` is ``lr / (1 + decay * e)``.
    - ``'patience'``: 1 or more. After each epoch the validation loss is taken. Training stops after this many
      epochs in a row whose validation loss is not below the lowest one of the epochs before.

    ``params`` are those after the epoch with the lowest validation loss (the first one of equal ones), whether
    training has stopped early or not: a new list of ``(w, b)``. ``history`` is a dict of lists, with a number for
    each epoch that was run: ``'lr'``; ``'loss'``, the mean over the training data of the loss that each sample had
    when its mini-batch was used, before the update; ``'validation_loss'`` and ``'validation_accuracy'`` (the share
    of right answers), both at the end of the epoch.

    >>> x, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0]]), np.array([0, 0, 1, 1, 1])
    >>> config = {'validation': 0.2, 'epochs': 9, 'batch_size': 2, 'optimizer': 'sgd', 'lr': 1.0, 'decay': 1.0,
    ...           'patience': 2}
    >>> params, history = fit(x, y, [(np.zeros((1, 2)), np.zeros(2))], config, np.random.default_rng(0))
    >>> print(params[0][0].round(4), params[0][1].round(4))
    [[-0.7665  0.7665]] [ 0.2445 -0.2445]
    >>> for name, values in history.items():
    ...     print(name, np.round(values, 4))
    lr [1.     0.5    0.3333]
    loss [0.5226 0.4344 0.297 ]
    validation_loss [0.0733 0.2081 0.3036]
    validation_accuracy [1. 1. 1.]
    """
    raise NotImplementedError


class Sequential:
    """A network of layers in a row: each takes what the one before it gives.

    ``Sequential(input_shape, rng)`` is a network without layers. ``input_shape`` is the shape of one sample, a
    tuple without the batch: ``(D,)``, or ``(C, H, W)`` for images. It has five methods.

    ``add(kind, *sizes)`` appends a layer and returns nothing. It works out the shapes from the layer before, or from
    ``input_shape``; no window is larger than what it moves over:

    - ``add('dense', m)``: ``a @ w + b``, from ``(D,)`` to ``(m,)``; ``w`` is ``(D, m)``;
    - ``add('conv', f, k)``: a cross-correlation by ``f`` filters of ``k`` by ``k``, stride 1, without padding, from
      ``(C, H, W)`` to ``(f, H - k + 1, W - k + 1)``; ``w`` is ``(f, C, k, k)``;
    - ``add('avg_pool', s)``: the means of windows of ``s`` by ``s`` that do not overlap, from ``(C, H, W)`` to
      ``(C, H // s, W // s)``; rows and columns that are left over are ignored;
    - ``add('flatten')``: from ``(C, H, W)`` to ``(C * H * W,)``, channel after channel, each row by row;
    - ``add('relu')``, ``add('tanh')`` and ``add('sigmoid')``: for each element, after any layer; the shape stays as it
      is;
    - ``add('softmax')``: for each row, from ``(D,)`` to ``(D,)``; it is finite for numbers up to 1e4 of any sign.

    When a dense layer or a convolution is added, its weights are drawn, ``rng.standard_normal(shape of w)`` times
    ``sqrt(2 / n)``, where ``n`` is the number of inputs of one unit: ``D``, or ``C * k * k``. Its biases are 0. If
    there is no such kind, or if what the layer before gives has another number of axes than the new layer takes,
    raise ValueError.

    ``forward(x)`` returns what the last layer gives for a batch ``x`` of samples, a float array
    ``(N, *input_shape)``.

    ``backward(dout)`` returns ``(dx, grads)``: the gradients of a loss with respect to the ``x`` of the last call of
    ``forward`` and to the parameters. ``dout`` is the gradient with respect to what that call returned, and a mean over
    the batch is already in it. ``grads`` is a list of ``(dw, db)``, one for each dense layer and each convolution, in
    the order of the layers. The slope of relu at 0 is 0.

    ``count_parameters()`` returns how many weights and biases there are in all layers.

    ``summary()`` returns a table: a list with a row ``(name, output shape, number of parameters)`` for each layer.
    Names are the kind and a number, which counts the layers of this kind from 1, such as ``'dense_2'``. Shapes are
    tuples of ints without the batch, and layers other than dense ones and convolutions have 0 parameters.

    >>> network = Sequential((1, 28, 28), np.random.default_rng(0))
    >>> for kind, *sizes in [('conv', 6, 5), ('tanh',), ('avg_pool', 2), ('conv', 16, 5), ('flatten',), ('dense', 10)]:
    ...     network.add(kind, *sizes)
    >>> for name, shape, parameters in network.summary():
    ...     print(f'{name:12}{str(shape):14}{parameters:6}')
    conv_1      (6, 24, 24)      156
    tanh_1      (6, 24, 24)        0
    avg_pool_1  (6, 12, 12)        0
    conv_2      (16, 8, 8)      2416
    flatten_1   (1024,)            0
    dense_1     (10,)          10250
    >>> network.count_parameters(), network.forward(np.zeros((3, 1, 28, 28))).shape
    (12822, (3, 10))
    >>> network = Sequential((2,), np.random.default_rng(0))
    >>> network.add('softmax')
    >>> out, (dx, grads) = network.forward(np.array([[2.0, 0.0]])), network.backward(np.array([[1.0, 0.0]]))
    >>> print(out.round(4), dx.round(4), grads)
    [[0.8808 0.1192]] [[ 0.105 -0.105]] []
    """

    def __init__(self, input_shape, rng):
        raise NotImplementedError

    def add(self, kind, *sizes):
        raise NotImplementedError

    def forward(self, x):
        raise NotImplementedError

    def backward(self, dout):
        raise NotImplementedError

    def count_parameters(self):
        raise NotImplementedError

    def summary(self):
        raise NotImplementedError


def train_digits_lenet(x, y, params, lr, epochs, batch_size, rng):
    """Return ``(params, losses)`` after training LeNet-5 with Adam to read the digits ``x``.

    ``x`` is an int array ``(N, 8, 8)`` of pixels from 0 to 16, ``y`` an int array ``(N,)`` of labels from 0 to 9.
    The network wants 28 by 28: repeat each pixel three times, across and down, put a border of two zeros around,
    and divide by 16. So the images are ``(N, 1, 28, 28)``.

    ``params`` is the list of the five initial ``(w, b)`` of LeNet-5: two convolutions with ``w`` of
    shape ``(F, C, 5, 5)``, then three dense layers with ``w`` of shape ``(D, M)``. In LeNet-5 itself the shapes
    are (6, 1, 5, 5), (16, 6, 5, 5), (256, 120), (120, 84) and (84, 10); take all sizes from the arrays. The layers:

    - convolution (stride 1, no padding), tanh, average pooling over windows of 2 by 2 that do not overlap: twice;
    - flattened maps: channel after channel, each row by row;
    - dense, tanh: twice; then dense, which gives the scores. Their softmax is part of the loss.

    Each of the ``epochs`` begins by drawing ``rng.permutation(N)``, the order of its samples. The first
    ``batch_size`` of them are the first mini-batch, and so on; the last one is shorter where ``batch_size`` does
    not divide ``N``. The loss is the mean softmax cross-entropy of the mini-batch. Each mini-batch is one update
    by `adam_step` with ``lr`` and its other defaults: its number ``t`` is 1 for the first mini-batch and goes on
    counting through all epochs, and so do the averages ``m`` and ``v``, which start at 0. All gradients are taken
    before the update.

    ``params`` is returned as a new list of ``(w, b)``; ``losses`` is a list with the loss of every mini-batch,
    before its update, over all epochs. All calls together may take 60 seconds, which is plenty for convolutions
    that do not loop over images and places.

    >>> rng = np.random.default_rng(0)
    >>> shapes = [(2, 1, 5, 5), (3, 2, 5, 5), (48, 6), (6, 5), (5, 10)]
    >>> params = [(0.3 * rng.standard_normal(shape), np.zeros(shape[-1 if len(shape) == 2 else 0]))
    ...           for shape in shapes]
    >>> x, y = rng.integers(17, size=(4, 8, 8)), np.array([3, 1, 4, 1])
    >>> params, losses = train_digits_lenet(x, y, params, 0.01, 2, 3, rng)
    >>> print(np.round(losses, 4))
    [2.1647 2.2869 2.0014 2.3928]
    >>> print(params[0][1].round(4), params[4][1][:4].round(4))
    [-0.0303  0.031 ] [-0.0401  0.0349 -0.0399  0.018 ]
    """
    raise NotImplementedError


def save_parameters(file, params):
    """Write the parameters ``params`` to ``file`` in NumPy's npz format; return nothing.

    ``file`` is a binary file that is open for writing, at its beginning; leave it open. ``params`` is a list of
    ``(w, b)``, float arrays. The archive has an array for each, named after its layer, which count from 0: ``w0``,
    ``b0``, ``w1``, ``b1`` and so on, and no others; ``w10`` follows ``w9``. It may be compressed. Nothing is pickled,
    so that it can be read by `np.load` as it is, without ``allow_pickle``.

    >>> import io
    >>> file = io.BytesIO()
    >>> save_parameters(file, [(np.zeros((2, 3)), np.array([1.0, 2.0, 4.0])), (np.ones((3, 1)), np.zeros(1))])
    >>> with np.load(io.BytesIO(file.getvalue())) as arrays:
    ...     print(sorted(arrays), arrays["b0"])
    ['b0', 'b1', 'w0', 'w1'] [1. 2. 4.]
    """
    raise NotImplementedError


def load_parameters(file):
    """Return the parameters in ``file``, as `save_parameters` writes them: a list of ``(w, b)``.

    ``file`` is a binary file that is open for reading, at its beginning. It is an npz archive of float arrays
    ``w0``, ``b0``, ``w1``, ``b1`` and so on, two for each layer; the list has the layers in the order of their
    numbers, ``w10`` after ``w9``. Ask for the arrays by their names: in the archive they may stand in any order.

    >>> import io
    >>> file = io.BytesIO()
    >>> np.savez(file, b1=np.zeros(1), b0=np.array([1.0, 2.0]), w1=np.ones((2, 1)), w0=np.array([[3.0, 4.0]]))
    >>> _ = file.seek(0)
    >>> for w, b in load_parameters(file):
    ...     print(w.shape, b)
    (1, 2) [1. 2.]
    (2, 1) [0.]
    """
    raise NotImplementedError


def save_network(file, network):
    """Write your `Sequential` ``network`` to ``file``, so that `load_network` can build it again; return nothing.

    ``file`` is a binary file that is open for writing, at its beginning; leave it open. The file is NumPy's npz, in
    which nothing is pickled, with these arrays and no others:

    - ``architecture``: an array without axes that holds a text, JSON: an object with ``"input_shape"``, the list of
      the lengths of one sample, and ``"layers"``, a list with a list for each layer: its kind, then its sizes, as
      `add` got them.
    - ``w0``, ``b0``, ``w1``, ``b1`` and so on: the parameters of the dense layers and convolutions, which alone are
      counted, from 0; ``w10`` follows ``w9``.

    Your `Sequential` may keep its layers in attributes as you like: read them from these here.

    >>> import io
    >>> file, network = io.BytesIO(), Sequential((1, 6, 6), np.random.default_rng(0))
    >>> for kind, *sizes in [('conv', 2, 3), ('relu',), ('flatten',), ('dense', 3)]:
    ...     network.add(kind, *sizes)
    >>> save_network(file, network)
    >>> with np.load(io.BytesIO(file.getvalue())) as arrays:
    ...     print(sorted(arrays), arrays["w1"].shape, json.loads(str(arrays["architecture"]))["layers"])
    ['architecture', 'b0', 'b1', 'w0', 'w1'] (32, 3) [['conv', 2, 3], ['relu'], ['flatten'], ['dense', 3]]
    """
    raise NotImplementedError


def load_network(file):
    """Return the network in ``file``, as `save_network` writes it: your `Sequential`, with the saved parameters.

    ``file`` is a binary file that is open for reading, at its beginning: NumPy's npz, to be read without
    ``allow_pickle``. Its array ``architecture``, without axes, holds a text, JSON: an object with ``"input_shape"``,
    the list of the lengths of one sample, and ``"layers"``, a list with a list for each layer: its kind, then its
    sizes, as `add` gets them. ``w0``, ``b0``, ``w1``, ``b1`` and so on are the parameters of the dense layers and
    convolutions, which alone are counted, from 0; ``w10`` follows ``w9``. The arrays may stand in any order.

    The network's ``forward`` gives what the saved network's gave. Adding layers draws weights, from any
    generator you like: they are then replaced.

    >>> import io
    >>> file, network = io.BytesIO(), Sequential((2,), np.random.default_rng(0))
    >>> network.add('dense', 3)
    >>> save_network(file, network)
    >>> _ = file.seek(0)
    >>> loaded, x = load_network(file), np.ones((1, 2))
    >>> print(loaded.summary(), bool(np.all(loaded.forward(x) == network.forward(x))))
    [('dense_1', (3,), 9)] True
    """
    raise NotImplementedError
