"""Numeric functions compiled by Numba for the types that were recorded; the original answers for all others.

Every value is computed as CPython computes it, bit for bit, or the kernel gives up and the original runs
on untouched arguments (``native/arithmetic`` says how). Kernels are compiled when a guarded call first has
enough to do: a program that never makes one does not import Numba. NaNs may differ in sign and payload,
which neither language nor hardware promises.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.numba_kernel import EXAMPLES, REFUSALS
from ouroboros.operators.native.facts import ModuleNames
from ouroboros.operators.native.statements import parameters_of, translate
from ouroboros.operators.native.values import UntranslatableError
from ouroboros.operators.native.wrapping import (
    SUPPORT,
    SUPPORT_NAMES,
    Entrance,
    Kernel,
    combinations,
    wrapped,
)
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk
from ouroboros.records.source import RegionKind

MOST_KERNELS = 3
"""Kernels per function: each costs a compilation."""


def _bindings(module: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every name that may be bound at module level, once for each place, with the node that binds it."""
    pending: list[ast.AST] = list(module.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node
            for inner in ast.walk(node):
                if isinstance(inner, ast.Global):
                    yield from ((name, inner) for name in inner.names)
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (((alias.asname or alias.name).split(".")[0], node) for alias in node.names)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id, node
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name, node
        pending.extend(ast.iter_child_nodes(node))


def _number(node: ast.expr) -> int | float | bool | None:
    """The value of a constant expression of numbers, or ``None``."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _number(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.BinOp):
        left, right = _number(node.left), _number(node.right)
        if left is not None and right is not None:
            if isinstance(node.op, ast.Add):
                return left + right
            if isinstance(node.op, ast.Sub):
                return left - right
            if isinstance(node.op, ast.Mult):
                return left * right
    return None


def module_names(module: ast.Module, constant_globals: Mapping[str, ast.expr]) -> ModuleNames:
    """What the names of ``module`` certainly mean.

    Raises:
        UntranslatableError: names come from ``import *``, so that nothing is certain.

    """
    bound = list(_bindings(module))
    every = [name for name, _ in bound]
    if "*" in every:
        raise UntranslatableError("import *")
    top = set(map(id, module.body))
    functions: dict[str, ast.FunctionDef] = {}
    modules: set[str] = set()
    imported: dict[str, str] = {}
    for name, node in bound:
        if every.count(name) != 1 or id(node) not in top:
            continue
        if isinstance(node, ast.FunctionDef) and not node.decorator_list:
            functions[name] = node
        elif isinstance(node, ast.Import):
            modules |= {
                name for alias in node.names if alias.name == "math" and (alias.asname or "math") == name
            }
        elif isinstance(node, ast.ImportFrom) and node.module == "math" and not node.level:
            imported.update((name, item.name) for item in node.names if (item.asname or item.name) == name)
    constants = {}
    for name, expression in constant_globals.items():
        value = _number(expression)
        if value is not None and every.count(name) == 1:
            constants[name] = value
    return ModuleNames(
        every=frozenset(every),
        functions=functions,
        constants=constants,
        math=frozenset(modules),
        math_functions=imported,
    )


def _kernel(node: ast.FunctionDef, names: ModuleNames, types: Mapping[str, str]) -> Kernel:
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
        mutated=facts.mutated,
        callees=frozenset(statements.callees),
        result=statements.results[0],
    )


def _rewrite(view: RegionView) -> Iterable[Rewrite]:
    node, region = view.node, view.region
    if (
        "numba" not in view.available
        or not isinstance(node, ast.FunctionDef)
        or region.kind is not RegionKind.FUNCTION
        or region.is_nested
        or region.is_generator
        or node.decorator_list
    ):
        return
    kernels: list[Kernel] = []
    try:
        names = module_names(view.module, view.constant_globals)
        parameters = parameters_of(node)
        if not parameters or names.every & SUPPORT_NAMES or node.name not in names.functions:
            return
        for types in combinations(parameters, view.types.parameters, MOST_KERNELS):
            try:
                kernels.append(_kernel(node, names, types))
            except UntranslatableError:
                continue  # the other types may fare better; calls of these stay with the original
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
    call = f"_ouroboros_{node.name}_native({', '.join(parameters)})"
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
        helpers=(SUPPORT, wrapped(node.name, parameters, kernels)),
        keeps_state=True,  # machine code, and how often it failed
        note="Compiled for the recorded types; a call that could differ in any bit goes to the original.",
    )


OPERATOR = Operator(
    name="numba-kernel",
    category=OptimizationOp.NATIVE_COMPILATION,
    summary="Compile a numeric function with Numba for its recorded types; the original stays as fallback.",
    rewrite=_rewrite,
    examples=EXAMPLES,
    refusals=REFUSALS,
    severity=MutationSeverity.MAJOR,
    risk=Risk.HIGH,
    needs=("recorded types", "numba"),
    payoff=10.0,
    source="Lam, Pitrou, Seibert: Numba (2015), doi:10.1145/2833157.2833162",
)
