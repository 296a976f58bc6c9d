"""Sequential: layers in a row, and a table that says what they are."""

import math

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, Script, agrees, raises
from autograder.exercise.cases import seed, several


class Sequential:
    """A network of layers in a row: each takes what the one before it gives.

    ``Sequential(input_shape, rng)`` is a network without layers. ``input_shape`` is the shape of one sample, a
    tuple without the batch: ``(D,)``, or ``(C, H, W)`` for images. It has five methods.

    ``add(kind, *sizes)`` appends a layer and returns nothing. It works out the shapes from the layer before, or from
    ``input_shape``; no window is larger than what it moves over:

    - ``add('dense', m)``: ``a @ w + b``, from ``(D,)`` to ``(m,)``; ``w`` is ``(D, m)``;
    - ``add('conv', f, k)``: a cross-correlation by ``f`` filters of ``k`` by ``k``, stride 1, without padding, from
      ``(C, H, W)`` to ``(f, H - k + 1, W - k + 1)``; ``w`` is ``(f, C, k, k)``;
    - ``add('avg_pool', s)``: the means of windows of ``s`` by ``s`` that do not overlap, from ``(C, H, W)`` to
      ``(C, H // s, W // s)``; rows and columns that are left over are ignored;
    - ``add('flatten')``: from ``(C, H, W)`` to ``(C * H * W,)``, channel after channel, each row by row;
    - ``add('relu')``, ``add('tanh')`` and ``add('sigmoid')``: for each element, after any layer; the shape stays as it
      is;
    - ``add('softmax')``: for each row, from ``(D,)`` to ``(D,)``; it is finite for numbers up to 1e4 of any sign.

    When a dense layer or a convolution is added, its weights are drawn, ``rng.standard_normal(shape of w)`` times
    ``sqrt(2 / n)``, where ``n`` is the number of inputs of one unit: ``D``, or ``C * k * k``. Its biases are 0. If
    there is no such kind, or if what the layer before gives has another number of axes than the new layer takes,
    raise ValueError.

    ``forward(x)`` returns what the last layer gives for a batch ``x`` of samples, a float array
    ``(N, *input_shape)``.

    ``backward(dout)`` returns ``(dx, grads)``: the gradients of a loss with respect to the ``x`` of the last call of
    ``forward`` and to the parameters. ``dout`` is the gradient with respect to what that call returned, and a mean over
    the batch is already in it. ``grads`` is a list of ``(dw, db)``, one for each dense layer and each convolution, in
    the order of the layers. The slope of relu at 0 is 0.

    ``count_parameters()`` returns how many weights and biases there are in all layers.

    ``summary()`` returns a table: a list with a row ``(name, output shape, number of parameters)`` for each layer.
    Names are the kind and a number, which counts the layers of this kind from 1, such as ``'dense_2'``. Shapes are
    tuples of ints without the batch, and layers other than dense ones and convolutions have 0 parameters.

    >>> network = Sequential((1, 28, 28), np.random.default_rng(0))
    >>> for kind, *sizes in [('conv', 6, 5), ('tanh',), ('avg_pool', 2), ('conv', 16, 5), ('flatten',), ('dense', 10)]:
    ...     network.add(kind, *sizes)
    >>> for name, shape, parameters in network.summary():
    ...     print(f'{name:12}{str(shape):14}{parameters:6}')
    conv_1      (6, 24, 24)      156
    tanh_1      (6, 24, 24)        0
    avg_pool_1  (6, 12, 12)        0
    conv_2      (16, 8, 8)      2416
    flatten_1   (1024,)            0
    dense_1     (10,)          10250
    >>> network.count_parameters(), network.forward(np.zeros((3, 1, 28, 28))).shape
    (12822, (3, 10))
    >>> network = Sequential((2,), np.random.default_rng(0))
    >>> network.add('softmax')
    >>> out, (dx, grads) = network.forward(np.array([[2.0, 0.0]])), network.backward(np.array([[1.0, 0.0]]))
    >>> print(out.round(4), dx.round(4), grads)
    [[0.8808 0.1192]] [[ 0.105 -0.105]] []
    """

    def __init__(self, input_shape, rng):
        self.input_shape = self.shape = input_shape
        self.rng, self.layers = rng, []

    def add(self, kind, *sizes):
        axes = {"dense": 1, "conv": 3, "avg_pool": 3, "flatten": 3, "softmax": 1}
        axes |= dict.fromkeys(("relu", "tanh", "sigmoid"), len(self.shape))
        if axes.get(kind) != len(self.shape):
            raise ValueError(f"no layer of kind {kind!r} can follow one that gives {self.shape}")
        w = b = np.zeros(0)
        if kind == "dense":
            [inputs], [units] = self.shape, sizes
            w, b = self.rng.standard_normal((inputs, units)) * np.sqrt(2 / inputs), np.zeros(units)
            self.shape = (units,)
        elif kind == "conv":
            (channels, height, width), (filters, k) = self.shape, sizes
            w = self.rng.standard_normal((filters, channels, k, k)) * np.sqrt(2 / (channels * k * k))
            b = np.zeros(filters)
            self.shape = (filters, height - k + 1, width - k + 1)
        elif kind == "avg_pool":
            (channels, height, width), [s] = self.shape, sizes
            self.shape = (channels, height // s, width // s)
        elif kind == "flatten":
            self.shape = (math.prod(self.shape),)
        number = 1 + sum(layer[0] == kind for layer in self.layers)
        self.layers.append((kind, f"{kind}_{number}", sizes, self.shape, w, b))

    def forward(self, x):
        self.values = [x]
        for kind, _, sizes, _, w, b in self.layers:
            if kind == "dense":
                x = x @ w + b
            elif kind == "conv":
                x = conv2d_forward(x, w, b)
            elif kind == "avg_pool":
                x = avg_pool_forward(x, sizes[0], sizes[0])
            elif kind == "flatten":
                x = x.reshape(len(x), -1)
            elif kind == "relu":
                x = np.maximum(x, 0)
            elif kind == "sigmoid":
                x = 1 / (1 + np.exp(-x))
            elif kind == "softmax":
                e = np.exp(x - x.max(axis=1, keepdims=True))
                x = e / e.sum(axis=1, keepdims=True)
            else:
                x = np.tanh(x)
            self.values.append(x)
        return x

    def backward(self, dout):
        grads = []
        for (kind, _, sizes, _, w, b), x, out in list(zip(self.layers, self.values, self.values[1:]))[::-1]:
            if kind == "dense":
                dout, dw, db = dense_backward(dout, x, w)
                grads.append((dw, db))
            elif kind == "conv":
                dout, dw, db = conv2d_backward(dout, x, w, b)
                grads.append((dw, db))
            elif kind == "avg_pool":
                dout = avg_pool_backward(dout, x, sizes[0], sizes[0])
            elif kind == "flatten":
                dout = dout.reshape(x.shape)
            elif kind == "relu":
                dout = dout * (x > 0)
            elif kind == "sigmoid":
                dout = dout * out * (1 - out)
            elif kind == "softmax":
                dout = out * (dout - (dout * out).sum(axis=1, keepdims=True))
            else:
                dout = dout * (1 - out**2)
        return dout, grads[::-1]

    def count_parameters(self):
        return sum(parameters for _, _, parameters in self.summary())

    def summary(self):
        return [(name, shape, w.size + b.size) for _, name, _, shape, w, b in self.layers]


class TorchNetwork:
    """torch's own modules, which work out shapes and counts by themselves."""

    def __init__(self, input_shape, rng):
        import torch

        self.nn, self.rng = torch.nn, rng
        self.zeros = torch.zeros((1, *input_shape), dtype=torch.float64)
        self.net = torch.nn.Sequential()

    def add(self, kind, *sizes):
        given = self.net(self.zeros).shape[1:]
        count = sum(name.startswith(f"{kind}_") for name, _ in self.net.named_children())
        wanted = {"dense": [1], "conv": [3], "avg_pool": [3], "flatten": [3], "relu": [1, 3], "tanh": [1, 3],
                  "sigmoid": [1, 3], "softmax": [1]}
        if len(given) not in wanted.get(kind, []):
            raise ValueError("no such layer here")
        if kind == "dense":
            module = self.nn.Linear(given[0], *sizes)
            self._draw(module, given[0], (given[0], *sizes), lambda w: w.T)
        elif kind == "conv":
            module = self.nn.Conv2d(given[0], *sizes)
            self._draw(module, module.weight[0].numel(), module.weight.shape, lambda w: w)
        else:
            modules = {"avg_pool": self.nn.AvgPool2d, "flatten": self.nn.Flatten, "relu": self.nn.ReLU,
                       "tanh": self.nn.Tanh, "sigmoid": self.nn.Sigmoid, "softmax": lambda: self.nn.Softmax(dim=1)}
            module = modules[kind](*sizes)
        self.net.add_module(f"{kind}_{count + 1}", module)

    def _draw(self, module, inputs, shape, turned):
        import torch

        module.double()
        module.weight.data = turned(torch.from_numpy(self.rng.standard_normal(tuple(shape)))) * (2 / inputs) ** 0.5
        module.bias.data.zero_()

    def forward(self, x):
        self.x = x.clone().requires_grad_()
        self.out = self.net(self.x)
        return self.out.detach()

    def backward(self, dout):
        import torch

        learning = [module for module in self.net if [*module.parameters()]]
        wanted = [self.x, *(p for module in learning for p in (module.weight, module.bias))]
        dx, *flat = torch.autograd.grad(self.out, wanted, dout, allow_unused=True)
        grads = [(dw.T if isinstance(module, self.nn.Linear) else dw, db)
                 for module, dw, db in zip(learning, flat[::2], flat[1::2])]
        return dx, tuple(grads)  # layers come in a tuple, since their shapes differ

    def count_parameters(self):
        return sum(p.numel() for p in self.net.parameters())

    def summary(self):
        rows, x = [], self.zeros
        for name, module in self.net.named_children():
            x = module(x)
            rows.append((name, tuple(x.shape[1:]), sum(p.numel() for p in module.parameters())))
        return rows


def reference(input_shape, rng):
    return TorchNetwork(input_shape, rng)


class OfFunctions:
    """Another right solution: each layer is a function that returns its output and its own way back."""

    def __init__(self, input_shape, rng):
        self.shapes, self.rng, self.rows, self.functions, self.counts = [input_shape], rng, [], [], {}

    def add(self, kind, *sizes):
        try:
            shape, function, parameters = getattr(self, "_" + kind)(self.shapes[-1], *sizes)
        except (AttributeError, TypeError):
            raise ValueError(f"no {kind} after {self.shapes[-1]}") from None
        self.counts[kind] = self.counts.get(kind, 0) + 1
        self.shapes.append(shape)
        self.functions.append(function)
        self.rows.append([f"{kind}_{self.counts[kind]}", shape, parameters])

    def _dense(self, shape, m):
        if len(shape) != 1:
            raise TypeError
        w = np.sqrt(2) * self.rng.normal(size=(shape[0], m)) / np.sqrt(shape[0])
        return (m,), lambda x: (x.dot(w), lambda d: (d.dot(w.T), [(x.T.dot(d), d.sum(0))])), (shape[0] + 1) * m

    def _conv(self, shape, f, k):
        if len(shape) != 3:
            raise TypeError
        w = np.sqrt(2 / shape[0]) / k * self.rng.normal(size=(f, shape[0], k, k))

        def function(x):
            windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))

            def back(d):
                dx, (height, width) = np.zeros(x.shape), d.shape[2:]
                for i in range(k):
                    for j in range(k):
                        dx[:, :, i:i + height, j:j + width] += np.einsum("nfhw,fc->nchw", d, w[:, :, i, j])
                return dx, [(np.einsum("nfhw,nchwkl->fckl", d, windows), d.sum((0, 2, 3)))]

            return np.einsum("nchwkl,fckl->nfhw", windows, w), back

        return (f, shape[1] + 1 - k, shape[2] + 1 - k), function, f * (shape[0] * k**2 + 1)

    def _avg_pool(self, shape, s):
        if len(shape) != 3:
            raise TypeError
        c, h, w = shape[0], shape[1] // s, shape[2] // s

        def function(x):
            def back(d):
                dx = np.zeros(x.shape)
                dx[:, :, :h * s, :w * s] = np.kron(d, np.ones((s, s))) / s**2
                return dx, []

            return x[:, :, :h * s, :w * s].reshape(-1, c, h, s, w, s).mean(axis=(3, 5)), back

        return (c, h, w), function, 0

    def _flatten(self, shape):
        if len(shape) != 3:
            raise TypeError
        return (int(np.prod(shape)),), lambda x: (
            np.array([sample.ravel() for sample in x]), lambda d: (d.reshape(-1, *shape), [])), 0

    def _relu(self, shape):
        return shape, lambda x: (x * (x > 0), lambda d: (np.where(x > 0, d, 0.0), [])), 0

    def _tanh(self, shape):
        return shape, lambda x: (np.tanh(x), lambda d: (d / np.cosh(x) ** 2, [])), 0

    def _sigmoid(self, shape):
        return shape, lambda x: (0.5 + 0.5 * np.tanh(x / 2), lambda d: (d / (2 * np.cosh(x / 2)) ** 2, [])), 0

    def _softmax(self, shape):
        if len(shape) != 1:
            raise TypeError

        def function(x):
            p = np.array([np.exp(row - row.max()) / np.exp(row - row.max()).sum() for row in x])
            return p, lambda d: (np.array([(np.diag(q) - np.outer(q, q)) @ e for q, e in zip(p, d)]), [])

        return shape, function, 0

    def forward(self, x):
        self.ways = []
        for function in self.functions:
            x, way = function(x)
            self.ways.append(way)
        return x

    def backward(self, dout):
        grads = []
        for way in reversed(self.ways):
            dout, own = way(dout)
            grads = own + grads
        return dout, grads

    def count_parameters(self):
        return sum(row[2] for row in self.rows)

    def summary(self):
        return self.rows


PERCEPTRON = [("dense", 7), ("relu",), ("dense", 4), ("tanh",), ("dense", 3)]
CONVOLUTIONS = [("conv", 2, 3), ("tanh",), ("avg_pool", 2), ("conv", 4, 2), ("relu",), ("avg_pool", 2), ("flatten",),
                ("dense", 5), ("tanh",), ("dense", 3)]
LENET5 = [("conv", 6, 5), ("tanh",), ("avg_pool", 2), ("conv", 16, 5), ("tanh",), ("avg_pool", 2), ("flatten",),
          ("dense", 120), ("tanh",), ("dense", 84), ("tanh",), ("dense", 10)]


def asked(*networks, what):
    """Networks ``(input shape, layers)``, and ``what(network, rng, input shape)`` is asked of them."""

    def cases(rng):
        for shape, layers in networks:
            shape = shape or (int(rng.integers(1, 4)), int(rng.integers(12, 17)), int(rng.integers(12, 17)))
            script = Script()
            network = script.call("Sequential", shape, seed(rng))
            for layer in layers:
                network.call("add", *layer)
            said = ", ".join(" ".join(map(str, layer)) for layer in layers)
            yield Case(f"{shape}: {said}", script.returning(**what(network, rng, shape)))

    return cases


def table(network, rng, shape):
    return dict(rows=network.call("summary"))


def total(network, rng, shape):
    return dict(total=network.call("count_parameters"))


def outputs(network, rng, shape):
    batches = [rng.normal(size=(n, *shape)) for n in (4, 1)]
    return dict(outputs=[network.call("forward", x) for x in batches])


def far_out(network, rng, shape):
    rows = np.array([[2700.0], [-1800.0], [0.0]])
    return dict(output=network.call("forward", rows + 100 * rng.normal(size=(3, *shape))))


def slopes(*networks, rows=(3, 1)):
    """Networks ``(input shape, layers, output units)`` that go forward and back, twice, the second time elsewhere."""

    def cases(rng):
        for shape, layers, units in networks:
            script = Script()
            network, found = script.call("Sequential", shape, seed(rng)), []
            for layer in layers:
                network.call("add", *layer)
            for n in rows:
                x = rng.normal(size=(n, *shape))
                network.call("forward", np.round(x) if layers[0] == ("relu",) else x)  # so that it meets its kink
                found.append(tuple(network.call("backward", rng.normal(size=(n, *units))).items(2)))
            said = ", ".join(" ".join(map(str, layer)) for layer in layers)
            yield Case(f"{shape}: {said}", script.returning(slopes=tuple(found)))

    return cases


def two_networks(rng):
    """Two networks side by side, whose layers are added in turn."""
    script = Script()
    one, other = (script.call("Sequential", (d,), seed(rng)) for d in (3, 4))
    for network, units in ((one, 5), (other, 6), (one, 2), (other, 1)):
        network.call("add", "dense", units)
    x = rng.normal(size=(2, 3))
    yield Case("two networks", script.returning(rows=[one.call("summary"), other.call("summary")],
                                                output=one.call("forward", x)))


SHAPED, IMAGES = ((6,), PERCEPTRON), (None, CONVOLUTIONS)
BAD = [((6,), [("dense", 4), ("conv", 2, 3)]), ((2, 8, 8), [("dense", 4)]), ((5,), [("avg_pool", 2)]),
       ((2, 8, 8), [("conv", 3, 3), ("softplus",)]), ((5,), [("flatten",)]),
       ((2, 8, 8), [("flatten",), ("avg_pool", 2)]), ((2, 8, 8), [("sigmoid",), ("softmax",)])]
CLASSES = [("dense", 5), ("sigmoid",), ("dense", 2), ("softmax",)]
SMALL = ((1, 4, 4), [("tanh",), ("flatten",), ("relu",)])

EXERCISE = Exercise(Sequential, reference, accepts=[OfFunctions], harmless=[
    Harmless("all biases are 0", ("x @ w + b", "x @ w - b"), ("x @ w + b", "x @ w")),
    Harmless("NumPy takes any negative length as what is left", ("len(x), -1)", "len(x), -2)"))], checks={
    "table": agrees("tells the names and shapes of all layers, and their parameters", points=4,
        on=several(asked(SHAPED, IMAGES, IMAGES, ((1, 28, 28), LENET5), ((2, 9, 9), [("avg_pool", 2), ("tanh",)]),
                         what=table),
                   two_networks),
        hint=("Each layer's input is the output of the one before. What does it make of that shape?",
              "A name's number counts the layers of one kind; shapes are those that come out."),
        catches=[Mistake("numbers all layers through, whatever their kind",
                         "1 + sum(layer[0] == kind for layer in self.layers)", "1 + len(self.layers)"),
                 Mistake("counts the layers of a kind from 0", "1 + sum(layer[0]", "sum(layer[0]"),
                 Mistake("leaves the numbers out of the names", 'f"{kind}_{number}"', "kind"),
                 Mistake("tells shapes with a place for the batch", "[(name, shape, w", "[(name, (None, *shape), w"),
                 Mistake("takes one off a convolution's height and width too many",
                         "height - k + 1, width - k + 1", "height - k, width - k"),
                 Mistake("leaves the size of the image as it is in a convolution",
                         "height - k + 1, width - k + 1", "height, width"),
                 Mistake("swaps height and width", "(filters, height - k + 1, width - k + 1)",
                         "(filters, width - k + 1, height - k + 1)"),
                 Mistake("counts a last window that hangs over the edge in pooling",
                         "height // s, width // s", "-(-height // s), -(-width // s)"),
                 Mistake("forgets the channels when it flattens",
                         "math.prod(self.shape)", "math.prod(self.shape[1:])")]),
    "count": agrees("counts the parameters", points=2,
        on=asked(SHAPED, IMAGES, ((1, 28, 28), LENET5), SMALL, what=total),
        hint="A filter has weights for each input channel and one bias, and all places of the image share them.",
        catches=[Mistake("forgets the biases", "w.size + b.size", "w.size"),
                 Mistake("forgets the biases in the sum over all layers",
                         "parameters for _, _, parameters in self.summary()", "w.size for *_, w, _ in self.layers"),
                 Mistake("counts a filter's weights for one channel only", "w.size + b.size",
                         "w.size // (w.shape[1] if w.ndim == 4 else 1) + b.size"),
                 Mistake("counts a convolution's weights again at every place", "w.size + b.size",
                         "(w.size + b.size) * (math.prod(shape[1:]) if w.ndim == 4 else 1)"),
                 Mistake("counts the layers, not their parameters", "sum(parameters for", "sum(1 for")]),
    "forward": agrees("sends a batch through all layers", points=4,
        on=asked(SHAPED, IMAGES, ((2,), [("dense", 2), ("relu",)]), what=outputs),
        hint=("Draw the weights in `add`, in the order of the layers, and use them in every `forward`.",
              "He's scale is sqrt(2 / n), n being C * k * k for a filter; and flattening goes channel after channel."),
        catches=[Mistake("takes 2 / n for the scale, without the root", "* np.sqrt(2 / inputs)", "* (2 / inputs)"),
                 Mistake("scales the weights by sqrt(1 / n)", "np.sqrt(2 / inputs)", "np.sqrt(1 / inputs)"),
                 Mistake("scales filters by the number of their outputs", "np.sqrt(2 / (channels * k * k))",
                         "np.sqrt(2 / (filters * k * k))"),
                 Mistake("forgets the channels in the scale of the filters", "np.sqrt(2 / (channels * k * k))",
                         "np.sqrt(2 / (k * k))"),
                 Mistake("puts the channels last before it flattens", "x.reshape(len(x), -1)",
                         "np.moveaxis(x, 1, -1).reshape(len(x), -1)"),
                 Mistake("skips the activations", "x = np.maximum(x, 0)", "x = x"),
                 Mistake("takes the largest value of a window", "avg_pool_forward(x, sizes[0], sizes[0])",
                         "np.lib.stride_tricks.sliding_window_view(x, sizes * 2, axis=(2, 3))"
                         "[:, :, ::sizes[0], ::sizes[0]].max(axis=(4, 5))"),
                 Mistake("sends the batch through the layers in the reverse order", "in self.layers:\n            if",
                         "in self.layers[::-1]:\n            if"),
                 Mistake("draws from a generator of its own", "self.rng, self.layers = rng,",
                         "self.rng, self.layers = np.random.default_rng(0),")]),
    "classes": agrees("knows sigmoid and softmax", points=1,
        on=several(asked(((5,), [("softmax",)]), what=far_out),
                   asked(((3,), CLASSES), ((4,), [("sigmoid",), ("softmax",)]), ((2, 4, 4), [("sigmoid",)]),
                         what=outputs)),
        hint="Each row of a softmax sums to 1; take the row's largest number off first, and nothing overflows.",
        catches=[Mistake("sums the softmax over the batch", "e.sum(axis=1, keepdims=True)",
                         "e.sum(axis=0, keepdims=True)"),
                 Mistake("has the sign in the sigmoid wrong", "np.exp(-x)", "np.exp(x)"),
                 Mistake("takes exponentials that overflow", "np.exp(x - x.max(axis=1, keepdims=True))", "np.exp(x)"),
                 Mistake("gives exponentials instead of shares", "e / e.sum(axis=1, keepdims=True)", "e")]),
    "backward": agrees("goes back through all layers", points=4,
        on=slopes(((3,), [("dense", 5), ("tanh",), ("dense", 4), ("relu",), ("dense", 2)], (2,)),
                  ((3,), CLASSES, (2,)), ((4,), [("dense", 4), ("sigmoid",), ("softmax",)], (4,)),
                  ((2, 7, 8), [("conv", 3, 2), ("tanh",), ("avg_pool", 2), ("flatten",), ("dense", 3)], (3,)),
                  ((6,), [("relu",), ("dense", 2)], (2,)),
                  ((1, 5, 5), [("sigmoid",), ("conv", 2, 2), ("relu",)], (2, 4, 4)),
                  ((2,), [("dense", 2), ("relu",)], (2,))),
        hint=("What does each layer need on the way back that the way there knew?",
              "Keep the values between the layers; go through them in reverse, and turn the list of gradients round."),
        catches=[Mistake("returns the gradients in the order of the way back", "dout, grads[::-1]", "dout, grads"),
                 Mistake("takes the diagonal of the softmax's Jacobian only",
                         "out * (dout - (dout * out).sum(axis=1, keepdims=True))", "dout * out * (1 - out)"),
                 Mistake("forgets the slope of tanh", "dout * (1 - out**2)", "dout"),
                 Mistake("forgets the slope of the sigmoid", "dout * out * (1 - out)", "dout"),
                 Mistake("lets the gradient pass through a relu that did not fire", "dout * (x > 0)", "dout"),
                 Mistake("averages the gradients of a dense layer over the batch",
                         "dense_backward(dout, x, w)\n                grads.append((dw, db))",
                         "dense_backward(dout, x, w)\n                grads.append((dw / len(x), db / len(x)))"),
                 Mistake("takes the slope of the sigmoid at its output", "dout * out * (1 - out)",
                         "dout / (1 + np.exp(-out)) * (1 - 1 / (1 + np.exp(-out)))"),
                 Mistake("does not keep the values of the last call of forward, but those of the first",
                         "self.values = [x]\n", "self.values = getattr(self, 'values', []) + [x]\n")]),
    "refuses": raises("refuses layers that do not fit", on=asked(*BAD, SMALL, SHAPED, what=table), points=1,
        hint="How many axes has one sample, when the new layer gets it?",
        catches=[Mistake("accepts all kinds that it knows, whatever comes in",
                         "axes.get(kind) != len(self.shape)", "kind not in axes"),
                 Mistake("accepts kinds that it does not know", "axes.get(kind) != len(self.shape)",
                         "axes.get(kind, len(self.shape)) != len(self.shape)")]),
})
