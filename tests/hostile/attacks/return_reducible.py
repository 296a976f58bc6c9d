"""Returns an object that leaves a file when it is unpickled or copied."""


class Evil:
    def __reduce_ex__(self, protocol):
        return open, ("@CANARY@/@MARK@-reduce", "w")

    def __deepcopy__(self, memory):
        raise SystemExit


def scale(x):
    return Evil()
