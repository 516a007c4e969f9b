"""A list that is made only to be copied, counted or turned around at once: the step in between is left out.

``list([…])`` copies a list that nobody else has, ``sorted(list(x))`` makes one list too many, and
``len(list(x))`` copies a whole container to learn what it knows. Only what is the same whatever ``x`` is, or
for a built-in container whose type is asked for.
"""

from __future__ import annotations

import ast

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.needless_copies import EXAMPLES, REFUSALS
from ouroboros.operators.facts.anchoring import readable
from ouroboros.operators.facts.scope import Frame, calls_builtin, frames, has_comment, is_builtin, walk_here
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_CONTAINERS = ("list", "tuple", "dict", "set", "frozenset", "range")


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for all such places; what stands inside another one waits for the next round."""
    if view.node.name.startswith("_ouroboros_"):
        return []
    edits: list[Edit] = []
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            if not isinstance(node, ast.Call) or node.keywords or len(node.args) != 1:
                continue
            new = _without_copy(view, node) or _tested(view, frame, node)
            if new is None or has_comment(view, view.start(node), view.end(node)):
                continue
            edit = view.replace(node, new)
            if all(edit.end <= other.start or other.end <= edit.start for other in edits):
                edits.append(edit)
    if not edits:
        return []
    return [
        Rewrite(
            edits=tuple(edits),
            note="a list that is only copied, counted or turned around at once is not made in between.",
        )
    ]


def _without_copy(view: RegionView, call: ast.Call) -> str | None:
    """What gives the same, whatever the values are."""
    inner = call.args[0]
    if isinstance(inner, ast.Starred):
        return None
    if calls_builtin(view, call, "list") and _fresh_list(view, inner):
        return f"({view.source(inner)})" if isinstance(inner, ast.Call) else view.source(inner)
    alone = isinstance(inner, ast.Call) and not inner.keywords and len(inner.args) == 1
    if not alone or not isinstance(inner, ast.Call) or isinstance(inner.args[0], ast.Starred):
        return None
    given = view.source(inner.args[0])
    if isinstance(inner.args[0], ast.GeneratorExp):
        return None  # its brackets are those of the call
    if calls_builtin(view, call, "list", "sorted") and calls_builtin(view, inner, "list", "tuple"):
        # All of them begin by walking through what they are given, in the same way. `tuple` is left out: of
        # a tuple it makes no new one.
        return f"{view.source(call.func)}({given})"
    if (
        calls_builtin(view, call, "list")
        and calls_builtin(view, inner, "reversed")
        and _fresh_list(view, inner.args[0])
    ):
        return f"({given})[::-1]"
    return None


def _fresh_list(view: RegionView, node: ast.expr) -> bool:
    """Whether an expression surely gives a new list that nobody else has."""
    return isinstance(node, ast.ListComp | ast.List) or calls_builtin(view, node, "list", "sorted")


def _tested(view: RegionView, frame: Frame, call: ast.Call) -> str | None:
    """``len(list(x))`` of a built-in container: what it says itself."""
    inner = call.args[0]
    if not calls_builtin(view, call, "len") or not all(
        is_builtin(view, name) for name in ("type", *_CONTAINERS)
    ):
        return None
    given: ast.expr | None = None
    if calls_builtin(view, inner, "list", "tuple"):
        assert isinstance(inner, ast.Call)
        given = inner.args[0] if len(inner.args) == 1 and not inner.keywords else None
    elif isinstance(inner, ast.ListComp) and len(inner.generators) == 1:
        only = inner.generators[0]
        same = isinstance(only.target, ast.Name) and ast.unparse(inner.elt) == only.target.id
        given = only.iter if same and not only.ifs and not only.is_async else None
    if not isinstance(given, ast.Name) or given.id not in frame.local - frame.captured:
        return None
    if not readable(frame, given.id, call) or any(
        isinstance(above, ast.IfExp) and view.source(above.test).startswith(f"type({given.id})")
        for above in frame.chain(call)
    ):
        return None
    kinds = ", ".join(_CONTAINERS)
    return f"(len({given.id}) if type({given.id}) in ({kinds}) else {view.source(call)})"


OPERATOR = Operator(
    name="needless-copies",
    category=OptimizationOp.ALLOCATION_REDUCTION,
    summary="a list that is only copied, counted or turned around at once is not made in between",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    payoff=1.1,
    source="https://docs.astral.sh/ruff/rules/#flake8-comprehensions-c4",
)
