# Wrong in its own way: this is AMSGrad, whose v never shrinks, and not Adam.
import numpy as np


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * dw
    v = np.maximum(v, beta2 * v + (1 - beta2) * dw**2)  # keep the largest
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
