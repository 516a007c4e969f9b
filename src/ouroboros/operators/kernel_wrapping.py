"""What stands around a kernel: guards on exact types, copies in, results out, the way back.

The text made here runs in the user's program, without the engine and, where it is missing, without Numba.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from ouroboros.operators.kernel_support import SUPPORT
from ouroboros.operators.kernel_values import (
    SMALL,
    TYPECODES,
    Bundle,
    Matrix,
    Scalar,
    UntranslatableError,
    Value,
    Vector,
)
from ouroboros.records.source import checksum

LEAST_WORK = 32
"""Calls whose lists and counts sum to less are left to the original, which needs less than the guards."""

SIGNATURES = {"float": "float64", "int": "int64", "bool": "boolean"}


def split_type(text: str) -> tuple[str, tuple[str, ...]]:
    """``tuple[int, list[float]]`` → ``("tuple", ("int", "list[float]"))``."""
    head, bracket, rest = text.partition("[")
    if not bracket:
        return head.strip(), ()
    parts, depth, start = [], 0, 0
    inner = rest.rstrip().removesuffix("]")
    for at, character in enumerate(inner):
        depth += {"[": 1, "]": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append(inner[start:at].strip())
            start = at + 1
    return head.strip(), (*parts, inner[start:].strip())


@dataclass(slots=True, kw_only=True)
class Entrance:
    """Guards and arguments of one kernel, gathered parameter by parameter."""

    checks: list[str] = field(default_factory=list)
    """Cheap conditions, then (``walks``) those that look at every element."""
    walks: list[str] = field(default_factory=list)
    sizes: list[str] = field(default_factory=list)
    names: int = 0
    formal: list[str] = field(default_factory=list)
    """Parameters of the kernel."""
    prologue: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)
    """What its machine code is called with, after the places for its results."""
    layout: str = ""
    """Types of these: ``d`` float64, ``q`` int64."""
    signature: list[str] = field(default_factory=list)
    arrays: list[tuple[str, str, str, str]] = field(default_factory=list)
    """(parameter, place, name of the array, letter of its elements)"""

    def admit(self, parameter: str, place: str, recorded: str) -> Value:
        """Guard ``place``, an expression on ``parameter``, for a recorded type; what the kernel sees there.

        Raises:
            UntranslatableError: kernels do not know the type.

        """
        head, inner = split_type(recorded)
        name = f"a{self.names}"
        if head in SIGNATURES and not inner:
            self.checks.append(f"type({place}) is {head}")
            # A truth value crosses over as an integer: how wide Numba takes it is its own affair.
            self.formal.append(f"{name}_word" if head == "bool" else name)
            self.signature.append("int64" if head == "bool" else SIGNATURES[head])
            self.layout += "d" if head == "float" else "q"
            self.passed.append(f"int({place})" if head == "bool" else place)
            self.names += 1
            if head == "bool":
                self.prologue.append(f"    {name} = {name}_word != 0")
            if head == "int":
                self.checks.append(f"{-SMALL} < {place} < {SMALL}")
                self.sizes.append(f"abs({place})")
                return Scalar(kind="int", text=name, low=1 - SMALL, high=SMALL - 1)
            return Scalar(kind=head, text=name)
        if head == "tuple" and inner and "..." not in inner:
            self.checks.append(f"type({place}) is tuple and len({place}) == {len(inner)}")
            return Bundle(
                items=tuple(
                    self.admit(parameter, f"{place}[{index}]", item) for index, item in enumerate(inner)
                )
            )
        if head != "list" or len(inner) != 1:
            raise UntranslatableError(f"type {recorded}")
        element, deeper = split_type(inner[0])
        if element == "list" and len(deeper) == 1:
            element = deeper[0]
        if element not in SIGNATURES:
            raise UntranslatableError(f"type {recorded}")
        self.checks.append(f"type({place}) is list")
        self.sizes.append(f"len({place})")
        self._pass_array(name, place, TYPECODES[element], matrix=bool(deeper))
        self.arrays.append((parameter, place, name, TYPECODES[element]))
        owners = frozenset({name})
        if deeper:
            self.walks.append(f"_ouroboros_is_table({place}, {element})")
            self.signature.append(f"{SIGNATURES[element]}[:, ::1]")
            return Matrix(
                buffer=name,
                rows=f"{name}.shape[0]",
                columns=f"{name}.shape[1]",
                element=element,
                owners=owners,
            )
        self.walks.append(f"_ouroboros_is_list({place}, {element})")
        self.signature.append(f"{SIGNATURES[element]}[::1]")
        return Vector(buffer=name, length=f"{name}.shape[0]", element=element, owners=owners)

    def _pass_array(self, name: str, place: str, typecode: str, *, matrix: bool) -> None:
        """What Numba's calling convention takes for a contiguous array that it does not own."""
        size = 1 if typecode == "b" else 8
        count, address = f"len({name})", f"{name}.buffer_info()[0]"
        if matrix:
            columns = f"len({place}[0])"
            shape = [f"len({place})", columns, f"{size} * {columns}", f"{size}"]
        else:
            shape = [count, f"{size}"]
        self.passed += ["0", "0", count, f"{size}", address, *shape]
        self.layout += "q" * (5 + len(shape))
        self.formal.append(name)
        self.names += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """One kernel: the types it is for, its body, what it changes, how its results are read."""

    entrance: Entrance
    lines: tuple[str, ...]
    mutated: frozenset[str]
    callees: frozenset[str]
    result: str
    """Python expression over ``words``."""
    words: int
    """64-bit words of the results."""
    least: int
    """Sum of lengths and counts below which a call is left to the original."""


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
        formal = ", ".join([*entrance.formal, "unit"])
        body = "\n".join([*entrance.prologue, *kernel.lines])
        signature = f"({', '.join([*entrance.signature, 'float64'])},)"
        mark = checksum(f"{signature}\n{body}\n{SUPPORT}")
        function = f"_ouroboros_{name}_kernel_{mark[:8]}"
        texts.append(f"def {function}({formal}):\n{body}\n")
        entries.append(
            f'    {{"function": {function}, "signature": "{signature}", "layout": "qq{entrance.layout}d", '
            f'"mark": "{mark}", "code": None, "failures": 0}},'
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
    checks += entrance.checks
    if entrance.sizes and kernel.least:
        checks.append(f"{' + '.join(entrance.sizes)} >= {kernel.least}")
    checks += entrance.walks
    places = [place for _, place, _, _ in entrance.arrays]
    if kernel.mutated:
        checks.append(f"_ouroboros_distinct({', '.join(places)})")
    lines = [
        "    if (",
        *(f"        {'and ' if index else ''}{c}" for index, c in enumerate(checks)),
        "    ):",
    ]
    inner = [
        f"code = _ouroboros_machine_code({table}, {number})",
        "if not code:",
        "    return None",
        "try:",
        *(
            f"    {name} = _ouroboros_copied({place}, {letter!r})"
            for _, place, name, letter in entrance.arrays
        ),
    ]
    stored = [item for item in entrance.arrays if item[2] in kernel.mutated]
    inner += [f"    before_{name} = {name}[:]" for _, _, name, _ in stored]
    passed = ", ".join(["words_at", f"words_at + {8 * kernel.words}", *entrance.passed, "1.0"])
    inner += [
        f"    words = _ouroboros_words({kernel.words})",
        "    words_at = _ouroboros_address(words)",
        f"    failed = code({passed})",
        "except Exception:",
        "    failed = True",
        "if failed:  # the kernel worked on copies: the original starts from untouched arguments",
        f'    {table}[{number}]["failures"] += 1',
        "    return None",
        *(f"_ouroboros_store({place}, before_{name}, {name})" for _, place, name, _ in stored),
        f"return ({kernel.result},)",
    ]
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
