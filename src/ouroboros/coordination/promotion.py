"""Winners leave the sandbox: into the user's files, or onto a branch. Atomically, or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import tempfile
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ouroboros.errors import ApplyError, StaleSourceError, UsageError
from ouroboros.records.source import SourceFile, checksum


def apply_to_files(project: Path, originals: Mapping[str, SourceFile], texts: Mapping[str, str]) -> None:
    """Write ``texts`` over the files of ``project``, all or none, only where nobody changed them meanwhile.

    Encoding, line ends, permissions and links are kept.

    Args:
        project: the user's project.
        originals: every changed file as it was read, by path relative to the project.
        texts: its complete new text.

    Raises:
        StaleSourceError: a file is not what was read; nothing is written.
        ApplyError: a file could not be written; those already written are put back.

    """
    prepared: list[tuple[Path, Path, Path]] = []
    replaced: list[tuple[Path, Path]] = []
    try:
        for path, text in texts.items():
            target = (project / path).resolve()
            check_unchanged(target, originals[path])
            fresh = _beside(target, encoded(originals[path], text))
            prepared.append((target, fresh, _beside(target, target.read_bytes())))
        for target, fresh, backup in prepared:
            fresh.replace(target)
            replaced.append((target, backup))
    except OSError as error:
        for target, backup in reversed(replaced):
            backup.replace(target)
        raise ApplyError(f"{error.filename}: {error.strerror}; no file was changed") from error
    finally:
        for _, fresh, backup in prepared:
            for leftover in (fresh, backup):
                with contextlib.suppress(OSError):
                    leftover.unlink(missing_ok=True)


def place_extensions(project: Path, extensions: Mapping[str, bytes]) -> None:
    """Put compiled parts beside the modules that bind them; one that nobody binds is never loaded.

    Args:
        project: the user's project.
        extensions: path relative to the project → content.

    Raises:
        ApplyError: one could not be written.

    """
    try:
        for path, content in extensions.items():
            target = project / path
            target.parent.mkdir(exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".ouroboros-", dir=target.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(0o755)
            Path(name).replace(target)
    except OSError as error:
        raise ApplyError(f"{error.filename}: {error.strerror}; no file was changed") from error


def check_unchanged(path: Path, original: SourceFile) -> None:
    """Raise ``StaleSourceError`` unless the file at ``path`` still holds ``original``'s text."""
    try:
        with tokenize.open(path) as file:
            now = file.read()
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        raise StaleSourceError(f"{path}: cannot be read any more ({error}); nothing was written") from error
    if checksum(now) != original.checksum:
        raise StaleSourceError(f"{path}: changed since it was read; nothing was written, run again")


def encoded(original: SourceFile, text: str) -> bytes:
    """``text`` in the encoding and with the line ends of ``original``."""
    buffer = io.BytesIO()
    with io.TextIOWrapper(buffer, encoding=original.encoding, newline=original.newline) as wrapper:
        wrapper.write(text)
        wrapper.flush()
        return buffer.getvalue()


def _beside(target: Path, content: bytes) -> Path:
    """A new file in ``target``'s folder with ``content`` and ``target``'s permissions, safely on disk."""
    status = target.stat()
    handle, name = tempfile.mkstemp(prefix=".ouroboros-", dir=target.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), status.st_mode & 0o7777)
        with contextlib.suppress(OSError):
            os.fchown(file.fileno(), status.st_uid, status.st_gid)
    return Path(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchCommit:
    """One commit to be made: the complete new texts of some files, and its message."""

    texts: Mapping[str, str]
    message: str


def check_branch_possible(project: Path, branch: str, root: Path | None = None) -> None:
    """Find out before any work is done whether ``branch`` can be written.

    Args:
        project: a folder of the repository.
        branch: name of the new branch.
        root: what is evolved; its files have to be as they were committed, for commits add to those.

    Raises:
        UsageError: not a repository, without a commit, a bad name, a branch that exists, changed source.

    """
    try:
        _git(project, "rev-parse", "--verify", "-q", "HEAD^{commit}")
    except (ApplyError, OSError) as error:
        raise UsageError(
            f"--branch {branch}: {project} is not a git repository with a commit; use --apply"
        ) from error
    try:
        _git(project, "check-ref-format", "--branch", branch)
    except ApplyError as error:
        raise UsageError(f"--branch {branch}: not a valid branch name") from error
    with contextlib.suppress(ApplyError):
        _git(project, "rev-parse", "--verify", "-q", f"refs/heads/{branch}")
        raise UsageError(f"--branch {branch}: exists already; choose another name or delete it")
    if root is None:
        return
    # Without the option git would refresh the user's index.
    changed = _git(project, "--no-optional-locks", "diff", "--name-only", "-z", "HEAD", "--", str(root))
    sources = [path for path in changed.split("\0") if path.endswith((".py", ".pyw"))]
    if sources:
        more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
        raise UsageError(
            f"--branch {branch}: {sources[0]}{more} changed since the last commit; commit first, "
            "or use --apply"
        )


def commit_to_branch(
    project: Path, branch: str, originals: Mapping[str, SourceFile], commits: Sequence[BranchCommit]
) -> str:
    """Write ``commits`` on a new ``branch`` that starts at HEAD; return the last commit's identity.

    Neither the working tree, the index nor the checked-out branch is touched: trees are written to the object
    store through an index of our own.

    Raises:
        StaleSourceError: HEAD holds another text than the one that was read (commit your changes first).
        ApplyError: git failed; the branch does not exist then.

    """
    parent = _git(project, "rev-parse", "HEAD").strip()
    prefix = _git(project, "rev-parse", "--show-prefix").strip()
    for path in {path for commit in commits for path in commit.texts}:
        _check_head_holds(project, f"{prefix}{path}", originals[path])
    with tempfile.TemporaryDirectory(prefix="ouroboros-index-") as folder:
        environment = {"GIT_INDEX_FILE": str(Path(folder) / "index"), **_identity(project)}
        _git(project, "read-tree", parent, environment=environment)
        for commit in commits:
            for path, text in commit.texts.items():
                entry = _git(
                    project, "ls-files", "-s", "--full-name", "--", path, environment=environment
                ).split()
                mode = entry[0] if entry else "100644"
                blob = _git(
                    project, "hash-object", "-w", "--stdin", stdin=encoded(originals[path], text)
                ).strip()
                info = f"{mode},{blob},{prefix}{path}"
                _git(project, "update-index", "--add", "--cacheinfo", info, environment=environment)
            tree = _git(project, "write-tree", environment=environment).strip()
            parent = _git(
                project,
                "commit-tree",
                tree,
                "-p",
                parent,
                stdin=commit.message.encode(),
                environment=environment,
            ).strip()
    _git(project, "update-ref", f"refs/heads/{branch}", parent, "0" * 40)
    return parent


def _check_head_holds(project: Path, path: str, original: SourceFile) -> None:
    try:
        content = _git_bytes(project, "cat-file", "blob", f"HEAD:{path}")
    except ApplyError as error:
        raise StaleSourceError(f"{path}: not committed; commit it first, or use --apply") from error
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding).read()
    if checksum(text) != original.checksum:
        raise StaleSourceError(
            f"{path}: the commit holds another text than the file; commit your changes first"
        )


def _identity(project: Path) -> dict[str, str]:
    """A committer where the user has configured none."""
    try:
        _git(project, "var", "GIT_COMMITTER_IDENT")
    except ApplyError:
        name, mail = "Ouroboros", "ouroboros@localhost"
        return {
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": mail,
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": mail,
        }
    return {}


def _git(
    project: Path, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> str:
    return _git_bytes(project, *arguments, stdin=stdin, environment=environment).decode("utf-8", "replace")


def _git_bytes(
    project: Path, *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> bytes:
    done = subprocess.run(
        ["git", "-C", str(project), *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C", **(environment or {})},
    )
    if done.returncode:
        raise ApplyError(f"git {arguments[0]}: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout
