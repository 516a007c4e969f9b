"""Every figure is measured on both versions or absent with a reason; real arms tell memory and latency."""

import pickle
import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ouroboros.agent.wire import FrameError
from ouroboros.arena.merit.costs import told_costs
from ouroboros.arena.merit.energy import COUNTED, MODEL, MODEL_WATTS
from ouroboros.arena.merit.fitness import confirmed_fitness, percentile, screened_fitness
from ouroboros.arena.sandboxing.sandbox import Limits, Sandbox, SandboxLevel, SandboxPlan, probe
from ouroboros.arena.timing.pairs import Contest
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import CallCosts, Gate, Timing
from ouroboros.records.fitness import FitnessMetric as Metric
from ouroboros.records.hotspot import RecordedCall


class FakeArm:
    """Spends and needs what its version is made to."""

    load_error = ""

    def __init__(self, version, log):
        self.version, self.log, self.repeats, self.rounds = version, log, 0, 0

    def prepare(self, calls, *, repeats, warm_up=True):
        self.calls, self.repeats = calls, repeats
        self.log.append((self.version["name"], repeats, warm_up, len(calls)))

    def run(self):
        if self.version.get("dies"):
            raise SandboxDiedError("gone")
        spent = self.version["seconds"] * len(self.calls) * self.repeats
        return Timing(cpu_seconds=spent, wall_seconds=spent)

    def cost(self, *, memory):
        if self.version.get("dies"):
            raise SandboxDiedError("gone")
        if memory:
            peak = self.version["peak"]
            return CallCosts(peak_bytes=peak, kept_bytes=peak // 10, kept_blocks=3)
        if self.version.get("lies"):
            return CallCosts(latencies=(1e-9,))
        # The first round is disturbed; the quickest one counts.
        self.rounds += 1
        disturbed = 9.0 if self.rounds == 1 else 0.0
        return CallCosts(
            latencies=tuple(self.version["seconds"] * (n + 1) + disturbed for n in range(len(self.calls)))
        )

    def close(self):
        self.log.append((self.version["name"], "closed"))


class FakeSandbox:
    def __init__(self, **versions):
        self.versions = {name: {"name": name, **version} for name, version in versions.items()}
        self.log = []

    def arm(self, overlay, modules, *, compiled=None):
        return FakeArm(self.versions[overlay["m.py"]], self.log)


def contest(**more):
    call = RecordedCall(function="m:f", payload=b"x", seconds=0.01)
    return Contest(
        modules=("m",),
        original={"m.py": "old"},
        candidate={"m.py": "new"},
        calls=(call,) * 4,
        **{"repeats": 5, **more},
    )


OLD, NEW = {"seconds": 0.004, "peak": 1000}, {"seconds": 0.001, "peak": 3000}


def test_all_eight_figures_of_a_winner_are_there_on_both_sides(cases):
    fitness = confirmed_fitness(FakeSandbox(old=OLD, new=NEW), contest(), cases.passed(speedup=4.0), None)
    assert [value.metric for value in fitness.values] == list(Metric)
    told = {value.metric: (value.original, value.candidate) for value in fitness.values}
    assert told[Metric.PERFORMANCE] == (1.0, 4.0)
    assert told[Metric.MEMORY] == (1000.0, 3000.0)
    assert told[Metric.CORRECTNESS] == (100.0, 100.0)
    assert told[Metric.THROUGHPUT] == pytest.approx((250.0, 1000.0))
    assert told[Metric.LATENCY] == pytest.approx((0.004 * 4, 0.001 * 4))
    assert told[Metric.ENERGY] == pytest.approx((0.004 * MODEL_WATTS, 0.001 * MODEL_WATTS))
    assert told[Metric.CODE_QUALITY][0] == 3.0
    assert told[Metric.MAINTAINABILITY][0] > told[Metric.MAINTAINABILITY][1]
    assert fitness.value(Metric.ENERGY).method == MODEL
    assert all(value.unit and value.method for value in fitness.values)
    details = {each.name: (each.original, each.candidate) for each in fitness.value(Metric.LATENCY).details}
    assert details["p50"] == pytest.approx((0.004 * 2, 0.001 * 2))
    assert details["p99"] == pytest.approx((0.004 * 4, 0.001 * 4))
    assert fitness.security.points == 100.0


def test_every_arm_is_closed_even_when_one_dies(cases):
    sandbox = FakeSandbox(old=OLD, new={**NEW, "dies": True})
    confirmed_fitness(sandbox, contest(), cases.passed(), None)
    assert sum(entry[1] == "closed" for entry in sandbox.log) == 6


def test_what_cannot_be_measured_is_absent_and_not_invented(cases):
    sandbox = FakeSandbox(old=OLD, new={**NEW, "dies": True})
    fitness = confirmed_fitness(sandbox, contest(), cases.passed(), None)
    for metric in (Metric.MEMORY, Metric.LATENCY, Metric.THROUGHPUT, Metric.ENERGY):
        value = fitness.value(metric)
        assert (value.original, value.candidate) == (None, None)
        assert "gone" in value.absent
    assert fitness.value(Metric.MEMORY).absent.startswith("the candidate")
    assert fitness.value(Metric.PERFORMANCE).candidate == 3.0


def test_latencies_of_another_number_of_calls_are_none(cases):
    sandbox = FakeSandbox(old=OLD, new={**NEW, "lies": True})
    value = confirmed_fitness(sandbox, contest(), cases.passed(), None).value(Metric.LATENCY)
    assert "another number" in value.absent


def test_correctness_is_known_only_when_every_gate_passed(cases):
    evidence = cases.passed()
    failed = replace(evidence, tests=replace(evidence.tests, gate=Gate.UNKNOWN))
    for seen in (failed, replace(evidence, tests=None, replay=None)):
        fitness = screened_fitness(FakeSandbox(old=OLD, new=NEW), contest(), seen, None)
        assert fitness.value(Metric.CORRECTNESS).candidate is None


def test_for_the_tournament_memory_alone_is_measured_and_the_originals_once(cases):
    sandbox = FakeSandbox(old=OLD, new=NEW)
    first = screened_fitness(sandbox, contest(), cases.passed(), None)
    assert {entry[0] for entry in sandbox.log} == {"old", "new"}
    assert len(sandbox.log) == 4
    later = {value.metric for value in first.values if value.absent}
    assert later == {Metric.THROUGHPUT, Metric.LATENCY, Metric.ENERGY}
    sandbox.log.clear()
    child = screened_fitness(FakeSandbox(old=NEW, new={**NEW, "peak": 9}), contest(), cases.passed(), first)
    assert (child.value(Metric.MEMORY).original, child.value(Metric.MEMORY).candidate) == (1000.0, 9.0)


def test_what_keeps_state_is_called_once_on_calls_it_does_not_know(cases):
    sandbox = FakeSandbox(old=OLD, new=NEW)
    other = RecordedCall(function="m:f", payload=b"y")
    keeping = contest(keeps_state=True, warming=(other,), repeats=1)
    confirmed_fitness(sandbox, keeping, cases.passed(), None)
    prepared = [entry for entry in sandbox.log if entry[1] != "closed"]
    assert [entry[1:] for entry in prepared if entry[0] == "new"] == [(0, True, 1), (1, False, 4)] * 3


def test_calls_are_chosen_so_that_measuring_stays_short(cases):
    long = tuple(RecordedCall(function="m:f", payload=b"x", seconds=s) for s in (2.0, 0.7, 0.9))
    sandbox = FakeSandbox(old=OLD, new=NEW)
    screened_fitness(sandbox, replace(contest(), calls=long), cases.passed(), None)
    assert {entry[3] for entry in sandbox.log if entry[1] != "closed"} == {1}
    sandbox.log.clear()
    many = (RecordedCall(function="m:f", payload=b"x", seconds=0.03),) * 50
    screened_fitness(sandbox, replace(contest(), calls=many), cases.passed(), None)
    assert {entry[3] for entry in sandbox.log if entry[1] != "closed"} == {3}


class FakeCounters:
    def __init__(self, joules):
        self.joules = joules

    def read(self):
        return {}

    def joules_since(self, before):
        return self.joules


def test_counters_count_where_the_stretch_is_long_enough_for_them(cases):
    sandbox = FakeSandbox(old=OLD, new={**NEW, "seconds": 0.003})
    value = confirmed_fitness(sandbox, contest(), cases.passed(), FakeCounters(2.0)).value(Metric.ENERGY)
    assert value.method == COUNTED
    assert value.original == pytest.approx(2.0 / 20)
    short = confirmed_fitness(
        FakeSandbox(old=OLD, new=NEW), contest(long=True), cases.passed(), FakeCounters(2.0)
    )
    assert short.value(Metric.ENERGY).method == MODEL
    gone = confirmed_fitness(sandbox, contest(), cases.passed(), FakeCounters(None))
    assert gone.value(Metric.ENERGY).method == MODEL


def test_a_quick_version_is_called_more_often_so_that_its_stretch_is_long_enough(cases):
    sandbox = FakeSandbox(old=OLD, new={**NEW, "seconds": 1e-5})
    fitness = confirmed_fitness(sandbox, contest(), cases.passed(), FakeCounters(2.0))
    repeats = {
        name: max(e[1] for e in sandbox.log if e[0] == name and e[1] != "closed") for name in ("old", "new")
    }
    assert repeats == {"old": 5, "new": 1625}
    assert fitness.value(Metric.ENERGY).method == COUNTED
    assert fitness.value(Metric.ENERGY).candidate == pytest.approx(2.0 / (4 * 1625))
    assert fitness.value(Metric.THROUGHPUT).candidate == pytest.approx(1e5)


def test_percentiles_are_values_that_were_seen():
    values = [float(n) for n in range(1, 101)]
    random.Random(3).shuffle(values)
    assert [percentile(values, rank) for rank in (50, 95, 99, 100)] == [50.0, 95.0, 99.0, 100.0]
    assert percentile([7.0], 50) == 7.0


@pytest.mark.parametrize(
    "head",
    [
        {"nanoseconds": "many"},
        {"nanoseconds": [1, "2"]},
        {"nanoseconds": [-1]},
        {"nanoseconds": [True]},
        {"nanoseconds": [1.5]},
        {"peak_bytes": -1},
        {"peak_bytes": 1 << 60},
        {"kept_bytes": None},
        {"kept_blocks": float("inf")},
    ],
)
def test_what_an_arm_says_is_checked_for_form(head):
    with pytest.raises(FrameError):
        told_costs(head)


MODULE = """
KEPT = []

def hungry(n):
    held = [bytearray(1000) for _ in range(n)]
    return len(held)

def leaky(n):
    KEPT.append(bytearray(n))

def release(n):
    KEPT.clear()

def fails(n):
    raise ValueError(n)

def lazy(n):
    return (bytes(50_000) for _ in range(n))
"""


def calls(name, *values):
    return tuple(
        RecordedCall(function=f"m:{name}", payload=pickle.dumps(((value,), {}), protocol=4))
        for value in values
    )


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    if probe().level < SandboxLevel.LANDLOCK:
        pytest.skip("this machine offers no sandbox")
    workspace, project = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("project")
    (workspace / "m.py").write_text(MODULE)
    plan = SandboxPlan(
        python=Path(sys.executable),
        project=project,
        workspace=workspace,
        sys_path=(str(project), *[entry for entry in sys.path if "lib" in entry]),
        modules={"m": "m.py"},
        main_file="",
        limits=Limits(memory_bytes=512 << 20, scratch_bytes=16 << 20),
        hash_seed=5,
    )
    with Sandbox.start(plan) as started:
        yield started


def cost(sandbox, prepared, *, memory, repeats=1):
    with sandbox.arm({}, ("m",)) as arm:
        arm.prepare(prepared, repeats=repeats)
        return arm.cost(memory=memory)


def test_the_peak_is_what_the_hungriest_call_holds_at_once(sandbox):
    costs = cost(sandbox, calls("hungry", 10, 500, 100), memory=True)
    assert 500_000 < costs.peak_bytes < 600_000
    assert costs.kept_bytes < 20_000


def test_what_stays_behind_is_told(sandbox):
    costs = cost(sandbox, calls("leaky", 300_000, 300_000), memory=True)
    assert 600_000 <= costs.kept_bytes < 650_000


def test_one_call_does_not_pay_for_what_others_had_kept(sandbox):
    kept, more = calls("leaky", 300_000), calls("hungry", 300)
    costs = cost(sandbox, (*kept, *more, *calls("release", 0), *calls("hungry", 1)), memory=True)
    assert 300_000 < costs.peak_bytes < 400_000


def test_lazy_results_and_exceptions_are_worked_off(sandbox):
    assert cost(sandbox, calls("lazy", 8), memory=True).peak_bytes > 300_000
    assert len(cost(sandbox, calls("fails", 1, 2), memory=False).latencies) == 2


def test_each_call_has_a_latency_of_its_own_however_often_it_is_made(sandbox):
    costs = cost(sandbox, calls("hungry", 1, 400, 3), memory=False, repeats=3)
    assert len(costs.latencies) == 3
    assert all(0 < seconds < 60 for seconds in costs.latencies)
    assert costs.peak_bytes == 0
