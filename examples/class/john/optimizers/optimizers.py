# Right, but the optional arguments are renamed (alpha, b1, b2), so calls that set lr or beta1 raise TypeError.
import numpy as np


def adam_step(w, dw, m, v, t, alpha=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    m_t = b1 * m + (1 - b1) * dw
    v_t = b2 * v + (1 - b2) * dw * dw
    alpha_t = alpha * np.sqrt(1 - b2**t) / (1 - b1**t)
    # eps has to grow along, see section 2 of the paper
    return w - alpha_t * m_t / (np.sqrt(v_t) + eps * np.sqrt(1 - b2**t)), m_t, v_t
