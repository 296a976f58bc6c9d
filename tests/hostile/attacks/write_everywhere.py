"""Leaves a file wherever anybody may write.  A folder of that name may be its own, so only the trace tells."""

import os


def scale(x):
    for place in ["@PLACES@"]:
        try:
            with open(os.path.join(place, "@MARK@"), "w") as file:
                file.write("here")
        except OSError:
            pass
    raise PermissionError
