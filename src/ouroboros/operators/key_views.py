# ruff: noqa: E501  # code in one piece, as it is read
"""A view of a dictionary's keys, made to be asked one thing: the dictionary answers that itself.

``key in table.keys()`` makes a view for every question. For a name that is only ever bound to a dictionary made
in the same function, ``key in table`` is the same question.
"""

from __future__ import annotations

import ast

from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.facts.scope import Frame, binds_itself, calls_builtin, frames, has_comment, walk_here
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_ASKING = ("len", "list", "tuple", "sorted", "min", "max", "any", "all", "sum")
"""Not sets: of a dictionary they take over the hashes that it noted, which a key may no longer answer."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for all such views of the region."""
    edits: list[Edit] = []
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            table = _viewed(node)
            if (
                table is not None
                and isinstance(node, ast.Call)
                and _asked(view, frame, node)
                and _own_dictionary(view, frame, table.id)
                and not has_comment(view, view.start(node), view.end(node))
            ):
                edits.append(view.replace(node, table.id))
    if not edits:
        return []
    return [
        Rewrite(
            edits=tuple(edits),
            note="no view of the keys is made: the names are bound to dictionaries made here, which answer"
            " the same.",
        )
    ]


def _viewed(node: ast.AST) -> ast.Name | None:
    """``table`` of ``table.keys()``."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "keys"):
        return None
    table = node.func.value
    return table if isinstance(table, ast.Name) and not node.args and not node.keywords else None


def _asked(view: RegionView, frame: Frame, call: ast.Call) -> bool:
    above = frame.parents[call]
    if isinstance(above, ast.Compare):
        operators = [isinstance(operator, ast.In | ast.NotIn) for operator in above.ops]
        return len(operators) == 1 and operators[0] and above.comparators[0] is call
    return calls_builtin(view, above, *_ASKING) and isinstance(above, ast.Call) and above.args == [call]


def _own_dictionary(view: RegionView, frame: Frame, name: str) -> bool:
    """Whether every binding of a local name is a dictionary made there and then."""
    if name not in frame.local - frame.captured - frame.parameters:
        return False
    for use in frame.uses(name):
        if isinstance(use.ctx, ast.Load | ast.Del):
            continue
        above = frame.parents[use]
        if not isinstance(above, ast.Assign | ast.AnnAssign) or above.value is None:
            return False
        if use not in (above.targets if isinstance(above, ast.Assign) else [above.target]):
            return False
        if not isinstance(above.value, ast.Dict | ast.DictComp) and not calls_builtin(
            view, above.value, "dict"
        ):
            return False
    # Imports, handlers and patterns bind names that are no `ast.Name`.
    return not any(
        not isinstance(node, ast.Name) and (name in binds_itself(node) or name == getattr(node, "name", None))
        for node in walk_here(*frame.node.body)
    )


_MERGED = """\
def f(lists):
    result = {}
    for entries in lists:
        for key in entries:
            if key not in result.keys():
                result[key] = 0
            result[key] += entries[key]
    return result, len(result.keys()), sorted(result.keys())
"""

_EXAMPLES = (
    Example(
        before=_MERGED,
        after=_MERGED.replace("result.keys()", "result"),
        calls=(
            "f([{'a': 1, 'b': 2}, {'a': 5}])",
            "f([])",
            "f([{(): 1}, {'x': 2}])",
            "f([{'a': 'x'}])",
            "f([[[]]])",
            "f(None)",
        ),
    ),
    Example(
        before="def f(pairs, key):\n    table: dict = dict(pairs)\n    return key in table.keys(), max(table.keys())\n",
        after="def f(pairs, key):\n    table: dict = dict(pairs)\n    return key in table, max(table)\n",
        calls=(
            "f([(1, 2), (3, 4)], 3)",
            "f([], 3)",
            "f([(1, 2)], [])",
            "f([(1, 2), ('a', 3)], 'a')",
            "f(3, 3)",
        ),
    ),
)

_REFUSALS = (
    Refusal(
        code="def f(table, key):\n    return key in table.keys()\n", reason="It may be anything with keys."
    ),
    Refusal(
        code="def f(key, other):\n    table = {}\n    table = other\n    return key in table.keys()\n",
        reason="It may be another object by then.",
    ),
    Refusal(
        code="def f(key, other):\n    table = {}\n    for table in other:\n        pass\n    return key in table.keys()\n",
        reason="The loop binds it to something else.",
    ),
    Refusal(
        code="def f():\n    table = {1: 2}\n    return table.keys()\n", reason="The view itself is wanted."
    ),
    Refusal(
        code="def f(other):\n    table = {1: 2}\n    return table.keys() & other, table.keys() == other\n",
        reason="A view is like a set, a dictionary is not.",
    ),
    Refusal(
        code="def f(other):\n    table = {1: 2}\n    return table.keys() in other\n",
        reason="The view is what is looked for.",
    ),
    Refusal(
        code="def f(key):\n    table = {}\n    def put(other):\n        nonlocal table\n        table = other\n"
        "    put(key)\n    return key in table.keys()\n",
        reason="A nested function binds it.",
    ),
    Refusal(
        code="def f(key):\n    os = {}\n    if key:\n        import os.path\n    return key in os.keys()\n",
        reason="An import of a module inside binds the first word.",
    ),
    Refusal(
        code="def f(pairs):\n    table = dict(pairs)\n    return set(table.keys()), frozenset(table.keys())\n",
        reason="A set made of the dictionary itself takes over its hashes, and asks no key for another one.",
    ),
)

OPERATOR = Operator(
    name="key-views",
    category=RefactoringOp.STRENGTH_REDUCTION,
    summary="a dictionary made in the function is asked itself, not a view of its keys",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    payoff=1.1,
    source="https://docs.astral.sh/ruff/rules/in-dict-keys/",
)
