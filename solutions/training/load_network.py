"""load_network: a network comes back from a file, architecture and all."""

import io
import json

import numpy as np

from autograder.exercise import Case, Exercise, File, Harmless, Mistake, Script, agrees


def load_network(file):
    """Return the network in ``file``, as `save_network` writes it: your `Sequential`, with the saved parameters.

    ``file`` is a binary file that is open for reading, at its beginning: NumPy's npz, to be read without
    ``allow_pickle``. Its array ``architecture``, without axes, holds a text, JSON: an object with ``"input_shape"``,
    the list of the lengths of one sample, and ``"layers"``, a list with a list for each layer: its kind, then its
    sizes, as `add` gets them. ``w0``, ``b0``, ``w1``, ``b1`` and so on are the parameters of the dense layers and
    convolutions, which alone are counted, from 0; ``w10`` follows ``w9``. The arrays may stand in any order.

    The network's ``forward`` gives what the saved network's gave. Adding layers draws weights, from any
    generator you like: they are then replaced.

    >>> import io
    >>> file, network = io.BytesIO(), Sequential((2,), np.random.default_rng(0))
    >>> network.add('dense', 3)
    >>> save_network(file, network)
    >>> _ = file.seek(0)
    >>> loaded, x = load_network(file), np.ones((1, 2))
    >>> print(loaded.summary(), bool(np.all(loaded.forward(x) == network.forward(x))))
    [('dense_1', (3,), 9)] True
    """
    with np.load(file) as arrays:
        described = json.loads(str(arrays["architecture"]))
        network = Sequential(tuple(described["input_shape"]), np.random.default_rng(0))
        number = 0
        for kind, *sizes in described["layers"]:
            network.add(kind, *sizes)
            layer = network.layers[-1]
            if layer[-2].size:
                network.layers[-1] = (*layer[:-2], arrays[f"w{number}"], arrays[f"b{number}"])
                number += 1
    return network


class TorchNetwork:
    """torch's layers, with parameters from an archive."""

    def __init__(self, file):
        import torch

        arrays = np.load(file, allow_pickle=False)
        described, self.names, self.shapes, counts, number = json.loads(arrays["architecture"].item()), [], [], {}, 0
        self.net, zeros = torch.nn.Sequential(), torch.zeros((1, *described["input_shape"]), dtype=torch.float64)
        for kind, *sizes in described["layers"]:
            given = self.net(zeros).shape[1:]
            kinds = {"dense": torch.nn.Linear, "conv": torch.nn.Conv2d, "avg_pool": torch.nn.AvgPool2d,
                     "flatten": torch.nn.Flatten, "relu": torch.nn.ReLU, "tanh": torch.nn.Tanh,
                     "sigmoid": torch.nn.Sigmoid, "softmax": lambda: torch.nn.Softmax(dim=1)}
            learns = kind in ("dense", "conv")
            module = kinds[kind](*given[:1] * learns, *sizes).double()
            if learns:
                w, b = (torch.from_numpy(arrays[f"{letter}{number}"]) for letter in "wb")
                module.weight.data, module.bias.data = w.T if kind == "dense" else w, b
                number += 1
            counts[kind] = counts.get(kind, 0) + 1
            self.net.add_module(f"{kind}_{counts[kind]}", module)
        self.zeros = zeros

    def forward(self, x):
        return self.net(x).detach()

    def summary(self):
        rows, x = [], self.zeros
        for name, module in self.net.named_children():
            x = module(x)
            rows.append((name, tuple(x.shape[1:]), sum(p.numel() for p in module.parameters())))
        return rows


def reference(file):
    return TorchNetwork(file)


def all_layers_first(file):
    """Another right solution: all layers are added, and then filled, from a generator of one's own."""
    archive = np.load(file)
    text = json.loads(archive["architecture"].item())
    network = Sequential((*text["input_shape"],), np.random.default_rng(1))
    for layer in text["layers"]:
        network.add(*layer)
    places = [place for place, layer in enumerate(network.layers) if layer[0] in {"conv", "dense"}]
    for number, place in enumerate(places):
        kind, name, sizes, shape, _, _ = network.layers[place]
        network.layers[place] = kind, name, sizes, shape, archive[f"w{number}"], archive[f"b{number}"]
    return network


def by_name(file):
    """A mistake: names in the order of the alphabet, where w10 stands before w2."""
    with np.load(file) as arrays:
        described = json.loads(str(arrays["architecture"]))
        names = sorted(name for name in arrays.files if name[0] == "w")
        network = Sequential(tuple(described["input_shape"]), np.random.default_rng())
        for kind, *sizes in described["layers"]:
            network.add(kind, *sizes)
            layer = network.layers[-1]
            if layer[-2].size:
                name = names.pop(0)
                network.layers[-1] = (*layer[:-2], arrays[name], arrays["b" + name[1:]])
    return network


def as_they_come(file):
    """A mistake: pairs of neighbours in the archive."""
    with np.load(file) as arrays:
        described = json.loads(str(arrays["architecture"]))
        found = [arrays[name] for name in arrays.files if name != "architecture"]
        network = Sequential(tuple(described["input_shape"]), np.random.default_rng())
        for kind, *sizes in described["layers"]:
            network.add(kind, *sizes)
            layer = network.layers[-1]
            if layer[-2].size:
                network.layers[-1] = (*layer[:-2], found.pop(0), found.pop(0))
    return network


DENSE = ((4,), [("dense", 5), ("relu",), ("dense", 3), ("softmax",)])
IMAGES = ((2, 6, 5), [("conv", 3, 2), ("tanh",), ("avg_pool", 2), ("conv", 2, 2), ("flatten",), ("sigmoid",),
                      ("dense", 4)])
SQUARE = ((4,), [("dense", 4), ("tanh",), ("dense", 4), ("softmax",)])
LONG = ((2,), [("dense", 2), ("tanh",)] * 12)


def archive_of(rng, shape, layers, turned):
    """A file with random parameters; ``turned``, the last layer stands first."""
    arrays, given = {}, shape
    for kind, *sizes in layers:
        number = len(arrays) // 2
        if kind == "dense":
            arrays[f"w{number}"], arrays[f"b{number}"] = rng.normal(size=(given[0], *sizes)), rng.normal(size=sizes)
            given = tuple(sizes)
        elif kind == "conv":
            filters, k = sizes
            arrays[f"w{number}"] = rng.normal(size=(filters, given[0], k, k))
            arrays[f"b{number}"] = rng.normal(size=filters)
            given = (filters, given[1] - k + 1, given[2] - k + 1)
        elif kind == "avg_pool":
            given = (given[0], given[1] // sizes[0], given[2] // sizes[0])
        elif kind == "flatten":
            given = (int(np.prod(given)),)
    text = json.dumps({"input_shape": shape, "layers": layers})
    names = sorted(arrays, key=lambda name: (-int(name[1:]), name[0] == "b")) if turned else [*arrays]
    content = io.BytesIO()
    np.savez(content, architecture=text, **{name: arrays[name] for name in names})
    return File(content.getvalue())


def files(*all_layers, what="forward", turned=False):
    """Files with these networks ``(input shape, layers)``; what is loaded goes forward, or tells its table."""

    def cases(rng):
        for shape, layers in all_layers:
            script = Script()
            network = script.call("load_network", archive_of(rng, shape, layers, turned))
            asked = [rng.normal(size=(n, *shape)) for n in (3, 1)] if what == "forward" else []
            found = [network.call("forward", x) for x in asked] or [network.call("summary")]
            said = ", ".join(" ".join(map(str, layer)) for layer in layers)
            yield Case(f"{what}, {shape}: {said}", script.returning(found=found))

    return cases


EXERCISE = Exercise(load_network, reference, accepts=[all_layers_first], harmless=[
    Harmless("what is drawn is replaced", ("default_rng(0)", "default_rng(1)")),
    Harmless("a list of lengths is as good as a tuple",
             ('tuple(described["input_shape"])', 'described["input_shape"]')),
    Harmless("a layer has biases where it has weights", ("if layer[-2].size:", "if layer[-1].size:"))], checks={
    "architecture": agrees("builds the layers that the file describes", points=1,
        on=files(DENSE, IMAGES, ((3,), [("dense", 1)]), what="summary"),
        hint="json.loads(str(arrays['architecture'])) gives lists back; add takes a kind and its sizes.",
        catches=[Mistake("returns what the file describes, and no network", "return network", "return described",
                         raises="AttributeError"),
                 Mistake("leaves out the last layer", 'in described["layers"]', 'in described["layers"][:-1]')]),
    "outputs": agrees("computes what the saved network computed", on=files(DENSE, IMAGES, SQUARE), points=3,
        hint="Adding a layer draws its weights; the file has those that count.",
        catches=[Mistake("keeps the weights that were drawn: loads the architecture only",
                         'arrays[f"w{number}"], arrays[f"b{number}"])', "*layer[-2:])"),
                 Mistake("gives every layer the parameters of the first one", "number += 1", "number += 0"),
                 Mistake("forgets the biases", 'arrays[f"b{number}"])', 'layer[-1])')]),
    "order": agrees("asks for the arrays by their names", points=1,
        on=files(SQUARE, ((3,), [("dense", 3)] * 3), turned=True),
        hint="Whoever wrote the archive may have written the last layer first.",
        catches=[Mistake("relies on the order of the arrays in the archive", function=as_they_come)]),
    "many": agrees("knows that 10 comes after 9", on=files(LONG), points=1,
        hint="Names are texts, and texts are sorted letter by letter.",
        catches=[Mistake("sorts the names as texts, w10 before w2", function=by_name)]),
})
