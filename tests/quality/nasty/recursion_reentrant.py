"""Recursive functions whose answers hang on more than their arguments look like."""

import sys

ORDER = [2, 3]
tried = []


def ways(n, step=1):
    if n <= 0:
        return n == 0
    return ways(n - 1, step) + ways(n - step - 1, step)


def fractions(n):
    if n <= 1:
        return n
    return fractions(n - 1) + fractions(n - 2)


def grid(row, column):
    if row == 0 or column == 0:
        return (row, column)
    return max(grid(row - 1, column), grid(row, column - 1))


def lists(n):
    if n == 0:
        return [0]
    return lists(n - 1) + lists(n - 1)


def shares(n, seen=()):
    if n == 0:
        return seen
    return shares(n - 1, seen + (n,)) or shares(n - 1, seen)


def failing(n):
    if n == 0:
        raise ValueError(f"bottom {n}")
    return failing(n - 1) + failing(n - 1)


def recover(n):
    try:
        if n == 0:
            raise ValueError("bottom")
        return recover(n - 1) + recover(n - 1)
    except ValueError:
        return 1


def by_global(n):
    if n < 1:
        return ORDER[n]
    return by_global(n - 1) + by_global(n - 2)


def divided(n, k):
    if n == 0:
        return 1.0
    return divided(n - 1, k) / k + divided(n - 1, -k)


def depth(n):
    if n <= 0:
        return 0
    return 1 + max(depth(n - 1), depth(n - n))


def same(n, other):
    if n == 0:
        return other
    return same(n - 1, other) if n % 2 else same(n - 1, other) and same(n - 1, other)


def identity(n):
    if n == 0:
        return (1, 2)
    left, right = identity(n - 1), identity(n - 1)
    return left if left == right else right


def by_keyword(n, *, limit=3):
    if n > limit:
        return 1
    return by_keyword(n + 1, limit=limit) + by_keyword(n + 2, limit=limit)


def text(a, b):
    if not a or not b:
        return a + b
    return min(text(a[1:], b), text(a, b[1:]))


class Number(int):
    def __sub__(self, other):
        tried.append(int(self))
        return Number(int(self) - other)


def asked(n):
    tried.clear()
    return fractions(Number(n)), list(tried), type(fractions(Number(n))).__name__


def deep(function, n):
    limit = sys.getrecursionlimit()
    base, frame = 0, sys._getframe()
    while frame:
        base, frame = base + 1, frame.f_back
    sys.setrecursionlimit(base + 60)
    try:
        return function(n)
    except RecursionError:
        return "too deep"
    finally:
        sys.setrecursionlimit(limit)


PROBES = [
    "ways(5), ways(5, 2), ways(True), ways(2.0), ways(0)",
    "fractions(6), fractions(True), fractions(1.0), fractions(6.5)",
    "fractions(-0.0), fractions(float('nan'))",
    "fractions('a')",
    "fractions(None)",
    "asked(4)",
    "grid(2, 2), grid(True, 1), grid(1, True), grid(2.0, 1)",
    "lists(3), (lambda x: x[0] is x[1])([lists(1), lists(1)])",
    "shares(3), shares(2, (9,)), shares(2, [])" ,
    "shares(0, [])",
    "failing(2)",
    "recover(2)",
    "by_global(4)",
    "ORDER.append(1) or by_global(4), ORDER.pop()",
    "divided(2, 0)",
    "divided(2, 3), divided(2, -0.0)",
    "divided(3, float('inf'))",
    "deep(depth, 20), deep(depth, 52), deep(depth, 57), deep(depth, 58), deep(depth, 59), deep(depth, 60)",
    "same(4, 'x'), same(4, 0), same(3, [])",
    "same(4, float('nan'))",
    "identity(3), identity(3) is identity(3)",
    "by_keyword(0), by_keyword(0, limit=4)",
    "text('ab', 'ba'), text(b'ab', b'ba')",
    "text('ab', b'ba')",
    "text('ab', (1,))",
    "text((1, True), (1.0,))",
]
