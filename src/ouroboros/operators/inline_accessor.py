"""A property or a method of one expression, read in a loop: the expression stands in its place.

``(item._x * 2 if type(item) is Item else item.size)`` asks for the exact class, whose text is in this file
and whose attribute nobody in the project replaces; any other object goes the old way.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.inline_accessor import EXAMPLES, REFUSALS
from ouroboros.operators.facts.literals import is_literal, takes_literal
from ouroboros.operators.facts.loops import expressions, imports_module, repeaters
from ouroboros.operators.facts.receivers import ordinary_class
from ouroboros.operators.facts.scope import (
    COMPREHENSIONS,
    QUIET_BUILTINS,
    Frame,
    bound_names,
    certainly_bound,
    frames,
    has_comment,
    is_builtin,
)
from ouroboros.operators.facts.splicing import LARGEST_EXPRESSION, PLAIN_EXPRESSIONS
from ouroboros.operators.facts.walks import every_node
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit, apply_edits


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for each property or method, and one for all."""
    if view.region.is_nested or view.node.name.startswith("_ouroboros_") or not is_builtin(view, "type"):
        return []
    found: dict[str, list[Edit]] = {}
    for frame in frames(view):
        for node in expressions(frame):
            if isinstance(node, ast.Attribute) and repeaters(view, frame, node):
                edit = _in_place(view, frame, node)
                if edit is not None:
                    found.setdefault(node.attr, []).append(edit)
    chosen = [([name], edits) for name, edits in found.items()]
    if len(chosen) > 1:
        chosen.append((list(found), [edit for edits in found.values() for edit in edits]))
    return [
        Rewrite(
            edits=tuple(edits),
            note=f"`{', '.join(names)}` of objects of the very class: the returned expression stands there.",
        )
        for names, edits in chosen
    ]


def _in_place(view: RegionView, frame: Frame, node: ast.Attribute) -> Edit | None:
    if not isinstance(node.value, ast.Name) or not isinstance(node.ctx, ast.Load):
        return None
    receiver = node.value.id
    if receiver not in frame.local or receiver in frame.captured or not view.settled_attribute(node.attr):
        return None
    above = frame.parents[node]
    call = above if isinstance(above, ast.Call) and above.func is node else None
    place: ast.expr = node if call is None else call
    for outer in frame.chain(node):
        if isinstance(outer, ast.JoinedStr | ast.Lambda):
            return None
        if isinstance(outer, ast.IfExp) and ast.unparse(outer.test).startswith(f"type({receiver}) is "):
            return None
    holder = _holder(view, node.attr)
    if holder is None or holder.name in bound_names(view.node) or not ordinary_class(view, holder.name):
        return None
    function = _getter(view, holder, node.attr) if call is None else _method(holder, node.attr)
    if function is None or function is view.node:
        return None
    value = _returned(view, function)
    given = _given(frame, call, function)
    if value is None or given is None:
        return None
    free = {part.id for part in ast.walk(value) if isinstance(part, ast.Name)}
    free -= {parameter.arg for parameter in function.args.args}
    if free & bound_names(view.node):
        return None
    texts = {function.args.args[0].arg: receiver}
    for name, argument in given.items():
        if is_literal(argument) and not takes_literal([ast.Expr(value=value)], name):
            return None
        texts[name] = argument.id if isinstance(argument, ast.Name) else f"({ast.unparse(argument)})"
    start = view.start(value)
    edits = tuple(
        Edit(start=view.start(part) - start, end=view.end(part) - start, text=texts[part.id])
        for part in ast.walk(value)
        if isinstance(part, ast.Name) and part.id in texts
    )
    inner, old = apply_edits(view.source(value), edits), view.source(place)
    if "\n" in inner + old or has_comment(view, view.start(place), view.end(place)):
        return None
    return view.replace(place, f"(({inner}) if type({receiver}) is {holder.name} else {old})")


def _holder(view: RegionView, name: str) -> ast.ClassDef | None:
    """The only class of the file, at its top level, that has anything called ``name``."""
    holders = [node for node, names in _classes(view.module) if name in names]
    return holders[0] if len(holders) == 1 and holders[0] in view.module.body else None


@lru_cache(maxsize=16)
def _classes(module: ast.Module) -> tuple[tuple[ast.ClassDef, frozenset[str]], ...]:
    """Classes of the file with the names that their bodies bind."""
    return tuple(
        (node, bound_names(*node.body)) for node in every_node(module) if isinstance(node, ast.ClassDef)
    )


def _definitions(holder: ast.ClassDef, name: str) -> Iterator[ast.stmt]:
    """Statements of the class body that bind ``name``."""
    for statement in holder.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if statement.name == name:
                yield statement
        elif name in bound_names(statement):
            yield statement


def _method(holder: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    found = list(_definitions(holder, name))
    if len(found) == 1 and isinstance(found[0], ast.FunctionDef) and not found[0].decorator_list:
        return found[0]
    return None


def _getter(view: RegionView, holder: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """The function of a property; its setter and deleter may stand below it."""
    found = list(_definitions(holder, name))
    if not found or not is_builtin(view, "property"):
        return None
    for statement in found:
        if not isinstance(statement, ast.FunctionDef) or len(statement.decorator_list) != 1:
            return None
    functions = [statement for statement in found if isinstance(statement, ast.FunctionDef)]
    marks = [ast.unparse(function.decorator_list[0]) for function in functions]
    first = marks[0] == "property" and len(functions[0].args.args) == 1
    others = all(mark in {f"{name}.setter", f"{name}.deleter"} for mark in marks[1:])
    return functions[0] if first and others else None


def _returned(view: RegionView, function: ast.FunctionDef) -> ast.expr | None:
    """The one expression that ``function`` returns, when nothing in it sees its own frame."""
    body = function.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
        return None
    value = body[0].value
    parts = list(ast.walk(value))
    if len(parts) > LARGEST_EXPRESSION or has_comment(view, view.start(value), view.end(value)):
        return None
    for part in parts:
        if not isinstance(part, PLAIN_EXPRESSIONS):
            return None
        if isinstance(part, ast.Name) and (part.id.startswith("__") or part.id == "super"):
            return None
        if isinstance(part, ast.Attribute) and part.attr.startswith("__"):
            return None
        if isinstance(part, ast.Call) and not _quiet(view, part, function):
            return None
    return value


def _quiet(view: RegionView, call: ast.Call, function: ast.FunctionDef) -> bool:
    called = call.func
    if isinstance(called, ast.Attribute):
        return (
            isinstance(called.value, ast.Name)
            and called.value.id == "math"
            and imports_module(view, "math", "math")
        )
    own = {argument.arg for argument in function.args.args}
    return (
        isinstance(called, ast.Name)
        and called.id in QUIET_BUILTINS - own
        and is_builtin(view, called.id)
        and not call.keywords
    )


def _given(frame: Frame, call: ast.Call | None, function: ast.FunctionDef) -> dict[str, ast.expr] | None:
    """Parameters but the first with their arguments: literals, and names that surely have a value."""
    spec = function.args
    if spec.posonlyargs or spec.kwonlyargs or spec.vararg or spec.kwarg or not spec.args or spec.defaults:
        return None
    arguments = [] if call is None else call.args
    if len(arguments) != len(spec.args) - 1 or (call is not None and call.keywords):
        return None
    for argument in arguments:
        steady = isinstance(argument, ast.Name) and _has_value(frame, argument)
        if not steady and not is_literal(argument):
            return None
    return dict(zip((parameter.arg for parameter in spec.args[1:]), arguments, strict=True))


def _has_value(frame: Frame, name: ast.Name) -> bool:
    if name.id in frame.captured:
        return False
    for above in frame.chain(name):
        if isinstance(above, COMPREHENSIONS) and any(
            name.id in bound_names(generator.target) for generator in above.generators
        ):
            return not any(
                inner is name for generator in above.generators for inner in ast.walk(generator.iter)
            )
    return certainly_bound(frame, name.id, frame.statement(name))


OPERATOR = Operator(
    name="inline-accessor",
    category=RefactoringOp.FUNCTION_INLINING,
    summary="A property or one-expression method read in a loop is replaced by its expression.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.MEDIUM,
    needs=("call graph",),
    payoff=1.3,
    source="J. Dean, D. Grove, C. Chambers, Optimization of object-oriented programs, ECOOP 1995",
)
