"""Wrong answers as strangers write them: what is said of them is true, and something is said."""

import numpy as np
import pytest

from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.check import Finding
from autograder.grading.expect import References
from autograder.grading.pipeline import Grader
from autograder.judge.diagnosis.comparison import Comparison
from autograder.judge.diagnosis.relations import relation, reordered
from autograder.judge.diagnosis.structure import some_items
from autograder.records import Call, Difference, Evidence, Expected, Limits, Outcome, Submission
from autograder.records.outcome import MistakenOutcomes
from autograder.sandbox.levels import open_sandbox
from autograder.worker.wire import Value
from tests.conftest import REPOSITORY

COURSE = load_course(REPOSITORY / "grader.yaml")


def said(name: str, exercise: str, function: str) -> dict[str, str | None]:
    """What is said of each check that a function fails, beside the right answers to all else; hidden cases too."""
    assignment = load_assignment(COURSE, name)
    source = f"{assignment.answer}\n\n{function}"
    sandbox = open_sandbox("process", Limits())
    grader = Grader({name: assignment.narrowed(exercise)}, References(COURSE.root), sandbox, b"strange")
    verdicts = grader.judged(Submission("ada", name, source.encode()))
    return {verdict.check: verdict.mistake for verdict in verdicts if verdict.status == "failed"}


def built(returned: Value, expected: Value) -> str | None:
    """What is said of how a result is built."""
    call = Call("e", "c", "case", hidden=False, function="e", args=(), options={})
    evidence = Evidence(call, Expected(expected), Outcome(None, returned))
    return some_items(Finding(evidence, Difference("structure", "")))


def test_an_item_that_is_none_is_told_whatever_was_asked() -> None:
    layers = [(np.ones((2, 3)), np.ones(3)), (np.ones((3, 1)), np.ones(1))]  # no array can hold these
    assert (
        built((1.0, None), (1.0, layers))
        == "returns None, as item 1 of the result, where a list or tuple of 2 is asked"
    )
    assert built((1.0, None), (1.0, np.ones(2))) == "returns None, as item 1 of the result, where an array is asked"
    assert built((None, 1.0), (1.0, 1.0)) == "returns None, as item 0 of the result, where a number is asked"
    assert built((1.0, np.ones(2)), (1.0, layers)) is None


EXPLAINED: dict[str, tuple[str, str, str, dict[str, str | None]]] = {
    "a loop that changes nothing, and takes no number": (
        "activations", "softplus",
        "def softplus(z):\n    flat = z.copy().ravel()\n    for number in flat:\n        number = np.log1p(np.exp(number))\n"
        "    return flat.reshape(z.shape)\n",
        {"values": "returns z as it was given", "right": "returns z as it was given",
         "shapes": "uses a single number of Python as if it were an array"},
    ),
    "one fault of three": (
        "activations", "leaky_relu_derivative",
        "def leaky_relu_derivative(z, alpha=0.01):\n    slope = np.ones_like(z)\n    slope[z < 0] = 0.01\n    return slope\n",
        {"alpha": "always uses 0.01, whatever alpha is"},
    ),
    "another small number": (
        "losses", "binary_cross_entropy",
        "def binary_cross_entropy(p, t):\n"
        "    return np.mean(-t * np.log(p + 1e-9) - (1 - t) * np.log(1 - p + 1e-9))\n",
        {"certain": "keeps the logarithms off 0 by a small number of their own, which caps the loss"},
    ),
    "another small number in few results": (
        "losses", "cross_entropy",
        "def cross_entropy(p, t):\n    return -np.sum(t * np.log(p + 1e-7)) / len(p)\n",
        {"zeros": "keeps the logarithm off 0 by a small number of its own, which caps the loss"},
    ),
    "another default": (
        "attention", "rmsnorm",
        "def rmsnorm(x, gamma, eps=1e-6):\n    return gamma * x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + eps)\n",
        dict.fromkeys(("axes", "eps"), "has another default for eps than is asked"),
    ),
    "two faults that a third one hides in one check": (
        "perceptron", "perceptron_update",
        "def perceptron_update(w, b, p, t):\n    fired = 1 if w @ p > 0 else 0\n    return w + (t - fired) * p, b\n",
        {"errors": "leaves the bias out of the prediction, and never changes the bias", "boundary": None},
    ),
    "another limit": (
        "activations", "softplus",
        "def softplus(z):\n    return np.log1p(np.exp(np.minimum(z, 50)))\n",
        {"right": "clips z before exp, which caps the result"},
    ),
    "no mean": (
        "losses", "binary_cross_entropy",
        "def binary_cross_entropy(p, t):\n    return t * np.log(p) + (1 - t) * np.log(1 - p)\n",
        {"batch": "returns a number for each element of p where a single number is asked"},
    ),
    "what a backward needs": (
        "activations", "relu", "def relu(z):\n    return np.maximum(z, 0), z\n",
        {"values": "returns a tuple of 2, of which item 0 is right, where an array is asked"},
    ),
    "an item that is None": (
        "regularization", "dropout_forward",
        "def dropout_forward(x, p, rng, training=True):\n    return x * (rng.random(x.shape) >= p) / (1 - p), None\n",
        {"mask": "returns None, as item 1 of the result, where an array is asked"},
    ),
    "an axis of length 1, and wrong numbers": (
        "backprop", "dense_backward",
        "def dense_backward(dout, x, w):\n"
        "    return dout @ w.T, x.T @ dout / len(x), np.sum(dout, axis=0, keepdims=True) / len(x)\n",
        {"biases": "keeps an axis of length 1 that should go, or drops one that should stay"},
    ),
    "axes the other way round, of random numbers": (
        "regularization", "he_init",
        "def he_init(rng, n_in, n_out):\n    return rng.uniform(-1, 1, (n_out, n_in))\n",
        {"draw": "returns an array whose axes are the other way round"},
    ),
    "results with places that others have not": (
        "losses", "softmax_cross_entropy",
        "def softmax_cross_entropy(z, y):\n    shown = z[0, 0]\n    return (shown if len(z) > 1 else [1, z]), z\n",
        {},
    ),
    "another eps than the usual one": (
        "optimizers", "adam_step",
        "def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):\n"
        "    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2\n"
        "    rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)\n    return w - rate * m / (np.sqrt(v) + 1e-7), m, v\n",
        {"options": "uses a small eps of its own, whatever eps is"},
    ),
    "an error for a slope": (
        "losses", "mean_squared_error_gradient",
        "def mean_squared_error_gradient(a, t):\n    return a - t\n",
        {"error": "returns the error alone, without the 2 and without dividing by the number of elements"},
    ),
    "a mistake that would have given NaN": (
        "sequences", "temporal_softmax_loss",
        "def temporal_softmax_loss(z, y, mask):\n    e = np.exp(z - z.max(axis=2, keepdims=True))\n"
        "    p = e / e.sum(axis=2, keepdims=True)\n    right = np.eye(z.shape[2])[y]\n"
        "    loss = -np.sum(mask * np.log(np.sum(p * right, axis=2))) / mask.sum()\n"
        "    return loss, (p - right) / mask.sum()\n",
        {"gradient": "gives steps outside the mask a gradient, "
                     "and takes the logarithm of probabilities, which may be 0"},
    ),
    "a fraction without its brackets": (
        "activations", "arctan_derivative",
        "def arctan_derivative(z):\n    return 1 / 1 + z**2\n",
        {"values": "gives what is below a fraction, as happens without brackets around it, too"},
    ),
    "a generator": (
        "gradient_descent", "minibatches",
        "def minibatches(n, batch_size, rng):\n    order = rng.permutation(n)\n    for start in range(0, n, batch_size):\n"
        "        yield order[start : start + batch_size]\n",
        {"once": "returns a generator, which gives its results one by one, where they are to be returned together"},
    ),
    "gradients in another order": (
        "sequences", "rnn_step_backward",
        "right = rnn_step_backward\n\n\ndef rnn_step_backward(*args):\n    dx, dh, dwx, dwh, db = right(*args)\n"
        "    return dwx, dwh, dx, dh, db\n",
        dict.fromkeys(("x", "wh", "all"), "returns the right values in another order"),
    ),
    "a fault that shows in one check by itself": (
        "attention", "positional_encoding",
        "def positional_encoding(t, d):\n    table = np.zeros((t, d))\n    for i in range(0, d, 2):\n"
        "        angles = np.arange(t) / 10000 ** (2 * i / d)\n"
        "        table[:, i], table[:, i + 1] = np.sin(angles), np.cos(angles)\n    return table\n",
        dict.fromkeys(("pairs", "long"),
                      "doubles an exponent that goes up in twos already: 2 * i / d with i = 0, 2, 4, ..."),
    ),
    "a draw that gives the same as another where p is small": (
        "regularization", "dropout_forward",
        "def dropout_forward(x, p, rng, training=True):\n    if not training:\n        return x, None\n"
        "    mask = rng.binomial(1, 1 - p, x.shape)\n    return x * mask / (1 - p), mask\n",
        {"testing": "draws the mask by rng.binomial: as good, but not the draw that is asked, "
                    "and returns no mask in testing"},
    ),
    "answers of yes or no that are right by chance": (
        "perceptron", "threshold_unit",
        "def threshold_unit(x, w, threshold):\n    return np.sign(x @ w - threshold).astype(int)\n",
        dict.fromkeys(("gates", "batch", "equal"), None),
    ),
    "brackets left out below a fraction": (
        "gradient_descent", "numerical_gradient",
        "def numerical_gradient(f, x, h=1e-5):\n    x, grad = np.array(x, dtype=float), np.zeros(x.shape)\n"
        "    for i in np.ndindex(x.shape):\n        e = np.zeros(x.shape)\n        e[i] = h\n"
        "        grad[i] = (f(x + e) - f(x - e)) / 2 * h\n    return grad\n",
        dict.fromkeys(("central", "shape"), "multiplies by h where it is to divide"),
    ),
    "a small number that is no 0": (
        "regularization", "fit_standardizer",
        "def fit_standardizer(x):\n    return np.mean(x, axis=0), np.std(x, axis=0) + 1e-7\n",
        dict.fromkeys(("constant", "rounding"), "gives constant columns a small number instead of 1"),
    ),
    "a 0 that is rounded": (
        "regularization", "fit_standardizer",
        "def fit_standardizer(x):\n    mean = np.mean(x, axis=0)\n    return mean, np.sqrt(np.mean((x - mean) ** 2, axis=0))\n",
        dict.fromkeys(("constant", "rounding"), "leaves 0 for constant columns"),
    ),
    "a filter that reaches too far": (
        "convnets", "dilated_conv2d",
        "def dilated_conv2d(x, w, b, stride=1, pad=0, dilation=1):\n    f, c, k, l = w.shape\n"
        "    large = np.zeros((f, c, dilation * k, dilation * l))\n    large[:, :, ::dilation, ::dilation] = w\n"
        "    return conv2d_forward(x, large, b, stride, pad)\n",
        {"dilation": "lets a filter reach over dilation * K rows, with nothing behind its last one"},
    ),
    "the last of several outer products": (
        "sequences", "rnn_step_backward",
        "def rnn_step_backward(dout, x, h, wx, wh, b):\n    dz = dout * (1 - np.tanh(x @ wx + h @ wh + b) ** 2)\n"
        "    for i in range(len(x)):\n        dwx, dwh = np.outer(x[i], dz[i]), np.outer(h[i], dz[i])\n"
        "    return dz @ wx.T, dz @ wh.T, dwx, dwh, dz.sum(axis=0)\n",
        dict.fromkeys(("wx", "wh", "all"), "keeps the last sample's dwx and dwh instead of the sums over the batch"),
    ),
    "a loss of two classes for several": (
        "losses", "hinge_loss",
        "def hinge_loss(scores, y, margin=1.0):\n    t = np.where(np.eye(scores.shape[1])[y] > 0, 1, -1)\n"
        "    m = np.maximum(0, margin - t * scores)\n    return m.sum() / len(y), np.where(m > 0, -t, 0) / len(y)\n",
        {"loss": "asks of each score alone to be on its side of 0, as for two classes: margin - t * score"},
    ),
    "two layers of one fault each": (
        "convnets", "lenet5_forward",
        "def lenet5_forward(x, params):\n    for w, b in params[:2]:\n"
        "        x = avg_pool_forward(np.maximum(conv2d_forward(x, w, b), 0), 2, 2)\n    x = flatten(x)\n"
        "    for w, b in params[2:4]:\n        x = np.maximum(x @ w + b, 0)\n    z = x @ params[4][0] + params[4][1]\n"
        "    e = np.exp(z - z.max(axis=1, keepdims=True))\n    return e / e.sum(axis=1, keepdims=True)\n",
        {"maps": "takes ReLU for tanh in the convolutions, and takes ReLU for tanh in the dense layers"},
    ),
    "a batch of one that is right unless it is extreme": (
        "losses", "softmax_cross_entropy",
        "def softmax_cross_entropy(z, y):\n    rows, e = np.arange(len(y)), np.exp(z)\n"
        "    p = e / e.sum(axis=1, keepdims=True)\n    d = p.copy()\n    d[rows, y] -= 1\n"
        "    return -np.log(p[rows, y]).sum(), d / len(y)\n",
        {"loss": "goes wrong in every case where there is more than one sample"},
    ),
    "an argument of a method of the answer's own": (
        "autograd", "Tensor",
        "right = Tensor\n\n\nclass Tensor(right):\n    def _summed_to(*args):\n"
        "        return right._summed_to(abs(args[-2]), args[-1])\n",
        dict.fromkeys(("broadcast", "reuse", "leaves"), None),
    ),
    "a method of the answer's own that does nothing": (
        "autograd", "Tensor",
        "right = Tensor\n\n\nclass Tensor(right):\n    def _summed_to(*args):\n        return args[-2]\n",
        dict.fromkeys(("broadcast", "reuse", "leaves"),
                      "never sums over copies, so that gradients have the shape of the result"),
    ),
    "no refusal": (
        "training", "one_hot", "def one_hot(y, k):\n    return np.eye(k)[y]\n",
        {"refuses": "refuses no label: takes negative ones for classes counted from the end, "
                    "and leaves it to NumPy to refuse large ones, with IndexError"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", EXPLAINED)
def test_a_wrong_answer_of_a_stranger_is_explained_truly(kind: str) -> None:
    name, exercise, function, sentences = EXPLAINED[kind]
    found = said(name, exercise, function)
    assert {check: found.get(check) for check in sentences} == sentences


def test_results_that_are_too_large_by_an_argument_are_seen() -> None:
    rng = np.random.default_rng(0)
    given, right = rng.normal(size=(2, 3, 4, 5))

    def compared(got: np.ndarray) -> list[Comparison]:
        return [Comparison(one, asked, {"x": x}) for one, asked, x in zip(got, right, given, strict=True)]

    assert relation(compared(right + given)) == "returns what is right plus x"
    assert relation(compared(right - given)) == "returns what is right minus x"
    assert relation(compared(right + 0.5 * given)) is None
    assert relation(compared(np.concatenate([right[:1] + given[:1], right[1:] - given[1:]]))) is None


def test_items_in_another_order_are_in_the_same_one_everywhere() -> None:
    one, two, three = (np.full(2, number) for number in (1.0, 2.0, 3.0))
    assert reordered([((two, one, three), (one, two, three)), ((one, one, three), (one, one, three))])
    assert not reordered([((one, one, three), (one, one, three))])
    assert not reordered([((two, one, three), (one, two, three)), ((three, two, one), (one, two, three))])
    assert not reordered([((two, one, three), (one, two, three)), ((one, two, three), (one, two, three))])
    assert not reordered([((two, one, three), (one, two, three)), ((one, two), (one, two, three))])
    assert not reordered([((two, one, three), (one, two, three)), ((one, two), (one, two))])
    ties = ((three, one, one), (one, one, three))
    assert reordered([ties, ties]) and not reordered([ties]) and not reordered([ties, ((two, one, one), ties[1])])


def test_what_is_no_named_mistake_gives_nothing() -> None:
    """A kit, too, is asked what a sentence of another kind would give."""
    says, replies = ["swaps them"], [{"returned": 1.0}]
    outcomes = MistakenOutcomes(says, lambda sentence: replies[says.index(sentence)])
    assert outcomes["swaps them"].returned == 1.0 and outcomes.get("returns what is right plus x") is None
