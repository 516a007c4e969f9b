"""Compiled functions do what the original does, to the bit, for every kind of argument."""
# ruff: noqa: E501 - a program a line, in the table of refusals

from __future__ import annotations

import copy
import math
import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ouroboros.arena.closed_world.security import security_of
from ouroboros.arena.merit.selection import AcceptanceCriteria
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation.proposal import propose
from ouroboros.operators.numba_kernel import OPERATOR
from ouroboros.records.hotspot import Hotspot, TypeProfile

pytest.importorskip("numba")

FLOATS = {"list[float]": 5}
INTS = {"list[int]": 5}
TABLE = {"list[list[float]]": 5}
INT = {"int": 5}

MODULE = """
import math
from math import sqrt

SCALE = 0.25


def entry(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def part(pair):
    i, u = pair
    total = 0
    for j, value in enumerate(u):
        total += entry(i, j) * value
    return total


def each(func, u):
    return [func((i, u)) for i in range(len(list(u)))]


def spectral(u):
    return each(part, u)


def relax(xs, ys):
    for i in range(len(xs)):
        xs[i] = xs[i] * SCALE + ys[i - 1] / 3.0
        if xs[i] > 100.0:
            ys[i] = -xs[i]


def ints(xs, k):
    total = 0
    best = xs[0]
    odd = []
    for x in xs:
        total += x * k - (x // 7) + (x % -5) ^ (x & 12)
        if x > best or not x:
            best = max(best, x)
        if x % 2 == 1:
            odd.append(x << 2)
    return total, best, odd, total / 7


def mul(a, b):
    out = [[0.0] * len(b[0]) for _ in range(len(a))]
    for i in range(len(a)):
        row = out[i]
        for j in range(len(b[0])):
            s = 0.0
            for k in range(len(b)):
                s += a[i][k] * b[k][j]
            row[j] = s
    return out


def libm(xs, p):
    out = []
    for x in xs:
        y = sqrt(abs(x)) + math.sin(x) * math.exp(x / 50) + math.atan(x)
        if x > 0:
            y += math.log(x) + x**2 - x**-1.5 + x**p
        out.append(y % 0.7 - y // 3.0 if x != 0.5 else x**3)
    return out


def truncated(xs):
    counts = [0] * 10
    for x in xs:
        counts[int(x)] += 1
    return counts


def swap(grid, n):
    for k in range(n):
        for i in range(len(grid)):
            for j in range(len(grid[i])):
                grid[i][j] = grid[i - 1][j] + grid[i][-1 - j] * 0.5


def walk(n, m):
    a, b, steps = n, m, 0
    while b:
        a, b = b, a % b
        steps += 1
        if steps > 10**6:
            break
    t = 0
    for i in range(n, m, 3):
        t = t * 3 + i if -(10**18) < t < 10**18 else i - t
    return a, steps, t, 0 < steps < 5 or a == 1


def loops_with_else(n, m):  # the inner `else` breaks out of the outer loop
    t = 0
    for i in range(n):
        for j in range(i):
            if i * j == m:
                return -i, t
            t += j
        else:
            t += 1000
            if t > m:
                break
        t += 1
    while t > n:
        t -= n + 1
    else:
        t += 7
    for k in range(2, n):
        if n % k == 0:
            return k, t
    else:
        return n, t


def growing(n):
    t = 1
    for i in range(1, n):
        t = t * i + 1
    return t
"""

TYPES = {
    "spectral": {"u": {"list[float]": 9, "list[int]": 1}},
    "relax": {"xs": FLOATS, "ys": FLOATS},
    "ints": {"xs": INTS, "k": INT},
    "mul": {"a": TABLE, "b": TABLE},
    "libm": {"xs": FLOATS, "p": {"float": 1}},
    "truncated": {"xs": FLOATS},
    "swap": {"grid": TABLE, "n": INT},
    "walk": {"n": INT, "m": INT},
    "loops_with_else": {"n": INT, "m": INT},
    "growing": {"n": INT},
}


def candidate(folder, function, types, text=MODULE):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "target.py").write_text(text)
    genome = SourceGenome.read(folder, folder, cache=None)
    region = genome.region(f"target:{function}")
    view = genome.view(
        region, types=TypeProfile(parameters=types, calls_seen=9), available=frozenset({"numba"})
    )
    hotspot = Hotspot(region=region, self_share=0.9, cumulative_share=0.9, samples=9)
    return [made.text for made in propose(view, hotspot, [OPERATOR]).candidates]


def loaded(text):
    # The name of an importable module: Numba looks a function's module up.
    namespace = {"__name__": "__main__"}
    exec(compile(text, "target.py", "exec"), namespace)
    return namespace


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    found = {}
    original = loaded(MODULE)
    for function, types in TYPES.items():
        texts = candidate(tmp_path_factory.mktemp(function), function, types)
        assert len(texts) == 1, function
        namespace = loaded(texts[0])
        table = namespace[f"_ouroboros_{function}_kernels"]
        found[function] = (original[function], namespace[function], table)
    return found


@pytest.mark.parametrize("function", TYPES)
def test_no_kernel_is_taken_for_a_cheat(tmp_path, function):
    (text,) = candidate(tmp_path, function, TYPES[function])
    score = security_of(MODULE, text, keeps_state=True)
    assert score.points >= AcceptanceCriteria().minimum_security, score


def bits(value):
    if isinstance(value, float):
        return "nan" if math.isnan(value) else value.hex()
    if isinstance(value, list | tuple):
        return (type(value).__name__, [bits(item) for item in value])
    return (type(value).__name__, repr(value))


def outcome(function, arguments):
    try:
        result = function(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever the original raises is the answer
        return "raised", type(error).__name__, str(error), bits(arguments)
    return "returned", bits(result), bits(arguments)


def check(both, name, arguments):
    original, compiled, table = both[name]
    for kernel in table:
        kernel["failures"] = 0  # tests give up more often than programs do
    twin = copy.deepcopy(arguments)  # shared lists stay shared
    assert outcome(compiled, twin) == outcome(original, arguments)


ANY_FLOAT = st.floats() | st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, 5e-324, 1e308, 2.0**53])
MILD = st.floats(-9.99, 9.99)
ANY_INT = st.integers(-(2**31), 2**31) | st.sampled_from([0, 1, -1, 2**53 + 1, 2**62, 2**63, -(2**63), 2**70])
ODD = st.sampled_from([True, None, "x", 3, 2.5, 2**70, type("F", (float,), {})(1.5)])


def lists(element):
    plain = st.lists(element, max_size=50) | st.lists(element, min_size=32, max_size=50)
    return plain | st.lists(element | ODD, min_size=32, max_size=40)


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(data=st.data())
@pytest.mark.parametrize("name", ["spectral", "libm", "truncated"])
def test_lists_of_floats(both, name, data):
    xs = data.draw(lists(ANY_FLOAT) | lists(MILD) | lists(st.integers(-5, 5)) | st.just((1.5,) * 40))
    check(both, name, [xs] if name != "libm" else [xs, data.draw(ANY_FLOAT)])


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(xs=lists(ANY_FLOAT), ys=lists(ANY_FLOAT), alias=st.booleans())
def test_lists_that_are_changed_and_may_be_the_same(both, xs, ys, alias):
    check(both, "relax", [xs, xs if alias else ys])


@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(xs=lists(ANY_INT) | lists(st.integers(-100, 100)), k=ANY_INT)
def test_integers(both, xs, k):
    check(both, "ints", [xs, k])


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(n=st.integers(-50, 5000), m=st.integers(-50, 5000) | st.sampled_from([0, 10**9]))
def test_while_and_ranges(both, n, m):
    check(both, "walk", [n, m if n > m or m < 10**6 else 9])


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(n=st.integers(0, 90), m=st.integers(0, 20_000))
def test_the_else_of_loops(both, n, m):
    check(both, "loops_with_else", [n, m])


@pytest.mark.parametrize("n", [0, 1, 5, 20, 32, 33, 60, -4, True])
def test_integers_that_leave_64_bits(both, n):
    check(both, "growing", [n])


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_tables(both, data):
    width, height = data.draw(st.integers(0, 7)), data.draw(st.integers(0, 40))
    row = st.lists(ANY_FLOAT, min_size=width, max_size=width) | st.lists(ANY_FLOAT, max_size=3)
    table = data.draw(st.lists(row, min_size=height, max_size=height))
    if data.draw(st.booleans()) and table:
        table[-1] = table[0]  # one row twice
    check(both, "swap", [table, data.draw(st.integers(0, 3))])
    check(both, "mul", [table, data.draw(st.lists(row, min_size=32, max_size=33))])


def test_kernels_were_really_used(both):
    arguments = {
        "spectral": [[0.5] * 40],
        "relax": [[1.0] * 40, [2.0] * 40],
        "ints": [[3, 4] * 20, 5],
        "mul": [[[1.0, 2.0]] * 40, [[1.0], [2.0]]],
        "libm": [[0.3 * i for i in range(40)], 1.3],
        "truncated": [[i / 10 for i in range(40)]],
        "swap": [[[1.0, 2.0] for _ in range(40)], 2],
        "walk": [100, 160],
        "loops_with_else": [90, 7],
        "growing": [10],  # below the least work: never compiled
    }
    for name, (original, compiled, table) in both.items():
        for kernel in table:
            kernel["failures"] = 0
        assert outcome(compiled, copy.deepcopy(arguments[name])) == outcome(original, arguments[name])
        if name != "growing":
            assert table[0]["code"], name
            assert table[0]["failures"] == 0, name


def test_library_functions_on_many_values(both):
    chance = random.Random(3)
    xs = [chance.uniform(-40, 40) for _ in range(20_000)]
    check(both, "libm", [xs, -0.37])
    check(both, "libm", [[chance.lognormvariate(0, 1) for _ in range(20_000)], 2.4])
    assert both["libm"][2][0]["failures"] == 0


def test_a_replaced_callee_is_called(tmp_path):
    namespace = loaded(candidate(tmp_path, "spectral", TYPES["spectral"])[0])
    namespace["entry"] = lambda i, j: 1.0
    assert namespace["spectral"]([1.0] * 40) == [40.0] * 40


def test_without_numba_the_original_runs(tmp_path):
    text = candidate(tmp_path, "growing", TYPES["growing"])[0]
    (tmp_path / "target.py").write_text(text)
    code = "import sys; sys.modules['numba'] = None; import target; print(target.growing(40) > 2**64)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.stderr) == ("True\n", "")


def test_a_program_that_never_needs_it_does_not_import_numba(tmp_path):
    text = candidate(tmp_path, "spectral", TYPES["spectral"])[0]
    (tmp_path / "target.py").write_text(text)
    code = "import sys, target; target.spectral([1.0]); print('numba' in sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.stderr) == ("False\n", "")


def test_nothing_without_numba_in_reach(tmp_path):
    (tmp_path / "target.py").write_text(MODULE)
    genome = SourceGenome.read(tmp_path, tmp_path, cache=None)
    view = genome.view(
        genome.region("target:spectral"),
        types=TypeProfile(parameters=TYPES["spectral"], calls_seen=9),
        available=frozenset(),
    )
    assert list(OPERATOR.rewrite(view)) == []


REFUSED = {
    "attribute": ("def f(xs, p):\n    for x in xs:\n        p.t = x\n", {"xs": FLOATS, "p": {"object": 1}}),
    "growing alias": (
        "def f(n):\n    a = [0.0]\n    b = a\n    for i in range(n):\n        b.append(1.0)\n    return a, b\n",
        {"n": INT},
    ),
    "row replaced": ("def f(a):\n    for i in range(len(a)):\n        a[i] = [1.0]\n", {"a": TABLE}),
    "negated maybe-int": ("def f(xs):\n    t = 0\n    for x in xs:\n        t += x\n    return -t\n", {"xs": FLOATS}),
    "recursion": ("def f(n):\n    for i in range(n):\n        f(i)\n", {"n": INT}),
    "keyword only": ("def f(*, xs):\n    for x in xs:\n        pass\n", {"xs": FLOATS}),
    "slice": ("def f(xs):\n    for x in xs[1::2]:\n        pass\n", {"xs": FLOATS}),
    "and as value": ("def f(xs):\n    t = 0.0\n    for x in xs:\n        t = t and x\n    return t\n", {"xs": FLOATS}),
    "strings": ("def f(xs):\n    for x in xs:\n        pass\n", {"xs": {"list[str]": 4}}),
    "rebound global": (
        "K = 2.0\ndef g():\n    global K\n    K = 3.0\ndef f(xs):\n    t = 0.0\n    for x in xs:\n        t += K * x\n    return t\n",
        {"xs": FLOATS},
    ),
    "grows while running over it": (
        "def f(n):\n    a = [1]\n    for x in a:\n        if x < n:\n            a.append(x + 1)\n    return a\n",
        {"n": INT},
    ),
    "sometimes None": ("def f(xs):\n    for x in xs:\n        if x > 1.0:\n            return x\n", {"xs": FLOATS}),
    "try": ("def f(xs):\n    for x in xs:\n        try:\n            1 / x\n        except ZeroDivisionError:\n            pass\n", {"xs": FLOATS}),
}  # fmt: skip


@pytest.mark.parametrize("name", list(REFUSED))
def test_refused(tmp_path, name):
    text, types = REFUSED[name]
    assert candidate(tmp_path, "f", types, text) == []


LISTS = """
def turns(n, k):
    count = list(range(1, n + 1))
    best, steps = 0, 0
    order, work = list(range(n)), [0] * n
    put = order.insert
    take = order.pop
    r = n
    while 1:
        while r != 1:
            count[r - 1] = r
            r -= 1
        work[:] = order
        first = work[0]
        flips = 0
        while first:
            work[:first + 1] = reversed(work[:first + 1])
            flips += 1
            first = work[0]
        best = max(best, flips)
        while r != n:
            put(r, take(0))
            count[r] -= 1
            if count[r] > 0:
                break
            r += 1
        else:
            return best, order, work
        steps += 1
        if steps > k:
            return steps, order, work[k::-1]


def parts(n, k, xs):
    ys = [3] + [7] * n
    ys[1:3] = [k, k + 1]
    zs = list(reversed(ys))
    zs.insert(k, 5)
    zs.insert(-2, n)
    last = zs.pop(k)
    last += zs.pop(-1)
    xs[:k] = xs[:k][::-1]
    for at, y in enumerate(ys, k):
        last += at * y
        if last > 10**6:
            break
    else:
        last -= 1
    for x in xs:
        if x == k:
            last += 1000
            break
    else:
        last += 1
    return last, ys, zs, xs


def rows(n, k):
    old = list(range(n + 1))
    for i in range(k):
        new = [i]
        for j in range(n):
            new.append(min(old[j], new[j]) + 1)
        old = new
    return old
"""
LIST_TYPES = {
    "turns": {"n": INT, "k": INT},
    "parts": {"n": INT, "k": INT, "xs": INTS},
    "rows": {"n": INT, "k": INT},
}


@pytest.fixture(scope="module")
def lists_of(tmp_path_factory):
    found = {}
    for function, types in LIST_TYPES.items():
        texts = candidate(tmp_path_factory.mktemp(function), function, types, LISTS)
        found[function] = [(loaded(LISTS), loaded(text)) for text in texts]
    return found


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("turns", [6, 10**6]),
        ("turns", [1, 100]),
        ("turns", [0, 100]),
        ("turns", [-2, 100]),
        *(("turns", [5, k]) for k in (0, 1, 3, 7, 40)),
        *(
            ("parts", [40, k, list(range(60))])
            for k in (-70, -42, -3, -1, 0, 1, 2, 41, 43, 44, 59, 60, 61, 90)
        ),
        *(("parts", [n, 1, [4, 5, 6] * 12]) for n in (-1, 0, 1, 2)),
        ("parts", [50, 2, []]),
        ("parts", [50, 2, [2**70] * 3]),
        *(("rows", [n, k]) for n in (0, 1, 40) for k in (-1, 0, 1, 2, 30)),
    ],
)
def test_lists_that_are_cut_joined_and_turned(lists_of, function, arguments):
    for original, compiled in lists_of[function]:
        for kernel in compiled[f"_ouroboros_{function}_kernels"]:
            kernel["failures"] = 0
        twin = copy.deepcopy(arguments)
        assert outcome(compiled[function], twin) == outcome(original[function], arguments)


def test_their_kernels_are_used(lists_of):
    for function, arguments in (
        ("turns", [6, 10**6]),
        ("parts", [40, 3, list(range(60))]),
        ("rows", [40, 30]),
    ):
        ((_, compiled),) = lists_of[function]
        (kernel,) = compiled[f"_ouroboros_{function}_kernels"]
        kernel["failures"] = 0
        compiled[function](*arguments)
        assert kernel["code"], function
        assert kernel["failures"] == 0, function


# fmt: off
UNBOUND = "def f(n):\n    xs = [1]\n    for i in range(n):\n        if i > 90:\n            put(i)\n    put = xs.append\n    put(2)\n    return xs\n"


def test_a_bound_method_that_is_called_too_early(tmp_path):
    assert candidate(tmp_path, "f", {"n": INT}, UNBOUND) == []


GROWN_TWICE = "def f(n):\n    a = [0]\n    for i in range(n):\n        a.append(i)\n        b = a\n        b.append(1)\n    return a, b\n"


def test_two_names_that_are_both_used(tmp_path):
    assert candidate(tmp_path, "f", {"n": INT}, GROWN_TWICE) == []


TABLES = """
def factor(a, pivot):
    size = len(a)
    for j in range(size):
        best = j
        for i in range(j + 1, size):
            if abs(a[i][j]) > abs(a[best][j]):
                best = i
        pivot[j] = best
        if a[best][j] == 0:
            raise ValueError("singular")
        if best != j:
            a[j], a[best] = a[best], a[j]
        for i in range(j + 1, size):
            a[i][j] /= a[j][j]
            for k in range(j + 1, len(a[0])):
                a[i][k] -= a[i][j] * a[j][k]
    return pivot


def moved(a, n):
    kept = a[0]
    for k in range(n):
        low, high = k % len(a), (k * 7 + 3) % len(a)
        kept = a[low]
        a[low] = a[high]
        a[high] = kept
        kept[0] += 0.5
        a[k % 3][-1] -= kept[0]
        for row in a:
            row[0] *= 1.25
    a[1] = a[n % 4]
    return kept[0]


def product(a, b, n):
    c = a
    for _ in range(n):
        c = [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]
    return c
"""
TABLE_TYPES = {
    "factor": {"a": TABLE, "pivot": INTS},
    "moved": {"a": TABLE, "n": INT},
    "product": {"a": TABLE, "b": TABLE, "n": INT},
}


@pytest.fixture(scope="module")
def tables_of(tmp_path_factory):
    found = {}
    for function, types in TABLE_TYPES.items():
        (text,) = candidate(tmp_path_factory.mktemp(function), function, types, TABLES)
        score = security_of(TABLES, text, keeps_state=True)
        assert score.points >= AcceptanceCriteria().minimum_security, (function, score)
        found[function] = (loaded(TABLES), loaded(text))
    return found


def numbers(height, width, seed):
    chance = random.Random(seed)
    return [[chance.choice([-1.5, 0.0, -0.0, 2.25, 0.1, 7.0]) for _ in range(width)] for _ in range(height)]


def identities(arguments):
    """Which of the lists that were there before stand where now."""
    tables = [argument for argument in arguments if isinstance(argument, list)]
    return [[row for row in table if isinstance(row, list)] for table in tables]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("shape", [(1, 1), (5, 5), (12, 12), (12, 20), (20, 12), (40, 4)])
@pytest.mark.parametrize("function", TABLE_TYPES)
def test_rows_that_change_places(tables_of, function, shape, seed):
    rest = {"factor": [[0] * shape[0]], "moved": [seed * 9], "product": [numbers(shape[1], 7, seed + 9), seed]}
    arguments = [numbers(*shape, seed), *rest[function]]
    if seed == 5:
        arguments[0][-1] = arguments[0][0]
    before = identities(arguments)
    twin = copy.deepcopy(arguments)
    copied = identities(twin)
    original, compiled = tables_of[function]
    compiled[f"_ouroboros_{function}_kernels"][0]["failures"] = 0
    assert outcome(compiled[function], twin) == outcome(original[function], arguments)
    for old, now, rows, twins in zip(before, arguments, copied, twin, strict=False):
        where = [[other is row for other in old] for row in now if isinstance(row, list)]
        assert where == [[other is row for other in rows] for row in twins if isinstance(row, list)]


def test_tables_really_run_in_kernels(tables_of):
    for function, rest in (("factor", [[0] * 12]), ("moved", [40]), ("product", [numbers(12, 9, 3), 2])):
        compiled = tables_of[function][1]
        kernel = compiled[f"_ouroboros_{function}_kernels"][0]
        kernel["failures"] = 0
        chance = random.Random(2)
        compiled[function]([[chance.random() for _ in range(12)] for _ in range(12)], *rest)
        assert kernel["code"], function
        assert kernel["failures"] == 0, function


ROW_NAMES = """
def f(a, n):
    first, second = a[0], a[1]
    for k in range(n):
        first, second = second, first
        first[0] += 1.0
        if k % 3 == 0:
            second, a[2] = a[2], second
    return first[0] - second[0]
"""


def test_names_of_rows_that_are_swapped(tmp_path):
    (text,) = candidate(tmp_path, "f", {"a": TABLE, "n": INT}, ROW_NAMES)
    for n in (0, 1, 2, 33, 50):
        told = []
        for source in (ROW_NAMES, text):
            rows = [[float(i), 0.5] for i in range(40)]
            before = list(rows)
            result = loaded(source)["f"](rows, n)
            told.append((result, rows, [[row is other for other in before] for row in rows]))
        assert told[0] == told[1], n
