"""What stands around a kernel: guards on exact types, copies in, results out, the way back.

Its fixed part is ``native/support``.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

from ouroboros.operators.native.entrance import Entrance
from ouroboros.records.source import checksum

LEAST_SIZES = {0: 32, 1: 32, 2: 10}
"""By how deep loops are nested: calls whose lists and counts sum to less are left to the original, which
needs less than the guards. Deeper loops may do any amount of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFacts:
    """What a kernel was made from: all of it has to be so when the kernel is called."""

    methods: tuple[str, ...]
    constants: Mapping[str, int | float | bool]
    attributes: tuple[str, ...]
    """Of instances; the class has none of these names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """One kernel: the types it is for, its body, what it changes, how its results are read."""

    entrance: Entrance
    lines: tuple[str, ...]
    mutated: frozenset[str]
    callees: frozenset[str]
    plain_sums: bool
    result: str
    """Python expression over ``outcome``."""
    classes: Mapping[str, ClassFacts] = field(default_factory=dict)
    """Classes whose objects it works with."""
    orders: tuple[tuple[str, str], ...] = ()
    """Tables whose rows change places, and the expressions that tell where they go."""
    written: tuple[tuple[str, str, str], ...] = ()
    """Attributes to assign: place of the object, name, Python expression over ``outcome``."""

    @property
    def depth(self) -> int:
        """How deep its loops are nested."""
        deepest = 0
        open_loops: list[int] = []
        for line in self.lines:
            indent = len(line) - len(line.lstrip())
            while open_loops and open_loops[-1] >= indent:
                open_loops.pop()
            if line.lstrip().startswith(("for ", "while ")):
                open_loops.append(indent)
                deepest = max(deepest, len(open_loops))
        return deepest


def wrapped(name: str, parameters: tuple[str, ...], kernels: list[Kernel]) -> str:
    """Module-level text of the kernels of function ``name`` and of the function that chooses among them."""
    table = f"_ouroboros_{name}_kernels"
    native = f"_ouroboros_{name}_native"
    places = {parameter: f"p{index}" for index, parameter in enumerate(parameters)}
    texts: list[str] = []
    entries: list[str] = []
    branches: list[str] = []
    for number, kernel in enumerate(kernels):
        entrance = kernel.entrance
        formal = ", ".join([*(f"a{index}" for index in range(len(entrance.arguments))), "unit"])
        body = "\n".join(kernel.lines)
        signature = f"({', '.join([*entrance.signature, 'float64'])},)"
        # Numba keeps machine code by name, time of the file and byte code, constants not among them.
        mark = checksum(f"{signature}\n{body}")[:8]
        texts.append(f"def _ouroboros_{name}_kernel_{mark}({formal}):\n{body}\n")
        entries.append(
            f'    {{"function": _ouroboros_{name}_kernel_{mark}, "signature": "{signature}", '
            f'"code": None, "failures": 0}},'
        )
        branches += _branch(number, kernel, table, native)
    head = [
        f"def {native}({', '.join(places.values())}):",
        '    """``(result,)`` computed by machine code, or None: then the original has to do it."""',
    ]
    listing = "\n".join([f"{table} = [", *entries, "]"])
    return "\n\n".join([*texts, listing + "\n", "\n".join([*head, *branches, "    return None"]) + "\n"])


def _branch(number: int, kernel: Kernel, table: str, native: str) -> list[str]:
    entrance = kernel.entrance
    checks = [
        f"type({callee}) is type({native}) and {callee}.__qualname__ == {callee!r} "
        f"and {callee}.__globals__ is globals()"
        for callee in sorted(kernel.callees)
    ]
    for name, facts in sorted(kernel.classes.items()):
        relied = f"{facts.methods!r}, {dict(facts.constants)!r}, {facts.attributes!r}"
        checks.append(f"_ouroboros_plain_class({name!r}, {relied})")
    if kernel.plain_sums:
        checks.append("_ouroboros_adds_plainly()")
    checks += entrance.checks
    if entrance.sizes:
        least = LEAST_SIZES.get(kernel.depth, 0)
        if least:
            checks.append(f"{' + '.join(entrance.sizes)} >= {least}")
    places = [place for _, place, *_ in entrance.arrays]
    if kernel.mutated or kernel.orders:
        checks.append(f"_ouroboros_distinct({', '.join(places)})")
    if kernel.written and len(entrance.objects) > 1:
        checks.append(f"_ouroboros_distinct({', '.join(entrance.objects)})")
    for place, kind in entrance.objects.items():
        facts = kernel.classes[kind]
        names = (*facts.methods, *facts.constants)
        checks += [f'_ouroboros_lacks({place}, "{name}")' for name in names]
    checks = checks or ["True"]
    lines = [
        "    if (",
        *(f"        {'and ' if index else ''}{c}" for index, c in enumerate(checks)),
        "    ):",
    ]
    stored = [item for item in entrance.arrays if item[2] in kernel.mutated]
    given = ", ".join(f"{number}: {place}" for number, place in enumerate(places))
    inner = [
        f"code = _ouroboros_machine_code({table}, {number})",
        *(
            f"{name} = _ouroboros_copied({place}, {dtype!r}, {form!r}) if code else None"
            for _, place, name, dtype, form in entrance.arrays
        ),
    ]
    there = " and ".join(["code", *(f"{item[2]} is not None" for item in entrance.arrays)])
    work = [
        *(f"before_{item[2]} = {item[2]}.copy()" for item in stored),
        "try:",
        f"    outcome = code({', '.join([*entrance.arguments, '1.0'])})",
        "except Exception:  # the kernel worked on copies: the original starts from untouched arguments",
        f'    {table}[{number}]["failures"] += 1',
        "    return None",
        *(f"_ouroboros_store({item[1]}, before_{item[2]}, {item[2]})" for item in stored),
        *(
            f"_ouroboros_reorder({place}, {expression})"
            for buffer, expression in kernel.orders
            for _, place, name, *_ in entrance.arrays
            if name == buffer
        ),
        *([f"known = {{{given}}}"] if "(known, " in f"{kernel.result}{kernel.written}" else []),
        *(f"{place}.{name} = {expression}" for place, name, expression in kernel.written),
        f"return ({kernel.result},)",
    ]
    inner += [f"if {there}:", *(f"    {line}" for line in work)]
    return lines + [f"        {line}" for line in inner]


def combinations(
    parameters: tuple[str, ...], recorded: dict[str, dict[str, int]], most: int
) -> list[dict[str, str]]:
    """Types by parameter, at most ``most`` ways, frequent ones first; empty when one was never recorded."""
    choices = [
        sorted(recorded.get(parameter, {}).items(), key=lambda item: -item[1]) for parameter in parameters
    ]
    weighed = [
        (min((count for _, count in choice), default=0), tuple(kind for kind, _ in choice))
        for choice in itertools.islice(itertools.product(*choices), 64)
    ]
    weighed.sort(key=lambda item: -item[0])
    return [dict(zip(parameters, kinds, strict=True)) for _, kinds in weighed[:most]]
