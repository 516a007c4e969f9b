"""Effects: what must be found, what must not be claimed absent, and what is worth proving."""

from __future__ import annotations

import ast
import textwrap

import pytest

from ouroboros.genome.source_tree import SourceGenome
from ouroboros.records.source import Effect


def genome_of(folder, **files):
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return SourceGenome.read(folder, folder)


def effects(folder, text, name="f"):
    genome = genome_of(folder, m=text)
    return genome.effects(genome.region(f"m:{name}"))


PURE = {
    "arithmetic": "def f(a, b): return a * b + 1",
    "recursion": "def f(n): return n if n < 2 else f(n - 1) + f(n - 2)",
    "mutual recursion": "def f(n): return n == 0 or g(n - 1)\ndef g(n): return n != 0 and f(n - 1)",
    "library": "import math\ndef f(x): return math.sqrt(x) + math.pi",
    "from library": "from math import sqrt as root\ndef f(x): return root(x)",
    "dotted library": "from itertools import chain\ndef f(xs): return list(chain.from_iterable(xs))",
    "constant": "LIMIT = 10\nCOINS = (1, 5)\ndef f(x): return x + LIMIT + COINS[0]",
    "pattern": "import re\nWORD = re.compile('x')\ndef f(t): return WORD.findall(t)",
    "own list": """
        def f(xs):
            out = []
            for x in xs:
                out.append(x)
            out.sort(key=lambda v: -v)
            return out
        """,
    "own default dict": """
        from collections import defaultdict
        def f(xs):
            d = defaultdict(list)
            for k, v in xs:
                d[k].append(v)
            return d
        """,
    "text": "def f(xs): return ', '.join(xs).upper().split('a')",
    "text method of a type": "def f(xs): return list(map(str.strip, xs))",
    "object made here": """
        class P:
            def __init__(self, x): self.x = x
            def norm(self): return abs(self.x)
        def f(v): return P(v).norm()
        """,
    "generator used up": "def g(xs):\n    for x in xs: yield x\ndef f(xs): return list(g(xs))",
    "shadowed names": "v = [1]\ndef f(xs): return sorted(xs, key=lambda q: q)",
    "error": "def f(x):\n    if x: raise ValueError(x)\n    return x",
}


@pytest.mark.parametrize("text", PURE.values(), ids=PURE)
def test_pure_code_is_proven_pure(tmp_path, text) -> None:
    assert effects(tmp_path, text).pure


FOUND = {
    "argument": ("def f(xs): xs.append(1)", Effect.MUTATES_ARGUMENTS),
    "item": ("def f(xs): xs[0] = 1", Effect.MUTATES_ARGUMENTS),
    "attribute": ("def f(x): x.a = 1", Effect.MUTATES_ARGUMENTS),
    "deleted item": ("def f(x): del x[0]", Effect.MUTATES_ARGUMENTS),
    "in place": ("def f(x):\n    x += [1]\n    return x", Effect.MUTATES_ARGUMENTS),
    "alias": ("def f(xs):\n    y = [xs]\n    y[0][0] = 1", Effect.MUTATES_ARGUMENTS),
    "element": ("def f(xs):\n    for x in xs: x[0] = 1", Effect.MUTATES_ARGUMENTS),
    "through a copy": ("def f(xs):\n    y = list(xs)\n    y[0][0] = 1", Effect.MUTATES_ARGUMENTS),
    "through a method value": ("def f(xs):\n    a = xs.append\n    a(1)", Effect.MUTATES_ARGUMENTS),
    "callee": ("def g(a, b): b[0] = a\ndef f(x): g(1, x)", Effect.MUTATES_ARGUMENTS),
    "keyword callee": ("def g(*, b): b[0] = 1\ndef f(x): g(b=x)", Effect.MUTATES_ARGUMENTS),
    "spread": ("def g(a): a[0] = 1\ndef f(x): g(*[x])", Effect.MUTATES_ARGUMENTS),
    "stored in an object": (
        "class C:\n def __init__(self, x):\n  self.x = x\n  self.x[0] = 1\ndef f(x): return C(x)",
        Effect.MUTATES_ARGUMENTS,
    ),
    "by a method of an object": (
        """
        class C:
            def __init__(self, x):
                self.x = x
                self.go()
            def go(self): self.x[0] = 1
        def f(x): return C(x)
        """,
        Effect.MUTATES_ARGUMENTS,
    ),
    "iterator": ("def f(it): return next(it)", Effect.MUTATES_ARGUMENTS),
    "heap": ("import heapq\ndef f(h): return heapq.heappop(h)", Effect.MUTATES_ARGUMENTS),
    "lambda": ("def f(xs):\n    g = lambda: xs.__setitem__(0, 1)\n    g()", Effect.MUTATES_ARGUMENTS),
    "closure": ("def f(xs):\n    def g(): xs[0] = 1\n    g()", Effect.MUTATES_ARGUMENTS),
    "global read": ("S = {}\ndef f(): return S['a']", Effect.READS_GLOBALS),
    "rebound global": ("N = 1\nN = 2\ndef f(): return N", Effect.READS_GLOBALS),
    "global statement": ("N = 1\ndef g():\n    global N\n    N = 2\ndef f(): return N", Effect.READS_GLOBALS),
    "class attribute": ("class A:\n    n = []\ndef f(): return A.n", Effect.READS_GLOBALS),
    "shared through an instance": ("class A:\n    n = []\ndef f(): return A().n[0]", Effect.READS_GLOBALS),
    "function attribute": ("def f(): return f.seen", Effect.READS_GLOBALS),
    "hidden by a lambda": (
        "v = [1]\ndef f(xs):\n    sorted(xs, key=lambda v: v)\n    return v",
        Effect.READS_GLOBALS,
    ),
    "hidden by a comprehension": ("v = [1]\ndef f(xs): return [v for v in xs] + v", Effect.READS_GLOBALS),
    "mutable default": ("def f(x, seen=[]): return len(seen)", Effect.READS_GLOBALS),
    "environment": ("import os\ndef f(): return os.environ", Effect.READS_GLOBALS),
    "global write": ("S = {}\ndef f(): S['a'] = 1", Effect.WRITES_GLOBALS),
    "global container": ("S = []\ndef g(x): x[0] = 1\ndef f(): g(S)", Effect.WRITES_GLOBALS),
    "kept default": ("def g(a=[]): a[0] = 1\ndef f(): g()", Effect.WRITES_GLOBALS),
    "returned default": ("def g(a=[]): return a\ndef f():\n    x = g()\n    x[0] = 1", Effect.WRITES_GLOBALS),
    "class written": ("class A:\n    n = 0\ndef f(): A.n = 1", Effect.WRITES_GLOBALS),
    "shared written": (
        "class A:\n    n = []\n    def go(self): self.n[0] = 1\ndef f():\n    a = A()\n    a.go()",
        Effect.WRITES_GLOBALS,
    ),
    "random": ("import random\ndef f(): return random.random()", Effect.NONDETERMINISTIC),
    "clock": ("from time import time\ndef f(): return time()", Effect.NONDETERMINISTIC),
    "print": ("def f(): print(1)", Effect.IO),
    "print below": ("def g(): print(1)\ndef f(): g()", Effect.IO),
    "yield": ("def f(xs): yield from xs", Effect.YIELDS),
    "await": ("async def f(x): return await x", Effect.AWAITS),
    "shadowed built-in": ("def len(x): print(x)\ndef f(x): return len(x)", Effect.IO),
    "parameter as function": ("def f(len, x): return len(x)", Effect.UNKNOWN),
    "star import": ("from other import *\ndef f(x): return len(x)", Effect.UNKNOWN),
    "callback": ("def f(g, xs): return list(map(g, xs))", Effect.UNKNOWN),
    "key": ("def f(g, xs): return sorted(xs, key=g)", Effect.UNKNOWN),
    "method of a stranger": ("def f(x): return x.go()", Effect.UNKNOWN),
    "decorated": (
        "import functools\n@functools.cache\ndef g(x): return x\ndef f(x): return g(x)",
        Effect.UNKNOWN,
    ),
    "exec": ("def f(x): exec(x)", Effect.UNKNOWN),
    "third party": ("import numpy\ndef f(x): return numpy.sum(x)", Effect.UNKNOWN),
    "with": ("def f(lock):\n    with lock: return 1", Effect.UNKNOWN),
    "address": ("class A: pass\ndef f(): return str(A())", Effect.UNKNOWN),
    "method of a part": (
        "class A:\n    def go(self): return 1\n    def f(self): return self.other.go()",
        Effect.UNKNOWN,
    ),
    "new with a new method": (
        "class A:\n    def __new__(cls): return print()\ndef f(): return A()",
        Effect.UNKNOWN,
    ),
}


@pytest.mark.parametrize(("text", "effect"), FOUND.values(), ids=FOUND)
def test_effect_is_found(tmp_path, text, effect) -> None:
    name = "A.f" if "def f(self)" in text else "f"
    assert effect in effects(tmp_path, text, name).found


def test_what_a_constructor_takes_from_the_module_is_still_the_modules(tmp_path) -> None:
    text = """
        SHARED = []
        class Box:
            def __init__(self): self.items = SHARED
        def f():
            box = Box()
            box.items[0] = 1
        """
    assert "SHARED" in effects(tmp_path, text).globals_written


def test_what_a_method_puts_into_an_object_is_followed(tmp_path) -> None:
    text = """
        SHARED = []
        class Box:
            def __init__(self): self.items = ()
            def fill(self): self.items = SHARED
        def f():
            box = Box()
            box.fill()
            box.items[0] = 1
        """
    assert "SHARED" in effects(tmp_path, text).globals_written


def test_two_parameters_may_be_one_object(tmp_path) -> None:
    text = """
        SHARED = []
        def f(a, b):
            a.x = SHARED
            b.x[0] = 1
        """
    assert "SHARED" in effects(tmp_path, text).globals_written


@pytest.mark.parametrize(
    "body",
    [
        "while x:\n        x = x.next.other",
        "x = {}\n    while x:\n        x = x.copy()",
        "x = []\n    while x:\n        x = [x, x[1:], x + x]",
        "x = lambda: x()\n    x()",
        "x = lambda y: lambda: y(x)\n    x(x)()",
    ],
)
def test_analysis_of_loops_comes_to_an_end(tmp_path, body) -> None:
    assert Effect.RAISES in effects(tmp_path, f"def f(x):\n    {body}\n    return x").found


def test_a_method_overridden_in_the_project_counts_too(tmp_path) -> None:
    text = """
        class A:
            def go(self): return self.step()
            def step(self): return 1
        class B(A):
            def step(self): print(1)
        """
    assert Effect.IO in effects(tmp_path, text, "A.go").found


def test_a_name_that_another_file_sets_is_not_trusted(tmp_path) -> None:
    genome = genome_of(tmp_path, m="def g(): return 1\ndef f(): return g()", other="import m\nm.g = print")
    assert Effect.UNKNOWN in genome.effects(genome.region("m:f")).found


def test_a_test_that_patches_a_name_by_string_is_not_trusted(tmp_path) -> None:
    patching = "from unittest import mock\ndef test():\n    with mock.patch('m.g'): pass"
    genome = genome_of(tmp_path, m="def g(): return 1\ndef f(): return g()", other=patching)
    assert Effect.UNKNOWN in genome.effects(genome.region("m:f")).found


def test_calls_are_followed_into_other_files(tmp_path) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg" / "__init__.py").touch()
    genome = genome_of(
        tmp_path,
        pkg__a="from .b import g\nfrom . import b\ndef f(x): return g(x) + b.h(x)",
        pkg__b="def g(x): return x\ndef h(x): return x",
    )
    assert genome.effects(genome.region("pkg.a:f")).pure


def test_parameters_are_named(tmp_path) -> None:
    found = effects(tmp_path, "def g(p): p[0] = 1\ndef f(a, b):\n    g(b)\n    return a")
    assert found.parameters_mutated == {"b"}


def test_call_on_an_own_container_mutates_an_argument_of_the_call(tmp_path) -> None:
    genome = genome_of(tmp_path, m="def f(x):\n    out = []\n    out.append(x)\n    return len(out)")
    view = genome.view(genome.region("m:f"))
    append, length = (
        next(node for node in ast.walk(view.node) if isinstance(node, ast.Call) and view.source(node) == text)
        for text in ("out.append(x)", "len(out)")
    )
    assert Effect.MUTATES_ARGUMENTS in view.call_effects(append).found
    assert view.call_effects(length).pure
    assert view.effects.pure


def test_function_of_is_certain_or_nothing(tmp_path) -> None:
    text = """
        def g(x): return x
        def twice(x): return x
        def twice(x): return x + x
        def f(x, h): return g(x) + twice(x) + h(x) + len(x)
        """
    genome = genome_of(tmp_path, m=text)
    view = genome.view(genome.region("m:f"))
    calls = {view.source(node): node for node in ast.walk(view.node) if isinstance(node, ast.Call)}
    assert view.function_of(calls["g(x)"]) == genome.region("m:g")
    assert [view.function_of(calls[text]) for text in ("twice(x)", "h(x)", "len(x)")] == [None, None, None]
