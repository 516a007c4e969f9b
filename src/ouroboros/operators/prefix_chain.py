# ruff: noqa: E501  # code as the rewrite leaves it, one guarded expression to a line
"""``text.startswith("a") or text.startswith("b")``: one call is asked for all prefixes.

``str.startswith`` takes a tuple. What is asked is a local name, or a text made of it by a method that makes the
same text each time (``line.lower()``), which is then made once. The name has to hold a plain text; for anything
else the chain stays as it is.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.facts.scope import Frame, frames, has_comment, is_builtin, walk_here
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit

_MADE_OF_TEXT = frozenset({"lower", "upper", "casefold", "strip", "lstrip", "rstrip", "title"})


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for all chains of the region."""
    if view.node.name.startswith("_ouroboros_") or not all(
        is_builtin(view, name) for name in ("type", "str")
    ):
        return
    edits = [
        edit
        for frame in frames(view)
        for node in walk_here(*frame.node.body)
        if isinstance(node, ast.BoolOp) and not _skipped(frame, node)
        for edit in _runs(view, frame, node)
    ]
    if edits:
        yield Rewrite(
            edits=tuple(edits),
            note="one call tells whether a text begins, or ends, with any of several others.",
        )


def _skipped(frame: Frame, node: ast.BoolOp) -> bool:
    """Whether places are not reliable there, or it is the way back of a rewrite."""
    above = frame.parents[node]
    if isinstance(above, ast.IfExp) and above.orelse is node:
        return True
    return any(isinstance(holder, ast.JoinedStr) for holder in frame.chain(node))


def _runs(view: RegionView, frame: Frame, node: ast.BoolOp) -> Iterator[Edit]:
    """Edits for the neighbours in a chain that ask the same text for the same end."""
    denied = isinstance(node.op, ast.And)
    asked = [_asked(view, frame, value, denied=denied) for value in node.values]
    place = 0
    while place < len(asked):
        first = asked[place]
        stop = place + 1
        while first is not None and stop < len(asked):
            other = asked[stop]
            if other is None or other[:3] != first[:3]:
                break
            stop += 1
        if first is not None and stop - place > 1:
            edit = _joined(
                view, node.values[place:stop], [each[3] for each in asked[place:stop] if each], first
            )
            if edit is not None:
                yield edit
        place = stop


def _asked(
    view: RegionView, frame: Frame, value: ast.expr, *, denied: bool
) -> tuple[str, str, str, str] | None:
    """Name, text asked, method and prefix (as source text) of ``text.startswith("a")``, or of its denial."""
    if denied:
        if not isinstance(value, ast.UnaryOp) or not isinstance(value.op, ast.Not):
            return None
        value = value.operand
    if not (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Attribute)
        and value.func.attr in {"startswith", "endswith"}
        and len(value.args) == 1
        and not value.keywords
        and isinstance(value.args[0], ast.Constant)
        and type(value.args[0].value) is str
    ):
        return None
    whole = text = value.func.value
    if (
        isinstance(whole, ast.Call)
        and not whole.args
        and not whole.keywords
        and isinstance(whole.func, ast.Attribute)
        and whole.func.attr in _MADE_OF_TEXT
    ):
        text = whole.func.value
    if not isinstance(text, ast.Name) or text.id not in frame.local - frame.captured:
        return None
    return text.id, ast.unparse(whole), value.func.attr, view.source(value.args[0])


def _joined(
    view: RegionView, values: list[ast.expr], prefixes: list[str], first: tuple[str, str, str, str]
) -> Edit | None:
    start, end = view.start(values[0]), view.end(values[-1])
    for one, other in itertools.pairwise(values):
        # A bracket around one of them would be torn apart.
        if not re.fullmatch(r"\s+(or|and)\s+", view.text[view.end(one) : view.start(other)]):
            return None
    if has_comment(view, start, end):
        return None
    name, whole, method, _ = first
    denial = "not " if isinstance(values[0], ast.UnaryOp) else ""
    quick = f"{denial}{whole}.{method}(({', '.join(prefixes)}))"
    return Edit(start=start, end=end, text=f"({quick} if type({name}) is str else {view.text[start:end]})")


_EXAMPLES = (
    Example(
        before="""\
def f(line):
    stripped = line.strip()
    if stripped.startswith("#") or stripped.startswith(";") or stripped.startswith("//"):
        return "comment"
    if not stripped or stripped.lower().startswith("in") or stripped.lower().startswith("im") or len(stripped) > 9:
        return "include"
    if not line.endswith("a") and not line.endswith(""):
        return "never"
    return "other"
""",
        after="""\
def f(line):
    stripped = line.strip()
    if (stripped.startswith(("#", ";", "//")) if type(stripped) is str else stripped.startswith("#") or stripped.startswith(";") or stripped.startswith("//")):
        return "comment"
    if not stripped or (stripped.lower().startswith(("in", "im")) if type(stripped) is str else stripped.lower().startswith("in") or stripped.lower().startswith("im")) or len(stripped) > 9:
        return "include"
    if (not line.endswith(("a", "")) if type(line) is str else not line.endswith("a") and not line.endswith("")):
        return "never"
    return "other"
""",
        calls=(
            "f(' # x')",
            "f('//')",
            "f('/')",
            "f('INclude')",
            "f('iMport')",
            "f('')",
            "f('0123456789')",
            "f('xa')",
            "f(b'#')",
            "f(None)",
            "f(type('S', (str,), {'strip': lambda self: self, 'startswith': lambda self, x: x == ';'})('x'))",
        ),
    ),
    Example(
        before="""\
def f(names):
    return [name for name in names if name], [n for n in range(3) if names.endswith("a") or names.endswith("b")]
""",
        after="""\
def f(names):
    return [name for name in names if name], [n for n in range(3) if (names.endswith(("a", "b")) if type(names) is str else names.endswith("a") or names.endswith("b"))]
""",
        calls=("f('ab')", "f('')", "f([1])", "f('xa')"),
    ),
)

_REFUSALS = (
    Refusal(
        code="def f(x):\n    return x.startswith('a') and x.startswith('b')\n", reason="Both have to hold."
    ),
    Refusal(
        code="def f(x, y):\n    return x.startswith('a') or y.startswith('b')\n",
        reason="Two different texts.",
    ),
    Refusal(
        code="def f(x):\n    return x.startswith('a') or x.endswith('b')\n", reason="Two different ends."
    ),
    Refusal(
        code="def f(x, p):\n    return x.startswith('a') or x.startswith(p)\n",
        reason="The second may be no text, which is told only where the first is not found.",
    ),
    Refusal(
        code="def f(x):\n    return x.startswith('a', 1) or x.startswith('b', 1)\n",
        reason="A place to begin at is left alone.",
    ),
    Refusal(
        code="def f(x):\n    return x.next().startswith('a') or x.next().startswith('b')\n",
        reason="Another text each time.",
    ),
    Refusal(
        code="def f(x):\n    return (x.startswith('a')) or (x.startswith('b'))\n",
        reason="Brackets would be torn apart.",
    ),
)

OPERATOR = Operator(
    name="prefix-chain",
    category=RefactoringOp.BRANCH_SIMPLIFICATION,
    summary="a chain of questions for prefixes becomes one",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    payoff=1.3,
    source="https://docs.python.org/3/library/stdtypes.html#str.startswith",
)
