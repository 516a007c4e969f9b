"""Original against candidate, interleaved, timed by a clock that the candidate cannot reach.

A *pair* is one fresh arm of the original and one of the candidate, started in random order, prepared with
the same calls, and run in turn, in random order, a few times each; the best of each arm counts. Processor
time is read from outside the confined process, so a candidate cannot bend it.
"""

from __future__ import annotations

import math
import pickletools
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from statistics import median

from ouroboros.arena.lasting_state import lasting_state_of
from ouroboros.arena.machine_code import MachineCode
from ouroboros.arena.sandbox import Arm, Sandbox
from ouroboros.arena.significance import EProcess, estimate, even_part
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import Gate, Measurement, Timing
from ouroboros.records.hotspot import RecordedCall

_STRETCH_SECONDS = 0.008
"""A timed stretch should last this long: reading the clock from outside costs some ten microseconds."""
_TELLING_SECONDS = 0.04
_LEAST_TOLD = 8
_MAX_REPEATS = 400
_MAX_PREPARED_BYTES = 32 * 2**20
_PASSES = 3
_LONG_STRETCH_SECONDS = 0.03
"""A stretch as long as this needs neither repetition nor warming up to be timed well."""
_FUTILITY_PAIRS = 6
"""After this many pairs a candidate that looks no faster than the margin is not worth more time."""
_RACING_MARGIN = 0.1
"""How far behind, in log ratio, a candidate is clearly behind."""
_FLOOR_SECONDS = 1e-7
_WARMING_CALLS = 24
_WARMING_SEEN = 500
_OPCODES_SEEN = 500
_HOPELESS_PAIRS = 3
_HOPELESS = -0.3
"""Log ratio so bad that three pairs are enough to give up."""
_DEFERRED_SECONDS = 0.002
_ALARMS = 3
"""Misplaced work in so many timings of a pair is no accident."""
_DEFERRED_TIMES = 2.0
"""Equal results take about equally long to tell, and equal arguments to make ready; whoever takes far longer
works where it is not timed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """Two versions of the same files and the calls on which they compete.

    Both sides name the same paths, the original too: a module that one arm compiles itself while the other
    inherits it from the warm process lies elsewhere in memory, and that alone is measurable.
    """

    modules: tuple[str, ...]
    original: Mapping[str, str]
    candidate: Mapping[str, str]
    calls: tuple[RecordedCall, ...]
    warming: tuple[RecordedCall, ...] = ()
    """Other calls of the same kind: what warms an arm up that could remember the results of ``calls``."""
    keeps_state: bool = False
    """Whether something of the candidate outlasts a call (``calibrated`` looks for itself). Then every
    stretch is the first one of its process on these calls: a cache that knows them would flatter."""
    compiled: tuple[MachineCode, MachineCode] = (MachineCode(), MachineCode())
    """What each side's arms need not compile again: a program does that once, not in every run."""
    repeats: int = 1
    long: bool = False
    """Whether one stretch of the original is long enough to be run once, cold."""
    comparable: bool = field(default=True)
    """Whether two arms of the original return the same in the timed stretch, so that results are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTiming:
    """Log ratios original/candidate of one pair, in processor and wall time."""

    cpu: float
    wall: float
    cpu_seconds: tuple[float, float] = (0.0, 0.0)
    """What the stretch took on original and candidate."""


class DifferentWorkError(SandboxDiedError):
    """The candidate returned something else while it was timed."""


class MisplacedWorkError(DifferentWorkError):
    """Work seems to have been done where no clock looks; once may be the machine's doing."""


def calibrated(sandbox: Sandbox, contest: Contest) -> Contest:
    """Return ``contest`` with ``repeats`` set so that a stretch of the original is long enough to time.

    Raises:
        SandboxDiedError: the original itself does not survive its own calls.

    """
    keeps_state = contest.keeps_state or bool(lasting_state_of(contest.original, contest.candidate))
    digests: set[str] = set()
    fastest = telling = math.inf
    for _ in range(2):
        with sandbox.arm(contest.original, contest.modules) as arm:
            arm.prepare(contest.calls, repeats=1, warm_up=False)
            timing = arm.run()
            digests.add(timing.digest)
            fastest = min(fastest, timing.cpu_seconds)
            telling = min(telling, timing.telling_seconds)
    if telling > _TELLING_SECONDS and not keeps_state:
        # Fewer calls, made more often: results are told once, however often the calls are repeated.
        every = min(math.ceil(telling / _TELLING_SECONDS), max(1, len(contest.calls) // _LEAST_TOLD))
        fastest *= len(contest.calls[::every]) / len(contest.calls)
        contest = replace(contest, calls=contest.calls[::every])
    prepared = sum(len(call.payload) for call in contest.calls) + 1
    repeats = math.ceil(_STRETCH_SECONDS / max(fastest, _FLOOR_SECONDS))
    repeats = max(1, min(repeats, _MAX_REPEATS, _MAX_PREPARED_BYTES // prepared))
    warming = _affordable_warming(contest, fastest / len(contest.calls)) if keeps_state else ()
    return replace(
        contest,
        warming=warming,
        keeps_state=keeps_state,
        compiled=(
            _compiled(sandbox, contest.original, contest.modules, warming),
            _compiled(sandbox, contest.candidate, contest.modules, warming),
        ),
        repeats=1 if keeps_state else repeats,
        long=fastest >= _LONG_STRETCH_SECONDS,
        comparable=len(digests) == 1,
    )


def _affordable_warming(contest: Contest, usual_seconds: float) -> tuple[RecordedCall, ...]:
    """Some calls that are none of the timed ones, for about as long as a stretch takes."""
    timed = {call.payload for call in contest.calls}
    chosen: list[RecordedCall] = []
    kinds: set[frozenset[str]] = set()
    left = _LONG_STRETCH_SECONDS
    for call in contest.warming[:_WARMING_SEEN]:
        if call.payload in timed:
            continue
        kind = _kind(call.payload)
        if kind not in kinds or (left > 0 and len(chosen) < _WARMING_CALLS):
            # Each kind of argument may have machine code of its own.
            kinds.add(kind)
            chosen.append(call)
            left -= max(call.seconds, usual_seconds)
    return tuple(chosen)


def _kind(payload: bytes) -> frozenset[str]:
    """Which sorts of things a pickle holds, by its opcodes; nothing is unpickled."""
    try:
        return frozenset(code.name for code, _, _ in islice(pickletools.genops(payload), _OPCODES_SEEN))
    except ValueError:
        return frozenset()


def compiles(texts: Mapping[str, str]) -> bool:
    """Whether a version has anything for Numba to compile."""
    return any("numba" in text for text in texts.values())


def _compiled(
    sandbox: Sandbox, overlay: Mapping[str, str], modules: tuple[str, ...], warming: Sequence[RecordedCall]
) -> MachineCode:
    """Machine code that a version makes on calls which are not timed; none when it fails on them."""
    if not warming or not compiles(overlay):
        return MachineCode()
    try:
        with sandbox.arm(overlay, modules) as arm:
            arm.prepare(warming, repeats=0)
            return arm.machine_code()
    except SandboxDiedError:
        return MachineCode()  # a timed arm meets the same and says so


def pair(sandbox: Sandbox, contest: Contest, rng: random.Random, *, passes: int = _PASSES) -> PairTiming:
    """Time one pair; again where work seems misplaced, for a candidate that cheats does so every time.

    Args:
        sandbox: where the arms are forked.
        contest: calibrated contest.
        rng: decides orders.
        passes: stretches of each arm, of which the best counts.

    Raises:
        SandboxDiedError: an arm did not live to the end.
        DifferentWorkError: the arms returned different results, or work is misplaced again and again.

    """
    for _ in range(_ALARMS - 1):
        with suppress(MisplacedWorkError):
            return _pair(sandbox, contest, rng, passes=passes)
    return _pair(sandbox, contest, rng, passes=passes)


def _pair(sandbox: Sandbox, contest: Contest, rng: random.Random, *, passes: int) -> PairTiming:
    overlays = [contest.original, contest.candidate]
    sides = [0, 1]
    rng.shuffle(sides)
    arms: dict[int, Arm] = {}
    best: dict[int, Timing] = {}
    walls: dict[int, float] = {}
    telling: dict[int, float] = {}
    preparing: dict[int, float] = {}
    idling = [0.0, 0.0]
    digests: dict[int, list[str]] = {0: [], 1: []}
    try:
        once = contest.keeps_state or contest.long
        warming = contest.warming if contest.keeps_state else () if once else contest.calls
        for side in sides:
            arms[side] = sandbox.arm(overlays[side], contest.modules, compiled=contest.compiled[side])
            if arms[side].load_error:
                raise SandboxDiedError(f"does not load: {arms[side].load_error}")
            # Also without calls: what loading has left for the collector is no part of what follows.
            arms[side].prepare(warming, repeats=0)
        for _ in range(1 if once else passes):
            rng.shuffle(sides)
            for side in sides:
                ahead = arms[side].prepare(contest.calls, repeats=contest.repeats, warm_up=False)
                preparing[side] = min(preparing.get(side, math.inf), ahead)
                idle_before = arms[1 - side].idle_cpu_seconds()
                timing = arms[side].run()
                idling[1 - side] += arms[1 - side].idle_cpu_seconds() - idle_before
                if side not in best or timing.cpu_seconds < best[side].cpu_seconds:
                    best[side] = timing
                walls[side] = min(walls.get(side, math.inf), timing.wall_seconds)
                telling[side] = min(telling.get(side, math.inf), timing.telling_seconds)
                digests[side].append(timing.digest)
    finally:
        for arm in arms.values():
            arm.close()
    if contest.comparable and digests[0] != digests[1]:
        raise DifferentWorkError("results differ in the timed calls")
    for seconds, said in (
        ((telling[0], telling[1]), "it puts work off until its results are looked at"),
        ((preparing[0], preparing[1]), "it works before its clock starts"),
        ((idling[0], idling[1]), "it works while the other one is timed"),
    ):
        if seconds[1] > _DEFERRED_TIMES * seconds[0] + _DEFERRED_SECONDS:
            raise MisplacedWorkError(said)
    # Only the last round's results are told; work that hides in lazy parts counts once for every round.
    lazy = contest.repeats if best[0].deferred or best[1].deferred else 0
    cpu = [max(best[side].cpu_seconds, _FLOOR_SECONDS) + lazy * telling[side] for side in (0, 1)]
    wall = [max(walls[side], _FLOOR_SECONDS) + lazy * telling[side] for side in (0, 1)]
    return PairTiming(
        cpu=math.log(cpu[0] / cpu[1]), wall=math.log(wall[0] / wall[1]), cpu_seconds=(cpu[0], cpu[1])
    )


def screen(
    sandbox: Sandbox,
    contest: Contest,
    *,
    alpha: float,
    minimum_speedup: float,
    rng: random.Random,
    to_beat: float = 1.0,
    max_pairs: int = 60,
    on_pair: Callable[[PairTiming], None] = lambda _timing: None,
) -> Measurement:
    """Decide by an anytime-valid test whether the candidate is faster than the margin, or stop trying.

    Args:
        sandbox: where the arms are forked.
        contest: calibrated contest.
        alpha: share of the session's error that this decision may spend.
        minimum_speedup: ratio, >= 1, that has to be exceeded.
        rng: decides orders.
        to_beat: gain of a rival that has passed; a candidate that clearly stays behind is given up.
        max_pairs: give up undecided after this many.
        on_pair: told every pair.

    """
    margin = math.log(minimum_speedup)
    faster, not_faster = EProcess(margin=margin), EProcess(margin=margin, sign=-1)
    pairs: list[PairTiming] = []
    decided = Gate.UNKNOWN
    while len(pairs) < max_pairs and decided is Gate.UNKNOWN:
        timing = pair(sandbox, contest, rng, passes=_passes(pairs, margin))
        pairs.append(timing)
        on_pair(timing)
        faster.add(timing.cpu)
        not_faster.add(timing.cpu)
        if faster.value >= 1 / alpha:
            decided = Gate.PASSED
        elif (
            not_faster.value >= 20
            or (
                len(pairs) >= _FUTILITY_PAIRS
                and median(each.cpu for each in pairs) < max(margin, math.log(to_beat) - _RACING_MARGIN)
            )
            or (len(pairs) == _HOPELESS_PAIRS and max(each.cpu for each in pairs) < _HOPELESS)
        ):
            decided = Gate.FAILED
    return measurement(pairs, margin=margin, decided=decided, e_value=faster.value)


def _passes(past: Sequence[PairTiming], margin: float) -> int:
    """How carefully to time the next pair: once where all pairs so far say the same.

    Only past pairs decide, so the next difference is as symmetric as any, and every test stays valid.
    """
    clear = len({each.cpu > margin for each in past}) == 1
    return 1 if clear else _PASSES


def measurement(
    pairs: Sequence[PairTiming], *, margin: float, decided: Gate, e_value: float = 0.0
) -> Measurement:
    """Sum up pairs: exact interval on processor time, median of wall time beside it."""
    result = estimate([each.cpu for each in pairs], margin=margin)
    return Measurement(
        speedup=result.ratio,
        low=result.low,
        high=result.high,
        pairs=result.pairs,
        p_value=min(1.0, 1 / e_value) if e_value else result.p_value,
        e_value=e_value,
        wall_speedup=math.exp(median(each.wall for each in pairs)),
        decided=decided,
        margin=math.exp(margin),
        log_ratios=even_part([each.cpu for each in pairs]),
    )


@dataclass(slots=True)
class _Entry:
    contest: Contest
    pairs: list[PairTiming] = field(default_factory=list)
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What fresh processes said of one contest; ``failure`` when an arm died or disagreed."""

    measurement: Measurement | None
    failure: str = ""


def confirm(
    start: Callable[[int], Sandbox],
    contests: Sequence[Contest],
    *,
    pairs: int,
    minimum_speedup: float,
    rng: random.Random,
    on_pair: Callable[[int], None] = lambda _done: None,
) -> tuple[Confirmation, ...]:
    """Measure every contest once in each of ``pairs`` fresh interpreters. Only this is ever reported.

    The number of pairs is fixed beforehand and no contest is stopped early, so the interval and the p-value
    are those of a fixed-size experiment. A contest is PASSED when the interval's lower end exceeds
    ``minimum_speedup``, the one-sided p-value is below 0.01, and wall time does not say the opposite.

    Args:
        start: starts a fresh sandbox with the given hash seed; closed here.
        contests: calibrated contests, with calls that screening has not used.
        pairs: fresh interpreters, >= 6 for a 95 % interval.
        minimum_speedup: ratio that has to be exceeded.
        rng: decides hash seeds and orders.
        on_pair: told how many interpreters are done.

    """
    margin = math.log(minimum_speedup)
    entries = [_Entry(contest) for contest in contests]
    for done in range(pairs):
        with start(rng.randrange(1, 2**32)) as sandbox:
            for entry in rng.sample(entries, len(entries)):
                if entry.failure:
                    continue
                try:
                    passes = _passes(entry.pairs, margin)
                    entry.pairs.append(pair(sandbox, entry.contest, rng, passes=passes))
                except SandboxDiedError as error:
                    entry.failure = str(error)
        on_pair(done + 1)
    return tuple(_confirmed(entry, margin) for entry in entries)


def _confirmed(entry: _Entry, margin: float) -> Confirmation:
    if entry.failure:
        return Confirmation(measurement=None, failure=entry.failure)
    timed = measurement(entry.pairs, margin=margin, decided=Gate.UNKNOWN)
    wall_agrees = timed.wall_speedup is not None and math.log(timed.wall_speedup) > 0
    faster = math.log(timed.low) > margin and timed.p_value < 0.01 and wall_agrees
    decided = Gate.PASSED if faster else Gate.FAILED
    return Confirmation(measurement=measurement(entry.pairs, margin=margin, decided=decided))
