"""train_mlp: a multi-layer perceptron learns by gradient descent."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import dense_layers, several


def train_mlp(x, t, params, lr, epochs):
    """Return ``(params, losses)`` after training a perceptron with sigmoid hidden layers by gradient descent.

    ``x`` is ``(N, D)``, the targets ``t`` are ``(N, K)``, and ``params`` is the list of initial ``(w, b)``. The network
    is that of `mlp_forward` with the activation 'sigmoid': its last layer is linear. The loss is half the squared
    error, averaged over the batch, ``sum((out - t)**2) / (2 * N)``. Each epoch makes one update with the whole batch:
    every ``w`` becomes ``w - lr * dw`` and every ``b`` becomes ``b - lr * db``, with all gradients taken before the
    update. ``params`` is returned as a new list of ``(w, b)``; ``losses`` is a list with the loss of each epoch, a
    number, before its update. You may call your `mlp_forward` and `mlp_backward`. Expect a few samples and no more
    than 200 epochs.

    >>> x, t = np.array([[0.0], [1.0]]), np.array([[1.0], [3.0]])
    >>> params, losses = train_mlp(x, t, [(np.array([[0.0]]), np.array([0.0]))], 0.5, 2)
    >>> print(params[0][0], params[0][1], losses)
    [[1.0625]] [1.3125] [2.5, 0.390625]
    """
    losses = []
    for _ in range(epochs):
        out, cache = mlp_forward(x, params, "sigmoid")
        error = out - t
        losses.append(float(np.sum(error**2) / (2 * len(x))))
        grads = mlp_backward(error / len(x), cache)
        params = [(w - lr * dw, b - lr * db) for (w, b), (dw, db) in zip(params, grads)]
    return params, losses


def reference(x, t, params, lr, epochs):
    """torch's layers, autograd and SGD."""
    import torch

    leaves = [(w.clone().requires_grad_(), b.clone().requires_grad_()) for w, b in params]
    sgd = torch.optim.SGD([leaf for layer in leaves for leaf in layer], lr=lr)
    losses = []
    for _ in range(epochs):
        a = x
        for place, (w, b) in enumerate(leaves):
            a = torch.nn.functional.linear(torch.sigmoid(a) if place else a, w.T, b)
        loss = torch.nn.functional.mse_loss(a, t, reduction="sum") / (2 * len(x))
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        losses.append(loss.item())
    return [(w.detach(), b.detach()) for w, b in leaves], losses


def written_out(x, t, params, lr, epochs):
    """Another right solution: forward and backward written out, in place on copies of its own."""
    weights, biases = [w.copy() for w, _ in params], [b.copy() for _, b in params]
    losses = []
    for _ in range(epochs):
        activations = [x]
        for i in range(len(weights)):
            z = activations[-1] @ weights[i] + biases[i]
            activations.append(1 / (1 + np.exp(-z)) if i < len(weights) - 1 else z)
        delta = (activations.pop() - t) / len(x)
        losses.append(float(len(x) * (delta**2).sum() / 2))
        for i in reversed(range(len(weights))):
            a = activations[i]
            before = delta @ weights[i].T * a * (1 - a)  # with the old weights
            weights[i] -= lr * a.T @ delta
            biases[i] -= lr * delta.sum(axis=0)
            delta = before
    return list(zip(weights, biases)), losses


def with_the_new_weights(x, t, params, lr, epochs):
    """A mistake: a layer's weights change before the gradient goes through them."""
    params, losses = list(params), []
    for _ in range(epochs):
        inputs = []
        a = x
        for w, b in params:
            inputs.append(a)
            z = a @ w + b
            a = sigmoid(z)
        losses.append(np.sum((z - t) ** 2) / (2 * len(x)))
        delta = (z - t) / len(x)
        for i in reversed(range(len(params))):
            w, b = params[i]
            params[i] = (w - lr * inputs[i].T @ delta, b - lr * delta.sum(axis=0))
            delta = delta @ params[i][0].T * inputs[i] * (1 - inputs[i])
    return params, losses


def sample_after_sample(x, t, params, lr, epochs):
    """A mistake: an update for each sample."""
    losses = []
    for _ in range(epochs):
        losses.append(np.sum((mlp_forward(x, params, "sigmoid")[0] - t) ** 2) / (2 * len(x)))
        for n in range(len(x)):
            out, cache = mlp_forward(x[n:n + 1], params, "sigmoid")
            grads = mlp_backward(out - t[n:n + 1], cache)
            params = [(w - lr * dw, b - lr * db) for (w, b), (dw, db) in zip(params, grads)]
    return params, losses


def tasks(*sizes, epochs, rows=(1, 6), lr=0.3):
    """Random data and networks with layers of these sizes."""

    def cases(rng):
        for layers in sizes:
            for n in rows:
                x, t = rng.normal(size=(n, layers[0])), rng.normal(size=(n, layers[-1]))
                name = f"{'-'.join(map(str, layers))}, N={n}, {epochs} epoch{'s' if epochs > 1 else ''}"
                yield Case(name, dict(x=x, t=t, params=dense_layers(rng, layers), lr=lr, epochs=epochs))

    return cases


CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def xor(rng):
    """XOR, from weights near which one hidden unit is an OR, the other an AND: there 2-2-1 always learns it."""
    w1, b1 = 3 * np.ones((2, 2)) + 0.3 * rng.normal(size=(2, 2)), np.array([-1.5, -4.5]) + 0.3 * rng.normal(size=2)
    w2, b2 = np.array([[1.0], [-1.0]]) + 0.3 * rng.normal(size=(2, 1)), 0.3 * rng.normal(size=1)
    t = np.array([[0.0], [1.0], [1.0], [0.0]])
    yield Case("XOR, 150 epochs", dict(x=CORNERS, t=t, params=[(w1, b1), (w2, b2)], lr=1.0, epochs=150))


EXERCISE = Exercise(train_mlp, reference, accepts=[written_out], harmless=[
    Harmless("a NumPy number is a number",
             ("float(np.sum(error**2) / (2 * len(x)))", "np.sum(error**2) / (2 * len(x))"))], checks={
    "update": agrees("makes one update", on=tasks((3, 5, 2), (4, 4, 4), (2, 1), epochs=1), item=0, points=3,
        hint=("What is the gradient of the loss with respect to the output?",
              "It is (out - t) / N; the rest is mlp_backward, and a step against it."),
        catches=[Mistake("climbs instead of descending", "(w - lr * dw, b - lr * db)", "(w + lr * dw, b + lr * db)"),
                 Mistake("sums the gradient over the batch instead of averaging", "error / len(x), cache",
                         "error, cache"),
                 Mistake("forgets the 2 of the loss's 1/2 in its gradient", "error / len(x), cache",
                         "2 * error / len(x), cache"),
                 Mistake("never updates the biases", "b - lr * db)", "b)"),
                 Mistake("forgets the learning rate", "(w - lr * dw, b - lr * db)", "(w - dw, b - db)"),
                 Mistake("updates a layer before the gradient has gone back through it",
                         function=with_the_new_weights)]),
    "losses": agrees("tells the loss of each epoch, before its update", item=1, points=2,
        on=several(tasks((3, 5, 2), (4, 4, 4), epochs=1), tasks((2, 3, 1), epochs=6)),
        hint="The first loss is that of the initial weights.",
        catches=[Mistake("averages over the outputs too", "(2 * len(x))", "(2 * t.size)"),
                 Mistake("forgets the 1/2 in the loss", "(2 * len(x))", "len(x)"),
                 Mistake("sums the loss over the batch", "(2 * len(x))", "2"),
                 Mistake("tells the losses after the updates", "    return params, losses",
                         '    losses = losses[1:] + [np.sum((mlp_forward(x, params, "sigmoid")[0] - t) ** 2)'
                         " / (2 * len(x))]\n    return params, losses"),
                 Mistake("sums the errors before squaring", "np.sum(error**2)", "np.sum(error)**2")]),
    "epochs": agrees("goes on from the new weights", on=tasks((3, 4, 2), (2, 3, 3, 1), epochs=5), points=2,
        draws="losses",
        hint="One update an epoch, from the weights of the epoch before.",
        catches=[Mistake("makes one update only", "range(epochs):\n", "range(1):\n"),
                 Mistake("trains one epoch too few", "range(epochs):\n", "range(epochs - 1):\n"),
                 Mistake("makes an update for each sample", function=sample_after_sample)]),
    "xor": agrees("learns XOR", on=xor, points=2, draws="network_on_plane",
        not_by_hand="it takes about 150 epochs to learn",
        hint="All layers have to learn, and all biases.",
        catches=[Mistake("trains the first layer only", "(w - lr * dw, b - lr * db) for",
                         "(w - lr * dw, b - lr * db) if w is params[0][0] else (w, b) for"),
                 Mistake("trains the last layer only", "(w - lr * dw, b - lr * db) for (w, b)",
                         "(w - lr * dw, b - lr * db) if w is params[-1][0] else (w, b) for (w, b)"),
                 Mistake("uses tanh in the hidden layers", 'mlp_forward(x, params, "sigmoid")',
                         'mlp_forward(x, params, "tanh")')]),
    "pure": keeps_inputs(on=tasks((3, 5, 2), (4, 4, 4), epochs=2), points=1,
        hint="`w -= lr * dw` changes the caller's arrays.",
        catches=[Mistake("updates the caller's weights in place",
                         "[(w - lr * dw, b - lr * db) for", "[(np.subtract(w, lr * dw, out=w), b - lr * db) for")]),
})
