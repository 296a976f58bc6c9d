"""train_digits_lenet: LeNet-5 learns to read handwritten digits (LeCun et al. 1998)."""

import numpy as np

from autograder.exercise import Case, Exercise, Harmless, Mistake, agrees, converges, keeps_inputs, reproducible
from autograder.exercise.cases import dense_layers, handwritten_digits, many, seed, several


def train_digits_lenet(x, y, params, lr, epochs, batch_size, rng):
    """Return ``(params, losses)`` after training LeNet-5 with Adam to read the digits ``x``.

    ``x`` is an int array ``(N, 8, 8)`` of pixels from 0 to 16, ``y`` an int array ``(N,)`` of labels from 0 to 9.
    The network wants 28 by 28: repeat each pixel three times, across and down, put a border of two zeros around,
    and divide by 16. So the images are ``(N, 1, 28, 28)``.

    ``params`` is the list of the five initial ``(w, b)`` of LeNet-5: two convolutions with ``w`` of
    shape ``(F, C, 5, 5)``, then three dense layers with ``w`` of shape ``(D, M)``. In LeNet-5 itself the shapes
    are (6, 1, 5, 5), (16, 6, 5, 5), (256, 120), (120, 84) and (84, 10); take all sizes from the arrays. The layers:

    - convolution (stride 1, no padding), tanh, average pooling over windows of 2 by 2 that do not overlap: twice;
    - flattened maps: channel after channel, each row by row;
    - dense, tanh: twice; then dense, which gives the scores. Their softmax is part of the loss.

    Each of the ``epochs`` begins by drawing ``rng.permutation(N)``, the order of its samples. The first
    ``batch_size`` of them are the first mini-batch, and so on; the last one is shorter where ``batch_size`` does
    not divide ``N``. The loss is the mean softmax cross-entropy of the mini-batch. Each mini-batch is one update
    by `adam_step` with ``lr`` and its other defaults: its number ``t`` is 1 for the first mini-batch and goes on
    counting through all epochs, and so do the averages ``m`` and ``v``, which start at 0. All gradients are taken
    before the update.

    ``params`` is returned as a new list of ``(w, b)``; ``losses`` is a list with the loss of every mini-batch,
    before its update, over all epochs. All calls together may take 60 seconds, which is plenty for convolutions
    that do not loop over images and places.

    >>> rng = np.random.default_rng(0)
    >>> shapes = [(2, 1, 5, 5), (3, 2, 5, 5), (48, 6), (6, 5), (5, 10)]
    >>> params = [(0.3 * rng.standard_normal(shape), np.zeros(shape[-1 if len(shape) == 2 else 0]))
    ...           for shape in shapes]
    >>> x, y = rng.integers(17, size=(4, 8, 8)), np.array([3, 1, 4, 1])
    >>> params, losses = train_digits_lenet(x, y, params, 0.01, 2, 3, rng)
    >>> print(np.round(losses, 4))
    [2.1647 2.2869 2.0014 2.3928]
    >>> print(params[0][1].round(4), params[4][1][:4].round(4))
    [-0.0303  0.031 ] [-0.0401  0.0349 -0.0399  0.018 ]
    """
    images = np.pad(x.repeat(3, axis=1).repeat(3, axis=2) / 16, [(0, 0), (2, 2), (2, 2)])[:, None]
    flat, losses = [array for layer in params for array in layer], []  # w1, b1, w3, b3, w5, ...
    m, v, t = [0.0] * len(flat), [0.0] * len(flat), 0
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            rows = order[start:start + batch_size]
            w1, b1, w3, b3, w5, b5, w6, b6, w7, b7 = flat

            c1 = np.tanh(conv2d_forward(images[rows], w1, b1))
            s2 = avg_pool_forward(c1, 2, 2)
            c3 = np.tanh(conv2d_forward(s2, w3, b3))
            s4 = avg_pool_forward(c3, 2, 2)
            a4 = s4.reshape(len(rows), -1)
            a5 = np.tanh(dense_forward(a4, w5, b5))
            a6 = np.tanh(dense_forward(a5, w6, b6))
            loss, dz7 = softmax_cross_entropy(dense_forward(a6, w7, b7), y[rows])
            losses.append(loss)

            da6, dw7, db7 = dense_backward(dz7, a6, w7)
            da5, dw6, db6 = dense_backward(da6 * (1 - a6**2), a5, w6)
            da4, dw5, db5 = dense_backward(da5 * (1 - a5**2), a4, w5)
            dc3 = avg_pool_backward(da4.reshape(s4.shape), c3, 2, 2)
            ds2, dw3, db3 = conv2d_backward(dc3 * (1 - c3**2), s2, w3, b3)
            dc1 = avg_pool_backward(ds2, c1, 2, 2)
            _, dw1, db1 = conv2d_backward(dc1 * (1 - c1**2), images[rows], w1, b1)

            t += 1
            for i, g in enumerate([dw1, db1, dw3, db3, dw5, db5, dw6, db6, dw7, db7]):
                flat[i], m[i], v[i] = adam_step(flat[i], g, m[i], v[i], t, lr)
    return list(zip(flat[::2], flat[1::2])), losses


def reference(x, y, params, lr, epochs, batch_size, rng):
    """torch's layers, loss, autograd and Adam. Layers come in a tuple, since their shapes differ."""
    import torch
    from torch.nn import functional as F

    leaves = [(w.clone().requires_grad_(), b.clone().requires_grad_()) for w, b in params]
    adam = torch.optim.Adam([leaf for layer in leaves for leaf in layer], lr=lr)
    images = F.pad(torch.kron(x.double() / 16, torch.ones(1, 3, 3, dtype=torch.float64)), (2, 2, 2, 2))[:, None]
    losses = []
    for _ in range(epochs):
        for rows in torch.from_numpy(rng.permutation(len(x))).split(batch_size):
            a = images[rows]
            for w, b in leaves[:2]:
                a = F.avg_pool2d(torch.tanh(F.conv2d(a, w, b)), 2)
            a = a.flatten(1)
            for w, b in leaves[2:4]:
                a = torch.tanh(F.linear(a, w.T, b))
            loss = F.cross_entropy(F.linear(a, leaves[4][0].T, leaves[4][1]), y[rows])
            adam.zero_grad()
            loss.backward()
            adam.step()
            losses.append(loss.item())
    return tuple((w.detach(), b.detach()) for w, b in leaves), losses


def by_matrix_products(x, y, params, lr, epochs, batch_size, rng):
    """Another right solution: convolutions as products with the rows of all windows, and Adam written out."""
    images = np.zeros((len(x), 1, 28, 28))
    images[:, 0, 2:26, 2:26] = np.kron(x, np.ones((3, 3))) / 16.0
    weights = [array.copy() for layer in params for array in layer]
    m, v = [np.zeros_like(a) for a in weights], [np.zeros_like(a) for a in weights]
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(y))
        for rows in np.split(order, range(batch_size, len(y), batch_size)):
            n, maps, kept = len(rows), images[rows], []
            for w, b in zip(weights[:4:2], weights[1:4:2]):
                windows = np.lib.stride_tricks.sliding_window_view(maps, w.shape[2:], axis=(2, 3))
                windows = windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, w[0].size)
                side = maps.shape[2] - w.shape[2] + 1
                a = np.tanh(windows @ w.reshape(len(w), -1).T + b).reshape(n, side, side, len(w)).transpose(0, 3, 1, 2)
                kept.append((maps.shape, windows, a))
                maps = (a[:, :, ::2, ::2] + a[:, :, 1::2, ::2] + a[:, :, ::2, 1::2] + a[:, :, 1::2, 1::2]) / 4
            acts = [maps.reshape(n, -1)]
            for i in (4, 6, 8):
                acts.append(acts[-1] @ weights[i] + weights[i + 1])
                acts[-1] = np.tanh(acts[-1]) if i < 8 else acts[-1]
            z = acts.pop() - np.max(acts[-1] @ weights[8] + weights[9], axis=1, keepdims=True)
            p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
            losses.append(float(-np.mean(np.log(p[np.arange(n), y[rows]]))))
            delta, grads = (p - np.eye(p.shape[1])[y[rows]]) / n, [None] * 10
            for i in (8, 6, 4):
                a = acts.pop()
                grads[i], grads[i + 1] = a.T @ delta, delta.sum(axis=0)
                delta = delta @ weights[i].T * ((1 - a * a) if i > 4 else 1)
            delta = delta.reshape(maps.shape)
            for i in (2, 0):
                shape, windows, a = kept.pop()
                delta = np.kron(delta, np.ones((2, 2))) / 4 * (1 - a * a)
                rowwise = delta.transpose(0, 2, 3, 1).reshape(len(windows), -1)
                grads[i], grads[i + 1] = (rowwise.T @ windows).reshape(weights[i].shape), rowwise.sum(axis=0)
                shares = (rowwise @ weights[i].reshape(len(weights[i]), -1)).reshape(
                    n, a.shape[2], a.shape[3], *weights[i].shape[1:])
                delta = np.zeros(shape)
                for k in range(weights[i].shape[2]):
                    for l in range(weights[i].shape[3]):
                        delta[:, :, k:k + a.shape[2], l:l + a.shape[3]] += shares[..., k, l].transpose(0, 3, 1, 2)
            t = len(losses)
            for w, g, first, second in zip(weights, grads, m, v):
                first += 0.1 * (g - first)
                second += (1 - 0.999) * (g * g - second)
                w -= lr * first / (1 - 0.9**t) / (np.sqrt(second / (1 - 0.999**t)) + 1e-8)
    return [tuple(weights[i:i + 2]) for i in range(0, 10, 2)], losses


def lenet(rng, filters, units):
    """Random weights of about unit gain for images of 28 by 28."""
    channels, side, params = 1, 28, []
    for count in filters:
        params.append((rng.normal(size=(count, channels, 5, 5)) / np.sqrt(25 * channels), 0.1 * rng.normal(size=count)))
        channels, side = count, (side - 4) // 2
    return [*params, *dense_layers(rng, (channels * side * side, *units))]


def narrow(*sizes, epochs=1, filters=(2, 3), units=(6, 5, 10)):
    """A few digits and a narrow network: ``(N, batch_size)``."""

    def cases(rng):
        for n, batch_size in sizes:
            drawn, params = handwritten_digits(rng, samples=n), lenet(rng, filters, units)
            yield Case(f"N={n}, batch_size={batch_size}, filters {filters}, units {units}, {many(epochs, 'epoch')}",
                       dict(x=drawn.x, y=drawn.y, params=params, lr=float(rng.uniform(0.01, 0.03)), epochs=epochs,
                            batch_size=batch_size, rng=seed(rng)))

    return cases


def once_each(rng):
    """LeNet-5 itself: 240 digits to learn from, and 100 others to be read; labels change places."""
    drawn = handwritten_digits(rng, samples=240, unseen=100)
    params = [(w, np.zeros(b.shape)) for w, b in lenet(rng, (6, 16), (120, 84, 10))]
    generator, labels = seed(rng), rng.permutation(10)  # weights that were learnt at home know other labels
    inputs = dict(x=drawn.x, y=labels[drawn.y], params=params, lr=0.005, epochs=1, batch_size=10, rng=generator)
    yield Case("240 digits", inputs, known=dict(x=drawn.unseen_x, y=labels[drawn.unseen_y]))


DIGIT = "a digit has 64 pixels"

EXERCISE = Exercise(train_digits_lenet, reference, accepts=[by_matrix_products], seconds=60, harmless=[
    Harmless("no mini-batch has an image that is added after the last", ("[(0, 0), (2", "[(0, 1), (2")),
    Harmless("pooling leaves an odd row or column over",
             ("(2, 2), (2, 2)]", "(2, 3), (2, 2)]"), ("(2, 2), (2, 2)]", "(2, 2), (2, 3)]")),
    Harmless("NumPy takes any negative length as what is left", ("len(rows), -1)", "len(rows), -2)"))], checks={
    "forward": agrees("enlarges the digits and tells the loss of the network", not_by_hand=DIGIT, points=3, item=1,
        on=several(narrow((3, 3), (1, 4)), narrow((4, 4), filters=(2, 2), units=(5, 5, 10))),
        hint=("Print the shapes after every step: 28, 24, 12, 8, 4. And what is the loss of ten equal scores?",
              "np.repeat repeats each pixel, np.tile the whole image; softmax_cross_entropy takes scores."),
        catches=[Mistake("tiles the whole image three times instead of repeating each pixel",
                         "x.repeat(3, axis=1).repeat(3, axis=2) / 16", "np.tile(x, (1, 3, 3)) / 16"),
                 Mistake("does not scale the pixels", "axis=2) / 16", "axis=2) / 1"),
                 Mistake("puts the whole border below and to the right", "(2, 2), (2, 2)])", "(0, 4), (0, 4)])"),
                 Mistake("fills the border with ink", "(2, 2), (2, 2)])", "(2, 2), (2, 2)], constant_values=1)"),
                 Mistake("feeds images without the border, for which the dense layer is too large",
                         "(2, 2), (2, 2)])", "(0, 0), (0, 0)])", raises="ValueError"),
                 Mistake("takes the images column after column", "x.repeat", "x.transpose(0, 2, 1).repeat"),
                 Mistake("applies tanh to the scores as well",
                         "dense_forward(a6, w7, b7), y", "np.tanh(dense_forward(a6, w7, b7)), y"),
                 Mistake("forgets tanh after the first convolution", "c1 = np.tanh(", "c1 = (")]),
    "step": agrees("goes back through all layers", not_by_hand=DIGIT, points=4, item=0,
        on=several(narrow((4, 5)), narrow((2, 2), filters=(3, 3), units=(7, 7, 10))),
        hint=("Adam's first step is about lr times the sign of the gradient: which signs come out wrong?",
              "Go back in the reverse order; each tanh multiplies by 1 - a**2, with its own output a."),
        catches=[Mistake("forgets the slope of the tanh after the second convolution", "dc3 * (1 - c3**2)", "dc3"),
                 Mistake("forgets the slope of the tanh after the first convolution", "dc1 * (1 - c1**2)", "dc1"),
                 Mistake("forgets the slope of the tanh in the last hidden layer", "da6 * (1 - a6**2)", "da6"),
                 Mistake("takes the slope of tanh in the wrong layer", "da5 * (1 - a5**2)",
                         "da5 * (1 - np.resize(a6, a5.shape) ** 2)"),
                 Mistake("puts the channels last on the way back only", "da4.reshape(s4.shape)",
                         "np.moveaxis(da4.reshape(len(rows), *s4.shape[2:], -1), -1, 1)"),
                 Mistake("gives the pooled maps' gradient to the first element of each window",
                         "avg_pool_backward(ds2, c1, 2, 2)",
                         "np.kron(ds2, np.array([[1.0, 0.0], [0.0, 0.0]]))"),
                 Mistake("climbs instead of descending", "adam_step(flat[i], g,", "adam_step(flat[i], -g,"),
                 Mistake("never trains the convolutions", "enumerate([dw1, db1, dw3, db3, dw5",
                         "enumerate([0 * dw1, 0 * db1, 0 * dw3, 0 * db3, dw5")]),
    "updates": agrees("goes on with Adam's state through all mini-batches and epochs", not_by_hand=DIGIT, points=3,
        on=several(narrow((5, 2), epochs=3), narrow((6, 3), epochs=2)),
        hint=("What does Adam remember from one mini-batch to the next, and from one epoch to the next?",
              "m, v and t start once, before the first epoch; t counts mini-batches from 1."),
        catches=[Mistake("never advances Adam's t", "t += 1", "t = 1"),
                 Mistake("counts Adam's t from 0", "v[i], t, lr)", "v[i], t - 1, lr)"),
                 Mistake("counts epochs, not mini-batches, in Adam's t", "            t += 1",
                         "            t += start == 0"),
                 Mistake("starts Adam anew in every epoch", "        order = rng",
                         "        m, v, t = [0.0] * len(flat), [0.0] * len(flat), 0; order = rng"),
                 Mistake("forgets m and v after each mini-batch", "            t += 1",
                         "            m, v = [0.0] * len(flat), [0.0] * len(flat); t += 1"),
                 Mistake("takes a step of plain gradient descent", "flat[i], m[i], v[i] = adam_step(flat[i], g, m[i], "
                         "v[i], t, lr)", "flat[i] = flat[i] - lr * g"),
                 Mistake("shuffles x without y", "y[rows])", "y[start:start + batch_size])"),
                 Mistake("does not shuffle", "rng.permutation(len(x))", "np.arange(len(x))"),
                 Mistake("takes the samples of every epoch in the order of the first one",
                         "order = rng.permutation(len(x))", "order = order if losses else rng.permutation(len(x))"),
                 Mistake("drops the last, short mini-batch", "range(0, len(x), batch_size)",
                         "range(0, len(x) - batch_size + 1, batch_size)")]),
    "digits": converges("reads digits that it has not seen", metric="misread_by_lenet", on=once_each, points=3,
        draws="losses",
        hint="Take all sizes from the arrays, start from the parameters that you are given, and train all layers.",
        catches=[Mistake("starts from zeros: no filter differs from another one",
                         "= [array for", "= [0 * array for"),
                 Mistake("forgets after each mini-batch what it has learnt", "b7 = flat\n",
                         "b7 = flat = [array for layer in params for array in layer]\n")]),
    "chance": reproducible(not_by_hand=DIGIT, on=narrow((4, 2)), points=1,
        hint="np.random.permutation uses a generator that all code shares; use the one that you are given.",
        catches=[Mistake("shuffles by the global generator, not by its own", "rng.permutation",
                         "np.random.permutation")]),
    "pure": keeps_inputs(not_by_hand=DIGIT, on=narrow((3, 2)), points=1,
        hint="`w -= ...` changes the caller's arrays, and so does writing into the list `params`.",
        catches=[Mistake("updates the caller's parameters in place",
                         "flat[i], m[i], v[i] = adam_step(flat[i], g, m[i], v[i], t, lr)",
                         "flat[i][...], m[i], v[i] = adam_step(flat[i], g, m[i], v[i], t, lr)")]),
})
