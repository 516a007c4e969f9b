"""Values that are only calculated or compared with: whether they were made anew, nobody can tell."""

from __future__ import annotations

import ast

from ouroboros.operators.facts.scope import Frame

_TAKING = frozenset(
    {
        *("quantize", "compare_total", "copy_sign", "next_toward", "remainder_near"),
        *("same_quantum", "scaleb", "limit_denominator"),
    }
)
"""Methods of numbers that calculate with their arguments and give none of them back."""


def only_calculated_with(frame: Frame, node: ast.expr) -> bool:
    """Whether the value of ``node``, a number that nobody can change, is an operand and nothing else.

    Which object an operand is, no operator of numbers tells: equal values serve alike.
    """
    above = frame.parents[node]
    if isinstance(above, ast.UnaryOp):
        return not isinstance(above.op, ast.UAdd) or only_calculated_with(frame, above)
    if isinstance(above, ast.Compare):
        return all(
            isinstance(op, ast.Eq | ast.NotEq | ast.Lt | ast.LtE | ast.Gt | ast.GtE) for op in above.ops
        )
    if isinstance(above, ast.AugAssign):
        return above.value is node
    if isinstance(above, ast.Call):
        return isinstance(above.func, ast.Attribute) and above.func.attr in _TAKING and above.func is not node
    return isinstance(above, ast.BinOp)
