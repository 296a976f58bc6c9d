"""Activations."""

import numpy as np


def identity(z):
    """Return ``z`` as it is: the activation of an output layer for regression.

    ``z`` is a number or a float array of any shape. Whether the result is ``z`` itself or a copy is up to you.

    >>> print(identity(np.array([-2.0, 0.0, 3.5])))
    [-2.   0.   3.5]
    """
    raise NotImplementedError


def identity_derivative(z):
    """Return the derivative of ``identity(z) = z`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape,
    so that it can be multiplied with the gradients of a layer like any other slope.

    >>> print(identity_derivative(np.array([[-2.0, 0.0, 3.5]])))
    [[1. 1. 1.]]
    """
    raise NotImplementedError


def binary_step(z):
    """Return 1.0 where ``z >= 0``, else 0.0, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    Mind the value at 0, which is 1.

    >>> print(binary_step(np.array([[-0.5, 0.0], [1e-9, 7.0]])))
    [[0. 1.]
     [1. 1.]]
    """
    raise NotImplementedError


def binary_step_derivative(z):
    """Return the derivative of ``binary_step(z)`` with respect to ``z``, element by element: 0 everywhere.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    At 0 there is no derivative; return 0 there as well.

    >>> print(binary_step_derivative(np.array([-0.5, 0.0, 3.0])))
    [0. 0. 0.]
    """
    raise NotImplementedError


def sigmoid(z):
    """Return ``1 / (1 + exp(-z))``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the left tail every element is exact to many digits of its
    own: it is small there, but not 0 before normal floats end (``z`` about -708).

    >>> print(f"{sigmoid(2.0):.7f}")
    0.8807971
    >>> print(sigmoid(np.array([[-9.0, 0.0], [-1e4, 1e4]])).round(8))
    [[1.2339e-04 5.0000e-01]
     [0.0000e+00 1.0000e+00]]
    >>> print(f"{sigmoid(-50.0):.4e}")
    1.9287e-22
    """
    raise NotImplementedError


def sigmoid_derivative(z):
    """Return the derivative of ``sigmoid(z) = 1 / (1 + exp(-z))`` with respect to ``z``, element by element.

    ``z`` is a number or a float array of any shape; the result has its shape. Every element is exact to many
    digits of its own, however large ``abs(z)`` is: the slope is symmetric, so far out on either side it is small,
    but not 0 before normal floats end (``abs(z)`` about 708).

    >>> sigmoid_derivative(np.arange(-6.0, 1.0)).round(8)
    array([0.00246651, 0.00664806, 0.01766271, 0.04517666, 0.10499359,
           0.19661193, 0.25      ])
    >>> print(f"{sigmoid_derivative(50.0):.4e}")
    1.9287e-22
    """
    raise NotImplementedError


def tanh(z):
    """Return ``(exp(z) - exp(-z)) / (exp(z) + exp(-z))``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and close to 0, where it is nearly ``z``, every element is exact to
    many digits of its own. You may use NumPy's own function.

    >>> print(f"{tanh(0.42):.4f}")
    0.3969
    >>> print(tanh(np.array([-1e4, -1.0, 1e-12, 1e4])))
    [-1.00000000e+00 -7.61594156e-01  1.00000000e-12  1.00000000e+00]
    """
    raise NotImplementedError


def tanh_derivative(z):
    """Return the derivative of ``tanh(z)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is ``1 - tanh(z)**2`` on paper. Every element is exact to many digits of its own: far out on either side
    the slope is small, but not 0 before normal floats end (``abs(z)`` about 354).

    >>> print(tanh_derivative(np.array([-1.0, 0.0, 0.42])).round(4))
    [0.42   1.     0.8424]
    >>> print(f"{tanh_derivative(30.0):.4e}")
    3.5026e-26
    """
    raise NotImplementedError


def arctan(z):
    """Return the angle between ``-pi / 2`` and ``pi / 2`` whose tangent is ``z``, in radians, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    Close to 0, where it is nearly ``z``, every element is exact to many digits of its own. You may use NumPy's own
    function.

    >>> print(arctan(np.array([-1.0, 0.0, 1.0, 1e4])).round(4))
    [-0.7854  0.      0.7854  1.5707]
    """
    raise NotImplementedError


def arctan_derivative(z):
    """Return the derivative of ``arctan(z)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    Far out, for ``abs(z)`` up to 1e5, it falls like ``1 / z**2``.

    >>> print(arctan_derivative(np.array([-2.0, 0.0, 0.5])))
    [0.2 1.  0.8]
    """
    raise NotImplementedError


def softsign(z):
    """Return ``z / (1 + abs(z))``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    Close to 0, where it is nearly ``z``, every element is exact to many digits of its own.

    >>> print(softsign(np.array([-3.0, 0.0, 1.0])))
    [-0.75  0.    0.5 ]
    """
    raise NotImplementedError


def softsign_derivative(z):
    """Return the derivative of ``softsign(z) = z / (1 + abs(z))`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    Every element is exact to many digits of its own, for ``abs(z)`` up to 1e30.

    >>> print(softsign_derivative(np.array([-3.0, 0.0, 1.0])))
    [0.0625 1.     0.25  ]
    >>> print(softsign_derivative(1e20))
    1e-40
    """
    raise NotImplementedError


def relu(z):
    """Return ``z`` where it is positive, else 0, element by element.

    ``z`` is a number or a float array of any shape; the result has its shape.

    >>> print(relu(np.array([[-1.5, 0.0], [2.0, -3.0]])))
    [[0. 0.]
     [2. 0.]]
    """
    raise NotImplementedError


def relu_derivative(z):
    """Return the derivative of ``relu(z)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    At 0, where the slope jumps, return 0.

    >>> print(relu_derivative(np.array([[-1.5, 0.0], [2.0, -3.0]])))
    [[0. 0.]
     [1. 0.]]
    """
    raise NotImplementedError


def leaky_relu(z, alpha=0.01):
    """Return ``z`` where it is positive, else ``alpha * z``, element by element.

    ``z`` is a number or a float array of any shape; the result has its shape. ``alpha`` is a fixed number
    between 0 and 1, the slope of the negative side.

    >>> print(leaky_relu(np.array([-2.0, 0.0, 3.0])))
    [-0.02  0.    3.  ]
    >>> print(leaky_relu(np.array([-2.0, 0.0, 3.0]), alpha=0.2))
    [-0.4  0.   3. ]
    """
    raise NotImplementedError


def leaky_relu_derivative(z, alpha=0.01):
    """Return the derivative of ``leaky_relu(z, alpha)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    ``alpha`` is a number between 0 and 1. At 0, where the slope jumps, return ``alpha``.

    >>> print(leaky_relu_derivative(np.array([-2.0, 0.0, 3.0])))
    [0.01 0.01 1.  ]
    >>> print(leaky_relu_derivative(np.array([-2.0, 0.0, 3.0]), alpha=0.2))
    [0.2 0.2 1. ]
    """
    raise NotImplementedError


def prelu(z, alpha):
    """Return ``z`` where it is positive, else ``alpha * z``, element by element.

    ``z`` is a float array ``(..., C)``, ``alpha`` a float array ``(C,)`` with one slope for each entry of the last
    axis, or ``(1,)``, one for all; the result has the shape of ``z``. The slopes are learnt, so they may be any
    numbers, also negative or above 1.

    >>> print(prelu(np.array([[-1.0, -1.0], [2.0, -3.0]]), np.array([0.25, 2.0])))
    [[-0.25 -2.  ]
     [ 2.   -6.  ]]
    >>> print(prelu(np.array([[-1.0, -1.0], [2.0, -3.0]]), np.array([0.5])))
    [[-0.5 -0.5]
     [ 2.  -1.5]]
    """
    raise NotImplementedError


def prelu_derivative(z, alpha):
    """Return the derivative of ``prelu(z, alpha)`` with respect to ``z``, element by element.

    ``z`` is a float array ``(..., C)``, ``alpha`` a float array ``(C,)`` with one slope for each entry of the last
    axis, or ``(1,)``, one for all; the result has the shape of ``z``. At 0, where the slope jumps, return ``alpha``.

    >>> print(prelu_derivative(np.array([[-1.0, 0.0], [2.0, -3.0]]), np.array([0.25, 2.0])))
    [[0.25 2.  ]
     [1.   2.  ]]
    """
    raise NotImplementedError


def prelu_alpha_gradient(dout, z, alpha):
    """Return the gradient of a loss with respect to ``alpha``, of the shape of ``alpha``.

    ``z`` and ``alpha`` are the inputs of `prelu`: ``(..., C)``, and ``(C,)`` or ``(1,)``. ``dout``, of the shape of
    ``z``, is the gradient of the loss with respect to the output of `prelu`. A mean over the batch is already in
    ``dout``: sum over all elements that use the same slope, do not average again.

    >>> z = np.array([[-1.0, 2.0], [-3.0, -4.0]])
    >>> dout = np.array([[1.0, 1.0], [10.0, 0.5]])
    >>> print(prelu_alpha_gradient(dout, z, np.array([0.25, 0.25])))
    [-31.  -2.]
    >>> print(prelu_alpha_gradient(dout, z, np.array([0.25])))
    [-33.]
    """
    raise NotImplementedError


def elu(z, alpha=1.0):
    """Return ``z`` where it is positive, else ``alpha * (exp(z) - 1)``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    ``alpha`` is a positive number. The result is finite for every ``abs(z)`` up to 1e4, and close to 0 every element
    is exact to many digits of its own.

    >>> print(elu(np.array([-1e4, -1.0, 0.0, 2.0])).round(4))
    [-1.     -0.6321  0.      2.    ]
    >>> print(elu(np.array([-1.0, 2.0]), alpha=0.5).round(4))
    [-0.3161  2.    ]
    >>> print(f"{elu(-1e-12):.6e}")
    -1.000000e-12
    """
    raise NotImplementedError


def elu_derivative(z, alpha=1.0):
    """Return the derivative of ``elu(z, alpha)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    ``alpha`` is a positive number. At 0, where the slope may jump, return ``alpha``. The result is finite for every
    ``abs(z)`` up to 1e4, and in the left tail, down to ``z = -700``, every element is exact to many digits of its own.

    >>> print(elu_derivative(np.array([-1.0, 0.0, 2.0])).round(4))
    [0.3679 1.     1.    ]
    >>> print(elu_derivative(np.array([-1.0, 0.0, 2.0]), alpha=0.5).round(4))
    [0.1839 0.5    1.    ]
    >>> print(f"{elu_derivative(-50.0):.4e}")
    1.9287e-22
    """
    raise NotImplementedError


def selu(z):
    """Return ``scale * z`` where ``z`` is positive, else ``scale * alpha * (exp(z) - 1)``, element by element.

    The two constants are ``scale = 1.0507009873554805`` and ``alpha = 1.6732632423543772``. ``z`` is a number or an
    array of any shape, of floats or integers; the result is floating and has its shape. It is finite for every
    ``abs(z)`` up to 1e4, and close to 0 every element is exact to many digits of its own.

    >>> print(selu(np.array([-1e4, -1.0, 0.0, 2.0])).round(4))
    [-1.7581 -1.1113  0.      2.1014]
    >>> print(f"{selu(-1e-12):.4e}")
    -1.7581e-12
    """
    raise NotImplementedError


def selu_derivative(z):
    """Return the derivative of ``selu(z)`` with respect to ``z``, element by element.

    ``selu(z)`` is ``scale * z`` where ``z`` is positive, else ``scale * alpha * (exp(z) - 1)``, with
    ``scale = 1.0507009873554805`` and ``alpha = 1.6732632423543772``. ``z`` is a number or an array of any shape, of
    floats or integers; the result is floating and has its shape. At 0, where the slope jumps, return
    ``scale * alpha``, the slope of the left side, as PyTorch does. The result is finite for every ``abs(z)`` up to
    1e4, and in the left tail, down to ``z = -700``, every element is exact to many digits of its own.

    >>> print(selu_derivative(np.array([-1.0, 0.0, 2.0])).round(4))
    [0.6468 1.7581 1.0507]
    >>> print(f"{selu_derivative(-50.0):.4e}")
    3.3909e-22
    """
    raise NotImplementedError


def relu_pieces(x):
    """Return an array ``(N, 3)`` of two ReLU units and their sum, for each number of ``x``.

    The columns are ``relu(-2 * x - 8)``, ``relu(3 * x + 12)`` and the sum of these two, where ``relu(z)`` is the
    larger of ``z`` and 0. ``x`` is a float array ``(N,)``.

    The first unit is on left of -4, the second one right of it. So their sum is V-shaped, while the sum of the two
    lines is one line, ``x + 4``.

    >>> print(relu_pieces(np.array([-5.0, -4.0, -3.0])))
    [[2. 0. 2.]
     [0. 0. 0.]
     [0. 3. 3.]]
    """
    raise NotImplementedError


def dead_units(a):
    """Return for each ReLU unit whether it is dead, a bool array ``(M,)``: its output is 0 in every row of ``a``.

    ``a`` is a float array ``(N, M)``, the outputs of ``M`` units for ``N`` samples; none is negative. A unit that is
    on for a single sample, however little, is alive.

    >>> print(dead_units(np.array([[0.0, 1.0], [0.0, 0.0]])))
    [ True False]
    """
    raise NotImplementedError


def softplus(z):
    """Return ``log(1 + exp(z))`` (the natural logarithm), element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4: far right it is nearly ``z``. In the left tail, down to ``z = -700``,
    where it is nearly ``exp(z)``, every element is exact to many digits of its own.

    >>> print(softplus(np.array([-1.0, 0.0, 1.0])).round(4))
    [0.3133 0.6931 1.3133]
    >>> print(f"{softplus(-50.0):.4e}, {softplus(1e4):.1f}")
    1.9287e-22, 10000.0
    """
    raise NotImplementedError


def softplus_derivative(z):
    """Return the derivative of ``softplus(z) = log(1 + exp(z))`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the left tail, down to ``z = -700``, every element is exact
    to many digits of its own.

    >>> print(softplus_derivative(np.array([-1.0, 0.0, 1.0, 1e4])).round(4))
    [0.2689 0.5    0.7311 1.    ]
    >>> print(f"{softplus_derivative(-50.0):.4e}")
    1.9287e-22
    """
    raise NotImplementedError


def log_sigmoid(z):
    """Return ``log(1 / (1 + exp(-z)))`` (the natural logarithm), element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4: far left it is nearly ``z``. In the right tail, up to ``z = 700``,
    where it is nearly ``-exp(-z)``, every element is exact to many digits of its own.

    >>> print(log_sigmoid(np.array([-1.0, 0.0, 1.0])).round(4))
    [-1.3133 -0.6931 -0.3133]
    >>> print(f"{log_sigmoid(-1e4):.1f}, {log_sigmoid(50.0):.4e}")
    -10000.0, -1.9287e-22
    """
    raise NotImplementedError


def log_sigmoid_derivative(z):
    """Return the derivative of ``log_sigmoid(z) = log(1 / (1 + exp(-z)))`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the right tail, up to ``z = 700``, every element is exact
    to many digits of its own.

    >>> print(log_sigmoid_derivative(np.array([-1e4, -1.0, 0.0, 1.0])).round(4))
    [1.     0.7311 0.5    0.2689]
    >>> print(f"{log_sigmoid_derivative(50.0):.4e}")
    1.9287e-22
    """
    raise NotImplementedError


def swish(z):
    """Return ``z * sigmoid(z)`` with ``sigmoid(z) = 1 / (1 + exp(-z))``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the left tail, down to ``z = -700``, every element is exact
    to many digits of its own.

    >>> print(swish(np.array([-1.0, 0.0, 2.0])).round(4))
    [-0.2689  0.      1.7616]
    >>> print(f"{swish(-50.0):.4e}")
    -9.6437e-21
    """
    raise NotImplementedError


def swish_derivative(z):
    """Return the derivative of ``swish(z) = z * sigmoid(z)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the left tail, down to ``z = -700``, every element is exact
    to many digits of its own.

    >>> print(swish_derivative(np.array([-3.0, 0.0, 2.0])).round(4))
    [-0.0881  0.5     1.0908]
    >>> print(f"{swish_derivative(-50.0):.4e}")
    -9.4509e-21
    """
    raise NotImplementedError


def mish(z):
    """Return ``z * tanh(log(1 + exp(z)))``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the left tail, down to ``z = -700``, every element is exact
    to many digits of its own.

    >>> print(mish(np.array([-1.0, 0.0, 2.0])).round(4))
    [-0.3034  0.      1.944 ]
    >>> print(f"{mish(-50.0):.4e}")
    -9.6437e-21
    """
    raise NotImplementedError


def mish_derivative(z):
    """Return the derivative of ``mish(z) = z * tanh(log(1 + exp(z)))`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4, and in the left tail, down to ``z = -700``, every element is exact
    to many digits of its own.

    >>> print(mish_derivative(np.array([-3.0, 0.0, 2.0])).round(4))
    [-0.0934  0.6     1.0693]
    >>> print(f"{mish_derivative(-50.0):.4e}")
    -9.4509e-21
    """
    raise NotImplementedError


def exponential(z):
    """Return ``exp(z)``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape. Above
    709 the result is too large for a float, and infinity is the right answer: nothing is clipped.

    >>> print(exponential(np.array([-1.0, 0.0, 1.0])).round(4))
    [0.3679 1.     2.7183]
    >>> print(f"{exponential(700.0):.4e}")
    1.0142e+304
    """
    raise NotImplementedError


def exponential_derivative(z):
    """Return the derivative of ``exp(z)`` with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape. Above
    709 the result is too large for a float, and infinity is the right answer: nothing is clipped.

    >>> print(exponential_derivative(np.array([-1.0, 0.0, 1.0])).round(4))
    [0.3679 1.     2.7183]
    """
    raise NotImplementedError


def sinc(z):
    """Return ``sin(z) / z``, and its limit 1 at 0, element by element.

    ``z`` is a number in radians, or an array of any shape, of floats or integers; the result is floating and has
    its shape. This is the unnormalised function: there is no pi in it.

    >>> print(sinc(np.array([-2.0, 0.0, 1.0, 1e4])).round(6))
    [ 4.54649e-01  1.00000e+00  8.41471e-01 -3.10000e-05]
    """
    raise NotImplementedError


def sinc_derivative(z):
    """Return the derivative of ``sinc(z) = sin(z) / z`` (1 at 0) with respect to ``z``, element by element.

    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    On paper it is ``(z * cos(z) - sin(z)) / z**2``, and 0 at 0. In float64 every element close to 0, where it is
    nearly ``-z / 3``, is exact to at least eight digits of its own. The series there is
    ``-z / 3 + z**3 / 30 - z**5 / 840 + ...``.

    >>> print(sinc_derivative(np.array([-2.0, 0.0, 1.0])).round(4))
    [ 0.4354  0.     -0.3012]
    >>> print(f"{sinc_derivative(3e-7):.6e}")
    -1.000000e-07
    """
    raise NotImplementedError


def maxout(z):
    """Return the largest number along the last axis.

    ``z`` is a float array ``(..., K)``, K pieces for each unit; the result has the shape ``(...)``, so that
    ``(N, M, K)`` gives ``(N, M)``, and ``(K,)`` a single number.

    >>> print(maxout(np.array([[1.0, -2.0, 0.5], [-3.0, -1.0, -2.0]])))
    [ 1. -1.]
    >>> print(maxout(np.array([2.0, 5.0])))
    5.0
    """
    raise NotImplementedError


def maxout_units(x, w, b):
    """Return the outputs ``(N, M)`` of ``M`` maxout units: for each the largest of its ``k`` pieces.

    Piece ``i`` of all units is the dense layer ``x @ w[i] + b[i]``. ``x`` is a float array ``(N, D)``, ``w`` is
    ``(k, D, M)``, ``b`` is ``(k, M)``.

    Two inputs, two pieces and one unit: the pieces are 1 - 2 + 0 = -1 and 0 + 2 + 0.5 = 2.5.

    >>> x, b = np.array([[1.0, 2.0]]), np.array([[0.0], [0.5]])
    >>> w = np.array([[[1.0], [-1.0]], [[0.0], [1.0]]])
    >>> print(maxout_units(x, w, b))
    [[2.5]]
    """
    raise NotImplementedError


def softmax(z):
    """Return ``exp(z) / sum(exp(z))``, where the sum runs over the last axis.

    ``z`` is a float array ``(..., K)`` of scores; the result has its shape, and sums to 1 along the last axis. Scores
    may be large, and rows far apart: every element is finite, and exact to many digits of its own. (One that is
    smaller than any normal float, such as ``exp(-1000)``, is 0.) Part of the points is for an answer without a loop
    over the rows.

    >>> print(softmax(np.array([[1.0, 2.0, 3.0], [5.0, 5.0, 5.0]])).round(4))
    [[0.09   0.2447 0.6652]
     [0.3333 0.3333 0.3333]]
    >>> print(softmax(np.array([1000.0, 1000.0, 0.0])))
    [0.5 0.5 0. ]
    """
    raise NotImplementedError


def softmax_jacobian(z):
    """Return the derivatives of ``p = softmax(z)`` over the last axis: element ``[..., i, j]`` is dp_i / dz_j.

    ``z`` is a float array ``(..., K)`` of scores; the result has the shape ``(..., K, K)``, one matrix for each row.
    Rows do not depend on each other. Scores may be large, and rows far apart: every element is finite. One that is
    nearly 0, such as ``p * (1 - p)`` for a ``p`` of nearly 1, may come out as 0. Part of the points is for an answer
    without a loop over the rows.

    >>> print(softmax_jacobian(np.array([1.0, 2.0, 3.0])).round(4))
    [[ 0.0819 -0.022  -0.0599]
     [-0.022   0.1848 -0.1628]
     [-0.0599 -0.1628  0.2227]]
    >>> softmax_jacobian(np.zeros((5, 3))).shape
    (5, 3, 3)
    """
    raise NotImplementedError


def binary_softmax(x):
    """Return for each number of ``x`` the softmax of the two scores ``(x, 0)``: an array ``(N, 2)``.

    The softmax of ``(a, b)`` is ``(exp(a), exp(b)) / (exp(a) + exp(b))``. So the first column is ``sigmoid(x)``, the
    probability of yes, and the second one is what is left of 1. ``x`` is a float array ``(N,)``. The result is finite
    for every ``abs(x)`` up to 1e4, and up to 700 every element, however small, is exact to many digits of its own.

    >>> print(binary_softmax(np.array([2.0, 0.0, -1.0])).round(4))
    [[0.8808 0.1192]
     [0.5    0.5   ]
     [0.2689 0.7311]]
    >>> print(f"{binary_softmax(np.array([50.0]))[0, 1]:.4e}")
    1.9287e-22
    """
    raise NotImplementedError


def xor_hidden(x):
    """Return the outputs ``(N, 2)`` of two sigmoid units that make XOR separable.

    ``x`` is a float array ``(N, 2)`` with one pair of inputs in each row, and the hidden layer is
    ``sigmoid(x @ w + b)`` with ``sigmoid(z) = 1 / (1 + exp(-z))``. The first unit has the weights -1 and 1, the second
    one the weights 1 and -1, so ``w`` is ``[[-1, 1], [1, -1]]``; both have the bias -4.

    >>> print(xor_hidden(np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])).round(4))
    [[0.018  0.018 ]
     [0.0474 0.0067]
     [0.0067 0.0474]
     [0.018  0.018 ]]
    """
    raise NotImplementedError


def xor_line():
    """Return ``(v, c)`` of a hardlim unit that computes XOR of what two hidden units say.

    The hidden units are those of ``xor_hidden``: their outputs ``h`` are (0.0180, 0.0180) for the inputs 00 and 11,
    (0.0474, 0.0067) for 01 and (0.0067, 0.0474) for 10, to four places. Your unit is 1 where ``h @ v + c`` is at
    least 0, else 0; it should be 1 for 01 and 10, and 0 for 00 and 11. ``v`` is a float array ``(2,)``, ``c`` a float.
    There are many right answers: yours is judged by running it.

    >>> v, c = xor_line()
    >>> h = 1 / (1 + np.exp([[4.0, 4.0], [3.0, 5.0], [5.0, 3.0], [4.0, 4.0]]))
    >>> print(np.where(h @ v + c >= 0, 1, 0))
    [0 1 1 0]
    """
    raise NotImplementedError
