"""How far the evidence behind a winner carries: one figure from 0 to 100, told part by part.

It ranks winners and tells a reader where to look first. It decides nothing: what a gate has refused stays
refused whatever this says, and a winner with few points has still passed every gate. A share that was
observed (wrong versions noticed, calls that agree, tests that pass) counts with its lower bound, so little
evidence earns little however good it looks. Source: Wilson, "Probable inference, the law of succession, and
statistical inference", Journal of the American Statistical Association 22, 1927; recommended for few
observations by Brown, Cai and DasGupta, "Interval estimation for a binomial proportion", Statistical Science
16(2), 2001.
"""

from __future__ import annotations

import math

from ouroboros.records.confidence import Confidence, ConfidencePart
from ouroboros.records.evidence import Evidence, Gate, Measurement

_Z = 1.6448536269514722
"""Of the normal distribution, one-sided 95 %."""
_FAULTS, _RECORDED, _GENERATED, _TESTS, _LINES, _GAIN, _ISOLATION = 30.0, 15.0, 10.0, 15.0, 10.0, 10.0, 10.0
"""Most points of each part; they add up to 100."""
_THROUGH = 0.5
"""What calls of an enclosing function count: they see the region's result only after others used it."""
_UNCONFIRMED = 0.5
_UNSEEN = 0.3
"""What tests count of which nobody could see whether they reach the region."""
_ISOLATED = {"full": 1.0, "namespaces": 0.7, "landlock": 0.4}
"""Parts of the isolation points by ``SandboxLevel``, in lower case."""


def lower_bound(successes: int, trials: int) -> float:
    """Least share that ``successes`` of ``trials`` speak for with 95 % confidence (Wilson, one-sided).

    Args:
        successes: in ``[0, trials]``.
        trials: independent observations; without any nothing is known and the bound is 0.

    Returns:
        A share in [0, 1]; ``trials / (trials + 2.71)`` when all succeed.

    """
    if trials <= 0:
        return 0.0
    share, square = successes / trials, _Z * _Z
    middle = share + square / (2 * trials)
    spread = _Z * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    return max(0.0, (middle - spread) / (1 + square / trials))


def confidence(evidence: Evidence) -> Confidence:
    """Points for everything that speaks for a rewrite, each with the reason for it.

    Args:
        evidence: of one candidate; a part that was not reached earns nothing.

    Returns:
        Seven parts that add up to 100 when nothing is left to wish for.

    """
    return Confidence(
        parts=(
            _faults(evidence),
            *_calls(evidence),
            _tests(evidence),
            _lines(evidence),
            _gain(evidence),
            _isolation(evidence),
        )
    )


def _part(name: str, share: float, most: float, why: str) -> ConfidencePart:
    return ConfidencePart(name=name, points=most * min(1.0, max(0.0, share)), most=most, why=why)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.1 else f"{100 * share:.1f} %"


def _faults(evidence: Evidence) -> ConfidencePart:
    name, faults = "wrong versions noticed", evidence.faults
    if faults is None or not faults.sound:
        return _part(name, 0.0, _FAULTS, "not measured")
    if not faults.tried:
        return _part(name, 0.0, _FAULTS, "the function has no place for one of our faults")
    bound = lower_bound(faults.noticed, faults.tried)
    told = f"{faults.noticed} of {faults.tried} noticed, so at least {_percent(bound)} of such faults"
    if faults.noticed < faults.tried:
        told += "; some of those overlooked may change nothing"
    return _part(name, bound, _FAULTS, told)


def _calls(evidence: Evidence) -> tuple[ConfidencePart, ConfidencePart]:
    replay = evidence.replay
    agrees = replay is not None and replay.gate is Gate.PASSED
    recorded = replay.distinct_recorded if replay is not None and agrees else 0
    generated = replay.generated_calls if replay is not None and agrees else 0
    return (
        _part(
            "recorded calls agree",
            lower_bound(recorded, recorded),
            _RECORDED,
            _agreeing(recorded, "different calls of your runs" if recorded != 1 else "call of your runs"),
        ),
        _part(
            "generated calls agree",
            lower_bound(generated, generated),
            _GENERATED,
            _agreeing(generated, "calls made up from them" if generated != 1 else "call made up from them"),
        ),
    )


def _agreeing(count: int, what: str) -> str:
    """With the share of differing calls that agreement of ``count`` independent ones rules out at 95 %."""
    if not count:
        return "none"
    missed = 1 - 0.05 ** (1 / count)
    return f"{count} {what}; had {_percent(missed)} of such calls or more differed, one would have shown"


def _tests(evidence: Evidence) -> ConfidencePart:
    name, tests = "tests that reach it", evidence.tests
    count = tests.tests if tests is not None and tests.gate is Gate.PASSED else 0
    if tests is None or not count:
        return _part(name, 0.0, _TESTS, "none")
    seen = min(count, tests.seen_to_reach)
    if not seen:
        told = f"{count} ran and passed; whether they reach it could not be seen"
        return _part(name, _UNSEEN * lower_bound(count, count), _TESTS, told)
    return _part(name, lower_bound(seen, seen), _TESTS, f"{seen} pass" if seen != 1 else "1 passes")


def _lines(evidence: Evidence) -> ConfidencePart:
    name, replay = "changed lines executed", evidence.replay
    if replay is None or not replay.executed_changed_lines:
        return _part(name, 0.0, _LINES, "not shown")
    if replay.through:
        return _part(name, _THROUGH, _LINES, "all, but by calls of a function around it")
    return _part(name, 1.0, _LINES, "all, by calls of the function itself")


def _gain(evidence: Evidence) -> ConfidencePart:
    name = "the gain stands clear"
    timed = evidence.confirmation or evidence.screening
    if timed is None or not (0 < timed.low <= timed.high < math.inf) or timed.margin <= 0:
        return _part(name, 0.0, _GAIN, "not measured")
    clear = _clearance(timed)
    share = clear / (1 + clear)
    told = f"the interval's lower end lies {clear:.1f} half-widths above {timed.margin:g}x"
    if evidence.confirmation is None:
        return _part(name, _UNCONFIRMED * share, _GAIN, f"{told}; not confirmed in fresh processes")
    return _part(name, share, _GAIN, told)


def _clearance(timed: Measurement) -> float:
    """How far the interval lies above the margin, in its own half-widths on the logarithmic scale."""
    above = max(0.0, math.log(timed.low / timed.margin))
    half = math.log(timed.high / timed.low) / 2
    return above / max(half, 1e-6)


def _isolation(evidence: Evidence) -> ConfidencePart:
    level = evidence.sandbox_level
    return _part("isolation", _ISOLATED.get(level, 0.0), _ISOLATION, f"level {level or 'unknown'}")
