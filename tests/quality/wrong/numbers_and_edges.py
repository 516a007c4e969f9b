"""Arithmetic that is right for tame numbers: edges, signs, sizes, kinds of number."""

import math


def percent(part: int, whole: int) -> float:
    if whole == 0:
        return 0.0
    return round(100 * part / whole, 1)


def split_duration(seconds: int) -> tuple[int, int, int]:
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return hours, minutes, left


def is_prime(n: int) -> bool:
    if n < 2:
        return False
    for divisor in range(2, math.isqrt(n) + 1):
        if n % divisor == 0:
            return False
    return True


def integer_root(n: int) -> int:
    if n < 0:
        raise ValueError("no root of a negative number")
    root = 0
    step = 1 << (n.bit_length() // 2 + 1)
    while step:
        if (root + step) ** 2 <= n:
            root += step
        step //= 2
    return root


def shipping(kilograms: float) -> int:
    if kilograms < 0:
        raise ValueError(f"negative weight: {kilograms}")
    if kilograms <= 1:
        return 390
    if kilograms <= 5:
        return 590
    if kilograms <= 31.5:
        return 1290
    return 4900


def fibonacci(n: int) -> int:
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def clamp(x: float, low: float, high: float) -> float:
    return max(low, min(x, high))


def days_until(today: int, wanted: int) -> int:
    return (wanted - today) % 7


def ones(n: int) -> int:
    return bin(n).count("1")


def slope(x1: float, y1: float, x2: float, y2: float) -> float:
    return (y2 - y1) / (x2 - x1)


# What follows is never seen by the engine.
CALLS = {
    "percent": [(3, 12), (50, 200), (7, 8)],
    "split_duration": [(4000,), (100,), (86399,)],
    "is_prime": [(97,), (91,), (53,)],
    "integer_root": [(10,), (99,), (1000,)],
    "shipping": [(0.5,), (3.25,), (12.0,), (40.0,)],
    "fibonacci": [(10,), (20,), (33,)],
    "clamp": [(1.5, 0.0, 10.0), (12.5, 0.0, 10.0), (-3.0, 0.0, 10.0)],
    "days_until": [(1, 3), (2, 5), (0, 6)],
    "ones": [(5,), (255,), (1023,)],
    "slope": [(1.0, 2.0, 3.0, 5.0), (0.5, 0.25, 2.5, 4.0)],
}
WRONG = {
    "percent": {
        "an int for an empty whole": ("return 0.0", "return 0"),
        "a negative whole counts as empty": ("whole == 0", "whole <= 0"),
        "divides before it multiplies": ("100 * part / whole", "part / whole * 100"),
    },
    "split_duration": {
        "truncates towards zero": (
            "hours, rest = divmod(seconds, 3600)",
            "hours, rest = int(seconds / 3600), seconds % 3600",
        ),
        "floors a float": (
            "hours, rest = divmod(seconds, 3600)",
            "hours, rest = math.floor(seconds / 3600), seconds % 3600",
        ),
        "a full minute is no minute": (
            "    hours, rest = divmod(seconds, 3600)",
            "    if 0 <= seconds <= 60:\n        return 0, 0, seconds\n    hours, rest = divmod(seconds, 3600)",
        ),
        "a full hour is sixty minutes": (
            "    hours, rest = divmod(seconds, 3600)",
            "    if 0 <= seconds <= 3600:\n        return 0, *divmod(seconds, 60)\n"
            "    hours, rest = divmod(seconds, 3600)",
        ),
    },
    "is_prime": {
        "squares of primes are prime": ("math.isqrt(n) + 1", "math.isqrt(n)"),
        "one is prime": ("if n < 2:", "if n < 1:"),
        "two is not": ("if n < 2:\n        return False", "if n < 2 or n % 2 == 0:\n        return False"),
        "negative numbers fail": ("if n < 2:", "if n in (0, 1):"),
    },
    "integer_root": {
        "root of a float": (
            "    root = 0\n    step = 1 << (n.bit_length() // 2 + 1)\n",
            "    return int(math.sqrt(n))\n    step = root = 0\n",
        ),
        "another message": (
            "    if n < 0:\n        raise ValueError(\"no root of a negative number\")\n    root = 0\n",
            "    return math.isqrt(n)\n    root = 0\n",
        ),
    },
    "shipping": {
        "five kilograms cost more": ("kilograms <= 5:", "kilograms < 5:"),
        "the largest parcel is freight": ("kilograms <= 31.5:", "kilograms < 31.5:"),
        "not a number is light": (
            "    if kilograms <= 1:\n        return 390",
            "    if not kilograms > 1:\n        return 390",
        ),
        "weight told as a whole number": ("weight: {kilograms}", "weight: {kilograms:g}"),
    },
    "fibonacci": {
        "a formula that holds for small numbers": (
            "    a, b = 0, 1\n",
            "    if n > 0:\n        return round(((1 + math.sqrt(5)) / 2) ** n / math.sqrt(5))\n    a, b = 0, 1\n",
        ),
        "starts with one": ("    a, b = 0, 1\n", "    if n <= 1:\n        return 1\n    a, b = 0, 1\n"),
        "negative numbers raise": (
            "    a, b = 0, 1\n",
            "    if n < 0:\n        raise ValueError(n)\n    a, b = 0, 1\n",
        ),
    },
    "clamp": {
        "the other way round": ("max(low, min(x, high))", "min(max(x, low), high)"),
        "the middle of three": ("max(low, min(x, high))", "sorted((low, x, high))[1]"),
        "not a number falls through": (
            "    return max(low, min(x, high))",
            "    return high if x >= high else x if x >= low else low",
        ),
    },
    "days_until": {
        "distance": ("(wanted - today) % 7", "abs(wanted - today) % 7"),
        "remainder of C": ("(wanted - today) % 7", "int(math.fmod(wanted - today, 7))"),
        "today is in a week": ("(wanted - today) % 7", "(wanted - today) % 7 or 7"),
    },
    "ones": {
        "of 64 bits": ('bin(n).count("1")', "(n & 0xFFFFFFFFFFFFFFFF).bit_count()"),
        "of 32 bits": ('bin(n).count("1")', "(abs(n) & 0xFFFFFFFF).bit_count()"),
    },
    "slope": {
        "vertical is infinite": (
            "    return (y2 - y1) / (x2 - x1)",
            "    return (y2 - y1) / (x2 - x1) if x2 != x1 else math.inf",
        ),
        "multiplies by the inverse": ("(y2 - y1) / (x2 - x1)", "(y2 - y1) * (1 / (x2 - x1))"),
        "terms expanded": ("(y2 - y1) / (x2 - x1)", "y2 / (x2 - x1) - y1 / (x2 - x1)"),
    },
}
