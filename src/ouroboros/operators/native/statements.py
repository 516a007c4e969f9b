"""Statements of a function as statements of a kernel, calls of its own module's functions inlined."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from ouroboros.operators.facts.liveness import live_after
from ouroboros.operators.native.control import (
    assigned_names,
    growing_names,
    has_own_break,
    moved_names,
    returns_from_loop,
    without_bound_methods,
    without_else,
)
from ouroboros.operators.native.facts import Facts, ModuleNames, Scope
from ouroboros.operators.native.objects import Objects, borrowed
from ouroboros.operators.native.values import (
    Array,
    Bundle,
    LearntError,
    Record,
    Scalar,
    UntranslatableError,
    Value,
)

MOST_LINES = 1500
"""A longer kernel costs more to compile than it is likely to give back."""
NOTHING = Bundle(items=())


def _names(node: ast.expr) -> frozenset[str]:
    return frozenset({node.id}) if isinstance(node, ast.Name) else frozenset()


def parameters_of(function: ast.FunctionDef) -> tuple[str, ...]:
    """Names of plain parameters.

    Raises:
        UntranslatableError: there are star or keyword-only parameters.

    """
    spec = function.args
    if spec.vararg or spec.kwarg or spec.kwonlyargs:
        raise UntranslatableError("star or keyword-only parameters")
    return tuple(argument.arg for argument in (*spec.posonlyargs, *spec.args))


class Statements(Objects):
    """One pass over a function; afterwards ``lines`` is the kernel's body and ``parts`` what it returns."""

    def __init__(self, names: ModuleNames, facts: Facts) -> None:
        super().__init__(names, facts)
        self.active: list[str] = []
        self._functions: list[ast.FunctionDef] = []
        self.results: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = []
        self._inlined: list[bool] = [False]
        self._ended: list[str] = [""]
        """For each loop around: the variable that tells whether it came to its end, or ""."""
        self._exits: list[str] = [""]
        """For each function: the variable that tells whether its loop of one turn was left, or ""."""

    def function(self, node: ast.FunctionDef, arguments: Mapping[str, Value]) -> None:
        """Translate the whole function, given its arguments' values.

        Raises:
            UntranslatableError: it cannot be done exactly.

        """
        self.emit("made = 0")
        self._functions.append(node)
        arguments = self.enter(arguments)
        scope = self._scope("0_", node, arguments)
        self.active.append(node.name)
        if not self.block(node.body, scope, last=True):
            self._leave(None, scope)
        if len(set(self.results)) != 1:
            raise UntranslatableError("returns of different types")

    def _scope(self, prefix: str, node: ast.FunctionDef, arguments: Mapping[str, Value]) -> Scope:
        assigned = assigned_names(node)
        only = growing_names(node) | moved_names(node, returned=self._inlined[-1])
        scope = Scope(prefix=prefix, local=assigned | {"return"}, growing=only)
        for name, value in arguments.items():
            if name in assigned:
                if not isinstance(value, Scalar) and not (isinstance(value, Array) and value.tag):
                    raise UntranslatableError(f"parameter {name} is rebound")
                self.assign(name, value, scope)
            else:
                scope.bound[name] = value
        return scope

    def inline(self, name: str, arguments: list[Value]) -> Value:
        """Translate a call of module-level function ``name`` in place."""
        self.callees.add(name)
        return self.inline_body(name, self.names.functions[name], arguments)

    def inline_body(self, name: str, node: ast.FunctionDef, arguments: list[Value]) -> Value:
        """Translate the body of ``node``, a function or method called ``name``, in place."""
        parameters = parameters_of(node)
        arguments = [*arguments, *self._defaults(node, len(parameters) - len(arguments))]
        if name in self.active or len(parameters) != len(arguments) or len(self.lines) > MOST_LINES:
            raise UntranslatableError(f"call of {name}: recursive, large or with default arguments")
        self.instances += 1
        prefix = f"{self.instances}_"
        self.active.append(name)
        self._functions.append(node)
        self._inlined.append(True)
        lent = [borrowed(argument) for argument in arguments]
        scope = self._scope(prefix, node, dict(zip(parameters, lent, strict=True)))
        returns = [
            found for found in ast.walk(node) if isinstance(found, ast.Return) and found.value is not None
        ]
        if returns_from_loop(node):
            left = self._once(node, scope)
        else:
            self._exits.append("")
            left = self.block(node.body, scope, last=True)
        self._exits.pop()
        self._inlined.pop()
        self._functions.pop()
        self.active.pop()
        if not returns:
            return NOTHING
        if not left:
            raise UntranslatableError(f"{name} returns a value only sometimes")
        return self.facts.variable(f"v{prefix}return")

    def _defaults(self, node: ast.FunctionDef, count: int) -> list[Value]:
        """Values of the last ``count`` parameters, where they are literals."""
        given = node.args.defaults[len(node.args.defaults) - count :] if count > 0 else []
        if any(not isinstance(value, ast.Constant) for value in given):
            raise UntranslatableError("a default that is no literal")
        empty = Scope(prefix="d_")
        return [self.expression(value, empty) for value in given]

    def _once(self, node: ast.FunctionDef, scope: Scope) -> bool:
        """An inlined function with a ``return`` in a loop: a loop of one turn, which ``return`` leaves."""
        left = self.name()
        self._exits.append(left)
        self.emit(f"{left} = False")
        self.emit("while True:")
        self.depth += 1
        ended = self.block(node.body, scope, last=True)
        self.emit("break")
        self.depth -= 1
        return ended

    def _left_inside(self, loop: ast.For | ast.While) -> None:
        """After an inlined loop: whether it was left by a ``return``, which leaves the loop around it too."""
        if self._exits[-1] and any(isinstance(node, ast.Return) for node in ast.walk(loop)):
            self.emit(f"if {self._exits[-1]}:")
            self.emit("    break")

    def block(self, body: Sequence[ast.stmt], scope: Scope, *, last: bool) -> bool:
        """Translate statements; whether control certainly never reaches their end.

        ``last`` tells that nothing of the function follows them, as an inlined ``return`` demands.
        """
        for number, statement in enumerate(body):
            if len(self.lines) > MOST_LINES:
                raise UntranslatableError("too large")
            rest = body[number + 1 :]
            if (
                isinstance(statement, ast.For | ast.While)
                and statement.orelse
                and not has_own_break(statement.body)
            ):
                # Nothing leaves the loop early: its `else` is what comes next.
                return self.block([without_else(statement), *statement.orelse, *rest], scope, last=last)
            if isinstance(statement, ast.If):
                if (
                    self._inlined[-1]
                    and not self._exits[-1]
                    and any(isinstance(found, ast.Return) for found in ast.walk(statement))
                ):
                    return self._split(statement, rest, scope, last=last)
                left = self._if(statement, statement.body, statement.orelse, scope, last=last and not rest)
            else:
                left = self._statement(statement, scope, last=last and not rest)
            if left:
                return True
        return False

    def _split(self, statement: ast.If, rest: Sequence[ast.stmt], scope: Scope, *, last: bool) -> bool:
        # Inlined: what follows an `if` that returns belongs to its other branch.
        ends = statement.body[-1]
        if isinstance(ends, ast.Return | ast.Raise):
            return self._if(statement, statement.body, [*statement.orelse, *rest], scope, last=last)
        if rest:
            raise UntranslatableError("inlined return that is not at the end of a branch")
        return self._if(statement, statement.body, statement.orelse, scope, last=last)

    def _if(
        self,
        statement: ast.If,
        body: Sequence[ast.stmt],
        orelse: Sequence[ast.stmt],
        scope: Scope,
        *,
        last: bool,
    ) -> bool:
        condition = self.condition(statement.test, scope)
        if condition in {"True", "False"}:  # decided by types: the other branch never runs
            return self.block(body if condition == "True" else orelse, scope, last=last)
        before = set(scope.defined)
        ends: list[tuple[bool, set[str]]] = []
        for head, branch in ((f"if {condition}:", body), ("else:", orelse)):
            scope.defined = set(before)
            self.emit(head)
            self.depth += 1
            self.emit("pass")
            left = self.block(branch, scope, last=last)
            self.depth -= 1
            ends.append((left, scope.defined))
        reached = [defined for left, defined in ends if not left]
        scope.defined = set.intersection(*reached) if reached else before
        return not reached

    def _statement(self, statement: ast.stmt, scope: Scope, *, last: bool) -> bool:
        if isinstance(statement, ast.Assign):
            gone = _names(statement.value) - self._live(statement)
            self.assignment(statement.targets, statement.value, scope, gone)
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            self.assignment([statement.target], statement.value, scope)
        elif isinstance(statement, ast.AugAssign):
            self._augmented(statement, scope)
        elif isinstance(statement, ast.For | ast.While):
            return self._loop(statement, scope)
        elif isinstance(statement, ast.Return):
            if self._inlined[-1] and not last and not self._exits[-1]:
                raise UntranslatableError("inlined return inside a loop or before other statements")
            self._leave(statement.value, scope)
            return True
        elif isinstance(statement, ast.Raise):
            self.emit("raise OverflowError")
            return True
        elif isinstance(statement, ast.Break | ast.Continue):
            if isinstance(statement, ast.Break) and self._ended[-1]:
                self.emit(f"{self._ended[-1]} = False")
            self.emit("break" if isinstance(statement, ast.Break) else "continue")
            return True
        elif isinstance(statement, ast.Assert):
            self.give_up_when(f"not ({self.condition(statement.test, scope)})")
        elif isinstance(statement, ast.Expr):
            self._bare(statement, statement.value, scope)
        elif not isinstance(statement, ast.Pass):
            raise UntranslatableError(type(statement).__name__)
        return False

    def _bare(self, statement: ast.Expr, node: ast.expr, scope: Scope) -> None:
        if isinstance(node, ast.Constant):
            return
        if not isinstance(node, ast.Call):
            raise UntranslatableError("expression statement")
        function = node.func
        if isinstance(function, ast.Attribute) and function.attr == "insert" and len(node.args) == 2:
            self.insert(function.value, node.args[0], node.args[1], scope)
            return
        if not (isinstance(function, ast.Attribute) and function.attr == "append"):
            self.expression(node, scope)
            return
        if len(node.args) != 1 or node.keywords:
            raise UntranslatableError("append of other than one value")
        name = node.args[0].id if isinstance(node.args[0], ast.Name) else ""
        self.append(function.value, node.args[0], scope, last_use=name not in self._live(statement))

    def _live(self, statement: ast.stmt) -> frozenset[str]:
        """Names that may be read after ``statement`` of the function that is being translated."""
        return live_after(self._functions[-1]).get(statement, frozenset())

    def _augmented(self, statement: ast.AugAssign, scope: Scope) -> None:
        target = statement.target
        if isinstance(target, ast.Name):
            old = self.read(target.id, scope)
            if not isinstance(old, Scalar):
                raise UntranslatableError("augmented assignment to a list")
            new = self.binary(statement.op, old, self.scalar(statement.value, scope))
            self.assign(target.id, new, scope)
        elif isinstance(target, ast.Attribute):
            self.change_attribute(target, statement.op, statement.value, scope)
        elif isinstance(target, ast.Subscript) and self.may_be_object(target.value, scope):
            self.change_item(target, statement.op, statement.value, scope)
        elif isinstance(target, ast.Subscript):
            self.change_element(target, statement.op, statement.value, scope)
        else:
            raise UntranslatableError("augmented assignment to something else")

    def _loop(self, statement: ast.For | ast.While, scope: Scope) -> bool:
        """A loop, and its ``else``, which runs unless a ``break`` left the loop."""
        ended = self.temporary("True") if statement.orelse else ""
        self._ended.append(ended)
        left = False
        if isinstance(statement, ast.For):
            self._for(statement, scope)
        else:
            left = self._while(statement, scope)
        self._ended.pop()
        if ended:
            before = set(scope.defined)
            self.emit(f"if {ended}:")
            self.depth += 1
            self.emit("pass")
            self.block(statement.orelse, scope, last=False)
            self.depth -= 1
            scope.defined = before
        return left

    def _for(self, statement: ast.For, scope: Scope) -> None:
        self.unchanging(statement.iter, statement.body)
        before = set(scope.defined)
        header, bind = self.iteration(statement.iter, scope)
        self.emit(header)
        self.depth += 1
        self.put(statement.target, bind(), scope)
        self.block(statement.body, scope, last=False)
        self.depth -= 1
        self._left_inside(statement)
        scope.defined = before

    def _while(self, statement: ast.While, scope: Scope) -> bool:
        self.loops += 1
        before = set(scope.defined)
        forever = isinstance(statement.test, ast.Constant) and statement.test.value == 1
        self.emit("while True:")
        self.depth += 1
        if forever:
            self.emit("pass")
        else:
            condition = self.condition(statement.test, scope)
            self.emit(f"if not ({condition}):")
            self.emit("    break")
        self.block(statement.body, scope, last=False)
        self.depth -= 1
        self._left_inside(statement)
        scope.defined = before
        return forever and not has_own_break(statement.body)

    def _leave(self, node: ast.expr | None, scope: Scope) -> None:
        """``return``: of the function, or of the inlined one."""
        nothing = node is None or (isinstance(node, ast.Constant) and node.value is None)
        if self._inlined[-1]:
            if node is None:
                self._exit()
                return
            if nothing:
                raise UntranslatableError("inlined return of None")
            value = self.expression(node, scope)
            if isinstance(value, Record) or (isinstance(value, Array) and not value.fresh):
                raise UntranslatableError("a function returns its argument, a part of it, or an object")
            self.assign("return", value, scope)
            self._exit()
            return
        parts: list[str] = []
        shown = "None" if node is None or nothing else self.returned(self.copied(node, scope), "", parts)
        self.results.append((shown, self.kept_attributes(parts), self.orders(parts)))
        self.emit(f"return ({', '.join(parts or ['0'])},)")

    def _exit(self) -> None:
        if self._exits[-1]:
            self.emit(f"{self._exits[-1]} = True")
            self.emit("break")


def translate(
    node: ast.FunctionDef,
    names: ModuleNames,
    arguments: Mapping[str, Value],
    objects: Mapping[str, Mapping[str, Value]] | None = None,
) -> tuple[Statements, Facts]:
    """Pass over ``node`` until nothing new is learnt; the last pass holds the kernel.

    Raises:
        UntranslatableError: it cannot be done exactly, or types do not settle.

    """
    facts = Facts()
    node = without_bound_methods(node)
    for _ in range(16):
        before = facts.snapshot()
        last = Statements(names, facts)
        last.entering = objects or {}
        facts.passes += 1
        try:
            last.function(node, arguments)
        except LearntError:
            continue
        if facts.snapshot() == before:
            unknown = any(array.element == "?" for array in facts.arrays.values())
            if unknown or "?" in facts.elements.values():
                raise UntranslatableError("a list whose element type is not known")
            return last, facts
    raise UntranslatableError("types do not settle")
