"""A list sorted by hand, item by item, is sorted by ``list.sort`` where that must end the same.

Bubble, insertion, selection and exchange sort end with the items in their one order. Where equal items change
places on the way (selection, exchange), only integers or only strings are sorted, whose equal values nobody
tells apart; the others keep equal items in their order, as ``sort`` does. What a loop leaves in its variables
must be used nowhere else.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.handwritten_sort import EXAMPLES, REFUSALS, TOTAL
from ouroboros.operators.facts.guards import FIELD, PLAIN, QUIET, SORTABLE_BY, guards_possible
from ouroboros.operators.facts.scope import Frame, certainly_bound, frames, is_builtin
from ouroboros.operators.facts.shapes import (
    Match,
    dead_outside,
    either,
    same_value,
    statements_like,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk


def _swaps(low: str, high: str, depth: int, *rest: str) -> list[str]:
    """The ways to write that two items change places, then the lines of ``rest``, ``depth`` steps in."""
    one, other = f"XS[{low}]", f"XS[{high}]"
    ways = (
        (f"{one}, {other} = {other}, {one}",),
        (f"{other}, {one} = {one}, {other}",),
        (f"spare = {one}", f"{one} = {other}", f"{other} = spare"),
        (f"spare = {other}", f"{other} = {one}", f"{one} = spare"),
    )
    return ["".join(f"{' ' * depth}{line}\n" for line in (*way, *rest)) for way in ways]


def _adjacent(*, falling: bool, field: str = "") -> list[str]:
    """Bubble sort and insertion by exchanges: neighbours that stand the wrong way change places."""
    found: list[str] = []
    for low, high, start, less in (("j", "j + 1", "", 1), ("j - 1", "j", "1, ", 0)):
        before, after = (low, high) if falling else (high, low)
        test = f"if XS[{before}]{field} < XS[{after}]{field}:\n"
        last = f" - {less}" if less else ""
        inner = (
            f"range({start}N - i{last})" if less else "range(1, N - i)",
            f"range({start}N{last})",
        )
        found += [
            f"for i in range({outer}):\n for j in {span}:\n  {test}{swap}"
            for outer in ("N", "N - 1")
            for span in inner
            for swap in _swaps(low, high, 3)
        ]
        if less:
            found += [
                f"for i in range(N - 1, 0, -1):\n for j in range(i):\n  {test}{swap}"
                for swap in _swaps(low, high, 3)
            ]
        else:
            found += [
                f"for i in range(1, N):\n j = i\n while 0 < j and {test[3:]}{swap}"
                for swap in _swaps(low, high, 2, "j = j - 1")
            ]
        found += [
            f"for i in range({outer}):\n moved = False\n for j in {span}:\n  {test}{swap}"
            " if not moved:\n  break"
            for outer in ("N", "N - 1")
            for span in inner
            for swap in _swaps(low, high, 3, "moved = True")
        ]
        found += [
            f"moved = True\nwhile moved:\n moved = False\n for j in {inner[1]}:\n  {test}{swap}"
            for swap in _swaps(low, high, 3, "moved = True")
        ]
    return found


def _inserted(*, falling: bool, field: str = "") -> list[str]:
    """Insertion sort by moving up: larger items (smaller ones, falling) make room for the next."""
    item, here, below = f"item{field}", f"XS[j]{field}", f"XS[j - 1]{field}"
    wrong = f"{here} < {item}" if falling else f"{item} < {here}"
    above = f"{below} < {item}" if falling else f"{item} < {below}"
    found = [
        f"for i in range({start}N):\n item = XS[i]\n j = i - 1\n while {stop} and {wrong}:\n"
        "  XS[j + 1] = XS[j]\n  j = j - 1\n XS[j + 1] = item"
        for start in ("1, ", "")
        for stop in ("0 <= j", "-1 < j")
    ]
    found += [
        f"for i in range({start}N):\n item = XS[i]\n j = i\n while 0 < j and {above}:\n"
        "  XS[j] = XS[j - 1]\n  j = j - 1\n XS[j] = item"
        for start in ("1, ", "")
    ]
    return found


def _exchanged(*, falling: bool) -> list[str]:
    """Selection sort, and exchange sort with every later item: equal items may change places."""
    found: list[str] = []
    for outer in ("N", "N - 1"):
        test = "XS[best] < XS[j]" if falling else "XS[j] < XS[best]"
        head = f"for i in range({outer}):\n best = i\n for j in range(i + 1, N):\n  if {test}:\n   best = j\n"
        found += [head + swap for swap in _swaps("i", "best", 1)]
        for test_moved in ("best != i", "i != best"):
            found += [f"{head} if {test_moved}:\n{swap}" for swap in _swaps("i", "best", 2)]
        direct = "XS[i] < XS[j]" if falling else "XS[j] < XS[i]"
        found += [
            f"for i in range({outer}):\n for j in range(i + 1, N):\n  if {direct}:\n{swap}"
            for swap in _swaps("i", "j", 3)
        ]
    return found


_SHAPES = (
    (_adjacent(falling=False) + _inserted(falling=False), False, True),
    (_adjacent(falling=True) + _inserted(falling=True), True, True),
    (_exchanged(falling=False), False, False),
    (_exchanged(falling=True), True, False),
)
"""Patterns, whether they sort the largest first, and whether equal items keep their order."""
_BY_FIELD = tuple(
    (_adjacent(falling=falling, field=field) + _inserted(falling=falling, field=field), falling)
    for field in ("[KEY]", ".NAME")
    for falling in (False, True)
)
"""Those that keep equal items in order, by one field of the items."""
_NEEDED = ("sorted", "bytes", "zip", "reversed", "list", "tuple", "isinstance")


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each sort written by hand."""
    if not guards_possible(view) or not all(is_builtin(view, name) for name in _NEEDED):
        return
    if view.node.name.startswith("_ouroboros_"):
        return
    for frame in frames(view):
        for patterns, falling, stable in _SHAPES:
            for match in statements_like(view, frame, patterns):
                found = _sorted(view, frame, match, falling=falling, stable=stable)
                if found is not None:
                    yield found
        for patterns, falling in _BY_FIELD:
            for match in statements_like(view, frame, patterns):
                found = _sorted(view, frame, match, falling=falling, stable=True)
                if found is not None:
                    yield found


def _sorted(view: RegionView, frame: Frame, match: Match, *, falling: bool, stable: bool) -> Rewrite | None:
    items = match.bound["XS"]
    first = frame.statement(match.nodes[0])
    owner = items.value if isinstance(items, ast.Attribute) else items
    variables = [name for name in match.bound if name[0].islower()]
    if (
        isinstance(items, ast.Constant)
        or not isinstance(owner, ast.Name)
        or not certainly_bound(frame, owner.id, first)
        or owner.id in {match.name(name) for name in variables}
        or not all(dead_outside(frame, match.name(name), match.nodes) for name in variables)
    ):
        return None
    read = same_value(view, items)
    size = match.bound["N"]
    asked = _asked_size(view, frame, size, items, first, read)
    if read is None or asked is None:
        return None
    order = [f"key=lambda row: row{_field(match)}"] if _field(match) else []
    direction = ", ".join([*order, *(["reverse=True"] if falling else [])])
    name = match.bound.get("NAME", match.bound.get("KEY"))
    if name is None:
        asked += f"_ouroboros_sortable({read}, {stable})"
    elif isinstance(name, ast.Constant) and type(name.value) in {str, int}:
        asked += f"_ouroboros_sortable_by({read}, {name.value!r}, {'NAME' in match.bound})"
    else:
        return None
    edit = either(
        view,
        [node for node in match.nodes if isinstance(node, ast.stmt)],
        asked,
        [f"{read}.sort({direction})"],
    )
    if edit is None:
        return None
    by_field = (PLAIN, QUIET, SORTABLE_BY) if name is not None else ()
    return Rewrite(
        edits=(edit,),
        helpers=(TOTAL, *by_field, *((FIELD,) if isinstance(items, ast.Attribute) else ())),
        note=f"`{view.source(items)}` ends in its one order; `sort` gets there for plain values, and the loop"
        " stays for all others.",
    )


def _field(match: Match) -> str:
    """How the field that is compared is read from an item; empty when the items themselves are."""
    name, key = match.bound.get("NAME"), match.bound.get("KEY")
    if isinstance(name, ast.Constant):
        return f".{name.value!s}"
    return f"[{key.value!r}]" if isinstance(key, ast.Constant) else ""


def _asked_size(
    view: RegionView, frame: Frame, size: ast.expr, items: ast.expr, at: ast.stmt, read: str | None
) -> str | None:
    """A condition that ``size`` is the number of items, with its ``and``; empty where it is written so."""
    if isinstance(size, ast.Call):
        return "" if view.source(size) == f"len({view.source(items)})" and is_builtin(view, "len") else None
    if isinstance(size, ast.Name) and certainly_bound(frame, size.id, at):
        return f"type({read}) is list and type({size.id}) is int and {size.id} == len({read}) and "
    return None


OPERATOR = Operator(
    name="handwritten-sort",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="bubble, insertion and selection sort become `list.sort`",
    rewrite=rewrite,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=(),
    payoff=100.0,
    source="https://docs.python.org/3/howto/sorting.html",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
