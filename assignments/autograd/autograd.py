"""Automatic differentiation."""

import math

import numpy as np


class Value:
    """A number that remembers how it was computed, and finds its slopes with respect to all that went into it.

    ``Value(data)`` makes a leaf from a Python number. Every value has at least two attributes, both floats:
    ``data``, and ``grad``, which is 0.0 until ``backward`` is called. Add what attributes and methods you need.

    With ``a`` and ``b`` values and ``n`` a Python number,

    - ``a + b``, ``a - b``, ``a * b``, ``a / b`` and ``-a`` are new values, and so they are where one side is a
      Python number (``2 - a``, ``a / 3``); the exponent of ``a ** n`` is a number other than 0, negative or a fraction
      too (of ``a > 0`` then);
    - ``a.tanh()``, ``a.relu()`` (0 for ``a <= 0``, where its slope is 0 too), ``a.exp()`` and ``a.log()`` (the
      natural logarithm, of ``a > 0``) are new values. All numbers stay finite.

    ``out.backward()`` adds ``d out / d v`` to ``v.grad``, for every value ``v`` that ``out`` was computed from, and 1
    to its own. A value that is used several times gets the sum over all its uses. Leaves keep what an
    earlier ``backward`` of another formula has left in their ``grad``, and the new slope is added to it; nobody calls
    ``backward`` on a leaf, or twice on one formula, or on two that share more than leaves, or changes ``data`` before
    it. A formula may be a chain of thousands of operations, where Python's own recursion ends at about 1000, and a
    value may be reached on very many paths: visit it once.

    >>> a, b = Value(2.0), Value(-3.0)
    >>> out = a * b + a**2
    >>> out.backward()
    >>> print(out.data, a.grad, b.grad)
    -2.0 1.0 2.0
    >>> (2 - 3 * a).backward()
    >>> print(a.grad)
    -2.0
    """

    def __init__(self, data):
        raise NotImplementedError

    def __add__(self, other):
        raise NotImplementedError

    def __radd__(self, other):
        raise NotImplementedError

    def __neg__(self):
        raise NotImplementedError

    def __sub__(self, other):
        raise NotImplementedError

    def __rsub__(self, other):
        raise NotImplementedError

    def __mul__(self, other):
        raise NotImplementedError

    def __rmul__(self, other):
        raise NotImplementedError

    def __pow__(self, n):
        raise NotImplementedError

    def __truediv__(self, other):
        raise NotImplementedError

    def __rtruediv__(self, other):
        raise NotImplementedError

    def tanh(self):
        raise NotImplementedError

    def relu(self):
        raise NotImplementedError

    def exp(self):
        raise NotImplementedError

    def log(self):
        raise NotImplementedError

    def backward(self):
        raise NotImplementedError


class Tensor:
    """An array that remembers how it was computed, so that a loss finds its gradient with respect to it.

    ``Tensor(data)`` makes a leaf from a float array, which it never changes. Every tensor has at least two
    attributes, both float64 arrays of the same shape (a NumPy number is as good where that is ``()``): ``data``, and
    ``grad``, which is all 0 until ``backward`` is called. Add what attributes and methods you need.

    With ``a`` and ``b`` tensors (which may be the same one),

    - ``a @ b`` is the matrix product, of shapes ``(N, D)`` and ``(D, M)``;
    - ``a + b`` adds element by element and broadcasts as NumPy does, such as ``(N, M) + (M,)``, ``(N, M) + (N, 1)``,
      ``(N, M) + ()`` and the reverse; both sides may be copied;
    - ``a.relu()`` has 0 in the place of negative numbers, and the slope 0 there and at 0;
    - ``a.sum()`` is the sum of all elements, a tensor of shape ``()``.

    ``out.backward()`` is called on a tensor of shape ``()``. It adds ``d out / d t`` to ``t.grad``, for every tensor
    ``t`` that ``out`` was computed from, and 1 to its own. A tensor that is used several times gets the sum over all
    its uses; one that was broadcast gets the sum over its copies, in its own shape. Leaves keep what an earlier
    ``backward`` of another loss has left in their ``grad``, and the new gradient is added to it; nobody calls
    ``backward`` twice on losses that share more than leaves.

    >>> x, w, b = Tensor(np.array([[1.0, 2.0]])), Tensor(np.array([[3.0], [-1.0]])), Tensor(np.array([0.5]))
    >>> loss = (x @ w + b).relu().sum()
    >>> loss.backward()
    >>> print(loss.data, w.grad.ravel(), b.grad)
    1.5 [1. 2.] [1.]
    """

    def __init__(self, data):
        raise NotImplementedError

    def __matmul__(self, other):
        raise NotImplementedError

    def __add__(self, other):
        raise NotImplementedError

    def relu(self):
        raise NotImplementedError

    def sum(self):
        raise NotImplementedError

    def backward(self):
        raise NotImplementedError
