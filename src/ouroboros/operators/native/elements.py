"""Elements of lists and tables, and rows of tables."""

from __future__ import annotations

import ast

from ouroboros.operators.native.expressions import Expressions
from ouroboros.operators.native.facts import Scope
from ouroboros.operators.native.values import (
    LIMIT,
    MADE,
    SMALL,
    Array,
    Bundle,
    LearntError,
    Matrix,
    Record,
    Rows,
    Scalar,
    Shared,
    UntranslatableError,
    Value,
    Vector,
)


class Elements(Expressions):
    """Expressions, and what is inside lists."""

    def position(self, node: ast.expr, length: str, scope: Scope) -> str:
        """Text of the index ``node`` into a list of ``length``, negative ones counted from the end."""
        index = self.integer(node, scope)
        text = index.text
        if index.low < 0:
            # The sign's bit is everywhere in a negative number that is shifted so far.
            text = self.temporary(f"{text} + (({text} >> 63) & {length})")
            self.give_up_when(f"not 0 <= {text} < {length}")
        else:
            self.give_up_when(f"{text} >= {length}")
        return text

    def place(self, node: ast.Subscript, scope: Scope) -> tuple[str, Array]:
        """Text of one element's place, and the list or table that it lies in."""
        if isinstance(node.slice, ast.Slice):
            raise UntranslatableError("slice")
        if isinstance(node.value, ast.Subscript):
            base = self.expression(node.value.value, scope)
            if isinstance(base, Matrix):
                row = self.position(node.value.slice, base.rows, scope)
                row = f"{base.order}[{row}]" if base.order else row
                column = self.position(node.slice, base.columns, scope)
                return f"{base.buffer}[{row}, {column}]", base
            if not isinstance(base, Rows | Bundle):
                raise UntranslatableError(f"subscript {ast.unparse(node)}")
            base = self._inside(base, node.value, scope)
        else:
            base = self.expression(node.value, scope)
        if not isinstance(base, Vector):
            raise UntranslatableError(f"subscript {ast.unparse(node)}")
        index = self.position(node.slice, base.length, scope)
        return f"{base.buffer}[{index}]", base

    def element(self, text: str, base: Array) -> Scalar:
        """Read one element. What came with the arguments and is never stored to stays small."""
        name = self.temporary(text)
        kind, owners = base.element, base.owners
        if isinstance(base, Vector) and base.most < LIMIT:
            return Scalar(kind=kind, text=name, low=base.least, high=base.most)
        if kind == "int" and owners and MADE not in owners and not owners & self.facts.mutated:
            return Scalar(kind="int", text=name, low=-SMALL, high=SMALL)
        return Scalar(kind="float" if kind == "?" else kind, text=name)

    def row(self, matrix: Matrix, index: str) -> Vector:
        """Row ``index`` of a matrix, as a view."""
        if self.facts.elements.get(matrix.buffer, "").startswith("row "):
            raise UntranslatableError("a row of a table that may move while it grows")
        index = self.temporary(f"{matrix.order}[{index}]") if matrix.order else index
        buffer = self.temporary(f"{matrix.buffer}[{index}]")
        return Vector(
            buffer=buffer,
            length=matrix.columns,
            element=matrix.element,
            owners=matrix.owners,
            fixed=matrix.fixed,
            table=matrix.buffer,
            place=index,
        )

    def subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        """``xs[i]`` or ``xs[a:b]``."""
        if isinstance(node.value, ast.Name | ast.Attribute):
            base = self.expression(node.value, scope)
            if isinstance(base, Record) and not isinstance(node.slice, ast.Slice):
                return self.method(base, "__getitem__", [self.copied(node.slice, scope)])
            if isinstance(base, Matrix) and not isinstance(node.slice, ast.Slice):
                return self.row(base, self.position(node.slice, base.rows, scope))
            if isinstance(base, Rows | Bundle) and not isinstance(node.slice, ast.Slice):
                return self._inside(base, node, scope)
        elif isinstance(node.value, ast.Subscript) and self._begins_with_rows(node, scope):
            base = self.expression(node.value, scope)
            if isinstance(base, Rows | Bundle):
                return self._inside(base, node, scope)
            if isinstance(base, Vector) and not isinstance(node.slice, ast.Slice):
                return self.element(f"{base.buffer}[{self.position(node.slice, base.length, scope)}]", base)
        if isinstance(node.slice, ast.Slice):
            return self.part(node, node.slice, scope)
        return self.element(*self.place(node, scope))

    def part(self, node: ast.Subscript, bounds: ast.Slice, scope: Scope) -> Value:
        """Translate a slice as a value."""
        raise NotImplementedError

    def _begins_with_rows(self, node: ast.Subscript, scope: Scope) -> bool:
        first: ast.expr = node
        while isinstance(first, ast.Subscript):
            first = first.value
        if not isinstance(first, ast.Name) or not self.is_local(first.id, scope):
            return False
        return isinstance(self.read(first.id, scope), Rows)

    def _inside(self, base: Rows | Bundle, node: ast.Subscript, scope: Scope) -> Value:
        """The tuple that ``node`` takes out of ``base``, or what it takes out of a tuple."""
        if isinstance(base, Rows):
            return self.row_of(base, self.temporary(self.position(node.slice, base.length, scope)))
        index = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if type(index) is not int or not -len(base.items) <= index < len(base.items):
            raise UntranslatableError(f"subscript {ast.unparse(node)}")
        return base.items[index]

    def row_of(self, rows: Rows, index: str) -> Bundle:
        """The tuple at ``index``; lists in it are views of their table."""
        items: list[Value] = []
        for column in rows.item:
            if isinstance(column, Rows):
                items.append(self.row_of(column, index))
            elif isinstance(column, Shared):
                items.append(self.row(column.table, self.temporary(f"{column.numbers}[{index}]")))
            else:
                items.append(self.element(f"{column.buffer}[{index}]", column))
        return Bundle(items=tuple(items))

    def put_row(self, target: ast.Subscript, row: Vector, scope: Scope) -> None:
        """``table[i] = row``, where ``row`` is one of the same table: rows change places."""
        table = self.expression(target.value, scope)
        if not isinstance(table, Matrix) or table.buffer != row.table or table.buffer not in self.tables:
            raise UntranslatableError("a list becomes a row of another table")
        if table.fixed or isinstance(target.slice, ast.Slice):
            raise UntranslatableError("a table that does not change")
        if table.buffer not in self.facts.permuted:
            self.facts.permuted |= {table.buffer}
            raise LearntError
        at = self.position(target.slice, table.rows, scope)
        self.emit(f"{table.order}[{at}] = {row.place}")
