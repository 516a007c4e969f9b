"""What a short method comes to, as an expression of its arguments, for an object of exactly one class.

Methods that it calls on the same object are followed, and a tuple that is handed over only to be taken apart
is never made.
"""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass, field

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.receivers import defined_once
from ouroboros.operators.facts.scope import QUIET_BUILTINS, bound_names, is_builtin
from ouroboros.operators.facts.splicing import PLAIN_EXPRESSIONS

_DEEPEST = 3
"""Methods that call methods."""
_LARGEST = 60
"""Nodes of an expression that takes the place of a call."""


class UnfitError(Exception):
    """The method does more than work out one expression."""


@dataclass(slots=True)
class OwnExpressions:
    """Expressions for the methods of objects of exactly one class of the file."""

    view: RegionView
    holder: ast.ClassDef
    """The class, at the top level of the file."""
    foreign: frozenset[str]
    """Names that mean something else where the expressions shall stand."""
    methods: set[str] = field(default_factory=set)
    """Names of all methods that were taken apart."""

    def value(self, name: str, receiver: ast.Name, given: list[ast.expr]) -> ast.expr | None:
        """What ``receiver.name(*given)`` returns; ``None`` when it is no single expression."""
        try:
            found = self._returned(name, receiver, given, 0)
        except UnfitError:
            return None
        return found if _fits(found) else None

    def place(self, name: str, receiver: ast.Name, given: list[ast.expr]) -> ast.expr | None:
        """Where ``receiver.name(*given, value)`` puts the value; ``None`` when it does anything else."""
        try:
            method, rest, known = self._opened(name, receiver, [*given, ast.Constant(value=None)])
            only = rest[0]
            last = method.args.args[-1].arg
            if not (
                len(rest) == 1
                and isinstance(only, ast.Assign)
                and len(only.targets) == 1
                and isinstance(only.targets[0], ast.Subscript | ast.Attribute)
                and isinstance(only.value, ast.Name)
                and only.value.id == last
            ):
                return None
            target = only.targets[0]
            if any(isinstance(part, ast.Name) and part.id == last for part in ast.walk(target)):
                return None
            loaded = copy.deepcopy(target)
            loaded.ctx = ast.Load()
            found = self._known(loaded, known, method.args.args[0].arg, 0)
        except UnfitError:
            return None
        return found if _fits(found) else None

    def _opened(
        self, name: str, receiver: ast.Name, given: list[ast.expr]
    ) -> tuple[ast.FunctionDef, list[ast.stmt], dict[str, ast.expr]]:
        """A method with what is left of its body, and what its names stand for."""
        method = next(
            (part for part in self.holder.body if isinstance(part, ast.FunctionDef) and part.name == name),
            None,
        )
        if (
            method is None
            or method.decorator_list
            or not defined_once(self.view.module, self.holder.name, method)
            or not self.view.settled_attribute(name)
        ):
            raise UnfitError
        spec = method.args
        if spec.posonlyargs or spec.kwonlyargs or spec.vararg or spec.kwarg or spec.defaults:
            raise UnfitError
        names = [argument.arg for argument in spec.args]
        if len(names) != len(given) + 1 or any(isinstance(value, ast.Starred) for value in given):
            raise UnfitError
        known: dict[str, ast.expr] = dict(zip(names, [receiver, *given], strict=True))
        rest = method.body
        if isinstance(rest[0], ast.Expr) and isinstance(rest[0].value, ast.Constant):
            rest = rest[1:]
        while len(rest) > 1:
            known |= self._taken_apart(rest[0], known)
            rest = rest[1:]
        if not rest or bound_names(rest[0]):
            raise UnfitError
        self.methods.add(name)
        return method, rest, known

    def _taken_apart(self, statement: ast.stmt, known: dict[str, ast.expr]) -> dict[str, ast.expr]:
        """``x, y = place``, where the caller writes the tuple down."""
        if not (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Tuple)
            and isinstance(statement.value, ast.Name)
        ):
            raise UnfitError
        value = known.get(statement.value.id)
        names = [name.id for name in statement.targets[0].elts if isinstance(name, ast.Name)]
        if (
            not isinstance(value, ast.Tuple)
            or len(names) != len(statement.targets[0].elts)
            or len(set(names) - set(known)) != len(value.elts)
            or len(names) != len(value.elts)
        ):
            raise UnfitError
        return dict(zip(names, value.elts, strict=True))

    def _returned(self, name: str, receiver: ast.Name, given: list[ast.expr], depth: int) -> ast.expr:
        method, rest, known = self._opened(name, receiver, given)
        only = rest[0]
        if not isinstance(only, ast.Return) or only.value is None or depth > _DEEPEST:
            raise UnfitError
        return self._known(only.value, known, method.args.args[0].arg, depth)

    def _known(self, node: ast.expr, known: dict[str, ast.expr], own: str, depth: int) -> ast.expr:
        """``node`` with everything put in for the names."""
        if isinstance(node, ast.Name):
            if node.id in known:
                return copy.deepcopy(known[node.id])
            if node.id.startswith("__") or node.id == "super" or node.id in self.foreign:
                raise UnfitError
            return ast.Name(id=node.id, ctx=ast.Load())
        if isinstance(node, ast.Attribute) and node.attr.startswith("__"):
            raise UnfitError
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            whole = known.get(node.value.id)
            if isinstance(whole, ast.Tuple):
                index = node.slice.value if isinstance(node.slice, ast.Constant) else None
                if type(index) is not int or not 0 <= index < len(whole.elts):
                    raise UnfitError
                return copy.deepcopy(whole.elts[index])
        if isinstance(node, ast.Call):
            return self._called(node, known, own, depth)
        if not isinstance(node, PLAIN_EXPRESSIONS):
            raise UnfitError
        made = copy.copy(node)
        for name, part in ast.iter_fields(node):
            if isinstance(part, ast.expr):
                setattr(made, name, self._known(part, known, own, depth))
            elif isinstance(part, list):
                items = [
                    self._known(item, known, own, depth) if isinstance(item, ast.expr) else item
                    for item in part
                ]
                setattr(made, name, items)
        return made

    def _called(self, call: ast.Call, known: dict[str, ast.expr], own: str, depth: int) -> ast.expr:
        if call.keywords:
            raise UnfitError
        given: list[ast.expr] = []
        for argument in call.args:
            inner = argument.value if isinstance(argument, ast.Starred) else argument
            value = self._known(inner, known, own, depth)
            if not isinstance(argument, ast.Starred):
                given.append(value)
            elif isinstance(value, ast.Tuple):
                given += value.elts
            else:
                raise UnfitError
        function = call.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            receiver = known.get(function.value.id)
            if function.value.id == own and isinstance(receiver, ast.Name):
                # Handed on to a method, an argument is worked out where its parameter stands.
                if not all(map(_quiet, given)):
                    raise UnfitError
                return self._returned(function.attr, receiver, given, depth + 1)
        if not (
            isinstance(function, ast.Name)
            and function.id in QUIET_BUILTINS
            and function.id not in known
            and function.id not in self.foreign
            and is_builtin(self.view, function.id)
        ):
            raise UnfitError
        return ast.Call(func=ast.Name(id=function.id, ctx=ast.Load()), args=given, keywords=[])


def _fits(made: ast.expr) -> bool:
    """Whether ``made`` is short, and the compiler has nothing to say about a constant in it."""
    parts = list(ast.walk(made))
    display = ast.Constant | ast.Tuple
    for part in parts:
        if isinstance(part, ast.Subscript | ast.Attribute) and isinstance(part.value, display):
            return False
        if isinstance(part, ast.Compare) and any(isinstance(asked, ast.Is | ast.IsNot) for asked in part.ops):
            sides = [part.left, *part.comparators]
            known = [side for side in sides if isinstance(side, display)]
            if any(not isinstance(side, ast.Constant) or side.value is not None for side in known):
                return False
    return len(parts) <= _LARGEST


def _quiet(node: ast.expr) -> bool:
    """Whether ``node`` is made of names, constants and the arithmetic that callers have checked."""
    kinds = ast.Name | ast.Constant | ast.Tuple | ast.BinOp | ast.UnaryOp
    syntax = ast.operator | ast.unaryop | ast.expr_context
    return all(isinstance(part, kinds | syntax) for part in ast.walk(node))
