"""Ones counted in the text of a number, or bit by bit, are counted by ``int.bit_count``.

``bin(n)``, ``format(n, "b")`` and ``f"{n:b}"`` of an integer hold as many ones as its absolute value has bits
set: the sign and the prefix ``0b`` have none, and ``int.bit_count`` speaks of the absolute value, too. It is
asked at run time whether the number is exactly an ``int``; everything else is counted as it was written.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.bit_count import EXAMPLES, REFUSALS
from ouroboros.operators.facts.anchoring import inside_iterable
from ouroboros.operators.facts.loops import calls_itself, own_parts
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    certainly_bound,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
    own_line,
)
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_PREFIX = 2
"""Characters of ``0b``, which ``bin(n)[2:]`` leaves out."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for all counts in texts, and one for each loop over bits."""
    if view.node.name.startswith("_ouroboros_") or not (is_builtin(view, "type") and is_builtin(view, "int")):
        return
    edits: list[Edit] = []
    for frame in frames(view):
        for node in () if calls_itself(frame) else own_parts(frame):
            text = _counted(view, frame, node) if isinstance(node, ast.expr) else None
            if text is not None and isinstance(node, ast.expr):
                edits.append(view.replace(node, text))
    if edits:
        yield Rewrite(
            edits=tuple(edits),
            note="An integer's own count of ones replaces the ones in its text; other values keep the text.",
        )
    for frame in frames(view):
        for loop in own_parts(frame):
            edit = _looped(view, frame, loop) if isinstance(loop, ast.While) else None
            if edit is not None:
                yield Rewrite(
                    edits=(edit,),
                    note="The ones of an integer that is not negative are counted at once, which leaves the "
                    "loop nothing to do; for all else it runs as before.",
                )


def _counted(view: RegionView, frame: Frame, node: ast.expr) -> str | None:
    """The guarded count for ``bin(number).count("1")`` and its spellings."""
    if not (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "count"
        and not node.keywords
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value == "1"
    ):
        return None
    number = _number(view, node.func.value)
    source = view.source(node)
    above = frame.parents.get(node)
    if isinstance(above, ast.IfExp) and above.orelse is node:
        return None  # what remains for other values
    if number is None or "\n" in source or has_comment(view, view.start(node), view.end(node)):
        return None
    if isinstance(number, ast.Name):
        return f"({number.id}.bit_count() if type({number.id}) is int else {source})"
    # A name for the number: not where `:=` is forbidden, nor where another frame could come in between.
    if inside_iterable(frame, node) or any(isinstance(at, ast.GeneratorExp) for at in frame.chain(node)):
        return None
    if any(
        isinstance(part, ast.Yield | ast.YieldFrom | ast.Await | ast.NamedExpr) for part in ast.walk(number)
    ):
        return None
    name = fresh_name(view, "number")
    start, end = view.start(number), view.end(number)
    text = view.text[view.start(node) : start] + name + view.text[end : view.end(node)]
    return f"({name}.bit_count() if type({name} := {view.source(number)}) is int else {text})"


def _number(view: RegionView, text: ast.expr) -> ast.expr | None:
    """The number whose binary digits ``text`` makes."""
    if isinstance(text, ast.Subscript) and isinstance(text.slice, ast.Slice):
        part = text.slice
        from_prefix = isinstance(part.lower, ast.Constant) and part.lower.value == _PREFIX
        if not from_prefix or part.upper is not None or part.step is not None:
            return None
        # A negative number leaves "b101", which has the same ones.
        return _number(view, text.value) if calls_builtin(view, text.value, "bin") else None
    if isinstance(text, ast.JoinedStr) and len(text.values) == 1:
        value = text.values[0]
        binary = (
            isinstance(value, ast.FormattedValue)
            and value.conversion == -1
            and isinstance(value.format_spec, ast.JoinedStr)
            and _binary(value.format_spec.values)
        )
        # Positions inside an f-string are not to be relied on before Python 3.12; a name needs none.
        inner = value.value if binary and isinstance(value, ast.FormattedValue) else None
        return inner if isinstance(inner, ast.Name) else None
    if not isinstance(text, ast.Call) or text.keywords or any(isinstance(a, ast.Starred) for a in text.args):
        return None
    if calls_builtin(view, text, "bin") and len(text.args) == 1:
        return text.args[0]
    if calls_builtin(view, text, "format") and len(text.args) == 2 and _binary(text.args[1:]):
        return text.args[0]
    return None


def _binary(parts: list[ast.expr]) -> bool:
    """Whether the format asked for is that of binary digits, with or without the prefix."""
    return len(parts) == 1 and isinstance(parts[0], ast.Constant) and parts[0].value in {"b", "#b"}


def _looped(view: RegionView, frame: Frame, loop: ast.While) -> Edit | None:
    """Count before the loop what it would count bit by bit."""
    number = _left(loop.test)
    if number is None or len(loop.body) != 2 or not own_line(view, loop):
        return None
    counter = _clears_lowest(loop.body, number) or _shifts(loop.body, number)
    own = frame.local - frame.captured
    if counter is None or counter == number or not {counter, number} <= own:
        return None
    if not all(certainly_bound(frame, name, loop) for name in (counter, number)):
        return None
    block = frame.block(loop)
    at = block.index(loop)
    if at and "bit_count" in view.source(block[at - 1]):
        return None  # done already
    return view.insert_before(
        loop,
        [
            f"if type({number}) is int and type({counter}) is int and {number} >= 0:",
            f"    {counter} += {number}.bit_count()",
            f"    {number} = 0",
        ],
    )


def _left(test: ast.expr) -> str | None:
    """The name in ``while n``, ``while n != 0`` and ``while n > 0``."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.NotEq | ast.Gt):
        zero = test.comparators[0]
        if not (isinstance(zero, ast.Constant) and type(zero.value) is int and zero.value == 0):
            return None
        test = test.left
    return test.id if isinstance(test, ast.Name) else None


def _stepped(statement: ast.stmt) -> str | None:
    """The name in ``count += 1``."""
    return (
        statement.target.id
        if isinstance(statement, ast.AugAssign)
        and isinstance(statement.target, ast.Name)
        and ast.unparse(statement).endswith(" += 1")
        else None
    )


def _clears_lowest(body: list[ast.stmt], number: str) -> str | None:
    """The counter of a loop that clears the lowest one in each round."""
    clearing = {
        f"{number} &= {number} - 1",
        f"{number} = {number} & {number} - 1",
        f"{number} = {number} - 1 & {number}",
    }
    for step, other in (body, body[::-1]):
        if ast.unparse(other) in clearing:
            return _stepped(step)
    return None


def _shifts(body: list[ast.stmt], number: str) -> str | None:
    """The counter of a loop that looks at the last bit and shifts it out."""
    first, second = body
    halved = {f"{number} >>= 1", f"{number} //= 2", f"{number} = {number} >> 1", f"{number} = {number} // 2"}
    if ast.unparse(second) not in halved:
        return None
    last = {f"{number} & 1", f"{number} % 2"}
    if isinstance(first, ast.If):
        test = ast.unparse(first.test)
        asked = last | {f"{bit} == 1" for bit in last} | {f"{bit} != 0" for bit in last}
        return (
            _stepped(first.body[0]) if test in asked and len(first.body) == 1 and not first.orelse else None
        )
    if (
        isinstance(first, ast.AugAssign)
        and isinstance(first.op, ast.Add)
        and isinstance(first.target, ast.Name)
        and ast.unparse(first.value) in last
    ):
        return first.target.id
    return None


OPERATOR = Operator(
    name="bit-count",
    category=RefactoringOp.STRENGTH_REDUCTION,
    summary="Ones counted in a number's text, or bit by bit, are counted by int.bit_count().",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    needs=(),
    payoff=3.0,
    source="https://docs.python.org/3/library/stdtypes.html#int.bit_count",
)
