"""perplexity: among how many equally likely tokens a model hesitates (Jelinek et al. 1977)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees


def perplexity(loss):
    """Return the perplexity of a model: ``e`` to the power of its mean cross-entropy.

    ``loss`` is a float array of any shape, or one number: the cross-entropies of tokens, or of batches of equal size,
    by the natural logarithm as everywhere in this course. The result is one number, from the mean over all of them. A
    model that guesses among ``K`` tokens has the perplexity ``K``, and one that is always right the perplexity 1.

    >>> print(round(float(perplexity(np.array(0.7531))), 3), round(float(perplexity(np.array([0.0, np.log(16)]))), 3))
    2.124 4.0
    """
    return np.exp(np.mean(loss))


def reference(loss):
    """torch's own functions."""
    import torch

    return torch.exp(torch.as_tensor(loss, dtype=torch.float64).mean())


def geometric(loss):
    """Another right solution: the geometric mean of the tokens' perplexities."""
    each = np.exp(np.asarray(loss))
    return np.prod(each ** (1 / each.size))


def losses(*shapes):
    """Random cross-entropies."""

    def cases(rng):
        for shape in shapes:
            yield Case(f"shape {shape}", dict(loss=rng.uniform(0.1, 4, size=shape)))

    return cases


def number(rng):
    """One cross-entropy, as a Python number."""
    yield Case("one number", dict(loss=float(rng.uniform(0.1, 4))))


EXERCISE = Exercise(perplexity, reference, accepts=[geometric], checks={
    "one": agrees("turns a cross-entropy into a perplexity", on=number, points=1,
        hint="What undoes the logarithm in a cross-entropy?",
        catches=[Mistake("takes a power of 2, as for cross-entropies in bits", "np.exp(np.mean(loss))",
                         "2 ** np.mean(loss)"),
                 Mistake("turns the sign around, which gives a probability", "np.mean(loss)", "-np.mean(loss)",
                         hint="A perplexity is 1 or more.")]),
    "many": agrees("takes the mean of the cross-entropies", on=losses((2,), (3, 4), (5, 1)), points=2,
        hint="Losses are averaged, and the power comes last.",
        catches=[Mistake("averages perplexities instead of cross-entropies", "np.exp(np.mean(loss))",
                         "np.mean(np.exp(loss))"),
                 Mistake("sums the cross-entropies", "np.mean(loss)", "np.sum(loss)"),
                 Mistake("returns a perplexity for each loss", "np.mean(loss)", "loss")]),
})
