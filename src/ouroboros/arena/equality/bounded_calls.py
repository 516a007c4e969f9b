"""All small arguments of a few plain types, and many larger ones: what a guess has to answer beside the book.

A function that is almost the library's errs on some small input: an item that is left out, two that are
equal, an empty rest. So all lists and texts over a few items are listed up to a length, numbers on both sides
of zero one by one, pairs in all combinations; longer and larger ones are drawn by dice that always fall
alike. Nothing of it depends on what was recorded except the types.
"""

from __future__ import annotations

import itertools
import math
import pickle
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any

from ouroboros.records.hotspot import RecordedCall

_BATCH = 400
"""Calls of one batch, which has a time limit of its own: what comes late is left out."""
_DRAWN = 320
"""Calls that are drawn by dice, from short arguments to long ones."""
_PAIRED = 48
_TRIPLED = 12
"""Small arguments of one place that are combined with those of one, or of two other places."""
_HUGE = 2**20
_MOST_PERIL = 3
_LONGEST = 70
_LONG = (130, 260, 520, 1030, 2050, 2050)
"""Lengths beyond the limits that people write into programs; what takes too long then is left out."""
_WORDS = ("", "a", "b", "ab", "ba", "B", " ", "é", "10", "9", "aa", "zz")
_LETTERS = "abcAB 01,é"
_EDGES = (2**31 - 1, 2**31, 2**53 + 1, 2**63 - 1, 2**63, 2**64 + 1, -(2**63) - 1, 10**25)


def bounded_calls(function: str, kinds: Sequence[str]) -> tuple[tuple[RecordedCall, ...], ...]:
    """Batches of calls, the smallest arguments first.

    Args:
        function: ``pkg.mod:name`` of what is called.
        kinds: types of its positional arguments, each in :data:`KINDS`; at most three.

    """
    groups: dict[int, list[tuple[Any, ...]]] = {}
    for arguments in _small_calls(tuple(kinds)):
        groups.setdefault(_peril(arguments), []).append(arguments)
    for drawn in _drawn_calls(kinds):
        groups.setdefault(_MOST_PERIL + 1 + _peril(drawn), []).append(drawn)
    batches: list[tuple[RecordedCall, ...]] = []
    known: set[bytes] = set()
    for _, calls in sorted(groups.items()):
        if set(kinds) == {"int"}:
            calls.sort(key=lambda arguments: sum(map(abs, arguments)))
        payloads = dict.fromkeys(pickle.dumps((arguments, {}), protocol=4) for arguments in calls)
        new = [payload for payload in payloads if payload not in known]
        known.update(new)
        made = [RecordedCall(function=function, payload=payload, origin="generated") for payload in new]
        batches += [tuple(made[at : at + _BATCH]) for at in range(0, len(made), _BATCH)]
    return tuple(batches)


def _peril(arguments: Sequence[Any]) -> int:
    """How likely a call of a loop never ends: not at all, for a zero, below zero, for a huge number.

    What follows such a call in its batch goes unanswered.
    """
    numbers = [argument for argument in arguments if type(argument) is int]
    if not numbers:
        return 0
    if max(map(abs, numbers)) >= _HUGE:
        return _MOST_PERIL
    return 2 if min(numbers) < 0 else int(0 in numbers)


def _small_calls(kinds: tuple[str, ...]) -> list[tuple[Any, ...]]:
    pools = [_small(kind) for kind in kinds]
    if len(pools) == 1:
        return [(value,) for value in pools[0]]
    most = _PAIRED if len(pools) == 2 else _TRIPLED
    return list(itertools.product(*(_some(pool, most) for pool in pools)))


def _some(pool: Sequence[Any], most: int) -> Sequence[Any]:
    """The first of them, and others from all over."""
    if len(pool) <= most:
        return pool
    dice = Random(1)
    return [*pool[: most // 2], *dice.sample(pool[most // 2 :], most - most // 2)]


def _drawn_calls(kinds: Sequence[str]) -> list[tuple[Any, ...]]:
    dice = Random(2)
    found = []
    lengths = [3 + number * (_LONGEST - 3) // _DRAWN for number in range(_DRAWN)]
    for length in (*lengths, *_LONG):
        size = dice.choice((length, length, dice.randrange(1, length + 1)))
        first = KINDS[kinds[0]](dice, size)
        others = [_related(kind, first, dice, size) for kind in kinds[1:]]
        if tuple(kinds[1:]) == ("int", "int") and isinstance(first, list) and dice.random() < 0.6:
            others = sorted(dice.randrange(len(first) + 1) for _ in others)
        found.append((first, *others))
    return found


def _related(kind: str, first: Any, dice: Random, size: int) -> Any:
    """An argument that has to do with the first: of its length, one of its items or places, a part of it."""
    way = dice.random()
    if kind == "int" and isinstance(first, list) and first:
        if type(first[0]) is int and way < 0.5:
            return dice.choice(first)
        return dice.randrange(-1, len(first) + 2)
    if kind == "int" and isinstance(first, int) and first > 0 and way < 0.5:
        return dice.randrange(first + 1)
    if kind == "str" and isinstance(first, list) and first and type(first[0]) is str and way < 0.6:
        return dice.choice(first)
    if kind == "str" and isinstance(first, str) and first and way < 0.7:
        at = dice.randrange(len(first))
        return dice.choice(
            (first[at], first[at], first[at : at + 2], first[:at], first[at:], first[::-1], first)
        )
    if (
        kind == "list[list[int]]"
        and isinstance(first, list)
        and first
        and isinstance(first[0], list)
        and way < 0.8
    ):
        return _table(dice, len(first[0]), dice.randrange(1, 8))
    if kind == "list[int]" and isinstance(first, list) and first and isinstance(first[0], list) and way < 0.8:
        return _integers(dice, len(first[0]))
    if kind.startswith("list") and isinstance(first, list) and way < 0.5:
        drawn = KINDS[kind](dice, max(1, len(first)))
        if way < 0.2:
            first.sort()
            drawn.sort()
        return drawn[: len(first)]
    return KINDS[kind](dice, size)


def _integer(dice: Random, size: int) -> int:
    if dice.random() < 0.08:
        return dice.choice(_EDGES)
    bound = 2 ** (min(size, _LONGEST) * 40 // _LONGEST + 3)
    return dice.randrange(-bound // 4, bound)


def _integers(dice: Random, size: int) -> list[int]:
    bound = dice.choice((1, 3, 10, 1000, 2**40))
    values = [dice.randrange(-bound, bound + 1) for _ in range(size)]
    if dice.random() < 0.1:
        values[dice.randrange(size) if size else 0 :][:1] = [dice.choice(_EDGES)]
    return _arranged(dice, values)


def _arranged(dice: Random, values: list[Any]) -> list[Any]:
    """As drawn, in order, backwards, or in order but for two."""
    way = dice.randrange(8)
    if way < 3:
        values.sort(reverse=way == 2)
    if way == 1 and len(values) > 1:
        first, second = dice.sample(range(len(values)), 2)
        values[first], values[second] = values[second], values[first]
    return values


def _floats(dice: Random, size: int) -> list[float]:
    special = (0.0, -0.0, float("inf"), float("-inf"), float("nan"))
    exact = dice.random() < 0.5
    values = [
        dice.choice(special[: 5 if exact else 2])
        if dice.random() < 0.2
        else round(dice.uniform(-9, 9), exact)
        for _ in range(size)
    ]
    return values if any(map(math.isnan, values)) else _arranged(dice, values)


def _text(dice: Random, size: int) -> str:
    letters = dice.choice(("ab", "a", "01", _LETTERS))
    half = "".join(dice.choice(letters) for _ in range(size))
    return half + half[::-1] if dice.random() < 0.2 else half


def _texts(dice: Random, size: int) -> list[str]:
    few = dice.sample(_WORDS, dice.randrange(2, len(_WORDS)))
    return _arranged(dice, [dice.choice(few) for _ in range(size)])


def _table(dice: Random, height: int, width: int) -> list[list[int]]:
    return [_integers(dice, width) for _ in range(height)]


def _tables(dice: Random, size: int) -> list[list[int]]:
    most = 3 + min(size, 4 * _LONGEST) // 8
    height, width = dice.randrange(1, most), dice.randrange(1, most)
    rows = _table(dice, height, width)
    if dice.random() < 0.15:
        rows[dice.randrange(height)].append(0)
    return rows


def _octets(dice: Random, size: int) -> bytes:
    return bytes(dice.randrange(256) for _ in range(size))


KINDS: Mapping[str, Callable[[Random, int], Any]] = {
    "int": _integer,
    "str": _text,
    "bytes": _octets,
    "list[int]": _integers,
    "list[str]": _texts,
    "list[float]": _floats,
    "list[list[int]]": _tables,
}
"""Types that arguments can be listed for, with what draws one of a size."""


def _lists(items: Sequence[Any], longest: int) -> list[list[Any]]:
    return [list(each) for size in range(longest + 1) for each in itertools.product(items, repeat=size)]


@cache
def _small(kind: str) -> Sequence[Any]:
    """Every small value of a type, the smallest first."""
    if kind == "int":
        near = [*range(16), -1, -2, -3, -4, *range(16, 130), *range(-20, -4)]
        return [
            *near,
            *(2**power + step for power in range(8, 14) for step in (-1, 0, 1)),
            *range(200, 400, 7),
        ]
    if kind == "list[int]":
        orders = [list(each) for each in itertools.permutations(range(5))]
        return [*_lists((0, 1, 2), 3), *_lists((-1, 0, 1, 2), 4)[85:], *orders, *_lists((0, 1), 6)[63:]]
    if kind == "list[str]":
        return [*_lists(("", "a", "b"), 3), *_lists(("a", "b", "aa", "B"), 4)[85:]]
    if kind == "list[float]":
        return [
            *_lists((0.0, -0.0, 1.5), 3),
            *_lists((0.0, -0.0, -1.5, float("inf")), 4)[85:],
            [float("nan"), 1.0],
        ]
    if kind == "list[list[int]]":
        dice = Random(3)
        shapes = [(rows, columns) for rows in range(1, 5) for columns in range(1, 5)]
        tables = [_table(dice, *shape) for _ in range(8) for shape in shapes]
        squares = [[[a, b], [c, d]] for a, b, c, d in itertools.product((0, 1, -2), repeat=4)]
        return [[], [[]], [[1]], [[1, 2], [3]], [[1], [2, 3]], [[], [1]], *tables, *squares]
    if kind == "str":
        short = ["".join(each) for size in range(5) for each in itertools.product("ab", repeat=size)]
        longer = ["".join(each) for size in (3, 4) for each in itertools.product("aAb ", repeat=size)]
        return [*short, *longer, *map(chr, range(128)), "é", "ß", "\ud800", "a\u0301", "𝄞"]
    assert kind == "bytes"
    return [
        b"",
        *(bytes((octet,)) for octet in range(256)),
        *(bytes((a, b)) for a in b"\0a\xff" for b in b"\0a\xff"),
    ]
