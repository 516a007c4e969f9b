"""Where a generator hands out everything that it makes, itself, of a child, and whether one frame will do."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.anchoring import EAGER
from ouroboros.operators.facts.definite import reads_only_bound
from ouroboros.operators.facts.literals import is_literal
from ouroboros.operators.facts.liveness import live_after
from ouroboros.operators.facts.scope import Frame, calls_builtin, deleted_names

_LARGEST = 300
_UNFIT = (
    ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.Global | ast.Nonlocal
    | ast.Import | ast.ImportFrom | ast.Delete | ast.Await | ast.AsyncFor | ast.AsyncWith | ast.Match
    | ast.Try | ast.TryStar | ast.With | ast.NamedExpr
)  # fmt: skip
_SPEAKING = frozenset({"super", "__class__"})


@dataclass(frozen=True, slots=True)
class ChildWalk:
    """A statement that hands out everything of a child."""

    statement: ast.Expr | ast.For
    """``yield from …``, or ``for x in …: yield x``."""
    walked: ast.expr
    """What is walked: a call of the generator, or the child itself."""
    receiver: ast.expr | None
    """The child, whose class has to be asked for; ``None`` for a plain function."""
    given: tuple[tuple[str, ast.expr], ...]
    """Parameters with what the call gives them, in the order of evaluation; the receiver is left out."""

    def handed(self, name: str, own: str) -> list[ast.expr]:
        """What the child's walk gets for a parameter; ``own`` is the first one."""
        if self.receiver is not None and name == own:
            return [self.receiver]
        return [value for parameter, value in self.given if parameter == name]


def one_frame_will_do(view: RegionView, frame: Frame) -> bool:
    """Whether the body can run for several children in one frame, one after the other."""
    node, spec = frame.node, frame.node.args
    if spec.posonlyargs or spec.vararg or spec.kwonlyargs or spec.kwarg or deleted_names(node):
        return False
    if not all(map(_constant, spec.defaults)) or sum(1 for _ in ast.walk(node)) > _LARGEST:
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


def sites_of(view: RegionView, frame: Frame, kind: str) -> Iterator[ChildWalk]:
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
) -> ChildWalk | None:
    node = frame.node
    parameters = [argument.arg for argument in node.args.args]
    if kind and node.name == "__iter__":
        if len(parameters) != 1 or not isinstance(walked, ast.Name | ast.Attribute | ast.Subscript):
            return None
        return ChildWalk(statement, walked, walked, ())
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
    return None if given is None else ChildWalk(statement, walked, receiver, given)


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


def _constant(node: ast.expr) -> bool:
    """Whether a default is the same plain immutable value each time it is written down."""
    return is_literal(node) or (isinstance(node, ast.Tuple) and all(map(_constant, node.elts)))


def statements_of(root: ast.stmt) -> Iterator[ast.stmt]:
    """Statements at and below ``root``."""
    return (part for part in ast.walk(root) if isinstance(part, ast.stmt))


def holds_any(sites: Collection[ast.stmt], statement: ast.stmt) -> bool:
    """Whether one of ``sites`` stands at or below ``statement``."""
    return any(part in sites for part in statements_of(statement))


def loops_over(sites: Collection[ast.stmt], statement: ast.stmt) -> list[ast.For]:
    """The outermost ``for`` loops at or below ``statement`` that hold ``sites`` and are none."""
    if statement in sites or not holds_any(sites, statement):
        return []
    if isinstance(statement, ast.For):
        return [statement]
    below = [part for part in ast.iter_child_nodes(statement) if isinstance(part, ast.stmt)]
    return [loop for part in below for loop in loops_over(sites, part)]
