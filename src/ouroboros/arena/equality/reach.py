"""Which changed places of a text ran in no call: what nothing executed, nothing has proven."""

from __future__ import annotations

import ast
import difflib

from ouroboros.arena.closed_world.known_text import binds_compiled_parts


def unreached_changes(before: str, after: str, executed: frozenset[int]) -> list[int]:
    """Changed places of ``after`` that ran in no call: the first line of each, empty when all were reached.

    A place is a block of lines that ``before`` does not have. Lines that only moved (the original kept as a
    fallback) are the original's own code. A place inside existing code counts as reached when at least half
    of its new statements ran; one made of new functions when any did (compiled code runs without a trace, but
    what calls it does not). Definitions, imports and constants of modules run at import and are left out.
    """
    old_functions = _function_names(before)
    old_lines = {line.strip() for line in before.split("\n")}
    new_lines = after.split("\n")
    inside = _statement_lines(after)
    missed: list[int] = []
    matcher = difflib.SequenceMatcher(None, before.split("\n"), new_lines, autojunk=False)
    for tag, _, _, start, end in matcher.get_opcodes():
        if tag in {"equal", "delete"}:
            continue
        fresh = [
            number
            for number in range(start + 1, end + 1)
            if number in inside and new_lines[number - 1].strip() not in old_lines
        ]
        ran = sum(number in executed for number in fresh)
        whole = fresh and all(inside[number] not in old_functions for number in fresh)
        if fresh and (ran == 0 if whole else 2 * ran < len(fresh)):
            missed.append(next(number for number in fresh if number not in executed))
    return missed


def _function_names(text: str) -> set[str]:
    return set(_statement_lines(text).values())


def _statement_lines(text: str) -> dict[int, str]:
    """First lines of the statements inside functions, and of which outermost function; no definitions."""
    lines: dict[int, str] = {}
    tree = ast.parse(text)
    pending: list[tuple[str, ast.AST]] = [
        ("", ast.Module(body=[each for each in tree.body if not binds_compiled_parts(each)], type_ignores=[]))
    ]
    while pending:
        owner, node = pending.pop()
        for child in ast.iter_child_nodes(node):
            name = owner
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not owner:
                name = child.name
            if owner and isinstance(child, ast.stmt) and not _is_declaration(child):
                lines[child.lineno] = owner
            pending.append((name, child))
    return lines


def _is_declaration(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    return isinstance(
        node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Global | ast.Nonlocal | ast.Try
    )
