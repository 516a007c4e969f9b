"""Candidates are tried in forks of a warm test server; what that cannot settle goes to a fresh process."""

from __future__ import annotations

import contextlib
import os
import sys
import textwrap
from pathlib import Path

import pytest

from ouroboros.arena.sandboxing.isolation import SandboxLevel, probe
from ouroboros.arena.sandboxing.sandbox_plan import SandboxPlan
from ouroboros.arena.testing.suite import baseline, confined_baseline
from ouroboros.arena.testing.warm_server import WarmServer
from ouroboros.arena.testing.warm_suite import WarmSuite
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import Gate

pytestmark = pytest.mark.skipif(
    probe().level < SandboxLevel.FULL, reason="this machine offers no full sandbox"
)

SHOP = """\
import math

EARLY = []


def price(amount):
    return amount * 2


def early():
    return 4


class Cart:
    def total(self):
        return price(4)


EARLY.append(early())
"""
CONFTEST = """\
import pytest
from shop import price


@pytest.fixture(scope="session")
def priced():
    return price


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "made").write_text("x")
    return tmp_path
"""
TESTS = """\
import subprocess
import sys
import unittest
from pathlib import Path

import pytest
import shop
from shop import Cart, price


def test_alias():
    assert price(2) == 4


def test_fixture(priced, folder):
    assert priced(3) == 6 and (folder / "made").read_text() == "x"


@pytest.mark.parametrize("text", ["a b", "[x]::y", "ü"])
def test_odd_names(text):
    assert price(text) == text * 2


class TestCart:
    def test_total(self):
        assert Cart().total() == 8


class Old(unittest.TestCase):
    def setUp(self):
        self.cart = shop.Cart()

    def test_total(self):
        self.assertEqual(self.cart.total(), 8)


@pytest.mark.skip
def test_skipped():
    raise AssertionError


@pytest.mark.xfail
def test_expected():
    raise AssertionError


def test_early():
    assert shop.EARLY == [4]


def test_nothing_was_left_here(capfd):
    left = Path("left-behind")
    assert not left.exists()
    print("mine")
    assert capfd.readouterr().out == "mine\\n"


def test_process():
    run = subprocess.run([sys.executable, "-c", "import shop; print(shop.price(1))"], capture_output=True)
    assert run.stdout == b"2\\n"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("warm")
    (place / "pytest.ini").write_text("[pytest]\npythonpath = lib\naddopts = -p no:cacheprovider\n")
    (place / "lib").mkdir()
    (place / "tests").mkdir()
    (place / "lib" / "shop.py").write_text(SHOP, encoding="utf-8")
    (place / "tests" / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (place / "tests" / "test_shop.py").write_text(TESTS, encoding="utf-8")
    return place


def known_suite(folder: Path, command: str):
    """The plan, and the suite as far as it can run confined."""
    environment = {"PATH": os.defpath, "PYTHONPATH": "lib"}
    suite = baseline(
        command,
        workspace=folder,
        working_directory=".",
        python=Path(sys.executable),
        environment=environment,
        deadline_seconds=60,
    )
    plan = SandboxPlan(python=Path(sys.executable), project=folder, workspace=folder, environment=environment)
    return plan, confined_baseline(plan, suite, deadline_seconds=60)


@pytest.fixture(scope="module")
def warm(folder):
    plan, suite = known_suite(folder, "pytest -q tests")
    assert len(suite.ids) == 12
    kept = WarmSuite(plan=plan, suite=suite)
    yield kept
    kept.close()


@pytest.fixture
def server(warm):
    """The server of :func:`warm`, started."""
    assert judged(warm, SHOP, "test_alias").gate is Gate.PASSED
    return warm._server


def ids_of(warm, *names: str) -> list[str]:
    return [i for i in warm.suite.ids if not names or any(name in i for name in names)]


def judged(warm, text: str, *names: str, seconds: float = 60):
    return warm.run(ids=ids_of(warm, *names), overlay={"lib/shop.py": text}, deadline_seconds=seconds)


def changed(old: str, new: str) -> str:
    assert old in SHOP
    return SHOP.replace(old, new)


def test_every_kind_of_test_passes_warm(warm):
    helper = "def _twice(amount):\n    return amount + amount\n\n\ndef price"
    text = changed("def price", helper).replace("amount * 2", "_twice(amount)")
    evidence = judged(warm, text)
    assert (evidence.gate, warm.why_fresh) == (Gate.PASSED, "")
    assert evidence.tests == 12


def test_a_method_and_a_new_import_pass_warm(warm):
    text = changed("import math", "import math\nimport functools").replace(
        "price(4)", "functools.partial(price, 4)()"
    )
    assert judged(warm, text, "test_total").gate is Gate.PASSED
    assert warm.why_fresh == ""


@pytest.mark.parametrize(
    ("old", "new", "name", "warm_reason", "reason"),
    [
        ("amount * 2", "amount * 3", "test_alias", "failed in a warm", "failed, was passed"),
        ("amount * 2", "__import__('os')._exit(0)", "test_alias", "the process ended", "left no report"),
        ("amount * 2", "__import__('pytest').skip('n')", "Old", "skipped in a warm", "skipped, was passed"),
        ("amount * 2", "amount *", "TestCart", "invalid syntax", "SyntaxError"),
        ("return 4", "return 5", "test_early", "early ran when the tests were collected", "failed, was"),
    ],
)
def test_a_failure_stands_when_a_fresh_run_agrees(warm, old, new, name, warm_reason, reason):
    before = warm.fresh_runs
    evidence = judged(warm, changed(old, new), name)
    assert evidence.gate is Gate.FAILED
    assert reason in evidence.reason
    assert warm_reason in warm.why_fresh
    assert warm.fresh_runs == before + 1


def test_what_cannot_be_swapped_is_tried_fresh(warm):
    evidence = judged(warm, changed("EARLY = []", "EARLY = list()"), "test_early")
    assert evidence.gate is Gate.PASSED
    assert "a statement changed" in warm.why_fresh


def test_a_candidate_without_end_is_killed(warm, server):
    ids = ids_of(warm, "test_alias")
    endless = {"lib/shop.py": changed("return amount * 2", "while True: pass")}
    run = server.run(ids, endless, deadline_seconds=1.0)
    assert run.problem == "no answer in time"
    assert server.run(ids, {}, deadline_seconds=20).outcomes == dict.fromkeys(ids, "passed")


def test_one_candidate_leaves_nothing_for_the_next(warm, server, folder):
    ids = ids_of(warm, "test_alias", "test_nothing_was_left_here")
    writing = (
        "open('left-behind', 'w').write('x'); open('/tmp/x', 'w').close(); EARLY.append(1); return amount * 2"
    )
    if str(folder).startswith("/tmp"):
        writing = writing.replace("/tmp/x", "/ouroboros-scratch/x")
    run = server.run(ids[:1], {"lib/shop.py": changed("return amount * 2", writing)}, deadline_seconds=20)
    assert run.outcomes == {ids[0]: "passed"}
    assert not (folder / "left-behind").exists()
    again = server.run(ids_of(warm, "test_early", "left_here"), {}, deadline_seconds=20)
    assert set(again.outcomes.values()) == {"passed"}
    assert len(again.outcomes) == 2


def test_started_processes_see_the_candidate_and_do_not_outlive_it(warm, server):
    ids = ids_of(warm, "test_process")
    run = server.run(ids, {"lib/shop.py": changed("amount * 2", "amount * 3")}, deadline_seconds=20)
    assert run.outcomes == dict.fromkeys(ids, "failed")


def test_a_fork_has_no_way_out(warm, server):
    """The same locks as a fresh confined command: no outside files, no mounts, no other processes."""
    probing = """
    import ctypes, os
    libc = ctypes.CDLL(None, use_errno=True)
    found = [path for path in ("/home", "/var", "/run") if os.path.exists(path)]
    if libc.unshare(0x10000000) == 0 or libc.mount(b"x", b"/tmp", b"tmpfs", 0, b"") == 0:
        found.append("mount")
    found += [pid for pid in os.listdir("/proc") if pid.isdigit() and int(pid) != os.getpid()]
    if os.getpid() != 1 or found:
        raise SystemExit(str(found))
    return amount * 2
"""
    text = changed("    return amount * 2\n", textwrap.indent(textwrap.dedent(probing), "    "))
    ids = ids_of(warm, "test_alias")
    run = server.run(ids, {"lib/shop.py": text}, deadline_seconds=20)
    assert run.outcomes == dict.fromkeys(ids, "passed")


def test_forged_outcomes_are_bounded(warm, server):
    forging = """
    import os, socket, stat
    for number in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                os.write(number, b"\\xff\\xff\\xff\\x7f\\0\\0\\0\\0")
        except OSError:
            pass
    return amount * 2
"""
    text = changed("    return amount * 2\n", forging)
    run = server.run(ids_of(warm, "test_alias"), {"lib/shop.py": text}, deadline_seconds=20)
    assert "larger than allowed" in run.problem


def test_a_server_that_died_is_started_again(warm, server):
    server.close()
    evidence = judged(warm, SHOP, "test_alias")
    assert evidence.gate is Gate.PASSED
    assert "ended" in warm.why_fresh
    assert judged(warm, SHOP, "test_alias").gate is Gate.PASSED
    assert warm.why_fresh == ""


def test_a_test_that_behaves_differently_warm_is_not_used(tmp_path):
    (tmp_path / "test_a.py").write_text(
        "import os, tempfile\nMADE = tempfile.mkdtemp()\n\n\ndef test_a():\n    assert os.path.isdir(MADE)\n"
    )
    plan, suite = known_suite(tmp_path, "python -m pytest")
    warm = WarmSuite(plan=plan, suite=suite)
    try:
        assert warm.run(ids=suite.ids, overlay={}, deadline_seconds=30).gate is Gate.PASSED
        assert "does not behave in a warm process" in warm.why_fresh
    finally:
        warm.close()


def test_a_project_behind_a_link(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "real" / "shop.py").write_text("def price(amount):\n    return amount * 2\n")
    (tmp_path / "real" / "test_a.py").write_text("import shop\ndef test_a(): assert shop.price(1) == 2\n")
    plan, suite = known_suite(tmp_path / "link", "python -m pytest")
    warm = WarmSuite(plan=plan, suite=suite)
    overlay = {"shop.py": "def price(amount):\n    return amount + amount\n"}
    try:
        assert warm.run(ids=suite.ids, overlay=overlay, deadline_seconds=30).gate is Gate.PASSED
        assert warm.why_fresh == ""
    finally:
        warm.close()


def test_tests_that_start_threads_are_not_kept_warm(tmp_path):
    (tmp_path / "test_a.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "def test_a(): pass\n"
    )
    plan, suite = known_suite(tmp_path, "pytest")
    with pytest.raises(SandboxDiedError, match="starts threads"):
        WarmServer(plan, suite, deadline_seconds=20)
    told = []
    warm = WarmSuite(plan=plan, suite=suite, note=told.append)
    assert warm.run(ids=suite.ids, overlay={}, deadline_seconds=30).gate is Gate.PASSED
    assert len(told) == 1
    assert "starts threads" in told[0]


def test_another_command_is_run_fresh(tmp_path):
    (tmp_path / "t.py").write_text("")
    plan, suite = known_suite(tmp_path, "python t.py")
    warm = WarmSuite(plan=plan, suite=suite)
    assert warm.run(ids=suite.ids, overlay={}, deadline_seconds=30).gate is Gate.PASSED
    assert warm.why_fresh == "only pytest can be kept warm"


def test_what_tests_import_late_is_imported_once_unless_it_is_the_targets_own(tmp_path):
    (tmp_path / "own.py").write_text("")
    (tmp_path / "test_a.py").write_text(
        "import sys\n\n\ndef test_importing():\n    import colorsys, own\n\n\n"
        "def test_library():\n    assert 'colorsys' in sys.modules\n\n\n"
        "def test_own():\n    assert 'own' in sys.modules\n"
    )
    plan, suite = known_suite(tmp_path, "python -m pytest")
    with contextlib.closing(WarmServer(plan, suite, deadline_seconds=60)) as server:
        _, library, own = suite.ids
        assert server.run([library, own], {}, deadline_seconds=60).outcomes == {
            library: "passed",
            own: "failed",
        }
