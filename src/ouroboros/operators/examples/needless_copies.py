# ruff: noqa: E501  # code as the rewrite leaves it
"""Examples and refusals of :mod:`ouroboros.operators.needless_copies`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

_MEAN = """\
def f(rows, group):
    values = list([score for score, name in rows if name == group])
    return sum(values) / len(list(values)), sorted(tuple(group)), list(reversed(sorted(values)))[:2]
"""

_KINDS = "(list, tuple, dict, set, frozenset, range)"

_COUNTED = """\
def f(items, others):
    return len([item for item in items]), len(tuple(others)), tuple(list(others)), list(sorted(others))
"""

_LOUD = "type('Loud', (list,), {'__len__': lambda s: print('asked') or 7, '__iter__': lambda s: iter([3, 1])})"

EXAMPLES = (
    Example(
        before=_MEAN,
        after=_MEAN.replace(
            "list([score for score, name in rows if name == group])",
            "[score for score, name in rows if name == group]",
        )
        .replace("len(list(values))", f"(len(values) if type(values) in {_KINDS} else len(list(values)))")
        .replace("sorted(tuple(group))", "sorted(group)")
        .replace("list(reversed(sorted(values)))", "(sorted(values))[::-1]"),
        calls=(
            "f([(1, 'a'), (2, 'b'), (4, 'a'), (1.0, 'a')], 'a')",
            "f([], 'a')",
            "f([(1, 'a'), (None, 'a')], 'a')",
            "f([(1, 3)], 3)",
            "f([(1, (2, 'x'))], (2, 'x'))",
            "f([3], 'a')",
        ),
    ),
    Example(
        before=_COUNTED,
        after=_COUNTED.replace(
            "len([item for item in items])",
            f"(len(items) if type(items) in {_KINDS} else len([item for item in items]))",
        )
        .replace("len(tuple(others))", f"(len(others) if type(others) in {_KINDS} else len(tuple(others)))")
        .replace("list(sorted(others))", "(sorted(others))"),
        calls=(
            "f([1, 2], (3, 1)), f({1: 2}, {2, 1}), f('abc', range(3)), f(iter([1]), b'ba')",
            f"f({_LOUD}([1]), {_LOUD}([2]))",
            "f([], iter([2, 1]))",
            "f(3, [])",
            "f([], 3)",
            "f([], [1, 'a'])",
            "f([], None)",
        ),
    ),
)

REFUSALS = (
    Refusal(code="def f(xs):\n    return list(xs)\n", reason="The caller gets a list of its own."),
    Refusal(code="def f(xs):\n    return sum(list(xs))\n", reason="Adding may fail midway, or change the list."),
    Refusal(code="def f(xs):\n    return set(list(xs))\n", reason="An item may have no hash: the rest is not asked for."),
    Refusal(code="def f(xs):\n    for x in list(xs):\n        xs.remove(x)\n", reason="The copy is needed."),
    Refusal(code="def f(xs):\n    return list(reversed(xs))\n", reason="It is somebody else's, of any kind."),
    Refusal(code="def f(xs):\n    return len(set(xs))\n", reason="Equal items count once."),
    Refusal(code="def f(xs):\n    return len([x for x in xs if x])\n", reason="Some are not counted."),
    Refusal(code="def f(xs):\n    return sorted(reversed(xs))\n", reason="Equal items would stand in another order."),
    Refusal(code="def f(xs, list):\n    return sorted(list(xs))\n", reason="It is another function."),
    Refusal(code="def f(xs):\n    return tuple(list(xs))\n", reason="Of a tuple it makes a new one."),
    Refusal(code="def f(g):\n    return len(list(g.xs))\n", reason="Asking for the attribute may run code."),
)
