# Right, in whole arrays, written from the statements alone.
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


def _sigmoid(z):
    return np.where(z >= 0, 1.0, np.exp(-np.abs(z))) / (1 + np.exp(-np.abs(z)))


def step_bump(x, left, right, height, steepness):
    return height * (_sigmoid(steepness * (x - left)) - _sigmoid(steepness * (x - right)))


def approximate(f, low, high, n):
    knots = np.linspace(low, high, n + 1)
    values = f(knots)
    slopes = np.diff(values) / np.diff(knots)
    changes = np.concatenate([slopes[:1], np.diff(slopes)])
    return np.ones((1, n)), -knots[:n], changes[:, None], values[:1]


def hopfield_weights(p):
    w = p.T @ p / p.shape[1]
    return w * (1 - np.eye(len(w)))


def hopfield_update(s, w, order):
    s = s.copy()
    for unit in order:
        field = w[unit] @ s
        if field != 0:
            s[unit] = np.sign(field)
    return s


def hopfield_energy(s, w):
    return -0.5 * (s @ w @ s)


def residual_block_forward(x, w1, b1, w2, b2):
    return x + (np.maximum(x @ w1 + b1, 0) @ w2 + b2)


def residual_block_backward(dout, x, w1, b1, w2, b2):
    z = x @ w1 + b1
    dz = np.where(z > 0, dout @ w2.T, 0.0)
    dw2, db2 = np.maximum(z, 0).T @ dout, dout.sum(axis=0)
    return dout + dz @ w1.T, x.T @ dz, dz.sum(axis=0), dw2, db2


def saliency(x, y, params):
    slopes, a = [], x
    for w, b in params[:-1]:
        a = np.maximum(a @ w + b, 0)
        slopes.append(a > 0)
    d = params[-1][0][:, y].T
    for (w, _), slope in zip(params[:-1][::-1], slopes[::-1]):
        d = (d * slope) @ w.T
    return np.abs(d)


def maximise_activation(gradient, x, lr, steps, radius):
    for _ in range(steps):
        x = x + lr * gradient(x)
        length = np.sqrt(np.sum(x**2))
        if length > radius:
            x = x * (radius / length)
    return x


def augment(x, config, rng):
    out = x.copy()
    if config["shift"] != 0:
        out = random_shift(out, config["shift"], rng)
    if config["flip"] != 0:
        out = random_flip(out, config["flip"], rng)
    if config["angle"] != 0:
        angles = rng.uniform(-config["angle"], config["angle"], len(x))
        out = np.concatenate([rotate(image[None], angle) for image, angle in zip(out, angles)])
    return out


def init_network(sizes, rng):
    weights = [he_init(rng, n, m) for n, m in zip(sizes[:-1], sizes[1:])]
    params = [(w, np.zeros(w.shape[1]), np.ones(w.shape[1]), np.zeros(w.shape[1])) for w in weights[:-1]]
    params.append((weights[-1], np.zeros(sizes[-1])))
    return params, [(np.zeros(m), np.ones(m)) for m in sizes[1:-1]]


def network_forward(x, params, state, p, rng, training):
    new_state, cache, a = [], [], x
    for (w, b, gamma, beta), (mean, var) in zip(params[:-1], state):
        z = a @ w + b
        h, mean, var = batchnorm_forward(z, gamma, beta, mean, var, training=training)
        out, mask = dropout_forward(np.maximum(h, 0), p, rng, training=training)
        cache.append((a, w, z, gamma, h, mask))
        new_state.append((mean, var))
        a = out
    w, b = params[-1]
    return a @ w + b, new_state, (cache, a, w, p)


def network_backward(dout, cache):
    layers, a, w, p = cache
    grads = [(a.T @ dout, dout.sum(axis=0))]
    da = dout @ w.T
    for a, w, z, gamma, h, mask in layers[::-1]:
        dh = np.where(h > 0, dropout_backward(da, mask, p), 0.0)
        dz, dgamma, dbeta = batchnorm_backward(dh, z, gamma)
        grads.append((a.T @ dz, dz.sum(axis=0), dgamma, dbeta))
        da = dz @ w.T
    return grads[::-1]


def train_network(x, y, params, config, rng):
    order = rng.permutation(len(x))
    held_out = int(config["validation"] * len(x))
    x_val, y_val = x[order[:held_out]], y[order[:held_out]]
    x, y = x[order[held_out:]], y[order[held_out:]]
    mean, deviation = x.mean(), x.std()

    def rows_of(images):
        return ((images - mean) / deviation).reshape(len(images), -1)

    state = [(np.zeros_like(layer[1]), np.ones_like(layer[1])) for layer in params[:-1]]
    m = [[np.zeros_like(a) for a in layer] for layer in params]
    v = [[np.zeros_like(a) for a in layer] for layer in params]
    t, waited, lowest, best = 0, 0, np.inf, None
    history = {"mean": mean, "deviation": deviation, "lr": [], "loss": [], "validation_loss": []}
    history["validation_accuracy"] = []
    for epoch in range(config["epochs"]):
        lr = config["lr"] / (1 + config["decay"] * epoch)
        order, losses = rng.permutation(len(x)), 0.0
        for start in range(0, len(x), config["batch_size"]):
            batch = order[start : start + config["batch_size"]]
            images = augment(x[batch], config, rng)
            scores, state, cache = network_forward(rows_of(images), params, state, config["p"], rng, True)
            loss, dscores = softmax_cross_entropy(scores, y[batch])
            losses += loss * len(batch)
            grads, t, stepped = network_backward(dscores, cache), t + 1, []
            for i, (layer, own) in enumerate(zip(params, grads)):
                own = [own[0] + config["strength"] * layer[0], *own[1:]]
                updated = [adam_step(a, g, m[i][j], v[i][j], t, lr) for j, (a, g) in enumerate(zip(layer, own))]
                new, m[i], v[i] = zip(*updated)
                stepped.append(new)
            params = stepped
        scores, _, _ = network_forward(rows_of(x_val), params, state, config["p"], rng, False)
        val_loss, _ = softmax_cross_entropy(scores, y_val)
        history["lr"].append(lr)
        history["loss"].append(losses / len(x))
        history["validation_loss"].append(val_loss)
        history["validation_accuracy"].append(np.mean(np.argmax(scores, axis=1) == y_val))
        if val_loss < lowest:
            lowest, best, waited = val_loss, (params, state), 0
        else:
            waited += 1
        if waited >= config["patience"]:
            break
    return best[0], best[1], history
