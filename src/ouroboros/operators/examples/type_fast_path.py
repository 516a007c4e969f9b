"""Examples and refusals of :mod:`ouroboros.operators.type_fast_path`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

_FLAT = """\
from collections.abc import Mapping, Sequence


def f(tree):
    if isinstance(tree, Mapping):
        return sum(f(value) for value in tree.values())
    if isinstance(tree, (str, bytes)):
        return 1
    if isinstance(tree, Sequence):
        return sum(f(value) for value in tree)
    return 0
"""

_NUMBERS = """\
import numbers


def f(values):
    total = 0
    for value in values:
        if isinstance(value, numbers.Number):
            total += value
    return total
"""

EXAMPLES = (
    Example(
        before=_FLAT,
        after=_FLAT.replace(
            "    if isinstance(tree, Mapping)", "    if (type(tree) is dict or isinstance(tree, Mapping))"
        ),
        calls=(
            "f({'a': [1, 'x', {'b': ('y', b'z')}], 'c': {}})",
            "f(__import__('types').MappingProxyType({'a': 'b'}))",
            "f(type('Own', (dict,), {'values': lambda self: ['x']})())",
            "f('x'), f([]), f(3), f(range(3))",
        ),
        types={"tree": {"dict[str, int]": 20, "list[int]": 5}},
    ),
    Example(
        before=_NUMBERS,
        after=_NUMBERS.replace(
            "isinstance(value, numbers.Number)", "(type(value) is float or isinstance(value, numbers.Number))"
        ),
        calls=(
            "f([1.5, 2, True, 1j, 'a', None])",
            "f([__import__('decimal').Decimal('1.5')])",
            "f([__import__('fractions').Fraction(1, 3)])",
            "f([])",
        ),
        types={"values": {"list[float]": 20}},
    ),
)

REFUSALS = (
    Refusal(
        code=_FLAT,
        reason="Neither a mapping nor a sequence: the abstract classes have to be asked.",
        types={"tree": {"int": 20}},
    ),
    Refusal(code=_FLAT, reason="Nothing was recorded."),
    Refusal(
        code="def f(tree):\n    return isinstance(tree, dict)\n",
        reason="As quick as it gets.",
        types={"tree": {"dict": 20}},
    ),
    Refusal(
        code="class Mapping:\n    pass\n\n\ndef f(tree):\n    return isinstance(tree, Mapping)\n",
        reason="A class of that name, and no abstract one.",
        types={"tree": {"dict": 20}},
    ),
    Refusal(
        code="from collections.abc import Mapping\n\n\ndef f(node):\n    return isinstance(node.data, Mapping)\n",
        reason="Reading the attribute twice may run code twice.",
        types={"node": {"dict": 20}},
    ),
)
