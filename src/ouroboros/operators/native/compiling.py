"""From a function and the types of its arguments to a kernel."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ouroboros.operators.native.facts import ModuleNames
from ouroboros.operators.native.statements import translate
from ouroboros.operators.native.values import MADE, UntranslatableError
from ouroboros.operators.native.wrapping import Entrance, Kernel

MOST_KERNELS = 3
"""Kernels per function: each costs a compilation."""


def kernel_for(node: ast.FunctionDef, names: ModuleNames, types: Mapping[str, str]) -> Kernel:
    """The kernel that does what ``node`` does with arguments of these types.

    Raises:
        UntranslatableError: it cannot be done exactly, or there is no loop to gain by.

    """
    entrance = Entrance()
    arguments = {
        parameter: entrance.admit(parameter, f"p{index}", recorded)
        for index, (parameter, recorded) in enumerate(types.items())
    }
    statements, facts = translate(node, names, arguments)
    if not statements.loops:
        raise UntranslatableError("no loop")
    return Kernel(
        entrance=entrance,
        lines=tuple(statements.lines),
        mutated=facts.mutated - {MADE},
        plain_sums=facts.plain_sums,
        callees=frozenset(statements.callees),
        result=statements.results[0],
    )
