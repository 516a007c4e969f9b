"""Where a lookup table may be prepared: the statements before which it is made once for many uses."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.scope import (
    COMPREHENSIONS,
    LOOPS,
    Frame,
    bound_names,
    calls_builtin,
    certainly_bound,
    own_line,
    walk_here,
)
from ouroboros.operators.facts.walks import every_node, holds

EAGER = (
    *("any", "all", "sum", "list", "set", "tuple", "sorted", "max", "min", "dict", "frozenset", "next"),
)  # fmt: skip
"""Built-ins that are done with a generator expression when they return."""

_WRAPPERS = frozenset({"enumerate", "zip", "reversed", "sorted", "list", "tuple", "set"})
"""Built-ins that run the iteration of their arguments and nothing else."""


def anchors(view: RegionView, frame: Frame, node: ast.expr) -> Iterator[tuple[ast.stmt, tuple[ast.AST, ...]]]:
    """Places before which something used by ``node`` may be prepared once, innermost first.

    Each is a statement that runs ``node`` in a loop, with all that runs from the preparation to the last use.
    """
    repeated = False
    below: ast.AST = node
    for above in (node, *frame.chain(node)):
        if isinstance(above, ast.GeneratorExp):
            call = frame.parents[above]
            if not (calls_builtin(view, call, *EAGER) and above in getattr(call, "args", ())):
                return
        repeated = repeated or isinstance(above, COMPREHENSIONS)
        if isinstance(above, LOOPS):
            repeated = True
            if _insertable(view, above):
                yield above, (above,)
        elif isinstance(above, ast.stmt) and repeated and _insertable(view, above):
            if isinstance(above, ast.If) and below is above.test:
                yield above, (above.test,)
            elif isinstance(above, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr | ast.Return):
                yield above, (above,)
        below = above


def _insertable(view: RegionView, statement: ast.stmt) -> bool:
    return own_line(view, statement) and not (
        isinstance(statement, ast.If) and view.text.startswith("elif", view.start(statement))
    )


def iterated_names(
    frame: Frame, roots: tuple[ast.AST, ...], container: str, anchor: ast.stmt
) -> tuple[str, ...]:
    """Names bound before ``anchor`` that ``roots`` iterate over: their types tell if foreign code runs."""
    bound_inside = {
        node.id
        for root in roots
        for node in ast.walk(root)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)
    }
    found: dict[str, None] = {}
    for root in roots:
        for node in walk_here(root):
            if not isinstance(node, ast.For | ast.comprehension):
                continue
            sources: list[ast.expr] = [node.iter]
            if isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Name):
                sources = node.iter.args if node.iter.func.id in _WRAPPERS else []
            for source in sources:
                if isinstance(source, ast.Name) and source.id in frame.local - bound_inside - {container}:
                    found[source.id] = None
    return tuple(name for name in found if certainly_bound(frame, name, anchor))


def made_above(view: RegionView, frame: Frame, name: str) -> bool:
    """Whether ``name`` is the module's own, bound once, above the region: it has a value when this runs."""
    if name not in view.constant_globals:
        return False
    outer = {
        node
        for node in every_node(view.module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        and node.lineno <= frame.node.lineno
        and (node.end_lineno or 0) >= (frame.node.end_lineno or 0)
        and holds(node, frame.node)
    }
    return not any(name in bound_names(function) for function in outer) and any(
        isinstance(statement, ast.Assign | ast.AnnAssign)
        and statement.lineno < view.region.span.first_line
        and name in bound_names(statement)
        for statement in view.module.body
    )


def inside_iterable(frame: Frame, node: ast.expr) -> bool:
    """Whether ``node`` stands in a comprehension's iterable, where ``:=`` is a syntax error."""
    below: ast.AST = node
    for above in frame.chain(node):
        if isinstance(above, ast.comprehension) and below is above.iter:
            return True
        below = above
    return False


def readable(frame: Frame, name: str, node: ast.expr) -> bool:
    """Whether reading ``name`` where ``node`` stands can't fail: it is bound here, or by a comprehension."""
    if inside_iterable(frame, node):
        return False
    if certainly_bound(frame, name, frame.statement(node)):
        return True
    below: ast.AST = node
    for above in frame.chain(node):
        if isinstance(above, ast.comprehension) and name in bound_names(above.target):
            return True
        if isinstance(above, COMPREHENSIONS) and not isinstance(below, ast.comprehension):
            return name in bound_names(*(each.target for each in above.generators))
        below = above
    return False
