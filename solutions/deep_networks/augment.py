"""augment: every epoch sees other pictures of the same things."""

import numpy as np

from autograder.exercise import Case, Exercise, Function, Mistake, Script, agrees, keeps_inputs, reproducible
from autograder.exercise.cases import seed, several


def augment(x, config, rng):
    """Return the images ``x``, ``(N, C, S, S)``, each shifted, mirrored and turned by chance.

    ``config`` is a dict that has ``'shift'``, ``'flip'`` and ``'angle'``, and may have other keys. The three steps
    come in this order, each on what the one before gave. A step whose number is 0 is left out, and draws nothing.

    - ``'shift'``, a whole number: `random_shift`, by up to so many pixels.
    - ``'flip'``, a probability: `random_flip`. (Mirrored cats are cats, mirrored digits are none: a network that
      reads is trained with 0.)
    - ``'angle'``, in degrees: draw ``rng.uniform(-angle, angle, N)`` once, and turn each image by its own number with
      `rotate`.

    >>> x = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> config = {'shift': 1, 'flip': 0.5, 'angle': 0}
    >>> print(augment(x, config, np.random.default_rng(0))[0, 0])
    [[0. 0.]
     [2. 1.]]
    """
    if config["shift"]:
        x = random_shift(x, config["shift"], rng)
    if config["flip"]:
        x = random_flip(x, config["flip"], rng)
    if config["angle"]:
        angles = rng.uniform(-config["angle"], config["angle"], len(x))
        x = np.concatenate([rotate(x[i:i + 1], angle) for i, angle in enumerate(angles)])
    return x.copy()


def reference(x, config, rng):
    """torch's padding, flip, affine_grid and grid_sample."""
    import torch
    from torch.nn import functional as F

    x, n = x.clone(), len(x)
    if config["shift"]:
        limit, size = config["shift"], x.shape[2]
        padded = F.pad(x, (limit, limit, limit, limit))
        for i, (down, right) in enumerate(rng.integers(-limit, limit + 1, size=(n, 2)).tolist()):
            x[i] = padded[i, :, limit - down:limit - down + size, limit - right:limit - right + size]
    if config["flip"]:
        mirrored = torch.from_numpy(rng.random(n) < config["flip"])
        x[mirrored] = torch.flip(x[mirrored], dims=(3,))
    if config["angle"]:
        turn = torch.deg2rad(torch.from_numpy(rng.uniform(-config["angle"], config["angle"], n)))
        theta = torch.zeros(n, 2, 3, dtype=torch.float64)
        theta[:, 0, 0] = theta[:, 1, 1] = torch.cos(turn)
        theta[:, 0, 1], theta[:, 1, 0] = -torch.sin(turn), torch.sin(turn)
        x = F.grid_sample(x, F.affine_grid(theta, list(x.shape), align_corners=True), align_corners=True)
    return x


def in_place_of_a_copy(x, config, rng):
    """Another right solution: one image after the other, in a copy."""
    out = np.array(x, dtype=float)
    if config["shift"] > 0:
        out = random_shift(out, config["shift"], rng)
    if config["flip"] > 0:
        chosen = rng.random(len(out)) < config["flip"]
        out[chosen] = np.flip(out[chosen], axis=-1)
    if config["angle"] > 0:
        for i, angle in enumerate(rng.uniform(-config["angle"], config["angle"], len(out))):
            out[i] = rotate(out[None, i], angle)[0]
    return out


def pictures(*shapes, shift=0, flip=0.0, angle=0.0):
    """Random images."""

    def cases(rng):
        for shape in shapes:
            config = dict(shift=shift, flip=flip, angle=angle, batch_size=5)
            yield Case(f"{shape}, shift {shift}, flip {flip}, angle {angle}",
                       dict(x=rng.uniform(1, 2, size=shape), config=config, rng=seed(rng)))

    return cases


def twice(rng):
    """Two calls with one generator: what the first draws in vain the second misses."""
    for shift, flip in ((1, 0.0), (0, 0.5)):
        config, script, generator = dict(shift=shift, flip=flip, angle=0.0), Script(), seed(rng)
        generator = script.call(Function("generator"), generator.seed)
        images = [rng.uniform(1, 2, size=(4, 1, 3, 3)) for _ in range(2)]
        found = [script.call("augment", x, config, generator) for x in images]
        yield Case(f"twice, shift {shift}, flip {flip}", script.returning(found=found))


def written_to(rng):
    """Images to which nothing is done, in which a pixel is changed afterwards."""
    script = Script()
    out = script.call("augment", rng.normal(size=(2, 1, 3, 3)), dict(shift=0, flip=0.0, angle=0.0), seed(rng))
    out.call("__setitem__", (0, 0, 0, 0), 0.0)
    yield Case("a pixel is changed afterwards", script.returning(out=out))


TURNED = '''        angles = rng.uniform(-config["angle"], config["angle"], len(x))
        x = np.concatenate([rotate(x[i:i + 1], angle) for i, angle in enumerate(angles)])
'''
ALL = pictures((6, 1, 4, 4), (5, 3, 3, 3), (4, 1, 2, 2), shift=1, flip=0.5, angle=30.0)

EXERCISE = Exercise(augment, reference, accepts=[in_place_of_a_copy], checks={
    "one": agrees("takes each step that is asked, alone", points=2,
        on=several(pictures((6, 1, 4, 4), (4, 2, 5, 5), shift=2), pictures((8, 1, 3, 3), (6, 1, 2, 2), flip=0.3),
                   pictures((6, 1, 4, 4), (4, 2, 5, 5), angle=40.0)),
        hint="Which function does each of the three, and what does it draw?",
        catches=[Mistake("turns all images by the same angle", 'config["angle"], len(x))', 'config["angle"], 1)'
                         ' * np.ones(len(x))'),
                 Mistake("turns in one direction only", 'rng.uniform(-config["angle"],', "rng.uniform(0,"),
                 Mistake("turns every image by the whole angle", "rotate(x[i:i + 1], angle)",
                         'rotate(x[i:i + 1], config["angle"])'),
                 Mistake("never mirrors", 'if config["flip"]:', "if False:"),
                 Mistake("never shifts", 'if config["shift"]:', "if False:"),
                 Mistake("mirrors with the probability 1 - p", 'random_flip(x, config["flip"], rng)',
                         'random_flip(x, 1 - config["flip"], rng)')]),
    "order": agrees("shifts, then mirrors, then turns", on=ALL, points=2,
        hint="Each step works on what the one before gave, and draws after it.",
        catches=[Mistake("mirrors before it shifts", '    if config["shift"]:\n'
                         '        x = random_shift(x, config["shift"], rng)\n    if config["flip"]:\n'
                         '        x = random_flip(x, config["flip"], rng)\n',
                         '    if config["flip"]:\n        x = random_flip(x, config["flip"], rng)\n'
                         '    if config["shift"]:\n        x = random_shift(x, config["shift"], rng)\n'),
                 Mistake("turns each image by a draw of its own, after it has drawn for the others", TURNED,
                         TURNED.replace('config["angle"], len(x))', 'config["angle"], len(x))[::-1]'))]),
    "none": agrees("draws nothing for a step that is left out", points=1,
        on=several(pictures((4, 1, 3, 3), (3, 1, 3, 3)), pictures((5, 2, 4, 4), flip=0.5, angle=20.0),
                   pictures((5, 1, 4, 4), shift=1, angle=20.0), twice),
        hint="An `if` for each step: a mirror that nobody wants draws numbers, which the next step then misses.",
        catches=[Mistake("draws for mirrors that nobody wants", 'if config["flip"]:', "if True:"),
                 Mistake("draws angles of 0", 'if config["angle"]:', "if True:")]),
    "chance": reproducible(on=ALL, points=1,
        hint="np.random.uniform uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("draws the angles from the global generator", "rng.uniform(-", "np.random.uniform(-")]),
    "pure": keeps_inputs(on=several(ALL, pictures((4, 1, 3, 3), flip=0.5), written_to), points=1,
        hint="Mirroring in place changes the training data for all later epochs.",
        catches=[Mistake("mirrors the caller's images in place", '        x = random_flip(x, config["flip"], rng)',
                         '        x[...] = random_flip(x, config["flip"], rng)'),
                 Mistake("returns the caller's own array where nothing is to be done", "x.copy()", "x",
                         hint="Where no step is asked, return a copy.")]),
})
