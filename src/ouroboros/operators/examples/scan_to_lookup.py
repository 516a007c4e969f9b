"""Helper source, examples and refusals of :mod:`ouroboros.operators.scan_to_lookup`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import PLAIN

LOOKUP = '''\
_ouroboros_tables_seen = {}


def _ouroboros_table(name, rows, width, place):
    """Copy, places by item and ordered items of a table; made anew when the table is not what it was."""
    seen = _ouroboros_tables_seen.get((name, width, place))
    if seen is not None and seen[0] == rows:
        return seen
    items = None
    if type(rows) in (list, tuple):
        if not width:
            items = list(rows)
        elif set(map(type, rows)) == {tuple} and set(map(len, rows)) == {width}:
            if all(_ouroboros_plain.issuperset(map(type, row)) for row in rows):
                items = [row[place] for row in rows]
    places, ordered = None, None
    if items is not None and _ouroboros_plain.issuperset(map(type, items)):
        places = {}
        for at, item in enumerate(items):
            places.setdefault(item, []).append(at)
        kinds = set(map(type, items))
        if kinds in ({int}, {str}) and sorted(items) == items:
            ordered = kinds.pop(), items
    if places is not None:
        seen = list(rows) if type(rows) is list else rows, places, ordered
        _ouroboros_tables_seen[name, width, place] = seen
        return seen
    return rows, None, None


def _ouroboros_equal_rows(name, rows, width, place, value, numbered):
    """The rows of a table, in order, whose item equals value; all of them when that is not certain."""
    if type(value) in _ouroboros_plain and type(rows) in (list, tuple):
        places = _ouroboros_table(name, rows, width, place)[1]
        if places is not None:
            found = places.get(value, ())
            return [(at, rows[at]) for at in found] if numbered else [rows[at] for at in found]
    return enumerate(rows) if numbered else rows


def _ouroboros_rows_from(name, rows, width, place, value, strict, numbered):
    """The rows of an ordered table from the first one on whose item is not below value; else all of them."""
    if type(value) in (int, str) and type(rows) in (list, tuple):
        ordered = _ouroboros_table(name, rows, width, place)[2]
        if ordered is not None and ordered[0] is type(value):
            at = (_ouroboros_right if strict else _ouroboros_left)(ordered[1], value)
            return enumerate(rows[at:], at) if numbered else rows[at:]
    return enumerate(rows) if numbered else rows'''
"""Needs ``guards.PLAIN`` before it and the two searches of ``bisect`` imported."""

_IMPORT = "from bisect import bisect_left as _ouroboros_left\n"
_IMPORT += "from bisect import bisect_right as _ouroboros_right\n\n"
_HELPERS = f"{PLAIN}\n\n\n{LOOKUP}\n\n\n"

EXAMPLES = (
    Example(
        before='PAIRS = [("a", 1), ("b", 2), ("a", 3), ("c", None)]\n\n\n'
        "def f(wanted):\n    for key, number in PAIRS:\n        if key == wanted:\n"
        '            return number\n    return "none"\n',
        after=f'{_IMPORT}PAIRS = [("a", 1), ("b", 2), ("a", 3), ("c", None)]\n\n\n{_HELPERS}'
        "def f(wanted):\n"
        '    for key, number in _ouroboros_equal_rows("PAIRS", PAIRS, 2, 0, wanted, False):\n'
        "        if key == wanted:\n            return number\n"
        '    return "none"\n',
        calls=("f('a')", "f('c')", "f('z')", "f([])", "f(None)", "PAIRS.insert(0, ('z', 9)) or f('z')"),
    ),
    Example(
        before="LIMITS = [10, 20, 20, 30]\n\n\ndef f(weight):\n"
        "    for index, limit in enumerate(LIMITS):\n        if weight <= limit:\n            return index\n"
        "    return len(LIMITS)\n",
        after=f"{_IMPORT}LIMITS = [10, 20, 20, 30]\n\n\n{_HELPERS}def f(weight):\n"
        "    for index, limit in "
        '_ouroboros_rows_from("LIMITS", LIMITS, 0, 0, weight, False, True):\n'
        "        if weight <= limit:\n            return index\n"
        "    return len(LIMITS)\n",
        calls=(
            *("f(9)", "f(10)", "f(11)", "f(20)", "f(31)", "f(19.5)", "f(True)", "f('a')", "f(None)"),
            *("LIMITS.append(15) or f(31)", "LIMITS.reverse() or f(11)", "LIMITS.clear() or f(1)"),
            *("LIMITS.append('x') or f(40)", "LIMITS.insert(0, 5.0) or f(5)"),
        ),
    ),
    Example(
        before="STEPS = ((0, 'low'), (10, 'middle'), (20, 'high'))\n\n\ndef f(value):\n    name = None\n"
        "    for least, label in STEPS:\n        if least == value and label:\n            name = label\n"
        "    return name\n",
        after=f"{_IMPORT}STEPS = ((0, 'low'), (10, 'middle'), (20, 'high'))\n\n\n{_HELPERS}"
        "def f(value):\n    name = None\n"
        '    for least, label in _ouroboros_equal_rows("STEPS", STEPS, 2, 0, value, False):\n'
        "        if least == value and label:\n            name = label\n"
        "    return name\n",
        calls=("f(0)", "f(False)", "f(-0.0)", "f(20)", "f('low')", "f(float('nan'))"),
    ),
)

_ROWS = "ROWS = [1, 2]\n\n\n"

REFUSALS = (
    Refusal(
        code=_ROWS + "def add(row):\n    ROWS.append(row)\n\n\n"
        "def f(x):\n    for row in ROWS:\n        if row == x:\n            return True\n    return False\n",
        reason="The file itself changes the table: it is looked up anew again and again.",
    ),
    Refusal(
        code=_ROWS + "def f(x):\n    for row in ROWS:\n        if row == x:\n            break\n"
        "    return row\n",
        reason="The last row looked at is used afterwards.",
    ),
    Refusal(
        code=_ROWS + "def f(x, g):\n    for row in ROWS:\n        if row == x:\n            g(row)\n",
        reason="An unknown function may change the table while it is walked.",
    ),
    Refusal(
        code=_ROWS + "def f(x):\n    for row in ROWS:\n        if row >= x:\n            x = row + 1\n"
        "    return x\n",
        reason="What is searched for changes on the way.",
    ),
    Refusal(
        code=_ROWS + "def f(x):\n    for row in ROWS:\n        if row <= x:\n            return row\n",
        reason="The first match is at the front.",
    ),
    Refusal(
        code=_ROWS + "def use(rows):\n    global ROWS\n    ROWS = rows\n\n\n"
        "def f(x):\n    for row in ROWS:\n        if row == x:\n            return True\n    return False\n",
        reason="The name is bound to another table later.",
    ),
    Refusal(
        code=_ROWS + "def f(x):\n    for row in ROWS:\n        if row == x:\n            return 1\n"
        "        else:\n            x += 1\n    return 0\n",
        reason="Rows that do not match count too.",
    ),
    Refusal(
        code=_ROWS + "def f(x):\n    for row in ROWS:\n        if row == x:\n            yield row\n",
        reason="The table may change while the generator waits.",
    ),
)
