"""Formatted texts that show their own source: ``f"{total(x)=}"`` prints ``total(x)=`` as it is written.

A rewrite of what stands in the braces would be read in the result.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import lru_cache

from ouroboros.operators.facts.walks import walk

_SHOWN = re.compile(r"=\s*[}!:]")
"""What ends such an expression; most files have none, and are not looked into."""


def keeps_labels(before: str, after: str, added: Iterable[str]) -> bool:
    """Whether all texts in ``after`` that may show source are there in ``before``.

    Args:
        before: a file that parses.
        after: the same file with edits, which parses too.
        added: the texts of the edits.

    """
    if not (_may_show(before) or any(map(_SHOWN.search, added))):
        return True
    return _labels(after) <= _labels(before)


@lru_cache(maxsize=4)
def _may_show(text: str) -> bool:
    return _SHOWN.search(text) is not None


@lru_cache(maxsize=4)
def _labels(text: str) -> frozenset[str]:
    """Texts before a value that end in ``=``."""
    return frozenset(
        label.value
        for node in walk(ast.parse(text))
        if isinstance(node, ast.JoinedStr)
        for label, shown in zip(node.values, node.values[1:], strict=False)
        if isinstance(shown, ast.FormattedValue)
        and isinstance(label, ast.Constant)
        and isinstance(label.value, str)
        and label.value.rstrip().endswith("=")
    )
