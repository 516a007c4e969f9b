# ruff: noqa: E501  # code in one piece, as it is read
"""Examples and refusals of ``inline-accessor``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
class Box:
    def __init__(self, w, h):
        self._w = w
        self.h = h

    @property
    def area(self):
        \"\"\"Of one side.\"\"\"
        return self._w * self.h


class Lid(Box):
    pass


def f(boxes):
    total = 0
    for box in boxes:
        total += box.area
        if box.area > 10:
            total += 1
    return total


class Other:
    def __getitem__(self, place):
        return place
""",
        after="""\
class Box:
    def __init__(self, w, h):
        self._w = w
        self.h = h

    @property
    def area(self):
        \"\"\"Of one side.\"\"\"
        return self._w * self.h


class Lid(Box):
    pass


def f(boxes):
    total = 0
    for box in boxes:
        total += ((box._w * box.h) if type(box) is Box else box.area)
        if ((box._w * box.h) if type(box) is Box else box.area) > 10:
            total += 1
    return total


class Other:
    def __getitem__(self, place):
        return place
""",
        calls=('f([Box(1, 2), Box(3, 4)])', 'f([Lid(3, 5), Box(2, 2)])', 'f([])', "f([Box('a', 2)])", 'f([Box(None, 2)])', 'f([3])'),
    ),
    Example(
        before="""\
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def far(self, other, k):
        return abs(self.x - other.x) * k + abs(self.y - other.y)

    @staticmethod
    def origin():
        return Point(0, 0)


def f(points, k):
    start = Point.origin()
    return [p.far(start, 2) + p.far(p, k) for p in points]
""",
        after="""\
class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def far(self, other, k):
        return abs(self.x - other.x) * k + abs(self.y - other.y)

    @staticmethod
    def origin():
        return Point(0, 0)


def f(points, k):
    start = Point.origin()
    return [((abs(p.x - start.x) * (2) + abs(p.y - start.y)) if type(p) is Point else p.far(start, 2)) + ((abs(p.x - p.x) * k + abs(p.y - p.y)) if type(p) is Point else p.far(p, k)) for p in points]
""",
        calls=('f([Point(1, 2), Point(0.5, -1)], 3)', 'f([], None)', 'f([Point(1, 2)], None)', 'f([3], 1)', "f([Point('a', 1)], 1)"),
    ),
    Example(
        function='Account.run',
        before="""\
class Account:
    def __init__(self, sums):
        self.sums = sums

    @property
    def size(self):
        return len(self.sums)

    @size.setter
    def size(self, value):
        raise ValueError(value)

    def run(self, n):
        k = 0
        while k < self.size and k < n:
            k += 1
        return k
""",
        after="""\
class Account:
    def __init__(self, sums):
        self.sums = sums

    @property
    def size(self):
        return len(self.sums)

    @size.setter
    def size(self, value):
        raise ValueError(value)

    def run(self, n):
        k = 0
        while k < ((len(self.sums)) if type(self) is Account else self.size) and k < n:
            k += 1
        return k
""",
        calls=('Account([1, 2]).run(5)', 'Account([]).run(5)', 'Account(None).run(5)', "Account('abc').run(2)"),
    ),
)

REFUSALS = (
    Refusal(
        code='class A:\n    def __init__(self, x):\n        self.x = x\n\n    @property\n    def p(self):\n        return self.x\n\n\ndef f(items):\n    return items[0].p\n',
        reason='One access outside a loop, and of no name.',
    ),
    Refusal(
        code='class A:\n    def __init__(self, x):\n        self.x = x\n\n    @property\n    def p(self):\n        return self.x\n\n\ndef change(a):\n    A.p = 3\n\n\ndef f(items):\n    return [a.p for a in items]\n',
        reason='The property may be replaced.',
    ),
    Refusal(
        code='class A:\n    def __init__(self, x):\n        self.x = x\n\n    @property\n    def p(self):\n        return self.x\n\n\nclass B:\n    p = 3\n\n\ndef f(items):\n    return [a.p for a in items]\n',
        reason='Two classes have the name.',
    ),
    Refusal(
        code='class A:\n    def __init__(self, x):\n        self.x = x\n\n    @property\n    def p(self):\n        return self.x\n\n    def __getattribute__(self, name):\n        return 3\n\n\ndef f(items):\n    return [a.p for a in items]\n',
        reason='The class decides itself what its attributes are.',
    ),
    Refusal(
        code='class A:\n    def __init__(self, x):\n        self.x = x\n\n    @property\n    def p(self):\n        return compute(self.x)\n\n\ndef compute(x):\n    return x\n\n\ndef f(items):\n    return [a.p for a in items]\n',
        reason='The property calls what may look at its frame.',
    ),
    Refusal(
        code='def f(items):\n    return [a.p for a in items]\n\n\nclass A:\n    def __init__(self, x):\n        self.x = x\n\n    @property\n    def p(self):\n        return self.x\n\n\n',
        reason='The class stands below and may not be there yet.',
    ),
    Refusal(
        code='class A:\n    def __init__(self, x):\n        self.x = x\n\n    @property\n    def p(self):\n        return self.x\n\n\ndef f(items):\n    for a in items:\n        del a.p\n',
        reason='It is deleted, not read.',
    ),
    Refusal(
        code='class M(type):\n    pass\n\n\nclass A(metaclass=M):\n    def __init__(self, x):\n        self.x = x\n\n    @property\n    def p(self):\n        return self.x\n\n\ndef f(items):\n    return [a.p for a in items]\n',
        reason='A metaclass may do anything.',
    ),
    Refusal(
        code='import functools\n\ncached = functools.cached_property\n\n\nclass A:\n    def __init__(self, x):\n        self.x = x\n\n    @cached\n    def p(self):\n        return self.x\n\n\ndef f(items):\n    return [a.p for a in items]\n',
        reason='No plain property.',
    ),
    Refusal(
        code='class A:\n    def m(self, x):\n        return x + 1\n\n\ndef f(items, g):\n    return [a.m(g()) for a in items]\n',
        reason='The argument would be evaluated elsewhere.',
    ),
    Refusal(
        code='class A:\n    def m(self, x=1):\n        return x + 1\n\n\ndef f(items):\n    return [a.m() for a in items]\n',
        reason='A default may have been given anew.',
    ),
    Refusal(
        code='class A:\n    def __init__(self, **given):\n        for name, value in given.items():\n            setattr(self, name, value)\n\n    def m(self):\n        return self.x\n\n\ndef f(items):\n    return [a.m() for a in items]\n',
        reason='An instance may hold anything under the name of the method.',
    ),
    Refusal(
        code='class A:\n    def __init__(self, **given):\n        vars(self).update(given)\n\n    def m(self):\n        return self.x\n\n\ndef f(items):\n    return [a.m() for a in items]\n',
        reason='So it may by way of its dictionary.',
    ),
    Refusal(
        code='class A:\n    def m(self):\n        return self.x\n\n\ndef change(a):\n    object.__setattr__(a, "m", print)\n\n\ndef f(items):\n    return [a.m() for a in items]\n',
        reason='One instance has a function of its own.',
    ),
)
