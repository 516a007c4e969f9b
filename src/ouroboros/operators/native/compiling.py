"""From a function and the types of its arguments to a kernel."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from ouroboros.operators.native.entrance import Entrance
from ouroboros.operators.native.facts import Facts, ModuleNames
from ouroboros.operators.native.statements import Statements, translate
from ouroboros.operators.native.values import MADE, Record, UntranslatableError, Value
from ouroboros.operators.native.wrapping import ClassFacts, Kernel

MOST_KERNELS = 3
"""Kernels per function: each costs a compilation."""
Attributes = Mapping[str, Mapping[str, str]]
"""For each parameter that is an object: the types of its attributes."""


def kernel_for(
    node: ast.FunctionDef,
    names: ModuleNames,
    types: Mapping[str, str],
    attributes: Attributes | None = None,
) -> Kernel:
    """The kernel that does what ``node`` does with arguments of these types.

    Raises:
        UntranslatableError: it cannot be done exactly, or there is no loop to gain by.

    """
    every = attributes or {}
    entrance, statements, facts = _translated(node, names, types, every, frozenset())
    prefixes = {f"p{index}_": parameter for index, parameter in enumerate(types)}
    if entrance.objects:
        # Once more, with the attributes that it uses alone.
        used = {(prefixes[prefix], name) for prefix, name in facts.used}
        every = {
            parameter: {name: kind for name, kind in found.items() if (parameter, name) in used}
            for parameter, found in every.items()
        }
        written = frozenset((prefixes[prefix], name) for prefix, name in facts.written)
        entrance, statements, facts = _translated(node, names, types, every, written)
    if not statements.loops:
        raise UntranslatableError("no loop")
    shown, kept, orders = statements.results[0]
    places = [(prefix.removesuffix("_"), name) for prefix, name in sorted(facts.written)]
    return Kernel(
        entrance=entrance,
        lines=tuple(statements.lines),
        mutated=facts.mutated - {MADE},
        plain_sums=facts.plain_sums,
        callees=frozenset(statements.callees),
        result=shown,
        orders=tuple(zip(sorted(facts.permuted), orders, strict=True)),
        classes=_classes(statements, names, types),
        written=tuple((*place, text) for place, text in zip(places, kept, strict=True)),
    )


def _class_of(recorded: str, names: ModuleNames) -> str:
    """Name of the plain class of the module that a profile calls ``module.Class``, or ""."""
    kind = recorded.rpartition(".")[2]
    return kind if "[" not in recorded and "." in recorded and kind in names.classes else ""


def _translated(
    node: ast.FunctionDef,
    names: ModuleNames,
    types: Mapping[str, str],
    attributes: Attributes,
    written: frozenset[tuple[str, str]],
) -> tuple[Entrance, Statements, Facts]:
    entrance = Entrance()
    arguments: dict[str, Value] = {}
    objects: dict[str, Mapping[str, Value]] = {}
    for index, (parameter, recorded) in enumerate(types.items()):
        kind = _class_of(recorded, names)
        if not kind:
            arguments[parameter] = entrance.admit(parameter, f"p{index}", recorded)
            continue
        found = {name: told for name, told in attributes.get(parameter, {}).items() if _is_known(told)}
        stored = frozenset(name for owner, name in written if owner == parameter)
        prefix = f"p{index}_"
        arguments[parameter] = Record(kind=kind, prefix=prefix)
        objects[prefix] = entrance.admit_object(parameter, f"p{index}", kind, found, stored)
    statements, facts = translate(node, names, arguments, objects)
    return entrance, statements, facts


def _is_known(recorded: str) -> bool:
    try:
        Entrance().admit("", "p", recorded)
    except UntranslatableError:
        return False
    return True


def _classes(statements: Statements, names: ModuleNames, types: Mapping[str, str]) -> dict[str, ClassFacts]:
    found = {kind for kind, _ in statements.relied | statements.touched}
    found |= {kind for recorded in types.values() if (kind := _class_of(recorded, names))}
    return {
        kind: ClassFacts(
            methods=tuple(
                sorted(
                    name
                    for owner, name in statements.relied
                    if owner == kind and name not in names.classes[kind].constants
                )
            ),
            constants={
                name: names.classes[kind].constants[name]
                for owner, name in sorted(statements.relied)
                if owner == kind and name in names.classes[kind].constants
            },
            attributes=tuple(sorted(name for owner, name in statements.touched if owner == kind)),
        )
        for kind in found
    }
