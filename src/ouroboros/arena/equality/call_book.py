"""The calls that a candidate has to answer like the original, and what the original answers.

What is expected comes from the untouched original in an identical arm, twice: a call on which the original
disagrees with itself proves nothing and is put aside.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ouroboros.agent.inventing import Wanted
from ouroboros.arena.equality.call_choice import SLOWEST_CALL_SECONDS, affordable, split
from ouroboros.arena.sandboxing.sandbox import ObservedCalls, Sandbox
from ouroboros.arena.sandboxing.side_by_side import observing
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import Observation, Outcome
from ouroboros.records.hotspot import EARLIER, RecordedCall
from ouroboros.records.source import GenomeRegion

_EARLIER_OBSERVED_SECONDS = 0.4
"""What they may add to one replay, with the telling of their results."""
_LEAST_EARLIER = 20
_GENERATED_SECONDS = 0.5
"""What generated calls should take on the original; those of slow functions are cut down."""
_TRYING_SECONDS = 1.5
"""Wall seconds for trying, on the original, which of them it answers in its time."""
_OBSERVED_SECONDS = 0.8
"""What one replay of the recorded calls, with the telling of their results, should take at most."""
_LEAST_OBSERVED = 40
_LARGE_BYTES = 2**20
"""Pickles together from which on telling is likely to take longer than that."""
INVENTED = frozenset({"generated", "corpus", "symbolic"})
"""Origins of calls that nobody made."""
_TELLING_SECONDS = 0.001
_MIN_DEADLINE_SECONDS = 3.0
_FIRST_DEADLINE_SECONDS = 60.0
_MAX_TOLD_CHARACTERS = 48 * 2**20
_SHORT_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBook:
    """Every call that a candidate for ``region`` has to answer like the original did."""

    region: GenomeRegion
    modules: tuple[str, ...]
    calls: tuple[RecordedCall, ...]
    expected: tuple[Observation, ...] = field(repr=False)
    state: Observation = field(repr=False)
    screening: tuple[RecordedCall, ...]
    confirming: tuple[RecordedCall, ...]
    seconds: float
    """Wall seconds that the original took for all calls, telling them included."""
    through: str = ""
    put_aside: Mapping[str, int] = field(default_factory=dict)
    outdated: tuple[RecordedCall, ...] = field(default=(), repr=False)
    """Calls of earlier runs that the original no longer answers repeatably, or ends otherwise than then."""
    tolerance: float | None = None
    """Greatest relative difference of floats in an answer that is no other answer; ``None``: to the bit."""

    @property
    def deadline_seconds(self) -> float:
        """Wall seconds after which a candidate is not waited for any longer."""
        return max(_MIN_DEADLINE_SECONDS, 5 * self.seconds + 1)

    @property
    def recorded(self) -> int:
        """Calls in the book that somebody made."""
        return sum(call.origin not in INVENTED for call in self.calls)

    @property
    def earlier(self) -> int:
        """How many of the ``recorded`` ones an earlier run recorded."""
        return sum(call.origin == EARLIER for call in self.calls)

    @property
    def generated(self) -> int:
        """Calls in the book that nobody made: generated ones and kept counterexamples."""
        return len(self.calls) - self.recorded

    @property
    def answers(self) -> ObservedCalls:
        """What the original did, call by call and at the end."""
        return ObservedCalls(observations=self.expected, state=self.state)

    @property
    def distinct_recorded(self) -> int:
        """Calls with different arguments that somebody made."""
        return len({call.payload for call in self.calls if call.origin not in INVENTED})

    def others(self, timed: Sequence[RecordedCall]) -> tuple[RecordedCall, ...]:
        """Calls with other arguments than the ``timed`` ones, recorded ones first.

        Those of earlier runs are among them only where they are timed: the same arguments may be pickled
        otherwise in another run (a set of texts has another order), and whoever keeps results knew them.
        """
        known = {call.payload for call in timed}
        earlier = any(call.origin == EARLIER for call in timed)
        found = [
            call for call in self.calls if call.payload not in known and (earlier or call.origin != EARLIER)
        ]
        return tuple(sorted(found, key=lambda call: call.origin in INVENTED))

    @property
    def fresh_inputs(self) -> bool:
        """Whether confirmation times other calls than screening did."""
        return not {id(call) for call in self.screening} & {id(call) for call in self.confirming}


def open_book(
    sandbox: Sandbox,
    region: GenomeRegion,
    sources: Sequence[tuple[str, Sequence[RecordedCall]]],
    *,
    modules: tuple[str, ...],
    generated: int,
    rng: random.Random,
    corpus: Sequence[RecordedCall] = (),
    tolerance: float | None = None,
    least: int = 0,
) -> CallBook | str:
    """Collect the calls for ``region``, or say in words why there are none.

    Args:
        sandbox: runs the original.
        region: the region to be changed.
        sources: ``(function name, its recorded calls)``, the region itself first, then what encloses it,
            nearest first. The first source whose calls execute the region is used. Calls of origin
            ``earlier`` come on top of this run's; they are timed only where there are no others.
        modules: import names to load in each arm.
        generated: how many generated calls to add.
        rng: splits calls and seeds the generator.
        corpus: counterexamples that earlier candidates were caught with; those of the source that is used are
            added. What the original no longer answers is left out.
        tolerance: greatest relative difference that floats of a candidate's answers may have from the
            original's; ``None``: none. The original itself has to repeat itself to the bit.
        least: calls without which the book would be worth nothing; a source that cannot have so many is
            told before the invented ones are made again and again.

    """
    reasons: list[str] = []
    for function, recorded in sources:
        own, earlier = affordable(recorded, rng)
        if not own and not earlier:
            reasons.append(f"every recorded call of {function} takes more than {SLOWEST_CALL_SECONDS:g} s")
            continue
        enclosing = function != region.name
        trace_file = region.file.path if enclosing else ""
        base = _settle_recorded(sandbox, own or earlier, modules, rng, trace_file)
        if isinstance(base, str):
            reasons.append(base)
            continue
        body = range(region.span.first_line + 1, region.span.last_line + 1)
        if enclosing and not base[1].lines & set(body):
            reasons.append(f"recorded calls of {function} do not reach it")
            continue
        joined, outdated = (
            _with_earlier(sandbox, base, earlier, modules)
            if own
            else _with_earlier(sandbox, None, base[0], modules)
        )
        if joined is None:
            reasons.append(f"this run recorded no call of {function}, and those of earlier runs are outdated")
            continue
        calls, seen, seconds = joined
        left_out = len(recorded) - len(calls)
        both, both_seen, both_seconds = calls, seen, seconds
        kept = tuple(replace(call, origin="corpus") for call in corpus if call.function == function)
        invented = _generate(sandbox, calls, modules, generated, rng, seconds) if generated else ()
        if (most := len(calls) + len(invented) + len(kept)) < least:
            reasons.append(f"no tests reach it and only {most} calls could be replayed")
            continue
        if every := [*invented, *kept]:
            # Generated calls come last, so the recorded ones see the state they would see without them. Those
            # that are too many for the deadline are lost and put aside.
            deadline = 3 * seconds + 3 * _GENERATED_SECONDS
            settled = _settle(sandbox, [*calls, *every], modules, deadline=deadline)
            if not isinstance(settled, str):
                both, both_seen, both_seconds = settled
        screening, confirming = split(calls, rng)
        return CallBook(
            region=region,
            modules=modules,
            calls=tuple(both),
            expected=both_seen.observations if tolerance is None else _shortened(both_seen.observations),
            state=both_seen.state,
            screening=screening,
            confirming=confirming,
            seconds=both_seconds,
            through=function if enclosing else "",
            put_aside={"not repeatable, or more than the time allows": left_out} if left_out else {},
            outdated=outdated,
            tolerance=tolerance,
        )
    return "; ".join(dict.fromkeys(reasons)) or "no call of it, or of what encloses it, could be recorded"


def _shortened(observations: Sequence[Observation]) -> tuple[Observation, ...]:
    """Descriptions that fit into memory together stay; the others are cut, and can only be equal."""
    room = _MAX_TOLD_CHARACTERS
    kept: list[Observation] = []
    for seen in observations:
        room -= len(seen.description)
        kept.append(seen if room >= 0 else replace(seen, description=seen.description[:_SHORT_CHARACTERS]))
    return tuple(kept)


def suggested_book(
    sandbox: Sandbox,
    book: CallBook,
    calls: Sequence[RecordedCall],
    deadline_seconds: float = 1.0,
) -> CallBook | str:
    """A book of ``calls`` alone for the region of ``book``, or in words why there is none.

    What the original does not answer in that many seconds, or not twice alike, is left out with what follows.
    """
    settled = _settle(sandbox, calls, book.modules, deadline=deadline_seconds)
    if isinstance(settled, str):
        return settled
    kept, seen, seconds = settled
    return replace(
        book,
        calls=tuple(kept),
        expected=seen.observations,
        state=seen.state,
        seconds=seconds,
        put_aside={},
        outdated=(),
    )


_Settled = tuple[list[RecordedCall], ObservedCalls, float]


def _settle_recorded(
    sandbox: Sandbox,
    calls: Sequence[RecordedCall],
    modules: tuple[str, ...],
    rng: random.Random,
    trace_file: str,
) -> _Settled | str:
    """Settle recorded calls; a part of them where telling their results takes long: that proves as much."""
    large = sum(len(call.payload) for call in calls) > _LARGE_BYTES and len(calls) > _LEAST_OBSERVED
    if large:
        # Their arguments alone take long to tell: how long is asked of a few.
        some = _settle(sandbox, _sampled(calls, _LEAST_OBSERVED, rng), modules, trace_file=trace_file)
        if not isinstance(some, str):
            if (most := _affordable(some)) <= len(some[0]):
                return some
            calls = _sampled(calls, most, rng)
    settled = _settle(sandbox, calls, modules, trace_file=trace_file)
    if isinstance(settled, str) or large:
        return settled
    kept, _, seconds = settled
    if seconds <= _OBSERVED_SECONDS or len(kept) <= _LEAST_OBSERVED:
        return settled
    return _settle(sandbox, _sampled(kept, _affordable(settled), rng), modules, trace_file=trace_file)


def _affordable(settled: _Settled) -> int:
    """How many calls like those that are settled a replay may make."""
    kept, _, seconds = settled
    return max(_LEAST_OBSERVED, int(len(kept) * _OBSERVED_SECONDS / seconds))


def _sampled(calls: Sequence[RecordedCall], most: int, rng: random.Random) -> list[RecordedCall]:
    """Some of the calls, in order."""
    return [calls[index] for index in sorted(rng.sample(range(len(calls)), min(most, len(calls))))]


def _with_earlier(
    sandbox: Sandbox,
    own: _Settled | None,
    earlier: Sequence[RecordedCall],
    modules: tuple[str, ...],
) -> tuple[_Settled | None, tuple[RecordedCall, ...]]:
    """Add calls of earlier runs to this run's, where there are any.

    What the original does not answer repeatably is left out, and what it ends otherwise than it did when it
    was recorded (something that the call needs has changed). They come after this run's calls, and cannot
    cost any of them.

    Returns:
        The settled calls, ``None`` where there are none at all; and the earlier ones that are outdated.

    """
    calls, before = (own[0], own[2]) if own else ([], 0.0)
    deadline = 3 * (before + _OBSERVED_SECONDS) if own else _FIRST_DEADLINE_SECONDS
    waiting, outdated = list(earlier), dict.fromkeys(call.payload for call in earlier)
    for _ in range(3):
        if not waiting:
            break
        settled = _settle(sandbox, [*calls, *waiting], modules, deadline=deadline)
        if isinstance(settled, str):
            return own, tuple(earlier)
        kept, seen, seconds = settled
        if sum(call.origin != EARLIER for call in kept) < len(calls):
            return own, ()  # too slow a machine, just now: nothing is known about the earlier ones
        good = [
            call
            for call, answer in zip(kept, seen.observations, strict=True)
            if call.origin == EARLIER and call.raised == (answer.outcome is Outcome.RAISED)
        ]
        for call in good:
            outdated.pop(call.payload, None)
        most = len(good)
        if seconds - before > _EARLIER_OBSERVED_SECONDS and own:
            most = max(_LEAST_EARLIER, int(most * _EARLIER_OBSERVED_SECONDS / (seconds - before)))
        if len(good) == len(kept) - len(calls) <= most:
            return settled, tuple(call for call in earlier if call.payload in outdated)
        waiting = good[:most]
    return own, tuple(call for call in earlier if call.payload in outdated)


def _settle(
    sandbox: Sandbox,
    calls: Sequence[RecordedCall],
    modules: tuple[str, ...],
    *,
    deadline: float = _FIRST_DEADLINE_SECONDS,
    trace_file: str = "",
) -> _Settled | str:
    """Drop calls until two arms of the original agree on all that are left, or say why that fails."""
    kept = list(calls)
    for _ in range(3):
        started = time.perf_counter()
        seen = _originals(sandbox, kept, modules, trace_file, deadline)
        seconds = time.perf_counter() - started
        if isinstance(seen, str):
            return seen
        first, second = seen
        good = [
            index
            for index, (one, again) in enumerate(zip(first.observations, second.observations, strict=True))
            if one.outcome is not Outcome.LOST and one.digest == again.digest
        ]
        if len(good) == len(kept):
            if first.state.digest != second.state.digest:
                return "the module's own state differs from run to run"
            return kept, first, seconds
        kept = [kept[i] for i in good]
        if not kept:
            lost = next((one.reason for one in first.observations if one.outcome is Outcome.LOST), "")
            return (
                f"its calls cannot be repeated in the sandbox: {lost}"
                if lost
                else "the original does not give the same result twice"
            )
    return "the original does not settle on repeatable results"


def _originals(
    sandbox: Sandbox,
    calls: Sequence[RecordedCall],
    modules: tuple[str, ...],
    trace_file: str,
    deadline: float,
) -> tuple[ObservedCalls, ObservedCalls] | str:
    """What two arms of the original do, side by side."""
    try:
        with sandbox.arm({}, modules) as arm, sandbox.arm({}, modules) as other:
            if arm.load_error:
                return f"its module does not load in the sandbox: {arm.load_error}"
            with observing(other, calls, deadline_seconds=deadline) as second:
                first = arm.observe(calls, deadline_seconds=deadline, trace_file=trace_file)
                return first, second()
    except SandboxDiedError as error:
        return f"the original does not survive its own calls in the sandbox: {error}"


def _generate(
    sandbox: Sandbox,
    calls: Sequence[RecordedCall],
    modules: tuple[str, ...],
    count: int,
    rng: random.Random,
    seconds: float,
) -> tuple[RecordedCall, ...]:
    """Invented calls that the original answers; where the recorded ones take long, small ones like them."""
    usual = seconds / len(calls)
    if all(call.seconds for call in calls):
        # Forking and loading an arm is no part of a call; on a busy machine it would leave few of them.
        usual = min(usual, 4 * sum(call.seconds for call in calls) / len(calls) + _TELLING_SECONDS)
    wanted = Wanted(
        count=count,
        seed=rng.randrange(2**32),
        per_call_seconds=min(max(0.02, 2 * usual), _GENERATED_SECONDS),
        seconds=_TRYING_SECONDS,
        small=count * usual > _GENERATED_SECONDS,
    )
    try:
        with sandbox.arm({}, modules) as arm:
            return arm.vary(calls, wanted)
    except SandboxDiedError:
        return ()
