"""Code recognised by its shape: patterns are written as Python, names in them stand for other names.

In a pattern a name in lower case stands for one local name, two of them for two different ones; a name that
begins with a capital stands for any expression, the same one wherever it occurs again; an attribute in
capitals stands for the name of one attribute. Built-ins stand for themselves. A pattern also matches the
usual other spellings: ``b > a`` for ``a < b``, ``range(0, n)`` for ``range(n)``, ``x = x + 1`` for
``x += 1``, ``not x in y``, an annotated assignment, and in subscripts and arguments of ``range`` the terms of
a sum in any order. These spellings mean the same for plain values only: what is made of a match has to ask
for plain values at run time and keep the original for all others.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.scope import (
    COMPREHENSIONS,
    Frame,
    certainly_bound,
    ends_line,
    is_builtin,
    own_line,
    parameter_names,
    walk_here,
)
from ouroboros.operators.facts.walks import holds
from ouroboros.records.source import Edit

_MOST_TERMS = 5
_BLOCKS = ("body", "orelse", "finalbody")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Match:
    """Statements (or one expression) of a frame that have the shape of a pattern."""

    nodes: tuple[ast.stmt | ast.expr, ...]
    bound: Mapping[str, ast.expr]
    """What each name of the pattern stands for."""

    def name(self, variable: str) -> str:
        """The local name that a lower-case name of the pattern stands for."""
        found = self.bound[variable]
        assert isinstance(found, ast.Name)
        return found.id


@lru_cache(maxsize=2048)
def _parsed(pattern: str) -> tuple[ast.stmt, ...]:
    return tuple(ast.parse(pattern).body)


def statements_like(view: RegionView, frame: Frame, patterns: Sequence[str]) -> Iterator[Match]:
    """Places of ``frame`` where consecutive statements match one of ``patterns``, the first that does.

    Places that are the fallback of an earlier rewrite are left out.
    """
    by_outline = _by_outline(tuple(patterns))
    sizes = sorted({len(outline) for outline in by_outline})
    for block, outlines in _outlined(frame):
        fitting = [
            (at, sorted(wanted for size in sizes for wanted in by_outline.get(outlines[at : at + size], ())))
            for at in range(len(block))
        ]
        if not any(wanted for _, wanted in fitting) or _is_fallback(view, frame, block):
            continue
        for at, chosen in fitting:
            for number in chosen:
                wanted = _parsed(patterns[number])
                part = block[at : at + len(wanted)]
                bound = _matched(view, frame, wanted, part)
                if bound is not None:
                    yield Match(nodes=tuple(part), bound=bound)
                    break


_Outline = tuple[type[ast.AST], tuple[tuple["_Outline", ...], ...]]
"""A statement's kind and the outlines of its blocks: what differs in it cannot have the same shape."""


@lru_cache(maxsize=64)
def _by_outline(patterns: tuple[str, ...]) -> dict[tuple[_Outline, ...], list[int]]:
    """Numbers of the patterns with these outlines, in their order."""
    found: dict[tuple[_Outline, ...], list[int]] = {}
    for number, pattern in enumerate(patterns):
        found.setdefault(tuple(map(_outline, _parsed(pattern))), []).append(number)
    return found


@lru_cache(maxsize=64)
def _outlined(frame: Frame) -> tuple[tuple[Sequence[ast.stmt], tuple[_Outline, ...]], ...]:
    return tuple((block, tuple(map(_outline, block))) for block in _blocks(frame))


def _outline(statement: ast.stmt) -> _Outline:
    blocks = (getattr(statement, name, ()) for name in _BLOCKS)
    return type(_usual(statement)), tuple(tuple(map(_outline, block)) for block in blocks)


def expressions_like(view: RegionView, frame: Frame, patterns: Sequence[str]) -> Iterator[Match]:
    """Expressions of the frame's own code that match one of ``patterns``, the first that does."""
    for node in walk_here(*frame.node.body):
        if not isinstance(node, ast.expr):
            continue
        for pattern in patterns:
            (wanted,) = _parsed(pattern)
            assert isinstance(wanted, ast.Expr)
            bound = _matched(view, frame, wanted.value, node)
            if bound is not None:
                yield Match(nodes=(node,), bound=bound)
                break


def _blocks(frame: Frame) -> Iterator[Sequence[ast.stmt]]:
    for node in (frame.node, *walk_here(*frame.node.body)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node is not frame.node:
            continue
        for name in _BLOCKS:
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def _is_fallback(view: RegionView, frame: Frame, block: Sequence[ast.stmt]) -> bool:
    below: ast.AST = block[0]
    for above in frame.chain(block[0]):
        if isinstance(above, ast.If) and below in above.orelse and "_ouroboros_" in view.source(above.test):
            return True
        below = above
    return False


def _matched(
    view: RegionView,
    frame: Frame,
    wanted: ast.AST | Sequence[ast.AST],
    found: ast.AST | Sequence[ast.AST],
) -> dict[str, ast.expr] | None:
    bound: dict[str, ast.expr] = {}
    if not _same(view, wanted, found, bound, sums=False):
        return None
    names = [node.id for name, node in bound.items() if name[0].islower() and isinstance(node, ast.Name)]
    return bound if frame.local.issuperset(names) else None


def _same(view: RegionView, wanted: object, found: object, bound: dict[str, ast.expr], *, sums: bool) -> bool:
    if isinstance(wanted, list | tuple):
        return (
            isinstance(found, list | tuple)
            and len(wanted) == len(found)
            and all(_same(view, *pair, bound, sums=sums) for pair in zip(wanted, found, strict=True))
        )
    if not isinstance(wanted, ast.AST):
        return type(wanted) is type(found) and wanted == found
    if not isinstance(found, ast.AST):
        return False
    if isinstance(wanted, ast.Name):
        return _stands_for(view, wanted, found, bound)
    wanted, found = _usual(wanted), _usual(found)
    if sums and isinstance(wanted, ast.BinOp) and isinstance(wanted.op, ast.Add | ast.Sub):
        return _same_sum(view, wanted, found, bound)
    if type(wanted) is not type(found):
        return False
    if isinstance(wanted, ast.Attribute) and isinstance(found, ast.Attribute) and wanted.attr.isupper():
        named = bound.setdefault(wanted.attr, ast.Constant(value=found.attr))
        if not isinstance(named, ast.Constant) or named.value != found.attr:
            return False
        return _same(view, wanted.value, found.value, bound, sums=False)
    inner = sums or (isinstance(wanted, ast.Call) and _is_range(wanted))
    for field in wanted._fields:
        if field in {"ctx", "type_comment", "kind"}:
            continue
        indexing = inner or (isinstance(wanted, ast.Subscript) and field == "slice")
        if not _same(view, getattr(wanted, field), getattr(found, field), bound, sums=indexing):
            return False
    return True


def _stands_for(view: RegionView, wanted: ast.Name, found: ast.AST, bound: dict[str, ast.expr]) -> bool:
    if hasattr(builtins, wanted.id):
        return isinstance(found, ast.Name) and found.id == wanted.id and is_builtin(view, wanted.id)
    if not isinstance(found, ast.expr):
        return False
    if wanted.id[0].islower() and not isinstance(found, ast.Name):
        return False
    before = bound.get(wanted.id)
    if before is not None:
        return same_code(before, found)
    if isinstance(found, ast.Name) and wanted.id[0].islower():
        taken = {node.id for name, node in bound.items() if name[0].islower() and isinstance(node, ast.Name)}
        if found.id in taken:
            return False
    bound[wanted.id] = found
    return True


def same_code(one: ast.expr, other: ast.expr) -> bool:
    """Whether two expressions are written alike, whether they are read or assigned to."""
    if isinstance(one, ast.Name) and isinstance(other, ast.Name):
        return one.id == other.id
    return ast.unparse(one) == ast.unparse(other)


def _is_range(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "range" and not call.keywords


def _usual(node: ast.AST) -> ast.AST:
    """One spelling for several, with the parts as they are."""
    if isinstance(node, ast.AnnAssign) and node.value is not None and isinstance(node.target, ast.Name):
        return ast.Assign(targets=[node.target], value=node.value)
    if isinstance(node, ast.AugAssign):
        return ast.Assign(
            targets=[node.target], value=ast.BinOp(left=node.target, op=node.op, right=node.value)
        )
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        turned = {ast.Gt: ast.Lt, ast.GtE: ast.LtE}.get(type(node.ops[0]))
        if turned is not None:
            return ast.Compare(left=node.comparators[0], ops=[turned()], comparators=[node.left])
    if (
        isinstance(node, ast.UnaryOp)
        and isinstance(node.op, ast.Not)
        and isinstance(node.operand, ast.Compare)
    ):
        inner = node.operand
        opposite = {ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq}
        turned_op = opposite.get(type(inner.ops[0])) if len(inner.ops) == 1 else None
        if turned_op is not None:
            return ast.Compare(left=inner.left, ops=[turned_op()], comparators=inner.comparators)
    if isinstance(node, ast.Call) and _is_range(node):
        arguments = list(node.args)
        if len(arguments) == 3 and _is_integer(arguments[2], 1):
            del arguments[2]
        if len(arguments) == 2 and _is_integer(arguments[0], 0):
            del arguments[0]
        return ast.Call(func=node.func, args=arguments, keywords=[])
    if isinstance(node, ast.While) and _is_integer(node.test, 1):
        return ast.While(test=ast.Constant(value=True), body=node.body, orelse=node.orelse)
    if (
        isinstance(node, ast.UnaryOp)
        and isinstance(node.op, ast.USub)
        and isinstance(node.operand, ast.Constant)
    ):
        value = node.operand.value
        if type(value) in {int, float}:
            return ast.Constant(value=-value)  # type: ignore[operator]
    return node


def _is_integer(node: ast.expr, value: int) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value == value


def signed_terms(node: ast.expr) -> tuple[list[tuple[int, ast.expr]], int]:
    """The terms of a sum with their signs, and its integer constant."""
    terms: list[tuple[int, ast.expr]] = []
    constant = 0
    pending = [(1, node)]
    while pending:
        sign, part = pending.pop()
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add | ast.Sub):
            pending += [(sign if isinstance(part.op, ast.Add) else -sign, part.right), (sign, part.left)]
        elif isinstance(part, ast.Constant) and type(part.value) is int:
            constant += sign * part.value
        else:
            terms.append((sign, part))
    return terms, constant


def _same_sum(view: RegionView, wanted: ast.AST, found: ast.AST, bound: dict[str, ast.expr]) -> bool:
    if not isinstance(wanted, ast.expr) or not isinstance(found, ast.expr):
        return False
    (terms, constant), (others, other_constant) = signed_terms(wanted), signed_terms(found)
    if constant != other_constant or len(terms) != len(others) or len(terms) > _MOST_TERMS:
        return False
    for order in permutations(others):
        trial = dict(bound)
        if all(
            one[0] == other[0] and _same(view, one[1], other[1], trial, sums=True)
            for one, other in zip(terms, order, strict=True)
        ):
            bound.update(trial)
            return True
    return False


def dead_outside(frame: Frame, name: str, nodes: Sequence[ast.AST]) -> bool:
    """Whether what ``nodes`` leave in local ``name`` is seen by nobody.

    Every other mention is a loop's own target or stands inside the loop or comprehension that binds it.
    """
    if name not in frame.local or name in frame.captured:
        return False
    inside = {id(part) for node in nodes for part in ast.walk(node)}
    above = {id(part) for part in frame.chain(nodes[0])}
    for use in frame.uses(name):
        if id(use) in inside:
            continue
        if not any(_rebinds(holder, use, name, above) for holder in frame.chain(use)):
            return False
    return name not in parameter_names(frame.node)


def _rebinds(holder: ast.AST, use: ast.Name, name: str, above: set[int]) -> bool:
    """Whether ``holder`` gives ``name`` a new value before ``use`` in it is reached."""
    if isinstance(holder, COMPREHENSIONS):
        return any(
            isinstance(part, ast.Name) and part.id == name
            for generator in holder.generators
            for part in ast.walk(generator.target)
        ) and not holds(holder.generators[0].iter, use)
    if not isinstance(holder, ast.For) or id(holder) in above:
        return False
    targets = {id(part) for part in ast.walk(holder.target)}
    if id(use) in targets:
        return True
    return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(holder.target)) and any(
        holds(statement, use) for statement in holder.body
    )


def readable(frame: Frame, match: Match, *names: str) -> bool:
    """Whether the named parts of a match are local names that have a value where the match begins."""
    first = match.nodes[0]
    at = frame.statement(first)
    return all(certainly_bound(frame, match.name(name), at) for name in names)


def same_value(view: RegionView, node: ast.expr) -> str | None:
    """Source text that reads ``node`` without running code of the target: a name, ``self.x``, a constant.

    An attribute is read by ``_ouroboros_field`` (``guards.FIELD``), which gives None where that is not so.
    """
    if isinstance(node, ast.Name | ast.Constant):
        return view.source(node)
    if (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and not node.attr.startswith("__")
    ):
        return f'_ouroboros_field({node.value.id}, "{node.attr}")'
    return None


def either(
    view: RegionView, statements: Sequence[ast.stmt], condition: str, quick: Sequence[str]
) -> Edit | None:
    """An edit that runs the lines ``quick`` where ``condition`` holds, and ``statements`` as they are else.

    None when the statements share a line with others or hold text that would change by being indented.
    """
    first, last = statements[0], statements[-1]
    if not own_line(view, first) or not ends_line(view, last):
        return None
    if view.text.startswith("elif", view.start(first)):
        return None
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant | ast.JoinedStr) and node.end_lineno != node.lineno:
                return None
    indent = view.indent(first)
    start, end = view.start(first), view.end(last)
    lines = view.text[start:end].split("\n")
    step = "\t" if indent.startswith("\t") else "    "
    kept = [lines[0], *(f"{step}{line}" if line.strip() else line for line in lines[1:])]
    text = "\n".join(
        (f"if {condition}:", *(f"{indent}{step}{line}" for line in quick), f"{indent}else:",
         f"{indent}{step}{kept[0]}", *kept[1:])
    )  # fmt: skip
    return Edit(start=start, end=end, text=text)
