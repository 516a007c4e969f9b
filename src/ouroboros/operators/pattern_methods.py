"""``re.search(PATTERN, text)`` with a compiled pattern in hand becomes the pattern's own method.

The functions of ``re`` look every pattern up in their cache first. A compiled one is never found there: each
call pays for a hash, a miss and a caught ``KeyError`` before it gets the pattern back. The guard asks for the
type at run time, so that a text, or whatever else the name may hold, goes the old way and fails in its words.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.pattern_methods import EXAMPLES, REFUSALS
from ouroboros.operators.facts.imported import names_member
from ouroboros.operators.facts.loops import in_comprehension_iterable
from ouroboros.operators.facts.recorded import usual_kinds
from ouroboros.operators.facts.scope import Frame, frames, fresh_name, has_comment, is_builtin, walk_here
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit, apply_edits

_ARGUMENTS = {
    **dict.fromkeys(("match", "search", "fullmatch", "findall", "finditer", "split"), 2),
    **dict.fromkeys(("sub", "subn"), 3),
    "compile": 1,
}
"""How many arguments each function has to be given, pattern first."""
_KEYWORDS = {
    "match": {"string"},
    "search": {"string"},
    "fullmatch": {"string"},
    "findall": {"string"},
    "finditer": {"string"},
    "split": {"string", "maxsplit"},
    "sub": {"repl", "string", "count"},
    "subn": {"repl", "string", "count"},
    "compile": set[str](),
}
"""Names of further arguments that methods and functions share; ``flags`` no method has."""
_OPTIONS = frozenset({"maxsplit", "count"})
_KIND = "_ouroboros_Pattern"
_LONGEST = 240
"""Characters of a call that may stand twice in the new text."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """Call the methods of all patterns that are compiled already; all places at once."""
    if view.node.name.startswith("_ouroboros_") or not any(_imported(view.module)):
        return []
    if not is_builtin(view, "type"):
        return []
    edits: list[Edit] = []
    covered = -1
    for call, frame in sorted(_calls(view), key=lambda found: view.start(found[0])):
        new = _by_method(view, frame, call) if view.start(call) >= covered else None
        if new is not None:
            edits.append(view.replace(call, new))
            covered = view.end(call)
    if not edits:
        return []
    return [
        Rewrite(
            edits=tuple(edits),
            imports=(f"from re import Pattern as {_KIND}",),
            note="A pattern that is compiled already is asked itself: the function of re would hand it back"
            " after a look into its cache. Whatever else the name holds goes to that function.",
        )
    ]


def _calls(view: RegionView) -> Iterator[tuple[ast.Call, Frame]]:
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            if isinstance(node, ast.Call):
                yield node, frame


@lru_cache(maxsize=16)
def _imported(module: ast.Module) -> tuple[frozenset[str], dict[str, str]]:
    """Names that the top level gives to ``re``, and to its functions that take patterns."""
    owners = {
        alias.asname or alias.name
        for item in module.body
        if isinstance(item, ast.Import)
        for alias in item.names
        if alias.name == "re"
    }
    members = {
        alias.asname or alias.name: alias.name
        for item in module.body
        if isinstance(item, ast.ImportFrom) and item.module == "re"
        for alias in item.names
        if alias.name in _ARGUMENTS
    }
    return frozenset(owners), members


def _function(view: RegionView, call: ast.Call) -> str | None:
    """The function of ``re`` that a call surely reaches, if it is one of those that take patterns."""
    owners, members = _imported(view.module)
    named = call.func
    found: str | None = None
    if isinstance(named, ast.Attribute) and isinstance(named.value, ast.Name) and named.value.id in owners:
        found = named.attr if named.attr in _ARGUMENTS else None
    elif isinstance(named, ast.Name):
        found = members.get(named.id)
    return found if found is not None and names_member(view, named, "re", found) else None


def _by_method(view: RegionView, frame: Frame, call: ast.Call) -> str | None:
    """The new text of a call, or ``None`` for one that stays."""
    function = _function(view, call)
    if function is None or not _complete(call, function):
        return None
    if (
        view.end(call) - view.start(call) > _LONGEST
        or has_comment(view, view.start(call), view.end(call))
        or _stands_aside(frame, call)
        or any(_hides_calls(view, node) for node in ast.walk(call))
    ):
        return None
    pattern = call.args[0]
    if isinstance(pattern, ast.Name):
        if not _may_be_compiled(view, frame, pattern.id):
            return None
        asked = kept = pattern.id
    elif isinstance(pattern, ast.Attribute | ast.Subscript) and not in_comprehension_iterable(frame, call):
        kept = fresh_name(view, "pattern")
        asked = f"({kept} := {view.source(pattern)})"
    else:
        return None
    old = [view.source(part) for part in call.args[1:]]
    new = [_inside(view, frame, part) for part in call.args[1:]]
    old += [f"{keyword.arg}={view.source(keyword.value)}" for keyword in call.keywords]
    new += [f"{keyword.arg}={_inside(view, frame, keyword.value)}" for keyword in call.keywords]
    done = kept if function == "compile" else f"{kept}.{function}({', '.join(new)})"
    otherwise = f"{view.source(call.func)}({', '.join([kept, *old])})"
    return f"({done} if type({asked}) is {_KIND} else {otherwise})"


def _complete(call: ast.Call, function: str) -> bool:
    """Whether the call gives exactly what both function and method take under the same names and places."""
    every = ["repl", "string"] if _ARGUMENTS[function] == 3 else ["string"] * (_ARGUMENTS[function] - 1)
    names = [keyword.arg or "**" for keyword in call.keywords]
    return (
        0 < len(call.args) <= _ARGUMENTS[function]
        and not any(isinstance(argument, ast.Starred) for argument in call.args)
        and set(names) <= _KEYWORDS[function]
        and sorted(set(names) - _OPTIONS) == every[len(call.args) - 1 :]
    )


def _stands_aside(frame: Frame, call: ast.Call) -> bool:
    """Whether a guard was written around the call already, or its place in the text is not known."""
    below: ast.AST = call
    for above in frame.chain(call):
        if isinstance(above, ast.JoinedStr):
            return True  # positions inside f-strings are not those of the file before 3.12
        if isinstance(above, ast.Call) and getattr(above.func, "id", "") == "_ouroboros_noted":
            return True
        if isinstance(above, ast.IfExp) and below is above.orelse:
            asked = {node.id for node in ast.walk(above.test) if isinstance(node, ast.Name)}
            if _KIND in asked:
                return True
        below = above
    return False


def _hides_calls(view: RegionView, node: ast.AST) -> bool:
    """Whether it is a scope of its own, or an f-string, in which a function of ``re`` is called again."""
    return isinstance(
        node, ast.Lambda | ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp | ast.JoinedStr
    ) and any(isinstance(inner, ast.Call) and _function(view, inner) is not None for inner in ast.walk(node))


def _may_be_compiled(view: RegionView, frame: Frame, name: str) -> bool:
    """Whether it is worth asking: what is a text for certain, or has always been one, is not asked."""
    if name in frame.local:
        kinds = usual_kinds(view, name) if name in frame.parameters else ()
        texts = [
            node
            for node in walk_here(*frame.node.body)
            if isinstance(node, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
            and isinstance(node.value, ast.Constant | ast.JoinedStr | ast.BinOp)
        ]
        return not texts and (not kinds or any(kind.endswith("Pattern") for kind in kinds))
    return not isinstance(view.constant_globals.get(name), ast.Constant | ast.JoinedStr | ast.BinOp)


def _inside(view: RegionView, frame: Frame, part: ast.expr) -> str:
    """The text of an argument; calls of ``re`` in it are changed as well."""
    edits: list[Edit] = []
    start, covered = view.start(part), -1
    calls = [node for node in walk_here(part) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=view.start):
        new = _by_method(view, frame, call) if view.start(call) >= covered else None
        if new is not None:
            edits.append(Edit(start=view.start(call) - start, end=view.end(call) - start, text=new))
            covered = view.end(call)
    return apply_edits(view.source(part), tuple(edits))


OPERATOR = Operator(
    name="pattern-methods",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="functions of re that are given a compiled pattern become its methods",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.TRIVIAL,
    risk=Risk.LOW,
    payoff=2.5,
    source="https://docs.python.org/3/library/re.html#re.compile",
)
