"""Perceptron."""

import numpy as np


def threshold_unit(x, w, threshold):
    """Return for each row of ``x`` whether the unit fires: 1 where ``x @ w`` is above ``threshold``, else 0.

    ``x`` is a float array ``(N, D)`` with one sample in each row, ``w`` is ``(D,)``, ``threshold`` is a number. The
    result is an int array ``(N,)``. A sum of exactly ``threshold`` does not fire.

    >>> x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> print(threshold_unit(x, np.array([1.0, 1.0]), 1.5))
    [0 0 0 1]
    >>> print(threshold_unit(x, np.array([1.0, 1.0]), 1.0))
    [0 0 0 1]
    >>> print(threshold_unit(x, np.array([1.0, 1.0]), 0.5))
    [0 1 1 1]
    """
    raise NotImplementedError


def hardlim(n):
    """Return 1 where ``n`` is at least 0, else 0, element by element.

    ``n`` is a float array of any shape, or a number; the result has the same shape and holds ints.
    At exactly 0 the unit fires.

    >>> print(hardlim(np.array([-0.5, 0.0, 2.0])))
    [0 1 1]
    >>> print(hardlim(-3.0))
    0
    """
    raise NotImplementedError


def perceptron_forward(x, w, b):
    """Return for each row of ``x`` the perceptron's output: 1 where ``x @ w + b`` is at least 0, else 0.

    ``x`` is a float array ``(N, D)`` with one sample in each row, ``w`` is ``(D,)``, ``b`` is a number. The result
    is an int array ``(N,)``. At exactly 0 the unit fires. The OR gate is one such unit:

    >>> x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> print(perceptron_forward(x, np.array([0.5, 0.5]), -0.25))
    [0 1 1 1]
    """
    raise NotImplementedError


def decision_boundary(w, b, x1):
    """Return ``x2`` such that the point ``(x1, x2)`` lies on the line ``w[0] * x1 + w[1] * x2 + b = 0``.

    ``w`` is a float array ``(2,)`` whose second weight is not 0, ``b`` is a number. ``x1`` is a number or a float
    array of any shape, such as the places at which the line is to be plotted; the result has the shape of ``x1``.

    >>> print(decision_boundary(np.array([0.5, 0.25]), -0.25, np.array([0.0, 1.0, 2.0])))
    [ 1. -1. -3.]
    >>> print(decision_boundary(np.array([1.0, -2.0]), 3.0, 1.0))
    2.0
    """
    raise NotImplementedError


def bias_through_point(w, p):
    """Return the bias ``b`` with which the boundary of a perceptron with weights ``w`` passes through the point ``p``.

    On the boundary ``w @ p + b`` is 0. ``w`` and ``p`` are float arrays ``(D,)``; the result is a number. The weights
    stay as they are: they say in which direction the boundary faces, and the bias where it is.

    >>> print(bias_through_point(np.array([0.5, 0.5]), np.array([0.0, 0.5])))
    -0.25
    >>> print(bias_through_point(np.array([1.0, -2.0, 3.0]), np.array([2.0, 0.0, 1.0])))
    -5.0
    """
    raise NotImplementedError


def distance_to_boundary(x, w, b):
    """Return for each row of ``x`` its signed distance from the plane ``w @ p + b = 0``: an array ``(N,)``.

    It is ``(x @ w + b)`` divided by the length of ``w``, the root of the sum of its squares. The sign says on which
    side a sample lies: positive where the perceptron fires, negative where it does not.

    ``x`` is a float array ``(N, D)``, ``w`` is ``(D,)`` and not 0, ``b`` is a number.

    >>> x = np.array([[1.0, 1.0], [0.0, 0.0], [2.0, -1.0]])
    >>> print(distance_to_boundary(x, np.array([3.0, 4.0]), -2.0))
    [ 1.  -0.4  0. ]
    """
    raise NotImplementedError


def pattern_detector(pattern, wrong):
    """Return ``(w, b)`` of a hardlim unit that fires if and only if at most ``wrong`` pixels differ from ``pattern``.

    The unit sees pictures ``x`` of ``D`` pixels, each 0 or 1, and fires where ``x @ w + b`` is at least 0. ``pattern``
    is a float array ``(D,)`` of zeros and ones, ``wrong`` a whole number from 0 to ``D``; ``w`` is a float array
    ``(D,)`` and ``b`` a float. There are many right answers: yours is judged by running it on every picture. (In
    fractions, a sum that should be 0 may come out just below it; whole numbers have no such trouble.)

    >>> w, b = pattern_detector(np.array([1.0, 0.0, 1.0]), 1)
    >>> pictures = np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0], [0.0, 1.0, 0.0]])
    >>> print(np.where(pictures @ w + b >= 0, 1, 0))
    [1 1 1 0 0]
    """
    raise NotImplementedError


def append_one(x):
    """Return ``x`` with one more column, the last, that is 1 in every row.

    ``x`` is an array ``(N, D)`` of floats or integers with one sample in each row; the result is a float array
    ``(N, D + 1)``, of floats also where ``x`` holds integers. With it a bias is one more weight, the last:
    ``append_one(x) @ np.append(w, b)`` is ``x @ w + b``.

    >>> print(append_one(np.array([[2.0, 3.0], [4.0, 5.0]])))
    [[2. 3. 1.]
     [4. 5. 1.]]
    >>> print(append_one(np.array([[7], [8]])))
    [[7. 1.]
     [8. 1.]]
    """
    raise NotImplementedError


def perceptron_update(w, b, p, t):
    """Return ``(w, b)`` after the perceptron has seen sample ``p`` with target ``t``.

    The unit fires, ``a = 1``, where ``n = w @ p + b`` is at least 0 (0 included); else ``a = 0``.
    With the error ``e = t - a`` the new weights are ``w + e * p`` and the new bias is ``b + e``:
    a sample that is classified correctly changes nothing.

    ``w`` and ``p`` are float arrays ``(D,)``, ``b`` is a number, ``t`` is 0 or 1. (The sample is called ``p`` as in
    Hagan's book.)

    >>> w, b = perceptron_update(np.array([1.0, -0.8]), 0.0, np.array([1.0, 2.0]), 1)
    >>> print(w, b)
    [2.  1.2] 1.0
    >>> w, b = perceptron_update(w, b, np.array([-1.0, 2.0]), 0)
    >>> print(w, b)
    [ 3.  -0.8] 0.0
    >>> w, b = perceptron_update(w, b, np.array([0.0, -1.0]), 0)
    >>> print(w, b)
    [3.  0.2] -1.0
    """
    raise NotImplementedError


def perceptron_train(x, t, w, b, max_epochs):
    """Return ``(w, b, mistakes)`` after training online, sample by sample, in the order given.

    Each sample ``x[i]`` with target ``t[i]`` is classified with the current weights: ``a = 1`` where
    ``w @ x[i] + b`` is at least 0, else 0. A wrong one changes them at once, by ``e = t[i] - a``: ``w`` becomes
    ``w + e * x[i]`` and ``b`` becomes ``b + e``. ``mistakes`` is a list with, for each epoch, the number of samples
    that were wrong when they were seen. Training stops after the first epoch without any, whose 0 is the last number
    of the list, or after ``max_epochs``, which is at least 1.

    ``x`` is a float array ``(N, D)``, ``t`` an int array ``(N,)`` of 0 and 1, ``w`` is ``(D,)``, ``b`` is a number.
    Started from ``w = 0``, ``b = 0`` on samples that a plane separates, it ends with such a plane, after no more
    mistakes than Novikoff's bound, ``(R / gamma)**2``, allows.

    >>> x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> w, b, mistakes = perceptron_train(x, np.array([0, 0, 0, 1]), np.zeros(2), 0.0, max_epochs=20)
    >>> print(w, b, mistakes)
    [2. 1.] -3.0 [2, 3, 3, 2, 1, 0]
    """
    raise NotImplementedError


def delta_rule_update(w, b, x, t, lr):
    """Return ``(w, b)`` after a linear unit has seen sample ``x`` with target ``t``.

    The unit has no step: its output is ``o = w @ x + b``. With the error ``t - o`` the new weights are
    ``w + lr * (t - o) * x`` and the new bias is ``b + lr * (t - o)``, both with the ``o`` of before the update.
    That is one step of gradient descent on ``0.5 * (t - o)**2``.

    ``w`` and ``x`` are float arrays ``(D,)``; ``b``, ``t`` and the learning rate ``lr`` are numbers.

    >>> w, b = delta_rule_update(np.array([1.0, -1.0]), 0.5, np.array([2.0, 1.0]), 3.5, lr=0.5)
    >>> print(w, b)
    [3. 0.] 1.5
    """
    raise NotImplementedError


def xor_weights():
    """Return ``(w1, b1, w2, b2)`` of a network of hardlim units that computes XOR of two inputs 0 or 1.

    Two hidden units see the inputs, one output unit sees the hidden ones; each fires, and is 1, where its
    pre-activation is at least 0, else it is 0. ``w1`` is a float array ``(2, 2)`` with one column for each hidden
    unit, ``b1`` is ``(2,)``, ``w2`` is ``(2,)`` and ``b2`` is a number. There are many right answers: yours is
    judged by running it on the four inputs.

    >>> w1, b1, w2, b2 = xor_weights()
    >>> x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> hidden = np.where(x @ w1 + b1 >= 0, 1, 0)
    >>> print(np.where(hidden @ w2 + b2 >= 0, 1, 0))
    [0 1 1 0]
    """
    raise NotImplementedError


def nand_network(gate, x):
    """Return NOT, AND, OR and XOR of two inputs, wired from NAND gates alone.

    ``gate(a, b)`` is a NAND: false where ``a`` and ``b`` are both true, else true. False and true are two whole
    numbers that you are not told, so that no arithmetic can help; they change from call to call, and need not be 0
    and 1. Hand ``gate`` nothing but numbers that stand in ``x`` or that ``gate`` has returned, as often as you like.
    It takes two single numbers, or two arrays of one shape, which it goes through element by element.

    ``x`` is an int array ``(N, 2)`` of these numbers. The result is an int array ``(N, 4)`` of them; its columns are
    NOT ``x[:, 0]``, then ``x[:, 0]`` AND ``x[:, 1]``, OR, and XOR. Here false is 3 and true is 7:

    >>> def gate(a, b):
    ...     return np.where((a == 7) & (b == 7), 3, 7)
    >>> print(nand_network(gate, np.array([[3, 3], [3, 7], [7, 3], [7, 7]])))
    [[7 3 3 3]
     [7 3 7 7]
     [3 3 7 7]
     [3 7 7 3]]
    """
    raise NotImplementedError
