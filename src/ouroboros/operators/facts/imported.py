"""What imported names stand for."""

from __future__ import annotations

import ast

from ouroboros.operators.contract import RegionView
from ouroboros.operators.facts.loops import imports_module, times_bound


def names_member(view: RegionView, node: ast.expr, module: str, member: str) -> bool:
    """Whether ``node`` is ``module.member``, or the name that a top-level import gave to it.

    The import stands above the region, unconditionally, and nothing else in the file binds its name or writes
    to the module's attributes; what other files patch at run time is not looked for.

    Args:
        view: the region.
        node: a name, or an attribute of a name.
        module: dotted name of a module without a package, ``copy``.
        member: what is taken from it.

    """
    owner = node.value if isinstance(node, ast.Attribute) else node
    if not isinstance(owner, ast.Name) or times_bound(view.module, owner.id) != 1:
        return False
    if isinstance(node, ast.Attribute):
        return node.attr == member and imports_module(view, owner.id, module)
    return any(
        alias.name == member and (alias.asname or alias.name) == owner.id
        for item in view.module.body
        if isinstance(item, ast.ImportFrom)
        and item.lineno < view.region.span.first_line
        and item.module == module
        and not item.level
        for alias in item.names
    )
