"""Whether every local name that a function reads surely has a value there (definite assignment)."""

from __future__ import annotations

import ast

from ouroboros.operators.contract import FunctionNode
from ouroboros.operators.facts.scope import (
    COMPREHENSIONS,
    bound_names,
    frame_of,
    parameter_names,
)

_NEVER = None
"""What holds after a statement that control does not leave: everything."""

_Bound = frozenset[str] | None


class _UnsureError(Exception):
    """A name may be read before it has a value."""


def reads_only_bound(node: FunctionNode) -> bool:
    """Whether no path through ``node`` can read a local name without a value.

    Names bound inside ``try``, ``with`` and ``match`` statements count as bound only within and not after
    them; nested functions are not entered.
    """
    try:
        _Reader(frame_of(node).local).block(node.body, parameter_names(node))
    except _UnsureError:
        return False
    return True


class _Reader:
    """Follows the names that are bound on every path."""

    def __init__(self, local: frozenset[str]) -> None:
        self.local = local

    def block(self, statements: list[ast.stmt], bound: frozenset[str]) -> _Bound:
        """Names bound after ``statements``; ``None`` when their end is never reached."""
        now: _Bound = bound
        for statement in statements:
            if now is _NEVER:
                return _NEVER
            now = self.statement(statement, now)
        return now

    def statement(self, node: ast.stmt, bound: frozenset[str]) -> _Bound:
        """Names bound after one statement."""
        if isinstance(node, ast.If):
            self.read(node.test, bound)
            return _meet(self.block(node.body, bound), self.block(node.orelse, bound))
        if isinstance(node, ast.For):
            self.read(node.iter, bound)
            inside = bound | self.targets(node.target, bound)
            self.block(node.body, inside)
            self.block(node.orelse, bound)
            return bound
        if isinstance(node, ast.While):
            self.read(node.test, bound)
            self.block(node.body, bound)
            self.block(node.orelse, bound)
            return bound
        if isinstance(node, ast.Try):
            self.block(node.body, bound)
            for handler in node.handlers:
                self.block(handler.body, bound | ({handler.name} if handler.name else set()))
            self.block(node.orelse, bound)
            self.block(node.finalbody, bound)
            return bound
        if isinstance(node, ast.With):
            inside = bound
            for item in node.items:
                self.read(item.context_expr, inside)
                if item.optional_vars is not None:
                    inside |= self.targets(item.optional_vars, inside)
            self.block(node.body, inside)
            return bound
        if isinstance(node, ast.Assign):
            self.read(node.value, bound)
            for target in node.targets:
                bound |= self.targets(target, bound)
            return bound
        if isinstance(node, ast.AnnAssign):
            if node.value is None:
                return bound
            self.read(node.value, bound)
            return bound | self.targets(node.target, bound)
        if isinstance(node, ast.AugAssign):
            self.read(node.value, bound)
            if isinstance(node.target, ast.Name):
                self.name(node.target.id, bound)
            else:
                self.read(node.target, bound)
            return bound
        if isinstance(
            node, ast.Expr | ast.Return | ast.Raise | ast.Assert | ast.Pass | ast.Break | ast.Continue
        ):
            for part in ast.iter_child_nodes(node):
                self.read(part, bound)
            leaves = isinstance(node, ast.Return | ast.Raise | ast.Break | ast.Continue)
            return _NEVER if leaves else bound
        raise _UnsureError

    def targets(self, node: ast.expr, bound: frozenset[str]) -> frozenset[str]:
        """Names that an assignment to ``node`` binds."""
        self.read(node, bound)
        return frozenset(
            part.id
            for part in ast.walk(node)
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
        )

    def read(self, node: ast.AST, bound: frozenset[str]) -> None:
        """Every name that ``node`` reads has a value."""
        if isinstance(node, COMPREHENSIONS):
            # The first iterable is evaluated outside, where the comprehension's variables mean nothing.
            self.read(node.generators[0].iter, bound)
            bound |= bound_names(*(generator.target for generator in node.generators))
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load):
                self.name(node.id, bound)
            return
        if isinstance(node, ast.NamedExpr | ast.Lambda):
            raise _UnsureError
        for part in ast.iter_child_nodes(node):
            self.read(part, bound)

    def name(self, name: str, bound: frozenset[str]) -> None:
        """One mention of a name."""
        if name in self.local and name not in bound:
            raise _UnsureError


def _meet(one: _Bound, other: _Bound) -> _Bound:
    if one is _NEVER:
        return other
    return one if other is _NEVER else one & other
