"""Which functions of a module mean the same when they are compiled, and why the others do not."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Iterator, Mapping

from ouroboros.compiling.holding import held

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
}
_ASKING_NAMES = frozenset({
    "__class__", "locals", "globals", "vars", "dir", "eval", "exec", "compile", "__import__",
    "inspect", "traceback", "warnings", "logging", "breakpoint", "__builtins__", "cython",
})  # fmt: skip
"""What looks at the frame, at the names or at the caller of a function."""
_ASKING_ATTRIBUTES = frozenset({
    "_getframe", "f_back", "f_locals", "f_globals", "__code__", "__globals__", "__closure__", "__traceback__",
    "exc_info", "currentframe", "format_map", "__defaults__", "__kwdefaults__",
})  # fmt: skip
"""The same as attributes."""
_TELLING_ATTRIBUTES = frozenset({
    "debug", "info", "warning", "warn", "error", "critical", "exception", "log",
})  # fmt: skip
"""What loggers tell with the function and line that they were called from, where an attribute is read."""
_CALCULATING_MODULES = frozenset({"cmath", "math", "numpy"})
"""Modules whose attributes of these names are no loggers."""
_FUNCTION_PARTS = frozenset({"__code__", "__defaults__", "__kwdefaults__", "FunctionType", "MethodType"})
"""Attributes that a module asks functions for, or modules for what functions are, all over the file."""
_WRAPPERS = frozenset({"staticmethod", "classmethod", "property"})
_CONSUMING = frozenset({
    "all", "any", "dict", "frozenset", "join", "list", "max", "min", "set", "sorted", "sum", "tuple",
})  # fmt: skip
"""What uses up a generator that is handed to it and keeps nothing of it."""
_PASSING = frozenset({"max", "min", "sort", "sorted"})
"""What calls a function that it is given as ``key`` and keeps nothing of it."""
_UNTOUCHED_MODULES = frozenset({"asyncio", "concurrent", "multiprocessing", "signal", "threading", "trio"})
"""Modules that count on the interpreter to take turns between two instructions."""
_BOTH = 2
_LONGEST = 400
"""Statements of one function."""


def compilable(tree: ast.Module) -> dict[str, FunctionNode]:
    """Functions and methods of a module that may be compiled, by qualified name, in the order of the text."""
    if unfit_module(tree):
        return {}
    defined: dict[str, list[FunctionNode]] = {}
    for name, node in _functions(tree):
        defined.setdefault(name, []).append(node)
    taken = _stored(tree) | held(tree)
    quiet = _imported(tree, _CALCULATING_MODULES) - _stored_again(tree)
    return {
        name: nodes[0]
        for name, nodes in defined.items()
        if (len(nodes) == 1 or all(_belongs_to_property(node, nodes[0].name) for node in nodes[1:]))
        and not {name, name.partition(".")[0]} & taken
        and not unfit(nodes[0], method="." in name, quiet=quiet)
    }


def _belongs_to_property(node: FunctionNode, name: str) -> bool:
    """Whether a definition is the setter or deleter of the property of its name."""
    return [ast.unparse(each) for each in node.decorator_list] in ([f"{name}.setter"], [f"{name}.deleter"])


def _imported(tree: ast.Module, modules: Collection[str]) -> set[str]:
    """Names that whole ``modules`` are imported by at the top."""
    return {
        alias.asname or alias.name
        for statement in tree.body
        if isinstance(statement, ast.Import)
        for alias in statement.names
        if alias.name in modules
    }


def _stored_again(tree: ast.Module) -> set[str]:
    """Names that something else than an import binds, anywhere."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            names.update(node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
    return names


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
        elif isinstance(node, ast.Attribute) and node.attr in _FUNCTION_PARTS:
            return f"it reads .{node.attr} of functions"
    if "super" in module_names(tree):
        return "it has a super of its own"
    return ""


def unfit(node: FunctionNode, *, method: bool = False, quiet: Collection[str] = ()) -> str:
    """Why a function is not compiled, "" when it may be.

    Args:
        node: its definition.
        method: whether a class holds it.
        quiet: names of modules that are known to ask nothing about their caller.

    """
    arguments = node.args
    decorators = [ast.unparse(each) for each in node.decorator_list]
    if decorators and (len(decorators) > 1 or decorators[0] not in _WRAPPERS):
        return f"is decorated with {decorators[0]}"
    gathered = {each.arg for each in (arguments.vararg, arguments.kwarg) if each}
    if gathered and not (arguments.args or arguments.posonlyargs):
        return "takes any number of arguments and none by its place"
    if node.name in {"__new__", "__init_subclass__", "__class_getitem__", "__del__"}:
        return "is called by the interpreter in ways of its own"
    parts = [part for statement in node.body for part in ast.walk(statement)]
    if sum(isinstance(part, ast.stmt) for part in parts) > _LONGEST:
        return "is too long"
    declared = {name for part in parts if isinstance(part, ast.Global) for name in part.names}
    if any(
        isinstance(part, ast.Name) and isinstance(part.ctx, ast.Del) and part.id in declared for part in parts
    ):
        return "deletes a name of the module"
    if any(
        isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load) and part.id in gathered
        for part in parts
    ):
        return "binds the name of its further arguments again"
    parents = {id(child): part for part in ast.walk(node) for child in ast.iter_child_nodes(part)}
    named = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    local = {each.arg for each in named} - declared | gathered
    local |= {
        part.id
        for part in parts
        if isinstance(part, ast.Name)
        and isinstance(part.ctx, ast.Store)
        and not any(isinstance(each, _COMPREHENSIONS) for each in _above(part, parents))
    } - declared
    local = {name for name in local if not name.startswith("_ouroboros_")}
    first = (*arguments.posonlyargs, *arguments.args)[:1] if method and decorators != ["staticmethod"] else ()
    if any(
        isinstance(part, ast.ExceptHandler)
        and part.type is not None
        and any(isinstance(each, ast.Name) and each.id in local for each in ast.walk(part.type))
        for part in parts
    ):
        return "catches what may be no class of exceptions"
    if _goes_on_after_its_end(node):
        return "has statements that never run, which Cython does not look at"
    for part in parts:
        if isinstance(part, ast.Name) and part.id == "super":
            reason = "" if first and _is_plain_super(part, parents, node) else "names super"
        elif isinstance(part, ast.Attribute) and part.attr in _TELLING_ATTRIBUTES:
            reason = "" if _is_quiet(part, quiet) else f"reads .{part.attr}"
        elif isinstance(part, ast.Name) and (
            part.id in local - {"cython", "__class__"} or _is_of_another(part, parents)
        ):
            reason = ""
        else:
            reason = _REFUSED.get(type(part)) or _unfit_part(part, parents, gathered)
        if reason:
            return reason
    return ""


def _is_of_another(name: ast.Name, parents: Mapping[int, ast.AST]) -> bool:
    """Whether ``vars`` or ``dir`` is asked of an object, and not of the frame."""
    call = parents.get(id(name))
    return (
        name.id in {"vars", "dir"}
        and isinstance(call, ast.Call)
        and call.func is name
        and len(call.args) == 1
        and not isinstance(call.args[0], ast.Starred)
    )


def _is_quiet(node: ast.Attribute, quiet: Collection[str]) -> bool:
    """Whether an attribute with a logger's name is no logger's: it is set, or a known module's."""
    return not isinstance(node.ctx, ast.Load) or (isinstance(node.value, ast.Name) and node.value.id in quiet)


def _is_plain_super(name: ast.Name, parents: Mapping[int, ast.AST], function: FunctionNode) -> bool:
    """Whether ``super`` is called with both arguments, or where it finds them in the function itself."""
    call = parents.get(id(name))
    if isinstance(call, ast.Call) and call.func is name and len(call.args) == _BOTH and not call.keywords:
        return not any(isinstance(each, ast.Starred) for each in call.args)
    first = (*function.args.posonlyargs, *function.args.args)[0].arg
    return (
        isinstance(call, ast.Call)
        and call.func is name
        and not call.args
        and not call.keywords
        and not any(isinstance(each, _COMPREHENSIONS) for each in _above(call, parents))
        and not any(
            isinstance(each, ast.Name) and each.id == first and not isinstance(each.ctx, ast.Load)
            for each in ast.walk(function)
        )
    )


def _unfit_part(part: ast.AST, parents: Mapping[int, ast.AST], gathered: Collection[str]) -> str:
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
    if isinstance(part, ast.Delete) and not all(
        isinstance(each, ast.Subscript | ast.Attribute) for each in part.targets
    ):
        return "deletes a variable, which Cython may use afterwards"
    if isinstance(part, ast.ExceptHandler) and part.type is not None and not _names_classes(part.type):
        return "catches what may be no class of exceptions"
    if _goes_on_after_its_end(part):
        return "has statements that never run, which Cython does not look at"
    if reason := _merged(part, parents, gathered):
        return reason
    if (
        isinstance(part, ast.UnaryOp)
        and isinstance(part.operand, ast.Constant)
        and type(part.operand.value) is bool
    ):
        return "calculates with True or False"
    return ""


def _names_classes(caught: ast.expr) -> bool:
    """Whether what an ``except`` names is spelled out."""
    if isinstance(caught, ast.Tuple):
        return all(_names_classes(each) for each in caught.elts)
    return isinstance(caught, ast.Name | ast.Attribute)


def _goes_on_after_its_end(part: ast.AST) -> bool:
    """Whether a block has statements after one that leaves it, or a condition that is settled."""
    if isinstance(part, ast.If) and isinstance(part.test, ast.Constant):
        return True
    if isinstance(part, ast.While) and isinstance(part.test, ast.Constant) and not part.test.value:
        return True
    blocks = (getattr(part, name, None) for name in ("body", "orelse", "finalbody"))
    leaving = ast.Return | ast.Raise | ast.Break | ast.Continue
    return any(
        isinstance(block, list) and any(isinstance(each, leaving) for each in block[:-1]) for block in blocks
    )


def _merged(part: ast.AST, parents: Mapping[int, ast.AST], gathered: Collection[str]) -> str:
    """Whether something is unpacked that may be of another kind: Cython takes more, or says less, then.

    A function's own further arguments are a tuple and a dictionary.
    """
    if isinstance(part, ast.Dict) and None in part.keys:
        return "merges dictionaries in a display"
    value = part.value if isinstance(part, ast.Starred | ast.keyword) else None
    if value is None or (isinstance(part, ast.keyword) and part.arg is not None):
        return ""
    if not (isinstance(value, ast.Name) and value.id in gathered):
        if isinstance(part, ast.Starred) and isinstance(value, ast.List | ast.Tuple | ast.ListComp):
            return ""
        return "unpacks into arguments or a display what may not be of that kind"
    call = parents.get(id(part))
    if isinstance(part, ast.keyword) and isinstance(call, ast.Call) and len(call.keywords) > 1:
        return "gives an argument by name that its further arguments may give too"
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


def is_constant(node: ast.expr) -> bool:
    """Whether a default value is spelled out, so that no two evaluations of it could be told apart."""
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
