"""A pure function that is asked the same again keeps its answers in a bounded table across calls.

Recorded calls say that arguments repeat. What makes a kept answer the same as a computed one:

* the function answers plain arguments alike for ever (``facts.lasting``), and reads no other parameter;
* the table is asked only where every argument has exactly its usual type, so that no two keys that Python
  takes for equal are different questions (``1``, ``True`` and ``1.0``); zeros of floats, which have a sign,
  and NaN are no keys;
* only answers are kept that nobody can change or tell from an equal one: numbers, texts, tuples of such. A
  list or dictionary of such, made anew by the function, is kept as a copy and copied for every caller;
* exceptions are not kept, and the table is emptied when it is full.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.memoise_calls import EXAMPLES, REFUSALS
from ouroboros.operators.facts.lasting import fresh_result, lasting
from ouroboros.operators.facts.recorded import ATOMS, LEAST_CALLS, base_kind, usual_kinds
from ouroboros.operators.facts.scope import (
    has_comment,
    is_builtin,
    own_line,
    walk_here,
)
from ouroboros.operators.memo_table import COPIED, KEPT, LASTING, MOMENTS, MOMENTS_IMPORT
from ouroboros.operators.memo_twin import first_statement
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit, RegionKind

_MOST_DISTINCT = 0.5
"""Share of calls with new arguments above which a table is dead weight."""
_USUAL_SIZE = 200
"""Median length of a text above which keys are too large to keep."""
_NEEDED = (
    *("type", "len", "all", "any", "map", "int", "float", "bool", "str", "bytes", "tuple", "list", "dict"),
)
_CONTAINER = re.compile(r"\b(list|dict|set|frozenset)\b")
_MOMENTS = frozenset({"datetime.datetime", "datetime.date", "datetime.timedelta"})


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """Ask a table first, and keep what is returned, in a function whose recorded arguments repeat."""
    node = view.node
    first = first_statement(node)
    if (
        view.region.is_async
        or view.region.is_generator
        or view.region.is_nested
        or not isinstance(node, ast.FunctionDef)
        or not _undecorated(view)
        or "_ouroboros_" in view.region.source
        or first is None
        or not own_line(view, first)
        or view.types.calls_seen < LEAST_CALLS
        or view.types.distinct_share > _MOST_DISTINCT
        or not all(is_builtin(view, name) for name in _NEEDED)
        or not _works(node)
    ):
        return
    guards = _guards(view)
    if guards is None or not lasting(view):
        return
    returns = [
        part for part in walk_here(*node.body) if isinstance(part, ast.Return) and part.value is not None
    ]
    copies = _copies(view, returns)
    if copies is None:
        return
    moments = not _MOMENTS.isdisjoint(view.types.returns)
    table = f"_ouroboros_answers_{view.region.qualname.replace('.', '_')}"
    marks = (", True" if copies else "") + (", others=_ouroboros_moments" if moments else "")
    edits = _kept(view, returns, table, marks)
    if edits is None:
        return
    names = list(guards)
    key = "()" if not names else names[0] if _bare(view, names) else f"({', '.join(names)},)"
    asked = " and ".join(guards.values())
    at = f"{key} if {asked} else None" if asked else key
    found = "_ouroboros_own_copy(_ouroboros_found[0])" if copies else "_ouroboros_found[0]"
    lines = [
        f"_ouroboros_at = {at}",
        f"_ouroboros_found = {table}.get(_ouroboros_at)",
        "if _ouroboros_found is not None:",
        f"    return {found}",
    ]
    helpers = (
        *((MOMENTS,) if moments else ()),
        *(LASTING, KEPT),
        *((COPIED,) if copies else ()),
        f"{table} = {{}}",
    )
    yield Rewrite(
        edits=(view.insert_before(first, lines), *edits),
        imports=(MOMENTS_IMPORT,) if moments else (),
        helpers=helpers,
        keeps_state=True,
        note=f"{view.region.qualname} answers plain arguments alike for ever, and {_repeats(view)} of the "
        "recorded calls repeated theirs: its answers are kept, by exact type, in a table of bounded size.",
    )


def _repeats(view: RegionView) -> str:
    return f"{1 - view.types.distinct_share:.0%}"


def _undecorated(view: RegionView) -> bool:
    decorators = [ast.unparse(each) for each in view.node.decorator_list]
    if view.region.kind is RegionKind.METHOD:
        return decorators in ([], ["staticmethod"]) and is_builtin(view, "staticmethod")
    return not decorators


def _works(node: ast.FunctionDef) -> bool:
    """Whether a call may cost more than asking a table does."""
    return any(
        isinstance(part, ast.For | ast.While | ast.Call | ast.comprehension) for part in walk_here(*node.body)
    )


def _guards(view: RegionView) -> dict[str, str] | None:
    """Parameter that the body reads → condition under which it is a key; ``None`` where one can be none."""
    spec = view.node.args
    if spec.vararg or spec.kwarg:
        return None
    if any(not isinstance(each, ast.Constant) for each in (*spec.defaults, *filter(None, spec.kw_defaults))):
        return None
    read = {part.id for part in ast.walk(view.node) if isinstance(part, ast.Name)}
    guards: dict[str, str] = {}
    for argument in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs):
        name = argument.arg
        if name not in read:
            continue
        kinds = usual_kinds(view, name)
        usual = [kind for kind in kinds if kind != "NoneType"]
        if not kinds or len(usual) > 1 or not set(kinds) <= set(ATOMS):
            return None
        if view.types.sizes.get(name, (0, 0))[0] > _USUAL_SIZE:
            return None
        asked = [f"type({name}) is {kind}" for kind in usual] + [f"{name} is None"] * (
            len(usual) < len(kinds)
        )
        guards[name] = asked[0] if len(asked) == 1 else f"({' or '.join(asked)})"
    return guards


def _bare(view: RegionView, names: list[str]) -> bool:
    """Whether the only argument is a key itself: it is never ``None``, which stands for no key."""
    return len(names) == 1 and "NoneType" not in usual_kinds(view, names[0])


def _copies(view: RegionView, returns: list[ast.Return]) -> bool | None:
    """Whether what is returned has to be copied; ``None`` where it mostly is nothing that can be kept."""
    seen = [base_kind(kind) for kind in view.types.returns if not kind.startswith("raises ")]
    if not returns or not seen or (view.region.kind is RegionKind.METHOD and not view.node.args.args):
        return None
    if any(_CONTAINER.search(kind, 1) for kind in view.types.returns):
        return None  # a container in a container is never kept
    if set(seen) <= {*ATOMS, "tuple", *_MOMENTS}:
        return False
    if set(seen) <= {*ATOMS, "tuple", "list", "dict"}:
        made = [
            part.value
            for part in returns
            if part.value is not None and not isinstance(part.value, ast.Constant)
        ]
        return True if all(fresh_result(view, value) for value in made) else None
    return None


def _kept(view: RegionView, returns: list[ast.Return], table: str, marks: str) -> tuple[Edit, ...] | None:
    """Edits that pass everything returned through the table; ``None`` where a comment is in the way."""
    edits: list[Edit] = []
    for part in returns:
        assert part.value is not None
        start, end = view.start(part) + len("return"), view.end(part)
        if not view.text.startswith("return", view.start(part)) or has_comment(view, start, end):
            return None
        bare = isinstance(part.value, ast.Tuple) and not view.source(part.value).startswith("(")
        left, right = ("(", ")") if bare else ("", "")
        value = f"{left}{view.text[start:end].strip()}{right}"
        edits.append(
            Edit(start=start, end=end, text=f" _ouroboros_kept({table}, _ouroboros_at, {value}{marks})")
        )
    return tuple(edits)


OPERATOR = Operator(
    name="memoise-calls",
    category=OptimizationOp.MEMOISATION,
    summary="a pure function whose recorded arguments repeat keeps its answers in a bounded table",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MODERATE,
    risk=Risk.HIGH,
    needs=("effects", "recorded types", "recorded repeats"),
    payoff=5.0,
    source='D. Michie, "Memo functions and machine learning", Nature 218 (1968)',
)
