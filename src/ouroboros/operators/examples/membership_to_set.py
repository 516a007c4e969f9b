# ruff: noqa: E501  # code as the rewrite leaves it, one guarded expression to a line
"""Examples and refusals of ``membership-to-set``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import FIELD, MEMBERS, PLAIN

EXAMPLES = (
    Example(
        before="""\
def f(xs, ys):
    n = 0
    for x in xs:
        if x in ys:
            n += 1
    return n
""",
        after=PLAIN
        + "\n\n"
        + MEMBERS
        + "\n\n"
        + """\
def f(xs, ys):
    n = 0
    _ys_set, _ys_kinds = _ouroboros_members(ys, xs)
    _ys_size = len(_ys_set) and len(ys)
    for x in xs:
        if (x in _ys_set if (type(x) in _ys_kinds or type(x) is tuple and _ys_kinds and _ys_kinds.issuperset(map(type, x))) and _ys_size == len(ys) else (_ys_kinds := frozenset()) or x in ys):
            n += 1
    return n
""",
        calls=(
            "f([1, 2, 3, 2], [2, 3])",
            "f([1.0, True, None, 'a'], (1, 'b'))",
            "f([[1], 2], [[1], 2])",
            "f(iter([1, 2]), [2])",
            "f(['a', 'bc'], 'abc')",
            "f([1], None)",
            "f([], None)",
            "f([(1, 2), (1, [2])], [(1, 2), (3, 4)])",
            "f([float('nan'), -0.0], [0.0])",
        ),
    ),
    Example(
        before="""\
def f(xs):
    seen = []
    for x in xs:
        if x not in seen:
            seen.append(x)
    return seen
""",
        after=PLAIN
        + "\n\n"
        + MEMBERS
        + "\n\n"
        + """\
def f(xs):
    seen = []
    _seen_set, _seen_kinds = _ouroboros_members(seen)
    for x in xs:
        if (x not in _seen_set if type(x) in _seen_kinds or type(x) is tuple and _seen_kinds and _seen_kinds.issuperset(map(type, x)) else x not in seen):
            seen.append(x)
            if type(x) in _seen_kinds or type(x) is tuple and _seen_kinds and _seen_kinds.issuperset(map(type, x)):
                _seen_set.add(x)
            else:
                _seen_kinds = frozenset()
    return seen
""",
        calls=(
            "f([3, 1, 3, True, 1.0, 'a'])",
            "f([[1], [1], 2, 2])",
            "f((n % 7 for n in range(40)))",
            "f([(1, 2), (1, 2), (1, [2]), (1, [2])])",
            "f(None)",
        ),
    ),
    Example(
        function="Shop.missing",
        before="""\
class Shop:
    def __init__(self, stock):
        self.stock = stock

    def missing(self, wanted):
        return [item for item in wanted if item not in self.stock]
""",
        after=PLAIN
        + "\n\n"
        + MEMBERS
        + "\n\n"
        + FIELD
        + "\n\n"
        + """\
class Shop:
    def __init__(self, stock):
        self.stock = stock

    def missing(self, wanted):
        _stock_list = _ouroboros_field(self, "stock")
        _stock_set, _stock_kinds = _ouroboros_members(_stock_list, wanted)
        _stock_size = len(_stock_set) and len(_stock_list)
        return [item for item in wanted if (item not in _stock_set if (type(item) in _stock_kinds or type(item) is tuple and _stock_kinds and _stock_kinds.issuperset(map(type, item))) and _stock_size == len(self.stock) else (_stock_kinds := frozenset()) or item not in self.stock)]
""",
        calls=(
            "Shop(['a', 'b']).missing(['b', 'c'])",
            "Shop({'a': 1}).missing(['b', 'a'])",
            "Shop(None).missing([])",
            "Shop(None).missing([1])",
        ),
    ),
    Example(
        before="""\
def f(start, graph):
    def walk(node):
        seen = [node]
        stack = [node]
        while stack:
            here = stack.pop()
            for there in graph.get(here, ()):
                if (there, 1) not in seen:
                    seen.append((there, 1))
                    stack.append(there)
        return len(seen)

    return walk(start)
""",
        after=PLAIN
        + "\n\n"
        + MEMBERS
        + "\n\n"
        + """\
def f(start, graph):
    def walk(node):
        seen = [node]
        _seen_set, _seen_kinds = _ouroboros_members(seen)
        stack = [node]
        while stack:
            here = stack.pop()
            for there in graph.get(here, ()):
                if (_item not in _seen_set if type((_item := (there, 1))) in _seen_kinds or type(_item) is tuple and _seen_kinds and _seen_kinds.issuperset(map(type, _item)) else _item not in seen):
                    seen.append(_item := (there, 1))
                    if type(_item) in _seen_kinds or type(_item) is tuple and _seen_kinds and _seen_kinds.issuperset(map(type, _item)):
                        _seen_set.add(_item)
                    else:
                        _seen_kinds = frozenset()
                    stack.append(there)
        return len(seen)

    return walk(start)
""",
        calls=("f(1, {1: [2, 3], 2: [1], 3: [3]})", "f('a', {})"),
    ),
    Example(
        before="""\
KNOWN = ["a", "b", 3]


def f(xs):
    out = []
    for x in xs:
        if x in KNOWN:
            out.append(x)
    return out
""",
        after="""\
KNOWN = ["a", "b", 3]


"""
        + PLAIN
        + "\n\n"
        + MEMBERS
        + "\n\n"
        + """\
def f(xs):
    out = []
    _KNOWN_set, _KNOWN_kinds = _ouroboros_members(KNOWN, xs)
    _KNOWN_size = len(_KNOWN_set) and len(KNOWN)
    for x in xs:
        if (x in _KNOWN_set if (type(x) in _KNOWN_kinds or type(x) is tuple and _KNOWN_kinds and _KNOWN_kinds.issuperset(map(type, x))) and _KNOWN_size == len(KNOWN) else (_KNOWN_kinds := frozenset()) or x in KNOWN):
            out.append(x)
    return out
""",
        calls=(
            "f(['a', 'c', 3.0, True])",
            "f([[1], None])",
            "KNOWN.append(None) or f([None, 'c'])",
            "KNOWN.append([1]) or f([[1], 'c'])",
            "f(3)",
        ),
    ),
    Example(
        before="""\
def f(xs, d):
    return sum(x not in d.values() for x in xs)
""",
        after=PLAIN
        + "\n\n"
        + MEMBERS
        + "\n\n"
        + """\
def f(xs, d):
    _d_values = list(d.values()) if type(d) is dict else None
    _d_values_set, _d_values_kinds = _ouroboros_members(_d_values, xs)
    _d_values_size = len(_d_values_set) and len(_d_values)
    return sum((x not in _d_values_set if (type(x) in _d_values_kinds or type(x) is tuple and _d_values_kinds and _d_values_kinds.issuperset(map(type, x))) and _d_values_size == len(d) else (_d_values_kinds := frozenset()) or x not in d.values()) for x in xs)
""",
        calls=(
            "f([1, 2, 2.0, 'a'], {1: 2, 2: 'a'})",
            "f([1], {})",
            "f([[1]], {1: [1]})",
            "f([1], None)",
            "f([], None)",
            "f([1], [1])",
        ),
    ),
    Example(
        before="""\
def f(batches):
    kept = []
    skipped = 0
    for batch in batches:
        for text in batch:
            text = text.strip()
            if text in kept:
                skipped += 1
                continue
            kept.append(text)
    return kept, skipped
""",
        after=PLAIN
        + "\n\n"
        + MEMBERS
        + "\n\n"
        + """\
def f(batches):
    kept = []
    _kept_set, _kept_kinds = _ouroboros_members(kept)
    skipped = 0
    for batch in batches:
        for text in batch:
            text = text.strip()
            if (text in _kept_set if type(text) in _kept_kinds or type(text) is tuple and _kept_kinds and _kept_kinds.issuperset(map(type, text)) else text in kept):
                skipped += 1
                continue
            kept.append(text)
            if type(text) in _kept_kinds or type(text) is tuple and _kept_kinds and _kept_kinds.issuperset(map(type, text)):
                _kept_set.add(text)
            else:
                _kept_kinds = frozenset()
    return kept, skipped
""",
        calls=(
            "f([['a', ' a', 'b'], ('b ', 'c')])",
            'f([])',
            "f(iter([['a'], iter(['a'])]))",
            'f([[1]])',
            "f(['ab', None])",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="KNOWN = ['a']\n\n\ndef f(xs):\n    for x in xs:\n        if x not in KNOWN:\n"
        "            KNOWN.append(x)\n",
        reason="The module's list grows on the way.",
    ),
    Refusal(
        code="def f(xs, d):\n    n = 0\n    for x in xs:\n        if x not in d.values():\n            d[x] = x\n"
        "            n += 1\n    return n\n",
        reason="The dictionary changes on the way.",
    ),
    Refusal(
        code="def f(xs):\n    return [x for x in xs if x in KNOWN]\n\n\nKNOWN = ['a']\n",
        reason="The name may not have a value yet.",
    ),
    Refusal(
        code="""\
def f(xs, ys, g):
    n = 0
    for x in xs:
        if x in ys:
            n += g(x)
    return n
""",
        reason="an unknown call may change the list",
    ),
    Refusal(
        code="""\
def f(xs, ys):
    for x in xs:
        if x not in ys:
            ys.append(x)
    return ys
""",
        reason="the list is the caller's and grows; the loop may even run over it",
    ),
    Refusal(
        code="""\
def f(xs):
    return 3 in xs
""",
        reason="one test is cheaper than building a set",
    ),
    Refusal(
        code="""\
def f(xs, ys):
    return (x for x in xs if x in ys)
""",
        reason="the generator runs later, when the list may have changed",
    ),
    Refusal(
        code="""\
def f(xs, ys):
    for x in xs:
        if x in ys:
            yield x
""",
        reason="while the generator is suspended anybody may change the list",
    ),
    Refusal(
        code="""\
def f(xs, ys):
    n = 0
    for x in xs:
        if x in ys:
            ys = ys[1:]
            n += 1
    return n
""",
        reason="the name is rebound in the loop",
    ),
    Refusal(
        code="""\
def f(xs, keep):
    seen = []
    keep(seen)
    for x in xs:
        if x not in seen:
            seen.append(x)
    return seen
""",
        reason="somebody else holds the list",
    ),
    Refusal(
        code="""\
def f(xs, ys):
    n = 0
    for x in xs:
        if x in ys:
            n += eval('ys.pop()')
    return n
""",
        reason="eval sees the local names",
    ),
    Refusal(
        code="""\
def f(xs):
    allowed = {1, 2}
    return [x for x in xs if x in allowed]
""",
        reason="it is a set already",
    ),
    Refusal(
        code="""\
class C:
    def f(self, xs):
        for x in xs:
            if x in self.seen:
                self.seen = [x]
""",
        reason="the attribute is written in the loop",
        function="C.f",
    ),
)
