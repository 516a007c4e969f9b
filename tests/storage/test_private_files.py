"""Private files are whole, their owner's alone, and nobody else's are read."""

from __future__ import annotations

import os

import pytest

from ouroboros.storage.private_files import distrusted_folder, read_private, write_private


def test_what_is_written_is_read_back_and_closed_to_others(tmp_path):
    path = tmp_path / "deep" / "file"
    write_private(path, b"secret")
    assert read_private(path, 100) == b"secret"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_disk_that_refuses_leaves_what_was_there(tmp_path, monkeypatch):
    write_private(tmp_path / "file", b"before")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_private(tmp_path / "file", b"after")
    assert (tmp_path / "file").read_bytes() == b"before"
    assert len(list(tmp_path.iterdir())) == 1


def test_links_pipes_open_and_large_files_are_refused(tmp_path):
    write_private(tmp_path / "file", b"12345")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(ValueError, match="a link"):
        read_private(tmp_path / "link", 100)
    with pytest.raises(ValueError, match="no plain file"):
        read_private(tmp_path / "pipe", 100)
    with pytest.raises(ValueError, match="more than 4"):
        read_private(tmp_path / "file", 4)
    (tmp_path / "file").chmod(0o640)
    with pytest.raises(ValueError, match="others may read"):
        read_private(tmp_path / "file", 100)
    with pytest.raises(FileNotFoundError):
        read_private(tmp_path / "nothing", 100)


def test_files_and_folders_of_another_user_are_refused(tmp_path, monkeypatch):
    write_private(tmp_path / "file", b"theirs")
    assert distrusted_folder(tmp_path) == ""
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)
    with pytest.raises(ValueError, match="another user"):
        read_private(tmp_path / "file", 100)
    assert "another user" in distrusted_folder(tmp_path)


def test_folders_that_others_may_write_to_are_distrusted(tmp_path):
    tmp_path.chmod(0o770)
    assert "others may write" in distrusted_folder(tmp_path)
    tmp_path.chmod(0o700)
    (tmp_path / "link").symlink_to(tmp_path)
    assert "no folder of its own" in distrusted_folder(tmp_path / "link")
