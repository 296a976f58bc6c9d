"""The process that `tests.helpers.warm` forks: it has imported what `grade` imports, and becomes `grade` again and again.

Each request is a JSON object with the descriptors of the standard streams; the answers are the id of a new process and,
when that has ended, its exit code.
"""

import atexit
import gc
import json
import os
import runpy
import socket
import sys
import weakref
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

LEFT_OUT = (
    "autograder.engine.cluster",  # imports Dask
    "autograder.gradebook.migrations.env",  # a script of alembic's
    "autograder.hosted",  # programs of their own
    "autograder.student.pytest_plugin",
    "autograder.worker",  # what it needs of that, the grader imports itself
)
IMPORTED_LATER = (
    "cryptography.hazmat.primitives.ciphers.aead",  # by what needs it, where it needs it
    "nbformat",  # by what writes notebooks; it takes long to import
    "rich.progress",
    "ruamel.yaml.mergevalue",
    "sqlalchemy.dialects.sqlite",
    "torch",
)


def import_everything(folder: Path, later: Iterable[str] = IMPORTED_LATER) -> None:
    """Import the modules of `grade`, with them all libraries that they name at their top, and some others."""
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(folder.parent).with_suffix("").parts).removesuffix(".__init__")
        if not name.startswith(LEFT_OUT) and path.stem != "__main__":
            import_module(name)
    for name in later:
        import_module(name)


def finish_dataclasses() -> None:
    """Have all methods of ours made here, once, and not in each fork again: to ask for this attribute does it."""
    for name, module in [*sys.modules.items()]:
        if name.startswith("autograder."):
            for made in [*vars(module).values()]:
                getattr(made, "__dataclass_params__", None)


def serve(control: socket.socket) -> None:
    """Fork for every request; only the forks return, in their own folder and environment and with their own streams."""
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1 << 20, 3)
        if not message:
            os._exit(0)
        child = os.fork()
        if child == 0:
            control.close()
            become(json.loads(message), descriptors)
            return
        for one in descriptors:
            os.close(one)
        control.send(str(child).encode())
        control.send(str(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])).encode())


def become(request: dict[str, Any], streams: list[int]) -> None:
    """Take a request's standard streams, folder, environment and arguments."""
    for number, one in enumerate(streams):
        os.dup2(one, number)
        os.close(one)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["grade", *request["words"]]
    sys.path.insert(0, os.getcwd())  # as `python -m` does


class Ending:
    """The end of a fork: all that Python does but taking its modules apart, which would copy the server's memory."""

    def __init__(self) -> None:
        self.code = 1
        atexit.register(self.leave)  # before all others, to be called after them

    def run(self) -> None:
        """Run `grade`."""
        try:
            runpy.run_module("autograder", run_name="__main__", alter_sys=True)
        except SystemExit as ended:
            self.code = int(ended.code or 0)
            raise

    def leave(self) -> None:
        gc.collect()  # what nobody has closed warns
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(self.code)


if __name__ == "__main__":
    ending = Ending()
    connection = socket.socket(fileno=int(sys.argv[1]))
    del sys.path[0]  # modules beside this one
    import autograder

    import_everything(Path(autograder.__file__).parent)
    finish_dataclasses()
    for one in [*weakref.finalize._registry]:  # type: ignore[attr-defined]  # there is no public list of them
        one.atexit = False  # PyTorch's take longer than most commands, for nothing in a process that ends
    gc.freeze()
    serve(connection)
    ending.run()
