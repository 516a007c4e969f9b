"""Reports made by hand: an ordinary one and one whose every text tries to break out."""

import dataclasses
import math

import pytest

from ouroboros.records.candidate import MutationCandidate, MutationSeverity, OptimizationOp, Risk
from ouroboros.records.evidence import (
    CallCensus,
    Evidence,
    FaultEvidence,
    Gate,
    GateAnswer,
    GateName,
    Measurement,
    ReplayEvidence,
    SymbolicEvidence,
    TestEvidence,
)
from ouroboros.records.hotspot import Hotspot, TypeProfile
from ouroboros.records.run_environment import RunEnvironment, Throughput
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span
from ouroboros.records.verdict import (
    Ancestor,
    EvolutionReport,
    FunctionOutcome,
    LostCandidate,
    Rejection,
    Verdict,
    WorkloadOutcome,
)

_REST = "\n\ndef g():\n    return 1\n"
BEFORE = f"def f(xs, ys):\n    return [x for x in xs if x in ys]\n{_REST}"
AFTER = f"def f(xs, ys):\n    known = set(ys)\n    return [x for x in xs if x in known]\n{_REST}"


def make_hotspot(text=BEFORE, *, path="shop/stock.py", module="shop.stock", qualname="f", share=0.41):
    region = GenomeRegion(
        file=SourceFile(path=path, module=module, text=text),
        qualname=qualname,
        kind=RegionKind.FUNCTION,
        span=Span(start=0, end=len(text), first_line=1, last_line=2),
    )
    return Hotspot(region=region, self_share=share, cumulative_share=min(1.0, share * 1.1), samples=410)


def make_verdict(
    hotspot,
    after=AFTER,
    *,
    note="The list is searched as a set.",
    level="namespaces",
    speedup=3.2,
    trouble="",
):
    candidate = MutationCandidate(
        hotspot=hotspot,
        text=after,
        operators=("membership-to-set",),
        categories=(OptimizationOp.DATA_STRUCTURE,),
        severity=MutationSeverity.MINOR,
        risk=Risk.LOW,
        note=note,
    )
    evidence = Evidence(
        candidate=candidate,
        sandbox_level=level,
        replay=ReplayEvidence(
            gate=Gate.PASSED,
            recorded_calls=40,
            distinct_recorded=38,
            earlier_calls=15,
            generated_calls=500,
            executed_changed_lines=True,
        ),
        faults=FaultEvidence(
            tried=12, noticed=10, overlooked=(f"line 2: x in ys → {note}", "line 9: 1 → (1 + 1)"), possible=30
        ),
        screening=Measurement(speedup=4.0, low=3.5, high=4.6, pairs=14, p_value=0.004, e_value=250.0),
        tests=TestEvidence(
            gate=Gate.PASSED, tests=12, seen_to_reach=12, names=(f"tests/test_stock.py::{note}",)
        ),
        symbolic=SymbolicEvidence(gate=Gate.PASSED, calls=9, paths=7, seconds=1.5, reason=trouble),
        confirmation=Measurement(
            speedup=speedup,
            low=speedup - 0.2,
            high=speedup + 0.2,
            pairs=30,
            p_value=2e-6,
            wall_speedup=3.1,
            decided=Gate.PASSED,
            margin=1.02,
            log_ratios=tuple(math.log(speedup) + (place - 14.5) / 150 for place in range(30)),
        ),
        notes=("two calls depend on state",),
        gates=(
            GateAnswer(gate=GateName.REPLAY, answer=Gate.PASSED, told="540 calls"),
            GateAnswer(gate=GateName.CONFIRMATION, answer=Gate.PASSED, told=note),
        ),
    )
    return Verdict(evidence=evidence, gate=Gate.PASSED)


def make_report(**changes):
    won, lost = make_hotspot(), make_hotspot(qualname="g", share=0.08)
    report = EvolutionReport(
        target="shop",
        started=1_700_000_000.0,
        seconds=245.0,
        functions=(
            FunctionOutcome(
                hotspot=won,
                winner=make_verdict(won),
                candidates=17,
                rejected={Rejection.DIFFERENT_RESULT: 6, Rejection.NOT_FASTER: 7, Rejection.BEATEN: 3},
                **told_of("left in order"),
            ),
            FunctionOutcome(
                hotspot=lost,
                winner=None,
                candidates=3,
                rejected={Rejection.DOES_NOT_LOAD: 1, Rejection.TESTS_FAIL: 2},
                why_no_winner="the tests of every faster version fail",
            ),
        ),
        workload=WorkloadOutcome(
            before_seconds=3.1,
            after_seconds=1.4,
            measurement=Measurement(speedup=2.2, low=2.1, high=2.3, pairs=10, p_value=0.002),
        ),
        texts={"shop/stock.py": AFTER},
        original_checksums={"shop/stock.py": won.region.file.checksum},
        sandbox_level="namespaces",
        tests_run=12,
        notes=("one test is flaky: test_clock",),
        **circumstances("CPython 3.12.1, /usr/bin/python3"),
    )
    return dataclasses.replace(report, **changes)


def told_of(text):
    """What an outcome knows beside its winner; ``text`` wherever the target or a candidate has a say."""
    return {
        "calls": CallCensus(
            origins={"workload": 36, "tests": 4, "generated": 497, "corpus": 3},
            distinct_recorded=38,
            raised=2,
            put_aside={"not repeatable, or more than the time allows": 5},
            screening=20,
            confirming=20,
            fresh_inputs=True,
        ),
        "lineage": (Ancestor(identity="fedcba987654", operators=(text,), speedup=2.5),),
        "guidance": (f"{text} first: it won in {text}",),
        "types": TypeProfile(
            parameters={text: {text: 40, "tuple[int]": 2}}, returns={text: 40}, calls_seen=42
        ),
        "lost": (
            LostCandidate(
                identity="0123456789ab",
                operators=("sorted-to-extreme",),
                rejection=Rejection.DIFFERENT_RESULT,
                reason=f"differs on {text}",
                expected=text,
                got=text,
            ),
            LostCandidate(
                identity="ba9876543210",
                operators=("hoist-invariant",),
                rejection=Rejection.NOT_FASTER,
                speedup=1.004,
            ),
        ),
    }


def circumstances(text):
    return {
        "throughput": Throughput(
            candidates=20,
            seconds=8.0,
            batches=6,
            largest=2,
            alone=4,
            alone_seconds=2.0,
            together=16,
            together_seconds=4.0,
            success_rate=0.8,
            warm_tests=5,
            fresh_tests=1,
        ),
        "environment": RunEnvironment(
            version="0.1.0",
            interpreter=text,
            system="Linux 6.8 x86_64",
            processor=text,
            cores=2,
            memory_bytes=8 << 30,
            load_before=0.3,
            load_after=1.2,
            layers=("user namespaces", "seccomp"),
        ),
        "command": ("OUROBOROS_ALPHA=0.01", "ouroboros", "evolve", "shop", "--workload", f"python {text}"),
        "folder": "/home/ada/my shop",
    }


HOSTILE = '</pre><script>alert("x")</script>\'" onload=alert(1) [red]</style>\n\x1b[2J\u202e\ud800&lt;'


def make_hostile_report():
    text = f"def f():\n    return {HOSTILE!r}  # {HOSTILE}\n"
    hotspot = make_hotspot(text, path=f"{HOSTILE}.py", module=HOSTILE, qualname=HOSTILE)
    verdict = make_verdict(
        hotspot, text.replace("return", "return  "), note=HOSTILE, level=HOSTILE, trouble=HOSTILE
    )
    return EvolutionReport(
        target=HOSTILE,
        started=0.0,
        seconds=float("nan"),
        functions=(
            FunctionOutcome(
                hotspot=hotspot, winner=verdict, candidates=1, rejected={HOSTILE: 1}, **told_of(HOSTILE)
            ),
            FunctionOutcome(hotspot=hotspot, winner=None, candidates=1, why_no_winner=HOSTILE),
        ),
        workload=WorkloadOutcome(
            before_seconds=float("inf"),
            after_seconds=0.0,
            measurement=Measurement(speedup=float("inf"), low=0.0, high=float("nan"), pairs=0, p_value=2.0),
        ),
        texts={f"{HOSTILE}.py": text},
        original_checksums={f"{HOSTILE}.py": HOSTILE},
        sandbox_level=HOSTILE,
        notes=(HOSTILE,),
        **circumstances(HOSTILE),
    )


@pytest.fixture
def report():
    return make_report()


@pytest.fixture
def tolerant():
    """The report of a run in which floats were allowed to differ."""
    report = make_report(float_tolerance=1e-9)
    (won, lost), winner = report.functions, report.functions[0].winner
    replay = dataclasses.replace(winner.evidence.replay, largest_float_difference=2.2e-16)
    evidence = dataclasses.replace(winner.evidence, replay=replay)
    winner = dataclasses.replace(winner, evidence=evidence)
    return dataclasses.replace(report, functions=(dataclasses.replace(won, winner=winner), lost))


@pytest.fixture
def hostile():
    return make_hostile_report()


@pytest.fixture
def empty():
    return EvolutionReport(target="shop", started=0.0, seconds=0.5, functions=(), workload=None)


@pytest.fixture
def with_changes():
    return make_report
