"""The last gate: the whole workload on the original and on the winners' files, side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from statistics import median

from ouroboros.arena.sandboxing.commands import CommandOutcome, run_confined
from ouroboros.arena.timing.benchmark import measurement, other_clock_agrees
from ouroboros.arena.timing.machine_code import MachineCode, compiles
from ouroboros.arena.timing.pairs import PairTiming
from ouroboros.coordination.session import Session
from ouroboros.coordination.warm_arena import Arena
from ouroboros.records.event import Stage
from ouroboros.records.evidence import LEAST_PAIRS, Gate
from ouroboros.records.verdict import WorkloadOutcome

_PAIRS_WITHOUT_TIME = 3
_PAIRS_THAT_DECIDE = 8
"""Where nothing else timed what is new: seven are the least whose agreement leaves p < 0.01."""
MOST_RUNS = 2 + 2 * LEAST_PAIRS
"""Of the workload, at most, in one gate."""


def whole_workload(
    session: Session,
    arena: Arena,
    texts: Mapping[str, str],
    *,
    beside: Mapping[str, str] | None = None,
    every_pair: bool = False,
    by_wall: bool = False,
) -> tuple[WorkloadOutcome | None, str]:
    """Run the workload on the original and on the merged files, in turn, in random order.

    Args:
        session: says which workload, and how long it may take.
        arena: where it runs, confined.
        texts: complete new text of every changed file, by path.
        by_wall: whether the clock on the wall decides, because a winner works on several processors.
        beside: what they are measured against; without it, the original. It has been seen to print the same.
        every_pair: whether more pairs are run, and all of them although the budget is spent, for nothing else
            timed the files.

    Returns:
        What was measured, if anything, and why the files must not ship, or ``""``.

    """
    overlays: tuple[Mapping[str, str], Mapping[str, str]] = (beside or {}, texts)
    # The first run warms the file cache and shows what should be printed.
    first = _run_workload(session, arena, overlays[0])
    if first.exit_status or first.timed_out:
        session.note("the workload cannot run inside the sandbox (it has no network); not re-measured")
        return None, ""
    compiled = MachineCode()
    answers: list[CommandOutcome] = []
    if compiles(texts):
        # A program is compiled once, not in every run: that run's time is told and not counted.
        session.say(Stage.COMBINE, "whole workload, first run of the compiled functions")
        answers.append(_run_workload(session, arena, texts, compiled))
        compiled = answers[0].compiled
    comparable = True
    notes: list[str] = []
    pairs: list[PairTiming] = []
    seconds: tuple[list[float], list[float]] = ([], [])
    wanted = _PAIRS_THAT_DECIDE if every_pair else LEAST_PAIRS
    while len(pairs) < wanted:
        if len(pairs) >= _PAIRS_WITHOUT_TIME and not (every_pair or session.clock.left_seconds):
            notes.append(f"budget spent: the workload's interval is the range of {len(pairs)} pairs")
            break
        session.say(Stage.COMBINE, f"whole workload, pair {len(pairs) + 1} of {wanted}")
        sides = [0, 1]
        session.rng.shuffle(sides)
        ran = {
            side: _run_workload(session, arena, overlays[side], compiled if side else None) for side in sides
        }
        answers.append(ran[1])
        for answer in answers:
            if answer.exit_status != first.exit_status or answer.timed_out:
                return None, f"the workload ends with status {answer.exit_status}: {answer.output[-300:]}"
        if comparable and ran[0].output_digest != first.output_digest:
            comparable = False
            notes.append("the workload never prints the same twice; its output was not compared")
        if comparable and any(answer.output_digest != first.output_digest for answer in answers):
            return None, "the workload prints something else"
        pairs.append(
            PairTiming(
                cpu=math.log(ran[0].cpu_seconds / ran[1].cpu_seconds),
                wall=math.log(ran[0].wall_seconds / ran[1].wall_seconds),
                by_wall=by_wall,
            )
        )
        for side in sides:
            seconds[side].append(ran[side].wall_seconds if by_wall else ran[side].cpu_seconds)
    timed = measurement(pairs, margin=0.0, decided=Gate.UNKNOWN)
    if compiled.sizes:
        extra = (answers[0].wall_seconds if by_wall else answers[0].cpu_seconds) - median(seconds[1])
        notes.append(
            f"the first run after this change compiles for {max(0.0, extra):.1f} s; the workload's figures "
            "are those of later runs, which find the machine code"
        )
    decided = Gate.PASSED if timed.low > 1 else Gate.FAILED if timed.high < 1 else Gate.UNKNOWN
    outcome = WorkloadOutcome(
        before_seconds=min(seconds[0]),
        after_seconds=min(seconds[1]),
        measurement=replace(timed, decided=decided),
        output_compared=comparable,
        notes=tuple(notes),
    )
    if decided is Gate.FAILED:
        return outcome, f"the whole workload gets slower ({timed.speedup:.3f}x)"
    if by_wall and not other_clock_agrees(timed):
        return outcome, f"the whole workload takes much more processor time ({timed.processor_speedup:.3f}x)"
    return outcome, ""


def _run_workload(
    session: Session, arena: Arena, texts: Mapping[str, str], compiled: MachineCode | None = None
) -> CommandOutcome:
    return run_confined(
        arena.plan,
        session.settings.workload,
        overlay=texts,
        deadline_seconds=session.settings.workload_timeout_seconds,
        extra_environment={},
        collect=(),
        compiled=compiled,
    )
