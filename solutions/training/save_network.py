"""save_network: a file that knows how the network is built, and not only what it has learnt."""

import json

import numpy as np

from autograder.exercise import Case, Exercise, Function, Harmless, Mistake, Script, agrees
from autograder.exercise.cases import seed


def save_network(file, network):
    """Write your `Sequential` ``network`` to ``file``, so that `load_network` can build it again; return nothing.

    ``file`` is a binary file that is open for writing, at its beginning; leave it open. The file is NumPy's npz, in
    which nothing is pickled, with these arrays and no others:

    - ``architecture``: an array without axes that holds a text, JSON: an object with ``"input_shape"``, the list of
      the lengths of one sample, and ``"layers"``, a list with a list for each layer: its kind, then its sizes, as
      `add` got them.
    - ``w0``, ``b0``, ``w1``, ``b1`` and so on: the parameters of the dense layers and convolutions, which alone are
      counted, from 0; ``w10`` follows ``w9``.

    Your `Sequential` may keep its layers in attributes as you like: read them from these here.

    >>> import io
    >>> file, network = io.BytesIO(), Sequential((1, 6, 6), np.random.default_rng(0))
    >>> for kind, *sizes in [('conv', 2, 3), ('relu',), ('flatten',), ('dense', 3)]:
    ...     network.add(kind, *sizes)
    >>> save_network(file, network)
    >>> with np.load(io.BytesIO(file.getvalue())) as arrays:
    ...     print(sorted(arrays), arrays["w1"].shape, json.loads(str(arrays["architecture"]))["layers"])
    ['architecture', 'b0', 'b1', 'w0', 'w1'] (32, 3) [['conv', 2, 3], ['relu'], ['flatten'], ['dense', 3]]
    """
    layers = [(kind, *sizes) for kind, _, sizes, *_ in network.layers]
    arrays = {"architecture": json.dumps({"input_shape": network.input_shape, "layers": layers})}
    learning = [layer[-2:] for layer in network.layers if layer[-2].size]
    for i, (w, b) in enumerate(learning):
        arrays[f"w{i}"], arrays[f"b{i}"] = w, b
    np.savez(file, **arrays)


class Drawn:
    """What a network is made of, without the network: its architecture, and its weights as they are drawn."""

    def __init__(self, input_shape, rng):
        self.input_shape, self.rng, self.layers, self.arrays = input_shape, rng, [], {}
        self.shape = input_shape

    def add(self, kind, *sizes):
        self.layers.append([kind, *sizes])
        number = len(self.arrays) // 2
        if kind == "dense":
            self._draw(number, (self.shape[0], sizes[0]), self.shape[0], sizes[0])
            self.shape = (sizes[0],)
        elif kind == "conv":
            (channels, height, width), (filters, k) = self.shape, sizes
            self._draw(number, (filters, channels, k, k), channels * k * k, filters)
            self.shape = (filters, height - k + 1, width - k + 1)
        elif kind == "avg_pool":
            self.shape = (self.shape[0], self.shape[1] // sizes[0], self.shape[2] // sizes[0])
        elif kind == "flatten":
            self.shape = (int(np.prod(self.shape)),)

    def _draw(self, number, shape, inputs, units):
        self.arrays[f"w{number}"] = (2 / inputs) ** 0.5 * self.rng.standard_normal(shape)
        self.arrays[f"b{number}"] = np.zeros(units)


def reference(file, network):
    """The arrays under their names; the archive is NumPy's own."""
    text = json.dumps({"layers": network.layers, "input_shape": [*network.input_shape]}, indent=1)
    np.savez_compressed(file, architecture=np.array(text), **network.arrays)


def step_by_step(file, network):
    """Another right solution: compressed, and the text built layer by layer."""
    described, parameters = [], {}
    for layer in network.layers:
        described.append([layer[0]] + [int(size) for size in layer[2]])
        if layer[0] in ("dense", "conv"):
            place = len(parameters) // 2
            parameters["w" + str(place)] = layer[4]
            parameters["b" + str(place)] = layer[5]
    text = json.dumps({"layers": described, "input_shape": list(network.input_shape)})
    np.savez_compressed(file, architecture=np.array(text), **parameters)


def networks(*all_layers):
    """Networks ``(input shape, layers)``, saved, and the file read."""

    def cases(rng):
        for shape, layers in all_layers:
            script = Script()
            file, network = script.call(Function("binary_file")), script.call("Sequential", shape, seed(rng))
            for layer in layers:
                network.call("add", *layer)
            script.call("save_network", file, network)
            found = script.call(Function("read_archive"), file.call("getvalue"))
            said = ", ".join(" ".join(map(str, layer)) for layer in layers)
            yield Case(f"{shape}: {said}", script.returning(file=found))

    return cases


DENSE = ((4,), [("dense", 5), ("relu",), ("dense", 3), ("softmax",)])
IMAGES = ((2, 6, 5), [("conv", 3, 2), ("tanh",), ("avg_pool", 2), ("conv", 2, 2), ("flatten",), ("sigmoid",),
                      ("dense", 4)])
TINY = ((2,), [("dense", 2), ("tanh",)])
LONG = ((2,), [("dense", 2), ("tanh",)] * 12)

EXERCISE = Exercise(save_network, reference, accepts=[step_by_step], beside={"Sequential": Drawn}, harmless=[
    Harmless("a layer has biases where it has weights", ("if layer[-2].size]", "if layer[-1].size]"))], checks={
    "file": agrees("writes the architecture and all parameters", on=networks(DENSE, IMAGES, ((3,), [("dense", 1)])),
        points=3,
        hint=("What has another program to know before it can call add?",
              "json.dumps makes a text of lists, numbers and texts; np.savez takes a text for an array without axes."),
        catches=[Mistake("saves the parameters only", "np.savez(file, **arrays)",
                         'arrays.pop("architecture"); np.savez(file, **arrays)'),
                 Mistake("forgets the sizes of the layers", "(kind, *sizes) for", "(kind,) for"),
                 Mistake("forgets the shape of the input", '"input_shape": network.input_shape, ', ""),
                 Mistake("counts all layers, not only those with parameters",
                         "if layer[-2].size]\n    for i, (w, b) in enumerate(learning):\n",
                         "]\n    for i, (w, b) in enumerate(learning):\n        if not w.size: continue\n"),
                 Mistake("counts the parameters from 1", "enumerate(learning)", "enumerate(learning, start=1)"),
                 Mistake("saves the weights without the biases", 'arrays[f"w{i}"], arrays[f"b{i}"] = w, b',
                         'arrays[f"w{i}"] = w')]),
    "many": agrees("saves networks of any depth, at full precision", on=networks(LONG, DENSE, TINY), points=1,
        hint="Names end in a number, not in a digit; and half the bytes hold half the digits.",
        catches=[Mistake("counts in one digit", 'arrays[f"w{i}"], arrays[f"b{i}"]',
                         'arrays[f"w{i % 10}"], arrays[f"b{i % 10}"]'),
                 Mistake("saves single precision", "= w, b", "= w.astype(np.float32), b.astype(np.float32)")]),
    "safe": agrees("pickles nothing", on=networks(DENSE, IMAGES, TINY), points=1,
        hint="A pickle is a program: whoever loads one runs it. Lists of different lengths are pickled by np.savez.",
        catches=[Mistake("saves an array of objects, which NumPy pickles", 'json.dumps({"input_shape": '
                         'network.input_shape, "layers": layers})',
                         'np.array({"input_shape": network.input_shape, "layers": layers}, dtype=object)')]),
})
