"""Which methods have to be looked up before their arguments are evaluated.

The interpreter looks a method up, evaluates its arguments and calls it. Cython evaluates the arguments, and
looks the method up when it calls it. That shows where an argument runs something: it may give the object
another method meanwhile, and where there is no such method it runs although it would not have.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

_RUNNING = ast.Call | ast.ListComp | ast.SetComp | ast.DictComp | ast.NamedExpr | ast.Starred
_DISPLAYS: dict[type[ast.expr], type] = {
    ast.List: list,
    ast.ListComp: list,
    ast.Dict: dict,
    ast.DictComp: dict,
    ast.Set: set,
    ast.SetComp: set,
}


def computed_attributes(tree: ast.Module) -> frozenset[str]:
    """Names that some class of a module may compute when they are read."""
    return frozenset(
        each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.decorator_list
    )


def own_containers(function: ast.FunctionDef) -> dict[str, type]:
    """Variables of a function that only ever hold a list, dictionary or set which it made itself."""
    made: dict[str, list[type]] = {}
    stored: list[str] = []
    taken: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            taken.add(node.arg)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            taken.update(node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            taken.add(node.name)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            stored.append(node.id)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            kind = _DISPLAYS.get(type(node.value))
            if kind is not None and len(targets) == 1 and isinstance(targets[0], ast.Name):
                made.setdefault(targets[0].id, []).append(kind)
    return {
        name: kinds[0]
        for name, kinds in made.items()
        if len(set(kinds)) == 1 and stored.count(name) == len(kinds) and name not in taken
    }


def looked_up_first(node: ast.Call, computed: Collection[str], containers: dict[str, type]) -> bool:
    """Whether what a call's arguments run could come before the method is looked up, and show."""
    function = node.func
    if not isinstance(function, ast.Attribute):
        return False
    if isinstance(function.value, ast.Constant | ast.JoinedStr):
        return False
    kind = containers.get(function.value.id) if isinstance(function.value, ast.Name) else None
    if kind is not None and hasattr(kind, function.attr):
        return False
    given = [*node.args, *(each.value for each in node.keywords)]
    return any(
        isinstance(part, _RUNNING) or (isinstance(part, ast.Attribute) and part.attr in computed)
        for each in given
        for part in _evaluated(each)
    )


def _evaluated(node: ast.expr) -> Iterator[ast.AST]:
    """What is evaluated before the call; the inside of a function or generator comes later."""
    pending: list[ast.AST] = [node]
    while pending:
        part = pending.pop()
        yield part
        if isinstance(part, ast.GeneratorExp):
            pending.append(part.generators[0].iter)
        elif isinstance(part, ast.Lambda):
            pending += [*part.args.defaults, *(each for each in part.args.kw_defaults if each is not None)]
        else:
            pending += ast.iter_child_nodes(part)
