"""The same question asked in every round of a loop: ask once, at the first round that asks.

Nothing is computed before the loop: a place that is never reached computes (and raises) nothing, and the
first evaluation stands exactly where the original's first stood. Later rounds reuse the result only when all
operands are plain values or untouched built-in containers of plain values, and when the result can't be told
from a fresh one: it is plain itself, or it is only looked into.
"""

from __future__ import annotations

import ast

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.hoist_invariant import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import list_uses, may_change
from ouroboros.operators.facts.closed_world import DATA_HELPER, names_to_ask, plain_function
from ouroboros.operators.facts.imported import names_member
from ouroboros.operators.facts.loops import (
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
from ouroboros.operators.facts.operands import only_calculated_with
from ouroboros.operators.facts.scope import (
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
    if _reads_number(view, call):
        if len(values) != 1 or isinstance(values[0], ast.Constant):
            return None
    elif isinstance(function, ast.Name):
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
        else:
            callee = view.function_of(call)
            if callee is None or not (_pure(view, call) or plain_function(view, callee)):
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


def _reads_number(view: RegionView, call: ast.Call) -> bool:
    """Whether ``call`` is one of ``decimal.Decimal``: exact in any context for a text or an integer."""
    return names_member(view, call.func, "decimal", "Decimal")


def _pure(view: RegionView, call: ast.Call) -> bool:
    effects = view.call_effects(call)
    return effects.found <= {Effect.RAISES, Effect.READS_GLOBALS} and all(
        isinstance(view.constant_globals.get(name), ast.Constant) for name in effects.globals_read
    )


def _shareable(view: RegionView, frame: Frame, call: ast.Call) -> bool:
    """Whether one result may serve all rounds: looked into only, or judged plain at run time."""
    if _reads_number(view, call):
        return only_calculated_with(frame, call)
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
    stem = stem.lower()
    kept, first = fresh_name(view, f"same_{stem}"), fresh_name(view, f"first_{stem}")
    function = getattr(call.func, "id", "")
    atoms = [
        name
        for name in operands
        if isinstance(call.func, ast.Attribute)
        or _reads_number(view, call)
        or may_change(view, frame, name, [place])
        or not (function in _BUILTINS or _pure(view, call))
    ]
    settled = [n for n in operands if n not in atoms]
    conditions = [f"type({name}) in _ouroboros_atoms" for name in atoms]
    if isinstance(call.func, ast.Attribute) and call.func.attr in _STR_METHODS:
        conditions = [f"type({name}) is str" for name in operands]
    read_only = all(_looked_into(view, frame, node) for node in places)
    plain = f"_ouroboros_settled({first})" if read_only else f"type({first}) in _ouroboros_atoms"
    statement = frame.statement(place)
    lines = [f"{kept} = None"]
    helpers = [ATOMS_HELPER, SETTLED_HELPER]
    if _reads_number(view, call):
        # A text that is no number may leave a mark in the context each time.
        conditions = [f"type({name}) in (str, int)" for name in operands]
        plain = f"({first}).is_finite()"
        helpers = []
    if settled:
        world = names_to_ask(view, frame, (place,), statement)
        if all(_private(view, frame, name) for name in settled):
            conditions.append(f"_ouroboros_settled({', '.join(settled)})")
        elif world is None:
            # Something in the loop may run code that changes a shared container: only atoms are safe.
            if isinstance(call.func, ast.Name) and call.func.id in _BUILTINS:
                return []
            conditions += [f"type({name}) in _ouroboros_atoms" for name in settled]
        else:
            closed = fresh_name(view, f"plain_{stem}")
            lines.append(f"{closed} = _ouroboros_data([{', '.join(world)}])")
            helpers.append(DATA_HELPER)
            either = " and ".join(f"type({name}) in _ouroboros_atoms" for name in settled)
            conditions.append(
                f"({closed} or {either})" if " and " not in either else f"({closed} or ({either}))"
            )
    # The call comes first: it raises what it raised, where it raised.
    known = " and ".join([plain.replace(first, f"{first} := {source}", 1), *conditions])
    new = f"({kept} if {kept} is not None else ({kept} := {first}) if {known} else {first})"
    edits = (
        view.insert_before(statement, lines),
        *(view.replace(node, new) for node in places),
    )
    return [
        Rewrite(
            edits=edits,
            helpers=tuple(helpers),
            note=f"{source} has the same value in every round: the first one is reused while its operands"
            " are plain values or untouched containers of plain values.",
        )
    ]


def _private(view: RegionView, frame: Frame, name: str) -> bool:
    """Whether ``name`` holds a list made here that nobody else can get hold of."""
    uses = list_uses(view, frame, name)
    return uses is not None and not {"escape", "return", "delete"} & set(uses.values())


def _looked_into(view: RegionView, frame: Frame, node: ast.Call) -> bool:
    above = frame.parents.get(node)
    if isinstance(above, ast.Assign) and isinstance(above.targets[0], ast.Name) and len(above.targets) == 1:
        return only_read_name(view, frame, above.targets[0].id)
    return only_read(view, frame, node)


OPERATOR = Operator(
    name="hoist-invariant",
    category=RefactoringOp.LOOP_INVARIANT_MOTION,
    summary="An invariant call in a loop is evaluated at its first use and reused.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=20.0,
    source="A. Aho, M. Lam, R. Sethi, J. Ullman, Compilers, 2nd ed., 9.5.1",
)
