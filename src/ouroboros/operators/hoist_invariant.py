"""The same question asked in every round of a loop: ask once, at the first round that asks.

Nothing is computed before the loop: a place that is never reached computes (and raises) nothing, and the
first evaluation stands exactly where the original's first stood. Later rounds reuse the result only when all
operands are plain values or untouched built-in containers of plain values, and when the result can't be told
from a fresh one: it is plain itself, or it is only looked into.
"""

from __future__ import annotations

import ast

from ouroboros.operators.aliasing import may_change
from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.loops import (
    ATOMS_HELPER,
    GUARD_BUILTINS,
    SETTLED_HELPER,
    Repeater,
    expressions,
    imports_module,
    in_comprehension_iterable,
    only_read,
    only_read_name,
    remembered,
    repeaters,
)
from ouroboros.operators.scope import (
    COMPREHENSIONS,
    Frame,
    bound_names,
    certainly_bound,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
    own_line,
)
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Effect

_BUILTINS = frozenset({"sorted", "set", "frozenset", "list", "tuple", "dict", "sum", "min", "max"})
_STR_METHODS = frozenset(
    {"lower", "upper", "casefold", "strip", "title", "split", "rsplit", "splitlines", "replace", "encode"}
)
_MODULE_CALLS = frozenset(
    {("json", "loads"), ("re", "escape"), ("textwrap", "dedent"), ("ast", "literal_eval")}
)


def rewrite(view: RegionView) -> list[Rewrite]:
    """Reuse the first result of an invariant call within its loop; one rewrite for each distinct call."""
    if view.node.name.startswith("_ouroboros_") or not all(is_builtin(view, n) for n in GUARD_BUILTINS):
        return []
    found: list[Rewrite] = []
    for frame in frames(view):
        seen: set[tuple[str, int]] = set()
        for node in expressions(frame):
            if not isinstance(node, ast.Call) or remembered(frame, node):
                continue
            operands = _operands(view, frame, node)
            if operands is None or not _shareable(view, frame, node):
                continue
            place = _place(view, frame, node, operands)
            if place is None or (ast.dump(node), id(place)) in seen:
                continue
            seen.add((ast.dump(node), id(place)))
            found += _reuse(view, frame, node, operands, place)
    return found


def _operands(view: RegionView, frame: Frame, call: ast.Call) -> list[str] | None:
    """Local names that the value of ``call`` depends on; ``None`` when it may depend on anything else."""
    if call.keywords or len(call.args) > 3:
        return None
    values: list[ast.expr] = list(call.args)
    function = call.func
    if isinstance(function, ast.Name):
        if function.id in frame.local:
            return None
        if function.id in _BUILTINS:
            if len(values) != 1 or not is_builtin(view, function.id):
                return None
            inner = values[0]
            if (
                isinstance(inner, ast.Call)
                and isinstance(inner.func, ast.Attribute)
                and inner.func.attr in {"keys", "values"}
                and not inner.args
                and not inner.keywords
            ):
                values = [inner.func.value]
            if isinstance(values[0], ast.Constant):
                return None
        elif view.function_of(call) is None or not _pure(view, call):
            return None
    elif isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        owner = function.value
        if (owner.id, function.attr) in _MODULE_CALLS:
            if len(values) != 1 or owner.id in frame.local or not imports_module(view, owner.id, owner.id):
                return None
        elif function.attr in _STR_METHODS and owner.id in frame.local:
            values.append(owner)
        else:
            return None
    else:
        return None
    names: list[str] = []
    for value in values:
        if isinstance(value, ast.Constant):
            continue
        if not isinstance(value, ast.Name):
            return None
        if value.id in frame.local and value.id not in frame.captured:
            names.append(value.id)
        elif not isinstance(view.constant_globals.get(value.id), ast.Constant):
            return None
    return list(dict.fromkeys(names))


def _pure(view: RegionView, call: ast.Call) -> bool:
    effects = view.call_effects(call)
    return effects.found <= {Effect.RAISES, Effect.READS_GLOBALS} and all(
        isinstance(view.constant_globals.get(name), ast.Constant) for name in effects.globals_read
    )


def _shareable(view: RegionView, frame: Frame, call: ast.Call) -> bool:
    """Whether one result may serve all rounds: looked into only, or judged plain at run time."""
    if only_read(view, frame, call):
        return True
    above = frame.parents.get(call)
    if isinstance(above, ast.Assign) and len(above.targets) == 1 and isinstance(above.targets[0], ast.Name):
        return only_read_name(view, frame, above.targets[0].id) or not _makes_container(call)
    return not _makes_container(call)


def _makes_container(call: ast.Call) -> bool:
    """Whether the call is known to return a new container (any other result is judged when it is there)."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    return name in {"sorted", "set", "frozenset", "list", "tuple", "dict", "split", "rsplit", "splitlines"}


def _place(view: RegionView, frame: Frame, call: ast.Call, operands: list[str]) -> Repeater | None:
    """The outermost loop in which all ``operands`` keep their value."""
    place: Repeater | None = None
    for loop in repeaters(view, frame, call):
        statement = frame.statement(loop)
        if bound_names(loop) & set(operands):
            break
        if not all(certainly_bound(frame, name, statement) for name in operands):
            break
        place = loop
    if place is None:
        return None
    statement = frame.statement(place)
    # A comprehension inside another one, or in a `while` test, starts anew more often than its line.
    for above in frame.chain(place):
        if isinstance(above, ast.stmt):
            if place is not statement and isinstance(statement, ast.While):
                return None
            break
        if isinstance(above, (*COMPREHENSIONS, ast.Lambda)):
            return None
    # An `elif` can't have a line before it.
    if not own_line(view, statement) or view.text.startswith("elif", view.start(statement)):
        return None
    return place


def _reuse(
    view: RegionView, frame: Frame, call: ast.Call, operands: list[str], place: Repeater
) -> list[Rewrite]:
    wanted = ast.dump(call)
    places = [
        node
        for node in expressions(frame)
        if isinstance(node, ast.Call)
        and ast.dump(node) == wanted
        and any(loop is place for loop in repeaters(view, frame, node))
        and not in_comprehension_iterable(frame, node)
        and not remembered(frame, node)
        and _shareable(view, frame, node)
    ]
    source = view.source(call)
    if not places or "\n" in source or has_comment(view, view.start(call), view.end(call)):
        return []
    stem = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "value")
    kept, first = fresh_name(view, f"same_{stem}"), fresh_name(view, f"first_{stem}")
    atoms = [
        n for n in operands if isinstance(call.func, ast.Attribute) or may_change(view, frame, n, [place])
    ]
    settled = [n for n in operands if n not in atoms]
    conditions = [f"type({name}) in _ouroboros_atoms" for name in atoms]
    if isinstance(call.func, ast.Attribute) and call.func.attr in _STR_METHODS:
        conditions = [f"type({name}) is str" for name in operands]
    read_only = all(_looked_into(view, frame, node) for node in places)
    plain = f"_ouroboros_settled({first})" if read_only else f"type({first}) in _ouroboros_atoms"
    if settled:
        conditions.append(f"_ouroboros_settled({', '.join(settled)})")
    # The call comes first: it raises what it raised, where it raised.
    known = " and ".join([plain.replace(first, f"{first} := {source}", 1), *conditions])
    new = f"({kept} if {kept} is not None else ({kept} := {first}) if {known} else {first})"
    statement = frame.statement(place)
    edits = (
        view.insert_before(statement, [f"{kept} = None"]),
        *(view.replace(node, new) for node in places),
    )
    return [
        Rewrite(
            edits=edits,
            helpers=(ATOMS_HELPER, SETTLED_HELPER),
            note=f"{source} has the same value in every round: the first one is reused while its operands"
            " are plain values or untouched containers of plain values.",
        )
    ]


def _looked_into(view: RegionView, frame: Frame, node: ast.Call) -> bool:
    above = frame.parents.get(node)
    if isinstance(above, ast.Assign) and isinstance(above.targets[0], ast.Name) and len(above.targets) == 1:
        return only_read_name(view, frame, above.targets[0].id)
    return only_read(view, frame, node)


_EXAMPLES = (
    Example(
        before="""\
def f(queries, scores):
    out = []
    for query in queries:
        if query in sorted(scores):
            out.append(query)
    return out
""",
        after=f"{ATOMS_HELPER}\n\n\n{SETTLED_HELPER}\n\n\n"
        """\
def f(queries, scores):
    out = []
    _same_sorted = None
    for query in queries:
        if query in (_same_sorted if _same_sorted is not None else (_same_sorted := _first_sorted) \
if _ouroboros_settled(_first_sorted := sorted(scores)) and _ouroboros_settled(scores) else _first_sorted):
            out.append(query)
    return out
""",
        calls=(
            "f([1, 2, 3], [3, 1])",
            "f([1], iter([1]))",
            "f([1, 1], iter([1]))",
            "f([], 5)",
            "f([1], 5)",
            "f([1.0, True, 'a'], {1: 2})",
            "f([1], [1, 'a'])",
            "f([None], ())",
        ),
    ),
    Example(
        before="""\
import json


def f(rows, text):
    total = 0
    for row in rows:
        config = json.loads(text)
        total += row * config["rate"]
    return total
""",
        after=f"import json\n\n\n{ATOMS_HELPER}\n\n\n{SETTLED_HELPER}\n\n\n"
        """\
def f(rows, text):
    total = 0
    _same_loads = None
    for row in rows:
        config = (_same_loads if _same_loads is not None else (_same_loads := _first_loads) \
if _ouroboros_settled(_first_loads := json.loads(text)) and type(text) in _ouroboros_atoms else _first_loads)
        total += row * config["rate"]
    return total
""",
        calls=(
            "f([1, 2, 3], '{\"rate\": 2}')",
            "f([], 'nonsense')",
            "f([1], 'nonsense')",
            "f([1, 2], '{\"rate\": [2]}')",
            "f([1, 2], '3')",
        ),
    ),
    Example(
        before="""\
def scale(factor):
    return factor ** 3 + 1


def f(grid, factor):
    return [[cell * scale(factor) for cell in row] for row in grid]
""",
        after="def scale(factor):\n    return factor ** 3 + 1\n\n\n"
        f"{ATOMS_HELPER}\n\n\n{SETTLED_HELPER}\n\n\n"
        """\
def f(grid, factor):
    _same_scale = None
    return [[cell * (_same_scale if _same_scale is not None else (_same_scale := _first_scale) \
if type(_first_scale := scale(factor)) in _ouroboros_atoms and _ouroboros_settled(factor) else _first_scale) \
for cell in row] for row in grid]
""",
        calls=(
            "f([[1, 2], [3]], 2)",
            "f([[]], None)",
            "f([[1]], None)",
            "f([[1, 2]], 1.5)",
            "f([[1], 2], 1)",
        ),
    ),
    Example(
        before="""\
def f(names, wanted):
    count = 0
    for name in names:
        if name.lower() == wanted.lower():
            count += 1
    return count
""",
        after=f"{ATOMS_HELPER}\n\n\n{SETTLED_HELPER}\n\n\n"
        """\
def f(names, wanted):
    count = 0
    _same_lower = None
    for name in names:
        if name.lower() == (_same_lower if _same_lower is not None else (_same_lower := _first_lower) \
if type(_first_lower := wanted.lower()) in _ouroboros_atoms and type(wanted) is str else _first_lower):
            count += 1
    return count
""",
        calls=("f(['A', 'b'], 'a')", "f([], None)", "f(['A'], None)", "f(['A'], b'a')", "f(['', 'X'], '')"),
    ),
)

_REFUSALS = (
    Refusal(
        code="def f(qs, xs):\n    while any(q in sorted(xs) for q in qs):\n        xs = xs[1:]\n"
        "    return xs\n",
        reason="The loop test starts a new round of questions about another list.",
    ),
    Refusal(
        code="def f(cs, rows):\n    row = [0]\n    return [[c in sorted(row) for c in cs] for row in rows]\n",
        reason="The operand is the outer comprehension's variable, not the local of the same name.",
    ),
    Refusal(
        code="def f(qs, xs):\n    out = []\n    for q in qs:\n        if q not in sorted(xs):\n"
        "            xs = xs + [q]\n    return xs\n",
        reason="The operand is rebound in the loop.",
    ),
    Refusal(
        code="def f(qs, xs):\n    out = []\n    for q in qs:\n        ranked = sorted(xs)\n"
        "        ranked.append(q)\n        out.append(ranked)\n    return out\n",
        reason="Every round changes and keeps its own list.",
    ),
    Refusal(
        code="def f(qs, xs):\n    return [list(xs) for q in qs]\n",
        reason="Every round hands out its own list.",
    ),
    Refusal(
        code="def f(qs, xs):\n    return (q for q in qs if q in sorted(xs))\n",
        reason="The generator runs later, when the operand may have changed.",
    ),
    Refusal(
        code="def g(n):\n    print(n)\n    return n\n\n\ndef f(qs, n):\n    return [q + g(n) for q in qs]\n",
        reason="Prints once for each round.",
    ),
    Refusal(
        code="def f(qs, xs):\n    def see():\n        nonlocal xs\n        xs = [1]\n    for q in qs:\n"
        "        see()\n"
        "        if q in sorted(xs):\n            return q\n",
        reason="A nested function rebinds the operand.",
    ),
    Refusal(
        code="def sorted(xs):\n    return xs\n\n\ndef f(qs, xs, g):\n"
        "    return [q for q in qs if q in g(xs)]\n",
        reason="An unknown function may answer differently each time.",
    ),
    Refusal(
        code="def f(qs, xs):\n    for q in qs:\n        if q in sorted(xs):\n            return q\n"
        "        del xs\n",
        reason="The operand goes away.",
    ),
)

OPERATOR = Operator(
    name="hoist-invariant",
    category=RefactoringOp.LOOP_INVARIANT_MOTION,
    summary="An invariant call in a loop is evaluated at its first use and reused.",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=20.0,
    source="A. Aho, M. Lam, R. Sethi, J. Ullman, Compilers, 2nd ed., 9.5.1",
)
