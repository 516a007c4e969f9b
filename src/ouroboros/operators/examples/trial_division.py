"""Helper source, examples and refusals of :mod:`ouroboros.operators.trial_division`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

SMALLEST = '''\
def _ouroboros_smallest(number, start, stop, step):
    """A range that ends at the square root where the smallest divisor can't be above it; else all of it."""
    if type(number) is int and type(stop) is int and 1 < number and stop <= number:
        if step == 1 or number % 2:
            return range(start, min(stop, _ouroboros_isqrt(number) + 1), step)
    return range(start, stop, step)'''

DIVISORS = '''\
def _ouroboros_divisors(number, start, stop):
    """The divisors of a positive int in a range, in order; the range itself when that is less work."""
    if type(number) is not int or type(stop) is not int or number < 1:
        return range(start, stop)
    root = _ouroboros_isqrt(number)
    if root >= stop - start:
        return range(start, stop)
    return _ouroboros_divisors_of(number, start, stop, root)


def _ouroboros_divisors_of(number, start, stop, root):
    """Divisors one by one, as they are asked for: those up to the root lead to the others."""
    above = []
    for at in range(1, root + 1):
        if not number % at:
            if at * at != number:
                above.append(number // at)
            if start <= at < stop:
                yield at
    for at in reversed(above):
        if start <= at < stop:
            yield at'''

_IMPORT = "from math import isqrt as _ouroboros_isqrt\n\n\n"

EXAMPLES = (
    Example(
        before="""\
def f(n):
    if n < 2:
        return False
    for i in range(2, n):
        if n % i == 0:
            return False
    return True
""",
        after=f"""\
{_IMPORT}{SMALLEST}


def f(n):
    if n < 2:
        return False
    for i in _ouroboros_smallest(n, 2, n, 1):
        if n % i == 0:
            return False
    return True
""",
        calls=(
            *("[f(n) for n in range(-3, 130)]", "f(True)", "f(9.0)", "f(10**4 + 7)", "f(None)", "f('7')"),
            *("f(1.5)",),
        ),
    ),
    Example(
        before="""\
def f(top):
    found = []
    for n in range(3, top):
        for i in range(3, n // 2, 2):
            if not n % i:
                found.append((n, i))
                break
        else:
            found.append(n)
    return found
""",
        after=f"""\
{_IMPORT}{SMALLEST}


def f(top):
    found = []
    for n in range(3, top):
        for i in _ouroboros_smallest(n, 3, n // 2, 2):
            if not n % i:
                found.append((n, i))
                break
        else:
            found.append(n)
    return found
""",
        calls=("f(160)", "f(0)", "f(3)", "f(2.5)"),
    ),
    Example(
        before="def f(n):\n    return n > 1 and all(n % d != 0 for d in range(2, n // 2 + 1))\n",
        after=f"{_IMPORT}{SMALLEST}\n\n\ndef f(n):\n"
        "    return n > 1 and all(n % d != 0 for d in _ouroboros_smallest(n, 2, n // 2 + 1, 1))\n",
        calls=("[f(n) for n in range(-3, 130)]", "f(True)", "f(9.5)", "f('a')"),
    ),
    Example(
        before="def f(top):\n    return [n for n in range(2, top) if all(n % i for i in range(2, n))]\n",
        after=f"{_IMPORT}{SMALLEST}\n\n\ndef f(top):\n"
        "    return [n for n in range(2, top) if all(n % i for i in _ouroboros_smallest(n, 2, n, 1))]\n",
        calls=("f(150)", "f(2)", "f(1.0)"),
    ),
    Example(
        before="""\
def f(n):
    total = 0
    for i in range(1, n):
        if n % i == 0:
            total += i
    return total
""",
        after=f"""\
{_IMPORT}{DIVISORS}


def f(n):
    total = 0
    for i in _ouroboros_divisors(n, 1, n):
        if n % i == 0:
            total += i
    return total
""",
        calls=("[f(n) for n in range(-3, 130)]", "f(True)", "f(0)", "f(9.0)", "f(None)"),
    ),
    Example(
        before="def f(n, m):\n    return [d for d in range(2, n // 2 + 1) if n % d == 0 and m % d == 0]\n",
        after=f"{_IMPORT}{DIVISORS}\n\n\ndef f(n, m):\n"
        "    return [d for d in _ouroboros_divisors(n, 2, n // 2 + 1) if n % d == 0 and m % d == 0]\n",
        calls=("[f(n, 60) for n in range(-3, 130)]", "f(12, None)", "f(7, None)", "f(True, 1)", "f(2.0, 1)"),
    ),
)

REFUSALS = (
    Refusal(
        code="def f(n):\n    for i in range(2, int(n**0.5) + 1):\n        if n % i == 0:\n"
        "            return False\n    return True\n",
        reason="It ends at the square root already.",
    ),
    Refusal(
        code="def f(n):\n    for i in range(2, n):\n        if n % i == 0:\n            break\n    return i\n",
        reason="What the loop leaves in its variable is used.",
    ),
    Refusal(
        code="def f(n):\n    while_primes = 0\n    for i in range(1, n):\n        if n % i == 0:\n"
        "            n = n // i\n    return n\n",
        reason="The number changes on the way.",
    ),
    Refusal(
        code="def f(n):\n    out = []\n    for i in range(2, n):\n        if n % i == 0:\n"
        "            out.append(i)\n        else:\n            out.append(0)\n    return out\n",
        reason="Numbers that do not divide count too.",
    ),
    Refusal(
        code="def f(n):\n    for i in range(0, n):\n        if n % i == 0:\n            print(i)\n",
        reason="Division by zero comes first.",
    ),
    Refusal(
        code="def f(n):\n    return (d for d in range(1, n) if n % d == 0)\n",
        reason="The generator may run later, when nobody waits for all of it.",
    ),
    Refusal(
        code="def f(n, m):\n    for i in range(2, n):\n        if m % i == 1:\n            return i\n",
        reason="Another rest than none says nothing about the square root.",
    ),
    Refusal(
        code="def f(n, m):\n    for i in range(2, 50 + 0 * (n := m)):\n        if n % i == 0:\n"
        "            return i\n    return n\n",
        reason="The number is another one when the range has been made.",
    ),
    Refusal(
        code="def f(n):\n    def g():\n        nonlocal n\n        n = 143\n        return 50\n\n"
        "    for i in range(2, g()):\n        if n % i == 0:\n            return i\n    return n\n",
        reason="Another function changes the number while the range is made.",
    ),
)
