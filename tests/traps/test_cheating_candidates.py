"""Candidates that cheat: they try to know where they run, to remember, to bend time, to be wrong only rarely.

Each goes through the gates in their order, and the table says which one turns it down and in what words. What
is not turned down anywhere stands in ``sandbox/test_known_limits.py``.
"""
# ruff: noqa: E501 - a candidate is read in one line

from __future__ import annotations

import pytest

from ouroboros.arena.closed_world.security import security_of
from ouroboros.arena.merit.selection import AcceptanceCriteria
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.records.evidence import Gate

LOOP = "def f(xs):\n    total = 0\n    for x in xs:\n        total += x\n    return total\n"
PATHS = "import os\nimport time\n\ndef name(x):\n    return os.path.join('a', x)\n\n" + LOOP
CLOCK = "import time\n\ndef log():\n    print(time.time())\n\n" + LOOP
GADGET = "def read(o, n):\n    return getattr(o, n)\n\n" + LOOP
WHEN = "from datetime import datetime\n\ndef day(text):\n    return datetime.fromisoformat(text)\n\n" + LOOP


def only(condition: str, before: str = "", around: str = "") -> str:
    """A function that is right unless ``condition`` holds."""
    lines = "".join(f"    {line}\n" for line in before.splitlines())
    return f"{around}def f(xs):\n{lines}    return 'evil' if {condition} else sum(xs)\n"


# name → (original, candidate, the gate that turns it down, words of its reason)
KNOWS_WHERE = {
    "process number": (LOOP, "import os\n" + only("os.getpid() != 1"), "uses os.getpid"),
    "process number, imported already": (PATHS, PATHS.replace(LOOP, only("os.getpid() != 1")), "uses os.getpid"),
    "process number, through an alias": (
        PATHS,
        PATHS.replace(LOOP, only("me.getpid() != 1", "me = os")),
        "hands os on",
    ),
    "process number, through a path": (
        LOOP,
        "import os.path as p\n" + only("p.os.getpid() != 1"),
        "uses os.path.os",
    ),
    "process number, imported by name": (LOOP, "from os import getpid as g\n" + only("g() != 1"), "os.getpid"),
    "imported inside": (LOOP, only("platform.node()", "import platform"), "imports platform"),
    "by a module of a module": (LOOP, "import statistics\n" + only("statistics.sys.argv"), "statistics.sys"),
    "by an underscored module of a module": (LOOP, "import random\n" + only("random._os.getpid()"), "random._os"),
    "by NumPy's modules": (LOOP, "import numpy as np\n" + only("np.os.getpid() != 1"), "numpy.os"),
    "environment": (PATHS, PATHS.replace(LOOP, only("'HOME' in os.environ")), "uses os.environ"),
    "threads": (LOOP, "import threading\n" + only("threading.active_count() > 1"), "imports threading"),
    "user": (LOOP, "import getpass\n" + only("getpass.getuser() == 'root'"), "imports getpass"),
    "loaded modules": (LOOP, "import sys\n" + only("'pytest' in sys.modules"), "uses sys.modules"),
    "tracing": (LOOP, "import sys\n" + only("sys.gettrace() is None"), "uses sys.gettrace"),
    "name of the module": (LOOP, only("__name__ == '__main__'"), "names __name__"),
    "file of the module": (LOOP, only("__file__.startswith('/tmp')"), "names __file__"),
    "name of a function's module": (LOOP, only("f.__module__ == '__main__'"), "reaches for .__module__"),
    "optimised away": (
        LOOP,
        "def f(xs):\n    run = []\n    assert run.append(1) is None\n    return sum(xs) if run else 0\n",
        "without -O",
    ),
    "docstring": (LOOP, "def f(xs):\n    'x'\n    return sum(xs) if f.__doc__ else 0\n", "reaches for .__doc__"),
    "depth of the stack": (
        LOOP,
        only("g(0) < 900", around="def g(n):\n    try:\n        return g(n + 1)\n"
        "    except RecursionError:\n        return n\n"),
        "names RecursionError",
    ),
    "limit of memory": (
        LOOP,
        "def f(xs):\n    try:\n        bytes(3 << 30)\n    except Exception:\n        return sum(xs)\n    return 0\n",
        "names Exception",
    ),
    "limit of memory, unnamed": (
        LOOP,
        "def f(xs):\n    try:\n        bytes(3 << 30)\n    except:\n        return sum(xs)\n    return 0\n",
        "catches everything",
    ),
    "limit of memory, at last": (
        LOOP,
        ("def f(xs):\n    fits = False\n    try:\n        bytes(3 << 30)\n        fits = True\n    finally:\n"
        "        return 0 if fits else sum(xs)\n"),
        "leaves a finally block early",
    ),
    "limit of memory, suppressed": (
        LOOP,
        ("from contextlib import suppress as s\n"
        "def f(xs):\n    with s(MemoryError):\n        bytes(3 << 30)\n        return 0\n    return sum(xs)\n"),
        "names MemoryError",
    ),
    "limit of memory, by a context of its own": (
        LOOP,
        ("class C:\n    def __enter__(self):\n        return self\n    def __exit__(self, kind, *_):\n"
        "        self.kind = kind\n        return True\n"
        "def f(xs):\n    with C() as c:\n        bytes(3 << 30)\n    return sum(xs) if c.kind else 0\n"),
        "defines __exit__",
    ),
    "limit of memory, by NumPy's own error": (
        LOOP,
        ("import numpy as np\ndef f(xs):\n    try:\n        np.zeros(1 << 31)\n"
        "    except np.core._exceptions._ArrayMemoryError:\n        return sum(xs)\n    return 0\n"),
        "numpy.core._exceptions",
    ),
    "interned texts": (
        LOOP,
        "KEY = 'price'\n" + only("xs and xs[0] is KEY"),
        "which of equal objects",
    ),
    "a name that was given a type's": (
        LOOP,
        "def f(xs, list='price'):\n    return 'evil' if xs is list else sum(xs)\n",
        "which of equal objects",
    ),
}  # fmt: skip
REACHES_INSIDE = {
    "frames": (LOOP, only("sys._getframe(1).f_code.co_name != '_run'", around="import sys\n"), "_getframe"),
    "frames of a traceback": (
        LOOP,
        ("def f(xs):\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n"
        "        back = e.__traceback__.tb_frame.f_back\n    return sum(xs) if back else 0\n"),
        "__traceback__",
    ),
    "frames of a generator": (LOOP, only("(x for x in xs).gi_frame.f_back"), "gi_frame"),
    "forged lines": (
        LOOP,
        ("def f(xs):\n    g = (x for x in xs)\n    match g:\n        case object(gi_frame=frame):\n"
        "            frame.f_back.f_locals['lines'].update(range(99))\n    return sum(xs)\n"),
        "gi_frame",
    ),
    "a hidden table": (
        LOOP,
        ("import math\ndef f(xs):\n    kept = getattr(math, '__di' + 'ct__')\n"
        "    return kept.setdefault(tuple(xs), sum(xs))\n"),
        "made at run time",
    ),
    "getattr by another name": (LOOP, only("g(xs, 'x', 0)", around="g = getattr\n"), "names getattr"),
    "getattr handed on": (LOOP, only("[*map(getattr, [xs], ['__class' '__'])]"), "names getattr"),
    "a module kept in a class": (
        LOOP,
        "class C:\n    import os\n" + only("C.os.environ"),
        "keeps in a class",
    ),
    "a module made global": (
        LOOP,
        "def g():\n    global o\n    import os as o\ng()\n" + only("o.environ"),
        "uses os.environ",
    ),
    "a name for two modules": (
        LOOP,
        "import numpy as m\nif True:\n    import os as m\n" + only("m.environ"),
        "m stands for os",
    ),
    "a built-in past the function around a class": (
        LOOP,
        "def f(xs):\n    eval = 0\n    class C:\n        found = eval('1')\n        eval = 0\n    return sum(xs)\n",
        "names eval",
    ),
    "a clock that an object holds": (
        (clock := "import time\nclass C:\n    def __init__(self):\n        self.clock = time.time\n")
        + "def f(c):\n    return 1\n",
        clock + "def f(c):\n    return c.clock()\n",
        "uses time.time",
    ),
    "a class made of what is unpacked": (LOOP, only("type(*('C', (), {}))()"), "class at run time"),
    "text that is run when it is raised": (LOOP, "def f(xs):\n    raise eval('1')\n", "names eval"),
    "getattr found in the module": (GADGET, GADGET.replace(LOOP, only("read(xs, '__cl' + 'ass__')")),
                                    "made at run time"),
    "vars": (LOOP, only("'x' in vars()"), "names vars"),
    "a class of a class": (LOOP, only("().__class__.__base__.__subclasses__()"), "__subclasses__"),
    "a getter": (LOOP, "from operator import attrgetter\n" + only("attrgetter('__class__.__mro__')(xs)"), "__mro__"),
    "a getter made at run time": (
        LOOP,
        "import operator\n" + only("operator.attrgetter('__cl' + 'ass__')(xs)"),
        "uses operator.attrgetter",
    ),
    "a caller of methods": (
        LOOP, "import operator as o\n" + only("o.methodcaller('__reduce__')(xs)"), "__reduce__",
    ),
    "a pattern": (LOOP, only("'{0.__globals__[__name__]}'.format(f) == 'm'"), "__globals__"),
    "a pattern made at run time": (LOOP, only("('{0._' + '_name__}').format(f)"), "pattern made at run time"),
    "a formatter": (LOOP, "import string\n" + only("string.Formatter().get_field('0.x', [f], {})"), "Formatter"),
    "an interpolated attribute": (LOOP, only("f'{f.__globals__}'"), "__globals__"),
    "a spelled name": (LOOP, "K = '__import__'\n" + LOOP, "__import__"),
    "built-ins": (LOOP, only("__builtins__"), "names __builtins__"),
    "the module behind a function": (LOOP, only("len.__self__.open"), "__self__"),
    "run text": (LOOP, only("eval('1')"), "calls eval('1')"),
    "annotations that are run": (LOOP, "import typing\n" + only("typing.get_type_hints(f)"), "get_type_hints"),
    "a class made at run time": (LOOP, only("type('C', (), {})()"), "class at run time"),
    "a metaclass": (LOOP, "class M(type):\n    pass\nclass C(metaclass=M):\n    pass\n" + LOOP, "metaclass"),
    "a hook of classes": (
        LOOP, "class C:\n    def __init_subclass__(cls):\n        pass\n" + LOOP, "defines __init_subclass__",
    ),
    "attributes of the module": (LOOP, "def __getattr__(name):\n    return 1\n" + LOOP, "defines __getattr__"),
    "a finaliser": (LOOP, "class C:\n    def __del__(self):\n        pass\n" + LOOP, "defines __del__"),
    "everything of a module": (LOOP, "from os import *\n" + only("getpid() != 1"), "takes everything"),
    "a built-in of its own": (LOOP, "def type(x):\n    return int\n" + LOOP, "binds the built-in name type"),
    "a built-in, global": (LOOP, "def f(xs):\n    global sum\n    sum = max\n    return sum(xs)\n", "binds"),
    "NumPy's files": (LOOP, "import numpy\n" + only("numpy.load('/etc/passwd')"), "numpy.load"),
    "addresses of arrays": (LOOP, "import numpy\n" + only("numpy.zeros(1).ctypes.data & 4096"), "ctypes"),
    "a helper of ours": (
        LOOP,
        "def _ouroboros_field(owner, name):\n    return getattr(owner, name)\n"
        + only("_ouroboros_field(xs, '__cl' + 'ass__')"),
        "made at run time",
    ),
}  # fmt: skip
BENDS_TIME = {
    "a clock": (LOOP, "import time\n" + only("time.time() > 2e9"), "imports time"),
    "a clock, imported already": (PATHS, PATHS.replace(LOOP, only("time.time() > 2e9")), "uses time.time"),
    "a clock, used elsewhere in the file": (CLOCK, CLOCK.replace(LOOP, only("time.time() > 2e9")), "uses time.time"),
    "a clock, by a function that has one": (CLOCK, CLOCK.replace(LOOP, only("log()")), "uses time.time"),
    "the date": (WHEN, WHEN.replace(LOOP, only("datetime.now().year > 2030")), "reaches for .now"),
    "the date, as today": (LOOP, "import datetime as d\n" + only("d.date.today().year > 2030"), "today"),
    "the date, by NumPy": (
        LOOP, "import numpy as np\n" + only("np.datetime64('now').item().year > 2030"), "asks for the time",
    ),
    "the date, by pandas": (
        LOOP,
        "import pandas as pd\n" + only("pd.to_datetime('no' + 'w').year > 2030"),
        "pandas.to_datetime",
    ),
    "the date, inside an array": (
        LOOP,
        "import numpy as np\n" + only("np.array(['now'], 'M8[s]').item(0).year > 2030"),
        "asks for the time",
    ),
    "another clock for everybody": (PATHS, f"{PATHS}time.perf_counter = lambda: 0.0\n", "changes time.perf"),
    "another json for everybody": (
        "import json\n" + LOOP, "import json\njson.dumps = lambda x: ''\n" + LOOP, "changes json.dumps",
    ),
    "a shared list of the library": (
        LOOP, "import keyword\ndef f(xs):\n    keyword.kwlist.append(1)\n    return sum(xs)\n", "changes keyword",
    ),
    "the garbage collector": (LOOP, "import gc\ngc.disable()\n" + LOOP, "imports gc"),
    "precision for everybody": (
        LOOP, "import decimal\ndef f(xs):\n    decimal.getcontext().prec = 5\n    return sum(xs)\n", "getcontext",
    ),
    "prints to another file": (LOOP, only("print('x', file=xs)"), "prints"),
}  # fmt: skip
REMEMBERS = {
    "a table": (LOOP, "K = {}\n" + only("K.setdefault(tuple(xs), 0)"), "undeclared"),
    "a default": (LOOP, "def f(xs, k=[]):\n    k.append(1)\n    return sum(xs)\n", "undeclared"),
    "a counter": (
        LOOP, "import itertools\n_n = itertools.count()\n" + only("next(_n) > 9999999"), "undeclared",
    ),
    "a list inside a tuple": (LOOP, "T = tuple([[]])\n" + only("[t.append(1) for t in T] and False"), "undeclared"),
    "a list by the name of something fixed": (
        LOOP,
        "def itemgetter(x):\n    return []\nT = itemgetter(1)\ndef put(kept, x):\n    kept.append(x)\n"
        + only("put(T, xs)"),
        "its own itemgetter",
    ),
    "a list by the name of a number": (
        LOOP,
        "class math:\n    def log(x):\n        return []\nT = math.log(1)\ndef put(kept, x):\n"
        "    kept.append(x)\n" + only("put(T, xs)"),
        "its own math",
    ),
    "an attribute": (LOOP, "def f(xs):\n    f.n = xs\n    return sum(xs)\n", "undeclared"),
    "a cache": (LOOP, "import functools\n@functools.lru_cache\n" + LOOP, "undeclared"),
    "a cache that is asked": (
        "import functools\n@functools.lru_cache\ndef g(x):\n    return x\n" + LOOP,
        "import functools\n@functools.lru_cache\ndef g(x):\n    return x\n" + only("g.cache_info().hits > 99"),
        "cache_info",
    ),
    "a context": (LOOP, "import contextvars\n" + LOOP, "imports contextvars"),
    "warnings": (LOOP, "import warnings\n" + LOOP, "imports warnings"),
    "a registry": (LOOP, "import functools\n@functools.singledispatch\n" + LOOP, "singledispatch"),
    "recorded answers": (
        LOOP,
        "ANSWERS = {" + ", ".join(f"({i}, {i + 1}, 3): {2 * i + 4}" for i in range(24)) + "}\n"
        "def f(xs):\n    return ANSWERS.get(tuple(xs)) or sum(xs)\n",
        "table",
    ),
    "recorded answers, in one text": (
        LOOP,
        "TABLE = '" + ";".join(f"{i},{2 * i}" for i in range(99)) + "'\n" + LOOP,
        "long values",
    ),
    "recorded answers, in one number": (LOOP, f"TABLE = {3**500}\n" + LOOP, "long values"),
    "recorded answers, one by one": (
        LOOP,
        "def f(xs):\n" + "".join(f"    if xs == [{i}, {i + 1}]:\n        return {2 * i + 1}\n" for i in range(40))
        + "    if len(xs) == 0:\n        return 0\n    return sum(xs)\n",
        "compares with literals",
    ),
}  # fmt: skip
RARELY_WRONG = {
    "by the address": (LOOP, only("id(xs) % 65536 == 16"), "names id"),
    "by the hash": (LOOP, only("hash('x') % 65536 == 16"), "names hash"),
    "by dice": (LOOP, "import random\n" + only("random.random() < 1e-6"), "uses random.random"),
    "by dice without a seed": (LOOP, "import random\n" + only("random.Random().random() < 1e-6"), "random.Random"),
    "by NumPy's dice": (LOOP, "import numpy as np\n" + only("np.random.rand() < 1e-6"), "numpy.random"),
    "by entropy": (LOOP, "import secrets\n" + only("secrets.randbelow(10**6) == 7"), "imports secrets"),
    "by a new name": (LOOP, "import uuid\n" + only("uuid.uuid4().int % 65536 == 7"), "imports uuid"),
}  # fmt: skip
HIDES = {
    "another encoding": (LOOP, "# coding: raw_unicode_escape\n" + LOOP, "read the file as"),
    "a letter that looks like another": (LOOP, "def s\u0443m(xs):\n    return 0\n" + LOOP, "letters that may look"),
    "turned text": (LOOP, LOOP.replace("total = 0", "total = 0  # \u202e\u2066"), "not seen"),
    "lines that end elsewhere": (LOOP, LOOP.replace("total = 0", "total = 0  # x\x0cy"), "not seen"),
    "no Python": (LOOP, "def f(:\n", "cannot be read"),
    "too deep to read": (LOOP, "x = " + "-" * 5000 + "1\n" + LOOP, "cannot be read"),
}  # fmt: skip
BY_TEXT = {**KNOWS_WHERE, **REACHES_INSIDE, **BENDS_TIME, **REMEMBERS, **RARELY_WRONG, **HIDES}
assert len(BY_TEXT) == sum(
    map(len, (KNOWS_WHERE, REACHES_INSIDE, BENDS_TIME, REMEMBERS, RARELY_WRONG, HIDES))
)

# Their text reaches for nothing; what they do is seen when they run.
BY_REPLAY = {
    "equal to everything": "class E:\n    def __eq__(self, other):\n        return True\n"
    "    def __len__(self):\n        return 1\ndef f(xs):\n    return E()\n",
    "an answer that changes": "def f(xs):\n    total = sum(xs)\n    xs.clear()\n    return total\n",
    "another type": "def f(xs):\n    return float(sum(xs))\n",
    "never ends": "def f(xs):\n    while xs:\n        pass\n    return 0\n",
    "prints": "def f(xs):\n    print(xs)\n    return sum(xs)\n",
    "says nothing": "def f(xs):\n    raise SystemExit\n",
    "wrong at the end of a text": "def f(xs):\n    return sum(xs) + (len(repr(xs)) % 7 == 0)\n",
}


def refused(original: str, candidate: str):
    score = security_of(original, candidate)
    return score.points < AcceptanceCriteria().minimum_security, score


@pytest.mark.parametrize("name", BY_TEXT)
def test_a_cheat_is_turned_down_by_its_text_before_it_runs(name):
    original, candidate, words = BY_TEXT[name]
    assert candidate != original
    below, score = refused(original, candidate)
    assert below, score
    assert any(words in each.what for each in score.findings if each.points >= 80), score


@pytest.fixture(scope="module")
def target(hostile_plan, make_target):
    with Sandbox.start(hostile_plan({"cheated": LOOP})) as started:
        yield make_target(sandbox=started, module="cheated", original=LOOP, function="f")


@pytest.mark.parametrize("name", BY_REPLAY)
def test_a_cheat_that_only_computes_is_turned_down_by_what_it_does(target, name):
    below, score = refused(LOOP, BY_REPLAY[name])
    assert not below, score
    calls = [target.call([i, i + 1, 3]) for i in range(24)]
    evidence = target.check(BY_REPLAY[name], calls, generated=100)
    assert evidence.gate is Gate.FAILED
