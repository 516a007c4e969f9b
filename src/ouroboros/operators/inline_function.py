"""A call in a loop of a small function of the same file: put the expression it returns in its place.

The function is one ``return`` of operators, indexing and quiet built-ins: nothing in it sees its own frame.
Every argument is still evaluated once and in its turn: names and constants are put where the parameter
stands; anything else is bound at the parameter's first use, which must come before anything else happens.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import FunctionNode, Operator, RegionView, Rewrite
from ouroboros.operators.examples.inline_function import EXAMPLES, REFUSALS
from ouroboros.operators.facts.loops import expressions, imports_module, repeaters, times_bound
from ouroboros.operators.facts.scope import (
    COMPREHENSIONS,
    INTROSPECTION,
    QUIET_BUILTINS,
    Frame,
    bound_names,
    certainly_bound,
    frame_of,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
    own_line,
)
from ouroboros.operators.facts.splicing import LARGEST_EXPRESSION, PLAIN_EXPRESSIONS
from ouroboros.operators.facts.walks import holds
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit, GenomeRegion, RegionKind, apply_edits


def rewrite(view: RegionView) -> list[Rewrite]:
    """Inline the calls in loops; one rewrite for each function called."""
    if view.region.is_nested or view.node.name.startswith("_ouroboros_"):
        return []
    edits: dict[str, list[Edit]] = {}
    for frame in frames(view):
        calls = [node for node in expressions(frame) if isinstance(node, ast.Call)]
        covered: dict[str, int] = {}
        for call in sorted(calls, key=view.start):
            callee = _callee(view, frame, call)
            if callee is None or view.start(call) < covered.get(callee.qualname, -1):
                continue
            number = sum(map(len, edits.values()))
            made = _inlined(view, frame, call, view.parsed(callee)[1], number)
            if made:
                edits.setdefault(callee.qualname, []).extend(made)
                covered[callee.qualname] = made[-1].end
    return [
        Rewrite(
            edits=tuple(found),
            note=f"Calls of {name} in loops are replaced by the expression it returns; arguments are still"
            " evaluated once and in order.",
        )
        for name, found in edits.items()
    ]


def _callee(view: RegionView, frame: Frame, call: ast.Call) -> GenomeRegion | None:
    """The plain module-level function of this file that ``call``, standing in a loop, certainly reaches."""
    if not isinstance(call.func, ast.Name) or call.func.id in frame.local or call.keywords:
        return None
    if not repeaters(view, frame, call):
        return None
    callee = view.function_of(call)
    if (
        callee is None
        or callee.file.path != view.region.file.path
        or callee.kind is not RegionKind.FUNCTION
        or "." in callee.qualname
        or callee.qualname == view.region.qualname
        or callee.is_async
        or callee.is_generator
        or callee.decorators
    ):
        return None
    return callee


def _returned(view: RegionView, node: FunctionNode) -> ast.expr | None:
    """The one expression that ``node`` returns, when it holds nothing that its frame matters to."""
    body = node.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
        return None
    value = body[0].value
    parts = list(ast.walk(value))
    if len(parts) > LARGEST_EXPRESSION or has_comment(view, view.start(value), view.end(value)):
        return None
    local = {argument.arg for argument in node.args.args}
    for part in parts:
        if not isinstance(part, PLAIN_EXPRESSIONS):
            return None
        if isinstance(part, ast.Name) and (part.id in INTROSPECTION or part.id.startswith("__")):
            return None
        if isinstance(part, ast.Attribute) and part.attr.startswith("__"):
            return None
        if isinstance(part, ast.Call) and not (_quiet(view, part, local) or _small(view, part, local)):
            return None
    return value


def _small(view: RegionView, call: ast.Call, local: set[str]) -> bool:
    """Whether ``call`` is of another small function of this file, which sees no frame but its own."""
    function = call.func
    if not isinstance(function, ast.Name) or function.id in local or call.keywords:
        return False
    if any(isinstance(argument, ast.Starred) for argument in call.args):
        return False
    called = [
        node
        for node in view.module.body
        if isinstance(node, ast.FunctionDef) and node.name == function.id and not node.decorator_list
    ]
    if len(called) != 1 or times_bound(view.module, function.id) != 1 or frame_of(called[0]).opaque:
        return False
    own = frame_of(called[0]).local
    return all(
        _quiet(view, inner, set(own)) for inner in ast.walk(called[0]) if isinstance(inner, ast.Call)
    ) and not any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in ast.walk(called[0]))


def _quiet(view: RegionView, call: ast.Call, local: set[str]) -> bool:
    function = call.func
    if any(isinstance(argument, ast.Starred) for argument in call.args) or call.keywords:
        return False
    if isinstance(function, ast.Name):
        return function.id in QUIET_BUILTINS and is_builtin(view, function.id) and function.id not in local
    return (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "math"
        and imports_module(view, "math", "math")
    )


def _inlined(view: RegionView, frame: Frame, call: ast.Call, node: FunctionNode, number: int) -> list[Edit]:
    """Edits that put the expression in the place of ``call``, the last of them there; maybe none."""
    spec = node.args
    value = _returned(view, node)
    if value is None or spec.posonlyargs or spec.kwonlyargs or spec.vararg or spec.kwarg:
        return []
    parameters = [argument.arg for argument in spec.args]
    missing = len(parameters) - len(call.args)
    if missing < 0 or missing > len(spec.defaults):
        return []
    given = [*call.args, *spec.defaults[len(spec.defaults) - missing :]]
    if has_comment(view, view.start(call), view.end(call)):
        return []
    free = {n.id for n in ast.walk(value) if isinstance(n, ast.Name)} - set(parameters)
    if free & bound_names(view.node):
        return []  # the caller means something else by the same name
    texts: dict[str, str] = {}
    first: dict[str, str] = {}
    waiting: list[str] = []
    for position, (parameter, argument) in enumerate(zip(parameters, given, strict=True)):
        if isinstance(argument, ast.Constant) and _compared_by_identity(value, parameter):
            return []  # `0 is None` makes the compiler warn
        if isinstance(argument, ast.Constant) or (
            isinstance(argument, ast.Name) and _steady(frame, call, argument.id)
        ):
            source = view.source(argument)
            texts[parameter] = source if isinstance(argument, ast.Name) else f"({source})"
            continue
        if position >= len(call.args) or not _bindable(frame, call, argument):
            return []
        bound = fresh_name(view, f"{node.name.strip('_')}{number}_{parameter}")
        texts[parameter] = bound
        first[parameter] = f"({bound} := {view.source(argument)})"
        waiting.append(parameter)
    lines: list[Edit] = []
    first_uses = _first_uses(value, parameters, waiting)
    if first_uses is None:
        statement = frame.statement(call)
        if not _begins(view, frame, statement, call):
            return []
        arguments = dict(zip(parameters, given, strict=True))
        bound_before = [f"{texts[name]} = {view.source(arguments[name])}" for name in waiting]
        if any("\n" in line for line in bound_before):
            return []
        lines = [view.insert_before(statement, bound_before)]
        first_uses = []
    start = view.start(value)
    edits = []
    for part in ast.walk(value):
        if isinstance(part, ast.Name) and part.id in texts:
            text = first[part.id] if part in first_uses else texts[part.id]
            edits.append(Edit(start=view.start(part) - start, end=view.end(part) - start, text=text))
    return [*lines, view.replace(call, f"({apply_edits(view.source(value), tuple(edits))})")]


def _begins(view: RegionView, frame: Frame, statement: ast.stmt, call: ast.Call) -> bool:
    """Whether ``call`` with its arguments is the first thing that ``statement`` does."""
    if (
        not isinstance(statement, ast.Assign | ast.AugAssign | ast.Return | ast.Expr)
        or statement.value is not call
    ):
        return False
    if isinstance(statement, ast.AugAssign):
        target = statement.target
        if not (
            isinstance(target, ast.Name)
            and target.id not in frame.captured
            and certainly_bound(frame, target.id, statement)
        ):
            return False
    return own_line(view, statement)


def _compared_by_identity(value: ast.expr, parameter: str) -> bool:
    return any(
        isinstance(side, ast.Name) and side.id == parameter
        for part in ast.walk(value)
        if isinstance(part, ast.Compare) and any(isinstance(op, ast.Is | ast.IsNot) for op in part.ops)
        for side in (part.left, *part.comparators)
    )


def _steady(frame: Frame, call: ast.Call, name: str) -> bool:
    """Whether local ``name`` surely has a value at ``call`` that nothing rebinds during it."""
    if name in frame.captured:
        return False
    for above in frame.chain(call):
        if isinstance(above, COMPREHENSIONS) and any(
            name in bound_names(generator.target) for generator in above.generators
        ):
            return not any(holds(generator.iter, call) for generator in above.generators)
    return certainly_bound(frame, name, frame.statement(call))


def _bindable(frame: Frame, call: ast.Call, argument: ast.expr) -> bool:
    """Whether ``argument`` may be bound by an assignment expression where ``call`` stands."""
    if any(
        isinstance(n, ast.NamedExpr | ast.Starred | ast.Yield | ast.YieldFrom | ast.Await)
        for n in ast.walk(argument)
    ):
        return False
    for above in frame.chain(call):
        if isinstance(above, ast.comprehension) and holds(above.iter, call):
            return False
        if isinstance(above, ast.stmt):
            break
    return True


def _first_uses(value: ast.expr, parameters: list[str], waiting: list[str]) -> list[ast.Name] | None:
    """Uses that bind the ``waiting`` parameters: the first things evaluated, in order; else ``None``."""
    found: list[ast.Name] = []
    if not waiting:
        return found
    for event in _events(value):
        if event is None:
            return None
        if len(found) < len(waiting) and event.id == waiting[len(found)]:
            found.append(event)
            if len(found) == len(waiting):
                return found
        elif event.id in waiting and event.id not in waiting[: len(found)]:
            return None
        elif event.id not in parameters:
            return None  # an argument might change this global before the function reads it
    return None


def _events(node: ast.expr) -> Iterator[ast.Name | None]:
    """Names in the order of their evaluation; ``None`` where anything else happens or where paths part."""
    if isinstance(node, ast.Name):
        yield node
    elif isinstance(node, ast.Constant):
        return
    elif isinstance(node, ast.BinOp):
        yield from _events(node.left)
        yield from _events(node.right)
        yield None
    elif isinstance(node, ast.Compare):
        yield from _events(node.left)
        yield from _events(node.comparators[0])
        yield None
    elif isinstance(node, ast.Subscript):
        yield from _events(node.value)
        yield from _events(node.slice)
        yield None
    elif isinstance(node, ast.Tuple):
        for item in node.elts:
            yield from _events(item)
    elif isinstance(node, ast.UnaryOp):
        yield from _events(node.operand)
        yield None
    elif isinstance(node, ast.Attribute):
        yield from _events(node.value)
        yield None
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        for argument in node.args:
            yield from _events(argument)
        yield None
    elif isinstance(node, ast.IfExp):
        yield from _events(node.test)
        yield None
    elif isinstance(node, ast.BoolOp):
        yield from _events(node.values[0])
        yield None
    else:
        yield None


OPERATOR = Operator(
    name="inline-function",
    category=RefactoringOp.FUNCTION_INLINING,
    summary="A call in a loop of a one-expression function of the same file becomes that expression.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    needs=("call graph",),
    payoff=1.6,
    source="R. Scheifler, An analysis of inline substitution, CACM 20(9), 1977",
)
