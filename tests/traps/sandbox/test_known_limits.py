"""What cannot be contained where it happens, by design, and what stands behind it. A change here is news."""

from __future__ import annotations

import socket
import sys
from dataclasses import replace

import pytest

from ouroboros.arena.commands import run_confined
from ouroboros.arena.lasting_state import lasting_state
from ouroboros.arena.sandbox import Sandbox
from ouroboros.records.evidence import Gate

LOOP = "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n"


@pytest.fixture(scope="module")
def target(hostile_plan, make_target):
    with Sandbox.start(hostile_plan({"summing": LOOP})) as started:
        yield make_target(sandbox=started, module="summing", original=LOOP, function="f")


def _calls(target):
    return [target.call([i, i + 1, 3]) for i in range(24)]


def test_knowing_that_it_is_watched(target) -> None:
    """Who behaves inside and only inside passes replay. The catalogue of rewrites stands behind."""
    text = "import os\ndef f(xs):\n    return sum(xs) if os.getpid() == 1 else 'evil'\n"
    assert target.check(text, _calls(target)).gate is Gate.PASSED


def test_one_wrong_number_of_millions(target) -> None:
    """Replay shows what was called. Generated calls, tests and the whole workload stand behind."""
    text = "def f(xs):\n    return sum(xs) if 1000003 not in xs else 0\n"
    assert target.check(text, _calls(target)).gate is Gate.PASSED


def test_saying_which_lines_ran(target) -> None:
    """Lines are told by the process that runs them. Results, which are compared outside, stand behind."""
    text = (
        "import sys\ndef f(xs):\n    frame = sys._getframe()\n    while frame is not None:\n"
        "        lines = frame.f_locals.get('lines')\n        if type(lines) is set:\n"
        "            lines.update(range(1, 99))\n        frame = frame.f_back\n"
        "    if len(xs) == 999_999:\n        return 'never run'\n    return sum(xs)\n"
    )
    assert target.check(text, _calls(target)).executed_changed_lines


def test_remembering_where_no_text_shows_it(target) -> None:
    """Text is read for places that could remember. First times, which confirmation looks at, stand behind."""
    text = (
        "import math\ndef f(xs):\n    kept = getattr(math, '__di' + 'ct__')\n    key = tuple(xs)\n"
        "    if key not in kept:\n        kept[key] = sum(xs)\n    return kept[key]\n"
    )
    assert lasting_state(LOOP, text) == ""


def test_a_server_file_among_the_packages(plan, tmp_path) -> None:
    """A command may talk to a unix socket that lies in a folder it imports from; an arm may not.

    No namespace confines such a socket, and tests need unix sockets among themselves. The private copy of the
    project leaves them out, so what is left are sockets in folders of packages outside the project.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "s"))
        server.listen()
        code = f"import socket; socket.socket(socket.AF_UNIX).connect({str(tmp_path / 's')!r})"
        seen = [
            run_confined(
                each, [sys.executable, "-c", code], overlay={}, deadline_seconds=20, extra_environment={},
                collect=[],
            ).exit_status
            for each in (plan, replace(plan, sys_path=(*plan.sys_path, str(tmp_path))))
        ]  # fmt: skip
    assert seen == [1, 0]
