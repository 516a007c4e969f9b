"""Calls of built-in functions and of ``math`` in a kernel."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace

from ouroboros.operators.native.elements import Elements
from ouroboros.operators.native.expressions import INFINITY
from ouroboros.operators.native.facts import Scope
from ouroboros.operators.native.values import (
    LIMIT,
    NUMPY,
    SMALL,
    Array,
    Bundle,
    Callee,
    Matrix,
    Record,
    Rows,
    Scalar,
    UntranslatableError,
    Value,
    Vector,
    number,
)

BUILTINS = frozenset({"range", "len", "abs", "min", "max", "int", "float", "list", "enumerate", "zip"}) | {
    "bytearray", "sum", "any", "all", "divmod", "round", "bool", "ord", "reversed", "pow",
}  # fmt: skip
_INFINITIES = {"inf": "", "+inf": "", "infinity": "", "-inf": "-", "-infinity": "-"}
EXACT_ROOT = 2**52
"""Below it the truncated square root of an integer is the integer square root."""


class Calls(Elements):
    """Expressions, and what they call."""

    def over(
        self, generators: Sequence[ast.comprehension], scope: Scope, body: Callable[[Scope], None]
    ) -> None:
        """Write the loops of a comprehension around what ``body`` writes, given the names of its targets."""
        raise NotImplementedError

    def assign(self, name: str, value: Value, scope: Scope) -> None:
        """Assign to a local variable."""
        raise NotImplementedError

    def whole_range(self, node: ast.Call, scope: Scope) -> Array:
        """``list(range(…))``, a new list."""
        raise NotImplementedError

    def construct(self, kind: str, arguments: list[Value]) -> Record:
        """Translate the making of an object."""
        raise NotImplementedError

    def may_be_object(self, node: ast.expr, scope: Scope) -> bool:
        """Whether ``node`` names a value whose methods could be those of a class of the module."""
        if isinstance(node, ast.Attribute):
            return self.may_be_object(node.value, scope)
        if not isinstance(node, ast.Name) or not self.is_local(node.id, scope):
            return False
        return isinstance(self.read(node.id, scope), Record)

    def turned(self, value: Value) -> Vector:
        """``xs[::-1]``."""
        raise NotImplementedError

    def popped(self, receiver: ast.expr, arguments: list[ast.expr], scope: Scope) -> Scalar:
        """``xs.pop()`` or ``xs.pop(i)``."""
        raise NotImplementedError

    def call(self, node: ast.Call, scope: Scope) -> Value:
        """Translate a call of ``math``, a built-in, a method of lists or the module's own function."""
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            raise UntranslatableError("call with keywords or stars")
        function = node.func
        if isinstance(function, ast.Attribute) and self.may_be_object(function.value, scope):
            owner = self.expression(function.value, scope)
            if isinstance(owner, Record):
                return self.method(
                    owner, function.attr, [self.copied(argument, scope) for argument in node.args]
                )
        if isinstance(function, ast.Attribute):
            if isinstance(function.value, ast.Name) and self.is_math(function.value.id, scope):
                return self._of_math(function.attr, node.args, scope)
            if function.attr == "copy" and not node.args:
                return self.duplicate(self.expression(function.value, scope))
            if function.attr == "pop" and len(node.args) <= 1:
                return self.popped(function.value, node.args, scope)
        elif isinstance(function, ast.Name):
            name = function.id
            if name in BUILTINS and not self.is_local(name, scope) and name not in self.names.every:
                return self._of_builtin(name, node, scope)
            if name in self.names.math_functions and not self.is_local(name, scope):
                return self._of_math(self.names.math_functions[name], node.args, scope)
            if name in self.names.classes and not self.is_local(name, scope):
                return self.construct(name, [self.copied(argument, scope) for argument in node.args])
            callee = self.read(name, scope)
            if isinstance(callee, Callee):
                return self.inline(callee.name, [self.copied(argument, scope) for argument in node.args])
        raise UntranslatableError(f"call of {ast.unparse(function)}")

    def duplicate(self, value: Value, start: str = "0", stop: str = "") -> Vector:
        """A new list with the elements of a vector from ``start`` to before ``stop``, both inside it."""
        if not isinstance(value, Vector):
            raise UntranslatableError("copy of other than a list of numbers")
        if value.element == "character" or value.fixed or value.most < LIMIT:
            raise UntranslatableError("a part of a text, a tuple or bytes")
        stop = stop or value.length
        made = self.vector(value.element, stop if start == "0" else f"{stop} - {start}")
        self.emit(f"{made.buffer}[:] = {value.buffer}[{start}:{stop}]")
        return made

    def _of_math(self, function: str, arguments: list[ast.expr], scope: Scope) -> Scalar:
        values = [self.scalar(argument, scope) for argument in arguments]
        if len(values) == 2 and function == "gcd":
            return self._divisor(*values)
        if len(values) == 2:
            return self.libm_of_two(function, *values)
        if len(values) != 1:
            raise UntranslatableError(f"math.{function} with {len(values)} arguments")
        value = values[0]
        if function in {"floor", "ceil", "trunc"} and value.kind in {"int", "float"}:
            if value.kind == "int":
                return value
            self.give_up_when(f"not -4.6e18 < {value.text} < 4.6e18")
            if function == "trunc":
                return self.to_integer(value.text)
            return self.to_integer(self.temporary(f"{NUMPY}.{function}({value.text})"))
        if function == "isqrt" and value.kind == "int":
            self.give_up_when(f"not 0 <= {value.text} < {EXACT_ROOT}")
            root = self.temporary(f"int({NUMPY}.sqrt(float({value.text})))")
            return Scalar(kind="int", text=root, low=0, high=1 << 26)
        return self.libm(function, value)

    def _divisor(self, first: Scalar, second: Scalar) -> Scalar:
        """``math.gcd``, by Euclid's algorithm."""
        if {first.kind, second.kind} != {"int"}:
            raise UntranslatableError("gcd of other than integers")
        a, b = (self.temporary(f"abs({value.text})") for value in (first, second))
        self.emit(f"while {b} != 0:")
        self.emit(f"    {a}, {b} = {b}, {a} % {b}")
        most = max(abs(bound) for value in (first, second) for bound in (value.low, value.high))
        return Scalar(kind="int", text=a, low=0, high=most)

    def _of_builtin(self, name: str, node: ast.Call, scope: Scope) -> Value:
        arguments = node.args
        if name in {"min", "max"} and len(arguments) > 1:
            return self._extreme(name, [self.scalar(argument, scope) for argument in arguments])
        if name in {"divmod", "pow"} and len(arguments) == 2:
            first, second = (self.scalar(argument, scope) for argument in arguments)
            if name == "pow":
                return self.binary(ast.Pow(), first, second)
            whole = self.binary(ast.FloorDiv(), first, second)
            return Bundle(items=(whole, self.binary(ast.Mod(), first, second)))
        if len(arguments) != 1:
            raise UntranslatableError(f"{name} with {len(arguments)} arguments")
        argument = arguments[0]
        if name in {"bytearray", "sum", "any", "all", "min", "max"}:
            return self._folded(name, argument, scope)
        if name == "bool":
            return Scalar(kind="bool", text=self.temporary(f"bool({self.condition(argument, scope)})"))
        if name == "float" and isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            sign = _INFINITIES.get(argument.value.strip().lower())
            if sign is None:
                raise UntranslatableError("float of a text")
            return replace(INFINITY, text=f"({sign}{INFINITY.text})")
        if name == "list" and isinstance(argument, ast.Call) and ast.unparse(argument.func) == "range":
            return self.whole_range(argument, scope)
        if name in {"list", "reversed"}:
            return self.listed(name, argument, scope)
        return self._of_one(name, self.expression(argument, scope), argument)

    def listed(self, name: str, node: ast.expr, scope: Scope) -> Vector:
        """``list(xs)``, a copy; ``reversed(xs)``, which is only for what takes all of it at once."""
        if name == "list" and isinstance(node, ast.Call) and ast.unparse(node.func) == "reversed":
            if len(node.args) != 1 or "reversed" in self.names.every or self.is_local("reversed", scope):
                raise UntranslatableError("reversed")
            return self.turned(self.expression(node.args[0], scope))
        value = self.expression(node, scope)
        if name == "reversed" or not isinstance(value, Vector):
            raise UntranslatableError(f"{name} of {ast.unparse(node)}")
        if value.element == "character":
            raise UntranslatableError("a list of characters")
        return self.duplicate(replace(value, fixed=False, least=-LIMIT, most=LIMIT))

    def repeated_bytes(self, node: ast.BinOp, scope: Scope) -> Value:
        """``bytearray([1]) * n`` (or of one byte), or the product of two numbers."""
        call = node.left
        assert isinstance(call, ast.Call)
        plain = isinstance(call.func, ast.Name) and call.func.id == "bytearray" and len(call.args) == 1
        if plain and "bytearray" not in self.names.every and not self.is_local("bytearray", scope):
            one = call.args[0]
            value: object = None
            if isinstance(one, ast.List) and len(one.elts) == 1 and isinstance(one.elts[0], ast.Constant):
                value = one.elts[0].value
            elif isinstance(one, ast.Constant) and isinstance(one.value, bytes) and len(one.value) == 1:
                value = one.value[0]
            if type(value) is int and 0 <= value < 256:  # no truth value
                count = self.integer(node.right, scope)
                return self._bytes(f"max({count.text}, 0)", value)
        left = self.scalar(call, scope)
        return self.binary(node.op, left, self.scalar(node.right, scope))

    def _bytes(self, length: str, value: int) -> Vector:
        made = self.vector("int", length)
        self.emit(f"{made.buffer}[:] = {value}")
        return replace(made, least=0, most=255)

    def _of_one(self, name: str, value: Value, argument: ast.expr) -> Value:
        if name == "len" and isinstance(value, Vector):
            return Scalar(kind="int", text=self.temporary(value.length), low=0, high=SMALL)
        if name == "len" and isinstance(value, Rows):
            return Scalar(kind="int", text=value.length, low=0, high=SMALL)
        if name == "len" and isinstance(value, Matrix):
            return Scalar(kind="int", text=self.temporary(value.rows), low=0, high=SMALL)
        if name == "ord" and isinstance(value, Scalar) and value.kind == "character":
            return Scalar(kind="int", text=value.text, low=0, high=0x10FFFF)
        if not isinstance(value, Scalar) or value.kind in {"mixed", "character"}:
            raise UntranslatableError(f"{name} of {ast.unparse(argument)}")
        value = self.counted(value)
        if name == "bytearray" and value.kind == "int":
            self.give_up_when(f"{value.text} < 0")
            return self._bytes(value.text, 0)
        if name == "abs":
            return self.absolute(value)
        if name == "float":
            return value if value.kind == "float" else Scalar(kind="float", text=self.as_float(value))
        if name == "int":
            return value if value.kind == "int" else self.to_integer(value.text)
        if name == "round":
            if value.kind == "int":
                return value
            self.give_up_when(f"not -4.6e18 < {value.text} < 4.6e18")
            return self.to_integer(self.temporary(f"{NUMPY}.rint({value.text})"))
        raise UntranslatableError(f"{name} as a value")

    def _folded(self, name: str, node: ast.expr, scope: Scope) -> Scalar:
        """``sum``, ``any``, ``all``, ``min`` or ``max`` of a generator, comprehension or list."""
        if isinstance(node, ast.ListComp) and name in {"any", "all"}:
            raise UntranslatableError("a comprehension has no early end")
        self.instances += 1
        key = f"s{self.instances}_"
        around = Scope(
            prefix=key,
            local=frozenset({"_ouroboros_sum", "_ouroboros_seen", "_ouroboros_element"}),
            outer=scope,
        )
        if isinstance(node, ast.GeneratorExp | ast.ListComp):
            generators, elements = node.generators, node.elt
        else:
            element = ast.Name(id="_ouroboros_element", ctx=ast.Store())
            generators = [ast.comprehension(target=element, iter=node, ifs=[], is_async=0)]
            elements = ast.Name(id="_ouroboros_element", ctx=ast.Load())
        if name in {"any", "all"}:
            return self._decided(name, generators, elements, around)
        if name == "sum":
            self.assign("_ouroboros_sum", number(0), around)
        else:
            self.assign("_ouroboros_seen", number(value=False), around)
        full = f"v{key}"

        def fold(inner: Scope) -> None:
            value = self.scalar(elements, inner)
            if name == "sum":
                old = self.read("_ouroboros_sum", around)
                assert isinstance(old, Scalar)
                if value.kind == "float" or old.kind == "mixed":
                    self.facts.plain_sums = True
                self.assign("_ouroboros_sum", self.binary(ast.Add(), old, value), around)
                return
            if value.kind not in {"int", "float"}:
                raise UntranslatableError(f"{name} of {value.kind} values")
            sign = "<" if name == "min" else ">"
            self.emit(f"if not {full}_ouroboros_seen or {value.text} {sign} {full}_best:")
            self.emit(f"    {full}_best = {value.text}")
            self.emit(f"{full}_ouroboros_seen = True")
            self.facts.learn(f"{full}_best", replace(value, literal=None))

        if name != "sum":
            self.emit(f"{full}_best = {'0.0' if self.facts.kinds.get(f'{full}_best') == 'float' else '0'}")
        self.over(generators, around, fold)
        if name == "sum":
            total = self.read("_ouroboros_sum", around)
            assert isinstance(total, Scalar)
            return total
        self.give_up_when(f"not {full}_ouroboros_seen")
        best = self.facts.variable(f"{full}_best")
        assert isinstance(best, Scalar)
        return best

    def _decided(
        self, name: str, generators: Sequence[ast.comprehension], element: ast.expr, around: Scope
    ) -> Scalar:
        """``any`` or ``all``: the first element that decides ends the loop."""
        if len(generators) != 1:
            raise UntranslatableError("an early end of several loops")
        result = self.temporary("False" if name == "any" else "True")

        def fold(inner: Scope) -> None:
            condition = self.condition(element, inner)
            self.emit(f"if {condition if name == 'any' else f'not ({condition})'}:")
            self.emit(f"    {result} = {name == 'any'}")
            self.emit("    break")

        self.over(generators, around, fold)
        return Scalar(kind="bool", text=result)

    def _extreme(self, name: str, values: list[Scalar]) -> Scalar:
        kinds = {value.kind for value in values}
        if len(kinds) != 1 or not kinds <= {"int", "float"}:
            raise UntranslatableError(f"{name} of different types")
        result = self.temporary(values[0].text)
        for value in values[1:]:
            # The first wins ties and comparisons with NaN, as in CPython.
            self.emit(f"if {value.text} {'<' if name == 'min' else '>'} {result}:")
            self.emit(f"    {result} = {value.text}")
        pick = min if name == "min" else max
        return Scalar(
            kind=kinds.pop(),
            text=result,
            low=pick(value.low for value in values),
            high=pick(value.high for value in values),
        )
