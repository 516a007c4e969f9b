"""Stretches of a function that could run as kernels: loops, with the statements around them that fit in."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.liveness import has_jump_out, live_after, read_first
from ouroboros.operators.facts.scope import (
    Frame,
    certainly_bound,
    deleted_names,
)
from ouroboros.operators.native.values import UntranslatableError

AT = "_ouroboros_at_"
"""Begins the name that an attribute has inside a kernel: ``self.total`` is a variable like others there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Statements as a function of what they read, giving what they change."""

    statements: tuple[ast.stmt, ...]
    tail: bool
    """Whether they are the rest of their function, so that what they return is what it returns."""
    function: ast.FunctionDef
    inputs: tuple[str, ...]
    """Variables read, attributes under their names inside."""
    outputs: tuple[str, ...]
    attributes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """For names of attributes inside: the variable that holds the object, and the attribute."""
    stored: frozenset[str] = frozenset()
    """Those of them that are assigned."""


class _Attributes(ast.NodeTransformer):
    """Makes variables of attributes that belong to the objects in ``bases``."""

    def __init__(self, bases: frozenset[str], calls: set[int]) -> None:
        self.bases = bases
        self.calls = calls
        self.found: dict[str, tuple[str, str]] = {}
        self.stored: set[str] = set()

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """``self.total`` as a variable; methods stay as they are."""
        if isinstance(node.value, ast.Name) and node.value.id in self.bases and id(node) not in self.calls:
            if node.attr.startswith("__"):
                raise UntranslatableError("a private name, which means something else outside of its class")
            name = f"{AT}{node.value.id}_{node.attr}"
            if self.found.setdefault(name, (node.value.id, node.attr)) != (node.value.id, node.attr):
                raise UntranslatableError("two attributes of one name")
            if not isinstance(node.ctx, ast.Load):
                self.stored.add(name)
            return ast.copy_location(ast.Name(id=name, ctx=node.ctx), node)
        return self.generic_visit(node)


def make_run(view: RegionView, frame: Frame, statements: Sequence[ast.stmt], *, tail: bool) -> Run:
    """``statements`` as a function.

    Raises:
        UntranslatableError: what goes in and out of them is not certain.

    """
    node = view.node
    assert isinstance(node, ast.FunctionDef)
    if not tail and has_jump_out(statements):
        raise UntranslatableError("control leaves the statements")
    comprehended = {
        id(name)
        for statement in statements
        for part in ast.walk(statement)
        if isinstance(part, ast.comprehension)
        for name in ast.walk(part.target)
    }
    assigned = frozenset(
        part.id
        for statement in statements
        for part in ast.walk(statement)
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load) and id(part) not in comprehended
    )
    if not assigned <= frame.local or assigned & frame.captured:
        raise UntranslatableError("variables that others see")
    read = read_first(node, statements) & frame.local
    outputs = () if tail else tuple(sorted(assigned & live_after(node)[statements[-1]]))
    mentioned = {
        part.id for statement in statements for part in ast.walk(statement) if isinstance(part, ast.Name)
    }
    inputs = [name for name in sorted(read & mentioned) if not tail or name in mentioned]
    bases = _bases(statements, assigned, frame)
    copies = [copy.deepcopy(statement) for statement in statements]
    calls = {id(part.func) for each in copies for part in ast.walk(each) if isinstance(part, ast.Call)}
    attributes = _Attributes(bases & frame.local, calls)
    body = [attributes.visit(each) for each in copies]
    _separate(attributes)
    left = {part.id for each in body for part in ast.walk(each) if isinstance(part, ast.Name)}
    plain = [name for name in inputs if name in left]
    plain += sorted((left & tables_before(view)) - frame.local - assigned)
    if not all(certainly_bound(frame, name, statements[0]) for name in {*plain, *bases} & frame.local):
        raise UntranslatableError("a variable that may be unbound")
    stored = tuple(sorted(attributes.stored))
    if stored and tail:
        raise UntranslatableError("attributes changed before a return")
    every = (*plain, *sorted(attributes.found))
    given = (*outputs, *stored)
    result = ast.Tuple(elts=[ast.Name(id=name, ctx=ast.Load()) for name in given], ctx=ast.Load())
    if not tail:
        body.append(ast.Return(value=result if given else None))
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(arg=name) for name in every],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    function = ast.FunctionDef(
        name=node.name, args=arguments, body=body, decorator_list=[], returns=None, type_comment=None
    )
    return Run(
        statements=tuple(statements),
        tail=tail,
        function=function,
        inputs=every,
        outputs=given,
        attributes=attributes.found,
        stored=frozenset(stored),
    )


def tables_before(view: RegionView) -> frozenset[str]:
    """Variables of the module that certainly have a value when the region runs: assigned above it.

    What they hold is read when the kernel is called, so they may be assigned again at any other time.
    """
    numbers = {
        name for name, value in view.constant_globals.items() if isinstance(value, ast.Constant | ast.UnaryOp)
    }
    return _variables_before(view.module, view.node.lineno) - numbers


@lru_cache(maxsize=64)
def _variables_before(module: ast.Module, line: int) -> frozenset[str]:
    names: set[str] = set()
    for statement in module.body:
        if statement.end_lineno is not None and statement.end_lineno >= line:
            break
        if isinstance(statement, ast.Assign):
            names.update(target.id for target in statement.targets if isinstance(target, ast.Name))
        elif (
            isinstance(statement, ast.AnnAssign)
            and statement.value is not None
            and isinstance(statement.target, ast.Name)
        ):
            names.add(statement.target.id)
    functions = {
        node.name
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    return frozenset(names) - deleted_names(module) - functions


def _bases(statements: Sequence[ast.stmt], assigned: frozenset[str], frame: Frame) -> frozenset[str]:
    """Variables that the statements use for nothing but reading and assigning attributes."""
    used: set[str] = set()
    otherwise: set[str] = set()
    for statement in statements:
        for part in ast.walk(statement):
            if isinstance(part, ast.Name) and part.id in frame.local:
                above = frame.parents.get(part)
                (used if isinstance(above, ast.Attribute) else otherwise).add(part.id)
    return frozenset(used - otherwise - assigned)


def _separate(attributes: _Attributes) -> None:
    """Refuse an attribute that is assigned while another object, perhaps the same, has one of that name."""
    for name in attributes.stored:
        base, attribute = attributes.found[name]
        if any(other == attribute and owner != base for owner, other in attributes.found.values()):
            raise UntranslatableError("two names for one attribute")


def blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """The blocks of statements directly inside ``node``."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block:
            yield block
    for handler in getattr(node, "handlers", []):
        yield handler.body
