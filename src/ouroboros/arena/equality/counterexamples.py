"""The smallest call that tells a candidate from the original: a differing one, made ever simpler."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from ouroboros.arena.equality.call_book import CallBook
from ouroboros.arena.equality.float_tolerance import deviation
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.arena.sandboxing.side_by_side import observing
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import Observation, Outcome
from ouroboros.records.hotspot import RecordedCall

_AT_ONCE = 48
"""Simpler calls that are tried in one pair of arms."""
_PATIENCE_SECONDS = 0.25
"""Wall seconds that one arm gets for them."""
_LAST_SECONDS = 2.0
"""Wall seconds for the last words about the call that was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterexample:
    """One call that original and candidate answer differently, each in a fresh process."""

    call: RecordedCall
    expected: Observation = field(repr=False)
    got: Observation = field(repr=False)
    arguments: str = ""
    """The call as somebody would type it."""


def shrunk(
    sandbox: Sandbox,
    book: CallBook,
    texts: Mapping[str, str],
    call: RecordedCall,
    *,
    seconds: float,
) -> Counterexample | None:
    """Make ``call`` simpler for as long as original and candidate differ on it.

    Args:
        sandbox: forks the arms.
        book: names the modules to load in each, and says what makes a difference.
        texts: the candidate, path → text.
        call: a call on which the two were seen to differ.
        seconds: wall seconds to spend, roughly; the arms of one more step may be on their way.

    Returns:
        The simplest call found; ``None`` when the difference does not show in ``call`` alone (it came of
        earlier calls, or does not repeat).

    """
    deadline = time.monotonic() + seconds
    versions: tuple[Mapping[str, str], ...] = ({}, texts, {})
    try:
        first = _differing(sandbox, versions, book, [call])
        if first is None:
            return None
        found = first
        with sandbox.arm({}, book.modules) as teller:
            while True:
                steps, words = teller.smaller(found.call, count=_AT_ONCE, deadline_seconds=_LAST_SECONDS)
                found = replace(found, arguments=words)
                first = first if first.arguments else found
                if time.monotonic() > deadline:
                    break
                simpler = _differing(sandbox, versions[:2], book, steps) if steps else None
                if simpler is None:
                    break
                found = simpler
        # The steps shared a process with those before them: the last one has to stand alone.
        return found if found is first or _differing(sandbox, versions, book, [found.call]) else first
    except SandboxDiedError:
        return None


def _differing(
    sandbox: Sandbox,
    versions: Sequence[Mapping[str, str]],
    book: CallBook,
    calls: Sequence[RecordedCall],
) -> Counterexample | None:
    """The first of ``calls`` on which original and candidate differ.

    ``versions`` are the original, the candidate, and once more the original where it has to repeat itself.
    What either fails to answer at all is no difference here: it may be a matter of time.
    """
    with ExitStack() as arms:
        original, *others = [arms.enter_context(sandbox.arm(texts, book.modules)) for texts in versions]
        waiting = [
            arms.enter_context(observing(arm, calls, deadline_seconds=_PATIENCE_SECONDS)) for arm in others
        ]
        expected = original.observe(calls, deadline_seconds=_PATIENCE_SECONDS).observations
        got, *again = [wait().observations for wait in waiting]
    for index, call in enumerate(calls):
        answers = (expected[index], got[index], *(each[index] for each in again))
        if any(answer.outcome is Outcome.LOST for answer in answers):
            continue
        if any(each[index].digest != expected[index].digest for each in again):
            continue
        if deviation(expected[index], got[index], book.tolerance) == math.inf:
            return Counterexample(call=call, expected=expected[index], got=got[index])
    return None
