"""Sequences."""

import numpy as np


def sigmoid(z):
    """1 / (1 + exp(-z)) of each element, without overflow."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """Update number t of Adam, from t=1 on; returns (w, m, v)."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def clip_by_global_norm(grads, max_norm):
    """The gradients as a new list, scaled down together so that their global norm is max_norm at most."""
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * g for g in grads]


def embedding_forward(ids, w):
    """Return the vectors of tokens: a float array ``(N, T, D)``.

    ``ids`` is an int array ``(N, T)``: ``N`` rows of ``T`` tokens, each a number from 0 to ``V - 1``. ``w`` is the
    float table ``(V, D)``: its row ``k`` is the vector of token ``k``. At ``[n, t]`` the result has the vector of the
    token ``ids[n, t]``.

    >>> w = np.array([[0.5, 1.0], [2.0, 3.0], [4.0, 5.0]])
    >>> print(embedding_forward(np.array([[2, 0, 2]]), w))
    [[[4.  5. ]
      [0.5 1. ]
      [4.  5. ]]]
    """
    raise NotImplementedError


def embedding_backward(dout, ids, size):
    """Return ``dw``: the gradient of a loss with respect to the table of `embedding_forward`, ``(size, D)``.

    ``dout``, ``(N, T, D)``, is the gradient with respect to the vectors that `embedding_forward` returned for the
    tokens ``ids``, an int array ``(N, T)`` of numbers from 0 to ``size - 1``. Row ``k`` of ``dw`` is the sum of
    ``dout[n, t]`` over all places where ``ids[n, t]`` is ``k``: a token may come many times, in one row and in several.
    Tokens that do not come get rows of 0. A mean over the batch is already in ``dout``: do not average again. Loops
    are right; part of the points is for an answer without any.

    >>> print(embedding_backward(np.ones((1, 3, 2)), np.array([[2, 0, 2]]), 3))
    [[1. 1.]
     [0. 0.]
     [2. 2.]]
    """
    raise NotImplementedError


def rnn_step_forward(x, h, wx, wh, b):
    """Return the next state of a recurrent layer, ``tanh(x @ wx + h @ wh + b)``, a float array ``(N, H)``.

    ``x`` is ``(N, D)``, the inputs of this step for each sample of the batch; ``h`` is ``(N, H)``, the state before;
    ``wx`` is ``(D, H)``, ``wh`` is ``(H, H)`` and ``b`` is ``(H,)``. (torch's nn.RNN has the transposes of both
    weights, and a second bias, which would be 0.)

    >>> x, h, wx, wh, b = np.array([[1.0]]), np.array([[0.5]]), np.array([[0.5]]), np.array([[-1.0]]), np.array([0.25])
    >>> print(rnn_step_forward(x, h, wx, wh, b).round(4))
    [[0.2449]]
    """
    raise NotImplementedError


def rnn_step_backward(dout, x, h, wx, wh, b):
    """Return ``(dx, dh, dwx, dwh, db)``: the gradients of a loss with respect to the arguments of `rnn_step_forward`.

    ``dout``, ``(N, H)``, is the gradient of the loss with respect to the new state, ``tanh(x @ wx + h @ wh + b)``.
    The other arguments are those of `rnn_step_forward`: ``x`` is ``(N, D)``, ``h`` ``(N, H)``, ``wx`` ``(D, H)``,
    ``wh`` ``(H, H)`` and ``b`` ``(H,)``. Each gradient has the shape of its argument. A mean over the batch is
    already in ``dout``: sum over the rows, do not average again.

    >>> x, h, wx, wh, b = np.array([[1.0]]), np.array([[0.5]]), np.array([[0.5]]), np.array([[-1.0]]), np.array([0.25])
    >>> print([round(g.item(), 2) for g in rnn_step_backward(np.ones((1, 1)), x, h, wx, wh, b)])
    [0.47, -0.94, 0.94, 0.47, 0.94]
    """
    raise NotImplementedError


def rnn_forward(x, h0, wx, wh, b):
    """Return all states of a recurrent layer that reads sequences: a float array ``(N, T, H)``.

    ``x`` is ``(N, T, D)``: ``N`` sequences of ``T`` steps, one or more. ``h0`` is ``(N, H)``, the state before the
    first step. Each step is that of `rnn_step_forward`: from the inputs ``x[:, t]`` and the state of the step before,
    with the same ``wx`` ``(D, H)``, ``wh`` ``(H, H)`` and ``b`` ``(H,)``. At ``[:, t]`` the result has the state after
    step ``t``; ``h0`` is not part of it. Part of the points is for an answer that takes each step for all sequences at
    once.

    >>> x, h0, wx, wh, b = np.array([[[1.0], [2.0]]]), [[0.5]], [[0.5]], [[-1.0]], [0.25]
    >>> print(rnn_forward(x, *(np.array(a) for a in (h0, wx, wh, b))).round(4))
    [[[0.2449]
      [0.7637]]]
    """
    raise NotImplementedError


def rnn_backward(dout, x, h0, wx, wh, b):
    """Return ``(dx, dh0, dwx, dwh, db)``: the gradients of a loss with respect to the arguments of `rnn_forward`.

    ``dout``, ``(N, T, H)``, is the gradient of the loss with respect to all states as `rnn_forward` returned them:
    ``dout[:, t]`` is what reaches the state after step ``t`` from outside. The state also goes into the next step, and
    what comes back from there has to be added. The other arguments are those of `rnn_forward`: ``x`` is
    ``(N, T, D)``, ``h0`` ``(N, H)``, ``wx`` ``(D, H)``, ``wh`` ``(H, H)`` and ``b`` ``(H,)``. Each gradient has the
    shape of its argument, and those of the weights are sums over all steps and samples: a mean over the batch is
    already in ``dout``.

    >>> x, h0, wx, wh, b = np.array([[[1.0], [2.0]]]), [[0.5]], [[0.5]], [[-1.0]], [0.25]
    >>> dx, dh0, dwx, dwh, db = rnn_backward(np.ones((1, 2, 1)), x, *(np.array(a) for a in (h0, wx, wh, b)))
    >>> print(dx.ravel().round(4), dh0.round(4), dwh.round(4))
    [0.2741 0.2084] [[-0.5483]] [[0.3762]]
    """
    raise NotImplementedError


def lstm_step_forward(x, h, c, wx, wh, b):
    """Return ``(h, c)``: the next state and the next memory of an LSTM, float arrays ``(N, H)``.

    ``x`` is ``(N, D)``, the inputs of this step; ``h`` and ``c``, ``(N, H)``, are state and memory before. ``wx`` is
    ``(D, 4 * H)``, ``wh`` ``(H, 4 * H)``, ``b`` ``(4 * H,)``. The columns of ``z = x @ wx + h @ wh + b`` are four
    blocks of ``H`` each, in the order i, f, g, o, as in torch (other texts have i, f, o, g):

    - input gate ``i = sigmoid(z_i)``, forget gate ``f = sigmoid(z_f)``, output gate ``o = sigmoid(z_o)``;
    - candidate ``g = tanh(z_g)``;
    - the new memory is ``f * c + i * g``, and the new state is ``o * tanh(new memory)``.

    >>> x, h, c = np.array([[1.0]]), np.array([[0.5]]), np.array([[2.0]])
    >>> wx, wh = np.array([[0.5, -0.5, 1.0, 2.0]]), np.array([[0.1, 0.2, 0.3, 0.4]])
    >>> h, c = lstm_step_forward(x, h, c, wx, wh, np.array([0.0, 1.0, 0.0, -1.0]))
    >>> print(h.round(4), c.round(4))
    [[0.7284]] [[1.8099]]
    """
    raise NotImplementedError


def lstm_step_backward(dh, dc, x, h, c, wx, wh, b):
    """Return ``(dx, dh, dc, dwx, dwh, db)``: the gradients with respect to the arguments of `lstm_step_forward`.

    The ``dh`` and ``dc`` that come in, ``(N, H)``, are the gradients of the loss with respect to the new state and the
    new memory that `lstm_step_forward` returned; ``dc`` is what reaches the memory by other ways than through the new
    state. The ``dh`` and ``dc`` that are returned belong to ``h`` and ``c``, the state and memory before. The other
    arguments are those of `lstm_step_forward`, gates in the order i, f, g, o: ``x`` is ``(N, D)``, ``h`` and ``c`` are
    ``(N, H)``, ``wx`` is ``(D, 4 * H)``, ``wh`` ``(H, 4 * H)``, ``b`` ``(4 * H,)``. Each gradient has the shape of its
    argument. A mean over the batch is already in ``dh`` and ``dc``: sum over the rows, do not average again.

    >>> x, h, c, one = np.array([[1.0]]), np.array([[0.5]]), np.array([[2.0]]), np.ones((1, 1))
    >>> wx, wh, b = np.array([[0.5, -0.5, 1.0, 2.0]]), np.array([[0.1, 0.2, 0.3, 0.4]]), np.array([0.0, 1.0, 0.0, -1.0])
    >>> dx, dh, dc, dwx, dwh, db = lstm_step_backward(one, one, x, h, c, wx, wh, b)
    >>> print(dx.round(4), dh.round(4), dc.round(4), db.round(4))
    [[0.4193]] [[0.2545]] [[0.6961]] [0.2045 0.4933 0.2265 0.1686]
    """
    raise NotImplementedError


def lstm_forward(x, h0, c0, wx, wh, b):
    """Return all states of an LSTM that reads sequences: a float array ``(N, T, H)``.

    ``x`` is ``(N, T, D)``: ``N`` sequences of ``T`` steps, one or more. ``h0`` and ``c0``, ``(N, H)``, are state and
    memory before the first step. Each step is that of `lstm_step_forward`: from the inputs ``x[:, t]`` and the state
    and the memory of the step before, with the same ``wx`` ``(D, 4 * H)``, ``wh`` ``(H, 4 * H)`` and ``b``
    ``(4 * H,)``. At ``[:, t]`` the result has the state after step ``t``; the memories are not returned. Part of the
    points is for an answer that takes each step for all sequences at once.

    >>> x, h0, c0 = np.ones((1, 2, 1)), np.array([[0.5]]), np.array([[2.0]])
    >>> wx, wh = np.array([[0.5, -0.5, 1.0, 2.0]]), np.array([[0.1, 0.2, 0.3, 0.4]])
    >>> print(lstm_forward(x, h0, c0, wx, wh, np.array([0.0, 1.0, 0.0, -1.0])).round(4))
    [[[0.7284]
      [0.736 ]]]
    """
    raise NotImplementedError


def lstm_backward(dout, x, h0, c0, wx, wh, b):
    """Return ``(dx, dh0, dc0, dwx, dwh, db)``: the gradients with respect to the arguments of `lstm_forward`.

    ``dout``, ``(N, T, H)``, is the gradient of the loss with respect to all states as `lstm_forward` returned them.
    From step to step two gradients travel back, that of the state and that of the memory; after the last step nothing
    comes back. The other arguments are those of `lstm_forward`: ``x`` is ``(N, T, D)``, ``h0`` and ``c0`` are
    ``(N, H)``, ``wx`` is ``(D, 4 * H)``, ``wh`` ``(H, 4 * H)``, ``b`` ``(4 * H,)``. Each gradient has the shape of its
    argument, and those of the weights are sums over all steps and samples: a mean over the batch is already in
    ``dout``.

    >>> x, h0, c0, dout = np.ones((1, 2, 1)), np.array([[0.5]]), np.array([[2.0]]), np.ones((1, 2, 1))
    >>> wx, wh, b = np.array([[0.5, -0.5, 1.0, 2.0]]), np.array([[0.1, 0.2, 0.3, 0.4]]), np.array([0.0, 1.0, 0.0, -1.0])
    >>> dx, dh0, dc0, dwx, dwh, db = lstm_backward(dout, x, h0, c0, wx, wh, b)
    >>> print(dx.ravel().round(4), dh0.round(4), dc0.round(4), db.round(4))
    [0.3747 0.3251] [[0.098]] [[0.0941]] [0.0458 0.105  0.0483 0.3405]
    """
    raise NotImplementedError


def gru_step(x, h, wx, wh, bx, bh):
    """Return the next state of a gated recurrent unit, a float array ``(N, H)``.

    ``x`` is ``(N, D)``, the inputs of this step, and ``h`` ``(N, H)``, the state before. ``wx`` is ``(D, 3 * H)``,
    ``wh`` ``(H, 3 * H)``, ``bx`` and ``bh`` are ``(3 * H,)``. The columns of ``x @ wx + bx`` are three blocks of ``H``
    each, in the order r, z, n: call them ``x_r``, ``x_z``, ``x_n``; those of ``h @ wh + bh`` are ``h_r``, ``h_z`` and
    ``h_n``. As in torch:

    - reset gate ``r = sigmoid(x_r + h_r)`` and update gate ``z = sigmoid(x_z + h_z)``;
    - candidate ``n = tanh(x_n + r * h_n)`` (in the paper r multiplies h in front of the product);
    - the new state is ``(1 - z) * n + z * h``.

    >>> x, h = np.array([[1.0]]), np.array([[0.5]])
    >>> wx, wh = np.array([[0.5, -0.5, 1.0]]), np.array([[0.1, 0.2, 0.3]])
    >>> print(gru_step(x, h, wx, wh, np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 0.5])).round(4))
    [[0.6375]]
    """
    raise NotImplementedError


def temporal_softmax_loss(z, y, mask):
    """Return ``(loss, dz)``: the mean cross-entropy of all steps that count, and its gradient with respect to ``z``.

    ``z`` is ``(N, T, K)``, the scores of ``K`` classes at each step of ``N`` sequences; ``y`` is an int array
    ``(N, T)`` of the right classes; ``mask`` is a bool array ``(N, T)`` that says which steps count. Sequences of
    different lengths are filled up to ``T`` steps, and there the mask is False: such steps add nothing to the loss,
    their gradient is 0, and their ``y`` means nothing: it is -1. At least one step counts.

    ``loss`` is the sum of ``-log softmax(z)[y]`` over the steps that count, divided by their number (not by ``N``, as
    in other courses), and ``dz``, ``(N, T, K)``, is its gradient. Scores as large as 1e4 make no trouble.

    >>> z, y = np.array([[[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [5.0, 0.0, 0.0]]]), np.array([[2, 0, -1]])
    >>> loss, dz = temporal_softmax_loss(z, y, np.array([[True, True, False]]))
    >>> print(round(float(loss), 4), dz[0, 1].round(4))
    0.7531 [-0.3333  0.1667  0.1667]
    """
    raise NotImplementedError


def perplexity(loss):
    """Return the perplexity of a model: ``e`` to the power of its mean cross-entropy.

    ``loss`` is a float array of any shape, or one number: the cross-entropies of tokens, or of batches of equal size,
    by the natural logarithm as everywhere in this course. The result is one number, from the mean over all of them. A
    model that guesses among ``K`` tokens has the perplexity ``K``, and one that is always right the perplexity 1.

    >>> print(round(float(perplexity(np.array(0.7531))), 3), round(float(perplexity(np.array([0.0, np.log(16)]))), 3))
    2.124 4.0
    """
    raise NotImplementedError


def train_char_lstm(ids, params, config, rng):
    """Train an LSTM to foretell the next character of a text; return ``(params, losses)``.

    ``ids`` is an int array ``(L,)``, the text: each character is a number from 0 to ``V - 1``. ``params`` is a tuple of
    six float arrays ``(table, wx, wh, b, w_out, b_out)``. Each character that is read becomes its row of ``table``,
    ``(V, D)``, as in `embedding_forward`; an LSTM with ``wx`` ``(D, 4 * H)``, ``wh`` ``(H, 4 * H)`` and ``b``
    ``(4 * H,)`` reads these rows, as in `lstm_step_forward`; and from the state ``h`` after each step come the scores
    ``h @ w_out + b_out`` of the ``V`` characters that may follow, with ``w_out`` ``(H, V)`` and ``b_out`` ``(V,)``.

    ``config`` is a dict. Its ``'batch'``, ``N``, says how many readers go through the text side by side, and its
    ``'steps'``, ``T``, how many characters each of them reads in one update.

    - **Places.** Draw ``starts = rng.integers(L, size=N)`` once: reader ``n`` starts at ``ids[starts[n]]``. In each
      update it goes on where it has stopped, and after the last character of the text comes the first one again.
    - **Targets.** What a reader is to foretell at each step is the character that follows the one that it has read. So
      an update that reads the places ``s`` to ``s + T - 1`` has those from ``s + 1`` to ``s + T`` for its targets.
    - **State.** State and memory are 0 before the first update. Each further update starts from those that the one
      before has left behind, but takes them as given: no gradient goes back from one update into another.
    - **Gradient.** The loss is the mean cross-entropy over all ``N * T`` steps of the update. The gradients of all six
      arrays together are clipped by `clip_by_global_norm` with ``config['max_norm']``.
    - **Update.** Each array is updated once by `adam_step`; its averages start at 0, and ``t`` is 1 in the first
      update. There are ``U = config['updates']`` of them, 1 or more, and the learning rate falls in a straight line:
      in update ``u``, from 0 on, it is ``config['lr'] * (1 - u / U)``.

    ``params`` is returned as a new tuple. ``losses`` is a list with a number for each update: its loss, before the
    parameters change. All calls together may take 60 seconds.

    >>> ids = np.array([0, 0, 1])
    >>> params = (np.array([[1.0], [-1.0]]), *(np.full((1, 4), 0.5) for _ in range(2)), np.zeros(4),
    ...           np.array([[1.0, -1.0]]), np.zeros(2))
    >>> config = dict(batch=1, steps=2, updates=3, lr=0.3, max_norm=1.0)
    >>> (table, *_, b_out), losses = train_char_lstm(ids, params, config, np.random.default_rng(0))
    >>> print(table.round(4), b_out.round(4), np.round(losses, 4))
    [[ 1.1383]
     [-0.4311]] [ 0.331 -0.331] [0.6802 1.0953 1.0084]
    """
    raise NotImplementedError


def sample_token(z, temperature, rng):
    """Return a token for each row of scores, drawn by chance: an int array ``(N,)``.

    ``z`` is ``(N, K)``, the scores of ``K`` tokens in each row. The probabilities of a row are
    ``softmax(z / temperature)``, for a ``temperature`` above 0: below 1 the likely tokens become likelier still, above
    1 all become more alike. Quotients as large as 1e5 make no trouble.

    ``rng`` is a ``np.random.Generator``. Draw ``u = rng.random(N)``, once. A row's token is the first one for which the
    sum of the probabilities up to and including its own is larger than the row's ``u`` (the last token, if rounding
    leaves no such sum).

    >>> z = np.array([[1.0, 2.0, 3.0]] * 4)
    >>> print(sample_token(z, 1.0, np.random.default_rng(0)), sample_token(z, 0.5, np.random.default_rng(0)))
    [2 1 0 0] [2 2 1 1]
    """
    raise NotImplementedError
