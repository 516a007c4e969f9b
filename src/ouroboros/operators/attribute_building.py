"""``self.text += piece`` in a loop: the pieces are kept in a list and joined once.

Python grows a local text in place, but a text that an attribute holds is copied for every piece. The
attribute has its old value while the loop runs and the right one however the loop ends. Nobody can look at it
meanwhile: the attribute is a plain one (asked at run time), and everything else that the loop reads is plain
data, so that no code of the target runs between its lines. Otherwise the loop runs as it was.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.attribute_building import EXAMPLES, REFUSALS
from ouroboros.operators.facts.closed_world import DATA_HELPER, names_to_ask
from ouroboros.operators.facts.guards import TEXT_FIELD
from ouroboros.operators.facts.loops import ATOMS_HELPER, GUARD_BUILTINS
from ouroboros.operators.facts.scope import (
    Frame,
    bound_names,
    certainly_bound,
    frames,
    fresh_name,
    has_comment,
    is_builtin,
    own_line,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit, apply_edits

_ASKED = (*GUARD_BUILTINS, "any", "all", "object", "getattr")


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each outermost loop that builds an attribute and never looks at it."""
    if view.node.name.startswith("_ouroboros_") or not all(is_builtin(view, name) for name in _ASKED):
        return
    for frame in frames(view):
        done: set[tuple[str, str]] = set()
        for node in walk_here(*frame.node.body):
            target = _grown(node)
            if target is None or not isinstance(target.value, ast.Name):
                continue
            key = target.value.id, target.attr
            if key not in done:
                for loop in reversed(frame.loops(node)):
                    found = _joined(view, frame, loop, *key)
                    if found is not None:
                        done.add(key)
                        yield found
                        break


def _grown(node: ast.AST) -> ast.Attribute | None:
    """``x.a`` of ``x.a += …`` and ``x.a = x.a + …``."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        return node.target if isinstance(node.target, ast.Attribute) else None
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.value, ast.BinOp):
        target, first = node.targets[0], _terms(node.value)[0]
        if isinstance(target, ast.Attribute) and isinstance(first, ast.Attribute):
            return target if ast.unparse(target) == ast.unparse(first) else None
    return None


def _terms(value: ast.expr) -> list[ast.expr]:
    """The terms of ``a + b + c``, in the order in which they are added."""
    terms: list[ast.expr] = []
    while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        terms.append(value.right)
        value = value.left
    return [value, *reversed(terms)]


def _pieces(growth: ast.AST) -> list[ast.expr]:
    """What a growth adds, term by term."""
    if isinstance(growth, ast.AugAssign):
        return [growth.value]
    assert isinstance(growth, ast.Assign)
    return _terms(growth.value)[1:]


def _joined(
    view: RegionView, frame: Frame, loop: ast.For | ast.While, owner: str, attribute: str
) -> Rewrite | None:
    growths = [
        node
        for node in walk_here(loop)
        if (target := _grown(node)) is not None
        and isinstance(target.value, ast.Name)
        and (target.value.id, target.attr) == (owner, attribute)
    ]
    mentions = sum(1 if isinstance(growth, ast.AugAssign) else 2 for growth in growths)
    if (
        loop.orelse
        or owner not in frame.local - frame.captured
        or owner in bound_names(loop)
        or len(frame.uses(owner, loop)) != mentions
        or not certainly_bound(frame, owner, loop)
        or not own_line(view, loop)
        or _breaks_in_text(loop)
        or any(
            isinstance(above, ast.If) and "_ouroboros_holds_text" in view.source(above.test)
            for above in frame.chain(loop)
        )
    ):
        return None
    roots = _around(loop, growths)
    asked = names_to_ask(view, frame, tuple(roots), loop) if roots is not None else None
    if asked is None or owner in asked:
        return None
    parts = fresh_name(view, f"{attribute.strip('_')}_parts")
    edits: list[Edit] = []
    for growth in growths:
        assert isinstance(growth, ast.stmt)
        if has_comment(view, view.start(growth), view.end(growth)):
            return None
        edits.append(view.replace(growth, f"{parts}.append({_added(view, _pieces(growth))})"))
    start, end = view.start(loop), view.end(loop)
    moved = tuple(Edit(start=e.start - start, end=e.end - start, text=e.text) for e in edits)
    indent, source = view.indent(loop), view.text[start:end]
    condition = f'_ouroboros_holds_text({owner}, "{attribute}")'
    if asked:
        condition += f" and _ouroboros_data([{', '.join(asked)}])"
    lines = [
        f"if {condition}:",
        f"    {parts} = [{owner}.{attribute}]",
        "    try:",
        f"        {_shifted(apply_edits(source, moved), indent, 8)}",
        "    finally:",
        f'        {owner}.{attribute} = "".join({parts})',
        "else:",
        f"    {_shifted(source, indent, 4)}",
    ]
    return Rewrite(
        edits=(Edit(start=start, end=end, text=f"\n{indent}".join(lines)),),
        helpers=(ATOMS_HELPER, DATA_HELPER, TEXT_FIELD) if asked else (TEXT_FIELD,),
        note=f"the pieces of `{owner}.{attribute}` are joined once, where only plain data is met, which"
        " cannot look at it.",
    )


def _added(view: RegionView, pieces: list[ast.expr]) -> str:
    """Source of all pieces as one; an empty text in front complains of what is no text in the same words."""
    first = pieces[0]
    text = isinstance(first, ast.JoinedStr) or (
        isinstance(first, ast.Constant) and isinstance(first.value, str)
    )
    sources = [view.source(piece) for piece in pieces]
    loose = ast.BinOp | ast.BoolOp | ast.IfExp | ast.Lambda | ast.Compare | ast.UnaryOp | ast.NamedExpr
    sources = [
        f"({source})" if isinstance(piece, loose) else source
        for piece, source in zip(pieces, sources, strict=True)
    ]
    return " + ".join(sources if text else ['""', *sources])


def _around(node: ast.AST, growths: list[ast.AST]) -> list[ast.AST] | None:
    """What runs below ``node``, of the growths only their pieces; ``None`` when it can't be taken apart."""
    if any(node is growth for growth in growths):
        return list(_pieces(node))
    inside = {id(part) for part in ast.walk(node)}
    if not any(id(growth) in inside for growth in growths):
        return [node]
    if not isinstance(node, ast.For | ast.While | ast.If | ast.Try | ast.ExceptHandler):
        return None
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(node):
        below = _around(child, growths)
        if below is None:
            return None
        found += below
    return found


def _breaks_in_text(loop: ast.stmt) -> bool:
    """Whether a string goes on over several lines, which must not be moved to the right."""
    return any(
        isinstance(node, ast.JoinedStr | ast.Constant) and node.lineno != node.end_lineno
        for node in ast.walk(loop)
    )


def _shifted(source: str, indent: str, by: int) -> str:
    """``source`` with all lines but the first moved to the right."""
    first, *rest = source.split("\n")
    return "\n".join(
        [
            first,
            *(indent + " " * by + line[len(indent) :] if line.startswith(indent) else line for line in rest),
        ]
    )


OPERATOR = Operator(
    name="attribute-building",
    category=OptimizationOp.STRING_BUILDING,
    summary="a text that an attribute holds is joined from its pieces once",
    rewrite=rewrite,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=20.0,
    source="https://docs.python.org/3/faq/programming.html",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
