"""Lists in a kernel: slices, methods that change their length, sums and extremes."""

from __future__ import annotations

import ast
from dataclasses import replace

from ouroboros.operators.kernel_expressions import Expressions
from ouroboros.operators.kernel_facts import Scope
from ouroboros.operators.kernel_values import (
    DTYPES,
    NUMPY,
    SMALL,
    Bundle,
    Scalar,
    UntranslatableError,
    Value,
    Vector,
)

RESIZING = frozenset({"append", "insert", "pop", "extend", "clear", "remove"})
"""Methods after which a list may have another length."""


class Lists(Expressions):
    """Expressions, and what they do with whole lists."""

    def grow(self, target: Vector) -> None:
        """Make room for one more element."""
        self.emit(f"if {target.length} >= {target.buffer}.shape[0]:")
        self.depth += 1
        self.give_up_when(f"{target.length} >= {SMALL // 2}")
        larger = self.temporary(f"{NUMPY}.empty(2 * {target.length} + 8, {DTYPES[target.element]})")
        self.emit(f"{larger}[:{target.length}] = {target.buffer}[:{target.length}]")
        self.emit(f"{target.buffer} = {larger}")
        self.depth -= 1

    def stored(self, value: Scalar, kind: str) -> str:
        """Text of ``value`` for a list of ``kind``, which it must have exactly."""
        if value.kind == "mixed":
            self.give_up_when(value.flag)
        if kind not in {"?", "float" if value.kind == "mixed" else value.kind}:
            raise UntranslatableError(f"{value.kind} stored into a list of {kind}")
        return value.text

    def _own_list(self, node: ast.expr, scope: Scope) -> Vector:
        """The list variable ``node``, which this function made and no other name holds."""
        if isinstance(node, ast.Name):
            target = self.read(node.id, scope)
            full = f"v{scope.prefix}{node.id}"
            if isinstance(target, Vector) and target.fresh and target.buffer == full:
                return target
        raise UntranslatableError("change of the length of a list that was not made here")

    def method(self, node: ast.Call, scope: Scope) -> Value:
        """``list.append``, ``insert`` or ``pop`` of a list that this function made."""
        function = node.func
        assert isinstance(function, ast.Attribute)
        self._own_list(function.value, scope)
        if function.attr == "append" and len(node.args) == 1:
            return self._append(function.value, self.scalar(node.args[0], scope), scope)
        if function.attr == "insert" and len(node.args) == 2:
            index = self.copied(node.args[0], scope)
            if not isinstance(index, Scalar) or index.kind != "int":
                raise UntranslatableError("insert at no int")
            return self._insert(function.value, index, self.scalar(node.args[1], scope), scope)
        if function.attr == "pop" and len(node.args) <= 1:
            return self._pop(function.value, node.args, scope)
        raise UntranslatableError(f"list.{function.attr}")

    def _append(self, place: ast.expr, value: Scalar, scope: Scope) -> Value:
        target = self._own_list(place, scope)
        self.grow(target)
        text = self.stored(value, target.element)
        kind = "float" if value.kind == "mixed" else value.kind
        if target.element == "?":
            self.facts.arrays[target.buffer] = replace(target, element=kind)
        self.emit(f"{target.buffer}[{target.length}] = {text}")
        self.emit(f"{target.length} += 1")
        return Bundle(items=())

    def _insert(self, place: ast.expr, index: Scalar, value: Scalar, scope: Scope) -> Value:
        target = self._own_list(place, scope)
        at = self._clamped(index, target.length)
        self.grow(target)
        text = self.stored(value, target.element)
        moved = self.name()
        self.emit(f"for {moved} in range({target.length}, {at}, -1):")
        self.emit(f"    {target.buffer}[{moved}] = {target.buffer}[{moved} - 1]")
        self.emit(f"{target.buffer}[{at}] = {text}")
        self.emit(f"{target.length} += 1")
        return Bundle(items=())

    def _pop(self, place: ast.expr, arguments: list[ast.expr], scope: Scope) -> Value:
        target = self._own_list(place, scope)
        self.give_up_when(f"{target.length} == 0")
        if arguments:
            at = self.temporary(self.position(arguments[0], target.length, scope))
        else:
            at = self.temporary(f"{target.length} - 1")
        taken = self.element(f"{target.buffer}[{at}]", target.element, target.owners)
        moved = self.name()
        self.emit(f"for {moved} in range({at}, {target.length} - 1):")
        self.emit(f"    {target.buffer}[{moved}] = {target.buffer}[{moved} + 1]")
        self.emit(f"{target.length} -= 1")
        return taken

    def _clamped(self, index: Scalar, length: str) -> str:
        """``index`` as a slice or ``insert`` takes it: counted from the end when negative, kept inside."""
        name = self.temporary(index.text)
        if index.low < 0:
            self.emit(f"if {name} < 0:")
            self.emit(f"    {name} = max({name} + {length}, 0)")
        self.emit(f"if {name} > {length}:")
        self.emit(f"    {name} = {length}")
        return name

    def _bounds(self, node: ast.Slice, length: str, scope: Scope) -> tuple[str, str, str]:
        """First index, number of elements and direction (``+`` or ``-``) of a slice."""
        ends = [None if end is None else self.copied(end, scope) for end in (node.lower, node.upper)]
        step = 1 if node.step is None else self.scalar(node.step, scope).literal
        if step not in {1, -1} or any(
            not isinstance(end, Scalar) or end.kind != "int" for end in ends if end is not None
        ):
            raise UntranslatableError("slice")
        low, high = (end if isinstance(end, Scalar) else None for end in ends)
        if step == 1:
            first = "0" if low is None else self._clamped(low, length)
            last = self.temporary(length) if high is None else self._clamped(high, length)
            return first, self.temporary(f"max({last} - {first}, 0)"), "+"
        first = self.temporary(f"{length} - 1") if low is None else self._backwards(low, length)
        last = "-1" if high is None else self._backwards(high, length)
        return first, self.temporary(f"max({first} - {last}, 0)"), "-"

    def _backwards(self, index: Scalar, length: str) -> str:
        name = self.temporary(index.text)
        if index.low < 0:
            self.emit(f"if {name} < 0:")
            self.emit(f"    {name} = max({name} + {length}, -1)")
        self.emit(f"if {name} >= {length}:")
        self.emit(f"    {name} = {length} - 1")
        return name

    def sliced(self, base: Vector, node: ast.Slice, scope: Scope) -> Vector:
        """A new list: ``base[a:b]`` or, with a step of -1, backwards."""
        first, count, sign = self._bounds(node, base.length, scope)
        made = self.vector(base.element, count)
        at = self.name()
        self.emit(f"for {at} in range({made.length}):")
        self.emit(f"    {made.buffer}[{at}] = {base.buffer}[{first} {sign} {at}]")
        return made

    def put_slice(self, target: ast.Subscript, source: ast.expr, value: Value, scope: Scope) -> None:
        """``base[a:b] = value`` that leaves the length as it is; any other goes to the original."""
        base = self.expression(target.value, scope)
        assert isinstance(target.slice, ast.Slice)
        if (
            not isinstance(base, Vector)
            or not isinstance(value, Vector)
            or not value.fresh
            or isinstance(source, ast.Name)
            or target.slice.step is not None
            or "?" in {base.element, value.element}
            or base.element != value.element
        ):
            raise UntranslatableError("assignment to a slice")
        first, count, _ = self._bounds(target.slice, base.length, scope)
        self.give_up_when(f"{count} != {value.length}")
        at = self.name()
        self.emit(f"for {at} in range({count}):")
        self.emit(f"    {base.buffer}[{first} + {at}] = {value.buffer}[{at}]")
        self.facts.mutated |= base.owners

    def reduced(self, name: str, values: Vector) -> Scalar:
        """``sum`` of integers, ``min`` or ``max`` of integers or floats."""
        if values.element not in {"int", "float"} or (name == "sum" and values.element == "float"):
            raise UntranslatableError(f"{name} of a list of {values.element}")
        at = self.name()
        if name == "sum":
            total = Scalar(kind="int", text=self.temporary("0"))
            self.emit(f"for {at} in range({values.length}):")
            self.depth += 1
            item = self.element(f"{values.buffer}[{at}]", "int", values.owners)
            added = self.binary(ast.Add(), total, item)
            self.emit(f"{total.text} = {added.text}")
            self.depth -= 1
            return total
        self.give_up_when(f"{values.length} == 0")
        best = self.element(f"{values.buffer}[0]", values.element, values.owners)
        self.emit(f"for {at} in range(1, {values.length}):")
        # The first of equals stays, and a NaN wins no comparison, as in CPython.
        self.emit(f"    if {values.buffer}[{at}] {'<' if name == 'min' else '>'} {best.text}:")
        self.emit(f"        {best.text} = {values.buffer}[{at}]")
        return best
