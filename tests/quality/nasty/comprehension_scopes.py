"""Names mean other things inside a comprehension: in a class body, beside a closure, after a `del`, in a lambda."""

LIMIT = 2
item = "module"


def leaves_variable(items):
    out = []
    for item in items:
        out.append(item * 2)
    return out


def item_of_module():
    return item


def used_later(items):
    out = []
    for value in items:
        out.append(value)
    try:
        return out, value
    except NameError as error:
        return type(error).__name__, str(error)


def deleted(items):
    out = []
    for value in items:
        out.append(value)
    try:
        del value
    except NameError as error:
        return type(error).__name__, str(error)
    return out


def own_iterable(value):
    out = []
    for value in value:
        out.append(value)
    return out, value


def closures(items):
    out = []
    for value in items:
        out.append(lambda: value)
    return [made() for made in out]


def default_closures(items):
    out = []
    for value in items:
        out.append(lambda value=value: value)
    return [made() for made in out]


def seen_by_closure(items):
    seen = []
    out = []
    for entry in items:
        out.append(len(seen))

    def look():
        return out

    return look()


def global_variable(items):
    global item
    out = []
    for item in items:
        out.append(item)
    return out


def length_so_far(items):
    out = []
    for value in items:
        out.append(value + len(out))
    return out


def partial(items, out=None):
    result = []
    try:
        for value in items:
            result.append(10 // value)
    except ZeroDivisionError:
        result.append("zero")
    return result


def outer_partial(items):
    result = []
    for value in items:
        result.append(10 // value)
    return result


def keys_twice(items):
    out = {}
    for value in items:
        out[value] = str(value)
    return list(out.items())


def sets_first(items):
    out = set()
    for value in items:
        out.add(value)
    return sorted(map(repr, out))


def order_of(items, log):
    out = {}
    for value in items:
        out[log(value)] = log(-value)
    return out


class Body:
    factor = 3
    rows = []
    for number in (1, 2):
        rows.append(number * factor)

    def scaled(self, items):
        out = []
        for value in items:
            out.append(value * self.factor)
        return out


def logged(items):
    heard = []

    def log(value):
        heard.append(value)
        return value

    return order_of(items, log), heard


def changed_while_iterating(items):
    out = []
    for value in items:
        out.append(value)
    return out


class Grower(list):
    def __iter__(self):
        for number in range(3):
            yield number
            self.append(number)


def rebound_limit(items):
    global LIMIT
    out = []
    for value in items:
        if value > LIMIT:
            out.append(value)
    return out


def recursion_depth(items, depth):
    out = []
    for value in items:
        if depth:
            out.append(recursion_depth(items, depth - 1))
    return out


def recursing(depth):
    import sys

    limit = sys.getrecursionlimit()
    base = 0
    frame = sys._getframe()
    while frame:
        base += 1
        frame = frame.f_back
    sys.setrecursionlimit(base + 40)
    try:
        recursion_depth([1], depth)
    except RecursionError:
        return "too deep"
    finally:
        sys.setrecursionlimit(limit)
    return "fine"


PROBES = [
    "leaves_variable([1, 2]), item_of_module()",
    "used_later([1, 2])",
    "used_later([])",
    "deleted([1, 2])",
    "deleted([])",
    "own_iterable([1, 2])",
    "own_iterable([])",
    "closures([1, 2])",
    "default_closures([1, 2])",
    "seen_by_closure([1, 2])",
    "global_variable([1, 2]), item_of_module()",
    "length_so_far([1, 2])",
    "partial([1, 0, 2])",
    "outer_partial([1, 0, 2])",
    "outer_partial(['a'])",
    "keys_twice([1, True, 1.0])",
    "keys_twice([0.0, -0.0])",
    "keys_twice([float('nan')] * 2)",
    "keys_twice([[]])",
    "sets_first([1.0, True, 1, -0.0, 0])",
    "sets_first([{}])",
    "logged([1, 2])",
    "Body.rows, Body.number, Body().scaled([1])",
    "changed_while_iterating(Grower())",
    "(lambda g: (changed_while_iterating(g), list.__len__(g)))(Grower())",
    "rebound_limit([1, 2, 3])",
    "recursing(5), recursing(25), recursing(34), recursing(35), recursing(36), recursing(37), recursing(38)",
]
