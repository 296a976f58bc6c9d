"""Attention."""

import math

import numpy as np


def erf(z):
    """The error function (2 / sqrt(pi) times the integral of exp(-s**2) from 0 to z), element by element."""
    return np.fromiter(map(math.erf, np.ravel(z).tolist()), float).reshape(np.shape(z))


def softmax(z):
    """The softmax over the last axis of scores z, of which -inf gets exactly 0; no row is -inf throughout."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def swish(z):
    """z * sigmoid(z), element by element, without overflow."""
    e = np.exp(-np.abs(z))
    return z * np.where(z >= 0, 1, e) / (1 + e)


def temporal_softmax_loss(z, y, mask):
    """The mean cross-entropy of scores z (N, T, K) and labels y (N, T) where mask (N, T) is True, and its gradient."""
    shifted = z - z.max(axis=2, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=2, keepdims=True))
    weights = mask[:, :, None] / mask.sum()
    right = np.eye(z.shape[2])[y]
    return -np.sum(weights * right * log_p), weights * (np.exp(log_p) - right)


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Update number t of Adam, from t=1 on; returns (w, m, v)."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def positional_encoding(t, d):
    """Return the vectors that mark the positions 0, 1, ..., ``t - 1`` of a sequence: a float array ``(t, d)``.

    Columns come in pairs. Columns ``2 * i`` and ``2 * i + 1``, with ``i`` from 0, share an angle,
    ``position / 10000**(2 * i / d)``: the first of the two is its sine, the second its cosine. So sines and cosines
    take turns, and the first pair turns fastest. ``t`` and ``d`` are whole numbers of at least 1. If ``d`` is odd, the
    last column is a sine without its cosine; ``d`` in the formula is still the number of columns.

    >>> print(positional_encoding(3, 4).round(4))
    [[ 0.      1.      0.      1.    ]
     [ 0.8415  0.5403  0.01    1.    ]
     [ 0.9093 -0.4161  0.02    0.9998]]
    """
    raise NotImplementedError


def causal_mask(t):
    """Return a bool array ``(t, t)``: True where the position of the row may see the position of the column.

    A position sees itself and all earlier ones, and none that comes later. ``t`` is a whole number of at least 1.
    (Libraries differ: torch's ``nn.MultiheadAttention`` marks with True what is hidden. Here True is what is seen.)

    >>> print(causal_mask(3))
    [[ True False False]
     [ True  True False]
     [ True  True  True]]
    """
    raise NotImplementedError


def scaled_dot_product_attention(q, k, v, mask=None):
    """Return what ``T`` queries read from ``S`` pairs of a key and a value, a float array ``(..., T, M)``.

    ``q`` is ``(..., T, D)``, ``k`` is ``(..., S, D)`` and ``v`` is ``(..., S, M)``, with the same leading axes, of
    which there may be none. The score of a query and a key is their dot product divided by ``sqrt(D)``. The softmax
    over the keys turns the ``S`` scores of a query into weights, and the query's result is the sum of the values with
    these weights.

    ``mask`` is None or a bool array that broadcasts to the scores' shape ``(..., T, S)``: a key is seen where it is
    True. Where it is False the score counts as ``-inf``, before the softmax, so that the weights of what is seen still
    sum to 1. Every query sees a key at least. Scores may be as large as 1e5, and everything stays finite.

    >>> q = k = np.eye(2)
    >>> v = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> print(scaled_dot_product_attention(q, k, v).round(4))
    [[1.6605 2.6605]
     [2.3395 3.3395]]
    >>> print(scaled_dot_product_attention(q, k, v, np.array([[True, False], [True, True]])).round(4))
    [[1.     2.    ]
     [2.3395 3.3395]]
    """
    raise NotImplementedError


def scaled_dot_product_attention_backward(dout, q, k, v, mask=None):
    """Return ``(dq, dk, dv)``: the gradients of a loss with respect to q, k and v.

    `scaled_dot_product_attention` returned ``softmax(q @ k^T / sqrt(D)) @ v``, the softmax over the keys, with scores
    of ``-inf`` where ``mask`` is False. ``dout``, ``(..., T, M)``, is the gradient of the loss with respect to that.
    ``q`` is ``(..., T, D)``, ``k`` is ``(..., S, D)``, ``v`` is ``(..., S, M)``, and each gradient has the shape of
    what it belongs to. ``mask`` is None or a bool array that broadcasts to ``(..., T, S)``, and every query sees a key
    at least. Leading axes are batches: nothing is summed over them.

    >>> q = k = np.eye(2)
    >>> v, dout = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [0.0, 0.0]])
    >>> dq, dk, dv = scaled_dot_product_attention_backward(dout, q, k, v)
    >>> print(dq.round(4).tolist(), dk.round(4).tolist())
    [[-0.3128, 0.3128], [0.0, 0.0]] [[-0.3128, 0.0], [0.3128, 0.0]]
    >>> print(dv.round(4).tolist())
    [[0.6698, 0.0], [0.3302, 0.0]]
    """
    raise NotImplementedError


def split_heads(x, h):
    """Return the ``h`` heads of ``x``: a float array ``(N, h, T, D / h)``, from ``x`` of shape ``(N, T, D)``.

    At each position the first ``D / h`` numbers are those of head 0, the next ``D / h`` those of head 1, and so on.
    ``h`` divides ``D``.

    >>> x = np.arange(8.0).reshape(1, 2, 4)
    >>> print(x)
    [[[0. 1. 2. 3.]
      [4. 5. 6. 7.]]]
    >>> print(split_heads(x, 2))
    [[[[0. 1.]
       [4. 5.]]
    <BLANKLINE>
      [[2. 3.]
       [6. 7.]]]]
    """
    raise NotImplementedError


def merge_heads(x):
    """Return the heads ``x``, ``(N, h, T, d)``, joined at each position: a float array ``(N, T, h * d)``.

    It is the reverse of `split_heads`: at each position come the ``d`` numbers of head 0, then those of head 1, and so
    on.

    >>> x = np.array([[[[0.0, 1.0], [4.0, 5.0]], [[2.0, 3.0], [6.0, 7.0]]]])
    >>> print(x.shape)
    (1, 2, 2, 2)
    >>> print(merge_heads(x))
    [[[0. 1. 2. 3.]
      [4. 5. 6. 7.]]]
    """
    raise NotImplementedError


def multi_head_attention(x, wq, wk, wv, wo, h, mask=None):
    """Return what the positions of ``x`` read from each other with ``h`` heads, a float array ``(N, T, D)``.

    ``x`` is ``(N, T, D)``; ``wq``, ``wk``, ``wv`` and ``wo`` are ``(D, D)``, and there are no biases. The queries are
    ``x @ wq``, the keys ``x @ wk`` and the values ``x @ wv``. Each is split into ``h`` heads as `split_heads` does,
    ``h`` divides ``D``. Each head attends by itself as `scaled_dot_product_attention` does, so scores are divided by
    the root of a head's width ``D / h``. The heads are joined as `merge_heads` does, and then multiplied by ``wo``.

    ``mask`` is None or a bool array ``(T, T)``, the same for all samples and heads: the position of the row sees that
    of the column where it is True. Every position sees one at least.

    >>> x = np.array([[[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]]])
    >>> w = np.eye(4)
    >>> print(multi_head_attention(x, w, w, w, w, 2, np.array([[True, False], [True, True]])).round(4))
    [[[1.     0.     0.     1.    ]
      [0.3302 0.6698 0.6698 0.3302]]]
    """
    raise NotImplementedError


def rmsnorm(x, gamma, eps=1e-5):
    """Return ``gamma * x / sqrt(mean(x**2) + eps)``, with the mean over the last axis of ``x``.

    ``x`` is a float array ``(..., D)`` with one axis at least, ``gamma`` is ``(D,)``, and the result has the shape of
    ``x``. The mean square is the sum of the squares of a row's ``D`` numbers, divided by ``D``: no mean is taken off.
    ``eps`` is added to the mean square, under the root.

    >>> print(rmsnorm(np.array([3.0, 4.0]), np.array([1.0, 2.0]), eps=0.0).round(4))
    [0.8485 2.2627]
    """
    raise NotImplementedError


def rmsnorm_backward(dout, x, gamma, eps=1e-5):
    """Return ``(dx, dgamma)``: the gradients of a loss with respect to x and gamma.

    `rmsnorm` returned ``gamma * x / sqrt(mean(x**2) + eps)``, with the mean over the last axis. ``x`` and ``dout``, the
    gradient of the loss with respect to that, are float arrays ``(..., D)``; ``gamma`` is ``(D,)``. ``dx`` has the
    shape of ``x`` and goes through the mean square, too. ``dgamma`` is ``(D,)``: the sum over all other axes. A mean
    over the batch is already in ``dout``; do not average again.

    >>> dout, x = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[3.0, 4.0], [4.0, 3.0]])
    >>> dx, dgamma = rmsnorm_backward(dout, x, np.array([1.0, 2.0]), eps=0.0)
    >>> print(dx.round(4), dgamma.round(4))
    [[ 0.181  -0.1358]
     [-0.2715  0.362 ]] [0.8485 0.8485]
    """
    raise NotImplementedError


def gelu(z):
    """Return ``z * Phi(z)``, element by element, with ``Phi(z) = (1 + erf(z / sqrt(2))) / 2``.

    ``Phi`` is the distribution function of the standard normal law. The exact form is asked, with `erf`, which stands
    ready in the stub, and not the approximation by tanh that some models use; the two differ from the fourth digit on.
    ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape. It is
    finite for every ``abs(z)`` up to 1e4.

    >>> print(gelu(np.array([-1.0, 0.0, 1.0])).round(4))
    [-0.1587  0.      0.8413]
    """
    raise NotImplementedError


def gelu_derivative(z):
    """Return the derivative of ``gelu(z) = z * Phi(z)`` with respect to ``z``, element by element.

    ``Phi(z) = (1 + erf(z / sqrt(2))) / 2`` is the distribution function of the standard normal law; its own derivative
    is the density ``exp(-z**2 / 2) / sqrt(2 * pi)``. The exact form is asked, not the slope of the approximation by
    tanh. ``z`` is a number or an array of any shape, of floats or integers; the result is floating and has its shape.
    It is finite for every ``abs(z)`` up to 1e4.

    >>> print(gelu_derivative(np.array([-1.0, 0.0, 1.0])).round(4))
    [-0.0833  0.5     1.0833]
    """
    raise NotImplementedError


def swiglu(x, w1, w3, w2):
    """Return ``(swish(x @ w1) * (x @ w3)) @ w2``, the feed-forward layer of many language models.

    ``x`` is a float array ``(..., D)`` with one axis at least, ``w1`` and ``w3`` are ``(D, F)``, ``w2`` is ``(F, M)``,
    and the result is ``(..., M)``. The ``*`` is element by element. ``swish(z) = z * sigmoid(z)`` stands ready in the
    stub. There are no biases. Mind the order of the arguments: the weights are called as in the models that use them.

    >>> w3 = np.array([[1.0, 1.0], [1.0, -1.0]])
    >>> print(swiglu(np.array([[1.0, 2.0]]), np.eye(2), w3, np.ones((2, 1))).round(4))
    [[0.4316]]
    """
    raise NotImplementedError


def transformer_block(x, params, h):
    """Return a float array like ``x``, ``(N, T, D)``, after one block of a transformer that reads from left to right.

    ``params`` is a tuple of ten arrays, ``(g1, wq, wk, wv, wo, g2, w1, b1, w2, b2)``: ``g1`` and ``g2`` are ``(D,)``;
    ``wq``, ``wk``, ``wv`` and ``wo`` are ``(D, D)``; ``w1`` is ``(D, F)``, ``b1`` is ``(F,)``, ``w2`` is ``(F, D)`` and
    ``b2`` is ``(D,)``. ``h``, the number of heads, divides ``D``. The block takes two steps:

    - ``y = x + attention(rmsnorm(x, g1))``, where attention is `multi_head_attention` with ``wq``, ``wk``, ``wv``,
      ``wo`` and ``h``, under the `causal_mask`: a position sees itself and what came before;
    - ``y + gelu(rmsnorm(y, g2) @ w1 + b1) @ w2 + b2``, for each position by itself.

    `rmsnorm` has its usual eps, and `gelu` is the exact one. What is normalised goes into attention and into ``w1``
    only: the residuals are ``x`` and ``y`` themselves.

    >>> one, zero, w = np.ones(2), np.zeros(2), np.eye(2)
    >>> x = np.array([[[1.0, 0.0], [0.0, 2.0]]])
    >>> print(transformer_block(x, (one, w, w, w, w, one, w, zero, w, zero), 1).round(4))
    [[[3.7172 0.    ]
      [0.3448 4.4344]]]
    """
    raise NotImplementedError


def transformer_block_backward(dout, x, params, h):
    """Return ``(dx, grads)``: the gradients of a loss with respect to x, and to the ten arrays of params.

    ``dout``, ``(N, T, D)``, is the gradient of the loss with respect to what `transformer_block` returned for the same
    ``x``, ``(N, T, D)``, ``params = (g1, wq, wk, wv, wo, g2, w1, b1, w2, b2)`` and ``h``:

    - ``y = x + attention(rmsnorm(x, g1))``, with `multi_head_attention` under the `causal_mask`;
    - ``out = y + gelu(rmsnorm(y, g2) @ w1 + b1) @ w2 + b2``.

    ``dx`` has the shape of ``x``. ``grads`` is a tuple of ten arrays, in the order of ``params`` and of the same
    shapes; each sums over the batch and the positions. A mean over the batch is already in ``dout``; do not average
    again.

    >>> one, zero, w = np.ones(2), np.zeros(2), np.eye(2)
    >>> x = np.array([[[1.0, 0.0], [0.0, 2.0]]])
    >>> params = (one, w, w, w, w, one, w, zero, w, zero)
    >>> dx, grads = transformer_block_backward(np.ones((1, 2, 2)), x, params, 1)
    >>> print(dx[0].round(4).tolist())
    [[1.0, 3.4686], [1.9557, 0.9804]]
    >>> print(len(grads), grads[0].shape, grads[9])
    10 (2,) [2. 2.]
    """
    raise NotImplementedError


def transformer_lm(ids, params, h):
    """Return the scores ``(N, T, V)`` that a language model gives each token for the place after each position.

    ``ids`` is an int array ``(N, T)`` of tokens from 0 to ``V - 1``.
    ``params`` is a tuple ``(e, blocks, gamma, w_out)``: the embedding ``e`` is ``(V, D)``, ``blocks`` is a list of
    tuples of ten arrays, one for each `transformer_block`, ``gamma`` is ``(D,)`` and ``w_out`` is ``(D, V)``. Each
    block has ``h`` heads.

    Row ``ids[n, t]`` of ``e`` stands for a token, and the position's row of `positional_encoding` is added to it;
    nothing is scaled. The blocks follow, in the order of the list, of which there may be none. Last come `rmsnorm` with
    ``gamma`` and its usual eps, and the product with ``w_out``. The scores are before the softmax.

    >>> e = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> one, zero, w = np.ones(2), np.zeros(2), np.eye(2)
    >>> params = (e, [(one, w, w, w, w, one, w, zero, w, zero)], one, e.T)
    >>> print(transformer_lm(np.array([[0, 2]]), params, 1).round(4))
    [[[1.     1.     2.    ]
      [1.0743 0.9198 1.994 ]]]
    """
    raise NotImplementedError


def generate(ids, params, h, steps):
    """Return the int array ``(N, T + steps)``: ``ids``, ``(N, T)``, and the ``steps`` tokens with which it goes on.

    The model is that of `transformer_lm`, with the same ``params`` and ``h``. Each new token is the one with the
    highest score at the last position of all tokens so far (no two scores are equal); it is appended, and the next one
    follows from the longer text. ``T`` is 1 or more, ``steps`` may be 0.

    To run the whole model again for each token costs more and more. Nothing that comes later changes what a
    position has read, so that its keys and values stay as they are: keep those of each block, compute only the new
    position's, and let its query attend to all of them. The new token's position goes on counting. With such a cache
    or without one the tokens are the same, and both are right here.

    >>> e = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> one, zero, w = np.ones(2), np.zeros(2), np.eye(2)
    >>> params = (e, [(one, w, w, w, w, one, w, zero, w, zero)], one, e.T)
    >>> print(generate(np.array([[0]]), params, 1, 5))
    [[0 2 2 2 2 2]]
    """
    raise NotImplementedError


def cosine_schedule(step, lr, warmup, total, low=0):
    """Return the learning rate of update number ``step``, a float; the first update has ``step=0``.

    During the first ``warmup`` updates, where ``step < warmup``, it is ``lr * (step + 1) / warmup``: it rises in a
    straight line, is never 0, and is ``lr`` for the last one of them. From ``step = warmup`` to ``step = total`` it
    falls from ``lr`` to ``low`` along half a cosine: with ``progress``, which goes in a straight line from 0 to 1 in
    between, it is ``low + (lr - low) * (1 + cos(pi * progress)) / 2``. After that it stays at ``low``.

    ``step``, ``warmup`` and ``total`` are whole numbers with ``step >= 0`` and ``0 <= warmup < total``; with
    ``warmup=0`` it falls from the start. ``lr`` is larger than ``low``.

    >>> print([round(float(cosine_schedule(step, 1.0, 10, 110, low=0.1)), 4) for step in (0, 9, 35, 60, 110, 500)])
    [0.1, 1.0, 0.8682, 0.55, 0.1, 0.1]
    """
    raise NotImplementedError


def train_copy(params, config, rng):
    """Train a language model to copy; return ``(params, scores, losses)``.

    ``params`` is a tuple ``(e, blocks, gamma, w_out)`` and the model that of `transformer_lm`, with ``config['h']``
    heads. With ``K = config['symbols']`` there are ``K + 1`` tokens: the symbols from 0 to ``K - 1``, and the separator
    ``K``. With ``n = config['length']`` a row to learn from has ``2 * n + 1`` tokens: ``n`` symbols, the separator, and
    the same ``n`` symbols again.

    - **Rows.** Each update has ``N = config['batch']`` new rows, whose symbols are ``rng.integers(K, size=(N, n))``.
    - **Loss.** The model reads all tokens of a row but the last one, and foretells at each position the token that
      comes next. Nobody can foretell the first ``n`` symbols and nobody is asked for the separator: the loss is the
      mean cross-entropy over the ``N * n`` positions whose next token belongs to the copy, and over no others.
    - **Update.** There are ``config['updates']`` updates, 1 or more. In each of them every array of ``params`` is
      updated once by `adam_step`; its averages start at 0, and ``t`` is 1 in the first update. The learning rate is
      that of `cosine_schedule`, for a ``step`` that counts from 0 on, with ``config['lr']``, ``config['warmup']``, and
      all updates for ``total``; ``low`` is 0.

    The ``params`` that are returned are new arrays in the same structure. ``scores``, ``(M, T, K + 1)``, are what the
    trained model gives for the tokens ``config['read']``, an int array ``(M, T)``. ``losses`` is a list with a number
    for each update: its loss, before the parameters change. Nowhere, in training or after it, may a position see what
    comes later. All calls together may take 60 seconds.

    >>> e = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    >>> config = dict(symbols=2, length=1, h=1, batch=2, updates=3, lr=0.1, warmup=1, read=np.array([[0, 2]]))
    >>> params, scores, losses = train_copy((e, [], np.ones(2), e.T), config, np.random.default_rng(0))
    >>> print(scores[0, 1].round(4), np.round(losses, 4))
    [0.7235 1.4102 1.3915] [1.6396 1.4569 1.7008]
    """
    raise NotImplementedError
