"""How strong is the evidence? Wrong versions of the original that it has to notice.

A region of which every call agrees proves little when the calls would also agree on a wrong version. So a few
small faults are put into the original, one at a time, and the same calls are made on each. Source: DeMillo,
Lipton and Sayward, "Hints on test data selection", Computer 11(4), 1978.
"""

from __future__ import annotations

import ast
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

from ouroboros.arena.equality.call_book import CallBook, suggested_book
from ouroboros.arena.equality.call_choice import bearable
from ouroboros.arena.equality.comparison import compared
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.errors import SandboxDiedError
from ouroboros.records.evidence import FaultEvidence

MOST_FAULTS = 12
_LEAST_SECONDS = 0.4
_SECONDS = 4.0
"""Time after which no further fault is tried."""

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "+",
    ast.Div: "*",
    ast.FloorDiv: "*",
    ast.Mod: "//",
    ast.Pow: "*",
    ast.BitAnd: "|",
    ast.BitOr: "&",
    ast.LShift: ">>",
    ast.RShift: "<<",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One wrong version: what was changed, and the complete text of the file."""

    line: int
    description: str
    text: str


def faults(text: str, first_line: int, last_line: int) -> list[Fault]:
    """All small faults that can be put into the lines of a function, in the order of the text.

    Args:
        text: of the file, syntactically correct.
        first_line: of the region, from 1.
        last_line: of the region, included.

    """
    places = _Places(text)
    found: list[Fault] = []
    seen = {text}
    for node in ast.walk(ast.parse(text)):
        line = getattr(node, "lineno", 0)
        if not first_line <= line <= last_line:
            continue
        for target, replacement in _variants(node, places):
            changed = places.replaced(target, replacement)
            if changed not in seen and _compiles(changed):
                seen.add(changed)
                was = " ".join(places.of(target).split())
                found.append(
                    Fault(
                        line=target.lineno,
                        description=f"line {target.lineno}: {_short(was)} → {_short(replacement)}",
                        text=changed,
                    )
                )
    return sorted(found, key=lambda fault: fault.line)


_Located = ast.expr | ast.stmt


def _variants(node: ast.AST, places: _Places) -> Iterator[tuple[_Located, str]]:
    """Nodes to exchange within ``node``, and the text to put there."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = places.of(node.left), places.of(node.comparators[0])
        yield node, f"({left} {_COMPARISONS[type(node.ops[0])]} {right})"
    elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        yield node, f"({places.of(node.left)} {_ARITHMETIC[type(node.op)]} {places.of(node.right)})"
    elif isinstance(node, ast.BoolOp) and len(node.values) == 2:
        word = "or" if isinstance(node.op, ast.And) else "and"
        yield node, f"({places.of(node.values[0])} {word} {places.of(node.values[1])})"
    elif isinstance(node, ast.If | ast.While):
        yield node.test, f"(not ({places.of(node.test)}))"
    elif isinstance(node, ast.Return) and node.value is not None:
        yield node, "return None"
    elif isinstance(node, ast.Constant):
        if type(node.value) is bool:
            yield node, str(not node.value)
        elif type(node.value) in {int, float}:
            yield node, f"({places.of(node)} + 1)"
    elif isinstance(node, ast.AugAssign) and type(node.op) in _ARITHMETIC:
        yield (
            node,
            f"{places.of(node.target)} {_ARITHMETIC[type(node.op)]}= {places.of(node.value)}",
        )
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield node, "pass"
    elif isinstance(node, ast.Continue):
        yield node, "break"
    elif isinstance(node, ast.Break):
        yield node, "pass"


class _Places:
    """Text by nodes. Columns of a syntax tree count UTF-8 bytes."""

    def __init__(self, text: str) -> None:
        self._content = text.encode("utf-8", "surrogatepass")
        self._starts = [0]
        for line in self._content.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def _span(self, node: _Located) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self._starts[node.lineno - 1] + node.col_offset
        return start, self._starts[node.end_lineno - 1] + node.end_col_offset

    def of(self, node: _Located) -> str:
        start, end = self._span(node)
        return self._content[start:end].decode("utf-8", "surrogatepass")

    def replaced(self, node: _Located, replacement: str) -> str:
        start, end = self._span(node)
        changed = self._content[:start] + replacement.encode("utf-8", "surrogatepass") + self._content[end:]
        return changed.decode("utf-8", "surrogatepass")


def _compiles(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _short(text: str, width: int = 60) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def strength(sandbox: Sandbox, book: CallBook, rng: random.Random) -> FaultEvidence:
    """Make the calls of ``book`` on wrong versions of its region and count those that are noticed.

    A version that does not load, crashes or takes too long is noticed as well. At most ``MOST_FAULTS``
    versions, spread over the region at random, and some seconds. The untouched original goes the same way
    at the end: when it is "noticed" too, the sandbox or the machine is to blame and nothing was measured
    (``FaultEvidence.sound``).
    """
    span, text = book.region.span, book.region.file.text
    every = faults(text, span.first_line, span.last_line)
    chosen = rng.sample(every, min(MOST_FAULTS, len(every)))
    books = [*_quick_part(sandbox, book), book] if chosen else [book]
    overlooked: list[str] = []
    tried = 0
    deadline = time.monotonic() + _SECONDS
    for fault in chosen:
        if time.monotonic() > deadline:
            break
        tried += 1
        if not any(_notices(sandbox, each, fault.text) for each in books):
            overlooked.append(fault.description)
    return FaultEvidence(
        tried=tried,
        noticed=tried - len(overlooked),
        overlooked=tuple(sorted(overlooked)),
        possible=len(every),
        sound=not tried or not any(_notices(sandbox, each, text) for each in books),
    )


def _quick_part(sandbox: Sandbox, book: CallBook) -> list[CallBook]:
    """A book of the quick calls alone, where some are slow: what those notice the slow ones need not."""
    quick = bearable(book.calls)
    if not quick or len(quick) == len(book.calls):
        return []
    part = suggested_book(sandbox, book, quick, book.deadline_seconds)
    return [] if isinstance(part, str) else [part]


def _notices(sandbox: Sandbox, book: CallBook, text: str) -> bool:
    """Whether some call is answered otherwise with ``text`` in the file, or not in about the usual time."""
    seconds = 3 * max(_LEAST_SECONDS, book.seconds)
    try:
        with sandbox.arm({book.region.file.path: text}, book.modules) as arm:
            if arm.load_error:
                return True
            seen = arm.observe(
                book.calls, deadline_seconds=seconds, expected=book.expected, tolerance=book.tolerance
            )
    except SandboxDiedError:
        return True
    return compared(book.calls, book.answers, seen, book.tolerance).difference is not None
