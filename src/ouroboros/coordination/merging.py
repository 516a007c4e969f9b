"""Several winners, one text for each file.

Every candidate was made from the original, so two changes to one file are merged line by line against it.
Changes that touch the same lines contradict each other; the later one is then left out by the caller. So do a
change and a part that was compiled from the file as it was without it.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from ouroboros.compiling.loader import attached, detached
from ouroboros.records.source import checksum


class ContradictionError(ValueError):
    """Two texts change the same lines of the original differently."""


@dataclass(frozen=True, slots=True, order=True)
class _Change:
    start: int
    end: int
    lines: tuple[str, ...]


def merge(original: str, texts: Sequence[str]) -> str:
    """Return ``original`` with the changes of all ``texts``; equal changes are made once.

    Raises:
        ContradictionError: two texts change the same lines or define a helper differently, or one was
            compiled without what another changes.

    """
    bodies = [detached(text) for text in texts]
    merged = _merged(original, [body for body, _ in bodies])
    if len(texts) > 1:
        merged = _with_helpers_once(merged)
    parts = tuple(dict.fromkeys(part for _, bound in bodies for part in bound))
    if any(part.digest != checksum(merged) for part in parts):
        raise ContradictionError("a part was compiled from the file without the other changes")
    return attached(merged, parts)


def _merged(original: str, texts: Sequence[str]) -> str:
    before = original.splitlines(keepends=True)
    changes: list[_Change] = []
    for text in texts:
        for change in _changes(before, text.splitlines(keepends=True)):
            if change not in changes:
                changes.append(change)
    merged: list[str] = []
    position = 0
    # Insertions at one place keep the order of ``texts``: the sort looks at places only and is stable.
    for change in sorted(changes, key=lambda change: (change.start, change.end)):
        if change.start < position:
            raise ContradictionError(f"line {change.start + 1} is changed in two ways")
        merged += before[position : change.start]
        merged += change.lines
        position = change.end
    merged += before[position:]
    return "".join(merged)


def _with_helpers_once(text: str) -> str:
    """``text`` without the helpers that an earlier change has brought along already, word for word."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return text
    seen: dict[str, str] = {}
    lines = text.splitlines(keepends=True)
    for node in tree.body:
        name = _helper(node)
        if name is None:
            continue
        written = ast.unparse(node)
        if name not in seen:
            seen[name] = written
            continue
        if seen[name] != written:
            raise ContradictionError(f"{name} is defined in two ways")
        assert node.end_lineno is not None
        end = node.end_lineno
        while end < len(lines) and not lines[end].strip():
            end += 1
        lines[node.lineno - 1 : end] = [""] * (end - node.lineno + 1)
    return "".join(lines)


def _helper(node: ast.stmt) -> str | None:
    """The name that a statement of the catalogue binds at module level."""
    if isinstance(node, ast.FunctionDef) and not node.decorator_list:
        name = node.name
    elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        name = node.targets[0].id
    else:
        return None
    return name if name.startswith("_ouroboros_") else None


def _changes(before: list[str], after: list[str]) -> list[_Change]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [
        _Change(start, end, tuple(after[new_start:new_end]))
        for tag, start, end, new_start, new_end in matcher.get_opcodes()
        if tag != "equal"
    ]
