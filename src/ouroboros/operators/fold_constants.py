"""Constants of the module in a loop become literals, and what they make together is worked out once.

A name counts that is bound once in the whole project, above the function, to a number, text or ``None``; of
the ``math`` module ``pi``, ``e`` and ``tau`` do. The compiler then folds what stands between
literals, and a branch on a false one goes away.
"""

from __future__ import annotations

import ast
import math

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.fold_constants import EXAMPLES, REFUSALS
from ouroboros.operators.facts.literals import is_literal, takes_literal
from ouroboros.operators.facts.loops import expressions, imports_module, repeaters
from ouroboros.operators.facts.scope import Frame, bound_names, frames
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_LONGEST = 40
"""Characters of a text that is written down again."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for all constants that loops read."""
    if view.node.name.startswith("_ouroboros_"):
        return []
    edits: list[Edit] = []
    names: dict[str, None] = {}
    bound = bound_names(view.node)
    for frame in frames(view):
        for node in expressions(frame):
            text = _literal(view, frame, node, bound)
            if text is None or not repeaters(view, frame, node):
                continue
            edits.append(view.replace(node, text))
            names[ast.unparse(node)] = None
    if not edits:
        return []
    return [
        Rewrite(
            edits=tuple(edits),
            note=f"{', '.join(names)} never change: their values stand in the loops.",
        )
    ]


def _literal(view: RegionView, frame: Frame, node: ast.expr, bound: frozenset[str]) -> str | None:
    """The literal for a constant, in brackets where it needs them."""
    above = frame.parents[node]
    if any(isinstance(outer, ast.JoinedStr) for outer in frame.chain(node)):
        return None
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        value = view.constant_globals.get(node.id)
        if value is None or node.id in bound or not _short(value):
            return None
        if not takes_literal([above], node.id):
            return None
        return f"({ast.unparse(value)})" if not isinstance(value, ast.Constant) else ast.unparse(value)
    if (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "math"
        and isinstance(node.ctx, ast.Load)
        and node.attr in {"pi", "e", "tau"}
        and "math" not in bound
        and imports_module(view, "math", "math")
        and not isinstance(above, ast.Attribute | ast.Subscript | ast.Call | ast.Compare)
    ):
        return repr(getattr(math, node.attr))
    return None


def _short(value: ast.expr) -> bool:
    if not is_literal(value):
        return False
    plain = value.operand if isinstance(value, ast.UnaryOp) else value
    return isinstance(plain, ast.Constant) and (
        plain.value is None
        or isinstance(plain.value, bool | int | float)
        or (isinstance(plain.value, str) and len(plain.value) <= _LONGEST and plain.value.isprintable())
    )


OPERATOR = Operator(
    name="fold-constants",
    category=RefactoringOp.CONSTANT_FOLDING,
    summary="Module constants read in loops become literals.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    needs=("call graph",),
    payoff=1.1,
    source="A. Aho, M. Lam, R. Sethi, J. Ullman, Compilers, 2nd ed., 9.4",
)
