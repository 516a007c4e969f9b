"""Loops and comprehension clauses that look for rows with an equal field, in all their usual spellings."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.aliasing import owned, unchanged
from ouroboros.operators.facts.scope import (
    COMPREHENSIONS,
    QUIET_BUILTINS,
    Frame,
    bound_names,
    calls_builtin,
    certainly_bound,
    root_name,
    walk_here,
)
from ouroboros.operators.facts.shapes import dead_outside, signed_terms

_ORDERING = ast.NotEq | ast.Lt | ast.LtE | ast.Gt | ast.GtE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowScan:
    """One place where ``rows`` are looked through for those whose field has one value."""

    node: ast.For | ast.comprehension
    owner: ast.AST
    """The loop statement, or the comprehension that ``node`` is a clause of."""
    rows: str
    form: str
    """``at`` (by index), ``numbered`` (``enumerate``), ``rows_with`` (parts), ``behind`` (``xs[i:]``)."""
    kind: str
    """``self``, ``item`` or ``attribute``: how the field is read from a row."""
    field: str | int | None
    width: int
    """Parts that each row is unpacked into; 0 when it is not."""
    limits: tuple[ast.expr | None, ...]
    """Start and stop of the indices, or the start of the slice."""
    plus: tuple[ast.expr, ...]
    """The value looked for is the sum of these …"""
    minus: tuple[ast.expr, ...]
    """… less these."""
    constant: int
    whole: bool
    """Whether the value is calculated, so that everything must be an integer."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Walk:
    """What a loop or clause walks over."""

    rows: str
    form: str
    index: str
    """The name that holds the index; empty when there is none."""
    row: ast.expr | None
    """The name or the tuple of names that holds the row; None when it is read by the index."""
    limits: tuple[ast.expr | None, ...]


def row_scans(view: RegionView, frame: Frame) -> Iterator[RowScan]:
    """Every scan of a local list for rows with an equal field; plain ``for row in rows`` is left out."""
    for node in walk_here(*frame.node.body):
        if isinstance(node, ast.For):
            tests = _tests_of_loop(node)
            if tests and dead_outside_all(frame, node):
                yield from _scan(view, frame, node, node, tests)
        elif isinstance(node, COMPREHENSIONS):
            for clause in node.generators:
                if clause.ifs and not clause.is_async:
                    yield from _scan(view, frame, clause, node, _parts(clause.ifs))
            only = node.generators[0]
            call = frame.parents[node]
            quiet = isinstance(node, ast.GeneratorExp) and len(node.generators) == 1 and not only.ifs
            if quiet and isinstance(node, ast.GeneratorExp) and calls_builtin(view, call, "any"):
                yield from _scan(view, frame, only, node, _parts([node.elt]))


def dead_outside_all(frame: Frame, loop: ast.For) -> bool:
    """Whether nothing that the loop's targets hold is seen after it, nor changed in it."""
    names = bound_names(loop.target)
    return (
        all(dead_outside(frame, name, [loop]) for name in names)
        and not names & bound_names(*loop.body)
        and not any(frame.uses(name, statement) for name in names for statement in loop.orelse)
    )


def _tests_of_loop(loop: ast.For) -> list[ast.expr]:
    """Conditions, in order, without which the loop does nothing in a round."""
    found: list[ast.expr] = []
    body = loop.body
    while len(body) == 1 and isinstance(body[0], ast.If) and not body[0].orelse:
        found += _parts([body[0].test])
        body = body[0].body
    return found


def _parts(tests: list[ast.expr]) -> list[ast.expr]:
    return [
        part
        for test in tests
        for part in (test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else [test])
    ]


def _walk(view: RegionView, node: ast.For | ast.comprehension) -> _Walk | None:
    over, target = node.iter, node.target
    if calls_builtin(view, over, "range") and isinstance(over, ast.Call) and isinstance(target, ast.Name):
        if (
            over.keywords
            or len(over.args) not in {1, 2}
            or any(isinstance(a, ast.Starred) for a in over.args)
        ):
            return None
        limits = (None, over.args[0]) if len(over.args) == 1 else (over.args[0], over.args[1])
        return _Walk(rows="", form="at", index=target.id, row=None, limits=limits)
    if (
        calls_builtin(view, over, "enumerate")
        and isinstance(over, ast.Call)
        and isinstance(target, ast.Tuple)
    ):
        if over.keywords or len(over.args) != 1 or len(target.elts) != 2:
            return None
        number, row = target.elts
        if isinstance(number, ast.Name) and isinstance(over.args[0], ast.Name):
            return _Walk(rows=over.args[0].id, form="numbered", index=number.id, row=row, limits=())
        return None
    if isinstance(over, ast.Name) and isinstance(target, ast.Tuple):
        return _Walk(rows=over.id, form="rows_with", index="", row=target, limits=())
    if (
        isinstance(over, ast.Subscript)
        and isinstance(over.value, ast.Name)
        and isinstance(over.slice, ast.Slice)
        and over.slice.lower is not None
        and over.slice.upper is None
        and over.slice.step is None
    ):
        return _Walk(rows=over.value.id, form="behind", index="", row=target, limits=(over.slice.lower,))
    return None


def _scan(
    view: RegionView, frame: Frame, node: ast.For | ast.comprehension, owner: ast.AST, tests: list[ast.expr]
) -> Iterator[RowScan]:
    walk = _walk(view, node)
    if walk is None:
        return
    if any(isinstance(part, ast.NamedExpr) for part in ast.walk(owner)):
        return
    for test in tests:
        if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq):
            found = _equation(node, owner, walk, test)
            if found is not None and found.rows in frame.local:
                yield found
            return
        # What comes before the comparison is asked of every row: it must be quiet for certain.
        if not _quiet(view, frame, test, walk):
            return


def _quiet(view: RegionView, frame: Frame, test: ast.expr, walk: _Walk) -> bool:
    """Whether ``test`` compares the index with an integer or with another index."""
    return (
        isinstance(test, ast.Compare)
        and len(test.ops) == 1
        and isinstance(test.ops[0], _ORDERING)
        and walk.index != ""
        and all(
            (isinstance(side, ast.Name) and side.id == walk.index)
            or (isinstance(side, ast.Constant) and type(side.value) is int)
            or (isinstance(side, ast.Name) and _counts(view, frame, side.id))
            for side in (test.left, test.comparators[0])
        )
    )


def _counts(view: RegionView, frame: Frame, name: str) -> bool:
    """Whether local ``name`` only ever holds an item of a ``range`` or a number of ``enumerate``."""
    bound = [use for use in frame.uses(name) if not isinstance(use.ctx, ast.Load)]
    return (
        bool(bound)
        and name in frame.local - frame.captured - frame.parameters
        and all(_counted_by(view, frame, use) for use in bound)
    )


def _counted_by(view: RegionView, frame: Frame, use: ast.Name) -> bool:
    holder = frame.parents[use]
    if isinstance(holder, ast.For | ast.comprehension) and holder.target is use:
        return calls_builtin(view, holder.iter, "range")
    above = frame.parents.get(holder)
    return (
        isinstance(holder, ast.Tuple)
        and holder.elts[0] is use
        and isinstance(above, ast.For | ast.comprehension)
        and above.target is holder
        and isinstance(above.iter, ast.Call)
        and calls_builtin(view, above.iter, "enumerate")
        and len(above.iter.args) == 1
        and not above.iter.keywords
    )


def _field(expression: ast.AST, walk: _Walk) -> tuple[str, str, str | int | None, int] | None:
    """Rows, kind, field and width when ``expression`` reads a field of the row that is looked at."""
    if isinstance(walk.row, ast.Tuple):
        names = [part.id if isinstance(part, ast.Name) else None for part in walk.row.elts]
        if None in names or not isinstance(expression, ast.Name) or names.count(expression.id) != 1:
            return None
        return walk.rows, "item", names.index(expression.id), len(names)
    rows = _row(expression, walk)
    if rows is not None:
        return rows, "self", None, 0
    if isinstance(expression, ast.Attribute):
        rows = _row(expression.value, walk)
        hidden = expression.attr.startswith("__")
        return None if rows is None or hidden else (rows, "attribute", expression.attr, 0)
    if isinstance(expression, ast.Subscript) and isinstance(expression.slice, ast.Constant):
        rows, key = _row(expression.value, walk), expression.slice.value
        if rows is not None and isinstance(key, str | int) and not isinstance(key, bool):
            return rows, "item", key, 0
    return None


def _row(expression: ast.AST, walk: _Walk) -> str | None:
    """The name of the rows when ``expression`` is the row that is looked at."""
    if walk.row is None:
        by_index = (
            isinstance(expression, ast.Subscript)
            and isinstance(expression.value, ast.Name)
            and isinstance(expression.slice, ast.Name)
            and expression.slice.id == walk.index
        )
        return expression.value.id if by_index else None  # type: ignore[attr-defined]
    same = (
        isinstance(walk.row, ast.Name) and isinstance(expression, ast.Name) and expression.id == walk.row.id
    )
    return walk.rows if same else None


def _equation(
    node: ast.For | ast.comprehension, owner: ast.AST, walk: _Walk, test: ast.Compare
) -> RowScan | None:
    """Solve ``left == right`` for the field of the row that is looked at."""
    left, right = test.left, test.comparators[0]
    for side, other in ((left, right), (right, left)):
        field = _field(side, walk)
        if field is not None and not _mentions(other, node.target):
            rows, kind, name, width = field
            return RowScan(
                node=node, owner=owner, rows=rows, form=walk.form, kind=kind, field=name, width=width,
                limits=walk.limits, plus=(other,), minus=(), constant=0, whole=False,
            )  # fmt: skip
    (terms, constant), (others, other_constant) = signed_terms(left), signed_terms(right)
    every = [*terms, *((-sign, part) for sign, part in others)]
    unknown = [(sign, part) for sign, part in every if _mentions(part, node.target)]
    if len(unknown) != 1 or len(every) < 2:
        return None
    sign, part = unknown[0]
    field = _field(part, walk)
    if field is None:
        return None
    rest = [(-sign * each, term) for each, term in every if term is not part]
    rows, kind, name, width = field
    return RowScan(
        node=node, owner=owner, rows=rows, form=walk.form, kind=kind, field=name, width=width,
        limits=walk.limits,
        plus=tuple(term for each, term in rest if each > 0),
        minus=tuple(term for each, term in rest if each < 0),
        constant=-sign * (constant - other_constant), whole=True,
    )  # fmt: skip


def _mentions(expression: ast.AST, target: ast.expr) -> bool:
    names = bound_names(target)
    return any(isinstance(part, ast.Name) and part.id in names for part in ast.walk(expression))


def value_text(view: RegionView, frame: Frame, scan: RowScan) -> str | None:
    """Source text that evaluates the value looked for without running code; None when there is none."""
    texts = {id(part): _read(view, frame, scan, part) for part in (*scan.plus, *scan.minus)}
    if None in texts.values():
        return None
    if not scan.whole:
        return texts[id(scan.plus[0])]
    plus = [str(texts[id(part)]) for part in scan.plus] + ([str(scan.constant)] if scan.constant else [])
    minus = [str(texts[id(part)]) for part in scan.minus]
    return f"_ouroboros_whole({_tuple(plus)}, {_tuple(minus)})"


def _tuple(parts: list[str]) -> str:
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"


def _read(view: RegionView, frame: Frame, scan: RowScan, node: ast.expr) -> str | None:
    root = scan.node
    if isinstance(node, ast.Constant):
        return view.source(node)
    if isinstance(node, ast.Name):
        settled = node.id not in bound_names(root) if isinstance(root, ast.For) else True
        return node.id if settled and has_value(frame, node.id, scan.node) else None
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name | ast.Constant):
        box, key = _read(view, frame, scan, node.value), _read(view, frame, scan, node.slice)
        if box is None or key is None:
            return None
        if isinstance(node.slice, ast.Constant):
            if not calm(view, frame, scan.owner, node.value):
                return None
        elif not (isinstance(node.value, ast.Name) and _stays(view, frame, node.value.id, scan)):
            return None
        return f"_ouroboros_item({box}, {key})"
    if (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and not node.attr.startswith("__")
    ):
        owner = _read(view, frame, scan, node.value)
        quiet = f'_ouroboros_quiet({owner}, "{node.attr}")'
        if owner is None or not calm(view, frame, scan.owner, node.value):
            return None
        return f"({owner}.{node.attr} if {quiet} else [])"
    return None


def calm(view: RegionView, frame: Frame, scan: ast.AST, owner: ast.expr) -> bool:
    """Whether one scan certainly leaves the insides of ``owner`` alone: it writes to containers made here."""
    for node in ast.walk(scan):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            held = node.value
            if isinstance(node, ast.Attribute) or not _made_here(view, frame, held, owner):
                return False
        if isinstance(node, ast.Yield | ast.YieldFrom | ast.Await):
            return False
        if isinstance(node, ast.Call) and not calls_builtin(view, node, *QUIET_BUILTINS):
            held = node.func.value if isinstance(node.func, ast.Attribute) else node.func
            if not _made_here(view, frame, held, owner):
                return False
    return True


def _made_here(view: RegionView, frame: Frame, held: ast.expr, owner: ast.expr) -> bool:
    root = root_name(owner)
    return isinstance(held, ast.Name) and held.id != root and owned(view, frame, held.id)


def _stays(view: RegionView, frame: Frame, name: str, scan: RowScan) -> bool:
    """Whether the list that the value is taken from is the same all through one scan."""
    return name == scan.rows or (name in frame.local and unchanged(view, frame, name, (scan.node,)))


def has_value(frame: Frame, name: str, scan: ast.AST) -> bool:
    """Whether reading ``name`` where the scan begins can't raise."""
    if name not in frame.local or name in frame.captured:
        return False
    if certainly_bound(frame, name, frame.statement(scan)):
        return True
    below: ast.AST = scan
    tested = False
    for above in frame.chain(scan):
        if isinstance(above, ast.comprehension):
            tested = below is not above.iter
        if isinstance(above, COMPREHENSIONS):
            clauses = above.generators
            at = clauses.index(below) + tested if isinstance(below, ast.comprehension) else len(clauses)
            before, tested = clauses[:at], False
            if any(name in bound_names(clause.target) for clause in before):
                return True
        below = above
    return False
