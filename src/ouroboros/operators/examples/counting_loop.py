# ruff: noqa: E501  # code in one piece, as it is read
"""Examples and refusals of ``counting-loop``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
def f(n, start=0):
    total = 0
    i = start
    while i < n:
        # each number
        total += i * i
        i += 1
    return total, i
""",
        after="""\
def f(n, start=0):
    total = 0
    i = start
    if type(i) is int and type(n) is int and i < n:
        for i in range(i, n):
            # each number
            total += i * i
        else:
            i += 1
    else:
        while i < n:
            # each number
            total += i * i
            i += 1
    return total, i
""",
        calls=('f(5)', 'f(0)', 'f(5, 7)', 'f(2.5)', 'f(3, True)', 'f(3, 0.5)', "f('a')", 'f(10, -3)'),
    ),
    Example(
        before="""\
def f(xs, wanted):
    at = 0
    while at < len(xs) and xs[at] != wanted:
        if xs[at] is None:
            break

        at = at + 1
    return at
""",
        after="""\
def f(xs, wanted):
    at = 0
    if type(at) is int and type(xs) in (list, tuple, str, bytes) and at < len(xs):
        for at in range(at, len(xs)):
            if not (xs[at] != wanted):
                break
            if xs[at] is None:
                break
        else:
            at += 1
    else:
        while at < len(xs) and xs[at] != wanted:
            if xs[at] is None:
                break

            at = at + 1
    return at
""",
        calls=('f([1, 2, 3], 3)', 'f([1, None, 3], 3)', 'f([], 3)', 'f([1], 3)', "f('abc', 'b')", 'f({0: 1}, 1)', 'f({0: 1}, 2)'),
    ),
    Example(
        before="""\
def f(n, found):
    while n >= 1:
        found.append(n)
        n -= 2
    return n, found
""",
        after="""\
def f(n, found):
    if type(n) is int and n >= 1:
        for n in range(n, 1 - 1, -2):
            found.append(n)
        else:
            n -= 2
    else:
        while n >= 1:
            found.append(n)
            n -= 2
    return n, found
""",
        calls=('f(5, [])', 'f(0, [])', 'f(1, [])', 'f(4.5, [])', 'f(6, None)'),
    ),
)

REFUSALS = (
    Refusal(
        code='def f(n):\n    i = 0\n    while i < n:\n        if i % 3:\n            i += 2\n            continue\n        i += 1\n    return i\n',
        reason='The counter is stepped elsewhere too.',
    ),
    Refusal(
        code='def f(n):\n    i = 0\n    while i < n:\n        if i == 3:\n            continue\n        i += 1\n    return i\n',
        reason='`continue` leaves the step out.',
    ),
    Refusal(
        code='def f(n):\n    i = 0\n    while i < n:\n        n -= 1\n        i += 1\n    return i\n',
        reason='The limit changes.',
    ),
    Refusal(
        code='def f(xs):\n    i = 0\n    while i < len(xs):\n        xs.append(i) if i < 5 else None\n        i += 1\n    return i\n',
        reason='The list grows.',
    ),
    Refusal(
        code='def f(n):\n    i = 0\n    while i != n:\n        print(i)\n        i += 1\n    return i\n',
        reason='It may step over its limit and go on.',
    ),
    Refusal(
        code='def f(n):\n    i = 0\n    while i < n:\n        print(i)\n        i += 0.5\n    return i\n',
        reason='The step is no whole number.',
    ),
    Refusal(
        code='def f(n):\n    i = 0\n    def g():\n        return i\n    while i < n:\n        print(g())\n        i += 1\n    return i\n',
        reason='Another function reads the counter.',
    ),
    Refusal(
        code='def f(n):\n    i = 0\n    while i < n():\n        print(i)\n        i += 1\n    return i\n',
        reason='The limit is worked out anew for each round.',
    ),
    Refusal(
        code='def f(n):\n    i = 0\n    while i < n:\n        print(i)\n        i += 1\n    else:\n        return None\n    return i\n',
        reason='The loop has an else.',
    ),
    Refusal(
        code='def f(n):\n    i = 0\n    while i < n:\n        i += 1\n        print(i)\n    return i\n',
        reason='The step comes first.',
    ),
    Refusal(
        code='class A:\n    def f(self):\n        i = 0\n        while i < self.n:\n            self.g(i)\n            i += 1\n',
        reason='The limit is an attribute that a call may change.',
        function='A.f',
    ),
)
