"""Quadratic building: ``xs = xs + [x]``, ``sum(lists, [])`` and ``s += piece`` copy what was built so far."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.string_building import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import bindings
from ouroboros.operators.facts.guards import FLAT
from ouroboros.operators.facts.imported import names_member
from ouroboros.operators.facts.scope import (
    Frame,
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
from ouroboros.records.source import Edit


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each thing that is built by copying."""
    for frame in frames(view):
        for name in sorted(frame.local - frame.captured - frame.parameters):
            found = _grown_list(view, frame, name) or _grown_text(view, frame, name)
            if found is not None:
                yield found
        for node in walk_here(*frame.node.body):
            folded = _folded(view, frame, node)
            if folded is not None:
                yield folded
            if _flattens(view, node):
                assert isinstance(node, ast.Call)
                items = view.source(node.args[0])
                if isinstance(node.args[0], ast.GeneratorExp) and not items.startswith("("):
                    items = f"({items})"
                yield Rewrite(
                    edits=(view.replace(node, f"_ouroboros_flat({items})"),),
                    helpers=(FLAT,),
                    note="lists are joined into one that grows in place instead of being copied for each.",
                )


def _flattens(view: RegionView, node: ast.AST) -> bool:
    return (
        calls_builtin(view, node, "sum")
        and isinstance(node, ast.Call)
        and len(node.args) == 2
        and not node.keywords
        and not isinstance(node.args[0], ast.Starred)
        and isinstance(node.args[1], ast.List)
        and not node.args[1].elts
        and all(is_builtin(view, name) for name in ("list", "type", "iter"))
        and not has_comment(view, view.start(node), view.end(node))
    )


def _folded(view: RegionView, frame: Frame, node: ast.AST) -> Rewrite | None:
    """``reduce(lambda a, b: a + b, lists, [])`` and ``reduce(operator.add, lists, [])``."""
    if not (
        isinstance(node, ast.Call)
        and len(node.args) == 3
        and not node.keywords
        and names_member(view, node.func, "functools", "reduce")
        and isinstance(node.args[1], ast.Name)
        and isinstance(node.args[2], ast.List)
        and not node.args[2].elts
    ):
        return None
    step, items = node.args[0], node.args[1].id
    above = frame.parents[node]
    if (
        not (_adds(step) or names_member(view, step, "operator", "add"))
        or not all(is_builtin(view, name) for name in ("list", "tuple", "type", "iter"))
        or items not in frame.local - frame.captured
        or not certainly_bound(frame, items, frame.statement(node))
        or (isinstance(above, ast.IfExp) and above.orelse is node)
        or has_comment(view, view.start(node), view.end(node))
    ):
        return None
    text = f"(_ouroboros_flat({items}) if type({items}) in (list, tuple) else {view.source(node)})"
    return Rewrite(
        edits=(view.replace(node, text),),
        helpers=(FLAT,),
        note="lists are joined into one that grows in place instead of being copied for each.",
    )


def _adds(step: ast.expr) -> bool:
    """Whether ``step`` is ``lambda a, b: a + b``."""
    return isinstance(step, ast.Lambda) and (
        re.fullmatch(r"lambda (\w+), (\w+): \1 \+ \2", ast.unparse(step)) is not None
    )


def _grown_list(view: RegionView, frame: Frame, name: str) -> Rewrite | None:
    """``xs = xs + [a, b]`` where nobody else can hold ``xs``."""
    values = bindings(frame, name)
    if any(value is None for value in values):
        return None
    starts = [value for value in values if value is not None and _added(value, name) is None]
    if not starts or not all(isinstance(value, ast.List) for value in starts):
        return None
    edits: list[Edit] = []
    looped = False
    for node in frame.uses(name):
        statement, parent = frame.statement(node), frame.parents[node]
        if isinstance(node.ctx, ast.Store) and isinstance(parent, ast.Assign) and len(parent.targets) == 1:
            added = _added(parent.value, name)
            if added is None:
                continue
            if not certainly_bound(frame, name, statement) or has_comment(
                view, view.start(statement), view.end(statement)
            ):
                return None
            items = [view.source(item) for item in added]
            text = f"{name}.append({items[0]})" if len(items) == 1 else f"{name} += [{', '.join(items)}]"
            edits.append(view.replace(statement, text))
            looped = looped or bool(frame.loops(node))
        elif _is_growth(frame, parent, name):
            continue
        elif not _only_read(view, frame, node):
            return None
    if not looped:
        return None
    return Rewrite(
        edits=tuple(edits),
        note=f"nobody else holds `{name}`, so growing it in place equals replacing it by a longer copy.",
    )


def _added(value: ast.expr, name: str) -> list[ast.expr] | None:
    """``a, b`` of ``name + [a, b]`` and ``[*name, a, b]``, when the items do not speak of ``name``."""
    items: list[ast.expr] = []
    if (
        isinstance(value, ast.BinOp)
        and isinstance(value.op, ast.Add)
        and isinstance(value.left, ast.Name)
        and value.left.id == name
        and isinstance(value.right, ast.List)
    ):
        items = value.right.elts
    elif isinstance(value, ast.List) and value.elts and isinstance(value.elts[0], ast.Starred):
        first = value.elts[0].value
        items = value.elts[1:] if isinstance(first, ast.Name) and first.id == name else []
    spoken = any(
        isinstance(node, ast.Starred | ast.NamedExpr | ast.Await)
        or (isinstance(node, ast.Name) and node.id == name)
        for item in items
        for node in ast.walk(item)
    )
    return items if items and not spoken else None


def _is_growth(frame: Frame, holder: ast.AST, name: str) -> bool:
    """Whether ``holder``, in which ``name`` is mentioned, is what a growth copies it into."""
    above = frame.parents[holder]
    if isinstance(holder, ast.Starred):
        holder, above = above, frame.parents[above]
    return (
        isinstance(holder, ast.BinOp | ast.List)
        and isinstance(above, ast.Assign)
        and len(above.targets) == 1
        and isinstance(above.targets[0], ast.Name)
        and above.targets[0].id == name
        and _added(holder, name) is not None
    )


def _grows_inside(loop: ast.For, name: str) -> bool:
    """Whether ``loop`` binds ``name`` anew while it walks it."""
    return any(
        isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load)
        for node in ast.walk(loop)
    )


def _only_read(view: RegionView, frame: Frame, node: ast.Name) -> bool:
    """Whether a mention keeps no hold of the list while it still grows; a loop over it would see it grow."""
    parent = frame.parents[node]
    if not isinstance(node.ctx, ast.Load):
        return isinstance(parent, ast.Assign | ast.AnnAssign)
    if isinstance(parent, ast.Tuple) and isinstance(frame.parents[parent], ast.Return):
        parent = frame.parents[parent]
    if isinstance(parent, ast.Return):
        # A `finally` may still grow the list after it was chosen as the result.
        return not any(isinstance(above, ast.Try | ast.TryStar) for above in frame.chain(parent))
    if isinstance(parent, ast.For):
        return parent.iter is node and not _grows_inside(parent, node.id)
    if isinstance(parent, ast.comprehension):
        return parent.iter is node and not isinstance(frame.parents[parent], ast.GeneratorExp)
    if isinstance(parent, ast.Call) and node in parent.args:
        return calls_builtin(view, parent, "len", "sorted", "tuple", "sum", "min", "max", "list", "set")
    if isinstance(parent, ast.Subscript) and parent.value is node:
        return isinstance(parent.ctx, ast.Load)
    if isinstance(parent, ast.Compare):
        return parent.comparators == [node] and isinstance(parent.ops[0], ast.In | ast.NotIn)
    return isinstance(parent, ast.If | ast.While | ast.IfExp) and parent.test is node


def _is_text(view: RegionView, value: ast.expr) -> bool:
    """Whether ``value`` is of the exact type ``str`` whatever its parts are."""
    if isinstance(value, ast.JoinedStr):
        # A lone `{value}` may hand on an instance of a subclass of str; several parts always make one str.
        return len(value.values) > 1
    if isinstance(value, ast.Constant):
        return type(value.value) is str
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return _is_text(view, value.left) and _is_text(view, value.right)
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in {"join", "format", "lower", "upper", "strip", "replace"}
        and _is_text(view, value.func.value)
    )


def _grown_text(view: RegionView, frame: Frame, name: str) -> Rewrite | None:
    """``s += piece`` with pieces that are certainly text, in one loop that never looks at ``s``."""
    mentions = frame.uses(name)
    growths = [
        parent
        for node in mentions
        if isinstance(parent := frame.parents[node], ast.AugAssign) and parent.target is node
    ]
    if not growths or not all(
        isinstance(growth.op, ast.Add) and _is_text(view, growth.value) and frame.loops(growth)
        for growth in growths
    ):
        return None
    loop = frame.loops(growths[0])[-1]
    inside = {id(node) for node in ast.walk(loop)}
    within = [node for node in mentions if id(node) in inside]
    values = bindings(frame, name)
    if len(within) != len(growths) or not all(id(growth) in inside for growth in growths):
        return None
    if not (len(values) == 1 and isinstance(values[0], ast.Constant) and values[0].value == ""):
        return None
    guarded = any(isinstance(above, ast.Try | ast.TryStar | ast.With) for above in frame.chain(loop))
    leaves = any(isinstance(node, ast.Yield | ast.YieldFrom | ast.Await) for node in walk_here(loop))
    if guarded or leaves or loop.orelse or not own_line(view, loop) or not ends_line(view, loop):
        return None
    if not certainly_bound(frame, name, loop) or any(
        has_comment(view, view.start(growth), view.end(growth)) for growth in growths
    ):
        return None
    parts = fresh_name(view, f"{name}_parts")
    edits = [view.insert_before(loop, [f"{parts} = [{name}]"])]
    edits += [view.replace(growth, f"{parts}.append({view.source(growth.value)})") for growth in growths]
    end = view.end(loop)
    edits.append(Edit(start=end, end=end, text=f'\n{view.indent(loop)}{name} = "".join({parts})'))
    return Rewrite(
        edits=tuple(edits),
        note=f"the pieces of `{name}` are joined once after the loop, which never reads it.",
    )


OPERATOR = Operator(
    name="quadratic-building",
    category=OptimizationOp.STRING_BUILDING,
    summary="text and lists grow in place instead of being copied",
    rewrite=rewrite,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    needs=(),
    payoff=30.0,
    source="https://docs.python.org/3/faq/programming.html",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
