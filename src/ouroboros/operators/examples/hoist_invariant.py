"""Examples and refusals of :mod:`ouroboros.operators.hoist_invariant`."""

from __future__ import annotations

from ouroboros.operators.facts.closed_world import DATA_HELPER
from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.loops import ATOMS_HELPER, SETTLED_HELPER

_RATED = """\
from decimal import Decimal


def f(amounts, rate):
    total = 0
    for amount in amounts:
        total += amount * Decimal(rate)
    return total
"""

EXAMPLES = (
    Example(
        before=_RATED,
        after=_RATED.replace("    for", "    _same_decimal = None\n    for").replace(
            "Decimal(rate)",
            "(_same_decimal if _same_decimal is not None else (_same_decimal := _first_decimal) "
            "if (_first_decimal := Decimal(rate)).is_finite() and type(rate) in (str, int) else _first_decimal)",
        ),
        calls=(
            "f([1, 2, Decimal('0.5')], '1.25')",
            "f([1, 2], 3), f([1, 2], 0.1), f([1, 2], True), f([3, 4], Decimal('1.5'))",
            "f([], 'x')",
            "f([1], 'x')",
            "f([None, 1], 'x'), f([1], 'NaN'), f([1], 'Infinity')",
            "f([1], 'sNaN')",
            "f([1, None], '2')",
            "f([1, 2], type('Text', (str,), {'__str__': lambda s: '7'})('3'))",
            "f([1, 2], iter([0, (1, 2), -1]))",
            "f([1, 2], (0, (1, 2), -1))",
        ),
    ),
    Example(
        before="""\
def f(queries, scores):
    out = []
    for query in queries:
        if query in sorted(scores):
            out.append(query)
    return out
""",
        after=f"{ATOMS_HELPER}\n\n\n{SETTLED_HELPER}\n\n\n{DATA_HELPER}\n\n\n"
        """\
def f(queries, scores):
    out = []
    _same_sorted = None
    _plain_sorted = _ouroboros_data([queries, scores, out])
    for query in queries:
        if query in (_same_sorted if _same_sorted is not None else (_same_sorted := _first_sorted) \
if _ouroboros_settled(_first_sorted := sorted(scores)) \
and (_plain_sorted or type(scores) in _ouroboros_atoms) else _first_sorted):
            out.append(query)
    return out
""",
        calls=(
            "f([1, 2, 3], [3, 1])",
            "f([1], iter([1]))",
            "f([1, 1], iter([1]))",
            "f([], 5)",
            "f([1], 5)",
            "f([1.0, True, 'a'], {1: 2})",
            "f([1], [1, 'a'])",
            "f([None], ())",
        ),
    ),
    Example(
        before="""\
import json


def f(rows, text):
    total = 0
    for row in rows:
        config = json.loads(text)
        total += row * config["rate"]
    return total
""",
        after=f"import json\n\n\n{ATOMS_HELPER}\n\n\n{SETTLED_HELPER}\n\n\n"
        """\
def f(rows, text):
    total = 0
    _same_loads = None
    for row in rows:
        config = (_same_loads if _same_loads is not None else (_same_loads := _first_loads) \
if _ouroboros_settled(_first_loads := json.loads(text)) and type(text) in _ouroboros_atoms else _first_loads)
        total += row * config["rate"]
    return total
""",
        calls=(
            "f([1, 2, 3], '{\"rate\": 2}')",
            "f([], 'nonsense')",
            "f([1], 'nonsense')",
            "f([1, 2], '{\"rate\": [2]}')",
            "f([1, 2], '3')",
        ),
    ),
    Example(
        before="""\
def scale(factor):
    return factor ** 3 + 1


def f(grid, factor):
    return [[cell * scale(factor) for cell in row] for row in grid]
""",
        after="def scale(factor):\n    return factor ** 3 + 1\n\n\n"
        f"{ATOMS_HELPER}\n\n\n{SETTLED_HELPER}\n\n\n{DATA_HELPER}\n\n\n"
        """\
def f(grid, factor):
    _same_scale = None
    _plain_scale = _ouroboros_data([grid, factor])
    return [[cell * (_same_scale if _same_scale is not None else (_same_scale := _first_scale) \
if type(_first_scale := scale(factor)) in _ouroboros_atoms \
and (_plain_scale or type(factor) in _ouroboros_atoms) else _first_scale) \
for cell in row] for row in grid]
""",
        calls=(
            "f([[1, 2], [3]], 2)",
            "f([[]], None)",
            "f([[1]], None)",
            "f([[1, 2]], 1.5)",
            "f([[1], 2], 1)",
        ),
    ),
    Example(
        before="""\
def f(names, wanted):
    count = 0
    for name in names:
        if name.lower() == wanted.lower():
            count += 1
    return count
""",
        after=f"{ATOMS_HELPER}\n\n\n{SETTLED_HELPER}\n\n\n"
        """\
def f(names, wanted):
    count = 0
    _same_lower = None
    for name in names:
        if name.lower() == (_same_lower if _same_lower is not None else (_same_lower := _first_lower) \
if type(_first_lower := wanted.lower()) in _ouroboros_atoms and type(wanted) is str else _first_lower):
            count += 1
    return count
""",
        calls=("f(['A', 'b'], 'a')", "f([], None)", "f(['A'], None)", "f(['A'], b'a')", "f(['', 'X'], '')"),
    ),
)

REFUSALS = (
    Refusal(
        code="from decimal import Decimal\n\n\ndef f(xs, rate):\n    return [Decimal(rate) for x in xs]\n",
        reason="Whether the numbers are one object or many can be told.",
    ),
    Refusal(
        code="from money import Decimal\n\n\ndef f(xs, rate):\n    return [x * Decimal(rate) for x in xs]\n",
        reason="It is another Decimal.",
    ),
    Refusal(
        code="from decimal import Decimal\n\n\ndef f(xs):\n    return [1 * Decimal(x) for x in xs]\n",
        reason="Every round has a number of its own.",
    ),
    Refusal(
        code="def f(stream, xs):\n    out = []\n    for q in stream.numbers:\n        if q in sorted(xs):\n"
        "            out.append(q)\n    return out\n",
        reason="What is looped over may be a generator that changes the list between two rounds.",
    ),
    Refusal(
        code="def f(qs, xs):\n    return [q.value for q in qs if q.value in set(xs)]\n",
        reason="Reading the attribute may run a property that changes the list.",
    ),
    Refusal(
        code="def f(qs, xs):\n    while any(q in sorted(xs) for q in qs):\n        xs = xs[1:]\n"
        "    return xs\n",
        reason="The loop test starts a new round of questions about another list.",
    ),
    Refusal(
        code="def f(cs, rows):\n    row = [0]\n    return [[c in sorted(row) for c in cs] for row in rows]\n",
        reason="The operand is the outer comprehension's variable, not the local of the same name.",
    ),
    Refusal(
        code="def f(qs, xs):\n    out = []\n    for q in qs:\n        if q not in sorted(xs):\n"
        "            xs = xs + [q]\n    return xs\n",
        reason="The operand is rebound in the loop.",
    ),
    Refusal(
        code="def f(qs, xs):\n    out = []\n    for q in qs:\n        ranked = sorted(xs)\n"
        "        ranked.append(q)\n        out.append(ranked)\n    return out\n",
        reason="Every round changes and keeps its own list.",
    ),
    Refusal(
        code="def f(qs, xs):\n    return [list(xs) for q in qs]\n",
        reason="Every round hands out its own list.",
    ),
    Refusal(
        code="def f(qs, xs):\n    return (q for q in qs if q in sorted(xs))\n",
        reason="The generator runs later, when the operand may have changed.",
    ),
    Refusal(
        code="def g(n):\n    print(n)\n    return n\n\n\ndef f(qs, n):\n    return [q + g(n) for q in qs]\n",
        reason="Prints once for each round.",
    ),
    Refusal(
        code="def f(qs, xs):\n    def see():\n        nonlocal xs\n        xs = [1]\n    for q in qs:\n"
        "        see()\n"
        "        if q in sorted(xs):\n            return q\n",
        reason="A nested function rebinds the operand.",
    ),
    Refusal(
        code="def sorted(xs):\n    return xs\n\n\ndef f(qs, xs, g):\n"
        "    return [q for q in qs if q in g(xs)]\n",
        reason="An unknown function may answer differently each time.",
    ),
    Refusal(
        code="def f(qs, xs):\n    for q in qs:\n        if q in sorted(xs):\n            return q\n"
        "        del xs\n",
        reason="The operand goes away.",
    ),
)
