"""First and last of a sorted copy: which of several equal ones, and in what order the questions are asked."""

heard = []


class Loud:
    def __init__(self, number):
        self.number = number

    def __lt__(self, other):
        heard.append((self.number, other.number))
        return self.number < other.number

    def __repr__(self):
        return f"Loud({self.number})"


class Text(str):
    def __lt__(self, other):
        heard.append(str(self))
        return str.__gt__(self, other)


def smallest(items):
    return sorted(items)[0]


def largest(items):
    return sorted(items)[-1]


def by_key(items, key):
    return sorted(items, key=key)[0], sorted(items, key=key)[-1]


def head(items, count):
    return sorted(items)[:count]


def top(items):
    return sorted(items)[:1]


def reverse_first(items):
    return sorted(items, reverse=True)[0]


def both_ends(items):
    ranked = sorted(items)
    return ranked[0], ranked[-1]


def asked(function, *arguments):
    heard.clear()
    try:
        answer = function(*arguments)
    except Exception as error:
        answer = type(error).__name__, str(error)
    return answer, list(heard)


def loud(*numbers):
    return [Loud(number) for number in numbers]


def key_of(item):
    heard.append(item)
    return item % 3


def failing_key(item):
    heard.append(item)
    return 1 // item


def changing_key(items):
    def key(item):
        items.clear()
        return -item

    return key


def changing(numbers):
    return by_key(numbers, changing_key(numbers)), numbers


NAN = float("nan")
PROBES = [
    "smallest([2, 1, True, 1.0])",
    "smallest([True, 1, 2])",
    "largest([1, 1.0, True])",
    "largest([1.0, 1.0])",
    "smallest([0.0, -0.0])",
    "largest([0.0, -0.0])",
    "largest([-0.0, 0.0])",
    "smallest([NAN, 1.0, 0.5])",
    "largest([1.0, NAN, 0.5])",
    "smallest([])",
    "largest(())",
    "smallest(iter([]))",
    "largest({})",
    "smallest(['b', 1])",
    "smallest([[2], [1]])",
    "asked(smallest, loud(3, 1, 2))",
    "asked(largest, loud(3, 1, 2))",
    "asked(smallest, [Text('a'), Text('b')])",
    "asked(largest, [Text('a'), Text('b')])",
    "asked(by_key, [3, 1, 4, 6], key_of)",
    "asked(by_key, [1, 0, 2], failing_key)",
    "asked(by_key, [], failing_key)",
    "asked(by_key, iter([3, 1]), key_of)",
    "asked(by_key, [3, 1], None)",
    "asked(by_key, 5, key_of)",
    "changing([3, 1, 2])",
    "head([5, 3, 1.0, 1] * 9, 2)",
    "head([0.0, -0.0] * 30, 3)",
    "head([5, 3, 1] * 9, -1)",
    "head([5, 3, 1] * 9, True)",
    "head([5, 3, 1] * 9, None)",
    "head([5, 3, 1] * 9, 2.0)",
    "head([5, 'a'], 2.0)",
    "head({5, 3, 1}, 2)",
    "head(['b', 'a'] * 30, 1)[0] is head(['b', 'a'] * 30, 1)[0]",
    "top([3, NAN, 1.0] * 9)",
    "reverse_first([1, 1.0, True])",
    "reverse_first([])",
    "both_ends([3, 1])",
    "both_ends([])",
]
