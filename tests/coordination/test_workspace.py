"""The copy holds what the program needs, and the user's project is only read."""

import os
from pathlib import Path

import pytest

from ouroboros.coordination.workspace import find_project, opened
from ouroboros.errors import UsageError


def test_the_copy_leaves_out_environments_and_history(tmp_path: Path) -> None:
    project = tmp_path / "project"
    for path in ("pkg/a.py", ".git/HEAD", "env/pyvenv.cfg", "pkg/__pycache__/a.pyc", "data/x.csv"):
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text("x")
    os.mkfifo(project / "pipe")
    (project / "link").symlink_to("pkg/a.py")
    with opened(project, ".") as workspace:
        copied = {str(p.relative_to(workspace.copy)) for p in workspace.copy.rglob("*") if not p.is_dir()}
        assert copied == {"pkg/a.py", "data/x.csv", "link"}
        assert (workspace.copy / "link").is_symlink()
        assert workspace.copy.parent.stat().st_mode & 0o077 == 0
        kept = workspace.copy
    assert not kept.exists()
    assert (project / ".git/HEAD").exists()


def test_the_project_is_the_nearest_folder_with_a_project_file(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "src/pkg").mkdir(parents=True)
    assert find_project(tmp_path / "src/pkg", tmp_path / "src") == (tmp_path, "src")
    assert find_project(tmp_path / "src", Path("/")) == (tmp_path, ".")


def test_a_missing_root_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere: no such file or folder"):
        find_project(tmp_path / "nowhere", tmp_path)


def test_an_unreadable_project_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.py").touch()
    monkeypatch.setattr("ouroboros.coordination.workspace._MAX_FILES", 0)
    with pytest.raises(UsageError, match="more than 0 files"), opened(tmp_path, "."):
        pass
