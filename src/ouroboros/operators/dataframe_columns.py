"""pandas rows one by one, of which only some columns are read: walk the columns instead.

``iterrows`` and ``apply(axis=1)`` build a Series for every row, which costs some hundred times what the loop
does with it. A row's values have the types that *all* columns have in common, so the helper follows the same
rules: one numeric type → NumPy scalars of it; int64 beside float64 → float64; anything beside text or mixed
with booleans → plain Python objects. The first row is compared with what pandas itself hands out, and every
frame that is not covered takes the original way.
"""

from __future__ import annotations

import ast

from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.facts.aliasing import may_change
from ouroboros.operators.facts.loops import expressions
from ouroboros.operators.facts.scope import (
    QUIET_BUILTINS,
    Frame,
    certainly_bound,
    frames,
    is_builtin,
    parameter_names,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_BUILTINS = (
    *("len", "type", "str", "set", "zip", "map", "all", "dict", "tuple", "next", "list", "int", "float"),
    *("bool", "enumerate", "iter", "Exception", "frozenset", "any"),
)

_IMPORT = "import sys as _ouroboros_sys"

_ROWS_HELPER = '''\
def _ouroboros_rows(frame, names):
    """One dictionary for each row, with the values that iterrows would hand out; None when not certain."""
    pandas = _ouroboros_sys.modules.get("pandas")
    if pandas is None or type(frame) is not pandas.DataFrame or not len(frame):
        return None
    labels = frame.columns
    if type(labels) is not pandas.Index or not labels.is_unique or not all(n in labels for n in names):
        return None
    kinds = set(map(str, frame.dtypes))
    if kinds in ({"int64"}, {"float64"}, {"bool"}):
        columns = [frame[name].to_numpy() for name in names]
    elif kinds == {"int64", "float64"}:
        columns = [frame[name].to_numpy().astype("float64") for name in names]
    elif kinds <= {"int64", "float64", "bool", "object", "str"}:
        columns = [frame[name].tolist() for name in names]
        for name, column in zip(names, columns):
            if str(frame[name].dtype) in ("object", "str") and set(map(type, column)) != {str}:
                return None
    else:
        return None
    first = next(frame.iterrows())[1]
    if any(type(first[name]) is not type(column[0]) for name, column in zip(names, columns)):
        return None
    return (dict(zip(names, values)) for values in zip(*columns))'''

_ITERROWS_HELPER = '''\
def _ouroboros_iterrows(frame, names):
    """What frame.iterrows() gives, each row reduced to the named columns where that is certain."""
    rows = _ouroboros_rows(frame, names)
    return frame.iterrows() if rows is None else zip(frame.index, rows)'''

_APPLY_HELPER = '''\
def _ouroboros_apply_rows(frame, function, names):
    """What frame.apply(function, axis=1) gives, for a pure function of the named columns."""
    rows = _ouroboros_rows(frame, names)
    if rows is not None and not frame.attrs and frame.flags.allows_duplicate_labels:
        pandas = _ouroboros_sys.modules["pandas"]
        try:
            results = dict(enumerate(map(function, rows)))
        except Exception:
            results = {}
        kinds = set(map(type, results.values()))
        numbers = {"int", "float", "bool", "int64", "float64"}
        if len(kinds) == 1 and numbers.issuperset(kind.__name__ for kind in kinds):
            result = pandas.Series(results)
            result.index = frame.index
            return result
    return frame.apply(function, axis=1)'''


HELPERS = (_ROWS_HELPER, _ITERROWS_HELPER, _APPLY_HELPER)


def rewrite(view: RegionView) -> list[Rewrite]:
    """Walk columns in every ``iterrows`` loop and every ``apply(lambda row: …, axis=1)``."""
    if (
        "pandas" not in view.available
        or view.node.name.startswith("_ouroboros_")
        or not all(is_builtin(view, name) for name in _BUILTINS)
    ):
        return []
    found: list[Rewrite] = []
    for frame in frames(view):
        for node in ast.walk(frame.node):
            if isinstance(node, ast.For):
                edit = _loop(view, frame, node)
                if edit is not None:
                    found.append(_made(edit, _ITERROWS_HELPER, "The loop walks the columns it reads"))
        for expression in expressions(frame):
            edit = _apply(view, frame, expression) if isinstance(expression, ast.Call) else None
            if edit is not None:
                found.append(_made(edit, _APPLY_HELPER, "The function is applied to the columns it reads"))
    return found


def _made(edit: Edit, helper: str, what: str) -> Rewrite:
    return Rewrite(
        edits=(edit,),
        imports=(_IMPORT,),
        helpers=(_ROWS_HELPER, helper),
        note=f"{what} instead of building a Series for every row; values have the types that a row gives "
        f"them,"
        " and frames for which that is not certain go the original way.",
    )


def _loop(view: RegionView, frame: Frame, loop: ast.For) -> Edit | None:
    """The edit for ``for label, row in df.iterrows():`` when ``row`` is only read by literal column names."""
    call, target = loop.iter, loop.target
    if not (
        isinstance(call, ast.Call)
        and not call.args
        and not call.keywords
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "iterrows"
        and isinstance(call.func.value, ast.Name)
        and isinstance(target, ast.Tuple)
        and len(target.elts) == 2
        and all(isinstance(part, ast.Name) for part in target.elts)
    ):
        return None
    data = call.func.value.id
    row = target.elts[1]
    assert isinstance(row, ast.Name)
    if (
        not certainly_bound(frame, data, loop)
        or data in frame.captured
        or may_change(view, frame, data, loop.body)
        or row.id in frame.captured
        or row.id not in frame.local
    ):
        return None
    names = _columns(frame, row, loop)
    if names is None:
        return None
    return view.replace(call, f"_ouroboros_iterrows({data}, {names!r})")


def _columns(frame: Frame, row: ast.Name, loop: ast.For) -> tuple[str, ...] | None:
    """Columns read from ``row`` in ``loop``; ``None`` when it is used in any other way or anywhere else."""
    inside = {id(node) for statement in loop.body for node in ast.walk(statement)}
    names: dict[str, None] = {}
    for use in frame.uses(row.id):
        if use is row:
            continue
        name = _column(frame.parents[use], use)
        if id(use) not in inside or name is None:
            return None
        names[name] = None
    return tuple(sorted(names)) or None


def _column(above: ast.AST, use: ast.Name) -> str | None:
    """``"a"`` when ``above`` reads ``use["a"]``."""
    if (
        isinstance(above, ast.Subscript)
        and above.value is use
        and isinstance(above.ctx, ast.Load)
        and isinstance(above.slice, ast.Constant)
        and isinstance(above.slice.value, str)
    ):
        return above.slice.value
    return None


def _apply(view: RegionView, frame: Frame, call: ast.Call) -> Edit | None:
    """The edit for ``df.apply(lambda row: …, axis=1)`` with a pure expression of literal columns."""
    function = call.func
    if not (
        isinstance(function, ast.Attribute)
        and function.attr == "apply"
        and isinstance(function.value, ast.Name)
        and function.value.id in frame.local
        and len(call.args) == 1
        and isinstance(call.args[0], ast.Lambda)
        and len(call.keywords) == 1
        and call.keywords[0].arg == "axis"
        and isinstance(call.keywords[0].value, ast.Constant)
        and call.keywords[0].value.value in {1, "columns"}
        and call.keywords[0].value.value is not True
    ):
        return None
    mapped = call.args[0]
    spec = mapped.args
    if len(spec.args) != 1 or len(parameter_names(mapped)) != 1 or spec.defaults or spec.posonlyargs:
        return None
    row = spec.args[0].arg
    parents = {child: node for node in ast.walk(mapped) for child in ast.iter_child_nodes(node)}
    names: dict[str, None] = {}
    for node in ast.walk(mapped.body):
        if isinstance(node, ast.Name) and node.id == row:
            name = _column(parents[node], node)
            if name is None:
                return None
            names[name] = None
        elif not _pure_part(view, frame, node):
            return None
    if not names:
        return None
    data = function.value.id
    return view.replace(
        call, f"_ouroboros_apply_rows({data}, {view.source(mapped)}, {tuple(sorted(names))!r})"
    )


def _pure_part(view: RegionView, frame: Frame, node: ast.AST) -> bool:
    """Whether this node of a lambda's body does nothing that a second run could show."""
    if isinstance(node, ast.Call):
        return (
            isinstance(node.func, ast.Name)
            and node.func.id in QUIET_BUILTINS - {"id"}
            and is_builtin(view, node.func.id)
        )
    if isinstance(node, ast.Name):
        return (
            node.id in frame.parameters
            or is_builtin(view, node.id)
            or isinstance(view.constant_globals.get(node.id), ast.Constant)
        )
    return isinstance(
        node,
        ast.BinOp | ast.UnaryOp | ast.BoolOp | ast.Compare | ast.IfExp | ast.Constant | ast.Subscript
        | ast.operator | ast.unaryop | ast.boolop | ast.cmpop | ast.expr_context,
    )  # fmt: skip


_LOOP_HELPERS = f"{_IMPORT}\n\n\n{_ROWS_HELPER}\n\n\n{_ITERROWS_HELPER}\n\n\n"
_APPLY_HELPERS = f"{_IMPORT}\n\n\n{_ROWS_HELPER}\n\n\n{_APPLY_HELPER}\n\n\n"
_FRAME = "__import__('pandas').DataFrame"
_LOOP_CALLS = (
    f"f({_FRAME}({{'a': [1, 2, 3], 'b': [4, 5, 6]}}))",
    f"f({_FRAME}({{'a': [1, 2, 3], 'b': [0.5, float('nan'), -0.0]}}))",
    f"f({_FRAME}({{'a': [1, 2], 'b': [3, 4], 'c': ['x', 'y']}}))",
    f"f({_FRAME}({{'a': [1, 2], 'b': [True, False]}}))",
    f"f({_FRAME}({{'a': [2**53 + 1, 2], 'b': [0.1, 0.2]}}))",
    f"f({_FRAME}({{'a': [1, None], 'b': ['x', None]}}))",
    f"f({_FRAME}({{'a': ['x', 'y'], 'b': ['z', None]}}))",
    f"f({_FRAME}({{'a': [], 'b': []}}))",
    f"f({_FRAME}({{'a': [1]}}))",
    f"f({_FRAME}([[1, 2]], columns=['a', 'a']))",
    f"f({_FRAME}({{'a': [1, 2], 'b': [3, 4]}}, index=[7, 7]))",
    "f(None)",
)

_EXAMPLES = (
    Example(
        before="def f(df):\n    out = []\n    for i, row in df.iterrows():\n"
        '        out.append((i, row["a"], row["b"]))\n'
        "    return [(i, type(a), a, type(b), b) for i, a, b in out]\n",
        after=f"{_LOOP_HELPERS}"
        "def f(df):\n    out = []\n    for i, row in _ouroboros_iterrows(df, ('a', 'b')):\n"
        '        out.append((i, row["a"], row["b"]))\n'
        "    return [(i, type(a), a, type(b), b) for i, a, b in out]\n",
        calls=_LOOP_CALLS,
    ),
    Example(
        before='def f(df):\n    total = 0\n    for _, row in df.iterrows():\n        if row["a"] > 1:\n'
        '            total += row["a"] * row["b"]\n    return total, type(total)\n',
        after=f"{_LOOP_HELPERS}"
        "def f(df):\n    total = 0\n    for _, row in _ouroboros_iterrows(df, ('a', 'b')):\n"
        '        if row["a"] > 1:\n            total += row["a"] * row["b"]\n    return total, type(total)\n',
        calls=_LOOP_CALLS,
    ),
    Example(
        before='def f(df):\n    return df.apply(lambda row: row["a"] * 2 + row["b"], axis=1)\n',
        after=f"{_APPLY_HELPERS}"
        "def f(df):\n"
        "    return _ouroboros_apply_rows(df, lambda row: row[\"a\"] * 2 + row[\"b\"], ('a', 'b'))\n",
        calls=(*_LOOP_CALLS, "f(5)"),
    ),
)

_REFUSALS = (
    Refusal(
        code="def f(df):\n    for i, row in df.iterrows():\n        df.loc[i, 'a'] = row['a'] + 1\n"
        "    return df\n",
        reason="The frame changes under the loop.",
    ),
    Refusal(
        code="def f(df):\n    out = []\n    for _, row in df.iterrows():\n        out.append(row)\n"
        "    return out\n",
        reason="The row itself is kept.",
    ),
    Refusal(
        code="def f(df):\n    for _, row in df.iterrows():\n        x = row['a']\n    return x, row\n",
        reason="The last row is used after the loop.",
    ),
    Refusal(
        code="def f(df, name):\n    return [row[name] for _, row in df.iterrows()]\n",
        reason="Which column is read is known only when it is read.",
    ),
    Refusal(
        code="def f(df, g):\n    for _, row in df.iterrows():\n        g(row['a'])\n",
        reason="An unknown function may change the frame.",
    ),
    Refusal(
        code="def f(df):\n    return df.apply(lambda row: print(row['a']), axis=1)\n",
        reason="Prints for each row, and may be run again.",
    ),
    Refusal(
        code="def f(df):\n    return df.apply(lambda column: column['a'] + 1, axis=0)\n",
        reason="The lambda sees columns already.",
    ),
    Refusal(
        code="def f(df):\n    return df.apply(lambda row: row.sum() + row['a'], axis=1)\n",
        reason="The row is used as a Series.",
    ),
)

OPERATOR = Operator(
    name="dataframe-columns",
    category=OptimizationOp.CACHE_LOCALITY,
    summary="Row loops over a pandas frame walk the columns that they read.",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=("pandas",),
    payoff=30.0,
    source="https://pandas.pydata.org/docs/user_guide/enhancingperf.html",
)
