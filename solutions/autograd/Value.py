"""Value: a number that remembers how it was computed (reverse-mode automatic differentiation)."""

import math

from autograder.exercise import Case, Exercise, Harmless, Mistake, Script, agrees
from autograder.exercise.cases import many, random_expressions, several


class Value:
    """A number that remembers how it was computed, and finds its slopes with respect to all that went into it.

    ``Value(data)`` makes a leaf from a Python number. Every value has at least two attributes, both floats:
    ``data``, and ``grad``, which is 0.0 until ``backward`` is called. Add what attributes and methods you need.

    With ``a`` and ``b`` values and ``n`` a Python number,

    - ``a + b``, ``a - b``, ``a * b``, ``a / b`` and ``-a`` are new values, and so they are where one side is a
      Python number (``2 - a``, ``a / 3``); the exponent of ``a ** n`` is a number other than 0, negative or a fraction
      too (of ``a > 0`` then);
    - ``a.tanh()``, ``a.relu()`` (0 for ``a <= 0``, where its slope is 0 too), ``a.exp()`` and ``a.log()`` (the
      natural logarithm, of ``a > 0``) are new values. All numbers stay finite.

    ``out.backward()`` adds ``d out / d v`` to ``v.grad``, for every value ``v`` that ``out`` was computed from, and 1
    to its own. A value that is used several times gets the sum over all its uses. Leaves keep what an
    earlier ``backward`` of another formula has left in their ``grad``, and the new slope is added to it; nobody calls
    ``backward`` on a leaf, or twice on one formula, or on two that share more than leaves, or changes ``data`` before
    it. A formula may be a chain of thousands of operations, where Python's own recursion ends at about 1000, and a
    value may be reached on very many paths: visit it once.

    >>> a, b = Value(2.0), Value(-3.0)
    >>> out = a * b + a**2
    >>> out.backward()
    >>> print(out.data, a.grad, b.grad)
    -2.0 1.0 2.0
    >>> (2 - 3 * a).backward()
    >>> print(a.grad)
    -2.0
    """

    def __init__(self, data):
        self.data = float(data)
        self.grad = 0.0
        self._parents = ()  # pairs: a value that this one was computed from, and the slope along it

    @classmethod
    def _computed(cls, data, *parents):
        value = cls(data)
        value._parents = parents
        return value

    @staticmethod
    def _wrapped(number):
        return number if isinstance(number, Value) else Value(number)

    def __add__(self, other):
        other = self._wrapped(other)
        return self._computed(self.data + other.data, (self, 1.0), (other, 1.0))

    def __radd__(self, other):
        return self + other

    def __neg__(self):
        return -1.0 * self

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        other = self._wrapped(other)
        return self._computed(self.data * other.data, (self, other.data), (other, self.data))

    def __rmul__(self, other):
        return self * other

    def __pow__(self, n):
        return self._computed(self.data**n, (self, n * self.data ** (n - 1)))

    def __truediv__(self, other):
        return self * other**-1.0

    def __rtruediv__(self, other):
        return self**-1.0 * other

    def tanh(self):
        out = math.tanh(self.data)
        return self._computed(out, (self, 1 - out**2))

    def relu(self):
        return self._computed(max(self.data, 0.0), (self, self.data > 0))

    def exp(self):
        out = math.exp(self.data)
        return self._computed(out, (self, out))

    def log(self):
        return self._computed(math.log(self.data), (self, 1 / self.data))

    def backward(self):
        order, seen, stack = [], set(), [(self, False)]
        while stack:
            value, children_done = stack.pop()
            if children_done:
                order.append(value)
            elif id(value) not in seen:
                seen.add(id(value))
                stack.append((value, True))
                stack.extend((parent, False) for parent, _ in value._parents)
        self.grad += 1.0
        for value in reversed(order):
            for parent, slope in value._parents:
                parent.grad += slope * value.grad


class Node:
    """A tensor of one number with `Value`'s operators, each of them torch's own."""

    def __init__(self, tensor):
        self.tensor = tensor
        tensor.retain_grad()

    @property
    def data(self):
        return self.tensor.detach()

    @property
    def grad(self):
        return self.tensor.new_zeros(()) if self.tensor.grad is None else self.tensor.grad

    def _with(self, name, *others):
        tensors = [other.tensor if isinstance(other, Node) else other for other in others]
        return Node(getattr(self.tensor, name)(*tensors))

    def backward(self):
        self.tensor.backward()


def _delegated(name):
    return lambda self, *others: self._with(name, *others)


for _name in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv", "pow", "neg"):
    setattr(Node, f"__{_name}__", _delegated(f"__{_name}__"))
for _name in ("tanh", "relu", "exp", "log"):
    setattr(Node, _name, _delegated(_name))


def reference(data):
    import torch

    return Node(torch.tensor(float(data), dtype=torch.float64, requires_grad=True))


class Micrograd:
    """Another right solution: each value keeps a function that passes its gradient on (Karpathy's micrograd)."""

    def __init__(self, data, inputs=()):
        self.data, self.grad, self.inputs, self.pass_on = float(data), 0.0, inputs, lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def pass_on():
            self.grad += out.grad
            other.grad += out.grad

        out.pass_on = pass_on
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def pass_on():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.pass_on = pass_on
        return out

    def _unary(self, data, slope):
        out = Value(data, (self,))

        def pass_on():
            self.grad += slope * out.grad

        out.pass_on = pass_on
        return out

    def __pow__(self, n):
        return self._unary(self.data**n, n * self.data ** (n - 1))

    def tanh(self):
        return self._unary(math.tanh(self.data), 1 / math.cosh(self.data) ** 2)

    def relu(self):
        return self._unary(self.data * (self.data > 0), self.data > 0)

    def exp(self):
        return self._unary(math.exp(self.data), math.exp(self.data))

    def log(self):
        return self._unary(math.log(self.data), self.data**-1)

    __neg__ = lambda self: self * -1  # noqa: E731
    __sub__ = lambda self, other: self + -other  # noqa: E731
    __truediv__ = lambda self, other: self * (other**-1)  # noqa: E731
    __rsub__ = lambda self, other: (-self) + other  # noqa: E731
    __rtruediv__ = lambda self, other: self**-1 * other  # noqa: E731
    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        waiting, uses = [self], {}
        while waiting:
            node = waiting.pop()
            for source in node.inputs:
                if source not in uses:
                    waiting.append(source)
                uses[source] = uses.get(source, 0) + 1
        self.grad, ready = 1.0, [self]
        while ready:
            node = ready.pop()
            node.pass_on()
            for source in node.inputs:
                uses[source] -= 1
                if uses[source] == 0:
                    ready.append(source)


def one(name, *numbers, **formulas):
    """A case: leaves of these numbers (or random ones), a formula of them, its value and slopes."""

    def cases(rng):
        for said, formula in formulas.items():
            script = Script()
            leaves = [script.call("Value", n if n is not None else float(rng.uniform(0.5, 2))) for n in numbers]
            out = formula(*leaves)
            out.call("backward")
            slopes = [leaf.read("grad") for leaf in leaves]
            yield Case(f"{name}: {said}", script.returning(out=out.read("data"), slopes=slopes))

    return cases


def values_only(name="two values and numbers", /, **formulas):
    """Formulas of two random leaves, of which only the value is asked."""

    def cases(rng):
        script = Script()
        a, b = (script.call("Value", float(x)) for x in rng.uniform(0.5, 2, size=2))
        found = {said: formula(a, b).read("data") for said, formula in formulas.items()}
        yield Case(name, script.returning(**found, grad=a.read("grad")))

    return cases


def chain(*lengths):
    """Long chains of small steps from one leaf."""

    def cases(rng):
        for length in lengths:
            script = Script()
            leaf = out = script.call("Value", float(rng.uniform(0.5, 2)))
            for factor in rng.uniform(0.999, 1.001, size=length):
                out = out * float(factor) if rng.random() < 0.5 else out + leaf
            out.call("backward")
            yield Case(f"{many(length, 'operation')}", script.returning(out=out.read("data"), slope=leaf.read("grad")))

    return cases


def two_formulas(rng):
    """Two formulas that share their leaves, one after the other."""
    script = Script()
    a, b = (script.call("Value", float(x)) for x in rng.uniform(0.5, 2, size=2))
    for out in (a * b + a, (a - 3 * b).call("tanh")):
        out.call("backward")
    yield Case("two formulas of the same leaves", script.returning(slopes=(a.read("grad"), b.read("grad"))))


def whole(rng):
    """A formula in which all numbers are ints."""
    script = Script()
    a = script.call("Value", int(rng.integers(2, 9)))
    out = a * a + 1
    out.call("backward")
    yield Case("whole numbers", script.returning(leaf=a.read("data"), out=out.read("data"), slope=a.read("grad")))


FIRST_TO_LAST = """
            if children_done:
                order.append(value)
            elif id(value) not in seen:
"""
AS_MET = """
            if id(value) not in seen:
                order.insert(0, value)
"""
ITERATIVE = """
        while stack:
"""
RECURSIVE = """
        def visit(value):
            if id(value) not in seen:
                seen.add(id(value))
                for parent, _ in value._parents:
                    visit(parent)
                order.append(value)

        visit(self)
        for value, children_done in ():
"""


EXERCISE = Exercise(Value, reference, accepts=[Micrograd], harmless=[
    Harmless("a result has a grad of 0 until its backward is called", ("self.grad += 1.0", "self.grad = 1.0"))],
    checks={
    "sums": agrees("adds and multiplies values and plain numbers, on either side", points=2,
        on=values_only(sum=lambda a, b: a + b, number_last=lambda a, b: a + 2.5, number_first=lambda a, b: 2.5 + a,
                       product=lambda a, b: a * b, tripled=lambda a, b: b * 3, doubled=lambda a, b: 2 * b),
        hint="Python asks the number first, which knows nothing of values: then 2 * a runs a.__rmul__(2).",
        catches=[Mistake("has no operator for a number on the left of a product", "def __rmul__", "def __multiply__",
                         raises="TypeError"),
                 Mistake("adds where it should multiply", "self.data * other.data, (", "self.data + other.data, (",
                         hint="Print the data of Value(2.0) * Value(5.0).")]),
    "values": agrees("computes all other operations", points=2,
        on=several(
            values_only(difference=lambda a, b: a - b, from_number=lambda a, b: 2.5 - a, less=lambda a, b: a - 2.5,
                        quotient=lambda a, b: a / b, inverse=lambda a, b: 2.5 / a, halved=lambda a, b: b / 2,
                        power=lambda a, b: a**3),
            values_only("one value", root=lambda a, b: b**0.5, negative=lambda a, b: -a,
                        tanh=lambda a, b: a.call("tanh"), relu=lambda a, b: (-a).call("relu") + b.call("relu"),
                        exp=lambda a, b: a.call("exp"), log=lambda a, b: b.call("log"))),
        hint="2 - a runs a.__rsub__(2). Most operations are others put together: a - b is a + (-b).",
        catches=[Mistake("takes 2 - a for a - 2", "return -self + other", "return self + (-other)"),
                 Mistake("takes 2 / a for a / 2", "return self**-1.0 * other", "return self * other**-1.0",
                         hint="2 / a runs a.__rtruediv__(2): which of the two is above the line?"),
                 Mistake("takes the logarithm to base 10", "math.log(self.data)", "math.log10(self.data)",
                         hint="math.log is the natural logarithm.")]),
    "slopes": agrees("has the right slope for each operation", points=4,
        on=several(one("one leaf", None, square=lambda a: a**2, cube_root=lambda a: a ** (1 / 3),
                       negated=lambda a: -a, tanh=lambda a: a.call("tanh"), exp=lambda a: a.call("exp"),
                       log=lambda a: a.call("log"),
                       inverse=lambda a: 1 / a, from_number=lambda a: 3 - a, relu=lambda a: (3 * a).call("relu")),
                   one("two leaves", None, None, sum=lambda a, b: a + b, product=lambda a, b: a * b,
                       difference=lambda a, b: a - b, quotient=lambda a, b: a / b,
                       nested=lambda a, b: (2 * (a * b).call("tanh") + 1).call("exp"))),
        hint=("Beside its value, each operation knows its slope along each input; the rest is the chain rule.",
              "Multiply the slope along an input by the gradient that arrives at the output."),
        catches=[Mistake("multiplies each factor's gradient by the factor itself, not by the other one",
                         "(self, other.data), (other, self.data)", "(self, self.data), (other, other.data)",
                         hint="The slope of a * b along a is b."),
                 Mistake("takes the slope of tanh from its input, as if that were the output",
                         "(self, 1 - out**2)", "(self, 1 - self.data**2)",
                         hint="The slope is 1 - t**2, with the t that tanh has returned."),
                 Mistake("keeps the exponent when it takes the slope of a power",
                          "self.data ** (n - 1)", "self.data**n",
                         hint="The slope of a**n is n * a**(n - 1)."),
                 Mistake("forgets the exponent in front of the slope of a power", "n * self.data **", "self.data **",
                         hint="The slope of a**n is n * a**(n - 1)."),
                 Mistake("passes the slope of exp on as 1", "(self, out))", "(self, 1.0))",
                         hint="The slope of exp is exp itself."),
                 Mistake("does not multiply by the gradient that arrives: no chain rule",
                         "slope * value.grad", "slope"),
                 Mistake("never starts: the slope of a value along itself is 1",
                         "self.grad += 1.0", "self.grad += 0.0",
                         hint="What is the slope of out with respect to out?")]),
    "reuse": agrees("adds up over all uses of a value", points=4,
        on=several(one("one leaf", None, twice=lambda a: a + a, square=lambda a: a * a,
                       both_sides=lambda a: (a * 2) * (a + 1), over_itself=lambda a: a.call("exp") / a),
                   random_expressions("Value", 8, 20, 40)),
        hint=("A value that is used twice gets two gradients: which of them counts?",
              "Pass a gradient on only when all that arrive have been added up: visit outputs before their inputs."),
        catches=[Mistake("overwrites the gradient at each use instead of adding it",
                         "parent.grad += slope", "parent.grad = slope",
                         hint="A value that is used twice gets two gradients: add them up."),
                 Mistake("visits the leaves first and the result last", "in reversed(order)", "in order",
                         hint="Start at the result: nothing else has a gradient yet."),
                 Mistake("passes gradients on before all have arrived, in the order in which it meets the values",
                         FIRST_TO_LAST, AS_MET)]),
    "kink": agrees("takes 0 for the slope of relu at 0 and below", points=1,
        on=one("a leaf", 0.0, at_0=lambda a: a.call("relu"),
               below=lambda a: (a - 1).call("relu") + (a + 1).call("relu")),
        hint="relu lets nothing through for numbers up to 0, and no gradient either.",
        catches=[Mistake("takes 1 for the slope of relu at 0", "self.data > 0)", "self.data >= 0)"),
                 Mistake("lets relu pass every gradient", "self.data > 0", "1.0")]),
    "leaves": agrees("keeps what an earlier formula has left in the gradients", points=1,
        on=several(two_formulas, whole),
        hint="Nothing in backward sets a leaf back to 0: a training loop does that.",
        catches=[Mistake("sets all gradients back to 0 before it starts", "        self.grad += 1.0\n",
                         "        for value in order:\n            value.grad = 0.0\n        self.grad += 1.0\n"),
                 Mistake("keeps whole numbers as ints, although data and grad are floats", "float(data)", "data",
                         hint="float(data) makes a float of any number.")]),
    "deep": agrees("goes through thousands of operations", on=chain(1200), points=1,
        not_by_hand="only a long chain exhausts the stack",
        hint="A function that calls itself for each input fails after 1000: keep a list of what is left instead.",
        catches=[Mistake("calls itself for each input, deeper than Python allows", ITERATIVE, RECURSIVE,
                         raises="RecursionError")]),
})
