"""Faults that are put into an original on purpose."""

import ast
import random
from dataclasses import replace
from types import SimpleNamespace

import pytest

from ouroboros.arena.equality.call_book import CallBook
from ouroboros.arena.equality.deliberate_faults import faults, strength
from ouroboros.arena.sandboxing.arms import ObservedCalls
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import Observation, Outcome
from ouroboros.records.hotspot import RecordedCall
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span

TEXT = '''"""Grüße."""
LIMIT = 3


def kept(values, limit=LIMIT):
    found = []
    for value in values:  # ü
        if value < limit and value:
            found.append("ä" + value * 2)
        else:
            continue
    return found
'''


def lines_of(text):
    return faults(text, 5, 12)


def test_every_fault_is_another_program_that_still_parses() -> None:
    found = lines_of(TEXT)
    trees = {ast.dump(ast.parse(fault.text)) for fault in found}
    assert len(trees) == len(found) >= 8
    assert ast.dump(ast.parse(TEXT)) not in trees


@pytest.mark.parametrize(
    "changed",
    [
        "if (value <= limit) and value:",
        "if (value < limit or value):",
        "if (not (value < limit and value)):",
        'found.append(("ä" - value * 2))',
        'found.append("ä" + (value + 2))',
        'found.append("ä" + value * (2 + 1))',
        "            break\n",
        "            pass\n",
        "    return None\n",
    ],
)
def test_kinds(changed) -> None:
    assert any(changed in fault.text for fault in lines_of(TEXT))


def test_nothing_outside_the_region_changes() -> None:
    for fault in lines_of(TEXT):
        assert fault.text.startswith(TEXT[: TEXT.index("    found")])
        assert 5 <= fault.line <= 12


def test_a_region_without_places_has_no_faults() -> None:
    assert faults("def f(x):\n    return\n", 1, 2) == []


class _Arm:
    load_error = ""

    def __init__(self, answers):
        self._answers = answers

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        pass

    def observe(self, _calls, **_how):
        return self._answers


def _observed(digest):
    return ObservedCalls(
        observations=(Observation(outcome=Outcome.RETURNED, digest=digest),),
        state=Observation(outcome=Outcome.RETURNED, digest="state"),
    )


def _book():
    file = SourceFile(path="m.py", module="m", text=TEXT)
    region = GenomeRegion(
        file=file,
        qualname="kept",
        kind=RegionKind.FUNCTION,
        span=Span(start=0, end=len(TEXT), first_line=5, last_line=12),
    )
    return SimpleNamespace(
        region=region,
        modules=("m",),
        calls=(RecordedCall(function="m:kept", payload=b""),),
        expected=(),
        answers=_observed("right"),
        tolerance=None,
        seconds=0.0,
    )


class _Sandbox:
    """Answers rightly for the original and for some wrong versions; after ``lives`` arms it is gone."""

    def __init__(self, overlooks=(), lives=1000):
        self.overlooks, self.lives = overlooks, lives

    def arm(self, overlay, _modules):
        self.lives -= 1
        if self.lives < 0:
            raise SandboxDiedError("the sandbox ended")
        right = overlay["m.py"] == TEXT or any(part in overlay["m.py"] for part in self.overlooks)
        return _Arm(_observed("right" if right else "wrong"))


def test_what_was_noticed_and_what_was_not_is_told_with_its_line() -> None:
    every = len(lines_of(TEXT))
    told = strength(_Sandbox(overlooks=("value <= limit",)), _book(), random.Random(1))
    assert told.sound
    assert told.tried == min(12, every)
    assert told.possible == every
    assert told.overlooked == ("line 8: value < limit → (value <= limit)",)


def test_a_sandbox_that_dies_on_the_way_has_noticed_nothing() -> None:
    """Every version seems to be noticed then, the untouched original among them."""
    told = strength(_Sandbox(lives=3), _book(), random.Random(1))
    assert told.noticed == told.tried
    assert not told.sound


class _Counting(_Sandbox):
    """Says how often each book was made on a wrong version, by the number of its calls."""

    def __init__(self, *arguments, **facts):
        super().__init__(*arguments, **facts)
        self.made = []

    def arm(self, overlay, modules):
        arm = super().arm(overlay or {"m.py": TEXT}, modules)
        tell = arm.observe

        def observe(calls, **how):
            if overlay:
                self.made.append(len(calls))
            told = tell(calls, **how)
            return replace(told, observations=told.observations * len(calls))

        arm.observe = observe
        arm.kill = lambda: None
        return arm


def test_slow_calls_are_made_only_where_quick_ones_overlook_a_fault() -> None:
    slow = RecordedCall(function="m:kept", payload=b"s", seconds=0.5)
    quick = RecordedCall(function="m:kept", payload=b"q", origin="generated")
    answers = replace(_observed("right"), observations=_observed("right").observations * 3)
    book = CallBook(
        region=_book().region,
        modules=("m",),
        calls=(slow, quick, quick),
        expected=answers.observations,
        state=answers.state,
        screening=(slow,),
        confirming=(slow,),
        seconds=0.5,
    )
    sandbox = _Counting(overlooks=("value <= limit",))
    told = strength(sandbox, book, random.Random(1))
    assert told.sound
    assert len(told.overlooked) == 1
    # One fault, and the untouched original at the end, are held against the slow call as well.
    assert sorted(sandbox.made) == [2] * (told.tried + 1) + [3, 3]
