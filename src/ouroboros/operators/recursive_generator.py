"""A generator that walks a tree by ``yield from`` itself: one generator with a stack of its own.

Every item of a tree that is walked by recursion is handed up through as many generators as it lies deep.
The rewritten one goes down and up by itself: it notes where it was (the names that it will still read and
the iterator of the children), begins again for the child, and goes on where it was when the child is done.
Steps happen at the same time and in the same order: one item at a time, nothing ahead of its turn.

Children are taken over only when they are exactly of the class whose text this is, and ``_DEEPEST`` levels
deep at most; others are still asked by ``yield from``. So data that leads back to itself ends in the
interpreter's ``RecursionError`` as before, only some levels later.
"""

from __future__ import annotations

import ast
import copy
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.recursive_generator import EXAMPLES, REFUSALS
from ouroboros.operators.facts.anchoring import EAGER
from ouroboros.operators.facts.definite import reads_only_bound
from ouroboros.operators.facts.literals import is_literal
from ouroboros.operators.facts.liveness import live_after
from ouroboros.operators.facts.loops import times_bound
from ouroboros.operators.facts.receivers import ordinary_class
from ouroboros.operators.facts.scope import (
    Frame,
    bound_names,
    calls_builtin,
    certainly_bound,
    deleted_names,
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
_LARGEST = 300
_UNFIT = (
    ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.Global | ast.Nonlocal
    | ast.Import | ast.ImportFrom | ast.Delete | ast.Await | ast.AsyncFor | ast.AsyncWith | ast.Match
    | ast.Try | ast.TryStar | ast.With | ast.NamedExpr
)  # fmt: skip
_MARK = "_ouroboros_mark"
_SPEAKING = frozenset({"super", "__class__"})


@dataclass(frozen=True, slots=True)
class _Site:
    """A statement that hands out everything of a child."""

    statement: ast.Expr | ast.For
    """``yield from …``, or ``for x in …: yield x``."""
    walked: ast.expr
    """What is walked: a call of the generator, or the child itself."""
    receiver: ast.expr | None
    """The child, whose class has to be asked for; ``None`` for a plain function."""
    given: tuple[tuple[str, ast.expr], ...]
    """Parameters with what the call gives them, in the order of evaluation; the receiver is left out."""


@dataclass(slots=True)
class _Plan:
    """What the new text needs to know."""

    view: RegionView
    frame: Frame
    sites: dict[ast.stmt, _Site]
    kind: str
    """The class; empty for a function."""
    steady: frozenset[str] = frozenset()
    """Parameters that every site hands on as they are."""
    saved: tuple[str, ...] = ()
    """Names that are read after a child has been walked."""
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


@dataclass(slots=True)
class _Part:
    """What a level does up to some of its children."""

    label: int
    before: list[ast.stmt]
    statement: ast.stmt
    """The statement in which the children are walked."""
    last: bool = False
    """Whether the level is done with these children."""
    iterator: str = ""
    """Name of the iterator that gives the children one by one."""


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
        or not _fits(view, frame)
        or follows_lifetimes(view.module)
    ):
        return []
    kind = view.region.qualname.rpartition(".")[0] if view.region.kind is RegionKind.METHOD else ""
    if kind and not (
        node.args.args
        and view.settled_attribute(node.name)
        and kind not in bound_names(node)
        and ordinary_class(view, kind)
        and _defined_once(view.module, kind, node)
    ):
        return []
    if not kind and ("." in view.region.qualname or times_bound(view.module, node.name) != 1):
        return []
    sites = {site.statement: site for site in _sites(view, frame, kind)}
    plan = _Plan(view=view, frame=frame, sites=dict(sites), kind=kind)
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


def _defined_once(module: ast.Module, kind: str, node: ast.FunctionDef) -> bool:
    """Whether the class has ``node`` under its name, and nothing else."""
    for holder in module.body:
        if isinstance(holder, ast.ClassDef) and holder.name == kind:
            return [part for part in holder.body if node.name in _binds(part)] == [node]
    return False


def _binds(statement: ast.stmt) -> frozenset[str]:
    named = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    return frozenset({statement.name}) if named else bound_names(statement)  # type: ignore[attr-defined]


def _fits(view: RegionView, frame: Frame) -> bool:
    """Whether the body can run for several children in one frame, one after the other."""
    node, spec = frame.node, frame.node.args
    if spec.posonlyargs or spec.vararg or spec.kwonlyargs or spec.kwarg or deleted_names(node):
        return False
    if not all(map(is_literal, spec.defaults)) or sum(1 for _ in ast.walk(node)) > _LARGEST:
        return False
    for part in ast.walk(node):
        if part is not node and isinstance(part, _UNFIT):
            return False
        if isinstance(part, ast.GeneratorExp) and not calls_builtin(view, frame.parents[part], *EAGER):
            return False
        if isinstance(part, ast.Yield | ast.YieldFrom) and not isinstance(frame.parents[part], ast.Expr):
            return False
        if isinstance(part, ast.Name) and part.id in _SPEAKING:
            return False
        if isinstance(part, ast.Attribute) and part.attr.startswith("__"):
            return False
        if isinstance(part, ast.Return) and (part.value is not None or frame.loops(part)):
            return False
        if isinstance(part, ast.JoinedStr) and not all(
            str(inner.value).isprintable() for inner in ast.walk(part) if isinstance(inner, ast.Constant)
        ):
            return False
    return reads_only_bound(node)


def _sites(view: RegionView, frame: Frame, kind: str) -> Iterator[_Site]:
    """Statements that hand out everything that the same generator makes of a child."""
    for part in ast.walk(frame.node):
        if isinstance(part, ast.Expr) and isinstance(part.value, ast.YieldFrom):
            walked = part.value.value
        elif isinstance(part, ast.For) and _hands_on(frame, part):
            walked = part.iter
        else:
            continue
        assert isinstance(part, ast.Expr | ast.For)
        site = _site(view, frame, kind, part, walked)
        if site is not None:
            yield site


def _hands_on(frame: Frame, loop: ast.For) -> bool:
    """``for x in …: yield x``, where nothing else reads ``x``."""
    if not (len(loop.body) == 1 and not loop.orelse and isinstance(loop.target, ast.Name)):
        return False
    only = loop.body[0]
    if not (
        isinstance(only, ast.Expr)
        and isinstance(only.value, ast.Yield)
        and isinstance(only.value.value, ast.Name)
        and only.value.value.id == loop.target.id
    ):
        return False
    name = loop.target.id
    return name not in frame.parameters and name not in live_after(frame.node)[loop]


def _site(
    view: RegionView, frame: Frame, kind: str, statement: ast.Expr | ast.For, walked: ast.expr
) -> _Site | None:
    node = frame.node
    parameters = [argument.arg for argument in node.args.args]
    if kind and node.name == "__iter__":
        if len(parameters) != 1 or not isinstance(walked, ast.Name | ast.Attribute | ast.Subscript):
            return None
        return _Site(statement, walked, walked, ())
    if not isinstance(walked, ast.Call):
        return None
    function = walked.func
    receiver: ast.expr | None = None
    if kind:
        if not (isinstance(function, ast.Attribute) and function.attr == node.name):
            return None
        receiver, parameters = function.value, parameters[1:]
    elif not (isinstance(function, ast.Name) and function.id == node.name and _itself(view, walked)):
        return None
    given = _given(walked, parameters, node.args.defaults)
    return None if given is None else _Site(statement, walked, receiver, given)


def _itself(view: RegionView, call: ast.Call) -> bool:
    reached = view.function_of(call)
    return (
        reached is not None
        and reached.span == view.region.span
        and reached.file.path == view.region.file.path
    )


def _given(
    call: ast.Call, parameters: list[str], defaults: list[ast.expr]
) -> tuple[tuple[str, ast.expr], ...] | None:
    """Parameters with their values in the order of evaluation; ``None`` when the call would fail."""
    if len(call.args) > len(parameters) or any(isinstance(value, ast.Starred) for value in call.args):
        return None
    given = dict(zip(parameters, call.args, strict=False))
    for keyword in call.keywords:
        if keyword.arg is None or keyword.arg not in parameters or keyword.arg in given:
            return None
        given[keyword.arg] = keyword.value
    usual = dict(zip(reversed(parameters), reversed(defaults), strict=False))
    for parameter in parameters:
        if parameter not in given:
            if parameter not in usual:
                return None
            given[parameter] = usual[parameter]
    return tuple(given.items())


def _completed(plan: _Plan) -> bool:
    """Find the names that have to be kept; whether they all surely have a value."""
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
            for value in _handed(plan, site, parameters[0], name)
        )
    )
    if plan.kind:
        plan.own = parameters[0]
        if plan.own in rebound:
            return False
    live = live_after(node)
    kept: dict[str, None] = {}
    for statement in plan.sites:
        for name in sorted(live[statement] & frame.local - plan.steady):
            if name not in parameters and not certainly_bound(frame, name, statement):
                return False
            kept[name] = None
    plan.saved = tuple(sorted(kept))
    names = [fresh_name(view, stem) for stem in ("stack", "at", "depth", "child")]
    plan.stack, plan.at, plan.depth, plan.child = names
    return True


def _handed(plan: _Plan, site: _Site, first: str, name: str) -> list[ast.expr]:
    if plan.kind and name == first:
        return [site.receiver] if site.receiver is not None else []
    return [value for parameter, value in site.given if parameter == name]


def _opened(plan: _Plan, body: list[ast.stmt]) -> list[ast.stmt]:
    """``if c: …`` at the end, with children in the midst of it, as ``if not c: return`` and what follows."""
    last = body[-1]
    if not isinstance(last, ast.If):
        return body
    then = any(_holds(plan, statement) for statement in last.body)
    other = any(_holds(plan, statement) for statement in last.orelse)
    if then and other:
        return body
    test = ast.UnaryOp(op=ast.Not(), operand=last.test) if then else last.test
    leave = ast.If(test=test, body=[*(last.orelse if then else last.body), ast.Return()], orelse=[])
    return [*body[:-1], leave, *_opened(plan, last.body if then else last.orelse)]


def _text(plan: _Plan, body: list[ast.stmt]) -> list[str] | None:
    """The new body; ``None`` where something still has to be done at a level after one of its children."""
    parts: list[_Part] = []
    begun = 0
    for number, statement in enumerate(body):
        if _holds(plan, statement):
            parts.append(_Part(len(parts) + 1, body[begun:number], statement))
            begun = number + 1
    rest = body[begun:]
    if not rest and not _is_loop(plan, parts[-1].statement):
        parts[-1].last = True
    plan.labels = {part.label for part in parts if not part.last}
    plan.counts_down = parts[-1].last
    for part in parts:
        if _is_loop(plan, part.statement):
            stem = f"children{part.label}" if len(parts) > 1 else "children"
            part.iterator = fresh_name(plan.view, stem)
    plan.noted = [
        *plan.saved,
        *(part.iterator for part in parts if part.iterator),
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
    first += [f"{plan.depth} = {_DEEPEST}"] if plan.counts_down else []
    if len(parts) > 1:
        first += [f"{part.iterator} = None" for part in parts if part.iterator]
    return [*first, "while True:", *_indented(lines)]


def _part(plan: _Plan, part: _Part) -> list[str] | None:
    """What is done at a level up to its next children, those included."""
    before = [line for statement in part.before for line in _plain(plan, statement)]
    if not part.iterator:
        block = _block(plan, [part.statement], part, "continue")
        if block is None:
            return None
        lines = [*before, *block]
        return lines if part.last else [f"if {plan.at} < {part.label}:", *_indented(lines)]
    loop = part.statement
    assert isinstance(loop, ast.For)
    block = _block(plan, loop.body, part, "break")
    if block is None or loop.orelse:
        return None
    before += [f"{part.iterator} = iter({ast.unparse(loop.iter)})", f"{plan.at} = {part.label}"]
    walk = [
        f"for {ast.unparse(loop.target)} in {part.iterator}:",
        *_indented(block),
        f"if not {plan.at}:",
        "    continue",
    ]
    if part.label < max(plan.labels):
        walk = [f"if {plan.at} == {part.label}:", *_indented(walk)]
    return [f"if {plan.at} < {part.label}:", *_indented(before), *walk]


def _block(plan: _Plan, statements: list[ast.stmt], part: _Part, leave: str) -> list[str] | None:
    lines: list[str] = []
    for statement in statements:
        if not _holds(plan, statement):
            lines += _plain(plan, statement)
            continue
        if statement is not statements[-1]:
            return None
        if statement in plan.sites:
            lines += _down(plan, plan.sites[statement], part, leave)
        elif isinstance(statement, ast.If):
            then = _block(plan, statement.body, part, leave)
            other = _block(plan, statement.orelse, part, leave)
            if then is None or other is None:
                return None
            lines += [f"if {ast.unparse(statement.test)}:", *_indented(then)]
            lines += ["else:", *_indented(other)] if other else []
        else:
            return None
    return lines


def _down(plan: _Plan, site: _Site, part: _Part, leave: str) -> list[str]:
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
    if not part.last:
        values = [str(part.label) if name == plan.at else name for name in plan.noted]
        noted = f"({', '.join(values)})" if len(values) > 1 else "".join(values) or "None"
        taken.append(f"{plan.stack}.append({noted})")
    given = [(name, ast.unparse(value)) for name, value in site.given if name not in plan.steady]
    if child and plan.own not in plan.steady and child != plan.own:
        given.insert(0, (plan.own, child))
    if given:
        taken.append(f"{', '.join(name for name, _ in given)} = {', '.join(value for _, value in given)}")
    taken += [f"{plan.depth} -= 1"] if plan.counts_down else []
    taken += [f"{plan.at} = 0"] if plan.labels else []
    taken.append(leave)
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


def _holds(plan: _Plan, statement: ast.stmt) -> bool:
    return any(part in plan.sites for part in ast.walk(statement) if isinstance(part, ast.stmt))


def _is_loop(plan: _Plan, statement: ast.stmt) -> bool:
    return isinstance(statement, ast.For) and statement not in plan.sites


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
    payoff=2.5,
    source="PEP 380; D. Knuth, The Art of Computer Programming, vol. 1, 2.3.1",
)
