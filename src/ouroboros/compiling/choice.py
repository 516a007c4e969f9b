"""Which functions of a module mean the same when they are compiled, and why the others do not."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping

FunctionNode = ast.FunctionDef

_REFUSED: Mapping[type[ast.AST], str] = {
    ast.Yield: "is a generator, whose type would be another",
    ast.YieldFrom: "is a generator, whose type would be another",
    ast.Await: "waits for a coroutine",
    ast.AsyncFor: "waits for a coroutine",
    ast.AsyncWith: "waits for a coroutine",
    ast.AsyncFunctionDef: "makes a coroutine",
    ast.FunctionDef: "makes a function, whose type would be another",
    ast.ClassDef: "makes a class",
    ast.Import: "imports when it runs",
    ast.ImportFrom: "imports when it runs",
    ast.Match: "matches patterns",
    ast.TryStar: "handles groups of exceptions",
    ast.Nonlocal: "belongs to a closure",
    ast.Delete: "deletes names",
}
_ASKING_NAMES = frozenset({
    "super", "__class__", "locals", "globals", "vars", "dir", "eval", "exec", "compile", "__import__",
    "inspect", "traceback", "warnings", "logging", "breakpoint", "__builtins__", "cython",
})  # fmt: skip
"""What looks at the frame, at the names or at the caller of a function."""
_ASKING_ATTRIBUTES = frozenset({
    "_getframe", "f_back", "f_locals", "f_globals", "__code__", "__globals__", "__closure__", "__traceback__",
    "exc_info", "currentframe", "debug", "info", "warning", "warn", "error", "critical", "exception", "log",
    "format_map",
})  # fmt: skip
"""The same as attributes; loggers tell the function and line that they were called from."""
_WRAPPERS = frozenset({"staticmethod", "classmethod", "property"})
_CONSUMING = frozenset({
    "all", "any", "dict", "frozenset", "join", "list", "max", "min", "set", "sorted", "sum", "tuple",
})  # fmt: skip
"""What uses up a generator that is handed to it and keeps nothing of it."""
_PASSING = frozenset({"max", "min", "sort", "sorted"})
"""What calls a function that it is given as ``key`` and keeps nothing of it."""
_UNTOUCHED_MODULES = frozenset({"asyncio", "concurrent", "multiprocessing", "signal", "threading", "trio"})
"""Modules that count on the interpreter to take turns between two instructions."""
_PLAIN_CLASSES = frozenset({
    "dataclass", "dataclasses.dataclass", "total_ordering", "functools.total_ordering", "final",
    "typing.final",
})  # fmt: skip
"""Decorators of classes that look at their methods and keep none."""
_LONGEST = 400
"""Statements of one function."""


def compilable(tree: ast.Module) -> dict[str, FunctionNode]:
    """Functions and methods of a module that may be compiled, by qualified name, in the order of the text."""
    if unfit_module(tree):
        return {}
    counted: dict[str, int] = {}
    for name, _ in _functions(tree):
        counted[name] = counted.get(name, 0) + 1
    taken = _stored(tree) | _held(tree)
    return {
        name: node
        for name, node in _functions(tree)
        if counted[name] == 1 and not {name, name.partition(".")[0]} & taken and not unfit(node)
    }


def unfit_module(tree: ast.Module) -> str:
    """Why no function of a module is compiled, "" when some may be."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = (
                [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            )
            for name in names:
                if name.partition(".")[0] in _UNTOUCHED_MODULES:
                    return f"it imports {name}: compiled code does not let others have their turn"
    return ""


def unfit(node: FunctionNode) -> str:
    """Why a function is not compiled, "" when it may be."""
    arguments = node.args
    decorators = [ast.unparse(each) for each in node.decorator_list]
    if decorators and (len(decorators) > 1 or decorators[0] not in _WRAPPERS):
        return f"is decorated with {decorators[0]}"
    if arguments.vararg or arguments.kwarg:
        return "takes any number of arguments"
    if not (arguments.args or arguments.posonlyargs or arguments.kwonlyargs):
        return "takes no arguments, and would tell so in other words"
    defaults = [*arguments.defaults, *(each for each in arguments.kw_defaults if each is not None)]
    if not all(map(_is_constant, defaults)):
        return "has a default that is no constant"
    if node.name in {"__new__", "__init_subclass__", "__class_getitem__", "__del__"}:
        return "is called by the interpreter in ways of its own"
    if node.name.startswith("__") and not node.name.endswith("__"):
        return "is private to its class, which holds it under another name"
    parts = [part for statement in node.body for part in ast.walk(statement)]
    if sum(isinstance(part, ast.stmt) for part in parts) > _LONGEST:
        return "is too long"
    parents = {id(child): part for part in ast.walk(node) for child in ast.iter_child_nodes(part)}
    for part in parts:
        if reason := _REFUSED.get(type(part)) or _unfit_part(part, parents):
            return reason
    return ""


def _unfit_part(part: ast.AST, parents: Mapping[int, ast.AST]) -> str:
    if isinstance(part, ast.Name) and (part.id in _ASKING_NAMES or part.id.startswith("_ouroboros_")):
        return f"names {part.id}"
    if isinstance(part, ast.Attribute) and part.attr in _ASKING_ATTRIBUTES:
        return f"reads .{part.attr}"
    if isinstance(part, ast.Starred) and isinstance(part.ctx, ast.Store):
        return "unpacks into a starred name"
    if isinstance(part, ast.AnnAssign) and (part.value is None or not isinstance(part.target, ast.Name)):
        return "declares a name without a value"
    if isinstance(part, ast.NamedExpr) and any(
        isinstance(each, _COMPREHENSIONS) for each in _above(part, parents)
    ):
        return "binds a name inside a comprehension"
    if isinstance(part, ast.comprehension) and part.is_async:
        return "waits for a coroutine"
    if isinstance(part, ast.GeneratorExp | ast.Lambda) and not _is_used_up(part, parents):
        return "hands a generator or a function on, whose type would be another"
    if (
        isinstance(part, ast.UnaryOp)
        and isinstance(part.operand, ast.Constant)
        and type(part.operand.value) is bool
    ):
        return "calculates with True or False"
    return ""


_COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp | ast.Lambda


def _above(node: ast.AST, parents: Mapping[int, ast.AST]) -> Iterator[ast.AST]:
    above = parents.get(id(node))
    while above is not None:
        yield above
        above = parents.get(id(above))


def _is_used_up(node: ast.expr, parents: Mapping[int, ast.AST]) -> bool:
    """Whether a generator or function goes straight into something that keeps nothing of it."""
    holder = parents[id(node)]
    called = parents.get(id(holder)) if isinstance(holder, ast.keyword) else holder
    if not isinstance(called, ast.Call):
        return False
    function = called.func
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    if isinstance(node, ast.Lambda):
        return isinstance(holder, ast.keyword) and holder.arg == "key" and name in _PASSING
    return node in called.args and name in _CONSUMING


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    kinds = (int, float, str, bytes, bool, type(None))
    return isinstance(node, ast.Constant) and type(node.value) in kinds


def _functions(tree: ast.Module) -> Iterator[tuple[str, FunctionNode]]:
    """Functions of the module, and methods of its classes, which may be defined more than once."""
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            yield statement.name, statement
        elif isinstance(statement, ast.ClassDef) and not statement.keywords:
            for part in statement.body:
                if isinstance(part, ast.FunctionDef):
                    yield f"{statement.name}.{part.name}", part


def _stored(tree: ast.Module) -> set[str]:
    """Names that the module binds otherwise than by one definition."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            names.update(node.names)
    defined: set[str] = set()
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name in defined:
                names.add(node.name)
            defined.add(node.name)
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        pending += ast.iter_child_nodes(node)
    return names


def is_program(node: ast.stmt) -> bool:
    """Whether a statement is ``if __name__ == "__main__":``; compiled parts are bound before a last one."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'" and not node.orelse


def _held(tree: ast.Module) -> set[str]:
    """Functions that a table or a second name holds on to before their compiled twins take their place."""
    held: set[str] = set()
    program = tree.body[-1:] if tree.body and is_program(tree.body[-1]) else []
    pending: list[tuple[str, ast.AST]] = [("", each) for each in tree.body if each not in program]
    while pending:
        holder, node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.ClassDef):
            if any(ast.unparse(each).partition("(")[0] not in _PLAIN_CLASSES for each in node.decorator_list):
                held.add(node.name)
            pending += [(f"{node.name}.", part) for part in node.body]
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            held.add(f"{holder}{node.id}")
            held.update({node.id} if holder else set())
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            held.add(f"{node.value.id}.{node.attr}")
            continue
        if isinstance(node, ast.Call):  # what is called is used, not kept
            pending += [(holder, part) for part in (*node.args, *node.keywords)]
            if not isinstance(node.func, ast.Name):
                pending.append((holder, node.func))
            continue
        pending += [(holder, part) for part in ast.iter_child_nodes(node)]
    return {name for name in held if "." in name} | (held & _function_names(tree))


def _function_names(tree: ast.Module) -> set[str]:
    """Functions of the module, and classes whose decorator may hold their methods."""
    odd = {
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(each).partition("(")[0] not in _PLAIN_CLASSES for each in node.decorator_list)
    }
    return odd | {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def module_names(tree: ast.Module) -> set[str]:
    """Every name that the module binds at its top, by whatever statement."""
    names = _stored(tree)
    names.update(
        each.name
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    )
    return names


def is_exception(name: str) -> bool:
    """Whether a built-in name is an exception class."""
    found = getattr(builtins, name, None)
    return isinstance(found, type) and issubclass(found, BaseException)
