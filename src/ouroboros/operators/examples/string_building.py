# ruff: noqa: E501  # code as the rewrite leaves it
# code as the rewrite leaves it, one guarded expression to a line
"""Examples and refusals of ``quadratic-building``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import FLAT

EXAMPLES = (
    Example(
        before="""\
def f(xs):
    out = []
    for x in xs:
        out = out + [x * 2]
    return out
""",
        after="""\
def f(xs):
    out = []
    for x in xs:
        out.append(x * 2)
    return out
""",
        calls=("f([1, 2, 'a'])", "f([])", "f([1, None])"),
    ),
    Example(
        before="""\
def f(rows):
    return sum((row for row in rows), [])
""",
        after=FLAT
        + "\n\n"
        + """\
def f(rows):
    return _ouroboros_flat((row for row in rows))
""",
        calls=("f([[1], [2, 3], []])", "f([[1], (2,)])", "f([[1], 2])", "f(iter([[1]]))", "f([])", "f(3)"),
    ),
    Example(
        before="""\
from functools import reduce


def f(rows):
    return reduce(lambda whole, row: whole + row, rows, [])
""",
        after="from functools import reduce\n\n\n"
        + FLAT
        + "\n\n\n"
        + """\
def f(rows):
    return (_ouroboros_flat(rows) if type(rows) in (list, tuple) else reduce(lambda whole, row: whole + row, rows, []))
""",
        calls=(
            "f([[1], [2, 3], []])",
            "(lambda x: (f(x), x))([[1], [2]])",
            "f([[1], (2,)])",
            "f([[1], 2])",
            "f(iter([[1], [2]]))",
            "f(([1], [2]))",
            "f([])",
            "f(3)",
        ),
    ),
    Example(
        function="Page.text",
        before="""\
class Page:
    def text(self, rows):
        text = ""
        for row in rows:
            text += f"<{row}>"
            if row is None:
                break
        return text
""",
        after="""\
class Page:
    def text(self, rows):
        text = ""
        _text_parts = [text]
        for row in rows:
            _text_parts.append(f"<{row}>")
            if row is None:
                break
        text = "".join(_text_parts)
        return text
""",
        calls=(
            "Page().text([1, 'a', 2.5])",
            "Page().text([1, None, 3])",
            "Page().text([])",
            "Page().text(4)",
        ),
    ),
    Example(
        before="""\
def f(rows, least):
    kept = []
    muted = []
    for row in rows:
        if row < least:
            muted = [*muted, row, -row]
            continue
        kept = kept + [row * 2]
    for row in kept:
        muted = muted + [row]
    return kept, [row for row in muted]
""",
        after="""\
def f(rows, least):
    kept = []
    muted = []
    for row in rows:
        if row < least:
            muted += [row, -row]
            continue
        kept.append(row * 2)
    for row in kept:
        muted.append(row)
    return kept, [row for row in muted]
""",
        calls=("f([3, 1, 2], 2)", "f([], 2)", "f([1, 'a'], 1)", "f(iter([2.5, float('nan')]), 1)", "f(None, 0)"),
    ),
    Example(
        before="""\
def f(rows):
    seen = []
    for row in rows:
        if row not in seen:
            seen = [*seen, row]
    return seen, len(seen)
""",
        after="""\
def f(rows):
    seen = []
    for row in rows:
        if row not in seen:
            seen.append(row)
    return seen, len(seen)
""",
        calls=("f([3, 1, 3])", "f([])", "f('abca')", "f([[1], [1], float('nan')])", "f(None)"),
    ),
)

REFUSALS = (
    Refusal(
        code="""\
def f(xs):
    out = []
    for x in xs:
        out = [*out, *x]
    return out
""",
        reason="an iterator that fails midway would leave some of its items",
    ),
    Refusal(
        code="""\
def f(xs):
    out = []
    walks = []
    for x in xs:
        out = out + [x]
        walks.append((y for y in out))
    return walks
""",
        reason="the generator would see the list grow",
    ),

    Refusal(
        code="""\
from functools import reduce


def f(rows):
    return reduce(lambda whole, row: row + whole, rows, [])
""",
        reason="the rows come in front",
    ),
    Refusal(
        code="""\
from functools import reduce


def f(rows):
    return reduce(lambda whole, row: whole + row, rows)
""",
        reason="a single row would be handed out itself",
    ),
    Refusal(
        code="""\
def f(xs):
    out = []
    all_of_them = []
    for x in xs:
        out = out + [x]
        all_of_them.append(out)
    return all_of_them
""",
        reason="the earlier lists are kept",
    ),
    Refusal(
        code="""\
def f(xs, out):
    for x in xs:
        out = out + [x]
    return out
""",
        reason="the first list is the caller's",
    ),
    Refusal(
        code="""\
def f(xs):
    out = []
    for x in xs:
        out = [x] + out
    return out
""",
        reason="the items are put in front",
    ),
    Refusal(
        code="""\
def f(xs):
    s = ''
    for x in xs:
        s += x
    return s
""",
        reason="the pieces may be anything that can be added",
    ),
    Refusal(
        code="""\
def f(xs):
    s = ''
    for x in xs:
        s += f'{x},'
        if len(s) > 80:
            break
    return s
""",
        reason="the text is read in the loop",
    ),
    Refusal(
        code="""\
def f(xs):
    s = ''
    try:
        for x in xs:
            s += f'{x + 1},'
    except TypeError:
        pass
    return s
""",
        reason="what was built is used when the loop breaks off",
    ),
    Refusal(
        code="""\
def f(xs):
    return sum(xs, [0])
""",
        reason="the start has items",
    ),
    Refusal(
        code="""\
def f(xs):
    out = []
    for x in xs:
        for y in out:
            out = out + [x]
    return out
""",
        reason="the loop runs over the shorter list",
    ),
)
