"""``x in a_list`` inside a loop becomes a lookup in a set, built once or growing beside the list."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.membership_to_set import EXAMPLES, REFUSALS
from ouroboros.operators.facts.aliasing import list_uses, may_change, unchanged
from ouroboros.operators.facts.anchoring import anchors, inside_iterable, iterated_names, made_above
from ouroboros.operators.facts.guards import FIELD, MEMBERS, PLAIN, guards_possible, is_plain
from ouroboros.operators.facts.scope import (
    Frame,
    calls_builtin,
    certainly_bound,
    ends_line,
    frames,
    fresh_name,
    has_comment,
    own_line,
    walk_here,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import Edit


def _sites(view: RegionView, frame: Frame) -> list[ast.Compare]:
    return [
        node
        for node in walk_here(*frame.node.body)
        if isinstance(node, ast.Compare)
        and len(node.ops) == 1
        and isinstance(node.ops[0], ast.In | ast.NotIn)
        and (
            isinstance(node.comparators[0], ast.Name | ast.Attribute)
            or _copied(view, node.comparators[0]) is not None
        )
        and not _guarded_already(view, frame, node)
    ]


def _copied(view: RegionView, container: ast.expr) -> tuple[str, str, str] | None:
    """Name, stem and items of ``d.values()``, ``list(d.keys())``, ``list(xs)`` and their like.

    The items are told as source text that gives None where making them might run code or raise.
    """
    if not isinstance(container, ast.Call) or container.keywords:
        return None
    function = container.func
    if isinstance(function, ast.Attribute) and not container.args and isinstance(function.value, ast.Name):
        name = function.value.id
        if function.attr in {"values", "keys"}:
            return (
                name,
                f"{name}_{function.attr}",
                f"list({name}.{function.attr}()) if type({name}) is dict else None",
            )
    if calls_builtin(view, container, "list", "tuple", "sorted") and len(container.args) == 1:
        inner = container.args[0]
        if isinstance(inner, ast.Call):
            found = None if calls_builtin(view, inner, "list", "tuple", "sorted") else _copied(view, inner)
            # Sorting may raise, and none of these raises in its place.
            return None if calls_builtin(view, container, "sorted") else found
        if isinstance(inner, ast.Name) and not calls_builtin(view, container, "sorted"):
            name = inner.id
            return name, f"{name}_items", f"list({name}) if type({name}) in (list, tuple, dict) else None"
    return None


def _guarded_already(view: RegionView, frame: Frame, site: ast.Compare) -> bool:
    parent = frame.parents[site]
    return isinstance(parent, ast.IfExp) and site is not parent.test and "_kinds" in view.source(parent.test)


def _lookup(
    view: RegionView, frame: Frame, site: ast.Compare, names: tuple[str, str], guard: str = ""
) -> Edit | None:
    """The edit that turns one membership test into a guarded lookup."""
    if any(isinstance(node, ast.Compare | ast.NamedExpr) for node in ast.walk(site.left)):
        return None
    members, kinds = names
    operator = "in" if isinstance(site.ops[0], ast.In) else "not in"
    left, container = site.left, view.source(site.comparators[0])
    if has_comment(view, view.start(site), view.end(site)):
        return None
    if isinstance(left, ast.Name):
        value, first = left.id, left.id
    elif inside_iterable(frame, site):
        return None
    else:
        value = fresh_name(view, "item")
        first = f"({value} := {view.source(left)})"
    condition = is_plain(value, kinds).replace(f"type({value})", f"type({first})", 1)
    scan = f"{value} {operator} {container}"
    if guard:
        condition = f"({condition}) and {guard}"
        if not inside_iterable(frame, site):
            # A scan runs the item's own `==`, which may change a list that others hold: no set afterwards.
            scan = f"({kinds} := frozenset()) or {scan}"
    return view.replace(site, f"({value} {operator} {members} if {condition} else {scan})")


def _fixed(view: RegionView, frame: Frame) -> Iterator[Rewrite]:
    """A container that the loop leaves as it is."""
    done: set[str] = set()
    for site in _sites(view, frame):
        container = site.comparators[0]
        key = view.source(container)
        copied = _copied(view, container)
        owner = container.value if isinstance(container, ast.Attribute) else container
        name = copied[0] if copied else owner.id if isinstance(owner, ast.Name) else None
        fixed = isinstance(container, ast.Name) and name is not None and made_above(view, frame, name)
        if key in done or name is None or not (fixed or name in frame.local):
            continue
        best: tuple[ast.stmt, tuple[ast.AST, ...]] | None = None
        for anchor, roots in anchors(view, frame, site):
            bound = fixed or certainly_bound(frame, name, anchor)
            if bound and _steady(view, frame, container, name, roots):
                best = anchor, roots
        if best is None:
            continue
        done.add(key)
        rewrite = _fixed_rewrite(view, frame, key, container, *best)
        if rewrite is not None:
            yield rewrite


def _steady(
    view: RegionView, frame: Frame, container: ast.expr, name: str, roots: tuple[ast.AST, ...]
) -> bool:
    if isinstance(container, ast.Name):
        values = _literal_values(frame, name)
        return not values and unchanged(view, frame, name, roots)
    if isinstance(container, ast.Call):
        own = {id(node) for root in roots for node in ast.walk(root) if _is_copying(view, node, name)}
        return not may_change(view, frame, name, roots, trusted=own)
    # An attribute: `unchanged` refuses attribute writes and unknown calls; a fresh list has no fields.
    return list_uses(view, frame, name) is None and not may_change(view, frame, name, roots, deep_field="")


def _is_copying(view: RegionView, node: ast.AST, name: str) -> bool:
    """Whether ``node`` is a call of ``keys`` or ``values``, which change no dictionary."""
    return (
        isinstance(node, ast.Call)
        and not node.args
        and not node.keywords
        and view.source(node) in {f"{name}.values()", f"{name}.keys()"}
    )


def _literal_values(frame: Frame, name: str) -> bool:
    """Whether ``name`` is bound to sets or dictionaries, which need no help."""
    return any(
        isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
        and (
            isinstance(node.value, ast.Set | ast.Dict | ast.SetComp | ast.DictComp | ast.Constant)
            or (
                isinstance(node.value, ast.Call)
                and isinstance(node.value.func, ast.Name)
                and node.value.func.id in {"set", "dict", "frozenset", "_ouroboros_members", "defaultdict"}
            )
        )
        for node in walk_here(*frame.node.body)
    )


def _fixed_rewrite(
    view: RegionView,
    frame: Frame,
    key: str,
    container: ast.expr,
    anchor: ast.stmt,
    roots: tuple[ast.AST, ...],
) -> Rewrite | None:
    inside = {node for root in roots for node in ast.walk(root)}
    copied = _copied(view, container)
    stem = copied[1] if copied else key.rpartition(".")[2]
    names = fresh_name(view, f"{stem}_set"), fresh_name(view, f"{stem}_kinds")
    uses = list_uses(view, frame, container.id) if isinstance(container, ast.Name) else None
    private = uses is not None and "escape" not in uses.values()
    others = iterated_names(frame, roots, copied[0] if copied else key, anchor)
    guard = ""
    if copied:
        field = fresh_name(view, stem)
        lines = [f"{field} = {copied[2]}"]
        helpers: tuple[str, ...] = (PLAIN, MEMBERS)
    elif isinstance(container, ast.Attribute):
        field = fresh_name(view, f"{stem}_list")
        lines = [f'{field} = _ouroboros_field({view.source(container.value)}, "{container.attr}")']
        helpers = (PLAIN, MEMBERS, FIELD)
    else:
        field, lines, helpers = key, [], (PLAIN, MEMBERS)
    call = ", ".join([field, *others])
    lines.append(f"{', '.join(names)} = _ouroboros_members({call})")
    if not private:
        size = fresh_name(view, f"{stem}_size")
        lines.append(f"{size} = len({names[0]}) and len({field})")
        guard = f"{size} == len({copied[0] if copied else key})"
    edits = [view.insert_before(anchor, lines)]
    for site in _sites(view, frame):
        if site in inside and view.source(site.comparators[0]) == key:
            if _lazy(view, frame, site, anchor):
                continue
            edit = _lookup(view, frame, site, names, guard)
            if edit is None:
                return None
            edits.append(edit)
    if len(edits) < 2:
        return None
    return Rewrite(
        edits=tuple(edits),
        helpers=helpers,
        note=f"`in {key}` scans; a set built once answers the same for plain values, all others still scan.",
    )


def _lazy(view: RegionView, frame: Frame, site: ast.Compare, anchor: ast.stmt) -> bool:
    """Whether ``site`` may run after ``anchor`` has ended (in a generator expression handed on)."""
    return anchor not in {statement for statement, _ in anchors(view, frame, site)}


def _growing(view: RegionView, frame: Frame) -> Iterator[Rewrite]:
    """A private list that is tested and appended to: a set grows beside it."""
    names = {
        site.comparators[0].id for site in _sites(view, frame) if isinstance(site.comparators[0], ast.Name)
    }
    for name in sorted(names & frame.local):
        uses = list_uses(view, frame, name)
        allowed = {"bind", "append", "contains", "quiet", "iterate", "test", "item", "return"}
        if uses is None or "append" not in uses.values() or not allowed.issuperset(uses.values()):
            continue
        rewrite = _growing_rewrite(view, frame, name, uses)
        if rewrite is not None:
            yield rewrite


def _growing_rewrite(view: RegionView, frame: Frame, name: str, uses: dict[ast.Name, str]) -> Rewrite | None:
    members, kinds = names = fresh_name(view, f"{name}_set"), fresh_name(view, f"{name}_kinds")
    edits: list[Edit] = []
    tested = False
    for node, use in uses.items():
        if use not in {"bind", "append", "contains"}:
            continue
        statement = frame.statement(node)
        if use != "bind" and not certainly_bound(frame, name, statement):
            return None
        if use == "contains":
            site = frame.parents[node]
            assert isinstance(site, ast.Compare)
            # A generator expression may run later, but it then reads the same list and the same set.
            edit = _lookup(view, frame, site, names) if not _handed_on(frame, site) else None
            if edit is None:
                return None
            edits.append(edit)
            tested = tested or bool(frame.loops(site))
            continue
        if not own_line(view, statement) or not ends_line(view, statement):
            return None
        indent, end = view.indent(statement), view.end(statement)
        if use == "bind":
            if not isinstance(statement, ast.Assign | ast.AnnAssign) or not certainly_simple(statement):
                return None
            text = f"\n{indent}{members}, {kinds} = _ouroboros_members({name})"
            edits.append(Edit(start=end, end=end, text=text))
            continue
        call = frame.parents[frame.parents[node]]
        assert isinstance(call, ast.Call)
        value = call.args[0]
        if has_comment(view, view.start(statement), end):
            return None
        label = value.id if isinstance(value, ast.Name) else fresh_name(view, "item")
        if not isinstance(value, ast.Name):
            edits.append(view.replace(value, f"{label} := {view.source(value)}"))
        lines = (
            f"if {is_plain(label, kinds)}:",
            f"    {members}.add({label})",
            "else:",
            f"    {kinds} = frozenset()",
        )
        edits.append(Edit(start=end, end=end, text="".join(f"\n{indent}{line}" for line in lines)))
    if not tested:
        return None
    return Rewrite(
        edits=tuple(edits),
        helpers=(PLAIN, MEMBERS),
        note=f"a set grows beside `{name}` and answers its tests while all items are plain values.",
    )


def certainly_simple(statement: ast.Assign | ast.AnnAssign) -> bool:
    """Whether ``statement`` binds one plain name."""
    return isinstance(statement, ast.AnnAssign) or (
        len(statement.targets) == 1 and isinstance(statement.targets[0], ast.Name)
    )


def _handed_on(frame: Frame, node: ast.expr) -> bool:
    return any(isinstance(above, ast.GeneratorExp) for above in frame.chain(node))


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each container that is scanned in a loop."""
    if not guards_possible(view):
        return
    for frame in frames(view):
        yield from _fixed(view, frame)
        yield from _growing(view, frame)


OPERATOR = Operator(
    name="membership-to-set",
    category=OptimizationOp.DATA_STRUCTURE,
    summary="`in a_list` inside a loop becomes a guarded set lookup",
    rewrite=rewrite,
    severity=MutationSeverity.MODERATE,
    risk=Risk.MEDIUM,
    needs=("effects",),
    payoff=292.0,
    source="https://wiki.python.org/moin/TimeComplexity",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
