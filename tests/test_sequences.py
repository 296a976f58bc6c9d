"""The text of a small language, and how networks that foretell it are measured."""

import math
import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autograder.exercise.cases import balanced_text
from autograder.exercise.metrics import UNCOUNTED, perplexity
from autograder.worker.inputs import Array


@given(seed=st.integers(0, 1 << 32), words=st.integers(1, 40))
def test_each_word_has_as_many_letters_of_one_kind_as_of_the_other(seed: int, words: int) -> None:
    text = balanced_text(np.random.default_rng(seed), words)
    first, stop = text[0], text[-1]
    written = "".join("a" if k == first else "." if k == stop else "b" for k in text)
    assert sorted({first, stop, *text.tolist()}) == [0, 1, 2] and written.count(".") == words
    assert all(
        re.fullmatch("a{1,8}b{1,8}", word) and 2 * word.count("a") == len(word) for word in written.split(".")[:-1]
    )


def parameters(rng: np.random.Generator) -> list[Array]:
    return [rng.normal(size=shape) for shape in ((3, 2), (2, 16), (4, 16), (16,), (4, 3), (3,))]


def test_the_perplexity_is_that_of_torch() -> None:
    import torch

    rng = np.random.default_rng(0)
    params, ids = parameters(rng), rng.integers(3, size=(5, UNCOUNTED + 9))
    table, wx, wh, b, w_out, b_out = map(torch.from_numpy, params)
    lstm = torch.nn.LSTM(2, 4, batch_first=True, dtype=torch.float64)
    weights = {"weight_ih_l0": wx.T, "weight_hh_l0": wh.T, "bias_ih_l0": b, "bias_hh_l0": 0 * b}
    states, _ = torch.func.functional_call(lstm, weights, (table[torch.from_numpy(ids[:, :-1])],))
    scores = (states @ w_out + b_out)[:, UNCOUNTED:].flatten(0, 1)
    expected = torch.nn.functional.cross_entropy(scores, torch.from_numpy(ids[:, UNCOUNTED + 1 :]).flatten()).exp()
    assert math.isclose(perplexity({"params": params}, (params, []), {"ids": ids}), float(expected))


def test_a_network_of_other_shapes_foretells_nothing() -> None:
    params = parameters(np.random.default_rng(0))
    assert (
        perplexity({"params": params}, ([w.T for w in params], []), {"ids": np.zeros((1, UNCOUNTED + 2), int)})
        == math.inf
    )
