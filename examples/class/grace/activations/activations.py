# Right, in a style of her own: loops and other formulas, so that what is asked of speed is lost.
import math

import numpy as np


def _each(function, z):
    """Apply a function of one float to each element; a number for a number."""
    values = np.array(z, dtype=float)
    for index in np.ndindex(values.shape):
        values[index] = function(float(values[index]))
    return values[()]


def _logistic(s):
    if s < 0.0:
        return math.exp(s) / (1.0 + math.exp(s))
    return 1.0 / (1.0 + math.exp(-s))


def _bell(s):
    """Slope of the logistic function."""
    half = math.exp(-abs(s) / 2.0) / (1.0 + math.exp(-abs(s)))
    return half * half


def _hyperbolic(s):
    fall = math.expm1(-2.0 * abs(s))  # exp(-2|s|) - 1
    return math.copysign(-fall / (fall + 2.0), s)


def _plus(s):
    return s + math.log1p(math.exp(-s)) if s > 0 else math.log1p(math.exp(s))


def identity(z):
    return _each(lambda s: s, z)


def identity_derivative(z):
    return _each(lambda s: 1.0, z)


def binary_step(z):
    return _each(lambda s: 0.0 if s < 0 else 1.0, z)


def binary_step_derivative(z):
    return _each(lambda s: 0.0, z)


def sigmoid(z):
    return _each(_logistic, z)


def sigmoid_derivative(z):
    return _each(lambda s: _logistic(s) * _logistic(-s), z)


def tanh(z):
    return _each(_hyperbolic, z)


def tanh_derivative(z):
    return _each(lambda s: 4.0 * _bell(2.0 * s), z)


def arctan(z):
    return _each(math.atan, z)


def arctan_derivative(z):
    def slope(s):
        if abs(s) > 1.0:
            r = 1.0 / s
            return r * r / (1.0 + r * r)
        return 1.0 / (1.0 + s * s)

    return _each(slope, z)


def softsign(z):
    return _each(lambda s: s / (1.0 - s) if s < 0 else s / (1.0 + s), z)


def softsign_derivative(z):
    return _each(lambda s: 1.0 / (1.0 + abs(s)) / (1.0 + abs(s)), z)


def relu(z):
    return _each(lambda s: s if s > 0 else 0.0, z)


def relu_derivative(z):
    return _each(lambda s: float(s > 0), z)


def leaky_relu(z, alpha=0.01):
    return _each(lambda s: s if s > 0 else s * alpha, z)


def leaky_relu_derivative(z, alpha=0.01):
    return _each(lambda s: 1.0 if s > 0 else alpha, z)


def _slope_of(alpha, index):
    return float(alpha[index[-1] if len(alpha) > 1 else 0])


def prelu(z, alpha):
    out = np.array(z, dtype=float)
    for index in np.ndindex(out.shape):
        if out[index] <= 0:
            out[index] *= _slope_of(alpha, index)
    return out


def prelu_derivative(z, alpha):
    out = np.ones(z.shape)
    for index in np.ndindex(z.shape):
        if not z[index] > 0:
            out[index] = _slope_of(alpha, index)
    return out


def prelu_alpha_gradient(dout, z, alpha):
    total = np.zeros(len(alpha))
    for index in np.ndindex(z.shape):
        if z[index] < 0:
            total[index[-1] if len(alpha) > 1 else 0] += z[index] * dout[index]
    return total


def elu(z, alpha=1.0):
    return _each(lambda s: s if s > 0 else alpha * math.expm1(s), z)


def elu_derivative(z, alpha=1.0):
    return _each(lambda s: 1.0 if s > 0 else alpha * math.exp(s), z)


SCALE, ALPHA = 1.0507009873554805, 1.6732632423543772


def selu(z):
    scale = 1.0507009873554805
    alpha = 1.6732632423543772
    z = np.asarray(z, dtype=float)
    left = scale * alpha * np.expm1(np.minimum(z, 0))
    right = scale * z
    return np.where(z > 0, right, left)


def selu_derivative(z):
    scale = 1.0507009873554805
    alpha = 1.6732632423543772
    z = np.asarray(z, dtype=float)
    left = scale * alpha * np.exp(np.minimum(z, 0))
    return np.where(z > 0, scale, left)


def relu_pieces(x):
    result = np.zeros((len(x), 3))
    for n in range(len(x)):
        first = max(-2 * x[n] - 8, 0)
        second = max(3 * x[n] + 12, 0)
        result[n, 0] = first
        result[n, 1] = second
        result[n, 2] = first + second
    return result


def dead_units(a):
    n_samples, m_units = a.shape
    dead = np.ones(m_units, dtype=bool)
    for m in range(m_units):
        for n in range(n_samples):
            if a[n, m] > 0:
                dead[m] = False
    return dead


def _power_of_e(s):
    try:
        return math.exp(s)
    except OverflowError:
        return math.inf


def exponential(z):
    z = np.asarray(z, dtype=float)
    return np.exp(z)


def exponential_derivative(z):
    z = np.asarray(z, dtype=float)
    return np.exp(z)


def softplus(z):
    return _each(_plus, z)


def softplus_derivative(z):
    return _each(_logistic, z)


def log_sigmoid(z):
    return _each(lambda s: s - _plus(s) if s < -1 else -math.log1p(math.exp(-s)), z)


def log_sigmoid_derivative(z):
    return _each(lambda s: _logistic(-s), z)


def swish(z):
    return _each(lambda s: s * _logistic(s), z)


def swish_derivative(z):
    return _each(lambda s: _logistic(s) + s * _bell(s), z)


# With e = exp(z), tanh(log(1 + e)) = (e**2 + 2e) / (e**2 + 2e + 2); on the right in u = exp(-z).


def _gate(s):
    if s < 0:
        e = math.exp(s)
        return e * (e + 2.0) / (e * (e + 2.0) + 2.0)
    u = math.exp(-s)
    return (1.0 + 2.0 * u) / (1.0 + 2.0 * u * (1.0 + u))


def _gate_slope(s):
    if s < 0:
        e = math.exp(s)
        return 4.0 * e * (e + 1.0) / (e * (e + 2.0) + 2.0) ** 2
    u = math.exp(-s)
    return 4.0 * u * u * (1.0 + u) / (1.0 + 2.0 * u * (1.0 + u)) ** 2


def mish(z):
    return _each(lambda s: s * _gate(s), z)


def mish_derivative(z):
    return _each(lambda s: _gate(s) + s * _gate_slope(s), z)


def sinc(z):
    return _each(lambda s: math.sin(s) / s if s else 1.0, z)


def sinc_derivative(z):
    def slope(s):
        if abs(s) >= 0.75:
            return (s * math.cos(s) - math.sin(s)) / s / s
        total = 0.0
        for k in range(9, 0, -1):
            total += (-1) ** k * 2 * k * s ** (2 * k - 1) / math.factorial(2 * k + 1)
        return total

    return _each(slope, z)


def maxout(z):
    out = np.empty(np.shape(z)[:-1])
    for index in np.ndindex(out.shape):
        out[index] = max(z[index].tolist())
    return out[()]


def maxout_units(x, w, b):
    pieces, d, m_units = w.shape
    n_samples = len(x)
    out = np.zeros((n_samples, m_units))
    for n in range(n_samples):
        for m in range(m_units):
            largest = -np.inf
            for i in range(pieces):
                z = np.sum(x[n] * w[i, :, m]) + b[i, m]
                if z > largest:
                    largest = z
            out[n, m] = largest
    return out


def _shares(row):
    top = max(row)
    weights = [math.exp(s - top) for s in row]
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def softmax(z):
    out = np.array(z, dtype=float)
    for index in np.ndindex(out.shape[:-1]):
        out[index] = _shares(out[index].tolist())
    return out


def softmax_jacobian(z):
    p = softmax(z)
    k = p.shape[-1]
    out = np.zeros(p.shape + (k,))
    for index in np.ndindex(p.shape[:-1]):
        row = p[index]
        for i in range(k):
            for j in range(k):
                if i != j:
                    out[index + (i, j)] = -row[i] * row[j]
                    out[index + (i, i)] += row[i] * row[j]
    return out


def binary_softmax(x):
    p = np.zeros((len(x), 2))
    for n in range(len(x)):
        m = max(x[n], 0)
        first = np.exp(x[n] - m)
        second = np.exp(0 - m)
        p[n, 0] = first / (first + second)
        p[n, 1] = second / (first + second)
    return p


def xor_hidden(x):
    w = np.array([[-1.0, 1.0], [1.0, -1.0]])
    b = -4
    z = x @ w + b
    return 1 / (1 + np.exp(-z))


def xor_line():
    v = np.array([1.0, 1.0])
    c = -0.045
    return v, c
