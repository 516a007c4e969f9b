"""``try: … d[key] except KeyError: …`` asks for the key with ``get``, so that a missing one raises nothing.

The look-up stands where it stood, inside the ``try`` with its clause: what else may raise there is caught as
before. Only an exact dictionary is asked with ``get``. What the clause does runs afterwards instead of inside
it; it is left alone unless it can neither raise nor call anything, for only that could tell the difference.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.missing_key import EXAMPLES, MISSING, REFUSALS
from ouroboros.operators.facts.aliasing import bindings, owned
from ouroboros.operators.facts.recorded import times_run
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
from ouroboros.operators.facts.splicing import follows_lifetimes
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_CATCHING = frozenset({"KeyError", "LookupError", "Exception"})
_EMPTY = frozenset({"list", "dict", "set", "tuple", "int", "str", "float"})
"""Built-ins that, called without arguments, return an empty value."""
_SELDOM = 4
"""Of so many look-ups at least one has to miss: a raised error costs several look-ups."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each ``try`` that only looks a key up."""
    if not all(is_builtin(view, name) for name in ("type", "dict", "object")):
        return
    if follows_lifetimes(view.module):
        return  # the name for what was found keeps it
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            if isinstance(node, ast.Try):
                found = _asked(view, frame, node)
                if found is not None:
                    yield found


def _asked(view: RegionView, frame: Frame, node: ast.Try) -> Rewrite | None:
    if len(node.body) != 1 or len(node.handlers) != 1 or node.orelse or node.finalbody:
        return None
    (only,), (clause,) = node.body, node.handlers
    looked_up = _looked_up(only)
    if (
        looked_up is None
        or clause.name is not None
        or not _catches_missing(view, clause)
        or not all(_quiet_statement(view, frame, each, looked_up) for each in clause.body)
        or not own_line(view, node)
        or not own_line(view, only)
        or not all(own_line(view, each) for each in clause.body)
        or not ends_line(view, node)
        or has_comment(view, view.start(node), view.end(node))
    ):
        return None
    tried, missed = times_run(view, node.body), times_run(view, clause.body)
    if tried and missed is not None and missed * _SELDOM < tried:
        return None
    return _with_get(view, frame, node, only, looked_up)


def _looked_up(statement: ast.stmt) -> ast.Subscript | None:
    """``d[key]`` of ``return d[key]`` and ``name = d[key]``."""
    found: ast.expr | None = None
    if isinstance(statement, ast.Return):
        found = statement.value
    elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        found = statement.value if len(statement.targets) == 1 else None
    if not isinstance(found, ast.Subscript) or isinstance(found.slice, ast.Slice | ast.Starred):
        return None
    if isinstance(found.slice, ast.Tuple) and any(
        isinstance(part, ast.Slice | ast.Starred) for part in found.slice.elts
    ):
        return None
    if any(
        isinstance(part, ast.NamedExpr | ast.Yield | ast.YieldFrom | ast.Await | ast.Lambda)
        for part in ast.walk(found)
    ):
        return None
    return found


def _catches_missing(view: RegionView, clause: ast.ExceptHandler) -> bool:
    """Whether the clause is for missing keys, and names nothing but built-in errors."""
    kinds = clause.type.elts if isinstance(clause.type, ast.Tuple) else [clause.type]
    names = [kind.id for kind in kinds if isinstance(kind, ast.Name)]
    return (
        len(names) == len(kinds)
        and all(is_builtin(view, name) for name in names)
        and bool(_CATCHING & {*names})
    )


def _quiet_statement(view: RegionView, frame: Frame, statement: ast.stmt, looked_up: ast.Subscript) -> bool:
    """Whether ``statement`` can neither raise nor call anything of the target.

    A store of the key that was just looked up, in a dictionary made here, hashes it once more and no else.
    """
    if isinstance(statement, ast.Pass | ast.Continue | ast.Break):
        return True
    if isinstance(statement, ast.Return):
        return statement.value is None or _quiet(view, frame, statement.value, statement)
    if isinstance(statement, ast.Assign):
        return (
            len(statement.targets) == 1
            and _quiet_target(view, frame, statement.targets[0], looked_up)
            and _quiet(view, frame, statement.value, statement)
        )
    return False


def _quiet_target(view: RegionView, frame: Frame, target: ast.expr, looked_up: ast.Subscript) -> bool:
    if isinstance(target, ast.Subscript):
        return (
            _own_dictionary(view, frame, target.value)
            and isinstance(target.slice, ast.Name | ast.Constant)
            and ast.unparse(target) == ast.unparse(looked_up)
        )
    return isinstance(target, ast.Name) and target.id in frame.local - frame.captured


def _own_dictionary(view: RegionView, frame: Frame, holder: ast.expr) -> bool:
    """Whether ``holder`` is a local name that only ever holds exact dictionaries made here."""
    if not isinstance(holder, ast.Name) or not owned(view, frame, holder.id):
        return False
    return all(
        isinstance(made, ast.Dict | ast.DictComp) or (made is not None and calls_builtin(view, made, "dict"))
        for made in bindings(frame, holder.id)
    ) and not any(
        isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == holder.id
        for node in walk_here(*frame.node.body)
    )


def _quiet(view: RegionView, frame: Frame, value: ast.expr, at: ast.stmt) -> bool:
    if isinstance(value, ast.Constant):
        return True
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub):
        return isinstance(value.operand, ast.Constant) and type(value.operand.value) in {int, float}
    if isinstance(value, ast.Name):
        return certainly_bound(frame, value.id, at)
    if isinstance(value, ast.Tuple | ast.List):
        return all(_quiet(view, frame, item, at) for item in value.elts)
    if isinstance(value, ast.Dict):
        return not value.keys
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in _EMPTY
        and is_builtin(view, value.func.id)
        and not value.args
        and not value.keywords
    )


def _with_get(
    view: RegionView, frame: Frame, node: ast.Try, only: ast.stmt, looked_up: ast.Subscript
) -> Rewrite:
    clause = node.handlers[0]
    found = fresh_name(view, "found")
    outer, step = view.indent(node), view.indent(only).removeprefix(view.indent(node))
    holder, key = view.source(looked_up.value), view.source(looked_up.slice)
    key_alone = f"({key})" if isinstance(looked_up.slice, ast.Tuple) else key
    asked, held = holder, holder
    if not isinstance(looked_up.value, ast.Name):
        held = fresh_name(view, "table")
        asked = f"{held} := {holder}"
    got = f"{held}.get({key_alone}, _ouroboros_missing)"
    if not _own_dictionary(view, frame, looked_up.value):
        got = f"{got} if type({asked}) is dict else {held}[{key}]"
    lines = ["try:", f"{step}{found} = {got}"]
    after = ""
    if isinstance(only, ast.Return):
        after = f"return {found}"
    elif isinstance(only, ast.Assign):
        after = f"{view.source(only.targets[0])} = {found}"
    caught = "" if clause.type is None else f" {view.source(clause.type)}"
    lines += [f"except{caught}:", f"{step}{found} = _ouroboros_missing"]
    missing = [each for each in clause.body if not isinstance(each, ast.Pass)]
    if missing:
        lines.append(f"if {found} is _ouroboros_missing:")
        lines += [f"{step}{view.source(each)}" for each in missing]
        lines += ["else:", f"{step}{after}"]
    else:
        lines += [f"if {found} is not _ouroboros_missing:", f"{step}{after}"]
    text = f"\n{outer}".join(lines)
    return Rewrite(
        edits=(Edit(start=view.start(node), end=view.end(node), text=text),),
        helpers=(MISSING,),
        note=f"a key that `{holder}` lacks is noticed without raising; what follows from it stays the same.",
    )


OPERATOR = Operator(
    name="missing-key-to-get",
    category=RefactoringOp.BRANCH_SIMPLIFICATION,
    summary="a look-up that often raises KeyError asks with `get`",
    rewrite=rewrite,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    needs=(),
    payoff=1.7,
    source="https://docs.python.org/3/faq/design.html#how-fast-are-exceptions",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
