"""fit: the whole training loop, with mini-batches, decay, validation and early stopping."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs, raises, reproducible
from autograder.exercise.cases import dense_layers, seed, several


def fit(x, y, params, config, rng):
    """Train a classifier; return ``(params, history)`` with its best parameters, and how training went.

    ``x`` is a float array ``(N, D)``, ``y`` an int array ``(N,)`` of labels from 0 to ``K - 1``, and ``params``
    the list of initial ``(w, b)``, each layer ``a @ w + b``. The network is that of `mlp_forward` with the
    activation 'relu': its last layer gives the scores. The loss is the mean softmax cross-entropy. ``config`` is
    a dict with exactly these keys:

    - ``'validation'``: a fraction. Draw ``rng.permutation(N)`` once; its first ``int(fraction * N)`` numbers are the
      validation rows, the others, in the order drawn, the ``M`` training rows. Neither part is ever empty.
    - ``'epochs'``: how many epochs at most, 1 or more. They count from 0. Each begins by drawing
      ``rng.permutation(M)``, the order in which it goes through the training data.
    - ``'batch_size'``: the length of a mini-batch; the last one of an epoch may be shorter.
    - ``'optimizer'``: ``'sgd'``, ``'momentum'`` or ``'adam'``; raise ValueError if it is anything else. Each
      mini-batch is one update by `sgd_step`, `momentum_step` or `adam_step`, with the learning rate of the epoch and
      their other defaults. Averages start
      at 0, Adam's ``t`` is 1 for the first mini-batch, and all of them go on through all epochs.
    - ``'lr'`` and ``'decay'``: the learning rate of the whole epoch ``e`` is ``lr / (1 + decay * e)``.
    - ``'patience'``: 1 or more. After each epoch the validation loss is taken. Training stops after this many
      epochs in a row whose validation loss is not below the lowest one of the epochs before.

    ``params`` are those after the epoch with the lowest validation loss (the first one of equal ones), whether
    training has stopped early or not: a new list of ``(w, b)``. ``history`` is a dict of lists, with a number for
    each epoch that was run: ``'lr'``; ``'loss'``, the mean over the training data of the loss that each sample had
    when its mini-batch was used, before the update; ``'validation_loss'`` and ``'validation_accuracy'`` (the share
    of right answers), both at the end of the epoch.

    >>> x, y = np.array([[0.0], [1.0], [2.0], [3.0], [4.0]]), np.array([0, 0, 1, 1, 1])
    >>> config = {'validation': 0.2, 'epochs': 9, 'batch_size': 2, 'optimizer': 'sgd', 'lr': 1.0, 'decay': 1.0,
    ...           'patience': 2}
    >>> params, history = fit(x, y, [(np.zeros((1, 2)), np.zeros(2))], config, np.random.default_rng(0))
    >>> print(params[0][0].round(4), params[0][1].round(4))
    [[-0.7665  0.7665]] [ 0.2445 -0.2445]
    >>> for name, values in history.items():
    ...     print(name, np.round(values, 4))
    lr [1.     0.5    0.3333]
    loss [0.5226 0.4344 0.297 ]
    validation_loss [0.0733 0.2081 0.3036]
    validation_accuracy [1. 1. 1.]
    """
    optimizer, batch_size = config["optimizer"], config["batch_size"]
    if optimizer not in ("sgd", "momentum", "adam"):
        raise ValueError(f"there is no optimizer {optimizer!r} here")
    order, held_out = rng.permutation(len(x)), int(config["validation"] * len(x))
    x_val, y_val = x[order[:held_out]], y[order[:held_out]]
    x, y = x[order[held_out:]], y[order[held_out:]]

    flat = [array for layer in params for array in layer]
    m, v, t = [0.0] * len(flat), [0.0] * len(flat), 0
    best, waited = np.inf, 0
    history = {"lr": [], "loss": [], "validation_loss": [], "validation_accuracy": []}
    for epoch in range(config["epochs"]):
        lr = config["lr"] / (1 + config["decay"] * epoch)
        order, total = rng.permutation(len(x)), 0.0
        for start in range(0, len(x), batch_size):
            rows = order[start:start + batch_size]
            z, cache = mlp_forward(x[rows], params, "relu")
            loss, dz = softmax_cross_entropy(z, y[rows])
            total += len(rows) * loss
            grads = [g for layer in mlp_backward(dz, cache) for g in layer]
            t += 1
            for i, g in enumerate(grads):
                if optimizer == "sgd":
                    flat[i] = sgd_step(flat[i], g, lr)
                elif optimizer == "momentum":
                    flat[i], v[i] = momentum_step(flat[i], g, v[i], lr)
                else:
                    flat[i], m[i], v[i] = adam_step(flat[i], g, m[i], v[i], t, lr)
            params = list(zip(flat[::2], flat[1::2]))

        z, _ = mlp_forward(x_val, params, "relu")
        val_loss, _ = softmax_cross_entropy(z, y_val)
        history["lr"].append(lr)
        history["loss"].append(total / len(x))
        history["validation_loss"].append(val_loss)
        history["validation_accuracy"].append(np.mean(z.argmax(axis=1) == y_val))
        if val_loss < best:
            best, best_params, waited = val_loss, params, 0
        else:
            waited += 1
        if waited == config["patience"]:
            break
    return best_params, history


def reference(x, y, params, config, rng):
    """torch's layers, loss, autograd, optimizers and schedule."""
    import torch
    from torch.nn import functional as F

    leaves = [(w.clone().requires_grad_(), b.clone().requires_grad_()) for w, b in params]
    flat, lr = [leaf for layer in leaves for leaf in layer], config["lr"]
    if config["optimizer"] == "adam":
        optimizer = torch.optim.Adam(flat, lr=lr)
    elif config["optimizer"] == "momentum":
        optimizer = torch.optim.SGD(flat, lr=lr, momentum=0.9, dampening=0.9)
        for leaf in flat:  # so that the first gradient is averaged like the others
            optimizer.state[leaf] = {"momentum_buffer": torch.zeros_like(leaf)}
    elif config["optimizer"] == "sgd":
        optimizer = torch.optim.SGD(flat, lr=lr)
    else:
        raise ValueError("no such optimizer")
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 1 / (1 + config["decay"] * epoch))

    def scores(a):
        for place, (w, b) in enumerate(leaves):
            a = F.linear(torch.relu(a) if place else a, w.T, b)
        return a

    held_out = int(config["validation"] * len(x))
    validation, train = torch.from_numpy(rng.permutation(len(x))).split([held_out, len(x) - held_out])
    history = {"lr": [], "loss": [], "validation_loss": [], "validation_accuracy": []}
    snapshots = []
    for _ in range(config["epochs"]):
        total = 0.0
        for rows in torch.from_numpy(rng.permutation(len(train))).split(config["batch_size"]):
            loss = F.cross_entropy(scores(x[train[rows]]), y[train[rows]])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        history["lr"].append(schedule.get_last_lr()[0])
        schedule.step()
        z = scores(x[validation])
        history["loss"].append(total / len(train))
        history["validation_loss"].append(F.cross_entropy(z, y[validation]).item())
        history["validation_accuracy"].append((z.argmax(dim=1) == y[validation]).double().mean().item())
        snapshots.append([(w.detach().clone(), b.detach().clone()) for w, b in leaves])
        losses = history["validation_loss"]
        if len(losses) - 1 - losses.index(min(losses)) >= config["patience"]:
            break
    return snapshots[losses.index(min(losses))], history


def with_snapshots(x, y, params, config, rng):
    """Another right solution: keeps all parameters, in arrays of its own that it changes in place."""
    kinds = {"sgd": (0.0, False), "momentum": (0.9, False), "adam": (0.9, True)}
    if config["optimizer"] not in kinds:
        raise ValueError(config["optimizer"])
    beta, adaptive = kinds[config["optimizer"]]
    validation, train = np.split(rng.permutation(len(y)), [int(len(y) * config["validation"])])
    weights = [(w.copy(), b.copy()) for w, b in params]
    moments = [[np.zeros((2, *array.shape)) for array in layer] for layer in params]
    kept, updates, rates, losses, val_losses, shares = [], 0, [], [], [], []
    while len(kept) < config["epochs"]:
        rates.append(config["lr"] * (1 / (1 + config["decay"] * len(kept))))
        order, of_samples = train[rng.permutation(len(train))], []
        for rows in np.split(order, range(config["batch_size"], len(order), config["batch_size"])):
            loss, slope = softmax_cross_entropy((forward := mlp_forward(x[rows], weights, "relu"))[0], y[rows])
            of_samples += [loss] * len(rows)
            updates += 1
            for arrays, states, grads in zip(weights, moments, mlp_backward(slope, forward[1])):
                for w, (m, v), g in zip(arrays, states, grads):
                    m += (1 - beta) * (g - m)
                    v += 0.001 * (g * g - v)
                    step = m / (1 - beta**updates) / (np.sqrt(v / (1 - 0.999**updates)) + 1e-8) if adaptive else m
                    w -= rates[-1] * step
        out = mlp_forward(x[validation], weights, "relu")[0]
        losses.append(np.mean(of_samples))
        val_losses.append(softmax_cross_entropy(out, y[validation])[0])
        shares.append(np.count_nonzero(out.argmax(1) == y[validation]) / len(validation))
        kept.append([(w.copy(), b.copy()) for w, b in weights])
        if len(kept) - 1 - np.argmin(val_losses) >= config["patience"]:
            break
    return kept[np.argmin(val_losses)], {
        "lr": np.array(rates), "loss": losses, "validation_loss": val_losses, "validation_accuracy": shares}


USUAL = dict(validation=0.3, epochs=4, batch_size=4, optimizer="sgd", lr=0.3, decay=0.0, patience=100)


def runs(*sizes, signal=1.0, **changes):
    """Classes around random centres: ``(N, layers)``; without ``signal`` there is nothing to learn but noise."""

    def cases(rng):
        for n, layers in sizes:
            y = rng.integers(layers[-1], size=n)
            x = rng.normal(size=(n, layers[0])) + signal * rng.normal(size=(layers[-1], layers[0]))[y]
            settings = {**USUAL, **changes}
            settings["lr"] *= float(rng.uniform(0.7, 1.0))
            said = ", ".join(f"{name} {value}" for name, value in changes.items())
            yield Case(f"N={n}, layers {layers}, {said}",
                       dict(x=x, y=y, params=dense_layers(rng, layers), config=settings, rng=seed(rng)))

    return cases


def unknown(rng):
    """Optimizers that there are, and others."""
    for optimizer in ("sgd", "SGD", "adamw", "adam", "", "momentum"):
        yield from runs((8, (2, 3)), epochs=1, optimizer=optimizer)(rng)


overfitting = several(*(
    runs((30, (3, 8, 3)), (24, (5, 6, 4)), signal=0.0, epochs=14, lr=0.8, patience=patience) for patience in (1, 3)))

EXERCISE = Exercise(fit, reference, accepts=[with_snapshots], harmless=[
    Harmless("the first epoch is the best so far, and sets it to 0", ("np.inf, 0\n", "np.inf, 1\n"))], checks={
    "split": agrees("trains on the training rows, and validates on the others", points=2,
        on=runs((10, (2, 5, 3)), (9, (4, 4)), (20, (3, 4, 5, 2)), (7, (2, 2)), epochs=1, batch_size=100),
        hint=("The rows of one permutation go to two places: what is done with each part?",
              "The first rows drawn are for validation only; x and y are cut in the same way."),
        catches=[Mistake("trains on the validation rows as well", "x, y = x[order[held_out:]], y[order[held_out:]]",
                         "x, y = x, y"),
                 Mistake("trains on the validation rows, and validates on the training rows",
                         "    flat = [", "    x, y, x_val, y_val = x_val, y_val, x, y\n    flat = ["),
                 Mistake("validates on the training rows", "    flat = [", "    x_val, y_val = x, y\n    flat = ["),
                 Mistake("splits without shuffling first", "order, held_out = rng.permutation(len(x)),",
                         "order, held_out = np.arange(len(x)),"),
                 Mistake("shuffles x without y before the split", "y[order[held_out:]]", "y[held_out:]"),
                 Mistake("takes the last rows drawn for validation", "    x_val, y_val",
                         "    order = np.roll(order, held_out)\n    x_val, y_val")]),
    "batches": agrees("makes an update for each mini-batch of each epoch", points=2,
        on=runs((13, (2, 5, 3)), (10, (4, 3)), (20, (3, 4, 4, 2)), (7, (2, 2)), epochs=3),
        hint=("How many updates does an epoch make, and on which samples?",
              "One permutation of the training rows for each epoch, cut into mini-batches, the short one too."),
        catches=[Mistake("does not shuffle the training rows", "order, total = rng.permutation(len(x)), 0.0",
                         "order, total = np.arange(len(x)), 0.0"),
                 Mistake("shuffles x without y in the epochs", "softmax_cross_entropy(z, y[rows])",
                         "softmax_cross_entropy(z, y[start:start + batch_size])"),
                 Mistake("takes the samples of every epoch in the order of the first one",
                         "order, total = rng.permutation(len(x)), 0.0",
                         "order, total = order if epoch else rng.permutation(len(x)), 0.0"),
                 Mistake("draws a new permutation for each mini-batch", "rows = order[start",
                         "rows = rng.permutation(len(x))[start"),
                 Mistake("drops the last, short mini-batch", "range(0, len(x), batch_size)",
                         "range(0, len(x) - batch_size + 1, batch_size)"),
                 Mistake("runs one epoch too many", 'range(config["epochs"])', 'range(config["epochs"] + 1)'),
                 Mistake("runs one epoch too few", 'range(config["epochs"])', 'range(config["epochs"] - 1)')]),
    "optimizers": agrees("takes the optimizer that it is told, and keeps its state", points=3,
        on=several(runs((11, (2, 4, 3)), (9, (3, 3)), (7, (2, 2)), epochs=3, optimizer="momentum", lr=0.5),
                   runs((11, (2, 4, 3)), (9, (3, 3)), (7, (2, 2)), epochs=3, optimizer="adam", lr=0.05)),
        hint=("What does an optimizer remember from one mini-batch to the next, and from one epoch to the next?",
              "Start m, v and t once, before the first epoch; each parameter has an m and a v of its own."),
        catches=[Mistake("never advances Adam's t", "t += 1", "t = 1"),
                 Mistake("counts Adam's t from 0", "t, lr)", "t - 1, lr)",
                         raises="UnboundLocalError"),  # all is NaN, and no epoch the best
                 Mistake("counts epochs, not mini-batches, in Adam's t", "t += 1", "t = epoch + 1"),
                 Mistake("starts the optimizer anew in every epoch", '        lr = config["lr"]',
                         '        m, v, t = [0.0] * len(flat), [0.0] * len(flat), 0\n        lr = config["lr"]'),
                 Mistake("forgets the averages after each mini-batch", "t += 1",
                         "m, v, t = [0.0] * len(flat), [0.0] * len(flat), t + 1"),
                 Mistake("leaves Adam its default learning rate", "t, lr)", "t)"),
                 Mistake("takes plain gradient descent for momentum",
                         "flat[i], v[i] = momentum_step(flat[i], g, v[i], lr)", "flat[i] = sgd_step(flat[i], g, lr)"),
                 Mistake("takes plain gradient descent, whatever it is told", 'if optimizer == "sgd"', "if True")]),
    "decay": agrees("lowers the learning rate from epoch to epoch", points=2,
        on=several(runs((13, (2, 5, 3)), (9, (4, 4)), (7, (2, 2)), epochs=4, decay=0.5),
                   runs((10, (3, 3)), epochs=3, decay=2.0, optimizer="adam", lr=0.1)),
        hint=("Which learning rate has epoch 0, and how often does it change?",
              "Compute it from config['lr'] and the epoch's number, once for each epoch."),
        catches=[Mistake("never lowers the learning rate", '(1 + config["decay"] * epoch)', '1'),
                 Mistake("lowers the learning rate with every mini-batch", "            t += 1",
                         '            lr = config["lr"] / (1 + config["decay"] * t)\n            t += 1'),
                 Mistake("applies the decay twice: to a learning rate that is lowered already",
                         'config["lr"] / (', '(lr if epoch else config["lr"]) / ('),
                 Mistake("lowers the learning rate in the first epoch already", "* epoch)", "* (epoch + 1))"),
                 Mistake("divides by 1 + decay once for each epoch", '(1 + config["decay"] * epoch)',
                         '(1 + config["decay"]) ** epoch')]),
    "history": agrees("records how training goes", points=2, item=1,
        on=several(runs((14, (2, 5, 3)), (20, (4, 3)), (7, (2, 2)), epochs=3), runs((11, (3, 3)), epochs=2, decay=1.0)),
        hint=("What is each number a mean over, and when is it taken?",
              "Short mini-batches weigh less in the mean; validation comes after the epoch's last update."),
        catches=[Mistake("averages the mini-batches' losses, as if the last one were as long as the others",
                         "total += len(rows) * loss", "total += loss * len(x) / -(-len(x) // batch_size)"),
                 Mistake("records the loss of the last mini-batch", "total += len(rows) * loss",
                         "total = len(x) * loss"),
                 Mistake("records the sum of the losses", 'append(total / len(x))', "append(total)"),
                 Mistake("records the training loss after the epoch", "append(total / len(x))",
                         'append(softmax_cross_entropy(mlp_forward(x, params, "relu")[0], y)[0])'),
                 Mistake("validates before the last update of the epoch",
                         '            params = list(zip(flat[::2], flat[1::2]))\n\n'
                         '        z, _ = mlp_forward(x_val, params, "relu")',
                         '            z, _ = mlp_forward(x_val, params, "relu")\n'
                         '            params = list(zip(flat[::2], flat[1::2]))\n\n'),
                 Mistake("records the share of wrong answers",
                         "z.argmax(axis=1) == y_val", "z.argmax(axis=1) != y_val"),
                 Mistake("records the number of right answers", "np.mean(z.argmax", "np.sum(1.0 * z.argmax"),
                 Mistake("records the learning rate of the start", 'history["lr"].append(lr)',
                         'history["lr"].append(config["lr"])')]),
    "stop": agrees("stops when patience runs out, and returns the best parameters", points=3,
        draws="validation_losses",
        on=several(overfitting, runs((12, (3, 4, 2)), (7, (2, 2)), epochs=6, lr=0.0, patience=2)),
        hint=("Which loss tells that the network begins to learn its training data by heart?",
              "Keep the parameters of the lowest validation loss; an improvement starts the count anew."),
        catches=[Mistake("returns the last parameters, not the best ones", "return best_params", "return params"),
                 Mistake("never stops early", 'if waited == config["patience"]', "if False"),
                 Mistake("stops one epoch late", 'waited == config["patience"]', 'waited == config["patience"] + 1'),
                 Mistake("counts all epochs in vain, not those in a row",
                         "val_loss, params, 0", "val_loss, params, waited"),
                 Mistake("compares with the epoch before, not with the best one",
                         "        else:\n            waited += 1",
                         "        else:\n            best, waited = val_loss, waited + 1"),
                 Mistake("takes a loss equal to the lowest one for an improvement", "loss < best", "loss <= best"),
                 Mistake("watches the training loss", "        if val_loss < best:",
                         "        val_loss = total / len(x)\n        if val_loss < best:"),
                 Mistake("watches the validation accuracy", "        if val_loss < best:",
                         '        val_loss = -history["validation_accuracy"][-1]\n        if val_loss < best:')]),
    "refuses": raises("refuses an optimizer that it does not know", on=unknown, points=1,
        hint="An `else` that takes everything else for Adam hides a slip in a configuration.",
        catches=[Mistake("takes what it does not know for Adam",
                         "if optimizer not in (", "if () and optimizer not in ("),
                 Mistake("raises KeyError", "raise ValueError", "raise KeyError")]),
    "chance": reproducible(on=runs((9, (2, 3)), (12, (3, 4, 3)), (7, (2, 2)), epochs=2), points=1,
        hint="np.random.permutation uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("splits by the global generator, not by its own", "order, held_out = rng.permutation",
                         "order, held_out = np.random.permutation"),
                 Mistake("shuffles the epochs by the global generator, not by its own",
                         "order, total = rng.permutation", "order, total = np.random.permutation")]),
    "pure": keeps_inputs(on=runs((9, (2, 3)), (12, (3, 4, 3)), (7, (2, 2)), epochs=2), points=1,
        hint="`w -= ...` changes the caller's arrays, and config['lr'] = ... the caller's dict.",
        catches=[Mistake("updates the caller's parameters in place", "flat[i] = sgd_step(flat[i], g, lr)",
                         "flat[i][...] = sgd_step(flat[i], g, lr)"),
                 Mistake("takes the settings out of the caller's dict", 'config["optimizer"], config["batch_size"]',
                         'config.pop("optimizer"), config.pop("batch_size")')]),
})
