"""Guesses among a region's candidates: a few calls drop most, the rest have more to show than others."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from ouroboros.arena.equality.call_book import INVENTED, CallBook
from ouroboros.arena.equality.conjecture_proof import proven
from ouroboros.arena.equality.replay import check
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.errors import SandboxDiedError
from ouroboros.operators.lifting.type_guards import recorded_type
from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.evidence import Gate, ReplayEvidence
from ouroboros.records.hotspot import TypeProfile
from ouroboros.records.source import GenomeRegion

MORE_CALLS = 4
"""So many times more calls are generated where a guess is to be proven."""
_QUICK = 8
"""Recorded calls, and generated ones, that drop a wrong guess."""


def kinds_of(region: GenomeRegion, types: TypeProfile) -> tuple[str, ...]:
    """The recorded type of each parameter of a module's function; "" where there is no single plain one."""
    for node in ast.parse(region.file.text).body:
        if isinstance(node, ast.FunctionDef) and node.name == region.qualname:
            names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            return tuple(recorded_type(types.parameters.get(name, {})) for name in names)
    return ()


def sieved(
    sandbox: Sandbox, book: CallBook, candidates: Sequence[MutationCandidate], left: Callable[[], bool]
) -> list[MutationCandidate]:
    """The candidates, in their order, without the guesses that a few calls show to be wrong.

    Args:
        sandbox: forks an arm for each guess.
        book: the calls of their region.
        candidates: guesses and others.
        left: whether there is time to go on; guesses that nobody looked at are dropped.

    """
    recorded = sorted(
        (call for call in book.calls if call.origin not in INVENTED), key=lambda call: call.seconds
    )
    quick = {id(call) for call in recorded[:_QUICK]}
    quick |= {id(call) for call in [call for call in book.calls if call.origin in INVENTED][:_QUICK]}
    asked = [
        (call, answer) for call, answer in zip(book.calls, book.expected, strict=True) if id(call) in quick
    ]

    def stays(candidate: MutationCandidate) -> bool:
        if not candidate.conjecture or candidate.parents:
            return True
        try:
            with sandbox.arm({candidate.region.file.path: candidate.text}, book.modules) as arm:
                seen = arm.observe(
                    [call for call, _ in asked],
                    deadline_seconds=book.deadline_seconds,
                    expected=[answer for _, answer in asked],
                    tolerance=book.tolerance,
                )
        except SandboxDiedError:
            return False
        return not seen.lost

    return [
        candidate for candidate in candidates if not candidate.conjecture or (left() and stays(candidate))
    ]


def replayed(
    sandbox: Sandbox, book: CallBook, candidate: MutationCandidate, *, tested: bool, kinds: Sequence[str]
) -> ReplayEvidence:
    """Replay of the book; of a guess that passes it, what exhaustive small calls say besides."""
    replay = check(sandbox, book, candidate, tested=tested)
    if not candidate.conjecture or replay.gate is not Gate.PASSED:
        return replay
    return proven(sandbox, book, candidate, replay, kinds)
