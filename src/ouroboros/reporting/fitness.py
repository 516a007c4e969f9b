"""Fitness, objectives and trade-offs of a winner, as plain data and as rows of a table in words."""

from __future__ import annotations

import math
from typing import Any

from ouroboros.records.fitness import (
    FitnessMetric,
    FitnessScore,
    ObjectiveScore,
    ObjectiveWeights,
    ParetoFront,
)

_NAMES = ("performance", "power", "security")
_SCALED: dict[str, tuple[str, float]] = {
    FitnessMetric.LATENCY: ("s", 1000.0),
    FitnessMetric.ENERGY: ("J", 1000.0),
}
_PREFIXES = ("", "m", "µ", "n", "p")
_BYTES = ("B", "KiB", "MiB", "GiB", "TiB")


def finite(value: float | None) -> float | None:
    """JSON has no NaN and no infinity; both become null."""
    return value if value is not None and math.isfinite(value) else None


def objectives_to_json(scores: ObjectiveScore) -> dict[str, Any]:
    """Three scores of 100 and their weighted mean."""
    return {
        **dict(zip(_NAMES, map(finite, scores.parts), strict=True)),
        "overall": finite(scores.overall),
        "weights": weights_to_json(scores.weights),
    }


def weights_to_json(weights: ObjectiveWeights) -> dict[str, float]:
    """Weights as shares that sum to one."""
    return dict(zip(_NAMES, weights.shares, strict=True))


def fitness_to_json(fitness: FitnessScore | None) -> dict[str, Any] | None:
    """Every metric by name; numbers are ``None`` and ``absent`` says why where nothing was measured."""
    if fitness is None:
        return None
    told: dict[str, Any] = {
        str(value.metric): {
            "unit": value.unit,
            "better": str(value.better),
            "original": finite(value.original),
            "candidate": finite(value.candidate),
            "method": value.method,
            "absent": value.absent,
            "details": {
                detail.name: {"original": finite(detail.original), "candidate": finite(detail.candidate)}
                for detail in value.details
            },
        }
        for value in fitness.values
    }
    told["security"] = {
        "unit": "points of 100",
        "better": "higher",
        "original": 100.0,
        "candidate": fitness.security.points,
        "method": "static findings in what the change adds; 100 is nothing new",
        "absent": "",
        "findings": [{"what": each.what, "points": each.points} for each in fitness.security.findings],
    }
    return told


def front_to_json(front: ParetoFront | None) -> dict[str, Any] | None:
    """What the winner was chosen from."""
    if front is None:
        return None
    return {
        "hypervolume": finite(front.hypervolume),
        "dominated": front.dominated,
        "mutations": [
            {
                "id": each.candidate.identity,
                "operators": list(each.candidate.operators),
                "objectives": objectives_to_json(each.objectives),
                "description": each.description,
                "trade_offs": list(each.trade_offs),
                "recommended": each.recommended,
            }
            for each in front.mutations
        ],
    }


def fitness_rows(fitness: FitnessScore) -> tuple[tuple[str, str, str, str], ...]:
    """``(metric, original, candidate, how it was measured)`` in words, security last.

    The texts of findings come from the target and are untrusted.
    """
    rows: list[tuple[str, str, str, str]] = []
    for value in fitness.values:
        name = f"{value.metric} ({value.unit}; {value.better} is better)"
        if value.absent or value.original is None or value.candidate is None:
            rows.append((name, "-", "-", f"not measured: {value.absent}"))
            continue
        rows.append(
            (name, figure(value.metric, value.original), figure(value.metric, value.candidate), value.method)
        )
        rows += [
            (
                f"· {detail.name}",
                _detail(value.metric, detail.name, detail.original),
                _detail(value.metric, detail.name, detail.candidate),
                "",
            )
            for detail in value.details
            if value.metric is not FitnessMetric.PERFORMANCE  # its interval stands beside it already
        ]
    found = "; ".join(f"{each.what} (-{each.points:g})" for each in fitness.security.findings)
    points = f"{fitness.security.points:g}"
    rows.append(("security (points of 100; higher is better)", "100", points, found or "nothing new"))
    return tuple(rows)


def _detail(metric: FitnessMetric, name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if name in {"kept blocks", "lines"} else figure(metric, value)


def figure(metric: str, value: float) -> str:
    """A figure of a metric with its unit's prefix: ``1.24 ms``, ``3.5 MiB``, ``0.82 µJ``, ``12,400``.

    Args:
        metric: a ``FitnessMetric`` or its name; seconds, joules and bytes get a prefix.
        value: in the unit of the metric.

    """
    if not math.isfinite(value):
        return "-"
    if metric == FitnessMetric.MEMORY:
        return _bytes(value)
    if metric in _SCALED:
        unit, step = _SCALED[metric]
        power = 0
        while 0 < abs(value) < 1 and power < len(_PREFIXES) - 1:
            value *= step
            power += 1
        return f"{value:.3g} {_PREFIXES[power]}{unit}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def unit_beside(metric: str, unit: str) -> str:
    """What of ``unit`` is left to say beside a :func:`figure`, which may name it with its prefix."""
    return unit.partition(" ")[2].strip() if metric == FitnessMetric.MEMORY or metric in _SCALED else unit


def _bytes(value: float) -> str:
    power = 0
    while abs(value) >= 1024 and power < len(_BYTES) - 1:
        value /= 1024
        power += 1
    return f"{value:.3g} {_BYTES[power]}" if abs(value) < 1000 else f"{value:.0f} {_BYTES[power]}"
