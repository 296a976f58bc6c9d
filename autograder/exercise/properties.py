"""Named properties for `satisfies`: each gets a call's inputs, result and known facts.

A property returns None where it holds, else what is wrong, in words that may be shown for hidden cases too.
The result has the structure, shapes and dtypes of the reference's already.
"""

from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import numpy as np

from autograder.worker.inputs import Array
from autograder.worker.wire import Value

Property = Callable[[Mapping[str, Value], Value, Mapping[str, Value]], str | None]

SIGMAS = 6.0  # how far from its expectation chance may take a count or a mean: further once in 500 million draws


def separates_within_novikoff_bound(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """Separates the training data, after at most (R / gamma)^2 mistakes (Novikoff 1962).

    gamma is taken for the separator ``known["separator"]``, which need not be the best one.

    ``x`` (N, D) has a constant 1 appended and training starts at w = 0, b = 0; so R is the largest norm of
    ``(x, 1)``, since the bias is learnt as one more weight, and gamma the smallest margin.
    """
    x = np.column_stack([inputs["x"], np.ones(len(inputs["x"]))])
    signs = np.where(np.asarray(inputs["t"]) == 1, 1.0, -1.0)
    separator = known["separator"] / np.linalg.norm(known["separator"])
    margin = float((signs * (x @ separator)).min())
    bound = float((np.linalg.norm(x, axis=1).max() / margin) ** 2)
    w, b, mistakes = returned
    if np.any((np.asarray(inputs["x"]) @ w + b >= 0) != (np.asarray(inputs["t"]) == 1)):
        return "the plane that it returns does not separate the samples"
    made = sum(int(count) for count in mistakes)
    return None if made <= bound else "it makes more mistakes than Novikoff's bound allows"


def computes_xor(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """A 2-2-1 network ``(w1, b1, w2, b2)`` of hardlim units that is 1 where exactly one of two inputs is 1."""
    w1, b1, w2, b2 = (np.asarray(item, dtype=np.float64) for item in returned)
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    with np.errstate(all="ignore"):
        hidden = np.where(x @ w1 + b1 >= 0, 1.0, 0.0)
        fires = hidden @ w2 + b2 >= 0
    wrong = np.count_nonzero(fires != np.array([False, True, True, False]))
    return f"its network is wrong on {wrong} of the 4 inputs" if wrong else None


def draws_polygon(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """A network ``(w1, b1, w2, b2)`` of one hidden layer of ReLUs that is ``known["y"]`` at ``known["x"]``."""
    w1, b1, w2, b2 = (np.asarray(item, dtype=np.float64) for item in returned)
    x, y = np.asarray(known["x"]), np.asarray(known["y"])
    with np.errstate(all="ignore"):
        drawn = (np.maximum(x[:, None] @ w1 + b1, 0) @ w2 + b2)[:, 0]
    close = np.allclose(drawn, y, rtol=0, atol=1e-8 * np.abs(y).max())
    return None if close else "its network is not the polygon through the knots"


def separates_xor_hidden(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """A hardlim unit ``(v, c)`` that is XOR of what the sigmoid units of `xor_hidden` say of two inputs 0 or 1."""
    v, c = (np.asarray(item, dtype=np.float64) for item in returned)
    z = np.array([[-4.0, -4.0], [-3.0, -5.0], [-5.0, -3.0], [-4.0, -4.0]])
    with np.errstate(all="ignore"):
        fires = (1 / (1 + np.exp(-z))) @ v + c >= 0
    wrong = np.count_nonzero(fires != np.array([False, True, True, False]))
    return f"its unit is wrong on {wrong} of the 4 inputs" if wrong else None


def detects_pattern(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """A hardlim unit ``(w, b)`` that fires where at most ``wrong`` pixels of a picture differ from ``pattern``.

    Pixels are 0 or 1, and all pictures are tried.
    """
    pattern = np.asarray(inputs["pattern"])
    w, b = (np.asarray(item, dtype=np.float64) for item in returned)
    pictures = np.array(list(product((0.0, 1.0), repeat=len(pattern))))
    with np.errstate(all="ignore"):
        fires = pictures @ w + b >= 0
    alike = np.count_nonzero(pictures != pattern, axis=1) <= inputs["wrong"]
    if np.any(alike & ~fires):
        return "it does not fire for some picture with few enough wrong pixels"
    return "it fires for some picture with too many wrong pixels" if np.any(fires & ~alike) else None


def has_every_index_once(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """Batches with each number from 0 to ``n - 1`` once, full ones of ``batch_size`` and a shorter one last."""
    lengths = [min(inputs["batch_size"], inputs["n"] - at) for at in range(0, inputs["n"], inputs["batch_size"])]
    if [np.size(batch) for batch in returned] != lengths:
        return "its batches are not full ones and the rest"
    visited = np.sort(np.concatenate([np.ravel(batch) for batch in returned]))
    return None if np.array_equal(visited, np.arange(inputs["n"])) else "it does not visit every index once"


def is_least_squares(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """``w, b`` leave a residual that no column of ``x`` and no constant explains, to ``known["within"]``."""
    x, t = np.asarray(inputs["x"], dtype=float), np.asarray(inputs["t"], dtype=float)
    w, b = returned
    residual = x @ np.asarray(w) + b - t
    slope = np.append(x.T @ residual, residual.sum()) / len(t)
    return None if np.abs(slope).max() <= known["within"] else "another line has a smaller squared error"


@np.errstate(all="ignore")
def is_normal_with_std(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """Independent normal numbers of mean 0 and standard deviation ``known["std"]`` (see `_not_normal`)."""
    return _not_normal(np.asarray(returned, dtype=np.float64) / known["std"], "draws")


@np.errstate(all="ignore")
def adds_normal_noise(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """What was added to ``x`` are independent normal numbers of standard deviation ``scale`` (see `_not_normal`)."""
    return _not_normal((np.asarray(returned, dtype=np.float64) - inputs["x"]) / inputs["scale"], "adds")


@np.errstate(all="ignore")
def is_inverted_dropout(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """``out, mask`` of inverted dropout with rate ``p`` (Srivastava et al. 2014, section 10).

    The mask keeps a share of ``1 - p``, within six sigma of the binomial law, each number by itself; what it
    keeps is divided by ``1 - p``, so that the expectation stays.
    """
    out, mask = (np.asarray(item, dtype=np.float64) for item in returned)
    keep = 1 - inputs["p"]
    drawn = (mask - keep) / np.sqrt(keep * inputs["p"])
    if not abs(drawn.mean()) <= SIGMAS / np.sqrt(drawn.size):
        return "the share that it keeps is not about 1 - p"
    if _neighbours_agree(drawn):
        return "it does not keep or drop each number by itself"
    scaled = np.allclose(out, inputs["x"] * mask / keep, rtol=1e-5, atol=0)
    return None if scaled else "it does not divide what it keeps by 1 - p, and set the rest to 0"


@np.errstate(all="ignore")
def later_changes_nothing_before(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """``before`` and ``after`` (N, T, ...) are equal at the positions below ``known["place"]``, and at no later one.

    They are what a causal function makes of two sequences that differ from ``place`` on.
    """
    place = known["place"]
    before, after = (np.asarray(returned[name], dtype=np.float64) for name in ("before", "after"))
    apart = np.abs(after - before).reshape(*before.shape[:2], -1).max(axis=2)
    allowed = 1e-9 * np.abs(before).max()  # the order of a sum may depend on the length of the sequence
    if not apart[:, :place].max() <= allowed:
        return "what comes later in the sequence changes the results before"
    changed = apart[:, place:].min() > 0  # by however little: normalised, a single number is nearly its sign
    return None if changed else "what changes in the sequence does not change the result there"


def _not_normal(z: Array, does: str) -> str | None:
    """What tells many numbers that a function ``does`` from independent standard normal ones, each within six sigma.

    The mean of n has the standard deviation 1 / sqrt(n), or s / sqrt(n) where theirs is another one, s; that has
    itself about 1 / sqrt(2 n), and the share within 1 of 0, which is 0.6827, that of the binomial law.
    """
    sigma = 1 / np.sqrt(z.size)
    if not abs(z.mean()) <= SIGMAS * sigma * max(z.std(), 1):
        return f"the mean of the numbers that it {does} is not 0"
    if not abs(z.std() - 1) <= SIGMAS * sigma / np.sqrt(2):
        return f"the numbers that it {does} have another standard deviation"
    if not abs(np.mean(np.abs(z) < 1) - 0.6827) <= SIGMAS * sigma * np.sqrt(0.6827 * 0.3173):
        return f"the numbers that it {does} are not normally distributed"
    return f"the numbers that it {does} are not independent of each other" if _neighbours_agree(z) else None


def _neighbours_agree(z: Array) -> bool:
    """Whether numbers of mean 0 and variance 1 go along with their neighbours on some axis.

    The mean product of m pairs without a number in common has the standard deviation 1 / sqrt(m) if all are
    independent; six of these are allowed.
    """
    for axis in range(z.ndim):
        ahead = np.moveaxis(z, axis, 0)
        half = len(ahead) // 2
        products = ahead[: 2 * half : 2] * ahead[1 : 2 * half : 2]
        if products.size and not abs(products.mean()) <= SIGMAS / np.sqrt(products.size):
            return True
    return False


PROPERTIES: dict[str, Property] = {
    "adds_normal_noise": adds_normal_noise,
    "computes_xor": computes_xor,
    "draws_polygon": draws_polygon,
    "detects_pattern": detects_pattern,
    "has_every_index_once": has_every_index_once,
    "is_inverted_dropout": is_inverted_dropout,
    "is_least_squares": is_least_squares,
    "is_normal_with_std": is_normal_with_std,
    "later_changes_nothing_before": later_changes_nothing_before,
    "separates_within_novikoff_bound": separates_within_novikoff_bound,
    "separates_xor_hidden": separates_xor_hidden,
}
