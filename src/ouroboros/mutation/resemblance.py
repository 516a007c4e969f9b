"""How much the syntax of two regions is alike, from sketches small enough to be kept for every region.

A region is the set of all runs of a few tokens of its syntax; local names and literal values are left out,
the names of attributes and built-ins stay: they say what kind of work it is. Of the set the smallest hashes
are kept (a bottom-k sketch: Broder, *On the resemblance and containment of documents*, 1997), which is enough
to estimate which part of all runs two regions share.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import textwrap
import warnings
from collections.abc import Iterator

SKETCH_SIZE = 64
"""Hashes kept of one region; the estimate is off by some 6 points in the middle."""

_RUN = 4
_BUILTINS = frozenset(dir(builtins))


def signature(source: str) -> tuple[int, ...]:
    """Sketch of a definition's text (indented as it may stand in its file): ascending 32-bit numbers.

    Empty when the text cannot be parsed by itself.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(textwrap.dedent(source))
    except (SyntaxError, ValueError, RecursionError):
        return ()
    tokens = list(_tokens(tree))
    runs = {" ".join(tokens[at : at + _RUN]) for at in range(max(1, len(tokens) - _RUN + 1))}
    hashes = {
        int.from_bytes(hashlib.blake2b(run.encode("utf-8", "surrogatepass"), digest_size=4).digest())
        for run in runs
    }
    return tuple(sorted(hashes)[:SKETCH_SIZE])


def resemblance(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Estimated share of runs that two regions have in common, in [0, 1]; 0 for an empty sketch."""
    if not one or not other:
        return 0.0
    both = set(one) & set(other)
    smallest = sorted({*one, *other})[:SKETCH_SIZE]
    return sum(each in both for each in smallest) / len(smallest)


def _tokens(tree: ast.AST) -> Iterator[str]:
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Name):
            yield node.id if node.id in _BUILTINS else "name"
        elif isinstance(node, ast.Attribute):
            yield f".{node.attr}"
        elif isinstance(node, ast.Constant):
            yield type(node.value).__name__
        elif not isinstance(node, ast.expr_context | ast.Module):
            yield type(node).__name__
        pending.extend(reversed(list(ast.iter_child_nodes(node))))
