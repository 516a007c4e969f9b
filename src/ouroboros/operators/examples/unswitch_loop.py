# ruff: noqa: E501  # code in one piece, as it is read
"""Examples and refusals of ``unswitch-loop``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
def f(xs, mode):
    total = 0
    for x in xs:
        if mode == "square":
            total += x * x
            total -= 1
        elif x > 2:
            total += x
        else:
            total -= 2
        total += 1
    return total
""",
        after="""\
def f(xs, mode):
    total = 0
    if type(mode) in (bool, int, float, str, type(None)):
        if mode == 'square':
            for x in xs:
                total += x * x
                total -= 1
                total += 1
        else:
            for x in xs:
                if x > 2:
                    total += x
                else:
                    total -= 2
                total += 1
    else:
        for x in xs:
            if mode == "square":
                total += x * x
                total -= 1
            elif x > 2:
                total += x
            else:
                total -= 2
            total += 1
    return total
""",
        calls=("f([1, 2, 3], 'square')", "f([1, 2, 3], 'plain')", "f([], 'square')", "f(['a'], None)", 'f([1, 5], [])', 'f([1, 5], 2.5)', "f([float('nan')], 'square')"),
    ),
    Example(
        before="""\
def f(xs, limit=None):
    found = []
    for x in xs:
        if limit is not None:
            if x > limit:
                break
        found.append(x)
    return found
""",
        after="""\
def f(xs, limit=None):
    found = []
    if limit is not None:
        for x in xs:
            if x > limit:
                break
            found.append(x)
    else:
        for x in xs:
            pass
            found.append(x)
    return found
""",
        calls=('f([1, 2, 3])', 'f([1, 2, 3], 2)', "f([], 'a')", "f([1], 'a')", 'f(iter([5, 6]), 5)'),
    ),
    Example(
        before="""\
def f(xs, quiet):
    at = 0
    while at < len(xs):
        if not quiet:
            print(xs[at])
        at += 1
    return at
""",
        after="""\
def f(xs, quiet):
    at = 0
    if type(quiet) in (bool, int, float, str, type(None)):
        if not quiet:
            while at < len(xs):
                print(xs[at])
                at += 1
        else:
            while at < len(xs):
                pass
                at += 1
    else:
        while at < len(xs):
            if not quiet:
                print(xs[at])
            at += 1
    return at
""",
        calls=('f([1, 2], True)', 'f([1, 2], 0)', 'f([], None)', 'f([1], [])', "f([1], 'yes')", 'f(3, 1)'),
    ),
)

REFUSALS = (
    Refusal(
        code='def f(xs, mode):\n    for x in xs:\n        if mode == x:\n            print(x)\n',
        reason='The condition changes with the item.',
    ),
    Refusal(
        code='def f(xs, mode):\n    for x in xs:\n        if mode:\n            mode = x\n',
        reason='The name is rebound in the loop.',
    ),
    Refusal(
        code='def f(xs, mode):\n    for x in xs:\n        if mode():\n            print(x)\n',
        reason='A call may answer differently each time.',
    ),
    Refusal(
        code='def f(xs, mode):\n    for x in xs:\n        if mode.on:\n            print(x)\n',
        reason='An attribute may change.',
    ),
    Refusal(
        code='def f(xs, mode):\n    def off():\n        nonlocal mode\n        mode = False\n    for x in xs:\n        if mode:\n            off()\n',
        reason='Another function rebinds it.',
    ),
    Refusal(
        code='def f(xs, mode):\n    for x in xs:\n        if mode > 3:\n            print(x)\n',
        reason='The comparison may fail, and the loop may have no round.',
    ),
    Refusal(
        code='def f(xs):\n    for x in xs:\n        if x:\n            flag = 1\n        if flag:\n            print(x)\n',
        reason='The name may have no value.',
    ),
    Refusal(
        code='def f(xs, mode):\n    for x in xs:\n        print(x)\n        if x:\n            if mode:\n                print(mode)\n',
        reason='The condition stands inside another one.',
    ),
    Refusal(
        code='def f(xs, mode):\n    for x in xs:\n        if mode:\n            # why\n            print(x)\n',
        reason='A comment would be lost.',
    ),
)
