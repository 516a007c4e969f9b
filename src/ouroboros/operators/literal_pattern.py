# ruff: noqa: E501  # code as the rewrite leaves it
"""A regular expression that only spells out a text: ``in``, ``startswith``, ``==``, ``replace`` and ``split``.

Taken over where the pattern has no special character and no flag, what is searched is a plain ``str`` (asked at
run time; anything else goes to ``re``), and of a match only its being there counts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.facts.anchoring import readable
from ouroboros.operators.facts.loops import imports_module, times_bound
from ouroboros.operators.facts.scope import (
    Frame,
    frames,
    has_comment,
    is_builtin,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_PLAIN = re.compile(r"[A-Za-z0-9 _,:;/@%&'=<>!~-]+")
"""Characters that stand for themselves everywhere in a pattern."""
_TESTS = {
    "search": ("{0} in {1}", "{0} not in {1}"),
    "match": ("{1}.startswith({0})", "not {1}.startswith({0})"),
    "fullmatch": ("{1} == {0}", "{1} != {0}"),
}
"""What says that there is a match, and that there is none."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for all uses of such patterns."""
    if view.node.name.startswith("_ouroboros_") or not imports_module(view, "re", "re"):
        return
    if not (is_builtin(view, "type") and is_builtin(view, "str")):
        return
    edits: list[Edit] = []
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            found = _call(view, node)
            if found is None or _kept(view, frame, node):
                continue
            call, method, pattern, given = found
            new = _tested(view, frame, call, method, pattern, given) or _made(
                view, frame, call, method, pattern, given
            )
            if new is None or has_comment(view, view.start(new[0]), view.end(new[0])):
                continue
            edit = view.replace(*new)
            if all(edit.end <= other.start or other.end <= edit.start for other in edits):
                edits.append(edit)  # what stands inside another one waits for the next round
    if edits:
        yield Rewrite(
            edits=tuple(edits),
            note="the patterns have no special character: methods of str find the same, and anything but a"
            " plain str goes to re.",
        )


def _kept(view: RegionView, frame: Frame, node: ast.AST) -> bool:
    """Whether it is already the way back of a rewrite."""
    return any(
        isinstance(above, ast.IfExp) and "is str" in view.source(above.test) for above in frame.chain(node)
    )


def _call(view: RegionView, node: ast.AST) -> tuple[ast.Call, str, str, list[ast.expr]] | None:
    """The call with its method, the literal text and the other arguments."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.keywords):
        return None
    owner, given = node.func.value, list(node.args)
    if not isinstance(owner, ast.Name) or any(isinstance(each, ast.Starred) for each in given):
        return None
    pattern: ast.expr | None = None
    if owner.id == "re":
        pattern = given.pop(0) if given else None
    elif times_bound(view.module, owner.id) == 1:
        made = view.constant_globals.get(owner.id)
        if (
            isinstance(made, ast.Call)
            and ast.unparse(made.func) == "re.compile"
            and len(made.args) == 1
            and not made.keywords
        ):
            pattern = made.args[0]
    if not isinstance(pattern, ast.Constant) or not isinstance(pattern.value, str):
        return None
    return (node, node.func.attr, pattern.value, given) if _PLAIN.fullmatch(pattern.value) else None


def _is_text_name(frame: Frame, node: ast.expr, call: ast.Call) -> bool:
    """Whether ``node`` is a name that can be read twice with the same result."""
    return (
        isinstance(node, ast.Name)
        and node.id in frame.local - frame.captured
        and readable(frame, node.id, call)
    )


def _tested(
    view: RegionView, frame: Frame, call: ast.Call, method: str, pattern: str, given: list[ast.expr]
) -> tuple[ast.expr, str] | None:
    """The place whose truth depends on the match, and its new text."""
    if method not in _TESTS or len(given) != 1 or not _is_text_name(frame, given[0], call):
        return None
    parent = frame.parents[call]
    place: ast.expr = call
    told = _TESTS[method][0]
    if (
        isinstance(parent, ast.Compare)
        and parent.left is call
        and len(parent.ops) == 1
        and isinstance(parent.ops[0], ast.Is | ast.IsNot)
        and isinstance(parent.comparators[0], ast.Constant)
        and parent.comparators[0].value is None
    ):
        place = parent
        told = _TESTS[method][isinstance(parent.ops[0], ast.Is)]
    elif not _only_truth(frame, call):
        return None
    text = view.source(given[0])
    test = told.format(repr(pattern), text)
    return place, f"({test} if type({text}) is str else {view.source(place)})"


def _only_truth(frame: Frame, node: ast.expr) -> bool:
    parent = frame.parents[node]
    if isinstance(parent, ast.BoolOp):
        return _only_truth(frame, parent)
    if isinstance(parent, ast.UnaryOp):
        return isinstance(parent.op, ast.Not)
    if isinstance(parent, ast.comprehension):
        return node in parent.ifs
    return isinstance(parent, ast.If | ast.While | ast.IfExp) and parent.test is node


def _made(
    view: RegionView, frame: Frame, call: ast.Call, method: str, pattern: str, given: list[ast.expr]
) -> tuple[ast.expr, str] | None:
    """``re.sub("a", "b", text)`` and ``re.split(",", text)``."""
    if not given or not _is_text_name(frame, given[-1], call):
        return None
    text = view.source(given[-1])
    if method == "split" and len(given) == 1:
        new = f"{text}.split({pattern!r})"
    elif method == "sub" and len(given) == 2:
        other = given[0]
        if not isinstance(other, ast.Constant) or not isinstance(other.value, str) or "\\" in other.value:
            return None
        new = f"{text}.replace({pattern!r}, {view.source(other)})"
    else:
        return None
    return call, f"({new} if type({text}) is str else {view.source(call)})"


_EXAMPLES = (
    Example(
        before="""\
import re


def f(lines):
    found = []
    for line in lines:
        if re.search("error: ", line) and not re.match("//", line):
            found.append(re.sub("error", "ERROR", line))
    return found
""".replace('"#"', '"//"'),
        after="""\
import re


def f(lines):
    found = []
    for line in lines:
        if ('error: ' in line if type(line) is str else re.search("error: ", line)) and not (line.startswith('//') if type(line) is str else re.match("//", line)):
            found.append((line.replace('error', "ERROR") if type(line) is str else re.sub("error", "ERROR", line)))
    return found
""",
        calls=(
            "f(['an error: x error', '// error: y', '', 'error:'])",
            "f([b'error: '])",
            "f([None])",
            "f([type('T', (str,), {})('error: 1')])",
            "f([])",
        ),
    ),
    Example(
        before="""\
import re

MARK = re.compile("end")


def f(text):
    parts = re.split(", ", text)
    return [part for part in parts if MARK.fullmatch(part) is None], MARK.search(text) is not None
""",
        after="""\
import re

MARK = re.compile("end")


def f(text):
    parts = (text.split(', ') if type(text) is str else re.split(", ", text))
    return [part for part in parts if (part != 'end' if type(part) is str else MARK.fullmatch(part) is None)], ('end' in text if type(text) is str else MARK.search(text) is not None)
""",
        calls=("f('a, end, endless, ')", "f('')", "f('end')", "f(b'a, b')", "f(3)"),
    ),
)

_REFUSALS = (
    Refusal(
        code="import re\n\n\ndef f(text):\n    if re.search('a.c', text):\n        return 1\n",
        reason="a special character",
    ),
    Refusal(
        code="import re\n\n\ndef f(text):\n    return re.search('abc', text)\n",
        reason="the match itself is wanted",
    ),
    Refusal(
        code="import re\n\n\ndef f(text):\n    if re.search('abc', text, re.I):\n        return 1\n",
        reason="a flag",
    ),
    Refusal(
        code="import re\n\n\ndef f(text):\n    return re.sub('a', r'\\g<0>', text)\n",
        reason="the replacement speaks of the match",
    ),
    Refusal(
        code="import re\n\nP = re.compile('abc', re.I)\n\n\ndef f(text):\n    if P.search(text):\n        return 1\n",
        reason="a flag where it is compiled",
    ),
    Refusal(
        code="import re\n\n\ndef f(text):\n    return re.split('', text)\n",
        reason="an empty pattern splits everywhere, an empty separator is an error",
    ),
    Refusal(
        code="import re\n\n\ndef f(text, n):\n    return re.sub('a', 'b', text, n)\n",
        reason="a count is given",
    ),
)

OPERATOR = Operator(
    name="literal-pattern",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="a regular expression that only spells out a text gives way to methods of str",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    payoff=3.0,
    source="https://docs.python.org/3/howto/regex.html#use-string-methods",
)
