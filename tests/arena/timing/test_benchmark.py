"""Decisions follow the clock outside: faster, slower, equal, and arms that lie or die."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

import pytest

from ouroboros.arena.timing.benchmark import confirm, measurement, pairs_to_confirm, screen
from ouroboros.arena.timing.pairs import Contest, DifferentWorkError, PairTiming, calibrated, pair
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import PROCESSOR_CLOCK, WALL_CLOCK, Gate, Timing
from ouroboros.records.hotspot import RecordedCall

CALL = RecordedCall(function="m:f", payload=b"x")
ORIGINAL = {"m.py": "original"}
CANDIDATE = {"m.py": "candidate"}


@dataclass
class FakeArm:
    """An arm whose clock is a random number around ``seconds``."""

    seconds: float
    rng: random.Random
    digest: str
    load_error: str = ""
    remembering: float = 1.0
    """How many times as fast calls are from their second time on."""
    processors: float = 1.0
    """On how many processors its work goes on at the same time."""
    prepared: list[float] = field(default_factory=list)
    known: set[bytes] = field(default_factory=set)

    def prepare(self, calls, *, repeats, warm_up=True) -> float:
        del warm_up
        seen = {call.payload for call in calls} <= self.known
        self.prepared.append(repeats * len(calls) / (self.remembering if seen else 1.0))
        self.known.update(call.payload for call in calls)
        return 0.0

    def idle_cpu_seconds(self) -> float:
        return 0.0

    def run(self) -> Timing:
        noise = 1 + abs(self.rng.gauss(0, 0.01))
        spent = self.seconds * self.prepared[-1] * noise
        return Timing(cpu_seconds=spent, wall_seconds=spent / self.processors, digest=self.digest)

    def close(self) -> None:
        self.prepared.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error) -> None:
        self.close()


@dataclass
class FakeSandbox:
    seconds: dict[str, float]
    digests: dict[str, str] = field(default_factory=dict)
    rng: random.Random = field(default_factory=lambda: random.Random(5))
    dies_after: int = 10**9
    remembering: float = 1.0
    processors: float = 1.0
    """Of the candidate."""
    arms: int = 0

    def arm(self, overlay, modules, *, compiled=None) -> FakeArm:
        self.arms += 1
        if self.arms > self.dies_after:
            raise SandboxDiedError("gone")
        name = overlay["m.py"]
        digest = self.digests.get(name, "same")
        more = {}
        if name == "candidate":
            more = {"remembering": self.remembering, "processors": self.processors}
        return FakeArm(self.seconds[name], self.rng, digest, **more)

    @contextmanager
    def opened(self) -> Iterator["FakeSandbox"]:
        yield self


def contest(**more) -> Contest:
    return Contest(modules=("m",), original=ORIGINAL, candidate=CANDIDATE, calls=(CALL,), **more)


def screened(original: float, candidate: float) -> Gate:
    sandbox = FakeSandbox({"original": original, "candidate": candidate})
    measured = screen(
        sandbox,
        calibrated(sandbox, contest()),
        alpha=0.01,
        minimum_speedup=1.02,
        rng=random.Random(3),
    )
    return measured.decided


def test_twice_as_fast_passes() -> None:
    assert screened(2e-4, 1e-4) is Gate.PASSED


@pytest.mark.parametrize("candidate", [1e-4, 2e-4, 0.995e-4])
def test_equal_slower_and_below_the_margin_fail(candidate: float) -> None:
    assert screened(1e-4, candidate) is Gate.FAILED


def test_short_calls_are_repeated_and_long_ones_run_once_and_cold() -> None:
    short = calibrated(FakeSandbox({"original": 1e-5}), contest())
    long = calibrated(FakeSandbox({"original": 0.2}), contest())
    assert short.repeats > 100
    assert not short.long
    assert (long.repeats, long.long) == (1, True)


def test_what_keeps_state_is_never_repeated() -> None:
    assert calibrated(FakeSandbox({"original": 1e-5}), contest(keeps_state=True)).repeats == 1


def test_another_result_while_timed_is_noticed() -> None:
    sandbox = FakeSandbox({"original": 1e-3, "candidate": 1e-4}, {"candidate": "other"})
    with pytest.raises(DifferentWorkError):
        pair(sandbox, contest(), random.Random(1))


def confirmed(original: float, candidate: float, *, by_wall: bool = False, **more):
    def start(_seed: int):
        return FakeSandbox({"original": original, "candidate": candidate}, rng=rng, **more).opened()

    rng = random.Random(9)
    entered = contest(repeats=10, by_wall=by_wall)
    (result,) = confirm(start, [(entered, 12)], minimum_speedup=1.02, rng=random.Random(2))
    return result


def test_confirmation_reports_the_ratio_with_an_interval_around_it() -> None:
    measured = confirmed(3e-4, 1e-4).measurement
    assert measured.decided is Gate.PASSED
    assert measured.low <= 3.0 <= measured.high
    assert measured.pairs == 12


def test_confirmation_refuses_equals() -> None:
    assert confirmed(1e-4, 1e-4).measurement.decided is Gate.FAILED


def test_a_gain_that_is_not_there_the_first_time_is_none() -> None:
    result = confirmed(1e-3, 1e-3, remembering=10.0)
    assert result.measurement.decided is Gate.FAILED
    assert result.measurement.speedup == pytest.approx(1.0, abs=0.05)
    assert "the first time" in result.note


def test_what_is_left_of_a_gain_the_first_time_is_what_counts() -> None:
    result = confirmed(2e-3, 1e-3, remembering=10.0)
    assert result.measurement.decided is Gate.PASSED
    assert result.measurement.speedup == pytest.approx(2.0, abs=0.1)


def test_a_gain_that_is_there_every_time_is_told_as_it_is() -> None:
    assert confirmed(3e-4, 1e-4).note == ""


def test_work_shared_among_processors_is_judged_by_the_clock_on_the_wall_alone_where_that_was_said() -> None:
    shared = {"processors": 2.0}
    measured = confirmed(1e-3, 1.1e-3, by_wall=True, **shared).measurement
    assert measured.decided is Gate.PASSED
    assert measured.speedup == pytest.approx(2 / 1.1, abs=0.05)
    assert measured.processor_speedup == pytest.approx(1 / 1.1, abs=0.05)
    assert measured.clock == WALL_CLOCK
    usual = confirmed(1e-3, 1.1e-3, **shared).measurement
    assert (usual.decided, usual.clock, usual.processor_speedup) == (Gate.FAILED, PROCESSOR_CLOCK, None)


def test_sharing_work_must_not_make_much_more_of_it() -> None:
    measured = confirmed(1e-3, 1.4e-3, by_wall=True, processors=2.0).measurement
    assert measured.low > 1.2
    assert measured.decided is Gate.FAILED


def test_shared_work_that_is_only_remembered_is_no_gain_either() -> None:
    result = confirmed(1e-3, 1e-3, by_wall=True, remembering=10.0)
    assert result.measurement.decided is Gate.FAILED
    assert "the first time" in result.note


def test_a_death_is_a_failure_not_a_figure() -> None:
    result = confirmed(3e-4, 1e-4, dies_after=1)
    assert result.measurement is None
    assert "gone" in result.failure


def test_a_large_gain_is_confirmed_by_fewer_pairs_and_never_by_more_than_asked_for():
    def screened(low):
        timed = [PairTiming(cpu=low, wall=low)] * 12
        return measurement(timed, margin=0.01, decided=Gate.PASSED)

    assert pairs_to_confirm(screened(1.0), 20) == 10
    assert pairs_to_confirm(screened(0.1), 20) == 20
    assert pairs_to_confirm(screened(1.0), 8) == 8


@pytest.mark.parametrize(
    ("candidate", "to_beat", "most"), [(1e-4, 90.0, 3), (0.8e-4, 90.0, 3), (2e-4, 1.0, 3)]
)
def test_what_is_far_behind_a_rival_is_given_up_after_three_pairs(candidate, to_beat, most) -> None:
    sandbox = FakeSandbox({"original": 1e-4, "candidate": candidate})
    measured = screen(
        sandbox,
        calibrated(sandbox, contest()),
        alpha=0.01,
        minimum_speedup=1.02,
        rng=random.Random(3),
        to_beat=to_beat,
    )
    assert (measured.decided, measured.pairs) == (Gate.FAILED, most)


def test_what_is_as_fast_as_a_rival_is_not_given_up() -> None:
    sandbox = FakeSandbox({"original": 1e-3, "candidate": 1e-5})
    contested = calibrated(sandbox, contest())
    measured = screen(
        sandbox, contested, alpha=0.01, minimum_speedup=1.02, rng=random.Random(3), to_beat=95.0
    )
    assert measured.decided is Gate.PASSED
