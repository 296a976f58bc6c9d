"""Files: written whole or not at all, and named by what their bytes read."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.system.files import file_name, readable_name, write_whole


def test_a_file_is_replaced_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "f"
    write_whole(path, "é")
    path.chmod(0o600)
    write_whole(path, b"second")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"second", 0o600)
    assert [*tmp_path.iterdir()] == [path]


def test_what_cannot_be_replaced_stays_and_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "f"
    write_whole(path, "first")

    def refuse(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk is full"):
        write_whole(path, "second")
    assert path.read_text() == "first" and [*tmp_path.iterdir()] == [path]


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(path, "text")
    assert os.read(reader, 10) == b"text"
    os.close(reader)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_a_files_name_reads_as_it_was_meant(text: str) -> None:
    assert readable_name(file_name(text)) == text
