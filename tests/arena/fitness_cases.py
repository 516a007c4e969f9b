"""Scored candidates made by hand."""

from dataclasses import replace

from ouroboros.records.candidate import MutationCandidate, MutationSeverity, OptimizationOp, Risk
from ouroboros.records.evidence import Evidence, Gate, Measurement, ReplayEvidence, TestEvidence
from ouroboros.records.fitness import (
    Better,
    FitnessMetric,
    FitnessScore,
    FitnessValue,
    ObjectiveScore,
    ObjectiveWeights,
    SecurityFinding,
    SecurityScore,
)
from ouroboros.records.hotspot import Hotspot
from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span

BEFORE = "def f(xs, ys):\n    return [x for x in xs if x in ys]\n"
AFTER = "def f(xs, ys):\n    known = set(ys)\n    return [x for x in xs if x in known]\n"


def candidate(name="membership-to-set", *, before=BEFORE, after=AFTER, risk=Risk.LOW):
    region = GenomeRegion(
        file=SourceFile(path="m.py", module="m", text=before),
        qualname="f",
        kind=RegionKind.FUNCTION,
        span=Span(start=0, end=len(before), first_line=1, last_line=2),
    )
    return MutationCandidate(
        hotspot=Hotspot(region=region, self_share=0.5, cumulative_share=0.5, samples=10),
        text=f"{after}# {name}\n",
        operators=(name,),
        categories=(OptimizationOp.DATA_STRUCTURE,),
        severity=MutationSeverity.MINOR,
        risk=risk,
    )


def passed(name="membership-to-set", *, speedup=3.0, **more):
    return Evidence(
        candidate=candidate(name, **more),
        sandbox_level="full",
        replay=ReplayEvidence(gate=Gate.PASSED, recorded_calls=40, generated_calls=60),
        tests=TestEvidence(gate=Gate.PASSED, tests=7),
        screening=Measurement(speedup=speedup, low=speedup * 0.9, high=speedup * 1.1, pairs=8, p_value=0.001),
    )


def figures(**changes):
    """A fitness whose figures are all known and fine; ``metric=(original, candidate)`` changes one."""
    known = {
        FitnessMetric.PERFORMANCE: (1.0, 3.0),
        FitnessMetric.MEMORY: (1e6, 2e6),
        FitnessMetric.CORRECTNESS: (100.0, 100.0),
        FitnessMetric.THROUGHPUT: (1e3, 3e3),
        FitnessMetric.LATENCY: (1e-3, 3e-4),
        FitnessMetric.ENERGY: (5e-3, 2e-3),
        FitnessMetric.CODE_QUALITY: (3.0, 4.0),
        FitnessMetric.MAINTAINABILITY: (80.0, 75.0),
    }
    findings = changes.pop("findings", ())
    absent = changes.pop("absent", {})
    known |= {FitnessMetric[name.upper()]: pair for name, pair in changes.items()}
    higher = {
        FitnessMetric.PERFORMANCE,
        FitnessMetric.CORRECTNESS,
        FitnessMetric.THROUGHPUT,
        FitnessMetric.MAINTAINABILITY,
    }
    values = []
    for metric, (old, new) in known.items():
        why = absent.get(metric, "")
        values.append(
            FitnessValue(
                metric=metric,
                unit="unit",
                better=Better.HIGHER if metric in higher else Better.LOWER,
                original=None if why else old,
                candidate=None if why else new,
                absent=why,
            )
        )
    security = SecurityScore(
        findings=tuple(SecurityFinding(what=what, points=points) for what, points in findings)
    )
    return FitnessScore(values=tuple(values), security=security)


def entrant(name, performance, power=None, security=100.0, *, weights=None, fitness=None, **more):
    """Evidence with these three scores."""
    return replace(
        passed(name, **more),
        fitness=fitness or figures(),
        objectives=ObjectiveScore(
            performance=performance,
            power=performance if power is None else power,
            security=security,
            weights=weights or ObjectiveWeights(),
        ),
    )
