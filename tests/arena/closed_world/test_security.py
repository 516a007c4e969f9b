"""What a change adds is found, whatever way it is written; what was there before costs nothing."""

import pytest

from ouroboros.arena.closed_world.security import security_of
from ouroboros.arena.merit.selection import AcceptanceCriteria
from ouroboros.compiling.loader import SUPPORT
from ouroboros.mutation.catalogue import operators

BASE = "import os\n\ndef f(x):\n    return x + 1\n"
ENOUGH = AcceptanceCriteria().minimum_security
KEEPING = {
    "keep-patterns",
    "memoise-calls",
    "numba-kernel",
    "numba-loop",
    "scan-to-lookup",
    "words-to-search",
}
"""Operators whose rewrites say that they keep something between calls."""
DANGEROUS = [
    "import subprocess\n",
    "import socket\n",
    "import os.path, ctypes\n",
    "from urllib.request import urlopen\n",
    "from os import system as quick\n",
    "import os as machine\nmachine.unlink('x')\n",
    "os.system('x')\n",
    "import pickle\n",
    "import gc\n",
    "import inspect\n",
    "import sys\nsys._getframe(1)\n",
    "exec('1')\n",
    "run = eval\n",
    "__import__('socket')\n",
    "open('x', 'w')\n",
    "open('x', mode='ab')\n",
    "open('x', how)\n",
    "open('x')\n",
    "import requests\n",
    "from . import tables\n",
    "from ..shop.tables import look\n",
    "raise eval('1')\n",
    "import numpy as np\nm = np\n",
    "import numpy as np\nx = getattr(np, 'load')('x')\n",
    "import numpy as np\nnp.setbufsize(8192)\n",
    "import random\nr = random.Random(7)\n",
    "f.__init__()\n",
    "class E(eval):\n    pass\n",
    "getattr(f, name)\n",
    "f.__globals__['x'] = 1\n",
    "getattr(f, '__globals__')\n",
    "getattr(f, '__glo' '' 'bals__')\n",
    "().__class__.__base__.__subclasses__()\n",
    "from pathlib import Path\nPath('x').write_text('y')\n",
]


def test_nothing_new_is_a_hundred():
    assert security_of(BASE, BASE).points == 100.0
    assert security_of(BASE, BASE.replace("x + 1", "1 + x")).points == 100.0


@pytest.mark.parametrize("added", DANGEROUS)
def test_what_leads_out_of_the_program_keeps_a_candidate_out(added):
    found = security_of(BASE, BASE + added)
    assert found.points < ENOUGH, found


@pytest.mark.parametrize("there", DANGEROUS)
def test_what_the_original_does_itself_is_nobodys_news(there):
    before = BASE + there
    assert security_of(before, before.replace("x + 1", "1 + x")).points == 100.0


def test_a_second_use_is_news():
    before = f"{BASE}exec('1')\n"
    assert security_of(before, f"{before}exec('2')\n").points < ENOUGH


@pytest.mark.parametrize(
    ("added", "points", "word"),
    [
        ("import heapq\n", 99.0, "which only computes"),
        ("import numpy\n", 90.0, "imports numpy"),
        ("import sys\nlimit = sys.maxsize\n", 95.0, "imports sys"),
        ("def g(x):\n    print(x)\n", 85.0, "prints"),
        ("def g(x):\n    return x == 1000003\n", 85.0, "1000003"),
        ("kept = {}\ndef g(x):\n    kept[x] = x\n", 90.0, "keep state"),
    ],
)
def test_doubts_cost_little_and_are_named(added, points, word):
    found = security_of(BASE, BASE + added, keeps_state=True)
    assert found.points == points
    assert word in found.findings[0].what


@pytest.mark.parametrize("text", ["def f(:\n", "x = '\0'\n"])
def test_what_cannot_be_read_is_not_trusted(text):
    assert security_of(BASE, text).points == 0.0


def test_nothing_that_the_catalogue_writes_is_turned_down():
    examples = [(operator.name, example) for operator in operators() for example in operator.examples]
    assert len(examples) > 20
    scores = [
        (name, security_of(example.before, example.after, keeps_state=name in KEEPING))
        for name, example in examples
    ]
    assert [(name, score) for name, score in scores if score.points < ENOUGH] == []


@pytest.mark.parametrize(
    "added",
    [
        "from collections import Counter, defaultdict, deque\nfrom functools import reduce\n",
        "from operator import attrgetter as at, itemgetter\ndef g(xs):\n    return max(xs, key=at('a.b'))\n",
        "import operator\ndef g(xs):\n    return [*map(operator.methodcaller('strip', ' '), xs)]\n",
        "import numpy as np\ndef g(xs):\n    return np.trace(xs) + np.linalg.norm(np.asarray(xs))\n",
        "import pandas as pd\ndef g(d):\n    return pd.DataFrame(d).groupby('k')['v'].sum().to_dict()\n",
        "from datetime import date, timedelta\ndef g(x):\n    return date.fromisoformat(x) + timedelta(1)\n",
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass P:\n    x: int = 0\n",
        (
            "def g(x):\n    try:\n        return x[0]\n    except (IndexError, KeyError) as e:\n"
            "        raise ValueError(f'no {x}') from e\n"
        ),
        (
            "def g(x):\n    match x:\n        case int(real=r):\n            return r\n"
            "        case [a, *b]:\n            return b\n"
        ),
        "def g(xs):\n    return [type(x) is int and x for x in xs if x is not None]\n",
        "def g(xs):\n    return '{} and {x:>8}'.format(*xs, x=1) + f'{xs[0]:.2f}' + '%s' % xs\n",
        (
            "class C:\n    __slots__ = ('a',)\n    def __init__(self, a):\n        self.a = a\n"
            "    def __hash__(self):\n        return hash(self.a)\n    def __lt__(self, other):\n"
            "        return self.a < other.a\n"
        ),
        "def g(o):\n    return getattr(o, 'price', 0) if hasattr(o, 'price') else len(o)\n",
        "def g(xs):\n    len = 0\n    for range in xs:\n        len += range\n    return len\n",
        "def g(id, type):\n    input = [id for id in type]\n    return input, id\n",
        "def g(xs):\n    return sum((n := x) * n for x in xs)\n",
        "import re\nWORD = re.compile(r'\\w+')\ndef g(x):\n    return WORD.findall(x)\n",
        "def g(n, memo):\n    if n not in memo:\n        memo[n] = g(n - 1, memo)\n    return memo[n]\n",
        "import math\nimport struct\nLOG = math.log(2)\nWORD = struct.Struct('<I')\n",
        "import contextlib\ndef g(d):\n    with contextlib.suppress(KeyError):\n        return d[1]\n",
    ],
)
def test_what_only_computes_is_free(added):
    score = security_of(BASE, BASE + added, keeps_state="@" in added)
    assert score.points >= 75.0, score


def test_a_use_is_news_in_another_function_and_none_in_the_same():
    before = "import time\n\ndef f(x):\n    return x\n\ndef g(x):\n    return time.time() - x\n"
    assert security_of(before, before.replace("- x", "- x * 1")).points == 100.0
    assert security_of(before, before.replace("return x\n", "return time.time()\n", 1)).points < ENOUGH


def test_what_a_function_reached_through_another_may_be_written_into_it():
    before = "import time\n\ndef now():\n    return time.time()\n\ndef f(x):\n    return now() - x\n"
    inlined = before.replace("now() - x", "time.time() - x")
    assert security_of(before, inlined).points == 100.0


def test_a_method_found_by_its_name_counts_as_reached():
    before = (
        "import time\n\nclass C:\n    def t(self):\n        return time.time()\n\ndef f(c):\n    return c\n"
    )
    assert security_of(before, before.replace("return c\n", "return c.t()\n")).points < ENOUGH


def test_a_name_of_the_original_hides_a_built_in_and_a_new_one_does_not():
    own = "def input(x):\n    return x\n\ndef f(x):\n    return x\n"
    used = own.replace("def f(x):\n    return x", "def f(x):\n    return input(x)")
    assert security_of(own, used).points == 100.0
    new = BASE + "if False:\n    id = len\ndef g(x):\n    return id(x)\n"
    assert security_of(BASE, new).points < ENOUGH


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # The twin does something that the function does not.
        (
            "    return _ouroboros_memo.setdefault",
            "    bytes(3 << 30)\n    return _ouroboros_memo.setdefault",
        ),
        ("_ouroboros_at = n if", "_ouroboros_at = bytes(3 << 30) if"),
        (
            "        except Exception:\n            pass",
            "        except Exception:\n            return 'evil'",
        ),
        ("def _ouroboros_key(values):\n", "def _ouroboros_key(values):\n    bytes(3 << 30)\n"),
    ],
)
def test_a_way_back_that_is_not_the_catalogues_own_may_not_catch_everything(old, new):
    example = next(each for each in operators() if each.name == "memoise-recursion").examples[0]
    assert security_of(example.before, example.after).points >= ENOUGH
    forged = example.after.replace(old, new, 1)
    assert forged != example.after
    assert security_of(example.before, forged).points < ENOUGH


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("outcome = code(a0, a1, 1.0)", "outcome = list(p0)"),
        ("code = _ouroboros_machine_code", "code = len\n        code = _ouroboros_machine_code"),
        ("    v0_total = (0.0)\n", "    v0_total = bytes(3 << 30)\n"),
        ("numpy.array(values, kind)", "numpy.array(values * 9999, kind)"),
    ],
)
def test_a_kernel_that_is_tried_in_another_way_may_not_catch_everything(old, new):
    example = next(each for each in operators() if each.name == "numba-kernel").examples[0]
    assert security_of(example.before, example.after, keeps_state=True).points >= ENOUGH
    forged = example.after.replace(old, new, 1)
    assert forged != example.after
    assert security_of(example.before, forged, keeps_state=True).points < ENOUGH


def test_machine_code_is_bound_beside_all_functions_and_in_the_known_form_only():
    bound = BASE + "\n\n" + SUPPORT + "\n\n_ouroboros_compiled('a.ouroboros-0123456789abcdef', '" + "0" * 64
    assert security_of(BASE, bound + "', ('f',))\n").points >= ENOUGH
    assert security_of(BASE, bound + "', ('f',), )\nf = _ouroboros_compiled\n").points < ENOUGH
    elsewhere = bound.replace("a.ouroboros", "../a.ouroboros") + "', ('f',))\n"
    assert security_of(BASE, elsewhere).points < ENOUGH
    inside = SUPPORT + BASE.replace("x + 1", "x + (_ouroboros_compiled('a', 'b', ('f',)) or 1)")
    assert security_of(BASE, inside).points < ENOUGH


MARKED = (
    "_ouroboros_missing = object()\n\n\n"
    "def f(d, k):\n    return d.get(k, _ouroboros_missing) is _ouroboros_missing\n"
)


@pytest.mark.parametrize(
    ("text", "free"),
    [
        (MARKED, True),
        (MARKED.replace("_ouroboros_missing", "missing"), False),
        (MARKED.replace("object()", "(1, 2)"), False),
        (MARKED + "\n\n_ouroboros_missing = None\n", False),
        (MARKED + "\n\ndef object():\n    return 1\n", False),
        (MARKED.replace("(d, k)", "(d, k, _ouroboros_missing=None)"), False),
    ],
)
def test_a_marker_of_our_own_may_be_asked_for(text: str, free: bool) -> None:
    original = "def f(d, k):\n    return k not in d\n"
    assert (security_of(original, text, keeps_state=False).findings == ()) is free
