"""Real `ouroboros evolve` runs as processes of their own, on small projects in a temporary folder."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

MEMBERSHIP = '''def {name}(wanted, seen):
    """Which of ``wanted`` were seen; ``None`` for those that were not."""
    found = []
    for item in wanted:
        if item in seen:
            found.append(item)
        else:
            found.append(None)
    return found
'''
"""Source of a function with a quadratic membership test; one candidate, which is some 50 times as fast."""

JOIN = '''def joined(orders, customers):
    """Pair orders with their customers."""
    rows = []
    for order in orders:
        for customer in customers:
            if customer["id"] == order["customer"]:
                rows.append((order["number"], customer["name"]))
        if not rows:
            rows.append((0, ""))
    return rows
'''

KNOWN = MEMBERSHIP.format(name="known")

BENCH = """from shop.stock import known


def main():
    for turn in range(6):
        print(len(known(list(range(0, 2000, 2)), list(range(turn, 1000 + turn)))))


if __name__ == "__main__":
    main()
"""

TESTS = """from shop.stock import known


def test_known():
    assert known([1, 2, 3], [3, 1]) == [1, None, 3]
"""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a run ended."""

    status: int
    out: str
    err: str
    report: dict[str, Any] = field(default_factory=dict)

    @property
    def winners(self) -> dict[str, dict[str, Any]]:
        return {item["function"]: item["winner"] for item in self.report["functions"] if item["winner"]}

    @property
    def text(self) -> str:
        """Everything it wrote, as one line."""
        return " ".join((self.out + self.err).split())


@dataclass(kw_only=True)
class Journey:
    """A project, and an `ouroboros` that keeps its state and its temporary files beside it."""

    home: Path
    project: Path

    @property
    def temporary(self) -> Path:
        return self.home / "tmp"

    @property
    def state(self) -> Path:
        return self.home / "state"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        return {
            **kept,
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "OUROBOROS_STATE_DIR": str(self.state),
            "OUROBOROS_CONFIRMATION_PAIRS": "8",
            "OUROBOROS_BUILD_SECONDS": "0",  # half a minute each; one journey is about it
            "GIT_AUTHOR_NAME": "A",
            "GIT_AUTHOR_EMAIL": "a@b",
            "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@b",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "COLUMNS": "200",
        }

    def write(self, files: Mapping[str, str]) -> "Journey":
        for path, text in files.items():
            file = self.project / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        return self

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-P", "-m", "ouroboros", "evolve", *arguments]

    def evolve(
        self,
        *arguments: str,
        seconds: float = 400,
        prefix: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        alone: bool = True,
    ) -> Ended:
        """Run to the end; no traceback and no temporary file may be left, whatever happened."""
        report = self.home / "report.json"
        report.unlink(missing_ok=True)
        done = subprocess.run(
            [*prefix, *self.command(*arguments)],
            cwd=self.project,
            env={**self.environment, **(environment or {})},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert "Traceback" not in done.stderr.partition("Its output ends with")[0], done.stderr
        assert "failed unexpectedly" not in done.stderr, done.stderr
        assert not alone or not list(self.temporary.iterdir())
        found = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
        return Ended(status=done.returncode, out=done.stdout, err=done.stderr, report=found)

    def reported(self, *arguments: str, **more: Any) -> Ended:
        """Like ``evolve``, with the JSON report, which a run that ends well writes."""
        ended = self.evolve(*arguments, "--json", str(self.home / "report.json"), **more)
        assert ended.status == 0, ended.text
        return ended

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.project, env=self.environment, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.decode()

    def commit_all(self) -> None:
        self.git("init", "-q")
        self.git("add", ".")
        self.git("commit", "-qm", "start")

    def fingerprint(self) -> dict[str, tuple[int, int, str]]:
        """Mode, time of change and content of everything in the project."""
        found = {}
        for path in sorted(self.project.rglob("*")):
            status = path.lstat()
            content = path.read_bytes() if path.is_file() else b""
            digest = hashlib.sha256(content).hexdigest()
            found[str(path.relative_to(self.project))] = (status.st_mode, status.st_mtime_ns, digest)
        return found

    def started(self, *arguments: str, until: str) -> "Running":
        """Start a run and wait until it says that it is at the stage ``until``."""
        process = subprocess.Popen(
            self.command(*arguments),
            cwd=self.project,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # A shell that started us in the background has Ctrl-C ignored, by all that we start as well.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith(until):
                break
        else:
            raise AssertionError(f"it never came to {until!r}")
        return Running(process=process)


@dataclass(kw_only=True)
class Running:
    """A run under way, and every process that was seen below it."""

    process: subprocess.Popen[str]

    def send(self, number: signal.Signals, *, group: bool = False) -> tuple[float, list[psutil.Process], str]:
        """Send a signal; seconds until the run has ended, what it left running, and its last words."""
        below = psutil.Process(self.process.pid).children(recursive=True)
        started = time.monotonic()
        if group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        _, words = self.process.communicate(timeout=30)
        seconds = time.monotonic() - started
        _, alive = psutil.wait_procs(below, timeout=5)
        return seconds, alive, words


@pytest.fixture
def journey(tmp_path: Path) -> Iterator[Journey]:
    """A journey on an empty project folder."""
    yield from _opened(tmp_path)


@pytest.fixture(scope="module")
def shared_journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """One journey for a module, so that later runs resume what earlier ones have judged."""
    yield from _opened(tmp_path_factory.mktemp("journey"))


def _opened(home: Path) -> Iterator[Journey]:
    for name in ("project", "tmp"):
        (home / name).mkdir()
    yield Journey(home=home, project=home / "project")
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def shop() -> Mapping[str, str]:
    """Files of a project with one slow function, a workload and a test."""
    return {
        "pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n',
        "shop/__init__.py": "",
        "shop/stock.py": KNOWN,
        "bench.py": BENCH,
        "tests/test_shop.py": TESTS,
    }


@pytest.fixture(scope="session")
def slow_function() -> Callable[[str], str]:
    """Source of a quadratic function of the given name."""
    return lambda name: MEMBERSHIP.format(name=name)


@pytest.fixture(scope="session")
def join() -> str:
    """Source of a nested-loop join called ``joined``."""
    return JOIN
