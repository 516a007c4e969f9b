# ruff: noqa: E501  # code in one piece, as it is read
"""Examples and refusals of ``inline-body``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
def clamp(x, low, high=9):
    \"\"\"Inside.\"\"\"
    if x < low:
        return low
    if x > high:
        return high
    return x


def f(xs):
    total = 0
    for x in xs:
        total += clamp(x, 3)
        if clamp(x * 2, 0, 50) == 50:
            total += 1
    return total
""",
        after="""\
def clamp(x, low, high=9):
    \"\"\"Inside.\"\"\"
    if x < low:
        return low
    if x > high:
        return high
    return x


def f(xs):
    total = 0
    for x in xs:
        if x < 3:
            _clamp2_result = 3
        elif x > 9:
            _clamp2_result = 9
        else:
            _clamp2_result = x
        total += _clamp2_result
        _clamp3_x = x * 2
        if _clamp3_x < 0:
            _clamp3_result = 0
        elif _clamp3_x > 50:
            _clamp3_result = 50
        else:
            _clamp3_result = _clamp3_x
        if _clamp3_result == 50:
            total += 1
    return total
""",
        calls=('f([1, 2, 30, 5])', 'f([])', "f([1, 'a'])", "f([float('nan'), -0.0, True])", 'f(None)'),
    ),
    Example(
        function='Body.run',
        before="""\
class Body:
    def __init__(self, mass):
        self.x = 0
        self.v = 1
        self.mass = mass

    def step(self, dt):
        self.x += self.v * dt
        self.v -= self.x * dt

    def energy(self):
        return self.mass * self.v

    def run(self, n, dt):
        total = 0
        for _ in range(n):
            self.step(dt)
            total += self.energy()
        return total


class Still(Body):
    pass
""",
        after="""\
class Body:
    def __init__(self, mass):
        self.x = 0
        self.v = 1
        self.mass = mass

    def step(self, dt):
        self.x += self.v * dt
        self.v -= self.x * dt

    def energy(self):
        return self.mass * self.v

    def run(self, n, dt):
        total = 0
        _self_is_exact = type(self) is Body
        for _ in range(n):
            if _self_is_exact:
                self.x += self.v * dt
                self.v -= self.x * dt
            else:
                self.step(dt)
            if _self_is_exact:
                _energy3_result = self.mass * self.v
            else:
                _energy3_result = self.energy()
            total += _energy3_result
        return total


class Still(Body):
    pass
""",
        calls=('Body(2).run(3, 2)', 'Body(2).run(0, 2)', 'Still(3).run(2, 1)', "Body('a').run(2, 1)", 'Body.run(Still(1.5), 4, 0.5)', 'Body(1).run(2, None)'),
    ),
    Example(
        before="""\
def note(log, x):
    if x is None:
        raise ValueError("none")
    if x > 5:
        log.append(x)


def f(xs):
    log = []
    x = 0
    while x < len(xs):
        note(log, xs[x])
        x = abs(x) + 1
    return log
""",
        after="""\
def note(log, x):
    if x is None:
        raise ValueError("none")
    if x > 5:
        log.append(x)


def f(xs):
    log = []
    x = 0
    while x < len(xs):
        _note2_x = xs[x]
        if _note2_x is None:
            raise ValueError('none')
        if _note2_x > 5:
            log.append(_note2_x)
        x = abs(x) + 1
    return log
""",
        calls=('f([1, 6, 7])', 'f([1, None])', 'f([])', "f(['a'])", 'f({0: 9, 1: 8})'),
    ),
    Example(
        before="""\
def root(x, digits):
    low = 0
    high = 10**digits
    while low < high:
        middle = (low + high + 1) // 2
        if middle * middle <= x:
            low = middle
        else:
            high = middle - 1
    return low


def f(xs):
    low = 7
    found = []
    for x in xs:
        low = root(x, digits=low - 4)
        found.append(low)
        low = 7
    return found
""",
        after="""\
def root(x, digits):
    low = 0
    high = 10**digits
    while low < high:
        middle = (low + high + 1) // 2
        if middle * middle <= x:
            low = middle
        else:
            high = middle - 1
    return low


def f(xs):
    low = 7
    found = []
    for x in xs:
        _root2_digits = low - 4
        _root2_low = 0
        _root2_high = 10 ** _root2_digits
        while _root2_low < _root2_high:
            _root2_middle = (_root2_low + _root2_high + 1) // 2
            if _root2_middle * _root2_middle <= x:
                _root2_low = _root2_middle
            else:
                _root2_high = _root2_middle - 1
        _root2_result = _root2_low
        low = _root2_result
        found.append(low)
        low = 7
    return found
""",
        calls=('f([100, 5, 0, 10**9])', 'f([])', 'f([2.5, -1])', "f(['a'])"),
    ),
)

REFUSALS = (
    Refusal(
        code='def g(xs, x):\n    for y in xs:\n        if y == x:\n            return True\n    return False\n\n\ndef f(xs, ys):\n    n = 0\n    for y in ys:\n        if g(xs, y):\n            n += 1\n    return n\n',
        reason='The function returns out of a loop.',
    ),
    Refusal(
        code='def g(x):\n    if x:\n        y = 1\n    return y\n\n\ndef f(xs):\n    for x in xs:\n        print(g(x))\n',
        reason='A name without a value would be told by its name.',
    ),
    Refusal(
        code='def g(x):\n    x += 1\n    return x\n\n\ndef f(xs, h):\n    for x in xs:\n        print(h(x) + g(x))\n',
        reason='Something else is evaluated before the call.',
    ),
    Refusal(
        code='def g(x):\n    x += 1\n    return x\n\n\ndef f(xs):\n    i = 0\n    while g(i) < len(xs):\n        i += 1\n    return i\n',
        reason='A `while` test has no line before each evaluation.',
    ),
    Refusal(
        code='def g(x):\n    x += 1\n    return x\n\n\ndef f(xs):\n    return [g(x) for x in xs]\n',
        reason='A comprehension has no place for statements.',
    ),
    Refusal(
        code='def g(x):\n    x += 1\n    return x\n\n\ndef f(x):\n    y = g(x)\n    return y\n',
        reason='One call outside any loop costs nothing.',
    ),
    Refusal(
        code='def g(x):\n    x += 1\n    return x\n\n\ndef f(xs):\n    for x in xs:\n        if x < 0:\n            continue\n        elif g(x) > 3:\n            print(x)\n',
        reason='An `elif` has no line before it.',
    ),
    Refusal(
        code='import sys\n\n\ndef h():\n    return sys._getframe(1).f_lineno\n\n\ndef g(x):\n    x += h()\n    return x\n\n\ndef f(xs):\n    for x in xs:\n        y = g(x)\n        print(y)\n',
        reason='A function that is called looks at the frame of its caller.',
    ),
    Refusal(
        code='def g(x, table=[]):\n    table.append(x)\n    return len(table)\n\n\ndef f(xs):\n    for x in xs:\n        y = g(x)\n        print(y)\n',
        reason='The default is one shared object.',
    ),
    Refusal(
        code='def g(x):\n    made = [lambda: x]\n    return made\n\n\ndef f(xs):\n    out = []\n    for x in xs:\n        out = out + g(x)\n    return out\n',
        reason="The closures would share the caller's variable.",
    ),
    Refusal(
        code='class A:\n    def g(self, x):\n        self.n = x\n        return x + 1\n\n    def f(self, xs):\n        for x in xs:\n            self.g(x)\n\n\nclass B(A):\n    def g(self, x):\n        return x\n',
        reason='A subclass has its own method.',
        function='A.f',
    ),
    Refusal(
        code='class A:\n    def g(self, x):\n        self.n = x\n        return x + 1\n\n    def f(self, xs):\n        for x in xs:\n            self.g(x)\n\n\ndef change(a):\n    a.g = print\n',
        reason='An instance may be given another function under that name.',
        function='A.f',
    ),
    Refusal(
        code='class A:\n    def g(self, x):\n        self.n = x\n        return x + 1\n\n    def f(self, xs):\n        for x in xs:\n            self.n += self.g(x)\n',
        reason='The attribute is read before the call.',
        function='A.f',
    ),
    Refusal(
        code='def g(x):\n    global seen\n    seen = x\n    return x + 1\n\n\ndef f(xs):\n    for x in xs:\n        y = g(x)\n        print(y)\n',
        reason='The function writes a global.',
    ),
    Refusal(
        code='class Held:\n    def __init__(self, log):\n        self.log = log\n\n    def __del__(self):\n        self.log.append(0)\n\n\ndef g(x, log):\n    held = Held(log)\n    if x:\n        return x\n    return 1\n\n\ndef f(xs):\n    log = []\n    for x in xs:\n        y = g(x, log)\n        log.append(y)\n    return log\n',
        reason='What the function holds is finalised when it returns.',
    ),
)
