"""A loop over a few constants: its body is written down once for each, with the constant in its place.

No iterator is made and stepped. The variable is still set where anything else may read it.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.unroll_loop import EXAMPLES, REFUSALS
from ouroboros.operators.facts.blocks import body_text, steps_of
from ouroboros.operators.facts.literals import is_literal, takes_literal
from ouroboros.operators.facts.loops import stays
from ouroboros.operators.facts.scope import (
    Frame,
    bound_names,
    calls_builtin,
    deleted_names,
    frames,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_MOST = 8
"""Rounds that are written down."""
_LARGEST = 260
"""Nodes of all copies together: longer code is slower to fetch and to read."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for each short loop over constants."""
    found: list[Rewrite] = []
    if view.node.name.startswith("_ouroboros_"):
        return found
    for frame in frames(view):
        for loop in walk_here(*frame.node.body):
            if isinstance(loop, ast.For):
                made = _unrolled(view, frame, loop)
                if made is not None:
                    found.append(made)
    return found


def _unrolled(view: RegionView, frame: Frame, loop: ast.For) -> Rewrite | None:
    rounds = _rounds(view, frame, loop)
    names = _target(loop.target)
    if rounds is None or names is None or loop.orelse or steps_of(loop):
        return None
    size = sum(1 for statement in loop.body for _ in ast.walk(statement))
    if not 1 <= len(rounds) <= _MOST or size * len(rounds) > _LARGEST:
        return None
    if any(len(values) != len(names) for values in rounds):
        return None
    written = set(names) & (bound_names(*loop.body) | deleted_names(frame.node) | frame.captured)
    if written or any(name not in frame.local for name in names):
        return None
    copies: list[str] = []
    for values in rounds:
        edits: list[Edit] = []
        lines: list[str] = []
        for name, value in zip(names, values, strict=True):
            literal = is_literal(value) and _everywhere(frame, loop, name)
            if literal:
                text = ast.unparse(value)
                text = f"({text})" if isinstance(value, ast.UnaryOp) else text
                edits += [view.replace(use, text) for use in _uses(frame, loop, name)]
            if not literal or _read_elsewhere(frame, loop, name):
                lines.append(f"{name} = {ast.unparse(value)}")
        body = body_text(view, loop, edits)
        if body is None:
            return None
        copies.append("\n".join((*lines, body)))
    indent = view.indent(loop)
    text = "\n".join(copies).replace("\n", f"\n{indent}")
    return Rewrite(
        edits=(view.replace(loop, text),),
        note=f"The loop over {len(rounds)} constants is written out: the same statements in the same order"
        " without stepping an iterator.",
    )


def _target(target: ast.expr) -> list[str] | None:
    if isinstance(target, ast.Name):
        return [target.id]
    if isinstance(target, ast.Tuple) and all(isinstance(name, ast.Name) for name in target.elts):
        names = [name.id for name in target.elts if isinstance(name, ast.Name)]
        return names if len(set(names)) == len(names) else None
    return None


def _rounds(view: RegionView, frame: Frame, loop: ast.For) -> list[list[ast.expr]] | None:
    """The values of each round, one for each name of the target."""
    several = isinstance(loop.target, ast.Tuple)
    source = loop.iter
    if calls_builtin(view, source, "range"):
        assert isinstance(source, ast.Call)
        limits = [part.value for part in source.args if isinstance(part, ast.Constant)]
        whole = [limit for limit in limits if type(limit) is int]
        if source.keywords or several or not 1 <= len(whole) == len(source.args) <= 2:
            return None
        if len(range(*whole)) > _MOST:
            return None
        if whole[0] < 0:
            return None
        return [[ast.Constant(value=i)] for i in range(*whole)]
    if not isinstance(source, ast.Tuple | ast.List):
        return None
    rounds: list[list[ast.expr]] = []
    for item in source.elts:
        values: Sequence[ast.expr] = [item]
        if several:
            if not isinstance(item, ast.Tuple | ast.List):
                return None
            values = item.elts
        if not all(is_literal(value) or stays(frame, loop, value) for value in values):
            return None
        rounds.append(list(values))
    return rounds


def _uses(frame: Frame, loop: ast.For, name: str) -> list[ast.Name]:
    return [use for statement in loop.body for use in frame.uses(name, statement)]


def _everywhere(frame: Frame, loop: ast.For, name: str) -> bool:
    """Whether a literal may stand for ``name`` wherever the body reads it."""
    return takes_literal(loop.body, name) and not any(
        isinstance(above, ast.JoinedStr) for use in _uses(frame, loop, name) for above in frame.chain(use)
    )


def _read_elsewhere(frame: Frame, loop: ast.For, name: str) -> bool:
    inside = {id(use) for use in frame.uses(name, loop)}
    return any(id(use) not in inside for use in frame.uses(name))


OPERATOR = Operator(
    name="unroll-loop",
    category=RefactoringOp.LOOP_UNROLLING,
    summary="A short loop over constants is written out.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    payoff=1.4,
    source="A. Aho, M. Lam, R. Sethi, J. Ullman, Compilers, 2nd ed., 8.5",
)
