"""A loop that only sets a flag ends when the flag is set, where nothing that is left to do could be noticed.

``for x in xs: if x == wanted: found = True`` looks on after the answer is known. At the first hit the rest is
examined once: where ``xs`` is a built-in container of plain values and so is what they are compared with, the
remaining tests run nobody's code and cannot raise, so the loop ends. All else is walked through as before.
Likewise ``any([x == wanted for x in xs])``, whose list is made to its end before anybody looks into it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.stop_when_known import EXAMPLES, REFUSALS
from ouroboros.operators.facts.decided import constant, constants
from ouroboros.operators.facts.recorded import usual_kinds
from ouroboros.operators.facts.scope import (
    Frame,
    bound_names,
    calls_builtin,
    certainly_bound,
    ends_line,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
    own_line,
    walk_here,
)
from ouroboros.operators.flag_guards import HOLDS, KINDS, ONLY
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_NEEDED = ("type", "frozenset", "map", "int", "float", "bool", "str", "list", "tuple", "dict", "set", "range")
_TEXT_METHODS = frozenset(
    {
        *("isdigit", "isalpha", "isalnum", "isspace", "isupper", "islower", "isnumeric", "isdecimal"),
        *("startswith", "endswith"),
    }
)
"""Methods of ``str`` that answer yes or no and, given literals, never raise."""
_LEAST_WEIGHT = 3
"""Conditions and calls of a test that costs more than a look at a type."""
_ORDERING = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each loop that does nothing but set a flag, and for each list in ``any`` or ``all``."""
    if not all(is_builtin(view, name) for name in _NEEDED):
        return
    edits: list[Edit] = []
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            if isinstance(node, ast.For):
                found = _ended(view, frame, node)
                if found is not None:
                    yield found
            elif isinstance(node, ast.Call) and calls_builtin(view, node, "any", "all"):
                lazy = _unlisted(view, frame, node)
                if lazy is not None:
                    edits.append(view.replace(node, lazy))
    if edits:
        yield Rewrite(
            edits=tuple(edits),
            helpers=_helpers(" ".join(edit.text for edit in edits)),
            note="no list is made before it is looked into: all items are plain values, whose comparisons"
            " nobody notices.",
        )


def _ended(view: RegionView, frame: Frame, loop: ast.For) -> Rewrite | None:
    only = loop.body[0]
    if (
        loop.orelse
        or len(loop.body) != 1
        or not isinstance(only, ast.If)
        or only.orelse
        or len(only.body) != 1
    ):
        return None
    set_flag = only.body[0]
    flag = _flag(frame, set_flag)
    item = loop.target
    if flag is None or not isinstance(item, ast.Name) or not _private(frame, loop, item.id):
        return None
    needs = _Needs(view, frame, loop, item.id, flag)
    if not _worth_asking(view, loop, only.test) or not needs.examine(only.test):
        return None
    if not (own_line(view, loop) and own_line(view, set_flag) and ends_line(view, set_flag)):
        return None
    questions = needs.questions()
    if questions is None:
        return None
    settled = fresh_name(view, f"{flag}_settled")
    indent, end = view.indent(set_flag), view.end(set_flag)
    if questions:
        asked = " and ".join(questions)
        lines = [f"if {settled} is None:", f"    {settled} = {asked}", f"if {settled}:", "    break"]
        before = [view.insert_before(loop, [f"{settled} = None"])]
    else:
        lines, before = ["break"], []
    after = Edit(start=end, end=end, text="".join(f"\n{indent}{line}" for line in lines))
    text = " ".join(questions)
    return Rewrite(
        edits=(*before, after),
        helpers=(
            *(source for name, source in KINDS.items() if f"_ouroboros_{name}" in text),
            *((ONLY,) if "_ouroboros_only" in text else ()),
            *((HOLDS,) if "_ouroboros_holds" in text else ()),
        ),
        note=f"the loop only sets `{flag}`: it ends at the first hit where all that is left are plain "
        "values, whose comparisons nobody notices.",
    )


def _helpers(text: str) -> tuple[str, ...]:
    """What the questions in ``text`` call."""
    return (
        *(source for name, source in KINDS.items() if f"_ouroboros_{name}" in text),
        *((ONLY,) if "_ouroboros_only" in text else ()),
        *((HOLDS,) if "_ouroboros_holds" in text else ()),
    )


def _unlisted(view: RegionView, frame: Frame, call: ast.Call) -> str | None:
    """``any([… for x in xs])`` as ``any(… for x in xs)`` where nobody notices which items are looked at."""
    made = call.args[0] if len(call.args) == 1 and not call.keywords else None
    if not isinstance(made, ast.ListComp) or len(made.generators) != 1:
        return None
    loop = made.generators[0]
    if loop.is_async or not isinstance(loop.target, ast.Name):
        return None
    needs = _Needs(view, frame, loop, loop.target.id, "")
    if not all(map(needs.examine, (made.elt, *loop.ifs))):
        return None
    if any(
        isinstance(above, ast.Lambda | ast.JoinedStr)
        or (isinstance(above, ast.IfExp) and "_ouroboros_" in view.source(above.test))
        for above in frame.chain(call)
    ) or has_comment(view, view.start(call), view.end(call)):
        return None
    questions = needs.questions()
    if not questions:
        return None
    lazily = f"{view.source(call.func)}({view.source(made)[1:-1].strip()})"
    return f"({lazily} if {' and '.join(questions)} else {view.source(call)})"


def _worth_asking(view: RegionView, loop: ast.For, test: ast.expr) -> bool:
    """Whether the rest of the loop costs more than looking at the type of every item once.

    The items of a range and of a text need no look; a light test of others is about as cheap as that look.
    """
    if isinstance(loop.iter, ast.Name):
        parts = test.values if isinstance(test, ast.BoolOp) else [test]
        weight = len(parts) + sum(isinstance(part, ast.Call) for part in ast.walk(test))
        return weight >= _LEAST_WEIGHT or usual_kinds(view, loop.iter.id)[:1] == ("str",)
    return True


def _flag(frame: Frame, statement: ast.stmt) -> str | None:
    """The local name that ``statement`` sets to a constant."""
    if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1):
        return None
    target = statement.targets[0]
    constant = isinstance(statement.value, ast.Constant) or (
        isinstance(statement.value, ast.UnaryOp) and isinstance(statement.value.operand, ast.Constant)
    )
    if not constant or not isinstance(target, ast.Name):
        return None
    return target.id if target.id in frame.local - frame.captured else None


def _private(frame: Frame, loop: ast.For, item: str) -> bool:
    """Whether nobody reads the loop's variable outside the loop."""
    inside = {id(node) for node in ast.walk(loop)}
    return (
        item in frame.local - frame.captured - frame.parameters
        and all(id(use) in inside for use in frame.uses(item))
        and item not in bound_names(*loop.body)
    )


class _Needs:
    """What has to hold so that the tests that are left are quiet and cannot raise."""

    def __init__(
        self, view: RegionView, frame: Frame, loop: ast.For | ast.comprehension, item: str, flag: str
    ) -> None:
        self._view, self._frame, self._loop = view, frame, loop
        self._item = item
        self._taken = {item, flag}
        self._kinds: dict[str, set[str]] = {}
        self._containers: dict[str, None] = {}
        self._divides = False

    def questions(self) -> list[str] | None:
        """Conditions to ask, none where nothing has to be; ``None`` where asking would not be enough."""
        kinds = {name: self._narrowest(asked) for name, asked in self._kinds.items()}
        if None in kinds.values():
            return None
        own = kinds.pop(self._item, "scalars")
        asked: list[str] = []
        iterated = self._loop.iter
        if calls_builtin(self._view, iterated, "range"):
            assert isinstance(iterated, ast.Call)
            if own == "texts" or (self._divides and not _positive(iterated)):
                return None
        elif isinstance(iterated, ast.Name) and self._steady(iterated.id) and not self._divides:
            asked.append(f"_ouroboros_only({iterated.id}, _ouroboros_{own})")
        else:
            return None
        for name, kind in kinds.items():
            asked.append(f"type({name}) in _ouroboros_{kind}")
        return asked + [f"_ouroboros_holds_only({name}, _ouroboros_scalars)" for name in self._containers]

    def _narrowest(self, asked: set[str]) -> str | None:
        if "texts" in asked:
            return "texts" if asked <= {"texts", "scalars"} else None
        return "numbers" if "numbers" in asked else "scalars"

    def examine(self, test: ast.expr) -> bool:
        """Whether ``test`` is quiet and cannot raise once its names hold what is asked for."""
        if isinstance(test, ast.Name):
            return self._operand(test, "scalars")
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return self.examine(test.operand)
        if isinstance(test, ast.BoolOp):
            return all(map(self.examine, test.values))
        if isinstance(test, ast.Compare):
            sides = [test.left, *test.comparators]
            return all(map(self._compared, sides[:-1], test.ops, sides[1:]))
        if isinstance(test, ast.Call) and isinstance(test.func, ast.Attribute) and not test.keywords:
            literal = all(isinstance(each, ast.Constant) and type(each.value) is str for each in test.args)
            known = test.func.attr in _TEXT_METHODS and literal
            counted = len(test.args) == (test.func.attr in {"startswith", "endswith"})
            return known and counted and self._operand(test.func.value, "texts")
        return False

    def _size(self, side: ast.expr) -> ast.expr | None:
        """``x`` of ``abs(x)``."""
        if not calls_builtin(self._view, side, "abs"):
            return None
        assert isinstance(side, ast.Call)
        return side.args[0] if len(side.args) == 1 and not side.keywords else None

    def _compared(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> bool:
        if isinstance(operator, ast.In | ast.NotIn):
            if isinstance(left, ast.Constant):
                return type(left.value) is str and self._operand(right, "texts")
            if isinstance(right, ast.Tuple | ast.List | ast.Set):
                among = constants(right)
                literal = among is not None and not any(isinstance(each, bytes) for each in among)
                return literal and self._operand(left, "scalars")
            if not (isinstance(right, ast.Name) and right.id not in self._taken and self._steady(right.id)):
                return False
            self._containers[right.id] = None
            return self._operand(left, "scalars")
        sizes = [self._size(side) for side in (left, right)]
        numbers = isinstance(operator, _ORDERING) or any(sizes)
        kind = "numbers" if numbers else "scalars"
        left, right = (size or side for size, side in zip(sizes, (left, right), strict=True))
        return all(
            self._number(side) if isinstance(side, ast.BinOp) else self._operand(side, kind)
            for side in (left, right)
        )

    def _number(self, side: ast.BinOp) -> bool:
        """``n % i`` of a number by the positive numbers of a range, or by a literal."""
        if not isinstance(side.op, ast.Mod | ast.FloorDiv) or not self._operand(side.left, "numbers"):
            return False
        if isinstance(side.right, ast.Constant):
            return type(side.right.value) is int and 0 < side.right.value < 1 << 53
        self._divides = True
        return (
            isinstance(side.right, ast.Name)
            and side.right.id == self._item
            and self._operand(side.right, "numbers")
        )

    def _operand(self, side: ast.expr, kind: str) -> bool:
        given = constant(side)
        if given is not None and not isinstance(given[0], bytes):
            return kind == "scalars" or (kind == "numbers" and isinstance(given[0], int | float))
        if not isinstance(side, ast.Name):
            return False
        if side.id != self._item and not (side.id not in self._taken and self._steady(side.id)):
            return False
        self._kinds.setdefault(side.id, set()).add(kind)
        return True

    def _steady(self, name: str) -> bool:
        """Whether ``name`` is a local that keeps its object all through the loop."""
        return (
            name in self._frame.local - self._frame.captured
            and name not in bound_names(self._loop)
            and certainly_bound(self._frame, name, self._frame.statement(self._loop))
        )


def _positive(call: ast.Call) -> bool:
    """Whether a ``range`` surely has no zero and no negative number."""
    first = call.args[0] if len(call.args) == 2 and not call.keywords else None
    return isinstance(first, ast.Constant) and type(first.value) is int and first.value > 0


OPERATOR = Operator(
    name="stop-when-known",
    category=OptimizationOp.LAZY_EVALUATION,
    summary="a loop that only sets a flag ends at the first hit; so does a list for any or all",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    needs=("recorded types",),
    payoff=2.0,
    source="https://docs.python.org/3/library/functions.html#any",
)
