"""Rows that are scanned for a field: how a field is read, and what would make a table of them lie."""

from __future__ import annotations

import ast
from collections.abc import Collection

from ouroboros.operators.facts.scope import COMPREHENSIONS, Frame


def writes_key(root: ast.AST, keys: Collection[str]) -> bool:
    """Whether code writes to an item under one of the constant ``keys``."""
    return any(
        isinstance(node, ast.Subscript)
        and not isinstance(node.ctx, ast.Load)
        and isinstance(node.slice, ast.Constant)
        and str(node.slice.value) in keys
        for node in ast.walk(root)
    )


def stores_attributes(roots: tuple[ast.AST, ...]) -> bool:
    """Whether code writes to any attribute."""
    return any(
        isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
        for root in roots
        for node in ast.walk(root)
    )


def scanned_once(frame: Frame, scan: ast.For | ast.comprehension, owner: ast.AST, anchor: ast.stmt) -> bool:
    """Whether nothing between ``anchor`` and the scan repeats the scan.

    Args:
        frame: the function.
        scan: the loop, or the clause of a comprehension.
        owner: the loop again, or the comprehension that the clause belongs to.
        anchor: the statement before which something would be prepared.

    """
    if isinstance(anchor, ast.For | ast.While):
        return anchor is scan
    below: ast.AST = scan
    clause: ast.AST | None = None if scan is owner else scan
    for above in frame.chain(scan):
        if above is anchor:
            return True
        if isinstance(above, ast.comprehension):
            # What stands in a clause's iterable runs once for each row of the clauses before it.
            clause = above if below is above.iter else None
        elif isinstance(above, COMPREHENSIONS):
            if clause is not above.generators[0]:
                return False
            clause = None
        below = above
    return True
