"""What could outlast a call is read from the text."""

import pytest

from ouroboros.arena.closed_world.lasting_state import lasting_state, lasting_state_of
from ouroboros.mutation.catalogue import operators

BEFORE = "TABLE = {1: []}\n\n\ndef f(x):\n    return x\n"


@pytest.mark.parametrize(
    "after",
    [
        "M = {}\ndef f(x):\n    return M.setdefault(x, x)\n",
        "M = {}\ndef f(x):\n    m = M\n    m[x] = x\n    return x\n",
        "M = [0]\ndef f(x):\n    return keep(M)\n",
        "import functools\n@functools.cache\ndef f(x):\n    return x\n",
        "from functools import lru_cache\nf = lru_cache(lambda x: x)\n",
        "def f(x, m={}):\n    return m.setdefault(x, x)\n",
        (
            "from collections import namedtuple\nC = namedtuple('C', 'a')\n"
            "def f(x):\n    c = C\n    c.m = x\n    return x\n"
        ),
        "M = []\nZ = 0\ndef f(x):\n    m = M\n    m += [x]\n    m = Z\n    return m\n",
        "def f(x, *, m=[]):\n    return x\n",
        "def f(x):\n    f.m = x\n    return x\n",
        "import json\ndef f(x):\n    json.m = x\n    return x\n",
        "import json\ndef f(x):\n    j = json\n    j.m = x\n    return x\n",
        "import json\ndef f(x):\n    vars(json)['m'] = x\n    return x\n",
        "def f(x):\n    type(x).m = x\n    return x\n",
        "def f(x):\n    global m\n    m = x\n    return x\n",
        "def f(x):\n    globals()['m'] = x\n    return x\n",
        "def make():\n    m = {}\n    return lambda x: m.setdefault(x, x)\nf = make()\n",
        "class K:\n    m = {}\n    def g(self, x):\n        return x\ndef f(x):\n    return K().g(x)\n",
        "class K(dict):\n    pass\nM = K()\ndef f(x):\n    return M[x]\n",
        "TABLE = {1: []}\ndef f(x):\n    TABLE[1].append(x)\n    return x\n",
    ],
)
def test_what_could_remember_is_named(after):
    assert lasting_state(BEFORE, after)
    assert lasting_state_of({"a.py": BEFORE}, {"a.py": after})
    assert not lasting_state(after, after)


@pytest.mark.parametrize(
    "after",
    [
        "def f(x):\n    y = [x]\n    y.append(1)\n    y[0] = 2\n    return y\n",
        "def f(x, n=3, s='a', t=(1, 2)):\n    return x\n",
        "import re\nP = re.compile('a')\ndef f(x):\n    return P.sub('', x)\n",
        "K = frozenset({1, 2})\ndef f(x):\n    return x in K\n",
        (
            "from decimal import Decimal\nZ = Decimal('0')\n"
            "def f(xs):\n    s = Z\n    for x in xs:\n        s += x\n    return s\n"
        ),
        "K = {'a': 1}\ndef f(x):\n    return K[x] if x in K else K.get(x)\n",
        "def f(self):\n    self.total += 1\n    self.items.append(1)\n    return self\n",
        "def f(xs):\n    def g(x):\n        xs.append(x)\n    g(1)\n    return xs\n",
    ],
)
def test_what_ends_with_the_call_is_not(after):
    assert lasting_state(BEFORE, after) == ""


def test_few_operators_leave_something_behind():
    """Otherwise ordinary rewrites would be timed less precisely than they could be."""
    found = {
        operator.name
        for operator in operators()
        for example in operator.examples
        if lasting_state(example.before, example.after)
    }
    assert found <= {
        "keep-patterns",
        "memoise-calls",
        "numba-kernel",
        "numba-loop",
        "scan-to-lookup",
        "words-to-search",
    }
