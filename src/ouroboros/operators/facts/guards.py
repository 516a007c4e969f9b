"""Source text of the run-time guards: values whose equality and hash are Python's own.

For these types ``==`` runs no user code and agrees with ``hash``, so that a hash lookup finds exactly what
a scan finds (NaN included: both look at identity first). The constant and the functions below are pasted into
the target's module as helpers; they raise nothing and change nothing.
"""

from __future__ import annotations

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.scope import are_builtins

PLAIN = "_ouroboros_plain = frozenset({int, str, bytes, bool, float, type(None)})"

MEMBERS = '''\
def _ouroboros_members(items, *iterated):
    """Items as a set with the types for which a lookup in it is exact; no such types when it is not."""
    if type(items) in (list, tuple) and all(
        type(other) in (list, tuple, dict, set, frozenset, str, bytes, range) for other in iterated
    ):
        kinds = set(map(type, items))
        kinds.discard(tuple)
        if kinds <= _ouroboros_plain and all(
            _ouroboros_plain.issuperset(map(type, item)) for item in items if type(item) is tuple
        ):
            return set(items), _ouroboros_plain
    return set(), frozenset()'''

FIELD = '''\
def _ouroboros_field(owner, name):
    """The object in an instance's own attribute; None when reading the attribute might run code."""
    kind = type(owner)
    if kind.__getattribute__ is not object.__getattribute__:
        return None
    if any(name in base.__dict__ for base in kind.__mro__):
        return None
    return getattr(owner, "__dict__", {}).get(name)'''

TABLES = '''\
def _ouroboros_tables(items, *iterated):
    """Count and first place of every item, with the types for which lookups are exact (none: scan)."""
    counts, places = {}, {}
    if type(items) in (list, tuple) and all(
        type(other) in (list, tuple, dict, set, frozenset, str, bytes, range) for other in iterated
    ):
        for place, item in enumerate(items):
            if type(item) not in _ouroboros_plain and not (
                type(item) is tuple and _ouroboros_plain.issuperset(map(type, item))
            ):
                return {}, {}, frozenset()
            counts[item] = counts.get(item, 0) + 1
            places.setdefault(item, place)
        return counts, places, _ouroboros_plain
    return counts, places, frozenset()'''

QUIET = '''\
def _ouroboros_quiet(row, name):
    """Whether ``row.name`` is a plain value that is read without running code."""
    kind = type(row)
    if kind.__getattribute__ is not object.__getattribute__ or type(kind) is not type:
        return False
    for base in kind.__mro__:
        kept = type(base.__dict__.get(name))
        if hasattr(kept, "__get__") and kept is not type(_ouroboros_Slot.slot):
            return False
    try:
        return type(object.__getattribute__(row, name)) in _ouroboros_plain
    except AttributeError:
        return False


class _ouroboros_Slot:
    __slots__ = ("slot",)'''

INDEX = '''\
def _ouroboros_index(rows, field, attribute, *iterated):
    """Rows by the value of a field, in order, and their number; nothing when a scan might see more."""
    index = {}
    if type(rows) not in (list, tuple) or not all(
        type(other) in (list, tuple, dict, set, frozenset, str, bytes, range) for other in iterated
    ):
        return {}, 0
    for row in rows:
        if field is None:
            value = row
        elif attribute:
            if not _ouroboros_quiet(row, field):
                return {}, 0
            value = getattr(row, field)
        elif type(row) is dict and field in row:
            value = row[field]
        elif type(row) in (list, tuple) and type(field) is int and -len(row) <= field < len(row):
            value = row[field]
        else:
            return {}, 0
        if type(value) not in _ouroboros_plain:
            return {}, 0
        index.setdefault(value, []).append(row)
    return index, len(rows)


def _ouroboros_narrow(index, size, rows, value):
    """The rows that can hold ``value``, in order; all rows when the index can't tell."""
    if type(value) in _ouroboros_plain and len(rows) == size:
        return index.get(value, ())
    return rows'''

PLACES = '''\
def _ouroboros_places(rows, field, attribute, width, *iterated):
    """Indices of rows by the value of a field, the number of rows, whether all are int; None: scan."""
    if type(rows) not in (list, tuple) or not all(
        type(other) in (list, tuple, dict, set, frozenset, str, bytes, range) for other in iterated
    ):
        return None
    places, whole = {}, True
    for at, row in enumerate(rows):
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
        if type(value) not in _ouroboros_plain:
            return None
        whole = whole and type(value) is int
        places.setdefault(value, []).append(at)
    return places, len(rows), whole


def _ouroboros_item(box, key):
    """``box[key]`` where that runs no code and is there; else a list, which no table has as a key."""
    if type(key) is int and type(box) in (list, tuple):
        return box[key] if -len(box) <= key < len(box) else []
    if type(box) is dict and type(key) in _ouroboros_plain and key in box:
        return box[key]
    return []


def _ouroboros_whole(plus, minus):
    """Sum of integers less other ones; a list, which no table has as a key, when there are others."""
    total = 0
    for value in plus:
        if type(value) is not int:
            return []
        total += value
    for value in minus:
        if type(value) is not int:
            return []
        total -= value
    return total


def _ouroboros_known(places, rows, value, whole):
    """Whether the table tells exactly which rows hold ``value``."""
    if places is None or type(value) not in _ouroboros_plain or len(rows) != places[1]:
        return False
    return places[2] or not whole'''

PLACES_AT = '''\
def _ouroboros_at(places, rows, value, start, stop, whole):
    """Indices from start to stop of the rows that hold value, in order; all where the table can't tell."""
    if places is not None and type(value) in _ouroboros_plain and (places[2] or not whole):
        if type(start) is int and type(stop) is int and 0 <= start and stop <= places[1] == len(rows):
            found = places[0].get(value)
            if not found:
                return ()
            return found[_ouroboros_left(found, start) : _ouroboros_left(found, stop)]
    return range(start, stop)'''

PLACES_NUMBERED = '''\
def _ouroboros_numbered(places, rows, value, whole):
    """Index and row of the rows that hold value, in order; of all where the table can't tell."""
    if _ouroboros_known(places, rows, value, whole):
        return [(at, rows[at]) for at in places[0].get(value, ())]
    return enumerate(rows)'''

PLACES_ROWS = '''\
def _ouroboros_rows_with(places, rows, value, whole):
    """The rows that hold value, in order; all where the table can't tell."""
    if _ouroboros_known(places, rows, value, whole):
        return [rows[at] for at in places[0].get(value, ())]
    return rows'''

PLACES_BEHIND = '''\
def _ouroboros_behind(places, rows, value, start, whole):
    """The rows from start on that hold value, in order; all from there on where the table can't tell."""
    if _ouroboros_known(places, rows, value, whole) and type(start) is int and start >= 0:
        found = places[0].get(value, ())
        return [rows[at] for at in found[_ouroboros_left(found, start) :]]
    return rows[start:]'''

ORDERED = '''\
def _ouroboros_ordered(items, inside=False):
    """Whether ``items`` are numbers or texts of one total order, at least one, or tuples of such."""
    kinds = set(map(type, items))
    if kinds == {tuple} and not inside:
        widths = set(map(len, items))
        return len(widths) == 1 and all(
            _ouroboros_ordered([item[place] for item in items], True) for place in range(widths.pop())
        )
    if not kinds or kinds in ({int}, {str}):
        return bool(kinds)
    return kinds <= {int, float, bool} and all([item == item for item in items])'''

ORDER = '''\
def _ouroboros_order(value):
    """What a plain value is ordered among: numbers, text, bytes, tuples of such; None where that may fail."""
    kind = type(value)
    if kind is int or kind is bool or (kind is float and value == value):
        return float
    if kind is str or kind is bytes:
        return kind
    if kind is tuple:
        kinds = tuple(None if type(part) is tuple else _ouroboros_order(part) for part in value)
        return None if None in kinds else kinds
    return None'''
"""Values for which it answers the same have one total order, and comparing them runs no code."""

SORTABLE_BY = '''\
def _ouroboros_sortable_by(items, field, attribute):
    """Whether a field of all items of a list is read without running code and has a total order."""
    if type(items) is not list:
        return False
    keys = []
    for item in items:
        if attribute:
            if not _ouroboros_quiet(item, field):
                return False
            keys.append(getattr(item, field))
        elif type(item) is dict and field in item:
            keys.append(item[field])
        elif type(item) in (list, tuple) and type(field) is int and -len(item) <= field < len(item):
            keys.append(item[field])
        else:
            return False
    return _ouroboros_total(keys)'''

END = '''\
def _ouroboros_end(items, last, reverse=False):
    """First or last item of ``sorted(items)``, the same object, found in one pass when the order is total."""
    if type(items) in (list, tuple, set, frozenset) and _ouroboros_ordered(items):
        among = reversed(items) if last and type(items) in (list, tuple) else items
        return max(among) if last != reverse else min(among)
    return sorted(items, reverse=reverse)[-1 if last else 0]'''

END_BY = '''\
def _ouroboros_end_by(items, key, last):
    """First or last item of ``sorted(items, key=key)``; every key is made once, in order."""
    if key is None:
        return sorted(items)[-1 if last else 0]
    items = list(items)
    keys = list(map(key, items))
    if _ouroboros_ordered(keys):
        if last:
            return items[len(keys) - 1 - keys[::-1].index(max(keys))]
        return items[keys.index(min(keys))]
    return items[sorted(range(len(keys)), key=keys.__getitem__)[-1 if last else 0]]'''

HEAD = '''\
def _ouroboros_head(items, count, reverse=False):
    """``sorted(items)[:count]`` by a bounded heap where the order is total and the part is small."""
    if (
        type(items) in (list, tuple)
        and type(count) is int
        and 0 < count * 8 < len(items)
        and _ouroboros_ordered(items)
    ):
        return (_ouroboros_nlargest if reverse else _ouroboros_nsmallest)(count, items)
    return sorted(items, reverse=reverse)[:count]'''

FLAT = '''\
def _ouroboros_flat(items):
    """``sum(items, [])`` that grows one list in place while all items are lists."""
    items = iter(items)
    result = []
    for item in items:
        if type(item) is not list:
            result = result + item
            for rest in items:
                result = result + rest
            return result
        result.extend(item)
    return result'''

TEXT_FIELD = '''\
def _ouroboros_holds_text(owner, name):
    """Whether an instance itself holds a text by this name, and reading and writing it runs no code."""
    for base in type(owner).__mro__:
        told = base.__dict__
        if base is not object and ("__setattr__" in told or "__getattribute__" in told):
            return False
        if type(told.get(name, "")) is not str:
            return False
    held = getattr(owner, "__dict__", None)
    return type(held) is dict and type(held.get(name)) is str'''

PART = '''\
def _ouroboros_part(items, at, low, high):
    """``items[at:][low:high]`` without a copy of the rest."""
    low, high, _ = slice(low, high).indices(len(items) - at)
    return items[at + low : at + high]'''

PREPENDED = '''\
def _ouroboros_prepended(text, parts):
    """``text`` behind its ``parts``, the last one first; ``parts`` is emptied."""
    if parts:
        parts.reverse()
        parts.append(text)
        filled = [part for part in parts if part]
        parts.clear()
        if len(filled) == 1:
            return filled[0]
        text = text[:0].join(filled)
    return text'''
"""What is added to nothing, or nothing to it, stays the same object, as with ``+``."""

APPENDED = '''\
def _ouroboros_put_together(whole, parts):
    """``whole`` with its ``parts`` after it; ``parts`` is emptied."""
    if parts:
        filled = [part for part in (whole, *parts) if part]
        parts.clear()
        if len(filled) == 1:
            return filled[0]
        if type(whole) is tuple:
            items = []
            for part in filled:
                items.extend(part)
            return tuple(items)
        return whole[:0].join(filled)
    return whole'''

DEQUE = "from collections import deque as _ouroboros_deque"

_NAMES = frozenset(
    {
        *("int", "str", "bytes", "bool", "float", "type", "frozenset", "list", "tuple", "dict", "set"),
        *("range", "map", "all", "any", "getattr", "hasattr", "object", "len"),
    }
)


def guards_possible(view: RegionView) -> bool:
    """Whether no built-in that the guards speak of is shadowed in the region's file."""
    return are_builtins(view, _NAMES)


def is_plain(value: str, kinds: str) -> str:
    """Condition (source text): ``value``, a name, is of a type in ``kinds`` or a tuple of such."""
    deep = f"type({value}) is tuple and {kinds} and {kinds}.issuperset(map(type, {value}))"
    return f"type({value}) in {kinds} or {deep}"
