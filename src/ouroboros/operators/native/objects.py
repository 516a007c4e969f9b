"""Objects of the module's own plain classes: attributes as variables of the kernel, methods in place.

An object that comes in is taken apart before the kernel and put together after it; one that is made inside
never leaves it. What an attribute of the class or a method means is made certain by guards.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import replace

from ouroboros.operators.native.facts import Facts, ModuleNames, Scope
from ouroboros.operators.native.results import Results
from ouroboros.operators.native.values import (
    LIMIT,
    NUMPY,
    Array,
    Bundle,
    Matrix,
    Record,
    Scalar,
    UntranslatableError,
    Value,
    Vector,
    number,
)


def borrowed(value: Value) -> Value:
    """``value`` under another name: its lists may be read and stored to, neither grown nor returned."""
    if isinstance(value, Array):
        return replace(value, fresh=False)
    if isinstance(value, Bundle):
        return Bundle(items=tuple(borrowed(item) for item in value.items))
    return value


def _is_new_list(value: Value) -> bool:
    """Whether this is a list that was made in the kernel, and no row, text, tuple, array or bytes."""
    plain = not isinstance(value, Vector) or value.most == LIMIT
    return isinstance(value, Array) and value.fresh and bool(value.tag) and not value.fixed and plain


class Objects(Results):
    """Results, and objects with their attributes."""

    def __init__(self, names: ModuleNames, facts: Facts) -> None:
        super().__init__(names, facts)
        self.entering: Mapping[str, Mapping[str, Value]] = {}
        """For each object that comes in, by its prefix: its attributes."""
        self.relied: set[tuple[str, str]] = set()
        """Class and name of each method and class attribute that the kernel was made from."""
        self.touched: set[tuple[str, str]] = set()
        """Class and name of each attribute of instances."""
        self._names_of: dict[str, tuple[str, str]] = {}
        self._owners: dict[str, Scope] = {}
        self._made_at: dict[str, int] = {}
        self._assigned_once: set[tuple[str, str]] = set()

    def inline_body(self, name: str, node: ast.FunctionDef, arguments: list[Value]) -> Value:
        """Translate the body of a function or method in place."""
        raise NotImplementedError

    def enter(self, arguments: Mapping[str, Value]) -> dict[str, Value]:
        """The arguments of the function, with variables for the attributes of objects among them."""
        arguments = {name: self._with_order(value) for name, value in arguments.items()}
        for owner in arguments.values():
            if isinstance(owner, Record):
                attributes = self.entering[owner.prefix]
                assigned = self.names.classes[owner.kind].assigned
                scope = Scope(prefix=owner.prefix, local=assigned)
                self._owners[owner.prefix] = scope
                for name, value in attributes.items():
                    if name not in assigned:
                        scope.bound[name] = value
                    elif isinstance(value, Scalar) or (isinstance(value, Array) and value.tag):
                        self.assign(name, value, scope)
        return arguments

    def _with_order(self, value: Value) -> Value:
        """A table, and where its rows change places, an array that tells where they are."""
        if not isinstance(value, Matrix) or not value.tag:
            return value
        self.tables |= {value.buffer}
        if value.buffer not in self.facts.permuted:
            return value
        order = f"{value.buffer}_order"
        self.emit(f"{order} = {NUMPY}.arange({value.rows})")
        return replace(value, order=order)

    def orders(self, parts: list[str]) -> tuple[str, ...]:
        """Add where the rows of tables are to ``parts``; for each table, the expression of it."""
        shown = [f"outcome[{len(parts) + at}]" for at in range(len(self.facts.permuted))]
        parts += [f"{buffer}_order" for buffer in sorted(self.facts.permuted)]
        return tuple(shown)

    def attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        """``x.name``."""
        owner = self.expression(node.value, scope)
        if not isinstance(owner, Record) or node.attr.startswith("__"):
            raise UntranslatableError(f"attribute .{node.attr}")
        own = self._owners[owner.prefix]
        if node.attr in own.bound or node.attr in own.local:
            self._use(owner, node.attr)
            value = borrowed(self.read(node.attr, own))
            # What else the expression calls may assign to it: the value is the one of now.
            return self.kept(value) if (owner.prefix, node.attr) in self.facts.renewed else value
        constants = self.names.classes[owner.kind].constants
        if node.attr in constants:
            self.relied.add((owner.kind, node.attr))
            return number(constants[node.attr])
        raise UntranslatableError(f"attribute .{node.attr}")

    def _use(self, owner: Record, name: str) -> None:
        self.touched.add((owner.kind, name))
        if owner.prefix in self.entering:
            if name not in self.entering[owner.prefix]:
                raise UntranslatableError(f"attribute .{name} of a type that kernels do not know")
            self.facts.used |= {(owner.prefix, name)}

    def change_attribute(
        self, target: ast.Attribute, operator: ast.operator, operand: ast.expr, scope: Scope
    ) -> None:
        """``x.name += operand``."""
        owner = self.expression(target.value, scope)
        old = self.attribute(target, scope)
        if not isinstance(owner, Record) or not isinstance(old, Scalar):
            raise UntranslatableError("augmented assignment to a list")
        new = self.binary(operator, old, self.scalar(operand, scope))
        self.set_attribute(owner, target.attr, new)

    def change_item(
        self, target: ast.Subscript, operator: ast.operator, operand: ast.expr, scope: Scope
    ) -> None:
        """``x[i] += operand``."""
        owner = self.expression(target.value, scope)
        if not isinstance(owner, Record):
            self.change_element(target, operator, operand, scope)
            return
        index = self.copied(target.slice, scope)
        old = self.method(owner, "__getitem__", [index])
        if not isinstance(old, Scalar):
            raise UntranslatableError("augmented assignment to a list")
        new = self.binary(operator, old, self.scalar(operand, scope))
        self.method(owner, "__setitem__", [index, new])

    def put_attribute(self, target: ast.Attribute, value: Value, scope: Scope) -> None:
        """``x.name = value``."""
        owner = self.expression(target.value, scope)
        if not isinstance(owner, Record):
            raise UntranslatableError(f"assignment to {ast.unparse(target)}")
        self.set_attribute(owner, target.attr, value)

    def set_attribute(self, owner: Record, name: str, value: Value) -> None:
        """Assign to an attribute of an object."""
        own = self._owners[owner.prefix]
        if name not in self.names.classes[owner.kind].assigned or name.startswith("__"):
            # A private name means another attribute in each class.
            raise UntranslatableError(f"attribute .{name} that the class defines, or that is private")
        self._use(owner, name)
        if owner.prefix in self.entering:
            self.facts.written |= {(owner.prefix, name)}
            known = True
        else:
            # Elsewhere than where the object was made, an assignment may be skipped.
            known = name in own.defined or self.depth == self._made_at[owner.prefix]
        if not isinstance(value, Scalar) and not _is_new_list(value):
            raise UntranslatableError("an attribute that becomes something else than a number or a new list")
        again = owner.prefix in self.entering or (owner.prefix, name) in self._assigned_once
        self._assigned_once.add((owner.prefix, name))
        if again:
            self.facts.renewed |= {(owner.prefix, name)}
        self.assign(name, value, own)
        if not known:
            own.defined.discard(name)

    def name_object(self, name: str, value: Record, scope: Scope) -> None:
        """Give an object made here a name, which stays its name."""
        full = f"v{scope.prefix}{name}"
        if name in scope.bound or full in self.facts.kinds or full in self.facts.arrays:
            raise UntranslatableError(f"{name} is an object and something else")
        if scope.records.get(name, value) != value:
            raise UntranslatableError("a name for several objects")
        if self._names_of.setdefault(value.prefix, (scope.prefix, name)) != (scope.prefix, name):
            raise UntranslatableError("an object with several names")
        scope.records[name] = value
        scope.defined.add(name)

    def construct(self, kind: str, arguments: list[Value]) -> Record:
        """``X(…)``: an object that stays in the kernel."""
        plain = self.names.classes[kind]
        self.instances += 1
        prefix = f"o{self.instances}_"
        made = Record(kind=kind, prefix=prefix)
        self._owners[prefix] = Scope(prefix=prefix, local=plain.assigned)
        self._made_at[prefix] = self.depth
        if "__init__" in plain.defined:
            if self.method(made, "__init__", arguments) != Bundle(items=()):
                raise UntranslatableError("__init__ that returns something")
        elif arguments:
            raise UntranslatableError(f"{kind} with arguments")
        else:
            self.touched.add((kind, "__init__"))
        return made

    def method(self, owner: Record, name: str, arguments: list[Value]) -> Value:
        """``x.name(…)``."""
        methods = self.names.classes[owner.kind].methods
        if name not in methods:
            raise UntranslatableError(f"method {name}")
        self.relied.add((owner.kind, name))
        return self.inline_body(f"{owner.kind}.{name}", methods[name], [owner, *arguments])

    def kept_attributes(self, parts: list[str]) -> tuple[str, ...]:
        """Add the attributes that go back into objects to ``parts``; the expressions that make them."""
        shown = []
        for number_, (prefix, name) in enumerate(sorted(self.facts.written)):
            own = self._owners[prefix]
            shown.append(self.returned(self.kept(self.read(name, own)), f"_w{number_}", parts))
        return tuple(shown)
