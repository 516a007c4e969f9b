# ruff: noqa: E501  # code in one piece, as it is read
"""Examples and refusals of ``fold-constants``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
import math

DEBUG = False
STEPS = 8
LOW = -1.5
KIND = "round"


def f(xs):
    found = []
    for x in xs:
        if DEBUG:
            print(x)
        if x > LOW:
            found.append((x * (2 * math.pi / 360), STEPS * 60, KIND))
    return found
""",
        after="""\
import math

DEBUG = False
STEPS = 8
LOW = -1.5
KIND = "round"


def f(xs):
    found = []
    for x in xs:
        if False:
            print(x)
        if x > (-1.5):
            found.append((x * (2 * 3.141592653589793 / 360), 8 * 60, 'round'))
    return found
""",
        calls=('f([1, 2.5, -3])', 'f([])', "f(['a'])", "f([True, float('nan')])"),
    ),
    Example(
        before="""\
LIMIT = 3
NOTHING = None


def f(xs):
    while len(xs) < LIMIT:
        xs.append(NOTHING)
    return [x for x in xs if x is not NOTHING and x != LIMIT]
""",
        after="""\
LIMIT = 3
NOTHING = None


def f(xs):
    while len(xs) < 3:
        xs.append(None)
    return [x for x in xs if x is not NOTHING and x != 3]
""",
        calls=('f([1, 3])', 'f([])', 'f([1, 2, 3, 4])', 'f(())'),
    ),
)

REFUSALS = (
    Refusal(
        code='LIMIT = 3\n\n\ndef f(xs):\n    return xs[LIMIT]\n',
        reason='Outside loops a constant costs nothing.',
    ),
    Refusal(
        code='LIMIT = 3\n\n\ndef set_limit(n):\n    global LIMIT\n    LIMIT = n\n\n\ndef f(xs):\n    return [x + LIMIT for x in xs]\n',
        reason='The name is rebound.',
    ),
    Refusal(
        code='LIMIT = [3]\n\n\ndef f(xs):\n    return [x + LIMIT for x in xs]\n',
        reason='A list may change.',
    ),
    Refusal(
        code='LIMIT = 3\n\n\ndef f(xs, LIMIT):\n    return [x + LIMIT for x in xs]\n',
        reason='A parameter of the same name.',
    ),
    Refusal(
        code='def f(xs):\n    return [x + LIMIT for x in xs]\n\n\nLIMIT = 3\n',
        reason='The constant stands below and may not be there yet.',
    ),
    Refusal(
        code='LIMIT = 3\n\n\ndef f(xs):\n    return [x is LIMIT for x in xs]\n',
        reason='The compiler would warn, and the object might be another one.',
    ),
    Refusal(
        code="NAMES = 'abc'\n\n\ndef f(xs):\n    return [NAMES[x] for x in xs]\n",
        reason='It is looked into.',
    ),
    Refusal(
        code='import math\n\nmath.pi = 3\n\n\ndef f(xs):\n    return [x * math.pi for x in xs]\n',
        reason='The module is changed.',
    ),
    Refusal(
        code="import os\n\nLIMIT = int(os.sep == '/')\n\n\ndef f(xs):\n    return [x + LIMIT for x in xs]\n",
        reason='The value is known only at run time.',
    ),
)
