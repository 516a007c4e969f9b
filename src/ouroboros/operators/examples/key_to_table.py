"""Helper source, examples and refusals of :mod:`ouroboros.operators.key_to_table`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import PLAIN

KEYED = '''\
def _ouroboros_keyed(items, counts, *walked):
    """``items.count`` or ``items.index`` that looks plain values up in a table made once."""
    search = items.count if counts else items.index
    if type(items) not in (list, tuple) or not all(
        type(other) in (list, tuple, dict, set, frozenset, str, bytes, range) for other in walked
    ):
        return search
    table = {}
    for at, item in enumerate(items):
        if type(item) not in _ouroboros_plain:
            return search
        if counts:
            table[item] = table.get(item, 0) + 1
        else:
            table.setdefault(item, at)

    def looked_up(value):
        if type(value) in _ouroboros_plain and value in table:
            return table[value]
        table.clear()  # the search below may run code that changes the items
        return search(value)

    return looked_up'''

_HEAD = f"{PLAIN}\n\n\n{KEYED}\n\n\n"
_CALLS = (
    "f([3, 1, 3, 2, 1, 1])",
    "f([])",
    "f(['a', 'b', 'b', 'a'])",
    "f([1, True, 2, 2.0, 2])",
    "f([[1], [1], 2])",
    "f([float('nan'), 1])",
    "f((1, 2, 2))",
    "f('abb')",
    "f(None)",
    "f({1: 2})",
)

EXAMPLES = (
    Example(
        before="def f(xs):\n    return max(xs, key=xs.count)\n",
        after=_HEAD + "def f(xs):\n    return max(xs, key=_ouroboros_keyed(xs, True, xs))\n",
        calls=_CALLS,
    ),
    Example(
        before="def f(xs):\n    return sorted(set(xs), key=lambda x: xs.count(x), reverse=True)[:2]\n",
        after=_HEAD
        + "def f(xs):\n    return sorted(set(xs), key=_ouroboros_keyed(xs, True) if type(xs) in (list, tuple) "
        "else lambda x: xs.count(x), reverse=True)[:2]\n",
        calls=tuple(call for call in _CALLS if "'a'" not in call and "'abb'" not in call and "None" not in call),
    ),
    Example(
        before="def f(xs, order=('b', 'a', 3, 1)):\n    return sorted(xs, key=order.index)\n",
        after=_HEAD
        + "def f(xs, order=('b', 'a', 3, 1)):\n    return sorted(xs, key=_ouroboros_keyed(order, False, xs))\n",
        calls=(*_CALLS, "f(['a', 'b', 3, 1.0])", "f([[1]], [[1], [2]])", "f([1], [1, []])", "f([1], None)"),
    ),
)

REFUSALS = (
    Refusal(
        code="def f(xs, g):\n    return sorted((g(x) for x in xs), key=xs.count)\n",
        reason="What makes the items may change the list before the first key is asked for.",
    ),
    Refusal(
        code="def f(xs):\n    xs.sort(key=xs.count)\n    return xs\n",
        reason="A list is empty while it is sorted.",
    ),
    Refusal(
        code="def f(xs, g):\n    return max((g(x) for x in xs), key=xs.count)\n",
        reason="What makes the items may change the list meanwhile.",
    ),
    Refusal(
        code="def f(text):\n    return max(text, key=lambda c: text.count(c) * 2)\n",
        reason="The key is not the count itself.",
    ),
    Refusal(
        code="def f(xs):\n    return max(xs, key=lambda xs: xs.count(xs))\n",
        reason="The name means the item itself.",
    ),
)
