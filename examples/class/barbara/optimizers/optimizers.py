# Wrong as many are: eps stands under the root.
import numpy as np


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    first = m * beta1 + dw * (1 - beta1)
    second = v * beta2 + np.power(dw, 2) * (1 - beta2)

    first_corrected = first / (1 - np.power(beta1, t))
    second_corrected = second / (1 - np.power(beta2, t))

    denominator = (second_corrected + eps) ** 0.5
    return w - lr * (first_corrected / denominator), first, second
