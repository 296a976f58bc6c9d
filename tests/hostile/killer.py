"""``python -m tests.hostile.killer``: runs `grade` for each line read, kills it, and says what it left behind.

As warden.py does, but each `grade` is a fork of this process, which has imported its modules: it is at work when it is
killed. A line is a JSON object with the words, the folder, the files for what is written, and the seconds (0: it is not
killed).
"""

import gc
import json
import os
import select
import signal
import sys
from pathlib import Path
from typing import Any

import autograder
from tests.helpers.warm_server import IMPORTED_LATER, Ending, become, import_everything
from tests.hostile.warden import GRACE, LONGEST, adopt, limit, remaining


def serve() -> None:
    """Fork for each line; only the forks return, as `grade` in a session of its own."""
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            return begin(request)
        code = ended(child, request["kill_after"] or LONGEST)
        print(json.dumps({"code": code, "left": remaining(GRACE)}), flush=True)
    os._exit(0)


def begin(request: dict[str, Any]) -> None:
    """Be the process that a warden would have started."""
    os.setsid()
    limit()
    writes = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    streams = [os.open(request["out"], writes), os.open(request["err"], writes)]
    become({**request, "environment": {**os.environ}}, [os.open(os.devnull, os.O_RDONLY), *streams])


def ended(child: int, seconds: float) -> int:
    """The exit code of a child, which is killed after so many seconds."""
    descriptor = os.pidfd_open(child)
    if not select.select([descriptor], [], [], seconds)[0]:
        os.kill(child, signal.SIGKILL)
    os.close(descriptor)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    ending = Ending()
    import_everything(Path(autograder.__file__).parent, [name for name in IMPORTED_LATER if name != "torch"])
    del sys.path[0]  # `grade` finds no tests
    gc.freeze()
    adopt()
    serve()
    ending.run()
