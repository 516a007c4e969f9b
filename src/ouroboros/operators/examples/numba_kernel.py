"""Text of the examples of ``numba_kernel``, before and after, and look-alikes that it leaves alone."""
# ruff: noqa: E501 - generated text stands here as it is generated

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.native.support import SUPPORT

DOT = """\
def dot(xs, ys):
    total = 0
    for x, y in zip(xs, ys):
        total += x * y
    return total
"""

DOT_AFTER = f"""\
import math as _ouroboros_math
{SUPPORT}

def _ouroboros_dot_kernel_d6c5e536(a0, a1, unit):
    made = 0
    whole_v0_total = True
    v0_total = (0.0)
    t2 = a0.shape[0]
    t3 = a1.shape[0]
    for t1 in range(min(t2, t3)):
        t4 = a0[t1]
        t5 = a1[t1]
        v0_x = t4
        v0_y = t5
        t6 = v0_x * v0_y
        t7 = v0_total + t6
        whole_v0_total = False
        v0_total = t7
    t8 = whole_v0_total
    t9 = v0_total
    whole_vr_return = t8
    vr_return = t9
    return (vr_return, whole_vr_return,)


_ouroboros_dot_kernels = [
    {{"function": _ouroboros_dot_kernel_d6c5e536, "signature": "(float64[::1], float64[::1], float64,)", "code": None, "failures": 0}},
]


def _ouroboros_dot_native(p0, p1):
    \"\"\"``(result,)`` computed by machine code, or None: then the original has to do it.\"\"\"
    if (
        type(p0) is list
        and p0 and type(p0[0]) is float
        and type(p1) is list
        and p1 and type(p1[0]) is float
        and len(p0) + len(p1) >= 32
    ):
        code = _ouroboros_machine_code(_ouroboros_dot_kernels, 0)
        a0 = _ouroboros_copied(p0, 'float64', 'list') if code else None
        a1 = _ouroboros_copied(p1, 'float64', 'list') if code else None
        if code and a0 is not None and a1 is not None:
            try:
                outcome = code(a0, a1, 1.0)
            except Exception:  # the kernel worked on copies: the original starts from untouched arguments
                _ouroboros_dot_kernels[0]["failures"] += 1
                return None
            return ((int(outcome[0]) if outcome[1] else outcome[0]),)
    return None


def dot(xs, ys):
    _ouroboros_outcome = _ouroboros_dot_native(xs, ys)
    if _ouroboros_outcome is not None:
        return _ouroboros_outcome[0]
    total = 0
    for x, y in zip(xs, ys):
        total += x * y
    return total
"""

SMOOTH = """\
def smooth(cells, rounds):
    \"\"\"Average each cell with its neighbours, in place.\"\"\"
    for _ in range(rounds):
        for i in range(1, len(cells) - 1):
            cells[i] = (cells[i - 1] + cells[i] + cells[i + 1]) / 3.0
"""

SMOOTH_AFTER = f"""\
import math as _ouroboros_math
{SUPPORT}

def _ouroboros_smooth_kernel_26d0f832(a0, a1, unit):
    made = 0
    for t1 in range(0, a1):
        v0__ = t1
        t3 = a0.shape[0]
        t4 = t3 - (1)
        for t2 in range((1), t4):
            v0_i = t2
            t5 = v0_i - (1)
            if t5 >= a0.shape[0]:
                raise OverflowError
            t6 = a0[t5]
            if v0_i >= a0.shape[0]:
                raise OverflowError
            t7 = a0[v0_i]
            t8 = t6 + t7
            t9 = v0_i + (1)
            if t9 >= a0.shape[0]:
                raise OverflowError
            t10 = a0[t9]
            t11 = t8 + t10
            t12 = t11 / (3.0)
            t13 = t12
            if v0_i >= a0.shape[0]:
                raise OverflowError
            a0[v0_i] = t13
    return (0,)


_ouroboros_smooth_kernels = [
    {{"function": _ouroboros_smooth_kernel_26d0f832, "signature": "(float64[::1], int64, float64,)", "code": None, "failures": 0}},
]


def _ouroboros_smooth_native(p0, p1):
    \"\"\"``(result,)`` computed by machine code, or None: then the original has to do it.\"\"\"
    if (
        type(p0) is list
        and p0 and type(p0[0]) is float
        and type(p1) is int
        and -2147483648 < p1 < 2147483648
        and len(p0) + abs(p1) >= 10
        and _ouroboros_distinct(p0)
    ):
        code = _ouroboros_machine_code(_ouroboros_smooth_kernels, 0)
        a0 = _ouroboros_copied(p0, 'float64', 'list') if code else None
        if code and a0 is not None:
            before_a0 = a0.copy()
            try:
                outcome = code(a0, p1, 1.0)
            except Exception:  # the kernel worked on copies: the original starts from untouched arguments
                _ouroboros_smooth_kernels[0]["failures"] += 1
                return None
            _ouroboros_store(p0, before_a0, a0)
            return (None,)
    return None


def smooth(cells, rounds):
    \"\"\"Average each cell with its neighbours, in place.\"\"\"
    _ouroboros_outcome = _ouroboros_smooth_native(cells, rounds)
    if _ouroboros_outcome is not None:
        return _ouroboros_outcome[0]
    for _ in range(rounds):
        for i in range(1, len(cells) - 1):
            cells[i] = (cells[i - 1] + cells[i] + cells[i + 1]) / 3.0
"""

FLOATS = {"xs": {"list[float]": 9}}
COUNT = {"n": {"int": 9}}

EXAMPLES = (
    Example(
        before=DOT,
        after=DOT_AFTER,
        function="dot",
        calls=(
            "dot([0.5] * 40, [0.25] * 40)",
            "dot([-0.0] * 40, [1.0] * 40)",
            "dot([1e308, -1e308] * 20, [10.0, 10.0] * 20)",
            "dot([], [])",
            "dot([1, 2] * 20, [0.5, True] * 20)",
            "dot([2**70] * 40, [3] * 40)",
            "dot(['a'] * 40, [2] * 40)",
        ),
        types={"xs": {"list[float]": 9}, "ys": {"list[float]": 9}},
    ),
    Example(
        before=SMOOTH,
        after=SMOOTH_AFTER,
        function="smooth",
        calls=(
            "[cells := [i / 7 for i in range(40)], smooth(cells, 9)]",
            "[cells := [1.5, float('inf'), -0.0] * 20, smooth(cells, 3)]",
            "[cells := [i for i in range(40)], smooth(cells, 9)]",
            "[cells := (1.0,) * 40, smooth(cells, 1)]",
        ),
        types={"cells": {"list[float]": 9}, "rounds": {"int": 9}},
    ),
)

REFUSALS = (
    Refusal(
        code="def f(xs):\n    total = 0.0\n    for x in xs:\n        total += x\n    return total\n",
        reason="no types were recorded",
    ),
    Refusal(
        code="def f(xs):\n    for x in xs:\n        print(x)\n",
        reason="it writes output",
        types=FLOATS,
    ),
    Refusal(
        code="def f(xs):\n    return sum((x * x for x in xs), 0.0)\n",
        reason="sum with a start",
        types=FLOATS,
    ),
    Refusal(
        code="def f(xs):\n    for x in xs:\n        last = x\n    return last\n",
        reason="unbound for an empty list",
        types=FLOATS,
    ),
    Refusal(
        code="def f(n):\n    t = 0\n    for i in range(n):\n        t = t + i\n        if t > 9:\n            t = 0.5\n    return t\n",
        reason="a variable is now any int, now a float",
        types=COUNT,
    ),
    Refusal(
        code="def f(xs):\n    for i in range(len(xs)):\n        xs[i] = 0\n",
        reason="it puts an int into a list of floats",
        types=FLOATS,
    ),
    Refusal(
        code="def f(xs, out):\n    for x in xs:\n        out.append(x)\n",
        reason="it grows a list that it was given",
        types={"xs": {"list[float]": 3}, "out": {"list[float]": 3}},
    ),
    Refusal(
        code="def f(rows):\n    for row in rows:\n        row[0] += 1.0\n    return rows[0]\n",
        reason="it returns a row of the very table that it was given",
        types={"rows": {"list[list[float]]": 3}},
    ),
    Refusal(
        code="class B:\n    pass\n\n\nclass P(B):\n    x = 1.0\n\n\ndef f(p, n):\n    t = 0.0\n    for _ in range(n):\n        t += p.x\n    return t\n",
        reason="the class of the object has a base, where anything may happen",
        types={"p": {"example.P": 3}, "n": {"int": 3}},
    ),
    Refusal(
        code="def f(n):\n    t = 1\n    for i in range(n):\n        t *= i**n\n    return t\n",
        reason="powers of integers leave int64 at once",
        types=COUNT,
    ),
    Refusal(
        code="def f(n):\n    for i in range(n):\n        yield i * 0.5\n",
        reason="a generator",
        types=COUNT,
    ),
    Refusal(
        code="def range(n):\n    return [0.5] * n\n\n\ndef f(n):\n    t = 0.0\n    for x in range(n):\n        t += x\n    return t\n",
        reason="a built-in is shadowed",
        types=COUNT,
    ),
)
