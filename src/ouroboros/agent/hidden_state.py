"""State that a call can leave behind besides its result, its arguments and the variables of its module.

What is told here must be equal in two arms after the same calls: attributes of the target's classes and
functions, mutable defaults, closures, settings of the process, and files in the scratch folder. What a
rewrite adds for itself is named ``_ouroboros_…`` and left out.
"""

from __future__ import annotations

import _thread
import builtins
import contextlib
import enum
import functools
import gc
import hashlib
import io
import locale
import os
import random
import re
import signal
import sys
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

OWN = "_ouroboros_"
"""Prefix of names that rewrites make for themselves."""

_FILES_LIMIT = 256
_FILE_BYTES = 1 << 20
_DEPTH = 8
_TEMPORARY_NAME = re.compile(r"tmp[a-z0-9_]{8}")
_CODE_CACHES = (".o", ".nbi", ".nbc", ".pyc")
_CACHED = functools._lru_cache_wrapper  # noqa: SLF001 - the only name of that type
_PLAIN = (
    types.ModuleType,
    type,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.MemberDescriptorType,
    types.GetSetDescriptorType,
    property,
    functools.cached_property,
)
"""What holds no state of the target, or is told elsewhere."""

Root = tuple[str, str, Any]


def of_definitions(modules: Sequence[tuple[str, types.ModuleType]]) -> Iterator[Root]:
    """Attributes of classes, and defaults, attributes and closures of functions, that modules define.

    Args:
        modules: import name and module, in a fixed order.

    Yields:
        ``(module, path, value)`` of everything that could change from call to call.

    """
    for name, module in modules:
        seen: set[int] = set()
        for variable, value in sorted(vars(module).items()):
            if not variable.startswith(("__", OWN)):
                for path, part in _of(variable, value, module.__name__, seen, _DEPTH):
                    yield name, path, part


def _of(path: str, value: Any, module: str, seen: set[int], depth: int) -> Iterator[tuple[str, Any]]:
    """What hangs on one definition; ``seen`` holds those that were told."""
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    if isinstance(value, _CACHED):
        value = value.__wrapped__
    if id(value) in seen or not depth:
        return
    if isinstance(value, types.FunctionType) and value.__module__ == module:
        seen.add(id(value))
        yield from _of_function(path, value, module, seen, depth)
    elif isinstance(value, type) and value.__module__ == module and not issubclass(value, enum.Enum):
        seen.add(id(value))
        for name, part in sorted(type.__dict__["__dict__"].__get__(value).items()):
            if name.startswith(("__", "_abc_", OWN)):
                continue
            if isinstance(part, types.FunctionType | type | staticmethod | classmethod) or callable(part):
                yield from _of(f"{path}.{name}", part, module, seen, depth - 1)
            elif not isinstance(part, _PLAIN):
                yield f"{path}.{name}", part


def _of_function(
    path: str, function: types.FunctionType, module: str, seen: set[int], depth: int
) -> Iterator[tuple[str, Any]]:
    """Mutable defaults, attributes, and what its closure holds."""
    held: list[tuple[str, Any, bool]] = [
        (f"default {index}", part, False) for index, part in enumerate(function.__defaults__ or ())
    ]
    held += [
        (f"default {name}", part, False) for name, part in sorted((function.__kwdefaults__ or {}).items())
    ]
    held += [
        (name, part, True)
        for name, part in sorted(vars(function).items())
        if not name.startswith(("__", OWN))
    ]
    if "__wrapped__" in vars(function):
        held.append(("wrapped", function.__wrapped__, False))  # type: ignore[attr-defined]
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            held.append((f"cell {name}", cell.cell_contents, True))
        except ValueError:
            held.append((f"cell {name}", "<empty>", True))
    for name, part, rebindable in held:
        if isinstance(part, types.FunctionType | type | _CACHED):
            yield from _of(f"{path} {name}", part, module, seen, depth - 1)
        elif not isinstance(part, _PLAIN) and (rebindable or not _is_fixed(part)):
            yield f"{path} {name}", part


def _is_fixed(value: object) -> bool:
    """Whether a default is a value that no call can change (which one it is shows in results)."""
    return value is None or type(value) in (bool, int, float, complex, str, bytes, range, type(...))


def of_process() -> list[object]:
    """Settings that outlast a call and that other code would notice. Nothing about tracing or time."""
    told: list[object] = [
        _working_directory(),
        sorted(os.environ.items()),
        list(sys.path),
        sys.getrecursionlimit(),
        sys.getswitchinterval(),
        gc.isenabled(),
        gc.get_threshold(),
        _thread._count(),  # noqa: SLF001 - threads of all kinds, not only of ``threading``
        sorted(name for name in vars(builtins) if name != "_"),
        locale.setlocale(locale.LC_ALL),
        sorted(os.sched_getaffinity(0)),
        os.getpriority(os.PRIO_PROCESS, 0),
        [_handler(number) for number in sorted(signal.valid_signals())],
    ]
    decimal = sys.modules.get("decimal")
    if decimal is not None:
        context = decimal.getcontext()
        told.append((context.prec, context.rounding, context.Emin, context.Emax, context.clamp))
    return told


def _working_directory() -> str:
    try:
        return os.getcwd()
    except OSError:
        return "<gone>"


def _handler(number: int) -> str:
    handler = signal.getsignal(number)
    return str(int(handler)) if isinstance(handler, int) else getattr(handler, "__qualname__", "?")


def of_files(scratch: str, modules: Sequence[tuple[str, types.ModuleType]]) -> list[tuple[str, str]]:
    """Path and digest of each file in ``scratch`` (empty: none), after what modules hold open was flushed.

    Caches of compiled code and the random part of temporary names do not count.
    """
    if not scratch:
        return []
    for _, module in modules:
        for value in list(vars(module).values()):
            if isinstance(value, io.TextIOWrapper | io.BufferedWriter | io.BufferedRandom):
                _flush(value)
    found: list[tuple[str, str]] = []
    for folder, _, names in os.walk(scratch):
        for name in names:
            if not name.endswith(_CODE_CACHES) and len(found) < _FILES_LIMIT:
                path = os.path.join(folder, name)
                told = _TEMPORARY_NAME.sub("tmp", os.path.relpath(path, scratch))
                found.append((told, _content(path)))
    return sorted(found)


def _flush(file: io.IOBase) -> None:
    with contextlib.suppress(OSError, ValueError):  # closed, or for reading
        file.flush()


def _content(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return f"{os.path.getsize(path)} {hashlib.sha256(file.read(_FILE_BYTES)).hexdigest()}"
    except OSError as error:
        return f"<{type(error).__name__}>"


def dice() -> dict[str, str]:
    """Where each shared random generator of the process stands: equal texts, equal numbers to come."""
    version, numbers, rest = random.getstate()
    told = {"random": f"{version} {hash(numbers):x} {rest!r}"}  # hashes of integers have no seed
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        with contextlib.suppress(Exception):  # a module of that name may be another thing
            state = numpy_random.get_state()
            told["numpy"] = f"{hashlib.sha256(state[1].tobytes()).hexdigest()} {state[2:]!r}"
    return told


def rolled(before: Mapping[str, str]) -> str:
    """How the generators that were there ``before`` stand now, "" when nobody used them.

    One that was only just imported stands where nobody can foresee, and nobody can have relied on it.
    """
    now = dice()
    changed = {name: now.get(name, "gone") for name in before if now.get(name) != before[name]}
    return repr(sorted(changed.items())) if changed else ""
