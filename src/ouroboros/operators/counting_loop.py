"""``while i < n: … i += 1`` becomes ``for i in range(i, n)``: the counter is stepped by the interpreter.

Asked before: counter and limit are whole numbers and there is at least one round. The counter keeps its value
where the loop is left early, and takes its last step where it is not.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.counting_loop import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import unchanged
from ouroboros.operators.facts.blocks import body_text, steps_of, whole_text
from ouroboros.operators.facts.scope import (
    Frame,
    bound_names,
    calls_builtin,
    certainly_bound,
    deleted_names,
    frames,
    is_builtin,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_LARGEST = 400
"""Nodes of a loop that may be written down twice."""
_SIZED = "(list, tuple, str, bytes)"


@dataclass(frozen=True, slots=True)
class _Count:
    """How a loop counts."""

    name: str
    limit: str
    """Text of the second argument of ``range``."""
    step: int
    conditions: tuple[str, ...]
    """What has to be asked before."""
    rest: tuple[ast.expr, ...]
    """Further conditions of each round."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for each loop that counts."""
    found: list[Rewrite] = []
    if view.node.name.startswith("_ouroboros_") or not all(
        is_builtin(view, name) for name in ("type", "int", "range", "len", "list", "tuple", "str", "bytes")
    ):
        return found
    for frame in frames(view):
        for loop in walk_here(*frame.node.body):
            if isinstance(loop, ast.While):
                made = _counted(view, frame, loop)
                if made is not None:
                    found.append(made)
    return found


def _counted(view: RegionView, frame: Frame, loop: ast.While) -> Rewrite | None:
    count = _count(view, frame, loop)
    if count is None or loop.orelse or sum(1 for _ in ast.walk(loop)) > _LARGEST:
        return None
    if any(isinstance(step, ast.Continue) for step in steps_of(loop)):
        return None
    below: ast.AST = loop
    for above in frame.chain(loop):
        asked = ast.unparse(above.test) if isinstance(above, ast.If) and below in above.orelse else ""
        if count.conditions[0] in asked:
            return None
        below = above
    last = loop.body[-1]
    body = body_text(view, loop, [Edit(start=view.start(last), end=view.end(last), text="pass")])
    kept = whole_text(view, loop)
    if body is None or kept is None:
        return None
    if len(loop.body) > 1:
        body = body.removesuffix("pass").rstrip()
    texts = [view.source(test) for test in count.rest]
    if any("\n" in text for text in texts):
        return None
    leaving = [f"if not ({text}):\n    break" for text in texts]
    step = f", {count.step}" if count.step != 1 else ""
    sign = "+" if count.step > 0 else "-"
    inner = "\n".join((*leaving, body)).replace("\n", "\n        ")
    lines = [
        f"if {' and '.join(count.conditions)}:",
        f"    for {count.name} in range({count.name}, {count.limit}{step}):",
        f"        {inner}",
        "    else:",
        f"        {count.name} {sign}= {abs(count.step)}",
        "else:",
        "    " + kept.replace("\n", "\n    "),
    ]
    indent = view.indent(loop)
    text = "\n".join(lines).replace("\n", f"\n{indent}")
    text = "\n".join(line.rstrip() if not line.strip() else line for line in text.split("\n"))
    return Rewrite(
        edits=(view.replace(loop, text),),
        note=f"`{count.name}` counts by a range while it and its limit are whole numbers.",
    )


def _count(view: RegionView, frame: Frame, loop: ast.While) -> _Count | None:
    several = isinstance(loop.test, ast.BoolOp) and isinstance(loop.test.op, ast.And)
    tests = loop.test.values if several and isinstance(loop.test, ast.BoolOp) else [loop.test]
    first = tests[0]
    if not (isinstance(first, ast.Compare) and len(first.ops) == 1 and isinstance(first.left, ast.Name)):
        return None
    name = first.left.id
    step = _step(loop.body[-1], name)
    up = isinstance(first.ops[0], ast.Lt | ast.LtE)
    down = isinstance(first.ops[0], ast.Gt | ast.GtE)
    if step is None or not ((up and step > 0) or (down and step < 0)):
        return None
    others = [part for statement in loop.body[:-1] for part in ast.walk(statement)]
    if (
        name in bound_names(*loop.body[:-1], *tests)
        or name in frame.captured | deleted_names(frame.node)
        or not certainly_bound(frame, name, loop)
        or any(isinstance(part, ast.Global | ast.Nonlocal) for part in others)
    ):
        return None
    limit, conditions = _limit(view, frame, loop, first.comparators[0])
    if limit is None:
        return None
    inclusive = isinstance(first.ops[0], ast.LtE | ast.GtE)
    stop = f"{limit} {'+' if up else '-'} 1" if inclusive else limit
    return _Count(
        name=name,
        limit=stop,
        step=step,
        conditions=(f"type({name}) is int", *conditions, ast.unparse(first)),
        rest=tuple(tests[1:]),
    )


def _step(last: ast.stmt, name: str) -> int | None:
    """What the last statement of a round adds to the counter."""
    value: ast.expr | None = None
    operator: ast.operator | None = None
    if isinstance(last, ast.AugAssign) and isinstance(last.target, ast.Name) and last.target.id == name:
        value, operator = last.value, last.op
    elif (
        isinstance(last, ast.Assign)
        and len(last.targets) == 1
        and isinstance(last.targets[0], ast.Name)
        and last.targets[0].id == name
        and isinstance(last.value, ast.BinOp)
        and isinstance(last.value.left, ast.Name)
        and last.value.left.id == name
    ):
        value, operator = last.value.right, last.value.op
    if not (isinstance(value, ast.Constant) and type(value.value) is int and value.value > 0):
        return None
    if isinstance(operator, ast.Add):
        return value.value
    return -value.value if isinstance(operator, ast.Sub) else None


def _limit(
    view: RegionView, frame: Frame, loop: ast.While, limit: ast.expr
) -> tuple[str | None, tuple[str, ...]]:
    """Text of the limit and what to ask about it; no text when it may change."""
    if isinstance(limit, ast.Constant) and type(limit.value) is int:
        return str(limit.value), ()
    if isinstance(limit, ast.Name) and _steady(frame, loop, limit.id):
        return limit.id, (f"type({limit.id}) is int",)
    if calls_builtin(view, limit, "len") and isinstance(limit, ast.Call) and len(limit.args) == 1:
        sized = limit.args[0]
        if (
            isinstance(sized, ast.Name)
            and not limit.keywords
            and _steady(frame, loop, sized.id)
            and unchanged(view, frame, sized.id, [loop])
        ):
            return ast.unparse(limit), (f"type({sized.id}) in {_SIZED}",)
    return None, ()


def _steady(frame: Frame, loop: ast.While, name: str) -> bool:
    return name not in bound_names(loop) and name not in frame.captured and certainly_bound(frame, name, loop)


OPERATOR = Operator(
    name="counting-loop",
    category=RefactoringOp.STRENGTH_REDUCTION,
    summary="A `while` loop that counts becomes a `for` loop over a range.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    needs=("effects",),
    payoff=1.3,
    source="A. Aho, M. Lam, R. Sethi, J. Ullman, Compilers, 2nd ed., 9.1.8 (induction variables)",
)
