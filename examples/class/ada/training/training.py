# Right, in whole arrays, written from the statements alone.
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


_IDX_TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(data):
    if len(data) < 4 or data[0] != 0 or data[1] != 0 or data[2] not in _IDX_TYPES or data[3] == 0:
        raise ValueError("no IDX file")
    stored = np.dtype(_IDX_TYPES[data[2]])
    start = 4 + 4 * data[3]
    if len(data) < start:
        raise ValueError("the header is cut off")
    shape = tuple(np.frombuffer(data, ">u4", count=data[3], offset=4).tolist())
    if len(data) - start != math.prod(shape) * stored.itemsize:
        raise ValueError("the file is shorter or longer than its header says")
    elements = np.frombuffer(data[start:], stored)
    return elements.astype(stored.newbyteorder("=")).reshape(shape)


def one_hot(y, k):
    if np.any((y < 0) | (y >= k)):
        raise ValueError("a label is out of range")
    rows = np.zeros((len(y), k))
    rows[np.arange(len(y)), y] = 1
    return rows


def train_validation_split(n, fraction, rng):
    if not 0 <= fraction < 1:
        raise ValueError("the fraction has to be at least 0, and below 1")
    order = rng.permutation(n)
    held_out = int(fraction * n)
    return order[held_out:], order[:held_out]


def train_digits_mlp(x, y, params, lr, epochs, batch_size, noise, rng):
    inputs = x.reshape(len(x), 64) / 16
    params = [(w.copy(), b.copy()) for w, b in params]
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(x))
        total = 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            noisy = inputs[batch] + noise * rng.standard_normal((len(batch), 64))
            z, cache = mlp_forward(noisy, params, "relu")
            loss, dz = softmax_cross_entropy(z, y[batch])
            grads = mlp_backward(dz, cache)
            params = [(w - lr * dw, b - lr * db) for (w, b), (dw, db) in zip(params, grads)]
            total += loss * len(batch)
        losses.append(total / len(x))
    return params, losses


def confusion_matrix(y, predicted, k):
    pairs = y.astype(np.int64) * k + predicted.astype(np.int64)
    return np.bincount(pairs, minlength=k * k).reshape(k, k)


def fit(x, y, params, config, rng):
    optimizer = config["optimizer"]
    if optimizer not in ("sgd", "momentum", "adam"):
        raise ValueError(f"unknown optimizer {optimizer!r}")
    train, validation = train_validation_split(len(x), config["validation"], rng)
    x_train, y_train, x_validation, y_validation = x[train], y[train], x[validation], y[validation]
    flat = [p.copy() for layer in params for p in layer]
    m = [np.zeros(p.shape) for p in flat]
    v = [np.zeros(p.shape) for p in flat]
    t = 0
    history = {"lr": [], "loss": [], "validation_loss": [], "validation_accuracy": []}
    best, best_loss, waited = None, math.inf, 0
    for epoch in range(config["epochs"]):
        lr = config["lr"] / (1 + config["decay"] * epoch)
        order = rng.permutation(len(x_train))
        total = 0.0
        for start in range(0, len(order), config["batch_size"]):
            batch = order[start : start + config["batch_size"]]
            z, cache = mlp_forward(x_train[batch], _layers(flat), "relu")
            loss, dz = softmax_cross_entropy(z, y_train[batch])
            grads = [g for layer in mlp_backward(dz, cache) for g in layer]
            total += loss * len(batch)
            t += 1
            for i, g in enumerate(grads):
                if optimizer == "sgd":
                    flat[i] = sgd_step(flat[i], g, lr)
                elif optimizer == "momentum":
                    flat[i], v[i] = momentum_step(flat[i], g, v[i], lr)
                else:
                    flat[i], m[i], v[i] = adam_step(flat[i], g, m[i], v[i], t, lr)
        z, _ = mlp_forward(x_validation, _layers(flat), "relu")
        validation_loss, _ = softmax_cross_entropy(z, y_validation)
        history["lr"].append(lr)
        history["loss"].append(total / len(order))
        history["validation_loss"].append(validation_loss)
        history["validation_accuracy"].append(np.mean(z.argmax(axis=1) == y_validation))
        if best is None or validation_loss < best_loss:
            best, best_loss, waited = _layers(flat), validation_loss, 0
        else:
            waited += 1
            if waited == config["patience"]:
                break
    return best, history


def _layers(flat):
    """The list [w, b, w, b, ...] as [(w, b), (w, b), ...]."""
    return list(zip(flat[::2], flat[1::2]))


class Sequential:

    _AXES = {"dense": 1, "conv": 3, "avg_pool": 3, "flatten": 3, "relu": None, "tanh": None, "sigmoid": None,
             "softmax": 1}

    def __init__(self, input_shape, rng):
        self.input_shape = tuple(input_shape)
        self.rng = rng
        self.layers = []  # [kind, *sizes] of each
        self.shapes = []  # what each gives for one sample
        self.params = []  # (w, b) of each, or None

    def add(self, kind, *sizes):
        shape = self.shapes[-1] if self.shapes else self.input_shape
        if kind not in self._AXES:
            raise ValueError(f"no such kind of layer: {kind!r}")
        if self._AXES[kind] not in (None, len(shape)):
            raise ValueError(f"{kind} takes {self._AXES[kind]} axes, not those of {shape}")
        w_shape = None
        if kind == "dense":
            w_shape, b_shape, n = (shape[0], sizes[0]), (sizes[0],), shape[0]
            shape = b_shape
        elif kind == "conv":
            f, k = sizes
            w_shape, b_shape, n = (f, shape[0], k, k), (f,), shape[0] * k * k
            shape = (f, shape[1] - k + 1, shape[2] - k + 1)
        elif kind == "avg_pool":
            shape = (shape[0], shape[1] // sizes[0], shape[2] // sizes[0])
        elif kind == "flatten":
            shape = (math.prod(shape),)
        params = None
        if w_shape is not None:
            params = self.rng.standard_normal(w_shape) * np.sqrt(2 / n), np.zeros(b_shape)
        self.layers.append([kind, *sizes])
        self.shapes.append(shape)
        self.params.append(params)

    def forward(self, x):
        self._inputs, self._outputs = [], []
        for (kind, *sizes), params in zip(self.layers, self.params):
            self._inputs.append(x)
            if kind == "dense":
                x = dense_forward(x, *params)
            elif kind == "conv":
                x = conv2d_forward(x, *params)
            elif kind == "avg_pool":
                x = avg_pool_forward(x, sizes[0], sizes[0])
            elif kind == "flatten":
                x = x.reshape(len(x), -1)
            elif kind == "relu":
                x = np.maximum(x, 0)
            elif kind == "tanh":
                x = np.tanh(x)
            elif kind == "sigmoid":
                x = np.exp(-np.logaddexp(0, -x))
            else:
                powers = np.exp(x - x.max(axis=1, keepdims=True))
                x = powers / powers.sum(axis=1, keepdims=True)
            self._outputs.append(x)
        return x

    def backward(self, dout):
        grads = []
        for i in reversed(range(len(self.layers))):
            (kind, *sizes), x, out = self.layers[i], self._inputs[i], self._outputs[i]
            if kind == "dense":
                dout, dw, db = dense_backward(dout, x, self.params[i][0])
                grads.append((dw, db))
            elif kind == "conv":
                dout, dw, db = conv2d_backward(dout, x, *self.params[i])
                grads.append((dw, db))
            elif kind == "avg_pool":
                dout = avg_pool_backward(dout, x, sizes[0], sizes[0])
            elif kind == "flatten":
                dout = dout.reshape(x.shape)
            elif kind == "relu":
                dout = dout * (x > 0)
            elif kind == "tanh":
                dout = dout * (1 - out**2)
            elif kind == "sigmoid":
                dout = dout * out * (1 - out)
            else:
                dout = out * (dout - (dout * out).sum(axis=1, keepdims=True))
        return dout, grads[::-1]

    def count_parameters(self):
        return sum(parameters for _, _, parameters in self.summary())

    def summary(self):
        rows, numbers = [], {}
        for (kind, *_), shape, params in zip(self.layers, self.shapes, self.params):
            numbers[kind] = numbers.get(kind, 0) + 1
            rows.append((f"{kind}_{numbers[kind]}", shape, sum(p.size for p in params) if params else 0))
        return rows


def train_digits_lenet(x, y, params, lr, epochs, batch_size, rng):
    large = x.repeat(3, axis=1).repeat(3, axis=2)
    images = np.pad(large, [(0, 0), (2, 2), (2, 2)])[:, None] / 16
    flat = [p.copy() for layer in params for p in layer]
    m = [np.zeros(p.shape) for p in flat]
    v = [np.zeros(p.shape) for p in flat]
    t = 0
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = _lenet_gradients(images[batch], y[batch], flat)
            losses.append(loss)
            t += 1
            for i, g in enumerate(grads):
                flat[i], m[i], v[i] = adam_step(flat[i], g, m[i], v[i], t, lr)
    return _layers(flat), losses


def _lenet_gradients(x, y, flat):
    """The loss of LeNet-5 and its gradients, in the order of flat."""
    w1, b1, w2, b2, w3, b3, w4, b4, w5, b5 = flat
    a1 = np.tanh(conv2d_forward(x, w1, b1))
    p1 = avg_pool_forward(a1, 2, 2)
    a2 = np.tanh(conv2d_forward(p1, w2, b2))
    p2 = avg_pool_forward(a2, 2, 2)
    row = p2.reshape(len(x), -1)
    a3 = np.tanh(dense_forward(row, w3, b3))
    a4 = np.tanh(dense_forward(a3, w4, b4))
    loss, dz = softmax_cross_entropy(dense_forward(a4, w5, b5), y)
    da4, dw5, db5 = dense_backward(dz, a4, w5)
    da3, dw4, db4 = dense_backward(da4 * (1 - a4**2), a3, w4)
    drow, dw3, db3 = dense_backward(da3 * (1 - a3**2), row, w3)
    da2 = avg_pool_backward(drow.reshape(p2.shape), a2, 2, 2)
    dp1, dw2, db2 = conv2d_backward(da2 * (1 - a2**2), p1, w2, b2)
    da1 = avg_pool_backward(dp1, a1, 2, 2)
    _, dw1, db1 = conv2d_backward(da1 * (1 - a1**2), x, w1, b1)
    return loss, [dw1, db1, dw2, db2, dw3, db3, dw4, db4, dw5, db5]


def save_parameters(file, params):
    arrays = {}
    for i, (w, b) in enumerate(params):
        arrays[f"w{i}"], arrays[f"b{i}"] = w, b
    np.savez(file, **arrays)


def load_parameters(file):
    with np.load(file) as arrays:
        return [(arrays[f"w{i}"], arrays[f"b{i}"]) for i in range(len(arrays.files) // 2)]


def save_network(file, network):
    architecture = json.dumps({"input_shape": network.input_shape, "layers": network.layers})
    arrays = {"architecture": np.array(architecture)}
    for i, (w, b) in enumerate(params for params in network.params if params):
        arrays[f"w{i}"], arrays[f"b{i}"] = w, b
    np.savez(file, **arrays)


def load_network(file):
    with np.load(file) as arrays:
        architecture = json.loads(str(arrays["architecture"]))
        network = Sequential(tuple(architecture["input_shape"]), np.random.default_rng(0))
        for kind, *sizes in architecture["layers"]:
            network.add(kind, *sizes)
        learning = [i for i, params in enumerate(network.params) if params]
        for number, i in enumerate(learning):
            network.params[i] = arrays[f"w{number}"], arrays[f"b{number}"]
    return network
