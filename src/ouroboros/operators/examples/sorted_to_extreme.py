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
        after="from heapq import nlargest as _ouroboros_nlargest\n"
        "from heapq import nsmallest as _ouroboros_nsmallest"
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
    Example(
        before="""\
def f(sales, limit):
    return sorted(sales, reverse=True)[:limit], sorted(sales, reverse=True)[0], sorted(sales, reverse=True)[-1]
""",
        after="from heapq import nlargest as _ouroboros_nlargest\n"
        "from heapq import nsmallest as _ouroboros_nsmallest"
        "\n\n"
        + ORDERED
        + "\n\n"
        + HEAD
        + "\n\n"
        + END
        + "\n\n"
        + """\
def f(sales, limit):
    return _ouroboros_head(sales, limit, True), _ouroboros_end(sales, False, True), _ouroboros_end(sales, True, True)
""",
        calls=(
            "f([(3, 'c'), (1, 'a'), (3, 'b')] * 9, 2)",
            "f([(1, 'a'), (True, 'a'), (1.0, 'a'), (0, 'b')] * 9, 3)",
            "f([(1, 'a'), (1, 2)], 1)",
            "f([(1, 'a'), (1,)], 1)",
            "f([()], 1)",
            "f([1, True, 1.0, 0, False, -0.0, 0.0] * 5, 2)",
            "f([(float('nan'), 1), (1.0, 2)] * 9, 1)",
            "f([((1, 2), 'x'), ((1, 1), 'y')] * 9, 2)",
            "f([], 1)",
            "f({(1, 2), (2, 1)}, 1)",
            "f([None, None], 1)",
            "f(__import__('functools').reduce(lambda inner, _: [(inner[0],)], range(5000), [(1, 2)]), 0) and 1",
            "f([[1], [2]], 1)",
            "f(None, 1)",
            "f([b'a', b'b'], 1)",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="""\
def f(xs, turned):
    return sorted(xs, reverse=turned)[0]
""",
        reason="which end is asked for is not known",
    ),
    Refusal(
        code="""\
def f(xs):
    return sorted(xs, key=abs, reverse=True)[0]
""",
        reason="reversed order by a key has other ties",
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
