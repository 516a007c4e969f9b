"""The target's tests repeat their baseline inside the sandbox to the letter, or the candidate fails."""

import os
import sys
from pathlib import Path

import pytest

from ouroboros.arena.sandboxing.isolation import SandboxLevel, probe
from ouroboros.arena.sandboxing.sandbox_plan import SandboxPlan
from ouroboros.arena.testing.suite import (
    WHOLE_COMMAND,
    baseline,
    confined_baseline,
    reaching,
    run_tests,
    seen_to_reach,
)
from ouroboros.errors import TestsFailError, UsageError
from ouroboros.records.evidence import Gate
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span

SHOP = """\
def price(amount):
    return amount * 2


class Cart:
    @property
    def total(self):
        def inner(value):
            return price(value)

        return inner(4)


def unused():
    return price(1)


def at_import():
    return 5


def catalogue():
    return {"tea": 3}
"""

TESTS = """\
import os
from pathlib import Path

import pytest
import shop

CONSTANT = shop.at_import()


@pytest.fixture(scope="module")
def catalogue():
    return shop.catalogue()


def test_price():
    assert shop.price(2) == 4


def test_total():
    assert shop.Cart().total == 8


def test_first_use(catalogue):
    assert catalogue["tea"] == 3


def test_later_use(catalogue):
    assert "coffee" not in catalogue


@pytest.mark.parametrize("text", ["a b", "[x]::y", "ü"])
def test_odd_names(text):
    assert shop.price(text) == text * 2


@pytest.mark.skip
def test_skipped():
    raise AssertionError


@pytest.mark.xfail
def test_expected_failure():
    raise AssertionError


def test_flaky():
    counter = Path(__file__).with_name("counter")
    count = int(counter.read_text()) if counter.exists() else 0
    counter.write_text(str(count + 1))
    assert count % 2


def test_needs_the_world_outside():
    assert os.environ.get("OUTSIDE") == "yes"
"""

needs_sandbox = pytest.mark.skipif(probe().level < SandboxLevel.LANDLOCK, reason="no sandbox on this machine")


def lay(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def run_baseline(folder: Path, command: str = "pytest -q", deadline_seconds: float = 120):
    return baseline(
        command,
        workspace=folder,
        working_directory=".",
        python=Path(sys.executable),
        environment={"PATH": os.defpath, "OUTSIDE": "yes"},
        deadline_seconds=deadline_seconds,
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop")
    (folder / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    lay(folder, shop=SHOP, test_shop=TESTS)
    return folder


@pytest.fixture(scope="module")
def suite(shop):
    return run_baseline(shop)


@pytest.fixture(scope="module")
def plan(shop):
    return SandboxPlan(python=Path(sys.executable), project=shop, workspace=shop)


@pytest.fixture(scope="module")
def confined(plan, suite):
    return confined_baseline(plan, suite, deadline_seconds=120)


def region(name: str, path: str = "shop.py", text: str = SHOP) -> GenomeRegion:
    lines = text.splitlines()
    first = next(number for number, line in enumerate(lines, 1) if line.strip().startswith(name))
    indent = len(lines[first - 1]) - len(lines[first - 1].lstrip())
    last = first
    while last < len(lines) and (
        not lines[last].strip() or len(lines[last]) - len(lines[last].lstrip()) > indent
    ):
        last += 1
    if lines[first - 2 : first - 1] == ["    @property"]:
        first -= 1
    return GenomeRegion(
        file=SourceFile(path=path, module="shop", text=text),
        qualname=name,
        kind=RegionKind.FUNCTION,
        span=Span(start=0, end=1, first_line=first, last_line=last),
    )


def test_the_baseline_knows_every_outcome(suite):
    outcomes = {case.id.partition("::")[2]: case.outcome for case in suite.cases}
    assert outcomes["test_price"] == "passed"
    assert outcomes["test_skipped"] == "skipped"
    assert outcomes["test_expected_failure"] == "xfailed"
    assert len([name for name in outcomes if name.startswith("test_odd_names")]) == 3
    assert suite.is_pytest
    assert suite.traced


def test_a_flaky_test_is_quarantined(suite):
    assert suite.flaky == ("test_shop.py::test_flaky",)
    assert "test_shop.py::test_flaky" not in suite.ids


@pytest.mark.parametrize(
    ("function", "names"),
    [
        ("def price", {"test_price", "test_total", "test_odd_names"}),
        ("def total", {"test_total"}),
        ("def inner", {"test_total"}),
        ("def unused", set()),
        ("def catalogue", {"test_first_use", "test_later_use"}),
    ],
)
def test_reaching_names_the_tests_that_enter_a_region(suite, function, names):
    found = {name.partition("::")[2].partition("[")[0] for name in reaching(suite, region(function))}
    assert found == names


def test_what_is_entered_while_collecting_is_reached_by_every_test(suite):
    assert reaching(suite, region("def at_import")) == suite.ids
    assert seen_to_reach(suite, region("def at_import")) == ()


@needs_sandbox
def test_what_cannot_pass_in_the_sandbox_is_excluded_and_named(confined, suite):
    assert list(confined.excluded) == ["test_shop.py::test_needs_the_world_outside"]
    assert "failed in the sandbox, passed outside" in next(iter(confined.excluded.values()))
    assert set(confined.ids) == set(suite.ids) - set(confined.excluded)


@needs_sandbox
def test_the_original_passes_all_and_leaves_nothing_behind(confined, plan, shop):
    before = sorted(path.name for path in shop.iterdir())
    evidence = run_tests(plan, confined, ids=None, overlay={}, deadline_seconds=120)
    assert evidence.gate is Gate.PASSED, evidence.reason
    assert evidence.tests == len(confined.cases)
    assert sorted(path.name for path in shop.iterdir()) == before


@needs_sandbox
@pytest.mark.parametrize(
    ("old", "new", "names", "reason"),
    [
        ("amount * 2", "amount * 3", ["test_price"], "test_price: failed, was passed"),
        ("amount * 2", "amount *", ["test_price"], "cannot be collected"),
        ("amount * 2", "__import__('os')._exit(0)", ["test_price"], "left no report"),
        (
            "amount * 2",
            "__import__('os').kill(__import__('os').getpid(), 9)",
            ["test_price"],
            "left no report",
        ),
        ("amount * 2", "__import__('pytest').skip('no')", ["test_price"], "test_price: skipped, was passed"),
        (
            "amount * 2",
            "__import__('pytest').exit('no', 0)",
            ["test_price", "test_total"],
            "not run to its end",
        ),
    ],
)
def test_every_deviation_fails_with_its_reason(confined, plan, old, new, names, reason):
    evidence = run_tests(
        plan,
        confined,
        ids=[f"test_shop.py::{name}" for name in names],
        overlay={"shop.py": SHOP.replace(old, new)},
        deadline_seconds=120,
    )
    assert evidence.gate is Gate.FAILED
    assert reason in evidence.reason


@needs_sandbox
def test_only_the_wanted_tests_run(confined, plan):
    broken = SHOP.replace("amount * 2", "amount * 3")
    wanted = ["test_shop.py::test_first_use"]
    evidence = run_tests(plan, confined, ids=wanted, overlay={"shop.py": broken}, deadline_seconds=120)
    assert (evidence.gate, evidence.tests) == (Gate.PASSED, 1)


@needs_sandbox
def test_an_endless_candidate_fails_for_time(confined, plan):
    endless = SHOP.replace("return amount * 2", "while True: pass")
    evidence = run_tests(
        plan, confined, ids=["test_shop.py::test_price"], overlay={"shop.py": endless}, deadline_seconds=3
    )
    assert evidence.gate is Gate.FAILED
    assert "did not end in their time" in evidence.reason


def test_no_test_means_unknown(plan, suite):
    evidence = run_tests(plan, suite, ids=(), overlay={}, deadline_seconds=5)
    assert evidence.gate is Gate.UNKNOWN


@pytest.mark.parametrize(
    ("texts", "command", "reason"),
    [
        (
            {"test_a": "def test_a():\n    assert 1 == 2\n"},
            "pytest",
            "fail twice on the untouched source: test_a.py::test_a",
        ),
        ({"test_a": "import nowhere\n"}, "pytest", "cannot be collected"),
        ({"one": ""}, "pytest", "collected no test"),
        ({"test_a": "def test_a(): pass\n"}, "pytest --no-such-option", "left no report"),
        ({"one": ""}, "false", "ends with status 1 twice"),
        ({"one": ""}, "no-such-program-at-all", "cannot be started"),
    ],
)
def test_a_baseline_that_proves_nothing_is_refused(tmp_path, texts, command, reason):
    with pytest.raises(TestsFailError) as caught:
        run_baseline(lay(tmp_path, **texts), command)
    assert reason in str(caught.value)
    assert caught.value.exit_status == 3


def test_tests_without_end_are_refused(tmp_path):
    with pytest.raises(TestsFailError, match="did not end within"):
        run_baseline(lay(tmp_path, test_a="def test_a():\n    while True: pass\n"), deadline_seconds=2)


@pytest.mark.parametrize("command", ["", "  ", "A=1", "pytest 'oops"])
def test_a_command_that_says_nothing_is_a_usage_error(tmp_path, command):
    with pytest.raises(UsageError, match="--tests"):
        run_baseline(tmp_path, command)


@needs_sandbox
def test_another_command_counts_as_a_whole(tmp_path):
    text = (
        "import unittest, shop\nclass T(unittest.TestCase):\n    def test(self): assert shop.price(1) == 2\n"
    )
    folder = lay(tmp_path, shop=SHOP, test_shop=text)
    suite = run_baseline(folder, "python -m unittest")
    assert suite.ids == (WHOLE_COMMAND,)
    assert reaching(suite, region("def unused")) == (WHOLE_COMMAND,)
    assert seen_to_reach(suite, region("def unused")) == ()
    plan = SandboxPlan(python=Path(sys.executable), project=folder, workspace=folder)
    suite = confined_baseline(plan, suite, deadline_seconds=60)
    assert suite.excluded == {}
    same = run_tests(plan, suite, ids=None, overlay={}, deadline_seconds=60)
    broken = SHOP.replace("amount * 2", "amount * 3")
    other = run_tests(plan, suite, ids=(WHOLE_COMMAND,), overlay={"shop.py": broken}, deadline_seconds=60)
    assert same.gate is Gate.PASSED
    assert other.gate is Gate.FAILED
    assert "status 1" in other.reason


@needs_sandbox
def test_a_file_that_the_sandbox_cannot_import_costs_its_own_tests_only(tmp_path):
    folder = lay(
        tmp_path,
        test_inside="def test_inside(): pass\n",
        test_outside="import os\nos.environ['OUTSIDE']\ndef test_outside(): pass\n",
    )
    suite = run_baseline(folder, "pytest test_inside.py test_outside.py")
    plan = SandboxPlan(python=Path(sys.executable), project=folder, workspace=folder)
    suite = confined_baseline(plan, suite, deadline_seconds=60)
    assert suite.ids == ("test_inside.py::test_inside",)
    assert list(suite.excluded) == ["test_outside.py::test_outside"]
    assert run_tests(plan, suite, ids=None, overlay={}, deadline_seconds=60).gate is Gate.PASSED
