"""What stands around a kernel: guards on exact types, copies in, results out, the way back.

The text made here runs in the user's program, without the engine and, where it is missing, without Numba.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from ouroboros.operators.native.values import (
    SMALL,
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

SUPPORT = '''\
_ouroboros_numpy = None


def _ouroboros_machine_code(kernels, which):
    """Machine code of a kernel, compiled when first asked for; None where it cannot be had exactly."""
    global _ouroboros_numpy
    kernel = kernels[which]
    if kernel["code"] is None:
        kernel["code"] = False
        try:
            import sys
            import warnings

            import numba
            import numpy

            _ouroboros_numpy = numpy
            # SVML's functions differ from libm's in the last bit; int64 must be Numba's integer.
            if not numba.config.USING_SVML and not numba.config.DISABLE_JIT and sys.maxsize > 2**32:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    try:
                        kernel["code"] = numba.njit(kernel["signature"], cache=True)(kernel["function"])
                    except RuntimeError:  # no folder to keep machine code in
                        kernel["code"] = numba.njit(kernel["signature"])(kernel["function"])
        except Exception:
            kernel["code"] = False
    return kernel["code"] if kernel["failures"] < 3 else False


def _ouroboros_is_list(values, kind):
    """Whether this is a list, and every element of exactly this type."""
    return type(values) is list and len(values) < 2**31 and set(map(type, values)) == {kind}


def _ouroboros_is_table(rows, kind):
    """Whether this is a list of equally long lists of elements of exactly this type."""
    return (
        type(rows) is list
        and 0 < len(rows) < 2**31
        and set(map(type, rows)) == {list}
        and len(set(map(len, rows))) == 1
        and all(set(map(type, row)) == {kind} for row in rows)
    )


def _ouroboros_copied(values, kind):
    """A copy as an array of float64, int64 or bool; integers must be below 2**31 in magnitude."""
    copy = _ouroboros_numpy.array(values, kind)
    if kind == "int64" and not (-(2**31) < copy.min() and copy.max() < 2**31):
        raise OverflowError
    return copy


def _ouroboros_distinct(*lists):
    """Whether no list is there twice, rows included."""
    every = [*lists, *(row for rows in lists for row in rows if type(row) is list)]
    return len(set(map(id, every))) == len(every)


def _ouroboros_store(values, before, after):
    """Put changed elements back into a list or a list of lists."""
    bits = "u1" if before.dtype == "bool" else "i8"
    changed = _ouroboros_numpy.nonzero(before.view(bits) != after.view(bits))
    if len(changed) == 1:
        for index, value in zip(changed[0].tolist(), after[changed].tolist()):
            values[index] = value
    else:
        for row, index, value in zip(changed[0].tolist(), changed[1].tolist(), after[changed].tolist()):
            values[row][index] = value
'''
SUPPORT_NAMES = frozenset(
    {"type", "list", "tuple", "float", "int", "bool", "len", "set", "map", "all", "id", "zip", "globals"}
    | {"Exception", "RuntimeError", "OverflowError", "abs", "max", "min", "range"}
)
"""Built-ins that the text of this file relies on."""

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
    arguments: list[str] = field(default_factory=list)
    """What the kernel is called with."""
    signature: list[str] = field(default_factory=list)
    arrays: list[tuple[str, str, str, str]] = field(default_factory=list)
    """(parameter, place, name of the array, dtype)"""

    def admit(self, parameter: str, place: str, recorded: str) -> Value:
        """Guard ``place``, an expression on ``parameter``, for a recorded type; what the kernel sees there.

        Raises:
            UntranslatableError: kernels do not know the type.

        """
        head, inner = split_type(recorded)
        name = f"a{len(self.arguments)}"
        if head in SIGNATURES and not inner:
            self.checks.append(f"type({place}) is {head}")
            self.arguments.append(place)
            self.signature.append(SIGNATURES[head])
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
        dtype = {"float": "float64", "int": "int64", "bool": "bool"}[element]
        self.checks.append(f"type({place}) is list")
        self.sizes.append(f"len({place})")
        self.arguments.append(name)
        self.arrays.append((parameter, place, name, dtype))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """One kernel: the types it is for, its body, what it changes, how its results are read."""

    entrance: Entrance
    lines: tuple[str, ...]
    mutated: frozenset[str]
    callees: frozenset[str]
    result: str
    """Python expression over ``outcome``."""


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
    checks += entrance.checks
    if entrance.sizes:
        checks.append(f"{' + '.join(entrance.sizes)} >= {LEAST_WORK}")
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
        *(f"    {name} = _ouroboros_copied({place}, {dtype!r})" for _, place, name, dtype in entrance.arrays),
    ]
    stored = [item for item in entrance.arrays if item[2] in kernel.mutated]
    inner += [f"    before_{name} = {name}.copy()" for _, _, name, _ in stored]
    inner += [
        f"    outcome = code({', '.join([*entrance.arguments, '1.0'])})",
        "except Exception:  # the kernel worked on copies: the original starts from untouched arguments",
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
