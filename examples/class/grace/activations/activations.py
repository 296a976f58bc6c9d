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
    return _each(lambda s: SCALE * s if s > 0 else SCALE * ALPHA * math.expm1(s), z)


def selu_derivative(z):
    return _each(lambda s: SCALE if s > 0 else SCALE * ALPHA * math.exp(s), z)


def relu_pieces(x):
    table = np.zeros((len(x), 3))
    for i in range(len(x)):
        first, second = -2.0 * x[i] - 8.0, 3.0 * x[i] + 12.0
        if first > 0:
            table[i, 0] = first
        if second > 0:
            table[i, 1] = second
        table[i, 2] = table[i, 0] + table[i, 1]
    return table


def dead_units(a):
    dead = [True] * a.shape[1]
    for row in a:
        for unit in range(len(dead)):
            if row[unit] != 0:
                dead[unit] = False
    return np.array(dead)


def _power_of_e(s):
    try:
        return math.exp(s)
    except OverflowError:
        return math.inf


def exponential(z):
    return _each(_power_of_e, z)


def exponential_derivative(z):
    return _each(_power_of_e, z)


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
    pieces, _, units = w.shape
    out = np.empty((len(x), units))
    for n in range(len(x)):
        for m in range(units):
            out[n, m] = max(float(x[n] @ w[i, :, m]) + float(b[i, m]) for i in range(pieces))
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
    return np.array([[_logistic(float(s)), _logistic(-float(s))] for s in x])


def xor_hidden(x):
    hidden = np.empty((len(x), 2))
    for i in range(len(x)):
        difference = float(x[i, 1]) - float(x[i, 0])
        hidden[i, 0] = _logistic(difference - 4.0)
        hidden[i, 1] = _logistic(-difference - 4.0)
    return hidden


def xor_line():
    return np.array([1000.0, 1000.0]), -45.0
