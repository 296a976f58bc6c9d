"""transformer_block_backward: back through a whole block of a transformer."""

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, gradients, keeps_inputs, vjp
from autograder.exercise.cases import transformer_block_weights


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
    g1, wq, wk, wv, wo, g2, w1, b1, w2, _ = params
    mask = causal_mask(x.shape[1])
    a = rmsnorm(x, g1)
    q, k, v = (split_heads(a @ w, h) for w in (wq, wk, wv))
    read = merge_heads(scaled_dot_product_attention(q, k, v, mask))
    y = x + read @ wo
    c = rmsnorm(y, g2)
    z = c @ w1 + b1

    def product(inputs, slopes):
        return np.tensordot(inputs, slopes, axes=([0, 1], [0, 1]))

    dw2, db2 = product(gelu(z), dout), dout.sum(axis=(0, 1))
    dz = dout @ w2.T * gelu_derivative(z)
    dw1, db1 = product(c, dz), dz.sum(axis=(0, 1))
    through_layer, dg2 = rmsnorm_backward(dz @ w1.T, y, g2)
    dy = dout + through_layer

    dwo, dread = product(read, dy), split_heads(dy @ wo.T, h)
    dq, dk, dv = (merge_heads(one) for one in scaled_dot_product_attention_backward(dread, q, k, v, mask))
    dwq, dwk, dwv = product(a, dq), product(a, dk), product(a, dv)
    da = dq @ wq.T + dk @ wk.T + dv @ wv.T
    through_attention, dg1 = rmsnorm_backward(da, x, g1)
    return dy + through_attention, (dg1, dwq, dwk, dwv, dwo, dg2, dw1, db1, dw2, db2)


def written_out(dout, x, params, h):
    """Another right solution: with rows for the layer, and einsum for the heads."""
    g1, wq, wk, wv, wo, g2, w1, b1, w2, _ = params
    n, t, d = x.shape
    rows, flat = x.reshape(-1, d), dout.reshape(-1, d)

    def norm_back(slope, inputs, gain):
        r = 1 / np.sqrt((inputs**2).mean(axis=1, keepdims=True) + 1e-5)
        g = slope * gain
        return r * g - r**3 * inputs * (g * inputs).mean(axis=1, keepdims=True), (slope * inputs * r).sum(axis=0)

    a = rmsnorm(rows, g1)
    q, k, v = ((a @ w).reshape(n, t, h, -1) for w in (wq, wk, wv))
    scores = np.einsum("nthd,nshd->nhts", q, k) / np.sqrt(d // h)
    p = softmax(np.where(np.arange(t)[:, None] >= np.arange(t), scores, -np.inf))
    read = np.einsum("nhts,nshd->nthd", p, v).reshape(-1, d)
    y = rows + read @ wo
    c = rmsnorm(y, g2)
    z = c @ w1 + b1
    dz = (flat @ w2.T) * gelu_derivative(z)
    back, dg2 = norm_back(dz @ w1.T, y, g2)
    dy = flat + back
    dread = (dy @ wo.T).reshape(n, t, h, -1)
    dp = np.einsum("nthd,nshd->nhts", dread, v)
    ds = p * (dp - np.einsum("nhts,nhts->nht", dp, p)[..., None]) / np.sqrt(d // h)
    slopes = (np.einsum("nhts,nshd->nthd", ds, k), np.einsum("nhts,nthd->nshd", ds, q),
              np.einsum("nhts,nthd->nshd", p, dread))
    dq, dk, dv = (one.reshape(-1, d) for one in slopes)
    back, dg1 = norm_back(dq @ wq.T + dk @ wk.T + dv @ wv.T, rows, g1)
    return (dy + back).reshape(x.shape), (dg1, a.T @ dq, a.T @ dk, a.T @ dv, read.T @ dy, dg2, c.T @ dz,
                                          dz.sum(axis=0), gelu(z).T @ flat, flat.sum(axis=0))


def sequences(*shapes):
    """Random sequences, blocks and upstream gradients for each ``(N, T, D, F, h)``."""

    def cases(rng):
        for n, t, d, f, h in shapes:
            dout, x = rng.normal(size=(2, n, t, d))
            inputs = dict(dout=dout, x=x, params=transformer_block_weights(rng, d, f, 1.5), h=h)
            yield Case(f"N={n}, T={t}, D={d}, F={f}, h={h}", inputs)

    return cases


SINGLE = sequences((3, 1, 4, 6, 1), (2, 1, 4, 4, 2), (1, 1, 2, 2, 1))
USUAL = sequences((2, 3, 4, 6, 2), (1, 5, 6, 4, 3), (2, 4, 4, 4, 1), (1, 3, 2, 1, 1))

EXERCISE = Exercise(
    transformer_block_backward, vjp("transformer_block", wrt=("x", "params")), accepts=[written_out], checks={
    "layer": agrees("goes back through the layer of each position", on=SINGLE, points=4, item=1,
        hint=("These sequences have one position, so that attention is two products. Start at the end, with b2.",
              "z = c @ w1 + b1: dz is dout @ w2.T times gelu's slope at z, and dw1 is what c and dz have in common."),
        catches=[Mistake("forgets the slope of gelu", " * gelu_derivative(z)", ""),
                 Mistake("takes gelu itself for its slope", "gelu_derivative(z)", "gelu(z)"),
                 Mistake("multiplies by z instead of gelu(z) for dw2", "product(gelu(z), dout)", "product(z, dout)",
                         hint="What was multiplied by w2 on the way there?"),
                 Mistake("multiplies by what is not normalised for dw1", "product(c, dz)", "product(y, dz)"),
                 Mistake("averages over the batch, which dout has done already",
                         "np.tensordot(inputs, slopes, axes=([0, 1], [0, 1]))",
                         "np.tensordot(inputs, slopes, axes=([0, 1], [0, 1])) / len(inputs)",
                         hint="A mean over the batch is in dout: sum over samples and positions."),
                 Mistake("sums db1 and db2 over the batch only", "product(c, dz), dz.sum(axis=(0, 1))",
                         "product(c, dz), dz.sum(axis=0)",
                         hint="To how many vectors was a bias added: to one of each sample, or of each position?")]),
    "residual": agrees("sends the gradient along the residuals", on=SINGLE, points=2, item=0,
        hint="x reaches the output by two ways, and so does y: what comes back along them adds up.",
        catches=[Mistake("forgets the residual around attention on the way back", "return dy + through_attention",
                         "return through_attention"),
                 Mistake("forgets the residual around the layer on the way back", "dy = dout + through_layer",
                         "dy = through_layer"),
                 Mistake("adds dout itself at the end, instead of dy", "return dy + through_attention",
                         "return dout + through_attention"),
                 Mistake("takes the second normalisation for one of x", "rmsnorm_backward(dz @ w1.T, y, g2)",
                         "rmsnorm_backward(dz @ w1.T, x, g2)",
                         hint="What was normalised by g2?"),
                 Mistake("takes the normalisations for constants on the way back",
                         "rmsnorm_backward(da, x, g1)", "(da * g1, rmsnorm_backward(da, x, g1)[1])",
                         hint="rmsnorm_backward gives the gradient of what was normalised.")]),
    "attention": gradients("goes back through attention", on=USUAL, points=4,
        hint=("x goes into the queries, the keys and the values: three gradients add up.",
              "Join the heads of dq, dk and dv before you multiply by the transposed weights."),
        catches=[Mistake("leaves out the way through the keys", " + dk @ wk.T", "",
                         hint="x goes into the queries, the keys and the values: three gradients add up."),
                 Mistake("leaves out the way through the queries", "dq @ wq.T + ", "",
                         hint="x goes into the queries, the keys and the values: three gradients add up."),
                 Mistake("leaves out the way through the values", " + dv @ wv.T", "",
                         hint="x goes into the queries, the keys and the values: three gradients add up."),
                 Mistake("does not transpose the weights of attention on the way back",
                         "dq @ wq.T + dk @ wk.T + dv @ wv.T", "dq @ wq + dk @ wk + dv @ wv",
                         hint="Back through a product with w goes a product with w.T."),
                 Mistake("forgets wo on the way back", "split_heads(dy @ wo.T, h)", "split_heads(dy, h)",
                         hint="What attention had read was multiplied by wo."),
                 Mistake("sends dout, not dy, into attention", "split_heads(dy @ wo.T, h)",
                         "split_heads(dout @ wo.T, h)",
                         hint="y reaches the output by two ways: what goes back into attention is the sum of "
                              "both."),
                 Mistake("multiplies by x, not by what is normalised, for dwq, dwk and dwv",
                         "product(a, dq), product(a, dk), product(a, dv)",
                         "product(x, dq), product(x, dk), product(x, dv)",
                         hint="What was multiplied by wq, wk and wv on the way there?"),
                 Mistake("uses one head whatever h is", "    mask = causal_mask(x.shape[1])",
                         "    mask, h = causal_mask(x.shape[1]), 1",
                         hint="h says how many heads there are, on the way back as well."),
                 Mistake("joins the heads by reshaping only on the way back", "(merge_heads(one) for one",
                         "(one.reshape(x.shape) for one")]),
    "causal": gradients("sends nothing back from earlier positions to later ones", points=2,
        on=sequences((2, 4, 4, 5, 2), (1, 6, 4, 4, 1), (1, 3, 2, 1, 1)),
        hint="What has weight 0 gets no gradient: where does the mask enter on the way back?",
        catches=[Mistake("forgets the mask on the way back", "dread, q, k, v, mask)", "dread, q, k, v)"),
                 Mistake("forgets the mask on both ways", "    mask = causal_mask(x.shape[1])",
                         "    mask = None")]),
    "pure": keeps_inputs(on=sequences((2, 3, 4, 6, 2), (1, 3, 2, 1, 1)), points=1,
        hint="`dout += ...` changes the caller's array.",
        catches=[Mistake("adds to the caller's dout", "    dy = dout + through_layer",
                         "    dy = dout; dy += through_layer")]),
})
