# ruff: noqa: E501  # code as the rewrite leaves it, one guarded expression to a line
"""Examples and refusals of ``count-to-counter``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import FIELD, PLAIN, TABLES

EXAMPLES = (
    Example(
        before="""\
def f(words):
    out = {}
    for word in words:
        out[word] = words.count(word)
    return out
""",
        after=PLAIN
        + "\n\n"
        + TABLES
        + "\n\n"
        + """\
def f(words):
    out = {}
    _words_counts, _words_places, _words_kinds = _ouroboros_tables(words)
    _words_size = len(_words_counts) and len(words)
    for word in words:
        out[word] = (_words_counts.get(word, 0) if (type(word) in _words_kinds or type(word) is tuple and _words_kinds and _words_kinds.issuperset(map(type, word))) and _words_size == len(words) else words.count(word))
    return out
""",
        calls=("f(['a', 'b', 'a'])", "f((1, True, 1.0, None))", "f('abca')", "f([])", "f(None)"),
    ),
    Example(
        before="""\
def f(xs, order):
    return [order.index(x) for x in xs]
""",
        after=PLAIN
        + "\n\n"
        + TABLES
        + "\n\n"
        + """\
def f(xs, order):
    _order_counts, _order_places, _order_kinds = _ouroboros_tables(order, xs)
    _order_size = len(_order_counts) and len(order)
    return [(_order_places[x] if ((type(x) in _order_kinds or type(x) is tuple and _order_kinds and _order_kinds.issuperset(map(type, x))) and _order_size == len(order)) and x in _order_places else order.index(x)) for x in xs]
""",
        calls=(
            "f([3, 1], [1, 2, 3])",
            "f([4], [1, 2])",
            "f([[1]], [[0], [1]])",
            "f(['b'], 'abc')",
            "f([True, 2.0, (1, 2)], [1, 2, (1, 2)])",
        ),
    ),
    Example(
        function="Text.common",
        before="""\
class Text:
    def common(self, words):
        pieces = [word for word in words]
        best = 0
        for at in range(len(pieces)):
            best = max(best, pieces.count(pieces[at]))
        return best
""",
        after=PLAIN
        + "\n\n"
        + TABLES
        + "\n\n"
        + """\
class Text:
    def common(self, words):
        pieces = [word for word in words]
        best = 0
        _pieces_counts, _pieces_places, _pieces_kinds = _ouroboros_tables(pieces)
        for at in range(len(pieces)):
            best = max(best, (_pieces_counts.get(_item, 0) if type(_item := pieces[at]) in _pieces_kinds or type(_item) is tuple and _pieces_kinds and _pieces_kinds.issuperset(map(type, _item)) else pieces.count(_item)))
        return best
""",
        calls=("Text().common(['a', 'b', 'a'])", "Text().common([[1], [1], {}])", "Text().common([])"),
    ),
    Example(
        function="Bag.table",
        before="""\
class Bag:
    def __init__(self, words):
        self.words = words

    def table(self):
        found = {}
        for word in set(self.words):
            found[word] = self.words.count(word)
        return sorted(found.items(), key=repr)
""",
        after=PLAIN
        + "\n\n"
        + TABLES
        + "\n\n"
        + FIELD
        + "\n\n"
        + """\
class Bag:
    def __init__(self, words):
        self.words = words

    def table(self):
        found = {}
        _words_list = _ouroboros_field(self, "words")
        _words_counts, _words_places, _words_kinds = _ouroboros_tables(_words_list)
        _words_size = len(_words_counts) and len(_words_list)
        for word in set(self.words):
            found[word] = (_words_counts.get(word, 0) if (type(word) in _words_kinds or type(word) is tuple and _words_kinds and _words_kinds.issuperset(map(type, word))) and _words_size == len(self.words) else (_words_kinds := frozenset()) or self.words.count(word))
        return sorted(found.items(), key=repr)
""",
        calls=(
            "Bag(['a','b','a']).table()",
            "Bag(('a', 1, True, 1.0)).table()",
            "Bag('abca').table()",
            'Bag([]).table()',
            'Bag(None).table()',
            'Bag([[1]]).table()',
            'Bag({1: 2}).table()',
            "Bag([float('nan'), (1, 2), (1, 2)]).table()",
        ),
    ),
    Example(
        before="""\
def f(before, now):
    moved = []
    for place, x in enumerate(now):
        if x in before:
            moved.append(before.index(x) - place)
        elif (x, place) not in before:
            moved.append(None)
    return moved
""",
        after=PLAIN
        + "\n\n"
        + TABLES
        + "\n\n"
        + """\
def f(before, now):
    moved = []
    _before_counts, _before_places, _before_kinds = _ouroboros_tables(before, now)
    _before_size = len(_before_counts) and len(before)
    for place, x in enumerate(now):
        if (x in _before_places if (type(x) in _before_kinds or type(x) is tuple and _before_kinds and _before_kinds.issuperset(map(type, x))) and _before_size == len(before) else x in before):
            moved.append((_before_places[x] if ((type(x) in _before_kinds or type(x) is tuple and _before_kinds and _before_kinds.issuperset(map(type, x))) and _before_size == len(before)) and x in _before_places else before.index(x)) - place)
        elif (_item not in _before_places if (type(_item := (x, place)) in _before_kinds or type(_item) is tuple and _before_kinds and _before_kinds.issuperset(map(type, _item))) and _before_size == len(before) else _item not in before):
            moved.append(None)
    return moved
""",
        calls=(
            "f([3, 1, 2, 1], [1, 2, 7])",
            "f(['a', ('b', 1)], ['a', 'b', 'c'])",
            "f([float('nan'), True, 1.0], [1, 0, True])",
            "f('abc', 'cab')",
            "f([[1], 2], [[1], 2, 3])",
            "f([], [1])",
            "f([1], None)",
            "f(None, [1])",
            "f({1: 2}, [1])",
            "(lambda xs: f(xs, xs))([2, 2, (1,)])",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="""\
def f(xs):
    for x in list(xs):
        if xs.count(x) > 1:
            xs.remove(x)
    return xs
""",
        reason="the list shrinks in the loop",
    ),
    Refusal(
        code="""\
def f(xs, x):
    return xs.count(x)
""",
        reason="one count is one pass already",
    ),
    Refusal(
        code="""\
def f(xs, g):
    return [g(xs.count(x)) for x in xs]
""",
        reason="an unknown call may change the list",
    ),
    Refusal(
        code="""\
def f(xs, ys):
    n = 0
    for y in ys:
        n += xs.index(y, 1)
    return n
""",
        reason="a start is given",
    ),
    Refusal(
        code="""\
def f(xs):
    for x in xs:
        yield xs.count(x)
""",
        reason="while the generator is suspended anybody may change the list",
    ),
    Refusal(
        code="""\
def f(xs, ys):
    n = 0
    for y in ys:
        n += xs.count(y)
        xs = xs[1:]
    return n
""",
        reason="the name is rebound",
    ),
    Refusal(
        code="""\
def f(xs, ys):
    n = 0
    for y in ys:
        y.append(1)
        n += xs.count(y)
    return n
""",
        reason="an item may be the list itself, or change what it equals",
    ),
    Refusal(
        code="""\
class Bag:
    def places(self):
        return [self.words.index(word) for word in self.more()]
""",
        reason="what makes the words may change the list meanwhile",
        function="Bag.places",
    ),
    Refusal(
        code="""\
class Bag:
    def places(self):
        out = []
        for word in self.incoming:
            out.append(self.words.index(word))
        return out
""",
        reason="the other attribute may be a generator, which may do anything in between",
        function="Bag.places",
    ),
    Refusal(
        code="""\
class Bag:
    def thin(self):
        for word in set(self.words):
            if self.words.count(word) > 1:
                self.words = self.words[1:]
""",
        reason="the attribute is bound anew in the loop",
        function="Bag.thin",
    ),
)
