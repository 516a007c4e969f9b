"""Examples and refusals of :mod:`ouroboros.operators.type_fast_path`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.loops import ATOMS_HELPER
from ouroboros.operators.plain_copy import COPY_IMPORT, DEEPCOPY, PLAIN_COPY

_HELPERS = f"{ATOMS_HELPER}\n\n\n{PLAIN_COPY}\n\n\n{DEEPCOPY}\n\n\n"

_TEMPLATE = """\
def f(template, n):
    rows = []
    for i in range(n):
        row = copy.deepcopy(template)
        rows.append(row)
    return rows
"""

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

_SHARING = (
    "(lambda inner: (lambda made: (made, made['a'] is made['b'], made['a'] is inner, made['t'][0] is "
    "made['a']))(f({'a': inner, 'b': inner, 't': (inner, 1), 'u': (1, 'x'), ('k', 2): None}, 1)[0]))([1, [2]])"
)
_CYCLE = (
    "(lambda loop: (loop.append(loop), (lambda made: (made[0] is made, made is loop, len(made)))"
    "(f(loop, 1)[0])))([])"
)
_THROUGH = (
    "(lambda inner: (inner.append((inner, 1)), (lambda made: (made[0][0] is made, made is inner))"
    "(f(inner, 1)[0])))([])"
)

EXAMPLES = (
    Example(
        before="import copy\n\n\n" + _TEMPLATE,
        after=f"import copy\n{COPY_IMPORT}\n\n\n"
        + _HELPERS
        + _TEMPLATE.replace("copy.deepcopy(template)", "_ouroboros_deepcopy(template)"),
        calls=(
            "f({'a': [1, 2, {'b': (1, [2])}], 'c': -0.0, True: None}, 2)",
            _SHARING,
            _CYCLE,
            _THROUGH,
            "(lambda t: f(t, 1)[0] is t)((1, 'a', (2, b'')))",
            "(lambda t: (f(t, 1)[0] is t, f(t, 1)))((1, [2]))",
            "f({1, 2}, 1), f([{1}, [2]], 1), f(range(3), 1), f(frozenset(), 1)",
            "f([type('Own', (), {'__deepcopy__': lambda self, memo: 'copied'})()], 1)",
            "f([type('List', (list,), {'__repr__': lambda self: 'own' + list.__repr__(self)})([1])], 1)",
            "f([type('X', (), {'__reduce_ex__': lambda self, p: 1 / 0})()], 1)",
            "f([type('X', (), {'__deepcopy__': lambda self, memo: len(3)})()], 1)",
            "f(__import__('collections').OrderedDict(a=[1]), 1)",
            "(lambda deep: [deep.append([deep.pop()]) for _ in range(120)] and f(deep, 1))([0])",
            "f([], 0), f({}, 1), f(None, 1)",
        ),
        types={"template": {"dict[str, list[int]]": 20}, "n": {"int": 20}},
    ),
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
        code="import copy\n\n\ndef f(value, memo):\n    return copy.deepcopy(value, memo)\n",
        reason="What was copied before is to be found in the memo.",
    ),
    Refusal(
        code="import copy\n\ncopy.deepcopy = list\n\n\ndef f(value):\n    return copy.deepcopy(value)\n",
        reason="It is another function by now.",
    ),
    Refusal(
        code="import copy\n\n\ndef f(value):\n    return copy.copy(value)\n",
        reason="A shallow copy keeps what is inside.",
    ),
    Refusal(
        code="from mine import deepcopy\n\n\ndef f(value):\n    return deepcopy(value)\n",
        reason="Somebody's own function.",
    ),
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
