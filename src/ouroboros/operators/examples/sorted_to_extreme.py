# code as the rewrite leaves it, one guarded expression to a line
"""Examples and refusals of ``sorted-to-extreme``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import END, END_BY, HEAD, ORDERED

EXAMPLES = (
    Example(
        before="""\
def f(xs):
    return sorted(xs)[0]
""",
        after=ORDERED
        + "\n\n"
        + END
        + "\n\n"
        + """\
def f(xs):
    return _ouroboros_end(xs, False)
""",
        calls=(
            "f([3, 1, 2])",
            "f([])",
            "f(['b', 'a'])",
            "f([1, 'a'])",
            "f([2, True])",
            "f([0.0, -0.0])",
            "f([float('nan'), 1.0, 0.5])",
            "f({3, 1})",
            "f(iter([2, 1]))",
            "f(None)",
        ),
    ),
    Example(
        before="""\
def f(rows):
    return sorted(rows, key=lambda row: row[1])[-1]
""",
        after=ORDERED
        + "\n\n"
        + END_BY
        + "\n\n"
        + """\
def f(rows):
    return _ouroboros_end_by(rows, lambda row: row[1], True)
""",
        calls=(
            "f([('a', 1), ('b', 2), ('c', 2)])",
            "f([])",
            "f([('a', 1), ('b', 'x')])",
            "f(iter([('a', (1, 2)), ('b', (1, 3))]))",
            "f([('a',)])",
        ),
    ),
    Example(
        function="Top.best",
        before="""\
class Top:
    def best(self, scores, k):
        return sorted(scores)[:k]
""",
        after="from heapq import nsmallest as _ouroboros_nsmallest"
        "\n\n"
        + ORDERED
        + "\n\n"
        + HEAD
        + "\n\n"
        + """\
class Top:
    def best(self, scores, k):
        return _ouroboros_head(scores, k)
""",
        calls=(
            "Top().best(list(range(50, 0, -1)), 3)",
            "Top().best([2, 1], 5)",
            "Top().best([2, 1], -1)",
            "Top().best([2, 1], 'a')",
            "Top().best(['a', 1], 'a')",
            "Top().best((3, 1), None)",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="""\
def f(xs):
    return sorted(xs, reverse=True)[0]
""",
        reason="reversed order has other ties",
    ),
    Refusal(
        code="""\
def f(xs):
    return sorted(xs)[1]
""",
        reason="the middle needs the order",
    ),
    Refusal(
        code="""\
def f(xs):
    return sorted(xs)[2:]
""",
        reason="most of the order is used",
    ),
    Refusal(
        code="""\
def f(xs, sorted):
    return sorted(xs)[0]
""",
        reason="`sorted` is a parameter here",
    ),
    Refusal(
        code="""\
def f(xs, k):
    return sorted(xs)[:k()]
""",
        reason="the count may have effects that come after the sort",
    ),
    Refusal(
        code="""\
def f(xs):
    xs = sorted(xs)
    return xs[0], xs
""",
        reason="the sorted list is used as a whole",
    ),
)
