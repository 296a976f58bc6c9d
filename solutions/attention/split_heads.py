"""split_heads: one long vector at each position becomes several short ones."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees


def split_heads(x, h):
    """Return the ``h`` heads of ``x``: a float array ``(N, h, T, D / h)``, from ``x`` of shape ``(N, T, D)``.

    At each position the first ``D / h`` numbers are those of head 0, the next ``D / h`` those of head 1, and so on.
    ``h`` divides ``D``.

    >>> x = np.arange(8.0).reshape(1, 2, 4)
    >>> print(x)
    [[[0. 1. 2. 3.]
      [4. 5. 6. 7.]]]
    >>> print(split_heads(x, 2))
    [[[[0. 1.]
       [4. 5.]]
    <BLANKLINE>
      [[2. 3.]
       [6. 7.]]]]
    """
    n, t, d = x.shape
    return np.swapaxes(x.reshape(n, t, h, d // h), 1, 2)


def reference(x, h):
    return x.unflatten(2, (h, -1)).transpose(1, 2)


def head_by_head(x, h):
    """Another right solution: slices the columns of each head."""
    width = x.shape[2] // h
    return np.stack([x[:, :, i * width:(i + 1) * width] for i in range(h)], axis=1)


def sequences(*shapes):
    """Random ``x`` for each ``(N, T, D, h)``."""

    def cases(rng):
        for *shape, h in shapes:
            yield Case(f"{tuple(shape)}, h={h}", dict(x=rng.normal(size=shape), h=h))

    return cases


EXERCISE = Exercise(split_heads, reference, accepts=[head_by_head], checks={
    "heads": agrees("gives each head its own part of every position", on=sequences((2, 3, 4, 2), (1, 5, 6, 3)),
        points=2,
        hint=("Which numbers lie next to each other in memory? A position's belong together.",
              "Reshape to (N, T, h, D / h), where nothing moves, and then swap two axes."),
        catches=[Mistake("only reshapes, which mixes positions up", "np.swapaxes(x.reshape(n, t, h, d // h), 1, 2)",
                         "x.reshape(n, h, t, d // h)"),
                 Mistake("puts the heads before the batch", "np.swapaxes(x.reshape(n, t, h, d // h), 1, 2)",
                         "x.reshape(n, t, h, d // h).transpose(2, 0, 1, 3)"),
                 Mistake("deals the numbers out to the heads in turn",
                         "np.swapaxes(x.reshape(n, t, h, d // h), 1, 2)",
                         "x.reshape(n, t, d // h, h).transpose(0, 3, 1, 2)"),
                 Mistake("leaves the heads behind the positions", "np.swapaxes(x.reshape(n, t, h, d // h), 1, 2)",
                         "x.reshape(n, t, h, d // h)"),
                 Mistake("takes h for the width of a head", "t, h, d // h", "t, d // h, h")]),
    "sizes": agrees("splits where sizes coincide, into one head and into single numbers", points=1,
        on=sequences((2, 4, 4, 2), (3, 3, 9, 3), (2, 3, 4, 1), (2, 3, 4, 4)),
        hint="Nothing changes where h is 1, or where h is D.",
        catches=[Mistake("drops the axis of the heads where there is only one",
                         "return np.swapaxes(x.reshape(n, t, h, d // h), 1, 2)",
                         "return x if h == 1 else np.swapaxes(x.reshape(n, t, h, d // h), 1, 2)"),
                 Mistake("only reshapes where as many positions as heads fit",
                         "return np.swapaxes(x.reshape(n, t, h, d // h), 1, 2)",
                         "return x.reshape(n, t, h, d // h) if t == h else "
                         "np.swapaxes(x.reshape(n, t, h, d // h), 1, 2)",
                         hint="The axes are to be swapped even where they are equally long.")]),
})
