"""train_digits_mlp: a multi-layer perceptron learns to read handwritten digits."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, converges, keeps_inputs, reproducible
from autograder.exercise.cases import dense_layers, handwritten_digits, many, seed


def train_digits_mlp(x, y, params, lr, epochs, batch_size, noise, rng):
    """Return ``(params, losses)`` after training a multi-layer perceptron to read the digits ``x``.

    ``x`` is an int array ``(N, 8, 8)`` of pixels from 0 to 16, ``y`` an int array ``(N,)`` of labels from 0 to 9,
    and ``params`` the list of initial ``(w, b)``, each layer ``a @ w + b``. The network is that of `mlp_forward`
    with the activation 'relu': its last layer gives the scores of the ten digits. Each image becomes a row of 64
    inputs, pixel row after pixel row, divided by 16. The slope of relu at 0 is taken as 0.

    - **Shuffle.** Each of the ``epochs`` begins by drawing ``rng.permutation(N)``, the order of its samples.
    - **Batch.** The first ``batch_size`` samples in this order are the first mini-batch, and so on; the last one
      is shorter where ``batch_size`` does not divide ``N``.
    - **Augment.** Each mini-batch of ``n`` samples gets noise of its own, drawn just before it is used, even if
      ``noise`` is 0: its inputs are ``inputs + noise * rng.standard_normal((n, 64))``.
    - **Step.** The loss is the mean softmax cross-entropy of the mini-batch. Every ``w`` becomes ``w - lr * dw``,
      and every ``b`` likewise, with all gradients taken before the update.

    ``params`` is returned as a new list of ``(w, b)``. ``losses`` is a list with a number for each epoch: the mean
    over all ``N`` samples of the loss that each had when its mini-batch was used, before the step.

    >>> x, y = np.zeros((3, 8, 8), dtype=np.uint8), np.array([0, 1, 2])
    >>> x[0, 0, 0], x[1, 0, 1], x[2, 1, 0] = 16, 16, 8
    >>> params = [(np.zeros((64, 10)), np.zeros(10))]
    >>> params, losses = train_digits_mlp(x, y, params, 3.0, 2, 2, 0.0, np.random.default_rng(0))
    >>> w, b = params[0]
    >>> print(w[[0, 1, 8], :3].round(3))
    [[ 3.494 -0.889 -0.964]
     [-0.797  2.858 -0.797]
     [-0.13  -0.531  1.345]]
    >>> print(np.round(losses, 3))
    [2.479 1.172]
    """
    x, losses = x.reshape(len(x), -1) / 16, []
    for _ in range(epochs):
        order, total = rng.permutation(len(x)), 0.0
        for start in range(0, len(x), batch_size):
            rows = order[start:start + batch_size]
            inputs = x[rows] + noise * rng.standard_normal(x[rows].shape)
            z, cache = mlp_forward(inputs, params, "relu")
            loss, dz = softmax_cross_entropy(z, y[rows])
            grads = mlp_backward(dz, cache)
            params = [(w - lr * dw, b - lr * db) for (w, b), (dw, db) in zip(params, grads)]
            total += len(rows) * loss
        losses.append(total / len(x))
    return params, losses


def reference(x, y, params, lr, epochs, batch_size, noise, rng):
    """torch's layers, loss, autograd and SGD. Layers come in a tuple, since their shapes differ."""
    import torch
    from torch.nn import functional as F

    leaves = [(w.clone().requires_grad_(), b.clone().requires_grad_()) for w, b in params]
    sgd = torch.optim.SGD([leaf for layer in leaves for leaf in layer], lr=lr)
    x, losses = x.flatten(1) / 16.0, []
    for _ in range(epochs):
        total = 0.0
        for rows in torch.from_numpy(rng.permutation(len(x))).split(batch_size):
            a = x[rows].double() + noise * torch.from_numpy(rng.standard_normal((len(rows), x.shape[1])))
            for w, b in leaves[:-1]:
                a = torch.relu(F.linear(a, w.T, b))
            loss = F.cross_entropy(F.linear(a, leaves[-1][0].T, leaves[-1][1]), y[rows])
            sgd.zero_grad()
            loss.backward()
            sgd.step()
            total += loss.item() * len(rows)
        losses.append(total / len(x))
    return tuple((w.detach(), b.detach()) for w, b in leaves), losses


def written_out(x, y, params, lr, epochs, batch_size, noise, rng):
    """Another right solution: forward and backward written out, in place on copies of its own."""
    inputs, targets = x.astype(float).reshape(-1, 64) / 16, np.eye(10)[y]
    weights, biases = [w.copy() for w, _ in params], [b.copy() for _, b in params]
    losses = []
    for _ in range(epochs):
        order, of_samples = rng.permutation(len(y)), []
        for batch in np.split(order, range(batch_size, len(y), batch_size)):
            activations = [inputs[batch] + rng.normal(size=(len(batch), 64)) * noise]
            for w, b in zip(weights, biases):
                activations.append(np.maximum(activations[-1] @ w + b, 0))
            z = activations[-2] @ weights[-1] + biases[-1]
            z -= z.max(axis=1, keepdims=True)
            p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
            of_samples.extend(-np.log(p[targets[batch] == 1]))
            delta = (p - targets[batch]) / len(batch)
            for i in reversed(range(len(weights))):
                dw, db = activations[i].T @ delta, delta.sum(axis=0)
                delta = delta @ weights[i].T * (activations[i] > 0)
                weights[i] -= lr * dw
                biases[i] -= lr * db
        losses.append(float(np.mean(of_samples)))
    return list(zip(weights, biases)), losses


def softmax_twice(x, y, params, lr, epochs, batch_size, noise, rng):
    """A mistake: the network ends in a softmax, and the loss begins with one."""
    x, losses = x.reshape(len(x), -1) / 16, []
    for _ in range(epochs):
        order, total = rng.permutation(len(x)), 0.0
        for start in range(0, len(x), batch_size):
            rows = order[start:start + batch_size]
            inputs = x[rows] + noise * rng.standard_normal(x[rows].shape)
            z, cache = mlp_forward(inputs, params, "relu")
            e = np.exp(z - z.max(axis=1, keepdims=True))
            loss, dz = softmax_cross_entropy(e / e.sum(axis=1, keepdims=True), y[rows])
            grads = mlp_backward(dz, cache)
            params = [(w - lr * dw, b - lr * db) for (w, b), (dw, db) in zip(params, grads)]
            total += len(rows) * loss
        losses.append(total / len(x))
    return params, losses


def networks(*sizes, epochs=1, lr=0.5, noise=0.0):
    """A few digits and a network: ``(N, batch_size, hidden layers)``."""

    def cases(rng):
        for n, batch_size, hidden in sizes:
            drawn = handwritten_digits(rng, samples=n)
            params = dense_layers(rng, (64, *hidden, 10))
            name = f"N={n}, batch_size={batch_size}, hidden layers {hidden}, {many(epochs, 'epoch')}, noise={noise}"
            yield Case(name, dict(x=drawn.x, y=drawn.y, params=params, lr=float(lr * rng.uniform(0.5, 1)),
                                  epochs=epochs, batch_size=batch_size, noise=noise, rng=seed(rng)))

    return cases


def six_hundred(rng):
    """600 digits to learn from, 500 others to be read; their pixels and labels change places, the same for all."""
    drawn = handwritten_digits(rng, samples=600, unseen=500)
    params = [(np.sqrt(2) * rng.normal(size=(64, 32)) / 8, np.zeros(32)),
              (rng.normal(size=(32, 10)) / np.sqrt(32), np.zeros(10))]
    generator, pixels, labels = seed(rng), rng.permutation(64), rng.permutation(10)

    def disguised(x, y):  # the digits are public: weights that were learnt at home are worth nothing here
        return dict(x=x.reshape(-1, 64)[:, pixels].reshape(-1, 8, 8), y=labels[y])

    inputs = dict(**disguised(drawn.x, drawn.y), params=params, lr=0.3, epochs=6, batch_size=20, noise=0.1,
                  rng=generator)
    yield Case("600 digits, 6 epochs", inputs, known=disguised(drawn.unseen_x, drawn.unseen_y))


DIGIT = "a digit has 64 pixels"

EXERCISE = Exercise(train_digits_mlp, reference, accepts=[written_out], harmless=[
    Harmless("NumPy takes any negative length as what is left", ("len(x), -1)", "len(x), -2)"))], checks={
    "step": agrees("takes one step where one mini-batch holds all samples", not_by_hand=DIGIT, points=3, item=0,
        on=networks((6, 6, (5,)), (9, 16, ()), (1, 1, (6, 7)), (10, 10, (10, 10))),
        hint=("What happens to a pixel before the network sees it, and to a loss before it becomes a step?",
              "Flatten and divide by 16; softmax_cross_entropy gives dz, mlp_backward the gradients."),
        catches=[Mistake("does not scale the pixels", "x.reshape(len(x), -1) / 16", "x.reshape(len(x), -1) / 1"),
                 Mistake("divides the pixels by 255, as if they were bytes", "-1) / 16", "-1) / 255"),
                 Mistake("takes the images column after column", "x.reshape(len(x), -1) / 16",
                         "x.transpose(0, 2, 1).reshape(len(x), -1) / 16"),
                 Mistake("applies softmax to the scores, and the loss applies it again", function=softmax_twice),
                 Mistake("climbs instead of descending", "(w - lr * dw, b - lr * db)", "(w + lr * dw, b + lr * db)"),
                 Mistake("sums the gradient over the mini-batch instead of averaging",
                         "mlp_backward(dz, cache)", "mlp_backward(len(rows) * dz, cache)"),
                 Mistake("averages the gradient twice", "mlp_backward(dz, cache)",
                         "mlp_backward(dz / len(rows), cache)"),
                 Mistake("never updates the biases", "b - lr * db)", "b)"),
                 Mistake("uses tanh in the hidden layers", '"relu"', '"tanh"')]),
    "batches": agrees("shuffles, and takes a step for each mini-batch", not_by_hand=DIGIT, points=3, item=0,
        on=networks((12, 4, (5,)), (11, 3, (4,)), (7, 1, ()), (20, 16, (6, 5)), epochs=3),
        hint=("Which samples, with which labels, does the second mini-batch of the second epoch hold?",
              "One permutation for each epoch; the same row numbers pick from x and from y."),
        catches=[Mistake("does not shuffle", "rng.permutation(len(x))", "np.arange(len(x))"),
                 Mistake("shuffles x without y", "y[rows])", "y[start:start + batch_size])"),
                 Mistake("drops the last, short mini-batch", "range(0, len(x), batch_size)",
                         "range(0, len(x) - batch_size + 1, batch_size)"),
                 Mistake("takes the samples of every epoch in the order of the first one",
                         "rng.permutation(len(x)), 0.0", "rng.permutation(len(x)) if not losses else order, 0.0"),
                 Mistake("draws a new permutation for each mini-batch", "rows = order[start",
                         "rows = rng.permutation(len(x))[start"),
                 Mistake("trains one epoch too few", "range(epochs)", "range(1, epochs)"),
                 Mistake("trains one epoch too many", "range(epochs)", "range(epochs + 1)"),
                 Mistake("takes batch_size for the number of mini-batches", "range(0, len(x), batch_size)",
                         "range(0, len(x), (batch_size := -(-len(x) // batch_size)))")]),
    "augment": agrees("adds fresh noise to every mini-batch", not_by_hand=DIGIT, points=2, item=0,
        on=networks((8, 3, (5,)), (12, 4, ()), epochs=3, noise=0.3),
        hint="The network should never see the same picture twice, and the data should not get worse by the epoch.",
        catches=[Mistake("trains without noise", "x[rows] + noise * ", "x[rows] + 0 * "),
                 Mistake("lets the noise pile up in the data", "inputs = x[rows] + noise * rng.standard_normal("
                         "x[rows].shape)", "x[rows] += noise * rng.standard_normal(x[rows].shape); inputs = x[rows]"),
                 Mistake("takes the noise's scale for its variance", "+ noise *", "+ noise**0.5 *"),
                 Mistake("adds noise that is never negative", "noise * rng.standard_normal", "noise * rng.random"),
                 Mistake("adds the same noise to all samples of a mini-batch",
                         "rng.standard_normal(x[rows].shape)", "rng.standard_normal(x.shape[1])"),
                 Mistake("adds the noise before it scales the pixels", "+ noise *", "+ noise / 16 *")]),
    "losses": agrees("tells each epoch's mean loss over the samples", not_by_hand=DIGIT, points=2, item=1,
        on=networks((11, 4, (5,)), (9, 9, ()), (7, 1, (6,)), epochs=3),
        hint=("The last mini-batch may be shorter: how much should its loss weigh?",
              "Add up the loss of each sample, and divide by N."),
        catches=[Mistake("averages the mini-batches, as if the last one were as long as the others",
                         "total += len(rows) * loss", "total += loss * len(x) / -(-len(x) // batch_size)"),
                 Mistake("tells the loss of the last mini-batch", "losses.append(total / len(x))",
                         "losses.append(loss)"),
                 Mistake("adds the losses of all samples up", "losses.append(total / len(x))",
                         "losses.append(total)"),
                 Mistake("tells the loss of every mini-batch", "total += len(rows) * loss", "losses.append(loss)"),
                 Mistake("measures the losses after the epoch", "losses.append(total / len(x))",
                         'losses.append(softmax_cross_entropy(mlp_forward(x, params, "relu")[0], y)[0])')]),
    "digits": converges("reads digits that it has not seen", metric="misread_by_mlp", on=six_hundred, points=3,
        draws="losses",
        hint="All layers have to learn, from the parameters that you are given, and go on learning in every epoch.",
        catches=[Mistake("forgets after each epoch what it has learnt",
                         "for _ in range(epochs):\n", "for params in [params] * epochs:\n"),
                 Mistake("starts from zeros: no hidden unit differs from another one", "/ 16, []\n",
                         "/ 16, []\n    params = [(0 * w, 0 * b) for w, b in params]\n"),
                 Mistake("trains the biases only", "(w - lr * dw, b - lr * db)", "(w, b - lr * db)")]),
    "chance": reproducible(not_by_hand=DIGIT, on=networks((6, 2, (5,)), (9, 4, ()), noise=0.2), points=1,
        hint="np.random.permutation uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("shuffles by the global generator, not by its own", "rng.permutation",
                         "np.random.permutation"),
                 Mistake("draws the noise from the global generator, not from its own",
                         "rng.standard_normal", "np.random.standard_normal")]),
    "pure": keeps_inputs(not_by_hand=DIGIT, on=networks((6, 2, (5,)), (4, 4, ()), epochs=2), points=1,
        hint="`w -= lr * dw` changes the caller's arrays.",
        catches=[Mistake("updates the caller's weights in place", "(w - lr * dw, b - lr * db)",
                         "(np.subtract(w, lr * dw, out=w), b - lr * db)")]),
})
