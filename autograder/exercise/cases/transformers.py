"""Queries, keys and values, masks, and the weights of transformers."""

from collections.abc import Iterator

import numpy as np

from autograder.exercise.check import Case, Cases
from autograder.worker.inputs import Array

Shape = tuple[tuple[int, ...], int, int, int, int]
Block = tuple[Array, ...]
Transformer = tuple[Array, list[Block], Array, Array]


def attention_inputs(*shapes: Shape, scale: float = 1.0, masked: str = "", upstream: bool = False) -> Cases:
    """Random ``q``, ``k`` and ``v`` for each ``(leading axes, T, S, D, M)``, with ``dout`` if ``upstream``.

    ``masked`` is 'causal', 'random' (T, S), or 'padding' (N, 1, S) after further axes of 1; every query sees a key, and
    some query two: else the gradients of q and k are 0 but for rounding.
    """

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for leading, queries, keys, depth, width in shapes:
            inputs: dict[str, Array] = {
                "q": scale * rng.normal(size=(*leading, queries, depth)),
                "k": scale * rng.normal(size=(*leading, keys, depth)),
                "v": rng.normal(size=(*leading, keys, width)),
            }
            if masked:
                inputs["mask"] = _mask(rng, masked, leading, queries, keys)
            if upstream:
                inputs["dout"] = rng.normal(size=(*leading, queries, width))
            said = f"{leading}, T={queries}, S={keys}, D={depth}, M={width}"
            yield Case(f"{said}{f', {masked} mask' if masked else ''}", inputs)

    return cases


def _mask(rng: np.random.Generator, kind: str, leading: tuple[int, ...], queries: int, keys: int) -> Array:
    if kind == "causal":
        return np.tril(np.ones((queries, keys), dtype=bool))
    if kind == "padding":
        lengths = rng.integers(1, keys, size=(leading[0], 1))
        seen = np.arange(keys) < lengths + (lengths.max() == 1)
        return np.reshape(seen, (leading[0], *[1] * len(leading), keys))
    seen = rng.random((queries, keys)) < 0.6
    first, hidden = rng.permutation(keys)[:2]
    seen[:, first], seen[0, hidden] = True, False
    rng.permuted(seen, axis=0, out=seen)
    seen[-1] |= seen.sum() == queries
    return seen


def transformer_block_weights(rng: np.random.Generator, depth: int, hidden: int, gain: float = 1.0) -> Block:
    """The ten arrays (g1, wq, wk, wv, wo, g2, w1, b1, w2, b2) of a block, of about unit ``gain``."""

    def weights(before: int, after: int) -> Array:
        drawn: Array = rng.normal(scale=gain / np.sqrt(before), size=(before, after))
        return drawn

    attention = [weights(depth, depth) for _ in range(4)]
    first, second = weights(depth, hidden), weights(hidden, depth)
    gains = rng.uniform(0.5, 1.5, size=(2, depth))
    biases = 0.5 * rng.normal(size=hidden), 0.5 * rng.normal(size=depth)
    return (gains[0], *attention, gains[1], first, biases[0], second, biases[1])


def transformer_weights(
    rng: np.random.Generator, *, tokens: int, depth: int, hidden: int, blocks: int, gain: float = 1.0
) -> Transformer:
    """The parameters (E, blocks, gamma, w_out) of a small language model over so many ``tokens``."""
    embedding = rng.normal(size=(tokens, depth))
    layers = [transformer_block_weights(rng, depth, hidden, gain) for _ in range(blocks)]
    return embedding, layers, rng.uniform(0.5, 1.5, size=depth), rng.normal(scale=gain, size=(depth, tokens))
