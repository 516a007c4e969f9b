"""Whether a test is decided by the exact type, or the exact value, of one name.

``None`` is the careful answer: the test may come out either way, or evaluating it may run code or raise.
"""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass
from functools import lru_cache

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.receivers import ordinary_class
from ouroboros.operators.facts.scope import bound_names, calls_builtin, is_builtin

_KINDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (int, str, bytes, bool, float, complex, type(None), list, tuple, dict, set, frozenset)
}
"""Types whose comparisons with plain constants run nobody's code."""
_NUMBERS = (int, float, complex, bool)
_UNKNOWN = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A local name that is known to hold an object of exactly one type, and maybe which one.

    The type is a built-in one, or stands in for a class of the region's file (:func:`subject_of`).
    """

    name: str
    kind: type
    value: object = _UNKNOWN

    @property
    def known(self) -> bool:
        """Whether the value is known as well."""
        return self.value is not _UNKNOWN

    @classmethod
    def of_kind(cls, name: str, kind: str) -> Subject | None:
        """``name`` with an exact type, as profiles write it; ``None`` for a type that is not built in."""
        return cls(name=name, kind=_KINDS[kind]) if kind in _KINDS else None

    @classmethod
    def of_value(cls, name: str, value: object) -> Subject | None:
        """``name`` with a plain value."""
        plain = type(value) in {int, str, bytes, bool, float, type(None)} and value == value  # noqa: PLR0124
        return cls(name=name, kind=type(value), value=value) if plain else None


def subject_of(view: RegionView, name: str, kind: str) -> Subject | None:
    """``name`` with an exact type: a built-in one, or an ordinary class of the file, called by its name."""
    own = own_class(view, kind)
    return Subject.of_kind(name, kind) if own is None else Subject(name=name, kind=own)


def own_class(view: RegionView, name: str) -> type | None:
    """A stand-in for an ordinary class of the region's file: an empty type with the same bases.

    ``None`` where instances or subclasses could say something else of themselves, or where the name may
    come to mean another class.
    """
    if is_builtin(view, name) or name in bound_names(view.node):
        return None
    if not ordinary_class(view, name) or not view.settled_attribute(name):
        return None
    return _stand_ins(view.module).get(name)


@lru_cache(maxsize=16)
def _stand_ins(module: ast.Module) -> dict[str, type]:
    """Empty types for the classes at the module's top level whose bases are such classes."""
    made: dict[str, type] = {"object": object}
    for node in module.body:
        if not isinstance(node, ast.ClassDef) or node.keywords:
            continue
        bases = [made.get(base.id) if isinstance(base, ast.Name) else None for base in node.bases]
        known = [base for base in bases if base is not None]
        if len(known) < len(bases):
            continue
        try:
            made[node.name] = type(node.name, tuple(known), {})
        except TypeError:  # such bases have no common order; the class cannot be made in the program either
            continue
    del made["object"]
    return made


def guard(subject: Subject) -> str:
    """Condition under which the name is what is said of it; evaluating it runs nobody's code."""
    if subject.value is None or isinstance(subject.value, bool):
        return f"{subject.name} is {subject.value}"
    if subject.kind is type(None):
        return f"{subject.name} is None"
    asked = f"type({subject.name}) is {subject.kind.__name__}"
    return f"{asked} and {subject.name} == {written_out(subject.value)}" if subject.known else asked


def written_out(value: object) -> str:
    """A plain value as source, text in double quotes where that needs no escapes."""
    text = repr(value)
    return f'"{value}"' if text == f"'{value}'" and '"' not in text else text


def guardable(view: RegionView, subject: Subject) -> bool:
    """Whether the names in the guard mean what it takes them for."""
    name = subject.kind.__name__
    return is_builtin(view, "type") and (
        subject.kind is type(None) or is_builtin(view, name) or own_class(view, name) is subject.kind
    )


def constant(node: ast.expr) -> tuple[object] | None:
    """The plain value of a literal, in a tuple; ``None`` for any other expression."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inside = constant(node.operand)
        if inside is not None and type(inside[0]) in {int, float}:
            return (-inside[0],)  # type: ignore[operator]
        return None
    if isinstance(node, ast.Constant) and type(node.value) in {int, str, bytes, bool, float, type(None)}:
        return (node.value,)
    return None


def constants(node: ast.expr) -> list[object] | None:
    """The plain values in a literal tuple, list or set; ``None`` for any other expression."""
    if not isinstance(node, ast.Tuple | ast.List | ast.Set):
        return None
    found = [constant(item) for item in node.elts]
    return [item[0] for item in found if item is not None] if all(found) else None


def decided(view: RegionView, test: ast.expr, subject: Subject) -> bool | None:
    """How ``test`` comes out when the subject is what is said of it, where that is certain and quiet."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Name):
        if test.id != subject.name:
            return None
        if subject.known:
            return bool(subject.value)
        return False if subject.kind is type(None) else None
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inside = decided(view, test.operand, subject)
        return None if inside is None else not inside
    if isinstance(test, ast.BoolOp):
        ends = isinstance(test.op, ast.Or)
        for part in test.values:
            inside = decided(view, part, subject)
            if inside is None:
                return None
            if inside is ends:
                return ends
        return not ends
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _compared(view, test.left, test.ops[0], test.comparators[0], subject)
    if calls_builtin(view, test, "isinstance"):
        assert isinstance(test, ast.Call)
        return _instance(view, test, subject)
    return None


def _compared(
    view: RegionView, left: ast.expr, operator: ast.cmpop, right: ast.expr, subject: Subject
) -> bool | None:
    if calls_builtin(view, left, "type") and isinstance(operator, ast.Is | ast.IsNot | ast.Eq | ast.NotEq):
        assert isinstance(left, ast.Call)
        if len(left.args) != 1 or left.keywords or not _is(left.args[0], subject) or not _type(view, right):
            return None
        same = _type(view, right) is subject.kind
        return same is isinstance(operator, ast.Is | ast.Eq)
    if not _is(left, subject):
        if not (_is(right, subject) and isinstance(operator, ast.Eq | ast.NotEq)):
            return None
        left, right = right, left
    if isinstance(operator, ast.In | ast.NotIn):
        among = constants(right)
        if among is None or (isinstance(right, ast.Set) and subject.kind in {list, dict, set, tuple}):
            return None  # not everything can be looked for in a set
        answers = [_equal(subject, item) for item in among]
        if True in answers and None not in answers[: answers.index(True)]:
            return isinstance(operator, ast.In)
        return None if None in answers else isinstance(operator, ast.NotIn)
    given = constant(right)
    if given is None:
        return None
    if isinstance(operator, ast.Is | ast.IsNot):
        if given[0] is not None:
            return None
        return (subject.kind is type(None)) is isinstance(operator, ast.Is)
    if isinstance(operator, ast.Eq | ast.NotEq):
        equal = _equal(subject, given[0])
        return None if equal is None else equal is isinstance(operator, ast.Eq)
    return _ordered(subject, operator, given[0])


def _equal(subject: Subject, other: object) -> bool | None:
    """Whether the subject equals a plain value. Bytes and text are left alone: Python may warn of that."""
    if {subject.kind, type(other)} == {str, bytes} or subject.kind not in _KINDS.values():
        return None
    if subject.known:
        return subject.value == other
    if subject.kind is type(other) or (subject.kind in _NUMBERS and type(other) in _NUMBERS):
        return True if subject.kind is type(None) else None
    return False


def _ordered(subject: Subject, operator: ast.cmpop, other: object) -> bool | None:
    value = subject.value
    if not (subject.known and isinstance(value, int | float) and isinstance(other, int | float)):
        return None
    if isinstance(operator, ast.Lt):
        return value < other
    if isinstance(operator, ast.LtE):
        return value <= other
    if isinstance(operator, ast.Gt):
        return value > other
    return value >= other if isinstance(operator, ast.GtE) else None


def _instance(view: RegionView, test: ast.Call, subject: Subject) -> bool | None:
    if len(test.args) != 2 or test.keywords or not _is(test.args[0], subject):
        return None
    asked = test.args[1]
    kinds = [_type(view, each) for each in (asked.elts if isinstance(asked, ast.Tuple) else [asked])]
    found = [kind for kind in kinds if kind is not None]
    return issubclass(subject.kind, tuple(found)) if len(found) == len(kinds) else None


def _type(view: RegionView, node: ast.expr) -> type | None:
    """The type that a name stands for: a built-in one, unshadowed, or the stand-in of a class of the file."""
    if not isinstance(node, ast.Name):
        return None
    if not is_builtin(view, node.id):
        return own_class(view, node.id)
    found = getattr(builtins, node.id)
    return found if type(found) is type else None


def _is(node: ast.expr, subject: Subject) -> bool:
    return isinstance(node, ast.Name) and node.id == subject.name
