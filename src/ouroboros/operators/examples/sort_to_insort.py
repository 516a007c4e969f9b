"""Helper source, examples and refusals of :mod:`ouroboros.operators.sort_to_insort`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import ORDER

ENTER = '''\
def _ouroboros_enter(items, item, order):
    """Put ``item`` into the sorted list, behind equal ones; gives the order of all items, False without one."""
    kind = _ouroboros_order(item) if order is not False else None
    if kind is not None and (order == kind or not items):
        _ouroboros_insort(items, item)
        return kind
    items.append(item)
    items.sort()
    return False'''

_HEAD = f"from bisect import insort as _ouroboros_insort\n\n\n{ORDER}\n\n\n{ENTER}\n\n\n"
_CALLS = (
    "f([3, 1, 2, 1])",
    "f([])",
    "f([2, True, 1.0, 1, 0.5, -0.0, 0])",
    "f([2.0, float('nan'), 1.0, 2.0, 0.5])",
    "f(['b', 'a'])",
    "f([1, 'a'])",
    "f([(2, 'x'), (1, 'y'), (1, 'a')])",
    "f([(1, 'x'), (1, 2)])",
    "f([[2], [1]])",
    "f(iter([2, 1]))",
    "f(None)",
)

EXAMPLES = (
    Example(
        before="""\
def f(xs):
    kept = []
    for x in xs:
        kept.append(x)
        kept.sort()
    return kept
""",
        after=_HEAD
        + """\
def f(xs):
    kept = []
    _kept_order = None
    for x in xs:
        _kept_order = _ouroboros_enter(kept, x, _kept_order)
    return kept
""",
        calls=_CALLS,
    ),
    Example(
        before="""\
def f(xs):
    seen: list[int] = list()
    medians = []
    for x in xs:
        if x not in seen:
            seen.append((x))
            seen.sort()
        medians.append(seen[len(seen) // 2])
        if len(seen) > 3:
            seen.pop(0)
    return medians
""",
        after=_HEAD
        + """\
def f(xs):
    seen: list[int] = list()
    _seen_order = None
    medians = []
    for x in xs:
        if x not in seen:
            _seen_order = _ouroboros_enter(seen, (x), _seen_order)
        medians.append(seen[len(seen) // 2])
        if len(seen) > 3:
            seen.pop(0)
    return medians
""",
        calls=_CALLS,
    ),
    Example(
        before="""\
def f(xs):
    kept = []
    spans = []
    for x in xs:
        kept.append(x)
        kept = sorted(kept)
        spans.append((kept[0], kept[-1], len(kept), [y for y in kept]))
    return kept, spans
""",
        after=_HEAD
        + """\
def f(xs):
    kept = []
    _kept_order = None
    spans = []
    for x in xs:
        _kept_order = _ouroboros_enter(kept, x, _kept_order)
        spans.append((kept[0], kept[-1], len(kept), [y for y in kept]))
    return kept, spans
""",
        calls=_CALLS,
    ),
)

REFUSALS = (
    Refusal(
        code="def f(xs):\n    kept = []\n    for x in kept:\n        if x < 9:\n"
        "            kept.append(x + 1)\n            kept = sorted(kept)\n    return kept\n",
        reason="The loop reads the old list, which grows no more.",
    ),
    Refusal(
        code="def f(xs):\n    kept = []\n    both = []\n    for x in xs:\n        kept.append(x)\n"
        "        kept = sorted(kept)\n        both.append(enumerate(kept))\n    return both\n",
        reason="What enumerates a list goes on with that one.",
    ),
    Refusal(
        code="def f(xs):\n    kept = []\n    for x in xs:\n        kept.append(x)\n"
        "        kept = sorted(kept, key=abs)\n    return kept\n",
        reason="Another order.",
    ),
    Refusal(
        code="def f(xs):\n    kept = []\n    old = []\n    for x in xs:\n        kept.append(x)\n"
        "        kept = sorted(kept)\n        old.append(kept)\n    return old\n",
        reason="All the lists are kept.",
    ),
    Refusal(
        code="def f(xs, kept):\n    for x in xs:\n        kept.append(x)\n        kept.sort()\n    return kept\n",
        reason="The list is the caller's and need not be sorted at first.",
    ),
    Refusal(
        code="def f(xs):\n    kept = []\n    for x in xs:\n        kept.append(x)\n        kept.sort()\n"
        "        kept.append(0)\n    return kept\n",
        reason="Something is put in without sorting.",
    ),
    Refusal(
        code="def f(xs):\n    kept = []\n    for x in xs:\n        kept.append(x)\n"
        "        kept.sort(reverse=True)\n    return kept\n",
        reason="The largest comes first.",
    ),
    Refusal(
        code="def f(xs, g):\n    kept = []\n    for x in xs:\n        kept.append(x)\n        kept.sort()\n"
        "        g(kept)\n    return kept\n",
        reason="An unknown function may change the list.",
    ),
    Refusal(
        code="def f(xs):\n    kept = []\n    for x in xs:\n        try:\n            kept.append(x)\n"
        "            kept.sort()\n        except TypeError:\n            pass\n    return kept\n",
        reason="A failed sort leaves the list in an order of its own, and goes on.",
    ),
    Refusal(
        code="def f(xs):\n    kept = []\n    for x in xs:\n        kept.append(x)\n        kept.sort()\n"
        "        kept[0] = 5\n    return kept\n",
        reason="Items are changed in place.",
    ),
)
