# ruff: noqa: E501  # code in one piece, as it is read
"""Examples and refusals of ``inline-any``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
def f(rows, limit):
    n = 0
    for row in rows:
        if any(x > limit for x in row):
            n += 1
    return n
""",
        after="""\
def f(rows, limit):
    n = 0
    for row in rows:
        if type(row) is list or type(row) in (tuple, dict, set, frozenset, str, bytes, range):
            _any_found = False
            try:
                for _any_x in row:
                    if _any_x > limit:
                        _any_found = True
                        break
            except StopIteration as _any_error:
                raise RuntimeError("generator raised StopIteration") from _any_error
            finally:
                _any_x = None
        else:
            _any_found = any(x > limit for x in row)
        if _any_found:
            n += 1
    return n
""",
        calls=('f([[1, 2], (3, 4), {5: 1}], 2)', 'f([], 0)', "f([[], 'a'], 0)", 'f([iter([1, 2]), {3}], 1)', "f([[float('nan')]], 0)", 'f([1], 0)'),
    ),
    Example(
        before="""\
def f(n, primes):
    x = 7
    ok = n > 1 and all(n % p for p in primes if p * p <= n)
    return ok, not all(x for x in primes), x
""",
        after="""\
def f(n, primes):
    x = 7
    ok = n > 1 and all(n % p for p in primes if p * p <= n)
    if type(primes) is list or type(primes) in (tuple, dict, set, frozenset, str, bytes, range):
        _all_found = True
        try:
            for _all_x in primes:
                if not (_all_x):
                    _all_found = False
                    break
        except StopIteration as _all_error:
            raise RuntimeError("generator raised StopIteration") from _all_error
        finally:
            _all_x = None
    else:
        _all_found = all(x for x in primes)
    return ok, not _all_found, x
""",
        calls=('f(7, [2, 3, 5])', 'f(9, (2, 3))', 'f(9, [0])', 'f(1, None)', 'f(5, iter([2]))', "f(5, ['%d'])"),
    ),
    Example(
        before="""\
def f(table, wanted):
    return any(key == wanted or value == wanted for key, value in table.items())
""",
        after="""\
def f(table, wanted):
    if type(table) is dict:
        _any_found = False
        try:
            for _any_key, _any_value in table.items():
                if _any_key == wanted or _any_value == wanted:
                    _any_found = True
                    break
        except StopIteration as _any_error:
            raise RuntimeError("generator raised StopIteration") from _any_error
        finally:
            _any_key = _any_value = None
    else:
        _any_found = any(key == wanted or value == wanted for key, value in table.items())
    return _any_found
""",
        calls=('f({1: 2}, 2)', 'f({}, 2)', 'f([], 2)', "f({'a': float('nan')}, 'a')"),
    ),
    Example(
        before="""\
def f(xs, source):
    try:
        return all(next(source) for x in xs)
    except RuntimeError as error:
        return str(error), type(error.__cause__).__name__
""",
        after="""\
def f(xs, source):
    try:
        if type(xs) is list or type(xs) in (tuple, dict, set, frozenset, str, bytes, range):
            _all_found = True
            try:
                for _all_x in xs:
                    if not (next(source)):
                        _all_found = False
                        break
            except StopIteration as _all_error:
                raise RuntimeError("generator raised StopIteration") from _all_error
            finally:
                _all_x = None
        else:
            _all_found = all(next(source) for x in xs)
        return _all_found
    except RuntimeError as error:
        return str(error), type(error.__cause__).__name__
""",
        calls=('f([1, 2], iter([3]))', 'f([1, 2], iter([0]))', 'f(iter([1, 2]), iter([3]))', 'f([], None)', 'f([1], None)'),
    ),
)

REFUSALS = (
    Refusal(
        code='def f(xs, g):\n    return g() or any(x for x in xs)\n',
        reason='Something else is evaluated first, and perhaps alone.',
    ),
    Refusal(
        code='def f(xs):\n    while any(x > 0 for x in xs):\n        xs.pop()\n',
        reason='A `while` test has no line before each evaluation.',
    ),
    Refusal(
        code='def f(xss):\n    return any(x for xs in xss for x in xs)\n',
        reason='`break` would leave one loop of two.',
    ),
    Refusal(
        code='def f(xs, any):\n    return any(x for x in xs)\n',
        reason='`any` is something else.',
    ),
    Refusal(
        code='def f(xs):\n    return any((y := x) for x in xs)\n',
        reason='The assignment expression binds a name of the function.',
    ),
    Refusal(
        code='def f(xs):\n    return any([x > 1 for x in xs])\n',
        reason='The list is made as a whole.',
    ),
    Refusal(
        code='def f(xs):\n    return any((lambda: x)() for x in xs)\n',
        reason='A closure over the item.',
    ),
    Refusal(
        code='def f(g):\n    return any(x > 1 for x in g())\n',
        reason='What is walked is not known before.',
    ),
    Refusal(
        code='def f(xs):\n    return [any(x > 1 for x in ys) for ys in xs]\n',
        reason='A comprehension has no place for statements.',
    ),
    Refusal(
        code='def f(xs, test):\n    return any(test(x) for x in xs)\n',
        reason='What is called may look at the frames.',
    ),
    Refusal(
        code='def f(xs, n):\n    if n:\n        m = n\n    return any(x > m for x in xs)\n',
        reason='A name without a value is told differently inside the generator.',
    ),
    Refusal(
        code='async def f(xs):\n    return any([x async for x in xs])\n',
        reason='Items that are waited for.',
    ),
)
