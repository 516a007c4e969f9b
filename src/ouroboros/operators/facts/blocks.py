"""The text of a loop's body, ready to be written down elsewhere: once more, or deeper."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.scope import LOOPS, SCOPES, ends_line, own_line
from ouroboros.records.source import Edit, apply_edits


def steps_of(loop: ast.For | ast.While) -> list[ast.Break | ast.Continue]:
    """The ``break`` and ``continue`` statements that belong to ``loop`` itself."""
    found: list[ast.Break | ast.Continue] = []
    pending: list[ast.AST] = list(loop.body)
    while pending:
        part = pending.pop()
        if isinstance(part, ast.Break | ast.Continue):
            found.append(part)
        elif isinstance(part, LOOPS):
            pending += part.orelse
        elif not isinstance(part, SCOPES):
            pending += ast.iter_child_nodes(part)
    return found


def body_text(view: RegionView, loop: ast.For | ast.While, edits: Iterable[Edit] = ()) -> str | None:
    """Lines of the body of ``loop`` with comments and ``edits`` (of the file), its own margin taken away.

    ``None`` where the text can't be moved: the head or a string spans lines, or a line stands out.
    """
    head = loop.iter if isinstance(loop, ast.For) else loop.test
    first, last = loop.body[0], loop.body[-1]
    begin = view.text.find("\n", view.end(head)) + 1
    if not own_line(view, loop) or not own_line(view, first) or not ends_line(view, last):
        return None
    if view.text[view.end(head) : begin].strip() != ":" or head.end_lineno != loop.lineno:
        return None
    for part in (inner for statement in loop.body for inner in ast.walk(statement)):
        several = isinstance(part, ast.Constant | ast.JoinedStr) and part.end_lineno != part.lineno
        if several or isinstance(part, ast.Match):
            return None
    text = view.text[begin : view.end(last)]
    margin = view.indent(first)
    if "\\\n" in text or not all(line.startswith(margin) or not line.strip() for line in text.split("\n")):
        return None
    moved = tuple(Edit(start=edit.start - begin, end=edit.end - begin, text=edit.text) for edit in edits)
    return "\n".join(line.removeprefix(margin) for line in apply_edits(text, moved).split("\n"))


def whole_text(view: RegionView, loop: ast.For | ast.While, edits: Iterable[Edit] = ()) -> str | None:
    """The whole loop like :func:`body_text`, head included; ``edits`` may be anywhere in it."""
    if loop.orelse or body_text(view, loop) is None:
        return None
    begin, margin = view.start(loop), view.indent(loop)
    moved = tuple(Edit(start=edit.start - begin, end=edit.end - begin, text=edit.text) for edit in edits)
    return apply_edits(view.source(loop), moved).replace(f"\n{margin}", "\n")
