# ruff: noqa: E501  # code as the rewrite leaves it
"""Helper source, examples and refusals of :mod:`ouroboros.operators.scan_to_window`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import PLACES, PLAIN, QUIET

COLUMN = '''\
def _ouroboros_column(rows, field, attribute, width):
    """A field of all rows where all are plain values that are read without running code; else None."""
    if type(rows) not in (list, tuple):
        return None
    column = []
    for row in rows:
        if width and (type(row) not in (list, tuple) or len(row) != width):
            return None
        if field is None:
            value = row
        elif attribute:
            if not _ouroboros_quiet(row, field):
                return None
            value = getattr(row, field)
        elif type(row) is dict and field in row:
            value = row[field]
        elif type(row) in (list, tuple) and type(field) is int and -len(row) <= field < len(row):
            value = row[field]
        else:
            return None
        column.append(value)
    return column if _ouroboros_plain.issuperset(map(type, column)) else None'''

WINDOW = '''\
def _ouroboros_window(columns, *iterated):
    """Places in the order of the first column, that column, the greatest of the second one so far; or None."""
    if None in columns or not all(
        type(other) in (list, tuple, dict, set, frozenset, str, bytes, range) for other in iterated
    ):
        return None
    lows, tops = columns[0], columns[1]
    kinds = {*map(type, lows), *map(type, tops)}
    if kinds != {str} and not kinds <= {int, float, bool}:
        return None
    if float in kinds and not all(value == value for column in (lows, tops) for value in column):
        return None
    order = sorted(range(len(lows)), key=lows.__getitem__)
    greatest = list(_ouroboros_accumulate([tops[at] for at in order], max))
    return order, [lows[at] for at in order], greatest, kinds


def _ouroboros_within(window, rows, form, start, stop, below, wide_below, above, wide_above, *values):
    """What a scan of rows may find between two bounds, in its own order; everything where that is not sure."""
    found = None
    if window is not None and len(rows) == len(window[0]) and _ouroboros_plain.issuperset(map(type, values)):
        order, lows, greatest, kinds = window
        bounds = {type(below), type(above)}
        fit = bounds == {str} if str in kinds else bounds <= {int, float, bool}
        if fit and below == below and above == above:
            last = (_ouroboros_right if wide_below else _ouroboros_left)(lows, below)
            first = (_ouroboros_left if wide_above else _ouroboros_right)(greatest, above, 0, last)
            found = sorted(order[first:last])
    if form == "rows":
        return rows if found is None else [rows[at] for at in found]
    if form == "numbered":
        return enumerate(rows) if found is None else [(at, rows[at]) for at in found]
    if form == "behind":
        if found is None or type(start) is not int or start < 0:
            return rows[start:]
        return [rows[at] for at in found if at >= start]
    if found is None or type(start) is not int or type(stop) is not int or start < 0 or stop > len(rows):
        return range(start, stop)
    return [at for at in found if start <= at < stop]'''
"""Needs ``guards.PLAIN``, the two searches of ``bisect`` and ``itertools.accumulate``."""

_IMPORT = (
    "from bisect import bisect_left as _ouroboros_left\n"
    "from bisect import bisect_right as _ouroboros_right\n"
    "from itertools import accumulate as _ouroboros_accumulate\n"
)
_HEAD = f"{PLAIN}\n\n\n{QUIET}\n\n\n{COLUMN}\n\n\n{WINDOW}\n\n\n"
_HEAD_ITEMS = f"{PLAIN}\n\n\n{QUIET}\n\n\n{PLACES}\n\n\n{COLUMN}\n\n\n{WINDOW}\n\n\n"

_BOOKING = '''\
class Booking:
    def __init__(self, start, end, room=0):
        self.start, self.end, self.room = start, end, room

    def __repr__(self):
        return f"{self.start}-{self.end}"


class Lazy(Booking):
    @property
    def end(self):
        print("asked")
        return self.last

    @end.setter
    def end(self, value):
        self.last = value


def made(*pairs):
    return [Booking(*pair) for pair in pairs]


'''

EXAMPLES = (
    Example(
        before="""\
def f(intervals):
    found = []
    for start, end, number in intervals:
        for other_start, other_end, other in intervals:
            if other != number and start < other_end and other_start < end:
                found.append(number)
                break
    return found
""",
        after=f"{_IMPORT}{_HEAD}"
        + """\
def f(intervals):
    found = []
    _intervals_window = _ouroboros_window([_ouroboros_column(intervals, 0, False, 3), _ouroboros_column(intervals, 1, False, 3), _ouroboros_column(intervals, 2, False, 3)], intervals)
    for start, end, number in intervals:
        for other_start, other_end, other in _ouroboros_within(_intervals_window, intervals, 'rows', None, None, end, False, start, False, number):
            if other != number and start < other_end and other_start < end:
                found.append(number)
                break
    return found
""".replace(", intervals)\n    for start", ")\n    for start"),
        calls=(
            "f([(1, 4, 'a'), (3, 5, 'b'), (5, 6, 'c'), (0, 9, 'd')])",
            "f([(1, 4, 'a'), (3, 5, 'b'), (5, 6, 'c')])",
            "f([(5, 6, 1), (1, 2, 2), (2, 2, 3), (2, 1, 4), (1, 6, 1)])",
            "f([(1.5, 2, 1), (True, 1.75, 2), (float('nan'), 3, 3)])",
            "f([('a', 'c', 1), ('b', 'd', 2), ('d', 'e', 3)])",
            "f([('a', 'c', 1), (1, 2, 2)])",
            "f([(1, 4, 'a'), (3, 5)])",
            "f([(1, 4, []), (3, 5, [])])",
            "f([[1, float('inf'), 1], [-0.0, 0.0, 2], [0, 2**70, 3]])",
            "f([])",
            "f(None)",
            "f(iter([(1, 4, 'a'), (3, 5, 'b')]))",
        ),
    ),
    Example(
        before=_BOOKING
        + """\
def f(bookings):
    pairs = []
    for i, one in enumerate(bookings):
        for other in bookings[i + 1:]:
            if one.end <= other.start or other.end <= one.start:
                continue
            pairs.append((one, other))
    return pairs
""",
        after=f"{_IMPORT}{_BOOKING}{_HEAD}"
        + """\
def f(bookings):
    pairs = []
    _bookings_window = _ouroboros_window([_ouroboros_column(bookings, 'start', True, 0), _ouroboros_column(bookings, 'end', True, 0)])
    for i, one in enumerate(bookings):
        for other in _ouroboros_within(_bookings_window, bookings, 'behind', i + 1, None, (one.end if _ouroboros_quiet(one, "end") else []), False, (one.start if _ouroboros_quiet(one, "start") else []), False):
            if one.end <= other.start or other.end <= one.start:
                continue
            pairs.append((one, other))
    return pairs
""",
        calls=(
            "f(made((1, 4), (3, 5), (5, 6), (0, 9)))",
            "f(made((1, 1), (1, 1), (0, 2)))",
            "f([*made((1, 4), (3, 5)), Lazy(2, 8)])",
            "f([*made((1, 4), ('a', 'b'))])",
            "f([*made((1, 4)), None])",
            "f([])",
            "f(made((1, float('nan')), (0, 3)))",
        ),
    ),
    Example(
        before="""\
def f(spans):
    count = 0
    for i in range(len(spans)):
        for j in range(i + 1, len(spans)):
            if spans[i]["start"] <= spans[j]["end"] and spans[j]["start"] <= spans[i]["end"]:
                count += 1
    return count
""",
        after=f"{_IMPORT}{_HEAD_ITEMS}"
        + """\
def f(spans):
    count = 0
    _spans_window = _ouroboros_window([_ouroboros_column(spans, 'start', False, 0), _ouroboros_column(spans, 'end', False, 0)])
    for i in range(len(spans)):
        for j in _ouroboros_within(_spans_window, spans, 'at', i + 1, len(spans), _ouroboros_item(_ouroboros_item(spans, i), "end"), True, _ouroboros_item(_ouroboros_item(spans, i), "start"), True):
            if spans[i]["start"] <= spans[j]["end"] and spans[j]["start"] <= spans[i]["end"]:
                count += 1
    return count
""",
        calls=(
            "f([{'start': 1, 'end': 4}, {'start': 4, 'end': 5}, {'start': 6, 'end': 7}, {'start': 0, 'end': 9}])",
            "f([{'start': 1, 'end': 4}, {'start': 4}])",
            "f([{'start': 1, 'end': 4}, {'start': 'a', 'end': 'b'}])",
            "f([])",
            "f(None)",
        ),
    ),
    Example(
        before="""\
def f(values, bands):
    names = []
    for value in values:
        names.append(next((name for low, high, name in bands if low <= value < high), None))
    return names
""",
        after=f"{_IMPORT}{_HEAD}"
        + """\
def f(values, bands):
    names = []
    _bands_window = _ouroboros_window([_ouroboros_column(bands, 0, False, 3), _ouroboros_column(bands, 1, False, 3)], values)
    for value in values:
        names.append(next((name for low, high, name in _ouroboros_within(_bands_window, bands, 'rows', None, None, value, True, value, False) if low <= value < high), None))
    return names
""",
        calls=(
            "f([0, 5, 10, 11, 5.0, True], [(0, 5, 'a'), (5, 10, 'b'), (4, 7, 'c')])",
            "f([float('nan'), -0.0, 'x'], [(0, 5, 'a')])",
            "f([1], [(0, 5, 'a'), ('b', 5, 'a')])",
            "f([1], [])",
            "f(['b', ''], [('a', 'c', 1), ('b', 'd', 2)])",
            "f([], None)",
            "f([3], None)",
        ),
    ),
    Example(
        before=_BOOKING
        + """\
def f(bookings, wanted):
    return [each for each in wanted if not any(o is not each and o.room == each.room and o.start < each.end and each.start < o.end for o in bookings)]
""",
        after=f"{_IMPORT}{_BOOKING}{_HEAD}"
        + """\
def f(bookings, wanted):
    _bookings_window = _ouroboros_window([_ouroboros_column(bookings, 'start', True, 0), _ouroboros_column(bookings, 'end', True, 0), _ouroboros_column(bookings, 'room', True, 0)], wanted)
    return [each for each in wanted if not any(o is not each and o.room == each.room and o.start < each.end and each.start < o.end for o in _ouroboros_within(_bookings_window, bookings, 'rows', None, None, (each.end if _ouroboros_quiet(each, "end") else []), False, (each.start if _ouroboros_quiet(each, "start") else []), False, (each.room if _ouroboros_quiet(each, "room") else [])))]
""",
        calls=(
            "f(made((1, 4), (3, 5, 1)), made((2, 3), (4, 5), (3, 9, 1)))",
            "(lambda rows: f(rows, rows))(made((1, 4), (3, 5), (7, 8), (7, 7)))",
            "f([Lazy(1, 4)], made((2, 3)))",
            "f(made((1, 4)), [Lazy(2, 3)])",
            "f([], [None])",
            "f([None], [])",
            "f([None], made((1, 2)))",
        ),
    ),
)

_TAIL = "                found.append(x)\n    return found\n"

REFUSALS = (
    Refusal(
        code="def f(rows, xs):\n    found = []\n    for x in xs:\n        for low, high in rows:\n"
        "            if low < x:\n" + _TAIL,
        reason="One bound leaves half of the rows.",
    ),
    Refusal(
        code="def f(rows, xs, g):\n    found = []\n    for x in xs:\n        for low, high in rows:\n"
        "            if g(low) and low < x and x < high:\n" + _TAIL,
        reason="Every row is told to a function.",
    ),
    Refusal(
        code="def f(rows, xs):\n    found = []\n    for x in xs:\n        for low, high in rows:\n"
        "            if low < x and x < high:\n" + _TAIL.replace("return found", "return found, low"),
        reason="The last row is seen after the loop.",
    ),
    Refusal(
        code="def f(rows, xs):\n    found = []\n    for x in xs:\n        for row in rows:\n"
        "            if row[0] < x and x < row[1]:\n                row[0] = x\n" + _TAIL,
        reason="The rows change.",
    ),
    Refusal(
        code="def f(rows, x):\n    found = []\n    for low, high in rows:\n        if low < x and x < high:\n"
        "            found.append(low)\n    return found\n",
        reason="One scan alone pays for no order.",
    ),
    Refusal(
        code="def f(rows, xs):\n    found = []\n    for x in xs:\n        for low, high in rows:\n"
        "            if low < x and x < high:\n                x = high\n" + _TAIL,
        reason="The value changes on the way.",
    ),
    Refusal(
        code="def f(rows, xs):\n    found = []\n    for x in xs:\n        for low, high in rows:\n"
        "            if low < x and x < high:\n                found.append(x)\n            else:\n"
        "                found.append(0)\n    return found\n",
        reason="Rows that do not match count too.",
    ),
)
