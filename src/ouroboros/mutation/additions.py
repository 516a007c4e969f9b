"""What a rewrite needs around its region: imports and helpers, added once and only where they are safe."""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.walks import holds, walk
from ouroboros.records.source import Edit

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_HELPER_PREFIX = "_"


class AdditionRefusedError(Exception):
    """An import or helper would change the meaning of a name that the module already uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Binding:
    """One name that an import statement binds, and to what."""

    name: str
    target: str
    """Dotted module, or ``module:attribute``."""


def additions(view: RegionView, imports: tuple[str, ...], helpers: tuple[str, ...]) -> tuple[Edit, ...]:
    """Edits outside the region that bring ``imports`` and ``helpers`` in; nothing for what is there already.

    Raises:
        AdditionRefusedError: a name is taken, or a statement is not what it should be.

    """
    edits: list[Edit] = []
    new_imports: list[str] = []
    for statement in imports:
        wanted = [item for item in _parsed_import(statement) if not _already_imported(view, item)]
        for item in wanted:
            _refuse_taken(view, item.name, f"import {statement!r}")
        new_imports += [line for line in map(_import_line, wanted) if line not in new_imports]
    if new_imports:
        at = _import_place(view)
        edits.append(Edit(start=at, end=at, text="".join(f"{line}\n" for line in new_imports)))
    edits += _helper_edits(view, helpers)
    return tuple(edits)


def outermost(view: RegionView) -> ast.stmt:
    """The module-level statement that holds the region."""
    for statement in view.module.body:
        assert statement.end_lineno is not None
        if statement.lineno <= view.node.lineno <= statement.end_lineno and (
            statement is view.node or holds(statement, view.node)
        ):
            return statement
    raise AssertionError(f"{view.region.name} is not in its module")


def bound_names(tree: ast.AST) -> set[str]:
    """Names that any scope inside ``tree`` binds."""
    names: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, Scope):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names.add(node.rest)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            names.update(node.names)
    return names


def _parsed_import(statement: str) -> list[_Binding]:
    try:
        parsed = ast.parse(statement).body
    except SyntaxError as error:
        raise AdditionRefusedError(f"{statement!r} is not an import: {error.msg}") from error
    result: list[_Binding] = []
    for node in parsed:
        if isinstance(node, ast.Import):
            result += [_import_binding(alias) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module != "__future__":
            result += [_from_binding(node, alias) for alias in node.names if alias.name != "*"]
        else:
            raise AdditionRefusedError(f"{statement!r} is not a plain absolute import")
    return result


def _import_binding(alias: ast.alias) -> _Binding:
    if alias.asname is None and "." in alias.name:
        # ``import a.b`` binds ``a`` and runs ``a.b``: the same binding only for the same statement.
        return _Binding(name=alias.name.partition(".")[0], target=f"{alias.name}!")
    return _Binding(name=alias.asname or alias.name, target=alias.name)


def _from_binding(node: ast.ImportFrom, alias: ast.alias) -> _Binding:
    return _Binding(
        name=alias.asname or alias.name, target=f"{'.' * node.level}{node.module or ''}:{alias.name}"
    )


def _import_line(item: _Binding) -> str:
    module, colon, attribute = item.target.partition(":")
    if colon:
        alias = f" as {item.name}" if attribute != item.name else ""
        return f"from {module} import {attribute}{alias}"
    if module.endswith("!"):
        return f"import {module[:-1]}"
    return f"import {module} as {item.name}" if module != item.name else f"import {module}"


def _already_imported(view: RegionView, item: _Binding) -> bool:
    """Whether the name certainly stands for the same thing already when the region runs."""
    holder = outermost(view)
    same = 0
    for statement in view.module.body:
        found: list[_Binding] = []
        if isinstance(statement, ast.Import):
            found = [_import_binding(alias) for alias in statement.names]
        elif isinstance(statement, ast.ImportFrom):
            found = [_from_binding(statement, alias) for alias in statement.names]
        if item in found and statement.lineno < holder.lineno:
            same += 1
    if not same:
        return False
    # Every binding anywhere in the file must be one of these statements, or doubt remains.
    return len(_mentions(view.module).bound.get(item.name, ())) == same and not _late_star(view)


@dataclass(frozen=True, slots=True)
class _Mentions:
    """Who binds and reads which name anywhere in a module."""

    bound: Mapping[str, tuple[ast.AST, ...]]
    """Nodes that bind a name, by name."""
    read: Mapping[str, int]
    """First line in which a name is read, by name."""
    stars: tuple[ast.ImportFrom, ...]
    """Imports of everything."""


@lru_cache(maxsize=4)
def _mentions(module: ast.Module) -> _Mentions:
    bound: dict[str, list[ast.AST]] = defaultdict(list)
    read: dict[str, int] = {}
    stars: list[ast.ImportFrom] = []
    for node in walk(module):
        for name in bound_names_of(node):
            bound[name].append(node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            read.setdefault(node.id, node.lineno)
        elif isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            stars.append(node)
    return _Mentions({name: tuple(nodes) for name, nodes in bound.items()}, read, tuple(stars))


@lru_cache(maxsize=4)
def _by_syntax(module: ast.Module) -> Mapping[str, ast.stmt]:
    """Module-level statements by what they say; of equal ones the first."""
    return {ast.dump(statement): statement for statement in reversed(module.body)}


def bound_names_of(node: ast.AST) -> set[str]:
    """Names that ``node`` itself binds, its children apart."""
    if isinstance(node, ast.Name):
        return set() if isinstance(node.ctx, ast.Load) else {node.id}
    if isinstance(node, ast.arg):
        return {node.arg}
    if isinstance(node, Scope):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        return {node.name}
    if isinstance(node, ast.MatchMapping) and node.rest:
        return {node.rest}
    if isinstance(node, ast.Global | ast.Nonlocal):
        return set(node.names)
    return set()


def _late_star(view: RegionView) -> bool:
    """Whether a star import below the place of our imports could bind over them."""
    stars = _mentions(view.module).stars
    place = _import_place(view) if stars else 0
    return any(view.start(node) >= place for node in stars)


def _refuse_taken(view: RegionView, name: str, what: str) -> None:
    if hasattr(builtins, name):
        raise AdditionRefusedError(f"{what} would hide the built-in {name!r}")
    mentions = _mentions(view.module)
    if name in mentions.bound:
        line = _line(mentions.bound[name][0])
        raise AdditionRefusedError(f"{what}: the module already binds {name!r} in line {line}")
    if name in mentions.read:
        line = mentions.read[name]
        raise AdditionRefusedError(f"{what}: the module already reads {name!r} in line {line}")
    if _late_star(view):
        raise AdditionRefusedError(f"{what}: a star import below could bind {name!r} anew")


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))


def _import_place(view: RegionView) -> int:
    """Offset where imports go: a line start after docstring, ``__future__`` and the first imports."""
    body = view.module.body
    last: ast.stmt | None = None
    for index, statement in enumerate(body):
        docstring = (
            index == 0
            and isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str)
        )
        if docstring or isinstance(statement, ast.Import | ast.ImportFrom):
            last = statement
        else:
            break
    if last is None:
        return above(view, body[0])
    end_line = last.end_lineno
    for statement in body:
        # ``import a; x = [`` goes on below: the next free line is after it.
        if statement.lineno == end_line:
            end_line = statement.end_lineno
    at = view.text.find("\n", view.offset(end_line or 1, 0))
    if at < 0 or at >= view.start(outermost(view)):
        raise AdditionRefusedError("there is no line between the imports and the region")
    return at + 1


def above(view: RegionView, statement: ast.stmt) -> int:
    """Offset of the line start of ``statement``, decorators included."""
    line = min([statement.lineno, *(item.lineno for item in getattr(statement, "decorator_list", []))])
    at = view.offset(line, 0)
    while not view.text[at:].lstrip().startswith("@") and line < statement.lineno and at > 0:
        at = view.text.rfind("\n", 0, at - 1) + 1  # "@(" stands lines above its expression
    return at


def _helper_edits(view: RegionView, helpers: tuple[str, ...]) -> list[Edit]:
    """Insert what is missing; move up what stands only below the region."""
    if not helpers:
        return []
    holder = outermost(view)
    existing = _by_syntax(view.module)
    place = _helper_place(view, holder)
    missing: list[str] = []
    edits: list[Edit] = []
    for helper in helpers:
        try:
            said, own = _parsed_helper(helper)
        except SyntaxError as error:
            raise AdditionRefusedError(f"helper does not parse: {error.msg}\n{helper}") from error
        present = [existing.get(statement) for statement in said]
        if all(found is not None and found.lineno < holder.lineno for found in present):
            continue
        if helper in missing:
            continue
        for name in own:
            if not name.startswith(_HELPER_PREFIX):
                raise AdditionRefusedError(f"helper binds {name!r}: its names begin with {_HELPER_PREFIX!r}")
        later = [found for found in present if found is not None and found.lineno > holder.lineno]
        moved = {id(node) for found in later for node in walk(found)}
        bound = _mentions(view.module).bound
        for name in sorted(own):
            if any(id(node) not in moved for node in bound.get(name, ())):
                raise AdditionRefusedError(f"helper: the module already binds {name!r}")
        edits += [_removal(view, found) for found in later]
        missing.append(helper)
    if missing:
        text = "".join(f"{helper.strip(chr(10))}\n\n\n" for helper in missing)
        edits.insert(0, Edit(start=place, end=place, text=text))
    return edits


@lru_cache(maxsize=64)
def _parsed_helper(helper: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """What its statements say, and the names that they bind at module level."""
    statements = ast.parse(helper).body
    names = {name for statement in statements for name in bound_names_of_statement(statement)}
    return tuple(map(ast.dump, statements)), frozenset(names)


def bound_names_of_statement(statement: ast.stmt) -> set[str]:
    """Names that one module-level statement binds at module level."""
    if isinstance(statement, Scope):
        return {statement.name}
    return bound_names(statement)


def _removal(view: RegionView, statement: ast.stmt) -> Edit:
    start, end = above(view, statement), view.end(statement)
    while end < len(view.text) and view.text[end] == "\n":
        end += 1
    return Edit(start=start, end=end, text="")


def _helper_place(view: RegionView, holder: ast.stmt) -> int:
    """Above the definition's decorators and the comment that stands directly on it."""
    at = above(view, holder)
    earlier = [statement for statement in view.module.body if statement.lineno < holder.lineno]
    floor = view.end(earlier[-1]) if earlier else 0
    while at > floor:
        previous = view.text.rfind("\n", 0, at - 1) + 1
        line = view.text[previous : at - 1]
        if previous <= floor or not line.startswith("#"):
            break
        at = previous
    return at
