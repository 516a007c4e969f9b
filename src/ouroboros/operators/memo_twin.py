"""Source of the memoised twin of a recursive function; see :mod:`ouroboros.operators.memoise_recursion`."""

from __future__ import annotations

import ast

from ouroboros.operators.contract import FunctionNode, RegionView
from ouroboros.operators.facts.scope import has_comment
from ouroboros.records.source import Edit, apply_edits

HELPERS = (
    "_ouroboros_keys = frozenset({int, str, bytes, bool, type(None)})",
    "_ouroboros_arguments = _ouroboros_keys | {tuple}",
    "_ouroboros_results = frozenset({int, str, bytes, bool, type(None)})",
    '''\
def _ouroboros_key(values):
    """Plain values with their exact types, hashable; TypeError for anything else."""
    kinds = []
    for value in values:
        kind = type(value)
        if kind is tuple:
            kinds.append(_ouroboros_key(value))
        elif kind in _ouroboros_keys:
            kinds.append(kind)
        else:
            raise TypeError
    return values, tuple(kinds)''',
    '''\
def _ouroboros_remember(memo, key, result):
    """Keep a number, or a flat tuple of plain values, but no NaN; give any result back as it came."""
    if type(result) is float:
        if result == result:
            memo[key] = result
    elif type(result) is tuple and _ouroboros_results.issuperset(map(type, result)):
        memo[key] = result
    return result''',
)
"""Module-level source that every twin shares."""

FIXED_HELPER = '''\
def _ouroboros_fixed(value):
    """Whether value is plain, or a built-in container (of such) that holds only plain values."""
    kind = type(value)
    if kind in (list, tuple, set, frozenset):
        return _ouroboros_keys.issuperset(map(type, value)) or all(map(_ouroboros_fixed, value))
    if kind is dict:
        return all(map(_ouroboros_fixed, value)) and all(map(_ouroboros_fixed, value.values()))
    return kind in _ouroboros_keys or kind is float'''
"""For what is handed on unchanged from call to call: one object that a pure function can't change."""


def handed_on(node: FunctionNode, parameters: list[str], calls: list[ast.Call]) -> frozenset[str]:
    """Parameters that every recursive call passes on as they came: no part of what tells calls apart."""
    rebound = {
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)
    }
    kept = set(parameters) - rebound
    for call in calls:
        given: dict[str | None, ast.expr] = dict(zip(parameters, call.args, strict=False))
        given.update({keyword.arg: keyword.value for keyword in call.keywords})
        kept = {name for name in kept if isinstance(value := given.get(name), ast.Name) and value.id == name}
    return frozenset(kept) if kept < set(parameters) else frozenset()


def first_statement(node: FunctionNode) -> ast.stmt | None:
    """The first statement after the docstring."""
    body = node.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return body[0] if body and body[0].lineno != node.lineno else None


def entrance(node: FunctionNode, first: ast.stmt, calls: list[ast.Call]) -> ast.stmt:
    """The statement before which the twin is tried: after leading answers that need no recursion.

    They cost less than the twin, and the function is pure: asking them again in the twin shows nowhere.
    """
    recursive = {id(call) for call in calls}
    body = node.body[node.body.index(first) :]
    for statement in body:
        if (
            not isinstance(statement, ast.If)
            or statement.orelse
            or not isinstance(statement.body[-1], ast.Return | ast.Raise)
            or any(id(part) in recursive for part in ast.walk(statement))
            or any(isinstance(part, ast.NamedExpr) for part in ast.walk(statement))
        ):
            return statement
    return first


def twin_of(
    view: RegionView,
    node: FunctionNode,
    parameters: list[str],
    calls: list[ast.Call],
    first: ast.stmt,
    fixed: frozenset[str],
) -> str | None:
    """Source of the memoised twin: the body as written, calls led to the twin, returns remembered.

    Arguments in ``fixed`` are the same object in all calls and left out of the key.
    """
    twin = f"_ouroboros_memo_{node.name}"
    edits: list[Edit] = []
    for call in calls:
        name_end = view.end(call.func)
        paren = view.text.index("(", name_end)
        if view.text[name_end:paren].strip() or has_comment(view, view.start(call), view.end(call)):
            return None
        separator = ", " if call.args or call.keywords else ""
        edits.append(
            Edit(start=view.start(call.func), end=paren + 1, text=f"{twin}(_ouroboros_memo{separator}")
        )
    for part in ast.walk(node):
        if (
            isinstance(part, ast.Return)
            and part.value is not None
            and not isinstance(part.value, ast.Constant)
        ):
            start, end = view.start(part.value), view.end(part.value)
            written = view.text[view.start(part) : view.end(part)]
            if has_comment(view, view.start(part), view.end(part)) or not written.startswith("return"):
                return None
            edits.append(
                Edit(
                    start=view.start(part) + len("return"),
                    end=start,
                    text=" _ouroboros_memo.setdefault(_ouroboros_at, _ouroboros_found)"
                    " if type(_ouroboros_found := ("
                    + view.text[view.start(part) + len("return") : start].lstrip(),
                )
            )
            tail = view.text[end : view.end(part)]
            edits.append(
                Edit(
                    start=end,
                    end=view.end(part),
                    text=f"{tail})) in _ouroboros_results"
                    " else _ouroboros_remember(_ouroboros_memo, _ouroboros_at, _ouroboros_found)",
                )
            )
    start = view.start(first) - len(view.indent(first))
    shifted = tuple(Edit(start=e.start - start, end=e.end - start, text=e.text) for e in edits)
    body = apply_edits(view.text[start : view.end(node)], shifted)
    indent = view.indent(first)
    defaults: list[ast.expr | None] = [None] * (len(parameters) - len(node.args.defaults))
    signature = ", ".join(
        name if default is None else f"{name}={ast.unparse(default)}"
        for name, default in zip(parameters, [*defaults, *node.args.defaults], strict=True)
    )
    at = _key(view, [name for name in parameters if name not in fixed])
    return (
        f"def {twin}(_ouroboros_memo, {signature}):\n"
        f"{indent}_ouroboros_at = {at}\n"
        f"{indent}if _ouroboros_at in _ouroboros_memo:\n"
        f"{indent}{' ' * 4}return _ouroboros_memo[_ouroboros_at]\n"
        f"{body}"
    )


def _key(view: RegionView, parameters: list[str]) -> str:
    """Expression for the key: bare values when all have the type usually seen, else values with types.

    The two shapes never meet: a bare key is an atom or a tuple of atoms, the other begins with a tuple.
    """
    usual: list[str] = []
    for name in parameters:
        seen = view.types.parameters.get(name, {})
        kinds = [kind for kind in ("int", "str", "bytes") if f"builtins.{kind}" in seen or kind in seen]
        usual.append(kinds[0] if kinds else "int")
    values = parameters[0] if len(parameters) == 1 else f"({', '.join(parameters)})"
    every = f"({', '.join(parameters)}{',' if len(parameters) == 1 else ''})"
    plain = " and ".join(f"type({name}) is {kind}" for name, kind in zip(parameters, usual, strict=True))
    return f"{values} if {plain} else _ouroboros_key({every})"
