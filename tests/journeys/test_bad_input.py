"""Whatever is wrong with what the user gave: one clear message, the right status, nothing changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FAST = ("-q", "--budget", "5s")


@pytest.mark.parametrize(
    ("root", "said"),
    [
        ("nowhere", "nowhere: no such file or folder"),
        ("notes.txt", "notes.txt: not a Python file"),
        ("docs", "docs: no Python source"),
    ],
)
def test_a_root_without_source(journey, shop, root, said) -> None:
    journey.write({**shop, "notes.txt": "hello", "docs/readme.md": "x"})
    ended = journey.evolve(root, "--workload", "python bench.py", *FAST)
    assert ended.status == 2
    assert said in ended.text


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ((), 3, "neither tests nor workload"),
        (("--tests", "false"), 3, "(false): ends with status 1 twice"),
        (("--tests", "nosuchprogram"), 3, "nosuchprogram"),
        (("--tests", "python -m pytest -q failing"), 3, "failing/test_failing.py::test_no"),
        (("--tests", "python -m pytest -q docs"), 3, "collected no test"),
        (("--workload", "python -c 'raise SystemExit(4)'"), 3, "(exit status 4)"),
        (("--workload", "python -c 'while True: pass'", "--workload-timeout", "2s"), 3, "--workload-timeout"),
        (("--workload", "nosuchprogram --fast"), 3, "'nosuchprogram --fast' cannot be started"),
        (("--workload", "python nosuch.py"), 3, "'python nosuch.py' fails"),
        (("--workload", "'unclosed"), 2, "close the quote"),
        (("--workload", "python bench.py", "--budget", "banana"), 2, "banana"),
        (("--workload", "python bench.py", "--executor", "abacus"), 2, "abacus"),
        (("--workload", "python bench.py", "--python", "/nonexistent/python"), 2, "/nonexistent/python"),
        (
            ("--workload", "python bench.py", "--json", "/nonexistent/report.json"),
            2,
            "/nonexistent/report.json",
        ),
        (("--workload", "python bench.py", "--branch", "gains"), 2, "is not a git repository"),
        (("--workload", "python bench.py", "--apply", "--dry-run"), 2, "exclude each other"),
    ],
)
def test_a_command_or_flag_that_cannot_be_followed(journey, shop, arguments, status, said) -> None:
    journey.write(
        {**shop, "failing/test_failing.py": "def test_no():\n    assert not 1\n", "docs/readme.md": ""}
    )
    before = journey.fingerprint()
    ended = journey.evolve("shop", *FAST, *arguments)
    assert ended.status == status, ended.text
    assert ended.err.startswith("error: ")
    assert said in ended.text
    assert str(journey.temporary) not in ended.err.splitlines()[0]
    assert journey.fingerprint() == before


@pytest.mark.parametrize(
    ("workload", "said"),
    [
        ("python other/run.py", "what ran: spin in other/run.py"),
        ("sleep 0.2", "`sleep 0.2` ran no Python code"),
    ],
)
def test_a_workload_that_runs_nothing_of_the_root(journey, shop, workload, said) -> None:
    spin = "def spin():\n    total = 0\n    for i in range(5_000_000):\n        total += i\n\n\nspin()\n"
    journey.write({**shop, "other/run.py": spin})
    ended = journey.reported("shop", *FAST, "--workload", workload)
    assert said in ended.text
    assert ended.report["functions"] == []


def test_only_that_matches_nothing_says_what_ran(journey, shop) -> None:
    ended = journey.write(shop).reported(
        "shop", *FAST, "--workload", "python bench.py", "--only", "pricing:*"
    )
    assert "--only pricing:* matches none" in ended.text
    assert "shop.stock:known" in ended.text


def test_flaky_tests_are_set_aside_and_told(journey, shop) -> None:
    flaky = (
        "import pathlib\n\n\ndef test_flaky():\n"
        "    mark = pathlib.Path('mark')\n    odd = mark.exists()\n"
        "    mark.unlink() if odd else mark.touch()\n    assert odd\n"
    )
    journey.write({**shop, "tests/test_flaky.py": flaky})
    ended = journey.evolve("shop", "--tests", "python -m pytest -q", "--only", "nothing:*", *FAST)
    assert ended.status == 0, ended.text
    assert "quarantined: tests/test_flaky.py::test_flaky" in ended.text
    assert not (journey.project / "mark").exists()


def test_a_state_folder_that_cannot_be_made_is_no_obstacle(journey, shop) -> None:
    journey.write(shop)
    ended = journey.evolve(
        "shop",
        "--workload",
        "python bench.py",
        "-q",
        "--budget",
        "3m",
        environment={"OUROBOROS_STATE_DIR": "/dev/null/state"},
    )
    assert ended.status == 0, ended.text
    assert "/dev/null/state: Not a directory; what is judged is not kept" in ended.text


_REACHES = """
import os, sys
assert os.access(sys.executable, os.X_OK), "the interpreter is not theirs to run"
import ouroboros.cli.evolve
os.listdir(sys.argv[1])
"""


def _other_user(home: Path) -> list[str]:
    """How to run something as an ordinary user, or a reason why not."""
    if os.getuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("only root can become somebody else")
    prefix = ["setpriv", "--reuid", "1001", "--regid", "1001", "--clear-groups", "--no-new-privs"]
    probe = subprocess.run(
        [*prefix, sys.executable, "-c", _REACHES, str(home)],
        capture_output=True,
        text=True,
        check=False,
    )
    if probe.returncode:
        pytest.skip(f"an ordinary user cannot reach interpreter, package or folder: {probe.stderr[-200:]}")
    return prefix


def _given_to(home: Path, user: int) -> None:
    for path in (home, *home.rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)


@pytest.fixture
def reachable(journey):
    """Pytest's own folder is for one user only; this one everybody may enter."""
    for folder in (journey.home, *journey.home.parents):
        if not folder.stat().st_mode & 0o001:
            if folder.stat().st_uid != os.getuid() or "pytest" not in str(folder):
                break
            folder.chmod(folder.stat().st_mode | 0o011)
    return journey


@pytest.mark.journey
def test_an_ordinary_user_evolves_as_root_does(reachable, shop) -> None:
    reachable.write(shop)
    _given_to(reachable.home, 1001)
    prefix = _other_user(reachable.home)
    ended = reachable.reported(
        "shop", "--workload", "python bench.py", "--budget", "3m", "--apply", prefix=prefix
    )
    assert list(ended.winners) == ["shop.stock:known"], ended.text
    assert "applied: 1 winner" in ended.text


@pytest.mark.journey
def test_a_project_that_cannot_be_written_stays_as_it_is(reachable, shop) -> None:
    reachable.write(shop)
    _given_to(reachable.home, 1001)
    _given_to(reachable.project, 0)
    prefix = _other_user(reachable.home)
    before = reachable.fingerprint()
    ended = reachable.evolve(
        "shop", "--workload", "python bench.py", "--budget", "3m", "--apply", prefix=prefix
    )
    assert ended.status in {2, 3}, ended.text
    assert "Permission denied" in ended.text or "cannot be written" in ended.text
    assert reachable.fingerprint() == before
