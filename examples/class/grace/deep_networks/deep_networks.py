# Right, in plain steps with loops and names as in a textbook, written from the statements alone.
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
    padded = np.pad(x, [(0, 0), (0, 0), (limit, limit), (limit, limit)])
    down, right = rng.integers(-limit, limit + 1, size=(len(x), 2)).T
    windows = np.lib.stride_tricks.sliding_window_view(padded, x.shape[2:], axis=(2, 3))
    return windows[np.arange(len(x)), :, limit - down, limit - right]


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
        e = np.exp(-np.abs(z))
        return np.where(z >= 0, 1 / (1 + e), e / (1 + e))

    up = sigmoid(steepness * (x - left))
    down = sigmoid(steepness * (x - right))
    return height * (up - down)


def approximate(f, low, high, n):
    width = (high - low) / n
    knots = np.zeros(n + 1)
    for i in range(n + 1):
        knots[i] = low + i * width
    values = f(knots)
    w1 = np.ones((1, n))
    b1 = np.zeros(n)
    w2 = np.zeros((n, 1))
    b2 = np.zeros(1)
    b2[0] = values[0]
    slope_before = 0.0
    for i in range(n):
        slope = (values[i + 1] - values[i]) / width
        b1[i] = -knots[i]
        w2[i, 0] = slope - slope_before
        slope_before = slope
    return w1, b1, w2, b2


def hopfield_weights(p):
    d = p.shape[1]
    w = p.T @ p / d
    for i in range(d):
        w[i, i] = 0.0
    return w


def hopfield_update(s, w, order):
    s = s.copy()
    for unit in order:
        total = w[unit] @ s
        if total > 0:
            s[unit] = 1.0
        elif total < 0:
            s[unit] = -1.0
    return s


def hopfield_energy(s, w):
    return -0.5 * (s @ w @ s)


def residual_block_forward(x, w1, b1, w2, b2):
    hidden = np.maximum(x @ w1 + b1, 0)
    return x + hidden @ w2 + b2


def residual_block_backward(dout, x, w1, b1, w2, b2):
    z = x @ w1 + b1
    hidden = np.maximum(z, 0)
    dw2 = hidden.T @ dout
    db2 = dout.sum(axis=0)
    dhidden = dout @ w2.T
    dz = dhidden * (z > 0)
    dw1 = x.T @ dz
    db1 = dz.sum(axis=0)
    dx = dout + dz @ w1.T
    return dx, dw1, db1, dw2, db2


def saliency(x, y, params):
    out = np.zeros(x.shape)
    for n in range(len(x)):
        # forward
        a = x[n]
        inputs_of_relu = []
        for w, b in params[:-1]:
            z = a @ w + b
            inputs_of_relu.append(z)
            a = np.maximum(z, 0)
        # backward, from the one score
        w, b = params[-1]
        da = w[:, y[n]]
        for layer in reversed(range(len(params) - 1)):
            w, b = params[layer]
            dz = da * (inputs_of_relu[layer] > 0)
            da = w @ dz
        out[n] = np.abs(da)
    return out


def maximise_activation(gradient, x, lr, steps, radius):
    for _ in range(steps):
        x = x + lr * gradient(x)
        norm = np.sqrt(np.sum(x**2))
        if norm > radius:
            x = x * (radius / norm)
    return x


def augment(x, config, rng):
    out = x.copy()
    if config["shift"] != 0:
        out = random_shift(out, config["shift"], rng)
    if config["flip"] != 0:
        out = random_flip(out, config["flip"], rng)
    if config["angle"] != 0:
        angles = rng.uniform(-config["angle"], config["angle"], len(x))
        turned = np.zeros(out.shape)
        for n in range(len(x)):
            turned[n:n + 1] = rotate(out[n:n + 1], angles[n])
        out = turned
    return out


def init_network(sizes, rng):
    params = []
    state = []
    for layer in range(len(sizes) - 1):
        n_in = sizes[layer]
        n_out = sizes[layer + 1]
        w = he_init(rng, n_in, n_out)
        b = np.zeros(n_out)
        if layer < len(sizes) - 2:
            params.append((w, b, np.ones(n_out), np.zeros(n_out)))
            state.append((np.zeros(n_out), np.ones(n_out)))
        else:
            params.append((w, b))
    return params, state


def network_forward(x, params, state, p, rng, training):
    a = x
    new_state = []
    hidden_caches = []
    for layer in range(len(params) - 1):
        w, b, gamma, beta = params[layer]
        running_mean, running_var = state[layer]
        z = a @ w + b
        normalised, running_mean, running_var = batchnorm_forward(z, gamma, beta, running_mean, running_var,
                                                                  training=training)
        rectified = np.maximum(normalised, 0)
        dropped, mask = dropout_forward(rectified, p, rng, training)
        hidden_caches.append((a, w, z, gamma, normalised, mask))
        new_state.append((running_mean, running_var))
        a = dropped
    w, b = params[-1]
    scores = a @ w + b
    cache = (hidden_caches, a, w, p)
    return scores, new_state, cache


def network_backward(dout, cache):
    hidden_caches, a, w, p = cache
    dw = a.T @ dout
    db = dout.sum(axis=0)
    da = dout @ w.T
    grads = [(dw, db)]
    for a, w, z, gamma, normalised, mask in reversed(hidden_caches):
        drectified = dropout_backward(da, mask, p)
        dnormalised = drectified * (normalised > 0)
        dz, dgamma, dbeta = batchnorm_backward(dnormalised, z, gamma)
        dw = a.T @ dz
        db = dz.sum(axis=0)
        da = dz @ w.T
        grads.insert(0, (dw, db, dgamma, dbeta))
    return grads


def train_network(x, y, params, config, rng):
    number = len(x)
    order = rng.permutation(number)
    n_validation = int(config["validation"] * number)
    validation_rows = order[:n_validation]
    training_rows = order[n_validation:]
    x_validation = x[validation_rows]
    y_validation = y[validation_rows]
    x_training = x[training_rows]
    y_training = y[training_rows]
    n_training = len(training_rows)

    mean = x_training.mean()
    deviation = x_training.std()
    inputs_validation = ((x_validation - mean) / deviation).reshape(n_validation, -1)

    state = []
    for w, b, gamma, beta in params[:-1]:
        state.append((np.zeros(len(b)), np.ones(len(b))))
    m = []
    v = []
    for layer in params:
        m.append([np.zeros(array.shape) for array in layer])
        v.append([np.zeros(array.shape) for array in layer])

    history = {"mean": mean, "deviation": deviation, "lr": [], "loss": [], "validation_loss": [],
               "validation_accuracy": []}
    best_loss = np.inf
    best_params = params
    best_state = state
    epochs_without_progress = 0
    t = 0
    for epoch in range(config["epochs"]):
        lr = config["lr"] / (1 + config["decay"] * epoch)
        order = rng.permutation(n_training)
        sum_of_losses = 0.0
        for start in range(0, n_training, config["batch_size"]):
            rows = order[start:start + config["batch_size"]]
            images = augment(x_training[rows], config, rng)
            inputs = ((images - mean) / deviation).reshape(len(rows), -1)
            scores, state, cache = network_forward(inputs, params, state, config["p"], rng, True)
            loss, dscores = softmax_cross_entropy(scores, y_training[rows])
            sum_of_losses += loss * len(rows)
            grads = network_backward(dscores, cache)

            t += 1
            new_params = []
            for layer in range(len(params)):
                new_layer = []
                for i in range(len(params[layer])):
                    array = params[layer][i]
                    grad = grads[layer][i]
                    if i == 0:
                        grad = grad + config["strength"] * array
                    array, m[layer][i], v[layer][i] = adam_step(array, grad, m[layer][i], v[layer][i], t, lr=lr)
                    new_layer.append(array)
                new_params.append(tuple(new_layer))
            params = new_params

        scores, _, _ = network_forward(inputs_validation, params, state, config["p"], rng, False)
        validation_loss, _ = softmax_cross_entropy(scores, y_validation)
        right = 0
        for n in range(n_validation):
            if np.argmax(scores[n]) == y_validation[n]:
                right += 1

        history["lr"].append(lr)
        history["loss"].append(sum_of_losses / n_training)
        history["validation_loss"].append(validation_loss)
        history["validation_accuracy"].append(right / n_validation)

        if validation_loss < best_loss:
            best_loss = validation_loss
            best_params = params
            best_state = state
            epochs_without_progress = 0
        else:
            epochs_without_progress += 1
            if epochs_without_progress == config["patience"]:
                break
    return best_params, best_state, history
