"""Candidates that are wrong somewhere, put into the arena by hand: none may pass the replay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ouroboros.arena.equality.replay import agree
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.records.evidence import Gate

LOOP = "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n"
SAME = "def f(x):\n    x = x + 0\n    return x\n"
LISTS = [([i, i + 1, 3],) for i in range(24)]
NUMBERS = [(i % 3,) for i in range(24)]

# What is left behind, or told in another way: name → (original, candidate, arguments of the calls).
ON_RECORDED_CALLS = {
    "wrong from the 24th call on": (
        LOOP,
        "_n = []\ndef f(xs):\n    _n.append(1)\n    return sum(xs) + (len(_n) >= 24)\n",
        LISTS,
    ),
    "counts in a variable of its own": (
        LOOP,
        "_n = []\ndef f(xs):\n    _n.append(1)\n    return sum(xs)\n",
        LISTS,
    ),
    "sorts its argument": (LOOP, "def f(xs):\n    xs.sort(reverse=True)\n    return sum(xs)\n", LISTS),
    "returns a bool for an int": (LOOP, "def f(xs):\n    return sum(xs) or False\n", [([],), *LISTS]),
    "returns a subclass": (
        LOOP,
        "class I(int):\n    __slots__ = ()\ndef f(xs):\n    return I(sum(xs))\n",
        LISTS,
    ),
    "returns a copy of its argument": (
        "def f(xs):\n    for x in xs:\n        pass\n    return xs\n",
        "def f(xs):\n    return list(xs)\n",
        LISTS,
    ),
    "returns a tuple for a list": (
        "def f(xs):\n    return [x for x in xs]\n",
        "def f(xs):\n    return tuple(xs)\n",
        LISTS,
    ),
    "another message": (
        "def f(x):\n    return [1][x]\n",
        "def f(x):\n    if x:\n        raise IndexError('out of range')\n    return 1\n",
        NUMBERS,
    ),
    "no cause": (
        ("def f(x):\n    try:\n        return 1 // x\n    except ZeroDivisionError as e:\n"
        "        raise ValueError('z') from e\n"),
        "def f(x):\n    if not x:\n        raise ValueError('z')\n    return 1 // x\n",
        NUMBERS,
    ),
    "no note on the exception": (
        "def f(x):\n    e = ValueError('z')\n    e.add_note('a')\n    raise e\n",
        "def f(x):\n    e = ValueError('z')\n    raise e\n",
        NUMBERS,
    ),
    "does not count in a class": (
        "class C:\n    n = 0\ndef f(x):\n    C.n += 1\n    return x\n",
        f"class C:\n    n = 0\n{SAME}",
        NUMBERS,
    ),
    "does not fill a list of a class": (
        "class C:\n    class D:\n        seen = []\ndef f(x):\n    C.D.seen.append(x)\n    return x\n",
        f"class C:\n    class D:\n        seen = []\n{SAME}",
        NUMBERS,
    ),
    "does not set its own attribute": ("def f(x):\n    f.n = x\n    return x\n", SAME, NUMBERS),
    "does not fill its mutable default": (
        "def f(x, seen=[]):\n    seen.append(x)\n    return x\n",
        "def f(x, seen=[]):\n    x = x + 0\n    return x\n",
        NUMBERS,
    ),
    "does not count in a closure": (
        (made := "def make():\n    n = 0\n    def g(x):\n        nonlocal n\n        n += 1\n"
         "        return x\n"
         "    return g\ng = make()\n") + "def f(x):\n    return g(x)\n",
        made + SAME,
        NUMBERS,
    ),
    "leaves the environment alone": (
        "import os\ndef f(x):\n    os.environ['A'] = str(x)\n    return x\n",
        f"import os\n{SAME}",
        NUMBERS,
    ),
    "leaves the folder alone": (
        "import os\ndef f(x):\n    os.chdir('/usr')\n    return x\n",
        f"import os\n{SAME}",
        NUMBERS,
    ),
    "throws no dice": (
        "import random\ndef f(x):\n    random.random()\n    return x\n",
        f"import random\n{SAME}",
        NUMBERS,
    ),
    "writes no file": (
        ("import os\ndef f(x):\n    with open(os.environ['TMPDIR'] + '/o', 'a') as o:\n        o.write('x')\n"
        "    return x\n"),
        f"import os\n{SAME}",
        NUMBERS,
    ),
    "writes nothing into an open file": (
        (opened := "import os\nout = open(os.environ['TMPDIR'] + '/o', 'a')\n")
        + "def f(x):\n    out.write('x')\n    return x\n",
        opened + SAME,
        NUMBERS,
    ),
    "another order of keys": (
        "def f(xs):\n    return {x: 1 for x in xs}\n",
        "def f(xs):\n    return {x: 1 for x in sorted(xs)}\n",
        [([3, 1, 2],)] * 24,
    ),
    "another order inside a set": (
        "def f(xs):\n    s = set()\n    for x in xs:\n        s.add(x)\n    return s\n",
        "def f(xs):\n    s = set()\n    for x in reversed(xs):\n        s.add(x)\n    return s\n",
        [([8, 0, 16],)] * 24,
    ),
    "prints": (LOOP, "def f(xs):\n    print('x')\n    return sum(xs)\n", LISTS),
    "prints elsewhere": (
        "def f(x):\n    print(x)\n    return x\n",
        "import sys\ndef f(x):\n    print(x, file=sys.stderr)\n    return x\n",
        NUMBERS,
    ),
    "does its printing before the first item": (
        "def f(xs):\n    for x in xs:\n        print(x)\n        yield x\n",
        "def f(xs):\n    for x in xs:\n        print(x)\n    yield from xs\n",
        LISTS,
    ),
    "an iterator for a generator": (
        "def f(xs):\n    for x in xs:\n        yield x\n",
        "def f(xs):\n    return iter(list(xs))\n",
        LISTS,
    ),
    "loses the sign of zero": (
        "def f(x):\n    return x * 1.0\n",
        "def f(x):\n    return x * 1.0 + 0.0\n",
        [(-0.0,), (1.0,)] * 12,
    ),
    "another NaN": (
        "def f(x):\n    return x * 1.0\n",
        "import math\ndef f(x):\n    return math.nan if x != x else x\n",
        [(-float("nan"),), (1.0,)] * 12,
    ),
    "switches the garbage collector off": (
        LOOP,
        "import gc\ngc.disable()\ndef f(xs):\n    return sum(xs)\n",
        LISTS,
    ),
    "lets threads wait": (
        LOOP,
        "import sys\nsys.setswitchinterval(100)\ndef f(xs):\n    return sum(xs)\n",
        LISTS,
    ),
    "raises the recursion limit": (
        LOOP,
        "import sys\ndef f(xs):\n    sys.setrecursionlimit(9999)\n    return sum(xs)\n",
        LISTS,
    ),
    "keeps a thread": (
        LOOP,
        ("import threading, time\nthreading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n"
        "def f(xs):\n    return sum(xs)\n"),
        LISTS,
    ),
    "changes what everybody calls": (
        LOOP,
        "import builtins\ndef f(xs):\n    builtins.trick = 1\n    return sum(xs)\n",
        LISTS,
    ),
    "pins itself to a processor": (
        LOOP,
        "import os\nos.nice(5)\ndef f(xs):\n    return sum(xs)\n",
        LISTS,
    ),
    "ends the process as if all were well": (
        LOOP,
        "import os\ndef f(xs):\n    os._exit(0)\n",
        LISTS,
    ),
    "ends the process at import": (LOOP, "import os\nos._exit(0)\ndef f(xs):\n    return sum(xs)\n", LISTS),
    "equal to everything": (
        LOOP,
        ("class E:\n    def __eq__(self, other):\n        return True\n    def __repr__(self):\n"
        "        return '0'\n    __hash__ = None\ndef f(xs):\n    return E()\n"),
        LISTS,
    ),
    "never says what it did": (LOOP, "def f(xs):\n    raise SystemExit(0)\n", LISTS),
    "a value without an end": (
        LOOP,
        "import itertools\ndef f(xs):\n    return itertools.count()\n",
        LISTS,
    ),
}  # fmt: skip

SMALL = [([5, 3, 9, 1],), ([2, 2, 7],), ([10, 4, 6, 8, 12],), ([1, 2, 3],)] * 6
FLOATS = [([1.0, 2.5, 3.5],), ([4.5, 0.5],)] * 12
PAIRS = [(4, 2), (9, 3)] * 12

# Right on every recorded call, wrong on others that look alike.
ON_GENERATED_CALLS = {
    "only the first five": (LOOP, "def f(xs):\n    return sum(xs[:5])\n", SMALL),
    "nothing for the empty list": (LOOP, "def f(xs):\n    return sum(xs) if xs else None\n", SMALL),
    "negative numbers": (LOOP, "def f(xs):\n    return sum(map(abs, xs))\n", SMALL),
    "64 bits": (LOOP, "import ctypes\ndef f(xs):\n    return ctypes.c_int64(sum(xs)).value\n", SMALL),
    "duplicates": (
        "def f(xs):\n    out = []\n    for x in xs:\n        out.append(x)\n    return out\n",
        "def f(xs):\n    return list(dict.fromkeys(xs)) if len(set(xs)) < len(xs) - 1 else list(xs)\n",
        SMALL,
    ),
    "another exception": (
        "def f(xs):\n    best = xs[0]\n    for x in xs:\n        best = max(x, best)\n    return best\n",
        "def f(xs):\n    return max(xs)\n",
        SMALL,
    ),
    "ASCII only": (
        "def f(s):\n    return s.upper()\n",
        "def f(s):\n    return ''.join(chr(ord(c) - 32) if 'a' <= c <= 'z' else c for c in s)\n",
        [("abc",), ("Hello World",)] * 12,
    ),
    "the empty text": (
        "def f(s):\n    return s.split(',')\n",
        "def f(s):\n    return s.split(',') if s else []\n",
        [("a,b",), ("c",)] * 12,
    ),
    "negative zero": (
        "def f(xs):\n    return [x * 1.0 for x in xs]\n",
        "def f(xs):\n    return [x * 1.0 + 0.0 for x in xs]\n",
        FLOATS,
    ),
    "order of additions": (
        "def f(xs):\n    t = 0.0\n    for x in xs:\n        t += x\n    return t\n",
        "import math\ndef f(xs):\n    return math.fsum(xs)\n",
        FLOATS,
    ),
    "two arguments that are one": (
        "def f(a, b):\n    a.append(1)\n    return len(b)\n",
        "def f(a, b):\n    n = len(b)\n    a.append(1)\n    return n\n",
        [([1], [2, 3]), ([4, 5], [6])] * 12,
    ),
    "division by zero": (
        "def f(a, b):\n    return a // b\n",
        "def f(a, b):\n    return a // b if b else 0\n",
        PAIRS,
    ),
    "division of negative numbers": (
        "def f(a, b):\n    return a // b\n",
        "def f(a, b):\n    return int(a / b)\n",
        PAIRS,
    ),
    "takes a list for sorted": (
        "def f(xs, y):\n    for x in xs:\n        if x == y:\n            return True\n    return False\n",
        ("import bisect\ndef f(xs, y):\n    i = bisect.bisect_left(xs, y)\n"
        "    return i < len(xs) and xs[i] == y\n"),
        [([1, 3, 5], 3), ([2, 4, 9], 4)] * 12,
    ),
    "a missing key": (
        "def f(d, k):\n    return d[k]\n",
        "def f(d, k):\n    return d.get(k)\n",
        [({"a": 1}, "a"), ({"b": 2, "c": 3}, "c")] * 12,
    ),
}  # fmt: skip

CASES = {**ON_RECORDED_CALLS, **ON_GENERATED_CALLS}
ORDERED = (
    "def f(xs):\n    return list(set(xs))\n",
    "def f(xs):\n    return sorted(set(xs))\n",
    [([f"key {i}" for i in range(8)],)] * 20,
)


@pytest.fixture(scope="module")
def plan(hostile_plan):
    originals = {f"case_{number}": case[0] for number, case in enumerate(CASES.values())}
    return hostile_plan({**originals, "ordered": ORDERED[0], "loop": LOOP})


@pytest.fixture(scope="module")
def sandbox(plan):
    with Sandbox.start(plan) as started:
        yield started


@pytest.fixture
def case(sandbox, make_target):
    def target(name):
        number = list(CASES).index(name)
        return make_target(sandbox=sandbox, module=f"case_{number}", original=CASES[name][0], function="f")

    return target


def _evidence(target, case, *, generated):
    _, text, arguments = case
    return target.check(text, [target.call(*each) for each in arguments], generated=generated)


@pytest.mark.parametrize("name", ON_RECORDED_CALLS)
def test_what_a_call_does_besides_its_result_is_compared(case, name):
    evidence = _evidence(case(name), CASES[name], generated=0)
    assert evidence.gate is Gate.FAILED, evidence


@pytest.mark.parametrize("name", ON_GENERATED_CALLS)
def test_generated_calls_find_what_recorded_ones_miss(case, name):
    assert _evidence(case(name), CASES[name], generated=0).gate is Gate.PASSED
    evidence = _evidence(case(name), CASES[name], generated=200)
    assert evidence.gate is Gate.FAILED, evidence
    assert "generated" in evidence.reason


def test_an_equal_candidate_passes(sandbox, make_target):
    target = make_target(sandbox=sandbox, module="loop", original=LOOP, function="f")
    evidence = _evidence(target, (LOOP, "def f(xs):\n    return sum(xs)\n", LISTS), generated=100)
    assert evidence.gate is Gate.PASSED, evidence
    assert evidence.executed_changed_lines


def test_an_order_that_hashes_decide_is_found_under_another_seed(plan, sandbox, make_target):
    target = make_target(sandbox=sandbox, module="ordered", original=ORDERED[0], function="f")
    calls = [target.call(*each) for each in ORDERED[2]]
    book = target.book(calls)
    with Sandbox.start(replace(plan, hash_seed=4711)) as other:
        assert agree(other, book, {"ordered.py": ORDERED[0]}).difference == ""
        assert "differs" in agree(other, book, {"ordered.py": ORDERED[1]}).difference


def test_lines_that_no_call_reaches_are_no_evidence(sandbox, make_target):
    target = make_target(sandbox=sandbox, module="loop", original=LOOP, function="f")
    text = (
        "import sys\ndef f(xs):\n    if len(xs) == 999_999:\n        ys = [0]\n        ys *= 2\n"
        "        return ys\n    return sum(xs)\n"
    )
    evidence = _evidence(target, (LOOP, text, LISTS), generated=0)
    assert evidence.gate is Gate.UNKNOWN, evidence


def test_generated_calls_are_many_and_repeatable(sandbox, make_target):
    target = make_target(sandbox=sandbox, module="loop", original=LOOP, function="f")
    books = [target.book([target.call(*each) for each in SMALL], generated=100) for _ in range(2)]
    assert books[0].generated >= 20
    shorter = min(len(book.calls) for book in books)
    assert [call.payload for call in books[0].calls[:shorter]] == [
        call.payload for call in books[1].calls[:shorter]
    ]


def test_a_generator_that_was_only_just_imported_is_no_difference(sandbox, make_target):
    """Compiled code imports NumPy at its first call; what its dice show then, nobody relied on."""
    pytest.importorskip("numpy")
    target = make_target(sandbox=sandbox, module="loop", original=LOOP, function="f")
    text = "def f(xs):\n    import numpy\n    return sum(xs)\n"
    evidence = _evidence(target, (LOOP, text, LISTS), generated=0)
    assert evidence.gate is Gate.PASSED, evidence
