"""Overlapping recursion: every distinct call once, remembered by the outermost call alone.

``fib(n - 1) + fib(n - 2)`` asks for the same values again and again. The rewritten function first tries a
twin that shares one dictionary among the recursive calls of *this* outermost call; nothing survives it.
Three things make the twin indistinguishable:

* keys hold the arguments with their exact types, and only plain immutable ones (``1``, ``True`` and ``1.0``
  are three different questions); anything else leaves the twin;
* only plain immutable results are remembered (no NaN, whose identity shows), so sharing one is invisible;
* whatever the twin raises is dropped and the untouched original body runs: it raises the real thing, from the
  real depth. The function is pure, so asking twice shows nowhere.
"""

from __future__ import annotations

import ast

from ouroboros.operators.contract import Example, FunctionNode, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.loops import times_bound
from ouroboros.operators.memo_twin import HELPERS, first_statement, twin_of
from ouroboros.operators.scope import bound_names, frame_of, is_builtin, own_line
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Effect, RegionKind

_ALLOWED = frozenset({Effect.RAISES, Effect.READS_GLOBALS})
# One outermost call writes nothing and calls nothing unknown, so the globals it reads stand still meanwhile.

_NEEDED_BUILTINS = (
    "type",
    "frozenset",
    "int",
    "str",
    "bytes",
    "bool",
    "float",
    "tuple",
    "map",
    "TypeError",
    "Exception",
)


def rewrite(view: RegionView) -> list[Rewrite]:
    """Put a memoised twin before the body of a pure, branching, self-recursive module-level function."""
    node = view.node
    parameters = _parameters(node)
    if (
        view.region.kind is not RegionKind.FUNCTION
        or view.region.is_async
        or view.region.is_generator
        or "." in view.region.qualname
        or node not in view.module.body
        or node.decorator_list
        or not parameters
        or not view.effects.found <= _ALLOWED
        or node.name.startswith("_ouroboros_")
        or f"_ouroboros_memo_{node.name}" in view.text
        or "_ouroboros_memo" in view.region.source
        or times_bound(view.module, node.name) != 1
        or not all(is_builtin(view, name) for name in _NEEDED_BUILTINS)
        or not _plain_body(view, node)
    ):
        return []
    calls = _self_calls(view, node, len(parameters))
    if calls is None or not _branches(node, calls):
        return []
    first = first_statement(node)
    if first is None or not own_line(view, first):
        return []
    twin = twin_of(view, node, parameters, calls, first)
    if twin is None:
        return []
    names = ", ".join(parameters)
    lines = [
        f"if {' and '.join(f'type({name}) in _ouroboros_arguments' for name in parameters)}:",
        "    try:",
        f"        return _ouroboros_memo_{node.name}({{}}, {names})",
        "    except Exception:",
        "        pass  # the body below raises the same, or does without the memo",
    ]
    helpers = (*HELPERS, twin)
    return [
        Rewrite(
            edits=(view.insert_before(first, lines),),
            helpers=helpers,
            note=f"{node.name} is pure and asks for the same values repeatedly: each outermost call now works"
            " every distinct one out once. Exact types are part of the key; on any exception the original "
            "runs.",
        )
    ]


def _parameters(node: FunctionNode) -> list[str]:
    """Positional parameter names when every default is a constant and there are no stars; else nothing."""
    spec = node.args
    if spec.posonlyargs or spec.kwonlyargs or spec.vararg or spec.kwarg:
        return []
    if not all(isinstance(default, ast.Constant) for default in spec.defaults):
        return []
    return [argument.arg for argument in spec.args]


def _plain_body(view: RegionView, node: FunctionNode) -> bool:
    """Whether the body holds only what means the same in the twin.

    A handler would see the twin's own exceptions; ``is`` on values would see which results are shared.
    """
    if frame_of(node).opaque or any(name.startswith("_ouroboros_") for name in bound_names(node)):
        return False
    for part in ast.walk(node):
        if part is not node and isinstance(
            part,
            ast.Try | ast.TryStar | ast.With | ast.Lambda
            | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            | ast.Global | ast.Nonlocal | ast.Yield | ast.YieldFrom | ast.Await | ast.Import | ast.ImportFrom,
        ):  # fmt: skip
            return False
        if isinstance(part, ast.Compare) and any(isinstance(op, ast.Is | ast.IsNot) for op in part.ops):
            sides = (part.left, *part.comparators)
            if not any(
                isinstance(side, ast.Constant) and (side.value is None or isinstance(side.value, bool))
                for side in sides
            ):
                return False
        if isinstance(part, ast.Name) and part.id in {"id", "__class__", "super"}:
            return False
    return _steady_globals(view, node)


def _steady_globals(view: RegionView, node: FunctionNode) -> bool:
    """Whether every global value read is a literal: two readings of an iterator would differ."""
    frame = frame_of(node)
    for part in ast.walk(node):
        if (
            not isinstance(part, ast.Name)
            or part.id in frame.local
            or part.id == node.name
            or is_builtin(view, part.id)
        ):
            continue
        above = frame.parents[part]
        if isinstance(above, ast.arg | ast.Attribute) or (isinstance(above, ast.Call) and above.func is part):
            continue  # what a call or a module's attribute may do is in the effects
        if above is node or part in ast.walk(node.args):
            continue  # annotations
        value = view.constant_globals.get(part.id)
        if not isinstance(value, ast.Constant | ast.List | ast.Tuple | ast.Set | ast.Dict | ast.UnaryOp):
            return False
    return True


def _self_calls(view: RegionView, node: FunctionNode, parameters: int) -> list[ast.Call] | None:
    """Every mention of the function in its own body, when each one is a plain call that surely reaches it."""
    calls = {
        id(part.func): part
        for part in ast.walk(node)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id == node.name
    }
    found: list[ast.Call] = []
    for part in ast.walk(node):
        if not (isinstance(part, ast.Name) and part.id == node.name):
            continue
        call = calls.get(id(part))
        if call is None or len(call.args) > parameters:
            return None
        if any(isinstance(a, ast.Starred) for a in call.args) or any(k.arg is None for k in call.keywords):
            return None
        reached = view.function_of(call)
        if reached is None or reached.qualname != view.region.qualname:
            return None
        found.append(call)
    return found


def _branches(node: FunctionNode, calls: list[ast.Call]) -> bool:
    """Whether one call may make two: otherwise no value is asked for twice and a memo is dead weight."""
    if not calls:
        return False
    parents = frame_of(node).parents
    for call in calls:
        above: ast.AST = call
        while above is not node:
            above = parents[above]
            if isinstance(above, ast.For | ast.While | ast.comprehension | ast.GeneratorExp | ast.ListComp):
                return True
    return _paths(node.body, {id(call) for call in calls})[1] > 1


def _paths(block: list[ast.stmt], calls: set[int]) -> tuple[int | None, int]:
    """Most of ``calls`` made on a path that falls out of ``block`` (``None``: none does), and on any path."""
    through, best = 0, 0
    for statement in block:
        if isinstance(statement, ast.If):
            before = through + _count(statement.test, calls)
            arms = [_paths(statement.body, calls), _paths(statement.orelse, calls)]
            best = max(best, *(before + inside for _, inside in arms))
            falls = [before + rest for rest, _ in arms if rest is not None]
            if not falls:
                return None, best
            through = max(falls)
        else:
            through += _count(statement, calls)
            if isinstance(statement, ast.Return | ast.Raise):
                return None, max(best, through)
    return through, max(best, through)


def _count(root: ast.AST, calls: set[int]) -> int:
    if isinstance(root, ast.IfExp):
        return _count(root.test, calls) + max(_count(root.body, calls), _count(root.orelse, calls))
    return (id(root) in calls) + sum(_count(child, calls) for child in ast.iter_child_nodes(root))


_FIB = """\
def f(n):
    if n < 2:
        return n
    return f(n - 1) + f(n - 2)
"""

_LEV = """\
def f(a, b):
    \"\"\"Edit distance.\"\"\"
    if not a:
        return len(b)
    if not b:
        return len(a)
    if a[0] == b[0]:
        return f(a[1:], b[1:])
    return 1 + min(f(a[1:], b), f(a, b[1:]), f(a[1:], b[1:]))
"""

_COINS = """\
COINS = (1, 5, 10)


def f(amount, best=None):
    if amount == 0:
        return 0
    return 1 + min((f(amount - coin) for coin in COINS if coin <= amount), default=99)
"""


def _helpers(twin: str) -> str:
    shared = (*HELPERS, twin)
    return "".join(f"{helper.rstrip()}\n\n\n" for helper in shared)


def _keeping(expression: str) -> str:
    return (
        "return _ouroboros_memo.setdefault(_ouroboros_at, _ouroboros_found)"
        f" if type(_ouroboros_found := ({expression})) in _ouroboros_results"
        " else _ouroboros_remember(_ouroboros_memo, _ouroboros_at, _ouroboros_found)"
    )


_LOOK_UP = """\
    if _ouroboros_at in _ouroboros_memo:
        return _ouroboros_memo[_ouroboros_at]
"""

_TRY = """\
        try:
            return _ouroboros_memo_f({{}}, {names})
        except Exception:
            pass  # the body below raises the same, or does without the memo
"""

_EXAMPLES = (
    Example(
        before=_FIB,
        after=_helpers(
            "def _ouroboros_memo_f(_ouroboros_memo, n):\n"
            "    _ouroboros_at = n if type(n) is int else _ouroboros_key((n,))\n"
            + _LOOK_UP
            + f"    if n < 2:\n        {_keeping('n')}\n"
            "    "
            + _keeping(
                "_ouroboros_memo_f(_ouroboros_memo, n - 1) + _ouroboros_memo_f(_ouroboros_memo, n - 2)"
            )
        )
        + "def f(n):\n    if type(n) in _ouroboros_arguments:\n"
        + _TRY.format(names="n")
        + _FIB.split("\n", 1)[1],
        calls=("f(0)", "f(16)", "f(True)", "f(7.0)", "f('x')", "f(None)", "f(-3)", "f()", "f(2000)"),
    ),
    Example(
        before=_LEV,
        after=_helpers(
            "def _ouroboros_memo_f(_ouroboros_memo, a, b):\n"
            "    _ouroboros_at = (a, b) if type(a) is str and type(b) is str else _ouroboros_key((a, b))\n"
            + _LOOK_UP
            + f"    if not a:\n        {_keeping('len(b)')}\n"
            f"    if not b:\n        {_keeping('len(a)')}\n"
            f"    if a[0] == b[0]:\n        {_keeping('_ouroboros_memo_f(_ouroboros_memo, a[1:], b[1:])')}\n"
            f"    "
            + _keeping(
                "1 + min(_ouroboros_memo_f(_ouroboros_memo, a[1:], b), _ouroboros_memo_f(_ouroboros_memo, "
                "a, b[1:]),"
                " _ouroboros_memo_f(_ouroboros_memo, a[1:], b[1:]))"
            )
        )
        + "".join(_LEV.splitlines(keepends=True)[:2])
        + "    if type(a) in _ouroboros_arguments and type(b) in _ouroboros_arguments:\n"
        + _TRY.format(names="a, b")
        + "".join(_LEV.splitlines(keepends=True)[2:]),
        calls=(
            "f('kitten', 'sitting')",
            "f((1, True, 'a'), (1.0, 'a'))",
            "f([1, 2], [2])",
            "f(b'ab', 'ab')",
            "f(1, 2)",
        ),
        types={"a": {"str": 3}, "b": {"str": 3}},
    ),
    Example(
        before=_COINS,
        after="COINS = (1, 5, 10)\n\n\n"
        + _helpers(
            "def _ouroboros_memo_f(_ouroboros_memo, amount, best=None):\n"
            "    _ouroboros_at = (amount, best) if type(amount) is int and type(best) is int"
            " else _ouroboros_key((amount, best))\n"
            + _LOOK_UP
            + "    if amount == 0:\n        return 0\n    "
            + _keeping(
                "1 + min((_ouroboros_memo_f(_ouroboros_memo, amount - coin) for coin in COINS if coin <= "
                "amount),"
                " default=99)"
            )
        )
        + "def f(amount, best=None):\n"
        "    if type(amount) in _ouroboros_arguments and type(best) in _ouroboros_arguments:\n"
        + _TRY.format(names="amount, best")
        + "".join(_COINS.splitlines(keepends=True)[4:]),
        calls=("f(17)", "f(0)", "f(True)", "f(-1)", "f(12.0)", "f(9, [])"),
    ),
)

_REFUSALS = (
    Refusal(
        code="def f(n):\n    if n < 2:\n        return 1\n    return n * f(n - 1)\n",
        reason="Asks for no value twice.",
    ),
    Refusal(
        code="def f(n):\n    print(n)\n    return n if n < 2 else f(n - 1) + f(n - 2)\n",
        reason="Prints once for each call.",
    ),
    Refusal(
        code="def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n\n\nf = print\n",
        reason="The name means something else later: the recursion follows the name.",
    ),
    Refusal(
        code="from functools import lru_cache\n\n\n@lru_cache\ndef f(n):\n"
        "    return n if n < 2 else f(n - 1) + f(n - 2)\n",
        reason="Decorated: the name does not mean this function.",
    ),
    Refusal(
        code="def f(n):\n    try:\n        return f(n - 1) + f(n - 2)\n    except RecursionError:\n"
        "        return 1\n",
        reason="Catches what the twin raises on its way back to the original.",
    ),
    Refusal(
        code="SEEN = []\n\n\ndef f(n):\n    SEEN.append(n)\n    return n if n < 2 else f(n - 1) + f(n - 2)\n",
        reason="Leaves a trace for each call.",
    ),
    Refusal(
        code="STEPS = iter([1, 2, 3])\n\n\ndef f(n):\n    return n + sum(f(s) for s in STEPS if s < n)\n",
        reason="An iterator is used up by reading: calls are not alike.",
    ),
    Refusal(
        code="def f(n):\n    if n < 2:\n        return n\n    return f(n - 1) is f(n - 2)\n",
        reason="Identity shows whether two calls share a result.",
    ),
    Refusal(
        code="def f(n):\n    if n < 2:\n        return [n]\n    return sum(map(f, range(n)), [])\n",
        reason="Hands itself to someone else: those calls would miss the memo.",
    ),
    Refusal(
        code="def f(n):\n    if n < 2:\n        yield n\n    else:\n        yield from f(n - 1)\n"
        "        yield from f(n - 2)\n",
        reason="A generator can be consumed once only.",
    ),
)

OPERATOR = Operator(
    name="memoise-recursion",
    category=OptimizationOp.MEMOISATION,
    summary="Overlapping pure recursion works every distinct call out once, with a memo that one call owns.",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.MAJOR,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=50.0,
    source='D. Michie, "Memo functions and machine learning", Nature 218 (1968)',
)
