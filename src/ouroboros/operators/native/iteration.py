"""What loops of a kernel run over."""

from __future__ import annotations

import ast
from collections.abc import Callable

from ouroboros.operators.native.control import growing_names
from ouroboros.operators.native.facts import Facts, ModuleNames, Scope
from ouroboros.operators.native.slices import Slices
from ouroboros.operators.native.values import (
    SMALL,
    Bundle,
    Matrix,
    Rows,
    Scalar,
    UntranslatableError,
    Value,
    Vector,
)


class Iteration(Slices):
    """Slices, and the heads of loops."""

    def __init__(self, names: ModuleNames, facts: Facts) -> None:
        super().__init__(names, facts)
        self.loops = 0

    def is_range(self, node: ast.expr) -> bool:
        """Whether ``node`` is a call of ``range``."""
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"

    def iteration(self, node: ast.expr, scope: Scope) -> tuple[str, Callable[[], Value]]:
        """Header of a kernel's loop over ``node``, and what writes the element inside the loop."""
        self.loops += 1
        index = self.name()
        function = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        if growing_names(node) and function != "range":
            raise UntranslatableError("lists change while a loop is told what it runs over")
        plain = function not in self.names.every and not self.is_local(function, scope)
        if isinstance(node, ast.Call) and plain and not node.keywords and node.args:
            if function == "range":
                return self._range(index, [self.integer(item, scope) for item in node.args])
            if function == "enumerate" and len(node.args) in {1, 2}:
                return self._numbered(node.args, scope)
            if function == "reversed" and len(node.args) == 1:
                return self._reversed(index, node.args[0], scope)
            if function == "zip" and len(node.args) == 1 and isinstance(node.args[0], ast.Starred):
                return self._columns(index, node.args[0].value, scope)
            if function == "zip":
                values = [self._iterated(item, scope) for item in node.args]
                lengths = [self._length(value) for value in values]
                count = lengths[0] if len(lengths) == 1 else f"min({', '.join(lengths)})"
                return f"for {index} in range({count}):", lambda: Bundle(
                    items=tuple(self._item(value, index) for value in values)
                )
        value = self._iterated(node, scope)
        return f"for {index} in range({self._length(value)}):", lambda: self._item(value, index)

    def _iterated(self, node: ast.expr, scope: Scope) -> Value:
        """What a loop runs over; an attribute may become another list while it runs."""
        value = self.expression(node, scope)
        return self.kept(value) if isinstance(node, ast.Attribute) else value

    def _columns(self, index: str, node: ast.expr, scope: Scope) -> tuple[str, Callable[[], Value]]:
        """``zip(*table)``, whose tuples are taken for views: nothing stores into the table meanwhile."""
        table = self.expression(node, scope)
        if not isinstance(table, Matrix) or table.order or table.element == "?":
            raise UntranslatableError("zip of other than the rows of a table")
        if table.owners & self.facts.mutated:
            raise UntranslatableError("columns of a table that changes")

        def column() -> Vector:
            buffer = self.temporary(f"{table.buffer}[:, {index}]")
            return Vector(
                buffer=buffer, length=table.rows, element=table.element, owners=table.owners, fixed=True
            )

        return f"for {index} in range({table.columns}):", column

    def _numbered(self, arguments: list[ast.expr], scope: Scope) -> tuple[str, Callable[[], Value]]:
        """``enumerate(xs)`` or ``enumerate(xs, first)``."""
        header, bind = self.iteration(arguments[0], scope)
        if self.is_range(arguments[0]):
            raise UntranslatableError("enumerate of a range")
        counter = Scalar(kind="int", text=header.split()[1], low=0, high=SMALL)
        if len(arguments) == 1:
            return header, lambda: Bundle(items=(counter, bind()))
        first = self.kept(self.integer(arguments[1], scope))
        assert isinstance(first, Scalar)
        return header, lambda: Bundle(items=(self.binary(ast.Add(), first, counter), bind()))

    def _reversed(self, index: str, node: ast.expr, scope: Scope) -> tuple[str, Callable[[], Value]]:
        if self.is_range(node):
            raise UntranslatableError("reversed range")
        value = self._iterated(node, scope)
        length = self._length(value)
        at = f"({length} - 1 - {index})"
        return f"for {index} in range({length}):", lambda: self._item(value, at)

    def _range(self, index: str, limits: list[Scalar]) -> tuple[str, Callable[[], Value]]:
        start = limits[0] if len(limits) > 1 else Scalar(kind="int", text="0", low=0, high=0)
        stop = limits[0] if len(limits) == 1 else limits[1]
        low, high = min(start.low, stop.low + 1), max(start.high, stop.high - 1)
        step = limits[2] if len(limits) == 3 else Scalar(kind="int", text="1", low=1, high=1, literal=1)
        if step.low <= 0 <= step.high:
            self.give_up_when(f"{step.text} == 0")
        if step.low > 0:
            low, high = start.low, max(stop.high - 1, start.low)
        elif step.high < 0:
            low, high = min(stop.low + 1, start.high), start.high
        value = Scalar(kind="int", text=index, low=low, high=high)
        texts = [start.text, stop.text] if step.text == "1" else [start.text, stop.text, step.text]
        return f"for {index} in range({', '.join(texts)}):", lambda: value

    def _length(self, value: Value) -> str:
        if isinstance(value, Vector):
            return self.temporary(value.length)
        if isinstance(value, Matrix):
            return self.temporary(value.rows)
        if isinstance(value, Rows):
            return value.length
        raise UntranslatableError("loop over something else than numbers")

    def _item(self, value: Value, index: str) -> Value:
        if isinstance(value, Matrix):
            return self.row(value, index)
        if isinstance(value, Rows):
            return self.row_of(value, index)
        assert isinstance(value, Vector)
        return self.element(f"{value.buffer}[{index}]", value)
