"""train_network: everything together, on handwritten digits."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, converges, keeps_inputs, reproducible
from autograder.exercise.cases import handwritten_digits, seed, several


def train_network(x, y, params, config, rng):
    """Train a network; return ``(params, state, history)``, the best ones, and how training went.

    ``x`` is a float array of square images ``(N, C, S, S)``, ``y`` an int array ``(N,)`` of labels, and ``params`` are
    the initial parameters, as `init_network` makes them; the running statistics start at means of 0 and variances of
    1. The network is that of `network_forward`; its inputs are flattened images, channel after channel, row by row.
    ``config`` is a dict with these keys:

    - ``'validation'``: a fraction. Draw ``rng.permutation(N)`` once; its first ``int(fraction * N)`` numbers are the
      validation rows, the others, in the order drawn, the ``M`` training rows. Neither part is empty.
    - ``'epochs'``: how many epochs at most, 1 or more. Each begins by drawing ``rng.permutation(M)``, the order in
      which it goes through the training rows.
    - ``'batch_size'``: the length of a mini-batch. The last one may be shorter; all have two rows or more.
    - ``'shift'``, ``'flip'``, ``'angle'``: each mini-batch of training images goes through `augment` first, with this
      ``config``. Validation images do not.
    - ``'p'``: the probability of `network_forward` that a unit is dropped.
    - ``'strength'``: to the gradient of each ``w`` is added ``strength * w``, that of the L2 penalty
      ``strength / 2 * sum(w**2)``; to other gradients nothing.
    - ``'lr'``, ``'decay'``: the learning rate of epoch ``e``, from 0 on, is ``lr / (1 + decay * e)``.
    - ``'patience'``: 1 or more. Training stops after so many epochs in a row whose validation loss is not below the
      lowest one before; an equal one is not below it.

    Pixels are standardised before they are flattened, after augmentation: less their mean, over their standard
    deviation, each one number over all pixels of all training images (of these alone, and before augmentation; the
    deviation is the population's). Every array of ``params`` is updated once for each mini-batch by `adam_step` with
    the learning rate of the epoch; its averages start at 0, and ``t`` is 1 for the first mini-batch of all. In a
    mini-batch, `augment` draws before dropout does.

    After each epoch the validation rows are read with ``training`` False. ``params`` and ``state`` are those after the
    epoch with the lowest validation loss. ``history`` is a dict: ``'mean'`` and ``'deviation'``, the two numbers that
    pixels are standardised by; and lists with a number for each epoch that was run: ``'lr'``; ``'loss'``, the mean
    over the training rows of the cross-entropy that each had when its mini-batch was used, without the penalty;
    ``'validation_loss'``, the mean cross-entropy over the validation rows; and ``'validation_accuracy'``, the fraction
    of these that are classified rightly.

    All calls together may take 60 seconds.

    >>> rng = np.random.default_rng(0)
    >>> x, y = rng.uniform(size=(12, 1, 2, 2)), np.arange(12) % 2
    >>> config = dict(validation=0.25, epochs=9, batch_size=3, shift=0, flip=0.0, angle=0.0, p=0.1, strength=0.01,
    ...               lr=0.1, decay=0.5, patience=2)
    >>> params, _ = init_network([4, 3, 2], rng)
    >>> params, state, history = train_network(x, y, params, config, rng)
    >>> for name, values in history.items():
    ...     print(name, np.round(values, 4))
    mean 0.4879
    deviation 0.291
    lr [0.1    0.0667 0.05  ]
    loss [0.9213 0.6092 0.6993]
    validation_loss [0.5584 0.6085 0.6801]
    validation_accuracy [1.     1.     0.6667]
    """
    order, held_out = rng.permutation(len(x)), int(config["validation"] * len(x))
    x_val, y_val = x[order[:held_out]], y[order[:held_out]]
    x, y = x[order[held_out:]], y[order[held_out:]]
    mean, deviation = x.mean(), x.std()

    def standardised(images):
        return ((images - mean) / deviation).reshape(len(images), -1)

    state = [(np.zeros(b.shape), np.ones(b.shape)) for _, b, *_ in params[:-1]]
    moments, t = [[(0.0, 0.0)] * len(layer) for layer in params], 0
    best, waited = np.inf, 0
    history = {"lr": [], "loss": [], "validation_loss": [], "validation_accuracy": []}
    for epoch in range(config["epochs"]):
        lr = config["lr"] / (1 + config["decay"] * epoch)
        order, total = rng.permutation(len(x)), 0.0
        for start in range(0, len(x), config["batch_size"]):
            rows = order[start:start + config["batch_size"]]
            inputs = standardised(augment(x[rows], config, rng))
            scores, state, cache = network_forward(inputs, params, state, config["p"], rng, True)
            loss, dout = softmax_cross_entropy(scores, y[rows])
            total += len(rows) * loss
            grads = [(dw + config["strength"] * layer[0], *rest)
                     for layer, (dw, *rest) in zip(params, network_backward(dout, cache))]
            t += 1
            steps = [[adam_step(w, dw, m, v, t, lr) for w, dw, (m, v) in zip(*layer)]
                     for layer in zip(params, grads, moments)]
            params = [tuple(w for w, _, _ in layer) for layer in steps]
            moments = [[(m, v) for _, m, v in layer] for layer in steps]

        scores, _, _ = network_forward(standardised(x_val), params, state, config["p"], rng, False)
        val_loss, _ = softmax_cross_entropy(scores, y_val)
        history["lr"].append(lr)
        history["loss"].append(total / len(x))
        history["validation_loss"].append(val_loss)
        history["validation_accuracy"].append(np.mean(scores.argmax(axis=1) == y_val))
        waited += 1
        if val_loss < best:
            best, kept, waited = val_loss, (params, state), 0
        if waited == config["patience"]:
            break
    return *kept, {"mean": mean, "deviation": deviation, **history}


def reference(x, y, params, config, rng):
    """torch's layers, loss, autograd, Adam and schedule. Layers come in tuples, since their shapes differ."""
    import torch
    from torch.nn import functional as F

    layers = [[array.clone().requires_grad_() for array in layer] for layer in params]
    weights = [layer[0] for layer in layers]
    flat = [array for layer in layers for array in layer]
    adam = torch.optim.Adam(flat, lr=config["lr"])
    schedule = torch.optim.lr_scheduler.LambdaLR(adam, lambda epoch: 1 / (1 + config["decay"] * epoch))
    state = [(torch.zeros_like(layer[1]), torch.ones_like(layer[1])) for layer in params[:-1]]
    held_out = int(config["validation"] * len(x))
    validation, train = torch.from_numpy(rng.permutation(len(x))).split([held_out, len(x) - held_out])
    mean, deviation = x[train].mean(), x[train].std(correction=0)

    def augmented(images):
        images, n, size = images.clone(), len(images), images.shape[2]
        if limit := config["shift"]:
            windows = F.pad(images, (limit, limit, limit, limit)).unfold(2, size, 1).unfold(3, size, 1)
            down, right = torch.from_numpy(rng.integers(-limit, limit + 1, size=(n, 2))).T
            images = windows[torch.arange(n), :, limit - down, limit - right]
        if config["flip"]:
            mirrored = torch.from_numpy(rng.random(n) < config["flip"])
            images[mirrored] = torch.flip(images[mirrored], dims=(3,))
        if config["angle"]:
            turn = torch.deg2rad(torch.from_numpy(rng.uniform(-config["angle"], config["angle"], n)))
            theta = torch.zeros(n, 2, 3, dtype=torch.float64)
            theta[:, 0, 0] = theta[:, 1, 1] = torch.cos(turn)
            theta[:, 0, 1], theta[:, 1, 0] = -torch.sin(turn), torch.sin(turn)
            grid = F.affine_grid(theta, list(images.shape), align_corners=True)
            images = F.grid_sample(images, grid, align_corners=True)
        return images

    def scores(images, training):
        a = ((images - mean) / deviation).flatten(1)
        for place, (w, b, gamma, beta) in enumerate(layers[:-1]):
            z, (running_mean, running_var) = F.linear(a, w.T), state[place]
            if training:  # b changes the running mean, and nothing else: its gradient is 0 exactly
                a = F.relu(F.batch_norm(z + 0 * b, None, None, gamma, beta, True))
                batch = (z + b).detach()
                state[place] = (0.9 * running_mean + 0.1 * batch.mean(dim=0),
                                0.9 * running_var + 0.1 * batch.var(dim=0))
                keep = torch.from_numpy(rng.random(tuple(a.shape)) >= config["p"])
                a = torch.where(keep, a / (1 - config["p"]), torch.zeros_like(a))
            else:
                a = F.relu(F.batch_norm(z + b, running_mean, running_var, gamma, beta, False))
        return F.linear(a, layers[-1][0].T, layers[-1][1])

    history = {"lr": [], "loss": [], "validation_loss": [], "validation_accuracy": []}
    snapshots = []
    for _ in range(config["epochs"]):
        total = 0.0
        for rows in torch.from_numpy(rng.permutation(len(train))).split(config["batch_size"]):
            loss = F.cross_entropy(scores(augmented(x[train[rows]]), True), y[train[rows]])
            total += loss.item() * len(rows)
            penalty = sum((w**2).sum() for w in weights) * config["strength"] / 2
            adam.zero_grad()
            (loss + penalty).backward()
            adam.step()
        history["lr"].append(schedule.get_last_lr()[0])
        schedule.step()
        z = scores(x[validation], False).detach()
        history["loss"].append(total / len(train))
        history["validation_loss"].append(F.cross_entropy(z, y[validation]).item())
        history["validation_accuracy"].append((z.argmax(dim=1) == y[validation]).double().mean().item())
        snapshots.append((tuple(tuple(array.detach().clone() for array in layer) for layer in layers), tuple(state)))
        losses = history["validation_loss"]
        if len(losses) - 1 - losses.index(min(losses)) >= config["patience"]:
            break
    return *snapshots[losses.index(min(losses))], {"mean": mean, "deviation": deviation, **history}


def with_flat_lists(x, y, params, config, rng):
    """Another right solution: one flat list of arrays, changed in place, and snapshots of it."""
    split = rng.permutation(len(y))
    validation, train = np.split(split, [int(len(y) * config["validation"])])
    center, width = float(np.mean(x[train])), float(np.sqrt(np.var(x[train])))
    sizes = [len(layer) for layer in params]
    flat = [np.array(array) for layer in params for array in layer]
    first, second = [np.zeros_like(a) for a in flat], [np.zeros_like(a) for a in flat]
    running = [(np.zeros_like(layer[1]), np.ones_like(layer[1])) for layer in params[:-1]]
    told, kept, updates = {name: [] for name in ("lr", "loss", "validation_loss", "validation_accuracy")}, [], 0

    def layers():
        arrays = iter(flat)
        return [tuple(next(arrays) for _ in range(size)) for size in sizes]

    while len(kept) < config["epochs"]:
        rate, seen = config["lr"] / (1 + len(kept) * config["decay"]), 0.0
        shuffled = train[rng.permutation(len(train))]
        for rows in np.split(shuffled, range(config["batch_size"], len(shuffled), config["batch_size"])):
            pictures = (augment(x[rows], config, rng) - center) / width
            z, running, cache = network_forward(
                pictures.reshape(len(rows), -1), layers(), running, config["p"], rng, True)
            loss, slope = softmax_cross_entropy(z, y[rows])
            seen += loss * len(rows) / len(train)
            slopes = [list(layer) for layer in network_backward(slope, cache)]
            for layer, own in zip(layers(), slopes):
                own[0] = own[0] + config["strength"] * layer[0]
            updates += 1
            for i, g in enumerate(g for own in slopes for g in own):
                first[i] += 0.1 * (g - first[i])
                second[i] += 0.001 * (g * g - second[i])
                size = np.sqrt(second[i] / (1 - 0.999**updates)) + 1e-8
                flat[i] = flat[i] - rate * first[i] / (1 - 0.9**updates) / size
        z = network_forward(((x[validation] - center) / width).reshape(len(validation), -1), layers(), running, 0.0,
                            rng, False)[0]
        told["lr"].append(rate)
        told["loss"].append(seen)
        told["validation_loss"].append(softmax_cross_entropy(z, y[validation])[0])
        told["validation_accuracy"].append(np.count_nonzero(z.argmax(1) == y[validation]) / len(validation))
        kept.append((layers(), running))
        if len(kept) - 1 - np.argmin(told["validation_loss"]) >= config["patience"]:
            break
    return *kept[int(np.argmin(told["validation_loss"]))], {"mean": center, "deviation": width, **told}


USUAL = dict(validation=0.3, epochs=2, batch_size=4, shift=0, flip=0.0, angle=0.0, p=0.0, strength=0.0, lr=0.05,
             decay=0.0, patience=100)


def runs(*sizes, channels=1, **changes):
    """Classes of random images around random centres: ``(N, S, hidden layers)``."""

    def cases(rng):
        for n, size, hidden in sizes:
            y = rng.integers(3, size=n)
            x = rng.uniform(1, 3) + rng.normal(size=(n, channels, size, size)) + rng.normal(size=(3, 1, size, size))[y]
            layers, params = (channels * size**2, *hidden, 3), []
            for i, after in enumerate(layers[1:]):
                params.append((rng.normal(size=(layers[i], after)) / np.sqrt(layers[i]), rng.normal(size=after),
                               rng.uniform(0.5, 1.5, size=after), rng.normal(size=after)))
            params[-1] = params[-1][:2]
            settings = {**USUAL, **changes}
            settings["lr"] *= float(rng.uniform(0.7, 1.0))
            said = ", ".join(f"{name} {value}" for name, value in changes.items())
            yield Case(f"N={n}, S={size}, hidden {hidden}, {said}",
                       dict(x=x, y=y, params=params, config=settings, rng=seed(rng)))

    return cases


def digits(rng):
    """Digits to learn from, and others that are read in nine places; labels change places, as for all."""
    drawn, labels, order = handwritten_digits(rng, samples=1397, unseen=400), rng.permutation(10), rng.permutation(8)
    params, sizes = [], (64, 96, 10)
    for i, after in enumerate(sizes[1:]):
        params.append((np.sqrt(2 / sizes[i]) * rng.normal(size=(sizes[i], after)), np.zeros(after), np.ones(after),
                       np.zeros(after)))
    params[-1] = params[-1][:2]
    # 1,328 rows make thirteen mini-batches of about one length: a short one would shake the running statistics
    config = dict(validation=0.05, epochs=6, batch_size=103, shift=1, flip=0.0, angle=0.0, p=0.02, strength=1e-4,
                  lr=0.08, decay=0.2, patience=6)
    padded = np.pad(drawn.unseen_x, [(0, 0), (1, 1), (1, 1)])
    places = [padded[:, down:down + 8, right:right + 8] for down in range(3) for right in range(3)]

    def seen(images):  # turned by a quarter or half, mirrored or not: weights learnt at home are worth nothing here
        return np.rot90(images if order[0] < order[1] else images[..., ::-1], int(order[2]), axes=(1, 2))[:, None]

    inputs = dict(x=seen(drawn.x).astype(float), y=labels[drawn.y], params=params, config=config, rng=seed(rng))
    unseen = np.concatenate([seen(images) for images in places])
    yield Case("1397 digits, 6 epochs", inputs, known=dict(x=unseen, y=np.tile(labels[drawn.unseen_y], len(places))))


overfitting = several(*(runs((20, 2, ()), (17, 3, ()), (21, 3, ()), epochs=9, lr=0.4, patience=patience)
                        for patience in (1, 3)),
                      runs((20, 2, (3,)), (17, 3, (4,)), epochs=4, lr=0.15, patience=1),
                      runs((13, 2, ()), (7, 1, ()), epochs=6, lr=0.0, patience=2))

EXERCISE = Exercise(train_network, reference, accepts=[with_flat_lists], seconds=60.0, harmless=[
    Harmless("the first epoch is the best so far, and sets it to 0", ("np.inf, 0\n", "np.inf, 1\n")),
    Harmless("NumPy takes any negative length as what is left", ("len(images), -1)", "len(images), -2)"))], checks={
    "standard": agrees("standardises by the training pixels", points=2, item=2,
        on=runs((13, 3, (4,)), (11, 2, (3, 3)), (5, 1, ()), epochs=1, channels=2),
        hint=("Which images may be known before training is over?",
              "Split first; then one mean and one deviation of all training pixels, for training and validation."),
        catches=[Mistake("takes mean and deviation of all data, the validation rows included",
                         "    mean, deviation = x.mean(), x.std()\n",
                         "    both = np.concatenate([x, x_val]); mean, deviation = both.mean(), both.std()\n"),
                 Mistake("does not standardise", "(images - mean) / deviation", "(images - 0) / 1"),
                 Mistake("standardises each batch by its own pixels", "(images - mean) / deviation",
                         "(images - images.mean()) / images.std()"),
                 Mistake("takes a mean and a deviation for each pixel", "x.mean(), x.std()",
                         "x.mean(axis=0), x.std(axis=0)"),
                 Mistake("divides the deviation's squares by one less than their number", "x.std()", "x.std(ddof=1)",
                         hint="The population's deviation is asked, which divides by the number of pixels."),
                 Mistake("divides by the variance", "x.std()", "x.var()",
                         hint="The deviation is the root of the variance.")]),
    "updates": agrees("updates every array once for each mini-batch", points=3, item=0,
        on=runs((13, 3, (4,)), (14, 2, (3, 3)), (13, 2, ()), (6, 1, ()), epochs=3),
        hint=("What does Adam remember, and of what?",
              "Each w, b, gamma and beta has its own m and v; all share t, which counts mini-batches."),
        catches=[Mistake("never trains gamma and beta", "params = [tuple(w for w, _, _ in layer) for layer in steps]",
                         "params = [tuple(w for w, _, _ in layer)[:2] + old[2:] for layer, old in zip(steps, params)]"),
                 Mistake("counts epochs in Adam's t", "t += 1", "t = epoch + 1"),
                 Mistake("forgets Adam's averages after each mini-batch",
                         "moments = [[(m, v) for _, m, v in layer] for layer in steps]", "pass"),
                 Mistake("takes the samples of every epoch in the order of the first one",
                         "order, total = rng.permutation(len(x)), 0.0",
                         "order, total = order if epoch else rng.permutation(len(x)), 0.0",
                         hint="Each epoch begins by drawing an order of its own."),
                 Mistake("shuffles x without y", "scores, y[rows])",
                         'scores, y[start:start + config["batch_size"]])',
                         hint="Images and labels are taken by the same rows."),
                 Mistake("does not shuffle", "order, total = rng.permutation(len(x)), 0.0",
                         "order, total = np.arange(len(x)), 0.0",
                         hint="Each epoch begins by drawing an order of its own.")]),
    "penalty": agrees("penalises large weights", points=1, item=0,
        on=runs((13, 3, (4,)), (14, 2, ()), (6, 1, ()), strength=0.3),
        hint="strength * w joins the gradient before Adam sees it; b, gamma and beta stay free.",
        catches=[Mistake("forgets the penalty", 'config["strength"] * layer[0]', "0 * layer[0]"),
                 Mistake("forgets the half of the penalty: adds 2 * strength * w",
                         'config["strength"] * layer[0]', '2 * config["strength"] * layer[0]'),
                 Mistake("penalises all arrays", '*rest)\n                     for layer,',
                         '*(d + config["strength"] * a for d, a in zip(rest, layer[1:])))\n'
                         '                     for layer,'),
                 Mistake("rewards large weights", 'dw + config["strength"]', 'dw - config["strength"]')]),
    "chances": agrees("augments and drops in training", points=2, item=0,
        on=several(runs((13, 4, (6,)), (5, 1, (2,)), p=0.3), runs((13, 4, (4,)), shift=1, flip=0.5, angle=20.0),
                   runs((10, 3, (5, 4)), shift=1, p=0.2)),
        hint="Augment the images of the mini-batch as they are; standardise and flatten what comes out.",
        catches=[Mistake("does not augment", "augment(x[rows], config, rng)", "x[rows]"),
                 Mistake("augments what is already standardised, so that grey moves in instead of paper",
                         "standardised(augment(x[rows], config, rng))",
                         "augment((x[rows] - mean) / deviation, config, rng).reshape(len(rows), -1)"),
                 Mistake("lets augmentation pile up in the data",
                         "inputs = standardised(augment(x[rows], config, rng))",
                         "x[rows] = augment(x[rows], config, rng); inputs = standardised(x[rows])",
                         hint="Augment a mini-batch into a new array: the training images stay as they are."),
                 Mistake("drops nothing", 'state, config["p"], rng, True)', "state, 0.0, rng, True)",
                         hint="The probability of dropout stands in config[\"p\"].")]),
    "decay": agrees("lowers the learning rate from epoch to epoch", points=1, item=0,
        on=runs((13, 2, (4,)), (13, 3, ()), (6, 1, ()), epochs=3, decay=0.7),
        hint="Epoch 0 has the whole learning rate.",
        catches=[Mistake("never lowers the learning rate", '(1 + config["decay"] * epoch)', "1",
                         hint="The rate of epoch e is lr / (1 + decay * e)."),
                 Mistake("lowers the learning rate in the first epoch already", "* epoch)", "* (epoch + 1))"),
                 Mistake("lowers the learning rate with every mini-batch", "t, lr)", 't, config["lr"] / (1 + '
                         'config["decay"] * (t - 1)))',
                         hint="The rate stays the same within an epoch.")]),
    "history": agrees("validates in use, not in training", points=3, item=2,
        on=several(runs((14, 3, (5,)), (20, 2, (4, 4)), (5, 1, (2,)), epochs=3, p=0.3, strength=0.1),
                   runs((16, 3, (4,)), shift=1, decay=1.0)),
        hint=("What is validation to foretell, and which of dropout, batch statistics, augmentation is in use then?",
              "training=False; no augmentation, no penalty. A shorter mini-batch weighs less in 'loss'."),
        catches=[Mistake("tests in training mode", "rng, False)", "rng, True)"),
                 Mistake("augments the validation images", "standardised(x_val)",
                         "standardised(augment(x_val, config, rng))"),
                 Mistake("adds the penalty to the loss that it tells", "total += len(rows) * loss",
                         'total += len(rows) * (loss + config["strength"] / 2 * sum(np.sum(a[0]**2) for a in params))'),
                 Mistake("averages the mini-batches, as if the last one were as long as the others",
                         "total += len(rows) * loss", 'total += loss * len(x) / -(-len(x) // config["batch_size"])'),
                 Mistake("tells the learning rate of the start", 'history["lr"].append(lr)',
                         'history["lr"].append(config["lr"])',
                         hint="The list has the rate of each epoch."),
                 Mistake("tells the share of wrong answers", "scores.argmax(axis=1) == y_val",
                         "scores.argmax(axis=1) != y_val",
                         hint="An accuracy counts the right answers.")]),
    "state": agrees("keeps the running statistics beside the parameters", points=1, item=1,
        on=runs((14, 3, (5,)), (19, 2, (4, 4)), (5, 1, (2,)), epochs=3, p=0.2),
        hint="network_forward returns the new ones: hand them to the next mini-batch, and return the best epoch's.",
        catches=[Mistake("starts every mini-batch from the first statistics",
                         "scores, state, cache = network_forward(", "scores, _, cache = network_forward(")]),
    "stop": agrees("stops early, and returns the best parameters", points=2, on=overfitting, draws="validation_losses",
        hint=("Which loss tells that the network begins to learn its training data by heart?",
              "Keep params and state of the lowest validation loss; an improvement starts the count anew."),
        catches=[Mistake("returns the last parameters, not the best ones", "return *kept,", "return params, state,"),
                 Mistake("returns the best parameters with the last statistics", "return *kept,",
                         "return kept[0], state,"),
                 Mistake("never stops early", 'waited == config["patience"]', "False",
                         hint="Count the epochs since the last improvement: training stops when there are `patience` "
                              "of them."),
                 Mistake("stops one epoch late", 'waited == config["patience"]', 'waited == config["patience"] + 1',
                         hint="Count the epochs since the last improvement: training stops when there are `patience` "
                              "of them."),
                 Mistake("watches the training loss", "        waited += 1\n",
                         "        waited += 1\n        val_loss = total / len(x)\n",
                         hint="What counts is the loss over the validation rows.")]),
    "digits": converges("reads digits that it has not seen, shifted ones, too", metric="misread_by_network", on=digits,
        points=3, draws="losses",
        hint="Augmentation is what teaches shifts; all layers have to learn, in every epoch.",
        catches=[Mistake("starts from zeros: no hidden unit differs from another one", "    best, waited = np.inf, 0\n",
                         "    params = [(0 * l[0], *l[1:]) for l in params]\n    best, waited = np.inf, 0\n"),
                 Mistake("forgets after each epoch what it has learnt",
                         '    for epoch in range(config["epochs"]):\n',
                         '    first = params\n    for epoch in range(config["epochs"]):\n        params = first\n'),
                 Mistake("never shows the network a shifted digit in training", "augment(x[rows], config, rng)",
                         'augment(x[rows], {**config, "shift": 0}, rng)')]),
    "chance": reproducible(on=runs((9, 2, ()), (7, 1, ()), shift=1, epochs=1), points=1,
        hint="np.random.permutation uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("splits by the global generator", "order, held_out = rng.permutation",
                         "order, held_out = np.random.permutation"),
                 Mistake("shuffles the epochs by the global generator", "order, total = rng.permutation",
                         "order, total = np.random.permutation")]),
    "pure": keeps_inputs(on=several(runs((9, 2, (3,)), shift=1, epochs=1), runs((5, 1, (2,)), epochs=1)), points=1,
        hint="config.pop and `x -= mean` change what is the caller's.",
        catches=[Mistake("takes a setting out of the caller's dict", 'int(config["validation"] * len(x))',
                         'int(config.pop("validation") * len(x))'),
                 Mistake("standardises the caller's images in place", "    order, held_out =",
                         "    x -= 1; x = x + 1\n    order, held_out =")]),
})
