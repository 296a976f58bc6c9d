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


def relu(z):
    """max(z, 0), element by element."""
    return np.maximum(z, 0)


def sigmoid(z):
    """1 / (1 + exp(-z)), element by element, without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def step_bump(x, left, right, height, steepness):
    return height * (sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right)))


def approximate(f, low, high, n):
    knots = low + np.arange(n + 1) * (high - low) / n
    values = f(knots)
    slopes = np.diff(values) / np.diff(knots)
    # one unit for each knot but the last: it switches on there, and its weight is the change of the slope
    return np.ones((1, n)), -knots[:-1], np.diff(slopes, prepend=0.0)[:, None], values[:1]


def hopfield_weights(p):
    w = p.T @ p / p.shape[1]
    np.fill_diagonal(w, 0)
    return w


def hopfield_update(s, w, order):
    s = s.copy()
    for unit in order:
        s[unit] = np.sign(w[unit] @ s) or s[unit]
    return s


def hopfield_energy(s, w):
    return -0.5 * np.einsum('i,ij,j->', s, w, s)


def residual_block_forward(x, w1, b1, w2, b2):
    return x + relu(x @ w1 + b1) @ w2 + b2


def residual_block_backward(dout, x, w1, b1, w2, b2):
    hidden = relu(x @ w1 + b1)
    dz = dout @ w2.T * (hidden > 0)
    return dout + dz @ w1.T, x.T @ dz, dz.sum(axis=0), hidden.T @ dout, dout.sum(axis=0)


def saliency(x, y, params):
    a, active = x, []
    for w, b in params[:-1]:
        a = relu(a @ w + b)
        active.append(a > 0)
    grad = params[-1][0].T[y]
    for (w, _), on in zip(params[-2::-1], active[::-1]):
        grad = (grad * on) @ w.T
    return np.abs(grad)


def maximise_activation(gradient, x, lr, steps, radius):
    for _ in range(steps):
        x = x + lr * gradient(x)
        length = np.sqrt(np.sum(x**2))
        if length > radius:
            x = x * (radius / length)
    return x


def augment(x, config, rng):
    x = x.copy()
    if config['shift']:
        x = random_shift(x, config['shift'], rng)
    if config['flip']:
        x = random_flip(x, config['flip'], rng)
    if config['angle']:
        angles = rng.uniform(-config['angle'], config['angle'], len(x))
        x = np.concatenate([rotate(image[None], angle) for image, angle in zip(x, angles)])
    return x


def fresh_state(sizes):
    """The running statistics of hidden layers of these sizes, before any batch."""
    return [(np.zeros(size), np.ones(size)) for size in sizes]


def init_network(sizes, rng):
    weights = [he_init(rng, n_in, n_out) for n_in, n_out in zip(sizes[:-1], sizes[1:])]
    hidden = [(w, np.zeros(n), np.ones(n), np.zeros(n)) for w, n in zip(weights[:-1], sizes[1:-1])]
    return [*hidden, (weights[-1], np.zeros(sizes[-1]))], fresh_state(sizes[1:-1])


def network_forward(x, params, state, p, rng, training):
    a, new_state, layers = x, [], []
    for (w, b, gamma, beta), (mean, var) in zip(params[:-1], state):
        z = a @ w + b
        normalised, mean, var = batchnorm_forward(z, gamma, beta, mean, var, training=training)
        out, mask = dropout_forward(relu(normalised), p, rng, training)
        layers.append((a, w, z, gamma, normalised > 0, mask))
        new_state.append((mean, var))
        a = out
    w, b = params[-1]
    return a @ w + b, new_state, (layers, a, w, p)


def network_backward(dout, cache):
    layers, a, w, p = cache
    grads = [(a.T @ dout, dout.sum(axis=0))]
    da = dout @ w.T
    for a, w, z, gamma, on, mask in reversed(layers):
        dz, dgamma, dbeta = batchnorm_backward(dropout_backward(da, mask, p) * on, z, gamma)
        grads.append((a.T @ dz, dz.sum(axis=0), dgamma, dbeta))
        da = dz @ w.T
    return grads[::-1]


def train_network(x, y, params, config, rng):
    order = rng.permutation(len(x))
    n_val = int(config['validation'] * len(x))
    val, train = order[:n_val], order[n_val:]
    mean, deviation = x[train].mean(), x[train].std()

    def inputs(images):
        return ((images - mean) / deviation).reshape(len(images), -1)

    x_val, y_val = inputs(x[val]), y[val]
    state = fresh_state([len(layer[1]) for layer in params[:-1]])
    averages = [[(np.zeros_like(array), np.zeros_like(array)) for array in layer] for layer in params]
    history = {'mean': mean, 'deviation': deviation,
               'lr': [], 'loss': [], 'validation_loss': [], 'validation_accuracy': []}
    t, waited, lowest, best = 0, 0, np.inf, (params, state)

    for epoch in range(config['epochs']):
        lr, total = config['lr'] / (1 + config['decay'] * epoch), 0.0
        shuffled = train[rng.permutation(len(train))]
        for start in range(0, len(train), config['batch_size']):
            rows = shuffled[start:start + config['batch_size']]
            batch = inputs(augment(x[rows], config, rng))
            scores, state, cache = network_forward(batch, params, state, config['p'], rng, True)
            loss, dscores = softmax_cross_entropy(scores, y[rows])
            total += loss * len(rows)
            t += 1
            # w comes first in every layer, and is the only array with a penalty
            grads = [(dw + config['strength'] * layer[0], *others)
                     for (dw, *others), layer in zip(network_backward(dscores, cache), params)]
            updated = [[adam_step(array, grad, *average, t, lr=lr) for array, grad, average in zip(*parts)]
                       for parts in zip(params, grads, averages)]
            params = [tuple(array for array, _, _ in layer) for layer in updated]
            averages = [[(m, v) for _, m, v in layer] for layer in updated]

        scores, _, _ = network_forward(x_val, params, state, config['p'], rng, False)
        validation_loss, _ = softmax_cross_entropy(scores, y_val)
        history['lr'].append(lr)
        history['loss'].append(total / len(train))
        history['validation_loss'].append(validation_loss)
        history['validation_accuracy'].append(np.mean(scores.argmax(axis=1) == y_val))
        if validation_loss < lowest:
            lowest, best, waited = validation_loss, (params, state), 0
        else:
            waited += 1
            if waited >= config['patience']:
                break
    return *best, history
