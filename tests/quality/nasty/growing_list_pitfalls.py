"""Lists of what was seen before: equal items of other types, aliases, midway failures, generators."""


def distinct(items):
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
    return seen


def distinct_alias(items):
    seen = []
    other = seen
    for item in items:
        if item not in seen:
            other.append(item)
    return seen


def distinct_rebound(items):
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
        if len(seen) > 2:
            seen = [item]
    return seen


def distinct_removing(items):
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
        else:
            seen.remove(item)
    return seen


def distinct_yield(items):
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
            yield seen


def distinct_store(items):
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
            seen[0] = item
    return seen


def distinct_try(items):
    seen = []
    try:
        for item in items:
            if item not in seen:
                seen.append(item)
    except Exception as error:
        seen.append(str(error))
    return seen


def distinct_closure(items):
    seen = []

    def add(item):
        seen.append(item)

    for item in items:
        if item not in seen:
            add(item)
    return seen


def distinct_walrus(items):
    seen = []
    return [item for item in items if item not in seen and not seen.append(item)]


def distinct_slice(items):
    seen = []
    for item in items:
        if item not in seen:
            seen += [item]
    return seen


def distinct_deleted(items):
    seen = []
    for item in items:
        if item not in seen:
            seen.append(item)
        if item == 3:
            del seen[0]
    return seen


def distinct_two(items, more):
    seen = []
    for source in (items, more):
        for item in source:
            if item not in seen:
                seen.append(item)
        seen = list(seen)
    return seen


def distinct_returning(items, stop):
    seen = []
    for item in items:
        if item == stop:
            return seen
        if item not in seen:
            seen.append(item)
    return len(seen)


class Loud:
    def __init__(self, number, heard):
        self.number, self.heard = number, heard

    def __eq__(self, other):
        self.heard.append((self.number, getattr(other, "number", other)))
        return isinstance(other, Loud) and self.number == other.number

    def __hash__(self):
        self.heard.append("hash")
        return self.number

    def __repr__(self):
        return f"Loud({self.number})"


def loud(function, *numbers):
    heard = []
    return function([Loud(number, heard) for number in numbers]), heard


def mixed(function):
    heard = []
    return function([1, Loud(1, heard), 1.0, [2], Loud(1, heard), 2, [2], (1, [2]), (1, [2])]), heard


def failing_source():
    yield 1
    yield 1.0
    raise ValueError("source")


class Text(str):
    def __eq__(self, other):
        return str(self).lower() == str(other).lower()

    __hash__ = str.__hash__


NAN = float("nan")
MIXED = [1, True, 1.0, 0, False, -0.0, "a", b"a", None, (1, 2), (1.0, 2), NAN, NAN, float("nan")]
PROBES = [
    "distinct(MIXED)",
    "distinct([True, 1])",
    "distinct([[1], [1], {}, {}])",
    "distinct([Text('a'), 'A', 'a'])",
    "distinct(['A', Text('a'), 'a'])",
    "distinct(failing_source())",
    "distinct_try(failing_source())",
    "distinct_alias(MIXED)",
    "distinct_rebound([1, 2, 3, 2, 3, 1])",
    "distinct_removing([1, 2, 1, 1.0, 2])",
    "[list(x) for x in distinct_yield([1, 1.0, 2])]",
    "list(distinct_yield([1, 2, 1]))",
    "distinct_store([1, 2, 1, 2])",
    "distinct_closure([1, 2, 1])",
    "distinct_walrus([1, 2, 1])",
    "distinct_slice([1, 2, 1.0])",
    "distinct_deleted([1, 3, 1])",
    "distinct_two([1, 2], [2, 3])",
    "distinct_returning([1, 2, 1, 9], 9)",
    "distinct_returning([1, 2, 1], 9)",
    "loud(distinct, 1, 2, 1)",
    "loud(distinct_two, 1) if False else mixed(distinct)",
]
