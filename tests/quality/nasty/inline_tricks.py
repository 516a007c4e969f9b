"""Small functions that look as if their expression could stand in the place of the call."""

SCALE = 2
calls = []


def double(x):
    return x + x


def scaled(x):
    return x * SCALE


def first(pair):
    return pair[0]


def sign(x):
    return 1 if x > 0 else -1


def both(a, b):
    return a and b


def difference(a, b):
    return a - b


def reversed_difference(a, b):
    return b - a


def with_default(a, b=(1, 2)):
    return a in b


def with_flag(a, b=None):
    return a if b is None else b


def shadow(len):
    return len + 1


def size(items):
    return len(items)


def pairs(a, b):
    return (a, b)


def chained(a, b, c):
    return a < b < c


def all_double(items, out):
    for item in items:
        out.append(double(item))
    return out


def rescaled(items, change):
    out = []
    for item in items:
        out.append(scaled(change(item)))
    return out


def change_scale(item):
    global SCALE
    SCALE = item + 3
    return item


def firsts(rows):
    return [first(row[0]) for row in rows]


def signs(items):
    return [sign(item) for item in items]


def signs_of(items):
    return [sign(item.value) for item in items]


def lazily(items, log):
    return [both(log(item), log(-item)) for item in items]


def differences(items, log):
    return [difference(log(item), log(item + 10)) for item in items]


def backwards(items, log):
    return [reversed_difference(log(item), log(item + 10)) for item in items]


def defaults(items):
    return [(with_default(item), with_flag(item), with_flag(item, 0)) for item in items]


def shadowed(items):
    return [shadow(item) for item in items]


def sizes(items, len):
    return [size(item) for item in items] + [len]


def paired(items):
    return [pairs(item, double(item)) for item in items]


def chain(items, log):
    return [chained(log(item), log(item + 1), log(item)) for item in items]


def too_few(items):
    return [difference(item) for item in items]


def too_many(items):
    return [double(item, item) for item in items]


def doubled_walrus(items):
    out = []
    for item in items:
        out.append(double((kept := item)) + kept)
    return out


def nested(rows):
    return [[double(cell) for cell in row] for row in rows if double(len(row)) > 2]


def unbound(items, flag):
    out = []
    for item in items:
        if flag:
            extra = item
        out.append(with_flag(extra, 1))
    return out


def deleted(items):
    out = []
    for item in items:
        extra = item
        if item > 1:
            del extra
        out.append(with_flag(item, 1) if item <= 1 else with_flag(1, extra))
    return out


class Loud:
    def __init__(self, value):
        self.kept = value

    @property
    def value(self):
        calls.append(self.kept)
        return self.kept


def read(values):
    calls.clear()
    return signs_of([Loud(value) for value in values]), list(calls)


def logged(function, items):
    heard = []

    def log(value):
        heard.append(value)
        return value

    return function(items, log), heard


def rescale(items):
    global SCALE
    SCALE = 2
    try:
        return rescaled(items, change_scale), SCALE
    finally:
        SCALE = 2


def failing(items):
    out = []
    try:
        all_double(items, out)
    except TypeError as error:
        return str(error), out
    return out


def replaced(items):
    global double
    original = double
    double = str
    try:
        return all_double(items, [])
    finally:
        double = original


PROBES = [
    "failing([1, 'a', None, 2])",
    "rescale([1, 2])",
    "firsts([['ab'], [(1, 2)]])",
    "firsts([[]])",
    "signs([1, -1, 0.0])",
    "signs(['a'])",
    "read([1, -2, 0])",
    "logged(lazily, [0, 1])",
    "logged(differences, [0, 1])",
    "logged(backwards, [0, 1])",
    "logged(chain, [0, 1])",
    "defaults([1, None, 0])",
    "shadowed([1])",
    "sizes([[1], 'ab'], 3)",
    "paired([1, 'a'])",
    "too_few([1])",
    "too_few([])",
    "too_many([1])",
    "doubled_walrus([1, 2])",
    "nested([[1, 2], [3], ['a', 'b', 'c']])",
    "unbound([1, 2], True)",
    "unbound([1, 2], False)",
    "deleted([1])",
    "deleted([1, 2])",
    "replaced([1, 2])",
]
