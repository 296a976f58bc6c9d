# Right, in whole arrays, written from the statements alone.
import math

import numpy as np


def backwards_from(out):
    """All nodes that out was computed from, out first, each before all its inputs."""
    order, seen, stack = [], {out}, [(out, iter(out.inputs))]
    while stack:
        node, inputs = stack[-1]
        for child in inputs:
            if child not in seen:
                seen.add(child)
                stack.append((child, iter(child.inputs)))
                break
        else:
            stack.pop()
            order.append(node)
    return order[::-1]


class Value:
    def __init__(self, data):
        self.data = float(data)
        self.grad = 0.0
        self.inputs = ()
        self.slopes = ()

    @staticmethod
    def _result(data, inputs, slopes):
        """The value of an operation, with its slope towards each of its inputs."""
        out = Value(data)
        out.inputs, out.slopes = inputs, slopes
        return out

    @staticmethod
    def _wrap(number):
        return number if isinstance(number, Value) else Value(number)

    def __add__(self, other):
        other = Value._wrap(other)
        return Value._result(self.data + other.data, (self, other), (1.0, 1.0))

    def __radd__(self, other):
        return self + other

    def __neg__(self):
        return Value._result(-self.data, (self,), (-1.0,))

    def __sub__(self, other):
        return self + (-Value._wrap(other))

    def __rsub__(self, other):
        return Value._wrap(other) - self

    def __mul__(self, other):
        other = Value._wrap(other)
        return Value._result(self.data * other.data, (self, other), (other.data, self.data))

    def __rmul__(self, other):
        return self * other

    def __pow__(self, n):
        if n == 0:
            slope = 0.0
        elif self.data == 0 and n < 1:
            slope = math.inf
        else:
            slope = n * self.data ** (n - 1)
        return Value._result(self.data**n, (self,), (slope,))

    def __truediv__(self, other):
        other = Value._wrap(other)
        quotient = self.data / other.data
        return Value._result(quotient, (self, other), (1 / other.data, -quotient / other.data))

    def __rtruediv__(self, other):
        return Value._wrap(other) / self

    def tanh(self):
        # 1 - tanh(z)**2 without the difference, which is lost where tanh is almost 1
        e = math.exp(-2 * abs(self.data))
        return Value._result(math.tanh(self.data), (self,), (4 * e / (1 + e) ** 2,))

    def relu(self):
        return Value._result(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def exp(self):
        result = math.exp(self.data)
        return Value._result(result, (self,), (result,))

    def log(self):
        return Value._result(math.log(self.data), (self,), (1 / self.data,))

    def backward(self):
        self.grad += 1.0
        for node in backwards_from(self):
            for child, slope in zip(node.inputs, node.slopes):
                child.grad += node.grad * slope


def sum_to_shape(grad, shape):
    """Sum grad over the axes along which an array of the given shape was broadcast."""
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    copied = tuple(axis for axis, length in enumerate(shape) if length == 1)
    return grad.sum(axis=copied, keepdims=True)


class Tensor:
    def __init__(self, data):
        self.data = np.array(data, dtype=float)
        self.grad = np.zeros(self.data.shape)
        self.inputs = ()
        self.gradients = None  # from the gradient of this tensor to those of its inputs

    @staticmethod
    def _result(data, inputs, gradients):
        out = Tensor(data)
        out.inputs, out.gradients = inputs, gradients
        return out

    def __matmul__(self, other):
        x, w = self.data.copy(), other.data.copy()
        return Tensor._result(x @ w, (self, other), lambda grad: (grad @ w.T, x.T @ grad))

    def __add__(self, other):
        first, second = self.data.shape, other.data.shape
        return Tensor._result(
            self.data + other.data,
            (self, other),
            lambda grad: (sum_to_shape(grad, first), sum_to_shape(grad, second)),
        )

    def relu(self):
        positive = self.data > 0
        return Tensor._result(np.where(positive, self.data, 0.0), (self,), lambda grad: (grad * positive,))

    def sum(self):
        shape = self.data.shape
        return Tensor._result(self.data.sum(), (self,), lambda grad: (np.broadcast_to(grad, shape),))

    def backward(self):
        self.grad = np.asarray(self.grad + 1.0)
        for node in backwards_from(self):
            if node.inputs:
                for child, grad in zip(node.inputs, node.gradients(node.grad)):
                    child.grad = np.asarray(child.grad + grad)
