# ruff: noqa: E501  # code in one piece, as it is read
"""Examples and refusals of ``inline-generator``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
def above(xs, limit=0):
    \"\"\"Large ones, doubled.\"\"\"
    for x in xs:
        if x > limit:
            yield x * 2


def f(xs):
    total = 0
    for y in above(xs):
        if y > 100:
            continue
        if y == 14:
            break
        total += y
    return total
""",
        after="""\
def above(xs, limit=0):
    \"\"\"Large ones, doubled.\"\"\"
    for x in xs:
        if x > limit:
            yield x * 2


def f(xs):
    total = 0
    _above0_outside = False
    try:
        for _above0_x in xs:
            if _above0_x > 0:
                y = _above0_x * 2
                _above0_outside = True
                if y > 100:
                    _above0_outside = False
                    continue
                if y == 14:
                    break
                total += y
                _above0_outside = False
    except StopIteration as _above0_error:
        if _above0_outside:
            raise
        raise RuntimeError("generator raised StopIteration") from _above0_error
    return total
""",
        calls=('f([1, 2, 3, -1, 60])', 'f([1, 7, 9])', 'f([])', "f(iter([1, 'a']))", 'f(None)', "f([float('nan'), 2.5])"),
    ),
    Example(
        before="""\
def pairs(items):
    n = len(items)
    for i in range(n):
        for j in range(i + 1, n):
            yield items[i], items[j]


def f(xs, seen):
    total = 0
    for a, b in pairs(xs):
        # every pair once
        seen.append((a, b))
        if a is None:
            return seen
        total += a * b
    return total
""",
        after="""\
def pairs(items):
    n = len(items)
    for i in range(n):
        for j in range(i + 1, n):
            yield items[i], items[j]


def f(xs, seen):
    total = 0
    _pairs0_outside = False
    try:
        _pairs0_n = len(xs)
        for _pairs0_i in range(_pairs0_n):
            for _pairs0_j in range(_pairs0_i + 1, _pairs0_n):
                a, b = (xs[_pairs0_i], xs[_pairs0_j])
                _pairs0_outside = True
                # every pair once
                seen.append((a, b))
                if a is None:
                    return seen
                total += a * b
                _pairs0_outside = False
    except StopIteration as _pairs0_error:
        if _pairs0_outside:
            raise
        raise RuntimeError("generator raised StopIteration") from _pairs0_error
    return total
""",
        calls=('f([1, 2, 3], [])', 'f([1, None, 3], [])', 'f([None, 2], [])', 'f({0: 1, 1: 2}, [])', "f([1, 'a', []], [])", 'f(5, [])'),
    ),
    Example(
        function='Grid.count',
        before="""\
class Grid:
    def __init__(self, w, h):
        self.w = w
        self.h = h

    def near(self, x, y):
        if x > 0:
            yield x - 1, y
        if x < self.w - 1:
            yield x + 1, y

    def count(self, k):
        found = []
        for i in range(k):
            for a, b in self.near(i, i):
                found.append(a * b)
        return found


class Flat(Grid):
    pass
""",
        after="""\
class Grid:
    def __init__(self, w, h):
        self.w = w
        self.h = h

    def near(self, x, y):
        if x > 0:
            yield x - 1, y
        if x < self.w - 1:
            yield x + 1, y

    def count(self, k):
        found = []
        for i in range(k):
            if type(self) is Grid:
                _near1_outside = False
                try:
                    if i > 0:
                        a, b = (i - 1, i)
                        _near1_outside = True
                        found.append(a * b)
                        _near1_outside = False
                    if i < self.w - 1:
                        a, b = (i + 1, i)
                        _near1_outside = True
                        found.append(a * b)
                        _near1_outside = False
                except StopIteration as _near1_error:
                    if _near1_outside:
                        raise
                    raise RuntimeError("generator raised StopIteration") from _near1_error
            else:
                for a, b in self.near(i, i):
                    found.append(a * b)
        return found


class Flat(Grid):
    pass
""",
        calls=('Grid(2, 2).count(3)', 'Flat(3, 3).count(4)', 'Grid(None, 1).count(2)', 'Grid.count(Flat(1, 1), 2)'),
    ),
    Example(
        before="""\
def drawn(source, n):
    while n > 0:
        value = next(source)
        n -= 1
        yield value


def f(source, more, n):
    found = []
    for value in drawn(source, n):
        found.append(value)
        found.append(next(more))
    return found
""",
        after="""\
def drawn(source, n):
    while n > 0:
        value = next(source)
        n -= 1
        yield value


def f(source, more, n):
    found = []
    _drawn0_n = n
    _drawn0_outside = False
    try:
        while _drawn0_n > 0:
            _drawn0_value = next(source)
            _drawn0_n -= 1
            value = _drawn0_value
            _drawn0_outside = True
            found.append(value)
            found.append(next(more))
            _drawn0_outside = False
    except StopIteration as _drawn0_error:
        if _drawn0_outside:
            raise
        raise RuntimeError("generator raised StopIteration") from _drawn0_error
    return found
""",
        calls=('f(iter([1, 2]), iter([3, 4]), 2)', 'f(iter([1]), iter([3, 4]), 2)', 'f(iter([1, 2]), iter([3]), 2)', 'f([], [], 1)', 'f(0, 0, 0)'),
    ),
)

REFUSALS = (
    Refusal(
        code="def g(xs):\n    for x in xs:\n        yield x\n    print('end')\n\n\ndef f(xs):\n    for x in g(xs):\n        if x:\n            break\n",
        reason='After `break` the rest of the generator must not run.',
    ),
    Refusal(
        code="def g(xs):\n    for x in xs:\n        yield x\n        print(x)\n\n\ndef f(xs):\n    for x in g(xs):\n        if x:\n            continue\n        print('even')\n",
        reason='`continue` resumes the generator in the middle of its loop.',
    ),
    Refusal(
        code='def g(xs):\n    for x in xs:\n        for y in x:\n            yield y\n\n\ndef f(xs):\n    for x in g(xs):\n        if x:\n            break\n',
        reason='`break` would leave the inner loop alone.',
    ),
    Refusal(
        code="def g(xs):\n    try:\n        for x in xs:\n            yield x\n    finally:\n        print('closed')\n\n\ndef f(xs):\n    for x in g(xs):\n        print(x)\n",
        reason="An error in the loop's body would be seen by the generator's own statements.",
    ),
    Refusal(
        code='def g(xs):\n    for x in xs:\n        got = yield x\n        print(got)\n\n\ndef f(xs):\n    for x in g(xs):\n        print(x)\n',
        reason='The value of the `yield` is used.',
    ),
    Refusal(
        code='def g(xs):\n    for x in xs:\n        yield x\n\n\ndef f(xs):\n    return [x for x in g(xs)]\n',
        reason='A comprehension has no place for statements.',
    ),
    Refusal(
        code='def g(xs, n):\n    for x in xs:\n        if n:\n            last = x\n        yield last\n\n\ndef f(xs, n):\n    for x in g(xs, n):\n        print(x)\n',
        reason='A name without a value would be told by its name.',
    ),
    Refusal(
        code='LIMIT = 3\n\n\ndef g(xs):\n    for x in xs:\n        if x > LIMIT:\n            yield x\n\n\ndef f(xs):\n    LIMIT = 5\n    for x in g(xs):\n        print(x, LIMIT)\n',
        reason='The caller means something else by a name of the generator.',
    ),
    Refusal(
        code='import sys\n\n\ndef g(xs):\n    for x in xs:\n        yield x, sys._getframe().f_lineno\n\n\ndef f(xs):\n    for x, y in g(xs):\n        print(x, y)\n',
        reason='The generator looks at its own frame.',
    ),
    Refusal(
        code='def g(xs):\n    for x in xs:\n        yield lambda: x\n\n\ndef f(xs):\n    for h in g(xs):\n        print(h())\n',
        reason="A closure would share the caller's variable.",
    ),
    Refusal(
        code='def g(xs):\n    for x in xs:\n        yield x\n\n\ng = list\n\n\ndef f(xs):\n    for h in g(xs):\n        print(h)\n',
        reason='The name is bound to something else later.',
    ),
    Refusal(
        code="def g(xs):\n    for x in xs:\n        yield x\n\n\ndef f(xs):\n    for x in g(xs):\n        print(x)\n    else:\n        print('all')\n",
        reason='The loop has an else.',
    ),
    Refusal(
        code='class A:\n    def __getattribute__(self, name):\n        return lambda: [1]\n\n    def g(self):\n        for x in range(3):\n            yield x\n\n    def f(self):\n        for x in self.g():\n            print(x)\n',
        reason='The class decides itself what its attributes are.',
        function='A.f',
    ),
    Refusal(
        code='def g(xs, see):\n    for x in xs:\n        see()\n        yield x\n\n\ndef f(xs, see):\n    for x in g(xs, see):\n        print(x)\n',
        reason='What is called may look at the frames.',
    ),
)
