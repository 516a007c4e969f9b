"""Lists that a kernel makes, grows, and has under several names."""

from __future__ import annotations

import ast
from dataclasses import replace

from ouroboros.operators.native.facts import Scope
from ouroboros.operators.native.loops import Loops
from ouroboros.operators.native.values import (
    DTYPES,
    MADE,
    NUMPY,
    Array,
    Bundle,
    LearntError,
    Matrix,
    Scalar,
    UntranslatableError,
    Value,
    Vector,
    join_kinds,
)


def _names(node: ast.expr) -> frozenset[str]:
    """Names that are a value, or an item of a tuple that is, as they stand."""
    if isinstance(node, ast.Tuple | ast.List):
        return frozenset().union(*map(_names, node.elts))
    return frozenset({node.id}) if isinstance(node, ast.Name) else frozenset()


def _given_names(source: ast.expr, value: Value) -> frozenset[str]:
    """Names in ``source`` that are lists."""
    if isinstance(source, ast.Tuple) and isinstance(value, Bundle):
        return frozenset().union(*map(_given_names, source.elts, value.items))
    return _names(source) if isinstance(source, ast.Name) and isinstance(value, Array) else frozenset()


def _has_list(value: Value) -> bool:
    return any(map(_has_list, value.items)) if isinstance(value, Bundle) else isinstance(value, Array)


def _is_parallel(target: ast.expr, source: ast.expr) -> bool:
    """Whether ``a, b = x, []`` is ``a = x`` and then ``b = []``: no name is assigned and read."""
    if not isinstance(target, ast.Tuple) or not isinstance(source, ast.Tuple):
        return False
    if len(target.elts) != len(source.elts) or not all(isinstance(part, ast.Name) for part in target.elts):
        return False
    read = {node.id for node in ast.walk(source) if isinstance(node, ast.Name)}
    makes = any(isinstance(item, ast.List | ast.ListComp) for item in source.elts)
    return makes and not read & _names(target)


class Lists(Loops):
    """Loops, and statements about lists."""

    def assignment(
        self,
        targets: list[ast.expr],
        source: ast.expr,
        scope: Scope,
        gone: frozenset[str] = frozenset(),
    ) -> None:
        """``a = b = source``, after which the names in ``gone`` are not read before they are assigned."""
        if isinstance(source, ast.List) and not source.elts:
            for target in targets:
                if not isinstance(target, ast.Name) or len(targets) > 1:
                    raise UntranslatableError("an empty list that is no variable")
                self._empty(target.id, scope)
            return
        if len(targets) == 1 and _is_parallel(targets[0], source):
            assert isinstance(targets[0], ast.Tuple)
            assert isinstance(source, ast.Tuple)
            for part, item in zip(targets[0].elts, source.elts, strict=True):
                self.assignment([part], item, scope)
            return
        if (
            len(targets) == 1
            and isinstance(targets[0], ast.Subscript)
            and isinstance(targets[0].slice, ast.Slice)
        ):
            self.put_part(targets[0], targets[0].slice, source, scope)
            return
        value = self.copied(source, scope)
        if _has_list(value):
            if len(targets) > 1:
                raise UntranslatableError("several names for a list")
            sources = _given_names(source, value) - gone
            if sources and (sources | _names(targets[0])) & scope.growing:
                raise UntranslatableError("a second name for a list that grows or becomes a row")
        for target in targets:
            self.put(target, value, scope)

    def _empty(self, name: str, scope: Scope) -> None:
        full = f"v{scope.prefix}{name}"
        kind = self.facts.elements.get(full, "?")
        tag = self.serial()
        if kind.startswith("row "):
            buffer = self.temporary(f"{NUMPY}.empty((8, 0), {DTYPES[kind[4:]]})")
            self.assign(
                name,
                Matrix(
                    buffer=buffer,
                    rows="0",
                    columns="0",
                    element=kind[4:],
                    fresh=True,
                    owners=frozenset({MADE}),
                    tag=tag,
                ),
                scope,
            )
            return
        known = self.facts.arrays.get(full)
        element = known.element if isinstance(known, Vector) else "?"
        buffer = self.temporary(f"{NUMPY}.empty(8, {DTYPES[element]})")
        made = Vector(
            buffer=buffer, length="0", element=element, fresh=True, owners=frozenset({MADE}), tag=tag
        )
        self.assign(name, made, scope)

    def _own(self, node: ast.expr, scope: Scope) -> tuple[str, Value]:
        """A variable that holds a list which was made here and has no other name."""
        if isinstance(node, ast.Name):
            full = f"v{scope.prefix}{node.id}"
            target = self.read(node.id, scope)
            if isinstance(target, Array) and target.fresh and target.buffer == full:
                return full, target
        raise UntranslatableError("a list grows that was not made here")

    def append(self, receiver: ast.expr, argument: ast.expr, scope: Scope, *, last_use: bool) -> None:
        """``xs.append(x)``. ``last_use``: a list that is appended is not used under its name any more."""
        full, target = self._own(receiver, scope)
        value = self.expression(argument, scope)
        if isinstance(value, Scalar) and isinstance(target, Vector) and value.kind != "character":
            self.grow(target)
            text = self.stored(value, target)
            kind = "float" if value.kind == "mixed" else value.kind
            element = kind if target.element == "?" else target.element
            self.facts.arrays[full] = replace(target, element=element)
            self.emit(f"{full}[{target.length}] = {text}")
            self.emit(f"{target.length} += 1")
            return
        if not isinstance(value, Vector) or not value.fresh:
            raise UntranslatableError("append of other than a number or a new list")
        if isinstance(argument, ast.Name) and not last_use:
            raise UntranslatableError("a list is used after it became a row")
        if isinstance(target, Vector):
            if target.element != "?" or value.element == "?":
                raise UntranslatableError("a list of numbers and lists, or of lists that are always empty")
            self.facts.elements[full] = join_kinds(self.facts.elements.get(full), f"row {value.element}")
            del self.facts.arrays[full]
            raise LearntError
        assert isinstance(target, Matrix)
        if full not in self.facts.elements:
            self.facts.elements[full] = f"row {target.element}"
            raise LearntError
        if target.element != value.element:
            raise UntranslatableError("rows of different types")
        self.add_row(full, target.rows, target.columns, value)
        self.emit(f"{target.rows} += 1")

    def popped(self, receiver: ast.expr, arguments: list[ast.expr], scope: Scope) -> Scalar:
        """``xs.pop()`` or ``xs.pop(i)``."""
        full, target = self._own(receiver, scope)
        if not isinstance(target, Vector):
            raise UntranslatableError("pop of a row")
        if arguments:
            index = self.integer(arguments[0], scope)
            self.give_up_when(f"{target.length} == 0")
            at = self.temporary(f"{index.text} + (({index.text} >> 63) & {target.length})")
            self.give_up_when(f"not 0 <= {at} < {target.length}")
            taken = self.element(f"{full}[{at}]", target)
            self.emit(f"{target.length} -= 1")
            step = self.name()
            self.emit(f"for {step} in range({at}, {target.length}):")
            self.emit(f"    {full}[{step}] = {full}[{step} + 1]")
            return taken
        self.give_up_when(f"{target.length} == 0")
        self.emit(f"{target.length} -= 1")
        return self.element(f"{full}[{target.length}]", target)

    def insert(self, receiver: ast.expr, place: ast.expr, argument: ast.expr, scope: Scope) -> None:
        """``xs.insert(i, x)``."""
        full, target = self._own(receiver, scope)
        if not isinstance(target, Vector) or target.element == "?":
            raise UntranslatableError("insertion into a table, or into a list that only grows so")
        index = self.kept(self.integer(place, scope))
        value = self.kept(self.scalar(argument, scope))
        assert isinstance(index, Scalar)
        assert isinstance(value, Scalar)
        if value.kind == "character":
            raise UntranslatableError("a list of characters")
        text = self.stored(value, target)
        self.grow(target)
        length = target.length
        at = self.temporary(f"min(max({index.text} + (({index.text} >> 63) & {length}), 0), {length})")
        step = self.name()
        self.emit(f"for {step} in range({length}, {at}, -1):")
        self.emit(f"    {full}[{step}] = {full}[{step} - 1]")
        self.emit(f"{full}[{at}] = {text}")
        self.emit(f"{length} += 1")
