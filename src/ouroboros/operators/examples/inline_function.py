"""Examples and refusals of :mod:`ouroboros.operators.inline_function`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="def square(x):\n    return x * x\n\n\n"
        "def f(xs):\n    total = 0\n    for x in xs:\n        total += square(x)\n    return total\n",
        after="def square(x):\n    return x * x\n\n\n"
        "def f(xs):\n    total = 0\n    for x in xs:\n        total += (x * x)\n    return total\n",
        calls=("f([1, 2, 3])", "f([])", "f(['a'])", "f([1.5])", "f(None)"),
    ),
    Example(
        before="def mix(a, b, share=0.5):\n    return a * share + b * (1 - share)\n\n\n"
        "def f(xs, ys):\n    return [mix(xs[i], y) for i, y in enumerate(ys)]\n",
        after="def mix(a, b, share=0.5):\n    return a * share + b * (1 - share)\n\n\n"
        "def f(xs, ys):\n"
        "    return [((_mix0_a := xs[i]) * (0.5) + y * (1 - (0.5))) for i, y in enumerate(ys)]\n",
        calls=("f([1, 2], [3, 4])", "f([1], [3, 4])", "f([None], [1])", "f([], [])", "f([1], [None])"),
    ),
    Example(
        before="def inside(p, q):\n    return p * p + q * q <= 1\n\n\n"
        "def f(points):\n    n = 0\n    for p in points:\n        if inside(p, p):\n            n += 1\n"
        "    return n\n",
        after="def inside(p, q):\n    return p * p + q * q <= 1\n\n\n"
        "def f(points):\n    n = 0\n    for p in points:\n        if (p * p + p * p <= 1):\n"
        "            n += 1\n"
        "    return n\n",
        calls=("f([0.1, 2, 0.5])", "f(['a'])", "f([])", "f([1j])"),
    ),
    Example(
        before="def size(x):\n    return x if x >= 0 else -x\n\n\n"
        "def f(xs):\n    total = 0\n    for i in range(len(xs)):\n        total += size(xs[i] - 1)\n"
        "    return total\n",
        after="def size(x):\n    return x if x >= 0 else -x\n\n\n"
        "def f(xs):\n    total = 0\n    for i in range(len(xs)):\n"
        "        total += (_size0_x if (_size0_x := xs[i] - 1) >= 0 else -_size0_x)\n    return total\n",
        calls=("f([3, -4])", "f([])", "f(['a'])", "f([0.5, -0.0])", "f([1j])"),
    ),
    Example(
        before="def gap(a, b, c):\n    return (a - b) * c\n\n\n"
        "def f(xs):\n    total = 0\n    for i in range(1, len(xs)):\n"
        "        total += gap(xs[i], xs[i - 1], xs[-1])\n    return total\n",
        after="def gap(a, b, c):\n    return (a - b) * c\n\n\n"
        "def f(xs):\n    total = 0\n    for i in range(1, len(xs)):\n"
        "        _gap0_a = xs[i]\n        _gap0_b = xs[i - 1]\n        _gap0_c = xs[-1]\n"
        "        total += ((_gap0_a - _gap0_b) * _gap0_c)\n    return total\n",
        calls=("f([3, -4])", "f([])", "f(['a', 1])", "f([1, 'a', None])", "f({0: 1, 1: 2})"),
    ),
)

REFUSALS = (
    Refusal(
        code="SCALE = 2\n\n\ndef g(a):\n    return SCALE * a\n\n\ndef f(xs, h):\n"
        "    return [g(h(x)) for x in xs]\n",
        reason="The argument may change the global that the function reads afterwards.",
    ),
    Refusal(
        code="def g(a, b):\n    return a * a + b\n\n\ndef f(xs, h):\n    return [g(x, h(x)) for x in xs]\n",
        reason="The second argument must be evaluated before the product.",
    ),
    Refusal(
        code="def g(a):\n    return 0\n\n\ndef f(xs):\n    return [g(x[0]) for x in xs]\n",
        reason="The argument would no longer be evaluated.",
    ),
    Refusal(
        code="SCALE = 2\n\n\ndef g(a):\n    return a * SCALE\n\n\n"
        "def f(xs):\n    SCALE = 3\n    return [g(x) for x in xs] + [SCALE]\n",
        reason="The caller means something else by a name of the function.",
    ),
    Refusal(
        code="def g(a):\n    return a + 1\n\n\ndef f(xs):\n    return [g(x) for x in xs]\n\n\ng = len\n",
        reason="The name is bound to another function later.",
    ),
    Refusal(
        code="import functools\n\n\n@functools.cache\ndef g(a):\n    return a + 1\n\n\n"
        "def f(xs):\n    return [g(x) for x in xs]\n",
        reason="Decorated: a call does more than the body.",
    ),
    Refusal(
        code="import sys\n\n\ndef g(a):\n    return sys._getframe().f_lineno + a\n\n\n"
        "def f(xs):\n    return [g(x) for x in xs]\n",
        reason="The function looks at its own frame.",
    ),
    Refusal(
        code="def g(a, table={}):\n    return table.setdefault(a, len(table))\n\n\n"
        "def f(xs):\n    return [g(x) for x in xs]\n",
        reason="The default is one shared object.",
    ),
    Refusal(
        code="def g(a, b=None):\n    return a if b is None else b\n\n\n"
        "def f(xs):\n    return [g(x, 0) for x in xs]\n",
        reason="`0 is None` makes the compiler warn when the module is loaded.",
    ),
    Refusal(
        code="def g(a):\n    return a + 1\n\n\ndef f(xs):\n    return [g(*x) for x in xs]\n",
        reason="How many arguments there are is known only at run time.",
    ),
    Refusal(
        code="def g(a):\n    return [lambda: a]\n\n\ndef f(xs):\n    return [g(x) for x in xs]\n",
        reason="A closure would share the caller's variable.",
    ),
    Refusal(
        code="def g(a):\n    return a + 1\n\n\ndef f(xs):\n    def g(a):\n        return a\n"
        "    return [g(x) for x in xs]\n",
        reason="Another function of the same name is nearer.",
    ),
)
