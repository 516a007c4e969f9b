"""Examples and refusals of ``counter-apart``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
def f(xs):
    total = 0
    count = 0
    for x in xs:
        total += x
        count += 1
    return total / count
""",
        after="""\
def f(xs):
    total = 0
    count = 0
    if type(xs) in (list, tuple) and type(count) is int:
        count += len(xs)
        for x in xs:
            total += x
    else:
        for x in xs:
            total += x
            count += 1
    return total / count
""",
        calls=(
            "f([1, 2, 3])",
            "f((0.1, 0.2))",
            "f([])",
            "f({1: 2})",
            "f(iter([1, 2]))",
            "f(x for x in (4, 5))",
            "f(['a'])",
            "f([1, None])",
            "f(None)",
            "f(range(4))",
            "f('')",
        ),
    ),
    Example(
        function="Station.mean",
        before="""\
class Station:
    def __init__(self, readings):
        self.readings = readings

    def mean(self, seen=0):
        total = 0
        for value in self.readings:
            seen += 1
            if value < 0:
                continue_at = value
                total -= continue_at
            total += value
        return total, seen


class Twice(Station):
    @property
    def readings(self):
        print("read")
        return self._readings

    @readings.setter
    def readings(self, values):
        self._readings = values
""",
        after="""\
class Station:
    def __init__(self, readings):
        self.readings = readings

    def mean(self, seen=0):
        total = 0
        _readings_seen = self.readings
        if type(_readings_seen) in (list, tuple) and type(seen) is int:
            seen += len(_readings_seen)
            for value in _readings_seen:
                if value < 0:
                    continue_at = value
                    total -= continue_at
                total += value
        else:
            for value in _readings_seen:
                seen += 1
                if value < 0:
                    continue_at = value
                    total -= continue_at
                total += value
        return total, seen


class Twice(Station):
    @property
    def readings(self):
        print("read")
        return self._readings

    @readings.setter
    def readings(self, values):
        self._readings = values
""",
        calls=(
            "Station([1, -2, 3]).mean()",
            "Station([]).mean(4)",
            "Station([1]).mean(0.5)",
            "Station([1]).mean('a')",
            "Station([]).mean('a')",
            "Station({3: 4}).mean(True)",
            "Station(['a']).mean()",
            "Station(None).mean()",
            "Twice([1, 2]).mean()",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="def f(xs):\n    n = 0\n    t = 0\n    for x in xs:\n        if x < 0:\n            break\n"
        "        t += x\n        n += 1\n    return t, n\n",
        reason="the loop may end early",
    ),
    Refusal(
        code="def f(xs):\n    n = 0\n    t = 0\n    for x in xs:\n        if x < 0:\n            continue\n"
        "        n += 1\n    return t, n\n",
        reason="some rounds are not counted",
    ),
    Refusal(
        code="def f(xs):\n    n = 0\n    out = []\n    for x in xs:\n        out.append((n, x))\n        n += 1\n"
        "    return out\n",
        reason="the counter is read in the loop",
    ),
    Refusal(
        code="def f(xs):\n    n = 0\n    for x in xs:\n        xs.append(x - 1)\n        n += 1\n    return n\n",
        reason="the list grows",
    ),
    Refusal(
        code="def f(xs, g):\n    n = 0\n    t = 0\n    for x in xs:\n        t += g(x)\n        n += 1\n"
        "    return t, n\n",
        reason="an unknown call may change the list",
    ),
    Refusal(
        code="def f(xs):\n    n = 0\n    t = 0\n    try:\n        for x in xs:\n            t += x\n"
        "            n += 1\n    except TypeError:\n        pass\n    return t, n\n",
        reason="a handler sees how far the count had come",
    ),
    Refusal(
        code="def f(xs):\n    n = 0\n    t = 0\n    seen = (n for _ in xs)\n    for x in xs:\n        t += next(seen)\n"
        "        n += 1\n    return t, n\n",
        reason="a generator expression reads the counter meanwhile",
    ),
    Refusal(
        code="def f(xs):\n    n = 0\n    for x in xs:\n        n += 1\n        yield x\n    return n\n",
        reason="others run between the rounds",
    ),
    Refusal(
        code="class C:\n    def f(self):\n        n = 0\n        for x in self.xs:\n            self.t = x\n"
        "            n += 1\n        return n\n",
        function="C.f",
        reason="an attribute is written, which may run code that changes the list",
    ),
    Refusal(
        code="def f(xs):\n    n = 0\n    out = []\n    for x in xs:\n        out += x\n        n += 1\n"
        "    return out, n\n",
        reason="an item may be a generator that puts more items into the list",
    ),
    Refusal(
        code="def f(xs):\n    n = 0\n    t = 0\n    for a, b in xs:\n        t += a * b\n        n += 1\n"
        "    return t, n\n",
        reason="taking an item apart may run a generator",
    ),
)
