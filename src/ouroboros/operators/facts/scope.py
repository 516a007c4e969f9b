"""Reading toolkit of the operators: what names mean, what is used how, and what may change under our feet.

Every answer errs on the careful side: "no" and "unknown" are the same answer. Names are judged in a
:class:`Frame`, one function with its own local names; comprehensions belong to the frame that holds them.
"""

from __future__ import annotations

import ast
import builtins
import io
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ouroboros.operators.contract import FunctionNode, RegionView
from ouroboros.operators.facts.walks import bound_by, children, every_node, names_of, walk, walked_here

LOOPS = (ast.For, ast.While)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)

INTROSPECTION = frozenset({"locals", "globals", "vars", "dir", "exec", "eval", "_getframe", "currentframe"})
"""Names that let code see or change local variables; a frame that mentions one is left alone.

As attributes too (``frame.eval("@x")`` of pandas looks at the caller's variables).
"""

INTROSPECTION_CALLS = INTROSPECTION | {"compile"}
"""Those and what prepares code to be run, as a bare name: ``re.compile`` is no introspection."""

QUIET_BUILTINS = frozenset(
    {
        *("abs", "bool", "bytes", "chr", "dict", "divmod", "enumerate", "float", "format", "frozenset"),
        *("hash", "hex", "id", "int", "isinstance", "issubclass", "len", "list", "max", "min", "ord", "pow"),
        *("range", "repr", "reversed", "round", "set", "sorted", "str", "sum", "tuple", "type", "zip"),
        *("any", "all"),
    }
)
"""Built-ins that change none of their arguments (iterators among them are consumed, though)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One function's local scope. ``opaque`` frames (``locals()``, ``exec`` …) must be left alone."""

    node: FunctionNode
    parents: Mapping[ast.AST, ast.AST]
    parameters: frozenset[str]
    local: frozenset[str]
    """Names local to the frame, parameters included; ``global`` and ``nonlocal`` names are not."""
    captured: frozenset[str]
    """Names mentioned in functions, lambdas or classes nested in the frame."""
    opaque: bool

    def chain(self, node: ast.AST) -> Iterator[ast.AST]:
        """Ancestors of ``node`` inside the frame, nearest first, the frame's own node excluded."""
        current = self.parents.get(node)
        while current is not None and current is not self.node:
            yield current
            current = self.parents.get(current)

    def statement(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that holds ``node`` (itself, when it is one)."""
        current = node
        while not isinstance(current, ast.stmt):
            current = self.parents[current]
        return current

    def block(self, statement: ast.stmt) -> Sequence[ast.stmt]:
        """The list of statements that ``statement`` stands in."""
        parent = self.parents[statement]
        for name in ("body", "orelse", "finalbody"):
            block = getattr(parent, name, None)
            if isinstance(block, list) and statement in block:
                return block
        return [statement]

    def loops(self, node: ast.AST) -> list[ast.For | ast.While]:
        """Loop statements that run ``node`` repeatedly, innermost first (not as its iterable or ``else``)."""
        found: list[ast.For | ast.While] = []
        below = node
        for above in self.chain(node):
            if isinstance(above, LOOPS) and (
                below in above.body or (isinstance(above, ast.While) and below is above.test)
            ):
                found.append(above)
            below = above
        return found

    def uses(self, name: str, within: ast.AST | None = None) -> list[ast.Name]:
        """Every mention of ``name`` in the frame (or below ``within``), nested scopes included."""
        if within is None:
            return list(names_of(self.node).get(name, ()))
        return [node for node in walk(within) if isinstance(node, ast.Name) and node.id == name]


def walk_here(*roots: ast.AST) -> Iterator[ast.AST]:
    """Nodes at and below ``roots`` without entering nested functions, lambdas or classes.

    A nested scope's own node is yielded, its inside is not; a root is always entered. The walk is kept:
    only for trees that nobody changes.
    """
    return iter(walked_here(roots))


def parameter_names(function: FunctionNode | ast.Lambda) -> frozenset[str]:
    """Names of all parameters, stars included."""
    spec = function.args
    every = [*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *filter(None, (spec.vararg, spec.kwarg))]
    return frozenset(argument.arg for argument in every)


def bound_names(*roots: ast.AST) -> frozenset[str]:
    """Names bound, rebound or deleted anywhere at or below ``roots``, nested scopes included.

    The answer is kept: only for trees that nobody changes.
    """
    return bound_by(roots)


def deleted_names(*roots: ast.AST) -> frozenset[str]:
    """Names that ``del`` or the end of an ``except … as`` unbinds at or below ``roots``."""
    names: set[str] = set()
    for root in roots:
        for node in walk(root):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del):
                names.add(node.id)
            elif isinstance(node, ast.ExceptHandler) and node.name:
                names.add(node.name)
    return frozenset(names)


@lru_cache(maxsize=256)
def _deleted_in(function: FunctionNode) -> frozenset[str]:
    return deleted_names(function)


def root_name(target: ast.expr) -> str | None:
    """``x`` of ``x.a[0].b``; ``None`` when the chain starts with something else than a name."""
    while isinstance(target, ast.Attribute | ast.Subscript | ast.Starred):
        target = target.value
    return target.id if isinstance(target, ast.Name) else None


def mutated_names(*roots: ast.AST) -> frozenset[str]:
    """Names whose object is written to below ``roots``: item and attribute stores, ``del``, ``+=``, methods.

    Any method call counts as a write to its receiver.
    """
    names: set[str | None] = set()
    for root in roots:
        for node in walk(root):
            if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
                names.add(root_name(node))
            elif isinstance(node, ast.AugAssign):
                names.add(root_name(node.target))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                names.add(root_name(node.func))
    return frozenset(name for name in names if name is not None)


@lru_cache(maxsize=64)
def _bound_in_module(module: ast.Module) -> tuple[frozenset[str], bool]:
    """Names bound in any scope of the module, and whether a star import may bind any other."""
    star = any(
        isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
        for node in walk(module)
    )
    return bound_names(module), star


def is_builtin(view: RegionView, name: str) -> bool:
    """Whether ``name`` means Python's own built-in everywhere in the region's file.

    A name bound in any scope of the file, by any form of binding, counts as shadowed, and so does every
    name in a file with a star import.
    """
    bound, star = _bound_in_module(view.module)
    return hasattr(builtins, name) and name not in bound and not star


def are_builtins(view: RegionView, names: frozenset[str]) -> bool:
    """Whether each of ``names``, all of them names of built-ins, means Python's own in the region's file."""
    bound, star = _bound_in_module(view.module)
    return not star and bound.isdisjoint(names)


def calls_builtin(view: RegionView, node: ast.AST, *names: str) -> bool:
    """Whether ``node`` is a call of one of the named built-ins, unshadowed."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in names
        and is_builtin(view, node.func.id)
    )


def fresh_name(view: RegionView, *stems: str) -> str:
    """The first of ``_stem`` (for each stem), ``_stem2`` … that occurs nowhere in the file as a word."""
    words = _words(view.text)
    for number in range(1, 1000):
        for stem in stems:
            name = f"_{stem}{number if number > 1 else ''}"
            if name not in words:
                return name
    raise AssertionError(stems)


@lru_cache(maxsize=16)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


@lru_cache(maxsize=16)
def _comment_offsets(text: str) -> tuple[int, ...]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return tuple(match.start() for match in re.finditer("#", text))
    return tuple(
        starts[token.start[0] - 1] + token.start[1] for token in tokens if token.type == tokenize.COMMENT
    )


def has_comment(view: RegionView, start: int, end: int) -> bool:
    """Whether a comment begins in ``[start, end)`` of the file's text."""
    return any(start <= at < end for at in _comment_offsets(view.text))


def own_line(view: RegionView, statement: ast.stmt) -> bool:
    """Whether ``statement`` begins its line, so that lines can be put before it."""
    at = view.start(statement)
    return not view.text[view.text.rfind("\n", 0, at) + 1 : at].strip()


def ends_line(view: RegionView, statement: ast.stmt) -> bool:
    """Whether nothing follows ``statement`` on its last line (a comment counts as something)."""
    end = view.end(statement)
    stop = view.text.find("\n", end)
    return not view.text[end : len(view.text) if stop < 0 else stop].strip()


@lru_cache(maxsize=256)
def frame_of(function: FunctionNode) -> Frame:
    """The frame of ``function``, made once."""
    parents: dict[ast.AST, ast.AST] = {}
    for node in walk(function):
        for child in children(node):
            parents[child] = node
    outside: set[str] = set()
    bound: set[str] = set(parameter_names(function))
    captured: set[str] = set()
    for node in walk_here(*function.body):
        if isinstance(node, ast.Global | ast.Nonlocal):
            outside.update(node.names)
        if isinstance(node, SCOPES):
            captured.update(name.id for name in walk(node) if isinstance(name, ast.Name))
            captured.update(
                name for inner in walk(node) if isinstance(inner, ast.Nonlocal) for name in inner.names
            )
            if not isinstance(node, ast.Lambda):
                bound.add(node.name)
        else:
            bound.update(binds_itself(node))
    named = {node.id for node in walk(function) if isinstance(node, ast.Name)}
    attributes = {node.attr for node in walk(function) if isinstance(node, ast.Attribute)}
    return Frame(
        node=function,
        parents=parents,
        parameters=parameter_names(function),
        local=frozenset(bound - outside),
        captured=frozenset(captured),
        opaque=bool(named & INTROSPECTION_CALLS or attributes & INTROSPECTION),
    )


def binds_itself(node: ast.AST) -> frozenset[str]:
    """Names that this one node binds, its children left out."""
    if isinstance(node, ast.Name):
        return frozenset() if isinstance(node.ctx, ast.Load) else frozenset({node.id})
    if isinstance(node, ast.alias):
        return frozenset({(node.asname or node.name).split(".")[0]})
    if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
        return frozenset(filter(None, (node.name,)))
    if isinstance(node, ast.MatchMapping):
        return frozenset(filter(None, (node.rest,)))
    return frozenset()


def frames(view: RegionView) -> Iterator[Frame]:
    """Frames of the region: its own function, then the functions nested in it; none when it is opaque."""
    if not frame_of(view.node).opaque:
        yield from map(frame_of, _functions(view.node))


@lru_cache(maxsize=64)
def _functions(node: FunctionNode) -> tuple[FunctionNode, ...]:
    """``node`` and the functions nested in it."""
    return tuple(
        inner for inner in every_node(node) if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def certainly_bound(frame: Frame, name: str, at: ast.stmt) -> bool:
    """Whether local ``name`` has a value whenever control reaches ``at``: reading it there can't raise."""
    if name not in frame.local or name in _deleted_in(frame.node):
        return False
    if name in frame.parameters:
        return True
    current: ast.AST = at
    for above in [*frame.chain(at), frame.node]:
        if isinstance(current, ast.stmt):
            for earlier in frame.block(current):
                if earlier is current:
                    break
                if _assigns(earlier, name):
                    return True
        if (
            isinstance(above, ast.For)
            and current in above.body
            and any(isinstance(n, ast.Name) and n.id == name for n in walk(above.target))
        ):
            return True
        current = above
    return False


def _assigns(statement: ast.stmt, name: str) -> bool:
    """Whether completing ``statement`` binds ``name`` for certain."""
    if isinstance(statement, ast.Assign):
        return any(
            isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name
            for target in statement.targets
            for node in walk(target)
        )
    return (
        isinstance(statement, ast.AnnAssign)
        and statement.value is not None
        and isinstance(statement.target, ast.Name)
        and statement.target.id == name
    )


def side_effect_free(view: RegionView, expression: ast.expr, *, attributes: bool = False) -> bool:
    """Whether evaluating ``expression`` changes nothing and runs no code that we don't know (it may raise).

    ``attributes`` trusts attribute reads (a property would run code). Calls count when they are quiet
    built-ins of exact use (``len`` of a name) or when the effects of the call are pure.
    """
    if isinstance(expression, ast.Constant | ast.Name):
        return True
    if isinstance(expression, ast.Attribute):
        return attributes and side_effect_free(view, expression.value, attributes=True)
    if isinstance(expression, ast.Tuple | ast.List):
        return all(side_effect_free(view, item, attributes=attributes) for item in expression.elts)
    if isinstance(expression, ast.IfExp | ast.BoolOp | ast.UnaryOp):
        if isinstance(expression, ast.UnaryOp) and not isinstance(expression.op, ast.Not):
            return isinstance(expression.operand, ast.Constant)
        return all(
            side_effect_free(view, part, attributes=attributes)
            for part in ast.iter_child_nodes(expression)
            if isinstance(part, ast.expr)
        )
    if isinstance(expression, ast.Compare):
        return all(isinstance(op, ast.Is | ast.IsNot) for op in expression.ops) and all(
            side_effect_free(view, part, attributes=attributes)
            for part in (expression.left, *expression.comparators)
        )
    if isinstance(expression, ast.Call) and all(
        side_effect_free(view, part, attributes=attributes)
        for part in (*expression.args, *(keyword.value for keyword in expression.keywords))
    ):
        return calls_builtin(view, expression, "len", "isinstance", "type", "id") or (
            isinstance(expression.func, ast.Name) and view.call_effects(expression).pure
        )
    return False
