"""How the values of settings are written by people: durations, sizes, counts, shares.

Every function takes what TOML, an environment variable or a flag delivered and raises ``ValueError`` with a
reason; the loader adds where the value came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ouroboros.records.fitness import ObjectiveWeights

_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(h|min|ms|m|s)", re.IGNORECASE)
_UNIT_SECONDS = {"h": 3600.0, "min": 60.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?b)?", re.IGNORECASE)
_UNIT_BYTES = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}

DURATION = 'a duration above zero such as "90s", "10m", "1h30m", or a number of seconds'
DAYS = "a number of days from 0 to 3650; 0 keeps none"
SIZE = 'a size such as "512M", "4G", or a number of bytes'


def duration(value: Any) -> float:
    """Seconds in ``value``: ``"1h30m"``, ``"90s"``, ``"500ms"``, or a plain number of seconds.

    Raises:
        ValueError: not a duration, or not above zero.

    """
    seconds = _duration(value)
    if not 0 < seconds < float("inf"):
        raise ValueError("it must be above zero and finite")
    return seconds


def _duration(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("it is no duration")  # noqa: TRY004 (a wrong value of the user, not a wrong call)
    if not isinstance(value, str):
        return float(value)
    text = value.strip()
    parts = _PART.findall(text)
    if parts and not _PART.sub("", text).strip():
        return sum(float(number) * _UNIT_SECONDS[unit.lower()] for number, unit in parts)
    try:
        return float(text)
    except ValueError:
        raise ValueError("it is no duration") from None


def size(value: Any) -> int:
    """Bytes in ``value``: ``"4G"``, ``"512MiB"`` (powers of 1024), or a plain number of bytes.

    Raises:
        ValueError: not a size, or not above zero.

    """
    found = _SIZE.fullmatch(str(value).strip()) if not isinstance(value, bool) else None
    if found is None:
        raise ValueError("it is no size")
    amount = int(float(found[1]) * _UNIT_BYTES[found[2].lower()])
    if amount <= 0:
        raise ValueError("it must be above zero")
    return amount


def text(value: Any) -> str:
    """``value`` when it is text.

    Raises:
        ValueError: it is not.

    """
    if not isinstance(value, str):
        raise ValueError("it is not text")  # noqa: TRY004 (as above)
    return value


IMPORTABLE = 'a function as "package.module:name"'


def importable(value: Any) -> str:
    """The name of a function, ``pkg.mod:function``, or nothing.

    Raises:
        ValueError: it is no such name.

    """
    name = text(value).strip()
    module, _, function = name.partition(":")
    if name and not all(part.isidentifier() for part in (*module.split("."), *function.split("."))):
        raise ValueError("it is no such name")
    return name


def patterns(value: Any) -> tuple[str, ...]:
    """A list of texts, or one text with commas between them.

    Raises:
        ValueError: something else, or an empty pattern.

    """
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise ValueError("it is no list of texts")
    stripped = tuple(item.strip() for item in items)
    if not all(stripped):
        raise ValueError("one of its patterns is empty")
    return stripped


def whole(low: int, high: int) -> Callable[[Any], int]:
    """A reader of whole numbers in ``[low, high]``; its ``ValueError`` says what is wrong."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise ValueError("it is no whole number")  # noqa: TRY004 (as above)
        try:
            number = int(value)
        except ValueError:
            raise ValueError("it is no whole number") from None
        if not low <= number <= high:
            raise ValueError("it is out of range")
        return number

    return read


def fraction(low: float, high: float) -> Callable[[Any], float]:
    """A reader of numbers in ``[low, high]``; its ``ValueError`` says what is wrong."""

    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError("it is no number")  # noqa: TRY004 (as above)
        try:
            number = float(value)
        except ValueError:
            raise ValueError("it is no number") from None
        if not low <= number <= high:  # NaN compares false, so it ends here too
            raise ValueError("it is out of range")
        return number

    return read


TOLERANCE = '"none", or a number above 0, up to 0.001, such as 1e-9'
_LARGEST_TOLERANCE = 1e-3


def tolerance(value: Any) -> float | None:
    """A relative difference in (0, 0.001], or ``None`` for ``"none"``.

    Raises:
        ValueError: something else.

    """
    if value is None or value == "none":
        return None
    number = fraction(-float("inf"), float("inf"))(value)
    if number <= 0:
        raise ValueError('it must be above 0; "none" compares floats bit for bit')
    if number > _LARGEST_TOLERANCE:
        raise ValueError(
            f"it is larger than {_LARGEST_TOLERANCE:g}: results that far apart are other results"
        )
    return number


def choice(names: tuple[str, ...], *, later: tuple[str, ...] = ()) -> Callable[[Any], str]:
    """A reader of one of ``names``; those in ``later`` are known, but not available in this version."""

    def read(value: Any) -> str:
        if value in later:
            raise ValueError("it is not available in this version yet")
        if value not in names:
            raise ValueError("there is no such choice")
        return str(value)

    return read


WEIGHTS = 'weights such as "performance=2, power=1, security=1"; what is left out counts 1'


def weights(value: Any) -> ObjectiveWeights:
    """Weights in ``value``: ``"performance=2, security=0.5"``, or a table of names and numbers.

    Raises:
        ValueError: an unknown objective, no number, a negative one, or all zero.

    """
    if isinstance(value, Mapping):
        given = {str(name): part for name, part in value.items()}
    else:
        parts = [part for part in str(value).split(",") if part.strip()]
        given = {name.strip(): part.strip() for name, _, part in (each.partition("=") for each in parts)}
    known = set(ObjectiveWeights.__dataclass_fields__)
    unknown = sorted(set(given) - known)
    if unknown:
        raise ValueError(f"{unknown[0]!r} is none of {', '.join(sorted(known))}")
    try:
        numbers = {name: float(part) for name, part in given.items()}
    except (TypeError, ValueError):
        raise ValueError("a weight is no number") from None
    return ObjectiveWeights(**numbers)
