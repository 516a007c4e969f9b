"""``copy.deepcopy`` of plain data: the same copy, made without asking every value how it wants to be copied.

Lists, tuples and dictionaries of plain values run no code of their own while they are copied. As soon as
anything else is met (nothing has been changed by then) ``deepcopy`` does it all. What is shared or refers to
itself in the original is so in the copy, and a tuple without anything to copy in it is the same tuple.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.plain_deepcopy import EXAMPLES, REFUSALS
from ouroboros.operators.facts.imported import names_member
from ouroboros.operators.facts.loops import ATOMS_HELPER, GUARD_BUILTINS
from ouroboros.operators.facts.scope import frames, has_comment, is_builtin, walk_here
from ouroboros.operators.plain_copy import DEEP_COPY, PLAIN_COPY
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each call of ``deepcopy`` with the value alone."""
    if view.node.name.startswith("_ouroboros_"):
        return
    if not all(
        is_builtin(view, name) for name in (*GUARD_BUILTINS, "id", "zip", "all", "enumerate", "TypeError")
    ):
        return
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            if (
                isinstance(node, ast.Call)
                and len(node.args) == 1
                and not node.keywords
                and not isinstance(node.args[0], ast.Starred | ast.GeneratorExp)
                and names_member(view, node.func, "copy", "deepcopy")
                and not has_comment(view, view.start(node), view.end(node))
            ):
                given = f"{view.source(node.func)}, {view.source(node.args[0])}"
                yield Rewrite(
                    edits=(view.replace(node, f"_ouroboros_deep_copy({given})"),),
                    helpers=(ATOMS_HELPER, PLAIN_COPY, DEEP_COPY),
                    note="lists, tuples and dictionaries of plain values are copied by a short way that"
                    " shares what deepcopy shares; deepcopy copies all that holds anything else.",
                )


OPERATOR = Operator(
    name="plain-deepcopy",
    category=OptimizationOp.ALLOCATION_REDUCTION,
    summary="plain data is copied without the dispatch of copy.deepcopy",
    rewrite=rewrite,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    payoff=2.5,
    source="https://docs.python.org/3/library/copy.html",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
