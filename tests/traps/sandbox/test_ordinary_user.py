"""The same attempts by a user without any rights, whose sandbox rests on user namespaces alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from functools import partial
from pathlib import Path

import pytest

import ouroboros

HERE = Path(__file__).parent
NOBODY = "65534"
_REACHES = """
import os, sys, psutil, pytest, ouroboros.arena.commands
os.listdir(sys.argv[1])
assert os.access(sys.executable, os.X_OK), "it may be started by root only"
assert f"{sys.version_info[:2]}" == sys.argv[2], "another version"
"""


@pytest.fixture(scope="module")
def as_nobody(tmp_path_factory):
    """Run something as a user without rights, in a folder of its own."""
    if os.getuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root can become somebody else; an ordinary user runs the other files as such")
    folder = tmp_path_factory.mktemp("nobody")
    os.chown(folder, int(NOBODY), int(NOBODY))
    for above in folder.parents:
        if not above.stat().st_mode & 0o001 and "pytest" in above.name:
            above.chmod(above.stat().st_mode | 0o011)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONPATH": os.pathsep.join([str(Path(ouroboros.__file__).parents[1]), sysconfig.get_path("purelib")]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def run(python, *arguments):
        become = ["setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--no-new-privs"]
        return subprocess.run(
            [*become, python, *arguments], capture_output=True, text=True, timeout=50, check=False,
            env=environment, cwd="/",
        )  # fmt: skip

    why = ""
    # The interpreter of the tests may lie in root's own folder; the system's will do as well.
    for python in (sys.executable, "/usr/bin/python3"):
        reached = run(python, "-c", _REACHES, str(HERE), f"{sys.version_info[:2]}")
        if reached.returncode == 0:
            return partial(run, python), folder
        why += reached.stderr[-200:]
    pytest.skip(f"an ordinary user reaches no interpreter of this version: {why}")


@pytest.mark.parametrize("file", ["test_attempts.py", "test_answers.py"])
def test_an_ordinary_user_is_as_safe(as_nobody, file) -> None:
    run, folder = as_nobody
    ended = run(
        "-m", "pytest", str(HERE / file), "--rootdir", str(HERE), "-p", "no:cacheprovider",
        "--import-mode=importlib", "-q", "--tb=short", f"--basetemp={folder}/{file}",
    )  # fmt: skip
    told = ended.stdout[-6000:]
    assert ended.returncode == 0, told
    assert " passed" in told
    assert "skipped" not in told
