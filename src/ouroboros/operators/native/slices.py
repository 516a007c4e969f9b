"""Parts of lists: read as new lists, and assigned in place."""

from __future__ import annotations

import ast

from ouroboros.operators.native.calls import Calls
from ouroboros.operators.native.control import growing_names
from ouroboros.operators.native.facts import Scope
from ouroboros.operators.native.values import Scalar, UntranslatableError, Value, Vector


class Slices(Calls):
    """Calls, and slices of lists of numbers."""

    def part(self, node: ast.Subscript, bounds: ast.Slice, scope: Scope) -> Value:
        """``xs[a:b]`` or ``xs[::-1]``: a new list."""
        value = self.expression(node.value, scope)
        if not isinstance(value, Vector):
            raise UntranslatableError("slice of other than a list of numbers")
        if growing_names(bounds):
            raise UntranslatableError("the bounds of a slice change lists")
        if bounds.step is not None:
            return self._stepped(value, bounds, scope)
        length = self.temporary(value.length)
        lower = "0" if bounds.lower is None else self._bound(bounds.lower, length, scope)
        upper = length if bounds.upper is None else self._bound(bounds.upper, length, scope)
        return self.duplicate(value, lower, self.temporary(f"max({lower}, {upper})"))

    def _bound(self, node: ast.expr, length: str, scope: Scope) -> str:
        """Text of one end of a slice, inside the list."""
        value = self.integer(node, scope)
        text = self.temporary(value.text)
        if value.low < 0:
            self.emit(f"if {text} < 0:")
            self.emit(f"    {text} = max({text} + {length}, 0)")
        self.emit(f"{text} = min({text}, {length})")
        return text

    def _stepped(self, value: Vector, bounds: ast.Slice, scope: Scope) -> Vector:
        step = bounds.step
        if step is None or ast.unparse(step) != "-1" or bounds.upper is not None:
            raise UntranslatableError("slice with a step")
        if bounds.lower is None:
            return self.turned(value)
        # xs[k::-1]: from k down to the first; k beyond the end is the last.
        first = self.integer(bounds.lower, scope)
        text = self.temporary(first.text)
        length = self.temporary(value.length)
        self.give_up_when(f"{text} < 0")
        stop = self.temporary(f"min({text} + 1, {length})")
        made = self.duplicate(value, "0", stop)
        self.emit(f"{made.buffer}[:] = {value.buffer}[:{made.length}][::-1]")
        return made

    def turned(self, value: Value) -> Vector:
        """``xs[::-1]``: a new list, the other way round."""
        made = self.duplicate(value)
        assert isinstance(value, Vector)
        self.emit(f"{made.buffer}[:] = {value.buffer}[:{made.length}][::-1]")
        return made

    def put_part(self, target: ast.Subscript, bounds: ast.Slice, source: ast.expr, scope: Scope) -> None:
        """``xs[a:b] = ys``, where it leaves the length of ``xs`` as it is; else the original runs."""
        if bounds.step is not None or growing_names(bounds):
            raise UntranslatableError("a slice with a step is assigned, or one whose bounds change lists")
        value = self._taken(source, scope)
        into = self.expression(target.value, scope)
        if not isinstance(into, Vector) or not into.tag or into.element == "?" or value.element == "?":
            raise UntranslatableError("assignment to a part of other than a list of numbers")
        if (
            into.fixed
            or value.element != into.element
            or (into.least, into.most) != (value.least, value.most)
        ):
            raise UntranslatableError("a part of a list becomes something else")
        length = self.temporary(into.length)
        lower = "0" if bounds.lower is None else self._bound(bounds.lower, length, scope)
        upper = length if bounds.upper is None else self._bound(bounds.upper, length, scope)
        self.give_up_when(f"max({upper} - {lower}, 0) != {value.length}")
        self.emit(f"{into.buffer}[{lower}:{lower} + {value.length}] = {value.buffer}[:{value.length}]")
        self.facts.mutated |= into.owners

    def joined(self, node: ast.BinOp, scope: Scope) -> Value:
        """``[1] + [0] * n``, or a sum of numbers."""
        left = self.expression(node.left, scope)
        if isinstance(left, Scalar):
            return self.binary(node.op, left, self.scalar(node.right, scope))
        right = self.expression(node.right, scope)
        if not isinstance(left, Vector) or not isinstance(right, Vector):
            raise UntranslatableError("sum of other than two lists")
        if not left.fresh or not right.fresh or left.element != right.element:
            raise UntranslatableError("sum of other than two new lists of a kind")
        made = self.vector(left.element, f"{left.length} + {right.length}")
        self.emit(f"{made.buffer}[:{left.length}] = {left.buffer}[:{left.length}]")
        self.emit(f"{made.buffer}[{left.length}:] = {right.buffer}[:{right.length}]")
        return made

    def _taken(self, node: ast.expr, scope: Scope) -> Vector:
        """What is assigned to a part of a list: always a new list, which the list's change does not touch."""
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "reversed" and len(node.args) == 1:
            if "reversed" in self.names.every or self.is_local("reversed", scope) or node.keywords:
                raise UntranslatableError("reversed")
            return self.turned(self.expression(node.args[0], scope))
        value = self.expression(node, scope)
        if isinstance(value, Vector) and isinstance(node, ast.Name | ast.Attribute) and value.tag:
            return self.duplicate(value)
        if not isinstance(value, Vector) or not value.fresh:
            raise UntranslatableError("a part of a list becomes something that is no new list")
        return value
