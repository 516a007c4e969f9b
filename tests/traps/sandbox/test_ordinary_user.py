"""The same attempts by a user without any rights, whose sandbox rests on user namespaces alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import pytest

import ouroboros

HERE = Path(__file__).parent
NOBODY = "65534"
FILES = ["test_attempts.py", "test_what_remains.py"]
# What is answered does not depend on who asks; that the attempts are real is shown once.
SELECTED = "not without_a_sandbox and not answers"
_REACHES = """
import os, sys, psutil, pytest, ouroboros.arena.sandboxing.commands
os.listdir(sys.argv[1])
assert os.access(sys.executable, os.X_OK), "it may be started by root only"
assert f"{sys.version_info[:2]}" == sys.argv[2], "another version"
"""


@pytest.fixture(scope="module")
def as_nobody():
    """Run something as a user without rights, in a folder of its own."""
    if os.getuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root can become somebody else; an ordinary user runs the other files as such")
    # Not below pytest's own folder: that is closed to others by every session that starts.
    folder = Path(tempfile.mkdtemp(prefix="ouroboros-nobody-"))
    os.chown(folder, int(NOBODY), int(NOBODY))
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONPATH": os.pathsep.join(
            [str(Path(ouroboros.__file__).parents[1]), sysconfig.get_path("purelib")]
        ),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def started(python, *arguments):
        become = ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--no-new-privs"]
        return subprocess.Popen(
            [*become, python, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=environment, cwd="/",
        )  # fmt: skip

    why = ""
    # The interpreter of the tests may lie in root's own folder; the system's will do as well.
    for python in (sys.executable, "/usr/bin/python3"):
        probing = started(python, "-c", _REACHES, str(HERE), f"{sys.version_info[:2]}")
        told, _ = probing.communicate(timeout=30)
        if probing.returncode == 0:
            break
        why += told[-200:]
    else:
        folder.rmdir()
        pytest.skip(f"an ordinary user reaches no interpreter of this version: {why}")
    # Side by side: attacks that are made at the same time must not meet either.
    runs = {
        file: started(
            python, "-m", "pytest", str(HERE / file), "--rootdir", str(HERE.parents[2]), "-p",
            "no:cacheprovider", "--import-mode=importlib", "--tb=short", f"--basetemp={folder}/{file}",
            "-k", SELECTED,
        )
        for file in FILES
    }  # fmt: skip
    yield runs
    for run in runs.values():
        run.kill()
        run.wait()
    shutil.rmtree(folder)


@pytest.mark.parametrize("file", FILES)
def test_an_ordinary_user_is_as_safe(as_nobody, file) -> None:
    told, _ = as_nobody[file].communicate(timeout=120)
    assert as_nobody[file].returncode == 0, told[-6000:]
    assert " passed" in told
    assert "skipped" not in told
