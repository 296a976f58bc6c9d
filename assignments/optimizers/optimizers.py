"""Optimizers."""

import numpy as np


def exponentially_weighted_average(values, beta, bias_correction):
    """Return the exponentially weighted average of ``values`` after each of them, as floats of the same shape.

    ``values`` is ``(T,)``, or ``(T, D)`` for ``D`` series side by side; time runs along the first axis, and the
    numbers may be ints. The average starts at 0 and becomes ``average = beta * average + (1 - beta) * value``
    with each value, ``0 <= beta < 1``. If ``bias_correction`` is True, the result for value number ``t``
    (the first one is ``t=1``) is ``average / (1 - beta**t)``; the average that is carried on stays uncorrected.

    >>> values = np.array([10.0, 20.0, 30.0])
    >>> print(exponentially_weighted_average(values, 0.5, False))
    [ 5.   12.5  21.25]
    >>> print(exponentially_weighted_average(values, 0.5, True).round(4))
    [10.     16.6667 24.2857]
    """
    raise NotImplementedError


def sgd_step(w, dw, lr):
    """Return the weights after one step of size ``lr`` down the gradient: ``w - lr * dw``.

    ``w`` and its gradient ``dw`` are float arrays of one shape, ``lr`` is a number. ``dw`` is the gradient of the
    mean loss of the batch already. The result is one array: this optimizer has no state.

    >>> print(sgd_step(np.array([1.0, -2.0]), np.array([0.5, -4.0]), 0.1))
    [ 0.95 -1.6 ]
    """
    raise NotImplementedError


def momentum_step(w, dw, v, lr, beta=0.9):
    """Return ``(w, v)`` after one update with momentum.

    ``w``, its gradient ``dw`` and the running average ``v`` of the gradients are float arrays of one shape; ``v``
    starts at 0 and is not corrected for that. It is updated first, as an average: ``v = beta * v + (1 - beta) * dw``.
    Then ``w = w - lr * v``, with the new ``v``. (torch's default is a sum, ``beta * v + dw``, whose steps are
    ``1 / (1 - beta)`` times longer; this is its SGD with ``dampening=beta``, except that torch takes the whole
    gradient for the first ``v``.)

    >>> w, v = momentum_step(np.array([1.0, 2.0]), np.array([0.5, -1.0]), np.array([0.0, 1.0]), lr=0.1)
    >>> print(w, v)
    [0.995 1.92 ] [0.05 0.8 ]
    """
    raise NotImplementedError


def nesterov_step(w, dw, v, lr, beta=0.9):
    """Return ``(w, v)`` after one update with Nesterov's momentum, in the form that deep-learning libraries use.

    ``w``, its gradient ``dw`` at ``w`` and the momentum ``v`` are float arrays of one shape; ``v`` starts at 0.
    It is updated first, and here it is a sum, not the average of `momentum_step`: ``v = beta * v + dw``. Then
    ``w = w - lr * (dw + beta * v)``, with the new ``v``. This is torch's SGD with ``nesterov=True``. (Papers keep
    ``u = -lr * v`` and take the gradient ahead of the weights, at ``w + beta * u``; here ``w`` is the place ahead, and
    while ``lr`` stays the same both walk the same path.)

    >>> w, v = nesterov_step(np.array([1.0, 2.0]), np.array([0.5, -1.0]), np.array([0.0, 1.0]), lr=0.1)
    >>> print(w, v)
    [0.905 2.109] [ 0.5 -0.1]
    """
    raise NotImplementedError


def adagrad_step(w, dw, s, lr, eps=1e-10):
    """Return ``(w, s)`` after one update of AdaGrad.

    ``w``, its gradient ``dw`` and the sum ``s`` of all squared gradients so far are float arrays of one shape; ``s``
    starts at 0. It is updated first, ``s = s + dw**2``; then ``w = w - lr * dw / (sqrt(s) + eps)``, with the new
    ``s``. ``eps`` is added to the root, not under it, and keeps the divisor from 0 where a gradient is 0.

    >>> w, s = adagrad_step(np.array([1.0, 2.0]), np.array([0.5, -3.0]), np.array([0.0, 16.0]), lr=0.1)
    >>> print(w, s)
    [0.9  2.06] [ 0.25 25.  ]
    """
    raise NotImplementedError


def rmsprop_step(w, dw, s, lr, beta=0.9, eps=1e-8):
    """Return ``(w, s)`` after one update of RMSProp.

    ``w``, its gradient ``dw`` and the running average ``s`` of the squared gradients are float arrays of one shape;
    ``s`` starts at 0 and is not corrected for that. It is updated first, ``s = beta * s + (1 - beta) * dw**2``; then
    ``w = w - lr * dw / (sqrt(s) + eps)``, with the new ``s``. ``eps`` is added to the root, as torch does, not under
    it, as TensorFlow does.

    >>> w, s = rmsprop_step(np.array([1.0, 2.0]), np.array([0.5, -2.0]), np.array([0.0, 4.0]), lr=0.1)
    >>> print(w.round(6), s)
    [0.683772 2.1     ] [0.025 4.   ]
    """
    raise NotImplementedError


def adadelta_step(w, dw, s, d, lr=1.0, rho=0.9, eps=1e-6):
    """Return ``(w, s, d)`` after one update of AdaDelta.

    ``w``, its gradient ``dw`` and the running averages ``s`` (of squared gradients) and ``d`` (of squared updates)
    are float arrays of one shape; both averages start at 0. In this order: ``s = rho * s + (1 - rho) * dw**2``; the
    update ``delta = sqrt(d + eps) / sqrt(s + eps) * dw``, with the new ``s`` and the old ``d``;
    ``d = rho * d + (1 - rho) * delta**2``; ``w = w - lr * delta``. Unlike in the other optimizers here, ``eps`` is
    under both roots. ``lr`` scales the step only; ``d`` averages the updates without it.

    >>> w, s, d = adadelta_step(np.array([1.0]), np.array([0.5]), np.array([0.25]), np.array([0.04]))
    >>> print(w.round(6), s, d.round(6))
    [0.799998] [0.25] [0.04]
    """
    raise NotImplementedError


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Return ``(w, m, v)`` after update number ``t``; the first update is ``t=1``.

    ``w``, its gradient ``dw`` and the running averages ``m`` (of the gradient) and ``v`` (of its square) are
    float arrays of one shape; ``m`` and ``v`` start at 0. Both averages are updated first,
    ``m = beta1 * m + (1 - beta1) * dw`` and ``v = beta2 * v + (1 - beta2) * dw**2``. For the step they are corrected
    for their start at 0, ``m_hat = m / (1 - beta1**t)`` and ``v_hat = v / (1 - beta2**t)``, and
    ``w = w - lr * m_hat / (sqrt(v_hat) + eps)``: ``eps`` is added to the root, not under it. The returned ``m`` and
    ``v`` are the uncorrected ones.

    >>> w, m, v = adam_step(np.array([1.0]), np.array([0.5]), np.zeros(1), np.zeros(1), t=1)
    >>> print(w.round(6), m, v.round(6))
    [0.999] [0.05] [0.00025]
    """
    raise NotImplementedError


def adamw_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01):
    """Return ``(w, m, v)`` after update number ``t`` of AdamW; the first update is ``t=1``.

    ``w``, its gradient ``dw`` and the running averages ``m`` (of the gradient) and ``v`` (of its square) are float
    arrays of one shape; ``m`` and ``v`` start at 0. First the weights shrink by themselves, whatever the gradient:
    ``w = w - lr * weight_decay * w``. Then follows the step of `adam_step`: ``m = beta1 * m + (1 - beta1) * dw`` and
    ``v = beta2 * v + (1 - beta2) * dw**2``, corrected as ``m_hat = m / (1 - beta1**t)`` and
    ``v_hat = v / (1 - beta2**t)``, and ``w = w - lr * m_hat / (sqrt(v_hat) + eps)``. ``dw`` is the gradient of the loss
    alone: weight decay never enters ``m`` or ``v``. The returned ``m`` and ``v`` are the uncorrected ones.

    >>> w, m, v = adamw_step(np.array([1.0]), np.array([0.5]), np.zeros(1), np.zeros(1), 1, lr=0.1, weight_decay=0.5)
    >>> print(w.round(6), m, v.round(6))
    [0.85] [0.05] [0.00025]
    """
    raise NotImplementedError


def clip_by_global_norm(grads, max_norm):
    """Return the gradients as a new list, scaled down together where they are too long.

    ``grads`` is a list of float arrays of any shapes, ``max_norm`` a positive number. The global norm is the Euclidean
    norm of all their elements together, as if they were one long vector. If it is larger than ``max_norm``, every array
    is multiplied by ``max_norm / norm``, so that the result has the norm ``max_norm``; otherwise all stay as they are,
    and gradients of 0 stay 0. Other norms come in all sizes from 1e-6 to 1e8, so that their squares are no trouble.
    (torch's ``clip_grad_norm_`` divides by ``norm + 1e-6``; here nothing is added.)

    >>> grads = [np.array([3.0, 0.0]), np.array([[4.0]])]
    >>> print(clip_by_global_norm(grads, 1.0))
    [array([0.6, 0. ]), array([[0.8]])]
    >>> print(clip_by_global_norm(grads, 10.0))
    [array([3., 0.]), array([[4.]])]
    """
    raise NotImplementedError


def minimize(step, gradient, w, steps):
    """Return all positions of an optimizer on its way from ``w``, as an array ``(steps + 1, *w.shape)``.

    ``gradient`` takes an array like ``w`` and returns the gradient there, of the same shape. ``step`` is one update
    of an optimizer: ``step(w, dw, state)`` returns ``(w, state)``, the new weights and the new state. What the state
    is, is the optimizer's own business: it is ``None`` before the first update, and then, as it is, what the last
    update returned. Neither of the two changes the arrays that it is given.

    The first position is ``w`` itself; each of the ``steps`` positions that follow is one update further, with the
    gradient at the position that it starts from. ``w`` is a float array with at least one axis; ``steps`` may be 0.
    There are always ``steps`` updates, even if a gradient is 0.

    >>> def step(w, dw, state):
    ...     count = 1 if state is None else state + 1
    ...     return w - dw / count, count
    >>> print(minimize(step, lambda w: 0.5 * w, np.array([16.0, -8.0]), 3))
    [[16.  -8. ]
     [ 8.  -4. ]
     [ 6.  -3. ]
     [ 5.  -2.5]]
    """
    raise NotImplementedError
