"""Which local variables may still be read after a statement, along every way that control can take.

A backward pass over the structured tree, repeated in loops until nothing is added. It errs on the side of
"still read": what a handler, a ``finally``, a nested function or a ``with`` may read counts as read always.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ouroboros.operators.contract import FunctionNode
from ouroboros.operators.facts.scope import SCOPES, frame_of, walk_here

Names = frozenset[str]


@lru_cache(maxsize=64)
def live_after(function: FunctionNode) -> Mapping[ast.stmt, Names]:
    """For each statement of ``function`` (nested functions' own excluded): names read after it, perhaps."""
    pass_ = _Pass(frame_of(function).captured)
    pass_.block(function.body, frozenset(), frozenset(), frozenset())
    return pass_.after


def read_first(function: FunctionNode, run: Sequence[ast.stmt]) -> Names:
    """Names whose value from before the statements ``run`` may be read in them or, unchanged, after them."""
    known = live_after(function)
    pass_ = _Pass(frozenset())
    # A `break` or `continue` of `run` itself would lead out of it; callers have none.
    return pass_.block(run, known[run[-1]], frozenset(), frozenset())


def _read(*roots: ast.AST | None) -> Names:
    """Names that evaluating ``roots`` may read; a comprehension's own variables are its own."""
    names: set[str] = set()
    for root in roots:
        if root is None:
            continue
        if isinstance(root, ast.Name):
            names |= set() if isinstance(root.ctx, ast.Store) else {root.id}
        elif isinstance(root, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            own = _stored(*(generator.target for generator in root.generators))
            names |= _read(root.generators[0].iter) | (_read(*ast.iter_child_nodes(root)) - own)
        else:
            names |= _read(*ast.iter_child_nodes(root))
    return frozenset(names)


def _stored(*targets: ast.expr | None) -> Names:
    """Names that assigning to ``targets`` certainly sets."""
    names: set[str] = set()
    pending = [target for target in targets if target is not None]
    while pending:
        target = pending.pop()
        if isinstance(target, ast.Name):
            names.add(target.id)
        elif isinstance(target, ast.Tuple | ast.List):
            pending.extend(target.elts)
        elif isinstance(target, ast.Starred):
            pending.append(target.value)
    return frozenset(names)


class _Pass:
    def __init__(self, always: Names) -> None:
        self.always = always
        self.after: dict[ast.stmt, Names] = {}

    def block(self, body: Sequence[ast.stmt], out: Names, leaving: Names, again: Names) -> Names:
        """Names live before ``body``; ``leaving`` and ``again``: after a ``break`` and a ``continue``."""
        for statement in reversed(body):
            out |= self.always
            self.after[statement] = self.after.get(statement, frozenset()) | out
            out = self._statement(statement, out, leaving, again)
        return out | self.always

    def _statement(self, node: ast.stmt, out: Names, leaving: Names, again: Names) -> Names:
        if isinstance(node, ast.If):
            branches = self.block(node.body, out, leaving, again)
            return _read(node.test) | branches | self.block(node.orelse, out, leaving, again)
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            return self._loop(node, out, leaving, again)
        if isinstance(node, ast.Return):
            return _read(node.value)
        if isinstance(node, ast.Raise):
            return _read(node.exc, node.cause)
        if isinstance(node, ast.Break):
            return leaving
        if isinstance(node, ast.Continue):
            return again
        if isinstance(node, ast.Assign):
            return (out - _stored(*node.targets)) | _read(node)
        if isinstance(node, ast.AnnAssign):
            return (out - _stored(node.target if node.value is not None else None)) | _read(
                node.target, node.value
            )
        if isinstance(node, ast.AugAssign):
            target = node.target
            return (
                out | _read(node) | (frozenset({target.id}) if isinstance(target, ast.Name) else frozenset())
            )
        return self._other(node, out, leaving, again)

    def _loop(
        self, node: ast.For | ast.AsyncFor | ast.While, out: Names, leaving: Names, again: Names
    ) -> Names:
        ended = self.block(node.orelse, out, leaving, again)
        head = ended
        while True:
            inside = self.block(node.body, head, out, head)
            if isinstance(node, ast.While):
                inside |= _read(node.test)
            else:
                inside = (inside - _stored(node.target)) | _read(node.target)
            if inside <= head:
                break
            head |= inside
        return head | (frozenset() if isinstance(node, ast.While) else _read(node.iter))

    def _other(self, node: ast.stmt, out: Names, leaving: Names, again: Names) -> Names:
        """Statements after which any part may not have happened: nothing is dropped, all reads count."""
        blocks = [
            part
            for part in (
                *(getattr(node, name, []) for name in ("body", "orelse", "finalbody")),
                *(each.body for each in getattr(node, "handlers", [])),
                *(each.body for each in getattr(node, "cases", [])),
            )
            if part and isinstance(part, list) and not isinstance(node, SCOPES)
        ]
        before = self.always
        read = _read(node)
        if blocks:
            # Control may leave any of them at any place for any other, or for what comes after.
            self.always = before | read | out | leaving | again
            for part in blocks:
                self.block(part, self.always, leaving, again)
            read |= leaving | again
        self.always = before
        return out | read


def has_jump_out(run: Sequence[ast.stmt]) -> bool:
    """Whether ``run`` holds a ``return``, or a ``break`` or ``continue`` of a loop around it."""
    inner = {
        id(node)
        for statement in run
        for loop in walk_here(statement)
        if isinstance(loop, ast.For | ast.AsyncFor | ast.While)
        for part in loop.body
        for node in walk_here(part)
    }
    return any(
        isinstance(node, ast.Return) or (isinstance(node, ast.Break | ast.Continue) and id(node) not in inner)
        for statement in run
        for node in walk_here(statement)
    )
