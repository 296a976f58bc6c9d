"""random_search_step: learning without a gradient."""

import numpy as np

from autograder.exercise import Case, Exercise, Function, Generator, Mistake, agrees, keeps_inputs, reproducible


def random_search_step(w, loss, scale, rng):
    """Return the weights after one step of random search: change one weight, keep the change if it does no harm.

    Draw twice, in this order: ``i = rng.integers(w.size)``, so that ``w.flat[i]`` is the weight to change, and
    ``rng.standard_normal()``. The candidate is ``w`` with ``scale`` times that number added to that weight. Return
    the candidate if its loss is at most that of ``w``, else weights equal to ``w``.

    ``w`` is a float array of any shape with at least one axis; ``loss`` takes such an array and returns a number.

    >>> w = np.array([3.0, -2.0])
    >>> print(random_search_step(w, lambda w: np.sum(w**2), 0.1, np.random.default_rng(7)).round(4))
    [ 3.     -1.9701]
    >>> print(random_search_step(w, lambda w: np.sum(w**2), 0.1, np.random.default_rng(0)).round(4))
    [ 3. -2.]
    """
    i = rng.integers(w.size)
    candidate = w.copy()
    candidate.flat[i] += scale * rng.standard_normal()
    return candidate if loss(candidate) <= loss(w) else w


def reference(w, loss, scale, rng):
    i, step = int(rng.integers(w.numel())), scale * rng.standard_normal()
    candidate = w.clone().reshape(-1)
    candidate[i] += step
    candidate = candidate.reshape(w.shape)
    return w if loss(candidate) > loss(w) else candidate


def with_a_step_for_each(w, loss, scale, rng):
    """Another right solution: an array of steps, all of them 0 but one."""
    step, place = np.zeros(w.shape), np.unravel_index(rng.integers(w.size), w.shape)
    step[place] = rng.standard_normal() * scale
    before, after = loss(w), loss(w + step)
    if after > before:
        return w.copy()
    return w + step


def all_at_once(w, loss, scale, rng):
    """A mistake: every weight moves."""
    candidate = w + scale * rng.standard_normal(w.shape)
    return candidate if loss(candidate) <= loss(w) else w


def step_first(w, loss, scale, rng):
    """A mistake: draws in another order."""
    candidate, step = w.copy(), scale * rng.standard_normal()
    candidate.flat[rng.integers(w.size)] += step
    return candidate if loss(candidate) <= loss(w) else w


def whole_row(w, loss, scale, rng):
    """A mistake: right for vectors only."""
    i = rng.integers(len(w))
    candidate = w.copy()
    candidate[i] += scale * rng.standard_normal()
    return candidate if loss(candidate) <= loss(w) else w


def steps(shape, *kept, flat=False):
    """A step in a bowl for each of ``kept``, which is kept or not; a flat bowl has the same loss everywhere."""

    def cases(rng):
        for number, wanted in enumerate(kept):
            curvature, centre = rng.uniform(0.5, 3, size=shape), rng.normal(size=shape)
            w, scale = rng.normal(scale=2, size=shape), float(rng.uniform(0.1, 0.9))
            seeds = rng.integers(1 << 32, size=99)
            seed = next((s for s in seeds if helps(w - centre, scale, s) is wanted), None)
            if seed is None:  # w is so near the centre that hardly any step helps
                seed, w = seeds[0], put_where(w, centre, scale, seeds[0], wanted)
            bowl = Function("bowl", {"curvature": 0 * curvature if flat else curvature, "centre": centre})
            inputs = dict(w=w, loss=bowl, scale=scale, rng=Generator(int(seed)))
            yield Case(f"shape {shape}, step {number + 1}", inputs)

    return cases


def helps(offset, scale, seed):
    """Whether the step that this seed draws brings the weight nearer to the bowl's centre."""
    rng = np.random.default_rng(seed)
    before = offset.flat[rng.integers(offset.size)]
    return bool(abs(before + scale * rng.standard_normal()) < abs(before) - 1e-6)


def put_where(w, centre, scale, seed, wanted):
    """``w`` with the weight that this seed changes put where its step leads nearer to the centre, or away."""
    rng, w = np.random.default_rng(seed), w.copy()
    i = rng.integers(w.size)
    step = scale * rng.standard_normal()
    w.flat[i] = centre.flat[i] + (-0.8 * step if wanted else step)
    return w


def shapes(rng):
    """Tables, a square one among them, and a weight of its own."""
    for shape in ((2, 3), (3, 3), (4, 1), (2, 2, 2), (1,)):
        yield from steps(shape, True, False)(rng)


EXERCISE = Exercise(random_search_step, reference, accepts=[with_a_step_for_each], checks={
    "vector": agrees("keeps a change of one weight that helps, and no other", points=3,
        on=steps((5,), True, False, True, False, True),
        hint=("Which losses have to be compared, and how many weights differ between the two?",
              "Change one weight of a copy; return the copy or w."),
        catches=[Mistake("keeps every change", "candidate if loss(candidate) <= loss(w) else w", "candidate"),
                 Mistake("keeps changes that make the loss worse", "loss(candidate) <= loss(w)",
                         "loss(candidate) >= loss(w)"),
                 Mistake("changes all weights at once", function=all_at_once),
                 Mistake("always changes the first weight", "candidate.flat[i]", "candidate.flat[0]"),
                 Mistake("forgets the scale", "scale * rng", "rng"),
                 Mistake("replaces the weight instead of adding to it", "+=", "="),
                 Mistake("draws a uniform number, which is never negative", "rng.standard_normal()", "rng.random()"),
                 Mistake("draws the step before the weight", function=step_first)]),
    "plateau": agrees("keeps a change that makes no difference", on=steps((4,), True, False, flat=True), points=1,
        hint="Where the loss is flat, a search that moves only for something better stands still.",
        catches=[Mistake("keeps a change only where the loss is smaller, not where it is the same", "<=", "<")]),
    "shape": agrees("takes weights of any shape", on=shapes, points=1,
        hint="w.size counts all elements, len(w) the rows.",
        catches=[Mistake("changes a whole row, which is one weight for vectors only", function=whole_row),
                 Mistake("returns flat weights", "w.copy()", "w.flatten()")]),
    "chance": reproducible(on=steps((5,), True, True), points=1,
        hint="np.random.standard_normal uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws from the global generator, not from its own",
                         "rng.standard_normal", "np.random.standard_normal")]),
    "pure": keeps_inputs(on=steps((4,), True, False), points=1,
        hint="`candidate = w` is a second name for the same array.",
        catches=[Mistake("changes w itself, and has nothing to go back to", "w.copy()", "w")]),
})
