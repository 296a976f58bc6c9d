
from autograder.exercise import Case, Exercise, Function, Mistake, agrees, converges


def descend(slope, x):
    """Return where 50 steps ``x - 0.1 * slope(x)`` from the number ``x`` lead.

    >>> print(descend(lambda x: 2 * x, 0.0))
    0.0
    """
    for _ in range(50):
        x = x - 0.1 * slope(x)
    return x


def reference(slope, x):
    for _ in range(50):
        x = x - 0.1 * slope(x)
    return x


def valleys(rng):
    for _ in range(2):
        floor = float(rng.normal())
        yield Case("a valley", dict(slope=Function("valley_slope", {"floor": floor}), x=float(rng.normal())), known={"floor": floor})


def one_valley(rng):
    yield from list(valleys(rng))[:1]


EXERCISE = Exercise(descend, reference, checks={
    "values": agrees("takes the steps", on=valleys, points=3, hint="Fifty times.",
        catches=[Mistake("climbs", "x - 0.1", "x + 0.1"), Mistake("takes one step only", "range(50)", "range(1)")]),
    "floor": converges("comes close to the floor", metric="height", on=one_valley, points=1, hint="Down.",
        catches=[Mistake("stays where it is", "0.1 * slope(x)", "0.0 * slope(x)")]),
})
