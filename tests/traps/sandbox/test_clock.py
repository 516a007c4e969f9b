"""Attempts on the clock and on the rival. More of them, with work that hides: ``test_false_gains.py``."""

from __future__ import annotations

import pytest

from ouroboros.arena.closed_world.lasting_state import lasting_state
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import Gate

BODY = "    total = 0\n    for x in range(n):\n        total = total + x * x\n    return total\n"
LOOP = f"def f(n):\n{BODY}"
HELPED = LOOP.replace("def f", "def g")
SLOWER = "def f(n):\n    g(n)\n    g(n)\n    return g(n)\n" + HELPED

STOPPED_CLOCKS = {
    "functions of the module": """
import time
for name in ("time", "perf_counter", "process_time", "thread_time", "monotonic", "clock_gettime"):
    setattr(time, name, lambda *_: 0.0)
""",
    "the library below Python": """
import ctypes, os
libc = ctypes.CDLL(None)
place = ctypes.cast(libc.clock_gettime, ctypes.c_void_p).value
page = place & ~4095
libc.mprotect(ctypes.c_void_p(page), ctypes.c_size_t(8192), 7)
codes = {"x86_64": b"\\x31\\xc0\\xc3", "aarch64": b"\\x00\\x00\\x80\\xd2\\xc0\\x03\\x5f\\xd6"}
code = codes[os.uname().machine]
ctypes.memmove(place, code, len(code))
""",
    "the timers of the process": """
import resource, signal
signal.setitimer(signal.ITIMER_PROF, 0)
resource.getrusage = lambda *_: None
""",
}

SPINNING = f"""
import threading, time, sys
_ouroboros_started = []

def waiting(main):
    frame = sys._current_frames()[main]
    while frame is not None:
        if frame.f_code.co_name == "receive_frame":
            return True
        frame = frame.f_back
    return False

def spin(main):
    # Only while nothing is asked of it, so that it is charged for as little as can be.
    while True:
        if waiting(main):
            until = time.perf_counter() + 0.001
            while time.perf_counter() < until:
                pass
        else:
            time.sleep(0.0002)

def f(n):
    if not _ouroboros_started and sys._getframe(1).f_code.co_name in ("_run", "_prepare"):
        _ouroboros_started.append(1)
        threading.Thread(target=spin, args=(threading.get_ident(),), daemon=True).start()
{BODY}"""

EARLY = f"""
import sys

def g(n):
{BODY}

DONE = {{}}

class Early(int):
    pass

def f(n):
    frame = sys._getframe(1)
    if frame.f_code.co_name == "_prepare":
        modules = frame.f_locals["self"]._modules
        real = type(modules).unpickle
        if real.__name__ == "unpickle":
            def ahead(self, payload):
                args, kwargs = real(self, payload)
                DONE[args[0]] = g(args[0])
                return args, kwargs
            type(modules).unpickle = ahead
    return DONE[n] if n in DONE else g(n)
"""


@pytest.fixture(scope="module")
def loop(hostile_plan, make_target):
    with Sandbox.start(hostile_plan({"loop": LOOP})) as started:
        yield make_target(sandbox=started, module="loop", original=LOOP, function="f")


def _calls(target, sizes=range(400, 410)):
    return [target.call(size) for size in sizes]


@pytest.mark.parametrize("name", STOPPED_CLOCKS)
def test_50_a_clock_that_is_stopped_inside_goes_on_outside(loop, name) -> None:
    # A clock that stood would make it infinitely fast.
    assert loop.pair(STOPPED_CLOCKS[name] + SLOWER, _calls(loop, range(4000, 4010))) < 0


def test_50_other_threads_do_not_slow_the_rival(loop) -> None:
    warming = tuple(_calls(loop, range(300, 305)))
    with pytest.raises(SandboxDiedError, match=r"works (while|before)|puts work off"):
        loop.pair(SPINNING, _calls(loop, range(60_000, 60_010)), warming=warming)


def test_51_another_process_does_no_work(loop) -> None:
    text = (
        "import subprocess, sys\ndef f(n):\n    code = f'print(sum(x * x for x in range({n})))'\n"
        "    return int(subprocess.run([sys.executable, '-c', code], capture_output=True).stdout)\n"
    )
    evidence = loop.check(text, _calls(loop))
    assert evidence.gate is Gate.FAILED
    assert "PermissionError" in str(evidence.difference)


def test_51_a_stand_in_for_a_result_is_no_result(loop) -> None:
    text = f"""
class Later:
    def __init__(self, n):
        self._n = n
    def __eq__(self, other):
        return g(self._n) == other
    def __int__(self):
        return g(self._n)
    __index__ = __int__
    def __repr__(self):
        return repr(g(self._n))
    __hash__ = None
def f(n):
    return Later(n)
{HELPED}"""
    assert loop.check(text, _calls(loop)).gate is Gate.FAILED


def test_52_work_done_before_the_clock_starts_is_seen(loop) -> None:
    with pytest.raises(SandboxDiedError, match="before"):
        loop.pair(EARLY, _calls(loop, range(30_000, 30_010)), warming=tuple(_calls(loop, range(300, 305))))


HIDING_PLACES = {
    "dictionary of a module": "import math, operator\ndef f(n):\n    m = math.__dict__\n"
    "    if n not in m:\n        operator.setitem(m, n, g(n))\n    return m[n]\n",
    "merged into it": "import math\ndef f(n):\n    if n not in math.__dict__:\n"
    "        math.__dict__.__ior__({n: g(n)})\n    return math.__dict__[n]\n",
    "a file": "import os\ndef f(n):\n    path = f\"{os.environ['TMPDIR']}/{n}.o\"\n"
    "    if not os.path.exists(path):\n"
    "        with open(path, 'w') as file:\n            file.write(str(g(n)))\n"
    "    with open(path) as file:\n        return int(file.read())\n",
    "the caller's frame": "import inspect\ndef f(n):\n    m = inspect.currentframe().f_back.f_builtins\n"
    "    if n not in m:\n        m |= {n: g(n)}\n    return m[n]\n",
    "memory without a name": "import ctypes\ndef f(n):\n    return ctypes.pythonapi and g(n)\n",
    "a variable of the context": "import contextvars\ndef f(n):\n"
    "    return contextvars.copy_context() and g(n)\n",
}


@pytest.mark.parametrize("place", HIDING_PLACES)
def test_52_whatever_could_remember_is_timed_on_calls_that_it_has_not_seen(loop, place) -> None:
    assert lasting_state(LOOP, HIDING_PLACES[place] + HELPED)
