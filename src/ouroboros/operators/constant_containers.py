"""A list, set or dictionary of constants built anew on every call, only to be looked into: build it once.

Only displays of plain constants that nobody can keep, change or compare by identity: used where they stand
(``{"a": 1}[key]``), or through a local name of which all uses only look.
"""

from __future__ import annotations

import ast
import zlib

from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.facts.aliasing import bindings
from ouroboros.operators.facts.loops import expressions, only_read, only_read_name, times_bound
from ouroboros.operators.facts.scope import Frame, frames, has_comment
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit


def rewrite(view: RegionView) -> list[Rewrite]:
    """Move the constant displays of the region to module level."""
    if view.node.name.startswith("_ouroboros_"):
        return []
    edits: list[Edit] = []
    helpers: dict[str, None] = {}
    for frame in frames(view):
        for node in expressions(frame):
            if not _constant_display(node) or not _only_looked_into(view, frame, node):
                continue
            if has_comment(view, view.start(node), view.end(node)):
                continue
            written = view.source(node)
            name = _name(written)
            edits.append(view.replace(node, name))
            helpers[f"{name} = {written}"] = None
    if not edits:
        return []
    return [
        Rewrite(
            edits=tuple(edits),
            helpers=tuple(helpers),
            note="Containers of constants that are only looked into are built once, when the module loads.",
        )
    ]


def _name(written: str) -> str:
    return f"_ouroboros_constant_{zlib.crc32(written.encode('utf-8', 'surrogatepass')):08x}"


def _plain(node: ast.expr | None) -> bool:
    """Whether ``node`` is a constant, a negative number, or a tuple of such."""
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub) and (
            isinstance(node.operand, ast.Constant) and type(node.operand.value) in {int, float}
        )
    if isinstance(node, ast.Tuple):
        return all(_plain(item) for item in node.elts)
    return isinstance(node, ast.Constant)


def _constant_display(node: ast.expr) -> bool:
    if isinstance(node, ast.Dict):
        return bool(node.keys) and all(map(_plain, node.keys)) and all(map(_plain, node.values))
    return isinstance(node, ast.List | ast.Set) and bool(node.elts) and all(map(_plain, node.elts))


def _only_looked_into(view: RegionView, frame: Frame, node: ast.expr) -> bool:
    above = frame.parents[node]
    if isinstance(above, ast.Compare | ast.For | ast.comprehension) and not isinstance(node, ast.Dict):
        return False  # the compiler has made a constant of it already
    if only_read(view, frame, node):
        return True
    if isinstance(above, ast.Assign) and len(above.targets) == 1 and isinstance(above.targets[0], ast.Name):
        name = above.targets[0].id
        # Whoever reads the file for state that lasts tells names apart by their spelling alone.
        alone = len(bindings(frame, name)) == 1 and times_bound(view.module, name) == 1
        return alone and only_read_name(view, frame, name)
    return False


_TABLE = '{"a": 1, "b": 2, "c": -3}'
_ODDS = "[1, 3, 5, 7]"

_EXAMPLES = (
    Example(
        before=f"def f(letter):\n    return {_TABLE}[letter]\n",
        after=f"{_name(_TABLE)} = {_TABLE}\n\n\ndef f(letter):\n    return {_name(_TABLE)}[letter]\n",
        calls=("f('a')", "f('c')", "f('z')", "f([])"),
    ),
    Example(
        before=f"def f(letters):\n    table = {_TABLE}\n"
        "    return [table[x] for x in letters if x in table], len(table), table.get('q', 0)\n",
        after=f"{_name(_TABLE)} = {_TABLE}\n\n\ndef f(letters):\n    table = {_name(_TABLE)}\n"
        "    return [table[x] for x in letters if x in table], len(table), table.get('q', 0)\n",
        calls=("f('abz')", "f('')", "f([[]])", "f(None)"),
    ),
    Example(
        before=f"def f(i):\n    odds = {_ODDS}\n    return odds[i], odds.index(5), odds[1:]\n",
        after=f"{_name(_ODDS)} = {_ODDS}\n\n\ndef f(i):\n    odds = {_name(_ODDS)}\n"
        "    return odds[i], odds.index(5), odds[1:]\n",
        calls=("f(0)", "f(-1)", "f(9)", "f('x')"),
    ),
)

_REFUSALS = (
    Refusal(code="def f():\n    return [1, 2, 3]\n", reason="The caller may change its list."),
    Refusal(
        code="def f(x):\n    seen = [1, 2]\n    seen.append(x)\n    return len(seen)\n",
        reason="It is changed.",
    ),
    Refusal(
        code="def f(g):\n    table = {'a': 1}\n    g(table)\n    return table['a']\n",
        reason="Someone else gets it.",
    ),
    Refusal(
        code="def f():\n    table = {'a': [1]}\n    return table['a']\n",
        reason="What is taken out of it can be changed.",
    ),
    Refusal(
        code="def f():\n    table = {'a': 1}\n    return lambda key: table[key]\n",
        reason="A nested function keeps it.",
    ),
    Refusal(
        code="def f(key):\n    table = {'a': 1}\n    table |= {'b': 2}\n    return table[key]\n",
        reason="It is extended in place.",
    ),
    Refusal(
        code="def f(x):\n    return x in [1, 2, 3]\n",
        reason="The compiler has made a constant of it already.",
    ),
    Refusal(code="def f(x):\n    return {'a': x}['a']\n", reason="It holds something that is not constant."),
    Refusal(
        code="def f():\n    table = {'a': 1}\n    del table['a']\n    return len(table)\n",
        reason="A key is taken away.",
    ),
)

OPERATOR = Operator(
    name="constant-containers",
    category=RefactoringOp.CONSTANT_FOLDING,
    summary="A container of constants that is only looked into is built once, at module level.",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    payoff=1.2,
    source="https://docs.python.org/3/library/dis.html#opcode-BUILD_MAP",
)
