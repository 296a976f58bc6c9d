# Right, in a style of her own: loops and other formulas.
import math

import numpy as np


def he_init(rng, n_in, n_out):
    """Random weights (n_in, n_out) for a layer in front of a ReLU: normal, with variance 2 / n_in."""
    return np.sqrt(2 / n_in) * rng.standard_normal((n_in, n_out))


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """Batch normalisation of the columns of x (N, D); returns (out, running_mean, running_var)."""
    mean, var = running_mean, running_var
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * var * len(x) / (len(x) - 1)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def batchnorm_backward(dout, x, gamma, eps=1e-5):
    """The gradients (dx, dgamma, dbeta) of batch normalisation in training."""
    root = np.sqrt(x.var(axis=0) + eps)
    x_hat, dx_hat = (x - x.mean(axis=0)) / root, dout * gamma
    dx = (dx_hat - dx_hat.mean(axis=0) - x_hat * (dx_hat * x_hat).mean(axis=0)) / root
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def dropout_forward(x, p, rng, training=True):
    """Inverted dropout; returns (out, mask). In training it draws rng.random(x.shape) once, else nothing."""
    if not training:
        return x.copy(), np.ones(x.shape, dtype=bool)
    mask = rng.random(x.shape) >= p
    return x * mask / (1 - p), mask


def dropout_backward(dout, mask, p):
    """The gradient of the input of inverted dropout in training."""
    return dout * mask / (1 - p)


def softmax_cross_entropy(z, y):
    """The mean cross-entropy of scores z (N, K) and labels y (N,), and its gradient with respect to z."""
    rows = np.arange(len(z))
    shifted = z - z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dz = np.exp(log_p)
    dz[rows, y] -= 1
    return -log_p[rows, y].mean(), dz / len(z)


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Update number t of Adam, from t=1 on; returns (w, m, v)."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    return w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


def random_flip(x, p, rng):
    """Images (N, C, H, W), each mirrored left to right where its number of rng.random(N) is below p."""
    return np.where((rng.random(len(x)) < p)[:, None, None, None], x[..., ::-1], x)


def random_shift(x, limit, rng):
    """Images, each moved down and right by its row of rng.integers(-limit, limit + 1, size=(N, 2)); zeros move in."""
    rows, columns = x.shape[2:]
    padded = np.pad(x, [(0, 0), (0, 0), (limit, limit), (limit, limit)])
    out = np.empty_like(x)
    for i, (down, right) in enumerate(rng.integers(-limit, limit + 1, size=(len(x), 2))):
        top, left = limit - down, limit - right
        out[i] = padded[i, :, top:top + rows, left:left + columns]
    return out


def rotate(x, degrees):
    """Square images, all turned counterclockwise about their centre, by bilinear interpolation; zeros come in."""
    size = x.shape[2]
    centre, angle, index = (size - 1) / 2, np.deg2rad(degrees), np.arange(size)
    right, up = index - centre, centre - index[:, None]
    row = np.clip(centre - up * np.cos(angle) + right * np.sin(angle), -1, size)
    column = np.clip(centre + right * np.cos(angle) + up * np.sin(angle), -1, size)
    top, left = (np.minimum(np.floor(place), size - 1).astype(int) for place in (row, column))
    lower, further = row - top, column - left
    padded = np.pad(x, [(0, 0), (0, 0), (1, 1), (1, 1)])
    top, left = top + 1, left + 1
    return (padded[:, :, top, left] * (1 - lower) * (1 - further) + padded[:, :, top, left + 1] * (1 - lower) * further
            + padded[:, :, top + 1, left] * lower * (1 - further) + padded[:, :, top + 1, left + 1] * lower * further)


def step_bump(x, left, right, height, steepness):
    def sigmoid(z):
        if z < 0:
            return 1.0 - sigmoid(-z) if z > -30 else math.exp(max(z, -700))
        return 1.0 / (1.0 + math.exp(-z))

    out = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        up, down = sigmoid(steepness * (x[place] - left)), sigmoid(steepness * (x[place] - right))
        out[place] = height * (up - down)
    return out


def approximate(f, low, high, n):
    step = (high - low) / n
    knots = np.array([low + i * step for i in range(n + 1)])
    values = f(knots)
    w2 = np.zeros((n, 1))
    slope_so_far = 0.0
    for i in range(n):
        slope = (values[i + 1] - values[i]) / step
        w2[i, 0] = slope - slope_so_far
        slope_so_far = slope
    return np.ones((1, n)), -knots[:n], w2, np.array([values[0]])


def hopfield_weights(p):
    d = p.shape[1]
    w = np.zeros((d, d))
    for i in range(d):
        for j in range(d):
            if i != j:
                w[i, j] = sum(pattern[i] * pattern[j] for pattern in p) / d
    return w


def hopfield_update(s, w, order):
    state = s.copy()
    for unit in order:
        field = 0.0
        for other in range(len(state)):
            field += w[unit, other] * state[other]
        if field > 0:
            state[unit] = 1
        if field < 0:
            state[unit] = -1
    return state


def hopfield_energy(s, w):
    energy = 0.0
    for i in range(len(s)):
        for j in range(i + 1, len(s)):
            energy -= s[i] * w[i, j] * s[j]
    return energy


def residual_block_forward(x, w1, b1, w2, b2):
    out = np.zeros(x.shape)
    for n in range(len(x)):
        hidden = x[n] @ w1 + b1
        hidden[hidden < 0] = 0
        out[n] = x[n] + hidden @ w2 + b2
    return out


def residual_block_backward(dout, x, w1, b1, w2, b2):
    dx, dw1, db1 = np.zeros(x.shape), np.zeros(w1.shape), np.zeros(b1.shape)
    dw2, db2 = np.zeros(w2.shape), np.zeros(b2.shape)
    for n in range(len(x)):
        z = x[n] @ w1 + b1
        a = z * (z > 0)
        dz = (w2 @ dout[n]) * (z > 0)
        dx[n] = dout[n] + w1 @ dz
        dw1 += np.outer(x[n], dz)
        db1 += dz
        dw2 += np.outer(a, dout[n])
        db2 += dout[n]
    return dx, dw1, db1, dw2, db2


def saliency(x, y, params):
    out = np.zeros(x.shape)
    for n in range(len(x)):
        fires, a = [], x[n]
        for w, b in params[:-1]:
            z = a @ w + b
            fires.append(z > 0)
            a = np.where(z > 0, z, 0.0)
        d = params[-1][0][:, y[n]]
        for i in range(len(params) - 2, -1, -1):
            d = params[i][0] @ np.where(fires[i], d, 0.0)
        out[n] = abs(d)
    return out


def maximise_activation(gradient, x, lr, steps, radius):
    x = np.array(x, dtype=float)
    for _ in range(steps):
        x = x + lr * gradient(x)
        length = math.sqrt(sum(number * number for number in x.ravel()))
        if length > radius:
            x = x / length * radius
    return x


def augment(x, config, rng):
    images = np.array(x)
    if config["shift"] > 0:
        images = random_shift(images, config["shift"], rng)
    if config["flip"] > 0:
        images = random_flip(images, config["flip"], rng)
    if config["angle"] > 0:
        angles = rng.uniform(-config["angle"], config["angle"], len(images))
        turned = np.zeros(images.shape)
        for n in range(len(images)):
            turned[n : n + 1] = rotate(images[n : n + 1], angles[n])
        images = turned
    return images


def init_network(sizes, rng):
    params, state = [], []
    for i in range(len(sizes) - 1):
        w, b = he_init(rng, sizes[i], sizes[i + 1]), np.zeros(sizes[i + 1])
        if i == len(sizes) - 2:
            params.append((w, b))
        else:
            params.append((w, b, np.ones(sizes[i + 1]), np.zeros(sizes[i + 1])))
            state.append((np.zeros(sizes[i + 1]), np.ones(sizes[i + 1])))
    return params, state


def network_forward(x, params, state, p, rng, training):
    kept, after = [], []
    for i in range(len(params) - 1):
        w, b, gamma, beta = params[i]
        layer = {"x": x, "w": w, "gamma": gamma, "p": p}
        layer["z"] = np.einsum("nd,dm->nm", x, w) + b
        h, mean, var = batchnorm_forward(layer["z"], gamma, beta, state[i][0], state[i][1], training=training)
        after.append((mean, var))
        layer["fires"] = h > 0
        x, layer["mask"] = dropout_forward(h * layer["fires"], p, rng, training)
        kept.append(layer)
    w, b = params[-1]
    return np.einsum("nd,dm->nm", x, w) + b, after, kept + [{"x": x, "w": w}]


def network_backward(dout, cache):
    last = cache[-1]
    grads = [(np.einsum("nd,nm->dm", last["x"], dout), dout.sum(axis=0))]
    dx = np.einsum("nm,dm->nd", dout, last["w"])
    for layer in reversed(cache[:-1]):
        dh = dropout_backward(dx, layer["mask"], layer["p"]) * layer["fires"]
        dz, dgamma, dbeta = batchnorm_backward(dh, layer["z"], layer["gamma"])
        grads.insert(0, (np.einsum("nd,nm->dm", layer["x"], dz), dz.sum(axis=0), dgamma, dbeta))
        dx = np.einsum("nm,dm->nd", dz, layer["w"])
    return grads


def train_network(x, y, params, config, rng):
    n = len(x)
    permuted = rng.permutation(n)
    cut = int(config["validation"] * n)
    validation, training = permuted[:cut], permuted[cut:]
    mean = float(np.mean(x[training]))
    deviation = math.sqrt(float(np.mean((x[training] - mean) ** 2)))

    def prepared(images):
        return np.array([((image - mean) / deviation).ravel() for image in images])

    state = []
    for layer in params[:-1]:
        state.append((np.zeros(len(layer[1])), np.ones(len(layer[1]))))
    averages = {}
    updates = 0
    told = {"lr": [], "loss": [], "validation_loss": [], "validation_accuracy": []}
    snapshots = []
    best = 0
    for epoch in range(config["epochs"]):
        lr = config["lr"] / (1 + config["decay"] * epoch)
        shuffled = training[rng.permutation(len(training))]
        total = 0.0
        for start in range(0, len(shuffled), config["batch_size"]):
            rows = shuffled[start : start + config["batch_size"]]
            inputs = prepared(augment(x[rows], config, rng))
            scores, state, cache = network_forward(inputs, params, state, config["p"], rng, True)
            loss, dout = softmax_cross_entropy(scores, y[rows])
            total += loss * len(rows)
            grads = network_backward(dout, cache)
            updates += 1
            new_params = []
            for i, layer in enumerate(params):
                new_layer = []
                for j, array in enumerate(layer):
                    g = grads[i][j]
                    if j == 0:
                        g = g + config["strength"] * array
                    m, v = averages.get((i, j), (0.0, 0.0))
                    array, m, v = adam_step(array, g, m, v, updates, lr)
                    averages[i, j] = m, v
                    new_layer.append(array)
                new_params.append(tuple(new_layer))
            params = new_params
        scores = network_forward(prepared(x[validation]), params, state, 0.0, rng, False)[0]
        told["lr"].append(lr)
        told["loss"].append(total / len(training))
        told["validation_loss"].append(softmax_cross_entropy(scores, y[validation])[0])
        right = sum(int(np.argmax(row) == label) for row, label in zip(scores, y[validation]))
        told["validation_accuracy"].append(right / len(validation))
        snapshots.append((params, state))
        if told["validation_loss"][epoch] < told["validation_loss"][best]:
            best = epoch
        if epoch - best == config["patience"]:
            break
    told["mean"], told["deviation"] = mean, deviation
    return snapshots[best][0], snapshots[best][1], told
