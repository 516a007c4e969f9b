# ruff: noqa: E501  # code as the rewrite leaves it, one guarded expression to a line
"""``re.match(pattern, text)`` with patterns from a table: each compiled pattern is kept.

``re`` keeps a few hundred compiled patterns for the whole program and compiles all others again and again; for
those that it has, every call still goes through two functions. A pattern is kept here only after the original
call has answered, so what fails fails in the same words and at the same place, and what warns goes on warning.
"""

from __future__ import annotations

import ast

from ouroboros.operators.contract import Example, Operator, Refusal, RegionView, Rewrite
from ouroboros.operators.facts.imported import names_member
from ouroboros.operators.facts.loops import imports_module, in_comprehension_iterable
from ouroboros.operators.facts.scope import Frame, frames, fresh_name, has_comment, is_builtin, walk_here
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_ARGUMENTS = {
    **dict.fromkeys(("match", "search", "fullmatch", "findall", "finditer", "split"), 2),
    **dict.fromkeys(("sub", "subn"), 3),
    "compile": 1,
}
"""How many positional arguments each function takes at least, pattern first."""
_OPTIONS = {"split": {"maxsplit"}, "sub": {"count"}, "subn": {"count"}}

KEPT = '''\
_ouroboros_patterns = {}


def _ouroboros_noted(source, found):
    """What a function of ``re`` found; its pattern is kept, unless compiling it again may warn again."""
    if type(source) is str and len(_ouroboros_patterns) < 4096:
        if not ("[" in source and any(2 * sign in source for sign in "[-&~|")):
            _ouroboros_patterns[source] = re.compile(source)
    return found'''


def rewrite(view: RegionView) -> list[Rewrite]:
    """Keep the compiled patterns of every call whose pattern is no literal; all at once."""
    if (
        view.node.name.startswith("_ouroboros_")
        or not imports_module(view, "re", "re")
        or not all(is_builtin(view, name) for name in ("type", "str", "len", "any"))
    ):
        return []
    edits: list[Edit] = []
    covered = -1
    for frame in frames(view):
        calls = [node for node in walk_here(*frame.node.body) if isinstance(node, ast.Call)]
        for call in sorted(calls, key=view.start):
            new = _kept(view, frame, call) if view.start(call) >= covered else None
            if new is not None:
                edits.append(view.replace(call, new))
                covered = view.end(call)  # a call among its arguments waits for the next round
    if not edits:
        return []
    return [
        Rewrite(
            edits=tuple(edits),
            helpers=(KEPT,),
            keeps_state=True,
            note="a compiled pattern is kept after its first use; the same pattern finds the same things.",
        )
    ]


def _kept(view: RegionView, frame: Frame, call: ast.Call) -> str | None:
    """The text of a call that looks for its pattern among those that are kept; None for any other call."""
    function = call.func
    if not (
        isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == "re"
        and function.attr in _ARGUMENTS
        and len(call.args) == _ARGUMENTS[function.attr]
        and not any(isinstance(argument, ast.Starred) for argument in call.args)
        and {keyword.arg for keyword in call.keywords} <= _OPTIONS.get(function.attr, set())
    ):
        return None
    pattern, above = call.args[0], frame.parents[call]
    noted = (
        isinstance(above, ast.Call)
        and isinstance(above.func, ast.Name)
        and above.func.id == "_ouroboros_noted"
    )
    quoted = any(isinstance(holder, ast.JoinedStr | ast.Await) for holder in frame.chain(call))
    if noted or quoted or has_comment(view, view.start(call), view.end(call)):
        return None
    if any(
        isinstance(
            node, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom | ast.Lambda | ast.GeneratorExp
        )
        for node in ast.walk(call)
    ):
        return None
    if isinstance(pattern, ast.Name):
        value = view.constant_globals.get(pattern.id)
        if isinstance(value, ast.Constant) or (
            isinstance(value, ast.Call) and names_member(view, value.func, "re", "compile")
        ):
            return None  # known for good: it is compiled when the module loads
        asked = source = pattern.id
    elif isinstance(pattern, ast.Attribute | ast.Subscript):
        if in_comprehension_iterable(frame, call):
            return None
        source = fresh_name(view, "source")
        asked = f"({source} := {view.source(pattern)})"
    else:
        return None
    rest = [view.source(part) for part in call.args[1:]]
    rest += [f"{keyword.arg}={view.source(keyword.value)}" for keyword in call.keywords]
    kept = f"_ouroboros_patterns[{source}]"
    if function.attr != "compile":
        kept += f".{function.attr}({', '.join(rest)})"
    old = f"re.{function.attr}({', '.join([source, *rest])})"
    return f"({kept} if type({asked}) is str and {source} in _ouroboros_patterns else _ouroboros_noted({source}, {old}))"


_EXAMPLES = (
    Example(
        before="""\
import re

ROUTES = [("/a(\\\\d+)$", 1), ("/b/?$", 2), ("[[]c", 3), (b"/d", 4), ("(", 5)]


def f(path, routes=ROUTES):
    for pattern, handler in routes:
        match = re.match(pattern, path)
        if match:
            return handler, match.group(), match.re.pattern
    return None
""",
        after='''\
import re

ROUTES = [("/a(\\\\d+)$", 1), ("/b/?$", 2), ("[[]c", 3), (b"/d", 4), ("(", 5)]


_ouroboros_patterns = {}


def _ouroboros_noted(source, found):
    """What a function of ``re`` found; its pattern is kept, unless compiling it again may warn again."""
    if type(source) is str and len(_ouroboros_patterns) < 4096:
        if not ("[" in source and any(2 * sign in source for sign in "[-&~|")):
            _ouroboros_patterns[source] = re.compile(source)
    return found


def f(path, routes=ROUTES):
    for pattern, handler in routes:
        match = (_ouroboros_patterns[pattern].match(path) if type(pattern) is str and pattern in _ouroboros_patterns else _ouroboros_noted(pattern, re.match(pattern, path)))
        if match:
            return handler, match.group(), match.re.pattern
    return None
''',
        calls=(
            "f('/a12'), f('/a12')",
            "f('/b'), f('/b/', ROUTES[:2]), f('/x', ROUTES[:2])",
            "f('[c')",
            "f('/nowhere')",
            "f('/nowhere', ROUTES[4:])",
            "f(b'/d', ROUTES[3:])",
            "f(3)",
            "f('')",
            "f('a', [(re.compile('a'), 1), (type('S', (str,), {})('a'), 2)])",
            "f('a', [([], 1)])",
            "[f('/b', [('/%d' % n, n)]) for n in range(9)]",
        ),
    ),
    Example(
        before="""\
import re


class Rules:
    def __init__(self, rules):
        self.rules = rules

    def f(self, text):
        for rule in self.rules:
            text = re.sub(rule["from"], rule["to"], text.strip(), count=rule.get("count", 0))
        return [re.compile(rule["from"]).pattern for rule in self.rules], text
""",
        after='''\
import re


_ouroboros_patterns = {}


def _ouroboros_noted(source, found):
    """What a function of ``re`` found; its pattern is kept, unless compiling it again may warn again."""
    if type(source) is str and len(_ouroboros_patterns) < 4096:
        if not ("[" in source and any(2 * sign in source for sign in "[-&~|")):
            _ouroboros_patterns[source] = re.compile(source)
    return found


class Rules:
    def __init__(self, rules):
        self.rules = rules

    def f(self, text):
        for rule in self.rules:
            text = (_ouroboros_patterns[_source].sub(rule["to"], text.strip(), count=rule.get("count", 0)) if type((_source := rule["from"])) is str and _source in _ouroboros_patterns else _ouroboros_noted(_source, re.sub(_source, rule["to"], text.strip(), count=rule.get("count", 0))))
        return [(_ouroboros_patterns[_source] if type((_source := rule["from"])) is str and _source in _ouroboros_patterns else _ouroboros_noted(_source, re.compile(_source))).pattern for rule in self.rules], text
''',
        function="Rules.f",
        calls=(
            "(lambda rules: (rules.f(' a b a '), rules.f('xa')))(Rules([{'from': 'a+', 'to': 'b'}, {'from': '(b)', 'to': r'<\\\\1>', 'count': 1}]))",
            "Rules([{'from': '(', 'to': 'b'}]).f('a')",
            "Rules([{'from': '(', 'to': 'b'}]).f(None)",
            "Rules([{'from': 'a', 'to': r'\\\\2'}]).f('a')",
            "Rules([{'to': 'b'}]).f('a')",
            "Rules([{'from': 'a', 'to': len}]).f('a')",
            "Rules([]).f(3)",
        ),
    ),
)

_REFUSALS = (
    Refusal(
        code="import re\n\n\ndef f(s):\n    return re.match('a', s)\n",
        reason="A literal is compiled when the module loads.",
    ),
    Refusal(
        code="import re\n\nWORD = re.compile('a')\n\n\ndef f(s):\n    return re.match(WORD, s)\n",
        reason="The name stands for a compiled pattern, which has a method of its own.",
    ),
    Refusal(
        code="import re\n\n\ndef f(p, s):\n    return re.match(p, s, re.I)\n",
        reason="Flags make other patterns of the same text.",
    ),
    Refusal(
        code="import regex as re\n\n\ndef f(p, s):\n    return re.match(p, s)\n",
        reason="Another library under the same name.",
    ),
    Refusal(
        code="import re\n\n\ndef f(re, p, s):\n    return re.match(p, s)\n", reason="The name is a parameter."
    ),
    Refusal(
        code="import re\n\n\ndef f(p, s):\n    return re.sub(p, '', s, 1)\n",
        reason="Newer versions warn of a count without its name.",
    ),
    Refusal(
        code="import re\n\n\ndef f(p, s):\n    return re.match(p)\n",
        reason="Raises for want of an argument, in the words of re.match.",
    ),
    Refusal(
        code="import re\n\n\ndef f(name, s):\n    return re.match(name + '$', s)\n",
        reason="A pattern made on the spot may never come again.",
    ),
)

OPERATOR = Operator(
    name="keep-patterns",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="patterns from a table are compiled once each",
    rewrite=rewrite,
    examples=_EXAMPLES,
    refusals=_REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    payoff=3.0,
    source="https://docs.python.org/3/library/re.html#re.compile",
)
