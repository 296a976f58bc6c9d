"""shuffle_buffer: shuffle a stream that does not fit into memory, as far as a buffer reaches."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, reproducible
from autograder.exercise.cases import seed, several


def shuffle_buffer(n, size, rng):
    """Return the order in which a shuffle buffer of ``size`` places emits the numbers 0 to ``n - 1``: an int array.

    The numbers come in order, as samples from a file that is too large to be shuffled. The buffer is a list that holds
    the first ``size`` of them at the start, or all if there are fewer. Then, as long as the buffer is not empty, draw
    ``j = rng.integers(len(buffer))`` and emit ``buffer[j]``. The next number that has not come in yet takes its place,
    ``buffer[j]``; if there is none left, remove the place with ``buffer.pop(j)``. Emit ``n`` numbers in this way, with
    one draw for each.

    ``n`` and ``size`` are at least 1. The result has the shape ``(n,)``.

    >>> print(shuffle_buffer(6, 2, np.random.default_rng(0)))
    [1 2 3 0 5 4]
    >>> print(shuffle_buffer(4, 1, np.random.default_rng(0)))
    [0 1 2 3]
    """
    buffer, order = list(range(min(size, n))), []
    for emitted in range(n):
        j = rng.integers(len(buffer))
        order.append(buffer[j])
        if size + emitted < n:
            buffer[j] = size + emitted
        else:
            buffer.pop(j)
    return np.array(order)


def reference(n, size, rng):
    """The buffer as a tensor."""
    import torch

    buffer, rest = torch.arange(n).split([min(size, n), n - min(size, n)])
    buffer, rest, order = buffer.clone(), rest.tolist(), []
    while len(buffer):
        j = int(rng.integers(len(buffer)))
        order.append(int(buffer[j]))
        if rest:
            buffer[j] = rest.pop(0)
        else:
            buffer = torch.cat([buffer[:j], buffer[j + 1 :]])
    return torch.tensor(order)


def as_a_stream(n, size, rng):
    """Another right solution: an iterator, first with the buffer full, then emptying it."""
    stream = iter(range(n))
    buffer = [number for _, number in zip(range(size), stream)]
    order = np.empty(n, dtype=int)
    at = 0
    for number in stream:
        j = rng.integers(len(buffer))
        order[at], buffer[j] = buffer[j], number
        at += 1
    while buffer:
        order[at] = buffer.pop(rng.integers(len(buffer)))
        at += 1
    return order


def all_at_once(n, size, rng):
    """A mistake: a permutation of everything, for which everything has to be in memory."""
    return rng.permutation(n)


def in_chunks(n, size, rng):
    """A mistake: each full buffer is shuffled and emitted, and then comes the next."""
    return np.concatenate([start + rng.permutation(min(size, n - start)) for start in range(0, n, size)])


def emptied_in_order(n, size, rng):
    """A mistake: what is in the buffer at the end comes out as it stands."""
    buffer, order = list(range(min(size, n))), []
    for following in range(size, n):
        j = rng.integers(len(buffer))
        order.append(buffer[j])
        buffer[j] = following
    return np.array(order + buffer)


def emptied_by_permutation(n, size, rng):
    """A mistake: other draws for what is in the buffer at the end."""
    buffer, order = list(range(min(size, n))), []
    for following in range(size, n):
        j = rng.integers(len(buffer))
        order.append(buffer[j])
        buffer[j] = following
    return np.array(order + [buffer[i] for i in rng.permutation(len(buffer))])


def orders(*sizes):
    """Streams of ``(n, size)``."""

    def cases(rng):
        for n, size in sizes:
            yield Case(f"n={n}, size={size}", dict(n=n, size=size, rng=seed(rng)))

    return cases


EXERCISE = Exercise(shuffle_buffer, reference, accepts=[as_a_stream], checks={
    "stream": agrees("emits one of the buffer, and refills its place", points=3,
        on=orders((6, 2), (8, 3), (12, 4), (20, 6)),
        hint=("Which numbers are in the buffer when the first one is drawn? Which one comes in then, and where?",
              "After number k has been drawn, counting from 0, number size + k comes in, if there is one."),
        catches=[Mistake("shuffles everything at once, as if all of it were in memory", function=all_at_once),
                 Mistake("shuffles chunk by chunk, so that no number leaves its chunk", function=in_chunks),
                 Mistake("appends the next number at the end of the buffer, not in the place that is free",
                         "buffer[j] = size + emitted", "buffer.pop(j); buffer.append(size + emitted)"),
                 Mistake("does not shuffle", "rng.integers(len(buffer))", "0 * rng.integers(len(buffer))"),
                 Mistake("draws among the first `size` numbers of the whole stream again and again",
                         "buffer[j] = size + emitted", "buffer[j] = emitted"),
                 Mistake("never draws the last place", "rng.integers(len(buffer))",
                         "rng.integers(max(len(buffer) - 1, 1))")]),
    "end": agrees("empties the buffer at the end", on=orders((9, 5), (7, 6), (10, 4), (16, 8)), points=2,
        hint="When no number is left to come in, the buffer shrinks by one with every draw.",
        catches=[Mistake("emits what is in the buffer at the end without drawing", function=emptied_in_order),
                 Mistake("draws a permutation of what is in the buffer at the end", function=emptied_by_permutation),
                 Mistake("removes the last place, not the one that was drawn", "buffer.pop(j)",
                         "buffer[j] = buffer[-1]; buffer.pop()"),
                 Mistake("stops when nothing more comes in", "for emitted in range(n):",
                         "for emitted in range(max(n - size, 1)):")]),
    "sizes": agrees("takes buffers of any size", on=several(orders((5, 5), (4, 9), (6, 1), (1, 3)), orders((1, 1))),
        points=1, hint="A buffer of one place changes nothing, and one for everything shuffles all.",
        catches=[Mistake("fills the buffer with numbers that there are not", "range(min(size, n))", "range(size)")]),
    "chance": reproducible(on=orders((10, 3), (8, 8)), points=1,
        hint="np.random.randint uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own",
                         "rng.integers(len(buffer))", "np.random.randint(len(buffer))")]),
})
