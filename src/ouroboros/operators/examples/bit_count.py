"""Examples and refusals of ``bit-count``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

_NUMBERS = ("0", "1", "-1", "-5", "255", "2**200 - 3", "-(2**200)", "True", "False")
_OTHERS = ("2.5", "None", "'101'", "b'1'", "[1]")

EXAMPLES = (
    Example(
        before='def f(left, right):\n    return bin(left ^ right).count("1")\n',
        after="def f(left, right):\n"
        '    return (_number.bit_count() if type(_number := left ^ right) is int else bin(_number).count("1"))\n',
        calls=(
            "f(12, 10)",
            "f(-12, 10)",
            "f(0, 0)",
            "f(True, False)",
            "f(2**90, 1)",
            "f({1}, {2})",
            "f('a', 1)",
        ),
    ),
    Example(
        before="""\
class Odd(int):
    def __index__(self):
        return 7

    def __format__(self, spec):
        return "1111"


class Text(str):
    pass


def f(n):
    return (
        bin(n).count("1"),
        bin(n)[2:].count("1"),
        format(n, "b").count("1"),
        f"{n:b}".count("1"),
    )
""",
        after="""\
class Odd(int):
    def __index__(self):
        return 7

    def __format__(self, spec):
        return "1111"


class Text(str):
    pass


def f(n):
    return (
        (n.bit_count() if type(n) is int else bin(n).count("1")),
        (n.bit_count() if type(n) is int else bin(n)[2:].count("1")),
        (n.bit_count() if type(n) is int else format(n, "b").count("1")),
        (n.bit_count() if type(n) is int else f"{n:b}".count("1")),
    )
""",
        calls=(*(f"f({number})" for number in (*_NUMBERS, *_OTHERS)), "f(Odd(2))", "f(Text('1'))"),
    ),
    Example(
        before="""\
def f(n):
    count = 0
    while n:
        n &= n - 1
        count += 1
    return count, n
""",
        after="""\
def f(n):
    count = 0
    if type(n) is int and type(count) is int and n >= 0:
        count += n.bit_count()
        n = 0
    while n:
        n &= n - 1
        count += 1
    return count, n
""",
        calls=("f(0)", "f(255)", "f(2**90 + 1)", "f(True)", "f(1.5)", "f(None)", "f('')", "f([1])"),
    ),
    Example(
        before="""\
def f(numbers, start=0):
    ones = start
    for n in numbers:
        while n > 0:
            if n & 1:
                ones += 1
            n >>= 1
    return ones
""",
        after="""\
def f(numbers, start=0):
    ones = start
    for n in numbers:
        if type(n) is int and type(ones) is int and n >= 0:
            ones += n.bit_count()
            n = 0
        while n > 0:
            if n & 1:
                ones += 1
            n >>= 1
    return ones
""",
        calls=(
            "f([])",
            "f([0, 1, 2, 3, 2**70 - 1])",
            "f([-4, 5])",
            "f([True, 6], 2.5)",
            "f([2.5])",
            "f(['a'])",
            "f([7], 'x')",
            "f(n for n in (3, 5))",
        ),
    ),
    Example(
        before="""\
def f(xs):
    def ones(n):
        c = bin(n + 1).count("1")
        while n:
            n &= n - 1
            c += 1
        return c

    return [ones(x) for x in xs]
""",
        after="""\
def f(xs):
    def ones(n):
        c = (_number.bit_count() if type(_number := n + 1) is int else bin(_number).count("1"))
        while n:
            n &= n - 1
            c += 1
        return c

    return [ones(x) for x in xs]
""",
        calls=("f([0, 7, 8])", "f([True])", "f([0.5])"),
    ),
)

REFUSALS = (
    Refusal(code='def f(n):\n    return bin(n).count("0")\n', reason="zeros depend on how many digits are shown"),
    Refusal(code='def f(n):\n    return bin(n).count("11")\n', reason="two ones side by side are no bit count"),
    Refusal(code='def f(n):\n    return bin(n).count("1", 3)\n', reason="counting begins inside the text"),
    Refusal(code='def f(n):\n    return bin(n)[3:].count("1")\n', reason="the first digit is left out"),
    Refusal(code='def f(n):\n    return hex(n).count("1")\n', reason="hexadecimal digits are no bits"),
    Refusal(code='def f(n):\n    return f"{n:>b}".count("1") + f"{n!r:b}".count("1")\n', reason="another format"),
    Refusal(code='def bin(n):\n    return "1"\n\n\ndef f(n):\n    return bin(n).count("1")\n', reason="own bin"),
    Refusal(
        code='def f(g):\n    return list(bin(n + 1).count("1") for n in g)\n',
        reason="a name that the generator expression shares with its function could change in between",
    ),
    Refusal(
        code="def f(n):\n    c = 0\n    while n:\n        n >>= 1\n        c += n & 1\n    return c\n",
        reason="the first bit is shifted out before it is looked at",
    ),
    Refusal(
        code="def f(n):\n    c = 0\n    while n:\n        c += 1\n        n >>= 1\n    return c\n",
        reason="this counts digits, not ones",
    ),
    Refusal(
        code="def f(n):\n    c = 0\n    while n > 1:\n        n &= n - 1\n        c += 1\n    return c\n",
        reason="the loop ends before the last bit",
    ),
    Refusal(
        code="def f(n):\n    c = 0\n    while n:\n        n &= n - 1\n        c += 2\n    return c\n",
        reason="it counts by twos",
    ),
    Refusal(
        code="c = 0\n\n\ndef f(n):\n    global c\n    while n:\n        n &= n - 1\n        c += 1\n",
        reason="others may look at the counter meanwhile",
    ),
)
