"""Expressions of a function as statements of a kernel, evaluated in Python's order."""

from __future__ import annotations

import ast
import math
from dataclasses import replace

from ouroboros.operators.native.arithmetic import Arithmetic
from ouroboros.operators.native.facts import Facts, ModuleNames, Scope
from ouroboros.operators.native.values import (
    DTYPES,
    NUMPY,
    SMALL,
    Array,
    Bundle,
    Callee,
    Matrix,
    Scalar,
    UntranslatableError,
    Value,
    Vector,
    number,
)

BUILTINS = frozenset({"range", "len", "abs", "min", "max", "int", "float", "list", "enumerate", "zip"})


class Expressions(Arithmetic):
    """One pass over a function. ``facts`` found in one pass serve the next, until nothing changes."""

    def __init__(self, names: ModuleNames, facts: Facts) -> None:
        super().__init__()
        self.names = names
        self.facts = facts
        self.callees: set[str] = set()
        self.instances = 0

    def inline(self, name: str, arguments: list[Value]) -> Value:
        """Translate a call of module-level function ``name`` in place."""
        raise NotImplementedError

    def comprehension(self, node: ast.ListComp, scope: Scope) -> Array:
        """Translate a list comprehension."""
        raise NotImplementedError

    def expression(self, node: ast.expr, scope: Scope) -> Value:
        """Write what evaluates ``node``; return where its value is.

        Raises:
            UntranslatableError: it cannot be done exactly.

        """
        if isinstance(node, ast.Constant):
            return number(node.value)
        if isinstance(node, ast.Name):
            return self.read(node.id, scope)
        if isinstance(node, ast.BinOp):
            if isinstance(node.left, ast.List) and isinstance(node.op, ast.Mult):
                return self._repeated(node.left, node.right, scope)
            left = self.scalar(node.left, scope)
            return self.binary(node.op, left, self.scalar(node.right, scope))
        if isinstance(node, ast.UnaryOp):
            if isinstance(node.op, ast.Not):
                condition = self.condition(node.operand, scope)
                return Scalar(kind="bool", text=self.temporary(f"not ({condition})"))
            return self.unary(node.op, self.scalar(node.operand, scope))
        if isinstance(node, ast.Compare):
            return Scalar(kind="bool", text=self.condition(node, scope))
        if isinstance(node, ast.BoolOp):
            return self._logical_value(node, scope)
        if isinstance(node, ast.IfExp):
            return self._choice(node, scope)
        if isinstance(node, ast.Subscript):
            return self._subscript(node, scope)
        if isinstance(node, ast.Tuple):
            return Bundle(items=tuple(self.copied(item, scope) for item in node.elts))
        if isinstance(node, ast.List):
            return self._list(node, scope)
        if isinstance(node, ast.ListComp):
            return self.comprehension(node, scope)
        if isinstance(node, ast.Call):
            return self._call(node, scope)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if self._is_math(node.value.id, scope) and node.attr in {"pi", "e", "tau"}:
                return number(getattr(math, node.attr))
            raise UntranslatableError(f"attribute .{node.attr}")
        raise UntranslatableError(type(node).__name__)

    def scalar(self, node: ast.expr, scope: Scope) -> Scalar:
        """The value of ``node``, which must be a number or truth value."""
        value = self.expression(node, scope)
        if not isinstance(value, Scalar):
            raise UntranslatableError(f"{ast.unparse(node)} is no number")
        return value

    def integer(self, node: ast.expr, scope: Scope) -> Scalar:
        """The value of ``node``, which must be an int."""
        value = self.scalar(node, scope)
        if value.kind != "int":
            raise UntranslatableError(f"{ast.unparse(node)} is no int")
        return value

    def copied(self, node: ast.expr, scope: Scope) -> Value:
        """The value of ``node`` now, whatever its variables become later."""
        value = self.expression(node, scope)
        if isinstance(value, Scalar) and value.literal is None:
            flag = self.temporary(value.flag) if value.flag else ""
            return replace(value, text=self.temporary(value.text), flag=flag)
        return value

    def read(self, name: str, scope: Scope) -> Value:
        """The value of a name.

        Raises:
            UntranslatableError: it might be unbound, or is nothing that a kernel knows.

        """
        here: Scope | None = scope
        while here is not None:
            if name in here.bound:
                return here.bound[name]
            if name in here.local:
                if name not in here.defined:
                    raise UntranslatableError(f"{name} might be unbound")
                return self.facts.variable(f"v{here.prefix}{name}")
            here = here.outer
        if name in self.names.constants:
            return number(self.names.constants[name])
        if name in self.names.functions:
            return Callee(name=name)
        raise UntranslatableError(f"global {name}")

    def condition(self, node: ast.expr, scope: Scope) -> str:
        """Text that says whether ``node`` is true; evaluated as far as Python would."""
        if isinstance(node, ast.BoolOp):
            result = self.temporary(f"bool({self.condition(node.values[0], scope)})")
            for operand in node.values[1:]:
                self.emit(f"if {result if isinstance(node.op, ast.And) else 'not ' + result}:")
                self.depth += 1
                self.emit(f"{result} = bool({self.condition(operand, scope)})")
                self.depth -= 1
            return result
        if isinstance(node, ast.Compare):
            return self._comparison(node, scope)
        value = self.expression(node, scope)
        if isinstance(value, Vector):
            return f"{value.length} != 0"
        if not isinstance(value, Scalar):
            raise UntranslatableError(f"truth of {ast.unparse(node)}")
        return self.truth(value)

    def _comparison(self, node: ast.Compare, scope: Scope) -> str:
        left = self.scalar(node.left, scope)
        result = ""
        for depth, (operator, comparator) in enumerate(zip(node.ops, node.comparators, strict=True)):
            right = self.scalar(comparator, scope)
            text = self.compare(operator, left, right)
            if depth == 0:
                result = text
            else:
                self.emit(f"{result} = {text}")
            left = right
            if depth + 1 < len(node.ops):
                self.emit(f"if {result}:")
                self.depth += 1
        self.depth -= len(node.ops) - 1
        return result

    def _logical_value(self, node: ast.BoolOp, scope: Scope) -> Scalar:
        # As a value, `a and b` is one of its operands: a truth value only when all of them are.
        if not all(isinstance(value, ast.Compare) for value in node.values):
            raise UntranslatableError("and/or of other than comparisons, as a value")
        return Scalar(kind="bool", text=self.condition(node, scope))

    def _choice(self, node: ast.IfExp, scope: Scope) -> Scalar:
        result = self.name()
        kinds = []
        self.emit(f"if {self.condition(node.test, scope)}:")
        for branch in (node.body, node.orelse):
            self.depth += 1
            value = self.scalar(branch, scope)
            kinds.append(value.kind)
            self.emit(f"{result} = {value.text}")
            self.depth -= 1
            if branch is node.body:
                self.emit("else:")
        if kinds[0] != kinds[1] or kinds[0] == "mixed":
            raise UntranslatableError("a choice between different types")
        return Scalar(kind=kinds[0], text=result)

    def position(self, node: ast.expr, length: str, scope: Scope) -> str:
        """Text of the index ``node`` into a list of ``length``, negative ones counted from the end."""
        index = self.integer(node, scope)
        text = index.text
        if index.low < 0:
            text = self.temporary(text)
            self.emit(f"if {text} < 0:")
            self.emit(f"    {text} += {length}")
            self.give_up_when(f"not 0 <= {text} < {length}")
        else:
            self.give_up_when(f"{text} >= {length}")
        return text

    def place(self, node: ast.Subscript, scope: Scope) -> tuple[str, str, frozenset[str]]:
        """Text of one element's place, its kind, and the parameters that it may belong to."""
        if isinstance(node.slice, ast.Slice):
            raise UntranslatableError("slice")
        if isinstance(node.value, ast.Subscript):
            base = self.expression(node.value.value, scope)
            if isinstance(base, Matrix):
                row = self.position(node.value.slice, base.rows, scope)
                column = self.position(node.slice, base.columns, scope)
                return f"{base.buffer}[{row}, {column}]", base.element, base.owners
            raise UntranslatableError(f"subscript {ast.unparse(node)}")
        base = self.expression(node.value, scope)
        if not isinstance(base, Vector):
            raise UntranslatableError(f"subscript {ast.unparse(node)}")
        index = self.position(node.slice, base.length, scope)
        return f"{base.buffer}[{index}]", base.element, base.owners

    def element(self, text: str, kind: str, owners: frozenset[str]) -> Scalar:
        """Read one element. What came with the arguments and is never stored to stays small."""
        name = self.temporary(text)
        if kind == "int" and owners and not owners & self.facts.mutated:
            return Scalar(kind="int", text=name, low=-SMALL, high=SMALL)
        return Scalar(kind="float" if kind == "?" else kind, text=name)

    def row(self, matrix: Matrix, index: str) -> Vector:
        """Row ``index`` of a matrix, as a view."""
        buffer = self.temporary(f"{matrix.buffer}[{index}]")
        return Vector(buffer=buffer, length=matrix.columns, element=matrix.element, owners=matrix.owners)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        if isinstance(node.value, ast.Name):
            base = self.expression(node.value, scope)
            if isinstance(base, Matrix) and not isinstance(node.slice, ast.Slice):
                return self.row(base, self.position(node.slice, base.rows, scope))
            if isinstance(base, Bundle) and isinstance(node.slice, ast.Constant):
                index = node.slice.value
                if type(index) is int and -len(base.items) <= index < len(base.items):
                    return base.items[index]
        return self.element(*self.place(node, scope))

    def vector(self, element: str, length: str) -> Vector:
        """A new list of ``length`` elements, not yet set."""
        size = self.temporary(length)
        self.give_up_when(f"{size} >= {SMALL}")
        buffer = self.temporary(f"{NUMPY}.empty({size}, {DTYPES[element]})")
        return Vector(buffer=buffer, length=size, element=element, fresh=True)

    def _repeated(self, node: ast.List, times: ast.expr, scope: Scope) -> Vector:
        if len(node.elts) != 1:
            raise UntranslatableError("repetition of a list of other than one element")
        value = self.scalar(node.elts[0], scope)
        count = self.integer(times, scope)
        if value.kind == "mixed":
            raise UntranslatableError("list of int or float")
        made = self.vector(value.kind, f"max({count.text}, 0)")
        self.emit(f"{made.buffer}[:] = {value.text}")
        return made

    def _list(self, node: ast.List, scope: Scope) -> Vector:
        values = [self.scalar(item, scope) for item in node.elts]
        kinds = {value.kind for value in values}
        if len(kinds) != 1 or "mixed" in kinds:
            raise UntranslatableError("list literal that is empty or of several types")
        made = self.vector(kinds.pop(), str(len(values)))
        for index, value in enumerate(values):
            self.emit(f"{made.buffer}[{index}] = {value.text}")
        return made

    def _is_math(self, name: str, scope: Scope) -> bool:
        return name in self.names.math and not self.is_local(name, scope)

    def is_local(self, name: str, scope: Scope) -> bool:
        """Whether ``name`` is a variable of this function."""
        here: Scope | None = scope
        while here is not None:
            if name in here.bound or name in here.local:
                return True
            here = here.outer
        return False

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            raise UntranslatableError("call with keywords or stars")
        function = node.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
            if self._is_math(function.value.id, scope) and len(node.args) == 1:
                return self._of_math(function.attr, node.args[0], scope)
        elif isinstance(function, ast.Name):
            name = function.id
            if name in BUILTINS and not self.is_local(name, scope) and name not in self.names.every:
                return self._of_builtin(name, node.args, scope)
            if name in self.names.math_functions and not self.is_local(name, scope) and len(node.args) == 1:
                return self._of_math(self.names.math_functions[name], node.args[0], scope)
            callee = self.read(name, scope)
            if isinstance(callee, Callee):
                return self.inline(callee.name, [self.copied(argument, scope) for argument in node.args])
        raise UntranslatableError(f"call of {ast.unparse(function)}")

    def _of_math(self, function: str, argument: ast.expr, scope: Scope) -> Scalar:
        value = self.scalar(argument, scope)
        if function in {"floor", "ceil"} and value.kind == "float":
            self.give_up_when(f"not -4.6e18 < {value.text} < 4.6e18")
            return self.to_integer(self.temporary(f"{NUMPY}.{function}({value.text})"))
        return self.libm(function, value)

    def _of_builtin(self, name: str, arguments: list[ast.expr], scope: Scope) -> Value:
        if name in {"min", "max"} and len(arguments) == 2:
            return self._extreme(name, arguments, scope)
        if len(arguments) != 1:
            raise UntranslatableError(f"{name} with {len(arguments)} arguments")
        value = self.expression(arguments[0], scope)
        if name == "len" and isinstance(value, Vector):
            return Scalar(kind="int", text=self.temporary(value.length), low=0, high=SMALL)
        if name == "len" and isinstance(value, Matrix):
            return Scalar(kind="int", text=value.rows, low=0, high=SMALL)
        if name == "list" and isinstance(value, Vector):
            made = self.vector(value.element, value.length)
            self.emit(f"{made.buffer}[:] = {value.buffer}[:{value.length}]")
            return made
        if not isinstance(value, Scalar) or value.kind in {"bool", "mixed"}:
            raise UntranslatableError(f"{name} of {ast.unparse(arguments[0])}")
        if name == "abs":
            return self.absolute(value)
        if name == "float":
            return value if value.kind == "float" else Scalar(kind="float", text=self.as_float(value))
        if name == "int":
            return value if value.kind == "int" else self.to_integer(value.text)
        raise UntranslatableError(f"{name} as a value")

    def _extreme(self, name: str, arguments: list[ast.expr], scope: Scope) -> Scalar:
        first, second = (self.scalar(argument, scope) for argument in arguments)
        if first.kind != second.kind or first.kind not in {"int", "float"}:
            raise UntranslatableError(f"{name} of different types")
        result = self.temporary(first.text)
        # The first wins ties and comparisons with NaN, as in CPython.
        self.emit(f"if {second.text} {'<' if name == 'min' else '>'} {first.text}:")
        self.emit(f"    {result} = {second.text}")
        pick = min if name == "min" else max
        return Scalar(
            kind=first.kind, text=result, low=pick(first.low, second.low), high=pick(first.high, second.high)
        )
