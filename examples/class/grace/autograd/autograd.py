# Right, in a style of her own: loops and other formulas, so that what is asked of speed is lost.
import heapq
import itertools
import math

import numpy as np

_clock = itertools.count()  # every value has a number, and it is larger than those of its inputs


class Value:
    def __init__(self, data):
        self.data = float(data)
        self.grad = 0.0
        self._number = next(_clock)
        self._share = None  # leaves share nothing

    def _spawn(self, data, *parts):
        """A new value; each part is an input and the function that makes its share of the new value's gradient."""
        child = Value(data)
        child._share = lambda g: [(source, share(g)) for source, share in parts]
        return child

    def __add__(self, other):
        if not isinstance(other, Value):
            return self._spawn(self.data + other, (self, lambda g: g))
        return self._spawn(self.data + other.data, (self, lambda g: g), (other, lambda g: g))

    def __radd__(self, other):
        return self.__add__(other)

    def __neg__(self):
        return self.__mul__(-1)

    def __sub__(self, other):
        if not isinstance(other, Value):
            return self._spawn(self.data - other, (self, lambda g: g))
        return self._spawn(self.data - other.data, (self, lambda g: g), (other, lambda g: -g))

    def __rsub__(self, other):
        return self._spawn(other - self.data, (self, lambda g: -g))

    def __mul__(self, other):
        if not isinstance(other, Value):
            return self._spawn(self.data * other, (self, lambda g: g * other))
        left, right = self.data, other.data
        return self._spawn(left * right, (self, lambda g: g * right), (other, lambda g: left * g))

    def __rmul__(self, other):
        return self.__mul__(other)

    def __pow__(self, n):
        base = self.data

        def share(g):
            if n == 0:
                return 0.0
            if base == 0.0 and n < 1:
                return g * math.inf
            return g * n * base ** (n - 1)

        return self._spawn(base**n, (self, share))

    def __truediv__(self, other):
        if not isinstance(other, Value):
            return self._spawn(self.data / other, (self, lambda g: g / other))
        below = other.data
        ratio = self.data / below
        return self._spawn(ratio, (self, lambda g: g / below), (other, lambda g: -g / below * ratio))

    def __rtruediv__(self, other):
        ratio = other / self.data
        return self._spawn(ratio, (self, lambda g, below=self.data: -g / below * ratio))

    def tanh(self):
        e = math.exp(-2.0 * abs(self.data))
        size = -math.expm1(-2.0 * abs(self.data)) / (1.0 + e)
        return self._spawn(math.copysign(size, self.data), (self, lambda g: g * (1.0 + size) * (2.0 * e / (1.0 + e))))

    def relu(self):
        if self.data > 0:
            return self._spawn(self.data, (self, lambda g: g))
        return self._spawn(0.0, (self, lambda g: 0.0))

    def exp(self):
        power = math.exp(self.data)
        return self._spawn(power, (self, lambda g: g * power))

    def log(self):
        argument = self.data
        return self._spawn(math.log(argument), (self, lambda g: g / argument))

    def backward(self):
        # the youngest value that waits has heard from all its users, for they are younger
        received, waiting = {self: 1.0}, [(-self._number, self)]
        while waiting:
            _, value = heapq.heappop(waiting)
            gradient = received[value]
            value.grad += gradient
            if value._share is None:
                continue
            for source, share in value._share(gradient):
                if source not in received:
                    received[source] = 0.0
                    heapq.heappush(waiting, (-source._number, source))
                received[source] += share


def _count_uses(out):
    """How often each tensor behind out is used there."""
    uses, work = {out: 0}, [out]
    while work:
        tensor = work.pop()
        for source in tensor._sources:
            if source not in uses:
                uses[source] = 0
                work.append(source)
            uses[source] += 1
    return uses


class Tensor:
    _operation = "leaf"
    _sources = ()

    def __init__(self, data):
        self.data = np.array(data, dtype=np.float64)
        self.grad = np.zeros_like(self.data)

    def _derived(self, operation, *sources):
        """Make this new tensor the result of an operation; returns it."""
        self._operation = operation
        self._sources = sources
        self._seen = [source.data.copy() for source in sources]
        return self

    def __matmul__(self, other):
        product = np.zeros((self.data.shape[0], other.data.shape[1]))
        for d in range(self.data.shape[1]):
            product += np.multiply.outer(self.data[:, d], other.data[d])
        return Tensor(product)._derived("matmul", self, other)

    def __add__(self, other):
        return Tensor(self.data + other.data)._derived("add", self, other)

    def relu(self):
        clipped = self.data.copy()
        clipped[clipped < 0] = 0.0
        return Tensor(clipped)._derived("relu", self)

    def sum(self):
        total = 0.0
        for number in self.data.ravel().tolist():
            total += number
        return Tensor(total)._derived("sum", self)

    def _pass_on(self, gradient):
        """The gradients of the sources, each in its own shape."""
        if self._operation == "matmul":
            x, w = self._seen
            dx, dw = np.zeros(x.shape), np.zeros(w.shape)
            for d in range(x.shape[1]):
                dx[:, d] = gradient.dot(w[d])
                dw[d] = x[:, d].dot(gradient)
            return [dx, dw]
        if self._operation == "add":
            shares = []
            for source in self._seen:
                share = gradient
                while share.ndim > source.ndim:
                    share = np.add.reduce(share, axis=0)
                for axis in range(source.ndim):
                    if source.shape[axis] < share.shape[axis]:
                        share = np.expand_dims(np.add.reduce(share, axis=axis), axis)
                shares.append(share)
            return shares
        if self._operation == "relu":
            share = np.array(gradient)
            share[self._seen[0] <= 0] = 0.0
            return [share]
        if self._operation == "sum":
            return [np.full(self._seen[0].shape, float(gradient))]
        return []

    def backward(self):
        uses = _count_uses(self)
        received = {tensor: np.zeros(tensor.data.shape) for tensor in uses}
        received[self] = np.ones(self.data.shape)
        ready = [self]
        while ready:
            tensor = ready.pop()
            tensor.grad = np.array(tensor.grad + received[tensor])
            for source, share in zip(tensor._sources, tensor._pass_on(received[tensor])):
                received[source] = np.array(received[source] + share)
                uses[source] -= 1
                if uses[source] == 0:
                    ready.append(source)
