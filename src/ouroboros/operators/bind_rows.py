"""``table[i][j]`` in a loop over ``j``: the row is looked up once, before the loop.

Only where the table is a list, the index a valid one, and all that the loop writes to is asked before: it
must be a dictionary, or a list that begins with no list, and so is not the table itself. Otherwise the loop
runs as it was written. One assumption is that of :mod:`ouroboros.operators.facts.loops`: operators of the
values don't write to the table.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.bind_rows import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import bindings
from ouroboros.operators.facts.blocks import whole_text
from ouroboros.operators.facts.loops import imports_module
from ouroboros.operators.facts.receivers import ordinary_class
from ouroboros.operators.facts.scope import (
    LOOPS,
    QUIET_BUILTINS,
    Frame,
    bound_names,
    calls_builtin,
    certainly_bound,
    ends_line,
    frames,
    fresh_name,
    is_builtin,
    walk_here,
)
from ouroboros.operators.facts.splicing import follows_lifetimes
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit, Effect, RegionKind

_Loop = ast.For | ast.While
_LARGEST = 400
"""Nodes of a loop that may be written down twice."""
_FOREIGN = (
    ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda | ast.Yield | ast.YieldFrom | ast.Await
    | ast.AsyncFor | ast.With | ast.AsyncWith | ast.Import | ast.ImportFrom | ast.Global | ast.Nonlocal
    | ast.Delete | ast.Match | ast.GeneratorExp
)  # fmt: skip


@dataclass(slots=True)
class _Questions:
    """What has to be asked before the loop."""

    lists: dict[str, None] = field(default_factory=dict)
    """Names that must hold lists."""
    written: dict[str, None] = field(default_factory=dict)
    """Names of containers written to."""
    numbers: dict[str, None] = field(default_factory=dict)
    """Names that grow by ``+=`` and must hold numbers."""
    rows: set[str] = field(default_factory=set)
    """Rows (their text) that are written to or walked over."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for each loop in which rows are looked up again and again."""
    found: list[Rewrite] = []
    if view.node.name.startswith("_ouroboros_") or not all(
        is_builtin(view, name) for name in ("type", "list", "dict", "int", "float", "len")
    ):
        return found
    if follows_lifetimes(view.module):
        return found  # the name of a row keeps it
    for frame in frames(view):
        for loop in walk_here(*frame.node.body):
            if isinstance(loop, LOOPS):
                made = _bound(view, frame, loop)
                if made is not None:
                    found.append(made)
    return found


def _bound(view: RegionView, frame: Frame, loop: _Loop) -> Rewrite | None:
    if sum(1 for _ in ast.walk(loop)) > _LARGEST or not ends_line(view, loop) or _asked_before(frame, loop):
        return None
    rows = _rows(view, frame, loop)
    if not rows:
        return None
    tables = list(dict.fromkeys(_table(places[0]) for places in rows.values()))
    questions = _questions(view, frame, loop, set(rows), set(tables))
    if questions is None:
        return None
    names: dict[str, str] = {}
    for text, places in rows.items():
        table, index = places[0].value, places[0].slice
        words = [table.attr] if isinstance(table, ast.Attribute) else []
        words += [part.id for part in ast.walk(index if words else places[0]) if isinstance(part, ast.Name)]
        stem = "_".join(word.strip("_") for word in words)
        name = fresh_name(view, f"{stem}_row")
        names[text] = name if name not in names.values() else fresh_name(view, f"{stem}_row{len(names)}")
    conditions = [*_held(view, rows)]
    conditions += [f"type({name}) is list" for name in dict.fromkeys((*tables, *questions.lists))]
    indices = {
        part.id
        for places in rows.values()
        for part in ast.walk(places[0].slice)
        if isinstance(part, ast.Name)
    }
    conditions += [f"type({name}) is int" for name in sorted(indices)]
    conditions += [
        f"0 <= {ast.unparse(places[0].slice)} < len({_table(places[0])})" for places in rows.values()
    ]
    conditions += [f"type({name}) in (int, float)" for name in questions.numbers]
    if questions.written or questions.rows:
        conditions += [f"type({table}[0]) is list" for table in tables]
    # What begins with something else than a list is not the table.
    for name in questions.written:
        filled = f"type({name}) is list and len({name}) > 0 and type({name}[0]) is not list"
        # A dictionary may be the one that holds the attributes of the object, the table among them.
        kept_by_object = any("." in table for table in tables)
        conditions.append(f"({filled})" if kept_by_object else f"(type({name}) is dict or {filled})")
    for text in rows:
        if text in questions.rows:
            conditions += [f"type({text}) is list", f"len({text}) > 0", f"type({text}[0]) is not list"]
    edits = [view.replace(place, names[text]) for text, places in rows.items() for place in places]
    changed, kept = whole_text(view, loop, edits), whole_text(view, loop)
    if changed is None or kept is None:
        return None
    indent = view.indent(loop)
    lines = [f"if {' and '.join(conditions)}:"]
    lines += [f"    {names[text]} = {text}" for text in rows]
    lines += [f"    {line}" if line else "" for line in changed.split("\n")]
    lines += ["else:", *(f"    {line}" if line else "" for line in kept.split("\n"))]
    text = "\n".join(indent + line if line else "" for line in lines).removeprefix(indent)
    return Rewrite(
        edits=(Edit(start=view.start(loop), end=view.end(loop), text=text),),
        note=f"{', '.join(rows)} stay the same all through the loop and are looked up once.",
    )


def _asked_before(frame: Frame, loop: _Loop) -> bool:
    """Whether the loop has been dealt with: it remains for other tables, or it holds such a question."""
    below: ast.AST = loop
    for above in frame.chain(loop):
        if isinstance(above, ast.If) and below in above.orelse and _is_question(above):
            return True
        below = above
    return any(isinstance(part, ast.If) and _is_question(part) for part in ast.walk(loop))


def _is_question(branch: ast.If) -> bool:
    test = ast.unparse(branch.test)
    return "is list and" in test or "is list) and" in test


def _table(place: ast.Subscript) -> str:
    return ast.unparse(place.value)


def _held(view: RegionView, rows: dict[str, list[ast.Subscript]]) -> list[str]:
    """Whether the object has its tables as plain attributes: questions that run nobody's code."""
    kind = view.region.qualname.rpartition(".")[0]
    asked: dict[str, None] = {}
    for places in rows.values():
        table = places[0].value
        if isinstance(table, ast.Attribute):
            owner = ast.unparse(table.value)
            asked[f"type({owner}) is {kind} and hasattr({owner}, {table.attr!r})"] = None
    return list(asked)


def _owner(view: RegionView, frame: Frame, table: ast.expr) -> ast.Name | None:
    """The local name that a table is reached by: its own, or that of the method's object that holds it."""
    if isinstance(table, ast.Name):
        return table
    if not (isinstance(table, ast.Attribute) and isinstance(table.value, ast.Name)):
        return None
    own = frame.node is view.node and view.region.kind is RegionKind.METHOD
    first = [*frame.node.args.posonlyargs, *frame.node.args.args][:1]
    kind = view.region.qualname.rpartition(".")[0]
    defined = {
        name
        for holder in ast.walk(view.module)
        if isinstance(holder, ast.ClassDef)
        for statement in holder.body
        for name in _binds(statement)
    }
    plain = (
        own
        and not view.region.decorators
        and bool(first)
        and first[0].arg == table.value.id
        and table.attr not in defined
        and not table.attr.startswith("__")
        and kind not in bound_names(view.node)
        and is_builtin(view, "hasattr")
        and ordinary_class(view, kind)
    )
    return table.value if plain else None


def _binds(statement: ast.stmt) -> frozenset[str]:
    """Names that a statement of a class body puts into the class."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return frozenset({statement.name})
    if isinstance(statement, ast.AnnAssign) and statement.value is None:
        return frozenset()  # announces what instances hold
    return bound_names(statement)


def _rows(view: RegionView, frame: Frame, loop: _Loop) -> dict[str, list[ast.Subscript]]:
    """Lookups in the loop that give the same row each time, by their text."""
    changing = bound_names(loop)
    roots: list[ast.AST] = [*loop.body, *([loop.test] if isinstance(loop, ast.While) else [])]
    rows: dict[str, list[ast.Subscript]] = {}
    for part in (inner for root in roots for inner in ast.walk(root)):
        if not (isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Load)):
            continue
        above = frame.parents[part]
        if not (isinstance(above, ast.Subscript) and above.value is part):
            continue
        index = part.slice
        if isinstance(index, ast.BinOp) and isinstance(index.op, ast.Add | ast.Sub):
            if not (isinstance(index.right, ast.Constant) and type(index.right.value) is int):
                continue
            index = index.left
        owner = _owner(view, frame, part.value)
        if not isinstance(index, ast.Name) or owner is None:
            continue
        if all(
            name not in changing and name not in frame.captured and certainly_bound(frame, name, loop)
            for name in (owner.id, index.id)
        ):
            rows.setdefault(ast.unparse(part), []).append(part)
    return rows


def _questions(
    view: RegionView, frame: Frame, loop: _Loop, rows: set[str], tables: set[str]
) -> _Questions | None:
    """What has to hold for nothing in the loop to change a table; ``None`` when asking is not enough."""
    questions = _Questions()
    changing = bound_names(loop)

    def steady(name: str) -> bool:
        return name not in changing and name not in frame.captured and certainly_bound(frame, name, loop)

    for part in ast.walk(loop):
        if isinstance(part, _FOREIGN):
            return None
        if isinstance(part, ast.Attribute) and not isinstance(part.ctx, ast.Load):
            return None
        if isinstance(part, ast.Call) and not _quiet(view, part):
            grown = _grown(part)
            if grown is None or not steady(grown):
                return None
            questions.lists[grown] = None  # what is there stays where it is, even if it is the table
        if isinstance(part, ast.For | ast.comprehension) and not _walks_plainly(
            view, part.iter, steady, questions
        ):
            return None
        if isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Store):
            written = part.value
            if ast.unparse(written) in rows:
                questions.rows.add(ast.unparse(written))
            elif isinstance(written, ast.Name) and written.id not in tables and steady(written.id):
                questions.written[written.id] = None
            else:
                return None
        if isinstance(part, ast.AugAssign):
            if isinstance(part.op, ast.Mult) and not isinstance(part.target, ast.Name):
                return None  # may empty a list that is an item
            if isinstance(part.target, ast.Name) and not _starts_as_number(frame, part.target.id):
                given = part.target.id in frame.parameters and bindings(frame, part.target.id) == [None]
                if not given:
                    return None
                questions.numbers[part.target.id] = None
    return questions


def _grown(call: ast.Call) -> str | None:
    """The name of the list that ``call`` appends to."""
    function = call.func
    if not (isinstance(function, ast.Attribute) and function.attr == "append"):
        return None
    if len(call.args) != 1 or call.keywords or isinstance(call.args[0], ast.Starred):
        return None
    return function.value.id if isinstance(function.value, ast.Name) else None


def _quiet(view: RegionView, call: ast.Call) -> bool:
    function = call.func
    if isinstance(function, ast.Name) and function.id in QUIET_BUILTINS and is_builtin(view, function.id):
        return not any(keyword.arg in {"key", None} for keyword in call.keywords)
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.value.id == "math" and imports_module(view, "math", "math")
    return view.call_effects(call).found <= {Effect.RAISES}


def _walks_plainly(
    view: RegionView, items: ast.expr, steady: Callable[[str], bool], questions: _Questions
) -> bool:
    """Whether stepping through ``items`` runs no code but Python's own."""
    if calls_builtin(view, items, "range"):
        return True
    if calls_builtin(view, items, "enumerate") and isinstance(items, ast.Call) and len(items.args) == 1:
        items = items.args[0]
    if isinstance(items, ast.Name) and steady(items.id):
        questions.lists[items.id] = None
        return True
    return False


def _starts_as_number(frame: Frame, name: str) -> bool:
    values = bindings(frame, name)
    return bool(values) and all(
        isinstance(value, ast.Constant) and type(value.value) in {int, float} for value in values
    )


OPERATOR = Operator(
    name="bind-rows",
    category=RefactoringOp.COMMON_SUBEXPRESSION,
    summary="A row of a nested list that a loop looks up again and again is looked up once.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=1.2,
    source="A. Aho, M. Lam, R. Sethi, J. Ullman, Compilers, 2nd ed., 9.1.4",
)
