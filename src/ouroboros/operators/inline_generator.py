"""A loop over a generator function of the same file: its body runs in place, the loop's at each ``yield``.

Nothing is suspended and resumed any more. What a generator does besides is kept: it starts when the loop
starts, and a ``StopIteration`` that leaves it becomes a ``RuntimeError``, while one that leaves the loop's
own body passes; a flag tells the two apart.
"""

from __future__ import annotations

import ast
import re
import textwrap

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.inline_generator import EXAMPLES, REFUSALS
from ouroboros.operators.facts.blocks import body_text, steps_of
from ouroboros.operators.facts.loops import times_bound
from ouroboros.operators.facts.receivers import class_guard
from ouroboros.operators.facts.scope import (
    LOOPS,
    Frame,
    ends_line,
    frames,
    fresh_name,
    is_builtin,
    own_line,
    walk_here,
)
from ouroboros.operators.facts.splicing import Splice, reached, spliced
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_LARGEST = 250
"""Nodes of a generator's body; beyond it resuming no longer matters."""
_MOST_YIELDS = 3
_LARGEST_REPEATED = 60
"""Nodes of a loop's body that may be written down more than once."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for each loop over a generator that fits."""
    if view.region.is_nested or view.node.name.startswith("_ouroboros_"):
        return []
    if not (is_builtin(view, "StopIteration") and is_builtin(view, "RuntimeError")):
        return []
    found: list[Rewrite] = []
    for frame in frames(view):
        loops = [node for node in walk_here(*frame.node.body) if isinstance(node, ast.For)]
        for number, loop in enumerate(loops):
            made = _inlined(view, frame, loop, number)
            if made is not None:
                found.append(made)
    return found


def _inlined(view: RegionView, frame: Frame, loop: ast.For, number: int) -> Rewrite | None:
    call = loop.iter
    if not isinstance(call, ast.Call) or loop.orelse or not own_line(view, loop) or not ends_line(view, loop):
        return None
    callee = reached(view, call)
    if callee is None or not callee.is_generator:
        return None
    node = view.parsed(callee)[1]
    yields = [part for part in ast.walk(node) if isinstance(part, ast.Yield)]
    size = sum(1 for statement in loop.body for _ in ast.walk(statement))
    if (
        not 1 <= len(yields) <= (_MOST_YIELDS if size <= _LARGEST_REPEATED else 1)
        or sum(1 for _ in ast.walk(node)) > _LARGEST
        or any(isinstance(part, ast.YieldFrom | ast.Return | ast.Try | ast.With) for part in ast.walk(node))
        or not _leaves_alike(node, loop)
    ):
        return None
    stem = f"{node.name.strip('_')}{number}"
    splice = spliced(view, frame, call, callee, stem, loop)
    if splice is None or any(
        isinstance(part, ast.Yield) and not _statement(parent, part)
        for statement in splice.body
        for parent in ast.walk(statement)
        for part in ast.iter_child_nodes(parent)
    ):
        return None
    body = _body(view, loop, fresh_name(view, f"{stem}_outside"))
    if body is None or not isinstance(loop.target, ast.Name | ast.Tuple) or _captures(view, frame, splice):
        return None
    guard = class_guard(view, frame, call, callee)
    asked = [ast.unparse(above.test) for above in frame.chain(loop) if isinstance(above, ast.If)]
    return None if guard is None or guard in asked else _assembled(view, loop, splice, body, stem, guard)


def _statement(parent: ast.AST, node: ast.Yield) -> bool:
    return isinstance(parent, ast.Expr) and parent.value is node


def _captures(view: RegionView, frame: Frame, splice: Splice) -> bool:
    return frame.opaque or any(times_bound(view.module, name) for name in splice.names)


def _leaves_alike(node: ast.FunctionDef | ast.AsyncFunctionDef, loop: ast.For) -> bool:
    """Whether ``break`` and ``continue`` of the consuming loop mean the same where the ``yield`` stands."""
    steps = {type(part) for part in steps_of(loop)}
    if not steps:
        return True
    place = _only_loop(node)
    if place is None:
        return False
    if ast.Break in steps and (node.body[-1] is not place or place.orelse):
        return False
    return ast.Continue not in steps or _at_the_end(place.body)


def _only_loop(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.For | ast.While | None:
    """The loop of the function's outermost block that alone holds every ``yield``, none in an inner loop."""
    loops = [part for part in node.body if isinstance(part, LOOPS)]
    holding = [part for part in node.body if any(isinstance(inner, ast.Yield) for inner in ast.walk(part))]
    if len(holding) != 1 or holding[0] not in loops:
        return None
    place = next(part for part in loops if part is holding[0])
    inner = [
        part
        for statement in (*place.body, *place.orelse)
        for loop in ast.walk(statement)
        if isinstance(loop, LOOPS)
        for part in ast.walk(loop)
        if isinstance(part, ast.Yield)
    ]
    late = [part for statement in place.orelse for part in ast.walk(statement) if isinstance(part, ast.Yield)]
    return None if inner or late else place


def _at_the_end(body: list[ast.stmt]) -> bool:
    """Whether nothing more of ``body`` runs after any ``yield`` in it."""
    for statement in body[:-1]:
        if any(isinstance(part, ast.Yield) for part in ast.walk(statement)):
            return False
    last = body[-1]
    if isinstance(last, ast.If):
        return _at_the_end(last.body) and (not last.orelse or _at_the_end(last.orelse))
    return isinstance(last, ast.Expr) or not any(isinstance(part, ast.Yield) for part in ast.walk(last))


def _body(view: RegionView, loop: ast.For, flag: str) -> str | None:
    """The text of the loop's body from column 0, where each ``continue`` takes the flag down first."""
    edits: list[Edit] = []
    for step in steps_of(loop):
        if isinstance(step, ast.Continue):
            if not own_line(view, step):
                return None
            at = view.start(step)
            edits.append(Edit(start=at, end=at, text=f"{flag} = False\n{view.indent(step)}"))
    return body_text(view, loop, edits)


def _assembled(view: RegionView, loop: ast.For, splice: Splice, body: str, stem: str, guard: str) -> Rewrite:
    flag, error = fresh_name(view, f"{stem}_outside"), fresh_name(view, f"{stem}_error")
    target = view.source(loop.target)
    value = fresh_name(view, f"{stem}_value")
    marks: list[str] = []

    class Marked(ast.NodeTransformer):
        """Puts a mark where a ``yield`` stood."""

        def visit_Expr(self, node: ast.Expr) -> ast.AST:
            """A statement of one expression."""
            if not isinstance(node.value, ast.Yield):
                return node
            given = ast.unparse(node.value.value) if node.value.value is not None else "None"
            if isinstance(loop.target, ast.Name) or _fits_names(node.value.value, loop.target):
                marks.append(f"{target} = {given}\n{flag} = True\n{body}\n{flag} = False")
            else:
                marks.append(f"{value} = {given}\n{flag} = True\n{target} = {value}\n{body}\n{flag} = False")
            return ast.Expr(value=ast.Name(id=f"_ouroboros_mark_{len(marks) - 1}", ctx=ast.Load()))

    inner = "\n".join(
        ast.unparse(ast.fix_missing_locations(Marked().visit(statement))) for statement in splice.body
    )

    def filled(match: re.Match[str]) -> str:
        return textwrap.indent(marks[int(match[2])], match[1])

    inner = re.sub(r"^( *)_ouroboros_mark_(\d+)$", filled, inner, flags=re.MULTILINE)
    text = "\n".join(
        (
            *splice.bindings,
            f"{flag} = False",
            "try:",
            textwrap.indent(inner, "    "),
            f"except StopIteration as {error}:",
            f"    if {flag}:",
            "        raise",
            f'    raise RuntimeError("generator raised StopIteration") from {error}',
        )
    )
    indent = view.indent(loop)
    if guard:
        kept = view.source(loop).replace(f"\n{indent}", "\n")
        text = f"if {guard}:\n{textwrap.indent(text, '    ')}\nelse:\n{textwrap.indent(kept, '    ')}"
    lines = textwrap.indent(text, indent).removeprefix(indent)
    return Rewrite(
        edits=(Edit(start=view.start(loop), end=view.end(loop), text=lines),),
        note=f"The loop runs the body of the generator {splice.name} itself instead of resuming it for each"
        " item; each step happens in the same order.",
    )


def _fits_names(given: ast.expr | None, target: ast.expr) -> bool:
    """Whether unpacking the yielded tuple into ``target`` runs nothing: as many plain names as items."""
    return (
        isinstance(given, ast.Tuple)
        and isinstance(target, ast.Tuple)
        and len(given.elts) == len(target.elts)
        and all(isinstance(name, ast.Name) for name in target.elts)
        and not any(isinstance(item, ast.Starred) for item in given.elts)
    )


OPERATOR = Operator(
    name="inline-generator",
    category=RefactoringOp.FUNCTION_INLINING,
    summary="A loop over a generator function of the same file runs the generator's body in place.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=("call graph",),
    payoff=1.6,
    source="PEP 255, PEP 479",
)
