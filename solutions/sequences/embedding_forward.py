"""embedding_forward: a vector for each token (Bengio et al. 2003)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs


def embedding_forward(ids, w):
    """Return the vectors of tokens: a float array ``(N, T, D)``.

    ``ids`` is an int array ``(N, T)``: ``N`` rows of ``T`` tokens, each a number from 0 to ``V - 1``. ``w`` is the
    float table ``(V, D)``: its row ``k`` is the vector of token ``k``. At ``[n, t]`` the result has the vector of the
    token ``ids[n, t]``.

    >>> w = np.array([[0.5, 1.0], [2.0, 3.0], [4.0, 5.0]])
    >>> print(embedding_forward(np.array([[2, 0, 2]]), w))
    [[[4.  5. ]
      [0.5 1. ]
      [4.  5. ]]]
    """
    return w[ids]


def reference(ids, w):
    """torch's own."""
    import torch

    return torch.nn.functional.embedding(ids, w)


def as_a_product(ids, w):
    """Another right solution: one-hot rows times the table, as a dense layer would do."""
    return (ids[..., None] == np.arange(len(w))).astype(float) @ w


def token_by_token(ids, w):
    """Another right solution: two loops."""
    out = np.empty((*ids.shape, w.shape[1]))
    for n in range(ids.shape[0]):
        for t in range(ids.shape[1]):
            out[n, t] = w[ids[n, t]]
    return out


def tables(*sizes):
    """Random tokens and tables: ``(N, T, V, D)``. The last token of the table and the first one are among them."""

    def cases(rng):
        for n, t, v, d in sizes:
            ids = rng.permutation(np.append(rng.integers(v, size=n * t - 2), [0, v - 1])).reshape(n, t)
            yield Case(f"{n} x {t} tokens of {v}, D={d}", dict(ids=ids, w=rng.normal(size=(v, d))))

    return cases


EXERCISE = Exercise(embedding_forward, reference, accepts=[as_a_product, token_by_token], checks={
    "lookup": agrees("finds the vector of each token", points=3,
        on=tables((1, 2, 3, 2), (2, 3, 5, 4), (3, 3, 3, 3), (4, 1, 6, 1)),
        hint="A token is the number of a row. NumPy takes an array of such numbers as an index.",
        catches=[Mistake("counts the tokens from 1", "w[ids]", "w[ids - 1]",
                         hint="Tokens count from 0, as rows do."),
                 Mistake("looks the tokens up among the columns of the table", "w[ids]",
                         "w.T[np.minimum(ids, w.shape[1] - 1)]"),
                 Mistake("adds the vectors of a row up, as a bag of words does",
                         "w[ids]", "w[ids].sum(axis=1)",
                         hint="Each place keeps a vector of its own: (N, T, D)."),
                 Mistake("puts the steps before the batch", "w[ids]", "w[ids.T]",
                         hint="The batch comes first: (N, T, D)."),
                 Mistake("scales the vectors by the root of D, as transformers do", "w[ids]",
                         "w[ids] * np.sqrt(w.shape[1])", hint="The vectors are the table's rows as they stand."),
                 Mistake("gives each row one vector, that of its first token", "w[ids]", "w[0 * ids + ids[:, :1]]",
                         hint="Each place has its own token, and so its own vector."),
                 Mistake("returns one-hot rows, which no table has been applied to", "w[ids]",
                         "np.eye(len(w))[ids]")]),
    "pure": keeps_inputs(on=tables((2, 3, 4, 2)), points=1,
        hint="Looking up changes nothing: `w *= ...` changes the caller's table.",
        catches=[Mistake("scales the caller's table in place, and back in the result",
                         "return w[ids]", "w *= 2; return w[ids] / 2")]),
})
