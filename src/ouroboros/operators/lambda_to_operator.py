# ruff: noqa: E501  # code as the rewrite leaves it, one guarded expression to a line
"""``reduce(lambda a, b: a + b, xs)``: small lambdas that the interpreter has functions for.

``operator.add`` does what ``+`` does, for every type, and ``operator.itemgetter(1)`` what ``x[1]`` does; a
call of a lambda costs a frame. A lambda is replaced only where nobody can look at it: as what ``map`` and
``reduce`` apply, and as the key of a sort, a ``min`` or a ``max``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.facts.aliasing import list_uses
from ouroboros.operators.facts.imported import names_member
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    certainly_bound,
    frames,
    has_comment,
    is_builtin,
    walk_here,
)
from ouroboros.operators.facts.walks import is_name
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_IMPORT = "import operator as _ouroboros_operator"
_BINARY: dict[type[ast.operator | ast.cmpop], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.FloorDiv: "floordiv",
    ast.Div: "truediv",
    ast.Mod: "mod",
    ast.BitAnd: "and_",
    ast.BitOr: "or_",
    ast.BitXor: "xor",
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.Eq: "eq",
    ast.NotEq: "ne",
}
_UNARY: dict[type[ast.unaryop], str] = {ast.USub: "neg", ast.Invert: "invert", ast.Not: "not_"}
_EXTREMES = {
    ("left", ast.Gt): "max",
    ("left", ast.GtE): "max",
    ("left", ast.Lt): "min",
    ("left", ast.LtE): "min",
    ("right", ast.Lt): "max",
    ("right", ast.LtE): "max",
    ("right", ast.Gt): "min",
    ("right", ast.GtE): "min",
}
"""What ``a if a > b else b`` keeps of two values: by what stands first, and by the comparison of a with b."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for all lambdas that are functions already, and one for each fold that is an extreme."""
    if view.node.name.startswith("_ouroboros_"):
        return
    edits: list[Edit] = []
    for frame in frames(view):
        for call in walk_here(*frame.node.body):
            if not isinstance(call, ast.Call):
                continue
            extreme = _extreme(view, frame, call)
            if extreme is not None:
                yield extreme
            for function in _applied(view, frame, call):
                new = _function(view, function)
                if new is not None and not has_comment(view, view.start(function), view.end(function)):
                    edits.append(view.replace(function, new))
    if edits:
        needed = any("_ouroboros_operator" in edit.text for edit in edits)
        yield Rewrite(
            edits=tuple(edits),
            imports=(_IMPORT,) if needed else (),
            note="a function of the interpreter does what the lambda did, for every type and in the same order.",
        )


def _applied(view: RegionView, frame: Frame, call: ast.Call) -> list[ast.Lambda]:
    """Lambdas among the arguments of ``call`` that it only ever calls, with arguments by place."""
    found: list[ast.expr] = []
    if any(isinstance(above, ast.JoinedStr) for above in frame.chain(call)):
        return []
    if calls_builtin(view, call, "map") or names_member(view, call.func, "functools", "reduce"):
        found += call.args[:1]
    sorts = calls_builtin(view, call, "sorted", "min", "max") or (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "sort"
        and isinstance(call.func.value, ast.Name)
        and list_uses(view, frame, call.func.value.id) is not None
    )
    if sorts:
        found += [keyword.value for keyword in call.keywords if keyword.arg == "key"]
    return [each for each in found if isinstance(each, ast.Lambda)]


def _parameters(function: ast.Lambda) -> list[str] | None:
    """Names of the parameters when there are nothing but plain ones."""
    spec = function.args
    if spec.vararg or spec.kwarg or spec.kwonlyargs or spec.defaults or spec.posonlyargs:
        return None
    return [argument.arg for argument in spec.args]


def _function(view: RegionView, function: ast.Lambda) -> str | None:
    """Source text of the function that ``function`` is; None when there is none."""
    names, body = _parameters(function), function.body
    if names is None:
        return None
    if len(names) == 2:
        operation: ast.operator | ast.cmpop
        if isinstance(body, ast.BinOp):
            left, operation, right = body.left, body.op, body.right
        elif isinstance(body, ast.Compare) and len(body.ops) == 1:
            left, operation, right = body.left, body.ops[0], body.comparators[0]
        else:
            return None
        member = _BINARY.get(type(operation))
        same = is_name(left, names[0]) and is_name(right, names[1])
        return f"_ouroboros_operator.{member}" if member and same else None
    if len(names) != 1:
        return None
    if isinstance(body, ast.UnaryOp) and is_name(body.operand, names[0]):
        member = _UNARY.get(type(body.op))
        return f"_ouroboros_operator.{member}" if member else None
    if isinstance(body, ast.Subscript) and is_name(body.value, names[0]):
        index = body.slice
        sign = isinstance(index, ast.UnaryOp) and isinstance(index.op, ast.USub)
        value = index.operand if isinstance(index, ast.UnaryOp) and sign else index
        if isinstance(value, ast.Constant) and (type(value.value) is int or type(value.value) is str):
            return f"_ouroboros_operator.itemgetter({view.source(index)})"
        return None
    if (
        calls_builtin(view, body, "len", "str", "int", "float", "abs", "ord", "chr", "repr", "bool", "tuple")
        and isinstance(body, ast.Call)
        and isinstance(body.func, ast.Name)
        and body.func.id != names[0]
        and len(body.args) == 1
        and not body.keywords
        and is_name(body.args[0], names[0])
    ):
        return body.func.id
    return None


def _extreme(view: RegionView, frame: Frame, call: ast.Call) -> Rewrite | None:
    """``reduce(lambda a, b: a if a > b else b, xs)``: the largest of whole numbers, or of texts."""
    if not (
        names_member(view, call.func, "functools", "reduce")
        and len(call.args) == 2
        and not call.keywords
        and isinstance(call.args[0], ast.Lambda)
        and isinstance(call.args[1], ast.Name)
        and all(is_builtin(view, name) for name in ("max", "min", "set", "map", "type", "list", "int", "str"))
    ):
        return None
    names, body, items = _parameters(call.args[0]), call.args[0].body, call.args[1].id
    if (
        names is None
        or len(names) != 2
        or not isinstance(body, ast.IfExp)
        or not isinstance(body.test, ast.Compare)
        or len(body.test.ops) != 1
    ):
        return None
    above, test = frame.parents[call], body.test
    sides = [part.id if isinstance(part, ast.Name) else "" for part in (test.left, test.comparators[0])]
    kept = [part.id if isinstance(part, ast.Name) else "" for part in (body.body, body.orelse)]
    guarded = isinstance(above, ast.IfExp) and above.orelse is call
    if (
        sorted(sides) != sorted(names)
        or sorted(kept) != sorted(names)
        or guarded
        or items not in frame.local - frame.captured
        or not certainly_bound(frame, items, frame.statement(call))
        or has_comment(view, view.start(call), view.end(call))
        or any(isinstance(holder, ast.JoinedStr) for holder in frame.chain(call))
    ):
        return None
    best = _EXTREMES.get(("left" if kept[0] == sides[0] else "right", type(test.ops[0])))
    if best is None:
        return None
    kinds = f"type({items}) is list and set(map(type, {items})) in ({{int}}, {{str}})"
    return Rewrite(
        edits=(view.replace(call, f"({best}({items}) if {kinds} else {view.source(call)})"),),
        note="equal whole numbers and equal texts can't be told apart, so it does not matter which one is kept.",
    )


_EXAMPLES = (
    Example(
        before="""\
from functools import reduce


def f(xs):
    return reduce(lambda left, right: left + right, xs), sorted(xs, key=lambda x: -x)
""",
        after="""\
from functools import reduce
import operator as _ouroboros_operator


def f(xs):
    return reduce(_ouroboros_operator.add, xs), sorted(xs, key=_ouroboros_operator.neg)
""",
        calls=(
            "f([1, 2.5, True])",
            "f([])",
            "f('abc')",
            "f([[1], [2]])",
            "f([1, 'a'])",
            "f(x for x in (1, 2))",
            "f(None)",
            "f([2**70, -0.0, float('nan')])",
        ),
    ),
    Example(
        before="""\
def f(rows):
    first = [row for row in rows]
    first.sort(key=lambda row: row[1])
    best = max(rows, key=lambda row: row["n"] if isinstance(row, dict) else row[-1])
    return first, best, min(rows, key=lambda row: row[-1], default=None), list(map(lambda row: len(row), rows))
""",
        after="""\
import operator as _ouroboros_operator
def f(rows):
    first = [row for row in rows]
    first.sort(key=_ouroboros_operator.itemgetter(1))
    best = max(rows, key=lambda row: row["n"] if isinstance(row, dict) else row[-1])
    return first, best, min(rows, key=_ouroboros_operator.itemgetter(-1), default=None), list(map(len, rows))
""",
        calls=(
            "f([(1, 3), (0, 2), (5, 2)])",
            "f(['ab', 'ba'])",
            "f([(1,)])",
            "f([])",
            "f([{1: 2, -1: 3, 'n': 4}])",
            "f([1])",
            "f([(1, 'a'), (1, 2)])",
        ),
    ),
    Example(
        before="""\
import functools


def f(xs):
    return functools.reduce(lambda a, b: a if a > b else b, xs)
""",
        after="""\
import functools


def f(xs):
    return (max(xs) if type(xs) is list and set(map(type, xs)) in ({int}, {str}) else functools.reduce(lambda a, b: a if a > b else b, xs))
""",
        calls=(
            "f([3, 1, 7, 7])",
            "f(['a', 'c', 'b'])",
            "f([1.0, float('nan'), 2.0])",
            "f([float('nan'), 1.0])",
            "f([True, 1])",
            "f([1, True])",
            "f([-0.0, 0.0])",
            "f([])",
            "f((3, 4))",
            "f([1, 'a'])",
            "f(None)",
        ),
    ),
    Example(
        before="""\
from functools import reduce


def f(xs):
    return reduce(lambda a, b: b if a >= b else a, xs)
""",
        after="""\
from functools import reduce


def f(xs):
    return (min(xs) if type(xs) is list and set(map(type, xs)) in ({int}, {str}) else reduce(lambda a, b: b if a >= b else a, xs))
""",
        calls=("f([3, 1, 7, 7])", "f(['b', 'a', 'c'])", "f([2.0, float('nan'), 1])", "f([])", "f([None])"),
    ),
)

_REFUSALS = (
    Refusal(
        code="from functools import reduce\n\n\ndef f(xs):\n    return reduce(lambda a, b: b + a, xs)\n",
        reason="The other way round is another result for texts.",
    ),
    Refusal(
        code="def f(xs):\n    return lambda a, b: a + b\n",
        reason="The lambda itself is handed on; somebody may ask for its name.",
    ),
    Refusal(
        code="def f(g, xs):\n    return g(xs, key=lambda x: x[0])\n",
        reason="Nobody knows what this function does with its key.",
    ),
    Refusal(
        code="def f(xs):\n    return sorted(xs, key=lambda x: x[xs[0]])\n",
        reason="The index is looked up for every item.",
    ),
    Refusal(
        code="def f(xs):\n    return sorted(xs, key=lambda x, y=1: x[0])\n",
        reason="A lambda with a default is left alone.",
    ),
    Refusal(
        code="def reduce(f, xs):\n    return f.__name__\n\n\ndef f(xs):\n    return reduce(lambda a, b: a + b, xs)\n",
        reason="Another function of that name.",
    ),
    Refusal(
        code="from functools import reduce\n\n\ndef f(xs):\n    return reduce(lambda a, b: a if a > 0 else b, xs)\n",
        reason="No extreme.",
    ),
    Refusal(
        code="def f(rows):\n    rows.sort(key=lambda row: row[0])\n",
        reason="What the caller hands over may be no list, and look at its key.",
    ),
)

OPERATOR = Operator(
    name="lambda-to-operator",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="small lambdas become functions of the interpreter",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    payoff=1.5,
    source="https://docs.python.org/3/howto/sorting.html#operator-module-functions",
)
