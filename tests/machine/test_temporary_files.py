"""Tests keep their files in memory where there is room, and where else they are told to."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tests.machine.temporary_files import keep_files_in_memory


@pytest.fixture
def unnamed(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nobody has named a folder yet."""
    monkeypatch.setenv("TMPDIR", "later undone")
    monkeypatch.delenv("TMPDIR")
    monkeypatch.setattr(tempfile, "tempdir", None)
    return monkeypatch


def test_they_are_in_memory_for_this_process_and_its_children(
    unnamed: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = tempfile.gettempdir()
    assert elsewhere != str(tmp_path)
    keep_files_in_memory(tmp_path, wanted_bytes=1)
    assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(tmp_path)


def test_where_there_is_no_room_or_no_such_folder_they_stay_on_disk(
    unnamed: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep_files_in_memory(tmp_path, wanted_bytes=10**18)
    keep_files_in_memory(tmp_path / "none", wanted_bytes=1)
    assert "TMPDIR" not in os.environ


def test_they_stay_on_disk_where_memory_is_short_or_nothing_runs_from_there(
    unnamed: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep_files_in_memory(tmp_path, wanted_bytes=2, available_bytes=1)
    assert "TMPDIR" not in os.environ

    def mounted_noexec(folder: Path) -> os.statvfs_result:
        seen = [*os.statvfs(folder)]
        seen[8] |= os.ST_NOEXEC
        return os.statvfs_result(seen)

    keep_files_in_memory(tmp_path, wanted_bytes=1, look=mounted_noexec)
    assert "TMPDIR" not in os.environ


def test_whoever_names_a_folder_keeps_it(unnamed: pytest.MonkeyPatch, tmp_path: Path) -> None:
    unnamed.setenv("TMPDIR", "/named")
    keep_files_in_memory(tmp_path, wanted_bytes=1)
    assert os.environ["TMPDIR"] == "/named"
