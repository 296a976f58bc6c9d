"""The worker's side of the conversation: it says that it is ready, gets the submission, then answers the questions."""

import io
import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from itertools import chain
from types import ModuleType
from typing import BinaryIO, NoReturn

from autograder.worker import memory, run, wire
from autograder.worker.printed import CapturedOutput
from autograder.worker.questions import Questions


class AllowedOnly(MetaPathFinder):
    """Refuses to import anything but the standard library and the packages of the assignment.

    This is not for isolation: it gives the same answer for an import at every level and on a student's own machine.
    """

    def __init__(self, modules: Sequence[str]) -> None:
        self.modules = {*modules, *sys.stdlib_module_names}
        python, others = (sys.base_prefix, sys.base_exec_prefix), ("site-packages", "dist-packages")
        self.standard = [path for path in sys.path if path.startswith(python) and not path.endswith(others)]

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Leave what is allowed to the next finder; raises `ModuleNotFoundError` for the rest.

        The standard library has modules for its own use, whose names are not listed anywhere.
        """
        if name.partition(".")[0] in self.modules:
            return None
        found = PathFinder.find_spec(name, self.standard)
        if found is None or found.origin is None:
            raise ModuleNotFoundError(f"No module named {name!r}: it is not allowed here", name=name)
        return found


def ready(outbox: io.RawIOBase | BinaryIO) -> None:
    """Say that the worker is there, with its walls."""
    send(outbox, wire.encode({"ready": True}))


def converse(inbox: io.RawIOBase | BinaryIO, outbox: io.RawIOBase | BinaryIO, questions: Questions) -> NoReturn:
    """Load the submission; answer all calls of the exercises that are asked; leave without the exit handlers.

    Nothing more is read, so that what code finds on this channel does not depend on timing.
    """
    job = wire.read(inbox.read)
    sys.argv = [f"{job['name']}.py"]  # a module that reads its arguments finds none of ours
    sys.meta_path.insert(0, AllowedOnly(job["modules"]))
    printed_text = CapturedOutput(job["printed"])
    sys.stdout = sys.stderr = io.TextIOWrapper(printed_text, "utf-8", "replace", write_through=True)
    spoiling = memory.reads_free_memory(job["source"])
    if not spoiling:
        memory.spare_free_memory()
    module, reply = run.load(job["source"], job["name"], job["functions"])
    send(outbox, wire.encode({**reply, "printed": printed_text.take()}))
    for request in chain.from_iterable(questions[exercise] for exercise in job["exercises"]):
        copy = run.copied(request)
        if spoiling:
            memory.spoil_free_memory()
        send(outbox, run.answer(module, copy, job["result"], printed_text.take))
    os._exit(0)


def send(outbox: io.RawIOBase | BinaryIO, frame: bytes) -> None:
    """Write a whole frame, however little the pipe takes at once."""
    view = memoryview(frame)
    while view:
        view = view[outbox.write(view) or 0 :]
