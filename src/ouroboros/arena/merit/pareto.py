"""What can be traded for what: the non-dominated candidates of a function, in words, and what a user prefers.

Dominance and hypervolume come from moocore (https://multi-objective.github.io/moocore/python/). Preferences
are learnt as in Bradley and Terry (1952): the chance that one change is preferred to another is the logistic
function of the difference of their weighted scores.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import moocore
from scipy.optimize import minimize

from ouroboros.arena.merit.selection import TournamentSelector
from ouroboros.records.evidence import Evidence
from ouroboros.records.fitness import (
    FitnessMetric,
    FitnessScore,
    ObjectiveScore,
    ObjectiveWeights,
    ParetoFront,
    ParetoMutation,
)

_CUBE = 100.0**3
_NOTABLE_POINTS = 0.5
"""Differences below this, of 100, are not worth a word."""
_TEMPERATURE = 10.0
"""Weighted points by which one change has to lead for odds of e : 1 that it is preferred."""
_USERS_WORD = 20.0
"""How much the weights at hand hold back (times their divergence): one clear decision moves a tenth or so."""
_LEAST_SHARE = 0.02
"""No objective is unlearnt altogether: the next decision may be about it."""


def objective_score(fitness: FitnessScore, weights: ObjectiveWeights) -> ObjectiveScore:
    """Turn figures into three scores, each in [0, 100].

    Performance is the per cent of processor time that is saved. Power is the per cent of energy that is
    saved; where energy was not measured, it follows processor time. Unknown gains score 0. Security is as
    found. Scores have one decimal: screening is no more exact, and two that agree in it are equal.
    """
    speedup = fitness.value(FitnessMetric.PERFORMANCE).gain
    energy = fitness.value(FitnessMetric.ENERGY)
    return ObjectiveScore(
        performance=_saved(speedup),
        power=_saved(speedup if energy.absent else energy.gain),
        security=fitness.security.points,
        weights=weights,
    )


def _saved(gain: float | None) -> float:
    """Per cent that is saved by something ``gain`` times as good."""
    return round(100.0 * max(0.0, 1.0 - 1.0 / gain), 1) if gain is not None and gain > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoAnalyzer:
    """Scored candidates of one function, compared in all three objectives at once."""

    entrants: tuple[Evidence, ...]

    def __post_init__(self) -> None:
        """Without objectives there is nothing to compare."""
        missing = [each.candidate.identity for each in self.entrants if each.objectives is None]
        if missing:
            raise ValueError(f"not scored: {missing}")

    def non_dominated(self) -> tuple[Evidence, ...]:
        """Entrants that no other one equals or beats in everything, best weighted score first.

        Of equals the one with the lowest identity is kept, whatever the order of arrival.
        """
        if not self.entrants:
            return ()
        ordered = sorted(self.entrants, key=lambda each: each.candidate.identity)
        points = [_objectives(each).parts for each in ordered]
        kept = moocore.is_nondominated(points, maximise=True)
        front = [each for each, stays in zip(ordered, kept, strict=True) if stays]
        return tuple(sorted(front, key=lambda each: -_objectives(each).overall))

    def hypervolume(self) -> float:
        """Share of the cube [0, 100]³ that lies below some entrant, in [0, 1]."""
        if not self.entrants:
            return 0.0
        points = [_objectives(each).parts for each in self.entrants]
        return float(moocore.hypervolume(points, ref=[0.0, 0.0, 0.0], maximise=True)) / _CUBE

    def front(self, recommended: Evidence) -> ParetoFront:
        """The front with its trade-offs; ``recommended`` is marked, and shown even if others equal it."""
        members = self.non_dominated()
        if recommended not in members:
            ours = _objectives(recommended).parts
            members = (recommended, *(each for each in members if _objectives(each).parts != ours))
        return ParetoFront(
            mutations=tuple(
                ParetoMutation(
                    candidate=member.candidate,
                    objectives=_objectives(member),
                    description=_described(member),
                    trade_offs=tuple(trade_off(member, other) for other in members if other is not member),
                    recommended=member is recommended,
                )
                for member in members
            ),
            dominated=len(self.entrants) - len(members),
            hypervolume=self.hypervolume(),
        )


def trade_off(chosen: Evidence, other: Evidence) -> str:
    """What choosing ``chosen`` instead of ``other`` gives and costs, in words."""
    names = ("time saved", "energy saved", "security")
    better: list[str] = []
    worse: list[str] = []
    for name, ours, theirs in zip(names, _objectives(chosen).parts, _objectives(other).parts, strict=True):
        if abs(ours - theirs) >= _NOTABLE_POINTS:
            (better if ours > theirs else worse).append(f"{abs(ours - theirs):.3g} points of {name}")
    against = f"against {' + '.join(other.candidate.operators)}"
    if not better and not worse:
        return f"{against}: no notable difference"
    parts = ([f"gains {_listed(better)}"] if better else []) + (
        [f"gives up {_listed(worse)}"] if worse else []
    )
    return f"{against}: {', '.join(parts)}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _described(entrant: Evidence) -> str:
    scores = _objectives(entrant)
    assert entrant.fitness is not None
    findings = entrant.fitness.security.findings
    new = f"; new in the code: {', '.join(each.what for each in findings[:3])}" if findings else ""
    return (
        f"{' + '.join(entrant.candidate.operators)} saves {scores.performance:.3g} % of the time and "
        f"{scores.power:.3g} % of the energy, security {scores.security:.3g} of 100{new}"
    )


def _objectives(entrant: Evidence) -> ObjectiveScore:
    assert entrant.objectives is not None
    return entrant.objectives


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiObjectiveController:
    """Scores candidates by what the user cares about, recommends one, and learns from what became of them."""

    weights: ObjectiveWeights = field(default_factory=ObjectiveWeights)

    def scored(self, evidence: Evidence) -> Evidence:
        """The same evidence with its three scores; it needs a fitness."""
        assert evidence.fitness is not None
        return replace(evidence, objectives=objective_score(evidence.fitness, self.weights))

    def recommend(self, entrants: Sequence[Evidence], selector: TournamentSelector) -> Evidence:
        """The champion of the non-dominated entrants and of those that equal them."""
        front = {_objectives(each).parts for each in ParetoAnalyzer(entrants=tuple(entrants)).non_dominated()}
        return selector.champion([each for each in entrants if _objectives(each).parts in front])

    def learnt(self, pairs: Iterable[tuple[ObjectiveScore, ObjectiveScore]]) -> MultiObjectiveController:
        """A controller with weights that explain decisions better.

        The likeliest weights under Bradley-Terry, held back by their divergence from the weights at hand, so
        that few decisions move them little.

        Args:
            pairs: ``(scores of an approved change, scores of a rejected one)``.

        """
        decided = [
            tuple(ours - theirs for ours, theirs in zip(good.parts, bad.parts, strict=True))
            for good, bad in pairs
        ]
        if not decided:
            return self
        given = self.weights.shares
        cares = [place for place, share in enumerate(given) if share > 0]  # a zero of the user's stays zero

        def cost(heights: Sequence[float]) -> float:
            shares = dict(zip(cares, _softmax(heights), strict=True))
            leads = (sum(shares[place] * each[place] for place in cares) / _TEMPERATURE for each in decided)
            unlikely = sum(math.log1p(math.exp(-abs(lead))) + max(0.0, -lead) for lead in leads)
            apart = sum(given[place] * math.log(given[place] / shares[place]) for place in cares)
            return unlikely + _USERS_WORD * apart

        found = minimize(cost, [math.log(given[place]) for place in cares], method="L-BFGS-B")
        learnt = dict.fromkeys(range(len(given)), 0.0)
        learnt |= {
            place: max(_LEAST_SHARE, share) for place, share in zip(cares, _softmax(found.x), strict=True)
        }
        total = sum(learnt.values())
        weights = ObjectiveWeights.of((learnt[0] / total, learnt[1] / total, learnt[2] / total))
        return replace(self, weights=weights)


def _softmax(heights: Sequence[float]) -> list[float]:
    """Shares that sum to one, never quite zero."""
    highest = max(heights)
    powers = [math.exp(max(-30.0, height - highest)) for height in heights]
    return [power / sum(powers) for power in powers]
