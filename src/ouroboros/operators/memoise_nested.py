"""A function inside a function that asks itself for the same values again and again gets a memo of its own.

``def solve(i, j)`` over lists of the function around it works every pair out once: the function around makes
an empty memo each time it runs, so nothing outlives its call. The inner function only calculates; what it
reads from outside is bound once, holds plain data and is left alone while the memo lives. Keys are plain
arguments with their exact types, and only plain results are kept. A call with any other argument ends the
memo for good: such a value may run code that changes what the results rest on.

No frame is added to the recursion. Where it is too deep, ``RecursionError`` comes at the same depth; which of
its wordings Python chooses ("… in comparison") depends on the step in which the limit is met.
"""

from __future__ import annotations

import ast

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.memoise_nested import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import bindings, may_change
from ouroboros.operators.facts.loops import repeaters
from ouroboros.operators.facts.scope import (
    COMPREHENSIONS,
    QUIET_BUILTINS,
    Frame,
    bound_names,
    certainly_bound,
    frame_of,
    fresh_name,
    has_comment,
    is_builtin,
    own_line,
    walk_here,
)
from ouroboros.operators.memo_twin import FIXED_HELPER, HELPERS, first_statement
from ouroboros.operators.memoise_recursion import branches
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_CALCULATING = (
    ast.If | ast.Return | ast.Assign | ast.AnnAssign | ast.AugAssign | ast.For | ast.While | ast.Break
    | ast.Continue | ast.Pass | ast.BinOp | ast.UnaryOp | ast.BoolOp | ast.Compare | ast.IfExp | ast.Subscript
    | ast.Slice | ast.Name | ast.Constant | ast.Tuple | ast.List | ast.ListComp | ast.GeneratorExp
    | ast.comprehension | ast.keyword | ast.Call | ast.operator | ast.unaryop | ast.boolop
    | ast.cmpop | ast.expr_context
)  # fmt: skip
"""Syntax that only calculates when all that it meets is plain data."""
_NEEDED = (
    "type",
    "int",
    "str",
    "bytes",
    "bool",
    "float",
    "frozenset",
    "list",
    "tuple",
    "set",
    "dict",
    "map",
    "all",
)


def rewrite(view: RegionView) -> list[Rewrite]:
    """Offer a memo for each function nested in the region that lends itself to one."""
    outer = frame_of(view.node)
    if (
        view.node.name.startswith("_ouroboros_")
        or outer.opaque
        or view.region.is_async
        or view.region.is_generator
        or not all(is_builtin(view, name) for name in _NEEDED)
    ):
        return []
    found: list[Rewrite] = []
    for node in walk_here(*view.node.body):
        if isinstance(node, ast.FunctionDef) and not node.decorator_list:
            made = _with_memo(view, outer, node)
            if made is not None:
                found.append(made)
    return found


def _with_memo(view: RegionView, outer: Frame, inner: ast.FunctionDef) -> Rewrite | None:
    spec = inner.args
    if spec.posonlyargs or spec.kwonlyargs or spec.vararg or spec.kwarg or not spec.args or spec.defaults:
        return None
    parameters = [argument.arg for argument in spec.args]
    calls = _calls(outer, inner, len(parameters))
    first = first_statement(inner)
    if calls is None or first is None or not own_line(view, first) or not own_line(view, inner):
        return None
    own = {id(part) for part in ast.walk(inner)}
    inside = [call for call in calls if id(call) in own]
    outside = [call for call in calls if id(call) not in own]
    frame = frame_of(inner)
    if not outside or not branches(inner, inside) or not _calculates(view, frame, inner, inside):
        return None
    data = _data(view, outer, frame, inner)
    if data is None or set(parameters) & bound_names(*inner.body):
        return None
    if not _left_alone(view, outer, inner, data, outside):
        return None
    return _rewritten(view, inner, parameters, data, first)


def _calls(outer: Frame, inner: ast.FunctionDef, parameters: int) -> list[ast.Call] | None:
    """Every mention of the inner function, when each one is a plain call with all arguments."""
    name = inner.name
    if name not in outer.local or bindings(outer, name) != [None]:
        return None
    found: list[ast.Call] = []
    for use in outer.uses(name):
        call = outer.parents[use]
        if not (
            isinstance(call, ast.Call)
            and call.func is use
            and len(call.args) == parameters
            and not call.keywords
            and not any(isinstance(part, ast.Starred) for part in call.args)
        ):
            return None
        found.append(call)
    return found


def _calculates(view: RegionView, frame: Frame, inner: ast.FunctionDef, calls: list[ast.Call]) -> bool:
    """Whether the body only calculates: it stores in its own names, and calls itself and built-ins."""
    if (
        frame.opaque
        or len(bindings(frame, inner.name)) > 0
        or any(name.startswith("_") for name in frame.local)
    ):
        return False
    own = set(map(id, calls))
    for statement in inner.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Expr):
                if not isinstance(node.value, ast.Constant):
                    return False
                continue
            if not isinstance(node, _CALCULATING):
                return False
            if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
                return False
            if isinstance(node, ast.AugAssign) and not isinstance(node.target, ast.Name):
                return False
            if isinstance(node, ast.Compare) and any(isinstance(op, ast.Is | ast.IsNot) for op in node.ops):
                return False
            if isinstance(node, ast.GeneratorExp) and not _consumed(frame, node):
                return False
            if isinstance(node, ast.Call) and id(node) not in own:
                if not (isinstance(node.func, ast.Name) and node.func.id in QUIET_BUILTINS - {"id", "hash"}):
                    return False
                named = {keyword.arg for keyword in node.keywords}
                if not is_builtin(view, node.func.id) or not named <= {"default", "reverse", "start"}:
                    return False
    return True


def _consumed(frame: Frame, node: ast.GeneratorExp) -> bool:
    call = frame.parents[node]
    names = {"min", "max", "sum", "any", "all", "list", "tuple", "set", "sorted"}
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in names


def _data(view: RegionView, outer: Frame, frame: Frame, inner: ast.FunctionDef) -> list[str] | None:
    """Names from outside that the body reads; None when one of them may be anything."""
    found: dict[str, None] = {}
    hints = {
        id(part)
        for node in ast.walk(inner)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
        for part in ast.walk(node.annotation)
    }
    for statement in inner.body:
        for node in ast.walk(statement):
            if not isinstance(node, ast.Name) or node.id == inner.name or id(node) in hints:
                continue
            if node.id in frame.local:
                if not _own_variable(frame, inner, node):
                    return None
                continue
            if node.id in outer.local:
                if len(bindings(outer, node.id)) != 1 or not certainly_bound(outer, node.id, inner):
                    return None
                if any(
                    isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name)
                    and part.target.id == node.id for part in ast.walk(view.node)
                ):  # fmt: skip
                    return None
                found[node.id] = None
            elif is_builtin(view, node.id):
                if not _is_called(frame, node):
                    return None
            elif not isinstance(view.constant_globals.get(node.id), ast.Constant):
                return None
    return list(found)


def _own_variable(frame: Frame, inner: ast.FunctionDef, node: ast.Name) -> bool:
    """Whether a name is the function's own here, not only a comprehension's in another place."""
    for above in frame.chain(node):
        if isinstance(above, COMPREHENSIONS) and any(
            node.id in bound_names(clause.target) for clause in above.generators
        ):
            return True
    in_clauses = {
        id(part)
        for clause in ast.walk(inner)
        if isinstance(clause, ast.comprehension)
        for part in ast.walk(clause.target)
    }
    stored = {
        part.id
        for part in ast.walk(inner)
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load) and id(part) not in in_clauses
    }
    return node.id in stored | frame.parameters


def _is_called(frame: Frame, node: ast.Name) -> bool:
    above = frame.parents.get(node)
    return isinstance(above, ast.Call) and above.func is node


def _left_alone(
    view: RegionView, outer: Frame, inner: ast.FunctionDef, data: list[str], outside: list[ast.Call]
) -> bool:
    """Whether what the results rest on stays the same from the first call to the last."""
    if any(outer.statement(call) is inner or outer.loops(inner) for call in outside):
        return False
    if any(
        isinstance(above, ast.FunctionDef | ast.Lambda) for call in outside for above in outer.chain(call)
    ):
        return False
    block = outer.block(inner)
    roots = tuple(block[block.index(inner) + 1 :])
    if len(outside) == 1 and not repeaters(view, outer, outside[0]):
        # What happens after the only call is of no concern.
        last = next((at for at, root in enumerate(roots) if outside[0] in ast.walk(root)), -1)
        roots = roots[: last + 1]
    within = {id(part) for root in roots for part in ast.walk(root)}
    trusted = set(map(id, outside))
    return trusted <= within and not any(
        may_change(view, outer, name, roots, trusted=trusted) for name in data
    )


def _rewritten(
    view: RegionView, inner: ast.FunctionDef, parameters: list[str], data: list[str], first: ast.stmt
) -> Rewrite | None:
    memo, at, found = (fresh_name(view, stem) for stem in (f"{inner.name}_memo", "at", "found"))
    edits: list[Edit] = []
    for node in walk_here(*inner.body):
        if not isinstance(node, ast.Return) or node.value is None or not _is_worked_out(inner, node.value):
            continue
        if has_comment(view, view.start(node), view.end(node)):
            return None
        exact = f"type({found}) is float and {found} == {found}"
        plain = f"(type({found} := ({view.source(node.value)})) in _ouroboros_keys or {exact})"
        alive = f"{at} is not None and {memo} is not None"
        kept = f"{memo}.setdefault({at}, {found}) if {plain} and {alive} else {found}"
        edits.append(view.replace(node.value, kept))
    if not edits:
        return None
    key = ", ".join(parameters)
    kinds = ", ".join(f"type({name})" for name in parameters)
    whole = " and ".join(f"type({name}) is int" for name in parameters)
    asked = " and ".join(f"type({name}) in _ouroboros_keys" for name in parameters)
    single = len(parameters) == 1
    lines = [
        f"nonlocal {memo}",
        f"if {memo} is not None and {asked}:",
        f"    {at} = {key if single else f'({key})'} if {whole} else ({key}, {kinds})",
        f"    if {at} in {memo}:",
        f"        return {memo}[{at}]",
        "else:",
        f"    {memo} = {at} = None",
    ]
    fixed = " and ".join(f"_ouroboros_fixed({name})" for name in data)
    made = f"{memo} = {{}} if {fixed} else None" if fixed else f"{memo} = {{}}"
    return Rewrite(
        edits=(view.insert_before(inner, [made]), view.insert_before(first, lines), *edits),
        helpers=(HELPERS[0], *((FIXED_HELPER,) if fixed else ())),
        note=f"`{inner.name}` asks for the same values repeatedly: each call of `{view.node.name}` works "
        "every one out once, with a memo of its own.",
    )


def _is_worked_out(inner: ast.FunctionDef, value: ast.expr) -> bool:
    """Whether a result rests on calls of the function itself: other ones are found as fast without a memo."""
    if isinstance(value, ast.Name):
        return value.id in bound_names(*inner.body)
    return any(isinstance(part, ast.Name) and part.id == inner.name for part in ast.walk(value))


OPERATOR = Operator(
    name="memoise-nested-recursion",
    category=OptimizationOp.MEMOISATION,
    summary="overlapping recursion of an inner function works every distinct call out once",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MAJOR,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=50.0,
    source='D. Michie, "Memo functions and machine learning", Nature 218 (1968)',
)
