"""``sorted(rows, key=cmp_to_key(compare))`` where ``compare`` goes through fields: a tuple of the fields.

A comparison function is called for every step of the sort, a key once for each item. The rows have to be
dictionaries, tuples or lists that hold whole numbers (or texts, where the comparison does not subtract) under
every field; then the tuples of the fields stand in the very order that the function tells, and a sort that
keeps equal items in place gives the same list. In all other cases the function is asked as before.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.comparison_to_key import EXAMPLES, FIELDS, REFUSALS
from ouroboros.operators.facts.imported import names_member
from ouroboros.operators.facts.loops import times_bound
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    certainly_bound,
    frames,
    has_comment,
    is_builtin,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk

_BUILTINS = ("set", "map", "type", "list", "dict", "tuple", "int", "str", "min", "len", "all", "zip")
_MOST_FIELDS = 6
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.NotEq: ast.NotEq}

_Field = tuple[str, int, bool]
"""What is compared (source text of the index, "" for the item), 1 or -1, and whether texts are fine."""
_Choice = tuple[ast.expr | None, ast.expr]
"""A condition (None: always) and what is returned where it is the first that holds."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each sort by a comparison that goes through fields."""
    if view.node.name.startswith("_ouroboros_") or not all(is_builtin(view, name) for name in _BUILTINS):
        return
    for frame in frames(view):
        for call in walk_here(*frame.node.body):
            if isinstance(call, ast.Call):
                found = _rewritten(view, frame, call)
                if found is not None:
                    yield found


def _rewritten(view: RegionView, frame: Frame, call: ast.Call) -> Rewrite | None:
    keys = [keyword for keyword in call.keywords if keyword.arg == "key"]
    others = [keyword for keyword in call.keywords if keyword.arg != "key"]
    if len(keys) != 1 or not all(
        keyword.arg == "reverse" and isinstance(keyword.value, ast.Constant | ast.Name) for keyword in others
    ):
        return None
    if calls_builtin(view, call, "sorted") and len(call.args) == 1:
        items = call.args[0]
    elif isinstance(call.func, ast.Attribute) and call.func.attr == "sort" and not call.args:
        items = call.func.value
    else:
        return None
    made = keys[0].value
    if (
        not isinstance(items, ast.Name)
        or items.id not in frame.local - frame.captured
        or not certainly_bound(frame, items.id, frame.statement(call))
        or not isinstance(made, ast.Call)
        or len(made.args) != 1
        or made.keywords
        or not names_member(view, made.func, "functools", "cmp_to_key")
        or has_comment(view, view.start(made), view.end(made))
        or any(isinstance(above, ast.JoinedStr) for above in frame.chain(call))
    ):
        return None
    fields = _fields_of(view, frame, made.args[0])
    if not fields or len(fields) > _MOST_FIELDS:
        return None
    told = ", ".join(f"({field or 'None'}, {sign}, {texts})" for field, sign, texts in fields)
    comma = "," if len(fields) == 1 else ""
    return Rewrite(
        edits=(view.replace(made, f"_ouroboros_fields({items.id}, ({told}{comma})) or {view.source(made)}"),),
        helpers=(FIELDS,),
        note="the fields that the comparison goes through are put into a tuple once for each item.",
    )


def _fields_of(view: RegionView, frame: Frame, function: ast.expr) -> list[_Field] | None:
    """The fields that a comparison function goes through; None for any other function."""
    if isinstance(function, ast.Lambda):
        spec, body = function.args, _returned(None, function.body)
    elif isinstance(function, ast.Name) and function.id not in frame.local:
        if times_bound(view.module, function.id) != 1:
            return None
        found = [
            node
            for node in view.module.body
            if isinstance(node, ast.FunctionDef) and node.name == function.id and not node.decorator_list
        ]
        if len(found) != 1:
            return None
        spec, choices = found[0].args, _choices(found[0].body)
        if choices is None:
            return None
        body = choices
    else:
        return None
    if spec.vararg or spec.kwarg or spec.kwonlyargs or spec.defaults or len(spec.args) != 2:
        return None
    one, other = (argument.arg for argument in spec.args)
    return _decided(body, one, other)


def _returned(condition: ast.expr | None, value: ast.expr) -> list[_Choice]:
    """``return value``, conditional expressions taken apart (only where they always decide)."""
    if condition is None and isinstance(value, ast.IfExp):
        return [(value.test, value.body), *_returned(None, value.orelse)]
    return [(condition, value)]


def _choices(body: Sequence[ast.stmt]) -> list[_Choice] | None:
    """What a body of ``if … : return …`` returns, in order; None when it does anything else."""
    found: list[_Choice] = []
    for place, statement in enumerate(body):
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and place == 0:
            continue
        if isinstance(statement, ast.Return) and statement.value is not None:
            return [*found, *_returned(None, statement.value)]
        if not (
            isinstance(statement, ast.If)
            and len(statement.body) == 1
            and isinstance(statement.body[0], ast.Return)
            and statement.body[0].value is not None
        ):
            return None
        found.append((statement.test, statement.body[0].value))
        if statement.orelse:
            return (
                None if (rest := _choices([*statement.orelse, *body[place + 1 :]])) is None else found + rest
            )
    return None


def _decided(choices: Sequence[_Choice], one: str, other: str) -> list[_Field] | None:
    """The order that ``choices`` tell, as fields; None when it is no order of fields."""
    fields: list[_Field] = []
    place = 0
    while place < len(choices):
        condition, value = choices[place]
        if condition is None:
            last = _difference(value, one, other)
            if last is not None:
                return [*fields, last]
            return fields if isinstance(value, ast.Constant) and _sign(value) == 0 else None
        asked = _asked(condition, one, other)
        if asked is None:
            return None
        field, operation = asked
        if operation is ast.NotEq:
            found = _difference(value, one, other) or _either(value, one, other)
            if found is None or found[0] != field:
                return None
            fields.append(found)
            place += 1
            continue
        following = choices[place + 1] if place + 1 < len(choices) else (None, value)
        again = None if following[0] is None else _asked(following[0], one, other)
        opposite = {ast.Lt: ast.Gt, ast.Gt: ast.Lt}.get(operation)
        first, second = _sign(value), _sign(following[1])
        if opposite is None or again != (field, opposite) or not first or not second or first == second:
            return None
        fields.append((field, -first if operation is ast.Lt else first, True))
        place += 2
    return None


def _sign(value: ast.expr) -> int | None:
    """-1, 0 or 1 for a whole number that stands there."""
    below = isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub)
    number = value.operand if isinstance(value, ast.UnaryOp) and below else value
    if not isinstance(number, ast.Constant) or type(number.value) is not int:
        return None
    return (number.value > 0) * (-1 if below else 1)


def _asked(condition: ast.expr, one: str, other: str) -> tuple[str, type[ast.cmpop]] | None:
    """Field and operation of ``one.field < other.field``, as if ``one`` always stood first."""
    if not isinstance(condition, ast.Compare) or len(condition.ops) != 1:
        return None
    operation = type(condition.ops[0])
    left, right = _part(condition.left), _part(condition.comparators[0])
    if left == (other, left[1]) and right == (one, left[1]):
        left, right, operation = right, left, _TURNED.get(operation, ast.Is)
    known = operation in (ast.Lt, ast.Gt, ast.NotEq)
    return (left[1], operation) if known and left[0] == one and right == (other, left[1]) else None


def _difference(value: ast.expr, one: str, other: str) -> _Field | None:
    """The field of ``one.field - other.field``, and of ``(one.field > other.field) - (one.field < …)``."""
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Sub):
        return None
    if isinstance(value.left, ast.Compare):
        left, right = _asked(value.left, one, other), _asked(value.right, one, other)
        if left is None or right is None or left[0] != right[0]:
            return None
        if {left[1], right[1]} != {ast.Lt, ast.Gt}:
            return None
        return left[0], 1 if left[1] is ast.Gt else -1, True
    sides = _part(value.left), _part(value.right)
    if sides[0][1] != sides[1][1]:
        return None
    names = (sides[0][0], sides[1][0])
    if names == (one, other):
        return sides[0][1], 1, False
    return (sides[0][1], -1, False) if names == (other, one) else None


def _either(value: ast.expr, one: str, other: str) -> _Field | None:
    """The field of ``-1 if one.field < other.field else 1``, for items that differ in it."""
    if not isinstance(value, ast.IfExp):
        return None
    asked, first, second = _asked(value.test, one, other), _sign(value.body), _sign(value.orelse)
    if asked is None or asked[1] is ast.NotEq or not first or not second or first == second:
        return None
    return asked[0], -first if asked[1] is ast.Lt else first, True


def _part(node: ast.expr) -> tuple[str, str]:
    """Name and index (as source text) of ``row["n"]`` and ``row[0]``; no index for the row itself."""
    if isinstance(node, ast.Name):
        return node.id, ""
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and isinstance(node.slice, ast.Constant)
        and (type(node.slice.value) is str or type(node.slice.value) is int)
    ):
        return node.value.id, repr(node.slice.value)
    return "", ""


OPERATOR = Operator(
    name="comparison-to-key",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="a comparison that goes through fields becomes a key of these fields",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MODERATE,
    risk=Risk.LOW,
    payoff=8.0,
    source="https://docs.python.org/3/howto/sorting.html#comparison-functions",
)
