"""Files and branches change whole, only when nobody else changed them, and can be put back."""

import subprocess
from pathlib import Path

import pytest

from ouroboros.coordination import promotion
from ouroboros.coordination.promotion import (
    BranchCommit,
    apply_to_files,
    check_branch_possible,
    commit_to_branch,
)
from ouroboros.errors import ApplyError, StaleSourceError, UsageError
from ouroboros.records.source import SourceFile


def written(project: Path, path: str, content: bytes) -> SourceFile:
    file = project / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    newline = "\r\n" if b"\r\n" in content else "\n"
    encoding = "latin-1" if b"latin-1" in content else "utf-8"
    text = content.decode(encoding).replace("\r\n", "\n")
    return SourceFile(path=path, module="m", text=text, encoding=encoding, newline=newline)


def git(project: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", project, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "user.name", "Ada")
    git(tmp_path, "config", "user.email", "ada@example.org")
    return tmp_path


def test_line_ends_encoding_and_permissions_survive(tmp_path: Path) -> None:
    original = written(tmp_path, "a.py", b"# coding: latin-1\r\nx = '\xe9'\r\n")
    (tmp_path / "a.py").chmod(0o754)
    apply_to_files(tmp_path, {"a.py": original}, {"a.py": original.text + "y = 1\n"})
    assert (tmp_path / "a.py").read_bytes() == b"# coding: latin-1\r\nx = '\xe9'\r\ny = 1\r\n"
    assert (tmp_path / "a.py").stat().st_mode & 0o777 == 0o754
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    original = written(tmp_path, "real.py", b"x = 1\n")
    (tmp_path / "link.py").symlink_to("real.py")
    apply_to_files(tmp_path, {"link.py": original}, {"link.py": "x = 2\n"})
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_text() == "x = 2\n"


def test_one_stale_file_stops_all(tmp_path: Path) -> None:
    files = {name: written(tmp_path, name, b"x = 1\n") for name in ("a.py", "b.py")}
    (tmp_path / "b.py").write_text("x = 3\n")
    with pytest.raises(StaleSourceError, match=r"b\.py: changed since it was read"):
        apply_to_files(tmp_path, files, dict.fromkeys(files, "x = 2\n"))
    assert (tmp_path / "a.py").read_text() == "x = 1\n"
    assert sorted([path.name for path in tmp_path.iterdir()]) == ["a.py", "b.py"]


def test_a_failing_disk_leaves_every_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {name: written(tmp_path, name, b"x = 1\n") for name in ("a.py", "b.py")}
    real = Path.replace
    calls = []

    def failing(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device", str(target))
        return real(self, target)

    monkeypatch.setattr(promotion.Path, "replace", failing)
    with pytest.raises(ApplyError, match="No space left"):
        apply_to_files(tmp_path, files, dict.fromkeys(files, "x = 2\n"))
    assert [(tmp_path / name).read_text() for name in files] == ["x = 1\n", "x = 1\n"]
    assert sorted([path.name for path in tmp_path.iterdir()]) == ["a.py", "b.py"]


def test_a_branch_holds_one_commit_each_and_nothing_else_moves(tmp_path: Path) -> None:
    project = repository(tmp_path)
    original = written(project, "pkg/a.py", b"x = 1\ny = 1\n")
    written(project, "notes.txt", b"uncommitted work\n")
    git(project, "add", "pkg")
    git(project, "commit", "-qm", "start")
    before = git(project, "status", "--porcelain", "--branch")
    commits = [
        BranchCommit(texts={"pkg/a.py": "x = 2\ny = 1\n"}, message="first\n"),
        BranchCommit(texts={"pkg/a.py": "x = 2\ny = 2\n"}, message="second\n"),
    ]
    commit_to_branch(project, "faster", {"pkg/a.py": original}, commits)
    assert git(project, "log", "--format=%s", "faster").split() == ["second", "first", "start"]
    assert git(project, "show", "faster:pkg/a.py") == "x = 2\ny = 2\n"
    assert git(project, "show", "faster~1:pkg/a.py") == "x = 2\ny = 1\n"
    assert git(project, "status", "--porcelain", "--branch") == before
    assert git(project, "diff", "--name-only", "main", "faster").split() == ["pkg/a.py"]


def test_a_project_below_the_repository_root_works_too(tmp_path: Path) -> None:
    repository(tmp_path)
    original = written(tmp_path, "services/shop/a.py", b"x = 1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "start")
    original = SourceFile(path="a.py", module="a", text=original.text)
    commits = [BranchCommit(texts={"a.py": "x = 2\n"}, message="m\n")]
    commit_to_branch(tmp_path / "services/shop", "faster", {"a.py": original}, commits)
    assert git(tmp_path, "show", "faster:services/shop/a.py") == "x = 2\n"


def test_uncommitted_changes_are_refused(tmp_path: Path) -> None:
    project = repository(tmp_path)
    written(project, "a.py", b"x = 1\n")
    git(project, "add", ".")
    git(project, "commit", "-qm", "start")
    changed = written(project, "a.py", b"x = 5\n")
    with pytest.raises(StaleSourceError, match="commit your changes first"):
        commit_to_branch(
            project, "faster", {"a.py": changed}, [BranchCommit(texts={"a.py": "x"}, message="m")]
        )
    assert "faster" not in git(project, "branch")


@pytest.mark.parametrize(("branch", "why"), [("main", "exists already"), ("a..b", "not a valid branch name")])
def test_bad_branches_are_refused_before_any_work(tmp_path: Path, branch: str, why: str) -> None:
    project = repository(tmp_path)
    git(project, "commit", "-q", "--allow-empty", "-m", "start")
    with pytest.raises(UsageError, match=why):
        check_branch_possible(project, branch)


def test_no_repository_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a git repository"):
        check_branch_possible(tmp_path, "faster")
