"""What recorded calls say that a linter cannot know: the usual type, the usual value, which line runs more.

A sample, never a proof. It says what is worth writing; the guard that is written carries the proof.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from ouroboros.operators.contract import RegionView

LEAST_CALLS = 8
"""Recorded calls below which nothing is called usual."""
ATOMS = ("int", "str", "bytes", "bool", "float", "NoneType")
"""Types as profiles write them whose values never change and whose operators run nobody's code."""


def base_kind(written: str) -> str:
    """``list`` of ``list[int | str]``; ``builtins.`` is left out."""
    return written.partition("[")[0].removeprefix("builtins.")


def usual_kinds(view: RegionView, parameter: str, *, share: float = 0.9) -> tuple[str, ...]:
    """The fewest exact types, most frequent first, that ``share`` of the recorded arguments had; or none.

    Built-in types are written bare, without their elements.
    """
    counts: dict[str, int] = {}
    for written, seen in view.types.parameters.get(parameter, {}).items():
        counts[base_kind(written)] = counts.get(base_kind(written), 0) + seen
    total = sum(counts.values())
    if total < LEAST_CALLS:
        return ()
    found: list[str] = []
    covered = 0
    for kind, seen in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        found.append(kind)
        covered += seen
        if covered >= share * total:
            return tuple(found)
    return ()


def usual_value(view: RegionView, parameter: str, *, share: float = 0.9) -> ast.Constant | ast.UnaryOp | None:
    """The plain value that ``share`` of the recorded arguments had, as an expression; or ``None``."""
    values = view.types.values.get(parameter, {})
    total = sum(view.types.parameters.get(parameter, {}).values())
    if not values or total < LEAST_CALLS:
        return None
    text, seen = max(values.items(), key=lambda entry: entry[1])
    if seen < share * total:
        return None
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None
    return node if isinstance(node, ast.Constant | ast.UnaryOp) else None


def times_run(view: RegionView, statements: Iterable[ast.stmt]) -> int | None:
    """How often the first of ``statements`` ran in the calls that were observed; ``None``: not known."""
    first = next(iter(statements), None)
    if first is None or not view.types.lines:
        return None
    return view.types.lines.get(first.lineno)
