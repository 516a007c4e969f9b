"""What was returned while it was timed counts, with a tolerance as without."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pytest

from ouroboros.agent.canonical import describe_call
from ouroboros.arena.timing.timed_results import same_results
from ouroboros.records.evidence import Observation, Outcome, Timing


@dataclass
class FakeArm:
    """An arm that has just run, and can say what came of it."""

    values: tuple[object, ...]
    asked: int = 0

    @property
    def observations(self):
        told = [describe_call(value=value, full_floats=True) for value in self.values]
        return tuple(
            Observation(outcome=Outcome.RETURNED, description=each.text, digest=each.digest) for each in told
        )

    @property
    def timing(self) -> Timing:
        digests = "".join(each.digest for each in self.observations)
        return Timing(cpu_seconds=1, wall_seconds=1, digest=hashlib.sha256(digests.encode()).hexdigest())

    def told(self, timing, calls):
        assert (timing, calls) == (self.timing, len(self.values))
        self.asked += 1
        return self.observations


@pytest.mark.parametrize(
    ("values", "tolerance", "same", "asked"),
    [
        ((1.0, [2.0]), None, True, 0),
        ((1.0, [2.0]), 1e-9, True, 0),
        ((1.0, [2.0 + 1e-6]), None, False, 0),
        ((1.0, [2.0 + 1e-6]), 1e-9, False, 1),
        ((1.0, [2.0 + 1e-6]), 1e-5, True, 1),
        ((1.0, [0.0]), 1e-3, False, 1),
        ((1.0, None), 1e-3, False, 1),
    ],
)
def test_results_of_a_stretch(values, tolerance, same, asked) -> None:
    arms = {0: FakeArm((1.0, [2.0])), 1: FakeArm(values)}
    latest = {side: arm.timing for side, arm in arms.items()}
    assert same_results(arms, latest, 2, tolerance) is same
    assert [arm.asked for arm in arms.values()] == [asked, asked]
