"""Backpropagation."""

import numpy as np


def sigmoid(z):
    """1 / (1 + exp(-z)), without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def relu(z):
    """The larger of z and 0."""
    return np.maximum(z, 0)


def circuit_gradients(x, y, z):
    """Return ``(dx, dy, dz)``: the derivatives of ``f = (x + y) * z`` with respect to ``x``, ``y`` and ``z``.

    ``x``, ``y`` and ``z`` are numbers, or float arrays of one shape; then every element is a circuit of its own, and
    each derivative has that shape.

    >>> dx, dy, dz = circuit_gradients(-2.0, 5.0, -4.0)
    >>> print(dx, dy, dz)
    -4.0 -4.0 3.0
    """
    raise NotImplementedError


def sigmoid_neuron_gradients(w, x):
    """Return ``(dw, dx)``: the derivatives of a sigmoid neuron's output with respect to its weights and inputs.

    The output is ``1 / (1 + exp(-z))`` with ``z = w[0] * x[0] + ... + w[D - 1] * x[D - 1] + w[D]``: ``x`` is a float
    array ``(D,)``, ``w`` is ``(D + 1,)`` with the bias last. ``dw`` has the shape of ``w`` and ``dx`` that of ``x``.
    ``abs(z)`` is below 20, so that nothing overflows or cancels.

    >>> dw, dx = sigmoid_neuron_gradients(np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0]))
    >>> print(dw.round(4), dx.round(4))
    [-0.1966 -0.3932  0.1966] [ 0.3932 -0.5898]
    """
    raise NotImplementedError


def dense_forward(x, w, b):
    """Return the output ``z = x @ w + b`` of a fully connected layer for a batch.

    ``x`` is ``(N, D)``, one sample a row; ``w`` is ``(D, M)``, one unit a column; ``b`` is ``(M,)``. The result is
    ``(N, M)``. There is no activation.

    >>> x, w = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0, -1.0], [0.0, 1.0, 1.0]])
    >>> print(dense_forward(x, w, np.array([0.0, 0.5, 10.0])))
    [[ 1.   2.5 11. ]
     [ 3.   4.5 11. ]]
    """
    raise NotImplementedError


def dense_backward(dout, x, w):
    """Return ``(dx, dw, db)``: a loss's gradients with respect to the input, weights and biases of `dense_forward`.

    ``dout`` is the gradient of the loss with respect to the output ``x @ w + b``, ``(N, M)``; ``x`` is ``(N, D)`` and
    ``w`` is ``(D, M)``. Each gradient has the shape of its array; ``db`` is ``(M,)``. ``b`` itself is not needed. A
    mean over the batch is already in ``dout``: sum over the rows, do not average again. Part of the points is for an
    answer without a loop over the samples.

    >>> dout, x, w = np.array([[1.0], [10.0]]), np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0], [6.0]])
    >>> dx, dw, db = dense_backward(dout, x, w)
    >>> print(dx)
    [[ 5.  6.]
     [50. 60.]]
    >>> print(dw.T, db)
    [[31. 42.]] [11.]
    """
    raise NotImplementedError


def sigmoid_backward(dout, a):
    """Return the gradient of a loss with respect to ``z``, where ``a = sigmoid(z)``, element by element.

    ``dout`` is the gradient with respect to ``a``. ``a`` is the sigmoid's output, not its input, as the forward pass
    has it at hand; it may be 0 or 1 exactly, where the slope is 0. ``dout``, ``a`` and the result are float arrays of
    one shape, any shape.

    >>> print(sigmoid_backward(np.array([1.0, 2.0, 4.0]), np.array([0.5, 0.75, 1.0])))
    [0.25  0.375 0.   ]
    """
    raise NotImplementedError


def tanh_backward(dout, a):
    """Return the gradient of a loss with respect to ``z``, where ``a = tanh(z)``, element by element.

    ``dout`` is the gradient with respect to ``a``. ``a`` is the output of tanh, not its input, as the forward pass has
    it at hand; it may be -1 or 1 exactly, where the slope is 0. ``dout``, ``a`` and the result are float arrays of one
    shape, any shape.

    >>> print(tanh_backward(np.array([1.0, 2.0, 4.0]), np.array([0.0, 0.5, -1.0])))
    [1.  1.5 0. ]
    """
    raise NotImplementedError


def relu_backward(dout, z):
    """Return the gradient of a loss with respect to ``z``, where ``a = max(z, 0)``, element by element.

    ``dout`` is the gradient with respect to ``a``, and ``z`` is the input of ReLU. The slope is 1 where ``z > 0`` and 0
    elsewhere, at 0 too. ``dout``, ``z`` and the result are float arrays of one shape, any shape.

    >>> print(relu_backward(np.array([1.0, -2.0, 3.0, 4.0]), np.array([0.5, 2.0, 0.0, -1.0])))
    [ 1. -2.  0.  0.]
    """
    raise NotImplementedError


def mlp_forward(x, params, activation):
    """Return ``(out, cache)``: the output of a multi-layer perceptron, and whatever `mlp_backward` will need.

    ``x`` is ``(N, D)``; ``params`` is a list of ``(w, b)``, one for each layer, ``w`` of shape (inputs, units) and
    ``b`` of shape (units,). Each layer computes ``z = a @ w + b`` from the output ``a`` of the layer before (the
    first one from ``x``) and applies the activation, 'sigmoid', 'tanh' or 'relu', except that the last layer is
    linear: its ``z`` is the output. The cache is your own: any value, which only your `mlp_backward` reads. Nobody
    changes ``x`` or ``params`` in between.

    >>> params = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.5])), (np.array([[2.0], [3.0]]), np.array([0.25]))]
    >>> out, cache = mlp_forward(np.array([[1.0], [-2.0]]), params, "relu")
    >>> print(out)
    [[2.25]
     [7.75]]
    """
    raise NotImplementedError


def mlp_backward(dout, cache):
    """Return the gradients ``[(dw, db), ...]`` of a loss with respect to the parameters, layer by layer.

    ``dout`` is the gradient of the loss with respect to the output of `mlp_forward`, ``(N, M)``, and ``cache``
    is what your `mlp_forward` returned beside it. A mean over the batch is already in ``dout``: sum over the
    rows, do not average again. Each ``dw`` and ``db`` has the shape of its ``w`` and ``b``. The slope of
    ReLU at 0 is 0.

    >>> params = [(np.array([[1.0, -1.0]]), np.array([0.0, 0.5])), (np.array([[2.0], [3.0]]), np.array([0.25]))]
    >>> out, cache = mlp_forward(np.array([[1.0], [-2.0]]), params, "relu")
    >>> (dw1, db1), (dw2, db2) = mlp_backward(np.array([[1.0], [10.0]]), cache)
    >>> print(dw1, db1)
    [[  2. -60.]] [ 2. 30.]
    >>> print(dw2.T, db2)
    [[ 1. 25.]] [11.]
    """
    raise NotImplementedError


def gradient_check(f, gradient, x, h):
    """Return the largest relative error of ``gradient`` at ``x``, against central differences of ``f``.

    ``f`` takes an array like ``x`` and returns one number; ``gradient`` takes an array like ``x`` and returns what is
    said to be the gradient of ``f`` there, in the shape of ``x``. With ``a`` an element of it and ``n`` the central
    difference ``(f(x + h * e) - f(x - h * e)) / (2 * h)``, where ``e`` is 1 at that element and 0 elsewhere, the
    relative error of the element is ``abs(a - n) / max(abs(a), abs(n))``. Where ``a`` and ``n`` are both exactly 0
    it is 0. Nothing is added to the divisor, however small it is. The result is one number, the largest over all
    elements. ``x`` is a float array with at least one element and one axis; ``h`` is positive. ``f`` and ``gradient``
    change nothing, but ``gradient`` may return its argument itself. All slopes are finite.

    (The notes of CS231n define it so. The code of that course's assignments divides by ``abs(a) + abs(n)``, at
    least 1e-8, and other courses divide two norms: their numbers are smaller.)

    >>> print(gradient_check(lambda x: np.sum(x**2), lambda x: 2 * x, np.array([1.0, 0.0]), 0.5))
    0.0
    >>> print(gradient_check(lambda x: np.sum(x**3), lambda x: 3 * x**2, np.array([1.0, 0.5]), 0.5))
    0.25
    >>> print(gradient_check(lambda x: np.sum(x**2), lambda x: x + 1, np.array([1.0, -4.0]), 0.5))
    0.625
    """
    raise NotImplementedError


def train_mlp(x, t, params, lr, epochs):
    """Return ``(params, losses)`` after training a perceptron with sigmoid hidden layers by gradient descent.

    ``x`` is ``(N, D)``, the targets ``t`` are ``(N, K)``, and ``params`` is the list of initial ``(w, b)``. The network
    is that of `mlp_forward` with the activation 'sigmoid': its last layer is linear. The loss is half the squared
    error, averaged over the batch, ``sum((out - t)**2) / (2 * N)``. Each epoch makes one update with the whole batch:
    every ``w`` becomes ``w - lr * dw`` and every ``b`` becomes ``b - lr * db``, with all gradients taken before the
    update. ``params`` is returned as a new list of ``(w, b)``; ``losses`` is a list with the loss of each epoch, a
    number, before its update. You may call your `mlp_forward` and `mlp_backward`. Expect a few samples and no more
    than 200 epochs.

    >>> x, t = np.array([[0.0], [1.0]]), np.array([[1.0], [3.0]])
    >>> params, losses = train_mlp(x, t, [(np.array([[0.0]]), np.array([0.0]))], 0.5, 2)
    >>> print(params[0][0], params[0][1], losses)
    [[1.0625]] [1.3125] [2.5, 0.390625]
    """
    raise NotImplementedError


def count_parameters(sizes):
    """Return the number of parameters (weights and biases) of a dense network, as an int.

    ``sizes`` is a list of ints: the number of inputs, then the number of units of each layer. Every layer is fully
    connected to the one before and has one bias for each unit; the inputs have none. A list of one size has no layer.
    (The last of these numbers is printed as 28236 in some course notes, with two digits swapped.)

    >>> count_parameters([784, 16, 16, 10])
    13002
    >>> count_parameters([3, 5, 2])
    32
    >>> count_parameters([256, 100, 26])
    28326
    """
    raise NotImplementedError


def collapse_linear(params):
    """Return ``(w, b)`` of the one dense layer that computes what all layers of ``params`` compute without activations.

    ``params`` is a list of at least one ``(w, b)``, ``w`` of shape (inputs, units) and ``b`` of shape (units,). Each
    layer computes ``a @ w + b`` from the output ``a`` of the one before, and nothing else. For every input the single
    layer gives the same output as the whole chain.

    >>> first, second = (np.array([[1.0, 2.0]]), np.array([3.0, 4.0])), (np.array([[5.0], [6.0]]), np.array([7.0]))
    >>> w, b = collapse_linear([first, second])
    >>> print(w, b)
    [[17.]] [46.]
    """
    raise NotImplementedError


def gradient_norms(grads):
    """Return the Euclidean norm of each layer's gradient, as a float array with one number for each layer.

    ``grads`` is a list of ``(dw, db)`` as `mlp_backward` returns it, ``dw`` of shape (inputs, units) and ``db`` of
    shape (units,). A layer's norm is the root of the sum of the squares of all elements of its ``dw`` and ``db``
    together. Norms may be as small as 1e-15 or as large as 1e9, side by side: each of them is exact to many digits.

    >>> first, second = (np.array([[0.0, 3.0]]), np.array([4.0, 0.0])), (np.array([[2.0], [2.0]]), np.array([1.0]))
    >>> print(gradient_norms([first, second]))
    [5. 3.]
    """
    raise NotImplementedError
