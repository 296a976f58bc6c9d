"""sample_token: the next token is drawn, more or less boldly (Ackley et al. 1985)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs, reproducible
from autograder.exercise.cases import seed, several


def sample_token(z, temperature, rng):
    """Return a token for each row of scores, drawn by chance: an int array ``(N,)``.

    ``z`` is ``(N, K)``, the scores of ``K`` tokens in each row. The probabilities of a row are
    ``softmax(z / temperature)``, for a ``temperature`` above 0: below 1 the likely tokens become likelier still, above
    1 all become more alike. Quotients as large as 1e5 make no trouble.

    ``rng`` is a ``np.random.Generator``. Draw ``u = rng.random(N)``, once. A row's token is the first one for which the
    sum of the probabilities up to and including its own is larger than the row's ``u`` (the last token, if rounding
    leaves no such sum).

    >>> z = np.array([[1.0, 2.0, 3.0]] * 4)
    >>> print(sample_token(z, 1.0, np.random.default_rng(0)), sample_token(z, 0.5, np.random.default_rng(0)))
    [2 1 0 0] [2 2 1 1]
    """
    z = z / temperature
    cumulated = np.cumsum(np.exp(z - z.max(axis=1, keepdims=True)), axis=1)
    u = rng.random(len(z))[:, None]
    return np.argmax(cumulated > u * cumulated[:, -1:], axis=1)


def reference(z, temperature, rng):
    """torch's softmax and a search in its cumulated sums."""
    import torch

    cumulated = torch.softmax(z / temperature, dim=1).cumsum(dim=1)
    cumulated[:, -1] = 1.0
    return torch.searchsorted(cumulated, torch.from_numpy(rng.random(len(z)))[:, None], right=True)[:, 0]


def row_by_row(z, temperature, rng):
    """Another right solution: counts the cumulated sums that are not above u, row by row."""
    tokens = []
    for scores, u in zip(z, rng.random(len(z))):
        p = np.exp((scores - scores.max()) / temperature)
        tokens.append(int(np.sum(np.cumsum(p / p.sum())[:-1] <= u)))
    return np.array(tokens)


def without_sums(z, temperature, rng):
    """A mistake: the first token whose own probability is larger than u."""
    e = np.exp((z - z.max(axis=1, keepdims=True)) / temperature)
    return np.argmax(e / e.sum(axis=1, keepdims=True) > rng.random(len(z))[:, None], axis=1)


def rows(*shapes, temperatures=(1.0,), scale=1.0):
    """Random scores: ``(N, K)``, at each temperature."""

    def cases(rng):
        for n, k in shapes:
            for temperature in temperatures:
                name = f"{n} rows of {k} tokens, temperature {temperature:g}, scores of {scale:g}"
                yield Case(name, dict(z=scale * rng.normal(size=(n, k)), temperature=temperature, rng=seed(rng)))

    return cases


EXERCISE = Exercise(sample_token, reference, accepts=[row_by_row], harmless=[
    Harmless("u falls exactly on a sum once in about 2**53 draws", ("cumulated > u *", "cumulated >= u *"))], checks={
    "draws": agrees("draws each token with its probability", on=rows((4, 3), (30, 5), (6, 6), (40, 2)), points=3,
        hint=("On the line from 0 to 1 each token has a piece as long as its probability. Where does u fall?",
              "np.cumsum gives the ends of the pieces."),
        catches=[Mistake("takes the likeliest token, without chance", "cumulated > u * cumulated[:, -1:]", "z"),
                 Mistake("takes 1 - u for u, as if it added up from the last token",
                         "cumulated > u *", "cumulated > (1 - u) *",
                         hint="The sums begin with the first token."),
                 Mistake("draws one u for all rows", "rng.random(len(z))[:, None]", "rng.random()",
                         hint="Each row has a u of its own."),
                 Mistake("takes the last token whose sum is below u, one too early",
                         "np.argmax(cumulated > u * cumulated[:, -1:], axis=1)",
                         "np.maximum(np.argmax(cumulated > u * cumulated[:, -1:], axis=1) - 1, 0)",
                         hint="The token that is drawn is the first one whose sum is larger than u."),
                 Mistake("takes the token behind the first one whose sum is larger than u, one too late",
                         "np.argmax(cumulated > u * cumulated[:, -1:], axis=1)",
                         "np.minimum(np.argmax(cumulated > u * cumulated[:, -1:], axis=1) + 1, z.shape[1] - 1)",
                         hint="The token that is drawn is the first one whose sum is larger than u."),
                 Mistake("draws every token with the same probability", "np.cumsum(np.exp(z - z.max(axis=1, "
                         "keepdims=True)), axis=1)", "np.cumsum(np.ones(z.shape), axis=1)",
                         hint="The probabilities are the softmax of the scores."),
                 Mistake("compares u with each probability, not with their sums", function=without_sums),
                 Mistake("normalises over the whole batch", "cumulated[:, -1:]", "cumulated[:, -1].sum()",
                         hint="The probabilities of each row sum to 1.")]),
    "temperature": agrees("divides the scores by the temperature", points=2,
        on=rows((4, 3), (30, 5), (40, 3), temperatures=(0.3, 3.0)),
        hint="Where in softmax does the temperature stand, and which way does it work?",
        catches=[Mistake("ignores the temperature", "z = z / temperature", "z = z / 1"),
                 Mistake("multiplies by the temperature", "z = z / temperature", "z = z * temperature")]),
    "stable": agrees("stays finite for large scores", points=1,
        on=several(rows((5, 4), scale=2000.0), rows((4, 3), temperatures=(1e-4,), scale=5.0)),
        hint="Subtract the largest score of each row before exp.",
        catches=[Mistake("does not subtract the largest score", "z - z.max(axis=1, keepdims=True)", "z"),
                 Mistake("subtracts the largest score of the whole batch", "z.max(axis=1, keepdims=True)", "z.max()")]),
    "chance": reproducible(on=rows((30, 5), (20, 3), (9, 4)), points=1,
        hint="np.random.random uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own", "rng.random(len(z))",
                         "np.random.random(len(z))")]),
    "pure": keeps_inputs(on=rows((4, 3), temperatures=(0.5,)), points=1,
        hint="`z /= temperature` changes the caller's scores.",
        catches=[Mistake("divides the caller's scores in place", "z = z / temperature", "z /= temperature")]),
})
