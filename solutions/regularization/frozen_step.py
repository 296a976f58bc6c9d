"""frozen_step: some layers learn, others stay what they are (transfer learning)."""


from autograder.exercise import Case, Exercise, Mistake, agrees, keeps_inputs
from autograder.exercise.cases import dense_layers


def frozen_step(params, grads, lr, trainable):
    """Return the parameters after one step of gradient descent by the layers that may learn.

    ``params`` is a list of ``(w, b)``, ``grads`` one of ``(dw, db)`` of the same shapes, and ``trainable`` a list with
    a bool for each layer. Where it is True, the layer becomes ``(w - lr * dw, b - lr * db)``; where it is False,
    weights and biases come back as they were. The result is a new list of ``(w, b)``.

    >>> one, two = np.ones((1, 1)), 2 * np.ones((1, 1))
    >>> params = frozen_step([(one, one[0]), (one, one[0])], [(two, two[0]), (two, two[0])], 0.1, [False, True])
    >>> print([(w.tolist(), b.tolist()) for w, b in params])
    [([[1.0]], [1.0]), ([[0.8]], [0.8])]
    """
    return [(w - lr * learns * dw, b - lr * learns * db) for (w, b), (dw, db), learns in zip(params, grads, trainable)]


def reference(params, grads, lr, trainable):
    """torch's SGD over the layers that learn. Layers come in a tuple, since their shapes differ."""
    import torch

    layers = [(w.clone(), b.clone()) for w, b in params]
    learning = [leaf for layer, learns in zip(layers, trainable) if learns for leaf in layer]
    for layer, grad in zip(layers, grads):
        for leaf, own in zip(layer, grad):
            leaf.grad = own
    if learning:
        torch.optim.SGD(learning, lr=lr).step()
    return tuple(layers)


def with_a_branch(params, grads, lr, trainable):
    """Another right solution: a branch, and copies."""
    stepped = []
    for place, (w, b) in enumerate(params):
        dw, db = grads[place]
        stepped.append((w - lr * dw, b - lr * db) if trainable[place] else (w.copy(), b.copy()))
    return stepped


def networks(*asked):
    """Random networks ``(sizes, trainable)``."""

    def cases(rng):
        for sizes, trainable in asked:
            params, grads = dense_layers(rng, sizes), dense_layers(rng, sizes)
            yield Case(f"{'-'.join(map(str, sizes))}, {trainable}",
                       dict(params=params, grads=grads, lr=float(rng.uniform(0.1, 0.9)), trainable=list(trainable)))

    return cases


SOME = networks(((3, 4, 2), (False, True)), ((2, 2, 1), (False, True)), ((4, 4, 4, 4), (True, False, True)),
                ((2, 5, 3), (True, False)),
                ((3, 3, 3, 3), (False, False, True)))

EXERCISE = Exercise(frozen_step, reference, accepts=[with_a_branch], checks={
    "learns": agrees("steps down the gradient where a layer may learn", points=1,
        on=networks(((3, 2), (True,)), ((4, 4, 4), (True, True))),
        hint="It is a step of gradient descent, for weights and biases alike.",
        catches=[Mistake("climbs", "(w - lr * learns * dw, b - lr * learns * db)",
                         "(w + lr * learns * dw, b + lr * learns * db)"),
                 Mistake("freezes all biases", "b - lr * learns * db", "b"),
                 Mistake("trains nothing", "learns * dw, b - lr * learns * db", "0 * dw, b - 0 * db")]),
    "frozen": agrees("leaves the other layers as they are", on=SOME, points=3,
        hint="A frozen layer has a frozen bias, too; and it still has its weights.",
        catches=[Mistake("lets the biases of frozen layers learn", "b - lr * learns * db", "b - lr * db"),
                 Mistake("freezes the layers that may learn, and trains the others",
                         "(w - lr * learns * dw, b - lr * learns * db)",
                         "(w - lr * (not learns) * dw, b - lr * (not learns) * db)"),
                 Mistake("returns zeros for frozen layers", "(w - lr * learns * dw, b - lr * learns * db)",
                         "(learns * (w - lr * dw), learns * (b - lr * db))"),
                 Mistake("trains all layers", "(w - lr * learns * dw, b - lr * learns * db)",
                         "(w - lr * dw, b - lr * db)"),
                 Mistake("leaves frozen layers out of the list", "in zip(params, grads, trainable)]",
                         "in zip(params, grads, trainable) if learns]")]),
    "pure": keeps_inputs(on=SOME, points=1,
        hint="`w -= lr * dw` changes the caller's arrays.",
        catches=[Mistake("updates the caller's weights in place", "(w - lr * learns * dw,",
                         "(w.__isub__(lr * learns * dw),")]),
})
