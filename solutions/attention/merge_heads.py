"""merge_heads: the reverse of split_heads."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees


def merge_heads(x):
    """Return the heads ``x``, ``(N, h, T, d)``, joined at each position: a float array ``(N, T, h * d)``.

    It is the reverse of `split_heads`: at each position come the ``d`` numbers of head 0, then those of head 1, and so
    on.

    >>> x = np.array([[[[0.0, 1.0], [4.0, 5.0]], [[2.0, 3.0], [6.0, 7.0]]]])
    >>> print(x.shape)
    (1, 2, 2, 2)
    >>> print(merge_heads(x))
    [[[0. 1. 2. 3.]
      [4. 5. 6. 7.]]]
    """
    n, h, t, d = x.shape
    return np.swapaxes(x, 1, 2).reshape(n, t, h * d)


def reference(x):
    return x.transpose(1, 2).flatten(2)


def joined(x):
    """Another right solution: puts the heads next to each other."""
    return np.concatenate([x[:, i] for i in range(x.shape[1])], axis=2)


def heads(*shapes):
    """Random heads of these shapes ``(N, h, T, d)``."""

    def cases(rng):
        for shape in shapes:
            yield Case(f"{shape}", dict(x=rng.normal(size=shape)))

    return cases


EXERCISE = Exercise(merge_heads, reference, accepts=[joined], checks={
    "heads": agrees("joins the heads of each position", on=heads((2, 2, 3, 2), (1, 3, 5, 2)), points=2,
        hint=("Where do the numbers of one position lie, and where should they lie?",
              "First bring the heads of a position next to each other, then reshape."),
        catches=[Mistake("only reshapes, which mixes positions up", "np.swapaxes(x, 1, 2).reshape(n, t, h * d)",
                         "x.reshape(n, t, h * d)"),
                 Mistake("takes numbers from the heads in turn", "np.swapaxes(x, 1, 2).reshape(n, t, h * d)",
                         "x.transpose(0, 2, 3, 1).reshape(n, t, h * d)"),
                 Mistake("adds the heads up instead of joining them", "np.swapaxes(x, 1, 2).reshape(n, t, h * d)",
                         "x.sum(axis=1)"),
                 Mistake("joins the positions of each head instead of the heads of each position",
                         "np.swapaxes(x, 1, 2).reshape(n, t, h * d)", "x.reshape(n, h, t * d)")]),
    "sizes": agrees("joins where sizes coincide, one head, and single numbers", points=1,
        on=heads((2, 3, 3, 3), (2, 1, 4, 3), (3, 4, 2, 1)),
        hint="Nothing changes where there is only one head.",
        catches=[Mistake("keeps the axis of the heads where there is only one",
                         "return np.swapaxes(x, 1, 2).reshape(n, t, h * d)",
                         "return x if h == 1 else np.swapaxes(x, 1, 2).reshape(n, t, h * d)"),
                 Mistake("does not move the heads where there are as many as positions",
                         "return np.swapaxes(x, 1, 2).reshape(n, t, h * d)",
                         "return (x if h == t else np.swapaxes(x, 1, 2)).reshape(n, t, h * d)",
                         hint="The axes are to be moved even where they are equally long.")]),
})
