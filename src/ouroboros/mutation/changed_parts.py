"""What edits make of a file, worked out on the statements that they touch instead of on the whole file.

A module is a row of statements that begin at the start of a line, and each is parsed and compiled by itself:
whether the new file is valid, and whether two candidates are the same change, can be told from the touched
statements alone. A class at module level is taken apart in the same way, under its own header. Where that
would not be exact (edits of ``from __future__``), or a part is not valid by itself, the whole file decides.
"""

from __future__ import annotations
import __future__

import ast
import hashlib
import itertools
import warnings
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ouroboros.mutation.additions import above
from ouroboros.mutation.similarity import normalised
from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.walks import walk
from ouroboros.records.source import Edit, apply_edits


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedText:
    """A file's new text and what tells it from others."""

    text: str
    mark: str
    """SHA-256 of the change, whatever the layout, comments, docstrings and names of local variables; empty
    when nothing is changed. Changes of other views are not comparable."""
    touched: tuple[ast.AST, ...]
    """The touched statements as they are now."""

    @property
    def names(self) -> frozenset[str]:
        """Plain names in the touched statements."""
        nodes = (node for tree in self.touched for node in walk(tree))
        return frozenset(node.id for node in nodes if isinstance(node, ast.Name))


@dataclass(frozen=True, slots=True)
class _Row:
    """Statements of one body, and the places where the text may be cut between them."""

    starts: tuple[int, ...]
    end: int
    statements: tuple[tuple[ast.stmt, ...], ...]
    header: str = ""
    """What has to stand before a part for it to be valid by itself."""
    indent: str = ""

    def bounds(self, first: int, last: int) -> tuple[int, int]:
        end = self.starts[last + 1] if last + 1 < len(self.starts) else self.end
        return self.starts[first], end

    def parts(self, text: str, edits: Sequence[Edit]) -> list[tuple[int, int, list[Edit]]]:
        """``(first, last, edits)`` of each run of pieces that ``edits`` touch; none ends within a line."""
        found: list[tuple[int, int, list[Edit]]] = []
        for edit in sorted(edits, key=lambda each: (each.start, each.end)):
            first = max(bisect_right(self.starts, edit.start) - 1, 0)
            last = max(bisect_right(self.starts, max(edit.start, edit.end - 1)) - 1, 0)
            between = edit.start == edit.end == self.starts[first] and edit.text.endswith("\n")
            if between and first and not self.statements[first - 1]:
                # New lines right before a statement stand by themselves: its own piece is not touched.
                first = last = first - 1
            if found and first <= found[-1][1]:
                before = found.pop()
                first, last = before[0], max(before[1], last)
                found.append((first, last, [*before[2], edit]))
            else:
                found.append((first, last, [edit]))
        joined: list[tuple[int, int, list[Edit]]] = []
        for first, last, own in found:
            start, end = self.bounds(first, last)
            new = _edited(text, start, end, own)
            whole = not new or new.endswith("\n") or last + 1 == len(self.starts)
            joined.append((first, last if whole else len(self.starts) - 1, own))
        if any(one[1] >= other[0] for one, other in itertools.pairwise(joined)):
            return [(joined[0][0], len(self.starts) - 1, [edit for part in joined for edit in part[2]])]
        return joined


class ChangedParts:
    """Works out changes of the file that one view shows."""

    def __init__(self, view: RegionView) -> None:
        self._view = view
        self._qualname = view.region.qualname
        futures = {
            alias.name
            for statement in view.module.body
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
            for alias in statement.names
        }
        self._flags = __future__.annotations.compiler_flag if "annotations" in futures else 0
        self._exact = futures <= {"annotations"}
        self._module = _row(view, view.module.body, 0, len(view.text))
        self._after_futures = 1 + max(
            (place for place, group in enumerate(self._module.statements) if any(map(_is_future, group))),
            default=-1,
        )
        self._classes: dict[int, _Row | None] = {}
        self._originals: dict[tuple[int, int], str] = {}

    def changed(self, edits: Sequence[Edit]) -> ChangedText:
        """The file with ``edits``.

        Raises:
            SyntaxError, ValueError, RecursionError: it does not compile, or edits overlap.

        """
        text = apply_edits(self._view.text, tuple(edits))
        try:
            marks, touched = self._of_parts(edits)
        except _InexactError:
            marks, touched = self._of_everything(text)
        except (SyntaxError, ValueError, RecursionError):
            marks, touched = self._of_everything(text)  # for the message with the true line, if it is one
        told = repr(sorted(marks)).encode("utf-8", "surrogatepass")
        return ChangedText(
            text=text, mark=hashlib.sha256(told).hexdigest() if marks else "", touched=tuple(touched)
        )

    def _of_parts(self, edits: Sequence[Edit]) -> tuple[list[tuple[int, int, str]], list[ast.AST]]:
        if not self._exact:
            raise _InexactError
        marks: list[tuple[int, int, str]] = []
        touched: list[ast.AST] = []
        for first, last, own in self._module.parts(self._view.text, edits):
            if first < self._after_futures:
                raise _InexactError
            row, runs = self._module, [(first, last, own)]
            inner = self._class_row(first) if first == last else None
            if inner is not None and min(edit.start for edit in own) >= inner.starts[0]:
                row, runs = inner, inner.parts(self._view.text, own)
            for run in runs:
                start, end = row.bounds(run[0], run[1])
                piece = row.header + _edited(self._view.text, start, end, run[2])
                if row.header or row.statements[run[0]]:
                    tree = self._checked(piece, row)
                    mark = normalised(tree, self._qualname)
                else:
                    mark, tree = _new_lines(piece, self._flags, self._qualname)
                touched.append(tree)
                if mark != self._original(start, end, row):
                    marks.append((start, end, mark))
        return marks, touched

    def _checked(self, piece: str, row: _Row) -> ast.Module:
        """The tree of a piece that says of itself what it says in its place."""
        tree = _compiled(piece, self._view.region.file.path, self._flags)
        if any(map(_is_future, tree.body)):
            raise _InexactError
        if row.header:
            # All of it is still in its class, indented like the rest of the class.
            if len(tree.body) != 1 or not isinstance(tree.body[0], ast.ClassDef):
                raise _InexactError
            first = tree.body[0].body[0]
            if piece.split("\n")[first.lineno - 1][: first.col_offset] != row.indent:
                raise _InexactError
        return tree

    def _original(self, start: int, end: int, row: _Row) -> str:
        if (start, end) not in self._originals:
            before = ast.parse(row.header + self._view.text[start:end])
            self._originals[start, end] = normalised(before, self._qualname)
        return self._originals[start, end]

    def _of_everything(self, text: str) -> tuple[list[tuple[int, int, str]], list[ast.AST]]:
        marks: list[tuple[int, int, str]] = []
        tree = _compiled(text, self._view.region.file.path, 0)
        mark = normalised(tree, self._qualname)
        if mark != normalised(ast.parse(self._view.text), self._qualname):
            marks.append((0, len(self._view.text), mark))
        return marks, [tree]

    def _class_row(self, place: int) -> _Row | None:
        """The body of the class that is all of piece ``place``, if there is one that can be cut."""
        if place not in self._classes:
            self._classes[place] = self._cut_class(place)
        return self._classes[place]

    def _cut_class(self, place: int) -> _Row | None:
        group = self._module.statements[place]
        if len(group) != 1 or not isinstance(group[0], ast.ClassDef):
            return None
        view, node = self._view, group[0]
        start = above(view, node.body[0])
        if view.text[start : view.start(node.body[0])].strip(" \t") and not _decorated(node.body[0]):
            return None  # the body stands on the line of the header
        if start <= view.start(node):
            return None
        _, end = self._module.bounds(place, place)
        row = _row(view, node.body, start, end)
        return replace(row, header=view.text[above(view, node) : start], indent=view.indent(node.body[0]))


class _InexactError(Exception):
    """Parts cannot tell; the whole file has to."""


def _row(view: RegionView, body: Sequence[ast.stmt], start: int, end: int) -> _Row:
    """Cut ``[start, end)`` of the text around each statement, or those that share a line.

    Before each stands a piece without any: blank lines and comments.
    """
    starts: list[int] = []
    groups: list[list[ast.stmt]] = []
    line = 0
    for statement in body:
        assert statement.end_lineno is not None
        if groups and statement.lineno <= line:
            groups[-1].append(statement)
        else:
            starts.append(view.offset(line + 1, 0) if groups else start)
            groups.append([])
            starts.append(max(starts[-1], above(view, statement)))
            groups.append([statement])
        line = max(line, statement.end_lineno)
    return _Row(starts=tuple(starts), end=end, statements=tuple(tuple(group) for group in groups))


@lru_cache(maxsize=64)
def _new_lines(piece: str, flags: int, qualname: str) -> tuple[str, ast.Module]:
    """What lines between statements say, and their tree; the same helpers are added everywhere."""
    tree = _compiled(piece, "<added>", flags)
    if any(map(_is_future, tree.body)):
        raise _InexactError
    return normalised(tree, qualname), tree


def _edited(text: str, start: int, end: int, edits: Sequence[Edit]) -> str:
    moved = (Edit(start=edit.start - start, end=edit.end - start, text=edit.text) for edit in edits)
    return apply_edits(text[start:end], tuple(moved))


def _compiled(text: str, path: str, flags: int) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
        compile(tree, path, "exec", flags=flags, dont_inherit=True)
    return tree


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _decorated(statement: ast.stmt) -> bool:
    return bool(getattr(statement, "decorator_list", ()))
