"""The branch that recorded calls take most is asked for first, behind the exact type of what is compared.

``if op == "push": … elif op == "add": … elif op == "load": …`` where ``load`` is nearly all: a copy of that
branch goes to the front, behind ``type(op) is str and op == "load"``. For a text that equals ``"load"`` every
test before it is certainly false and quiet, so nothing else changes; all other objects meet the chain as it
was. Likewise for the end of a chain that mostly matches nothing, for chains of ``isinstance`` (behind the
exact type), and, where every branch only gives a constant, for a table of them all.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.branch_reordering import EXAMPLES, REFUSALS
from ouroboros.operators.facts.decided import (
    Subject,
    constant,
    constants,
    decided,
    guard,
    guardable,
    subject_of,
    written_out,
)
from ouroboros.operators.facts.recorded import usual_kinds
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    certainly_bound,
    frames,
    has_comment,
    own_line,
)
from ouroboros.operators.facts.walks import every_node
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_LEAST_RUNS = 8
_MOST_LINES = 12
"""Lines of a branch that is copied."""
_LEAST_SAVED = 1.0
"""Tests that a run of the chain has to be spared on average."""
_LEAST_ROWS = 9
"""Constants below which asking for each is as quick as one look into a dictionary."""
_INDENT = "    "


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Branch:
    """One branch of a chain; ``test`` is ``None`` for its ``else``."""

    test: ast.expr | None
    body: list[ast.stmt]
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Chain:
    """Branches of which a run takes at most one; ``joined`` by ``elif``, or one ``if`` after the other."""

    node: ast.If
    branches: list[_Branch]
    joined: bool

    def preceded(self, view: RegionView, head: str) -> Edit:
        """The chain after ``head``: lines of an ``if`` with its branch, indented but for the first."""
        at, indent = view.start(self.node), view.indent(self.node)
        return Edit(start=at, end=at + 2, text=f"{head}{indent}{'elif' if self.joined else 'if'}")


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each chain with a usual branch, and one for each chain that is a table."""
    for frame in frames(view):
        for node in every_node(frame.node):
            if not (isinstance(node, ast.If) and _begins(view, frame, node)):
                continue
            for chain in (_chain(view, node), _series(view, frame, node)):
                name = _compared(view, chain.branches) if len(chain.branches) > 1 else None
                if name is None or _done(view, chain):
                    continue
                if name in frame.local - frame.captured and certainly_bound(frame, name, node):
                    yield from filter(None, (_usual_first(view, chain, name), _table(view, chain, name)))


def _begins(view: RegionView, frame: Frame, node: ast.If) -> bool:
    """Whether a chain begins here, on a line of its own."""
    block = frame.block(node)
    place = block.index(node)
    before = block[place - 1] if place else None
    if isinstance(before, ast.If) and _leaves(before):
        return False  # one more of a series that began above
    return own_line(view, node) and view.text.startswith("if", view.start(node))


def _leaves(node: ast.If) -> bool:
    """Whether ``node`` is one of a series: whoever takes its branch comes to none of the next ones."""
    return not node.orelse and isinstance(node.body[-1], ast.Return | ast.Raise | ast.Continue | ast.Break)


def _chain(view: RegionView, node: ast.If) -> _Chain:
    """``if … elif … else``; a missing ``else`` is a branch without statements."""
    found: list[_Branch] = []
    current = node
    while True:
        found.append(_branch(view, current.test, current.body))
        rest = current.orelse
        below = rest[0] if len(rest) == 1 else None
        if isinstance(below, ast.If) and view.text.startswith("elif", view.start(below)):
            current = below
            continue
        found.append(_branch(view, None, rest))
        return _Chain(node=node, branches=found, joined=True)


def _series(view: RegionView, frame: Frame, node: ast.If) -> _Chain:
    """``if …: return`` after ``if …: return``."""
    found: list[_Branch] = []
    block = frame.block(node)
    for statement in block[block.index(node) :]:
        if not (isinstance(statement, ast.If) and _leaves(statement)):
            break
        found.append(_branch(view, statement.test, statement.body))
    return _Chain(node=node, branches=found, joined=False)


def _branch(view: RegionView, test: ast.expr | None, body: list[ast.stmt]) -> _Branch:
    runs = 0
    if body:
        # A branch that shares a line with its test: only the test's runs are known.
        runs = view.types.lines.get(body[0].lineno, 0) if own_line(view, body[0]) else -1
    return _Branch(test=test, body=body, runs=runs)


def _compared(view: RegionView, chain: list[_Branch]) -> str | None:
    """The one name that the first test is about."""
    test = chain[0].test
    if isinstance(test, ast.BoolOp):
        test = test.values[0]
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        for side in (test.left, test.comparators[0]):
            if isinstance(side, ast.Name):
                return side.id
        if calls_builtin(view, test.left, "type"):
            return _only_argument(test.left)
    if test is not None and calls_builtin(view, test, "isinstance"):
        return _only_argument(test)
    return None


def _only_argument(call: ast.expr) -> str | None:
    first = call.args[0] if isinstance(call, ast.Call) and call.args else None
    return first.id if isinstance(first, ast.Name) else None


def _done(view: RegionView, chain: _Chain) -> bool:
    """Whether the chain begins with a guard of ours."""
    first = chain.branches[0].test
    return isinstance(first, ast.BoolOp) and view.source(first).startswith("type(")


def _usual_first(view: RegionView, chain: _Chain, name: str) -> Rewrite | None:
    branches = chain.branches
    total = sum(branch.runs for branch in branches)
    if total < _LEAST_RUNS or not view.types.lines or any(branch.runs < 0 for branch in branches):
        return None
    place = max(range(len(branches)), key=lambda index: (branches[index].runs, -index))
    usual = branches[place]
    spared = place * usual.runs - (total - usual.runs)
    if place == 0 or spared < _LEAST_SAVED * total or not usual.body or not _copyable(view, usual.body):
        return None
    asked = _condition(view, branches[:place], usual, name)
    body = _copied(view, usual.body, view.indent(chain.node) + _INDENT)
    if asked is None or body is None:
        return None
    return Rewrite(
        edits=(chain.preceded(view, f"if {asked}:\n{body}"),),
        note=f"{usual.runs} of {total} recorded runs of the tests on `{name}` take branch {place + 1}, which "
        "is asked for first, where the exact type makes sure that no earlier test would have held.",
    )


def _condition(view: RegionView, earlier: list[_Branch], usual: _Branch, name: str) -> str | None:
    """A quiet condition that implies the usual branch: its test holds and those before it do not."""
    tests = [branch.test for branch in earlier if branch.test is not None]
    if usual.test is None:
        return _none_of(view, tests, name)
    values = _values_of(usual.test, name)
    if values:
        subjects = [Subject.of_value(name, value) for value in values]
        known = [subject for subject in subjects if subject is not None]
        if len({subject.kind for subject in known}) != 1 or len(known) != len(values):
            return None
        if not all(_implied(view, tests, usual.test, subject) for subject in known):
            return None
        if known[0].kind in {bool, type(None)}:
            return guard(known[0]) if len(known) == 1 else None
        asked = view.source(usual.test)
        if isinstance(usual.test, ast.BoolOp):
            asked = f"({asked})"
        return f"type({name}) is {known[0].kind.__name__} and {asked}"
    for kind in _kinds_of(view, usual.test, name):
        subject = subject_of(view, name, kind)
        if subject is not None and _implied(view, tests, usual.test, subject):
            return guard(subject)
    return None


def _implied(view: RegionView, tests: list[ast.expr], wanted: ast.expr, subject: Subject) -> bool:
    return (
        guardable(view, subject)
        and decided(view, wanted, subject) is True
        and all(decided(view, test, subject) is False for test in tests)
    )


def _values_of(test: ast.expr, name: str) -> list[object]:
    """Constants that ``name == …``, ``name in (…)`` or several of them joined by ``or`` ask for."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        each = [_values_of(part, name) for part in test.values]
        return [value for values in each for value in values] if all(each) else []
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1):
        return []
    left, right = test.left, test.comparators[0]
    if isinstance(test.ops[0], ast.Eq) and isinstance(right, ast.Name):
        left, right = right, left
    if not (isinstance(left, ast.Name) and left.id == name):
        return []
    if isinstance(test.ops[0], ast.In):
        return constants(right) or []
    given = constant(right) if isinstance(test.ops[0], ast.Eq | ast.Is) else None
    return [] if given is None else [given[0]]


def _kinds_of(view: RegionView, test: ast.expr, name: str) -> list[str]:
    """Types worth asking for by identity: a parameter's recorded one, and the one that the test names."""
    seen = list(usual_kinds(view, name))[:1]
    if isinstance(test, ast.Call) and len(test.args) == 2:
        asked = test.args[1]
        named = [asked] if isinstance(asked, ast.Name) else []
        seen += [each.id for each in named]
    elif isinstance(test, ast.Compare) and isinstance(test.comparators[0], ast.Name):
        seen.append(test.comparators[0].id)
    return seen


def _none_of(view: RegionView, tests: list[ast.expr], name: str) -> str | None:
    """A condition under which none of ``tests`` holds, by the usual type or by all their constants."""
    for written in usual_kinds(view, name)[:1]:
        usual = Subject.of_kind(name, written)
        if usual is None or not guardable(view, usual):
            continue
        if all(decided(view, test, usual) is False for test in tests):
            return guard(usual)
    values = [value for test in tests for value in _values_of(test, name)]
    if not values or not all(_values_of(test, name) for test in tests):
        return None
    kind = type(values[0])
    if kind not in {str, int} or any(type(value) is not kind for value in values) or len(values) < 3:
        return None
    subject = Subject.of_kind(name, kind.__name__)
    if subject is None or not guardable(view, subject):
        return None
    listed = ", ".join(map(written_out, dict.fromkeys(values)))
    return f"{guard(subject)} and {name} not in {{{listed}}}"


def _copyable(view: RegionView, body: list[ast.stmt]) -> bool:
    first, last = body[0], body[-1]
    assert last.end_lineno is not None
    return (
        last.end_lineno - first.lineno < _MOST_LINES
        and own_line(view, first)
        and not has_comment(view, view.start(first), view.end(last))
        and not any(
            isinstance(
                part,
                ast.FunctionDef
                | ast.AsyncFunctionDef
                | ast.ClassDef
                | ast.Lambda
                | ast.Global
                | ast.Nonlocal,
            )
            or (isinstance(part, ast.Constant | ast.JoinedStr) and part.end_lineno != part.lineno)
            for statement in body
            for part in ast.walk(statement)
        )
    )


def _copied(view: RegionView, body: list[ast.stmt], indent: str) -> str | None:
    """The statements once more, indented by ``indent``; ``None`` where the lines do not allow it."""
    own = view.indent(body[0])
    text = view.text[view.start(body[0]) - len(own) : view.end(body[-1])]
    lines = text.split("\n")
    if any(line.strip() and not line.startswith(own) for line in lines):
        return None
    return "".join(f"{indent}{line[len(own) :]}\n" if line.strip() else "\n" for line in lines)


def _table(view: RegionView, chain: _Chain, name: str) -> Rewrite | None:
    """``return CONSTANT`` (or ``x = CONSTANT``) in every branch: one look into a dictionary of constants."""
    rows: dict[object, str] = {}
    form = ""
    for branch in chain.branches:
        if branch.test is None:
            continue
        values = _values_of(branch.test, name)
        given = _given(view, branch.body)
        by_identity = any(isinstance(part, ast.Is) for part in ast.walk(branch.test))
        if not values or by_identity or given is None or (form and given[0] != form):
            return None
        form = given[0]
        for value in values:
            rows.setdefault(value, given[1])
    kinds = {type(value) for value in rows}
    if len(rows) < _LEAST_ROWS or kinds not in ({str}, {int}) or len({*rows.values()}) == 1:
        return None
    subject = Subject.of_kind(name, next(iter(kinds)).__name__)
    # Rewrites of one region may be combined: each table has a name of its own.
    place = chain.node.lineno - view.node.lineno
    label = f"_ouroboros_rows_{view.region.qualname.replace('.', '_')}_{place}"
    if subject is None or not guardable(view, subject) or label in view.text:
        return None
    if not chain.joined and form != "return ":
        return None
    written = ", ".join(f"{written_out(value)}: {given}" for value, given in rows.items())
    indent = view.indent(chain.node)
    head = f"if {guard(subject)} and {name} in {label}:\n{indent}{_INDENT}{form}{label}[{name}]\n"
    return Rewrite(
        edits=(chain.preceded(view, head),),
        helpers=(f"{label} = {{{written}}}",),
        note=f"every branch on `{name}` gives a constant: a dictionary finds it in one step for exact "
        f"{subject.kind.__name__} objects, all others go through the chain.",
    )


def _given(view: RegionView, body: list[ast.stmt]) -> tuple[str, str] | None:
    """``("return ", "3")`` or ``("x = ", "3")`` of a branch that is nothing else."""
    only = body[0]
    if len(body) != 1 or has_comment(view, view.start(only), view.end(only)):
        return None
    if isinstance(only, ast.Return) and only.value is not None and constant(only.value) is not None:
        return "return ", view.source(only.value)
    if (
        isinstance(only, ast.Assign)
        and len(only.targets) == 1
        and isinstance(only.targets[0], ast.Name)
        and constant(only.value) is not None
    ):
        return f"{only.targets[0].id} = ", view.source(only.value)
    return None


OPERATOR = Operator(
    name="branch-reordering",
    category=RefactoringOp.BRANCH_SIMPLIFICATION,
    summary="the branch that recorded calls take most comes first; branches of constants become a table",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    needs=("recorded line counts",),
    payoff=1.4,
    source="K. Pettis, R. C. Hansen, Profile guided code positioning, PLDI 1990",
)
