# ruff: noqa: E501, ISC004  # programs as text
"""Lists that become sets, indexes, tables, deques: equal behaviour on odd values, and traps.

Hypothesis draws *recipes* (indices into a pool of odd values); the pool is made anew for old and new code, so
that both see the same aliases and neither sees the other's changes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation.proposal import rewritten
from ouroboros.operators import (
    count_to_counter,
    join_to_index,
    membership_to_set,
    queue_to_deque,
    sorted_to_extreme,
    string_building,
)

ALL = (
    membership_to_set,
    join_to_index,
    count_to_counter,
    sorted_to_extreme,
    queue_to_deque,
    string_building,
)


class Equal:
    """Equal to everything, hash like 1."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1

    def __repr__(self) -> str:
        return "Equal()"


class Grumpy:
    """Cannot be compared."""

    __hash__ = None

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no comparison")

    def __repr__(self) -> str:
        return "Grumpy()"


class Text(str):
    """Text that equals its upper case only."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return str.upper(self) == other

    def __hash__(self) -> int:
        return 7


class Counting(dict[Any, Any]):
    """A mapping that answers differently each time."""

    reads = 0

    def __getitem__(self, key: object) -> int:
        self.reads += 1
        return self.reads


class Row:
    def __init__(self, key: object) -> None:
        self.key = key

    def __repr__(self) -> str:
        return f"Row({self.key!r})"


class Shifty:
    """A row whose key is a property that changes with every look."""

    def __init__(self) -> None:
        self.looks = 0

    @property
    def key(self) -> int:
        self.looks += 1
        return self.looks

    def __repr__(self) -> str:
        return f"Shifty({self.looks})"


def scalars() -> list[Any]:
    nan = float("nan")
    return [
        *(0, 1, True, False, 2, 1.0, -0.0, nan, float("nan"), None, "", "a", "A", Text("a"), b"a"),
        *(10**30, 10**30 + 0, (), (1, 2), (1, [2]), (nan,), ((1,), 2), [1], [1], {}, Equal(), Grumpy(), 1j),
    ]


def rows() -> list[Any]:
    plain = [{"key": key, "n": number} for number, key in enumerate(scalars())]
    objects = [Row(key) for key in scalars()]
    return [*plain, *objects, {}, None, (1, 2), [], Counting(key=1), Shifty()]


def container(kind: str, items: list[Any]) -> Any:
    makers: dict[str, Callable[[list[Any]], Any]] = {
        "list": list,
        "tuple": tuple,
        "iterator": iter,
        "generator": lambda values: (value for value in values),
        "text": lambda values: "".join(map(str, values)),
        "none": lambda values: None,
        "dictionary": lambda values: dict(enumerate(values)),
    }
    return makers[kind](items)


PROGRAMS: dict[str, tuple[ModuleType, str]] = {
    "fixed": (membership_to_set, "def f(xs, ys):\n    return [x for x in xs if x not in ys]\n"),
    "while": (
        membership_to_set,
        "def f(xs, ys):\n    at = 0\n    while xs[at] not in ys:\n        at += 1\n    return at\n",
    ),
    "growing": (
        membership_to_set,
        "def f(xs, ys):\n    seen = list(ys)\n    for x in xs:\n        if x not in seen:\n"
        "            seen.append(x)\n    return seen\n",
    ),
    "pairs": (
        membership_to_set,
        "def f(xs, ys):\n    seen = []\n    for x in xs:\n        if (x, 1) not in seen:\n"
        "            seen.append((x, 1))\n    return seen\n",
    ),
    "any": (join_to_index, "def f(xs, ys):\n    return [x for x in xs if any(y == x for y in ys)]\n"),
    "all": (join_to_index, "def f(xs, ys):\n    return [x for x in xs if all(y != x for y in ys)]\n"),
    "sum": (join_to_index, "def f(xs, ys):\n    return [sum(1 for y in ys if x == y) for x in xs]\n"),
    "product": (join_to_index, "def f(xs, ys):\n    return [(x, y) for x in xs for y in ys if x == y]\n"),
    "count": (count_to_counter, "def f(xs, ys):\n    return [ys.count(x) for x in xs]\n"),
    "index": (count_to_counter, "def f(xs, ys):\n    return [ys.index(x) for x in xs]\n"),
    "first": (sorted_to_extreme, "def f(xs, ys):\n    return sorted(xs)[0]\n"),
    "last": (sorted_to_extreme, "def f(xs, ys):\n    return sorted(xs)[-1]\n"),
    "last by key": (
        sorted_to_extreme,
        "def f(xs, ys):\n    return sorted(xs, key=lambda x: (x, 1)[0])[-1]\n",
    ),
    "queue": (
        queue_to_deque,
        "def f(xs, ys):\n    queue = list(xs)\n    out = []\n    for y in ys:\n        queue.append(y)\n"
        "        out.append((queue.pop(0), queue.pop(0), len(queue)))\n    return out\n",
    ),
    "flat": (string_building, "def f(xs, ys):\n    return sum(xs, [])\n"),
    "text": (
        string_building,
        "def f(xs, ys):\n    out = ''\n    for x in xs:\n        out += f'{x};'\n    return out\n",
    ),
}

JOINS = {
    "items": "row['key'] == order['key']",
    "attributes": "row.key == order.key",
    "mixed": "order['key'] == row.key and row.key is not None",
}


@cache
def versions(operator: ModuleType, code: str) -> tuple[Callable[..., Any], tuple[Callable[..., Any], ...]]:
    """The function ``f`` of ``code``, and of each of its rewrites."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "example.py").write_text(code, encoding="utf-8")
        genome = SourceGenome.read(folder, folder, cache=None)
        view = genome.view(genome.region("example:f"))
        texts = [rewritten(view, rewrite).text for rewrite in operator.rewrite(view)]
    functions = []
    for text in (code, *texts):
        namespace: dict[str, Any] = {"__name__": "example"}
        exec(compile(text, "example.py", "exec"), namespace)
        functions.append(namespace["f"])
    return functions[0], tuple(functions[1:])


def outcome(function: Callable[..., Any], *arguments: Any) -> tuple[str, str, str]:
    try:
        value = function(*arguments)
    except Exception as error:  # noqa: BLE001  # whatever is raised must be raised by both
        return type(error).__name__, str(error), repr(arguments)
    return type(value).__name__, repr(value), repr([a for a in arguments if not hasattr(a, "__next__")])


INDICES = st.lists(st.integers(0, len(scalars()) - 1), max_size=7)
SIMPLE = st.lists(st.sampled_from([0, 1, 2, 3, 4, 9, 10, 11, 12]), max_size=9)
KINDS = st.sampled_from(["list", "list", "tuple", "iterator", "generator", "text", "none", "dictionary"])


@pytest.mark.parametrize("name", PROGRAMS)
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(xs=INDICES | SIMPLE, ys=INDICES | SIMPLE, x_kind=KINDS, y_kind=KINDS, alias=st.booleans())
def test_new_code_does_what_the_old_did(name, xs, ys, x_kind, y_kind, alias) -> None:
    operator, code = PROGRAMS[name]
    old, new = versions(operator, code)
    assert new, f"{operator.__name__} proposes nothing for:\n{code}"

    def run(function: Callable[..., Any]) -> tuple[str, str, str]:
        pool = scalars()
        first = container(x_kind, [pool[at] for at in xs])
        second = first if alias else container(y_kind, [pool[at] for at in ys])
        shown = outcome(function, first, second)
        return tuple(part.split(" at 0x")[0] for part in shown)

    expected = run(old)
    for function in new:
        assert run(function) == expected


@pytest.mark.parametrize("name", JOINS)
@settings(max_examples=80, deadline=None, derandomize=True, database=None)
@given(
    orders=st.lists(st.integers(0, len(rows()) - 1), max_size=5),
    users=st.lists(st.integers(0, len(rows()) - 1), max_size=6),
    offset=st.sampled_from([None, 0, len(scalars())]),
)
def test_a_join_finds_the_same_rows(name, orders, users, offset) -> None:
    code = (
        "def f(orders, users):\n    out = []\n    for order in orders:\n        for row in users:\n"
        f"            if {JOINS[name]}:\n                out.append((order, row))\n                break\n"
        "    return out\n"
    )
    old, new = versions(join_to_index, code)
    assert new

    def run(function: Callable[..., Any]) -> tuple[str, str, str]:
        pool = rows()
        wide = len(scalars())
        users_at = [at if offset is None else offset + at % wide for at in users]
        return outcome(function, [pool[at] for at in orders], [pool[at] for at in users_at])

    expected = run(old)
    for function in new:
        assert run(function) == expected


TRAPS = {
    "an alias is written": (
        "def f(xs, ys):\n    n = 0\n    zs = ys\n    for x in xs:\n        if x in ys:\n            zs[0] = x + 1\n"
        "            n += 1\n    return n\n"
    ),
    "the iterated list may be the same": (
        "def f(xs, ys):\n    n = 0\n    for x in xs:\n        if x in ys:\n            xs[0] = x + 9\n"
        "            n += ys.count(x)\n    return n\n"
    ),
    "a closure appends": (
        "def f(xs, ys):\n    kept = [1]\n    def add(x):\n        kept.append(x)\n    n = 0\n    for x in xs:\n"
        "        n += x in kept\n        add(x + 1)\n    return n\n"
    ),
    "a closure rebinds": (
        "def f(xs, ys):\n    n = 0\n    def add():\n        nonlocal ys\n        ys = [9]\n    for x in xs:\n"
        "        n += x in ys\n        add()\n    return n\n"
    ),
    "an own function changes a list through a holder": (
        "def g(a, b):\n    a.append(b)\n\n\ndef f(xs, ys):\n    kept = [1]\n    holder = [kept]\n    n = 0\n"
        "    for x in xs:\n        n += x in kept\n        g(holder[0], x + 1)\n    return n\n"
    ),
    "the name is grown in place": (
        "def f(xs, ys):\n    n = 0\n    it = ys\n    for x in xs:\n        n += x in ys\n        it += [x + 1]\n"
        "    return n\n"
    ),
    "an outside row is changed": (
        "def f(orders, users):\n    out = []\n    extra = {'id': 5}\n    users.append(extra)\n"
        "    for order in orders:\n        for user in users:\n            if user['id'] == order:\n"
        "                out.append(user['id'])\n        extra['id'] = 1\n    return out\n"
    ),
    "a condition appends": (
        "def f(xs, ys):\n    return [x for x in xs if x in ys if ys.append(x) is None]\n"
    ),
    "somebody may wait in between": ("async def f(xs, ys):\n    return [x async for x in xs if x in ys]\n"),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_traps_are_left_alone(trap) -> None:
    for operator in ALL:
        assert not versions(operator, TRAPS[trap])[1], operator.__name__


def test_a_generator_that_appends_to_the_list_is_seen() -> None:
    old, new = versions(*PROGRAMS["fixed"])

    def run(function: Callable[..., Any]) -> Any:
        known = [0]

        def growing() -> Any:
            for number in (1, 1, 2):
                yield number
                known.append(number)

        return function(growing(), known)

    assert [run(function) for function in new] == [run(old)]


def test_the_same_object_is_chosen() -> None:
    for name, expected in (("first", 0), ("last", 1), ("last by key", 1)):
        old, new = versions(*PROGRAMS[name])
        twins = [int("1" + "0" * 30), int("1" + "0" * 30)]
        assert old(twins, None) is twins[expected]
        assert all(function(twins, None) is twins[expected] for function in new)
