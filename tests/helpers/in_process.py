"""The whole `grade` command in the test's own process: starting many of them would cost more than what is tested."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from unittest import mock

import pytest

from autograder.cli import main
from tests.conftest import Ran


def grade_in(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """`grade`, run in a folder."""

    def run(*words: str | Path, env: Mapping[str, str] | None = None) -> Ran:
        with monkeypatch.context() as here, mock.patch.dict(os.environ, env or {}):  # `main` sets some of its own
            here.chdir(folder)
            here.setattr(sys, "argv", ["grade", *map(str, words)])
            with pytest.raises(SystemExit) as end:
                main()
        said = capsys.readouterr()
        return Ran(int(end.value.code or 0), said.out, said.err)

    return run
