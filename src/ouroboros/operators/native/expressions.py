"""Expressions of a function as statements of a kernel, evaluated in Python's order."""

from __future__ import annotations

import ast
import math
from dataclasses import replace

from ouroboros.operators.native.arithmetic import Arithmetic
from ouroboros.operators.native.facts import Facts, ModuleNames, Scope
from ouroboros.operators.native.values import (
    DTYPES,
    MADE,
    NUMPY,
    SMALL,
    Array,
    Bundle,
    Callee,
    Matrix,
    Nothing,
    Record,
    Scalar,
    UntranslatableError,
    Value,
    Vector,
    number,
)

MATH_CONSTANTS = {name: getattr(math, name) for name in ("pi", "e", "tau")}
INFINITY = Scalar(kind="float", text="_ouroboros_math.inf")


class Expressions(Arithmetic):
    """One pass over a function. ``facts`` found in one pass serve the next, until nothing changes."""

    def __init__(self, names: ModuleNames, facts: Facts) -> None:
        super().__init__()
        self.names = names
        self.facts = facts
        self.callees: set[str] = set()
        self.tables: frozenset[str] = frozenset()
        """Tables that came in, by the names of their buffers."""
        self.instances = 0

    def inline(self, name: str, arguments: list[Value]) -> Value:
        """Translate a call of module-level function ``name`` in place."""
        raise NotImplementedError

    def comprehension(self, node: ast.ListComp, scope: Scope) -> Array:
        """Translate a list comprehension."""
        raise NotImplementedError

    def call(self, node: ast.Call, scope: Scope) -> Value:
        """Translate a call."""
        raise NotImplementedError

    def subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        """Translate the reading of an element or a part."""
        raise NotImplementedError

    def joined(self, node: ast.BinOp, scope: Scope) -> Value:
        """Translate the sum of two lists, or of two numbers."""
        raise NotImplementedError

    def attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        """Translate the reading of an object's attribute."""
        raise NotImplementedError

    def method(self, owner: Record, name: str, arguments: list[Value]) -> Value:
        """Translate a call of an object's method."""
        raise NotImplementedError

    def repeated_bytes(self, node: ast.BinOp, scope: Scope) -> Value:
        """Translate the product of a call and something else."""
        raise NotImplementedError

    def expression(self, node: ast.expr, scope: Scope) -> Value:
        """Write what evaluates ``node``; return where its value is.

        Raises:
            UntranslatableError: it cannot be done exactly.

        """
        if isinstance(node, ast.Constant):
            if node.value is None:
                return Nothing()
            if isinstance(node.value, str) and len(node.value) == 1:
                return Scalar(kind="character", text=f"({ord(node.value)})")
            return number(node.value)
        if isinstance(node, ast.Name):
            return self.read(node.id, scope)
        if isinstance(node, ast.BinOp):
            if isinstance(node.left, ast.List) and isinstance(node.op, ast.Mult):
                return self._repeated(node.left, node.right, scope)
            if isinstance(node.left, ast.Call) and isinstance(node.op, ast.Mult):
                return self.repeated_bytes(node, scope)
            if isinstance(node.op, ast.Add) and isinstance(node.left, ast.List | ast.BinOp):
                return self.joined(node, scope)
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
            return self.subscript(node, scope)
        if isinstance(node, ast.Tuple):
            return Bundle(items=tuple(self.copied(item, scope) for item in node.elts))
        if isinstance(node, ast.List):
            return self._list(node, scope)
        if isinstance(node, ast.ListComp):
            return self.comprehension(node, scope)
        if isinstance(node, ast.Call):
            return self.call(node, scope)
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and self.is_math(node.value.id, scope):
                return self._math_constant(node.attr)
            return self.attribute(node, scope)
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
        return self.kept(value)

    def kept(self, value: Value) -> Value:
        """``value``, in temporaries that nothing assigns again."""
        if isinstance(value, Scalar) and value.literal is None:
            flag = self.temporary(value.flag) if value.flag else ""
            return replace(value, text=self.temporary(value.text), flag=flag)
        if isinstance(value, Vector) and value.tag:
            buffer, length, tag = map(self.temporary, (value.buffer, value.length, value.tag))
            return replace(value, buffer=buffer, length=length, tag=tag)
        if isinstance(value, Vector) and value.buffer.startswith("v"):  # a row that has a name
            buffer, length = map(self.temporary, (value.buffer, value.length))
            place = self.temporary(value.place) if value.place else ""
            return replace(value, buffer=buffer, length=length, place=place)
        if isinstance(value, Matrix) and value.tag:
            texts = (value.buffer, value.rows, value.columns, value.tag)
            buffer, rows, columns, tag = map(self.temporary, texts)
            return replace(value, buffer=buffer, rows=rows, columns=columns, tag=tag)
        if isinstance(value, Bundle):
            return Bundle(items=tuple(map(self.kept, value.items)))
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
                if name in here.records:
                    return here.records[name]
                return self.facts.variable(f"v{here.prefix}{name}")
            here = here.outer
        if name in self.names.constants:
            return number(self.names.constants[name])
        if name in self.names.functions:
            return Callee(name=name)
        if name in self.names.math_functions:
            return self._math_constant(self.names.math_functions[name])
        raise UntranslatableError(f"global {name}")

    def _math_constant(self, name: str) -> Scalar:
        if name == "inf":
            return INFINITY
        if name in MATH_CONSTANTS:
            return number(MATH_CONSTANTS[name])
        raise UntranslatableError(f"math.{name}")

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
        absent = node.comparators[0]
        if isinstance(absent, ast.Constant) and absent.value is None and len(node.ops) == 1:
            return self._is_nothing(node.left, node.ops[0], scope)
        left = self.scalar(node.left, scope)
        result = ""
        if isinstance(node.ops[0], ast.In | ast.NotIn) and len(node.ops) == 1:
            return self._among(node, left)
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

    def _is_nothing(self, node: ast.expr, operator: ast.cmpop, scope: Scope) -> str:
        """``x is None`` or ``x is not None``, which the type of ``x`` decides while translating."""
        if not isinstance(operator, ast.Is | ast.IsNot) or not isinstance(node, ast.Name):
            raise UntranslatableError("comparison with None")
        return str(isinstance(self.read(node.id, scope), Nothing) is isinstance(operator, ast.Is))

    def _among(self, node: ast.Compare, left: Scalar) -> str:
        """``x in (1, 2)``: a display of literals, of which none is NaN, so that only equality counts."""
        display = node.comparators[0]
        if not isinstance(display, ast.Tuple | ast.List | ast.Set) or not all(
            isinstance(item, ast.Constant) for item in display.elts
        ):
            raise UntranslatableError("membership in other than literals")
        if left.kind == "character":
            raise UntranslatableError("membership of a character")
        values = [number(item.value) for item in display.elts if isinstance(item, ast.Constant)]
        found = " or ".join(["False", *(self.compare(ast.Eq(), left, value) for value in values)])
        return self.temporary(f"not ({found})" if isinstance(node.ops[0], ast.NotIn) else found)

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

    def vector(self, element: str, length: str) -> Vector:
        """A new list of ``length`` elements, not yet set."""
        size = self.temporary(length)
        self.give_up_when(f"{size} >= {SMALL}")
        buffer = self.temporary(f"{NUMPY}.empty({size}, {DTYPES[element]})")
        return Vector(
            buffer=buffer,
            length=size,
            element=element,
            fresh=True,
            owners=frozenset({MADE}),
            tag=self.serial(),
        )

    def serial(self) -> str:
        """The number of a list that is made here and now."""
        self.emit("made -= 1")
        return self.temporary("made")

    def _repeated(self, node: ast.List, times: ast.expr, scope: Scope) -> Vector:
        if len(node.elts) != 1:
            raise UntranslatableError("repetition of a list of other than one element")
        value = self.scalar(node.elts[0], scope)
        count = self.integer(times, scope)
        if value.kind in {"mixed", "character"}:
            raise UntranslatableError("list of int or float, or of texts")
        made = self.vector(value.kind, f"max({count.text}, 0)")
        self.emit(f"{made.buffer}[:] = {value.text}")
        return made

    def _list(self, node: ast.List, scope: Scope) -> Vector:
        values = [self.scalar(item, scope) for item in node.elts]
        kinds = {value.kind for value in values}
        if len(kinds) != 1 or kinds & {"mixed", "character"}:
            raise UntranslatableError("list literal that is empty or of several types")
        made = self.vector(kinds.pop(), str(len(values)))
        for index, value in enumerate(values):
            self.emit(f"{made.buffer}[{index}] = {value.text}")
        return made

    def is_math(self, name: str, scope: Scope) -> bool:
        """Whether ``name`` is the module ``math``."""
        return name in self.names.math and not self.is_local(name, scope)

    def is_local(self, name: str, scope: Scope) -> bool:
        """Whether ``name`` is a variable of this function."""
        here: Scope | None = scope
        while here is not None:
            if name in here.bound or name in here.local:
                return True
            here = here.outer
        return False
