"""Whether a changed text can carry something from one call to the next. Read from the text, never believed.

A result kept from an earlier call makes a repeated call look infinitely fast. A candidate that could do so is
timed in another way (``Contest.keeps_state``), so a wrong "yes" here costs precision, not correctness.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from ouroboros.arena.closed_world.known_text import binds_compiled_parts, only_looking

_FIXED_CALLS = frozenset({"frozenset", "tuple", "int", "float", "str", "bytes", "bool", "range", "compile",
                          "itemgetter", "attrgetter", "methodcaller", "TypeVar", "namedtuple", "complex",
                          "len", "ord", "chr", "Struct", "Decimal", "Fraction", "timedelta"})  # fmt: skip
"""Functions, by the last part of their name, whose results no later call changes."""
_VALUES = frozenset({"Decimal", "Fraction", "bytes", "complex", "float", "int", "str", "timedelta"})
"""Those of them that give numbers and texts, which bear nothing besides."""
_DATES = frozenset({"datetime.date", "datetime.datetime", "datetime.time"})
_NUMERIC = frozenset({"cmath", "math"})
"""Modules whose functions give numbers, which nobody changes."""
_REACHING = frozenset({"cache", "lru_cache", "cached_property", "import_module", "_getframe", "get_objects",
                       "get_referrers", "__defaults__", "__kwdefaults__", "__globals__", "__closure__",
                       "__builtins__", "__setattr__", "__code__", "ContextVar", "copy_context",
                       "currentframe", "_current_frames", "f_back", "f_locals", "f_globals", "f_builtins",
                       "setitem", "ior", "iadd", "__ior__", "__iadd__", "pythonapi", "memmove", "CDLL",
                       "write_text", "write_bytes", "putenv", "fdopen", "mmap", "open"})  # fmt: skip
_REACHING_BUILTINS = _REACHING | {
    "globals",
    "vars",
    "locals",
    "setattr",
    "exec",
    "eval",
    "compile",
    "__import__",
}
"""Names that lead to places where something can be kept."""


def lasting_state(before: str, after: str) -> str:
    """Name what in ``after``, and not in ``before``, could outlast a call; "" when nothing could.

    Args:
        before: complete text of a file.
        after: its text as changed; both parse.

    """
    known = Counter(_listed(before))
    for what in _listed(after):
        if known[what] <= 0:
            return what
        known[what] -= 1
    return ""


@lru_cache(maxsize=32)
def _listed(text: str) -> tuple[str, ...]:
    """What is suspicious in a text; the original is asked about once for all its candidates."""
    return tuple(_suspicious(ast.parse(text)))


def lasting_state_of(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """The same over several files by path; a file that is missing in ``before`` is new."""
    found = (lasting_state(before.get(path, ""), text) for path, text in after.items())
    return next((what for what in found if what), "")


def _suspicious(tree: ast.Module) -> list[str]:
    """Every place of a module that could hold something between calls, as a text that tells it."""
    found: list[str] = []
    # Anyone who holds an instance reaches the attributes of its class, under any name.
    only_read = _only_read(tree) - {
        name.id
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for statement in node.body
        for name in ast.walk(statement)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    found += [
        f"its own {name}"
        for name in sorted(_rebound(tree) & (_FIXED_CALLS | _NUMERIC | {"object", "datetime"}))
    ]
    tree = ast.Module(
        body=[node for node in tree.body if not binds_compiled_parts(node)], type_ignores=tree.type_ignores
    )
    unchangeable = _unchangeable(tree)
    pending: list[tuple[ast.AST, frozenset[str] | None]] = [(tree, None)]
    while pending:
        node, local = pending.pop()
        inside = local
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            # Parameters hold the caller's objects, which are made anew for each timed call.
            inside = (local or frozenset()) | _bound_in(node, unchangeable)
            defaults = [*node.args.defaults, *(each for each in node.args.kw_defaults if each is not None)]
            found += [f"default {ast.unparse(value)}" for value in defaults if not _fixed(value)]
        if local is None:
            found += _of_module(node, only_read)
        else:
            found += _of_function(node, local)
        if isinstance(node, ast.Attribute | ast.Name):
            if isinstance(node, ast.Attribute):
                found += [node.attr] if node.attr in _REACHING else []
            else:
                found += [node.id] if node.id in _REACHING_BUILTINS else []
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found += [f"@{ast.unparse(decorator)}" for decorator in node.decorator_list]
        pending += [(child, inside) for child in ast.iter_child_nodes(node)]
    return found


def _unchangeable(tree: ast.Module) -> frozenset[str]:
    """Names that are bound once, by the module, to what nobody can change: adding to it makes another one."""
    bound = Counter(
        node.id if isinstance(node, ast.Name) else node.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load))
    )
    return frozenset(
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        and (
            isinstance(node.value, ast.Constant)
            or (isinstance(node.value, ast.Call) and ast.unparse(node.value.func).split(".")[-1] in _VALUES)
        )
        for target in node.targets
        if isinstance(target, ast.Name) and bound[target.id] == 1
    )


def _rebound(tree: ast.Module) -> set[str]:
    """Names that the module makes its own, or imports for something else: they are not what they seem."""
    names = {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            continue  # what is bound inside is bound there
        pending += ast.iter_child_nodes(node)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update(alias.asname for alias in node.names if alias.asname and alias.asname != alias.name)
    return names


def _of_module(node: ast.AST, only_read: frozenset[str]) -> list[str]:
    """Variables of modules and classes that can be changed in place."""
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value is not None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        constants = all(isinstance(target, ast.Name) and target.id in only_read for target in targets)
        fixed = _fixed(node.value) or (constants and _holds_fixed(node.value))
        return [] if fixed else [ast.unparse(node)]
    if isinstance(node, ast.NamedExpr | ast.For | ast.With | ast.Delete):
        return [ast.unparse(node)]
    return []


def _only_read(tree: ast.Module) -> frozenset[str]:
    """Names that are bound once and then only searched, subscripted, measured or walked over."""
    bound: Counter[str] = Counter()
    uses: Counter[str] = Counter()
    reads: Counter[str] = Counter()
    second_names: list[tuple[str, str]] = []
    measuring = _MEASURING | only_looking(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (uses if isinstance(node.ctx, ast.Load) else bound)[node.id] += 1
        elif isinstance(node, ast.arg):
            bound[node.arg] += 1
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            second_names += [
                (node.value.id, target.id) for target in node.targets if isinstance(target, ast.Name)
            ]
        read: list[ast.expr] = []
        if isinstance(node, ast.Compare):
            read = node.comparators
        elif (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)) or (
            isinstance(node, ast.Attribute) and node.attr in _READING
        ):
            read = [node.value]
        elif isinstance(node, ast.For | ast.comprehension):
            read = [node.iter]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in measuring:
            read = node.args
        elif isinstance(node, ast.BinOp):
            read = [node.left, node.right]
        reads.update(each.id for each in read if isinstance(each, ast.Name))
    once = {name for name, count in bound.items() if count == 1}
    for name, second in second_names:
        reads[name] += second in once and uses[second] == reads[second]
    return frozenset(name for name in once if uses[name] == reads[name])


_READING = frozenset({"get", "items", "keys", "values", "index", "count", "copy", "issuperset", "issubset",
                      "isdisjoint", "union", "intersection", "difference"})  # fmt: skip
_MEASURING = frozenset({"len", "sum", "min", "max", "sorted", "any", "all", "list", "set", "dict", "tuple",
                        "frozenset"})  # fmt: skip


def _holds_fixed(value: ast.expr) -> bool:
    """Whether a display holds nothing that could be changed behind its back."""
    if isinstance(value, ast.Dict):
        return all(key is not None and _fixed(key) for key in value.keys) and all(map(_fixed, value.values))
    if isinstance(value, ast.List | ast.Set):
        return all(map(_fixed, value.elts))
    if isinstance(value, ast.GeneratorExp | ast.ListComp | ast.SetComp):
        return _fixed(value.elt)
    if isinstance(value, ast.BinOp):
        return all(_fixed(side) or _holds_fixed(side) for side in (value.left, value.right))
    return False


def _of_function(node: ast.AST, local: frozenset[str]) -> list[str]:
    """What a function writes to that is not its own."""
    if isinstance(node, ast.Global):
        return [f"global {name}" for name in node.names]
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.For):
        targets = [node.target]
    found: list[str] = []
    while targets:
        target = targets.pop()
        if isinstance(target, ast.Tuple | ast.List):
            targets += target.elts
        elif isinstance(node, ast.AugAssign) and isinstance(target, ast.Name):
            if target.id not in local:  # a second name for something from outside, changed in place
                found.append(f"{target.id} = …")
        elif isinstance(target, ast.Attribute | ast.Subscript):
            root = _root(target)
            if root not in local:
                found.append(f"{ast.unparse(target)} = …")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING:
        root = _root(node.func)
        if root and root not in local:
            found.append(ast.unparse(node.func))
    return found


_CHANGING = frozenset({"append", "add", "update", "setdefault", "insert", "extend", "appendleft", "push",
                       "set", "__setitem__", "put"})  # fmt: skip


def _root(node: ast.expr) -> str:
    """The name that a chain of attributes and subscripts starts from, or ""."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _bound_in(
    function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, unchangeable: frozenset[str]
) -> frozenset[str]:
    """Parameters and names that the function's own body binds, less those it declares global."""
    arguments = function.args
    names = {each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    names |= {each.arg for each in (arguments.vararg, arguments.kwarg) if each is not None}
    declared: set[str] = set()
    aliases: dict[str, str] = {}
    body = function.body if isinstance(function.body, list) else [function.body]
    pending: list[ast.AST] = list(body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Global):
            declared.update(node.names)
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and _root(node.value)
            and not (isinstance(node.value, ast.Name) and node.value.id in unchangeable)
        ):
            aliases[node.targets[0].id] = _root(node.value)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            pending += ast.iter_child_nodes(node)
    names -= declared
    # A second name for something from outside is no local thing.
    return frozenset(names - {name for name, root in aliases.items() if root not in names})


def _fixed(value: ast.expr) -> bool:
    """Whether an expression surely gives something that cannot be changed in place."""
    if isinstance(value, ast.Constant | ast.Name | ast.Attribute | ast.JoinedStr | ast.Compare):
        return True  # a name stands for something that is told where it is made
    if isinstance(value, ast.Tuple):
        return all(_fixed(each) for each in value.elts)
    if isinstance(value, ast.UnaryOp | ast.Starred):
        return _fixed(value.operand if isinstance(value, ast.UnaryOp) else value.value)
    if isinstance(value, ast.BinOp):
        return _fixed(value.left) and _fixed(value.right)
    if isinstance(value, ast.Lambda):
        return True
    if isinstance(value, ast.Call):
        name = value.func.attr if isinstance(value.func, ast.Attribute) else _root(value.func)
        if name in {"frozenset", "tuple"}:
            return all(_fixed(each) or _holds_fixed(each) for each in value.args)
        if isinstance(value.func, ast.Name) and name == "object" and not value.args and not value.keywords:
            return True  # nothing can be kept in it
        numeric = isinstance(value.func, ast.Attribute) and _root(value.func) in _NUMERIC
        dated = isinstance(value.func, ast.Attribute) and ast.unparse(value.func) in _DATES
        return numeric or dated or name in _FIXED_CALLS or (name == "type" and len(value.args) == 1)
    return False
