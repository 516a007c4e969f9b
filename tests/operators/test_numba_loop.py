"""Compiled loops inside functions do what the originals do, to the bit and to the identity of every list."""
# ruff: noqa: E501 - a program a line, in the table of refusals

from __future__ import annotations

import array
import copy
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ouroboros.arena.closed_world.security import security_of
from ouroboros.arena.merit.selection import AcceptanceCriteria
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation.proposal import propose
from ouroboros.operators.numba_kernel import OPERATOR as WHOLE
from ouroboros.operators.numba_loop import OPERATOR
from ouroboros.records.hotspot import Hotspot, TypeProfile

pytest.importorskip("numba")

MODULE = """
import math

WEIGHTS = [0.25, 0.5, 0.25] * 2
OFFSETS = ((-1, 0), (1, 0), (0, 1))
LEVEL = 0.5
LATER: list[float] = []


def level(value):
    global LEVEL, WEIGHTS
    LEVEL = value
    WEIGHTS = (value,) * 6 if value > 5 else [value] * 6


class Grid:
    def __init__(self, cells, total):
        self.cells = cells
        self.total = total

    def relax(self, rounds, log):
        log.append("before")
        for _ in range(rounds):
            for i in range(1, len(self.cells) - 1):
                self.cells[i] = (self.cells[i - 1] + self.cells[i + 1]) / 2.0
                self.total += self.cells[i]
        log.append("after")
        return self


class Watched(Grid):
    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)
        object.__setattr__(self, "seen", [*getattr(self, "seen", []), name])


class Computed(Grid):
    cells = property(lambda self: self.__dict__["kept"], lambda self, to: self.__dict__.update(kept=to))


def swapped(grid, steps, log):
    log.append(len(grid))
    other = [[0] * len(grid[0]) for _ in range(len(grid))]
    for _ in range(steps):
        for y in range(len(grid)):
            for x in range(len(grid[0])):
                other[y][x] = grid[y - 1][x] + grid[y][x - 1] * 2 - (grid[y][x] > 3)
        grid, other = other, grid
    log.append("done")
    return grid, other, grid is other


def buffers(a, b, n):
    for k in range(n):
        for i in range(len(a)):
            b[i - 1] = a[i] + k
        a, b = b, a
    return a, b


def distance(a, b):
    rows = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) + 1):
        rows[i][0] = i
    for j in range(len(b) + 1):
        rows[0][j] = j
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            cost = 0 if a[i - 1] == b[j - 1] else 1
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
    vowels = 0
    for c in a:
        if c == "a" or ord(c) == 101:
            vowels += 1
    return rows[-1][-1], rows, vowels


def bytewise(data, key, rounds):
    for k in range(rounds):
        for i in range(len(data)):
            data[i] = data[i] + key[i % len(key)] - k
    return data


def samples(values, rounds):
    for _ in range(rounds):
        for i in range(1, len(values)):
            values[i] = values[i] * 0.5 + values[i - 1]


def points(points, limit):
    best = 0.0
    for x, y in points:
        for u, v in points:
            d = math.atan2(y - v, x - u) + math.pow(abs(x * u), 0.5)
            if d > best and d < limit:
                best = d
    return best


def sums(xs, k):
    total = sum(xs) + sum(x * 2 for x in xs if x > k)
    most, least = max(xs), min(x - k for x in xs)
    every = all(x < 100 for x in xs)
    some = any(x == k for x in xs)
    half = xs[len(xs) // 2 :]
    back = xs[::-1]
    back[0] += k
    head = xs[-3:2]
    return total, most, least, every, some, half, back, head, divmod(total, 7), sum(xs[i] > 0 for i in range(5))


def first_factor(n):
    if n < 4:
        return n
    for d in range(2, n):
        if n % d == 0:
            return d
        if d * d > n:
            break
    return n


def factors(limit, told):
    counts = [0] * 50
    for n in range(limit):
        counts[first_factor(n) % 50] += 1
    told["limit"] = limit
    return counts


def stack(n, seed):
    pending, found = [n], []
    while pending:
        x = pending.pop()
        seed = (seed * 1103515245 + 12345) % 2147483648
        if x > 1:
            pending.append(x // 2)
            if seed % 3:
                pending.append(x - 2 if x % 2 else x // 3)
        else:
            found.append(x * seed)
    return found, seed


def rows(n, text):
    table = []
    for y in range(n):
        row = []
        for x in range(n - (y > 30)):
            row.append(x * y % 7 / 2)
        table.append(row)
    print(text)
    return table


def shared(pairs, rows, n):
    for k in range(n):
        for i in range(len(rows)):
            rows[i][0] = rows[i][0] + pairs[i - k][0]
    return n


def weighed(xs, n):
    total = 0.0
    for k in range(n):
        for i in range(3, len(xs)):
            for j in range(len(WEIGHTS)):
                total += WEIGHTS[j] * xs[i - j // 2] * LEVEL
    level(total)
    return total, [w for w in WEIGHTS]


def neighbours(n):
    count = 0
    for y in range(n):
        for x in range(n):
            for dy, dx in OFFSETS:
                if 0 <= y + dy < n and 0 <= x + dx < n:
                    count += 1
    return count


def grown(n, out):
    low = 0
    for i in range(n):
        for j in range(i):
            low = low * 2 + j
    out.append(low)
    return low


def flags(limit):
    sieve = bytearray([1]) * (limit + 1)
    sieve[0] = sieve[1] = 0
    for i in range(2, math.isqrt(limit) + 1):
        if sieve[i]:
            for j in range(i * i, limit + 1, i):
                sieve[j] = 0
    print(len(sieve))
    return [k for k in range(limit + 1) if sieve[k]]
"""
INTS, FLOATS = {"list[int]": 9}, {"list[float]": 9}
INT, STR = {"int": 9}, {"str": 9}
TYPES = {
    "Grid.relax": {"rounds": INT, "log": {"list[str]": 9}},
    "swapped": {"grid": {"list[list[int]]": 9}, "steps": INT, "log": {"list": 9}},
    "buffers": {"a": INTS, "b": INTS, "n": INT},
    "distance": {"a": STR, "b": STR},
    "bytewise": {"data": {"bytearray": 9}, "key": {"bytes": 9}, "rounds": INT},
    "samples": {"values": {"array.array": 9}, "rounds": INT},
    "points": {"points": {"list[tuple[float, float]]": 9}, "limit": {"float": 9}},
    "sums": {"xs": {"list[int]": 9, "list[float]": 5}, "k": INT},
    "factors": {"limit": INT, "told": {"dict": 9}},
    "stack": {"n": INT, "seed": INT},
    "rows": {"n": INT, "text": STR},
    "shared": {"pairs": {"tuple[list[float], ...]": 9}, "rows": {"list[list[float]]": 9}, "n": INT},
    "weighed": {"xs": FLOATS, "n": INT},
    "neighbours": {"n": INT},
    "grown": {"n": INT, "out": {"list": 9}},
    "flags": {"limit": INT},
}
ATTRIBUTES = {"self.cells": FLOATS, "self.total": {"float": 9}}


def candidates(folder, function, text=MODULE, types=None):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "target.py").write_text(text)
    genome = SourceGenome.read(folder, folder, cache=None)
    region = genome.region(f"target:{function}")
    profile = TypeProfile(parameters=types or TYPES[function], attributes=ATTRIBUTES, calls_seen=9)
    view = genome.view(region, types=profile, available=frozenset({"numba"}))
    hotspot = Hotspot(region=region, self_share=0.9, cumulative_share=0.9, samples=9)
    made = propose(view, hotspot, [WHOLE, OPERATOR])
    assert not made.problems
    return [each.text for each in made.candidates]


def loaded(text):
    namespace = {"__name__": "__main__"}
    exec(compile(text, "target.py", "exec"), namespace)
    return namespace


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    found = {}
    for function in TYPES:
        texts = candidates(tmp_path_factory.mktemp("made"), function)
        assert texts, function
        namespace = loaded(texts[-1])
        tables = [kept for name, kept in namespace.items() if name.endswith("_kernels")]
        found[function] = (loaded(MODULE), namespace, tables)
    return found


def shape(value, seen):
    """A value to the bit, with the identity of every container."""
    if isinstance(value, float):
        return "nan" if math.isnan(value) else value.hex()
    if isinstance(value, list | tuple | bytearray | array.array | dict) or hasattr(value, "__dict__"):
        if id(value) in seen and not isinstance(value, tuple):
            return ("again", seen[id(value)])
        seen[id(value)] = len(seen)
        inner = value
        if isinstance(value, dict):
            inner = [part for item in value.items() for part in item]
        elif hasattr(value, "__dict__"):
            inner = [part for item in vars(value).items() for part in item]
        return (type(value).__name__, [shape(item, seen) for item in inner])
    return (type(value).__name__, repr(value))


def outcome(namespace, function, arguments):
    called = namespace
    if "." in function:
        owner, _, function = function.partition(".")
        called = vars(namespace[owner])
        arguments = (namespace[arguments[0][0]](*arguments[0][1:]), *arguments[1:])
    try:
        result = called[function](*arguments)
    except Exception as error:  # noqa: BLE001 - whatever the original raises is the answer
        return "raised", type(error).__name__, str(error), shape(list(arguments), {})
    return "returned", shape([result, *arguments], {})


def check(both, function, *arguments, used=False):
    original, compiled, tables = both[function]
    for table in tables:
        for kernel in table:
            kernel["failures"] = 0
    twin = copy.deepcopy(arguments)
    assert outcome(compiled, function, twin) == outcome(original, function, arguments)
    if used:
        assert any(kernel["code"] for table in tables for kernel in table), function
        assert not any(kernel["failures"] for table in tables for kernel in table), function


@pytest.mark.parametrize("function", TYPES)
def test_no_kernel_is_taken_for_a_cheat(tmp_path, function):
    for text in candidates(tmp_path, function):
        score = security_of(MODULE, text, keeps_state=True)
        assert score.points >= AcceptanceCriteria().minimum_security, score


USED = {
    "Grid.relax": (("Grid", [1.0, 5.0] * 20, 0.5), 9, []),
    "swapped": ([[1, 5, 2]] + [[4, 0, 2] for _ in range(20)], 5, []),
    "buffers": ([1, 2] * 20, [3] * 40, 3),
    "distance": ("kitten" * 8, "sitting" * 8),
    "bytewise": (bytearray(range(10, 60)), b"\x01\x02", 3),
    "samples": (array.array("d", [1.0, 2.5] * 30), 4),
    "points": ([(0.5 * i, i * i / 7.0) for i in range(40)], 1e9),
    "sums": ([5, -2, 7, 100] * 12, 3),
    "factors": (500, {}),
    "stack": (60, 7),
    "rows": (25, "x"),
    "shared": (tuple([float(k), 2.0] for k in range(20)), [[float(k), 2.0] for k in range(20)], 3),
    "weighed": ([0.125] * 40, 3),
    "neighbours": (12,),
    "grown": (10, []),
    "flags": (1000,),
}


@pytest.mark.parametrize("function", TYPES)
def test_kernels_are_used(both, function):
    check(both, function, *USED[function], used=True)


ROW = [1.0] * 40
SHARED = [[1, 2, 9]] * 3 + [[2, 3, 4] for _ in range(12)]
ODD = [
    ("Grid.relax", (("Watched", [1.0, 2.0] * 20, 0.0), 3, [])),
    ("Grid.relax", (("Computed", [1.0, 2.0] * 20, 0.0), 3, [])),
    ("Grid.relax", (("Grid", [1.0, 2] * 20, 0.0), 3, [])),
    ("Grid.relax", (("Grid", (1.0, 2.0) * 20, 0.0), 3, [])),
    ("Grid.relax", (("Grid", [math.nan, -0.0] * 20, -0.0), 3, [])),
    ("Grid.relax", (("Grid", [math.inf, -math.inf] * 20, 0.0), 30, [])),
    ("Grid.relax", (("Grid", ROW, True), 3, [])),
    ("Grid.relax", (("Grid", None, 0.0), 3, [])),
    ("swapped", (SHARED, 5, [])),
    ("swapped", (SHARED, 0, [])),
    ("swapped", ([[1, 2], [3]] * 9, 2, [])),
    ("swapped", ([[]] * 20, 2, [])),
    ("swapped", ([], 2, [])),
    ("swapped", ([[2**31, 1]] + [[1, 1] for _ in range(20)], 2, [])),
    ("swapped", ([[2**30, 1] for _ in range(20)], 60, [])),
    ("swapped", ([[True, 1] for _ in range(20)], 2, [])),
    ("buffers", ([1] * 40, [1] * 30, 3)),
    ("buffers", ([1] * 40, [1] * 40, 0)),
    ("buffers", ([1] * 40, [], 1)),
    ("distance", ("", "abc")),
    ("distance", ("\ud800é𝒳" * 9, "e\x00é" * 9)),
    ("distance", ("abc" * 20, ["a", "b"] * 20)),
    ("bytewise", (bytearray(b"\xff" * 40), b"\x01", 2)),
    ("bytewise", (bytearray(b"\x05" * 40), b"\x01", 20)),
    ("bytewise", (b"\x05" * 40, b"\x01", 2)),
    ("bytewise", (bytearray(b"\x05" * 40), b"", 2)),
    ("bytewise", ([5] * 40, b"\x01", 2)),
    ("samples", (array.array("f", [1.0, 2.5] * 30), 4)),
    ("samples", (array.array("q", [1, 2] * 30), 4)),
    ("samples", ([1.0] * 60, 4)),
    ("samples", (array.array("d"), 4)),
    ("points", ([(1.0, 2.0)] * 40, math.nan)),
    ("points", ([(1.0, 2)] * 40, 9.0)),
    ("points", ([(1.0, 2.0, 3.0)] * 40, 9.0)),
    ("points", ([(math.inf, 2.0)] * 40, 9.0)),
    ("points", ([[1.0, 2.0]] * 40, 9.0)),
    ("sums", ([1.5, -0.0, math.inf] * 20, 3)),
    ("sums", ([0.1, 1e17, -1e17] * 20, 0)),
    ("sums", ([2**31 - 1] * 40, 2**31 - 1)),
    ("sums", ([math.nan, 1.0] * 20, 1)),
    ("sums", ([1, 2], 1)),
    ("sums", ([], 1)),
    ("sums", ([True] * 40, 1)),
    ("sums", ([2**63, 1] * 40, 1)),
    ("sums", ([-(2**31), 1] * 400, 1)),
    ("sums", ([2**31 - 1, 1] * 400, 1)),
    ("sums", ([0.5, 1] * 400, 1)),
    ("sums", ([False, 1] * 400, 1)),
    ("sums", ([0.5, -0.0, math.nan, math.inf] * 200, 1)),
    ("swapped", ([[2**63, 1] for _ in range(20)], 2, [])),
    ("swapped", ([[k % 5, 1, 2] for k in range(200)], 2, [])),
    ("swapped", ([[k % 5, 1, 2] for k in range(200)] + [[1, 2]], 2, [])),
    ("swapped", ([[k % 5, 1, 2] for k in range(200)] + [[1, 2, 0.5]], 2, [])),
    ("swapped", ([[k % 5, 1, 2] for k in range(200)] + [(1, 2, 3)], 2, [])),
    ("points", ([(k / 3, k * 0.5) for k in range(200)], 1.25)),
    ("points", ([(k / 3, k * 0.5) for k in range(200)] + [(1, 2.0)], 1.25)),
    ("factors", (0, {})),
    ("factors", (-3, {})),
    ("factors", (70.0, {})),
    ("stack", (0, 5)),
    ("stack", (300, 2**31)),
    ("stack", (80, -7)),
    ("rows", (33, "ragged")),
    ("rows", (0, "none")),
    ("rows", (1, "one")),
    ("weighed", ([0.5] * 40, 0)),
    ("weighed", ([7.5] * 40, 3)),
    ("weighed", ([7.5] * 40, 3)),
    ("weighed", ([-0.0] * 40, 3)),
    ("weighed", ([1] * 40, 3)),
    ("neighbours", (0,)),
    ("neighbours", (3.0,)),
    ("grown", (40, [])),
    ("grown", (70, [])),
    ("flags", (1,)),
    ("flags", (0,)),
    ("flags", (-1,)),
    ("flags", (-2,)),
]


@pytest.mark.parametrize(("function", "arguments"), ODD)
def test_odd_arguments(both, function, arguments):
    check(both, function, *arguments)


def test_one_list_twice(both):
    rows = [[float(k), 2.0] for k in range(20)]
    check(both, "shared", tuple(rows), rows, 3)
    xs = [1, 2, 3, 4] * 10
    check(both, "buffers", xs, xs, 3)


ANY = st.floats() | st.integers(-9, 9) | st.sampled_from([2**31, 2**62, 2**63 - 1, -(2**63), True])


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(
    xs=st.lists(st.integers(-(2**31) - 1, 2**31), min_size=33, max_size=40)
    | st.lists(st.floats(), min_size=33, max_size=40)
    | st.lists(ANY, max_size=40),
    k=ANY,
)
def test_sums_of_anything(both, xs, k):
    check(both, "sums", xs, k)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(n=st.integers(-2, 200), seed=st.integers(-(2**33), 2**33))
def test_stacks_of_any_depth(both, n, seed):
    check(both, "stack", n, seed)


REFUSED = {
    "row of a comprehension that grows": "def f(n):\n    t = [[0, 0] for i in range(3)]\n    for i in range(n):\n        r = t[0]\n        t.append([i, 1])\n        r[0] = i\n    print(t)\n",
    "row of a growing table": "def f(n):\n    t = []\n    for i in range(n):\n        t.append([i, i])\n        r = t[0]\n        t.append([i, 1])\n        r[0] = i\n    print(t)\n",
    "row used after it was appended": "def f(n):\n    t = []\n    for i in range(n):\n        r = [i]\n        t.append(r)\n        r[0] = 5\n    print(t)\n",
    "with": "def f(n, p):\n    for i in range(n):\n        with p:\n            pass\n    print(n)\n",
    "global": "def f(n):\n    global t\n    for i in range(n):\n        t = i\n    print(n)\n",
    "nonlocal": "def g(n):\n    return n\ndef f(n):\n    s = 0\n    def h():\n        nonlocal s\n        s = 1\n    for i in range(n):\n        s += i\n    print(s, h)\n",
    "method that changes": "def f(n, p):\n    for i in range(n):\n        p.add(i)\n    print(n)\n",
    "handler reads a half-done variable": "def f(n):\n    try:\n        for i in range(n):\n            k = i * 2\n    except ValueError:\n        print(k)\n    print(n)\n",
    "deleted": "def f(n):\n    s = 0\n    del s\n    for i in range(n):\n        s += i\n    print(s)\n",
    "maybe unbound": "def f(n):\n    if n:\n        s = 0\n    for i in range(n):\n        s += i\n    print(s)\n",
}  # fmt: skip


@pytest.mark.parametrize("name", list(REFUSED))
def test_refused(tmp_path, name):
    assert candidates(tmp_path, "f", REFUSED[name], {"n": INT, "p": {"target.P": 1}}) == []


def test_a_replaced_callee_is_called(tmp_path):
    namespace = loaded(candidates(tmp_path, "factors")[-1])
    namespace["first_factor"] = lambda n: 7
    assert namespace["factors"](100, {})[7] == 100
