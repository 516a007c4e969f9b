"""Trying every number as a divisor: stop at the square root, or walk over the divisors alone.

``for i in range(2, n): if n % i == 0: return False`` finds the smallest divisor, which is never above the
square root when there is one. A loop that wants all divisors gets them from those below the root. The
condition stays where it is; only numbers for which it is certainly false are left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.trial_division import DIVISORS, EXAMPLES, REFUSALS, SMALLEST
from ouroboros.operators.facts.scope import (
    Frame,
    bound_names,
    calls_builtin,
    certainly_bound,
    frames,
    has_comment,
    is_builtin,
    walk_here,
)
from ouroboros.operators.facts.shapes import dead_outside
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk

_NEEDED = ("range", "type", "int", "min", "len", "reversed")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Trial:
    """``for divisor in range(start, stop, step)`` of which only divisors of ``number`` matter."""

    span: ast.Call
    number: str
    leaves: bool
    """Whether the first divisor ends the loop."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each loop or comprehension over possible divisors."""
    if view.node.name.startswith("_ouroboros_") or not all(is_builtin(view, name) for name in _NEEDED):
        return
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            trial = None
            if isinstance(node, ast.For):
                trial = _loop(view, frame, node)
            elif isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
                trial = _comprehension(view, frame, node)
            if trial is not None and not has_comment(view, view.start(trial.span), view.end(trial.span)):
                found = _bounded(view, trial)
                if found is not None:
                    yield found


def _bounded(view: RegionView, trial: _Trial) -> Rewrite | None:
    arguments = trial.span.args
    start = arguments[0].value if isinstance(arguments[0], ast.Constant) else None
    if not isinstance(start, int):
        return None
    step = arguments[2].value if len(arguments) > 2 and isinstance(arguments[2], ast.Constant) else 1
    stop = view.source(arguments[1])
    if "**" in stop or "sqrt" in stop:
        return None  # ends at the root already
    imports = ("from math import isqrt as _ouroboros_isqrt",)
    if trial.leaves and (start, step) in {(2, 1), (3, 2)}:
        return Rewrite(
            edits=(
                view.replace(trial.span, f"_ouroboros_smallest({trial.number}, {start}, {stop}, {step!r})"),
            ),
            imports=imports,
            helpers=(SMALLEST,),
            note=f"the smallest divisor of `{trial.number}` is not above its square root.",
        )
    if not trial.leaves and len(arguments) == 2 and start > 0:
        return Rewrite(
            edits=(view.replace(trial.span, f"_ouroboros_divisors({trial.number}, {start}, {stop})"),),
            imports=imports,
            helpers=(DIVISORS,),
            note=f"only divisors of `{trial.number}` pass the condition: those up to its root give all.",
        )
    return None


def _span(view: RegionView, node: ast.expr) -> ast.Call | None:
    """``node`` when it is ``range`` with a start and a stop."""
    if isinstance(node, ast.Call) and calls_builtin(view, node, "range") and len(node.args) in {2, 3}:
        whole = not node.keywords and not any(isinstance(part, ast.Starred) for part in node.args)
        return node if whole else None
    return None


def _number(test: ast.expr, divisor: str, *, divides: bool = True) -> str | None:
    """The name ``n`` of ``n % divisor == 0``, which may be the first part of an ``and``."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) and divides:
        test = test.values[0]
    rest: ast.expr | None = None
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        sides = [test.left, test.comparators[0]]
        zero = [side for side in sides if isinstance(side, ast.Constant) and side.value == 0]
        if len(zero) == 1 and type(zero[0].value) is int:
            wanted = ast.Eq if divides else ast.NotEq
            rest = next(side for side in sides if side is not zero[0])
            rest = rest if isinstance(test.ops[0], wanted) else None
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and divides:
        rest = test.operand
    elif not divides:
        rest = test
    if (
        isinstance(rest, ast.BinOp)
        and isinstance(rest.op, ast.Mod)
        and isinstance(rest.left, ast.Name)
        and isinstance(rest.right, ast.Name)
        and rest.right.id == divisor
        and rest.left.id != divisor
    ):
        return rest.left.id
    return None


def _loop(view: RegionView, frame: Frame, loop: ast.For) -> _Trial | None:
    span = _span(view, loop.iter)
    only = loop.body[0]
    if (
        span is None
        or not isinstance(loop.target, ast.Name)
        or len(loop.body) != 1
        or not isinstance(only, ast.If)
        or only.orelse
    ):
        return None
    divisor = loop.target.id
    number = _number(only.test, divisor)
    if (
        number is None
        or number not in frame.local
        or not certainly_bound(frame, number, loop)
        or number in frame.captured | bound_names(loop.iter)
        or not dead_outside(frame, divisor, [loop])
        or any(frame.uses(divisor, statement) for statement in loop.orelse)
        or divisor in bound_names(*only.body)
    ):
        return None
    leaves = (
        isinstance(only.body[-1], ast.Return | ast.Break | ast.Raise)
        and not isinstance(only.test, ast.BoolOp)
        and not any(isinstance(node, ast.Continue) for statement in only.body for node in ast.walk(statement))
    )
    if not leaves and number in bound_names(loop):
        return None
    return _Trial(span=span, number=number, leaves=leaves)


def _comprehension(
    view: RegionView, frame: Frame, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
) -> _Trial | None:
    clause = node.generators[-1]
    span = _span(view, clause.iter)
    if span is None or clause.is_async or not isinstance(clause.target, ast.Name):
        return None
    divisor = clause.target.id
    call = frame.parents[node]
    lazy = isinstance(node, ast.GeneratorExp)
    consumed = calls_builtin(view, call, "any", "all", "sum", "list", "set", "tuple", "sorted", "max", "min")
    if lazy and not (consumed or calls_builtin(view, call, "next", "len")):
        return None
    number: str | None = None
    leaves = False
    if clause.ifs:
        number = _number(clause.ifs[0], divisor)
        leaves = (
            lazy and len(clause.ifs) == 1 and calls_builtin(view, call, "next") and len(node.generators) == 1
        )
    elif isinstance(node, ast.GeneratorExp) and len(node.generators) == 1:
        for name, divides in (("any", True), ("all", False)):
            if calls_builtin(view, call, name):
                number = _number(node.elt, divisor, divides=divides)
                leaves = not isinstance(node.elt, ast.BoolOp)
    if number is None or number in bound_names(node) or number not in frame.local - frame.captured:
        return None
    # Where the range mentions the number, reading it before the range asks for nothing new.
    if not frame.uses(number, span) and not certainly_bound(frame, number, frame.statement(node)):
        return None
    return _Trial(span=span, number=number, leaves=leaves)


OPERATOR = Operator(
    name="trial-division",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="possible divisors are tried up to the square root only",
    rewrite=rewrite,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=(),
    payoff=60.0,
    source="R. Crandall and C. Pomerance, Prime Numbers: A Computational Perspective, section 3.1",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
