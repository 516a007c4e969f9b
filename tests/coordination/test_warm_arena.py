"""The arena starts its warm tests when the first candidate needs them, and ends them with itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from ouroboros.arena.sandboxing.isolation import SandboxLevel, probe
from ouroboros.arena.sandboxing.sandbox_plan import SandboxPlan
from ouroboros.arena.testing.suite import baseline
from ouroboros.coordination.warm_arena import Arena
from ouroboros.records.evidence import Gate


class _Session:
    settings = SimpleNamespace(tests_timeout_seconds=60.0)

    def __init__(self):
        self.notes = []

    def say(self, *_):
        """Nobody listens."""

    def note(self, text):
        self.notes.append(text)


@pytest.mark.skipif(probe().level < SandboxLevel.FULL, reason="this machine offers no full sandbox")
def test_candidates_are_tried_warm_until_the_arena_closes(tmp_path):
    (tmp_path / "shop.py").write_text("def price(amount):\n    return amount * 2\n")
    (tmp_path / "test_shop.py").write_text(
        "import shop\n\n\ndef test_price():\n    assert shop.price(2) == 4\n"
    )
    suite = baseline(
        "python -m pytest -q",
        workspace=tmp_path,
        working_directory=".",
        python=Path(sys.executable),
        environment={"PATH": os.defpath},
        deadline_seconds=60,
    )
    plan = SandboxPlan(python=Path(sys.executable), project=tmp_path, workspace=tmp_path)
    session = _Session()
    with Arena.opened(session, plan, suite) as arena:
        tests = arena._tests
        assert tests._server is None
        for text in ("amount + amount", "amount << 1"):
            overlay = {"shop.py": f"def price(amount):\n    return {text}\n"}
            evidence = arena.run_tests(ids=suite.ids, overlay=overlay, deadline_seconds=30)
            assert evidence.gate is Gate.PASSED
        assert (tests.warm_passes, tests.fresh_runs) == (2, 0)
        wrong = {"shop.py": "def price(amount):\n    return amount\n"}
        evidence = arena.run_tests(ids=suite.ids, overlay=wrong, deadline_seconds=30)
        assert evidence.gate is Gate.FAILED
    assert tests._server is None
    assert session.notes == []


def test_without_tests_nothing_is_known(tmp_path):
    plan = SandboxPlan(python=Path(sys.executable), project=tmp_path, workspace=tmp_path)
    evidence = Arena(plan=plan, suite=None).run_tests(ids=(), overlay={}, deadline_seconds=1)
    assert evidence.gate is Gate.UNKNOWN
