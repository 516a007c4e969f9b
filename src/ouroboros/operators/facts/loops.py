"""What repeats, what stays the same meanwhile, and whether anybody could tell one object from another.

Shared by the operators that work on loops. One assumption is made throughout, the same as in
:mod:`ouroboros.operators.facts.aliasing`: special methods (``__eq__``, ``__add__`` …) of the values in a loop
don't write to containers that the loop reads by name. Everything else is asked for, here or at run time.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.aliasing import bindings
from ouroboros.operators.facts.scope import (
    COMPREHENSIONS,
    SCOPES,
    Frame,
    bound_names,
    calls_builtin,
    certainly_bound,
    walk_here,
)
from ouroboros.operators.facts.walks import every_node, holds, is_name

ATOMS_HELPER = "_ouroboros_atoms = frozenset({int, float, complex, bool, str, bytes, type(None)})"
"""Exact types whose values never change and whose operators run no code of the target."""

SETTLED_HELPER = '''\
def _ouroboros_settled(*values):
    """Whether every value is plain, or a built-in container that holds only plain values."""
    for value in values:
        kind = type(value)
        if kind in _ouroboros_atoms or kind is range:
            continue
        if kind is dict:
            if not _ouroboros_atoms.issuperset(map(type, value.values())):
                return False
        elif kind not in (list, tuple, set, frozenset):
            return False
        if not _ouroboros_atoms.issuperset(map(type, value)):
            return False
    return True'''
"""Needs :data:`ATOMS_HELPER` before it."""

GUARD_BUILTINS = (
    *("type", "frozenset", "int", "float", "complex", "bool", "str", "bytes", "range", "dict", "map"),
    *("list", "tuple", "set"),
)
"""Built-ins that the two helpers use."""

_SMALL = 1 << 20
_CONSUMERS = ("any", "all", "sum", "min", "max", "list", "set", "tuple", "sorted", "dict", "frozenset")

READING_METHODS = frozenset(
    {
        *("index", "count", "get", "keys", "values", "items", "isdisjoint", "issubset", "issuperset"),
        *("union", "intersection", "difference", "symmetric_difference", "copy"),
    }
)
"""Methods of built-in containers that neither change the container nor hand it out."""

_READERS = (
    *("len", "sum", "min", "max", "sorted", "list", "tuple", "set", "frozenset", "any", "all", "dict"),
    *("enumerate", "zip", "reversed", "range"),
)

Repeater = ast.For | ast.While | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def repeaters(view: RegionView, frame: Frame, node: ast.AST) -> list[Repeater]:
    """Loops and comprehensions that evaluate ``node`` again for every item, innermost first.

    The list ends below a generator expression that is not consumed on the spot: its items come later.
    """
    found: list[Repeater] = []
    below = node
    for above in frame.chain(node):
        if isinstance(above, ast.For):
            if below in above.body:
                found.append(above)
        elif isinstance(above, ast.While):
            if below in above.body or below is above.test:
                found.append(above)
        elif isinstance(above, COMPREHENSIONS):
            if below is not above.generators[0] or not _in_iterable(above.generators[0], node):
                if isinstance(above, ast.GeneratorExp) and not consumed(view, frame, above):
                    return found
                found.append(above)
        elif isinstance(above, ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return found
        below = above
    return found


def _in_iterable(generator: ast.comprehension, node: ast.AST) -> bool:
    return holds(generator.iter, node)


def consumed(view: RegionView, frame: Frame, generator: ast.GeneratorExp) -> bool:
    """Whether ``generator`` is the argument of a built-in that runs it at once."""
    call = frame.parents.get(generator)
    return call is not None and calls_builtin(view, call, *_CONSUMERS)


def only_read(view: RegionView, frame: Frame, node: ast.AST) -> bool:
    """Whether the place of ``node`` only looks into it: nobody there can keep, change or compare the object.

    Items taken out of it are not watched; ask for containers of plain values.
    """
    above = frame.parents.get(node)
    if isinstance(above, ast.Compare):
        at = [above.left, *above.comparators].index(node) if isinstance(node, ast.expr) else 0
        return at > 0 and isinstance(above.ops[at - 1], ast.In | ast.NotIn) and len(above.ops) == at
    if isinstance(above, ast.Subscript):
        return above.value is node and isinstance(above.ctx, ast.Load)
    if isinstance(above, ast.Attribute):
        call = frame.parents.get(above)
        return above.attr in READING_METHODS and isinstance(call, ast.Call) and call.func is above
    if isinstance(above, ast.For | ast.comprehension):
        return above.iter is node
    if isinstance(above, ast.Call):
        if not calls_builtin(view, above, *_READERS) or node is above.func:
            return False
        # `min(a, b)` and `max(a, b)` hand one of their arguments back.
        return len(above.args) == 1 or not calls_builtin(view, above, "min", "max")
    return False


def only_read_name(view: RegionView, frame: Frame, name: str) -> bool:
    """Whether all uses of local ``name`` only look into what plain assignments put there."""
    if name not in frame.local or name in frame.captured or None in bindings(frame, name):
        return False
    return all(
        only_read(view, frame, use) for use in frame.uses(name) if isinstance(use.ctx, ast.Load)
    ) and not any(
        isinstance(node, ast.AugAssign) and is_name(node.target, name) for node in every_node(frame.node)
    )


def counts_up(frame: Frame, name: str) -> bool:
    """Whether local ``name`` only ever holds whole numbers from 0 on that no program counts too far.

    It is set to small constants and goes up by small constants, so it fits a word of the machine.
    """
    if name not in frame.local - frame.captured:
        return False
    steps = [
        node
        for node in walk_here(*frame.node.body)
        if isinstance(node, ast.AugAssign) and is_name(node.target, name)
    ]
    values = [*bindings(frame, name), *(step.value for step in steps)]
    return all(isinstance(step.op, ast.Add) for step in steps) and all(
        isinstance(value, ast.Constant) and type(value.value) is int and 0 <= value.value < _SMALL
        for value in values
    )


def expressions(frame: Frame) -> Iterator[ast.expr]:
    """Expressions of the frame's own code, nested functions left out."""
    for node in walk_here(*frame.node.body):
        if isinstance(node, ast.expr):
            yield node


def own_parts(frame: Frame) -> Iterator[ast.AST]:
    """Nodes of the frame's own code; functions and classes that its body defines are left out altogether."""
    return walk_here(*(statement for statement in frame.node.body if not isinstance(statement, SCOPES)))


def calls_itself(frame: Frame) -> bool:
    """Whether the function mentions its own name: with a call less in it, recursion may go deeper."""
    name = frame.node.name
    return any(
        (isinstance(node, ast.Name) and node.id == name)
        or (isinstance(node, ast.Attribute) and node.attr == name)
        for node in every_node(frame.node)
    )


def remembered(frame: Frame, node: ast.AST) -> bool:
    """Whether ``node`` already stands where its first result is kept."""
    for above in frame.chain(node):
        if isinstance(above, ast.IfExp) and any(isinstance(n, ast.NamedExpr) for n in ast.walk(above)):
            return True
        if isinstance(above, ast.stmt):
            return False
    return False


def in_comprehension_iterable(frame: Frame, node: ast.AST) -> bool:
    """Whether an assignment expression is forbidden at ``node``."""
    below = node
    for above in frame.chain(node):
        if isinstance(above, ast.comprehension) and above.iter is below:
            return True
        if isinstance(above, ast.stmt):
            return False
        below = above
    return False


def times_bound(module: ast.Module, name: str) -> int:
    """How often ``name`` is bound anywhere in the file: stores, definitions, imports, parameters, captures.

    A star import counts, since it may bind any name.
    """
    counts = _bindings_of_module(module)
    return counts[name] + counts["*"]


@lru_cache(maxsize=64)
def _bindings_of_module(module: ast.Module) -> Counter[str]:
    """How often each name is bound anywhere in the file; star imports under ``*``."""
    counts: Counter[str] = Counter()
    for node in every_node(module):
        if isinstance(node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                counts[node.id] += 1
        elif isinstance(node, ast.Global | ast.Nonlocal):
            counts.update(set(node.names))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            counts[node.name] += 1
        elif isinstance(node, ast.arg):
            counts[node.arg] += 1
        elif isinstance(node, ast.alias):
            counts[(node.asname or node.name).split(".")[0]] += 1
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
            if node.name is not None:
                counts[node.name] += 1
        elif isinstance(node, ast.MatchMapping) and node.rest is not None:
            counts[node.rest] += 1
    return counts


def imports_module(view: RegionView, name: str, module: str) -> bool:
    """Whether ``name`` is bound once in the file, by an unconditional top-level ``import module`` above.

    A module that the file patches (``re.match = …``) does not count.
    """
    imported = any(
        isinstance(statement, ast.Import)
        and statement.lineno < view.region.span.first_line
        and any(alias.name == module and (alias.asname or alias.name) == name for alias in statement.names)
        for statement in view.module.body
    )
    return imported and name not in _patched(view.module) and times_bound(view.module, name) == 1


@lru_cache(maxsize=64)
def _patched(module: ast.Module) -> frozenset[str]:
    """Names on which the file stores or deletes an attribute."""
    return frozenset(
        node.value.id
        for node in every_node(module)
        if isinstance(node, ast.Attribute)
        and not isinstance(node.ctx, ast.Load)
        and isinstance(node.value, ast.Name)
    )


def stays(frame: Frame, loop: ast.For, value: ast.expr) -> bool:
    """Whether ``value`` is a local name that is bound before ``loop`` and means the same in every round."""
    return (
        isinstance(value, ast.Name)
        and value.id not in frame.captured
        and value.id not in bound_names(loop)
        and certainly_bound(frame, value.id, loop)
    )
