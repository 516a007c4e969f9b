"""A condition that is the same in every round of a loop: asked once, with a loop of its own for each answer.

The condition reads one local name that the loop leaves alone. Unless it asks for ``None``, the name must hold
a plain value, whose truth and equality run no code and never change; otherwise the loop runs as it was.
"""

from __future__ import annotations

import ast

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.unswitch_loop import EXAMPLES, REFUSALS
from ouroboros.operators.facts.blocks import whole_text
from ouroboros.operators.facts.scope import (
    LOOPS,
    Frame,
    bound_names,
    certainly_bound,
    ends_line,
    frames,
    has_comment,
    is_builtin,
    own_line,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_LARGEST = 300
"""Nodes of a loop that may be written down three times."""
_PLAIN = "(bool, int, float, str, type(None))"


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for each loop with such a condition (the first of them)."""
    found: list[Rewrite] = []
    if view.node.name.startswith("_ouroboros_") or not all(
        is_builtin(view, name) for name in ("type", "bool", "int", "float", "str")
    ):
        return found
    for frame in frames(view):
        for loop in walk_here(*frame.node.body):
            if isinstance(loop, LOOPS):
                for statement in loop.body:
                    made = _unswitched(view, frame, loop, statement)
                    if made is not None:
                        found.append(made)
                        break
    return found


def _unswitched(
    view: RegionView, frame: Frame, loop: ast.For | ast.While, statement: ast.stmt
) -> Rewrite | None:
    if not isinstance(statement, ast.If) or sum(1 for _ in ast.walk(loop)) > _LARGEST:
        return None
    asked = _asked(statement.test)
    if asked is None or not own_line(view, statement) or not ends_line(view, loop):
        return None
    name, guarded = asked
    if (
        name in bound_names(loop)
        or name in frame.captured
        or not certainly_bound(frame, name, loop)
        or not own_line(view, loop)
        or any(isinstance(part, ast.Global | ast.Nonlocal) for part in ast.walk(frame.node))
    ):
        return None
    test = ast.unparse(statement.test)
    for above in frame.chain(loop):
        if isinstance(above, ast.If) and name in {
            part.id for part in ast.walk(above.test) if isinstance(part, ast.Name)
        }:
            return None  # asked before
    yes = _branch(view, statement, statement.body)
    no = _branch(view, statement, statement.orelse)
    kept = whole_text(view, loop)
    if yes is None or no is None or kept is None:
        return None
    first, second = whole_text(view, loop, [yes]), whole_text(view, loop, [no])
    if first is None or second is None:
        return None
    lines = [f"if {test}:", _deeper(first), "else:", _deeper(second)]
    if guarded:
        inner = "\n".join(lines)
        lines = [f"if type({name}) in {_PLAIN}:", _deeper(inner), "else:", _deeper(kept)]
    indent = view.indent(loop)
    text = "\n".join(lines).replace("\n", f"\n{indent}")
    return Rewrite(
        edits=(view.replace(loop, text),),
        note=f"`{test}` is the same in every round and is asked once; each answer has its own loop.",
    )


def _asked(test: ast.expr) -> tuple[str, bool] | None:
    """The one name that ``test`` reads, and whether its type has to be asked for first."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
    if isinstance(test, ast.Name):
        return test.id, True
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Name)):
        return None
    other = test.comparators[0]
    if not isinstance(other, ast.Constant):
        return None
    if isinstance(test.ops[0], ast.Is | ast.IsNot):
        return (test.left.id, False) if other.value is None else None
    plain = type(other.value) in {int, str}
    return (test.left.id, True) if plain and isinstance(test.ops[0], ast.Eq | ast.NotEq) else None


def _branch(view: RegionView, statement: ast.If, block: list[ast.stmt]) -> Edit | None:
    """An edit that puts the lines of ``block`` in the place of the whole statement."""
    at, end = view.start(statement), view.end(statement)
    if not block:
        return view.replace(statement, "pass")
    begin, stop = view.start(block[0]), view.end(block[-1])
    elif_chain = view.text.startswith("elif", begin)
    if has_comment(view, at, end):
        return None
    if not elif_chain and not own_line(view, block[0]):
        return None
    text = view.text[begin:stop]
    if elif_chain:
        return Edit(start=at, end=end, text=text[2:])
    margin, indent = view.indent(block[0]), view.indent(statement)
    return Edit(start=at, end=end, text=text.replace(f"\n{margin}", f"\n{indent}"))


def _deeper(text: str) -> str:
    return "\n".join(f"    {line}" if line.strip() else "" for line in text.split("\n"))


OPERATOR = Operator(
    name="unswitch-loop",
    category=RefactoringOp.BRANCH_SIMPLIFICATION,
    summary="A condition that stays the same in a loop is asked once, with a loop for each answer.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MODERATE,
    risk=Risk.LOW,
    payoff=1.1,
    source="F. Allen, J. Cocke, A catalogue of optimizing transformations, 1971 (unswitching)",
)
