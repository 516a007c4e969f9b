"""Criteria and tournament where the loop calls them: with the session's settings, seed and weights."""

import random
from dataclasses import dataclass, replace

import pytest

from ouroboros.arena.timing.pairs import Contest
from ouroboros.config.loading import load_settings
from ouroboros.coordination.session import BudgetClock, Session, open_store
from ouroboros.coordination.tournament import (
    accepted,
    champion,
    finally_accepted,
    front_of,
    gain_to_beat,
    merged_insecurity,
    turned_down,
)
from ouroboros.records.evidence import CallCosts, Gate, Measurement, Timing
from ouroboros.records.fitness import FitnessMetric, ObjectiveWeights
from ouroboros.records.hotspot import RecordedCall
from ouroboros.records.verdict import Rejection, Verdict

MiB = 2**20


@dataclass
class Arm:
    peak: int
    load_error = ""

    def prepare(self, calls, *, repeats, warm_up=True):
        pass

    def run(self):
        return Timing(cpu_seconds=0.01, wall_seconds=0.01)

    def cost(self, *, memory):
        return CallCosts(peak_bytes=self.peak) if memory else CallCosts(latencies=(0.001,))

    def close(self):
        pass


@dataclass
class Sandbox:
    old: int = MiB
    new: int = MiB

    def arm(self, overlay, modules, *, compiled=None):
        return Arm(self.old if overlay["m.py"] == "old" else self.new)


CONTEST = Contest(
    modules=("m",),
    original={"m.py": "old"},
    candidate={"m.py": "new"},
    calls=(RecordedCall(function="m:f", payload=b"x"),),
)


@pytest.fixture
def session(tmp_path):
    def made(**flags):
        flags = {"state_dir": str(tmp_path), **flags}
        settings = load_settings(tmp_path, flags, {})
        return Session(
            settings=settings,
            workspace=None,
            clock=BudgetClock(1.0),
            environment={},
            rng=random.Random(0),
            store=open_store(settings),
            weights=settings.weights,
        )

    return made


def evidence(verdict, speedup=3.0):
    timed = Measurement(speedup=speedup, low=speedup, high=speedup, pairs=8, p_value=0.001)
    return replace(verdict.evidence, screening=timed, confirmation=None)


def named(verdict, name, *, speedup=3.0, added=""):
    seen = evidence(verdict, speedup)
    changed = replace(
        seen.candidate,
        text=f"{seen.candidate.text}{added}# {name}\n",
        operators=(name,),
        keeps_state=added.startswith("K = "),
    )
    return replace(seen, candidate=changed)


@pytest.fixture
def verdict(report):
    return report.winners[0]


def test_a_candidate_that_meets_the_criteria_passes_with_its_scores(session, verdict):
    judged = accepted(session(), Sandbox(), CONTEST, evidence(verdict), None)
    assert judged.gate is Gate.PASSED
    assert judged.evidence.objectives.parts == (66.7, 66.7, 100.0)
    assert judged.evidence.fitness.value(FitnessMetric.MEMORY).candidate == MiB


def test_one_that_grows_too_much_has_lost_and_says_why(session, verdict):
    judged = accepted(session(), Sandbox(new=500 * MiB), CONTEST, evidence(verdict), None)
    assert (judged.gate, judged.rejection) == (Gate.FAILED, Rejection.NOT_ACCEPTABLE)
    assert "500 MiB" in judged.reason
    assert accepted(
        session(memory_growth="600"), Sandbox(new=500 * MiB), CONTEST, evidence(verdict), None
    ).gate is Gate.PASSED  # fmt: skip


def test_a_grandchild_is_held_against_the_original_not_against_its_parent(session, verdict):
    parent = accepted(session(), Sandbox(old=20 * MiB, new=70 * MiB), CONTEST, evidence(verdict), None)
    child = accepted(session(), Sandbox(old=70 * MiB, new=200 * MiB), CONTEST, evidence(verdict), parent)
    assert child.rejection is Rejection.NOT_ACCEPTABLE
    assert "original: 20 MiB" in child.reason


def test_dangerous_code_cannot_win_however_fast(session, verdict):
    seen = named(verdict, "exec", speedup=1000.0, added="exec('1')\n")
    assert accepted(session(), Sandbox(), CONTEST, seen, None).rejection is Rejection.NOT_ACCEPTABLE
    careless = session(minimum_security="0")
    assert accepted(careless, Sandbox(), CONTEST, seen, None).gate is Gate.PASSED


def test_what_only_the_merged_files_can_do_is_held_against_them(session, verdict):
    path, text = verdict.candidate.region.file.path, verdict.candidate.text
    other = Verdict(evidence=named(verdict, "other"), gate=Gate.PASSED)
    assert merged_insecurity(session(), [verdict, other], {path: text}) == ""
    found = merged_insecurity(session(), [verdict, other], {path: f"{text}vars()\n"})
    assert path in found
    assert "names vars" in found
    known = Verdict(evidence=named(verdict, "known", added="vars()\n"), gate=Gate.PASSED)
    assert merged_insecurity(session(), [verdict, known], {path: f"{text}vars()\n"}) == ""
    assert merged_insecurity(session(minimum_security="0"), [verdict], {path: f"{text}vars()\n"}) == ""


def test_a_text_below_the_criteria_is_turned_down_unless_the_user_wants_it(session, verdict):
    cheat = named(verdict, "cheat", added="vars()\n").candidate
    judged = turned_down(session(), "full", cheat, ())
    assert (judged.rejection, judged.candidate) == (Rejection.NOT_ACCEPTABLE, cheat)
    assert "names vars" in judged.reason
    assert turned_down(session(), "full", verdict.candidate, ()) is None
    assert turned_down(session(minimum_security="0"), "full", cheat, ()) is None


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ("import shop.clock\n", "shop.clock of the target"),
        ("from shop.clock import inside\n", "shop.clock.inside of the target"),
        ("import clock as c\n", "clock of the target"),
        ("import numpy\n", ""),
    ],
)
def test_a_module_of_the_target_that_was_not_imported_is_nothing_to_reach_for(session, verdict, added, told):
    newcomer = named(verdict, "newcomer", added=added).candidate
    judged = turned_down(session(), "full", newcomer, {"shop.clock": "shop/clock.py", "clock": "clock.py"})
    assert (judged.reason if judged else "").partition(", which")[0] == (f"imports {told}" if told else "")


def test_a_winner_is_held_against_the_criteria_once_more_at_the_end(session, verdict):
    good = finally_accepted(session(), Sandbox(), CONTEST, verdict)
    assert good.gate is Gate.PASSED
    assert [value.absent for value in good.evidence.fitness.values] == [""] * 8
    assert good.evidence.fitness.value(FitnessMetric.PERFORMANCE).candidate == 3.2
    bad = finally_accepted(session(), Sandbox(new=500 * MiB), CONTEST, verdict)
    assert bad.rejection is Rejection.NOT_ACCEPTABLE


def entered(session, verdict, name, **more):
    return accepted(session, Sandbox(), CONTEST, named(verdict, name, **more), None)


def test_the_faster_of_two_wins_and_the_front_tells_the_trade(session, verdict):
    running = session()
    plain = entered(running, verdict, "loop", speedup=2.0)
    keeping = entered(running, verdict, "memo", speedup=9.0, added="K = {}\ndef g(x):\n    K[x] = x\n")
    assert keeping.evidence.objectives.security == 90.0
    assert champion(running, [plain, keeping]) is keeping
    front = front_of([plain, keeping], keeping)
    assert [each.candidate.operators for each in front.mutations] == [("memo",), ("loop",)]
    assert "gives up 10 points of security" in front.mutations[0].trade_offs[0]
    assert front_of([plain, keeping], None) is None


def test_the_users_weights_choose_another_winner(session, verdict):
    running = session(weights="performance=1, power=0, security=20")
    assert running.weights == ObjectiveWeights(performance=1, power=0, security=20)
    plain = entered(running, verdict, "loop", speedup=2.0)
    keeping = entered(running, verdict, "memo", speedup=9.0, added="K = {}\ndef g(x):\n    K[x] = x\n")
    assert champion(running, [keeping, plain]) is plain


def test_a_race_is_cut_short_where_security_cannot_make_up_for_speed(session, verdict):
    running = session()
    keeping = entered(running, verdict, "memo", speedup=9.0, added="K = {}\ndef g(x):\n    K[x] = x\n")
    plain = entered(running, verdict, "loop", speedup=2.0)
    lost = Verdict(evidence=evidence(verdict, 50.0), gate=Gate.FAILED, rejection=Rejection.TESTS_FAIL)
    newcomer = named(verdict, "other").candidate
    assert gain_to_beat(running, [lost], newcomer) == 1.0
    assert gain_to_beat(running, [plain], newcomer) == pytest.approx(2.0)
    # 10 points of security are worth 5 of time and energy each: 88.9 - 5 % have to be saved.
    assert gain_to_beat(running, [keeping, plain, lost], newcomer) == pytest.approx(1 / (1 - 0.839), rel=0.01)
    assert gain_to_beat(running, [keeping, plain], keeping.candidate) == pytest.approx(9.0, rel=0.01)
    only_security = session(weights="performance=0, power=0, security=1")
    assert gain_to_beat(only_security, [keeping], newcomer) == 1.0
