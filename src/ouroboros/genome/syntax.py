"""A typed view of the syntax with exact places, over the standard parser.

``ast`` counts columns in UTF-8 bytes and knows nothing of the ``@`` of a decorator; everything here is in
characters of the newline-normalised text, so that an edit keeps the user's formatting and comments.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from ouroboros.records.source import GenomeRegion, RegionKind, SourceFile, Span

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class AstNodeType(StrEnum):
    """What a piece of syntax is, in the words that operators and reports use."""

    FUNCTION = "function"
    CLASS = "class"
    LAMBDA = "lambda"
    LOOP = "loop"
    CONDITIONAL = "conditional"
    COMPREHENSION = "comprehension"
    CALL = "call"
    SUBSCRIPT = "subscript"
    ATTRIBUTE = "attribute"
    ASSIGNMENT = "assignment"
    OPERATION = "operation"
    LITERAL = "literal"
    NAME = "name"
    IMPORT = "import"
    HANDLER = "exception handling"
    CONTEXT = "with block"
    EXIT = "return, raise, break or continue"
    SUSPENSION = "yield or await"
    OTHER = "other"


_TYPES: dict[type[ast.AST], AstNodeType] = {
    node_type: kind
    for kind, node_types in {
        AstNodeType.FUNCTION: (ast.FunctionDef, ast.AsyncFunctionDef),
        AstNodeType.CLASS: (ast.ClassDef,),
        AstNodeType.LAMBDA: (ast.Lambda,),
        AstNodeType.LOOP: (ast.For, ast.AsyncFor, ast.While),
        AstNodeType.CONDITIONAL: (ast.If, ast.IfExp, ast.Match),
        AstNodeType.COMPREHENSION: (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
        AstNodeType.CALL: (ast.Call,),
        AstNodeType.SUBSCRIPT: (ast.Subscript,),
        AstNodeType.ATTRIBUTE: (ast.Attribute,),
        AstNodeType.ASSIGNMENT: (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.NamedExpr, ast.Delete),
        AstNodeType.OPERATION: (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare),
        AstNodeType.LITERAL: (ast.Constant, ast.JoinedStr, ast.List, ast.Tuple, ast.Set, ast.Dict),
        AstNodeType.NAME: (ast.Name,),
        AstNodeType.IMPORT: (ast.Import, ast.ImportFrom),
        AstNodeType.HANDLER: (ast.Try, ast.TryStar, ast.ExceptHandler),
        AstNodeType.CONTEXT: (ast.With, ast.AsyncWith),
        AstNodeType.EXIT: (ast.Return, ast.Raise, ast.Break, ast.Continue),
        AstNodeType.SUSPENSION: (ast.Yield, ast.YieldFrom, ast.Await),
    }.items()
    for node_type in node_types
}


class TextPositions:
    r"""Turns ``ast`` positions of one text into character offsets. Only ``\\n`` ends a line."""

    __slots__ = ("_ascii", "_lines", "_starts")

    def __init__(self, text: str) -> None:
        self._ascii = text.isascii()
        self._lines = text.split("\n")
        starts = [0]
        for line in self._lines:
            starts.append(starts[-1] + len(line) + 1)
        self._starts = starts

    def offset(self, line: int, utf8_column: int) -> int:
        """Character offset of a 1-based ``line`` and a column in UTF-8 bytes."""
        start = self._starts[line - 1]
        text = self._lines[line - 1]
        if self._ascii or text.isascii():
            return start + utf8_column
        return start + len(
            text.encode("utf-8", "surrogatepass")[:utf8_column].decode("utf-8", "surrogatepass")
        )

    def line_start(self, line: int) -> int:
        """Character offset of the first character of a 1-based ``line``."""
        return self._starts[line - 1]

    def line(self, line: int) -> str:
        """The text of a 1-based ``line`` without its end."""
        return self._lines[line - 1]

    def span(self, node: ast.expr | ast.stmt | ast.ExceptHandler) -> Span:
        """The exact place of ``node``, decorators included."""
        first_line, start = node.lineno, self.offset(node.lineno, node.col_offset)
        if isinstance(node, Definition) and node.decorator_list:
            # The expression may begin lines below its "@"; no decorator line between can begin with another
            # "@".
            first_line = node.decorator_list[0].lineno
            while not self.line(first_line).lstrip().startswith("@"):
                first_line -= 1
            text = self.line(first_line)
            start = self.line_start(first_line) + len(text) - len(text.lstrip())
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        end = self.offset(node.end_lineno, node.end_col_offset)
        return Span(start=start, end=end, first_line=first_line, last_line=node.end_lineno)


@dataclass(frozen=True, slots=True, kw_only=True)
class AstNode:
    """One node of the syntax with what it is and where it stands (character offsets)."""

    kind: AstNodeType
    span: Span
    node: ast.expr | ast.stmt | ast.ExceptHandler = field(repr=False)
    depth: int = 0
    """Loops around it within the walked tree."""


def parse(text: str) -> ast.Module:
    """The tree of ``text``, without the warnings that compiling the user's code would print.

    Raises:
        SyntaxError: the text is not Python of this interpreter's version (null bytes and too deep nesting
        too).

    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except SyntaxError:
            raise
        except (ValueError, RecursionError, MemoryError) as error:
            raise SyntaxError(f"cannot be parsed: {error or type(error).__name__}") from error


def nodes(file: SourceFile, tree: ast.AST | None = None) -> Iterator[AstNode]:
    """Every expression, statement and handler of ``file`` (or of ``tree`` in it), outermost first."""
    positions = TextPositions(file.text)
    pending: list[tuple[ast.AST, int]] = [(parse(file.text) if tree is None else tree, 0)]
    while pending:
        node, depth = pending.pop()
        inside_fstring = isinstance(node, ast.JoinedStr)
        kind = _TYPES.get(type(node), AstNodeType.OTHER)
        if isinstance(node, ast.expr | ast.stmt | ast.ExceptHandler):
            yield AstNode(kind=kind, span=positions.span(node), node=node, depth=depth)
        if inside_fstring:
            continue  # Python 3.11 gives pieces of f-strings no true positions
        deeper = depth + (kind in {AstNodeType.LOOP, AstNodeType.COMPREHENSION})
        pending.extend((child, deeper) for child in reversed(list(ast.iter_child_nodes(node))))


def is_generator(node: FunctionNode) -> bool:
    """Whether calling ``node`` makes a generator: a ``yield`` of its own, not of a function inside."""
    pending: list[ast.AST] = list(node.body)
    while pending:
        current = pending.pop()
        if isinstance(current, ast.Yield | ast.YieldFrom):
            return True
        if isinstance(current, Definition):
            pending += current.decorator_list
            if not isinstance(current, ast.ClassDef):
                pending += [*current.args.defaults, *(item for item in current.args.kw_defaults if item)]
        elif not isinstance(current, ast.Lambda):
            pending.extend(ast.iter_child_nodes(current))
    return False


def definitions(
    tree: ast.AST, prefix: str = "", kind: RegionKind = RegionKind.FUNCTION
) -> Iterator[tuple[str, RegionKind, Definition]]:
    """``(qualname, kind, node)`` of every function and class in ``tree``, in the order of the text."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.ClassDef):
            yield f"{prefix}{child.name}", RegionKind.CLASS, child
            yield from definitions(child, f"{prefix}{child.name}.", RegionKind.METHOD)
        elif isinstance(child, FunctionNode):
            yield f"{prefix}{child.name}", kind, child
            yield from definitions(child, f"{prefix}{child.name}.<locals>.")
        elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from definitions(child, prefix, kind)


def region_of(
    file: SourceFile, positions: TextPositions, qualname: str, kind: RegionKind, node: Definition
) -> GenomeRegion:
    """The region of one definition of ``file``."""
    function = not isinstance(node, ast.ClassDef)
    return GenomeRegion(
        file=file,
        qualname=qualname,
        kind=kind,
        span=positions.span(node),
        is_async=isinstance(node, ast.AsyncFunctionDef),
        is_generator=function and is_generator(node),  # type: ignore[arg-type]  # not a class
        decorators=tuple(ast.unparse(decorator) for decorator in node.decorator_list),
    )


def regions_of(file: SourceFile, tree: ast.Module) -> tuple[GenomeRegion, ...]:
    """Every region of ``file`` in the order of the text."""
    positions = TextPositions(file.text)
    return tuple(
        region_of(file, positions, qualname, kind, node) for qualname, kind, node in definitions(tree)
    )


def find_node(tree: ast.Module, region: GenomeRegion) -> Definition:
    """The node of ``region`` in the tree of its file.

    Raises:
        LookupError: the tree is not of the region's text.

    """
    node = _by_name(tree).get((region.qualname, region.span.last_line))
    if node is not None:
        return node
    raise LookupError(
        f"{region.name} (lines {region.span.first_line}-{region.span.last_line}) is not in this tree"
    )


@lru_cache(maxsize=16)
def _by_name(tree: ast.Module) -> dict[tuple[str, int | None], Definition]:
    """Definitions of a tree that nobody changes, by name and last line.

    Several may share a name (property setters, overloads); the last line tells them apart.
    """
    found: dict[tuple[str, int | None], Definition] = {}
    for qualname, _, node in definitions(tree):
        found.setdefault((qualname, node.end_lineno), node)
    return found
