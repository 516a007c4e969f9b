"""A generator that walks a tree by ``yield from`` itself: one generator with a stack of its own.

Every item of a tree that is walked by recursion is handed up through as many generators as it lies deep.
The rewritten one goes down and up by itself: it notes where it was (the names that it will still read and
the iterator of the children), begins again for the child, and goes on where it was when the child is done.
Steps happen at the same time and in the same order: one item at a time, nothing ahead of its turn.

Children are taken over only when they are exactly of the class at hand, and ``_DEEPEST`` levels deep at most;
others are asked as before. Data that leads back to itself ends in ``RecursionError``, some levels later.
"""

from __future__ import annotations

import ast
import copy
import textwrap
from dataclasses import dataclass, field

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.recursive_generator import EXAMPLES
from ouroboros.operators.examples.recursive_generator_refusals import REFUSALS
from ouroboros.operators.facts.child_walks import (
    ChildWalk,
    holds_any,
    loops_over,
    one_frame_will_do,
    sites_of,
    statements_of,
)
from ouroboros.operators.facts.liveness import live_after
from ouroboros.operators.facts.loops import times_bound
from ouroboros.operators.facts.receivers import defined_once, ordinary_class
from ouroboros.operators.facts.scope import (
    Frame,
    bound_names,
    certainly_bound,
    ends_line,
    frame_of,
    fresh_name,
    is_builtin,
    own_line,
)
from ouroboros.operators.facts.splicing import follows_lifetimes
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit, RegionKind

_DEEPEST = 64
"""Levels that are walked without a generator for each."""
_MARK = "_ouroboros_mark"


@dataclass(slots=True)
class _Plan:
    """What the new text needs to know."""

    view: RegionView
    frame: Frame
    sites: dict[ast.stmt, ChildWalk]
    kind: str
    """The class; empty for a function."""
    steady: frozenset[str] = frozenset()
    """Parameters that every site hands on as they are."""
    saved: tuple[str, ...] = ()
    """Names that are read after a child has been walked."""
    unset: list[str] = field(default_factory=list)
    """Those of them that not every child finds set; no level reads what it has not set itself."""
    labels: set[int] = field(default_factory=set)
    """Places at which walks go on."""
    noted: list[str] = field(default_factory=list)
    """What the stack holds of each level."""
    counts_down: bool = False
    """Whether the depth is counted, since some children leave nothing on the stack."""
    stack: str = ""
    at: str = ""
    depth: str = ""
    child: str = ""
    own: str = ""
    """The first parameter of a method."""


@dataclass(frozen=True, slots=True)
class _Loop:
    """A loop over children."""

    loop: ast.For
    label: int
    """Where a walk goes on that was left in it."""
    iterator: str
    """Name of the iterator that gives the children one by one."""


@dataclass(slots=True)
class _Part:
    """What a level does up to some of its children."""

    before: list[ast.stmt]
    statement: ast.stmt
    """The statement in which the children are walked."""
    loops: dict[ast.stmt, _Loop] = field(default_factory=dict)
    label: int = 0
    """Where a walk goes on after a child that stands in no loop; 0: there is none, or nothing left to do."""
    last: bool = False
    """Whether the level is done with these children, those of loops left out."""

    def first(self) -> int:
        """The least label of a walk that has been here; 0 when none is noted here."""
        labels = [loop.label for loop in self.loops.values()]
        return min(labels + [self.label] * bool(self.label), default=0)


def rewrite(view: RegionView) -> list[Rewrite]:
    """One rewrite, of the whole generator."""
    node, frame = view.node, frame_of(view.node)
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    if (
        not isinstance(node, ast.FunctionDef)
        or view.region.is_nested
        or not view.region.is_generator
        or node.decorator_list
        or node.name.startswith("_ouroboros_")
        or frame.opaque
        or not body
        or not all(is_builtin(view, name) for name in ("type", "iter", "len"))
        or not (own_line(view, body[0]) and ends_line(view, body[-1]))
        or not one_frame_will_do(view, frame)
        or follows_lifetimes(view.module)
    ):
        return []
    kind = view.region.qualname.rpartition(".")[0] if view.region.kind is RegionKind.METHOD else ""
    if kind and not (
        node.args.args
        and view.settled_attribute(node.name)
        and kind not in bound_names(node)
        and ordinary_class(view, kind)
        and defined_once(view.module, kind, node)
    ):
        return []
    if not kind and ("." in view.region.qualname or times_bound(view.module, node.name) != 1):
        return []
    sites: dict[ast.stmt, ChildWalk] = {site.statement: site for site in sites_of(view, frame, kind)}
    plan = _Plan(view=view, frame=frame, sites=sites, kind=kind)
    if not sites or not _completed(plan):
        return []
    lines = _text(plan, body) or _text(plan, _opened(plan, body))
    if lines is None:
        return []
    indent = view.indent(body[0])
    text = textwrap.indent("\n".join(lines), indent).removeprefix(indent)
    return [
        Rewrite(
            edits=(Edit(start=view.start(body[0]), end=view.end(body[-1]), text=text),),
            note=f"{node.name} walks down and up itself instead of asking one generator for each level; every"
            " step comes when it came.",
        )
    ]


def _completed(plan: _Plan) -> bool:
    """Find the names that have to be kept; whether a method's first parameter stays what it is."""
    view, frame, node = plan.view, plan.frame, plan.frame.node
    parameters = [argument.arg for argument in node.args.args]
    rebound = bound_names(*node.body)
    plan.steady = frozenset(
        name
        for name in parameters
        if name not in rebound
        and all(
            isinstance(value, ast.Name) and value.id == name
            for site in plan.sites.values()
            for value in site.handed(name, own=parameters[0])
        )
    )
    if plan.kind:
        plan.own = parameters[0]
        if plan.own in rebound:
            return False
    live = live_after(node)
    plan.saved = tuple(
        sorted({name for site in plan.sites for name in live[site] & frame.local} - plan.steady)
    )
    plan.unset = [
        name
        for name in plan.saved
        if name not in parameters and not all(certainly_bound(frame, name, site) for site in plan.sites)
    ]
    names = [fresh_name(view, stem) for stem in ("stack", "at", "depth", "child")]
    plan.stack, plan.at, plan.depth, plan.child = names
    return True


def _opened(plan: _Plan, body: list[ast.stmt]) -> list[ast.stmt]:
    """``if c: …`` at the end, with children in the midst of it, as ``if not c: return`` and what follows."""
    last = body[-1]
    if not isinstance(last, ast.If):
        return body
    then = any(holds_any(plan.sites, statement) for statement in last.body)
    other = any(holds_any(plan.sites, statement) for statement in last.orelse)
    if then and other:
        return body
    test = ast.UnaryOp(op=ast.Not(), operand=last.test) if then else last.test
    leave = ast.If(test=test, body=[*(last.orelse if then else last.body), ast.Return()], orelse=[])
    return [*body[:-1], leave, *_opened(plan, last.body if then else last.orelse)]


def _parts(plan: _Plan, body: list[ast.stmt]) -> tuple[list[_Part], list[ast.stmt]]:
    """The body cut behind each statement with children, and what is left; labels are given out."""
    parts: list[_Part] = []
    begun = 0
    for number, statement in enumerate(body):
        if holds_any(plan.sites, statement):
            parts.append(_Part(body[begun:number], statement))
            begun = number + 1
    rest = body[begun:]
    found = [loops_over(plan.sites, part.statement) for part in parts]
    many, label = sum(map(len, found)) > 1, 0
    for part, loops in zip(parts, found, strict=True):
        for loop in loops:
            label += 1
            name = fresh_name(plan.view, f"children{label}" if many else "children")
            part.loops[loop] = _Loop(loop, label, name)
        inside = {node for loop in loops for node in ast.walk(loop)}
        if any(node in plan.sites and node not in inside for node in statements_of(part.statement)):
            part.last = part is parts[-1] and not rest
            if not part.last:
                label += 1
                part.label = label
    return parts, rest


def _text(plan: _Plan, body: list[ast.stmt]) -> list[str] | None:
    """The new body; ``None`` where something still has to be done at a level after one of its children."""
    parts, rest = _parts(plan, body)
    loops = [loop for part in parts for loop in part.loops.values()]
    plan.labels = {loop.label for loop in loops} | {part.label for part in parts if part.label}
    plan.counts_down = parts[-1].last
    plan.noted = [
        *plan.saved,
        *(loop.iterator for loop in loops),
        *([plan.at] if len(plan.labels) > 1 else []),
        *([plan.depth] if plan.counts_down and plan.labels else []),
    ]
    lines: list[str] = []
    for part in parts:
        written = _part(plan, part)
        if written is None:
            return None
        lines += written
    for statement in rest:
        lines += _plain(plan, statement)
    lines += _up(plan)[:-1] if plan.labels else ["return"]
    first = [f"{plan.stack} = []", f"{plan.at} = 0"] if plan.labels else []
    first += [f"{name} = None" for name in plan.unset]
    first += [f"{plan.depth} = {_DEEPEST}"] if plan.counts_down else []
    if len(parts) > 1 or any(loop.loop not in body for loop in loops):
        first += [f"{loop.iterator} = None" for loop in loops]
    return [*first, "while True:", *_indented(lines)]


def _part(plan: _Plan, part: _Part) -> list[str] | None:
    """What is done at a level up to its next children, those included."""
    lines = [line for statement in part.before for line in _plain(plan, statement)]
    block = _block(plan, [part.statement], part)
    if block is None:
        return None
    lines += block
    if part.first():
        lines = [f"if {plan.at} < {part.first()}:", *_indented(lines)]
    for loop in part.loops.values():
        block = _block(plan, loop.loop.body, part, loop)
        if block is None or loop.loop.orelse:
            return None
        walk = [
            f"for {ast.unparse(loop.loop.target)} in {loop.iterator}:",
            *_indented(block),
            f"if not {plan.at}:",
            "    continue",
        ]
        if loop.label < max(plan.labels) or loop.loop is not part.statement:
            walk = [f"if {plan.at} == {loop.label}:", *_indented(walk)]
        lines += walk
    return lines


def _block(
    plan: _Plan, statements: list[ast.stmt], part: _Part, loop: _Loop | None = None
) -> list[str] | None:
    """Statements of which the last may walk children: in ``loop``, or in none."""
    lines: list[str] = []
    for statement in statements:
        if not holds_any(plan.sites, statement):
            lines += _plain(plan, statement)
            continue
        if statement is not statements[-1]:
            return None
        begun = part.loops.get(statement) if loop is None else None
        if statement in plan.sites:
            lines += _down(plan, plan.sites[statement], part, loop)
        elif begun is not None:
            lines.append(f"{begun.iterator} = iter({ast.unparse(begun.loop.iter)})")
            lines.append(f"{plan.at} = {begun.label}")
        elif isinstance(statement, ast.If):
            then = _block(plan, statement.body, part, loop)
            other = _block(plan, statement.orelse, part, loop)
            if then is None or other is None:
                return None
            lines += [f"if {ast.unparse(statement.test)}:", *_indented(then)]
            lines += ["else:", *_indented(other)] if other else []
        else:
            return None
    return lines


def _down(plan: _Plan, site: ChildWalk, part: _Part, loop: _Loop | None) -> list[str]:
    """Begin again for a child, or walk it the old way."""
    lines: list[str] = []
    child = ""
    old = copy.deepcopy(site.statement)
    if site.receiver is not None:
        child = ast.unparse(site.receiver)
        if not isinstance(site.receiver, ast.Name):
            lines.append(f"{plan.child} = {child}")
            child = plan.child
            walked = old.value.value if isinstance(old, ast.Expr) else old.iter  # type: ignore[attr-defined]
            name = ast.Name(id=child, ctx=ast.Load())
            if isinstance(walked, ast.Call):
                assert isinstance(walked.func, ast.Attribute)
                walked.func.value = name
            elif isinstance(old, ast.For):
                old.iter = name
            else:
                old.value = ast.YieldFrom(value=name)
    room = plan.depth if plan.counts_down else f"len({plan.stack}) < {_DEEPEST}"
    asked = f"type({child}) is {plan.kind} and {room}" if child else room
    taken = []
    label = loop.label if loop is not None else part.label
    if label:
        values = [str(label) if name == plan.at else name for name in plan.noted]
        noted = f"({', '.join(values)})" if len(values) > 1 else "".join(values) or "None"
        taken.append(f"{plan.stack}.append({noted})")
    given = [(name, ast.unparse(value)) for name, value in site.given if name not in plan.steady]
    if child and plan.own not in plan.steady and child != plan.own:
        given.insert(0, (plan.own, child))
    if given:
        taken.append(f"{', '.join(name for name, _ in given)} = {', '.join(value for _, value in given)}")
    taken += [f"{plan.depth} -= 1"] if plan.counts_down else []
    taken += [f"{plan.at} = 0"] if plan.labels else []
    taken.append("continue" if loop is None else "break")
    return [*lines, f"if {asked}:", *_indented(taken), *ast.unparse(old).split("\n")]


def _up(plan: _Plan) -> list[str]:
    """Go on where the last level was left."""
    if not plan.labels:
        return ["return"]
    noted = f"{', '.join(plan.noted)} = " if plan.noted else ""
    lines = [f"if not {plan.stack}:", "    return", f"{noted}{plan.stack}.pop()"]
    if plan.at not in plan.noted:
        lines.append(f"{plan.at} = {min(plan.labels)}")
    return [*lines, "continue"]


def _plain(plan: _Plan, statement: ast.stmt) -> list[str]:
    """A statement without children; where it returns, the level above goes on."""

    class Marked(ast.NodeTransformer):
        """Puts a mark where a ``return`` stood."""

        def visit_Return(self, node: ast.Return) -> ast.AST:
            """A bare ``return``."""
            return ast.copy_location(ast.Expr(value=ast.Name(id=_MARK, ctx=ast.Load())), node)

    marked = Marked().visit(copy.deepcopy(statement))
    lines: list[str] = []
    for line in ast.unparse(ast.fix_missing_locations(marked)).split("\n"):
        if line.strip() == _MARK:
            margin = line[: len(line) - len(line.lstrip())]
            lines += [margin + step for step in _up(plan)]
        else:
            lines.append(line)
    return lines


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines or ["pass"]]


OPERATOR = Operator(
    name="recursive-generator-to-stack",
    category=OptimizationOp.ALLOCATION_REDUCTION,
    summary="A generator that walks a tree by `yield from` itself walks it in one frame.",
    rewrite=rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MAJOR,
    risk=Risk.MEDIUM,
    needs=("call graph",),
    payoff=3.0,
    source="PEP 380; D. Knuth, The Art of Computer Programming, vol. 1, 2.3.1",
)
