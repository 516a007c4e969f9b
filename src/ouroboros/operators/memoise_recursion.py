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

from ouroboros.operators.contract import FunctionNode, Operator, RegionView, Rewrite
from ouroboros.operators.examples.memoise_recursion import EXAMPLES, REFUSALS
from ouroboros.operators.facts.loops import times_bound
from ouroboros.operators.facts.scope import bound_names, frame_of, is_builtin, own_line
from ouroboros.operators.memo_twin import FIXED_HELPER, HELPERS, entrance, first_statement, handed_on, twin_of
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
    "list",
    "dict",
    "set",
    "all",
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
    if calls is None or not branches(node, calls):
        return []
    first = first_statement(node)
    if first is None or not own_line(view, first):
        return []
    door = entrance(node, first, calls)
    if not own_line(view, door):
        return []
    fixed = handed_on(node, parameters, calls)
    twin = twin_of(view, node, parameters, calls, first, fixed)
    if twin is None:
        return []
    names = ", ".join(parameters)
    asked = " and ".join(f"type({name}) in _ouroboros_arguments" for name in parameters if name not in fixed)
    enter = f"return _ouroboros_memo_{node.name}({{}}, {names})"
    steady = " and ".join(f"_ouroboros_fixed({name})" for name in parameters if name in fixed)
    lines = [
        f"if {asked}:",
        "    try:",
        *([f"        if {steady}:", f"            {enter}"] if fixed else [f"        {enter}"]),
        "    except Exception:",
        "        pass  # the body below raises the same, or does without the memo",
    ]
    helpers = (*HELPERS, *((FIXED_HELPER,) if fixed else ()), twin)
    return [
        Rewrite(
            edits=(view.insert_before(door, lines),),
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


def branches(node: FunctionNode, calls: list[ast.Call]) -> bool:
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


OPERATOR = Operator(
    name="memoise-recursion",
    category=OptimizationOp.MEMOISATION,
    summary="Overlapping pure recursion works every distinct call out once, with a memo that one call owns.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MAJOR,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=50.0,
    source='D. Michie, "Memo functions and machine learning", Nature 218 (1968)',
)
