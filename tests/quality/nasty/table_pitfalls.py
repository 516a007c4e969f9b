"""Tables of the module that are changed from outside, partly odd, or walked by something that changes them."""

PAIRS = [("a", 1), (1, "one"), (True, "yes"), (2.5, "half"), (None, 0), ("a", 2)]
LIMITS = [10, 20, 20, 30]
MIXED = [("a", 1), ("b",), ("c", 3)]
ROWS = [["a", 1], ["b", 2]]
NAMES = ("ann", "bob", "eve")
NAN = float("nan")
FLOATS = [1.0, NAN, 3.0]
WORDS = ["ant", "bee", "cat"]
TEXT = "abc"
ONCE = iter([1, 2, 3])
EMPTY = []


def named(key):
    for known, value in PAIRS:
        if key == known:
            return known, value
    return "nobody"


def every(key):
    out = []
    for place, (known, value) in enumerate(PAIRS):
        if known == key:
            out = [*out, (place, value)]
    return out


def step(weight):
    for index, limit in enumerate(LIMITS):
        if weight <= limit:
            return index, limit
    else:
        return "heavy"


def above(weight):
    total = 0
    for limit in LIMITS:
        if limit > weight:
            total += limit
    return total


def mixed(key):
    for known, value in MIXED:
        if known == key:
            return value
    return None


def listed(key):
    for known, value in ROWS:
        if known == key:
            return value
    return None


def near(number):
    for known in FLOATS:
        if known == number:
            return known
    return "none"


def word(text):
    for place, known in enumerate(WORDS):
        if text < known:
            return place
    return len(WORDS)


def letter(text):
    for place, known in enumerate(TEXT):
        if text == known:
            return place
    return -1


def once(number):
    for known in ONCE:
        if known == number:
            return known
    return None


def empty(number):
    for known, other in EMPTY:
        if known == number:
            return other
    return None


def nested(keys):
    return [[named(key) for key in keys], [step(key) for key in keys if type(key) is int]]


def shadowed(key):
    NAMES = [key]

    def look(wanted):
        for name in NAMES:
            if name == wanted:
                return name
        return None

    return look("ann"), look(key)


class Text(str):
    def __eq__(self, other):
        return True

    def __le__(self, other):
        return False

    __hash__ = str.__hash__


def changed(table, change, function, *keys):
    kept = list(table)
    before = [function(key) for key in keys]
    try:
        change(table)
        return before, [function(key) for key in keys]
    except Exception as error:
        return before, type(error).__name__, str(error)
    finally:
        table[:] = kept


PROBES = [
    "[named(key) for key in ('a', 1, True, 1.0, 2.5, None, 0, 'z', (1,))]",
    "named([])",
    "named(Text('q'))",
    "[every(key) for key in ('a', 1, None)]",
    "[step(n) for n in (5, 10, 10.5, 20, 21, 31, True)]",
    "step('a')",
    "step(Text('q'))",
    "step(None)",
    "[above(n) for n in (5, 10, 20, 29.5, 30, True)]",
    "mixed('a')",
    "mixed('c')",
    "listed('b'), listed('z')",
    "near(NAN), near(float('nan')), near(3), near(1)",
    "[word(w) for w in ('a', 'ant', 'bat', 'zoo')]",
    "word(1)",
    "letter('b'), letter('z'), letter(1)",
    "once(2), once(2), once(3)",
    "empty(1)",
    "nested(['a', 1, 25])",
    "shadowed('eve')",
    "changed(PAIRS, lambda t: t.insert(0, ('a', 'new')), named, 'a', 'z')",
    "changed(PAIRS, lambda t: t.__setitem__(0, ('z', 'new')), named, 'a', 'z')",
    "changed(PAIRS, lambda t: t.__setitem__(0, 5), named, 'a', 'z')",
    "changed(PAIRS, lambda t: t.clear(), named, 'a')",
    "changed(PAIRS, lambda t: t.reverse(), every, 'a', 1)",
    "changed(LIMITS, lambda t: t.reverse(), step, 5, 15)",
    "changed(LIMITS, lambda t: t.append(5), above, 4, 15)",
    "changed(LIMITS, lambda t: t.append('x'), above, 4, 15)",
    "changed(LIMITS, lambda t: t.__setitem__(1, 20.0), step, 15)",
    "changed(LIMITS, lambda t: t.__setitem__(0, True), step, 1)",
    "changed(ROWS, lambda t: t[0].__setitem__(0, 'z'), listed, 'a', 'z'), ROWS[0].__setitem__(0, 'a')",
]
