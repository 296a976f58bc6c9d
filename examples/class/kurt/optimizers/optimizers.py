# Right, but two days late.
import numpy as np


class Adam:
    """Keeps the settings; the state is passed in and out."""

    def __init__(self, lr, beta1, beta2, eps):
        self.lr = lr
        self.beta1 = beta1
        self.beta2 = beta2
        self.eps = eps

    def step(self, w, dw, m, v, t):
        m = self._average(m, dw, self.beta1)
        v = self._average(v, dw**2, self.beta2)
        return w - self.lr * self._unbias(m, self.beta1, t) / (self._unbias(v, self.beta2, t) ** 0.5 + self.eps), m, v

    @staticmethod
    def _average(old, new, beta):
        return beta * old + (1 - beta) * new

    @staticmethod
    def _unbias(average, beta, t):
        return average / (1 - beta**t)


def adam_step(w, dw, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return Adam(lr, beta1, beta2, eps).step(w, dw, m, v, t)
