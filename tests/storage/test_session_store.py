"""What was judged survives; what is damaged is forgotten, never believed."""

import os
from pathlib import Path

import pytest

from ouroboros.storage.session_store import SessionStore


def test_results_survive_and_belong_to_their_context(tmp_path: Path) -> None:
    path = tmp_path / "state" / "s.jsonl"
    SessionStore(path, "one").put("abc", {"gate": "passed"})
    assert SessionStore(path, "one").get("abc") == {"gate": "passed"}
    assert SessionStore(path, "two").get("abc") is None


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "state" / "s.jsonl"
    SessionStore(path, "one").put("abc", {})
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_torn_line_costs_itself_only(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    store = SessionStore(path, "one")
    store.put("a", {"n": 1})
    with path.open("a") as file:
        file.write('{"format": 1, "context": "one", "candi')
    SessionStore(path, "one").put("b", {"n": 2})
    again = SessionStore(path, "one")
    assert (again.get("a"), again.get("b"), len(again)) == ({"n": 1}, {"n": 2}, 2)


def test_rubbish_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "s.jsonl"
    path.write_bytes(b"\xff\xfe[]\n3\nnull\n{}\n")
    assert len(SessionStore(path, "one")) == 0


def test_a_folder_that_cannot_be_written_is_told_when_something_is_to_be_kept(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be")
    store = SessionStore(tmp_path / "state" / "s.jsonl", "one")
    with pytest.raises(OSError):
        store.put("a", {})
    assert store.get("a") is None


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", lambda _handle, content: len(content) // 2)
    with pytest.raises(OSError, match="No space left"):
        SessionStore(tmp_path / "s.jsonl", "one").put("a", {"n": 1})
