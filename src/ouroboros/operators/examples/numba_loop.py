"""Text of the examples of ``numba_loop``, before and after, and look-alikes that it leaves alone."""
# ruff: noqa: E501 - generated text stands here as it is generated

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import FIELD
from ouroboros.operators.native.support import SETTABLE, SUPPORT
from ouroboros.records.hotspot import TypeProfile

HISTOGRAM = """\
class Histogram:
    def __init__(self, size):
        self.counts = [0] * size
        self.seen = 0

    def add(self, values, label):
        print("adding", label)
        for value in values:
            for place in range(len(self.counts)):
                if value % 7 == place:
                    self.counts[place] += 1
            self.seen += 1
        return f"{label}: {self.seen}"


def told(values, size, label="x"):
    made = Histogram(size)
    counts = made.counts
    return made.add(values, label), made.counts, made.seen, made.counts is counts
"""

HISTOGRAM_AFTER = f"""\
import math as _ouroboros_math
{FIELD}


{SETTABLE}

{SUPPORT}

def _ouroboros_Histogram_add_part1_kernel_c499f3fe(a0, a1, a2, unit):
    made = 0
    v0__ouroboros_at_self_seen = a2
    t2 = a0.shape[0]
    for t1 in range(t2):
        t3 = a0[t1]
        v0_value = t3
        t5 = a1.shape[0]
        for t4 in range(0, t5):
            v0_place = t4
            t6 = v0_value % (7)
            t7 = t6 == v0_place
            if t7:
                pass
                if v0_place >= a1.shape[0]:
                    raise OverflowError
                t8 = a1[v0_place]
                t9 = t8 + (1)
                if not -4611686018427387904 < t9 < 4611686018427387904:
                    raise OverflowError
                a1[v0_place] = t9
            else:
                pass
        t10 = v0__ouroboros_at_self_seen + (1)
        if not -4611686018427387904 < t10 < 4611686018427387904:
            raise OverflowError
        v0__ouroboros_at_self_seen = t10
    t11 = v0__ouroboros_at_self_seen
    t12 = t11
    vr_return_0 = t12
    return (vr_return_0,)


_ouroboros_Histogram_add_part1_kernels = [
    {{"function": _ouroboros_Histogram_add_part1_kernel_c499f3fe, "signature": "(int64[::1], int64[::1], int64, float64,)", "code": None, "failures": 0}},
]


def _ouroboros_Histogram_add_part1_native(p0, p1, p2):
    \"\"\"``(result,)`` computed by machine code, or None: then the original has to do it.\"\"\"
    if (
        type(p0) is list
        and p0 and type(p0[0]) is int
        and type(p1) is list
        and p1 and type(p1[0]) is int
        and type(p2) is int
        and -2147483648 < p2 < 2147483648
        and len(p0) + len(p1) + abs(p2) >= 10
        and _ouroboros_distinct(p0, p1)
    ):
        code = _ouroboros_machine_code(_ouroboros_Histogram_add_part1_kernels, 0)
        a0 = _ouroboros_copied(p0, 'int64', 'list') if code else None
        a1 = _ouroboros_copied(p1, 'int64', 'list') if code else None
        if code and a0 is not None and a1 is not None:
            before_a1 = a1.copy()
            try:
                outcome = code(a0, a1, p2, 1.0)
            except Exception:  # the kernel worked on copies: the original starts from untouched arguments
                _ouroboros_Histogram_add_part1_kernels[0]["failures"] += 1
                return None
            _ouroboros_store(p1, before_a1, a1)
            return ((outcome[0],),)
    return None


class Histogram:
    def __init__(self, size):
        self.counts = [0] * size
        self.seen = 0

    def add(self, values, label):
        print("adding", label)
        _ouroboros_outcome = _ouroboros_Histogram_add_part1_native(values, _ouroboros_field(self, "counts"), _ouroboros_settable(self, "seen"))
        if _ouroboros_outcome is not None:
            self.seen, = _ouroboros_outcome[0]
        else:
            for value in values:
                for place in range(len(self.counts)):
                    if value % 7 == place:
                        self.counts[place] += 1
                self.seen += 1
        return f"{{label}}: {{self.seen}}"


def told(values, size, label="x"):
    made = Histogram(size)
    counts = made.counts
    return made.add(values, label), made.counts, made.seen, made.counts is counts
"""

CHAINS = """\
def chain(n):
    steps = 1
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


def longest(limit):
    best, where = 0, 0
    for n in range(1, limit):
        length = chain(n)
        if length > best:
            best, where = length, n
    return {"length": best, "where": where}
"""

CHAINS_AFTER = f"""\
import math as _ouroboros_math
def chain(n):
    steps = 1
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


{SUPPORT}

def _ouroboros_longest_part1_kernel_fc46dba4(a0, unit):
    made = 0
    v0_best = (0)
    v0_where = (0)
    for t1 in range((1), a0):
        v0_n = t1
        t2 = v0_n
        v1_n = t2
        v1_steps = (1)
        while True:
            t3 = v1_n != (1)
            if not (t3):
                break
            t5 = v1_n % (2)
            t6 = t5 == (0)
            if t6:
                t7 = v1_n // (2)
                t4 = t7
            else:
                if not -4.6e18 < float((3)) * float(v1_n) < 4.6e18:
                    raise OverflowError
                t8 = (3) * v1_n
                t9 = t8 + (1)
                if not -4611686018427387904 < t9 < 4611686018427387904:
                    raise OverflowError
                t4 = t9
            t10 = t4
            v1_n = t10
            t11 = v1_steps + (1)
            if not -4611686018427387904 < t11 < 4611686018427387904:
                raise OverflowError
            v1_steps = t11
        v1_return = v1_steps
        t12 = v1_return
        v0_length = t12
        t13 = v0_length > v0_best
        if t13:
            pass
            t14 = v0_length
            t15 = v0_n
            t16 = t14
            t17 = t15
            v0_best = t16
            v0_where = t17
        else:
            pass
    t18 = v0_best
    t19 = v0_where
    t20 = t18
    t21 = t19
    vr_return_0 = t20
    vr_return_1 = t21
    return (vr_return_0, vr_return_1,)


_ouroboros_longest_part1_kernels = [
    {{"function": _ouroboros_longest_part1_kernel_fc46dba4, "signature": "(int64, float64,)", "code": None, "failures": 0}},
]


def _ouroboros_longest_part1_native(p0):
    \"\"\"``(result,)`` computed by machine code, or None: then the original has to do it.\"\"\"
    if (
        type(chain) is type(_ouroboros_longest_part1_native) and chain.__qualname__ == 'chain' and chain.__globals__ is globals()
        and type(p0) is int
        and -2147483648 < p0 < 2147483648
        and abs(p0) >= 10
    ):
        code = _ouroboros_machine_code(_ouroboros_longest_part1_kernels, 0)
        if code:
            try:
                outcome = code(p0, 1.0)
            except Exception:  # the kernel worked on copies: the original starts from untouched arguments
                _ouroboros_longest_part1_kernels[0]["failures"] += 1
                return None
            return ((outcome[0], outcome[1],),)
    return None


def longest(limit):
    _ouroboros_outcome = _ouroboros_longest_part1_native(limit)
    if _ouroboros_outcome is not None:
        best, where = _ouroboros_outcome[0]
    else:
        best, where = 0, 0
        for n in range(1, limit):
            length = chain(n)
            if length > best:
                best, where = length, n
    return {{"length": best, "where": where}}
"""

FLOATS = {"xs": {"list[float]": 9}}

EXAMPLES = (
    Example(
        before=HISTOGRAM,
        after=HISTOGRAM_AFTER,
        function="Histogram.add",
        calls=(
            "told([3, 4, 5, 10] * 20, 7)",
            "told([3, -4, 2**40] * 20, 7)",
            "told([True, 2] * 20, 3)",
            "told([1.0, 2] * 20, 3)",
            "told([], 3)",
            "told([1] * 50, 0)",
            "told((1, 2) * 50, 2)",
            "told([1, 'a'] * 50, 2)",
        ),
        types={"values": {"list[int]": 9}, "label": {"str": 9}},
        profile=TypeProfile(
            attributes={"self.counts": {"list[int]": 9}, "self.seen": {"int": 9}}, calls_seen=9
        ),
    ),
    Example(
        before=CHAINS,
        after=CHAINS_AFTER,
        function="longest",
        calls=("longest(300)", "longest(1)", "longest(-5)", "longest(True)", "longest(40.0)"),
        types={"limit": {"int": 9}},
    ),
)

REFUSALS = (
    Refusal(
        code="def f(xs):\n    t = 0.0\n    for x in xs:\n        t += x\n        print(t)\n    print(t)\n",
        reason="the loop prints",
        types=FLOATS,
    ),
    Refusal(
        code="def f(xs):\n    for x in xs:\n        last = x * 2.0\n    print(last)\n",
        reason="without a turn of the loop the name is unbound",
        types=FLOATS,
    ),
    Refusal(
        code="def f(xs):\n    t = 0.0\n    for x in xs:\n        t += x\n    print(t, locals())\n",
        reason="locals() sees the variables of the loop",
        types=FLOATS,
    ),
    Refusal(
        code="def f(xs):\n    t = 0.0\n    def told():\n        return t\n    for x in xs:\n        t += x\n    print(told())\n",
        reason="a nested function sees what the loop assigns",
        types=FLOATS,
    ),
    Refusal(
        code="def f(xs, a, b):\n    for x in xs:\n        a.t += x\n        b.t -= x\n    print(a, b)\n",
        reason="a and b may be the same object",
        types=FLOATS,
    ),
)
