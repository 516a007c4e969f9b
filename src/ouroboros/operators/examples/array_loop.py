"""Helper source, examples and refusals of :mod:`ouroboros.operators.array_loop`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

ITEMWISE = '''\
def _ouroboros_itemwise(steps, filled, arrays, numbers, value):
    """What is left of the steps of a loop that fills an array: none when it could be done at once."""
    numpy = _ouroboros_sys.modules.get("numpy")
    if numpy is None or type(steps) is not range or len(steps) < 32 or steps.step != 1:
        return steps
    for array, offset in ((filled, 0), *arrays):
        if type(array) is not numpy.ndarray or array.dtype != numpy.float64 or array.ndim != 1:
            return steps
        if steps.start + offset < 0 or steps.stop + offset > len(array):
            return steps
        if array is not filled and numpy.may_share_memory(array, filled):
            return steps
        if array is filled and offset:
            return steps
    if not filled.flags.writeable or any(type(each) not in (float, numpy.float64) for each in numbers):
        return steps
    taken = [array[steps.start + offset : steps.stop + offset] for array, offset in arrays]
    try:
        with numpy.errstate(all="raise"):
            result = value(*taken, *numbers)
    except FloatingPointError:
        return steps
    if not numpy.isfinite(result).all():
        return steps
    filled[steps.start : steps.stop] = result
    return range(0)'''
"""Needs ``sys`` imported as ``_ouroboros_sys``."""

_HEAD = f"import sys as _ouroboros_sys\n\n\n{ITEMWISE}\n\n\n"
_NUMPY = "__import__('numpy')"
_MANY = f"{_NUMPY}.linspace(-3.0, 7.0, 43)"
_TYPES = {"a": {"numpy.ndarray": 40}, "b": {"numpy.ndarray": 40}, "c": {"numpy.ndarray": 40}}


def _shown(call: str) -> str:
    """``call`` on an array, with all that may have changed."""
    return f"(lambda a, b, c: (f(a, b, c), c.tolist(), str(c.dtype), a.tolist()))({call})"


_TINY, _HUGE = f"{_MANY} * 1e-308", f"{_MANY} * 1e300"
_CALLS = (
    _shown(f"{_MANY}, {_MANY}[::-1], {_NUMPY}.zeros(43)"),
    _shown(f"{_MANY}, {_NUMPY}.arange(43), {_NUMPY}.zeros(43)"),
    _shown(f"{_MANY}, {_MANY}.astype('float32'), {_NUMPY}.zeros(43)"),
    _shown(f"{_MANY}, {_MANY}, {_NUMPY}.zeros(43, dtype=int)"),
    _shown(f"{_MANY}, {_MANY}, {_NUMPY}.zeros(44)"),
    _shown(f"{_MANY}[:3], {_MANY}[:3], {_NUMPY}.zeros(3)"),
    _shown(f"{_MANY}[:0], {_MANY}[:0], {_NUMPY}.zeros(0)"),
    _shown(f"{_TINY}, {_TINY}, {_NUMPY}.zeros(43)"),
    f"(lambda c: (f({_MANY}, {_MANY}[:9], c)))({_NUMPY}.zeros(43))",
    f"(lambda m: (f(m[1:], m[1:], m[:-1]), m.tolist()))({_MANY})",
    f"(lambda m: (f(m, m, m), m.tolist()))({_MANY})",
    f"(lambda a, c: (f(a, a, c), c))({_MANY}.tolist(), [0] * 43)",
    f"f({_MANY}.reshape(43, 1), {_MANY}, {_NUMPY}.zeros((43, 1))) or 1",
    "f(None, None, None)",
)

EXAMPLES = (
    Example(
        before="def f(a, b, c):\n    for i in range(len(a)):\n        c[i] = a[i] * b[i] + 2.5\n",
        after=f"{_HEAD}def f(a, b, c):\n"
        "    for i in _ouroboros_itemwise(range(len(a)), c, ((a, 0), (b, 0),), (),"
        " lambda _a0, _a1: ((_a0 * _a1) + 2.5)):\n        c[i] = a[i] * b[i] + 2.5\n",
        types=_TYPES,
        calls=_CALLS,
    ),
    Example(
        before="def f(a, b, c):\n    k = 0.5\n    for i in range(1, a.shape[0] - 1):\n"
        "        c[i] += k * (a[i - 1] - 2 * a[i] + a[i + 1]) / abs(b[i])\n",
        after=f"{_HEAD}def f(a, b, c):\n    k = 0.5\n"
        "    for i in _ouroboros_itemwise(range(1, a.shape[0] - 1), c,"
        " ((c, 0), (a, -1), (a, 0), (a, 1), (b, 0),), (k,),"
        " lambda _a0, _a1, _a2, _a3, _a4, _n0:"
        " (_a0 + ((_n0 * ((_a1 - (2 * _a2)) + _a3)) / abs(_a4)))):\n"
        "        c[i] += k * (a[i - 1] - 2 * a[i] + a[i + 1]) / abs(b[i])\n",
        types=_TYPES,
        calls=_CALLS[:-2],
    ),
)

REFUSALS = (
    Refusal(
        code="def f(a, c):\n    for i in range(len(a)):\n        c[i] = a[i] * 2.0\n",
        reason="Nothing says that these are arrays.",
    ),
    Refusal(
        code="def f(a):\n    for i in range(1, len(a)):\n        a[i] = a[i - 1] + a[i]\n",
        types={"a": {"numpy.ndarray": 9}},
        reason="Each item builds on the one before.",
    ),
    Refusal(
        code="def f(a, c):\n    for i in range(len(a)):\n        c[i] = a[i] ** 3\n",
        types=_TYPES,
        reason="Powers of arrays are calculated otherwise than those of scalars.",
    ),
    Refusal(
        code="def f(a):\n    total = 0.0\n    for i in range(len(a)):\n        total += a[i]\n    return total\n",
        types=_TYPES,
        reason="NumPy adds in another order.",
    ),
    Refusal(
        code="def f(a, c):\n    for i in range(len(a)):\n        c[i] = a[i] * 2.0\n    return i\n",
        types=_TYPES,
        reason="The last place is used afterwards.",
    ),
    Refusal(
        code="def f(a, c, p):\n    for i in range(len(a)):\n        c[i] = a[p[i]] * 2.0\n",
        types=_TYPES,
        reason="Items are read at places that other items say.",
    ),
    Refusal(
        code="def f(a, c, k, m):\n    for i in range(len(a)):\n        c[i] = a[i] * (k / m)\n",
        types=_TYPES,
        reason="Python divides two numbers of its own, and raises where NumPy warns.",
    ),
    Refusal(
        code="def f(a, c):\n    for i in range(0, len(a), 2):\n        c[i] = a[i] * 2.0\n",
        types=_TYPES,
        reason="Not every place is filled.",
    ),
    Refusal(
        code="import numpy as np\n\n\ndef f(a, c):\n    for i in range(len(a)):\n        c[i] = np.exp(a[i])\n",
        types=_TYPES,
        reason="Vectors of exponentials are rounded otherwise than single ones.",
    ),
)
