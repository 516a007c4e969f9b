"""``grid[x, y]`` of a class of the file, in a loop: what its ``__getitem__`` works out stands in its place.

Every such lookup is a call of Python code, often of two, with a tuple that is made to be taken apart. Before
the loop it is asked once whether the objects are exactly of their class, and whether the numbers that the
indices are made of are plain ones; where they are, the loop runs with the expressions in place, otherwise as
it was written. The methods are short: one expression each, or one place that the value is put to.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.inline_item_access import EXAMPLES, REFUSALS
from ouroboros.operators.facts.anchoring import EAGER, readable
from ouroboros.operators.facts.blocks import whole_text
from ouroboros.operators.facts.own_expressions import OwnExpressions
from ouroboros.operators.facts.receivers import ordinary_class
from ouroboros.operators.facts.recorded import usual_kinds
from ouroboros.operators.facts.scope import (
    LOOPS,
    Frame,
    binds_itself,
    bound_names,
    calls_builtin,
    certainly_bound,
    ends_line,
    frames,
    has_comment,
    is_builtin,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, RefactoringOp, Risk
from ouroboros.records.source import Edit, RegionKind

_Loop = ast.For | ast.While
_LARGEST = 400
"""Nodes of a loop that may be written down twice."""


@dataclass(slots=True)
class _Questions:
    """What has to hold before the loop."""

    classes: dict[str, str] = field(default_factory=dict)
    """Names with the class that their objects must have."""
    numbers: dict[str, None] = field(default_factory=dict)
    """Names that must hold whole numbers."""


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite for each outermost loop with such lookups, each with all that fit."""
    found: list[Rewrite] = []
    if view.node.name.startswith("_ouroboros_") or not all(
        is_builtin(view, name) for name in ("type", "int")
    ):
        return found
    for frame in frames(view):
        for loop in walk_here(*frame.node.body):
            if isinstance(loop, LOOPS) and not frame.loops(loop):
                made = _in_place(view, frame, loop)
                if made is not None:
                    found.append(made)
    return found


def _in_place(view: RegionView, frame: Frame, loop: _Loop) -> Rewrite | None:
    if sum(1 for _ in ast.walk(loop)) > _LARGEST or not ends_line(view, loop):
        return None
    questions = _Questions()
    edits: list[Edit] = []
    covered = -1
    methods: set[str] = set()
    nodes = [node for node in walk_here(loop) if isinstance(node, ast.Subscript | ast.Call)]
    kinds = _kinds(view, frame, nodes)
    for node in sorted(nodes, key=view.start):
        if view.start(node) < covered:
            continue  # a lookup among the parts of another one waits for the next round
        text = _text(view, frame, loop, node, kinds, questions, methods)
        if text is not None:
            edits.append(view.replace(node, text))
            covered = view.end(node)
    if not edits:
        return None
    asked = [f"type({name}) is {kind}" for name, kind in questions.classes.items()]
    asked += [f"type({name}) is int" for name in questions.numbers]
    test = " and ".join(asked)
    if any(isinstance(above, ast.If) and ast.unparse(above.test) == test for above in frame.chain(loop)):
        return None
    changed, kept = whole_text(view, loop, edits), whole_text(view, loop)
    if changed is None or kept is None:
        return None
    indent = view.indent(loop)
    lines = [f"if {test}:", *_indented(changed), "else:", *_indented(kept)]
    text = "\n".join(indent + line if line else "" for line in lines).removeprefix(indent)
    return Rewrite(
        edits=(Edit(start=view.start(loop), end=view.end(loop), text=text),),
        note=f"For objects of the very class, what {', '.join(sorted(methods))} does stands in the loop.",
    )


def _indented(text: str) -> list[str]:
    return [f"    {line}" if line else "" for line in text.split("\n")]


def _text(
    view: RegionView,
    frame: Frame,
    loop: _Loop,
    node: ast.Subscript | ast.Call,
    kinds: Mapping[str, ast.ClassDef],
    questions: _Questions,
    methods: set[str],
) -> str | None:
    """What stands in the place of one lookup, in parentheses where it is a value."""
    parts = _parts(node)
    if parts is None:
        return None
    receiver, name, given = parts
    if (
        receiver.id not in frame.local
        or receiver.id in frame.captured
        or receiver.id in bound_names(loop)
        or not certainly_bound(frame, receiver.id, loop)
        or has_comment(view, view.start(node), view.end(node))
        or "\n" in view.source(node)
        or not _at_once(view, frame, node)
    ):
        return None
    holder = kinds.get(receiver.id)
    numbers: dict[str, None] = {}
    if holder is None or not all(_certain(view, frame, loop, part, numbers) for part in given):
        return None
    own = OwnExpressions(view, holder, bound_names(view.node))
    stored = isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
    made = own.place(name, receiver, given) if stored else own.value(name, receiver, given)
    if made is None or holder.name in bound_names(view.node):
        return None
    written = ast.unparse(ast.fix_missing_locations(made))
    above = frame.parents[node]
    if isinstance(above, ast.AugAssign) and above.target is node:
        # What is read and what is written are worked out once now: they have to be the same place.
        read = own.value("__getitem__", receiver, given)
        if read is None or ast.unparse(ast.fix_missing_locations(read)) != written or not _calm(above.value):
            return None
    questions.classes[receiver.id] = holder.name
    questions.numbers |= numbers
    methods |= own.methods
    simple = stored or isinstance(made, ast.Name | ast.Attribute | ast.Subscript | ast.Call | ast.Constant)
    return written if simple else f"({written})"


def _calm(value: ast.expr) -> bool:
    """Whether nothing is called to work ``value`` out, and nothing looked up in objects of the file."""
    kinds = ast.Name | ast.Constant | ast.BinOp | ast.UnaryOp | ast.BoolOp | ast.Compare | ast.IfExp
    syntax = ast.operator | ast.unaryop | ast.boolop | ast.cmpop | ast.expr_context
    return all(isinstance(part, kinds | syntax) for part in ast.walk(value))


def _parts(node: ast.Subscript | ast.Call) -> tuple[ast.Name, str, list[ast.expr]] | None:
    """The object, the name of its method, and the arguments."""
    if isinstance(node, ast.Subscript):
        if not isinstance(node.value, ast.Name) or isinstance(node.ctx, ast.Del):
            return None
        name = "__setitem__" if isinstance(node.ctx, ast.Store) else "__getitem__"
        return node.value, name, [node.slice]
    function = node.func
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and not node.keywords:
        return function.value, function.attr, list(node.args)
    return None


def _at_once(view: RegionView, frame: Frame, node: ast.expr) -> bool:
    """Whether ``node`` is worked out while the loop runs, as a value, or where a value is put."""
    for above in frame.chain(node):
        if isinstance(above, ast.JoinedStr | ast.Lambda):
            return False
        if isinstance(above, ast.GeneratorExp) and not calls_builtin(view, frame.parents[above], *EAGER):
            return False
    return True


def _kinds(
    view: RegionView, frame: Frame, nodes: Iterable[ast.Subscript | ast.Call]
) -> dict[str, ast.ClassDef]:
    """The class that each object with such lookups most likely has."""
    kinds: dict[str, ast.ClassDef] = {}
    for node in nodes:
        parts = _parts(node)
        if parts is not None and parts[0].id not in kinds:
            holder = _holder(view, frame, parts[0].id, parts[1])
            if holder is not None:
                kinds[parts[0].id] = holder
    return kinds


def _holder(view: RegionView, frame: Frame, receiver: str, name: str) -> ast.ClassDef | None:
    """The class that the object most likely has: its own, the only one with such a method, or recorded."""
    holders = {
        node.name: node
        for node in view.module.body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(part, ast.FunctionDef) and part.name == name for part in node.body)
        and ordinary_class(view, node.name)
    }
    first = [*frame.node.args.posonlyargs, *frame.node.args.args][:1]
    own = view.region.kind is RegionKind.METHOD and frame.node is view.node
    if own and first and first[0].arg == receiver:
        return holders.get(view.region.qualname.rpartition(".")[0])
    if len(holders) == 1:
        return next(iter(holders.values()))
    kinds = usual_kinds(view, receiver)
    return holders.get(kinds[0].rpartition(".")[2]) if kinds and frame.node is view.node else None


def _certain(view: RegionView, frame: Frame, loop: _Loop, node: ast.expr, numbers: dict[str, None]) -> bool:
    """Whether ``node`` can be worked out any time, any number of times: names, and sums of whole numbers."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id in frame.local - frame.captured and readable(frame, node.id, node)
    if isinstance(node, ast.Tuple):
        return all(_certain(view, frame, loop, part, numbers) for part in node.elts)
    return _whole(view, frame, loop, node, numbers)


def _whole(view: RegionView, frame: Frame, loop: _Loop, node: ast.expr, numbers: dict[str, None]) -> bool:
    """Whether ``node`` is a whole number, given that ``numbers`` are."""
    if isinstance(node, ast.Constant):
        return type(node.value) is int
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub) and _whole(view, frame, loop, node.operand, numbers)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Sub | ast.Mult) and all(
            _whole(view, frame, loop, side, numbers) for side in (node.left, node.right)
        )
    if not isinstance(node, ast.Name) or node.id in frame.captured or not readable(frame, node.id, node):
        return False
    if _counts(view, frame, node.id):
        return True
    if node.id in bound_names(loop) or not certainly_bound(frame, node.id, loop):
        return False
    numbers[node.id] = None
    return True


def _counts(view: RegionView, frame: Frame, name: str) -> bool:
    """Whether ``name`` is bound by nothing but loops over ranges."""
    if name in frame.parameters or name not in frame.local:
        return False
    for node in ast.walk(frame.node):
        if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load):
            above = frame.parents[node]
            if not (
                isinstance(above, ast.For | ast.comprehension)
                and above.target is node
                and calls_builtin(view, above.iter, "range")
            ):
                return False
        elif not isinstance(node, ast.Name) and name in binds_itself(node):
            return False  # `except … as`, an import, a pattern
    return True


OPERATOR = Operator(
    name="inline-item-access",
    category=RefactoringOp.FUNCTION_INLINING,
    summary="Items of an object whose class says in one expression where they are, are taken from there.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=("recorded types",),
    payoff=2.5,
    source="J. Dean, D. Grove, C. Chambers, Optimization of object-oriented programs, ECOOP 1995",
)
