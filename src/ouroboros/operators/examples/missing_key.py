# ruff: noqa: E501  # code as the rewrite leaves it
"""Helper source, examples and refusals of :mod:`ouroboros.operators.missing_key`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

MISSING = "_ouroboros_missing = object()"

_CLASSES = '''\
from collections import defaultdict


class Shouting(dict):
    def __missing__(self, key):
        return f"{key}!"

    def get(self, key, default=None):
        return "never"


class Odd:
    def __hash__(self):
        raise KeyError("odd")


'''

EXAMPLES = (
    Example(
        before=_CLASSES
        + """\
def f(table, keys, other=0):
    found = []
    for key in keys:
        try:
            value = table[key]
        except KeyError:
            value = other
        found.append(value)
    return found
""",
        after=f"{_CLASSES}{MISSING}\n\n\n"
        + """\
def f(table, keys, other=0):
    found = []
    for key in keys:
        try:
            _found = table.get(key, _ouroboros_missing) if type(table) is dict else table[key]
        except KeyError:
            _found = _ouroboros_missing
        if _found is _ouroboros_missing:
            value = other
        else:
            value = _found
        found.append(value)
    return found
""",
        calls=(
            "f({1: 2}, [1, 2, True, 1.0, None])",
            "f({}, [])",
            "f({'a': None}, 'abc', [])",
            "f(Shouting(a=1), 'ab')",
            "f(defaultdict(list), 'ab')",
            "f({1: 2}, [Odd(), 1])",
            "f({1: 2}, [[1]])",
            "f([5, 6], [0, 1])",
            "f([5, 6], [0, 7])",
            "f(None, [1])",
            "f({float('nan'): 1}, [float('nan')])",
        ),
    ),
    Example(
        function="Settings.value",
        before="""\
class Settings:
    def __init__(self, own):
        self.own = own

    def value(self, device, model):
        try:
            return self.own[(device), (model)]
        except (KeyError, TypeError):
            return -1
""",
        after=f"{MISSING}\n\n\n"
        + """\
class Settings:
    def __init__(self, own):
        self.own = own

    def value(self, device, model):
        try:
            _found = _table.get(((device), (model)), _ouroboros_missing) if type(_table := self.own) is dict else _table[(device), (model)]
        except (KeyError, TypeError):
            _found = _ouroboros_missing
        if _found is _ouroboros_missing:
            return -1
        else:
            return _found
""",
        calls=(
            "Settings({(1, 2): 3}).value(1, 2)",
            "Settings({(1, 2): 3}).value(2, 1)",
            "Settings({}).value([], 1)",
            "Settings(None).value(1, 1)",
            "Settings.value(object(), 1, 2)",
        ),
    ),
    Example(
        before="""\
def f(words):
    counts = {}
    for word in words:
        try:
            group = counts[word]
        except KeyError:
            group = []
            counts[word] = group
        group.append(word)
    return counts
""",
        after=f"{MISSING}\n\n\n"
        + """\
def f(words):
    counts = {}
    for word in words:
        try:
            _found = counts.get(word, _ouroboros_missing)
        except KeyError:
            _found = _ouroboros_missing
        if _found is _ouroboros_missing:
            group = []
            counts[word] = group
        else:
            group = _found
        group.append(word)
    return counts
""",
        calls=("f([1, 1, 'a'])", "f([])", "f([[1]])", "f(None)"),
    ),
)

REFUSALS = (
    Refusal(
        code="import weakref\n\n\ndef f(d, k):\n    try:\n        x = d[k]\n    except KeyError:\n        x = None\n"
        "    d.clear()\n    seen = weakref.ref(x)\n    x = None\n    return seen()\n",
        reason="Under another name, what was found would live longer.",
    ),
    Refusal(
        code="def f(d, k):\n    try:\n        return d[k]\n    except KeyError:\n        return g()\n\n\n"
        "def g():\n    return 1\n",
        reason="What is called could see which error is being handled.",
    ),
    Refusal(
        code="def f(d, k):\n    try:\n        return d[k]\n    except KeyError:\n        raise ValueError(k)\n",
        reason="The new error tells of the first one.",
    ),
    Refusal(
        code="def f(d, k):\n    try:\n        return d[k]\n    except KeyError as error:\n        return None\n",
        reason="The error has a name.",
    ),
    Refusal(
        code="def f(d, k):\n    try:\n        return d[k]\n    except IndexError:\n        return None\n",
        reason="A missing key is not what is expected here.",
    ),
    Refusal(
        code="def f(d, k):\n    try:\n        x = d[k]\n        x += 1\n    except KeyError:\n        x = 0\n"
        "    return x\n",
        reason="More than the look-up may fail.",
    ),
    Refusal(
        code="def f(d, k):\n    try:\n        return d[k]\n    except KeyError:\n        return unknown\n",
        reason="The name may not be bound, and that error would tell of the first one.",
    ),
    Refusal(
        code="def f(d, k):\n    try:\n        x = d[k]\n    except KeyError:\n        x = 0\n    finally:\n"
        "        print(k)\n    return x\n",
        reason="There is more to the statement.",
    ),
)
