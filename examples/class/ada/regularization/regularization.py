# Right, in whole arrays, written from the statements alone.
import numpy as np


def symmetry_broken(params):
    for (w, b), (next_w, _) in zip(params[:-1], params[1:]):
        units = np.column_stack([w.T, b, next_w])
        same = np.all(units[:, None] == units[None], axis=2)
        if np.sum(same) > len(units):  # more than each unit with itself
            return False
    return True


def normal_init(rng, n_in, n_out, scale=0.01):
    return scale * rng.standard_normal((n_in, n_out))


def xavier_init(rng, n_in, n_out):
    return rng.standard_normal((n_in, n_out)) * np.sqrt(1 / n_in)


def he_init(rng, n_in, n_out):
    return rng.standard_normal((n_in, n_out)) * np.sqrt(2 / n_in)


def fit_standardizer(x):
    x = np.asarray(x, dtype=float)
    constant = np.all(x == x[0], axis=0)
    return x.mean(axis=0), np.where(constant, 1.0, x.std(axis=0))


def standardize(x, mean, std):
    return (x - mean) / std


def min_max_scale(x, low, high):
    x = np.asarray(x, dtype=float)
    smallest, largest = x.min(axis=0), x.max(axis=0)
    extent = np.where(largest > smallest, largest - smallest, 1.0)
    share = (x - smallest) / extent
    return low * (1.0 - share) + high * share


def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    if training:
        mean, var = x.mean(axis=0), x.var(axis=0)
        running_mean = (1 - momentum) * running_mean + momentum * mean
        running_var = (1 - momentum) * running_var + momentum * x.var(axis=0, ddof=1)
    else:
        mean, var = running_mean, running_var
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, running_mean, running_var


def batchnorm_backward(dout, x, gamma, eps=1e-5):
    scale = 1 / np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) * scale
    g = gamma * dout
    dx = scale * (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def layernorm_forward(x, gamma, beta, eps=1e-5):
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def layernorm_backward(dout, x, gamma, eps=1e-5):
    scale = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * scale
    g = gamma * dout
    dx = scale * (g - g.mean(axis=1, keepdims=True) - x_hat * (g * x_hat).mean(axis=1, keepdims=True))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def dropout_forward(x, p, rng, training=True):
    if not training:
        return x.copy(), np.ones(x.shape, dtype=bool)
    mask = np.asarray(rng.random(x.shape) >= p)
    return np.where(mask, x / (1 - p), 0.0), mask


def dropout_backward(dout, mask, p):
    return dout * mask / (1 - p)


def l2_penalty(params, strength):
    return strength / 2 * sum(np.sum(w**2) for w, _ in params)


def l2_penalty_gradient(params, strength):
    return [(strength * w, np.zeros(b.shape)) for w, b in params]


def early_stopping(losses, patience, min_delta):
    best_epoch = 0
    for epoch in range(1, len(losses)):
        if losses[best_epoch] - losses[epoch] > min_delta:
            best_epoch = epoch
        elif epoch - best_epoch == patience:
            return epoch, best_epoch
    return len(losses) - 1, best_epoch


def horizontal_flip(x):
    return x[:, :, :, ::-1].copy()


def rotate90(x, times=1):
    return np.rot90(x, times, axes=(2, 3)).copy()


def to_grayscale(x):
    return np.einsum("c,nchw->nhw", np.array([0.299, 0.587, 0.114]), x)[:, None]


def random_crop(x, size, rng):
    n, _, height, width = x.shape
    top = rng.integers(0, height - size + 1, size=n)
    left = rng.integers(0, width - size + 1, size=n)
    # windows[n, c, i, j] is the square of image n and channel c whose upper left corner is at (i, j)
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
    return windows[np.arange(n), :, top, left]


def color_jitter(x, strength, rng):
    factors = rng.uniform(1 - strength, 1 + strength, size=x.shape[:2])
    return np.minimum(x * factors[:, :, None, None], 1.0)


def add_noise(x, scale, rng):
    return x + scale * rng.standard_normal(x.shape)


def uniform_init(rng, n_in, n_out, limit=0.5):
    return rng.uniform(-limit, limit, size=(n_in, n_out))


def standard_dropout(x, p, rng, training=True):
    if not training:
        return (1 - p) * x, np.ones(x.shape, dtype=bool)
    mask = rng.random(x.shape) >= p
    return np.where(mask, x, 0.0), mask


def l1_penalty(params, strength):
    return strength * sum(np.abs(w).sum() for w, _ in params)


def l1_penalty_gradient(params, strength):
    return [(strength * np.sign(w), np.zeros(b.shape)) for w, b in params]


def max_norm(w, limit):
    lengths = np.sqrt((w**2).sum(axis=0))
    return w * (limit / np.maximum(lengths, limit))


def random_flip(x, p, rng):
    flip = rng.random(len(x)) < p
    return np.where(flip[:, None, None, None], x[..., ::-1], x)


def translate(x, rows, columns):
    out = np.zeros(x.shape)
    (to_rows, from_rows), (to_columns, from_columns) = _shifted(x.shape[2], rows), _shifted(x.shape[3], columns)
    out[..., to_rows, to_columns] = x[..., from_rows, from_columns]
    return out


def random_shift(x, limit, rng):
    shifts = rng.integers(-limit, limit + 1, size=(len(x), 2))
    out = np.zeros(x.shape)
    for i, (rows, columns) in enumerate(shifts):
        out[i:i + 1] = translate(x[i:i + 1], rows, columns)
    return out


def rotate(x, degrees):
    angle, size = np.deg2rad(degrees), x.shape[-1]
    places, middle = np.arange(size), (size - 1) / 2
    down, right = np.meshgrid(places - middle, places - middle, indexing="ij")
    rows = middle + right * np.sin(angle) + down * np.cos(angle)
    columns = middle + right * np.cos(angle) - down * np.sin(angle)
    # How much each source row and each source column counts for pixel (i, j) of the result.
    row_weights = np.maximum(1 - np.abs(rows[..., None] - places), 0)
    column_weights = np.maximum(1 - np.abs(columns[..., None] - places), 0)
    return np.einsum("nckl,ijk,ijl->ncij", x, row_weights, column_weights, optimize=True)


def prune(params, fraction):
    sizes = np.concatenate([np.abs(w).ravel() for w, _ in params])
    stays = np.ones(len(sizes), dtype=bool)
    stays[np.argsort(sizes)[:int(fraction * len(sizes))]] = False
    ends = np.cumsum([w.size for w, _ in params])[:-1]
    return [part.reshape(w.shape) for part, (w, _) in zip(np.split(stays, ends), params)]


def frozen_step(params, grads, lr, trainable):
    return [(w - lr * dw, b - lr * db) if learns else (w, b)
            for (w, b), (dw, db), learns in zip(params, grads, trainable)]


def _shifted(length, by):
    """The slices (to, from) along an axis of this length that is moved by so many places."""
    by = min(max(by, -length), length)
    return slice(max(by, 0), length + min(by, 0)), slice(max(-by, 0), length - max(by, 0))
