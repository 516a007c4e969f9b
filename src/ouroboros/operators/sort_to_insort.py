"""A private list that is sorted anew after every item put in: the item goes straight to its place.

The list starts empty and gets items in this way only, so it is sorted whenever the next one comes. Among
plain values of one order the place is found by halving, behind equal ones, where a stable sort would put it.
At the first other item everything is as before. ``items = sorted(items)`` makes a list of its own, which
shows only while somebody is still reading the old one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.sort_to_insort import ENTER, EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import list_uses
from ouroboros.operators.facts.guards import ORDER, guards_possible
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
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_READING = frozenset(
    {"contains", "quiet", "iterate", "test", "item", "return", "method:index", "method:count", "method:pop",
     "method:remove", "method:clear", "method:copy"}
)  # fmt: skip
"""Uses after which the list is still sorted, and nobody else holds it."""
_NEEDED = ("tuple", "int", "float", "bool", "str", "bytes", "type")


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each list."""
    if view.node.name.startswith("_ouroboros_") or not guards_possible(view):
        return
    if not all(is_builtin(view, name) for name in _NEEDED):
        return
    for frame in frames(view):
        for name in sorted(frame.local - frame.captured - frame.parameters):
            uses = list_uses(view, frame, name)
            if (
                uses is not None
                and {"method:sort", "bind"} & set(uses.values())
                and "append" in uses.values()
            ):
                found = _entered(view, frame, name, uses)
                if found is not None:
                    yield found


def _entered(view: RegionView, frame: Frame, name: str, uses: dict[ast.Name, str]) -> Rewrite | None:
    order = fresh_name(view, f"{name}_order")
    edits: list[Edit] = []
    looped = False
    for node, use in uses.items():
        statement = frame.statement(node)
        if any(
            isinstance(above, ast.Try | ast.TryStar | ast.With | ast.AsyncWith)
            for above in frame.chain(statement)
        ):
            return None
        if use == "bind" and _sorts_anew(view, statement, name):
            block = frame.block(statement)
            at = block.index(statement)
            # The list is another one from here on; nobody may be in the middle of the old one.
            if at == 0 or _pair(view, frame, name, block[at - 1], order) is None:
                return None
            if any(_in_the_middle(view, frame, other, statement) for other in uses):
                return None
            continue
        if use == "bind":
            edit = _beside_binding(view, statement, order)
        elif use == "append":
            edit = _pair(view, frame, name, statement, order)
            looped = looped or bool(frame.loops(node))
            if not certainly_bound(frame, name, statement):
                return None
        elif use == "method:sort":
            block = frame.block(statement)
            at = block.index(statement)
            # Sorted beside its ``append``, which takes it along.
            if at == 0 or _pair(view, frame, name, block[at - 1], order) is None:
                return None
            continue
        elif use in _READING:
            continue
        else:
            return None
        if edit is None:
            return None
        edits.append(edit)
    if not looped:
        return None
    return Rewrite(
        edits=tuple(edits),
        imports=("from bisect import insort as _ouroboros_insort",),
        helpers=(ORDER, ENTER),
        note=f"`{name}` is always sorted when an item comes: it goes straight to its place.",
    )


def _beside_binding(view: RegionView, statement: ast.stmt, order: str) -> Edit | None:
    """Begin without an order where the list begins empty."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return None
    value = statement.value
    empty = isinstance(value, ast.List) and not value.elts
    made = isinstance(value, ast.Call) and calls_builtin(view, value, "list") and not value.args
    if not (empty or made) or not own_line(view, statement) or not ends_line(view, statement):
        return None
    end = view.end(statement)
    return Edit(start=end, end=end, text=f"\n{view.indent(statement)}{order} = None")


def _pair(view: RegionView, frame: Frame, name: str, statement: ast.stmt, order: str) -> Edit | None:
    """Make one statement of ``items.append(item)`` and the ``items.sort()`` after it."""
    block = frame.block(statement)
    at = block.index(statement)
    if at + 1 >= len(block):
        return None
    following = block[at + 1]
    append, sort = _called(statement, name, "append"), _called(following, name, "sort")
    in_place = sort is not None and not sort.args and not sort.keywords
    if append is None or len(append.args) != 1 or not (in_place or _sorts_anew(view, following, name)):
        return None
    if has_comment(view, view.start(statement), view.end(following)) or frame.uses(name, append.args[0]):
        return None
    item = _argument(view, append)
    text = f"{order} = _ouroboros_enter({name}, {item}, {order})"
    return Edit(start=view.start(statement), end=view.end(following), text=text)


def _sorts_anew(view: RegionView, statement: ast.stmt, name: str) -> bool:
    """Whether ``statement`` is ``items = sorted(items)``."""
    return (
        isinstance(statement, ast.Assign)
        and calls_builtin(view, statement.value, "sorted")
        and ast.unparse(statement) == f"{name} = sorted({name})"
    )


def _in_the_middle(view: RegionView, frame: Frame, node: ast.Name, sorting: ast.stmt) -> bool:
    """Whether what reads the list at ``node`` may go on reading it after ``sorting``."""
    above = frame.parents[node]
    if isinstance(above, ast.For):
        return any(inner is sorting for inner in ast.walk(above))
    if isinstance(above, ast.comprehension):
        return isinstance(frame.parents[above], ast.GeneratorExp)
    if isinstance(above, ast.Call) and node in above.args:
        return calls_builtin(view, above, "enumerate", "reversed", "zip", "iter", "map", "filter")
    return False


def _argument(view: RegionView, call: ast.Call) -> str:
    """What stands between the brackets of a call, without a last comma."""
    source = view.text[view.end(call.func) : view.end(call)].strip()
    inner = source[1:-1].strip().removesuffix(",")
    return f"({inner})" if isinstance(call.args[0], ast.GeneratorExp | ast.NamedExpr) else inner


def _called(statement: ast.stmt, name: str, method: str) -> ast.Call | None:
    call = statement.value if isinstance(statement, ast.Expr) else None
    if (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == method
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == name
        and not any(isinstance(part, ast.Starred) for part in call.args)
    ):
        return call
    return None


OPERATOR = Operator(
    name="sort-to-insort",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="sorting after every item becomes putting the item in its place",
    rewrite=rewrite,
    severity=MutationSeverity.MINOR,
    risk=Risk.MEDIUM,
    needs=(),
    payoff=13.0,
    source="https://docs.python.org/3/library/bisect.html",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
