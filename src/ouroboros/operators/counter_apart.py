"""Rounds that a loop counts beside its work are counted apart, by the length of what it walks over.

``for x in xs: total += x; count += 1`` becomes one loop that adds and one ``count += len(xs)``: loop fission
of which the second loop is a single step. It is asked at run time whether ``xs`` is a list or a tuple and the
counter an ``int``; it is known beforehand that the loop neither changes ``xs`` nor ends early, and that
nobody reads the counter meanwhile.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.counter_apart import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import bindings, list_uses, may_change, unchanged
from ouroboros.operators.facts.blocks import steps_of, whole_text
from ouroboros.operators.facts.loops import own_parts
from ouroboros.operators.facts.scope import (
    COMPREHENSIONS,
    LOOPS,
    Frame,
    calls_builtin,
    certainly_bound,
    ends_line,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
    own_line,
)
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_MOST = 3
"""Statements of a loop in which one step more is worth taking out."""

_PLAIN_CALLS = ("abs", "len", "int", "float", "round", "ord", "chr", "isinstance")
"""Built-ins that run no iterator."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each loop that counts its rounds."""
    if view.node.name.startswith("_ouroboros_"):
        return
    if not all(is_builtin(view, name) for name in ("type", "list", "tuple", "int", "len")):
        return
    for frame in frames(view):
        for node in own_parts(frame):
            edit = _split(view, frame, node) if isinstance(node, ast.For) else None
            if edit is not None:
                yield Rewrite(
                    edits=(edit,),
                    note="The loop runs once for each item of a list that it leaves alone, so the rounds are "
                    "its length; for other things they are counted as before.",
                )


def _split(view: RegionView, frame: Frame, loop: ast.For) -> Edit | None:
    step = next(filter(None, (_counts(frame, loop, each) for each in loop.body)), None)
    if step is None or not 2 <= len(loop.body) <= _MOST or not _plain(view, frame, loop):
        return None
    counter, statement = step
    if not certainly_bound(frame, counter, loop) or not _steady(view, frame, loop):
        return None
    margin = view.indent(loop)
    lines: list[str] = []
    items, edits = view.source(loop.iter), []
    if isinstance(loop.iter, ast.Attribute):
        name = fresh_name(view, f"{loop.iter.attr.strip('_') or 'items'}_seen")
        lines.append(f"{name} = {items}")
        edits.append(view.replace(loop.iter, name))
        items = name
    before = whole_text(view, loop, edits)
    after = whole_text(view, loop, [*edits, _without(view, loop, statement)])
    if before is None or after is None:
        return None
    lines += [
        f"if type({items}) in (list, tuple) and type({counter}) is int:",
        f"    {counter} += len({items})",
        *(f"    {line}" for line in after.split("\n")),
        "else:",
        *(f"    {line}" for line in before.split("\n")),
    ]
    return view.replace(loop, f"\n{margin}".join(lines))


def _counts(frame: Frame, loop: ast.For, statement: ast.stmt) -> tuple[str, ast.stmt] | None:
    """The counter that ``statement`` steps by one, where nothing else in the loop mentions it."""
    if not (isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name)):
        return None
    name = statement.target.id
    if ast.unparse(statement) != f"{name} += 1" or name not in frame.local - frame.captured:
        return None
    generators = (each for each in ast.walk(frame.node) if isinstance(each, ast.GeneratorExp))
    if len(frame.uses(name, loop)) != 1 or any(frame.uses(name, each) for each in generators):
        return None
    above = frame.parents[loop]
    if isinstance(above, ast.If) and loop in above.orelse:
        done = ast.unparse(above.body[0]).startswith(f"{name} += len(")
        return None if done else (name, statement)
    return name, statement


def _plain(view: RegionView, frame: Frame, loop: ast.For) -> bool:
    """Whether the loop runs to its end or leaves the function, and its text can be written twice."""
    return (
        not loop.orelse
        and not steps_of(loop)
        and not any(isinstance(part, LOOPS) for each in loop.body for part in ast.walk(each))
        and not any(
            isinstance(above, ast.Try | ast.TryStar | ast.With | ast.AsyncWith) for above in frame.chain(loop)
        )
        and not has_comment(view, view.start(loop), view.end(loop))
        and own_line(view, loop)
        and ends_line(view, loop)
        and all(own_line(view, each) and ends_line(view, each) for each in loop.body)
    )


def _steady(view: RegionView, frame: Frame, loop: ast.For) -> bool:
    """Whether the loop leaves what it walks over as it is."""
    over = loop.iter
    roots = (loop.target, *loop.body)
    if not isinstance(loop.target, ast.Name) or any(_iterates(view, frame, each) for each in loop.body):
        return False
    if isinstance(over, ast.Name):
        return certainly_bound(frame, over.id, loop) and unchanged(view, frame, over.id, roots)
    return (
        isinstance(over, ast.Attribute)
        and isinstance(over.value, ast.Name)
        and over.value.id in frame.local
        and list_uses(view, frame, over.value.id) is None
        and not may_change(view, frame, over.value.id, roots, deep_field="")
    )


def _iterates(view: RegionView, frame: Frame, statement: ast.stmt) -> bool:
    """Whether ``statement`` may run an iterator: a generator among the items could put in more of them."""
    for node in ast.walk(statement):
        if isinstance(node, (*COMPREHENSIONS, ast.Starred, ast.List, ast.Dict, ast.Set)):
            return True
        if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store):
            return True
        if isinstance(node, ast.AugAssign) and not (
            isinstance(node.value, ast.Constant)
            or (
                isinstance(node.target, ast.Name)
                and node.target.id in frame.local - frame.captured
                and all(isinstance(made, ast.Constant) for made in bindings(frame, node.target.id))
            )
        ):
            return True
        if isinstance(node, ast.Compare) and any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
            return True
        if isinstance(node, ast.Call) and not (
            calls_builtin(view, node, *_PLAIN_CALLS)
            or (isinstance(node.func, ast.Attribute) and node.func.attr == "append")
        ):
            return True
    return False


def _without(view: RegionView, loop: ast.For, statement: ast.stmt) -> Edit:
    at = loop.body.index(statement)
    if at + 1 < len(loop.body):
        return Edit(start=view.start(statement), end=view.start(loop.body[at + 1]), text="")
    return Edit(start=view.end(loop.body[at - 1]), end=view.end(statement), text="")


OPERATOR = Operator(
    name="counter-apart",
    category=RefactoringOp.LOOP_FUSION,
    summary="Rounds that a loop counts beside its work are counted apart, as a length.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    needs=("effects",),
    payoff=1.6,
    source="https://en.wikipedia.org/wiki/Loop_fission_and_fusion",
)
