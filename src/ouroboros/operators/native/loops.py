"""Assignment, iteration and comprehensions of a kernel."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace

from ouroboros.operators.native.control import growing_names
from ouroboros.operators.native.facts import Scope
from ouroboros.operators.native.iteration import Iteration
from ouroboros.operators.native.values import (
    DTYPES,
    MADE,
    NUMPY,
    SMALL,
    Array,
    Bundle,
    Matrix,
    Record,
    Scalar,
    UntranslatableError,
    Value,
    Vector,
    join_kinds,
)


class Loops(Iteration):
    """Expressions, and what assigns and repeats them."""

    def grow(self, target: Vector) -> None:
        """Make room for one more element."""
        self.emit(f"if {target.length} >= {target.buffer}.shape[0]:")
        self.depth += 1
        self.give_up_when(f"{target.length} >= {SMALL // 2}")
        larger = self.temporary(f"{NUMPY}.empty(2 * {target.length} + 8, {DTYPES[target.element]})")
        self.emit(f"{larger}[:{target.length}] = {target.buffer}[:{target.length}]")
        self.emit(f"{target.buffer} = {larger}")
        self.depth -= 1

    def stored(self, value: Scalar, into: Array) -> str:
        """Text of ``value`` for a list, whose kind of elements it must have exactly."""
        kind = into.element
        if into.fixed:
            raise UntranslatableError("a text, a tuple or bytes are changed")
        if isinstance(into, Vector) and not into.least <= value.low <= value.high <= into.most:
            self.give_up_when(f"not {into.least} <= {value.text} <= {into.most}")
        if value.kind == "mixed":
            self.give_up_when(value.flag)
        if kind not in {"?", "float" if value.kind == "mixed" else value.kind}:
            raise UntranslatableError(f"{value.kind} stored into a list of {kind}")
        return value.text

    def put(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Assign ``value`` to a name, an element, or several of them."""
        if isinstance(target, ast.Name):
            self.assign(target.id, value, scope)
        elif isinstance(target, ast.Tuple | ast.List):
            for part, item in zip(target.elts, self._unpacked(value, len(target.elts)), strict=True):
                self.put(part, item, scope)
        elif isinstance(target, ast.Attribute):
            self.put_attribute(target, value, scope)
        elif isinstance(target, ast.Subscript) and self.may_be_object(target.value, scope):
            owner = self.expression(target.value, scope)
            if not isinstance(owner, Record):
                self.put_element(target, value, scope)
                return
            index = self.copied(target.slice, scope)
            self.method(owner, "__setitem__", [index, value])
        elif isinstance(target, ast.Subscript) and isinstance(value, Vector) and value.table:
            self.put_row(target, value, scope)
        elif isinstance(target, ast.Subscript):
            self.put_element(target, value, scope)
        else:
            raise UntranslatableError(f"assignment to {ast.unparse(target)}")

    def put_element(self, target: ast.Subscript, value: Value, scope: Scope) -> None:
        """``xs[i] = value``."""
        if not isinstance(value, Scalar):
            raise UntranslatableError(f"assignment to {ast.unparse(target)}")
        place, base = self.place(target, scope)
        self.emit(f"{place} = {self.stored(value, base)}")
        self.facts.mutated |= base.owners

    def change_element(
        self, target: ast.Subscript, operator: ast.operator, operand: ast.expr, scope: Scope
    ) -> None:
        """``xs[i] += operand``."""
        if growing_names(operand):
            raise UntranslatableError("an element's place may change before it is assigned")
        place, base = self.place(target, scope)
        old = self.element(place, base)
        new = self.binary(operator, old, self.scalar(operand, scope))
        self.emit(f"{place} = {self.stored(new, base)}")
        self.facts.mutated |= base.owners

    def name_object(self, name: str, value: Record, scope: Scope) -> None:
        """Give an object a name, which stays its name."""
        raise NotImplementedError

    def put_attribute(self, target: ast.Attribute, value: Value, scope: Scope) -> None:
        """``x.name = value``."""
        raise NotImplementedError

    def _unpacked(self, value: Value, count: int) -> tuple[Value, ...]:
        if isinstance(value, Bundle) and len(value.items) == count:
            return value.items
        if isinstance(value, Vector):
            self.give_up_when(f"{value.length} != {count}")
            return tuple(self.element(f"{value.buffer}[{at}]", value) for at in range(count))
        raise UntranslatableError("unpacking")

    def assign(self, name: str, value: Value, scope: Scope) -> None:
        """Assign to a local variable."""
        if isinstance(value, Record) and name in scope.local:
            self.name_object(name, value, scope)
            return
        if name in scope.bound or name in scope.records or name not in scope.local:
            raise UntranslatableError(f"assignment to {name}")
        full = f"v{scope.prefix}{name}"
        if isinstance(value, Scalar):
            if self.facts.learn(full, value) == "mixed":
                whole = {"float": "False", "int": "True"}.get(value.kind, value.flag)
                self.emit(f"whole_{full} = {whole}")
                self.emit(f"{full} = {self.as_float(value)}")
            else:
                self.emit(f"{full} = {value.text}")
        elif isinstance(value, Array):
            self._assign_array(full, value)
        else:
            raise UntranslatableError(f"{name} is a tuple or function")
        scope.defined.add(name)

    def _assign_array(self, full: str, value: Array) -> None:
        known = self.facts.arrays.get(full)
        if full in self.facts.kinds or (known is not None and type(known) is not type(value)):
            raise UntranslatableError("a variable is now a number or list, now another list")
        element, owners, fresh = value.element, value.owners, value.fresh
        if known is not None:
            element = known.element if element == "?" else element
            if known.element not in {"?", element} or bool(known.tag) != bool(value.tag):
                raise UntranslatableError("a variable is lists of different types or a row and a list")
            owners, fresh = owners | known.owners, fresh and known.fresh
        self.emit(f"{full} = {value.buffer}")
        tag = f"o_{full}" if value.tag else ""
        if tag:
            self.emit(f"{tag} = {value.tag}")
        if isinstance(value, Matrix) and isinstance(known, Matrix) and known.order != value.order:
            raise UntranslatableError("a variable is tables of which one changes the places of its rows")
        if isinstance(value, Vector):
            bounds = (value.least, value.most, value.fixed)
            if isinstance(known, Vector) and (known.least, known.most, known.fixed) != bounds:
                raise UntranslatableError("a variable is now a list, now something else")
            same = not isinstance(known, Vector) or known.table == value.table
            table = value.table if same else ""
            place = f"k_{full}" if table and table in self.facts.permuted else ""
            if place:
                self.emit(f"{place} = {value.place}")
            self.emit(f"n_{full} = {value.length}")
            self.facts.arrays[full] = replace(
                value,
                buffer=full,
                length=f"n_{full}",
                element=element,
                owners=owners,
                fresh=fresh,
                tag=tag,
                table=table,
                place=place,
            )
        else:
            self.emit(f"r_{full} = {value.rows}")
            self.emit(f"c_{full} = {value.columns}")
            self.facts.arrays[full] = Matrix(
                buffer=full,
                rows=f"r_{full}",
                columns=f"c_{full}",
                element=element,
                owners=owners,
                fresh=fresh,
                tag=tag,
                fixed=value.fixed,
                order=value.order,
            )

    def unchanging(self, iterated: ast.expr, body: Sequence[ast.stmt]) -> None:
        """Refuse a loop that rebinds or grows the list that it runs over, and then goes on."""
        names = {node.id for node in ast.walk(iterated) if isinstance(node, ast.Name)}
        leaving = {
            id(node)
            for statement in body
            for outer in ast.walk(statement)
            for block in (getattr(outer, "body", None), getattr(outer, "orelse", None))
            if isinstance(block, list) and block and isinstance(block[-1], ast.Break | ast.Return)
            if not isinstance(outer, ast.For | ast.While)
            for part in block
            for node in ast.walk(part)
        }
        nested = any(isinstance(node, ast.For | ast.While) for part in body for node in ast.walk(part))
        for statement in body:
            for node in ast.walk(statement):
                if id(node) in leaving and not nested:
                    continue
                grows = (
                    isinstance(node, ast.Attribute)
                    and isinstance(node.value, ast.Name)
                    and node.attr in {"append", "pop", "insert"}
                    and node.value.id in names
                )
                rebinds = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in names
                if grows or (rebinds and not self.is_range(iterated)):
                    raise UntranslatableError("a loop changes what it runs over")

    def over(
        self, generators: Sequence[ast.comprehension], scope: Scope, body: Callable[[Scope], None]
    ) -> None:
        """Write the loops of a comprehension around what ``body`` writes, given the names of its targets."""
        generator = generators[0]
        if generator.is_async:
            raise UntranslatableError("asynchronous comprehension")
        self.instances += 1
        names = frozenset(node.id for node in ast.walk(generator.target) if isinstance(node, ast.Name))
        inner = Scope(prefix=f"c{self.instances}_", local=names, outer=scope)
        header, bind = self.iteration(generator.iter, scope)
        self.emit(header)
        self.depth += 1
        self.put(generator.target, bind(), inner)
        for test in generator.ifs:
            self.emit(f"if not ({self.condition(test, inner)}):")
            self.emit("    continue")
        if len(generators) > 1:
            self.over(generators[1:], inner, body)
        else:
            body(inner)
        self.depth -= 1

    def whole_range(self, node: ast.Call, scope: Scope) -> Array:
        """``list(range(…))``, a new list."""
        element = ast.Name(id="_ouroboros_element", ctx=ast.Load())
        target = ast.Name(id="_ouroboros_element", ctx=ast.Store())
        generator = ast.comprehension(target=target, iter=node, ifs=[], is_async=0)
        return self.comprehension(ast.ListComp(elt=element, generators=[generator]), scope)

    def comprehension(self, node: ast.ListComp, scope: Scope) -> Array:
        """Translate ``[element for target in iterable if …]`` into a new list."""
        self.instances += 1
        key = f"l{self.instances}"
        made = self.facts.elements.get(key, "?")
        found: list[str] = []
        buffer, count, columns = f"{key}_b", f"{key}_k", f"{key}_c"
        shape = "(8, 0)" if made.startswith("row ") else "8"
        tag = self.serial()
        self.emit(f"{buffer} = {NUMPY}.empty({shape}, {DTYPES[made.removeprefix('row ')]})")
        self.emit(f"{count} = 0")
        self.emit(f"{columns} = 0")
        owners = frozenset({MADE})
        target = Vector(buffer=buffer, length=count, element=made, fresh=True, owners=owners, tag=tag)

        def add(inner: Scope) -> None:
            value = self.expression(node.elt, inner)
            if isinstance(value, Scalar) and value.kind != "character":
                found.append("float" if value.kind == "mixed" else value.kind)
                text = self.stored(value, target)
                self.grow(target)
                self.emit(f"{buffer}[{count}] = {text}")
            elif isinstance(value, Vector) and value.fresh and not isinstance(node.elt, ast.Name):
                found.append(f"row {value.element}")
                self.add_row(buffer, count, columns, value)
            else:
                raise UntranslatableError("comprehension of lists that are not new")
            self.emit(f"{count} += 1")

        self.over(node.generators, scope, add)
        kind = found[0]
        self.facts.elements[key] = kind if made == "?" else join_kinds(made, kind)
        if kind.startswith("row "):
            return Matrix(
                buffer=buffer,
                rows=count,
                columns=columns,
                element=kind[4:],
                fresh=True,
                owners=owners,
                tag=tag,
            )
        return replace(target, element=kind)

    def add_row(self, buffer: str, count: str, columns: str, row: Vector) -> None:
        """Add a copy of ``row`` to a growing table, all of whose rows are equally long."""
        self.emit(f"if {count} == 0:")
        self.emit(f"    {columns} = {row.length}")
        self.give_up_when(f"{row.length} != {columns}")
        self.emit(f"if {count} == 0 or {count} >= {buffer}.shape[0]:")
        self.depth += 1
        self.give_up_when(f"{count} * {columns} >= {SMALL // 4}")
        kind = DTYPES[row.element]
        larger = self.temporary(f"{NUMPY}.empty((2 * {count} + 8, {columns}), {kind})")
        self.emit(f"if {count} != 0:")
        self.emit(f"    {larger}[:{count}, :] = {buffer}[:{count}, :]")
        self.emit(f"{buffer} = {larger}")
        self.depth -= 1
        self.emit(f"{buffer}[{count}, :] = {row.buffer}[:{row.length}]")
