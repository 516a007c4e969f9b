# ruff: noqa: E501  # code in one piece, as it is read
"""Examples and refusals of ``drop-unread``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
def f(xs):
    total = 0
    rounds = 0
    seen: list[int] = []
    last = None
    for x in xs:
        rounds += 1
        seen.append((rounds, xs))
        last = rounds
        total += x
    return total
""",
        after="""\
def f(xs):
    total = 0
    for x in xs:
        total += x
    return total
""",
        calls=('f([1, 2, 3])', 'f([])', "f(['a'])", 'f([0.5, True])', 'f(None)', 'f(iter([2]))'),
    ),
    Example(
        before="""\
def f(xs, k):
    big = []
    n = 0
    for i, x in enumerate(xs):
        if x > k:
            big.append([i, n])
        else:
            n += 1
            print(x)
    return k
""",
        after="""\
def f(xs, k):
    for i, x in enumerate(xs):
        if x > k:
            pass
        else:
            print(x)
    return k
""",
        calls=('f([1, 5, 2], 3)', 'f([], 3)', "f(['a'], 3)", "f([1, 'a'], 3)"),
    ),
)

REFUSALS = (
    Refusal(
        code='def f(n):\n    alive = []\n    ids = set()\n    for _ in range(n):\n        made = object()\n        alive.append(made)\n        ids.add(id(made))\n    return len(ids)\n',
        reason='The list keeps objects alive, whose numbers would be given away again.',
    ),
    Refusal(
        code='def f(make, n):\n    last = None\n    for _ in range(n):\n        made = make()\n        last = made\n    return n\n',
        reason='Whatever was made is finalised one round later while `last` holds it.',
    ),
    Refusal(
        code='def f(xs):\n    kept = []\n    for x in xs:\n        kept.append(x)\n    return None\n',
        reason='What a generator gives may live as long as the list holds it.',
    ),
    Refusal(
        code='def f(xs):\n    for x in xs:\n        if x:\n            n = 0\n        n += 1\n    return xs\n',
        reason='The counter may have no value yet.',
    ),
    Refusal(
        code='def f(xs):\n    n = 0\n    for x in xs:\n        n += 1\n    return n\n',
        reason='It is read.',
    ),
    Refusal(
        code='def f(xs):\n    seen = []\n    for x in xs:\n        seen.append(x.name)\n    return xs\n',
        reason='Reading the attribute may fail or run code.',
    ),
    Refusal(
        code='def f(xs, seen):\n    for x in xs:\n        seen.append(x)\n    return xs\n',
        reason="The list is the caller's.",
    ),
    Refusal(
        code='def f(xs):\n    n = 0\n    for x in xs:\n        n += x\n    return xs\n',
        reason='Adding may fail.',
    ),
    Refusal(
        code='def f(xs):\n    seen = []\n    def g():\n        return len(seen)\n    for x in xs:\n        seen.append(x)\n    return g\n',
        reason='Another function reads it.',
    ),
    Refusal(
        code='def f(xs):\n    n = 0\n    for x in xs:\n        n += 1\n    return locals()\n',
        reason='`locals()` shows it.',
    ),
    Refusal(
        code='def f(xs):\n    seen = set()\n    for x in xs:\n        seen.add(x)\n    return xs\n',
        reason='Adding to a set hashes the item, which may fail.',
    ),
    Refusal(
        code='def f(xs):\n    last = None\n    for x in xs:\n        last = x + 1\n    return xs\n',
        reason='The sum may fail.',
    ),
    Refusal(
        code='def f(xs):\n    global n\n    n = 0\n    for x in xs:\n        n += 1\n    return xs\n',
        reason="It is the module's.",
    ),
    Refusal(
        code='def f(xs):\n    n = 0\n    n += 1\n    return xs\n',
        reason='Outside loops it costs nothing.',
    ),
    Refusal(
        code='def f(xs):\n    for x in xs:\n        if x:\n            y = x\n        z = y\n    return xs\n',
        reason='The name may have no value yet.',
    ),
)
