"""What becomes of a region's best candidate when its calls notice too little."""

from types import SimpleNamespace

import pytest

from ouroboros.coordination import strength
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import FaultEvidence, Gate, GateName
from ouroboros.records.verdict import Rejection


@pytest.fixture
def asked(monkeypatch, report):
    """Ask about the report's winner; each answer is a count of noticed faults, or what is raised."""

    def ask(*answers, tested=False):
        waiting = list(answers)

        def measured(*_asked):
            answer = waiting.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(strength, "strength", measured)
        monkeypatch.setattr(strength, "seen_to_reach", lambda *_: ("test_a",) if tested else ())
        renewed = []
        arena = SimpleNamespace(sandbox=None, suite=object(), renew=lambda: renewed.append(1))
        session = SimpleNamespace(say=lambda *_: None, rng=None)
        verdict = strength.weighed(session, arena, None, report.winners[0], 5)
        return verdict, len(renewed)

    return ask


def faults(noticed, tried=12, *, sound=True):
    return FaultEvidence(tried=tried, noticed=noticed, sound=sound)


DIED = SandboxDiedError("gone")


@pytest.mark.parametrize(
    ("answers", "tested", "gate"),
    [
        ((faults(12),), False, Gate.PASSED),
        ((faults(5),), False, Gate.UNKNOWN),
        ((faults(5),), True, Gate.PASSED),
        ((faults(0, 3),), False, Gate.PASSED),
        ((faults(12, sound=False), faults(12)), False, Gate.PASSED),
        ((faults(12, sound=False), faults(12, sound=False)), False, Gate.UNKNOWN),
        ((faults(12, sound=False), faults(12, sound=False)), True, Gate.PASSED),
        ((DIED,), False, Gate.UNKNOWN),
        ((DIED,), True, Gate.PASSED),
    ],
)
def test_too_weak_or_unknown_strength_passes_only_where_tests_reach(asked, answers, tested, gate) -> None:
    verdict, _ = asked(*answers, tested=tested)
    assert verdict.gate is gate
    assert verdict.rejection is (None if gate is Gate.PASSED else Rejection.NO_EVIDENCE)
    assert [each.gate for each in verdict.evidence.gates][-2:] == [GateName.BEST, GateName.FAULTS]
    assert verdict.evidence.gates[-1].answer is gate


def test_a_sandbox_in_which_the_original_is_noticed_is_thrown_away(asked) -> None:
    verdict, renewed = asked(faults(12, sound=False), faults(9))
    assert renewed == 1
    assert verdict.evidence.faults.noticed == 9
