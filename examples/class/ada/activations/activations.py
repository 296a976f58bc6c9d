# Right, in whole arrays, written from the statements alone.
import numpy as np


def _float(z):
    return np.asarray(z, dtype=float)


def identity(z):
    return z


def identity_derivative(z):
    return np.ones(np.shape(z))[()]


def binary_step(z):
    return np.where(_float(z) >= 0, 1.0, 0.0)[()]


def binary_step_derivative(z):
    return np.zeros(np.shape(z))[()]


def sigmoid(z):
    z = _float(z)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def sigmoid_derivative(z):
    e = np.exp(-np.abs(_float(z)))
    return e / (1.0 + e) ** 2


def tanh(z):
    return np.tanh(_float(z))


def tanh_derivative(z):
    return 4.0 * sigmoid_derivative(2.0 * _float(z))


def arctan(z):
    return np.arctan(_float(z))


def arctan_derivative(z):
    z = np.clip(_float(z), -1e150, 1e150)
    return 1.0 / (1.0 + z**2)


def softsign(z):
    z = _float(z)
    return z / (1.0 + np.abs(z))


def softsign_derivative(z):
    return 1.0 / (1.0 + np.minimum(np.abs(_float(z)), 1e150)) ** 2


def relu(z):
    return np.maximum(z, 0.0)


def relu_derivative(z):
    return np.where(_float(z) > 0, 1.0, 0.0)[()]


def leaky_relu(z, alpha=0.01):
    z = _float(z)
    return np.where(z > 0, z, alpha * z)[()]


def leaky_relu_derivative(z, alpha=0.01):
    return np.where(_float(z) > 0, 1.0, alpha)[()]


def prelu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def prelu_derivative(z, alpha):
    return np.where(z > 0, 1.0, alpha)


def prelu_alpha_gradient(dout, z, alpha):
    each = dout * np.minimum(z, 0.0)
    if alpha.shape == (1,):
        return np.sum(each).reshape(1)
    return each.reshape(-1, z.shape[-1]).sum(axis=0)


def elu(z, alpha=1.0):
    z = _float(z)
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0.0)))[()]


def elu_derivative(z, alpha=1.0):
    z = _float(z)
    return np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0.0)))[()]


def selu(z):
    z = np.asarray(z, dtype=float)
    return _SELU_SCALE * np.where(z > 0, z, _SELU_ALPHA * np.expm1(np.minimum(z, 0)))


def selu_derivative(z):
    z = np.asarray(z, dtype=float)
    return _SELU_SCALE * np.where(z > 0, 1.0, _SELU_ALPHA * np.exp(np.minimum(z, 0)))


def relu_pieces(x):
    units = np.maximum(np.multiply.outer(x, [-2.0, 3.0]) + [-8.0, 12.0], 0)
    return np.column_stack([units, units.sum(axis=1)])


def dead_units(a):
    return np.all(a == 0, axis=0)


def exponential(z):
    return np.exp(np.asarray(z, dtype=float))


def exponential_derivative(z):
    return exponential(z)


def softplus(z):
    z = _float(z)
    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))


def softplus_derivative(z):
    return sigmoid(z)


def log_sigmoid(z):
    return -softplus(-_float(z))


def log_sigmoid_derivative(z):
    return sigmoid(-_float(z))


def swish(z):
    return _float(z) * sigmoid(z)


def swish_derivative(z):
    z = _float(z)
    return sigmoid(z) * (1.0 + z * sigmoid(-z))


def mish(z):
    return _float(z) * np.tanh(softplus(z))


def mish_derivative(z):
    z = _float(z)
    s = softplus(z)
    return np.tanh(s) + z * sigmoid(z) * tanh_derivative(s)


def sinc(z):
    z = _float(z)
    safe = np.where(z == 0, 1.0, z)
    return np.where(z == 0, 1.0, np.sin(safe) / safe)[()]


def sinc_derivative(z):
    z = _float(z)
    near = np.abs(z) < 1.0
    u = np.where(near, z, 0.0)
    series, term = np.zeros(z.shape), -u / 3.0
    for k in range(2, 12):  # term k is (-1)**k * 2k * z**(2k - 1) / (2k + 1)!
        series = series + term
        term = -term * u**2 * k / (k - 1) / ((2 * k) * (2 * k + 1))
    v = np.where(near, 1.0, z)
    return np.where(near, series, (np.cos(v) - np.sin(v) / v) / v)[()]


def maxout(z):
    return np.max(z, axis=-1)


def maxout_units(x, w, b):
    return (x @ w + b[:, None, :]).max(axis=0)


def softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def softmax_jacobian(z):
    p = softmax(z)
    jacobian = -p[..., :, None] * p[..., None, :]
    k = np.arange(p.shape[-1])
    jacobian[..., k, k] = 0.0
    jacobian[..., k, k] = -np.sum(jacobian, axis=-1)  # p (1 - p), without cancellation
    return jacobian


def binary_softmax(x):
    return _logistic(np.stack([x, -x], axis=1))


def xor_hidden(x):
    return _logistic(x @ np.array([[-1.0, 1.0], [1.0, -1.0]]) - 4)


def xor_line():
    # The sum of both outputs is 0.0360 for 00 and 11, and 0.0541 for 01 and 10.
    return np.array([1.0, 1.0]), -0.045


_SELU_SCALE, _SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def _logistic(z):
    return np.exp(-np.logaddexp(0, -z))
