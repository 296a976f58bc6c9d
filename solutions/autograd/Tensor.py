"""Tensor: an array that remembers how it was computed (reverse-mode automatic differentiation)."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, Script, agrees, keeps_inputs
from autograder.exercise.cases import several


class Tensor:
    """An array that remembers how it was computed, so that a loss finds its gradient with respect to it.

    ``Tensor(data)`` makes a leaf from a float array, which it never changes. Every tensor has at least two
    attributes, both float64 arrays of the same shape (a NumPy number is as good where that is ``()``): ``data``, and
    ``grad``, which is all 0 until ``backward`` is called. Add what attributes and methods you need.

    With ``a`` and ``b`` tensors (which may be the same one),

    - ``a @ b`` is the matrix product, of shapes ``(N, D)`` and ``(D, M)``;
    - ``a + b`` adds element by element and broadcasts as NumPy does, such as ``(N, M) + (M,)``, ``(N, M) + (N, 1)``,
      ``(N, M) + ()`` and the reverse; both sides may be copied;
    - ``a.relu()`` has 0 in the place of negative numbers, and the slope 0 there and at 0;
    - ``a.sum()`` is the sum of all elements, a tensor of shape ``()``.

    ``out.backward()`` is called on a tensor of shape ``()``. It adds ``d out / d t`` to ``t.grad``, for every tensor
    ``t`` that ``out`` was computed from, and 1 to its own. A tensor that is used several times gets the sum over all
    its uses; one that was broadcast gets the sum over its copies, in its own shape. Leaves keep what an earlier
    ``backward`` of another loss has left in their ``grad``, and the new gradient is added to it; nobody calls
    ``backward`` twice on losses that share more than leaves.

    >>> x, w, b = Tensor(np.array([[1.0, 2.0]])), Tensor(np.array([[3.0], [-1.0]])), Tensor(np.array([0.5]))
    >>> loss = (x @ w + b).relu().sum()
    >>> loss.backward()
    >>> print(loss.data, w.grad.ravel(), b.grad)
    1.5 [1. 2.] [1.]
    """

    def __init__(self, data):
        self.data = np.asarray(data, dtype=np.float64)
        self.grad = np.zeros_like(self.data)
        self._parents = ()  # pairs: a tensor that this one was computed from, and how a gradient goes back to it

    @classmethod
    def _computed(cls, data, *parents):
        tensor = cls(data)
        tensor._parents = parents
        return tensor

    def __matmul__(self, other):
        return self._computed(
            self.data @ other.data,
            (self, lambda dout: dout @ other.data.T),
            (other, lambda dout: self.data.T @ dout),
        )

    def __add__(self, other):
        return self._computed(
            self.data + other.data,
            (self, lambda dout: self._summed_to(dout, self.data.shape)),
            (other, lambda dout: self._summed_to(dout, other.data.shape)),
        )

    @staticmethod
    def _summed_to(dout, shape):
        """The gradient of an operand of this shape that was broadcast to ``dout``'s."""
        new_axes = dout.ndim - len(shape)
        dout = dout.sum(axis=tuple(range(new_axes)))
        stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)
        return dout.sum(axis=stretched, keepdims=True)

    def relu(self):
        return self._computed(np.maximum(self.data, 0), (self, lambda dout: dout * (self.data > 0)))

    def sum(self):
        return self._computed(self.data.sum(), (self, lambda dout: np.broadcast_to(dout, self.data.shape)))

    def backward(self):
        order, seen = [], set()

        def visit(tensor):
            if id(tensor) not in seen:
                seen.add(id(tensor))
                for parent, _ in tensor._parents:
                    visit(parent)
                order.append(tensor)

        visit(self)
        self.grad = self.grad + 1.0
        for tensor in reversed(order):
            for parent, back in tensor._parents:
                parent.grad = parent.grad + back(tensor.grad)


class Node:
    """A torch tensor with `Tensor`'s names."""

    def __init__(self, tensor):
        self.tensor = tensor
        tensor.retain_grad()

    @property
    def data(self):
        return self.tensor.detach()

    @property
    def grad(self):
        return self.tensor.new_zeros(self.tensor.shape) if self.tensor.grad is None else self.tensor.grad

    def __matmul__(self, other):
        return Node(self.tensor @ other.tensor)

    def __add__(self, other):
        return Node(self.tensor + other.tensor)

    def relu(self):
        return Node(self.tensor.relu())

    def sum(self):
        return Node(self.tensor.sum())

    def backward(self):
        self.tensor.backward()


def reference(data):
    import torch

    return Node(torch.as_tensor(data, dtype=torch.float64).clone().requires_grad_())


class Tape:
    """Another right solution: each tensor keeps its inputs and one function that gives all their gradients."""

    def __init__(self, data, inputs=(), pull=None):
        self.data, self.inputs, self.pull = np.array(data, dtype=float), list(inputs), pull
        self.grad = 0 * self.data

    def __matmul__(self, other):
        def pull(g):
            return np.einsum("nm,dm->nd", g, other.data), np.einsum("nd,nm->dm", self.data, g)

        return Tensor(np.einsum("nd,dm->nm", self.data, other.data), [self, other], pull)

    def __add__(self, other):
        def fit(g, like):
            while g.ndim > like.ndim:
                g = np.add.reduce(g, axis=0)
            for axis in range(like.ndim):
                if like.shape[axis] == 1 != g.shape[axis]:
                    g = np.add.reduce(g, axis=axis, keepdims=True)
            return g

        return Tensor(self.data + other.data, [self, other], lambda g: (fit(g, self.data), fit(g, other.data)))

    def relu(self):
        return Tensor(self.data.clip(min=0), [self], lambda g: (np.where(self.data > 0, g, 0.0),))

    def sum(self):
        return Tensor(self.data.sum(), [self], lambda g: (g * np.ones_like(self.data),))

    def backward(self):
        uses = {}
        waiting = [self]
        while waiting:
            for source in waiting.pop().inputs:
                if source not in uses:
                    waiting.append(source)
                uses[source] = uses.get(source, 0) + 1
        self.grad, ready = np.ones_like(self.data), [self]
        while ready:
            node = ready.pop()
            for source, g in zip(node.inputs, node.pull(node.grad) if node.pull else (), strict=True):
                source.grad += g
                uses[source] -= 1
                if uses[source] == 0:
                    ready.append(source)


def drawn(script, rng, shape):
    """A leaf with a random array, of shape () too: a number of Python would be no array."""
    return script.call("Tensor", np.asarray(rng.normal(size=shape)))


def formula(name, compute, *shapes):
    """Random leaves of these shapes; the value of ``compute`` on them, and their gradients."""

    def cases(rng):
        script = Script()
        leaves = [drawn(script, rng, shape) for shape in shapes]
        out = compute(*leaves)
        out.call("backward")
        gradients = [tensor.read("grad") for tensor in (out, *leaves)]
        yield Case(name, script.returning(out=out.read("data"), gradients=gradients))

    return cases


def relu(tensor):
    return tensor.call("relu")


def total(tensor):
    return tensor.call("sum")


def skip(x, w, v):
    """A layer's output, added to what the next layer makes of it."""
    hidden = x @ w
    return total(relu(hidden + relu(hidden @ v)))


def added(*shapes):
    """Sums of two tensors that broadcast; a matrix product behind them makes the gradient that arrives uneven."""

    def cases(rng):
        for left, right in shapes:
            script = Script()
            a, b = drawn(script, rng, left), drawn(script, rng, right)
            both = np.broadcast_shapes(left, right)
            weights = script.call("Tensor", rng.normal(size=(both[1], 2)))
            out = total(relu((a + b) @ weights))
            out.call("backward")
            yield Case(f"{left} + {right}", script.returning(a=a.read("grad"), b=b.read("grad")))

    return cases


def at_zero(rng):
    """ReLU of zeros and negative numbers."""
    script = Script()
    z = script.call("Tensor", rng.permutation(np.array([[0.0, -1.0, 2.0], [0.0, 0.0, -3.0]])))
    out = total(relu(z))
    out.call("backward")
    yield Case("zeros", script.returning(out=out.read("data"), gradient=z.read("grad")))


def two_losses(rng):
    """Two losses of the same parameters, one after the other."""
    script = Script()
    w, b = script.call("Tensor", rng.normal(size=(3, 2))), script.call("Tensor", rng.normal(size=2))
    for rows in (2, 1):
        total(relu(script.call("Tensor", rng.normal(size=(rows, 3))) @ w + b)).call("backward")
    yield Case("two losses of the same parameters", script.returning(w=w.read("grad"), b=b.read("grad")))


def in_float32(rng):
    """Leaves of float32, and a sum whose small part float32 would lose."""
    script = Script()
    large = 2.0**28 * rng.integers(1, 9, size=(4, 3))
    arrays = (large, rng.integers(1, 9, size=3), -large)
    a, b, c = (script.call("Tensor", array.astype(np.float32)) for array in arrays)
    out = total(a + b + c)
    out.call("backward")
    yield Case("float32", script.returning(out=out.read("data"), gradients=[t.read("grad") for t in (a, b, c)]))


def data_kept(rng):
    """Operations on leaves themselves, whose arrays are the caller's."""
    yield from formula("relu(x) @ w", lambda x, w: total(relu(x) @ w), (4, 3), (3, 2))(rng)
    yield from formula("x + b", lambda x, b: total(x + b), (4, 3), (3,))(rng)


INPUTS_FIRST = """
                for parent, _ in tensor._parents:
                    visit(parent)
                order.append(tensor)
"""
AS_MET = """
                order.insert(0, tensor)
                for parent, _ in tensor._parents:
                    visit(parent)
"""


EXERCISE = Exercise(Tensor, reference, accepts=[Tape], checks={
    "product": agrees("differentiates matrix products", points=3,
        on=several(formula("x @ w", lambda x, w: total(x @ w), (5, 3), (3, 2)),
                   formula("square matrices", lambda x, w: total(relu(x @ w)), (3, 3), (3, 3)),
                   formula("a batch of one", lambda x, w: total(relu(x @ w)), (1, 4), (4, 3)),
                   formula("two layers", lambda x, w, v: total(relu(relu(x @ w) @ v)), (6, 4), (4, 5), (5, 2))),
        hint=("Write the shapes down: which product of dout and the other operand has the shape of this one?",
              "The gradient of the left operand is dout times the transposed right one."),
        catches=[Mistake("takes the untransposed left operand for the gradient of the right one",
                         "self.data.T @ dout", "self.data @ dout"),
                 Mistake("takes the other operand untransposed", "dout @ other.data.T", "dout @ other.data"),
                 Mistake("multiplies element by element", "self.data @ other.data", "self.data * other.data",
                         hint="`@` is the matrix product, inside __matmul__ as well."),
                 Mistake("never starts: the gradient of a number along itself is 1",
                         "self.grad + 1.0", "self.grad + 0.0",
                         hint="What is the slope of out with respect to out?")]),
    "broadcast": agrees("sums the gradient over the copies of what was broadcast", points=3,
        on=added(((5, 3), (3,)), ((3,), (5, 3)), ((4, 3), (4, 1)), ((4, 3), (1, 3)), ((), (2, 3)), ((3, 3), (3,)),
                 ((1, 4), (4,)), ((4, 1), (1, 3)), ((3, 2), (3, 2))),
        hint=("A bias is used once for each row: its gradient is the sum over the rows.",
              "New axes on the left are summed away; axes of length 1 are summed and kept."),
        catches=[Mistake("takes the mean over the copies instead of the sum",
                         "dout.sum(axis=stretched, keepdims=True)", "dout.mean(axis=stretched, keepdims=True)"),
                 Mistake("forgets to sum over the rows that a bias was added to",
                         "dout = dout.sum(axis=tuple(range(new_axes)))", "dout = dout[(0,) * new_axes]"),
                 Mistake("passes the gradient on in the shape of the result, not in the operand's own",
                         "(other, lambda dout: self._summed_to(dout, other.data.shape))", "(other, lambda dout: dout)",
                         hint="Both operands may have been copied: each gets its gradient in its own shape."),
                 Mistake("never sums over copies, so that gradients have the shape of the result",
                         "dout = dout.sum(axis=tuple(range(new_axes)))", "return dout",
                         hint="Sum over the copies, until the gradient has the operand's own shape."),
                 Mistake("sums over new axes, but not over those of length 1 that were stretched",
                         "return dout.sum(axis=stretched, keepdims=True)", "return dout",
                         hint="(4, 1) was copied along its second axis: sum over it, and keep the axis."),
                 Mistake("takes the mean over all copies instead of the sum",
                         "        dout = dout.sum(axis=tuple(range(new_axes)))\n"
                         "        stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)\n"
                         "        return dout.sum(",
                         "        dout = dout.mean(axis=tuple(range(new_axes)))\n"
                         "        stretched = tuple(axis for axis, length in enumerate(shape) if length == 1)\n"
                         "        return dout.mean("),
                 Mistake("drops an axis of length 1 from the gradient", "keepdims=True", "keepdims=False")]),
    "reuse": agrees("adds up over all uses of a tensor", points=3,
        on=several(formula("x + x", lambda x: total(x + x), (3, 2)),
                   formula("w @ w", lambda w: total(relu(w @ w)), (3, 3)),
                   formula("a skip around a layer", lambda x, w, b: total(relu(x + relu(x @ w + b))),
                           (5, 3), (3, 3), (3,)),
                   formula("a skip around the second layer", skip, (5, 3), (3, 4), (4, 4)),
                   formula("a sum of two losses", lambda x, w, v: total(relu(x @ w)) + total(w @ v),
                           (5, 3), (3, 2), (2, 1)),
                   formula("one layer three times", lambda x, w: total(relu(relu(relu(x @ w) @ w) @ w) + x),
                           (4, 3), (3, 3))),
        hint=("A tensor that is used twice gets two gradients: which of them counts?",
              "Pass a gradient on only when all that arrive have been added up: visit outputs before their inputs."),
        catches=[Mistake("overwrites the gradient at each use instead of adding it",
                         "parent.grad = parent.grad + back(tensor.grad)", "parent.grad = back(tensor.grad)",
                         hint="A tensor that is used twice gets two gradients: add them up."),
                 Mistake("visits the leaves first and the result last", "reversed(order)", "order",
                         hint="Start at the result: nothing else has a gradient yet."),
                 Mistake("passes gradients on before all have arrived, in the order in which it meets the tensors",
                         INPUTS_FIRST, AS_MET)]),
    "kink": agrees("takes 0 for the slope of relu at 0 and below", points=1, on=at_zero,
        hint="relu lets nothing through for numbers up to 0, and no gradient either.",
        catches=[Mistake("takes 1 for the slope of relu at 0", "(self.data > 0)", "(self.data >= 0)"),
                 Mistake("multiplies by the number itself where relu is open", "dout * (self.data > 0)",
                         "dout * np.maximum(self.data, 0)",
                         hint="The slope of relu above 0 is 1.")]),
    "leaves": agrees("keeps what an earlier loss has left in the gradients", points=1,
        on=several(two_losses, in_float32),
        hint="Nothing in backward sets a parameter's gradient back to 0: a training loop does that.",
        catches=[Mistake("sets all gradients back to 0 before it starts", "        self.grad = self.grad + 1.0\n",
                         "        for tensor in order:\n            tensor.grad = 0 * tensor.grad\n"
                         "        self.grad = self.grad + 1.0\n"),
                 Mistake("keeps float32 arrays as they are, although data and grad are float64 arrays",
                         "np.asarray(data, dtype=np.float64)", "np.asarray(data)",
                         hint="np.asarray takes a dtype.")]),
    "pure": keeps_inputs(on=data_kept, points=1,
        hint="np.maximum(z, 0, out=z) changes the array that the caller has given.",
        catches=[Mistake("applies relu in place",
                         "np.maximum(self.data, 0)", "np.maximum(self.data, 0, out=self.data)"),
                 Mistake("adds in place", "            self.data + other.data,\n",
                         "            np.add(self.data, other.data, out=self.data),\n",
                         hint="np.add(a, b, out=a) changes the array that the caller has given.")]),
})
