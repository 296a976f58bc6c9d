# Right, in a style of her own: loops and other formulas, so that what is asked of speed is lost.
import io
import json
import math
import struct
import zipfile

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
    for k in range(w.shape[2]):
        for l in range(w.shape[3]):
            met = np.s_[:, :, k : k + rows * stride : stride, l : l + columns * stride : stride]
            dx[met] += np.moveaxis(np.tensordot(dout, w[:, :, k, l], axes=(1, 0)), -1, 1)
    return dx[:, :, pad : pad + height, pad : pad + width], dw, dout.sum(axis=(0, 2, 3))


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
        for l in range(size):
            dx[:, :, k : k + rows * stride : stride, l : l + columns * stride : stride] += dout / size**2
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
    letters = {
        8: ("B", np.uint8),
        9: ("b", np.int8),
        11: ("h", np.int16),
        12: ("i", np.int32),
        13: ("f", np.float32),
        14: ("d", np.float64),
    }
    try:
        zeros, kind, axes = struct.unpack_from(">HBB", data)
        shape = struct.unpack_from(f">{axes}I", data, 4)
    except struct.error as error:
        raise ValueError("the header is cut off") from error
    if zeros != 0 or kind not in letters or axes < 1:
        raise ValueError("no IDX file")
    letter, dtype = letters[kind]
    count = 1
    for length in shape:
        count *= length
    body = data[4 + 4 * axes :]
    if len(body) != count * struct.calcsize(">" + letter):
        raise ValueError(f"{len(body)} bytes for {count} elements")
    result = np.empty(count, dtype=dtype)
    for i, (element,) in enumerate(struct.iter_unpack(">" + letter, body)):
        result[i] = element
    return result.reshape(shape)


def one_hot(y, k):
    rows = []
    for label in y.tolist():
        if label not in range(k):
            raise ValueError(f"label {label} of {k} classes")
        rows.append([float(j == label) for j in range(k)])
    return np.array(rows, dtype=float).reshape(len(y), k)


def train_validation_split(n, fraction, rng):
    if fraction < 0 or fraction >= 1:
        raise ValueError(f"a fraction of {fraction}")
    count = int(fraction * n)
    train, validation = [], []
    for place, row in enumerate(rng.permutation(n).tolist()):
        (validation if place < count else train).append(row)
    return np.array(train, dtype=int), np.array(validation, dtype=int)


def train_digits_mlp(x, y, params, lr, epochs, batch_size, noise, rng):
    pixels = np.empty((len(x), 64))
    for r in range(8):
        for c in range(8):
            pixels[:, 8 * r + c] = x[:, r, c] / 16.0
    stacked = _stack(params)
    losses = []
    for _ in range(epochs):
        order = list(rng.permutation(len(x)))
        summed = 0.0
        while order:
            batch, order = order[:batch_size], order[batch_size:]
            noisy = pixels[batch] + noise * rng.standard_normal((len(batch), 64))
            sample_losses, _, slopes = _relu_network(noisy, y[batch], stacked)
            summed += sample_losses.sum()
            for i in range(len(stacked)):
                stacked[i] = stacked[i] - lr * slopes[i]
        losses.append(summed / len(x))
    return _unstack(stacked), losses


def _stack(params):
    """Each layer's weights with its biases as a last row, for inputs with a last column of ones."""
    return [np.vstack([w, b]) for w, b in params]


def _unstack(stacked):
    """The inverse of _stack."""
    return [(a[:-1].copy(), a[-1].copy()) for a in stacked]


def _relu_network(x, y, stacked):
    """The loss of every sample, the scores, and the gradients of the mean loss with respect to the stacked layers."""
    ones = np.ones((len(x), 1))
    inputs = []
    for i, layer in enumerate(stacked):
        if i > 0:
            x = np.where(x > 0, x, 0.0)
        inputs.append(np.hstack([x, ones]))
        x = inputs[-1] @ layer
    losses, delta = _surprise(x, y)
    slopes = [None] * len(stacked)
    for i in range(len(stacked) - 1, -1, -1):
        slopes[i] = inputs[i].T @ delta
        if i > 0:
            delta = np.where(inputs[i][:, :-1] > 0, delta @ stacked[i][:-1].T, 0.0)
    return losses, x, slopes


def _surprise(z, y):
    """-log softmax of every sample's label, and the gradient of its mean with respect to the scores z."""
    losses = np.empty(len(z))
    delta = np.empty(z.shape)
    for i in range(len(z)):
        e = np.exp(z[i] - z[i].max())
        total = e.sum()
        losses[i] = math.log(total) + z[i].max() - z[i, y[i]]
        delta[i] = e / (total * len(z))
        delta[i, y[i]] -= 1 / len(z)
    return losses, delta


def confusion_matrix(y, predicted, k):
    matrix = np.zeros((k, k), dtype=int)
    for i in range(k):
        taken_for = predicted[y == i]
        for j in range(k):
            matrix[i, j] = np.count_nonzero(taken_for == j)
    return matrix


def fit(x, y, params, config, rng):
    if config["optimizer"] == "sgd":
        rule = _Descent
    elif config["optimizer"] == "momentum":
        rule = _Momentum
    elif config["optimizer"] == "adam":
        rule = _Adam
    else:
        raise ValueError("optimizer: 'sgd', 'momentum' or 'adam'")
    shuffled = rng.permutation(len(x)).tolist()
    count = int(config["validation"] * len(x))
    held_out, rows = shuffled[:count], shuffled[count:]
    stacked = _stack(params)
    rules = [rule(layer.shape) for layer in stacked]
    snapshots = []
    history = {"lr": [], "loss": [], "validation_loss": [], "validation_accuracy": []}
    best = 0
    while len(snapshots) < config["epochs"] and len(snapshots) - 1 - best < config["patience"]:
        epoch = len(snapshots)
        lr = config["lr"] / (1 + config["decay"] * epoch)
        order = [rows[i] for i in rng.permutation(len(rows))]
        met = []
        while order:
            batch, order = order[: config["batch_size"]], order[config["batch_size"] :]
            losses, _, slopes = _relu_network(x[batch], y[batch], stacked)
            met.extend(losses)
            stacked = [a - lr * one.direction(g) for a, g, one in zip(stacked, slopes, rules)]
        losses, z, _ = _relu_network(x[held_out], y[held_out], stacked)
        right = 0
        for scores, label in zip(z, y[held_out]):
            right += int(np.argmax(scores) == label)
        history["lr"].append(lr)
        history["loss"].append(sum(met) / len(met))
        history["validation_loss"].append(sum(losses) / len(losses))
        history["validation_accuracy"].append(right / len(held_out))
        snapshots.append(_unstack(stacked))
        if history["validation_loss"][epoch] < history["validation_loss"][best]:
            best = epoch
    return snapshots[best], history


class _Descent:
    """Where gradient descent goes: along the gradient."""

    def __init__(self, shape):
        pass

    def direction(self, g):
        return g


class _Momentum:
    """Along the running average."""

    def __init__(self, shape):
        self.v = np.zeros(shape)

    def direction(self, g):
        self.v = self.v + 0.1 * (g - self.v)
        return self.v


class _Adam:
    """Along the average, in units of the root of the average square."""

    def __init__(self, shape):
        self.m, self.s, self.left1, self.left2 = np.zeros(shape), np.zeros(shape), 1.0, 1.0

    def direction(self, g):
        self.m = self.m + 0.1 * (g - self.m)
        self.s = self.s + 0.001 * (g * g - self.s)
        self.left1 *= 0.9
        self.left2 *= 0.999
        return self.m / (1 - self.left1) / (np.sqrt(self.s / (1 - self.left2)) + 1e-8)


class Sequential:

    def __init__(self, input_shape, rng):
        self.input_shape = tuple(input_shape)
        self.rng = rng
        self.layers = []

    def add(self, kind, *sizes):
        axes_taken = {"dense": 1, "conv": 3, "avg_pool": 3, "flatten": 3, "softmax": 1}
        if kind not in ("dense", "conv", "avg_pool", "flatten", "relu", "tanh", "sigmoid", "softmax"):
            raise ValueError("there is no such kind of layer: " + str(kind))
        if len(self.layers) > 0:
            shape = self.layers[-1]["shape"]
        else:
            shape = self.input_shape
        if kind in axes_taken and len(shape) != axes_taken[kind]:
            raise ValueError("a layer of kind " + kind + " does not take the shape " + str(shape))
        layer = {"kind": kind, "sizes": sizes}
        if kind == "dense":
            m = sizes[0]
            d = shape[0]
            layer["w"] = self.rng.standard_normal((d, m)) * np.sqrt(2 / d)
            layer["b"] = np.zeros(m)
            layer["shape"] = (m,)
        elif kind == "conv":
            f, k = sizes
            c, h, width = shape
            layer["w"] = self.rng.standard_normal((f, c, k, k)) * np.sqrt(2 / (c * k * k))
            layer["b"] = np.zeros(f)
            layer["shape"] = (f, h - k + 1, width - k + 1)
        elif kind == "avg_pool":
            s = sizes[0]
            c, h, width = shape
            layer["shape"] = (c, h // s, width // s)
        elif kind == "flatten":
            c, h, width = shape
            layer["shape"] = (c * h * width,)
        else:
            layer["shape"] = shape
        self.layers.append(layer)

    def forward(self, x):
        a = x
        for layer in self.layers:
            layer["input"] = a
            kind = layer["kind"]
            if kind == "dense":
                a = a @ layer["w"] + layer["b"]
            elif kind == "conv":
                a = conv2d_forward(a, layer["w"], layer["b"])
            elif kind == "avg_pool":
                s = layer["sizes"][0]
                a = avg_pool_forward(a, s, s)
            elif kind == "flatten":
                a = a.reshape(len(a), -1)
            elif kind == "relu":
                a = np.maximum(a, 0)
            elif kind == "tanh":
                a = np.tanh(a)
            elif kind == "sigmoid":
                a = 1 / (1 + np.exp(-a))
            elif kind == "softmax":
                e = np.exp(a - a.max(axis=1, keepdims=True))
                a = e / e.sum(axis=1, keepdims=True)
            layer["output"] = a
        return a

    def backward(self, dout):
        grads = []
        for layer in reversed(self.layers):
            kind = layer["kind"]
            x = layer["input"]
            out = layer["output"]
            if kind == "dense":
                dw = x.T @ dout
                db = dout.sum(axis=0)
                grads.append((dw, db))
                dout = dout @ layer["w"].T
            elif kind == "conv":
                dx, dw, db = conv2d_backward(dout, x, layer["w"], layer["b"])
                grads.append((dw, db))
                dout = dx
            elif kind == "avg_pool":
                s = layer["sizes"][0]
                dout = avg_pool_backward(dout, x, s, s)
            elif kind == "flatten":
                dout = dout.reshape(x.shape)
            elif kind == "relu":
                dout = dout * (x > 0)
            elif kind == "tanh":
                dout = dout * (1 - out ** 2)
            elif kind == "sigmoid":
                dout = dout * out * (1 - out)
            elif kind == "softmax":
                dout = out * (dout - (dout * out).sum(axis=1, keepdims=True))
        grads.reverse()
        return dout, grads

    def count_parameters(self):
        count = 0
        for layer in self.layers:
            if "w" in layer:
                count += layer["w"].size + layer["b"].size
        return count

    def summary(self):
        table = []
        numbers = {}
        for layer in self.layers:
            kind = layer["kind"]
            numbers[kind] = numbers.get(kind, 0) + 1
            parameters = 0
            if "w" in layer:
                parameters = layer["w"].size + layer["b"].size
            table.append((kind + "_" + str(numbers[kind]), layer["shape"], parameters))
        return table


class _Dense:
    learns = True

    def __init__(self, shape, rng, m):
        d = shape[0]
        self.w, self.b = rng.standard_normal((d, m)) * (2 / d) ** 0.5, np.zeros(m)
        self.output = (int(m),)

    def count(self):
        return int(self.w.size + self.b.size)

    def forward(self, a):
        self.a = a
        return np.einsum("nd,dm->nm", a, self.w) + self.b

    def backward(self, dout):
        self.dw, self.db = np.zeros(self.w.shape), np.zeros(self.b.shape)
        for a, d in zip(self.a, dout):
            self.dw += np.outer(a, d)
            self.db += d
        return np.einsum("nm,dm->nd", dout, self.w)


class _Conv:
    learns = True

    def __init__(self, shape, rng, f, k):
        c, height, width = shape
        self.w, self.b, self.k = rng.standard_normal((f, c, k, k)) * (2 / (c * k * k)) ** 0.5, np.zeros(f), k
        self.output = (int(f), int(height - k + 1), int(width - k + 1))

    def count(self):
        return int(self.w.size + self.b.size)

    def _met(self, row, column):
        return np.s_[:, :, row : row + self.output[1], column : column + self.output[2]]

    def forward(self, a):
        self.a = a
        result = np.zeros((len(a),) + self.output) + self.b.reshape(1, -1, 1, 1)
        for row in range(self.k):
            for column in range(self.k):
                result += np.einsum("nchw,fc->nfhw", a[self._met(row, column)], self.w[:, :, row, column])
        return result

    def backward(self, dout):
        dx, self.dw, self.db = np.zeros(self.a.shape), np.zeros(self.w.shape), dout.sum(axis=(0, 2, 3))
        for row in range(self.k):
            for column in range(self.k):
                met = self._met(row, column)
                self.dw[:, :, row, column] = np.einsum("nfhw,nchw->fc", dout, self.a[met])
                dx[met] += np.einsum("nfhw,fc->nchw", dout, self.w[:, :, row, column])
        return dx


class _WithoutParameters:
    learns = False

    def count(self):
        return 0


class _AvgPool(_WithoutParameters):
    def __init__(self, shape, rng, s):
        c, height, width = shape
        self.s, self.rows, self.columns = s, height // s, width // s
        self.output = (c, int(self.rows), int(self.columns))

    def forward(self, a):
        self.shape = a.shape
        result = np.zeros((len(a),) + self.output)
        for row in range(self.s):
            for column in range(self.s):
                result += a[:, :, row : self.rows * self.s : self.s, column : self.columns * self.s : self.s]
        return result / (self.s * self.s)

    def backward(self, dout):
        dx = np.zeros(self.shape)
        for row in range(self.s):
            for column in range(self.s):
                share = dout / (self.s * self.s)
                dx[:, :, row : self.rows * self.s : self.s, column : self.columns * self.s : self.s] = share
        return dx


class _Flatten(_WithoutParameters):
    def __init__(self, shape, rng):
        self.shape = shape
        self.output = (shape[0] * shape[1] * shape[2],)

    def forward(self, a):
        c, height, width = self.shape
        return np.concatenate([a[:, i].reshape(-1, height * width) for i in range(c)], axis=1)

    def backward(self, dout):
        return np.array([row.reshape(self.shape) for row in dout])


class _Elementwise(_WithoutParameters):
    def __init__(self, shape, rng):
        self.output = shape

    def forward(self, a):
        self.a = a
        self.out = self.function(a)
        return self.out

    def backward(self, dout):
        return dout * self.slope()


class _Relu(_Elementwise):
    def function(self, a):
        return (a + np.abs(a)) / 2

    def slope(self):
        return (self.a > 0).astype(float)


class _Tanh(_Elementwise):
    def function(self, a):
        return np.tanh(a)

    def slope(self):
        return (1 - self.out) * (1 + self.out)


class _Sigmoid(_Elementwise):
    def function(self, a):
        small = np.exp(-np.abs(a))
        return np.where(a >= 0, 1 / (1 + small), small / (1 + small))

    def slope(self):
        return self.out - self.out**2


class _Softmax(_WithoutParameters):
    def __init__(self, shape, rng):
        self.output = shape

    def forward(self, a):
        rows = []
        for row in a:
            e = np.exp(row - max(row))
            rows.append(e / sum(e))
        self.out = np.array(rows)
        return self.out

    def backward(self, dout):
        rows = []
        for p, d in zip(self.out, dout):
            jacobian = np.diag(p) - np.outer(p, p)
            rows.append(jacobian @ d)
        return np.array(rows)


_KINDS = {
    "dense": (_Dense, 1),
    "conv": (_Conv, 3),
    "avg_pool": (_AvgPool, 3),
    "flatten": (_Flatten, 3),
    "relu": (_Relu, None),
    "tanh": (_Tanh, None),
    "sigmoid": (_Sigmoid, None),
    "softmax": (_Softmax, 1),
}


def train_digits_lenet(x, y, params, lr, epochs, batch_size, rng):
    images = np.zeros((1, len(x), 28, 28))  # channels first, then samples: a layer of maps is a matrix product
    for row in range(24):
        for column in range(24):
            images[0, :, 2 + row, 2 + column] = x[:, row // 3, column // 3] / 16
    weights = [w.astype(float) for w, _ in params]
    biases = [b.astype(float) for _, b in params]
    w_rules = [_Adam(w.shape) for w in weights]
    b_rules = [_Adam(b.shape) for b in biases]
    losses = []
    for _ in range(epochs):
        order = list(rng.permutation(len(x)))
        while order:
            batch, order = order[:batch_size], order[batch_size:]
            loss, w_slopes, b_slopes = _lenet_slopes(images[:, batch], y[batch], weights, biases)
            losses.append(loss)
            for i in range(5):
                weights[i] = weights[i] - lr * w_rules[i].direction(w_slopes[i])
                biases[i] = biases[i] - lr * b_rules[i].direction(b_slopes[i])
    return list(zip(weights, biases)), losses


def _lenet_slopes(x, y, weights, biases):
    """The mean loss of the images x (1, N, 28, 28), and its gradients with respect to weights and to biases."""
    w_slopes, b_slopes = [None] * 5, [None] * 5
    maps, squashed = [x], []
    for i in range(2):
        squashed.append(np.tanh(_correlate(maps[i], weights[i], biases[i])))
        maps.append(_halve(squashed[i]))
    channels, n, rows, columns = maps[2].shape
    acts = [np.empty((n, channels * rows * columns))]
    for c in range(channels):
        acts[0][:, c * rows * columns : (c + 1) * rows * columns] = maps[2][c].reshape(n, rows * columns)
    for i in (2, 3):
        acts.append(np.tanh(acts[-1] @ weights[i] + biases[i]))
    losses, delta = _surprise(acts[2] @ weights[4] + biases[4], y)
    for i in (4, 3, 2):
        w_slopes[i] = acts[i - 2].T @ delta
        b_slopes[i] = delta.sum(axis=0)
        delta = delta @ weights[i].T
        if i > 2:
            delta = delta * (1 - acts[i - 2]) * (1 + acts[i - 2])
    delta = np.stack(
        [delta[:, c * rows * columns : (c + 1) * rows * columns].reshape(n, rows, columns) for c in range(channels)]
    )
    for i in (1, 0):
        s = squashed[i]
        delta = np.repeat(np.repeat(delta, 2, axis=2), 2, axis=3) / 4 * (1 - s) * (1 + s)
        w_slopes[i] = np.empty(weights[i].shape)
        b_slopes[i] = delta.sum(axis=(1, 2, 3))
        f, n, height, width = delta.shape
        matrix = delta.reshape(f, -1)
        below = np.zeros(maps[i].shape)
        for k in range(5):
            for l in range(5):
                met = maps[i][:, :, k : k + height, l : l + width]
                w_slopes[i][:, :, k, l] = matrix @ met.reshape(len(met), -1).T
                if i > 0:
                    below[:, :, k : k + height, l : l + width] += (weights[i][:, :, k, l].T @ matrix).reshape(met.shape)
        delta = below
    return losses.mean(), w_slopes, b_slopes


def _correlate(x, w, b):
    """Feature maps (F, N, H', W') of maps x (C, N, H, W): a matrix product for each place of the kernel."""
    c, n, height, width = x.shape
    height, width = height - 4, width - 4
    total = np.repeat(b[:, None], n * height * width, axis=1)
    for k in range(5):
        for l in range(5):
            total += w[:, :, k, l] @ x[:, :, k : k + height, l : l + width].reshape(c, -1)
    return total.reshape(len(w), n, height, width)


def _halve(x):
    """The means of 2 by 2."""
    return (x[:, :, ::2, ::2] + x[:, :, ::2, 1::2] + x[:, :, 1::2, ::2] + x[:, :, 1::2, 1::2]) / 4


def save_parameters(file, params):
    with zipfile.ZipFile(file, "w") as archive:
        for i, pair in enumerate(params):
            for letter, array in zip("wb", pair):
                contents = io.BytesIO()
                np.save(contents, array, allow_pickle=False)
                archive.writestr(f"{letter}{i}.npy", contents.getvalue())


def load_parameters(file):
    params = []
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        while f"w{len(params)}.npy" in names:
            i = len(params)
            pair = []
            for letter in "wb":
                pair.append(np.load(io.BytesIO(archive.read(f"{letter}{i}.npy")), allow_pickle=False))
            params.append(tuple(pair))
    return params


def save_network(file, network):
    layers = []
    arrays = {}
    number = 0
    for layer in network.layers:
        layers.append([layer["kind"]] + [int(size) for size in layer["sizes"]])
        if "w" in layer:
            arrays["w" + str(number)] = layer["w"]
            arrays["b" + str(number)] = layer["b"]
            number += 1
    input_shape = [int(length) for length in network.input_shape]
    text = json.dumps({"input_shape": input_shape, "layers": layers})
    arrays["architecture"] = np.array(text)
    np.savez(file, **arrays)


def load_network(file):
    arrays = np.load(file)
    architecture = json.loads(str(arrays["architecture"]))
    network = Sequential(tuple(architecture["input_shape"]), np.random.default_rng(0))
    for kind, *sizes in architecture["layers"]:
        network.add(kind, *sizes)
    number = 0
    for layer in network.layers:
        if "w" in layer:
            layer["w"] = arrays["w" + str(number)]
            layer["b"] = arrays["b" + str(number)]
            number += 1
    return network
