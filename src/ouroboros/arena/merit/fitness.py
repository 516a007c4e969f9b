"""All figures of one candidate against the original: measured in the same run, or absent with a reason.

Only *performance* comes with an interval; it is the measurement that decides. The others are single
observations beside it, of the same calls: time and memory inside arms of their own (a candidate that bends
them gains points in a secondary objective, no more), processor time from outside, code from its text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ouroboros.arena.closed_world.security import security_of
from ouroboros.arena.merit.code_quality import changed_code
from ouroboros.arena.merit.energy import COUNTED, MODEL, MODEL_WATTS, EnergyCounters
from ouroboros.arena.sandboxing.sandbox import Arm, Sandbox
from ouroboros.arena.timing.pairs import Contest
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import CallCosts, Evidence, Gate
from ouroboros.records.fitness import Better, FitnessDetail, FitnessMetric, FitnessScore, FitnessValue
from ouroboros.records.hotspot import RecordedCall

_CALLS_SECONDS = 0.1
"""Calls that take about this long on the original are measured; the rest is left out."""
_ROUNDS = 3
_STRETCHES = 2
_COUNTED_SECONDS = 0.05
"""Counters of energy change about every millisecond: a shorter stretch would be guessed."""
_FLOOR_SECONDS = 1e-9
_STRETCH_SECONDS = 0.008
_GENEROUSLY = 1.3
"""So much longer than it has to be: the next stretch may be quicker than the last one."""
_MOST_BYTES = 8 * 2**20
_LATER = "measured for confirmed winners only"
_UNITS = {
    FitnessMetric.PERFORMANCE: ("times as fast", Better.HIGHER),
    FitnessMetric.MEMORY: ("bytes, at most in one call", Better.LOWER),
    FitnessMetric.CORRECTNESS: ("% agreeing", Better.HIGHER),
    FitnessMetric.THROUGHPUT: ("calls per CPU second", Better.HIGHER),
    FitnessMetric.LATENCY: ("seconds per call, p95", Better.LOWER),
    FitnessMetric.ENERGY: ("J per call", Better.LOWER),
    FitnessMetric.CODE_QUALITY: ("paths through the code", Better.LOWER),
    FitnessMetric.MAINTAINABILITY: ("points of 100", Better.HIGHER),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The best timed stretch of one version, with what the processor used meanwhile."""

    calls: int
    cpu_seconds: float
    joules: float | None
    """``None`` where no counter can be read, or the stretch was too short for it."""

    @property
    def rank(self) -> tuple[bool, float]:
        """Smaller is better: energy was counted, then the less processor time for a call."""
        return self.joules is None, self.cpu_seconds / self.calls


def screened_fitness(
    sandbox: Sandbox, contest: Contest, evidence: Evidence, known: FitnessScore | None
) -> FitnessScore:
    """What the tournament needs: gain, correctness, memory, code and security. Two arms at most.

    Args:
        sandbox: where the arms are forked.
        contest: the screening contest, as it was calibrated.
        evidence: of a candidate that passed replay, screening and tests.
        known: fitness of the candidate's parent; its memory of the original is not measured again.

    """
    later = (FitnessMetric.THROUGHPUT, FitnessMetric.LATENCY, FitnessMetric.ENERGY)
    memory = _memory(sandbox, contest, known.value(FitnessMetric.MEMORY) if known else None)
    return _score(evidence, (memory, *(_absent(metric, _LATER) for metric in later)))


def confirmed_fitness(
    sandbox: Sandbox, contest: Contest, evidence: Evidence, counters: EnergyCounters | None
) -> FitnessScore:
    """Every figure of a confirmed winner, against the original.

    Args:
        sandbox: where the arms are forked, six of them.
        contest: the confirmation's contest, as it was calibrated.
        evidence: with its confirmation.
        counters: the machine's energy counters, if it has any.

    """
    memory = _memory(sandbox, contest, None)
    latency = _latency(sandbox, contest)
    return _score(evidence, (memory, latency, *_throughput_and_energy(sandbox, contest, counters)))


def _score(evidence: Evidence, measured: Sequence[FitnessValue]) -> FitnessScore:
    """All values in the order of the metrics."""
    before, after = evidence.candidate.region.file.text, evidence.candidate.text
    values = (_performance(evidence), *measured, _correctness(evidence), *_code(before, after))
    order = list(FitnessMetric)
    return FitnessScore(
        values=tuple(sorted(values, key=lambda value: order.index(value.metric))),
        security=security_of(before, after, keeps_state=evidence.candidate.keeps_state),
    )


def _value(
    metric: FitnessMetric,
    original: float,
    candidate: float,
    method: str,
    details: Iterable[tuple[str, float, float]] = (),
) -> FitnessValue:
    unit, better = _UNITS[metric]
    return FitnessValue(
        metric=metric,
        unit=unit,
        better=better,
        original=float(original),
        candidate=float(candidate),
        method=method,
        details=tuple(FitnessDetail(name=name, original=old, candidate=new) for name, old, new in details),
    )


def _absent(metric: FitnessMetric, why: str) -> FitnessValue:
    unit, better = _UNITS[metric]
    return FitnessValue(metric=metric, unit=unit, better=better, absent=why)


def _performance(evidence: Evidence) -> FitnessValue:
    timed = evidence.confirmation or evidence.screening
    if timed is None or not math.isfinite(timed.speedup):
        return _absent(FitnessMetric.PERFORMANCE, "it was not timed")
    method = f"{timed.clock}, {timed.pairs} interleaved pairs"
    interval = (("low", 1.0, timed.low), ("high", 1.0, timed.high))
    return _value(FitnessMetric.PERFORMANCE, 1.0, timed.speedup, method, interval)


def _correctness(evidence: Evidence) -> FitnessValue:
    """All or nothing: a gate that passed compared every call, one that did not ends the candidate."""
    replay, tests = evidence.replay, evidence.tests
    gates = [each.gate for each in (replay, tests) if each is not None]
    if not gates or any(gate is not Gate.PASSED for gate in gates):
        return _absent(FitnessMetric.CORRECTNESS, "not every comparison passed, or none was made")
    calls = replay.recorded_calls + replay.generated_calls if replay else 0
    method = f"calls replayed: {calls}, tests: {tests.tests if tests else 0}; all of them have to agree"
    return _value(FitnessMetric.CORRECTNESS, 100.0, 100.0, method)


def _code(before: str, after: str) -> tuple[FitnessValue, FitnessValue]:
    found = changed_code(before, after)
    if isinstance(found, str):
        return _absent(FitnessMetric.CODE_QUALITY, found), _absent(FitnessMetric.MAINTAINABILITY, found)
    old, new = found
    return (
        _value(
            FitnessMetric.CODE_QUALITY,
            old.complexity,
            new.complexity,
            "cyclomatic complexity of the changed functions, summed (lizard)",
        ),
        _value(
            FitnessMetric.MAINTAINABILITY,
            old.maintainability,
            new.maintainability,
            "maintainability index of the changed functions",
            (("lines", old.lines, new.lines),),
        ),
    )


def _memory(sandbox: Sandbox, contest: Contest, known: FitnessValue | None) -> FitnessValue:
    """Memory of both versions; of the candidate alone where the original's is ``known``."""
    metric = FitnessMetric.MEMORY
    if known is not None and known.original is None:
        return known
    try:
        old = (
            _memory_of(_memory_costs(sandbox, contest, 0))
            if known is None or known.original is None
            else {"peak": known.original, **{each.name: each.original or 0.0 for each in known.details}}
        )
    except SandboxDiedError as error:
        return _absent(metric, f"the original cannot be measured: {error}")
    try:
        new = _memory_of(_memory_costs(sandbox, contest, 1))
    except SandboxDiedError as error:
        return _absent(metric, f"the candidate cannot be measured: {error}")
    return _value(
        metric,
        old["peak"],
        new["peak"],
        "tracemalloc inside an arm of its own, warmed up; memory that C libraries take is not seen",
        ((name, old[name], new[name]) for name in ("kept", "kept blocks")),
    )


def _memory_of(costs: CallCosts) -> dict[str, float]:
    return {
        "peak": float(costs.peak_bytes),
        "kept": float(costs.kept_bytes),
        "kept blocks": float(costs.kept_blocks),
    }


def _latency(sandbox: Sandbox, contest: Contest) -> FitnessValue:
    rounds = 1 if contest.keeps_state or contest.long else _ROUNDS
    try:
        old, new = _latencies(sandbox, contest, rounds)
    except SandboxDiedError as error:
        return _absent(FitnessMetric.LATENCY, f"it cannot be measured: {error}")
    return _value(
        FitnessMetric.LATENCY,
        percentile(old, 95),
        percentile(new, 95),
        f"wall clock inside an arm of its own, {len(old)} calls, each the quickest of {rounds}",
        ((f"p{rank}", percentile(old, rank), percentile(new, rank)) for rank in (50, 99)),
    )


def _latencies(sandbox: Sandbox, contest: Contest, rounds: int) -> list[list[float]]:
    """(2, n) wall seconds of each call on both versions, made in turn: what else runs disturbs both alike."""
    calls = _affordable(contest.calls)
    best = [[math.inf] * len(calls), [math.inf] * len(calls)]
    arms: list[Arm] = []
    try:
        arms += [_opened(sandbox, contest, 0)]
        arms += [_opened(sandbox, contest, 1)]
        for number in range(rounds):
            for side, arm in enumerate(arms):
                arm.prepare(calls, repeats=1, warm_up=rounds > 1 and number == 0)
                told = arm.cost(memory=False).latencies
                if len(told) != len(calls):
                    raise SandboxDiedError("it timed another number of calls than were made")
                best[side] = [min(pair) for pair in zip(best[side], told, strict=True)]
    finally:
        for arm in arms:
            arm.close()
    return best


def percentile(values: Sequence[float], rank: float) -> float:
    """The smallest value that at least ``rank`` per cent of ``values`` do not exceed (nearest rank).

    Args:
        values: (n,) figures, n >= 1, in any order.
        rank: in (0, 100].

    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * rank / 100) - 1)]


def _throughput_and_energy(
    sandbox: Sandbox, contest: Contest, counters: EnergyCounters | None
) -> tuple[FitnessValue, FitnessValue]:
    metrics = FitnessMetric.THROUGHPUT, FitnessMetric.ENERGY
    try:
        old, new = _stretches(sandbox, contest, counters)
    except SandboxDiedError as error:
        why = f"it cannot be measured: {error}"
        return _absent(metrics[0], why), _absent(metrics[1], why)
    throughput = _value(
        metrics[0],
        old.calls / old.cpu_seconds,
        new.calls / new.cpu_seconds,
        "processor seconds read from outside, the best stretch of each version",
    )
    if old.joules is not None and new.joules is not None:
        return throughput, _value(metrics[1], old.joules / old.calls, new.joules / new.calls, COUNTED)
    modelled = [MODEL_WATTS * each.cpu_seconds / each.calls for each in (old, new)]
    return throughput, _value(metrics[1], modelled[0], modelled[1], MODEL)


def _stretches(
    sandbox: Sandbox, contest: Contest, counters: EnergyCounters | None
) -> tuple[Stretch, Stretch]:
    """Run both versions in turn and keep the best stretch of each.

    The first stretch says how often the calls have to be made for the next one to be long enough.
    """
    arms: list[Arm] = []
    best: dict[int, Stretch] = {}
    once = contest.keeps_state or contest.long
    enough = _COUNTED_SECONDS if counters else _STRETCH_SECONDS
    most = max(contest.repeats, _MOST_BYTES // (sum(len(call.payload) for call in contest.calls) + 1))
    repeats = [contest.repeats, contest.repeats]
    try:
        arms += [_opened(sandbox, contest, 0)]
        arms += [_opened(sandbox, contest, 1)]
        for _ in range(1 if once else _STRETCHES):
            for side, arm in enumerate(arms):
                arm.prepare(contest.calls, repeats=repeats[side], warm_up=not once)
                before = counters.read() if counters else None
                timing = arm.run()
                used = counters.joules_since(before) if counters and before is not None else None
                stretch = Stretch(
                    calls=len(contest.calls) * repeats[side],
                    cpu_seconds=max(timing.cpu_seconds, _FLOOR_SECONDS),
                    joules=used if timing.wall_seconds >= _COUNTED_SECONDS else None,
                )
                if side not in best or stretch.rank < best[side].rank:
                    best[side] = stretch
                times = _GENEROUSLY * enough / max(timing.wall_seconds, _FLOOR_SECONDS)
                repeats[side] = min(most, max(repeats[side], math.ceil(repeats[side] * times)))
    finally:
        for arm in arms:
            arm.close()
    return best[0], best[1]


def _memory_costs(sandbox: Sandbox, contest: Contest, side: int) -> CallCosts:
    """Memory of a few calls of one version, warm unless they are long, but not on calls that it remembers."""
    arm = _opened(sandbox, contest, side)
    try:
        cold = contest.keeps_state or contest.long
        arm.prepare(_affordable(contest.calls), repeats=1, warm_up=not cold)
        return arm.cost(memory=True)
    finally:
        arm.close()


def _opened(sandbox: Sandbox, contest: Contest, side: int) -> Arm:
    """An arm of the original (0) or the candidate (1), warmed up on other calls where it keeps something."""
    overlay = (contest.original, contest.candidate)[side]
    arm = sandbox.arm(overlay, contest.modules, compiled=contest.compiled[side])
    try:
        if arm.load_error:
            raise SandboxDiedError(f"does not load: {arm.load_error}")
        if contest.keeps_state and contest.warming:
            arm.prepare(contest.warming, repeats=0)
    except SandboxDiedError:
        arm.close()
        raise
    return arm


def _affordable(calls: Sequence[RecordedCall]) -> tuple[RecordedCall, ...]:
    """Calls, in order, that take ``_CALLS_SECONDS`` together; where every one takes longer, the quickest."""
    chosen: list[RecordedCall] = []
    left = _CALLS_SECONDS
    for call in calls:
        if call.seconds <= left:
            chosen.append(call)
            left -= call.seconds
    return tuple(chosen) or (min(calls, key=lambda call: call.seconds),)
