"""One pair of timings: original and candidate side by side, by a clock that the candidate cannot reach.

A *pair* is one fresh arm of the original and one of the candidate, started in random order, prepared with
the same calls, and run in turn, in random order, a few times each; the best of each arm counts. Processor
time is read from outside the confined process, so a candidate cannot bend it.
"""

from __future__ import annotations

import math
import pickletools
import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice

from ouroboros.arena.closed_world.lasting_state import lasting_state_of
from ouroboros.arena.sandboxing.sandbox import Arm, Sandbox
from ouroboros.arena.timing.machine_code import MachineCode, compiles
from ouroboros.arena.timing.timed_results import same_results
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import Timing
from ouroboros.records.hotspot import RecordedCall

_STRETCH_SECONDS = 0.008
"""A timed stretch should last this long: reading the clock from outside costs some ten microseconds."""
_SHORT_STRETCH_SECONDS = 0.002
"""The least that a stretch is cut down to where arguments take long to make ready: the clock's share of it
is below one hundredth, and alike on both sides."""
_PREPARING_SECONDS = 0.1
"""What making the arguments of a stretch ready may take: a short stretch leaves time for more pairs."""
_TELLING_SECONDS = 0.04
_LEAST_TOLD = 8
_MAX_REPEATS = 400
_MAX_PREPARED_BYTES = 32 * 2**20
PASSES = 3
"""Stretches of an arm that is timed with care; the best counts."""
_LONG_STRETCH_SECONDS = 0.03
"""A stretch as long as this needs neither repetition nor warming up to be timed well."""
_FLOOR_SECONDS = 1e-7
_LEAST_FIRST_SECONDS = 2e-6
_WARMING_CALLS = 24
_WARMING_SEEN = 500
_OPCODES_SEEN = 500
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
    """Other calls of the same kind: what warms an arm up that must not have seen ``calls`` before."""
    keeps_state: bool = False
    """Whether something of the candidate outlasts a call (``calibrated`` looks for itself). Then every
    stretch is the first one of its process on these calls: a cache that knows them would flatter."""
    compiled: tuple[MachineCode, MachineCode] = (MachineCode(), MachineCode())
    """What each side's arms need not compile again: a program does that once, not in every run."""
    repeats: int = 1
    long: bool = False
    """Whether one stretch of the original is long enough to be run once, cold."""
    by_wall: bool = False
    """Whether the clock on the wall decides: the candidate shares its work among several processors."""
    comparable: bool = field(default=True)
    """Whether two arms of the original return the same in the timed stretch, so that results are compared."""
    tolerance: float | None = None
    """Greatest relative difference of floats between results that are the same; ``None``: to the bit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTiming:
    """Log ratios original/candidate of one pair, in processor and wall time."""

    cpu: float
    wall: float
    by_wall: bool = False
    """Which of the two decides."""
    seconds: tuple[float, float] = (0.0, 0.0)
    """What the stretch took on original and candidate, by the clock that decides."""
    instructions: float | None = None
    """Log ratio of executed instructions, where the machine counts them."""
    first_seconds: tuple[float, float] | None = None
    """What the calls took the first time in these arms, on original and candidate; ``None`` where it was not
    asked for, or is what ``seconds`` says anyway."""

    @property
    def gain(self) -> float:
        """The log ratio that decides."""
        return self.wall if self.by_wall else self.cpu


class DifferentWorkError(SandboxDiedError):
    """The candidate returned something else while it was timed."""


class MisplacedWorkError(DifferentWorkError):
    """Work seems to have been done where no clock looks; once may be the machine's doing."""


def calibrated(sandbox: Sandbox, contest: Contest, *, first: bool = False) -> Contest:
    """Return ``contest`` with ``repeats`` set so that a stretch of the original is long enough to time.

    Args:
        sandbox: where the original is timed.
        contest: what to calibrate.
        first: whether pairs will be asked for first times, which takes other calls to warm up.

    Raises:
        SandboxDiedError: the original itself does not survive its own calls.

    """
    keeps_state = contest.keeps_state or bool(lasting_state_of(contest.original, contest.candidate))
    digests: set[str] = set()
    fastest = telling = preparing = math.inf
    for _ in range(2):
        with sandbox.arm(contest.original, contest.modules) as arm:
            for _again in range(2):  # the first time also collects what loading has left
                nothing = arm.prepare((), repeats=1, warm_up=False)
            ahead = arm.prepare(contest.calls, repeats=1, warm_up=False) - nothing
            timing = arm.run()
            preparing = min(preparing, max(ahead, _FLOOR_SECONDS))
            digests.add(timing.digest)
            fastest = min(fastest, timing.cpu_seconds)
            telling = min(telling, timing.telling_seconds)
    if telling > _TELLING_SECONDS and not keeps_state:
        # Fewer calls, made more often: results are told once, however often the calls are repeated.
        every = min(math.ceil(telling / _TELLING_SECONDS), max(1, len(contest.calls) // _LEAST_TOLD))
        part = len(contest.calls[::every]) / len(contest.calls)
        fastest, preparing = fastest * part, preparing * part
        contest = replace(contest, calls=contest.calls[::every])
    prepared = sum(len(call.payload) for call in contest.calls) + 1
    least, most = (
        math.ceil(seconds / max(fastest, _FLOOR_SECONDS))
        for seconds in (_SHORT_STRETCH_SECONDS, _STRETCH_SECONDS)
    )
    repeats = min(most, max(least, int(_PREPARING_SECONDS / preparing)))
    repeats = max(1, min(repeats, _MAX_REPEATS, _MAX_PREPARED_BYTES // prepared))
    usual = fastest / len(contest.calls)
    warming = _affordable_warming(contest, usual) if keeps_state or first else ()
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


def pair(
    sandbox: Sandbox, contest: Contest, rng: random.Random, *, passes: int = PASSES, first: bool = False
) -> PairTiming:
    """Time one pair; again where work seems misplaced, for a candidate that cheats does so every time.

    Args:
        sandbox: where the arms are forked.
        contest: calibrated contest.
        rng: decides orders.
        passes: stretches of each arm, of which the best counts.
        first: whether to time the calls' first time as well, in arms that are warm from others. A memory of
            answers that no text shows gains nothing there.

    Raises:
        SandboxDiedError: an arm did not live to the end.
        DifferentWorkError: the arms returned different results, or work is misplaced again and again.

    """
    for _ in range(_ALARMS - 1):
        with suppress(MisplacedWorkError):
            return _pair(sandbox, contest, rng, passes=passes, first=first)
    return _pair(sandbox, contest, rng, passes=passes, first=first)


@dataclass(slots=True)
class _Side:
    """What was seen of one arm of a pair; seconds are the least of its stretches."""

    arm: Arm
    best: Timing | None = None
    wall: float = math.inf
    telling: float = math.inf
    preparing: float = math.inf
    idling: float = 0.0
    latest: Timing | None = None

    def stretch(self, calls: Sequence[RecordedCall], repeats: int) -> Timing:
        """Run the calls, timed, with arguments that were made ready before."""
        ahead = self.arm.prepare(calls, repeats=repeats, warm_up=False)
        timing = self.arm.run()
        self.preparing = min(self.preparing, ahead)
        self.telling = min(self.telling, timing.telling_seconds)
        self.latest = timing
        return timing


def _pair(sandbox: Sandbox, contest: Contest, rng: random.Random, *, passes: int, first: bool) -> PairTiming:
    overlays = (contest.original, contest.candidate)
    once = contest.keeps_state or contest.long
    first = first and not once
    warming = contest.warming if first or contest.keeps_state else () if once else contest.calls
    order = [0, 1]
    rng.shuffle(order)
    sides: dict[int, _Side] = {}
    first_seconds = None
    try:
        for side in order:
            arm = sandbox.arm(overlays[side], contest.modules, compiled=contest.compiled[side])
            sides[side] = _Side(arm)
            if arm.load_error:
                raise SandboxDiedError(f"does not load: {arm.load_error}")
            # Also without calls: what loading has left for the collector is no part of what follows.
            arm.prepare(warming, repeats=0)
        if first:
            first_seconds = _first_times(sides, contest, order)
        for _ in range(1 if once else passes):
            rng.shuffle(order)
            for side in order:
                one, other = sides[side], sides[1 - side]
                idle_before = other.arm.idle_cpu_seconds()
                timing = one.stretch(contest.calls, contest.repeats)
                other.idling += other.arm.idle_cpu_seconds() - idle_before
                if one.best is None or timing.cpu_seconds < one.best.cpu_seconds:
                    one.best = timing
                one.wall = min(one.wall, timing.wall_seconds)
            _compare(sides, contest)
    finally:
        for each in sides.values():
            each.arm.close()
    original, candidate = sides[0], sides[1]
    _look_for_misplaced_work(original, candidate)
    assert original.best is not None
    assert candidate.best is not None
    # Only the last round's results are told; work that hides in lazy parts counts once for every round.
    lazy = contest.repeats if original.best.deferred or candidate.best.deferred else 0
    cpu = [
        max(best.cpu_seconds, _FLOOR_SECONDS) + lazy * telling
        for best, telling in ((original.best, original.telling), (candidate.best, candidate.telling))
    ]
    counts = original.best.instructions, candidate.best.instructions
    wall = [max(each.wall, _FLOOR_SECONDS) + lazy * each.telling for each in (original, candidate)]
    return PairTiming(
        cpu=math.log(cpu[0] / cpu[1]),
        wall=math.log(wall[0] / wall[1]),
        by_wall=contest.by_wall,
        seconds=(wall[0], wall[1]) if contest.by_wall else (cpu[0], cpu[1]),
        instructions=math.log(counts[0] / counts[1]) if counts[0] and counts[1] else None,
        first_seconds=first_seconds,
    )


def _first_times(sides: Mapping[int, _Side], contest: Contest, order: Sequence[int]) -> tuple[float, float]:
    """Seconds of the calls' first time in each arm, without what starting and stopping costs."""

    def spent(timing: Timing) -> float:
        return timing.wall_seconds if contest.by_wall else timing.cpu_seconds

    sides[0].arm.prepare((), repeats=1, warm_up=False)
    nothing = spent(sides[0].arm.run())
    seconds = [0.0, 0.0]
    for side in order:
        timing = sides[side].stretch(contest.calls, 1)
        told = timing.telling_seconds if timing.deferred else 0.0
        seconds[side] = max(spent(timing) + told - nothing, _LEAST_FIRST_SECONDS)
    _compare(sides, contest)
    _look_for_misplaced_work(sides[0], sides[1])
    return seconds[0], seconds[1]


def _compare(sides: Mapping[int, _Side], contest: Contest) -> None:
    """Results of the latest stretch of both arms, as long as the arms live."""
    arms = {side: each.arm for side, each in sides.items()}
    latest = {side: each.latest for side, each in sides.items() if each.latest is not None}
    if contest.comparable and not same_results(arms, latest, len(contest.calls), contest.tolerance):
        raise DifferentWorkError("results differ in the timed calls")


def _look_for_misplaced_work(original: _Side, candidate: _Side) -> None:
    for usual, seconds, said in (
        (original.telling, candidate.telling, "it puts work off until its results are looked at"),
        (original.preparing, candidate.preparing, "it works before its clock starts"),
        (original.idling, candidate.idling, "it works while the other one is timed"),
    ):
        if seconds > _DEFERRED_TIMES * usual + _DEFERRED_SECONDS:
            raise MisplacedWorkError(said)
