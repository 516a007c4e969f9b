"""What the usual exact type permits to do more cheaply, behind ``type(x) is T``.

``isinstance(x, Mapping)``: an exact ``dict`` is one, which no later registration can take back, and needs no
walk through the abstract class's caches.
"""

from __future__ import annotations

import ast
import collections.abc
import numbers
import re
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.type_fast_path import EXAMPLES, REFUSALS
from ouroboros.operators.facts.imported import names_member
from ouroboros.operators.facts.recorded import LEAST_CALLS, base_kind, usual_kinds
from ouroboros.operators.facts.scope import Frame, calls_builtin, frames, has_comment, is_builtin
from ouroboros.operators.facts.walks import every_node, is_name
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk

_ABSTRACT: dict[str, dict[str, type]] = {
    "collections.abc": {name: getattr(collections.abc, name) for name in collections.abc.__all__},
    "numbers": {name: getattr(numbers, name) for name in numbers.__all__},
}
_BUILT_IN: dict[str, type] = {
    kind.__name__: kind for kind in (dict, list, tuple, set, frozenset, str, bytes, int, float, bool)
}
_ELEMENT = re.compile(r"(?:list|set|frozenset|tuple|dict)\[(\w+)(?:\]|, )")
"""The one element type of a container as profiles write it; of a dictionary, that of its keys."""


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each test against an abstract class."""
    if not is_builtin(view, "type"):
        return
    for frame in frames(view):
        calls = [
            node
            for node in every_node(frame.node)
            if isinstance(node, ast.Call) and not has_comment(view, view.start(node), view.end(node))
        ]
        for call in calls:
            quick = _quick_test(view, frame, call)
            if quick is not None:
                yield quick


def _quick_test(view: RegionView, frame: Frame, call: ast.Call) -> Rewrite | None:
    """``(type(x) is dict or isinstance(x, Mapping))`` where ``x`` usually is a dictionary."""
    if not calls_builtin(view, call, "isinstance") or len(call.args) != 2 or call.keywords:
        return None
    subject, asked = call.args
    if not isinstance(subject, ast.Name) or subject.id not in frame.local or _asked_before(frame, call):
        return None
    kind = _usual_kind(view, frame, subject.id)
    if kind is None:
        return None
    classes = asked.elts if isinstance(asked, ast.Tuple) else [asked]
    abstract = [found for each in classes if (found := _abstract(view, each)) is not None]
    if not any(issubclass(_BUILT_IN[kind], found) for found in abstract):
        return None
    return Rewrite(
        edits=(view.replace(call, f"(type({subject.id}) is {kind} or {view.source(call)})"),),
        note=f"`{subject.id}` usually is exactly a {kind}, which surely passes: the abstract class is asked "
        "about other objects only.",
    )


def _asked_before(frame: Frame, call: ast.Call) -> bool:
    """Whether the exact type was asked for just before."""
    above = frame.parents[call]
    if not (isinstance(above, ast.BoolOp) and isinstance(above.op, ast.Or)):
        return False
    place = above.values.index(call)
    return place > 0 and ast.unparse(above.values[place - 1]).startswith("type(")


def _abstract(view: RegionView, node: ast.expr) -> type | None:
    """The abstract class of ``collections.abc`` or ``numbers`` that an expression surely names."""
    for module, members in _ABSTRACT.items():
        if isinstance(node, ast.Name):
            for name, found in members.items():
                if names_member(view, node, module, name):
                    return found
        elif isinstance(node, ast.Attribute) and node.attr in members:
            if names_member(view, node, module, node.attr):
                return members[node.attr]
            if is_name(node.value, "abc") and module == "collections.abc":
                return members[node.attr] if names_member(view, node.value, "collections", "abc") else None
    return None


def _usual_kind(view: RegionView, frame: Frame, name: str) -> str | None:
    """The usual exact type of a parameter, or of what a loop takes out of one."""
    if name in frame.parameters:
        found = usual_kinds(view, name, share=0.5)
        return found[0] if found and found[0] in _BUILT_IN else None
    for node in every_node(frame.node):
        if (
            isinstance(node, ast.For | ast.comprehension)
            and isinstance(node.target, ast.Name)
            and node.target.id == name
            and isinstance(node.iter, ast.Name)
        ):
            return _element(view, node.iter.id)
    return None


def _element(view: RegionView, container: str) -> str | None:
    seen = view.types.parameters.get(container, {})
    usual = max(seen, key=lambda written: seen[written], default="")
    found = _ELEMENT.match(usual.removeprefix("builtins."))
    if found is None or sum(seen.values()) < LEAST_CALLS:
        return None
    kind = base_kind(found[1])
    return kind if kind in _BUILT_IN else None


OPERATOR = Operator(
    name="type-fast-path",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="a test against an abstract class asks for the usual exact type first",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MINOR,
    risk=Risk.MEDIUM,
    needs=("recorded types",),
    payoff=2.0,
    source="https://docs.python.org/3/library/abc.html",
)
