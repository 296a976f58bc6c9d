# Wrong as many are: leaves m uncorrected.
import numpy as np


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    # RMSprop with momentum
    m = (1 - beta1) * dw + beta1 * m
    v = (1 - beta2) * np.square(dw) + beta2 * v
    rms = np.sqrt(v / (1 - beta2**t))
    return w - lr * m / (rms + eps), m, v


print("adam loaded")
