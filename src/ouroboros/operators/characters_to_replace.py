"""A text that is put together again character by character, some of them exchanged: ``str.replace``.

``for c in text: result += "&lt;" if c == "<" else c`` and its kin say what becomes of a few characters and
leave all others. A few calls of ``replace`` do the same for an exact ``str``, in an order in which none meets
what another one has put there; whatever else is looped over goes the old way.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.characters_to_replace import EXAMPLES, REFUSALS
from ouroboros.operators.facts.anchoring import readable
from ouroboros.operators.facts.decided import written_out
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    certainly_bound,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
    own_line,
    walk_here,
)
from ouroboros.operators.facts.walks import is_name
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_MOST = 12
"""Characters to exchange beyond which as many passes over the text cost too much."""
_OTHER = "\0any other character\0"
"""Stands for every character that no test mentions; no character is as long."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for all such loops, and comprehensions within ``"".join``."""
    if view.node.name.startswith("_ouroboros_") or not (is_builtin(view, "type") and is_builtin(view, "str")):
        return
    edits: list[Edit] = []
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            if isinstance(node, ast.For):
                edits += _loop(view, frame, node)
            elif isinstance(node, ast.Call):
                edits += _joined(view, frame, node)
    if edits:
        yield Rewrite(
            edits=tuple(edits),
            note="of a str, a few characters are exchanged and all others stay: as many calls of replace,"
            " none of which meets what another one has put there.",
        )


def _loop(view: RegionView, frame: Frame, loop: ast.For) -> list[Edit]:
    text, item = loop.iter, loop.target
    if (
        not (isinstance(text, ast.Name) and isinstance(item, ast.Name))
        or loop.orelse
        or loop.type_comment
        or not own_line(view, loop)
        or not _steady(frame, text.id, loop)
        or _done(view, frame, loop)
    ):
        return []
    inside = {id(node) for node in ast.walk(loop)}
    if item.id not in frame.local - frame.captured - frame.parameters or not all(
        id(use) in inside for use in frame.uses(item.id)
    ):
        return []
    built = _Built(frame, item.id)
    table = _table(loop.body, item.id, built)
    if table is None or built.name is None or built.name in {text.id, item.id}:
        return []
    new = _replaced(text.id, table)
    if new is None:
        return []
    if built.appends:
        if not _only_joined(view, frame, built.name, loop):
            return []
        guard, step = f"type({text.id}) is str", f"{built.name}.append({new})"
    else:
        if not _steady(frame, built.name, loop):
            return []
        # What it is added to may be a text of another kind.
        guard = f"type({text.id}) is str and type({built.name}) is str"
        step = f"{built.name} += {new}"
    left = fresh_name(view, "characters")
    lines = [f"{left} = {text.id}", f"if {guard}:", f"    {step}", f'    {left} = ""']
    return [view.insert_before(loop, lines), view.replace(text, left)]


def _steady(frame: Frame, name: str, at: ast.stmt) -> bool:
    return name in frame.local - frame.captured and certainly_bound(frame, name, at)


def _done(view: RegionView, frame: Frame, loop: ast.For) -> bool:
    """Whether what this operator writes stands before the loop."""
    block = frame.block(loop)
    place = block.index(loop)
    before = block[place - 1] if place else None
    return (
        isinstance(before, ast.If)
        and view.source(before.test).startswith("type(")
        and isinstance(before.body[-1], ast.Assign)
        and ast.unparse(before.body[-1].targets[0]) == ast.unparse(loop.iter)
    )


class _Built:
    """What a loop builds: the name, and whether pieces are appended to a list or added to a text."""

    def __init__(self, frame: Frame, item: str) -> None:
        self._item = item
        self._frame = frame
        self.name: str | None = None
        self.appends = False

    def action(self, body: list[ast.stmt], char: str) -> str | None:
        """What the statements of one branch make of ``char``; ``None``: not known."""
        made = ""
        for statement in body:
            if isinstance(statement, ast.Pass | ast.Continue):
                continue
            piece = self._piece(statement)
            given = None if piece is None else _value(piece, self._item, char)
            if given is None:
                return None
            made += given
        return made

    def _piece(self, statement: ast.stmt) -> ast.expr | None:
        if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add):
            if isinstance(statement.target, ast.Name) and self._same(statement.target.id, appends=False):
                return statement.value
        elif isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, value = statement.targets[0], statement.value
            if (
                isinstance(target, ast.Name)
                and isinstance(value, ast.BinOp)
                and isinstance(value.op, ast.Add)
                and is_name(value.left, target.id)
                and self._same(target.id, appends=False)
            ):
                return value.right
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            call = statement.value
            if (
                isinstance(call.func, ast.Attribute)
                and call.func.attr == "append"
                and isinstance(call.func.value, ast.Name)
                and len(call.args) == 1
                and not call.keywords
                and self._same(call.func.value.id, appends=True)
            ):
                return call.args[0]
        return None

    def _same(self, name: str, *, appends: bool) -> bool:
        if self.name is None:
            self.name, self.appends = name, appends
        return (self.name, self.appends) == (name, appends) and name in self._frame.local


def _only_joined(view: RegionView, frame: Frame, name: str, loop: ast.For) -> bool:
    """Whether a list starts empty and serves nothing but appending, and joining with nothing in between."""
    if name in frame.captured or name in frame.parameters or not certainly_bound(frame, name, loop):
        return False
    for use in frame.uses(name):
        above = frame.parents[use]
        if isinstance(above, ast.Assign) and not isinstance(use.ctx, ast.Load):
            made = above.value
            empty = (isinstance(made, ast.List) and not made.elts) or (
                calls_builtin(view, made, "list") and ast.unparse(made) == "list()"
            )
            if not (empty and len(above.targets) == 1 and above.targets[0] is use):
                return False
        elif isinstance(above, ast.Attribute):
            call = frame.parents[above]
            alone = isinstance(call, ast.Call) and isinstance(frame.parents[call], ast.Expr)
            if not (above.attr == "append" and alone):
                return False
        elif not (isinstance(above, ast.Call) and _joins(above) and above.args[0] is use):
            return False
    return True


def _joins(call: ast.Call) -> bool:
    """Whether it is ``"".join(…)``."""
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "join"
        and isinstance(call.func.value, ast.Constant)
        and call.func.value.value == ""
        and len(call.args) == 1
        and not call.keywords
    )


def _joined(view: RegionView, frame: Frame, call: ast.Call) -> list[Edit]:
    made = call.args[0] if _joins(call) else None
    if not isinstance(made, ast.GeneratorExp | ast.ListComp) or len(made.generators) != 1:
        return []
    loop = made.generators[0]
    text, item = loop.iter, loop.target
    if not (isinstance(text, ast.Name) and isinstance(item, ast.Name)) or loop.is_async:
        return []
    if text.id not in frame.local - frame.captured or not readable(frame, text.id, call):
        return []
    if any(
        isinstance(above, ast.IfExp) and view.source(above.test).startswith("type(")
        for above in frame.chain(call)
    ) or any(isinstance(above, ast.JoinedStr) for above in frame.chain(call)):
        return []
    table: dict[str, str] = {}
    for char in (*_mentioned([made.elt, *loop.ifs], item.id), _OTHER):
        kept: bool | None = True
        for test in loop.ifs:
            kept = kept and _holds(test, item.id, char)
        given = _value(made.elt, item.id, char) if kept else "" if kept is False else None
        if given is None:
            return []
        table[char] = given
    new = _replaced(text.id, table)
    if new is None or has_comment(view, view.start(call), view.end(call)):
        return []
    return [view.replace(call, f"({new} if type({text.id}) is str else {view.source(call)})")]


def _table(body: list[ast.stmt], item: str, built: _Built) -> dict[str, str] | None:
    """What becomes of every character that the loop mentions, and of the others."""
    table: dict[str, str] = {}
    for char in (*_mentioned(body, item), _OTHER):
        branch = _branch(body, item, char)
        given = None if branch is None else built.action(branch, char)
        if given is None:
            return None
        table[char] = given
    return table


def _branch(body: list[ast.stmt], item: str, char: str) -> list[ast.stmt] | None:
    """The statements that run for ``char``: those of its branches, up to a ``continue``."""
    found: list[ast.stmt] = []
    for statement in body:
        if not isinstance(statement, ast.If):
            found.append(statement)
        else:
            holds = _holds(statement.test, item, char)
            if holds is None:
                return None
            inner = _branch(statement.body if holds else statement.orelse, item, char)
            if inner is None:
                return None
            found += inner
        if found and isinstance(found[-1], ast.Continue):
            return found
    return found


def _holds(test: ast.expr, item: str, char: str) -> bool | None:
    """How a test comes out for ``char``; ``None``: that cannot be said."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inside = _holds(test.operand, item, char)
        return None if inside is None else not inside
    if isinstance(test, ast.BoolOp):
        answers = [_holds(part, item, char) for part in test.values]
        if None in answers:
            return None
        return all(answers) if isinstance(test.op, ast.And) else any(answers)
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
        return None
    listed = _listed(test, item)
    if listed is None:
        return None
    return (char in listed) is isinstance(test.ops[0], ast.Eq | ast.In)


def _listed(test: ast.Compare, item: str) -> frozenset[str] | None:
    """The characters that a comparison of the loop's variable asks for."""
    left, right = test.left, test.comparators[0]
    if isinstance(test.ops[0], ast.Eq | ast.NotEq):
        if not is_name(left, item):
            left, right = right, left
        return frozenset({_text(right)}) if is_name(left, item) and _text(right) else None
    if not isinstance(test.ops[0], ast.In | ast.NotIn) or not is_name(left, item):
        return None
    if isinstance(right, ast.Tuple | ast.List | ast.Set):
        texts = [_text(part) for part in right.elts]
        return frozenset(texts) if all(texts) else None
    return frozenset(_text(right)) or None  # of a text, the characters are asked for


def _text(node: ast.expr) -> str:
    """A literal text; an empty one for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _mentioned(nodes: list[ast.stmt] | list[ast.expr], item: str) -> list[str]:
    """Single characters that the tests ask for, in order."""
    found: dict[str, None] = {}
    for root in nodes:
        for node in ast.walk(root):
            if isinstance(node, ast.Compare) and len(node.ops) == 1:
                found.update(dict.fromkeys(sorted(_listed(node, item) or ())))
    return [text for text in found if len(text) == 1]


def _value(node: ast.expr, item: str, char: str) -> str | None:
    """What an expression of literals and the loop's variable gives for ``char``."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) and _OTHER not in node.value else None
    if is_name(node, item):
        return char
    if isinstance(node, ast.IfExp):
        holds = _holds(node.test, item, char)
        if holds is None:
            return None
        return _value(node.body if holds else node.orelse, item, char)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _value(node.left, item, char), _value(node.right, item, char)
        return None if left is None or right is None else left + right
    return None


def _replaced(text: str, table: Mapping[str, str]) -> str | None:
    """``text`` with calls of ``replace``; ``None`` where others change too, or each would meet the other."""
    left = {char: made for char, made in table.items() if char not in {_OTHER, made}}
    if table[_OTHER] != _OTHER or not 0 < len(left) <= _MOST:
        return None
    written = text
    while left:
        # What is put there must hold no character that is exchanged later.
        char = next(
            (one for one in left if not any(other in left[one] for other in left if other != one)), None
        )
        if char is None:
            return None
        written += f".replace({written_out(char)}, {written_out(left.pop(char))})"
    return written


OPERATOR = Operator(
    name="characters-to-replace",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="a text put together again character by character is made by str.replace",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    payoff=8.0,
    source="https://docs.python.org/3/library/stdtypes.html#str.replace",
)
