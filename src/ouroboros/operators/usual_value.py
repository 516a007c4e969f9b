"""A parameter that nearly always has one value gets a version of the loop written for that value.

``for row in rows: if mode == "fast": … else: …`` asks the same question in every round. Behind a guard for
the exact value stands a copy of the rest of the function in which all that the value decides is decided; any
other value meets the function as it was.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.usual_value import EXAMPLES, REFUSALS
from ouroboros.operators.facts.decided import (
    Subject,
    constant,
    decided,
    guard,
    guardable,
    written_out,
)
from ouroboros.operators.facts.recorded import usual_value
from ouroboros.operators.facts.scope import bound_names, frame_of, own_line
from ouroboros.operators.facts.walks import every_node
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk

_MOST_LINES = 40
_SMALL = 64
"""Whole numbers up to this size say nothing about anybody: others have to stand in the source already."""
_REPEATING = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each parameter with a usual value that a loop keeps asking about."""
    node = view.node
    frame = frame_of(node)
    if frame.opaque:
        return
    spec = node.args
    rebound = bound_names(*node.body)
    for argument in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs):
        name = argument.arg
        if name in rebound or name in frame.captured:
            continue
        subject = _subject(view, name)
        if subject is None or not guardable(view, subject) or guard(subject) in view.region.source:
            continue
        place = next(
            (index for index, each in enumerate(node.body) if _repeats_question(view, each, subject)), None
        )
        if place is None or not _copyable(view, node.body[place:]):
            continue
        yield _specialised(view, node.body[place:], subject)


def _subject(view: RegionView, name: str) -> Subject | None:
    """What the parameter usually is, where that may be written down: values can be private."""
    usual = usual_value(view, name)
    given = None if usual is None else constant(usual)
    if given is None:
        return None
    value = given[0]
    public = value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) <= _SMALL)
    if not public and not any(
        isinstance(part, ast.Constant) and type(part.value) is type(value) and part.value == value
        for part in every_node(view.module)
    ):
        return None
    return Subject.of_value(name, value)


def _repeats_question(view: RegionView, statement: ast.stmt, subject: Subject) -> bool:
    """Whether a loop in ``statement`` asks in every round what the value decides."""
    for loop in ast.walk(statement):
        if not isinstance(loop, _REPEATING):
            continue
        for part in ast.walk(loop):
            if isinstance(part, ast.If | ast.IfExp) and _settled(view, part.test, subject):
                return True
    return False


def _settled(view: RegionView, test: ast.expr, subject: Subject) -> bool:
    """Whether the value decides ``test``, or a part of it that then can go."""
    if decided(view, test, subject) is not None:
        return not isinstance(test, ast.Constant)
    if isinstance(test, ast.BoolOp):
        neutral = isinstance(test.op, ast.And)
        return any(decided(view, part, subject) is neutral for part in test.values)
    return False


def _copyable(view: RegionView, rest: list[ast.stmt]) -> bool:
    first, last = rest[0], rest[-1]
    assert last.end_lineno is not None
    return (
        last.end_lineno - first.lineno < _MOST_LINES
        and own_line(view, first)
        and not any(
            isinstance(
                part,
                ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda | ast.Global
                | ast.Nonlocal | ast.Import | ast.ImportFrom,
            )
            for statement in rest
            for part in ast.walk(statement)
        )
    )  # fmt: skip


def _specialised(view: RegionView, rest: list[ast.stmt], subject: Subject) -> Rewrite:
    settle = _Settle(view, subject)
    statements: list[ast.stmt] = []
    for each in rest:
        statements += settle.statement(copy.deepcopy(each))
    statements = _without_passing(statements)
    lines = [f"if {guard(subject)}:"]
    for each in statements:
        lines += [f"    {line}" for line in ast.unparse(ast.fix_missing_locations(each)).split("\n")]
    if not statements or not isinstance(statements[-1], ast.Return | ast.Raise):
        lines.append("    return")
    lines = [line if line.strip() else "" for line in lines]
    return Rewrite(
        edits=(view.insert_before(rest[0], lines),),
        note=f"`{subject.name}` nearly always is {written_out(subject.value)}: for exactly that the loop "
        "runs without the questions that it answers.",
    )


def _without_passing(block: list[ast.stmt]) -> list[ast.stmt]:
    """Blocks, inner ones too, without a ``pass`` that stands beside other statements."""
    for statement in block:
        for field in ("body", "orelse", "finalbody"):
            inner = getattr(statement, field, None)
            if inner and isinstance(inner, list):
                setattr(statement, field, _without_passing(inner))
    return [each for each in block if not isinstance(each, ast.Pass)] or block[:1]


class _Settle(ast.NodeTransformer):
    """Takes out what a value decides. Works on a copy; the view answers for the names in it."""

    def __init__(self, view: RegionView, subject: Subject) -> None:
        self._view = view
        self._subject = subject

    def statement(self, node: ast.stmt) -> list[ast.stmt]:
        """What is left of a statement."""
        left = self.visit(node)
        return left if isinstance(left, list) else [left]

    def visit_If(self, node: ast.If) -> ast.stmt | list[ast.stmt]:
        """The branch that is taken, or an ``if`` with what is left of its test."""
        answer = decided(self._view, node.test, self._subject)
        if answer is not None:
            chosen = node.body if answer else node.orelse
            return [left for each in chosen for left in self.statement(each)] or [ast.Pass()]
        node.test = self._lighter(node.test)
        self.generic_visit(node)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        """The side that is taken."""
        answer = decided(self._view, node.test, self._subject)
        if answer is not None:
            chosen: ast.expr = self.visit(node.body if answer else node.orelse)
            return chosen
        node.test = self._lighter(node.test)
        self.generic_visit(node)
        return node

    def _lighter(self, test: ast.expr) -> ast.expr:
        """A test without the parts that the value makes true in an ``and``, or false in an ``or``."""
        if not isinstance(test, ast.BoolOp):
            return test
        neutral = isinstance(test.op, ast.And)
        left = [each for each in test.values if decided(self._view, each, self._subject) is not neutral]
        if len(left) == 1:
            return left[0]
        return ast.BoolOp(op=test.op, values=left) if left else test


OPERATOR = Operator(
    name="usual-value",
    category=RefactoringOp.CONSTANT_FOLDING,
    summary="a loop is written again for the value that a parameter nearly always has",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MODERATE,
    risk=Risk.LOW,
    needs=("recorded values",),
    payoff=1.2,
    source="C. Consel, O. Danvy, Tutorial notes on partial evaluation, POPL 1993",
)
