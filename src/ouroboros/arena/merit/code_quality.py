"""How hard the changed code is to test and to keep: cyclomatic complexity and the maintainability index.

lizard counts paths and lines (https://github.com/terryyin/lizard). The index is the one of Oman and
Hagemeister (1992) on the scale from 0 to 100 that Visual Studio made common, over the changed functions taken
together.
"""

from __future__ import annotations

import io
import keyword
import math
import tokenize
from collections import Counter
from dataclasses import dataclass

import lizard

_SKIPPED = frozenset({
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER,
    tokenize.ENCODING,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeMeasures:
    """Figures of some functions taken together."""

    complexity: int
    """Independent paths through them (McCabe 1976), summed; the fewer, the fewer tests are needed."""
    maintainability: float
    """Maintainability index in [0, 100]; the higher, the better."""
    lines: int
    """Lines that hold code."""


def changed_code(before: str, after: str) -> tuple[CodeMeasures, CodeMeasures] | str:
    """Measure the functions in which two texts of one file differ, before and after.

    Args:
        before: complete text of a Python file.
        after: its text as changed, with functions that were added.

    Returns:
        Both measures, or in words why there are none.

    """
    old, new = _functions(before), _functions(after)
    ours, theirs = list((old - new).elements()), list((new - old).elements())
    if not ours or not theirs:
        return "no function is changed, or the analyser does not find it"
    try:
        return _measured(ours), _measured(theirs)
    except (tokenize.TokenError, SyntaxError) as error:
        return f"the changed code cannot be read: {error}"


def _functions(text: str) -> Counter[tuple[str, int, int]]:
    """Text, paths and lines of every function of a file, nested ones beside those that hold them."""
    lines = text.splitlines(keepends=True)
    found = lizard.analyze_file.analyze_source_code("changed.py", text).function_list
    return Counter(
        (
            "".join(lines[each.start_line - 1 : each.end_line]),
            int(each.cyclomatic_complexity),
            int(each.nloc),
        )
        for each in found
    )


def _measured(functions: list[tuple[str, int, int]]) -> CodeMeasures:
    complexity = sum(paths for _, paths, _ in functions)
    lines = max(1, sum(count for _, _, count in functions))
    volume = max(1.0, _halstead_volume([text for text, _, _ in functions]))
    index = 171 - 5.2 * math.log(volume) - 0.23 * complexity - 16.2 * math.log(lines)
    return CodeMeasures(
        complexity=complexity, maintainability=min(100.0, max(0.0, index * 100 / 171)), lines=lines
    )


def _halstead_volume(texts: list[str]) -> float:
    """Bits it takes to write the code down: tokens times log2 of different tokens (Halstead 1977)."""
    tokens: list[str] = []
    for text in texts:
        # A nested function or method is indented; a block around it makes it a text of its own.
        own = f"if 1:\n{text}" if text[:1] in {" ", "\t"} else text
        found = [
            token.string
            for token in tokenize.generate_tokens(io.StringIO(own).readline)
            if token.type not in _SKIPPED and (token.string.strip() or keyword.iskeyword(token.string))
        ]
        tokens += found[3:] if own is not text else found
    return len(tokens) * math.log2(max(2, len(set(tokens))))
