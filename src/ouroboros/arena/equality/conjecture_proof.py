"""What a guess has to show beyond the replay, since no rule of the language says that it is right.

It answers all small arguments of the recorded types like the original; enough of these calls take the guessed
way, and do not all end alike; and every statement of the original, and of what it calls in its file, has run
in some call, for what never ran may hold the one case in which the two part.
"""

from __future__ import annotations

import ast
import copy
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ouroboros.arena.equality.bounded_calls import KINDS, bounded_calls
from ouroboros.arena.equality.call_book import INVENTED, CallBook, suggested_book
from ouroboros.arena.equality.comparison import compared
from ouroboros.arena.sandboxing.sandbox import Sandbox
from ouroboros.errors import SandboxDiedError
from ouroboros.records.candidate import MutationCandidate
from ouroboros.records.evidence import Gate, Observation, Outcome, ReplayEvidence

_LEAST_GUESSED = 120
"""Calls that have to take the guessed way."""
_LEAST_OTHERS = 8
"""Of these, calls that do not end as most of them do."""
_TRACED = 240
"""Calls of the book, and of what is listed, in which the original's lines are watched."""


def proven(
    sandbox: Sandbox,
    book: CallBook,
    candidate: MutationCandidate,
    replay: ReplayEvidence,
    kinds: Sequence[str],
) -> ReplayEvidence:
    """The evidence for a guess that has passed the ``replay``, with what exhaustive small calls say.

    Args:
        sandbox: forks the arms.
        book: the calls of its region.
        candidate: a conjecture whose changed function begins with the guessed way, behind a condition.
        replay: what came of the book; PASSED.
        kinds: type of each parameter, as profiles write it, in their order.

    Returns:
        FAILED with the first difference; UNKNOWN with the reason where too little could be shown; else
        PASSED, with the calls that agree counted among the generated ones.

    """
    doubtful = replace(replay, gate=Gate.UNKNOWN)
    if book.through:
        return replace(doubtful, reason=f"a guess, and only calls of {book.through} were recorded")
    if not kinds or not set(kinds) <= set(KINDS):
        return replace(doubtful, reason="a guess for types of which not all small values can be listed")
    marked = _marked(candidate)
    if marked is None:
        return replace(doubtful, reason="a guess that does not stand behind a condition")
    called = next(call.function for call in book.calls if call.origin not in INVENTED)
    path = candidate.region.file.path
    spread = _spread(candidate.region.file.text)
    agreed, ends, lines = 0, Counter[str](), frozenset[int]()
    try:
        with sandbox.arm({path: spread}, book.modules) as arm:
            patience = 10 * book.deadline_seconds
            lines = arm.observe(book.calls[-_TRACED:], deadline_seconds=patience, trace_file=path).lines
        for batch in bounded_calls(called, kinds):
            listed = _answered(sandbox, book, batch)
            if listed is None:
                continue
            with sandbox.arm({path: candidate.text}, book.modules) as arm:
                seen = arm.observe(
                    listed.calls, deadline_seconds=listed.deadline_seconds, expected=listed.expected
                )
            found = compared(listed.calls, listed.answers, seen, None)
            if found.difference is not None:
                reason = f"differs on {found.difference.call}"
                failed = replace(replay, gate=Gate.FAILED, difference=found.difference, reason=reason)
                return replace(failed, counterexample=found.call)
            agreed += len(listed.calls)
            ends += _guessed(sandbox, listed, {path: marked})
            with sandbox.arm({path: spread}, book.modules) as arm:
                few = listed.calls[:_TRACED]
                lines |= arm.observe(
                    few, deadline_seconds=10 * listed.deadline_seconds, trace_file=path
                ).lines
    except SandboxDiedError as error:
        return replace(doubtful, reason=f"a guess, and {error}")
    weakness = _weakness(ends, _unseen(spread, candidate.region.qualname, lines))
    if weakness:
        return replace(doubtful, reason=f"a guess, and {weakness}")
    return replace(replay, generated_calls=replay.generated_calls + agreed)


def _weakness(ends: Counter[str], unseen: Sequence[int]) -> str:
    """Why the calls do not carry a guess; "" when they do."""
    guessed = ends.total()
    if guessed < _LEAST_GUESSED:
        return f"only {guessed} listed calls take the guessed way"
    if guessed - max(ends.values()) < _LEAST_OTHERS:
        return "nearly all listed calls that take the guessed way end alike"
    return "no call reaches some statement of the original" if unseen else ""


def _answered(sandbox: Sandbox, book: CallBook, batch: Sequence[object]) -> CallBook | None:
    """The calls of a batch that the original answers in time, twice alike, with room on the stack."""
    listed = suggested_book(sandbox, book, batch)  # type: ignore[arg-type]
    if isinstance(listed, str):
        return None
    good = [
        (call, answer)
        for call, answer in zip(listed.calls, listed.expected, strict=True)
        if not (answer.outcome is Outcome.RAISED and "RecursionError" in answer.description)
    ]
    if not good:
        return None
    return replace(
        listed, calls=tuple(call for call, _ in good), expected=tuple(answer for _, answer in good)
    )


def _guessed(sandbox: Sandbox, listed: CallBook, texts: dict[str, str]) -> Counter[str]:
    """How the calls end that take the guessed way: those that a version notices which raises there."""
    with sandbox.arm(texts, listed.modules) as arm:
        seen = arm.observe(listed.calls, deadline_seconds=listed.deadline_seconds)
    return Counter(
        _result(answer)
        for answer, other in zip(listed.expected, seen.observations, strict=False)
        if other.outcome is Outcome.RAISED and answer.digest != other.digest
    )


def _result(answer: Observation) -> str:
    """What a call came to: what it returned, or where that is nothing, what it did to its arguments."""
    returned = answer.description.partition("\nargs ")[0]
    return answer.digest if returned == "returned None" else returned


def _marked(candidate: MutationCandidate) -> str | None:
    """The candidate's text with ``raise`` in the place of the guessed way; ``None`` where there is none."""
    before = _function(candidate.region.file.text, candidate.region.qualname)
    after = _function(candidate.text, candidate.region.qualname)
    if before is None or after is None:
        return None
    known = {ast.dump(statement) for statement in before.body}
    for statement in after.body[:2]:
        if isinstance(statement, ast.If) and not statement.orelse and ast.dump(statement) not in known:
            lines = candidate.text.split("\n")
            first, last = statement.body[0].lineno - 1, (statement.end_lineno or 0) - 1
            indent = re.match(r"\s*", lines[first])
            assert indent is not None
            lines[first : last + 1] = [f"{indent[0]}raise LookupError"] + [""] * (last - first)
            return "\n".join(lines)
    return None


def _function(text: str, name: str) -> ast.FunctionDef | None:
    return next(
        (node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == name),
        None,
    )


def _spread(text: str) -> str:
    """The module with every statement, and both sides of a chosen value, on lines of their own."""
    return ast.unparse(ast.fix_missing_locations(_Spread().visit(ast.parse(text))))


class _Spread(ast.NodeTransformer):
    """``return a if c else b`` as a statement; what stands behind a colon is put below it when written."""

    def _chosen(self, node: ast.Return | ast.Assign | ast.AugAssign) -> ast.stmt:
        if not isinstance(node.value, ast.IfExp):
            return node
        first, second = copy.copy(node), copy.copy(node)
        first.value, second.value = node.value.body, node.value.orelse
        return ast.If(test=node.value.test, body=[self._chosen(first)], orelse=[self._chosen(second)])

    def visit_Return(self, node: ast.Return) -> ast.AST:
        """What is given back."""
        return self._chosen(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """What is stored."""
        return self._chosen(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """What is added."""
        return self._chosen(node)


def _unseen(text: str, name: str, executed: frozenset[int]) -> list[int]:
    """First lines of the statements of a function, and of what it calls in its file, that ran in no call."""
    functions = _reached(text, name)
    if not functions:
        return [1]
    nodes = [node for function in functions for node in ast.walk(function) if node is not function]
    lines = {node.lineno for node in nodes if isinstance(node, ast.stmt) and not _silent(node)}
    return sorted(lines - executed)


def _reached(text: str, name: str) -> list[ast.FunctionDef]:
    """The module's function of this name, and those of its functions that it mentions, and so on."""
    known = {node.name: node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}
    found: dict[str, ast.FunctionDef] = {}
    pending = [name]
    while pending:
        each = pending.pop()
        if each in known and each not in found:
            found[each] = known[each]
            pending += [part.id for part in ast.walk(known[each]) if isinstance(part, ast.Name)]
    return list(found.values())


def _silent(node: ast.stmt) -> bool:
    """Statements that do nothing when they run, or that the interpreter jumps over."""
    constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    empty = isinstance(node, ast.AnnAssign) and node.value is None
    endless = isinstance(node, ast.While) and isinstance(node.test, ast.Constant)
    return (
        constant
        or empty
        or endless
        or isinstance(node, ast.FunctionDef | ast.Continue | ast.Break | ast.Pass)
    )
