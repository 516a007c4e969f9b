"""Numeric functions compiled by Numba for the types that were recorded; the original answers for all others.

Every value is computed as CPython computes it, bit for bit, or the kernel gives up and the original runs
on untouched arguments (``native/arithmetic`` says how). Objects of plain classes are taken apart before it
and put together after it (``native/objects``), tuples in lists column by column (``native/entrance``).
Kernels are compiled when a guarded call first has enough to do: a program that never makes one does not
import Numba. NaNs may differ in sign and payload, which neither language nor hardware promises.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples import numba_kernel_objects
from ouroboros.operators.examples.numba_kernel import EXAMPLES, REFUSALS
from ouroboros.operators.native.compiling import MOST_KERNELS, kernel_for
from ouroboros.operators.native.guesses import attribute_types, forms
from ouroboros.operators.native.module import module_names
from ouroboros.operators.native.statements import parameters_of
from ouroboros.operators.native.support import SUPPORT_NAMES, support_for
from ouroboros.operators.native.values import UntranslatableError
from ouroboros.operators.native.wrapping import Kernel, combinations, wrapped
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import RegionKind


def _in_forms(found: Mapping[str, int]) -> dict[str, int]:
    return {form: count for kind, count in found.items() for form in forms(kind)}


def _rewrite(view: RegionView) -> Iterable[Rewrite]:
    node, region = view.node, view.region
    if (
        "numba" not in view.available
        or not isinstance(node, ast.FunctionDef)
        or region.kind is RegionKind.CLASS
        or region.is_nested
        or region.is_generator
        or node.decorator_list
    ):
        return
    kernels: list[Kernel] = []
    try:
        names = module_names(view.module, view.constant_globals, view.settled_attribute)
        parameters = parameters_of(node)
        owner, _, name = region.qualname.rpartition(".")
        known = names.classes[owner].methods if owner in names.classes else {} if owner else names.functions
        if not parameters or names.every & SUPPORT_NAMES or name not in known:
            return
        recorded = {name: _in_forms(found) for name, found in view.types.parameters.items()}
        attributes = attribute_types(view.types)
        for types in combinations(parameters, recorded, 2 * MOST_KERNELS):
            try:
                kernels.append(kernel_for(node, names, types, attributes))
            except UntranslatableError:
                continue  # the other types may fare better; calls of these stay with the original
            if len(kernels) == MOST_KERNELS:
                break
    except UntranslatableError:
        return
    first = (
        node.body[1]
        if ast.get_docstring(node, clean=False) is not None and len(node.body) > 1
        else node.body[0]
    )
    line = view.text.split("\n")[first.lineno - 1]
    if not kernels or line[: first.col_offset].strip():
        return
    label = region.qualname.replace(".", "_")
    call = f"_ouroboros_{label}_native({', '.join(parameters)})"
    edit = view.insert_before(
        first,
        [
            f"_ouroboros_outcome = {call}",
            "if _ouroboros_outcome is not None:",
            "    return _ouroboros_outcome[0]",
        ],
    )
    yield Rewrite(
        edits=(edit,),
        imports=("import math as _ouroboros_math",),
        helpers=(*support_for(kernels), wrapped(label, parameters, kernels)),
        keeps_state=True,  # machine code, and how often it failed
        note="Compiled for the recorded types; a call that could differ in any bit goes to the original.",
    )


OPERATOR = Operator(
    name="numba-kernel",
    category=OptimizationOp.NATIVE_COMPILATION,
    summary="Compile a numeric function with Numba for its recorded types; the original stays as fallback.",
    rewrite=_rewrite,
    examples=(*EXAMPLES, *numba_kernel_objects.EXAMPLES),
    refusals=(*REFUSALS, *numba_kernel_objects.REFUSALS),
    severity=MutationSeverity.MAJOR,
    risk=Risk.HIGH,
    needs=("recorded types", "numba"),
    payoff=10.0,
    source="Lam, Pitrou, Seibert: Numba (2015), doi:10.1145/2833157.2833162",
)
