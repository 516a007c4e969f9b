"""``text = text[1:]`` in a loop: an index goes forward instead of the rest being copied every time.

The first slice is made as before: from then on the name holds a text, tuple or list that nobody else can hold
(or nobody can change), and the index says how much of it is gone. Items, parts, length, truth, prefixes and
searches are asked from the index on. Where the first object is of any other type, every slice is made.
Before a statement that does anything else with the name, the rest is made and given up as our own.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.slice_walk import EXAMPLES, REFUSALS
from ouroboros.operators.facts.guards import PART
from ouroboros.operators.facts.loops import counts_up
from ouroboros.operators.facts.scope import (
    SCOPES,
    Frame,
    binds_itself,
    calls_builtin,
    certainly_bound,
    ends_line,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
    own_line,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit, apply_edits

_BUILTINS = ("len", "min", "max", "type", "slice", "list", "str", "bytes", "tuple")
_SEARCHES = frozenset({"startswith", "endswith", "find", "index"})
"""Methods with a place to begin at as their second argument."""
_GROWING = frozenset({"append", "extend"})
_SIMPLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Return, ast.Raise, ast.Assert)
"""Statements that hold no others, and before which a line can be put that says how things stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    """A loop with the names that it consumes."""

    view: RegionView
    frame: Frame
    loop: ast.While | ast.For
    names: Mapping[str, tuple[str, str]]
    """For each name the variables that say how much is gone, and whether the rest is ours."""
    understood: set[ast.Name] = field(default_factory=set)
    """Mentions of the names for which there is a new text."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each outermost loop that consumes something by slicing."""
    if view.node.name.startswith("_ouroboros_") or not all(is_builtin(view, name) for name in _BUILTINS):
        return
    for frame in frames(view):
        loops: dict[ast.While | ast.For, list[str]] = {}
        slices = [node for node in walk_here(*frame.node.body) if isinstance(node, ast.Assign)]
        for node in slices:
            name = _sliced(node)
            if name is None or name not in frame.local - frame.captured:
                continue
            for loop in reversed(frame.loops(node)):
                if name in loops.get(loop, ()) or _rewritten(view, frame, loop, [name]) is not None:
                    names = loops.setdefault(loop, [])
                    names += [name] if name not in names else []
                    break
        for loop, names in loops.items():
            found = _rewritten(view, frame, loop, names)
            if found is not None:
                yield found


def _sliced(node: ast.Assign) -> str | None:
    """``x`` of ``x = x[n:]`` and of ``a, x = x[0], x[n:]``."""
    if len(node.targets) != 1:
        return None
    pairs = [(node.targets[0], node.value)]
    if isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple):
        if len(node.targets[0].elts) != len(node.value.elts):
            return None
        pairs = list(zip(node.targets[0].elts, node.value.elts, strict=True))
    if not all(isinstance(target, ast.Name) for target, _ in pairs):
        return None
    names = [
        target.id
        for target, value in pairs
        if isinstance(target, ast.Name)
        and isinstance(value, ast.Subscript)
        and isinstance(value.value, ast.Name)
        and value.value.id == target.id
        and isinstance(value.slice, ast.Slice)
        and value.slice.lower is not None
        and value.slice.upper is None
        and value.slice.step is None
    ]
    targets = [target.id for target, _ in pairs if isinstance(target, ast.Name)]
    return names[0] if len(names) == 1 and len(set(targets)) == len(targets) else None


def _rewritten(view: RegionView, frame: Frame, loop: ast.While | ast.For, names: list[str]) -> Rewrite | None:
    blocks = ast.Try | ast.TryStar | ast.With | ast.AsyncWith
    if (
        loop.orelse
        or not own_line(view, loop)
        or not ends_line(view, loop)
        or any(isinstance(above, blocks) for above in frame.chain(loop))
        or any(isinstance(node, (ast.NamedExpr, *SCOPES)) for node in ast.walk(loop))
        or any(
            not isinstance(node, ast.Name) and not binds_itself(node).isdisjoint(names)
            for node in ast.walk(loop)
        )
        or not all(certainly_bound(frame, name, loop) for name in names)
    ):
        return None
    walk = _Walk(
        view=view,
        frame=frame,
        loop=loop,
        names={name: (fresh_name(view, f"{name}_at"), fresh_name(view, f"{name}_own")) for name in names},
    )
    edits = _edits(walk, loop)
    mentions = {use for name in names for use in frame.uses(name, loop)}
    if edits is None or mentions - walk.understood:
        return None
    begin = [f"{at}, {own} = 0, False" for at, own in walk.names.values()]
    finish = [f"{name} = {name}[{at}:] if {at} else {name}" for name, (at, _) in walk.names.items()]
    end, indent = view.end(loop), view.indent(loop)
    edits.append(Edit(start=end, end=end, text="".join(f"\n{indent}{line}" for line in finish)))
    parted = any("_ouroboros_part(" in edit.text for edit in edits)
    return Rewrite(
        edits=(view.insert_before(loop, begin), *edits),
        helpers=(PART,) if parted else (),
        note="an index goes forward in what the first slice left, which nobody else can change, instead of"
        " the rest being copied again.",
    )


def _edits(walk: _Walk, root: ast.AST) -> list[Edit] | None:
    """Edits for everything below ``root`` that speaks of the names; ``None`` when a slice must stay."""
    edits: list[Edit] = []
    pending: list[ast.AST] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.JoinedStr):
            continue  # its parts have no reliable places; mentions there count as not understood
        if isinstance(node, ast.Assign) and _sliced(node) in walk.names:
            text = _step(walk, node)
            if text is None:
                return None
            edits.append(walk.view.replace(node, text))
            continue
        if node is not root and isinstance(node, _SIMPLE):
            inner = _edits(walk, node)
            if inner is None:
                return None
            left = {use.id for use in _mentions(walk, node) - walk.understood}
            edits += [_settled(walk, node, sorted(left))] if left and _may_settle(walk, node) else inner
            continue
        if isinstance(node, ast.expr):
            new = _read(walk, node)
            if new is not None:
                edits.append(walk.view.replace(node, new))
                continue
        pending += ast.iter_child_nodes(node)
    return edits


def _mentions(walk: _Walk, root: ast.AST) -> set[ast.Name]:
    return {node for node in ast.walk(root) if isinstance(node, ast.Name) and node.id in walk.names}


def _may_settle(walk: _Walk, statement: ast.stmt) -> bool:
    """Whether the rest may be made before ``statement``: it does not run in every round, or is the last."""
    above = list(walk.frame.chain(statement))
    now_and_then = isinstance(statement, ast.Raise | ast.Return) or any(
        isinstance(holder, ast.If | ast.Try | ast.Match) for holder in above[: above.index(walk.loop)]
    )
    # A generator that is made here reads the name later, when it holds more than the rest.
    return (
        now_and_then
        and own_line(walk.view, statement)
        and not any(isinstance(node, ast.GeneratorExp) for node in ast.walk(statement))
    )


def _settled(walk: _Walk, statement: ast.stmt, names: list[str]) -> Edit:
    """Lines before ``statement`` after which each name holds its rest, as if it never was our own."""
    walk.understood.update(_mentions(walk, statement))
    told = sorted({*names, *(use.id for use in _mentions(walk, statement))})
    lines = [
        f"{name}, {at}, {own} = {name}[{at}:] if {at} else {name}, 0, False"
        for name in told
        for at, own in [walk.names[name]]
    ]
    return walk.view.insert_before(statement, lines)


def _told(walk: _Walk, node: ast.expr) -> str:
    """The text of ``node`` with everything in it that speaks of the names replaced."""
    edits = _edits(walk, node) or []
    start = walk.view.start(node)
    moved = tuple(Edit(start=e.start - start, end=e.end - start, text=e.text) for e in edits)
    return apply_edits(walk.view.source(node), moved)


def _step(walk: _Walk, node: ast.Assign) -> str | None:
    """The slice as a step of the index, once the object is our own."""
    view, name = walk.view, _sliced(node)
    if (
        name is None
        or not own_line(view, node)
        or has_comment(view, view.start(node), view.end(node))
        or "\n" in view.source(node)
    ):
        return None
    at, own = walk.names[name]
    target, value = node.targets[0], node.value
    targets = target.elts if isinstance(target, ast.Tuple) else [target]
    values = value.elts if isinstance(value, ast.Tuple) and isinstance(target, ast.Tuple) else [value]
    steps: list[str] = []
    olds: list[str] = []
    for one, other in zip(targets, values, strict=True):
        if isinstance(one, ast.Name) and one.id == name:
            assert isinstance(other, ast.Subscript)
            assert isinstance(other.value, ast.Name)
            assert isinstance(other.slice, ast.Slice)
            assert other.slice.lower is not None
            walk.understood.update((one, other.value))
            steps.append(_further(walk, name, other.slice.lower))
            olds.append(f"{name}[{_told(walk, other.slice.lower)}:]")
        else:
            steps.append(_told(walk, other))
            olds.append(steps[-1])
    lefts = [at if isinstance(one, ast.Name) and one.id == name else view.source(one) for one in targets]
    rights = [*map(view.source, targets), own]
    indent = f"\n{view.indent(node)}"
    return indent.join(
        (
            f"if {own}:",
            f"    {', '.join(lefts)} = {', '.join(steps)}",
            "else:",
            f"    {', '.join(rights)} = {', '.join(olds)}, type({name}) in (list, str, bytes, tuple)",
        )
    )


def _further(walk: _Walk, name: str, by: ast.expr) -> str:
    at = walk.names[name][0]
    if isinstance(by, ast.Constant) and type(by.value) is int:
        return f"min({at} + {by.value}, len({name}))"
    return f"{at} + slice({_told(walk, by)}, None).indices(len({name}) - {at})[0]"


def _read(walk: _Walk, node: ast.expr) -> str | None:
    """The text of a place that looks into one of the names; ``None`` when it is no such place."""
    if isinstance(node, ast.Call):
        return _asked(walk, node)
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        return _item(walk, node)
    if isinstance(node, ast.Compare):
        return _emptiness(walk, node)
    if not (isinstance(node, ast.Name) and node.id in walk.names and isinstance(node.ctx, ast.Load)):
        return None
    at, own = walk.names[node.id]
    if _tested(walk.frame, node):
        walk.understood.add(node)
        return f"({at} < len({node.id}) if {own} else {node.id})"
    if isinstance(walk.frame.statement(node), ast.Return):
        walk.understood.add(node)
        return f"({node.id}[{at}:] if {at} else {node.id})"
    return None


def _tested(frame: Frame, node: ast.expr) -> bool:
    """Whether only the truth of ``node`` counts."""
    parent = frame.parents[node]
    if isinstance(parent, ast.BoolOp):
        return _tested(frame, parent)
    if isinstance(parent, ast.UnaryOp):
        return isinstance(parent.op, ast.Not)
    return isinstance(parent, ast.If | ast.While | ast.IfExp) and parent.test is node


def _emptiness(walk: _Walk, node: ast.Compare) -> str | None:
    """``x == ""`` and ``x != []``: what is empty equals only what is empty and of the same kind."""
    empty, kind = node.comparators[0], ""
    if isinstance(empty, ast.Constant) and empty.value in ("", b""):
        kind = type(empty.value).__name__
    elif isinstance(empty, ast.List | ast.Tuple) and not empty.elts:
        kind = "list" if isinstance(empty, ast.List) else "tuple"
    if (
        not kind
        or len(node.ops) != 1
        or not isinstance(node.ops[0], ast.Eq | ast.NotEq)
        or not (isinstance(node.left, ast.Name) and node.left.id in walk.names)
    ):
        return None
    at, own = walk.names[node.left.id]
    walk.understood.add(node.left)
    name, sign = node.left.id, "==" if isinstance(node.ops[0], ast.Eq) else "<"
    known = f"{own} and type({name}) is {kind}"
    return f"({at} {sign} len({name}) if {known} else {walk.view.source(node)})"


def _asked(walk: _Walk, call: ast.Call) -> str | None:
    """``len(x)``, ``x.find(y)`` and their like; ``x.append(y)`` needs no change."""
    if not call.args or call.keywords or isinstance(call.args[0], ast.Starred | ast.GeneratorExp):
        return None
    argument, later = call.args[0], call.args[1:]
    if calls_builtin(walk.view, call, "len"):
        if later or not (isinstance(argument, ast.Name) and argument.id in walk.names):
            return None
        walk.understood.add(argument)
        return f"(len({argument.id}) - {walk.names[argument.id][0]})"
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    if not (isinstance(owner, ast.Name) and owner.id in walk.names and isinstance(call.func, ast.Attribute)):
        return None
    name, method = owner.id, call.func.attr
    at, own = walk.names[name]
    if method in _GROWING and not later and isinstance(walk.frame.parents[call], ast.Expr):
        walk.understood.add(owner)
        return f"{name}.{method}({_told(walk, argument)})"
    if method not in _SEARCHES or has_comment(walk.view, walk.view.start(call), walk.view.end(call)):
        return None
    begin = later[0].value if len(later) == 1 and isinstance(later[0], ast.Constant) else 0
    if type(begin) is not int or (later and not begin):
        return None
    walk.understood.add(owner)
    told = _told(walk, argument)
    new = f"{name}.{method}({told}, {at} + {begin})" if later else f"{name}.{method}({told}, {at})"
    told += f", {begin}" if later else ""
    if method == "find":
        new = f"max({new} - {at}, -1)"
    elif method == "index":
        new = f"{new} - {at}"
    return f"({new} if {own} else {name}.{method}({told}))"


def _item(walk: _Walk, node: ast.Subscript) -> str | None:
    """``x[0]``, ``x[-1]`` and ``x[a:b]``."""
    if not (isinstance(node.value, ast.Name) and node.value.id in walk.names):
        return None
    name, index = node.value.id, node.slice
    at, own = walk.names[name]
    if has_comment(walk.view, walk.view.start(node), walk.view.end(node)):
        return None
    if isinstance(index, ast.Constant) and type(index.value) is int:
        walk.understood.add(node.value)
        return f"{name}[{at} + {index.value}]" if index.value else f"{name}[{at}]"
    if walk.view.source(index) == "-1":
        walk.understood.add(node.value)
        return f"({name}[-1] if not {own} or {at} < len({name}) else {name}[len({name})])"
    if isinstance(index, ast.Name) and index.id not in walk.names:
        walk.understood.add(node.value)
        known = own
        if not counts_up(walk.frame, index.id):
            known += f" and type({index.id}) is int and 0 <= {index.id} < len({name})"
        rest = f"({name}[{at}:] if {at} else {name})[{index.id}]"
        return f"({name}[{at} + {index.id}] if {known} else {rest})"
    if isinstance(index, ast.Slice) and index.step is None:
        walk.understood.add(node.value)
        low = _told(walk, index.lower) if index.lower is not None else "None"
        high = _told(walk, index.upper) if index.upper is not None else "None"
        bounds = low if index.lower is not None else "", high if index.upper is not None else ""
        return f"(_ouroboros_part({name}, {at}, {low}, {high}) if {own} else {name}[{':'.join(bounds)}])"
    return None


OPERATOR = Operator(
    name="slice-walk-to-index",
    category=OptimizationOp.ALLOCATION_REDUCTION,
    summary="what a loop consumes slice by slice is walked by an index",
    rewrite=rewrite,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    payoff=30.0,
    source="https://wiki.python.org/moin/TimeComplexity",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
