"""``any`` or ``all`` of a generator expression: a loop that stops where the built-in would have stopped.

Nothing is resumed for each item. Only the exact built-in collections are walked this way; for them a
``StopIteration`` can come from the condition alone, where a generator expression turns it into a
``RuntimeError``, and so does the loop. The last item is let go when the loop ends, as a generator does.
"""

from __future__ import annotations

import ast
import textwrap

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.inline_any import EXAMPLES, REFUSALS
from ouroboros.operators.facts.leftmost import begins_with
from ouroboros.operators.facts.scope import (
    Frame,
    bound_names,
    calls_builtin,
    certainly_bound,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
    walk_here,
)
from ouroboros.operators.facts.splicing import calls_are_blind
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit, apply_edits

_WALKED = "(tuple, dict, set, frozenset, str, bytes, range)"
_NAMES = (
    *("any", "all", "type", "list", "tuple", "dict", "set", "frozenset", "str", "bytes", "range"),
    *("StopIteration", "RuntimeError"),
)
_VIEWS = frozenset({"values", "keys", "items"})


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for each statement that begins with such a call."""
    found: list[Rewrite] = []
    if view.node.name.startswith("_ouroboros_") or not all(is_builtin(view, name) for name in _NAMES):
        return found
    for frame in frames(view):
        for statement in walk_here(*frame.node.body):
            if isinstance(statement, ast.stmt):
                call = begins_with(
                    view, frame, statement, lambda call: calls_builtin(view, call, "any", "all")
                )
                made = _written_out(view, frame, statement, call) if call is not None else None
                if made is not None:
                    found.append(made)
    return found


def _written_out(view: RegionView, frame: Frame, statement: ast.stmt, call: ast.Call) -> Rewrite | None:
    assert isinstance(call.func, ast.Name)
    if len(call.args) != 1 or call.keywords or not isinstance(call.args[0], ast.GeneratorExp):
        return None
    every = call.func.id == "all"
    made = call.args[0]
    if len(made.generators) != 1 or made.generators[0].is_async:
        return None
    loop = made.generators[0]
    guard = _guard(frame, statement, loop.iter)
    inside = [made.elt, *loop.ifs]
    if guard is None or any(
        isinstance(
            part,
            (
                ast.NamedExpr | ast.Lambda | ast.Yield | ast.YieldFrom | ast.Await | ast.JoinedStr,
                ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp,
            ),
        )
        for root in inside
        for part in ast.walk(root)
    ):
        return None
    if not _means_the_same(view, frame, statement, inside, bound_names(loop.target)):
        return None
    source = view.source(call)
    if "\n" in source or has_comment(view, view.start(call), view.end(call)):
        return None
    asked = [ast.unparse(above.test) for above in frame.chain(statement) if isinstance(above, ast.If)]
    if guard in asked:
        return None
    names = {name: fresh_name(view, f"{call.func.id}_{name.strip('_')}") for name in bound_names(loop.target)}
    if len(set(names.values())) < len(names) or not isinstance(loop.target, ast.Name | ast.Tuple):
        return None
    answer, error = fresh_name(view, f"{call.func.id}_found"), fresh_name(view, f"{call.func.id}_error")
    test = _renamed(view, made.elt, names)
    conditions = [
        *(f"({_renamed(view, condition, names)})" for condition in loop.ifs),
        f"not ({test})" if every else (f"({test})" if loop.ifs else test),
    ]
    lines = [
        f"{answer} = {every}",
        "try:",
        f"    for {_renamed(view, loop.target, names)} in {view.source(loop.iter)}:",
        f"        if {' and '.join(conditions)}:",
        f"            {answer} = {not every}",
        "            break",
        f"except StopIteration as {error}:",
        f'    raise RuntimeError("generator raised StopIteration") from {error}',
        "finally:",
        f"    {' = '.join([*(names[name] for name in sorted(names)), 'None'])}",
    ]
    if guard != "True":
        indented = textwrap.indent("\n".join(lines), "    ")
        lines = [f"if {guard}:", *indented.split("\n"), "else:", f"    {answer} = {source}"]
    return Rewrite(
        edits=(view.insert_before(statement, lines), view.replace(call, answer)),
        note=f"{call.func.id}() of a generator expression becomes a loop that stops at the same item.",
    )


def _means_the_same(
    view: RegionView, frame: Frame, statement: ast.stmt, inside: list[ast.expr], own: frozenset[str]
) -> bool:
    """Whether the condition, moved out of its own scope, reads the same and nobody it calls can tell."""
    for part in (inner for root in inside for inner in ast.walk(root)):
        if isinstance(part, ast.Name) and part.id not in own:
            unsure = part.id in frame.local and not certainly_bound(frame, part.id, statement)
            if unsure or part.id.startswith("__") or part.id == "super":
                return False
    return calls_are_blind(view, inside, frame.local | own)


def _guard(frame: Frame, statement: ast.stmt, items: ast.expr) -> str | None:
    """The question whether the collection is a built-in one; ``None`` when that can't be asked."""
    method = isinstance(items, ast.Call) and isinstance(items.func, ast.Attribute)
    if isinstance(items, ast.Call) and isinstance(items.func, ast.Attribute):
        if items.func.attr not in _VIEWS or items.args or items.keywords:
            return None
        items = items.func.value
    if not (
        isinstance(items, ast.Name)
        and items.id not in frame.captured
        and certainly_bound(frame, items.id, statement)
    ):
        return None
    if method:
        return f"type({items.id}) is dict"
    return f"type({items.id}) is list or type({items.id}) in {_WALKED}"


def _renamed(view: RegionView, node: ast.expr, names: dict[str, str]) -> str:
    start = view.start(node)
    edits = tuple(
        Edit(start=view.start(part) - start, end=view.end(part) - start, text=names[part.id])
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and part.id in names
    )
    return apply_edits(view.source(node), edits)


OPERATOR = Operator(
    name="inline-any",
    category=RefactoringOp.COMPREHENSION,
    summary="`any` or `all` of a generator expression becomes a loop that stops at the same item.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    payoff=1.4,
    source="PEP 289, PEP 479",
)
