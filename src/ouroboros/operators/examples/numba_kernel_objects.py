"""Text of the examples of ``numba_kernel`` with objects and tuples, before and after."""
# ruff: noqa: E501 - generated text stands here as it is generated

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import FIELD
from ouroboros.operators.native.support import COLUMNS, PLAIN_CLASS, SETTABLE, SUPPORT
from ouroboros.records.hotspot import TypeProfile

SPRING = """\
class Spring:
    LIMIT = 4.0

    def __init__(self, place, marks):
        self.place = place
        self.speed = 0
        self.marks = marks

    def step(self, pause):
        self.speed -= self.place * pause
        self.place += self.speed * pause
        if self.place > self.LIMIT:
            self.place = self.LIMIT

    def swing(self, count, pause):
        for k in range(count):
            self.step(pause)
            self.marks[k % len(self.marks)] = self.place
        return self.speed
"""

SPRING_AFTER = f"""\
import math as _ouroboros_math
{FIELD}


{SETTABLE}


{PLAIN_CLASS}


{SUPPORT}


def _ouroboros_Spring_swing_kernel_eb7526f8(a0, a1, a2, a3, a4, unit):
    made = 0
    vp0_place = a0
    vp0_speed = a1
    vp0_marks = a2
    o_vp0_marks = 0
    n_vp0_marks = a2.shape[0]
    for t1 in range(0, a3):
        v0_k = t1
        t2 = a4
        t3 = vp0_speed
        t4 = vp0_place
        t5 = t4 * t2
        t6 = t3 - t5
        vp0_speed = t6
        t7 = vp0_place
        t8 = vp0_speed
        t9 = t8 * t2
        t10 = t7 + t9
        vp0_place = t10
        t11 = vp0_place
        t12 = t11 > (4.0)
        if t12:
            pass
            vp0_place = (4.0)
        else:
            pass
        t13 = vp0_place
        t14 = t13
        t15 = n_vp0_marks
        if t15 == 0:
            raise OverflowError
        t16 = v0_k % t15
        if t16 >= n_vp0_marks:
            raise OverflowError
        vp0_marks[t16] = t14
    t17 = vp0_speed
    t18 = t17
    vr_return = t18
    t19 = vp0_place
    vr_return_w0 = t19
    t20 = vp0_speed
    vr_return_w1 = t20
    return (vr_return, vr_return_w0, vr_return_w1,)


_ouroboros_Spring_swing_kernels = [
    {{"function": _ouroboros_Spring_swing_kernel_eb7526f8, "signature": "(float64, float64, float64[::1], int64, float64, float64,)", "code": None, "failures": 0}},
]


def _ouroboros_Spring_swing_native(p0, p1, p2):
    \"\"\"``(result,)`` computed by machine code, or None: then the original has to do it.\"\"\"
    if (
        _ouroboros_plain_class('Spring', ('step',), {{'LIMIT': 4.0}}, ('marks', 'place', 'speed'))
        and type(p0) is Spring
        and (p0_place := _ouroboros_settable(p0, "place")) is not None
        and type(p0_place) is float
        and (p0_speed := _ouroboros_settable(p0, "speed")) is not None
        and type(p0_speed) is float
        and (p0_marks := _ouroboros_field(p0, "marks")) is not None
        and type(p0_marks) is list
        and p0_marks and type(p0_marks[0]) is float
        and type(p1) is int
        and -2147483648 < p1 < 2147483648
        and type(p2) is float
        and len(p0_marks) + abs(p1) >= 32
        and _ouroboros_distinct(p0_marks)
        and _ouroboros_lacks(p0, "step")
        and _ouroboros_lacks(p0, "LIMIT")
    ):
        code = _ouroboros_machine_code(_ouroboros_Spring_swing_kernels, 0)
        a2 = _ouroboros_copied(p0_marks, 'float64', 'list') if code else None
        if code and a2 is not None:
            before_a2 = a2.copy()
            try:
                outcome = code(p0_place, p0_speed, a2, p1, p2, 1.0)
            except Exception:  # the kernel worked on copies: the original starts from untouched arguments
                _ouroboros_Spring_swing_kernels[0]["failures"] += 1
                return None
            _ouroboros_store(p0_marks, before_a2, a2)
            p0.place = outcome[1]
            p0.speed = outcome[2]
            return (outcome[0],)
    return None


class Spring:
    LIMIT = 4.0

    def __init__(self, place, marks):
        self.place = place
        self.speed = 0
        self.marks = marks

    def step(self, pause):
        self.speed -= self.place * pause
        self.place += self.speed * pause
        if self.place > self.LIMIT:
            self.place = self.LIMIT

    def swing(self, count, pause):
        _ouroboros_outcome = _ouroboros_Spring_swing_native(self, count, pause)
        if _ouroboros_outcome is not None:
            return _ouroboros_outcome[0]
        for k in range(count):
            self.step(pause)
            self.marks[k % len(self.marks)] = self.place
        return self.speed
"""

PULL = """\
def pull(bodies, rounds):
    for _ in range(rounds):
        for place, mass in bodies:
            for k in range(len(place)):
                place[k] -= place[k] / mass
    return len(bodies)
"""

PULL_AFTER = f"""\
import math as _ouroboros_math
{COLUMNS}


{SUPPORT}


def _ouroboros_pull_kernel_af83f7af(a0, a1, a2, a3, unit):
    made = 0
    for t1 in range(0, a3):
        v0__ = t1
        for t2 in range(a1.shape[0]):
            t3 = a1[t2]
            t4 = a0[t3]
            t5 = a2[t2]
            v0_place = t4
            n_v0_place = a0.shape[1]
            v0_mass = t5
            t7 = n_v0_place
            for t6 in range(0, t7):
                v0_k = t6
                if v0_k >= n_v0_place:
                    raise OverflowError
                t8 = v0_place[v0_k]
                if v0_k >= n_v0_place:
                    raise OverflowError
                t9 = v0_place[v0_k]
                if v0_mass == 0:
                    raise OverflowError
                t10 = t9 / v0_mass
                t11 = t8 - t10
                v0_place[v0_k] = t11
    t12 = a1.shape[0]
    vr_return = t12
    return (vr_return,)


_ouroboros_pull_kernels = [
    {{"function": _ouroboros_pull_kernel_af83f7af, "signature": "(float64[:, ::1], int64[::1], float64[::1], int64, float64,)", "code": None, "failures": 0}},
]


def _ouroboros_pull_native(p0, p1):
    \"\"\"``(result,)`` computed by machine code, or None: then the original has to do it.\"\"\"
    if (
        (lists_of_float := []) is not None
        and type(p0) is list and p0
        and (columns0 := _ouroboros_columns(p0, (list, float,), lists_of_float)) is not None
        and type(p1) is int
        and -2147483648 < p1 < 2147483648
        and _ouroboros_distinct(lists_of_float, columns0[0], columns0[1])
    ):
        code = _ouroboros_machine_code(_ouroboros_pull_kernels, 0)
        a0 = _ouroboros_copied(lists_of_float, 'float64', 'list list') if code else None
        a1 = _ouroboros_copied(columns0[0], 'int64', 'list') if code else None
        a2 = _ouroboros_copied(columns0[1], 'float64', 'list') if code else None
        if code and a0 is not None and a1 is not None and a2 is not None:
            before_a0 = a0.copy()
            try:
                outcome = code(a0, a1, a2, p1, 1.0)
            except Exception:  # the kernel worked on copies: the original starts from untouched arguments
                _ouroboros_pull_kernels[0]["failures"] += 1
                return None
            _ouroboros_store(lists_of_float, before_a0, a0)
            return (outcome[0],)
    return None


def pull(bodies, rounds):
    _ouroboros_outcome = _ouroboros_pull_native(bodies, rounds)
    if _ouroboros_outcome is not None:
        return _ouroboros_outcome[0]
    for _ in range(rounds):
        for place, mass in bodies:
            for k in range(len(place)):
                place[k] -= place[k] / mass
    return len(bodies)
"""


EXAMPLES = (
    Example(
        before=SPRING,
        after=SPRING_AFTER,
        function="Spring.swing",
        calls=(
            "(s := Spring(1.5, [0.0] * 5)).swing(60, 0.125), vars(s)",
            "(s := Spring(9.5, [0.0] * 5)).swing(0, 0.125), vars(s)",
            "(s := Spring(1.5, [])).swing(60, 0.125), vars(s)",
            "(s := Spring(float('nan'), [-0.0] * 3)).swing(60, -0.0), vars(s)",
            "(s := Spring(3, [0.0] * 5)).swing(60, 0.125), vars(s)",
            "setattr(s := Spring(1.5, [0.0] * 5), 'step', print), s.swing(50, 0.125)",
            "Spring.swing(None, 60, 0.125)",
        ),
        types={"self": {"example.Spring": 3}, "count": {"int": 3}, "pause": {"float": 3}},
        profile=TypeProfile(
            attributes={
                "self.place": {"float": 3},
                "self.speed": {"float": 3},
                "self.marks": {"list[float]": 3},
            }
        ),
    ),
    Example(
        before=PULL,
        after=PULL_AFTER,
        function="pull",
        calls=(
            "pull(b := [([1.5, 2.5], 4.0), ([0.5, -0.0], 8.0)], 50), b",
            "pull(b := [(x := [1.5, 2.5], 4.0), (x, 8.0)], 50), b, b[0][0] is b[1][0]",
            "pull(b := [([1.5, 2.5], 4.0), ([0.5], 8.0)], 50), b",
            "pull(b := [([1.5, 2.5], 4.0), ([0.5, 1.0], 0.0)], 50), b",
            "pull(b := [([1.5, 2.5], 4.0), ([0.5, 1.0], 3)], 50), b",
            "pull([], 50)",
            "pull([([], 1.5)] * 3, 50)",
            "pull(iter([([1.5, 2.5], 4.0)]), 1)",
        ),
        types={"bodies": {"list[tuple[list[float], float]]": 3}, "rounds": {"int": 3}},
    ),
)
REFUSALS = (
    Refusal(
        code="class P:\n    @property\n    def x(self):\n        return 1.0\n\n\ndef f(p, n):\n    t = 0.0\n    for _ in range(n):\n        t += p.x\n    return t\n",
        reason="a property runs code",
        types={"p": {"example.P": 3}, "n": {"int": 3}},
    ),
    Refusal(
        code="class P:\n    def __init__(self):\n        self.x = 0\n\n\ndef f(n):\n    p = P()\n    for i in range(n):\n        p.x += i\n    return p\n",
        reason="an object that is made leaves the function",
        types={"n": {"int": 3}},
    ),
    Refusal(
        code="def f(bodies, n):\n    for _ in range(n):\n        for place, mass in bodies:\n            place.append(mass)\n",
        reason="a list in a tuple grows",
        types={"bodies": {"list[tuple[list[float], float]]": 3}, "n": {"int": 3}},
    ),
)
