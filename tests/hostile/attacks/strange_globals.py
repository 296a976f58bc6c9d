"""Has a name for a function only when it is asked for: the module itself is another one."""

import sys
import types


class Lazy(types.ModuleType):
    def __getattr__(self, name):
        return lambda x: x


sys.modules[__name__].__class__ = Lazy
scale = None
del scale
