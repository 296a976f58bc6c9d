"""What this assignment starts from: erf, and softmax, swish, a loss and Adam of the assignments before."""

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
