from autograder.exercise import Case, Exercise, Mistake, Script, agrees, keeps_inputs


class Counter:
    """A total that grows: ``Counter(start)``, ``c.add(x)`` for an array, ``c + n`` and ``n - c`` give new counters.

    ``c.total`` is the total, a float.

    >>> counter = Counter(1.0)
    >>> counter.add([2.0, 3.0])
    >>> counter.total
    6.0
    """

    def __init__(self, start=0.0):
        self.total = start

    def add(self, x):
        """Add every number of ``x``."""
        self.total += float(sum(x))

    def __add__(self, n):
        return Counter(self.total + n)

    def __rsub__(self, n):
        return self._like(n - self.total)

    def _like(self, total):
        return Counter(total)


class reference:
    def __init__(self, start=0.0):
        self.total = start

    def add(self, x):
        self.total = self.total + x.sum()

    def __add__(self, n):
        return reference(self.total + n)

    def __rsub__(self, n):
        return reference(n - self.total)


def sums(rng):
    for options in ({}, {"start": 2.5}):
        script = Script()
        counter = script.call("Counter", **options)
        for x in rng.normal(size=(3, 4)):
            counter.call("add", x)
        yield Case(f"{options}", script.returning(totals=[counter.read("total"), (10 - (counter + 2)).read("total")]))


EXERCISE = Exercise(Counter, reference, checks={
    "totals": agrees("adds up", on=sums, points=1, hint="Everything.",
        catches=[Mistake("forgets the start", "self.total = start", "self.total = 0.0"),
                 Mistake("takes n - c for c - n", "n - self.total", "self.total - n")]),
    "pure": keeps_inputs(on=sums, points=1, hint="Leave x alone.",
        catches=[Mistake("sorts x", "self.total += float(sum(x))", "x.sort(); self.total += float(sum(x))")]),
})
