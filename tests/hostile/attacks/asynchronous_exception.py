"""Plants an exception in the worker's thread, to be raised after it has returned."""

import ctypes
import threading


def scale(x):
    thread = ctypes.c_ulong(threading.get_ident())
    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(KeyboardInterrupt))
    return x
