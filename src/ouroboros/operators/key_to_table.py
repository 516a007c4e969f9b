"""``max(xs, key=xs.count)`` and ``sorted(xs, key=order.index)`` search a list once for every item.

The function that gives the key becomes one that looks plain values up in a table, made when the key function
would be. All others are still searched for, and the table is given up then.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.key_to_table import EXAMPLES, KEYED, REFUSALS
from ouroboros.operators.facts.guards import PLAIN, guards_possible
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    certainly_bound,
    frames,
    has_comment,
    is_builtin,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk

_COPIES = ("set", "list", "tuple", "sorted", "frozenset", "range", "dict")


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each such key."""
    if view.node.name.startswith("_ouroboros_") or not guards_possible(view):
        return
    if not is_builtin(view, "enumerate"):
        return
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            if isinstance(node, ast.Call) and calls_builtin(view, node, "sorted", "max", "min"):
                found = _tabled(view, frame, node)
                if found is not None:
                    yield found


def _tabled(view: RegionView, frame: Frame, call: ast.Call) -> Rewrite | None:
    keys = [keyword for keyword in call.keywords if keyword.arg == "key"]
    if len(call.args) != 1 or len(keys) != 1 or any(keyword.arg is None for keyword in call.keywords):
        return None
    searched = _searched(keys[0].value)
    if searched is None or has_comment(view, view.start(keys[0].value), view.end(keys[0].value)):
        return None
    items, counts, late = searched
    if late and not certainly_bound(frame, items, frame.statement(call)):
        return None
    if items not in frame.local or items in frame.captured - _read_in(keys[0].value):
        return None
    walked = call.args[0]
    given = f"{items}, {counts}"
    if not calls_builtin(view, walked, *_COPIES):
        # The items come after the key, or between the keys: only a container gives them without running code.
        if not isinstance(walked, ast.Name):
            return None
        given = f"{given}, {walked.id}"
    if late and not _quiet_before(call, keys[0]):
        return None
    text = f"_ouroboros_keyed({given})"
    if late:
        # Nothing may be asked of the list where no key is asked for.
        text = f"{text} if type({items}) in (list, tuple) else {view.source(keys[0].value)}"
    return Rewrite(
        edits=(view.replace(keys[0].value, text),),
        helpers=(PLAIN, KEYED),
        note=f"`{items}` is gone through once, not once for every item.",
    )


def _searched(key: ast.expr) -> tuple[str, bool, bool] | None:
    """The list, whether it is counted, and whether it is only read when the key is asked for."""
    late = False
    if isinstance(key, ast.Lambda):
        spec, body = key.args, key.body
        if (
            len(spec.args) != 1
            or spec.posonlyargs
            or spec.kwonlyargs
            or spec.vararg
            or spec.kwarg
            or spec.defaults
        ):
            return None
        if not (
            isinstance(body, ast.Call)
            and len(body.args) == 1
            and not body.keywords
            and isinstance(body.args[0], ast.Name)
            and body.args[0].id == spec.args[0].arg
        ):
            return None
        key, late = body.func, True
        if (
            isinstance(key, ast.Attribute)
            and isinstance(key.value, ast.Name)
            and key.value.id == spec.args[0].arg
        ):
            return None
    if isinstance(key, ast.Attribute) and isinstance(key.value, ast.Name) and key.attr in {"count", "index"}:
        return key.value.id, key.attr == "count", late
    return None


def _read_in(key: ast.expr) -> frozenset[str]:
    """Names that the key's own lambda mentions."""
    inside = key if isinstance(key, ast.Lambda) else None
    return frozenset(
        node.id for node in (ast.walk(inside) if inside is not None else ()) if isinstance(node, ast.Name)
    )


def _quiet_before(call: ast.Call, key: ast.keyword) -> bool:
    """Whether nothing is evaluated between the key and the call, so that it may come earlier or later."""
    after = call.keywords[call.keywords.index(key) + 1 :]
    return all(isinstance(keyword.value, ast.Constant | ast.Name) for keyword in after)


OPERATOR = Operator(
    name="key-to-table",
    category=OptimizationOp.DATA_STRUCTURE,
    summary="`xs.count` or `xs.index` as the key of a sort becomes a table",
    rewrite=rewrite,
    severity=MutationSeverity.MINOR,
    risk=Risk.MEDIUM,
    needs=(),
    payoff=40.0,
    source="https://wiki.python.org/moin/TimeComplexity",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
