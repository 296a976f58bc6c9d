"""Named metrics for `converges`: how far training got, lower is better.

Each gets a call's inputs, its result (of the reference's structure, shapes and dtypes) and known facts.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.worker.inputs import Array
from autograder.worker.wire import Value

Layer = tuple[Array, Array]
Metric = Callable[[Mapping[str, Value], Value, Mapping[str, Value]], float]
UNCOUNTED = 20
"""So many characters are read before those that `perplexity` counts."""


def misclassified(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> float:
    """The share of unseen samples ``known["x"]``, ``known["t"]`` on the wrong side of the returned ``w, b``.

    The band that the reference reaches there says how well a plane from these training data generalises.
    """
    w, b = returned[0], returned[1]
    predicted = np.asarray(known["x"]) @ np.asarray(w) + b >= 0
    return float(np.mean(predicted != (np.asarray(known["t"]) == 1)))


def misread_by_mlp(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> float:
    """The share of unseen digits ``known["x"]`` that a ReLU network reads otherwise than ``known["y"]``.

    Its parameters are the first item returned; all are misread by one whose layers are not those of ``params``.
    """
    params = _layers(returned[0])
    if _shapes(params) != _shapes(inputs["params"]):
        return 1.0
    with np.errstate(all="ignore"):
        scores = _dense(np.asarray(known["x"]).reshape(len(known["x"]), -1) / 16, params, lambda z: np.maximum(z, 0))
    return float(np.mean(scores.argmax(axis=1) != known["y"]))


def misread_by_lenet(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> float:
    """The same for LeNet-5: two convolutions, then dense layers, with tanh; the digits are enlarged to 28 by 28."""
    params = _layers(returned[0])
    if _shapes(params) != _shapes(inputs["params"]):
        return 1.0
    large = np.asarray(known["x"]).repeat(3, axis=1).repeat(3, axis=2) / 16
    maps = np.pad(large, [(0, 0), (2, 2), (2, 2)])[:, None]
    with np.errstate(all="ignore"):
        for w, b in params[:2]:
            maps = _pooled(np.tanh(_filtered(maps, w) + b[:, None, None]))
        scores = _dense(maps.reshape(len(maps), -1), params[2:], np.tanh)
    return float(np.mean(scores.argmax(axis=1) != known["y"]))


def _filtered(maps: Array, w: Array) -> Array:
    """The results (N, F, H', W') of filters (F, C, K, L) on maps (N, C, H, W)."""
    windows = np.lib.stride_tricks.sliding_window_view(maps, w.shape[2:], axis=(2, 3))
    columns = windows.transpose(1, 4, 5, 0, 2, 3).reshape(w[0].size, -1)
    found: Array = w.reshape(len(w), -1) @ columns
    return found.reshape(len(w), *windows.shape[:1], *windows.shape[2:4]).swapaxes(0, 1)


def _pooled(maps: Array) -> Array:
    """The mean of each 2 by 2 places."""
    rows = maps[:, :, ::2] + maps[:, :, 1::2]
    pooled: Array = (rows[..., ::2] + rows[..., 1::2]) / 4
    return pooled


def misread_by_network(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> float:
    """The same for a network with batch normalisation, which is in use: ``params, state, history``.

    ``history`` has the mean and the deviation of the pixels that it was trained on. All are misread if the layers are
    not those of ``params``.
    """
    params, state, history = returned
    if [[np.shape(a) for a in layer] for layer in params] != [
        [np.shape(a) for a in layer] for layer in inputs["params"]
    ]:
        return 1.0
    with np.errstate(all="ignore"):
        a = (np.asarray(known["x"]).reshape(len(known["x"]), -1) - history["mean"]) / history["deviation"]
        for (w, b, gamma, beta), (mean, var) in zip(params[:-1], state, strict=True):
            a = np.maximum(gamma * (a @ w + b - mean) / np.sqrt(var + 1e-5) + beta, 0)
        scores = a @ params[-1][0] + params[-1][1]
    return float(np.mean(scores.argmax(axis=1) != known["y"]))


def perplexity(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> float:
    """The perplexity of a character LSTM on unseen text ``known["ids"]``, (N, T), read from a state of 0.

    What it foretells of the first `UNCOUNTED` characters is ignored: the state before them is not one that reading
    leaves behind.  Its parameters (table, wx, wh, b, w_out, b_out) are the first item returned; infinite if their
    shapes are not those of ``params``.
    """
    params = [np.asarray(w) for w in returned[0]]
    if [w.shape for w in params] != [np.shape(w) for w in inputs["params"]]:
        return float("inf")
    ids, (table, wx, wh, b, w_out, b_out) = np.asarray(known["ids"]), params
    h = c = np.zeros((len(ids), len(wh)))
    losses = []
    with np.errstate(all="ignore"):
        for read, target in zip(ids.T, ids.T[1:], strict=False):
            i, f, g, o = np.split(table[read] @ wx + h @ wh + b, 4, axis=1)
            c = c / (1 + np.exp(-f)) + np.tanh(g) / (1 + np.exp(-i))
            h = np.tanh(c) / (1 + np.exp(-o))
            z = h @ w_out + b_out
            z = z - z.max(axis=1, keepdims=True)
            losses.append(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), target])
        return float(np.exp(np.mean(losses[UNCOUNTED:])))


def miscopied(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> float:
    """The share of symbols that a transformer copies wrongly in the unseen rows ``known["ids"]``, (N, 2 n + 1).

    It reads all tokens of a row but the last one, under a causal mask, and is asked for the last n.  Its parameters
    (E, blocks, gamma, w_out) are the first item returned; all is wrong if their shapes are not those of ``params``.
    """
    e, blocks, gamma, w_out = returned[0]
    if [[np.shape(w) for w in block] for block in blocks] != [
        [np.shape(w) for w in block] for block in inputs["params"][1]
    ]:
        return 1.0
    ids = np.asarray(known["ids"])
    n, depth = ids.shape[1] // 2, np.shape(e)[1]
    angles = np.arange(2 * n)[:, None] / 10000.0 ** (np.arange(depth) // 2 * 2 / depth)
    with np.errstate(all="ignore"):
        x = np.asarray(e)[ids[:, :-1]] + np.where(np.arange(depth) % 2, np.cos(angles), np.sin(angles))
        for block in blocks:
            x = _transformed(x, [np.asarray(w) for w in block], inputs["config"]["h"])
        copied = (_of_unit_size(x, np.asarray(gamma)) @ np.asarray(w_out)).argmax(axis=2)
    return float(np.mean(copied[:, n:] != ids[:, n + 1 :]))


def _transformed(x: Array, block: Sequence[Array], heads: int) -> Array:
    """The result of a causal pre-norm block of a transformer."""
    g1, wq, wk, wv, wo, g2, w1, b1, w2, b2 = block
    a = _of_unit_size(x, g1)
    q, k, v = (np.stack(np.split(a @ w, heads, axis=2), axis=1) for w in (wq, wk, wv))
    scores = q @ k.swapaxes(2, 3) / np.sqrt(q.shape[3])
    scores = np.where(np.tril(np.ones(scores.shape[2:])) > 0, scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=3, keepdims=True))
    read = weights / weights.sum(axis=3, keepdims=True) @ v
    y = x + np.concatenate([*read.swapaxes(0, 1)], axis=2) @ wo
    z = _of_unit_size(y, g2) @ w1 + b1
    erf = np.fromiter(map(math.erf, np.ravel(z / np.sqrt(2)).tolist()), float).reshape(z.shape)
    out: Array = y + z * (1 + erf) / 2 @ w2 + b2
    return out


def _of_unit_size(x: Array, gamma: Array) -> Array:
    """The result of RMSNorm."""
    normed: Array = gamma * x / np.sqrt((x * x).mean(axis=2, keepdims=True) + 1e-5)
    return normed


def _layers(params: Any) -> list[Layer]:
    return [(np.asarray(w), np.asarray(b)) for w, b in params]


def _shapes(params: Any) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(np.shape(w), np.shape(b)) for w, b in params]


def _dense(a: Array, params: Sequence[Layer], activation: Callable[[Array], Array]) -> Array:
    """The scores of dense layers, with the activation after each of them but the last."""
    for w, b in params[:-1]:
        a = activation(a @ w + b)
    return a @ params[-1][0] + params[-1][1]


METRICS: dict[str, Metric] = {
    "miscopied": miscopied,
    "misclassified": misclassified,
    "misread_by_lenet": misread_by_lenet,
    "misread_by_mlp": misread_by_mlp,
    "misread_by_network": misread_by_network,
    "perplexity": perplexity,
}
SHARE = "at most {:.3g} % of unseen samples wrong"
PROMISES = {"perplexity": "a perplexity of at most {:.3g} on unseen text"}
"""What a statement says of a band; of a metric that is not here, it is a `SHARE`."""


def promise(metric: str, high: float) -> str:
    """What a network has to reach so that ``metric`` is at most ``high``."""
    words = PROMISES.get(metric)
    return words.format(high) if words else SHARE.format(100 * high)
