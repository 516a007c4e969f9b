"""``xs.count(x)`` and ``xs.index(x)`` inside a loop become lookups in a table that is made once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.count_to_counter import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import list_uses, may_change, unchanged
from ouroboros.operators.facts.anchoring import anchors, inside_iterable, iterated_names
from ouroboros.operators.facts.guards import FIELD, PLAIN, TABLES, guards_possible, is_plain
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    certainly_bound,
    frames,
    fresh_name,
    has_comment,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit

_Site = tuple[ast.Call | ast.Compare, str, str]


def _sites(view: RegionView, frame: Frame) -> Iterator[_Site]:
    """Calls ``name.count(x)`` and ``self.name.index(x)``, tests ``x in name``: node, list, what is asked.

    Guarded ones are left out.
    """
    for node in walk_here(*frame.node.body):
        if isinstance(node, ast.Compare):
            found = _membership(view, frame, node)
            if found is not None:
                yield found
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"count", "index"}
            and _holder(node.func.value) is not None
            and len(node.args) == 1
            and not node.keywords
            and not isinstance(node.args[0], ast.Starred)
            and not has_comment(view, view.start(node), view.end(node))
        ) and not _guarded(view, frame, node):
            yield node, ast.unparse(node.func.value), node.func.attr


def _guarded(view: RegionView, frame: Frame, node: ast.expr) -> bool:
    """Whether ``node`` is what an earlier rewrite left for all that its table can't tell."""
    for above in frame.chain(node):
        if isinstance(above, ast.IfExp) and "_kinds" in view.source(above.test):
            return True
        if not isinstance(above, ast.BoolOp | ast.IfExp):
            return False
    return False


def _membership(view: RegionView, frame: Frame, node: ast.Compare) -> _Site | None:
    """``x in name``, asked beside ``count`` or ``index`` of the same list."""
    container = node.comparators[0]
    if (
        len(node.ops) != 1
        or not isinstance(node.ops[0], ast.In | ast.NotIn)
        or not isinstance(container, ast.Name | ast.Attribute)
        or _holder(container) is None
        or inside_iterable(frame, node)
        or any(isinstance(part, ast.Call | ast.NamedExpr | ast.Compare) for part in ast.walk(node.left))
        or has_comment(view, view.start(node), view.end(node))
        or _guarded(view, frame, node)
    ):
        return None
    return node, ast.unparse(container), "in" if isinstance(node.ops[0], ast.In) else "not in"


def _holder(container: ast.expr) -> str | None:
    """The name that holds the list, or the object whose attribute does."""
    if isinstance(container, ast.Attribute) and not container.attr.startswith("__"):
        container = container.value
    return container.id if isinstance(container, ast.Name) else None


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each list that is counted or searched in a loop."""
    if not guards_possible(view):
        return
    for frame in frames(view):
        for name in sorted({name for site, name, _ in _sites(view, frame) if isinstance(site, ast.Call)}):
            found = _for_name(view, frame, name) if name.partition(".")[0] in frame.local else None
            if found is not None:
                yield found


def _for_name(view: RegionView, frame: Frame, name: str) -> Rewrite | None:
    sites = [(call, method) for call, site_name, method in _sites(view, frame) if site_name == name]
    holder, _, attribute = name.partition(".")
    stem = attribute or name
    best: tuple[ast.stmt, tuple[ast.AST, ...]] | None = None
    first = next(site for site, _ in sites if isinstance(site, ast.Call))
    for anchor, roots in anchors(view, frame, first):
        if certainly_bound(frame, holder, anchor) and _steady(view, frame, name, roots):
            best = anchor, roots
    if best is None:
        return None
    anchor, roots = best
    counts, places, kinds = (fresh_name(view, f"{stem}_{kept}") for kept in ("counts", "places", "kinds"))
    size = fresh_name(view, f"{stem}_size")
    uses = None if attribute else list_uses(view, frame, name)
    private = uses is not None and "escape" not in uses.values()
    table = fresh_name(view, f"{stem}_list") if attribute else name
    call = ", ".join([table, *iterated_names(frame, roots, name, anchor)])
    lines = [f'{table} = _ouroboros_field({holder}, "{attribute}")'] if attribute else []
    lines += [f"{counts}, {places}, {kinds} = _ouroboros_tables({call})"]
    if not private:
        lines.append(f"{size} = len({counts}) and len({table})")
    edits: list[Edit] = [view.insert_before(anchor, lines)]
    inside = {id(node) for root in roots for node in ast.walk(root)}
    for site, method in sites:
        if id(site) not in inside or anchor not in {at for at, _ in anchors(view, frame, site)}:
            continue
        value = site.args[0] if isinstance(site, ast.Call) else site.left
        if any(isinstance(node, ast.Call | ast.NamedExpr) for node in ast.walk(value)) or inside_iterable(
            frame, site
        ):
            return None
        label = value.id if isinstance(value, ast.Name) else fresh_name(view, "item")
        condition = is_plain(label, kinds)
        if not isinstance(value, ast.Name):
            condition = condition.replace(f"type({label})", f"type({label} := {view.source(value)})", 1)
        if not private:
            condition = f"({condition}) and {size} == len({name})"
        scan = f"{name}.{method}({label})" if isinstance(site, ast.Call) else f"{label} {method} {name}"
        if attribute:
            # A scan runs the item's own `==`, which may change a list that others hold: no table afterwards.
            scan = f"({kinds} := frozenset()) or {scan}"
        if isinstance(site, ast.Compare):
            text = f"({label} {method} {places} if {condition} else {scan})"
        elif method == "count":
            text = f"({counts}.get({label}, 0) if {condition} else {scan})"
        else:
            text = f"({places}[{label}] if ({condition}) and {label} in {places} else {scan})"
        edits.append(view.replace(site, text))
    if len(edits) < 2:
        return None
    return Rewrite(
        edits=tuple(edits),
        helpers=(PLAIN, TABLES, *((FIELD,) if attribute else ())),
        note=f"one pass over `{name}` counts all items; what the table can't answer exactly still scans.",
    )


def _steady(view: RegionView, frame: Frame, name: str, roots: tuple[ast.AST, ...]) -> bool:
    """Whether ``name`` stays as it is; its own ``count`` and ``index`` calls don't change a list."""
    own = {id(call) for call, site_name, _ in _sites(view, frame) if site_name == name}
    holder, _, attribute = name.partition(".")
    if not attribute:
        return unchanged(view, frame, name, roots, trusted=own)
    return (
        list_uses(view, frame, holder) is None
        and all(_walks_known(view, each, name) for root in roots for each in ast.walk(root))
        and not may_change(view, frame, holder, roots, trusted=own, deep_field="")
    )


def _walks_known(view: RegionView, node: ast.AST, name: str) -> bool:
    """Whether what ``node`` iterates over, if anything, is a name, whose type is asked for, or ``name``."""
    if not isinstance(node, ast.For | ast.comprehension):
        return True
    sources = [node.iter]
    if isinstance(node.iter, ast.Call):
        if calls_builtin(view, node.iter, "range"):
            return True
        known = calls_builtin(view, node.iter, "enumerate", "reversed", "sorted", "list", "tuple", "set")
        if not known or node.iter.keywords:
            return False
        sources = node.iter.args
    return all(isinstance(each, ast.Name) or ast.unparse(each) == name for each in sources)


OPERATOR = Operator(
    name="count-to-counter",
    category=OptimizationOp.DATA_STRUCTURE,
    summary="`count` and `index` inside a loop become table lookups",
    rewrite=rewrite,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=200.0,
    source="https://wiki.python.org/moin/TimeComplexity",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
