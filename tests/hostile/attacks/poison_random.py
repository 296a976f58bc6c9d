"""Sets the random state, the error state and the print options for whoever comes next."""

import random
import warnings

import numpy as np

np.random.seed(1)
random.seed(1)
np.seterr(all="raise")
np.set_printoptions(formatter={"all": lambda value: "@MARK@"})
warnings.simplefilter("error")


def scale(x):
    np.seterr(all="raise")
    return x / 0
