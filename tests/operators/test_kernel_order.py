"""Kernels read values when the original reads them, and know lists by all their names.

The text of the kernels is run as Python here: what they do is compared, not how Numba compiles it.
"""
# ruff: noqa: E501 - a program a line

from __future__ import annotations

import numpy as np
import pytest

from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation.proposal import propose
from ouroboros.operators.numba_kernel import OPERATOR
from ouroboros.operators.numba_loop import OPERATOR as LOOPS
from ouroboros.records.hotspot import Hotspot, TypeProfile

WALKER = """
import math


class Walker:
    def __init__(self, x, i, xs):
        self.x = x
        self.i = i
        self.xs = xs

    def step(self):
        self.x += 0.5
        return self.x

    def renew(self):
        fresh = [7.0] * 40
        self.xs = fresh
        return 1.0

    def two(self):
        self.i += 2
        return self.i

    def f(self, n):
        t = 0
        for k in range(n):
            {}
        return t
"""
KNOWN = {"self.x": "float", "self.i": "int", "self.xs": "list[float]"}
SETUP = "w = Walker(1.5, 0, [0.5 * k for k in range(40)])\nbefore = w.xs"
ORDERS = {
    "difference": "t += self.x - self.step()",
    "comparison": "t += 1 if self.x < self.step() else 0",
    "chain": "t += 1 if self.i < self.two() < self.two() else 0",
    "element that grows": "self.xs[3] += self.renew()",
    "element": "t += self.xs[int(self.renew())]",
    "largest": "t += max(self.x, self.step()) * min(self.x, self.step(), 3.0)",
    "function": "t += math.atan2(self.x, self.step())",
    "divisor": "t += math.gcd(self.i, self.two())",
    "quotient": "a, b = divmod(self.i, self.two()); t += 3 * a + b",
    "repetition": "ys = [self.x] * int(self.step()); t += ys[0]",
    "choice": "t += self.i + (self.two() if k % 2 else self.i)",
    "sign": "t += (+self.x) - self.step()",
    "conversion": "t += float(self.x) - self.step() + int(self.i) - self.two()",
    "shift": "t ^= (self.i + 1) << (self.two() % 5)",
    "range": "for j in range(self.i, self.two()): t += j + 1",
}


def candidates(folder, text, function, types, attributes=None):
    (folder / "target.py").write_text(text)
    genome = SourceGenome.read(folder, folder, cache=None)
    profile = TypeProfile(
        parameters={name: {kind: 9} for name, kind in types.items()},
        attributes={name: {kind: 9} for name, kind in (attributes or {}).items()},
        calls_seen=9,
    )
    view = genome.view(genome.region(f"target:{function}"), types=profile, available=frozenset({"numba"}))
    hotspot = Hotspot(region=view.region, self_share=0.9, cumulative_share=0.9, samples=9)
    offered = propose(view, hotspot, [OPERATOR, LOOPS])
    assert not offered.problems
    return [made.text for made in offered.candidates]


def told(value):
    if isinstance(value, list | tuple):
        return (type(value), [told(item) for item in value])
    if isinstance(value, np.generic):  # machine code returns Python's own
        value = value.item()
    return (type(value), repr(value))


def answers(text, setup, call, use):
    space = {"__name__": "target"}
    exec(compile(text, "target.py", "exec"), space)
    space["_ouroboros_numpy"] = np
    for name, kernels in list(space.items()):
        if name.endswith("_kernels"):
            for kernel in kernels:
                kernel["code"] = used(kernel["function"], use)
    exec(setup, space)
    try:
        result = eval(call, space)
        shared = result[0] is result[1] if isinstance(result, tuple) else None
        ended = ("returned", told(result), shared)
    except Exception as error:  # noqa: BLE001 - whatever the original raises is the answer
        ended = ("raised", type(error), str(error))
    walker = space.get("w")
    held = [(name, told(value)) for name, value in vars(walker).items()] if walker else []
    return ended, held, told(space.get("before"))


def used(function, use):
    def run(*arguments):
        outcome = function(*arguments)
        use.append(function)
        return outcome

    return run


@pytest.mark.parametrize("name", list(ORDERS))
def test_attributes_are_read_before_what_follows_changes_them(tmp_path, name):
    text = WALKER.format(ORDERS[name])
    use: list[object] = []
    for made in candidates(tmp_path, text, "Walker.f", {"self": "target.Walker", "n": "int"}, KNOWN):
        for n in (1, 3, 40):
            old = answers(text, SETUP, f"w.f({n})", use)
            assert answers(made, SETUP, f"w.f({n})", use) == old
    assert use


HEAD = "class A:\n    def __init__(self):\n        self.xs = [0] * 4\n    def make(self):\n        ys = [1, 2, 3]\n        self.xs = ys\n        return ys\n\n\n"
NAMES = {
    "a name inside two tuples": "    xs = [0]\n    a, (b, c) = 1, (xs, 2)\n    for k in range(n):\n        b.append(k)\n    return xs, b\n",
    "another name of what becomes a row": "    table = []\n    b = [5] * 3\n    for k in range(n):\n        xs = [0] * 3\n        b = xs\n        table.append(xs)\n        b[0] = k\n    return table, b\n",
    "an attribute that becomes a row": "    a = A()\n    table = []\n    for k in range(n):\n        ys = [1] * 4\n        a.xs = ys\n        table.append(ys)\n        a.xs[0] = k\n    return table, a.xs\n",
    "an attribute that a method returns": "    a = A()\n    table = []\n    for k in range(n):\n        ys = a.make()\n        table.append(ys)\n        a.xs[0] = k\n    return table, a.xs\n",
    "an attribute that a method returns, and grows": "    a = A()\n    ys = a.make()\n    for k in range(n):\n        ys.append(k)\n    return a.xs, ys\n",
    "the last element, taken away": "    xs = [7] * 50\n    for k in range(n):\n        xs[-1] += xs.pop() + k\n    return xs, n\n",
    "an element beyond the end, when it is stored": "    xs = [7] * 3\n    for k in range(n):\n        xs[len(xs) - 1] += xs.pop()\n    return xs, n\n",
    "a part whose bounds shorten the list": "    xs = [9] * 50\n    t = 0\n    for k in range(n):\n        ys = xs[0:xs.pop() + 90]\n        t += len(ys)\n    return xs, t\n",
    "a loop whose head shortens the list": "    xs = [9] * 50\n    t = 0\n    for k in range(n):\n        for i, x in enumerate(xs, xs.pop()):\n            t += i * x\n    return xs, t\n",
    "names that look like lengths": "    xs = []\n    xs_n = 0\n    xs_o = 7\n    for k in range(n):\n        xs.append(k)\n        xs_n += 2\n    return xs, [xs_n, xs_o]\n",
    "names that look like tables' sizes": "    t = [[0] * 3 for k in range(n)]\n    t_r = 5\n    t_c = 2\n    for k in range(n):\n        t[k][0] = k\n        t_r += 1\n    return t, [t_r, t_c]\n",
    "names that look like flags": "    t = 0\n    t_whole = 5\n    for k in range(n):\n        t += 0.5\n    return t, t_whole\n",
}  # fmt: skip


@pytest.mark.parametrize("name", list(NAMES))
def test_lists_under_other_names_and_lists_that_change_meanwhile(tmp_path, name):
    text = f"{HEAD}def f(n):\n{NAMES[name]}"
    for made in candidates(tmp_path, text, "f", {"n": "int"}):
        for n in (1, 3, 40):
            assert answers(made, "", f"f({n})", []) == answers(text, "", f"f({n})", [])


PRIVATE = {
    "outside of its class": "class P:\n    def __init__(self):\n        self.__t = 1\n    def up(self):\n        self.__t += 1\n\n\ndef f(n):\n    p = P()\n    for i in range(n):\n        p.up()\n    return p.__t if n > 5 else 3\n",
    "under its whole name": "class P:\n    def __init__(self):\n        self.__t = 1\n        self._P__t = 4\n    def up(self):\n        self.__t += 1\n        return self._P__t\n\n\ndef f(n):\n    p = P()\n    t = 0\n    for i in range(n):\n        t += p.up()\n    return t\n",
    "objects that functions return": "class P:\n    def __init__(self):\n        self.t = 1\n    def up(self):\n        self.t += 1\n\n\ndef make():\n    return P()\n\n\ndef f(n):\n    p = make()\n    for i in range(n):\n        p.up()\n    return p.t\n",
}  # fmt: skip


@pytest.mark.parametrize("name", list(PRIVATE))
def test_private_names_and_returned_objects_are_left_alone(tmp_path, name):
    assert candidates(tmp_path, PRIVATE[name], "f", {"n": "int"}) == []


@pytest.mark.parametrize("result", ["t, last", "s[0]", "(t, (last, t))"])
def test_characters_do_not_leave_a_kernel(tmp_path, result):
    text = (
        "def f(s, n):\n    t = 0\n    last = 'q'\n    for k in range(n):\n        for last in s:\n"
        f"            if last == 'a':\n                t += 1\n    return {result}\n"
    )
    for made in candidates(tmp_path, text, "f", {"s": "str", "n": "int"}):
        assert answers(made, "", "f('abcab', 40)", []) == answers(text, "", "f('abcab', 40)", [])
